// The dispatcher and what stands around it: replies that are derived, limits,
// repeated keys, workers that die, hang, are reloaded and replaced.
import net from 'node:net';
import { randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { startStack, login, checker, sleep, Client } from '../lib/stack.mjs';

const t = checker();
const { ok } = t;

const children = (pid) => {
  const text = (() => { try { return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8'); } catch { return ''; } })();
  return text.trim().split(/\s+/).filter(Boolean).map(Number);
};
const alive = (pid) => { try { return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8')); } catch { return false; } };

/** Sends raw bytes, resolves to everything that comes back. */
const raw = (url, bytes, ms = 3000) => new Promise((resolve) => {
  const { hostname, port } = new URL(url);
  const s = net.connect(Number(port), hostname);
  let out = '';
  const end = () => { s.destroy(); resolve(out); };
  s.setTimeout(ms, end);
  s.on('data', (d) => (out += d));
  s.on('end', end);
  s.on('error', end);
  s.write(bytes);
});

/** Reads for as long as `during` lasts; resolves to the statuses that were not 200. */
const hammer = async (client, path, during, n = 6) => {
  const bad = [];
  let count = 0;
  let stop = false;
  const loops = Array.from({ length: n }, async () => {
    while (!stop) {
      const r = await client.get(path).catch((e) => ({ status: String(e.cause?.code ?? e) }));
      count++;
      if (r.status !== 200) bad.push(r.status);
    }
  });
  await during();
  stop = true;
  await Promise.all(loops);
  return { bad, count };
};

async function replies(stack, admin) {
  const doc = await new Client(stack.url).get('/api/openapi.json');
  const etag = doc.headers.get('etag');
  ok('the API document is OpenAPI 3.1 and needs no login', doc.status === 200 && doc.body.openapi === '3.1.0');
  const routes = Object.values(doc.body.paths).flatMap((p) => Object.values(p));
  ok('every operation says who may call it', routes.every((r) => r['x-permission'] || Array.isArray(r.security)));
  const again = await fetch(`${stack.url}/api/openapi.json`, { headers: { 'if-none-match': etag } });
  ok('the API document is not sent twice', again.status === 304 && (await again.text()) === '', again.status);
  const head = await fetch(`${stack.url}/api/v1/teams`, { method: 'HEAD', headers: { authorization: `Bearer ${admin.token}` } });
  ok('HEAD is GET without a body', head.status === 200 && (await head.text()) === '', head.status);
  const options = await fetch(`${stack.url}/api/v1/teams`, { method: 'OPTIONS', headers: { origin: 'http://evil.example' } });
  ok('OPTIONS allows nothing across origins', options.status === 204 && /POST/.test(options.headers.get('allow') ?? '') &&
    !options.headers.get('access-control-allow-origin'), options.status);
  const cross = await admin.post('/api/v1/teams', { name: 'cross' }, { 'sec-fetch-site': 'cross-site' });
  ok('a write from another site is refused', cross.status === 403, cross.text);
  const plain = await new Client(stack.url).get('/api/ready');
  ok('ready says so', plain.status === 200 && plain.body.status === 'ready', plain.text);
  const info = await admin.get('/api/v1/system/info');
  ok('the server tells its version and domains', info.status === 200 && info.body.data.features.includes('tasks'), info.text);
}

async function nginxErrors(stack) {
  const long = await raw(stack.url, `GET /api/${'a'.repeat(40000)} HTTP/1.1\r\nHost: x\r\n\r\n`);
  ok('an endless request line gets the envelope from nginx', / 4(00|14) /.test(long) && /"code":2000/.test(long) && /"request_id"/.test(long), long.slice(-200));
  const big = await raw(stack.url, 'POST /api/v1/teams HTTP/1.1\r\nHost: x\r\nAccept-Language: en\r\nContent-Type: application/json\r\nContent-Length: 99999999\r\n\r\n');
  ok('a body beyond nginx\'s limit gets the envelope too', / 413 /.test(big) && /"message":"the request body is too large"/.test(big), big.slice(-300));
  const both = await raw(stack.url, 'POST /api/v1/teams HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n');
  ok('length and chunks together are refused', / 400 /.test(both), both.slice(0, 60));
  const inner = await raw(stack.url, 'GET /api/../_stream/tasks/1?uid=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  ok('the place of streams is not reachable from outside', / 404 /.test(inner), inner.slice(0, 60));
  const proxy = await raw(stack.url, 'GET /api/health HTTP/1.1\r\nHost: x\r\nProxy: http://evil\r\nRequest_Id: x\r\nConnection: close\r\n\r\n');
  ok('headers that would be parameters change nothing', / 200 /.test(proxy), proxy.slice(0, 60));
}

async function keys(stack, admin) {
  const bad = await admin.post('/api/v1/teams', { name: 'k' }, { 'idempotency-key': 'a b' });
  ok('an Idempotency-Key with a space is refused', bad.status === 400 && bad.body.field === 'Idempotency-Key', bad.text);
  const first = await admin.post('/api/v1/teams', { name: '' }, { 'idempotency-key': 'retry-1' });
  const second = await admin.post('/api/v1/teams', { name: 'retried' }, { 'idempotency-key': 'retry-1' });
  ok('a key whose request failed may be used again', first.status === 400 && second.status === 201, `${first.text} ${second.text}`);
  const replay = await admin.post('/api/v1/teams', { name: 'retried' }, { 'idempotency-key': 'retry-1' });
  ok('a repeated answer says that it is one', replay.status === 201 && replay.headers.get('idempotency-replayed') === 'true' &&
    replay.body.data.id === second.body.data.id, replay.text);
  const probe = { name: 'idem', ip: '127.0.0.1', port: 1, auth_type: 'password', username: 'x', password: 'y' };
  const pair = await Promise.all([1, 2, 3].map(() => admin.post('/api/v1/hosts/probe', probe, { 'idempotency-key': 'probe-1' })));
  ok('also where no transaction is around: one effect, one answer',
    new Set(pair.map((r) => r.body?.data?.probe_token)).size === 1 && pair.filter((r) => r.headers.get('idempotency-replayed')).length === 2,
    pair.map((r) => r.text).join(' '));
  await sleep(100);	// for a line too many
  const done = await stack.done(pair);
  ok('every request has one http.done line, also through the second pool', done.length === 3, done.length);
}

async function audit(stack, admin) {
  const rows = async (query) => (await admin.get(`/api/v1/audit?${query}`)).body.data;
  await admin.get('/api/v1/teams/987654');
  const missing = await rows('action=teams.get&outcome=denied');
  ok('asking for what is not there is audited', missing.list.some((r) => r.object_id === 987654), JSON.stringify(missing));
  const made = (await admin.post('/api/v1/teams', { name: 'audited' })).body.data;
  const row = (await rows('action=teams.create&outcome=ok&page_size=1')).list[0];
  ok('a create is audited with its object', row?.object_id === made.id && row?.object_name === 'audited', JSON.stringify(row));
  const before = (await rows('page_size=1')).total;
  for (let i = 0; i < 5; i++) await new Client(stack.url).post('/api/v1/teams', { name: 'x' });
  ok('strangers cannot fill the audit log', (await rows('page_size=1')).total === before);
}

async function rates() {
  const stack = await startStack({ variant: process.env.STACK_VARIANT ?? 'test', env: { K8SM_RATE_PER_S: '20', K8SM_RATE_BURST: '20' } });
  try {
    const admin = await login(stack);
    const other = new Client(stack.url);
    // At once, as one after the other a slow machine would not come above the rate.
    const ask = (who, n) => Promise.all(Array.from({ length: n }, () => who.get('/api/v1/system/info')));
    const codes = (await ask(admin, 20)).map((r) => r.status);
    const limited = (await ask(admin, 120)).find((r) => r.status === 429);
    ok('one caller above his rate gets 429 with Retry-After', limited && Number(limited.headers.get('retry-after')) >= 1 && limited.body.code === 2008, limited?.text);
    ok('up to the burst all is answered', codes.every((c) => c === 200), codes.join());
    other.token = 'x.y.z';
    const guesses = (await ask(other, 120)).map((r) => r.status);
    ok('who guesses tokens is slowed down by address', guesses.includes(401) && guesses.includes(429), guesses.join());
    await sleep(1500);
    ok('and served again a moment later', (await admin.get('/api/v1/system/info')).status === 200);
  } finally { await stack.stop(); }
}

async function workers(stack, admin) {
  const supervisor = stack.pid('k8sm-api');
  // The old ones go when the new ones are complete; those that come on demand need not come back.
  const fresh = async (old) => {
    for (let i = 0; i < 1000; i++) {
      const now = children(supervisor);
      if (now.length && now.every((p) => !old.includes(p))) return true;
      await sleep(20);
    }
    return false;
  };
  // Who connects and says nothing.
  const silent = Array.from({ length: 24 }, () => net.connect(join(stack.runDir, 'api.sock')).on('error', () => {}));
  await sleep(50);
  const t0 = Date.now();
  const heard = await admin.get('/api/v1/teams');
  const waited = Date.now() - t0;
  silent.forEach((s) => s.destroy());
  ok('24 peers that say nothing keep nobody waiting for long', heard.status === 200 && waited < 2500, `${heard.status} ${waited} ms`);

  // No descriptor left for a worker: it goes on when there are again.
  const pids = children(supervisor);
  for (const p of pids) execFileSync('prlimit', ['--pid', String(p), '--nofile=6:1024']);
  await Promise.all([1, 2, 3, 4, 5, 6].map(() => new Client(stack.url).get('/api/health').catch(() => {})).concat(sleep(700)).slice(-1));
  for (const p of pids) execFileSync('prlimit', ['--pid', String(p), '--nofile=1024:1024']);
  await sleep(200);
  ok('a worker without descriptors is not lost', (await admin.get('/api/v1/teams')).status === 200 && pids.every(alive));

  // Settings: a bad file is refused, a good one gets new workers.
  const gone = children(supervisor);
  const reload = await hammer(admin, '/api/v1/system/info', async () => {
    process.kill(supervisor, 'SIGHUP');
    await fresh(gone);
    await sleep(300);
  });
  ok(`a reload under load loses no request (${reload.count} answered)`, reload.bad.length === 0 && !children(supervisor).some((p) => gone.includes(p)), reload.bad.slice(0, 5).join());

  const old = children(supervisor);
  const upgrade = await hammer(admin, '/api/v1/system/info', async () => {
    process.kill(supervisor, 'SIGUSR2');
    await fresh(old);
    await sleep(300);
  });
  ok(`a new program in place loses no request (${upgrade.count} answered)`, upgrade.bad.length === 0 && alive(supervisor) && !children(supervisor).some((p) => old.includes(p)), upgrade.bad.slice(0, 5).join());

  const before = children(supervisor);
  process.kill(before[0], 'SIGKILL');
  const k0 = Date.now();
  const replaced = (now) => !now.includes(before[0]) && now.length >= before.length;
  while (!replaced(children(supervisor)) && Date.now() - k0 < 3000) await sleep(10);
  ok('a killed worker is replaced within a second', Date.now() - k0 < 1000, `${Date.now() - k0} ms`);

  // Workers can start no program: the filter is on.  A worker puts it on before its first
  // accept; the one that was just forked may still be on its way there.
  const filtered = (p) => { const s = readFileSync(`/proc/${p}/status`, 'utf8'); return /^Seccomp:\s+2$/m.test(s) && /^NoNewPrivs:\s+1$/m.test(s); };
  const f0 = Date.now();
  while (!children(supervisor).every(filtered) && Date.now() - f0 < 10000) await sleep(10);
  ok('request workers run under a filter', children(supervisor).every(filtered));
  const orphans = children(supervisor);
  process.kill(supervisor, 'SIGKILL');
  for (let i = 0; i < 200 && orphans.some(alive); i++) await sleep(50);
  ok('no worker survives its supervisor', orphans.every((p) => !alive(p)), orphans.filter(alive).join());
}

async function badSettings() {
  const { mkdtempSync, rmSync } = await import('node:fs');
  const { spawn } = await import('node:child_process');
  const { tmpdir } = await import('node:os');
  const { top } = await import('../lib/stack.mjs');
  const dir = mkdtempSync(join(tmpdir(), 'k8sm-set.'));
  const file = join(dir, 'k8sm.conf');
  const good = `var_dir = ${dir}\ndatabase_url = host=${dir}\njwt_secret_file = ${dir}/jwt\nmaster_key_file = ${dir}/key\n`;
  writeFileSync(file, good);
  writeFileSync(join(dir, 'jwt'), randomBytes(32).toString('hex'), { mode: 0o600 });
  writeFileSync(join(dir, 'key'), `1 ${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
  execFileSync('mkdir', ['-p', join(dir, 'run')]);
  const env = Object.fromEntries(Object.entries(process.env).filter(([k]) => !k.startsWith('K8SM_')));
  const child = spawn(join(top, 'build/test/k8sm-api'), ['-c', file], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.on('data', (d) => (log += d));
  const until = async (f) => { for (let i = 0; i < 750 && !f(); i++) await sleep(20); return f(); };
  try {
    ok('without a database the workers wait for it', await until(() => children(child.pid).length >= 4), log);
    const pids = children(child.pid);
    await sleep(300);
    writeFileSync(file, `${good}no_such_key = 1\n`);
    process.kill(child.pid, 'SIGHUP');
    ok('a bad settings file is refused by name', await until(() => /api.reload_refused/.test(log) && /no_such_key/.test(log)), log);
    ok('and the old workers go on', children(child.pid).join() === pids.join());
    process.kill(child.pid, 'SIGUSR2');
    ok('a new program that refuses its settings does not take over', await until(() => /api.upgrade_refused/.test(log)) && children(child.pid).filter((p) => pids.includes(p)).length === pids.length, log);
    child.kill('SIGTERM');
    ok('it ends when told to', await until(() => child.exitCode === 0), `${child.exitCode} ${log}`);
    ok('and leaves no socket behind', !existsSync(join(dir, 'run', 'api.sock')), readdirSync(join(dir, 'run')).join());
  } finally {
    child.kill('SIGKILL');
    rmSync(dir, { recursive: true, force: true });
  }
}

const stack = await startStack({ variant: process.env.STACK_VARIANT ?? 'test', env: { K8SM_RATE_PER_S: '100000', K8SM_RATE_BURST: '100000' } });
try {
  const admin = await login(stack);
  await replies(stack, admin);
  await nginxErrors(stack);
  await keys(stack, admin);
  await audit(stack, admin);
  await workers(stack, admin);
} catch (e) {
  ok('the test ran to its end', false, e.stack);
} finally { await stack.stop(); }
for (const part of [rates, badSettings]) await part().catch((e) => ok(`${part.name} ran to its end`, false, e.stack));
process.exit(t.bad ? 1 : 0);
