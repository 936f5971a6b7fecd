// The collector: rounds over real SSH servers and ones that hang; what is kept of them,
// who is told, and that a killed process or a hanging host stops nothing.
import { spawnSync } from 'node:child_process';
import { startStack, login, checker, sleep, Client } from '../lib/stack.mjs';
import { startSshd, onboard } from '../lib/sshd.mjs';
import { startPeers } from '../lib/peers.mjs';

const t = checker();
const { ok } = t;
const stack = await startStack({ env: { K8SM_COLLECT_EVERY_S: '2', K8SM_COLLECT_HOST_MS: '3000', K8SM_SSH_CONNECT_MS: '3000' } });
const sshd = await startSshd();
const peers = await startPeers();
const v1 = '/api/v1';
const psql = (sql) => {
  const r = spawnSync('psql', ['-qAtX', '-v', 'ON_ERROR_STOP=1', '-d', stack.ownerUrl, '-c', sql], { encoding: 'utf8', env: { ...process.env, PGOPTIONS: '-c k8sm.projects=*' } });
  if (r.status !== 0) throw new Error(r.stderr);
  return r.stdout.trim();
};
const until = async (what, ms = 20000) => {
  for (const t0 = Date.now(); Date.now() - t0 < ms; await sleep(150)) {
    const r = await what();
    if (r) return r;
  }
  return null;
};
const samples = (id) => Number(psql(`SELECT count(*) FROM host_samples WHERE host_id = ${id}`));
const children = (pid) => (spawnSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' }).stdout.trim().split('\n')).filter(Boolean).map(Number);
const collector = () => children(stack.pid('k8sm-worker'));
try {
  const admin = await login(stack);
  const host = await onboard(admin, sshd, 'watched');
  ok('a host that was brought in is looked at without being asked', await until(() => samples(host.id) >= 3));
  const mon = await until(async () => {
    const r = await admin.get(`${v1}/hosts/${host.id}/monitor`);
    return r.body?.data?.cpu >= 0 && r.body.data.mem > 0 && r.body.data;
  });
  ok('its monitor has load, memory, processor use and file systems', mon && mon.load1 >= 0 && mon.disk > 0 && mon.uptime_s > 0 && mon.mounts.length > 0, JSON.stringify(mon));
  const series = await admin.get(`${v1}/hosts/${host.id}/series`);
  ok('its series has points', series.status === 200 && series.body.data.points.length > 0 && series.body.data.source === 'raw', series.text?.slice(0, 300));
  const metrics = await admin.get(`${v1}/hosts/${host.id}/metrics`);
  ok('the contract\'s metrics are there', metrics.status === 200 && Array.isArray(metrics.body.data), metrics.text?.slice(0, 300));
  const session = () => children(sshd.pid).length;
  const before = session();
  await sleep(5000);
  ok('its session stays open between rounds', before === 1 && session() === 1, `${before} ${session()}`);
  const list = await admin.get(`${v1}/tasks?kind=hosts.collect`);
  const rounds = Number(psql("SELECT count(*) FROM tasks WHERE kind = 'hosts.collect'"));
  ok('rounds leave little behind and stand in nobody\'s way', list.body.data.list.length === 0 || rounds <= 30, `${list.body.data.list.length} ${rounds}`);

  // --- hosts that hang ---
  const away = [];
  for (const peer of ['hang', 'silent', 'dribble']) {
    const r = await admin.post(`${v1}/hosts`, { name: `bad-${peer}`, ip: '127.0.0.1', port: peers.port(peer), username: peers.value('fake_user'), auth_type: 'password', password: peers.value('password_text'), force: true });
    if (r.status !== 201) throw new Error(r.text);
    psql(`UPDATE hosts SET host_key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ5sXQe2tDJLU2Dg3sBYBbSmkzT3cdGWIGbFnmVSDyZE', host_key_fingerprint = 'SHA256:x' WHERE id = ${r.body.data.id}`);
    away.push(r.body.data.id);
  }
  const n = samples(host.id);
  ok('hosts that hang do not stop the rounds', await until(() => samples(host.id) >= n + 3, 30000));
  ok('they are shown as not reached, with why', await until(async () => {
    const r = await admin.get(`${v1}/hosts/${away[1]}`);
    return r.body.data.last_error !== '' && ['offline', 'error'].includes(r.body.data.status);
  }, 40000));

  // --- a host that goes away is told once ---
  const notes = async () => (await admin.get(`${v1}/notifications?page_size=100`)).body.data.list.filter((one) => /watched/.test(JSON.stringify(one)));
  const told = (await notes()).length;
  const open = children(sshd.pid);
  sshd.stop();
  for (const pid of open) process.kill(pid, 'SIGKILL');
  const news = await until(async () => (await notes()).length > told && (await notes()), 60000);
  ok('an outage is told', news && /无法连接|unreachable/.test(JSON.stringify(news)), JSON.stringify(await notes()).slice(0, 400));
  ok('and the host is offline', (await admin.get(`${v1}/hosts/${host.id}`)).body.data.status === 'offline');
  await sleep(6000);
  ok('and told once', (await notes()).length === told + 1, (await notes()).length);

  // --- the process dies ---
  const at = Number(psql('SELECT count(*) FROM tasks WHERE kind = \'hosts.collect\' AND status = \'succeeded\''));
  for (const pid of collector()) process.kill(pid, 'SIGKILL');
  const last = psql("SELECT max(id) FROM tasks WHERE kind = 'hosts.collect'");
  ok('a killed process is replaced and rounds go on', await until(() => Number(psql(`SELECT count(*) FROM tasks WHERE kind = 'hosts.collect' AND status = 'succeeded' AND id > ${last}`)) >= 2, 60000), at);

  // --- off for one, maintenance ---
  const off = await admin.put(`${v1}/hosts/${away[0]}/monitor`, { enabled: false });
  ok('watching one host can be switched off', off.status === 200 && off.body.data.enabled === false, off.text);
  await admin.post(`${v1}/rbac/users`, { username: 'looker', password: 'initial pass 99', roles: ['viewer'] });
  const viewer = await new Client(stack.url).login('looker', 'initial pass 99');
  const refused = await viewer.put(`${v1}/hosts/${away[0]}/monitor`, { enabled: true });
  ok('but not by somebody who only reads', [403, 404].includes(refused.status), refused.text);
} catch (e) {
  ok('the test ran to its end', false, e.stack);
} finally {
  await peers.stop();
  await stack.stop();
}
process.exit(t.bad ? 1 : 0);
