// Faults around a request: killed workers at every point of its way, a database
// that restarts, hangs or has no connection left, slow clients, reloads.
import { spawn, spawnSync } from 'node:child_process';
import net from 'node:net';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startStack, login, checker, sleep, Client } from '../lib/stack.mjs';
import { checkInvariants, psqlOf } from './invariants.mjs';

const t = checker();
const { ok } = t;
const seed = Number(process.env.SEED ?? 7);
console.log(`# SEED=${seed}`);

const children = (pid) => readdirSync('/proc').filter((d) => /^\d+$/.test(d)).filter((d) => {
  try { const s = readFileSync(`/proc/${d}/stat`, 'utf8'); return Number(s.slice(s.lastIndexOf(')') + 2).split(' ')[1]) === pid; } catch { return false; }
}).map(Number);

// R1: kill -9 at each point.  A request that was answered with success has its
// row; one that was not has either none or, after the commit, exactly one.
for (const point of ['api.accept', 'api.parsed', 'api.in_tx', 'api.after_commit', 'api.mid_body', 'db.before_commit', 'db.after_commit']) {
  // A login commits twice: a generator that hits the second commit of every new worker would never let one in.
  const when = point.startsWith('db.') ? 4 + seed % 6 : `~${seed}/12`;
  const stack = await startStack({ env: { K8SM_FAULT: `${point}:${when}:kill` } }).catch((e) => e);
  if (stack instanceof Error) { ok(`R1 ${point}: the stack starts`, false, stack.message); continue; }
  try {
    const psql = psqlOf(stack);
    let admin = null;
    for (let i = 0; i < 50 && !admin; i++) admin = await login(stack).catch(() => null);
    if (!admin) throw new Error('no login in 50 tries');
    let good = 0, bad = 0, odd = 0, slow = 0;
    const acked = [];
    await Promise.all(Array.from({ length: 4 }, async (_, w) => {
      for (let i = 0; i < 15; i++) {
        const name = `team ${w} ${i}`;
        const t0 = Date.now();
        const r = await admin.post('/api/v1/teams', { name }).catch(() => ({ status: 0 }));
        if (Date.now() - t0 > 3000) slow++;
        if (r.status >= 200 && r.status < 300) { good++; acked.push(name); }
        else if ([0, 502, 503, 401, 409].includes(r.status)) bad++;
        else odd++;
      }
    }));
    ok(`R1 ${point}: kills were met (${bad} errors) and the others served (${good})`, good > 0 && odd === 0, `${good} ${bad} ${odd}`);
    ok(`R1 ${point}: nobody waited`, slow === 0, slow);
    const rows = psql("SELECT name FROM teams WHERE name LIKE 'team %'").split('\n');
    ok(`R1 ${point}: every acknowledged write is there, none is there twice`, acked.every((n) => rows.includes(n)) && new Set(rows).size === rows.length);
    checkInvariants(stack, ok, `R1 ${point}`);
  } catch (e) {
    ok(`R1 ${point}: ran to its end`, false, e.stack);
  } finally { await stack.stop(); }
}

const stack = await startStack({ env: { K8SM_REQUEST_MS: '3000', K8SM_RATE_PER_S: '100000', K8SM_RATE_BURST: '100000' } });
try {
  const psql = psqlOf(stack);
  const admin = await login(stack);
  const supervisor = stack.pid('k8sm-api');

  // R5: restart under load.
  const pgPid = stack.pid('postgres');
  const dataDir = readFileSync(`/proc/${pgPid}/cmdline`, 'utf8').split('\0')[2];
  const pgctl = (...args) => spawnSync(process.getuid() === 0 ? 'setpriv' : '/usr/lib/postgresql/15/bin/pg_ctl',
    [...(process.getuid() === 0 ? ['--reuid=postgres', '--regid=postgres', '--init-groups', '/usr/lib/postgresql/15/bin/pg_ctl'] : []), '-D', dataDir, ...args], { encoding: 'utf8', cwd: '/' });
  void pgctl;
  const backends = () => children(pgPid);
  let stop = false, during = [], slowest = 0, written = [];
  const hammer = Promise.all(Array.from({ length: 4 }, async (_, w) => {
    for (let i = 0; !stop; i++) {
      const t0 = Date.now();
      const write = i % 3 === 0;
      const r = await (write ? admin.post('/api/v1/teams', { name: `pg ${w} ${i}` }) : admin.get('/api/v1/teams')).catch(() => ({ status: 0, headers: new Map() }));
      slowest = Math.max(slowest, Date.now() - t0);
      if (r.status >= 300 || r.status === 0) during.push([Date.now(), r.status, r.headers.get?.('retry-after')]);
      else if (write) written.push(`pg ${w} ${i}`);
      await sleep(5);
    }
  }));
  await sleep(500);
  // kill -9 of one backend makes the postmaster restart everything (crash recovery)
  const t0 = Date.now();
  const victim = backends().find((p) => /k8sm_app/.test(readFileSync(`/proc/${p}/cmdline`, 'utf8')));
  process.kill(victim, 'SIGKILL');
  await sleep(4000);
  const lastError = during.length ? Math.max(...during.map((d) => d[0])) - t0 : 0;
  stop = true;
  await hammer;
  ok(`R5 the database crashed under load: ${during.length} errors, the last after ${lastError} ms`, lastError < 3500, JSON.stringify(during.slice(-3)));
  ok('R5 errors while it is down are 503 with Retry-After', during.every((d) => [503].includes(d[1]) && d[2]), JSON.stringify([...new Set(during.map((d) => d.slice(1).join()))]));
  ok('R5 nobody hung', slowest < 3500, slowest);
  ok('R5 no process ended', supervisor === stack.pid('k8sm-api') && stack.isUp());
  const rows = new Set(psql("SELECT name FROM teams WHERE name LIKE 'pg %'").split('\n'));
  ok(`R5 all ${written.length} acknowledged writes survived`, written.every((n) => rows.has(n)));
  checkInvariants(stack, ok, 'R5');

  // R7: the database stalls.
  const stalled = [pgPid, ...backends()];
  for (const p of stalled) process.kill(p, 'SIGSTOP');
  const s0 = Date.now();
  const hang = await Promise.all(Array.from({ length: 3 }, () => admin.get('/api/v1/teams').catch(() => ({ status: 0 }))));
  const took = Date.now() - s0;
  const health = await new Client(stack.url).get('/api/health').catch(() => ({ status: 0 }));
  for (const p of stalled) { try { process.kill(p, 'SIGCONT'); } catch { /* ended */ } }
  ok(`R7 a stalled database is answered within the deadline (${took} ms)`, took < 5000 && hang.every((r) => [503, 504].includes(r.status)), hang.map((r) => r.status).join());
  ok('R7 health stays green meanwhile', health.status === 200, health.status);
  await sleep(1500);
  const back = [];
  for (let i = 0; i < 8; i++) back.push((await admin.get('/api/v1/teams')).status);
  ok('R7 all is well when it goes on', back.slice(2).every((s) => s === 200), back.join());

  // R8: no connection left for us.
  spawnSync('psql', ['-qAtX', '-d', stack.databaseUrl, '-c', "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'k8sm_app' AND pid <> pg_backend_pid()"]);
  psql("ALTER ROLE k8sm_app CONNECTION LIMIT 1");
  await sleep(300);
  const shed = await Promise.all(Array.from({ length: 12 }, () => admin.get('/api/v1/teams').catch(() => ({ status: 0 }))));
  psql("ALTER ROLE k8sm_app CONNECTION LIMIT -1");
  ok('R8 without a connection requests are shed with 503', shed.every((r) => [200, 503].includes(r.status)) && shed.some((r) => r.status === 503), shed.map((r) => r.status).join());
  await sleep(1200);
  const again = [];
  for (let i = 0; i < 10; i++) again.push((await admin.get('/api/v1/teams')).status);
  ok('R8 and served again without a restart', again.every((s) => s === 200) && stack.pid('k8sm-api') === supervisor, again.join());

  // R9: two transactions that want the same rows in another order.
  const [a, b] = [(await admin.post('/api/v1/teams', { name: 'lock a' })).body.data, (await admin.post('/api/v1/teams', { name: 'lock b' })).body.data];
  const holder = spawn('psql', ['-qAtX', '-d', stack.ownerUrl], { stdio: ['pipe', 'pipe', 'pipe'] });
  holder.stdin.write(`BEGIN; UPDATE teams SET description = 'held' WHERE id = ${a.id};\n`);
  await sleep(300);
  const waiting = admin.put(`/api/v1/teams/${a.id}`, { name: 'lock a', description: 'x' });
  await sleep(700);
  holder.stdin.write('COMMIT;\n'); holder.stdin.end();
  const waited = await waiting;
  ok('R9 a lock that is released in time is waited for', [200, 409].includes(waited.status), waited.text);
  void b;

  // R14: slow and silent clients.
  const { hostname, port } = new URL(stack.url);
  const idle = [];
  for (let i = 0; i < 300; i++) {
    const s = net.connect(Number(port), hostname);
    s.on('error', () => {});
    if (i % 2) s.write('POST /api/v1/teams HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{');
    else s.write('GET /api/v1/te');
    idle.push(s);
  }
  await sleep(300);
  const lat = [];
  for (let i = 0; i < 40; i++) { const q0 = performance.now(); const r = await admin.get('/api/v1/teams'); lat.push(r.status === 200 ? performance.now() - q0 : 1e9); }
  lat.sort((x, y) => x - y);
  ok(`R14 300 slow clients do not hold anybody up (p99 ${lat[38].toFixed(1)} ms)`, lat[38] < 500, lat[38]);
  const ended = await Promise.race([new Promise((r) => { let n = 0; idle.forEach((s) => s.on('close', () => { if (++n === 300) r(true); })); }), sleep(15000)]);
  ok('R14 and are hung up on within 15 s', ended === true);
  idle.forEach((s) => s.destroy());

  // R18, R19: a new binary and a new nginx configuration under load.
  let fail = [], n = 0;
  stop = false;
  const steady = Promise.all(Array.from({ length: 6 }, async (_, w) => {
    for (let i = 0; !stop; i++) {
      const r = await (i % 5 === 0 ? admin.post('/api/v1/teams', { name: `up ${w} ${i}` }) : admin.get('/api/v1/teams')).catch((e) => ({ status: 0, text: String(e.cause ?? e) }));
      n++;
      if (r.status < 200 || r.status > 299) fail.push(`${r.status} ${r.text?.slice(0, 80)}`);
      await sleep(3);
    }
  }));
  await sleep(400);
  process.kill(supervisor, 'SIGHUP');
  await sleep(1500);
  process.kill(supervisor, 'SIGUSR2');
  await sleep(2500);
  ok(`R18 reload and a new binary under load: ${n} requests, none failed`, fail.length === 0, fail.slice(0, 3).join(' | '));
  fail = []; n = 0;
  process.kill(stack.pid('nginx'), 'SIGHUP');
  await sleep(1500);
  stop = true;
  await steady;
  // a keep-alive connection that nginx closes while a request is on its way is the client's to repeat
  const real = fail.filter((f) => !/^0 /.test(f));
  ok(`R19 nginx reloads under load: ${n} requests, no error answer`, real.length === 0, real.slice(0, 3).join(' | '));
  ok('R18 the product still runs', stack.isUp() && (await admin.get('/api/v1/teams')).status === 200);
  checkInvariants(stack, ok, 'R18');

  // I9: descriptors come back to where they were.
  const fds = () => children(stack.pid('k8sm-api')).map((p) => { try { return readdirSync(`/proc/${p}/fd`).length; } catch { return 0; } }).reduce((x, y) => x + y, 0);
  const f0 = fds();
  for (let i = 0; i < 300; i++) await admin.get('/api/v1/teams');
  ok('descriptors do not grow', fds() <= f0 + 4, `${f0} ${fds()}`);
} catch (e) {
  ok('the test ran to its end', false, e.stack);
} finally {
  await stack.stop();
}
void join;
process.exit(t.bad ? 1 : 0);
