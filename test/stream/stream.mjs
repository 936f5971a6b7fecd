// k8sm-stream against the whole product: replay, resuming, slow readers, rights,
// restarts, the notifications socket.
import { connect } from 'node:net';
import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { startStack, login, checker, sleep, top } from '../lib/stack.mjs';
import { psqlOf, checkInvariants } from '../torture/invariants.mjs';
import { Socket } from './ws.mjs';

const t = checker();
const { ok } = t;

/** One follower: collects numbers; ends by itself at "event: end". */
function follow(stack, token, id, after) {
  const f = { seen: [], events: [], raw: '', status: 0, end: null, times: [] };
  const ctl = new AbortController();
  f.stop = () => ctl.abort();
  f.done = (async () => {
    const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream' };
    if (after) headers['last-event-id'] = String(after);
    const res = await fetch(`${stack.url}/api/v1/tasks/${id}/events`, { headers, signal: ctl.signal });
    f.status = res.status;
    f.headers = res.headers;
    if (res.status !== 200) { f.raw = await res.text(); return; }
    const dec = new TextDecoder();
    let buf = '';
    for await (const chunk of res.body) {
      buf += dec.decode(chunk, { stream: true });
      let at;
      while ((at = buf.indexOf('\n\n')) >= 0) {
        const block = buf.slice(0, at);
        buf = buf.slice(at + 2);
        f.raw += `${block}\n\n`;
        const type = /^event: (.*)$/m.exec(block)?.[1];
        const n = /^id: (\d+)$/m.exec(block)?.[1];
        if (n) { f.seen.push(Number(n)); f.events.push(JSON.parse(/^data: (.*)$/m.exec(block)[1])); f.times.push(Date.now()); }
        else if (type) f.end = type;
      }
    }
  })().catch((e) => { f.error = e; });
  return f;
}
/** Waits until test() is true; a check that follows says what it is. */
const until = async (test, ms = 10000) => { for (const t0 = Date.now(); !test() && Date.now() - t0 < ms;) await sleep(10); };
const inOrder = (seen, from, to) => seen.length === to - from + 1 && seen.every((s, i) => s === from + i);

const stack = await startStack({ env: { K8SM_STREAM_HEARTBEAT_S: '1' } });
try {
  const psql = psqlOf(stack);
  const admin = await login(stack);
  const rss = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${stack.pid('k8sm-stream')}/status`, 'utf8'))[1]) / 1024;
  // A task that no worker takes; its events are written as a worker would.
  const task = () => {
    const id = Number(psql(`INSERT INTO tasks (kind, project_id, run_at) VALUES ('test.stream', 1, now()) RETURNING id`));
    psql(`UPDATE tasks SET status = 'running', fence = 1, lease_until = now() + interval '1 day' WHERE id = ${id}`);
    return id;
  };
  const emit = (id, n, text = "'line ' || g") => psql(`WITH t AS (UPDATE tasks SET event_seq = event_seq + ${n} WHERE id = ${id} RETURNING id, event_seq - ${n} AS base)
    INSERT INTO task_events (task_id, seq, at, type, text) SELECT id, base + g, clock_timestamp(), 'stdout', ${text} FROM t, generate_series(1, ${n}) g; NOTIFY k8sm_events, '${id}'`);
  const finish = (id) => psql(`WITH t AS (UPDATE tasks SET status = 'succeeded', lease_until = NULL, finished_at = now(), event_seq = event_seq + 1 WHERE id = ${id} RETURNING id, event_seq)
    INSERT INTO task_events (task_id, seq, type, data) SELECT id, event_seq, 'state', '{"status":"succeeded"}' FROM t; NOTIFY k8sm_events, '${id}'`);

  // --- replay and resuming
  const a = task();
  emit(a, 700);
  const live = follow(stack, admin.token, a);
  await until(() => live.seen.length >= 700);
  ok('a follower gets what was written before', inOrder(live.seen, 1, 700), live.seen.length);
  // five times, and the middle counts: a machine that stands still delays one; a look every two seconds would delay all
  const took = [];
  for (let n = 701; n <= 705; n++) {
    emit(a, 1);
    const t0 = Date.now();
    await until(() => live.seen.length >= n);
    took.push(Date.now() - t0);
  }
  took.sort((x, y) => x - y);
  ok('and what is written then, at once', inOrder(live.seen, 1, 705) && took[2] < 200, `${live.seen.length} ${took}`);
  ok('events carry number, time, type and text', live.events[2].seq === 3 && live.events[2].text === 'line 3' && live.events[2].type === 'stdout' && /^\d{4}-.*Z$/.test(live.events[2].at));
  ok('the answer is not cached', /no-store/.test(live.headers.get('cache-control') ?? ''), live.headers.get('cache-control'));
  const tails = [1, 350, 699, 704, 705].map((n) => [n, follow(stack, admin.token, a, n)]);
  await until(() => tails.every(([n, f]) => f.status && f.seen.length >= 705 - n));
  await sleep(200);	// for one too many
  for (const [n, f] of tails) ok(`resuming after ${n} gives the rest and nothing else`, inOrder(f.seen, n + 1, 705), `${f.seen[0]}..${f.seen.at(-1)} (${f.seen.length})`);
  const mad = follow(stack, admin.token, a, 99999999);
  await until(() => mad.status);
  await sleep(300);
  emit(a, 3);
  await until(() => live.seen.length >= 708 && tails.every(([n, f]) => f.seen.length >= 708 - n));
  ok('a made-up number hurts nobody else', inOrder(live.seen, 1, 708) && tails.every(([n, f]) => inOrder(f.seen, n + 1, 708)));
  await until(() => /\n:\n\n|^:\n\n/.test(live.raw));
  ok('an idle stream has heartbeats', /\n:\n\n|^:\n\n/.test(live.raw), live.raw.slice(-100));
  finish(a);
  await Promise.race([Promise.all([live.done, mad.done, ...tails.map(([, f]) => f.done)]), sleep(3000)]);
  ok('the last state ends every stream', live.end === 'end' && live.events.at(-1).data.status === 'succeeded' && tails.every(([, f]) => f.end === 'end'), live.end);
  const replay = follow(stack, admin.token, a);
  await Promise.race([replay.done, sleep(3000)]);
  ok('a finished task is replayed in the same way', inOrder(replay.seen, 1, 709) && replay.end === 'end', `${replay.seen.length} ${replay.end}`);

  // --- made up first: the shared state must not follow it
  const b = task();
  emit(b, 10);
  const liar = follow(stack, admin.token, b, 5000);
  await until(() => liar.status);
  await sleep(300);
  const honest = follow(stack, admin.token, b);
  await until(() => honest.seen.length >= 10);
  emit(b, 5);
  await until(() => honest.seen.length >= 15);
  ok('who comes first with a made-up number does not decide for others', inOrder(honest.seen, 1, 15), honest.seen.length);
  liar.stop(); honest.stop();

  // --- who may
  for (const path of ['/_stream/tasks/1?uid=1&sid=0&v=1', '/_stream/']) {
    const r = await fetch(stack.url + path);
    ok(`the inner location is closed: ${path}`, r.status === 404, r.status);
  }
  ok('without a token there is no stream', (await fetch(`${stack.url}/api/v1/tasks/${b}/events`)).status === 401);
  ok('nor for a task that does not exist', (await admin.get('/api/v1/tasks/999999/events')).status === 404);

  // --- a reader that does not read
  const c = task();
  emit(c, 1);
  const u = new URL(stack.url);
  const slow = connect(Number(u.port), u.hostname);
  slow.on('error', () => {});
  slow.write(`GET /api/v1/tasks/${c}/events HTTP/1.1\r\nHost: ${u.host}\r\nAuthorization: Bearer ${admin.token}\r\n\r\n`);
  slow.pause();
  await sleep(500);
  const fast = follow(stack, admin.token, c);
  await sleep(300);
  const before = rss();
  let most = before;
  for (let i = 0; i < 40; i++) {	// 40 MB in pieces of 10 kB
    emit(c, 100, "repeat('x', 10000) || g");
    most = Math.max(most, rss());
  }
  for (let i = 0; i < 300 && fast.seen.length < 4001; i++) { await sleep(100); most = Math.max(most, rss()); }
  ok('a reader that does not read holds back nobody', inOrder(fast.seen, 1, 4001), `${fast.seen.length}`);
  ok(`and costs no memory (${before.toFixed(1)} MB, at most ${most.toFixed(1)} MB)`, most - before < 24, most);
  let got = '';
  slow.setEncoding('latin1');
  slow.on('data', (d) => { got += d; });
  slow.resume();
  finish(c);
  for (let i = 0; i < 200 && !got.includes('event: end'); i++) await sleep(100);
  const ids = [...got.matchAll(/^id: (\d+)\r?$/gm)].map((m) => Number(m[1]));
  ok('when it reads again it gets everything, once', inOrder(ids, 1, 4002), `${ids.length}, ends ${got.includes('event: end')}`);
  slow.destroy();

  // --- the database restarts under followers
  const d = task();
  emit(d, 3);
  const through = follow(stack, admin.token, d);
  await until(() => through.seen.length >= 3);
  const pgPid = Number(readFileSync(`${stack.varDir}/run/postgres.pid`, 'utf8'));
  process.kill(pgPid, 'SIGQUIT');
  await until(() => stack.pid('postgres') !== pgPid);	// else the old one may answer yet
  for (let i = 0; i < 100; i++) { try { psql('SELECT 1'); break; } catch { await sleep(100); } }
  emit(d, 4);
  await until(() => through.seen.length >= 7);
  await sleep(500);
  ok('followers stay while the database restarts, and lose nothing', inOrder(through.seen, 1, 7) && through.end === null, `${through.seen} ${through.end}`);
  through.stop();

  // --- SIGTERM
  const e = task();
  emit(e, 2);
  const polite = follow(stack, admin.token, e);
  await until(() => polite.seen.length >= 2);
  const t0 = Date.now();
  process.kill(stack.pid('k8sm-stream'), 'SIGTERM');
  await Promise.race([polite.done, sleep(3000)]);
  ok(`a stream that ends says when to come back (${Date.now() - t0} ms)`, polite.end === 'restart' && /retry: \d+/.test(polite.raw.slice(-80)), polite.raw.slice(-80));
  for (let i = 0; i < 60; i++) { const r = follow(stack, admin.token, e, 2); await sleep(200); const up = r.status === 200; r.stop(); if (up) break; }

  // --- the notifications socket
  const me = admin.user.id;
  const ticket = async (who = admin) => (await who.post('/api/v1/auth/tickets', { target: 'notifications' })).body.data.ticket;
  // What is notified before the ticket was redeemed comes with the next look only (30 s).  Its row is gone then.
  const redeemed = () => until(() => psql("SELECT count(*) FROM tickets WHERE target = 'notifications'") === '0');
  const notify = (uid, title) => {
    const id = psql(`SELECT id FROM k8sm_notify_users(ARRAY[${uid}]::bigint[], 'system', '${title}', 'text', 'info', 'test', '1', '/x', 'view')`);
    psql(`NOTIFY k8sm_notify, '${uid}:n:${id}'`);
    return Number(id);
  };
  for (const [what, origin, status] of [['another site', 'https://evil.example', 403], ['no origin', '', 403], ['a null origin', 'null', 403]]) {
    const s = new Socket(stack.url, '/ws/notifications', { origin });
    ok(`a socket from ${what} is refused`, (await s.ready) === status, s.status);
    s.end();
  }
  const other = new Socket(stack.url, '/ws/other');
  ok('an unknown socket is refused', (await other.ready) === 404, other.status);
  const ws = new Socket(stack.url, '/ws/notifications');
  ok('the socket opens', (await ws.ready) === 101, ws.status);
  const spent = await ticket();
  ws.send({ ticket: spent });
  await redeemed();
  const n1 = notify(me, 'hello');
  const m1 = await ws.next();
  ok('a new notification arrives', m1?.type === 'new' && m1.notification.id === n1 && m1.notification.notification.title === 'hello' && m1.notification.read_at === null, JSON.stringify(m1));
  ok('with times in RFC 3339', !Number.isNaN(Date.parse(m1?.notification.created_at)) && /[Z+]/.test(m1?.notification.created_at ?? ''), m1?.notification?.created_at);
  await admin.post(`/api/v1/notifications/${n1}/read`);
  const m2 = await ws.next();
  ok('a change arrives', m2?.type === 'update' && m2.id === String(n1) && m2.read_at, JSON.stringify(m2));
  const again = new Socket(stack.url, '/ws/notifications');
  await again.ready;
  again.send({ ticket: spent });
  ok('a ticket is used once', (await Promise.race([again.over, sleep(3000)])) === 1008, again.closed);
  const silent = new Socket(stack.url, '/ws/notifications');
  await silent.ready;
  const s0 = Date.now();
  let silentMs = 0;
  silent.over.then(() => { silentMs = Date.now() - s0; });
  const rude = new Socket(stack.url, '/ws/notifications');
  await rude.ready;
  rude.send('{"ticket":');
  ok('what is not a ticket ends the socket', Boolean(await Promise.race([rude.over, sleep(3000)])), rude.closed);
  const silentEnds = Promise.race([silent.over, sleep(9000)]);

  const mate = (await admin.post('/api/v1/rbac/users', { username: 'mate', password: 'initial pass 99', roles: ['viewer'] })).body.data;
  const mateClient = await login(stack, 'mate', 'initial pass 99');
  const theirs = new Socket(stack.url, '/ws/notifications');
  await theirs.ready;
  theirs.send({ ticket: await ticket(mateClient) });
  await redeemed();
  notify(mate.id, 'for mate');
  ok('others get theirs', (await theirs.next())?.notification?.notification?.title === 'for mate');
  const stray = await ws.next(300);
  ok('and only theirs', stray === undefined, `${JSON.stringify(stray)} ${ws.closed} ${ws.reason}`);
  const l0 = Date.now();
  await admin.delete(`/api/v1/rbac/users/${mate.id}/sessions`);
  ok('a socket ends with its session', (await Promise.race([theirs.over, sleep(4000)])) === 1008 && Date.now() - l0 < 2000, `${theirs.closed} ${Date.now() - l0} ms`);
  const seenByMate = await login(stack, 'mate', 'initial pass 99');
  const list = (await seenByMate.get('/api/v1/notifications')).body.data;
  ok('the list has the caller\'s only', list.total === 1 && list.list[0].notification.title === 'for mate', JSON.stringify(list).slice(0, 200));
  ok('somebody else\'s does not exist', (await seenByMate.post(`/api/v1/notifications/${n1}/read`)).status === 404);
  await silentEnds;
  ok('who says nothing is sent away after five seconds', silent.closed === 1008 && silentMs < 8000, `${silent.closed} ${silentMs}`);
  ws.end();
  checkInvariants(stack, ok, 'stream');
} catch (e) {
  ok('the test ran to its end', false, e.stack);
} finally { await stack.stop(); }

// --- limits
const small = await startStack({ env: { K8SM_STREAM_PER_USER: '3', K8SM_STREAM_HEARTBEAT_S: '1' } });
try {
  const psql = psqlOf(small);
  const admin = await login(small);
  const id = Number(psql(`INSERT INTO tasks (kind, project_id, run_at) VALUES ('test.stream', 1, now()) RETURNING id`));
  const all = [];
  for (let i = 0; i < 4; i++) { all.push(follow(small, admin.token, id)); await until(() => all[i].status); }
  await until(() => all[3].raw);
  ok('a user has no more streams than allowed', all.slice(0, 3).every((f) => f.status === 200) && all[3].status === 429, all.map((f) => f.status).join());
  ok('and is told in the envelope', /"code":2008/.test(all[3].raw), all[3].raw);
  all[0].stop();
  // nginx sees it at the next write
  let next;
  for (const t0 = Date.now(); next?.status !== 200 && Date.now() - t0 < 10000; await sleep(200)) {
    next = follow(small, admin.token, id);
    await until(() => next.status);
  }
  ok('a closed stream makes room', next.status === 200, next.status);
  for (const f of [...all, next]) f.stop();
} catch (e) {
  ok('the test of limits ran to its end', false, e.stack);
} finally { await small.stop(); }
void spawnSync; void top;
process.exit(t.bad ? 1 : 0);
