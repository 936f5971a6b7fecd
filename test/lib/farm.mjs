// A farm: few OpenSSH servers that listen on many loopback addresses of one port,
// so that they stand for as many hosts.
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync, chmodSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { sleep } from './stack.mjs';

const up = (host, port) => new Promise((done) => {
  const s = createConnection({ host, port });
  s.on('connect', () => { s.destroy(); done(true); });
  s.on('error', () => done(false));
});

/**
 * Resolves to { port, user, key, keyFile, hostKey, stop() }.  ${addresses} are bound one by one: the
 * server is on loopback alone.
 */
export async function startFarm(addresses, extra = '') {
  const dir = mkdtempSync(join(tmpdir(), 'k8sm-farm.'));
  chmodSync(dir, 0o711);
  const user = userInfo().username;
  for (const name of ['host', 'key'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(dir, name)]);
  writeFileSync(join(dir, 'authorized_keys'), readFileSync(join(dir, 'key.pub')), { mode: 0o644 });
  if (user === 'root') execFileSync('mkdir', ['-p', '/run/sshd']);
  // SHLVL: bash then leaves ~/.bashrc alone, which on some machines takes a second.
  // sshd listens on sixteen sockets at most: a process for each so many.
  const parts = [];
  for (let i = 0; i < addresses.length; i += 16) parts.push(addresses.slice(i, i + 16));
  let children = [];
  let port;
  for (let tries = 0; tries < 10; tries++) {
    port = 20000 + Math.floor(Math.random() * 30000);
    let lost = false;
    children = parts.map((part, i) => {
      const conf = join(dir, `conf${i}`);
      writeFileSync(conf, [...part.map((a) => `ListenAddress ${a}:${port}`),
        `HostKey ${dir}/host`, `AuthorizedKeysFile ${dir}/authorized_keys`, 'PidFile none', 'UsePAM no', 'StrictModes no', 'UseDNS no',
        'MaxStartups 2000', 'LogLevel ERROR', `AllowUsers ${user}`, 'PermitRootLogin prohibit-password', 'PasswordAuthentication no', `SetEnv SHLVL=2 HOME=${dir}`, 'KexAlgorithms curve25519-sha256', extra, ''].join('\n'));
      const c = spawn('setpriv', ['--pdeathsig', 'KILL', '/usr/sbin/sshd', '-r', '-D', '-e', '-f', conf], { stdio: ['ignore', 'ignore', 'pipe'] });
      c.stderr.resume();
      c.on('exit', () => (lost = true));
      return c;
    });
    let n = 0;
    for (let k = 0; k < 300 && !lost && n < parts.length; k++) {
      if (await up(parts[n].at(-1), port)) n++;
      else await sleep(30);
    }
    if (n === parts.length && !lost) break;
    for (const c of children) c.kill('SIGKILL');
  }
  return {
    port, user, dir, keyFile: join(dir, 'key'), key: readFileSync(join(dir, 'key'), 'utf8'), pids: children.map((c) => c.pid),
    hostKey: readFileSync(join(dir, 'host.pub'), 'utf8').split(' ').slice(0, 2).join(' ').trim(),
    async stop() {
      for (const c of children) c.kill('SIGKILL');
      rmSync(dir, { recursive: true, force: true }); },
  };
}
