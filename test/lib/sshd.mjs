// A real OpenSSH server on a free loopback port, login by key as this user.
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync, readFileSync, rmSync, copyFileSync, chmodSync, mkdirSync, existsSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import net from 'node:net';

/** Below what the kernel gives to those who connect: nobody's connection takes it while its server is away. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const s = net.createServer();
    let tries = 0;
    const take = () => s.listen(20000 + Math.floor(Math.random() * 12000), '127.0.0.1');
    s.on('listening', () => {
      const { port } = s.address();
      s.close(() => resolve(port));
    });
    s.on('error', (e) => (tries++ < 20 ? take() : reject(e)));
    take();
  });
}

/** Resolves when ${child} has ended: until then a server that was told to still listens. */
export const gone = (child) => (child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : new Promise((r) => child.once('exit', r)));

/** Starts sshd; resolves to { port, user, keyFile, privateKey, hostKeyLine, stop() }. */
export async function startSshd(options = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'k8sm-sshd.'));
  const port = options.port ?? await freePort();
  const keygen = (file, args = []) => execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', options.passphrase ?? '', '-f', file, ...args]);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(dir, 'host')]);
  keygen(join(dir, 'key'));
  copyFileSync(join(dir, 'key.pub'), join(dir, 'authorized'));
  chmodSync(join(dir, 'authorized'), 0o600);
  mkdirSync(join(dir, 'home')); // what this user's own profile does is no part of a test
  if (process.getuid() === 0 && !existsSync('/run/sshd')) mkdirSync('/run/sshd', { recursive: true });
  writeFileSync(join(dir, 'conf'), `Port ${port}
ListenAddress 127.0.0.1
HostKey ${join(dir, 'host')}
AuthorizedKeysFile ${join(dir, 'authorized')}
StrictModes no
UsePAM no
SetEnv SHLVL=2 HOME=${join(dir, 'home')}
${options.noLang ? '' : 'AcceptEnv LANG LC_*'}
PasswordAuthentication no
PermitRootLogin prohibit-password
PidFile ${join(dir, 'pid')}
MaxStartups 200:30:400
MaxSessions 200
LogLevel ERROR
Subsystem sftp internal-sftp
${options.extra ?? ''}
`);
  const child = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(dir, 'conf')], { stdio: 'ignore' });
  process.once('exit', () => child.kill('SIGKILL'));
  for (let i = 0; i < 100; i++) {
    const up = await new Promise((r) => {
      const s = net.connect(port, '127.0.0.1', () => { s.destroy(); r(true); });
      s.on('error', () => r(false));
    });
    if (up) break;
    await new Promise((r) => setTimeout(r, 50));
  }
  return {
    port,
    pid: child.pid,
    dir,
    user: userInfo().username,
    keyFile: join(dir, 'key'),
    privateKey: readFileSync(join(dir, 'key'), 'utf8'),
    hostKeyLine: readFileSync(join(dir, 'host.pub'), 'utf8').trim(),
    stop() {
      child.kill('SIGTERM');
      rmSync(dir, { recursive: true, force: true });
      return gone(child);
    },
  };
}

/** Brings the sshd in as a host through the API's three steps; resolves to the host. */
export async function onboard(client, sshd, name, extra = {}) {
  const key = await client.post('/api/v1/credentials/ssh_keys', { name: `${name}-key`, private_key: sshd.privateKey });
  if (key.status >= 300) throw new Error(key.text);
  const probe = await client.post('/api/v1/hosts/probe', {
    name, ip: '127.0.0.1', port: sshd.port, auth_type: 'key', username: sshd.user, ssh_key_id: key.body.data.id });
  if (!probe.body?.data?.reachable) throw new Error(probe.text);
  const host = await client.post('/api/v1/hosts', { probe_token: probe.body.data.probe_token, name, ...extra });
  if (host.status >= 300) throw new Error(host.text);
  return host.body.data;
}
