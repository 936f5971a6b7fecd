// Faults around a task: killed and stopped workers, a killed stream, poison.
import { existsSync, readFileSync, rmSync, readdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { startStack, login, checker, sleep } from '../lib/stack.mjs';
import { startSshd, onboard } from '../lib/sshd.mjs';
import { checkInvariants, psqlOf } from './invariants.mjs';

const t = checker();
const { ok } = t;
const seeds = (process.env.SEEDS ?? '3,11').split(',');
const sshd = await startSshd();
const dir = mkdtempSync(join(tmpdir(), 'k8sm-effects.'));
const effects = join(dir, 'effects');
const lease = { K8SM_TASK_LEASE_S: '3', K8SM_TASK_POLL_MS: '300' };
const kids = (pid) => readdirSync('/proc').filter((d) => /^\d+$/.test(d)).filter((d) => {
  try { const s = readFileSync(`/proc/${d}/stat`, 'utf8'); return Number(s.slice(s.lastIndexOf(')') + 2).split(' ')[1]) === pid; } catch { return false; }
}).map(Number);
const settled = async (psql, ms) => {
  for (let i = 0; i < ms / 200; i++) {
    if (psql("SELECT count(*) FROM tasks WHERE status IN ('queued','running') AND kind NOT LIKE 'system.%'") === '0') return true;
    await sleep(200);
  }
  return false;
};
/** The task's status, once it has one that stays. */
const endOf = async (psql, id, ms) => {
  let status;
  for (const t0 = Date.now(); Date.now() - t0 < ms; await sleep(200)) {
    status = psql(`SELECT status FROM tasks WHERE id = ${id}`);
    if (!['queued', 'running'].includes(status)) break;
  }
  return status;
};
const isRunning = async (psql, id) => { for (let i = 0; i < 200 && psql(`SELECT status FROM tasks WHERE id = ${id}`) !== 'running'; i++) await sleep(50); };
const count = (name) => existsSync(effects) ? readFileSync(effects, 'utf8').split('\n').filter((l) => l === name).length : 0;

try {
  // R2: kill -9 at every boundary; commands that change something are run at
  // most once, what may be repeated ends well.
  for (const point of ['task.claimed', 'task.before_run', 'task.after_effect', 'task.events', 'task.before_finish']) {
    for (const seed of seeds) {
      rmSync(effects, { force: true });
      const stack = await startStack({ env: { ...lease } });
      const name = `R2 ${point} seed ${seed}`;
      try {
        const psql = psqlOf(stack);
        const admin = await login(stack);
        const host = await onboard(admin, sshd, 'h');
        await settled(psql, 15000);
        // From here on the worker misbehaves: it is replaced by one with the fault set.
        await stack.restart('k8sm-worker', { K8SM_FAULT: `${point}:~${seed}/4:kill` });
        const made = [];
        for (let i = 0; i < 10; i++) {
          const r = await admin.post(`/api/v1/hosts/${host.id}/ssh/exec`, { command: `echo e${i} >> ${effects}` });
          made.push([r.body.data.task_id, `e${i}`]);
          await admin.post(`/api/v1/hosts/${host.id}/facts/refresh`);
        }
        const done = await settled(psql, 60000);
        ok(`${name}: every task comes to an end`, done, psql("SELECT status, count(*) FROM tasks GROUP BY 1"));
        const state = Object.fromEntries(psql('SELECT id, status FROM tasks').split('\n').map((l) => l.split('|')));
        const twice = made.filter(([, e]) => count(e) > 1).map(([, e]) => e);
        ok(`${name}: no command ran twice`, twice.length === 0, twice.join());
        const lying = made.filter(([id, e]) => (state[id] === 'succeeded' && count(e) !== 1) || (state[id] === 'failed' && count(e) !== 0 && psql(`SELECT started_mark IS NULL FROM tasks WHERE id = ${id}`) === 't'));
        ok(`${name}: what succeeded was done, once`, lying.length === 0, JSON.stringify(lying));
        checkInvariants(stack, ok, name);
      } catch (e) {
        ok(`${name}: ran to its end`, false, e.stack);
      } finally { await stack.stop(); }
    }
  }

  const stack = await startStack({ env: { ...lease } });
  try {
    const psql = psqlOf(stack);
    const admin = await login(stack);
    const host = await onboard(admin, sshd, 'h');
    await settled(psql, 15000);

    // R3: a worker that is stopped longer than its lease, then goes on.
    const r = await admin.post(`/api/v1/hosts/${host.id}/ssh/exec`, { command: `echo y >> ${effects}; sleep 2; echo z >> ${effects}; echo out` });
    const id = r.body.data.task_id;
    for (let i = 0; i < 1000 && count('y') === 0; i++) await sleep(10);
    const worker = stack.pid('k8sm-worker');
    const frozen = [worker, ...kids(worker)];
    for (const p of frozen) process.kill(p, 'SIGSTOP');
    // another worker takes over what the stopped one cannot renew
    const second = stack.spawn('k8sm-worker', {});
    await sleep(8000);
    await endOf(psql, id, 12000);
    const between = psql(`SELECT status, fence FROM tasks WHERE id = ${id}`);
    for (const p of frozen) { try { process.kill(p, 'SIGCONT'); } catch { /* ended */ } }
    await sleep(2500);
    const after = psql(`SELECT status, fence FROM tasks WHERE id = ${id}`);
    ok('R3 a stopped worker loses its task, and changes nothing when it goes on', between === after && /^(uncertain|failed)/.test(after), `${between} ${after}`);
    ok('R3 the command ran once', count('z') === 1, count('z'));
    second.kill('SIGTERM');
    checkInvariants(stack, ok, 'R3');

    // R4: the stream is killed while somebody follows; the client resumes by id.
    const long = (await admin.post(`/api/v1/hosts/${host.id}/ssh/exec`, { command: 'for i in $(seq 1 60); do echo n$i; sleep 0.1; done' })).body.data.task_id;
    const seen = [];
    let last = 0, ended = false, connections = 0;
    const follow = (async () => {
      while (!ended) {
        try {
          connections++;
          const res = await fetch(`${stack.url}/api/v1/tasks/${long}/events`, { headers: { authorization: `Bearer ${admin.token}`, ...(last ? { 'last-event-id': String(last) } : {}) } });
          if (res.status !== 200) { await res.text(); await sleep(150); continue; }
          const dec = new TextDecoder();
          let buf = '';
          for await (const chunk of res.body) {
            buf += dec.decode(chunk, { stream: true });
            let at;
            while ((at = buf.indexOf('\n\n')) >= 0) {
              const block = buf.slice(0, at); buf = buf.slice(at + 2);
              const eid = /^id: ?(\d+)$/m.exec(block);
              if (eid) { last = Number(eid[1]); seen.push(last); }
              if (/^event: ?end$/m.test(block)) ended = true;
            }
          }
        } catch { await sleep(150); }
      }
    })();
    for (let i = 0, was = 0; i < 3; i++) {
      await sleep(1200);
      for (let k = 0; k < 200 && stack.pid('k8sm-stream') === was; k++) await sleep(50);	// not started anew yet
      was = stack.pid('k8sm-stream');
      process.kill(was, 'SIGKILL');
    }
    await Promise.race([follow, sleep(25000)]);
    ok(`R4 a follower of a task survives three kills of the stream (${connections} connections)`, ended);
    ok('R4 without a gap and without a double', seen.length > 5 && seen.every((s, i) => i === 0 || s === seen[i - 1] + 1) && seen.length === Number(psql(`SELECT count(*) FROM task_events WHERE task_id = ${long}`)), seen.slice(0, 20).join());
    const text = (await admin.get(`/api/v1/tasks/${long}/log?limit=500`)).body.data.list.filter((e) => e.type === 'stdout').map((e) => e.text).join('');
    ok('R4 all sixty lines are kept in order', text === Array.from({ length: 60 }, (_, i) => `n${i + 1}\n`).join(''), text.slice(0, 100));

    // Rights taken away while following: the stream ends within 2 s.
    const u = (await admin.post('/api/v1/rbac/users', { username: 'watcher', password: 'initial pass 99', roles: ['operator'] })).body.data;
    await admin.post('/api/v1/projects/1/members', { user_id: u.id, role: 'operator' });
    for (const [how, act] of [['his sessions are ended', () => admin.delete(`/api/v1/rbac/users/${u.id}/sessions`)],
      ['his role is taken away', () => admin.put(`/api/v1/rbac/users/${u.id}`, { roles: [] })],
      ['he is disabled', () => admin.put(`/api/v1/rbac/users/${u.id}`, { status: 'disabled' })]]) {
      await admin.put(`/api/v1/rbac/users/${u.id}`, { roles: ['operator'], status: 'active' });
      const w = await login(stack, 'watcher', 'initial pass 99');
      const job = (await w.post(`/api/v1/hosts/${host.id}/ssh/exec`, { command: 'sleep 20' })).body.data.task_id;
      const res = await fetch(`${stack.url}/api/v1/tasks/${job}/events`, { headers: { authorization: `Bearer ${w.token}` } });
      const closed = (async () => { for await (const c of res.body) void c; })().catch(() => {});
      await sleep(400);
      const t0 = Date.now();
      await act();
      await Promise.race([closed, sleep(6000)]);
      ok(`an open stream ends within 2 s when ${how} (${Date.now() - t0} ms)`, res.status === 200 && Date.now() - t0 < 2000, `${res.status} ${Date.now() - t0}`);
      await admin.post(`/api/v1/tasks/${job}/cancel`);
    }

    // Cancelling a running command.
    const c = (await admin.post(`/api/v1/hosts/${host.id}/ssh/exec`, { command: 'sleep 60' })).body.data.task_id;
    await isRunning(psql, c);
    await sleep(600);
    const t0 = Date.now();
    await admin.post(`/api/v1/tasks/${c}/cancel`);
    let status = '';
    for (let i = 0; i < 60 && status !== 'cancelled'; i++) { await sleep(100); status = psql(`SELECT status FROM tasks WHERE id = ${c}`); }
    ok(`a running command is cancelled (${Date.now() - t0} ms)`, status === 'cancelled', status);

    // R22: a task that kills its worker each time is set aside after three tries.
    await stack.restart('k8sm-worker', { K8SM_FAULT: 'task.before_run:0:kill' });
    // by its id: the engine orders tasks of its own meanwhile, which die too
    const bad = (await admin.post(`/api/v1/hosts/${host.id}/facts/refresh`)).body.data.task_id;
    await endOf(psql, bad, 40000);
    const poison = psql(`SELECT status, attempt, error FROM tasks WHERE id = ${bad}`);
    ok('R22 a task that kills its worker is set aside after three tries', /^failed\|3\|/.test(poison), poison);
    await stack.restart('k8sm-worker', {});
    const fine = (await admin.post(`/api/v1/hosts/${host.id}/facts/refresh`)).body.data.task_id;
    ok('R22 and others go on', (await endOf(psql, fine, 20000)) === 'succeeded');
    // Drain: a worker that is told to end finishes what it runs.
    const d = (await admin.post(`/api/v1/hosts/${host.id}/ssh/exec`, { command: 'sleep 2; echo drained' })).body.data.task_id;
    await isRunning(psql, d);
    await sleep(600);
    process.kill(stack.pid('k8sm-worker'), 'SIGTERM');
    await endOf(psql, d, 15000);
    ok('a worker that is told to end finishes its task first', psql(`SELECT status FROM tasks WHERE id = ${d}`) === 'succeeded', psql(`SELECT status, error FROM tasks WHERE id = ${d}`));
    checkInvariants(stack, ok, 'R22');
  } finally { await stack.stop(); }
} catch (e) {
  ok('the test ran to its end', false, e.stack);
} finally {
  sshd.stop();
  rmSync(dir, { recursive: true, force: true });
}
process.exit(t.bad ? 1 : 0);
