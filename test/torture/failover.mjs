// R6: the database fails over to its replica under load.  Two PostgreSQL with
// synchronous streaming replication; the programs know both and want the one
// that can be written.  Clients repeat what they got no good answer to with the
// same Idempotency-Key: nothing acknowledged is lost, nothing is done twice.
import { spawn, spawnSync } from 'node:child_process';
import { chownSync, chmodSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir, userInfo } from 'node:os';
import { startStack, login, checker, sleep } from '../lib/stack.mjs';
import { checkInvariants, psqlOf } from './invariants.mjs';

const t = checker();
const { ok } = t;
const seed = Number(process.env.SEED ?? 7);
console.log(`# SEED=${seed}`);
const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => a - b);
const bin = `/usr/lib/postgresql/${versions.at(-1)}/bin`;
const root = process.getuid() === 0;
const as = root ? ['setpriv', '--reuid=postgres', '--regid=postgres', '--init-groups'] : ['env'];
const dir = mkdtempSync(join(tmpdir(), 'k8sm-fo.'));
const servers = [];

const run = (...args) => {
  const r = spawnSync(as[0], [...as.slice(1), ...args], { encoding: 'utf8', cwd: '/' });
  if (r.status !== 0) throw new Error(`${args[0]}: ${r.stderr}`);
  return r.stdout.trim();
};
const psql = (name, sql, db = 'k8sm') => run(`${bin}/psql`, '-qAtX', '-v', 'ON_ERROR_STOP=1', '-h', join(dir, name, 's'), '-U', 'postgres', '-d', db, '-c', sql);

function makeDir(name) {
  for (const d of [join(dir, name), join(dir, name, 's')]) {
    mkdirSync(d, { mode: 0o700 });
    if (root) chownSync(d, Number(run('id', '-u')), Number(run('id', '-g')));
  }
}

async function startServer(name) {
  const data = join(dir, name, 'd');
  const log = openSync(join(dir, `${name}.log`), 'a');
  const args = [...as.slice(1), `${bin}/postgres`, '-D', data, '-k', join(dir, name, 's'), '-c', 'listen_addresses='];
  const p = spawn(as[0], args, { stdio: ['ignore', log, log], cwd: '/' });
  servers.push(p);
  for (let i = 0; i < 300; i++) {
    if (spawnSync(`${bin}/pg_isready`, ['-q', '-h', join(dir, name, 's')]).status === 0) return p;
    await sleep(50);
  }
  throw new Error(`${name} does not start`);
}

let stack = null;
try {
  chmodSync(dir, 0o755);
  makeDir('a');
  run(`${bin}/initdb`, '-D', join(dir, 'a', 'd'), '-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8', '-A', 'peer', '--no-sync');
  const users = [...new Set([userInfo().username, root ? 'postgres' : userInfo().username])];
  writeFileSync(join(dir, 'a', 'd', 'pg_hba.conf'), 'local all,replication all peer map=k8sm\n');
  writeFileSync(join(dir, 'a', 'd', 'pg_ident.conf'), users.flatMap((u) => ['postgres', 'k8sm_owner', 'k8sm_app'].map((r) => `k8sm ${u} ${r}\n`)).join(''));
  const a = await startServer('a');
  psql('a', 'CREATE ROLE k8sm_owner LOGIN CREATEROLE', 'postgres');
  psql('a', 'CREATE ROLE k8sm_app LOGIN', 'postgres');
  psql('a', 'CREATE DATABASE k8sm OWNER k8sm_owner', 'postgres');
  psql('a', 'ALTER SCHEMA public OWNER TO k8sm_owner');
  makeDir('b');
  run(`${bin}/pg_basebackup`, '-h', join(dir, 'a', 's'), '-U', 'postgres', '-D', join(dir, 'b', 'd'), '-R', '-X', 'stream', '-c', 'fast');
  await startServer('b');
  psql('a', "ALTER SYSTEM SET synchronous_standby_names = '*'");
  psql('a', 'SELECT pg_reload_conf()');

  const hosts = `host=${join(dir, 'a', 's')},${join(dir, 'b', 's')} dbname=k8sm target_session_attrs=read-write`;
  stack = await startStack({ env: {
    K8SM_DATABASE_URL: `${hosts} user=k8sm_app`, K8SM_OWNER_URL: `${hosts} user=k8sm_owner`,
    K8SM_RATE_PER_S: '100000', K8SM_RATE_BURST: '100000' } });
  const sql = psqlOf(stack);
  ok('R6 the standby follows synchronously', psql('a', 'SELECT sync_state FROM pg_stat_replication') === 'sync');
  const admin = await login(stack);
  // Now and then an answer to COMMIT gets lost on the way, as a cut connection does.
  await stack.restart('k8sm-api', { K8SM_FAULT: `db.after_commit:~${seed}/15:eio` });
  const pids = ['k8sm-api', 'k8sm-worker', 'k8sm-stream'].map((n) => stack.pid(n)).join();

  const acked = [], errors = [], stuck = [];
  let stop = false, replayed = 0, slowest = 0;
  const load = Promise.all(Array.from({ length: 4 }, async (_, w) => {
    for (let i = 0; !stop; i++) {
      const name = `fo ${w} ${i}`;
      let done = false;
      for (const t0 = Date.now(); !done && Date.now() - t0 < 20000;) {
        const q0 = Date.now();
        const r = await admin.post('/api/v1/teams', { name }, { 'idempotency-key': `fo-${w}-${i}` }).catch(() => ({ status: 0 }));
        slowest = Math.max(slowest, Date.now() - q0);
        done = r.status === 201;
        if (done) {
          acked.push({ name, id: r.body.data.id });
          if (r.headers.get('idempotency-replayed')) replayed++;
        } else {
          errors.push({ at: Date.now(), status: r.status, text: r.text });
          await sleep(50);
        }
      }
      if (!done) stuck.push(name);
    }
  }));
  const more = async (test) => { for (let i = 0; i < 300 && !test(); i++) await sleep(100); };	// a loaded machine writes less
  await sleep(2000);
  await more(() => acked.length > 50);
  const before = acked.length;
  a.kill('SIGQUIT');
  await new Promise((r) => (a.exitCode !== null ? r() : a.on('exit', r)));
  // not waited for in here: those who measure would stand still with it
  const promoted = spawn(as[0], [...as.slice(1), `${bin}/pg_ctl`, 'promote', '-w', '-D', join(dir, 'b', 'd')], { stdio: 'ignore', cwd: '/' });
  if (await new Promise((r) => promoted.on('exit', r)) !== 0) throw new Error('the replica does not take over');

  await sleep(4000);
  await more(() => acked.length - before > 50 && replayed > 0);
  stop = true;
  await load;
  ok(`R6 written before and after the replica took over (${before}, ${acked.length - before})`, before > 50 && acked.length - before > 50);
  ok(`R6 whoever repeats gets through; ${errors.length} errors, ${replayed} answers given again`, stuck.length === 0 && replayed > 0, stuck.join());
  ok('R6 errors are 503, and 409 while the first try is still on its way', errors.every((e) => [503, 409].includes(e.status)), [...new Set(errors.map((e) => `${e.status} ${e.text}`))].join(' | '));
  ok(`R6 nobody hung (${slowest} ms)`, slowest < 4000);
  const last = await Promise.all(Array.from({ length: 20 }, (_, i) => admin.get(`/api/v1/teams?page_size=1&page=${i + 1}`)));
  ok('R6 reads are served by the new primary', last.every((r) => r.status === 200), last.map((r) => r.status).join());
  ok('R6 nothing of ours had to be restarted', pids === ['k8sm-api', 'k8sm-worker', 'k8sm-stream'].map((n) => stack.pid(n)).join() && stack.isUp());
  const rows = sql("SELECT name, id FROM teams WHERE name LIKE 'fo %'").split('\n').map((l) => l.split('|'));
  const ids = new Map(rows.map(([n, id]) => [n, Number(id)]));
  ok(`R6 all ${acked.length} acknowledged writes are there with their ids`, acked.every((k) => ids.get(k.name) === k.id));
  ok('R6 none is there twice', ids.size === rows.length && rows.length === acked.length, `${rows.length} ${acked.length}`);
  sql("INSERT INTO tasks (kind, title, args, status, timeout_s, max_tries) VALUES ('system.ping', 'after', '{}', 'queued', 60, 1)");
  let status = '';
  for (let i = 0; i < 100 && status !== 'succeeded'; i++) { await sleep(100); status = sql("SELECT status FROM tasks WHERE title = 'after'"); }
  ok('R6 the worker works on the new primary', status === 'succeeded', status);
  checkInvariants(stack, ok, 'R6');
} catch (e) {
  ok('the test ran to its end', false, e.stack);
} finally {
  await stack?.stop();
  for (const p of servers) p.kill('SIGQUIT');
  for (let i = 0; i < 100 && servers.some((p) => p.exitCode === null && p.signalCode === null); i++) await sleep(50);
  for (const p of servers) p.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
}
process.exit(t.bad ? 1 : 0);
