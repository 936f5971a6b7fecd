// Figures that need a machine behind SSH: the first byte of a command, and many
// followers of one task.
import { spawnSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { startSshd, onboard } from '../lib/sshd.mjs';
import { sleep } from '../lib/stack.mjs';

const median = (v) => [...v].sort((a, b) => a - b)[Math.floor(v.length / 2)];

export async function exec(stack, admin, { atMost }) {
  const sshd = await startSshd();
  try {
    const host = await onboard(admin, sshd, 'bench-exec');
    const ssh = [], ours = [];
    for (let i = 0; i < 15; i++) {
      let t0 = performance.now();
      const r = spawnSync('ssh', ['-F', 'none', '-i', sshd.keyFile, '-p', String(sshd.port), '-o', 'StrictHostKeyChecking=no',
        '-o', 'UserKnownHostsFile=/dev/null', '-o', 'LogLevel=ERROR', `${sshd.user}@127.0.0.1`, 'true']);
      if (r.status !== 0) throw new Error(String(r.stderr));
      ssh.push(performance.now() - t0);
      t0 = performance.now();
      const task = await admin.post(`/api/v1/hosts/${host.id}/ssh/exec`, { command: 'echo first' });
      if (task.status !== 202) throw new Error(task.text);
      const res = await fetch(`${stack.url}/api/v1/tasks/${task.body.data.task_id}/events`, {
        headers: { authorization: `Bearer ${admin.token}`, accept: 'text/event-stream' } });
      const reader = res.body.getReader();
      const dec = new TextDecoder();
      let text = '';
      for (;;) {
        const { done, value } = await reader.read();
        if (done) throw new Error(`no output: ${text}`);
        text += dec.decode(value, { stream: true });
        if (/event: ?stdout/.test(text)) break;
      }
      ours.push(performance.now() - t0);
      await reader.cancel();
      await sleep(150);
    }
    atMost('exec_first_byte_vs_ssh', median(ours) / median(ssh), 'ratio', 1.3, { ours_ms: median(ours), ssh_ms: median(ssh) });
  } finally {
    sshd.stop();
  }
}

export async function sse(stack, admin, { atMost, smaps, bin }) {
  const sshd = await startSshd();
  try {
    const host = await onboard(admin, sshd, 'bench-sse');
    // one line a second for a while
    const task = await admin.post(`/api/v1/hosts/${host.id}/ssh/exec`, { command: 'for i in $(seq 1 40); do echo line $i; sleep 1; done', timeout_s: 120 });
    if (task.status !== 202) throw new Error(task.text);
    const n = 5000;
    const child = spawn(join(bin, 'followers'), ['-n', String(n), '-t', '12', '-H', `Authorization: Bearer ${admin.token}`,
      `127.0.0.1:${new URL(stack.url).port}`, `/api/v1/tasks/${task.body.data.task_id}/events`], { stdio: ['ignore', 'pipe', 'inherit'] });
    let out = '';
    child.stdout.on('data', (d) => (out += d));
    let peak = 0;
    const timer = setInterval(() => { peak = Math.max(peak, smaps(stack.pid('k8sm-stream'), 'Rss') / 1024); }, 500);
    await new Promise((r) => child.on('exit', r));
    clearInterval(timer);
    const r = JSON.parse(out);
    atMost('sse_followers (p99 delay)', r.events === 0 ? Infinity : r.p99_ms, 'ms', 250, { followers: n, events: r.events, gaps: r.gaps, closed: r.closed });
    atMost('sse_followers (memory)', peak, 'MB', 60);
    await admin.post(`/api/v1/tasks/${task.body.data.task_id}/cancel`);
  } finally {
    sshd.stop();
  }
}
