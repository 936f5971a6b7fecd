// Actions, maintenance windows, batches, health checks and the old node adapter, at real sshd.
import { mkdtempSync, writeFileSync, chmodSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack, login, checker, sleep, Client } from '../lib/stack.mjs';
import { startSshd, onboard } from '../lib/sshd.mjs';

const t = checker();
const { ok } = t;
const v1 = '/api/v1';

// What would restart the machine writes down that it was asked to, instead.
const shim = mkdtempSync(join(tmpdir(), 'k8sm-shim.'));
chmodSync(shim, 0o755);
const told = join(shim, 'told');
for (const name of ['systemctl', 'shutdown', 'reboot', 'poweroff', 'sudo']) {
  writeFileSync(join(shim, name), `#!/bin/sh\necho ${name} "$@" >>${told}\n[ ! -e ${shim}/refuse ] || { echo 'Access denied' >&2; exit 1; }\n`);
  chmodSync(join(shim, name), 0o755);
}
writeFileSync(join(shim, 'force'), `#!/bin/sh\nPATH=${shim}:$PATH; export PATH\neval "$SSH_ORIGINAL_COMMAND"\n`);
chmodSync(join(shim, 'force'), 0o755);

const stack = await startStack({ env: { K8SM_SSH_CONNECT_MS: '3000', K8SM_COLLECT_EVERY_S: '0' } });
const sshd = await startSshd();
const shimmed = await startSshd({ extra: `ForceCommand ${shim}/force` });
try {
  const admin = await login(stack);
  const host = await onboard(admin, sshd, 'core');
  const other = await onboard(admin, shimmed, 'power');
  const get = async (id) => (await admin.get(`${v1}/hosts/${id}`)).body.data;
  const act = (id, body) => admin.post(`${v1}/hosts/${id}/actions`, body);
  const until = async (what, ms = 20000) => {
    for (const t0 = Date.now(); Date.now() - t0 < ms; await sleep(50)) {
      const v = await what();
      if (v) return v;
    }
    return null;
  };
  const finished = (id) => until(async () => {
    const r = (await admin.get(`${v1}/tasks/${id}`)).body.data;
    return ['queued', 'running'].includes(r.status) ? null : r;
  }, 30000);
  const at = (ms) => new Date(Date.now() + ms).toISOString();
  const bell = async () => (await admin.get(`${v1}/notifications?page_size=50`)).body.data.list.map((n) => n.notification.title);

  // --- export ---
  let x = await admin.get(`${v1}/hosts/export`);
  ok('the list leaves as CSV', x.status === 200 && x.text.includes('id,project_id,name') && x.text.split('\r\n').length === 4, x.text);
  await admin.put(`${v1}/hosts/${host.id}`, { description: '=1+1' });
  x = await admin.get(`${v1}/hosts/export?q=core`);
  ok('filtered, and a formula is none', x.text.split('\r\n').length === 3 && x.text.includes(`"'=1+1"`), x.text);
  x = await admin.get(`${v1}/hosts/export?format=ndjson`);
  ok('or as one object a line', x.text.trim().split('\n').map((l) => JSON.parse(l)).length === 2 && !/private/i.test(x.text), x.text);
  ok('a format that is none is refused', (await admin.get(`${v1}/hosts/export?format=xls`)).status === 400);

  // --- maintenance ---
  let r = await act(host.id, { action: 'maintenance', reason: 'new disk', until: null });
  ok('maintenance begins, and the reply echoes', r.status === 200 && r.body.data.id === host.id && r.body.data.action === 'maintenance' && r.body.data.reason === 'new disk' && r.body.data.until === null, r.text);
  let h = await get(host.id);
  ok('the host says why, since when and by whom', h.status === 'maintenance' && h.maintenance_reason === 'new disk' && h.maintenance_started_at && h.maintenance_by > 0 && h.maintenance_until === null, JSON.stringify(h));
  ok('who did it is told', (await bell()).filter((x) => /core/.test(x) && /(进入维护|began)/.test(x)).length === 1, JSON.stringify(await bell()));
  const inChinese = (await admin.get(`${v1}/notifications?page_size=50`, { 'accept-language': 'zh-CN' })).body.data.list.map((n) => n.notification.title).filter((x) => /core/.test(x));
  ok('each in his own language', inChinese.some((x) => /进入维护/.test(x)) && !inChinese.some((x) => /began/.test(x)) && !(await bell()).some((x) => /维护/.test(x)), JSON.stringify(inChinese));
  r = await act(host.id, { action: 'online' });
  h = await get(host.id);
  ok('online ends it and clears the four columns', h.status === 'online' && h.maintenance_reason === '' && h.maintenance_by === 0 && h.maintenance_started_at === null, JSON.stringify(h));
  const ends = async () => (await bell()).filter((x) => /core/.test(x) && /(维护结束|ended)/.test(x)).length;
  ok('the end is told once', (await ends()) === 1);
  await act(host.id, { action: 'online' });
  ok('online on a host that is online tells nothing', (await ends()) === 1);
  r = await act(host.id, { action: ' Offline ' });
  ok('an action may have any case and blanks', r.status === 200 && (await get(host.id)).status === 'offline', r.text);
  await admin.post(`${v1}/hosts/${host.id}/ssh/check`);
  ok('what a person called offline stays so when it is looked at', (await get(host.id)).status === 'offline');
  await act(host.id, { action: 'online' });
  for (const [body, field] of [[{ action: 'explode' }, 'action'], [{ reason: 'x' }, 'action'], [{ action: 'maintenance', until: at(-5000) }, 'until'],
    [{ action: 'maintenance', from: at(60000), until: at(30000) }, 'until'], [{ action: 'maintenance', until: 'soon' }, 'until'], [{ action: 'maintenance', until: at(400 * 86400e3) }, 'until']]) {
    r = await act(host.id, body);
    ok(`${JSON.stringify(body).slice(0, 60)} is refused at ${field}`, r.status === 400 && r.body.field === field, r.text);
  }
  ok('and nothing happened', (await get(host.id)).status === 'online');

  // --- windows ---
  r = await act(host.id, { action: 'maintenance', reason: 'short', until: at(3000) });
  ok('a window with an end begins at once', (await get(host.id)).status === 'maintenance', r.text);
  h = await until(async () => { const x = await get(host.id); return x.status === 'online' ? x : null; });
  ok('and ends by itself', h && h.maintenance_until === null && h.maintenance_reason === '');
  r = await act(host.id, { action: 'maintenance', reason: 'tonight', from: at(3000), until: at(8000) });
  ok('a window that lies ahead is planned, the status stays', r.status === 200 && r.body.data.window_id > 0 && (await get(host.id)).status === 'online', r.text);
  r = await admin.get(`${v1}/hosts/${host.id}/windows`);
  ok('windows are listed, planned ones first', r.body.data[0].state === 'planned' && r.body.data[0].reason === 'tonight' && r.body.data.some((w) => w.state === 'ended' && w.ended_at), r.text);
  h = await until(async () => { const x = await get(host.id); return x.status === 'maintenance' ? x : null; });
  ok('it begins by itself', h && h.maintenance_reason === 'tonight' && h.maintenance_by > 0);
  h = await until(async () => { const x = await get(host.id); return x.status === 'online' ? x : null; });
  ok('and ends by itself, too', h);
  r = await act(host.id, { action: 'maintenance', from: at(3600e3) });
  const w = r.body.data.window_id;
  r = await admin.delete(`${v1}/hosts/${host.id}/windows/${w}`);
  ok('a planned window can be cancelled', r.status === 200, r.text);
  r = await admin.delete(`${v1}/hosts/${host.id}/windows/${w}`);
  ok('but once', r.status === 409, r.text);
  const audits = (await admin.get(`${v1}/hosts/${host.id}/audits`)).body.data.map((a) => a.action);
  ok('all of it is in the host\'s history', ['hosts.action', 'hosts.window.begin', 'hosts.window.end', 'hosts.window_cancel'].every((a) => audits.includes(a)), audits.join());

  // --- power ---
  r = await act(other.id, { action: 'restart', reason: 'kernel' });
  ok('a restart is a task', r.status === 202 && r.body.data.task_id > 0 && r.body.data.action === 'restart', r.text);
  let task = await finished(r.body.data.task_id);
  ok('the machine is told to reboot', task?.status === 'succeeded' && existsSync(told) && /systemctl (reboot|.*reboot)/.test(readFileSync(told, 'utf8')), JSON.stringify(task));
  ok('the status is not touched', (await get(other.id)).status === 'online');
  task = await finished((await act(other.id, { action: 'shutdown' })).body.data.task_id);
  ok('a shutdown powers off', task?.status === 'succeeded' && /poweroff/.test(readFileSync(told, 'utf8')), JSON.stringify(task));
  writeFileSync(join(shim, 'refuse'), '');
  task = await finished((await act(other.id, { action: 'restart' })).body.data.task_id);
  ok('a machine that refuses says why', task?.status === 'failed' && /Access denied/.test(task.error), JSON.stringify(task));
  const bare = (await admin.post(`${v1}/hosts`, { name: 'bare', ip: '127.0.0.1', port: 1, username: 'root', password: 'x' })).body.data;
  r = await act(bare.id, { action: 'restart' });
  ok('a host whose key is not confirmed is not restarted', r.status === 409, r.text);

  // --- batches ---
  const batch = (body) => admin.post(`${v1}/hosts/batch`, body);
  const ids = [host.id, other.id, bare.id];
  r = await batch({ host_ids: ids, action: 'maintenance', reason: 'all', tags: [], group_id: 1 });
  ok('maintenance for many', r.status === 200 && r.body.data.affected === 3 && (await Promise.all(ids.map(get))).every((x) => x.status === 'maintenance' && x.maintenance_reason === 'all'), r.text);
  r = await batch({ host_ids: [String(host.id), other.id, 999999], action: 'online' });
  ok('one that is missing stops all, and is named', r.status === 404 && /999999/.test(r.text) && r.body.field === 'host_ids[2]' && (await get(host.id)).status === 'maintenance', r.text);
  r = await batch({ host_ids: ids, action: 'online' });
  ok('online for many', (await Promise.all(ids.map(get))).every((x) => x.status === 'online' && x.maintenance_started_at === null), r.text);
  r = await batch({ host_ids: ids, action: 'add_tags', tags: ['eu', 'a/b'] });
  r = await batch({ host_ids: ids, action: 'add_tags', tags: ['eu', 'web'] });
  ok('tags are added once', (await Promise.all(ids.map(get))).every((x) => JSON.stringify(x.tags) === '["eu","a/b","web"]'), (await get(host.id)).labels);
  r = await batch({ host_ids: ids, action: 'remove_tags', tags: ['a/b'] });
  ok('and removed', JSON.stringify((await get(bare.id)).tags) === '["eu","web"]', r.text);
  for (const [body, field] of [[{ host_ids: ids, action: 'restart' }, 'action'], [{ host_ids: ids, action: 'add_tags' }, 'tags'], [{ host_ids: ids }, 'action'], [{ host_ids: 'x', action: 'online' }, 'host_ids'],
    [{ host_ids: Array.from({ length: 1001 }, (_, i) => i + 1), action: 'online' }, 'host_ids']]) {
    r = await batch(body);
    ok(`${JSON.stringify(body).slice(0, 50)} is refused at ${field}`, r.status === 400 && r.body.field === field, r.text);
  }
  r = await batch({ host_ids: [], action: 'online' });
  ok('no hosts, nothing done, as ever', r.status === 200 && r.body.data.affected === 0, r.text);
  const busy = (await admin.post(`${v1}/hosts/${host.id}/ssh/exec`, { command: 'sleep 20' })).body.data.task_id;
  r = await batch({ host_ids: [bare.id, host.id], action: 'delete' });
  ok('a host with a running task keeps all of them', r.status === 409 && /core/.test(r.text) && (await admin.get(`${v1}/hosts/${bare.id}`)).status === 200, r.text);
  await admin.post(`${v1}/tasks/${busy}/cancel`);
  await finished(busy);
  r = await batch({ host_ids: [bare.id], action: 'delete' });
  ok('then they are removed', r.status === 200 && (await admin.get(`${v1}/hosts/${bare.id}`)).status === 404, r.text);
  ok('each host\'s history has the batch', (await admin.get(`${v1}/hosts/${host.id}/audits`)).body.data.some((a) => a.action === 'hosts.batch.add_tags'));

  // --- health ---
  r = await admin.post(`${v1}/hosts/${host.id}/health/check`, { deep: true });
  const snap = r.body?.data ?? {};
  ok('a health check has the contract\'s shape', r.status === 200 && snap.host_id === host.id && snap.connectivity_status === 'healthy' && ['healthy', 'degraded', 'critical'].includes(snap.state)
    && snap.memory_total_mb > 0 && snap.memory_used_mb > 0 && snap.disk_used_pct > 0 && typeof snap.cpu_load === 'number' && snap.latency_ms >= 0 && snap.error_message === '' && snap.checked_at, r.text);
  const sum = JSON.parse(snap.summary_json);
  ok('and the readings as text', sum.operator === 'admin' && /^\d+:\d+$/.test(sum.mem_raw) && /%$/.test(sum.disk_raw) && /^[\d.]+ /.test(sum.load_raw) && sum.checked_at, snap.summary_json);
  ok('deep measures the processor', sum.cpu_pct >= 0 && sum.cpu_pct <= 100, snap.summary_json);
  h = await get(host.id);
  ok('the host shows it; its status stays', h.health_state === snap.state && h.last_check_at && h.status === 'online', JSON.stringify(h));
  const version = h.version;
  const pw = (await admin.post(`${v1}/hosts`, { name: 'away', ip: '127.0.0.1', port: 1, username: 'root', password: 'x' })).body.data;
  r = await admin.post(`${v1}/hosts/${pw.id}/health/check`, {});
  ok('a host whose key is not confirmed is not looked at', r.status === 409, r.text);
  const port = sshd.port;
  await sshd.stop();
  r = await admin.post(`${v1}/hosts/${host.id}/health/check`, {});
  ok('a host that is away is critical', r.status === 200 && r.body.data.state === 'critical' && r.body.data.connectivity_status === 'critical' && r.body.data.error_message !== '' && r.body.data.resource_status === 'unknown', r.text);
  ok('looking is no edit', (await get(host.id)).version === version);
  r = await admin.get(`${v1}/hosts/${host.id}/health?page_size=1`);
  ok('the history is paged, newest first', r.body.data.total === 2 && r.body.data.list.length === 1 && r.body.data.list[0].state === 'critical' && r.body.data.list[0].operator === 'admin', r.text);
  r = await admin.get(`${v1}/hosts/${host.id}/health?state=${snap.state}`);
  ok('and filtered', r.body.data.total === 1 && r.body.data.list[0].id === snap.id, r.text);
  r = await admin.get(`${v1}/hosts/${host.id}/metrics`);
  const m = r.body.data;
  ok('metrics are samples with the contract\'s fields', Array.isArray(m) && m.length === 2 && m[0].health_state === 'critical' && m[0].error_message !== '' && m[1].memory > 0 && m[1].disk > 0
    && ['id', 'cpu', 'memory', 'disk', 'network', 'latency_ms'].every((k) => Number.isInteger(m[1][k])) && typeof m[1].summary === 'object' && m[1].created_at, r.text);
  r = await admin.get(`${v1}/hosts/${host.id}/series?step=3600`);
  ok('a series has points in even steps', r.status === 200 && r.body.data.source === 'raw' && r.body.data.points.length >= 1 && r.body.data.points.reduce((s, p) => s + p.n, 0) === 2
    && r.body.data.points.reduce((s, p) => s + p.failed, 0) === 1 && r.body.data.points.some((p) => p.mem > 0), r.text);
  r = await admin.get(`${v1}/hosts/${host.id}/series?from=${encodeURIComponent(at(-90 * 86400e3))}`);
  ok('a long one comes from coarser steps', r.body.data.source === '1h' && r.body.data.step % 3600 === 0, r.text);
  r = await admin.get(`${v1}/hosts/${host.id}/series?from=${encodeURIComponent(at(1000))}&to=${encodeURIComponent(at(0))}`);
  ok('a range that ends before it begins is refused', r.status === 400 && r.body.field === 'from', r.text);
  ok('nothing of nobody', (await admin.get(`${v1}/hosts/987654321/series`)).status === 404 && (await admin.get(`${v1}/hosts/987654321/metrics`)).status === 404);
  r = await admin.put(`${v1}/hosts/${host.id}/monitor`, { enabled: false });
  ok('collecting can be switched off for a host', r.status === 200 && r.body.data.enabled === false && (await admin.get(`${v1}/hosts/${host.id}/monitor`)).body.data.enabled === false, r.text);
  ok('and needs the word', (await admin.put(`${v1}/hosts/${host.id}/monitor`, {})).status === 400);

  // --- the old adapter ---
  const again = await startSshd();
  const key = (await admin.post(`${v1}/credentials/ssh_keys`, { name: 'node-key', private_key: again.privateKey })).body.data;
  const add = (body, as = admin) => as.post(`${v1}/node/add`, { name: 'old-way', ip: '127.0.0.1', port: again.port, ssh_user: again.user, ssh_key_id: key.id, role: 'worker', labels: { a: 1 }, ...body });
  r = await add({});
  ok('/node/add still adds a host', r.status === 201 && r.body.data.id > 0 && r.body.data.role === 'worker' && r.body.data.labels === '[]' && r.body.data.cpu_cores > 0 && r.body.data.status === 'online', r.text);
  ok('and says what to use instead', r.headers.get('deprecation') === 'true' && r.headers.get('sunset') === 'Mon, 30 Jun 2026 00:00:00 GMT' && /<\/api\/v1\/hosts>; rel="successor-version"/.test(r.headers.get('link')));
  ok('it is a host like others', (await get(r.body.data.id)).host_key_fingerprint.startsWith('SHA256:'));
  r = await add({ name: 'nobody', port: 1 });
  ok('a machine that does not answer is not added', r.status === 502 && r.headers.get('deprecation') === 'true', r.text);
  for (const [body, field] of [[{ role: '' }, 'role'], [{ role: 'king' }, 'role'], [{ ssh_key_id: 0 }, 'ssh_key_id'], [{ port: 0 }, 'port']]) {
    r = await add(body);
    ok(`${JSON.stringify(body)} is refused`, r.status === 400 && r.body.field === field, r.text);
  }
  r = await new Client(stack.url).post(`${v1}/node/add`, {});
  ok('a stranger is told nothing', r.status === 401 && !r.headers.get('deprecation'), r.text);
  const doc = (await admin.get('/api/openapi.json')).body;
  ok('the document says deprecated', doc.paths['/api/v1/node/add'].post.deprecated === true);
  again.stop();
  void port;
} catch (e) {
  ok('the test ran to its end', false, e.stack);
} finally {
  sshd.stop();
  shimmed.stop();
  rmSync(shim, { recursive: true, force: true });
  await stack.stop();
}
process.exit(t.bad ? 1 : 0);
