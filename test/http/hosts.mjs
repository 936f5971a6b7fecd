// Hosts through the whole stack: nginx, both pools, the worker, real SSH servers.
import { startStack, login, checker, sleep, Client } from '../lib/stack.mjs';
import { startPeers } from '../lib/peers.mjs';

const t = checker();
const { ok } = t;
// HOSTS_STACK=url,password uses a stack that runs already.
const given = process.env.HOSTS_STACK?.split(',');
const stack = given ? { url: given[0], password: given[1], stop: async () => {} } : await startStack({ env: { K8SM_SSH_CONNECT_MS: '4000', K8SM_API_REMOTE_WORKERS: '4' } });
const peers = await startPeers();
try {
  const admin = given ? await new Client(stack.url).login('admin', given[1]) : await login(stack);
  const run = Date.now().toString(36);
  const v1 = '/api/v1';
  const finished = async (id, ms = 20000) => {
    for (const t0 = Date.now(); Date.now() - t0 < ms; await sleep(40)) {
      const r = await admin.get(`${v1}/tasks/${id}`);
      if (!['queued', 'running'].includes(r.body.data.status)) return r.body.data;
    }
    throw new Error(`task ${id} did not end`);
  };
  const events = async (id) => {
    const all = [];
    for (;;) {
      const r = await admin.get(`${v1}/tasks/${id}/log?limit=500&after=${all.at(-1)?.seq ?? 0}`);
      if (r.status !== 200) throw new Error(r.text);
      all.push(...r.body.data.list);
      if (r.body.data.list.length < 500) return all;
    }
  };
  const stream = async (id, type) => (await events(id)).filter((e) => e.type === type).map((e) => e.text).join('');
  const byPassword = (peer, extra = {}) => admin.post(`${v1}/hosts/probe`, { name: `${peer}-${run}`, ip: '127.0.0.1',
    port: peers.port(peer), auth_type: 'password', username: peers.value('fake_user'), password: peers.value('password_text'), ...extra });
  const onboard = async (peer, extra = {}) => {
    const probe = await byPassword(peer);
    const host = await admin.post(`${v1}/hosts`, { probe_token: probe.body.data.probe_token, name: `${peer}-${run}`, ...extra });
    if (host.status !== 201) throw new Error(probe.text + host.text);
    return host.body.data;
  };
  const exec = async (host, command, extra = {}) => {
    const r = await admin.post(`${v1}/hosts/${host.id}/ssh/exec`, { command, ...extra });
    if (r.status !== 202) throw new Error(r.text);
    return r.body.data.task_id;
  };

  // --- the three steps, by key at the real server ------------------------------
  const key = await admin.post(`${v1}/credentials/ssh_keys`, { name: `key-${run}`, private_key: peers.file('key_pass'), passphrase: 'correct horse' });
  ok('a key with a passphrase is kept', key.status === 201 && key.body.data.algorithm === 'ssh-ed25519' && key.body.data.private_key === '' && key.body.data.passphrase === '', key.text);
  const wrong = await admin.post(`${v1}/credentials/ssh_keys`, { name: `bad-${run}`, private_key: peers.file('key_pass'), passphrase: 'no' });
  ok('a wrong passphrase names its field', wrong.status === 400 && wrong.body.field === 'passphrase', wrong.text);
  const verify = await admin.post(`${v1}/credentials/ssh_keys/${key.body.data.id}/verify`, { ip: '127.0.0.1', port: String(peers.port('sshd_key')), username: peers.value('user') });
  ok('a key is verified, the port as text too', verify.body?.data?.reachable === true && verify.body.data.hostname, verify.text);
  const probe = await admin.post(`${v1}/hosts/probe`, { name: `real-${run}`, ip: '127.0.0.1', port: peers.port('sshd_key'), auth_type: 'key', username: peers.value('user'), ssh_key_id: key.body.data.id });
  ok('a probe shows facts, fingerprint and a token', probe.body?.data?.reachable && probe.body.data.probe_token && probe.body.data.facts.cpu_cores > 0 && /^SHA256:/.test(probe.body.data.host_key_fingerprint), probe.text);
  const made = await admin.post(`${v1}/hosts`, { probe_token: probe.body.data.probe_token, labels: ['prod', 'web'], role: 'worker', auth_type: 'password', cluster_id: 0 });
  ok('the token becomes a host', made.status === 201 && made.body.data.status === 'online' && made.body.data.labels === '["prod","web"]' && made.body.data.ssh_password === '', made.text);
  const host = made.body.data;
  const again = await admin.post(`${v1}/hosts`, { probe_token: probe.body.data.probe_token, name: `twice-${run}` });
  ok('and only once', again.status === 400 && again.body.code === 2000 && again.body.field === 'probe_token', again.text);

  // --- commands -----------------------------------------------------------------
  let id = await exec(host, "echo out; echo err >&2; printf '%s' \"a'b\" '$(id)'");
  let task = await finished(id);
  ok('a command runs as a task and ends well', task.status === 'succeeded' && task.result.exit_code === 0 && task.object === 'host' && task.object_id === host.id, JSON.stringify(task));
  ok('its streams are apart and as written', (await stream(id, 'stdout')) === "out\na'b$(id)" && (await stream(id, 'stderr')) === 'err\n', JSON.stringify(await events(id)));
  task = await finished(await exec(host, 'echo bye; exit 7'));
  ok('an exit status is reported and fails the task', task.status === 'failed' && task.result.exit_code === 7 && /exit status 7/.test(task.error), JSON.stringify(task));
  id = await exec(host, 'echo first; sleep 4; echo second');
  let seen = null;
  for (let i = 0; i < 300 && !seen; i++) {
    const got = await stream(id, 'stdout');
    if (got.includes('first')) seen = got;
    else await sleep(20);
  }
  ok('output can be read while the command runs', seen === 'first\n', seen);
  task = await finished(id);
  ok('and all of it afterwards', (await stream(id, 'stdout')) === 'first\nsecond\n');
  task = await finished(await exec(host, 'sleep 30', { timeout_s: 3 }));
  ok('a command past its deadline is stopped', task.status === 'failed' && /did not end within 3 s|没有结束/.test(task.error), JSON.stringify(task));
  id = await exec(host, 'sleep 30');
  for (let i = 0; i < 100 && (await admin.get(`${v1}/tasks/${id}`)).body.data.status === 'queued'; i++) await sleep(20);
  await sleep(500);
  const t0 = Date.now();
  await admin.post(`${v1}/tasks/${id}/cancel`);
  task = await finished(id);
  ok('a running command can be cancelled', task.status === 'cancelled' && Date.now() - t0 < 5000, JSON.stringify(task));
  id = await exec(host, 'head -c 1500000 /dev/zero | tr "\\0" x');
  task = await finished(id);
  ok('output beyond the cap is dropped and said so', task.status === 'succeeded' && task.result.truncated === true && task.result.stdout_bytes === 1500000
    && (await events(id)).some((e) => e.type === 'log' && /cut at 1048576/.test(e.text)), JSON.stringify(task));
  for (const [command, why] of [['', 'empty'], ['   ', 'blank'], ['x'.repeat(65537), 'too long']]) {
    const r = await admin.post(`${v1}/hosts/${host.id}/ssh/exec`, { command });
    ok(`a command that is ${why} is refused`, r.status === 400 && r.body.field === 'command', r.text.slice(0, 200));
  }

  // --- faults, each with its own words -------------------------------------------
  const faults = [
    ['silent', 'timeout_error'], ['garbage', 'protocol_error'], ['http', 'protocol_error'], ['close', 'protocol_error'], ['cut', 'dropped_error'],
    ['full', 'timeout_error'],
  ];
  const messages = new Set();
  await Promise.all(faults.map(async ([peer, code]) => {
    const start = Date.now();
    const r = await byPassword(peer);
    messages.add(r.body?.data?.message);
    ok(`a probe of a server that is "${peer}" ends in time as ${code}`, r.status === 200 && r.body.data.reachable === false && r.body.data.error_code === code && Date.now() - start < 12000, r.text);
  }));
  const refused = await byPassword('password', { port: 1 });
  ok('a closed port is a connect_error', refused.body?.data?.error_code === 'connect_error', refused.text);
  const denied = await byPassword('password', { password: 'wrong' });
  ok('a wrong password is an auth_error', denied.body?.data?.error_code === 'auth_error', denied.text);
  const noname = await byPassword('password', { ip: 'no-such-host.invalid' });
  ok('an unknown name is a dns_error', noname.body?.data?.error_code === 'dns_error', noname.text);
  for (const m of [refused, denied, noname]) messages.add(m.body?.data?.message);
  ok('their messages differ', messages.size >= 7, [...messages].join(' | '));
  const drop = await onboardForced('drop');
  task = await finished(await exec(drop, 'id'));
  ok('a connection dropped mid-command says that its outcome is unknown', task.status === 'uncertain' && /outcome|结果未知/.test(task.error), JSON.stringify(task));
  const endless = await onboardForced('endless');
  id = await exec(endless, 'yes', { timeout_s: 2 });
  task = await finished(id);
  ok('endless output ends at the deadline and says that it was cut', task.status === 'failed' && /cut|丢弃/.test(task.error) && task.result?.truncated === true, JSON.stringify(task));

  // A stand-in answers no facts; it is brought in without a probe and confirmed.
  async function onboardForced(peer) {
    const h = await admin.post(`${v1}/hosts`, { name: `${peer}-${run}`, ip: '127.0.0.1', port: peers.port(peer), username: peers.value('fake_user'), password: peers.value('password_text') });
    const look = await admin.post(`${v1}/hosts/${h.body.data.id}/ssh/check`);
    if (!look.body?.data?.needs_confirmation) throw new Error(look.text);
    const sure = await admin.post(`${v1}/hosts/${h.body.data.id}/ssh/check`, { host_key_fingerprint: look.body.data.host_key_fingerprint });
    if (!sure.body?.data?.reachable) throw new Error(sure.text);
    return h.body.data;
  }

  // --- the host key ----------------------------------------------------------------
  const sp = await admin.post(`${v1}/hosts/probe`, { name: `swap-${run}`, ip: '127.0.0.1', port: peers.port('sshd_swap'), auth_type: 'key', username: peers.value('user'), ssh_key_id: key.body.data.id });
  const swap = (await admin.post(`${v1}/hosts`, { probe_token: sp.body.data.probe_token })).body.data;
  await peers.tell('swap');
  const changed = await admin.post(`${v1}/hosts/${swap.id}/ssh/check`);
  ok('a changed host key stops the check and shows both', changed.body?.data?.reachable === false && changed.body.data.error_code === 'host_key_error'
    && changed.body.data.message.includes(swap.host_key_fingerprint) && changed.body.data.message.includes(changed.body.data.host_key_fingerprint), changed.text);
  task = await finished(await exec(swap, 'id'));
  ok('and a command', task.status === 'failed' && /host key has changed|主机密钥已改变/.test(task.error), JSON.stringify(task));
  const creds = await admin.put(`${v1}/hosts/${swap.id}/credentials`, { username: peers.value('user'), auth_type: 'key', ssh_key_id: key.body.data.id, port: peers.port('sshd_swap') });
  ok('and new credentials', creds.status === 400 && /host key/.test(creds.body.message), creds.text);
  ok('the host is marked', (await admin.get(`${v1}/hosts/${swap.id}`)).body.data.status === 'error');

  // --- credentials -------------------------------------------------------------------
  const pw = await onboard('password');
  const bad = await admin.put(`${v1}/hosts/${pw.id}/credentials`, { username: 'tester', password: 'nope', port: peers.port('password') });
  ok('credentials that do not work are not stored', bad.status === 400 && bad.body.code === 2000 && /credential probe failed/.test(bad.body.message), bad.text);
  ok('the old ones still do', (await admin.post(`${v1}/hosts/${pw.id}/ssh/check`)).body.data.reachable === true);
  const good = await admin.put(`${v1}/hosts/${pw.id}/credentials`, { username: 'tester', password: peers.value('password_text'), port: peers.port('password') });
  ok('credentials that work are', good.status === 200 && good.body.data.node.id === pw.id && good.body.data.probe.probe_token === '', good.text);

  // --- objects -----------------------------------------------------------------------
  const list = await admin.get(`${v1}/hosts?page_size=2&q=${run}`);
  ok('the list pages and counts', list.body.data.list.length === 2 && list.body.data.total >= 4, list.text);
  const plain = await admin.get(`${v1}/hosts?page_size=1`);
  ok('the plain page knows the total', plain.body.data.total >= list.body.data.total, plain.text);
  const up = await admin.put(`${v1}/hosts/${host.id}`, { name: `real-${run}`, region: 'cn-east', labels: '["a","b/c"]', status: 'online', description: '' });
  ok('an edit as the contract\'s console sends it works', up.status === 200 && up.body.data.region === 'cn-east' && up.body.data.tags.length === 2 && up.body.data.version === host.version + 1, up.text);
  const stale = await admin.call('PUT', `${v1}/hosts/${host.id}`, { description: 'x' }, { 'if-match': String(host.version) });
  ok('an edit of an old version is refused with the current one', stale.status === 409 && stale.body.code === 2007 && stale.text.includes(String(up.body.data.version)), stale.text);
  const mass = await admin.put(`${v1}/hosts/${host.id}`, { id: 1, ssh_password: 'x' });
  ok('what may not be set is refused', mass.status === 400, mass.text);
  await admin.post(`${v1}/hosts/${host.id}/tags`, { tag: 'new one' });
  const off = await admin.delete(`${v1}/hosts/${host.id}/tags/${encodeURIComponent('b/c')}`);
  const tags = await admin.get(`${v1}/hosts/${host.id}/tags`);
  ok('tags come and go, with slashes and blanks', off.status === 200 && JSON.stringify(tags.body.data) === '["a","new one"]', tags.text);
  const facts = await finished((await admin.post(`${v1}/hosts/${host.id}/facts/refresh`)).body.data.task_id);
  ok('facts are read again by a task', facts.status === 'succeeded' && facts.result.cpu_cores > 0, JSON.stringify(facts));
  ok('and shown', (await admin.get(`${v1}/hosts/${host.id}/facts`)).body.data.source === 'node');
  ok('sources are the contract\'s', JSON.stringify((await admin.get(`${v1}/hosts/sources`)).body.data) === '["manual_ssh","cloud_import","kvm_provision"]');
  const audits = await admin.get(`${v1}/hosts/${host.id}/audits`);
  ok('audits are rows with the contract\'s five fields', audits.body.data.length >= 4 && audits.body.data.every((a) => ['id', 'action', 'operator', 'detail', 'created_at'].every((k) => k in a))
    && audits.body.data.some((a) => a.action === 'hosts.update' && a.operator === 'admin'), audits.text);
  const inUse = await admin.delete(`${v1}/credentials/ssh_keys/${key.body.data.id}`);
  ok('a key that hosts use is not removed', inUse.status === 409, inUse.text);
  const gone = await admin.delete(`${v1}/hosts/${pw.id}`);
  ok('a host can be removed', gone.status === 200 && (await admin.get(`${v1}/hosts/${pw.id}`)).status === 404, gone.text);
  ok('a host that is not there is 404', (await admin.put(`${v1}/hosts/999999999`, { name: 'x' })).status === 404);

  // --- overview --------------------------------------------------------------------
  const view = await admin.get(`${v1}/overview`);
  ok('the overview names what is broken, with links', view.status === 200 && view.body.data.broken.some((x) => x.kind === 'host' && x.url === `/hosts/${swap.id}`)
    && view.body.data.changed.length > 0 && Array.isArray(view.body.data.waiting) && Array.isArray(view.body.data.moving), view.text.slice(0, 500));
  const dash = await admin.get(`${v1}/dashboard/overview?time_range=6h`);
  ok('the dashboard has the contract\'s shape', dash.status === 200 && dash.body.data.hosts.total >= 4 && Array.isArray(dash.body.data.events) && dash.body.data.alerts.firing === 0 && dash.body.data.ai.stats.sessionCount === 0, dash.text.slice(0, 500));
  ok('a wrong range is refused', (await admin.get(`${v1}/dashboard/overview?time_range=2h`)).status === 400);
} catch (e) {
  ok('the test ran to its end', false, e.stack);
} finally {
  await peers.stop();
  await stack.stop();
}
process.exit(t.bad ? 1 : 0);
