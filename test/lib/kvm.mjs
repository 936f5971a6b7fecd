// A machine with libvirt for a test, and a guest to boot on it; see test/kvm.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { top } from './stack.mjs';

/** { address, kvm, key, dir, onHost(…argv), bring(client) }; null with ${why} printed where it cannot be had. */
export function startKvm() {
  const dir = mkdtempSync(join(tmpdir(), 'k8sm-kvm.'));
  chmodSync(dir, 0o755);
  const script = join(top, 'test', 'kvm', 'host.sh');
  const hostDir = join(dir, 'host');
  const up = spawnSync(script, ['start', hostDir, join(top, 'build', 'kvm')], { encoding: 'utf8', timeout: 240000 });
  const stop = () => { spawnSync(script, ['stop', hostDir]); rmSync(dir, { recursive: true, force: true }); };
  process.once('exit', stop);
  for (const s of ['SIGINT', 'SIGTERM']) process.once(s, () => process.exit(130));
  if (up.status === 77) {
    console.log(`skip - virtual machines: ${up.stdout.trim()}`);
    return null;
  }
  if (up.status !== 0) throw new Error(up.stdout + up.stderr);
  const peer = Object.fromEntries(up.stdout.trim().split(' ').map((p) => p.split('=')));
  return {
    ...peer, dir: hostDir, kernel: join(hostDir, 'vmlinuz'), initrd: join(hostDir, 'initrd.gz'),
    onHost: (...argv) => execFileSync('ssh', ['-q', '-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null',
      '-i', peer.key, `root@${peer.address}`, ...argv], { encoding: 'utf8' }),
    /** Brings it in as host "hypervisor" with key "kvm"; resolves to { host, keyId }. */
    async bring(client) {
      const v1 = '/api/v1';
      const key = await client.post(`${v1}/credentials/ssh_keys`, { name: 'kvm', private_key: readFileSync(peer.key, 'utf8') });
      const probe = await client.post(`${v1}/hosts/probe`, { name: 'hypervisor', ip: peer.address, port: 22, auth_type: 'key', username: 'root', ssh_key_id: key.body.data.id });
      const host = await client.post(`${v1}/hosts`, { probe_token: probe.body.data.probe_token, name: 'hypervisor' });
      if (host.status !== 201) throw new Error(probe.text + host.text);
      return { host: host.body.data, keyId: key.body.data.id };
    },
  };
}
