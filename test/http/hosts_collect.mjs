// The collector at real SSH servers: samples, outages told once, maintenance, hanging hosts, a killed process.
import { execFileSync } from 'node:child_process';
import net from 'node:net';
import { startStack, login, checker, sleep, Client } from '../lib/stack.mjs';
import { startFarm } from '../lib/farm.mjs';
import { startPeers } from '../lib/peers.mjs';

const t = checker();
const { ok } = t;
const v1 = '/api/v1';
const N = 12;
const addresses = Array.from({ length: N }, (_, i) => `127.11.0.${i + 1}`);
const stack = await startStack({ env: { K8SM_COLLECT_EVERY_S: '1', K8SM_COLLECT_HOST_MS: '20000', K8SM_SSH_CONNECT_MS: '5000', K8SM_TASK_LEASE_S: '3' } });
const spare = '127.11.1.1';
const farm = await startFarm([...addresses, spare]);
const peers = await startPeers();
// Accepts and never says a word.
const mute = net.createServer(() => {});
await new Promise((r) => mute.listen(0, '127.0.0.1', r));
// The farm behind a door that can be closed.
let open = true;
const inside = new Set();
const door = net.createServer((a) => {
  if (!open) return void a.destroy();
  const b = net.connect(farm.port, addresses[0]);
  for (const s of [a, b]) { inside.add(s); s.on('error', () => {}); s.on('close', () => { inside.delete(s); a.destroy(); b.destroy(); }); }
  a.pipe(b).pipe(a);
});
await new Promise((r) => door.listen(0, '127.0.0.1', r));
const shut = (v) => { open = !v; if (v) for (const s of inside) s.destroy(); };
try {
  const admin = await login(stack);
  const sql = (text) => execFileSync('psql', [stack.ownerUrl, '-XAtqc', text], { encoding: 'utf8', env: { ...process.env, PGOPTIONS: '-c k8sm.projects=* -c k8sm.user=1' } }).trim();
  const until = async (what, ms = 60000) => {
    for (const t0 = Date.now(); Date.now() - t0 < ms; await sleep(80)) {
      const v = await what();
      if (v) return v;
    }
    return null;
  };
  ok('without hosts nothing is collected', sql("SELECT count(*) FROM tasks WHERE kind = 'hosts.collect'") === '0');
  const key = (await admin.post(`${v1}/credentials/ssh_keys`, { name: 'farm', private_key: farm.key })).body.data;
  // So many processors that whatever runs beside the test is no high load.
  const put = (name, ip, port) => Number(sql(`INSERT INTO hosts (project_id, name, ip, port, ssh_user, auth_type, ssh_key_id, host_key, host_key_fingerprint, status, cpu_cores)
    VALUES (1, '${name}', '${ip}', ${port}, '${farm.user}', 'key', ${key.id}, '${farm.hostKey}', 'x', 'online', 4096) RETURNING id`));
  const off = put('unwatched', spare, farm.port);
  await admin.put(`${v1}/hosts/${off}/monitor`, { enabled: false });
  const ids = addresses.map((ip, i) => put(`farm${i}`, ip, farm.port));
  const doored = put('doored', '127.0.0.1', door.address().port);
  const hanging = put('hanging', '127.0.0.1', mute.address().port);
  // Ones that stop in the middle of the handshake, or say a byte now and then.
  const odd = ['hang', 'dribble'].map((peer) => put(`odd-${peer}`, '127.0.0.1', peers.port(peer)));
  const get = async (id) => (await admin.get(`${v1}/hosts/${id}`)).body.data;
  const monitor = async (id) => (await admin.get(`${v1}/hosts/${id}/monitor`)).body.data;
  const bell = async (name) => (await admin.get(`${v1}/notifications?page_size=100`)).body.data.list.map((n) => n.notification).filter((n) => n.title.includes(name));

  // --- samples ---
  let m = await until(async () => { const v = await monitor(ids[0]); return v.cpu !== null && v; });
  ok('a host is read every round, rates from the second on', m && m.load1 >= 0 && m.mem > 0 && m.disk > 0 && m.inode >= 0 && m.uptime_s > 0 && m.rx >= 0 && m.every_s === 1, JSON.stringify(m ?? await monitor(ids[0])));
  // A round that had begun before the word may still have looked at it.
  const samples = (id) => Number(sql(`SELECT count(*) FROM host_samples WHERE host_id = ${id}`));
  const [early, later] = [samples(off), samples(ids[0]) + 2];
  ok('with its file systems', Array.isArray(m?.mounts) && m.mounts.some((x) => x.mount === '/'), JSON.stringify(m?.mounts));
  ok('all of them', await until(() => sql(`SELECT count(DISTINCT host_id) FROM host_samples WHERE error = '' AND cpu IS NOT NULL AND host_id BETWEEN ${ids[0]} AND ${ids.at(-1)}`) === String(N)));
  ok('sessions stay open', await until(() => Number(sql("SELECT max((result ->> 'warm')::int) FROM tasks WHERE kind = 'hosts.collect'")) >= N + 1));
  ok('a host that is switched off is left alone', await until(() => samples(ids[0]) >= later) && samples(off) === early, `${early} ${samples(off)}`);
  let r = await admin.get(`${v1}/hosts/usage?ids=${ids.join(',')}`);
  ok('the list has the use of many', r.status === 200 && r.body.data.length === N && r.body.data[0].cpu !== null, r.text);
  ok('the host says that it is healthy', await until(async () => ['healthy', 'degraded', 'critical'].includes((await get(ids[0])).health_state)), JSON.stringify(await get(ids[0])));

  r = await admin.get(`${v1}/hosts/${ids[0]}/metrics`);
  ok('the metrics of the contract are there', r.status === 200 && Array.isArray(r.body.data) && r.body.data.length > 0, r.text);
  r = await admin.get(`${v1}/tasks?page_size=100`);
  ok('rounds stand in nobody\'s way and leave little behind', r.body.data.list.every((x) => x.kind !== 'hosts.collect') && Number(sql("SELECT count(*) FROM tasks WHERE kind = 'hosts.collect'")) <= 130, r.text.slice(0, 200));
  await admin.post(`${v1}/rbac/users`, { username: 'looker', password: 'initial pass 99', roles: ['viewer'] });
  const viewer = await new Client(stack.url).login('looker', 'initial pass 99');
  r = await viewer.put(`${v1}/hosts/${off}/monitor`, { enabled: true });
  ok('who only reads does not switch it on', [403, 404].includes(r.status) && (await monitor(off)).enabled === false, r.text);

  // --- a host that hangs ---
  ok('a hanging host is offline and critical', await until(async () => { const h = await get(hanging); return h.status === 'offline' && h.health_state === 'critical'; }), JSON.stringify(await get(hanging)));
  const gap = sql(`SELECT coalesce(max(d), 0) FROM (SELECT extract(epoch FROM at - lag(at) OVER (ORDER BY at)) AS d FROM host_samples WHERE host_id = ${ids[3]}) x`);
  ok('and bounds the round', Number(gap) < 20, gap);
  for (const id of odd)
    ok('so are others that answer oddly, with why', await until(async () => { const h = await get(id); return ['offline', 'error'].includes(h.status) && h.last_error !== ''; }), JSON.stringify(await get(id)));
  ok('that is told once', (await bell('hanging')).length === 1, JSON.stringify(await bell('hanging')));

  // --- an outage, and its end ---
  await until(async () => (await monitor(doored)).at !== null);
  const calm = (await bell('doored')).length;
  shut(true);
  ok('an outage makes a host offline', await until(async () => (await get(doored)).status === 'offline'), JSON.stringify(await get(doored)));
  await sleep(3000);
  let told = await bell('doored');
  ok('it is told once', told.length === calm + 1 && told[0].type === 'alert' && told[0].severity === 'critical' && told[0].action_url === `/hosts/${doored}?tab=health`, JSON.stringify(told));
  shut(false);
  ok('it comes back', await until(async () => { const h = await get(doored); return h.status === 'online' && h.health_state !== 'critical' && h.last_error === ''; }), JSON.stringify(await get(doored)));
  await sleep(3000);
  told = await bell('doored');
  ok('that too is told once', told.length === calm + 2, JSON.stringify(told));
  r = await admin.get(`${v1}/hosts/${doored}/health`);
  ok('both are in the history', r.body.data.list.some((x) => x.state === 'critical' && x.error_message !== ''), r.text);

  // --- maintenance ---
  await admin.post(`${v1}/hosts/${doored}/actions`, { action: 'maintenance', reason: 'x' });
  const before = (await bell('doored')).length;
  shut(true);
  ok('in maintenance a host is looked at', await until(async () => (await monitor(doored)).error !== ''));
  await sleep(3500);
  ok('but stays in maintenance and nobody is told', (await get(doored)).status === 'maintenance' && (await bell('doored')).length === before, JSON.stringify(await bell('doored')));
  // Counted before: the next round may tell before the reply is here.
  const alerts = async () => (await bell('doored')).filter((n) => n.type === 'alert').length;
  const quiet = await alerts();
  await admin.post(`${v1}/hosts/${doored}/actions`, { action: 'online' });
  ok('what is still so afterwards is told then', await until(async () => (await alerts()) === quiet + 1, 120000), JSON.stringify(await bell('doored')));
  shut(false);
  await until(async () => (await get(doored)).status === 'online');

  // --- offline by hand ---
  await admin.post(`${v1}/hosts/${ids[5]}/actions`, { action: 'offline' });
  await sleep(2500);
  ok('offline by hand stays', (await get(ids[5])).status === 'offline');

  // --- kill -9 ---
  const kids = execFileSync('ps', ['-o', 'pid=', '--ppid', String(stack.pid('k8sm-worker'))], { encoding: 'utf8' }).trim().split(/\s+/).map(Number);
  for (const pid of kids) process.kill(pid, 'SIGKILL');
  const at = sql('SELECT max(at) FROM host_samples');
  ok('a killed collector is replaced', kids.length > 0 && await until(() => sql(`SELECT count(*) FROM host_samples WHERE at > '${at}' AND error = ''`) > N), `${kids}`);
  ok('and nobody is told of that', (await bell('farm')).length === 0 || (await bell('farm')).every((n) => !/unreachable/.test(n.title)), JSON.stringify(await bell('farm')));
  ok('rates come back', await until(() => sql(`SELECT count(*) FROM host_samples WHERE at > '${at}' AND cpu IS NOT NULL`) > 0));
  r = await admin.get(`${v1}/hosts/${ids[0]}/series`);
  ok('the series has it', r.status === 200 && r.body.data.points.length > 0 && r.body.data.source === 'raw', r.text);
} finally {
  shut(true);
  door.close();
  mute.close();
  await farm.stop();
  await peers.stop();
  await stack.stop();
}
process.exit(t.bad ? 1 : 0);
