// Faults around a request: killed workers at every point of its way, a database
// that restarts, hangs or has no connection left, slow clients, reloads.
import { execFile, spawn } from 'node:child_process';
import net from 'node:net';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

const cmdline = (p) => { try { return readFileSync(`/proc/${p}/cmdline`, 'utf8'); } catch { return ''; } };
const signal = (p, name) => { try { return process.kill(p, name); } catch { return false; /* ended */ } };

/** Milliseconds that this process itself stood still so far: whoever asked then did not wait for the product. */
let stood = 0, turned = performance.now();
const standing = () => { const now = performance.now(); stood += Math.max(0, now - turned - 50); turned = now; return stood; };
setInterval(standing, 10).unref();

// R1: kill -9 at each point.  A request that was answered with success has its
// row; one that was not has either none or, after the commit, exactly one.
// Whoever was not in the killed worker notices nothing.
for (const point of ['api.accept', 'api.parsed', 'api.in_tx', 'api.after_commit', 'api.mid_body', 'db.before_commit', 'db.after_commit']) {
  const stack = await startStack({ env: { K8SM_RATE_PER_S: '100000', K8SM_RATE_BURST: '100000' } });
  try {
    const psql = psqlOf(stack);
    const admin = await login(stack);
    await stack.restart('k8sm-api', { K8SM_FAULT: `${point}:~${seed}/12:kill` });
    const hits = () => stack.log('k8sm-api').split('"ev":"fault.hit"').length - 1;
    const hits0 = hits();
    let good = 0, bad = 0, slow = 0;
    const acked = [], odd = [];
    await Promise.all(Array.from({ length: 4 }, async (_, w) => {
      for (let i = 0; i < 25; i++) {
        const name = `team ${w} ${i}`;
        const t0 = Date.now() - standing();
        const r = await admin.post('/api/v1/teams', { name }).catch(() => ({ status: 0 }));
        if (Date.now() - standing() - t0 > 1000) slow++;
        if (r.status >= 200 && r.status < 300) { good++; acked.push(name); }
        else if ([0, 502].includes(r.status)) bad++;
        else odd.push(r.status);
      }
    }));
    const kills = hits() - hits0;
    ok(`R1 ${point}: ${kills} kills, ${bad} errors, the others served (${good})`, kills > 0 && bad <= kills && odd.length === 0, odd.join());
    ok(`R1 ${point}: nobody waited`, slow === 0, slow);
    const rows = psql("SELECT name FROM teams WHERE name LIKE 'team %'").split('\n').filter(Boolean);
    ok(`R1 ${point}: every acknowledged write is there, none is there twice`, acked.every((n) => rows.includes(n)) && new Set(rows).size === rows.length);
    const most = /after_commit|mid_body/.test(point) ? good + kills : good;
    ok(`R1 ${point}: what was refused left nothing behind`, rows.length >= good && rows.length <= most, `${rows.length} ${good} ${kills}`);
    checkInvariants(stack, ok, `R1 ${point}`);
  } catch (e) {
    ok(`R1 ${point}: ran to its end`, false, e.stack);
  } finally { await stack.stop(); }
}

/** Whether, by their own lines in the log, all were being served at one moment. */
const sideBySide = (lines) => Math.max(...lines.map((l) => Date.parse(l.ts) - l.us / 1000)) < Math.min(...lines.map((l) => Date.parse(l.ts)));

// R7: fewer requests than workers, after a mix that leaves kept connections here
// and there: each has a worker at once, nobody queues behind one that waits.
{
  const stack = await startStack({ env: { K8SM_REQUEST_MS: '600', K8SM_API_WORKERS: '4', K8SM_RATE_PER_S: '100000', K8SM_RATE_BURST: '100000' } });
  try {
    const admin = await login(stack);
    const took = [];
    for (let round = 0; round < 40; round++) {
      let stop = false;
      const mix = Promise.all(Array.from({ length: 4 }, async (_, w) => {
        for (let i = 0; !stop; i++) await (i % 3 ? admin.get('/api/v1/teams') : admin.post('/api/v1/teams', { name: `mix ${round} ${w} ${i}` })).catch(() => 0);
      }));
      await sleep(200);
      stop = true;
      await mix;
      const stalled = [stack.pid('postgres'), ...children(stack.pid('postgres'))];
      for (const p of stalled) signal(p, 'SIGSTOP');
      const t0 = Date.now();
      const hang = await Promise.all(Array.from({ length: 3 }, () => admin.get('/api/v1/teams').catch(() => ({ status: 0 }))));
      let ms = hang.every((r) => [503, 504].includes(r.status)) ? Date.now() - t0 : Infinity;
      for (const p of stalled) signal(p, 'SIGCONT');
      // a machine that stood still is no queue
      if (ms >= 1100 && ms < Infinity && sideBySide(await stack.done(hang))) ms = 0;
      took.push(ms);
      await sleep(100);
    }
    ok('R7 nobody queues behind another while a worker is idle', took.every((ms) => ms < 1100), took.join()); // 1,200 for one after another
  } finally { await stack.stop(); }
}

const stack = await startStack({ env: { K8SM_REQUEST_MS: '3000', K8SM_RATE_PER_S: '100000', K8SM_RATE_BURST: '100000' } });
try {
  const psql = psqlOf(stack);
  const admin = await login(stack);
  const supervisor = stack.pid('k8sm-api');

  // R5: the database crashes (all its processes start anew), is restarted, and
  // is gone for five seconds, each time under load.
  const backends = () => children(stack.pid('postgres'));
  let stop = false;
  const underLoad = async (ms, hit) => {
    const errors = [], written = [];
    let slowest = 0, served = 0;
    stop = false;
    const hammer = Promise.all(Array.from({ length: 4 }, async (_, w) => {
      for (let i = 0; !stop; i++) {
        const t0 = Date.now() - standing();
        const name = `pg ${Date.now()} ${w} ${i}`;
        const r = await (i % 3 === 0 ? admin.post('/api/v1/teams', { name }) : admin.get('/api/v1/teams?page_size=5'))
          .catch(() => ({ status: 0, headers: new Map() }));
        slowest = Math.max(slowest, Math.round(Date.now() - standing() - t0));
        served++;
        if (r.status >= 300 || r.status === 0) errors.push({ at: Date.now(), status: r.status, after: r.headers.get('retry-after') });
        else if (i % 3 === 0) written.push(name);
        await sleep(5);
      }
    }));
    await sleep(500);
    const t0 = Date.now();
    const back = await hit();
    await sleep(ms);
    stop = true;
    await hammer;
    return { errors, written, slowest, served, last: errors.length ? Math.max(...errors.map((e) => e.at)) - (back ?? t0) : 0 };
  };
  // Not the old one, which may take connections for a moment yet; and without holding up those who measure.
  const born = () => new Promise((r) => execFile('psql', ['-qAtX', '-d', stack.superUrl, '-c', "SELECT backend_start FROM pg_stat_activity WHERE backend_type = 'checkpointer'"], (e, out) => r(e ? '' : out.trim())));
  let started;
  const accepts = async () => {
    for (const t0 = Date.now(); Date.now() - t0 < 20000; await sleep(20)) {
      const now = await born();
      if (now && now !== started) break;
    }
    return Date.now();
  };
  for (const [what, hit] of [
    ['crashed', async () => {
      // whichever is idle: one that is just ending would be no victim
      while (!backends().some((p) => /k8sm_app.*idle/.test(cmdline(p)) && signal(p, 'SIGKILL')));
      return accepts();
    }],
    ['was restarted', async () => { process.kill(stack.pid('postgres'), 'SIGQUIT'); return accepts(); }],
    ['was gone for five seconds', async () => {
      writeFileSync(join(stack.varDir, 'run', 'postgres.env'), 'sleep 5\n');
      process.kill(stack.pid('postgres'), 'SIGQUIT');
      const up = await accepts();
      rmSync(join(stack.varDir, 'run', 'postgres.env'));
      return up;
    }]]) {
    started = await born();
    const r = await underLoad(3500, hit);
    ok(`R5 the database ${what}`, started && (await born()) !== started);
    ok(`R5 ${what}: ${r.errors.length} errors in ${r.served}, the last ${r.last} ms after it was back`, r.last < 3000);
    ok(`R5 ${what}: errors are 503 with Retry-After`, r.errors.every((e) => e.status === 503 && e.after), JSON.stringify([...new Set(r.errors.map((e) => `${e.status} ${e.after}`))]));
    ok(`R5 ${what}: nobody waited longer than a second and a half (${r.slowest} ms)`, r.slowest < 1500);
    ok(`R5 ${what}: no process of ours ended`, supervisor === stack.pid('k8sm-api') && stack.isUp());
    const rows = new Set(psql("SELECT name FROM teams WHERE name LIKE 'pg %'").split('\n'));
    ok(`R5 ${what}: all ${r.written.length} acknowledged writes survived`, r.written.length > 20 && r.written.every((n) => rows.has(n)));
    checkInvariants(stack, ok, `R5 ${what}`);
  }

  // R7: the database stalls.
  const stalled = [stack.pid('postgres'), ...backends()];
  for (const p of stalled) signal(p, 'SIGSTOP');
  const s0 = Date.now();
  const hang = await Promise.all(Array.from({ length: 3 }, () => admin.get('/api/v1/teams').catch(() => ({ status: 0 }))));
  const took = Date.now() - s0;
  const health = await new Client(stack.url).get('/api/health').catch(() => ({ status: 0 }));
  for (const p of stalled) signal(p, 'SIGCONT');
  ok(`R7 a stalled database is answered within the deadline (${took} ms)`, took < 5000 && hang.every((r) => [503, 504].includes(r.status)), hang.map((r) => r.status).join());
  ok('R7 health stays green meanwhile', health.status === 200, health.status);
  await sleep(1500);
  const back = [];
  for (let i = 0; i < 8; i++) back.push((await admin.get('/api/v1/teams')).status);
  ok('R7 all is well when it goes on', back.slice(2).every((s) => s === 200), back.join());

  // R8: no connection left for us.
  psql("ALTER ROLE k8sm_app CONNECTION LIMIT 1");
  psql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'k8sm_app'", stack.superUrl);
  // they end when they come to it; one new one there may be
  for (let i = 0; i < 100 && Number(psql("SELECT count(*) FROM pg_stat_activity WHERE usename = 'k8sm_app'", stack.superUrl)) > 1; i++) await sleep(50);
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
  // The request holds its team and waits for the head of the audit chain; the
  // other holds the head and asks for the team.  Whose patience is shorter loses
  // (the request's: a second), and is run again.
  const other = spawn('psql', ['-qAtX', '-d', stack.superUrl], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  other.stdout.on('data', (d) => (said += d));
  other.stderr.on('data', (d) => (said += d));
  other.stdin.write("SET deadlock_timeout = '20s'; BEGIN; SELECT count(*) FROM (SELECT FROM audit_heads FOR UPDATE) h;\n");
  for (let i = 0; i < 100 && !said; i++) await sleep(20);
  const crossed = admin.put(`/api/v1/teams/${b.id}`, { name: 'lock b', description: 'crossed' });
  await sleep(300);
  // as one message: a psql that is slow would hold both locks between the two
  other.stdin.write(`UPDATE teams SET updated_at = now() WHERE id = ${b.id}\\; COMMIT;\n`);
  const dead = await crossed;
  other.stdin.end();
  ok('R9 who loses in a deadlock is run again and ends well', dead.status === 200 && dead.body.data.description === 'crossed', dead.text);
  ok('R9 the other was not disturbed', !/ERROR/.test(said), said);
  ok('R9 and it was audited once', (await stack.done([dead])).length === 1 && psql(`SELECT count(*) FROM audit_logs WHERE action = 'teams.update' AND object_id = ${b.id} AND outcome = 'ok'`) === '1');

  // R14: slow and silent clients.
  const { hostname, port } = new URL(stack.url);
  const idle = [];
  let shut = 0;
  for (let i = 0; i < 300; i++) {
    const s = net.connect(Number(port), hostname);
    s.on('error', () => {});
    s.on('close', () => shut++);
    if (i % 2) s.write('POST /api/v1/teams HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{');
    else s.write('GET /api/v1/te');
    idle.push(s);
  }
  await sleep(300);
  const lat = [];
  for (let i = 0; i < 40; i++) { const q0 = performance.now(); const r = await admin.get('/api/v1/teams'); lat.push(r.status === 200 ? performance.now() - q0 : 1e9); }
  lat.sort((x, y) => x - y);
  ok(`R14 300 slow clients do not hold anybody up (p99 ${lat[38].toFixed(1)} ms)`, lat[38] < 500, lat[38]);
  for (const q0 = Date.now(); shut < 300 && Date.now() - q0 < 15000;) await sleep(20);
  ok('R14 and are hung up on within 15 s', shut === 300, shut);
  idle.forEach((s) => s.destroy());

  // R14: who reads megabytes slowly.  More of them than request workers, so that
  // nobody would be served if one of those waited for each.
  const doc = (await admin.get('/api/openapi.json')).text.length;
  const slow = Array.from({ length: 24 }, () => {
    const s = net.connect({ port: Number(port), host: hostname, highWaterMark: 4096 });
    const reader = { s, bytes: 0 };
    s.on('error', () => {});
    s.on('data', (d) => { reader.bytes += d.length; if (!reader.fast) s.pause(); });
    // Fifteen times the document one behind the other: more than 5 MB.
    s.write('GET /api/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(14) + 'GET /api/openapi.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    reader.end = new Promise((r) => s.on('close', () => r(reader.bytes)));
    return reader;
  });
  await sleep(500);
  // What nginx and the kernel take of it at first is work for seconds; a worker that waits for a reader would stay slow.
  for (let q1 = Date.now(), quick = 0; quick < 5 && Date.now() - q1 < 15000;) { const q0 = Date.now(); await admin.get('/api/v1/teams'); quick = Date.now() - q0 < 100 ? quick + 1 : 0; }
  const lat2 = [];
  for (let i = 0; i < 40; i++) { const q0 = performance.now(); const r = await admin.get('/api/v1/teams'); lat2.push(r.status === 200 ? performance.now() - q0 : 1e9); }
  lat2.sort((x, y) => x - y);
  ok(`R14 24 slow readers of ${(15 * doc / 1e6).toFixed(1)} MB do not hold anybody up (p99 ${lat2[38].toFixed(1)} ms)`, lat2[38] < 500 && slow.every((r) => r.bytes < 15 * doc), `${lat2[38]} ${slow.map((r) => r.bytes)}`);
  for (const r of slow) { r.fast = true; r.s.resume(); }
  const whole = await Promise.all(slow.map((r) => r.end));
  ok('R14 and get all of it in the end', whole.every((b) => b > 15 * doc), whole.join());

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
  // and a hundred who follow a task
  const followed = psql(`INSERT INTO tasks (kind, title, args, run_at, status, timeout_s, max_tries)
    VALUES ('system.ping', 'followed', '{}', now() + interval '1 hour', 'queued', 60, 1) RETURNING id`);
  let streams = 0, over = 0;
  const followers = Array.from({ length: 100 }, async () => {
    const r = await fetch(`${stack.url}/api/v1/tasks/${followed}/events`, { headers: { authorization: `Bearer ${admin.token}`, accept: 'text/event-stream' } });
    if (r.status !== 200) return `status ${r.status}`;
    streams++;
    let text = '';
    try { for await (const piece of r.body) text += Buffer.from(piece).toString(); } catch (e) { text += ` ${e}`; }
    over++;
    return text;
  });
  for (let i = 0; i < 300 && streams < 100; i++) await sleep(50);
  await sleep(400);
  process.kill(supervisor, 'SIGHUP');
  await sleep(1500);
  process.kill(supervisor, 'SIGUSR2');
  await sleep(2500);
  ok(`R18 reload and a new binary under load: ${n} requests, none failed`, fail.length === 0, fail.slice(0, 3).join(' | '));
  ok('R18 none of 100 followers was cut off', streams === 100 && over === 0, `${streams} came, ${over} went`);
  await admin.post(`/api/v1/tasks/${followed}/cancel`, {});
  const heard = await Promise.race([Promise.all(followers), sleep(8000).then(() => [])]);
  ok('R18 and all of them hear how it ends', heard.length === 100 && heard.every((x) => /cancel/.test(x)), `${heard.length} ${heard[0]}`);
  fail = []; n = 0;
  process.kill(stack.pid('nginx'), 'SIGHUP');
  await sleep(1500);
  stop = true;
  await steady;
  // a keep-alive connection that nginx closes while a request is on its way is the client's to repeat
  const real = fail.filter((f) => !/^0 /.test(f));
  ok(`R19 nginx reloads under load: ${n} requests, no error answer`, real.length === 0, real.slice(0, 3).join(' | '));
  ok('R18 the product still runs', stack.isUp() && (await admin.get('/api/v1/teams').catch(() => admin.get('/api/v1/teams'))).status === 200);
  checkInvariants(stack, ok, 'R18');

  // I9: descriptors come back to where they were.
  const fds = () => children(stack.pid('k8sm-api')).map((p) => { try { return readdirSync(`/proc/${p}/fd`).length; } catch { return 0; } }).reduce((x, y) => x + y, 0);
  const f0 = fds();
  for (let i = 0; i < 300; i++) await admin.get('/api/v1/teams');
  let f1 = fds();
  for (let i = 0; i < 50 && f1 > f0 + 4; i++) { await sleep(100); f1 = fds(); }	// those that are just being closed
  ok('descriptors do not grow', f1 <= f0 + 4, `${f0} ${f1}`);
} catch (e) {
  ok('the test ran to its end', false, e.stack);
} finally {
  await stack.stop();
}
process.exit(t.bad ? 1 : 0);
