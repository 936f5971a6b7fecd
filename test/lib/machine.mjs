// Several machines on loopback: sshds that have a home folder and a list of keys each.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { freePort, gone } from './sshd.mjs';

const sleep = (ms) => new Promise((r) => setTimeout(r, ms));

/** Under dir; pub may log in. Resolves to { name, home, file, port, start(which host key), stop() }. */
export async function startMachine(dir, name, pub) {
  const home = join(dir, name);
  mkdirSync(join(home, '.ssh'), { recursive: true, mode: 0o700 });
  const file = join(home, '.ssh', 'authorized_keys');
  writeFileSync(file, `# ${name}\nfrom="127.0.0.1,::1" ${pub} old\n`);
  chmodSync(file, 0o600);
  const m = { name, home, file, port: await freePort(), child: null };
  m.hostKey = (which) => {
    const path = join(home, which);
    if (!existsSync(path)) execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', path]);
    return path;
  };
  m.start = async (which = 'host') => {
    if (process.getuid() === 0 && !existsSync('/run/sshd')) mkdirSync('/run/sshd', { recursive: true });
    writeFileSync(join(home, 'conf'), `Port ${m.port}\nListenAddress 127.0.0.1\nHostKey ${m.hostKey(which)}\nAuthorizedKeysFile ${file}\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin prohibit-password\nPidFile none\nLogLevel ERROR\nMaxStartups 200:30:400\nSubsystem sftp internal-sftp\nSetEnv HOME=${home}\n`);
    m.child = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', join(home, 'conf')], { stdio: 'ignore' });
    for (let i = 0; i < 400; i++) {
      const up = await new Promise((r) => { const s = net.connect(m.port, '127.0.0.1', () => { s.destroy(); r(true); }); s.on('error', () => r(false)); });
      if (up) return;
      await sleep(30);
    }
  };
  m.stop = async () => { m.child?.kill('SIGTERM'); if (m.child) await gone(m.child); };
  process.once('exit', () => m.child?.kill('SIGKILL'));
  await m.start();
  return m;
}
