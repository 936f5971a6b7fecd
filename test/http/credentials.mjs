// Credentials through the whole stack: keys made here, rotation over real sshd, host keys under review, shared passwords, jump hosts.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { startStack, login, checker, sleep, Client } from '../lib/stack.mjs';
import { startPeers } from '../lib/peers.mjs';
import { startMachine } from '../lib/machine.mjs';

const t = checker();
const { ok } = t;
const v1 = '/api/v1';
const stack = await startStack({ env: { K8SM_SSH_CONNECT_MS: '4000', K8SM_TASK_LEASE_S: '3', K8SM_LANE_IDLE_S: '60', K8SM_API_REMOTE_WORKERS: '4' } });
const peers = await startPeers();
const dir = mkdtempSync(join(tmpdir(), 'k8sm-cred.'));
const machine = (name, pub) => startMachine(dir, name, pub);

try {
  const admin = await login(stack);
  const sql = (text) => execFileSync('psql', [stack.ownerUrl, '-XAtqc', text], { encoding: 'utf8', env: { ...process.env, PGOPTIONS: '-c k8sm.projects=* -c k8sm.user=1' } }).trim();
  const user = userInfo().username;
  const must = (r) => { if (r.status >= 300) throw new Error(r.text); return r.body.data; };
  const finished = async (id, ms = 30000) => {
    for (const t0 = Date.now(); Date.now() - t0 < ms; await sleep(40)) {
      const r = await admin.get(`${v1}/tasks/${id}`);
      if (!['queued', 'running'].includes(r.body.data.status)) return r.body.data;
    }
    throw new Error(`task ${id} did not end`);
  };
  const person = async (name, perms, project = 1) => {
    must(await admin.post(`${v1}/rbac/roles`, { name, code: name, permissions: perms }));
    const u = must(await admin.post(`${v1}/rbac/users`, { username: name, password: 'a long enough password', email: `${name}@example.org`, roles: [name] }));
    sql(`INSERT INTO project_members (project_id, user_id, role_id) SELECT ${project}, ${u.id}, 3 WHERE NOT EXISTS (SELECT 1 FROM project_members WHERE project_id = ${project} AND user_id = ${u.id})`);
    const c = await new Client(stack.url).login(name, 'a long enough password');
    await c.post(`${v1}/auth/password`, { old_password: 'a long enough password', new_password: 'another long password' });
    return new Client(stack.url).login(name, 'another long password').catch(() => c);
  };

  // --- keys ---------------------------------------------------------------------
  const key = must(await admin.post(`${v1}/credentials/ssh_keys/generate`, { name: 'fleet' }));
  ok('a key is made here', key.algorithm === 'ssh-ed25519' && /^ssh-ed25519 AAAA/.test(key.public_key) && key.private_key === '' && key.host_count === 0, JSON.stringify(key));
  writeFileSync(join(dir, 'pub'), `${key.public_key}\n`);
  const printed = execFileSync('ssh-keygen', ['-lf', join(dir, 'pub')], { encoding: 'utf8' });
  ok('ssh-keygen reads its public half and sees the same fingerprint', printed.includes(key.fingerprint.replace(/=$/, '')), printed + key.fingerprint);
  const rsa = must(await admin.post(`${v1}/credentials/ssh_keys/generate`, { name: 'rsa', algorithm: 'rsa', bits: 3072 }));
  writeFileSync(join(dir, 'rsa.pub'), `${rsa.public_key}\n`);
  ok('an RSA key has the bits that were asked for', execFileSync('ssh-keygen', ['-lf', join(dir, 'rsa.pub')], { encoding: 'utf8' }).startsWith('3072 '));
  let r = await admin.post(`${v1}/credentials/ssh_keys/generate`, { name: 'x', algorithm: 'rsa', bits: 3500 });
  ok('other sizes are refused', r.status === 400 && r.body.field === 'bits', r.text);
  r = await admin.post(`${v1}/credentials/ssh_keys/generate`, { name: 'FLEET' });
  ok('a name is there once', r.status === 409, r.text);
  execFileSync('ssh-keygen', ['-q', '-t', 'rsa', '-b', '1024', '-N', '', '-f', join(dir, 'weak')]);
  r = await admin.post(`${v1}/credentials/ssh_keys`, { name: 'weak', private_key: readFileSync(join(dir, 'weak'), 'utf8') });
  ok('a weak key is refused and said why', r.status === 400 && r.body.field === 'private_key' && /1024/.test(r.text), r.text);
  r = await admin.put(`${v1}/credentials/ssh_keys/${rsa.id}`, { name: 'rsa-2' }, { 'if-match': '"99"' });
  ok('a key changed meanwhile is not renamed', r.status === 409 || r.status === 412, r.text);
  r = await admin.put(`${v1}/credentials/ssh_keys/${rsa.id}`, { name: 'rsa-2' });
  ok('a key is renamed', r.status === 200 && r.body.data.name === 'rsa-2', r.text);

  // --- onboarding with the generated key ------------------------------------------
  const ms = [];
  for (const name of ['one', 'two', 'three']) ms.push(await machine(name, key.public_key));
  const onboard = async (m, extra = {}) => {
    const probe = must(await admin.post(`${v1}/hosts/probe`, { name: m.name, ip: '127.0.0.1', port: m.port, auth_type: 'key', username: user, ssh_key_id: key.id, ...extra }));
    if (!probe.reachable) throw new Error(JSON.stringify(probe));
    return must(await admin.post(`${v1}/hosts`, { probe_token: probe.probe_token, name: m.name }));
  };
  const hosts = [];
  for (const m of ms) hosts.push(await onboard(m));
  ok('hosts log in with a key made here', hosts.every((h) => h.status === 'online'));
  r = must(await admin.get(`${v1}/credentials/ssh_keys/${key.id}/hosts`));
  ok('a key says who uses it', r.length === 3 && r.some((h) => h.host_name === 'two'), JSON.stringify(r));
  r = await admin.delete(`${v1}/credentials/ssh_keys/${key.id}`);
  ok('one in use is not deleted', r.status === 409, r.text);

  // --- rotation: one host away, the worker killed in the middle ---------------------
  await ms[2].stop();
  r = await admin.post(`${v1}/credentials/ssh_keys/${key.id}/rotate`, { keys_file: '../etc/passwd' });
  ok('a path that climbs is refused', r.status === 400 && r.body.field === 'keys_file', r.text);
  r = await admin.post(`${v1}/credentials/ssh_keys/${rsa.id}/rotate`, {});
  ok('a key that no host uses is not rotated', r.status === 409, r.text);
  await stack.restart('k8sm-worker', { K8SM_FAULT: 'credentials.installed:1:kill' });
  const order = must(await admin.post(`${v1}/credentials/ssh_keys/${key.id}/rotate`, { reason: 'yearly' }));
  r = await admin.post(`${v1}/credentials/ssh_keys/${key.id}/rotate`, {});
  ok('one rotation at a time', r.status === 409, r.text);
  const at = async () => must(await admin.get(`${v1}/credentials/rotations/${order.rotation_id}/hosts`));
  const both = () => readFileSync(ms[0].file, 'utf8').split('ssh-ed25519').length > 2;
  for (let i = 0; i < 400 && !both(); i++) await sleep(20);
  await sleep(300);
  let rows = await at();
  ok('killed after a host got its new key and before anybody noted it', both() && rows.every((h) => h.step === 'waiting') && rows.length === 3, JSON.stringify(rows));
  await stack.restart('k8sm-worker', {});
  let task = await finished(order.task_id, 60000);
  rows = await at();
  const step = (name) => rows.find((h) => h.host_name === name);
  ok('the task is taken over; two hosts are done, the third says why not', task.status === 'failed' && step('one').step === 'done' && step('two').step === 'done' && step('three').step === 'waiting' && /refused|拒绝/.test(step('three').error), JSON.stringify({ task, rows }));
  ok('and it was taken over indeed', task.attempt > 1 || task.tries > 1 || task.attempts > 1, JSON.stringify(task));
  let rot = must(await admin.get(`${v1}/credentials/rotations/${order.rotation_id}`));
  const fresh = must(await admin.get(`${v1}/credentials/ssh_keys/${rot.new_key_id}`));
  const blob = (k) => k.public_key.split(' ')[1];
  const text = readFileSync(ms[0].file, 'utf8');
  ok('the old key is gone from the hosts, the new one is there once, with its options', !text.includes(blob(key)) && text.split(blob(fresh)).length === 2 && text.includes(`from="127.0.0.1,::1" ${fresh.public_key}`) && text.startsWith('# one\n'), text);
  ok('nothing else is left there', execFileSync('ls', ['-A', join(ms[0].home, '.ssh')], { encoding: 'utf8' }) === 'authorized_keys\n');
  const of = async (i) => must(await admin.get(`${v1}/hosts/${hosts[i].id}`));
  ok('the rows of hosts follow, that of the failed one does not', (await of(0)).ssh_key_id === fresh.id && (await of(1)).ssh_key_id === fresh.id && (await of(2)).ssh_key_id === key.id);
  ok('the failed host keeps the old key', readFileSync(ms[2].file, 'utf8').includes(blob(key)) && rot.status === 'failed' && rot.failed === 1 && !rot.old_deleted, JSON.stringify(rot));
  const check = async (i) => must(await admin.post(`${v1}/hosts/${hosts[i].id}/ssh/check`, {}));
  ok('hosts are reached by the new key', (await check(0)).reachable && (await check(1)).reachable);
  await ms[2].start();
  ok('and the failed one by the old', (await check(2)).reachable);
  const again = must(await admin.post(`${v1}/credentials/rotations/${order.rotation_id}/retry`, {}));
  task = await finished(again.task_id);
  rot = must(await admin.get(`${v1}/credentials/rotations/${order.rotation_id}`));
  ok('a retry does the rest and deletes the old key', task.status === 'succeeded' && rot.status === 'succeeded' && rot.done === 3 && rot.failed === 0 && rot.old_deleted && (await admin.get(`${v1}/credentials/ssh_keys/${key.id}`)).status === 404, JSON.stringify({ task, rot }));
  ok('the third host works by the new key', (await check(2)).reachable && (await of(2)).ssh_key_id === fresh.id && !readFileSync(ms[2].file, 'utf8').includes(blob(key)));
  r = await admin.post(`${v1}/credentials/rotations/${order.rotation_id}/retry`, {});
  ok('what is over is not begun again', r.status === 409, r.text);
  const events = must(await admin.get(`${v1}/tasks/${again.task_id}/log?limit=500`)).list;
  ok('progress was told', events.some((e) => e.type === 'progress'), JSON.stringify(events.map((e) => e.type)));
  ok('no private key in events, audit or replies', !/PRIVATE KEY/.test(JSON.stringify(events) + JSON.stringify(must(await admin.get(`${v1}/audit?page_size=500`)))));
  const another = must(await admin.post(`${v1}/credentials/ssh_keys/${fresh.id}/rotate`, { algorithm: 'rsa', bits: 3072, name: 'fleet-rsa', delete_old: false }));
  task = await finished(another.task_id);
  ok('to another kind of key, keeping the old one', task.status === 'succeeded' && (await check(0)).reachable && (await admin.get(`${v1}/credentials/ssh_keys/${fresh.id}`)).status === 200 && readFileSync(ms[0].file, 'utf8').includes('from="127.0.0.1,::1" ssh-rsa '), JSON.stringify(task));

  // --- host keys under review ------------------------------------------------------
  await ms[0].stop();
  await ms[0].start('other');
  r = await check(0);
  ok('a changed host key stops the check', r.reachable === false && r.error_code === 'host_key_error', JSON.stringify(r));
  const keys = async (q = 'status=changed') => must(await admin.get(`${v1}/credentials/host_keys?${q}`)).list;
  let seen = (await keys())[0];
  ok('it waits for a review with both fingerprints', seen?.host_name === 'one' && seen.pinned_fingerprint === hosts[0].host_key_fingerprint && seen.fingerprint === r.host_key_fingerprint, JSON.stringify(seen));
  r = await admin.post(`${v1}/credentials/host_keys/${seen.id}/reject`, {});
  ok('a rejection needs a word', r.status === 400 && r.body.field === 'reason', r.text);
  r = must(await admin.post(`${v1}/credentials/host_keys/${seen.id}/reject`, { reason: 'nobody reinstalled it' }));
  ok('a rejection is kept with its word', r.status === 'rejected' && r.reason === 'nobody reinstalled it' && r.decided_by_name === 'admin', JSON.stringify(r));
  ok('and the host stays closed', (await check(0)).reachable === false && (await keys()).length === 0);
  const accepted = await admin.post(`${v1}/credentials/host_keys/${seen.id}/accept`, { reason: 'they did, ticket 12' });
  const direct = accepted.body.data.task_id;
  if (direct) await finished(direct);
  else {
    const boss0 = await person('boss0', ['approval:read', 'approval:decide', 'host:read']);
    must(await boss0.post(`${v1}/approvals/${accepted.body.data.approval_id}/approve`, {}));
    for (let i = 0; i < 200 && (await keys(`status=trusted&host_id=${hosts[0].id}`))[0]?.id !== seen.id; i++) await sleep(50);
  }
  seen = must(await admin.get(`${v1}/credentials/host_keys/${seen.id}`));
  ok('a key is accepted in the end', seen.status === 'trusted' && seen.pinned_fingerprint === seen.fingerprint && seen.reason === 'they did, ticket 12', JSON.stringify(seen));
  ok('the host is reached again', (await check(0)).reachable && (await of(0)).status === 'online', JSON.stringify(await of(0)));
  ok('the one before is remembered', (await keys(`host_id=${hosts[0].id}&status=replaced`)).length === 1);
  ok('it was audited', must(await admin.get(`${v1}/audit?page_size=200`)).list.some((a) => a.action === 'host_keys.pinned'));

  // in production somebody else agrees first
  const prod = must(await admin.post(`${v1}/projects`, { name: 'Shop', code: 'shop', environment: 'production', team_id: 1 }));
  sql(`UPDATE hosts SET project_id = ${prod.id}, ssh_key_id = NULL WHERE id = ${hosts[1].id}`);
  sql(`UPDATE host_keys SET project_id = ${prod.id} WHERE host_id = ${hosts[1].id}`);
  const pkey = must(await admin.post(`${v1}/credentials/ssh_keys/generate`, { name: 'prod', project_id: prod.id }));
  writeFileSync(ms[1].file, `${pkey.public_key}\n`, { flag: 'a' });
  sql(`UPDATE hosts SET ssh_key_id = ${pkey.id} WHERE id = ${hosts[1].id}`);
  ok('the production host is reached', (await check(1)).reachable);
  await ms[1].stop();
  await ms[1].start('other');
  await check(1);
  seen = (await keys())[0];
  r = await admin.post(`${v1}/credentials/host_keys/${seen.id}/accept`, { reason: 'reinstalled' });
  ok('in production it waits for an approval', r.status === 202 && r.body.data.approval_id > 0 && !r.body.data.task_id, r.text);
  const approval = r.body.data.approval_id;
  const plan = must(await admin.get(`${v1}/approvals/${approval}`)).plan;
  ok('whose plan shows both fingerprints', plan.old_fingerprint === seen.pinned_fingerprint && plan.new_fingerprint === seen.fingerprint, JSON.stringify(plan));
  ok('not by who asked', (await admin.post(`${v1}/approvals/${approval}/approve`, {})).status === 403);
  ok('nothing changes meanwhile', (await check(1)).reachable === false);
  const boss = await person('boss', ['approval:read', 'approval:decide', 'host:read'], prod.id);
  r = await boss.post(`${v1}/approvals/${approval}/approve`, {});
  ok('somebody else gives it', r.status === 200, r.text);
  for (let i = 0; i < 200 && must(await admin.get(`${v1}/credentials/host_keys/${seen.id}`)).status !== 'trusted'; i++) await sleep(50);
  ok('and then the host is reached', (await check(1)).reachable);

  // --- known_hosts -------------------------------------------------------------------
  await ms[0].stop();
  await ms[0].start('other');
  const bare = must(await admin.post(`${v1}/hosts`, { name: 'bare', ip: 'localhost', port: ms[0].port, username: user, ssh_key_id: must(await admin.get(`${v1}/hosts/${hosts[0].id}`)).ssh_key_id, auth_type: 'key' }));
  const line = (m, which, name) => `[${name}]:${m.port} ${readFileSync(`${m.hostKey(which)}.pub`, 'utf8').trim()}`;
  writeFileSync(join(dir, 'kh'), `${line(ms[0], 'other', 'localhost')}\n`);
  execFileSync('ssh-keygen', ['-q', '-H', '-f', join(dir, 'kh')], { stdio: 'ignore' });
  const known = [readFileSync(join(dir, 'kh'), 'utf8').trim(), line(ms[0], 'other', '127.0.0.1'), line(ms[2], 'other', '127.0.0.1'), '# a comment', 'rubbish', `@revoked * ${readFileSync(`${ms[1].hostKey('host')}.pub`, 'utf8').trim()}`, `elsewhere ${readFileSync(`${ms[1].hostKey('host')}.pub`, 'utf8').trim()}`].join('\n');
  r = must(await admin.post(`${v1}/credentials/host_keys/import`, { text: known, project_id: 1 }));
  ok('known_hosts pins hosts without a key and no others', r.lines === 4 && r.pinned === 1 && r.same === 1 && r.differs === 1 && r.bad === 1 && r.revoked === 1 && r.unknown === 1 && r.hosts.find((h) => h.host_id === bare.id)?.result === 'pinned', JSON.stringify(r));
  r = must(await admin.post(`${v1}/hosts/${bare.id}/ssh/check`, {}));
  ok('and the host is reached by it', r.reachable === true, JSON.stringify(r));

  // --- shared passwords -----------------------------------------------------------------
  const secret = peers.value('password_text');
  const pw = must(await admin.post(`${v1}/credentials/passwords`, { name: 'ops', username: peers.value('fake_user'), password: secret, project_id: 1 }));
  ok('a password is kept and never shown', pw.id > 0 && !JSON.stringify(pw).includes(secret) && !/secret_id/.test(JSON.stringify(pw)), JSON.stringify(pw));
  r = await admin.post(`${v1}/credentials/passwords`, { name: 'bad', username: '-oProxyCommand', password: 'x' });
  ok('a name that is none is refused', r.status === 400 && r.body.field === 'username', r.text);
  const mate = await person('mate', ['host:read', 'host:write', 'credential:read']);
  const ask = { name: 'pw', ip: '127.0.0.1', port: peers.port('password'), auth_type: 'password', password_credential_id: pw.id, project_id: 1 };
  r = await mate.post(`${v1}/hosts/probe`, ask);
  ok('to use one is a permission of its own', r.status === 403, r.text);
  r = await mate.put(`${v1}/credentials/passwords/${pw.id}`, { password: 'x' });
  ok('and so is to change one', r.status === 403, r.text);
  const user2 = await person('user2', ['host:read', 'host:write', 'credential:use']);
  r = await user2.get(`${v1}/credentials/passwords`);
  ok('and to see them', r.status === 403, r.text);
  const probe = must(await user2.post(`${v1}/hosts/probe`, ask));
  ok('with it a host is reached', probe.reachable === true, JSON.stringify(probe));
  const made = must(await user2.post(`${v1}/hosts`, { probe_token: probe.probe_token, name: 'pw' }));
  r = must(await admin.get(`${v1}/credentials/passwords/${pw.id}/hosts`));
  ok('it says who uses it', r.length === 1 && r[0].host_id === made.id, JSON.stringify(r));
  ok('one in use is not removed', (await admin.delete(`${v1}/credentials/passwords/${pw.id}`)).status === 409);
  must(await admin.put(`${v1}/credentials/passwords/${pw.id}`, { password: 'wrong', description: 'changed' }));
  r = must(await admin.post(`${v1}/hosts/${made.id}/ssh/check`, {}));
  ok('a new password reaches the hosts at once', r.reachable === false && r.error_code === 'auth_error', JSON.stringify(r));
  must(await admin.put(`${v1}/credentials/passwords/${pw.id}`, { password: secret }));
  ok('and the right one again', must(await admin.post(`${v1}/hosts/${made.id}/ssh/check`, {})).reachable === true);
  ok('no password in the audit', !JSON.stringify(must(await admin.get(`${v1}/audit?page_size=500`))).includes(secret));

  // --- through two jump hosts ---------------------------------------------------------
  const k3 = (await of(2)).ssh_key_id;
  const hop = async (m, jump) => admin.post(`${v1}/hosts/probe`, { name: `via-${m.name}-${jump}`, ip: 'localhost', port: m.port, auth_type: 'key', username: user, ssh_key_id: k3, jump_host_id: jump });
  const mid = must(await hop(ms[0], hosts[2].id));
  ok('a host is reached through another', mid.reachable === true, JSON.stringify(mid));
  await admin.delete(`${v1}/hosts/${bare.id}`);
  const middle = must(await admin.post(`${v1}/hosts`, { probe_token: mid.probe_token, name: 'middle' }));
  const last = await machine('last', must(await admin.get(`${v1}/credentials/ssh_keys/${k3}`)).public_key);
  const end = must(await hop(last, middle.id));
  ok('and through two', end.reachable === true && end.facts.cpu_cores > 0, JSON.stringify(end));
  const far = must(await admin.post(`${v1}/hosts`, { probe_token: end.probe_token, name: 'far' }));
  r = await admin.put(`${v1}/hosts/${hosts[2].id}`, { jump_host_id: far.id });
  ok('a loop is refused', r.status === 400 && r.body.field === 'jump_host_id', r.text);
  await ms[2].stop();
  r = must(await admin.post(`${v1}/hosts/${far.id}/ssh/check`, {}));
  ok('a hop that is away is named', r.reachable === false && r.message.includes(String(ms[2].port)), JSON.stringify(r));
} catch (e) {
  ok('the test ran to its end', false, e.stack);
} finally {
  await peers.stop();
  await stack.stop();
  rmSync(dir, { recursive: true, force: true });
}
process.exit(t.bad ? 1 : 0);
