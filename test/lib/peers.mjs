// The SSH servers of test/sshd/peers.sh: real ones and ones that misbehave.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, existsSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { top, sleep } from './stack.mjs';

/** Resolves to { port(name), value(name), file(name), tell(command), stop() }. */
export async function startPeers() {
  const dir = mkdtempSync(join(tmpdir(), 'k8sm-peers.'));
  const child = spawn(join(top, 'test', 'sshd', 'peers.sh'), [dir], { stdio: ['pipe', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (d) => (said += d));
  let ended = false;
  child.on('exit', () => (ended = true));
  const file = join(dir, 'peers');
  for (let i = 0; i < 1200 && !existsSync(file) && !ended; i++) await sleep(50);
  if (!existsSync(file)) throw new Error('the SSH servers did not start');
  const values = Object.fromEntries(readFileSync(file, 'utf8').trim().split('\n').map((l) => {
    const at = l.indexOf('=');
    return [l.slice(0, at), l.slice(at + 1)];
  }));
  return {
    value: (name) => values[name],
    port: (name) => Number(values[name]),
    file: (name) => readFileSync(join(dir, name), 'utf8'),
    async tell(command) {
      said = '';
      child.stdin.write(`${command}\n`);
      for (let i = 0; i < 200 && !said; i++) await sleep(50);
      if (!said) throw new Error(`no answer to ${command}`);
    },
    async stop() {
      child.stdin.end();
      for (let i = 0; i < 200 && !ended; i++) await sleep(50);
      if (!ended) child.kill('SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
