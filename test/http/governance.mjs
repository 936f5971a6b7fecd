// Audit, tenancy and approvals through nginx, k8sm-api, k8sm-worker and PostgreSQL.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { startStack, login, checker, Client, sleep, top } from '../lib/stack.mjs';

const t = checker();
const { ok } = t;
const variant = process.env.K8SM_TEST_VARIANT ?? 'test';
const stack = await startStack({ variant });
const psql = (sql) => {
  const r = spawnSync('psql', ['-qAtX', '-v', 'ON_ERROR_STOP=1', '-d', stack.ownerUrl, '-c', sql], { encoding: 'utf8' });
  if (r.status !== 0) throw new Error(`${sql}: ${r.stderr}`);
  return r.stdout.trim();
};
const cli = (...args) => spawnSync(join(top, 'build', variant, 'k8sm'), args, { encoding: 'utf8',
  env: { PATH: process.env.PATH, K8SM_DATABASE_URL: stack.databaseUrl, K8SM_VAR_DIR: stack.varDir, K8SM_SQL_DIR: join(top, 'sql') } });
const ended = async (client, id) => {
  for (let i = 0; i < 600; i++) {
    const r = await client.get(`/api/v1/tasks/${id}`);
    if (!['queued', 'running'].includes(r.body?.data?.status)) return r.body?.data ?? {};
    await sleep(50);
  }
  return { status: 'never ended' };
};

try {
  const admin = await login(stack);
  const password = 'initial pass 99';
  const person = async (username, roles) => {
    const made = await admin.post('/api/v1/rbac/users', { username, password, roles });
    const c = await new Client(stack.url).login(username, password);
    c.id = made.body.data.id;
    return c;
  };

  // --- projects and teams ---
  const red = (await admin.post('/api/v1/projects', { key: 'red', name: 'Red', environment: 'production' })).body.data;
  const blue = (await admin.post('/api/v1/projects', { name: 'Blue Sky' })).body.data;
  ok('a project takes the contract\'s key, and has one made from its name', red.code === 'red' && red.key === 'red' && blue.code === 'blue-sky', JSON.stringify([red, blue]));
  const asker = await person('asker', ['operator']);
  const approver = await person('approver', ['operator']);
  const stranger = await person('stranger', ['operator']);
  const reader = await person('reader', []);
  ok('who is in no project sees none', (await stranger.get('/api/v1/projects')).body.data.total === 0);
  for (const c of [asker, approver]) {
    const r = await admin.post(`/api/v1/projects/${red.id}/members`, { userId: c.id, role: 'viewer' });
    ok('a member is added by the contract\'s userId', r.status === 201 && r.body.data.role === 'viewer', r.text);
  }
  const seen = await asker.get('/api/v1/projects', { 'x-project-id': String(red.id) });
  ok('a member sees his project at his next request, with every field of the contract', seen.body.data.total === 1
    && ['id', 'key', 'name', 'description', 'owner_id', 'owner_user_id', 'status', 'created_at', 'updated_at'].every((k) => k in seen.body.data.list[0]), seen.text);
  ok('a foreign project in X-Project-ID is not found', (await asker.get('/api/v1/projects', { 'x-project-id': String(blue.id) })).status === 404);
  ok('a foreign project is not found', (await asker.get(`/api/v1/projects/${blue.id}`)).status === 404);
  const put = await admin.put(`/api/v1/projects/${red.id}`, { description: 'first' }, { 'if-match': '"1"' });
  ok('a project is changed under its version', put.status === 200 && put.body.data.version === 2, put.text);
  const late = await admin.put(`/api/v1/projects/${red.id}`, { description: 'second' }, { 'if-match': '1' });
  ok('the second writer gets 409 with the current version', late.status === 409 && JSON.stringify(late.body).includes('2') && late.body.code === 2007, late.text);
  ok('a member may not add members without project:write', (await asker.post(`/api/v1/projects/${red.id}/members`, { user_id: stranger.id, role: 'viewer' })).status === 403);
  const twice = await admin.post(`/api/v1/projects/${red.id}/members`, { user_id: asker.id, role: 'viewer' });
  ok('a second membership is a conflict', twice.status === 409, twice.text);
  const none = await admin.post(`/api/v1/projects/${red.id}/members`, { user_id: 999999, role: 'viewer' });
  ok('a user that is not there is named', none.status === 400 && none.body.field === 'user_id', none.text);
  ok('a taken code is a conflict that names the field', ((r) => r.status === 409 && r.body.field === 'code')(await admin.post('/api/v1/projects', { name: 'x', code: 'red' })));
  ok('the default project stays', (await admin.delete('/api/v1/projects/1')).status === 409);
  const team = (await admin.post('/api/v1/teams', { name: 'platform' })).body.data;
  await admin.post(`/api/v1/projects/${blue.id}/members`, { team_id: team.id, role: 'viewer' });
  ok('letting a user into a team needs team:write', (await asker.post(`/api/v1/teams/${team.id}/members`, { user_id: asker.id })).status === 403);
  await admin.post(`/api/v1/teams/${team.id}/members`, { user_id: asker.id });
  ok('a team brings its members into its projects', (await asker.get('/api/v1/projects')).body.data.total === 2);
  ok('a team that is a project\'s member stays', (await admin.delete(`/api/v1/teams/${team.id}`)).status === 409);
  await admin.delete(`/api/v1/teams/${team.id}/members/${asker.id}`);
  ok('and takes them out again', (await asker.get('/api/v1/projects')).body.data.total === 1);

  // --- audit ---
  const found = (await admin.get(`/api/v1/audit?action=projects.update&object_id=${red.id}&outcome=ok`)).body.data;
  ok('a change is found in the audit log', found.total === 1 && found.list[0].actor_name === 'admin' && found.list[0].object === 'project', JSON.stringify(found));
  const row = (await admin.get(`/api/v1/audit/${found.list[0].id}`)).body.data;
  ok('with both images, request id and hashes', row.before.version === 1 && row.after.version === 2 && row.after.description === 'first'
    && row.request_id && /^[0-9a-f]{64}$/.test(row.hash) && row.chain === red.id, JSON.stringify(row));
  const failed = await admin.get(`/api/v1/audit?action=projects.update&object_id=${red.id}&outcome=failed`);
  ok('so is a change that failed', failed.body.data.total >= 1, failed.text);
  const denied = await admin.get(`/api/v1/audit?actor=asker&outcome=denied`);
  ok('so are denials, of the forbidden and of the unseen', denied.body.data.list.some((r) => r.code === 2004) && denied.body.data.list.some((r) => r.code === 2005), denied.text);
  await admin.post('/api/v1/rbac/roles', { name: 'auditor', code: 'auditor', permissions: ['audit:read', 'project:read'] });
  await admin.post(`/api/v1/projects/${blue.id}/members`, { user_id: reader.id, role: 'auditor' });
  const mine = await reader.get('/api/v1/audit?page_size=200');
  ok('who may read one project\'s log reads that alone', mine.status === 200 && mine.body.data.total > 0 && mine.body.data.list.every((r) => r.project_id === blue.id), mine.text);
  ok('and gets no row of another', (await reader.get(`/api/v1/audit/${row.id}`)).status === 404);
  ok('nor may he export it', (await reader.get('/api/v1/audit/export')).status === 403);
  await admin.put(`/api/v1/projects/${blue.id}`, { name: '=HYPERLINK("http://evil")' });
  const csv = await admin.get('/api/v1/audit/export?object=project');
  ok('a CSV export holds no formula', csv.status === 200 && /text\/csv/.test(csv.headers.get('content-type')) && csv.text.includes(`'=HYPERLINK`) && !/(^|,|,")=HYPERLINK/m.test(csv.text), csv.text.slice(0, 300));
  ok('and says how much it holds', Number(csv.headers.get('x-export-rows')) >= 3 && csv.headers.get('x-export-truncated') === 'false');
  const nd = await admin.get('/api/v1/audit/export?format=ndjson');
  const lines = nd.text.trim().split('\n').map((l) => JSON.parse(l));
  ok('an NDJSON export is one object a line', lines.length === Number(nd.headers.get('x-export-rows')) && lines.every((l) => l.hash));
  ok('an export is audited', (await admin.get('/api/v1/audit?action=audit.export')).body.data.total >= 2);
  ok('no password reaches the log', !nd.text.includes(password) && !nd.text.includes(stack.password));
  const started = await admin.post('/api/v1/audit/verify');
  ok('verification is a task', started.status === 202 && started.body.data.task_id > 0, started.text);
  const good = await ended(admin, started.body.data.task_id);
  ok('an untouched log verifies', good.status === 'succeeded' && good.result?.ok === true && good.result.rows > 10, JSON.stringify(good));
  ok('on the command line as well', ((r) => r.status === 0 && /, 0 faults/.test(r.stdout))(cli('audit', 'verify')));
  psql('ALTER TABLE audit_logs DISABLE TRIGGER USER');
  psql(`UPDATE audit_logs SET actor_name = 'somebody' WHERE chain = ${row.chain} AND seq = ${row.seq}`);
  const bad = await ended(admin, (await admin.post('/api/v1/audit/verify')).body.data.task_id);
  ok('a changed row fails it and is named', bad.status === 'failed' && bad.result?.list?.some((s) => s.includes(`chain ${row.chain}: row ${row.seq} was changed`)), JSON.stringify(bad));
  const shell = cli('audit', 'verify');
  ok('and makes the command end with an error', shell.status === 1 && shell.stdout.includes(`row ${row.seq} was changed`), shell.stdout + shell.stderr);
  psql(`UPDATE audit_logs SET actor_name = 'admin' WHERE chain = ${row.chain} AND seq = ${row.seq}`);
  psql('ALTER TABLE audit_logs ENABLE TRIGGER USER');
  ok('put back, it verifies', cli('audit', 'verify').status === 0);

  // --- approvals ---
  const policy = await admin.post('/api/v1/approval-policies', { name: 'four eyes', environment: 'production', action: 'host:execute', approver_permission: 'approval:decide', expires_minutes: 30 });
  ok('a policy is made', policy.status === 201 && policy.body.data.count === 1 && policy.body.data.project_id === null, policy.text);
  ok('not by an operator', (await approver.post('/api/v1/approval-policies', { name: 'x', action: '*', approver_role: 'admin' })).status === 403);
  const host = Number(psql(`INSERT INTO hosts (project_id, name, ip, ssh_user, host_key) VALUES (${red.id}, 'web1', '192.0.2.1', 'root', 'ssh-ed25519 AAAA') RETURNING id`));
  const exec = (c, command = 'uname -a') => c.post(`/api/v1/hosts/${host}/ssh/exec`, { command, reason: 'to see' });
  const asked = await exec(asker);
  ok('a command on production waits for an approval', asked.status === 202 && asked.body.data.approval_id > 0 && !asked.body.data.task_id, asked.text);
  const id = asked.body.data.approval_id;
  const path = `/api/v1/approvals/${id}`;
  const detail = (await approver.get(path)).body.data;
  ok('the approver sees the plan, the rule and the digest', detail.plan?.command === 'uname -a' && detail.rules.length === 1 && /^[0-9a-f]{64}$/.test(detail.digest) && detail.status === 'pending', JSON.stringify(detail));
  ok('it waits for him', (await approver.get('/api/v1/approvals?waiting=true')).body.data.list.some((a) => a.id === id));
  ok('and he was told', (await approver.get('/api/v1/notifications')).text.includes('uname'));
  ok('the requester sees it as his', (await asker.get('/api/v1/approvals?mine=true')).body.data.total === 1);
  ok('a stranger sees nothing', (await stranger.get(path)).status === 404 && (await stranger.get('/api/v1/approvals')).body.data.total === 0);
  ok('the requester may not approve', (await asker.post(`${path}/approve`)).status === 403);
  ok('a stranger\'s approval is of nothing', (await stranger.post(`${path}/approve`)).status === 404);
  ok('another digest is refused', ((r) => r.status === 409 && r.body.field === 'digest')(await approver.post(`${path}/approve`, { digest: '0'.repeat(64) })));
  const version = await approver.post(`${path}/approve`, { comment: 'ok' }, { 'if-match': '9' });
  ok('another version is refused', version.status === 409, version.text);
  const votes = await Promise.all(Array.from({ length: 12 }, () => approver.post(`${path}/approve`, { comment: 'ok', digest: detail.digest })));
  ok('of twelve approvals at once one holds', votes.filter((v) => v.status === 200).length === 1 && votes.filter((v) => v.status === 409).length === 11, votes.map((v) => v.status).join());
  const done = votes.find((v) => v.status === 200).body.data;
  const task = (await admin.get(`/api/v1/tasks/${done.used_task_id}`)).body.data;
  ok('it made one task, whose actor is the requester', done.status === 'approved' && task.actor_id === asker.id && psql(`SELECT count(*) FROM tasks WHERE kind = 'hosts.exec'`) === '1', JSON.stringify(task));
  ok('and is audited with its digest', ((r) => r.body.data.total === 1)(await admin.get(`/api/v1/audit?action=approvals.approve&object_id=${id}&outcome=ok`)));
  const second = (await exec(asker, 'reboot')).body.data.approval_id;
  ok('one refusal settles it', (await approver.post(`/api/v1/approvals/${second}/reject`, { comment: 'no' })).body.data.status === 'rejected'
    && (await approver.post(`/api/v1/approvals/${second}/approve`)).status === 409);
  const third = (await exec(asker, 'id')).body.data.approval_id;
  ok('only the requester withdraws', (await approver.post(`/api/v1/approvals/${third}/cancel`)).status === 403 && (await asker.post(`/api/v1/approvals/${third}/cancel`)).body.data.status === 'cancelled');
  const fourth = (await exec(asker, 'who')).body.data.approval_id;
  await admin.put(`/api/v1/rbac/users/${asker.id}`, { roles: ['viewer'] });
  const lost = await approver.post(`/api/v1/approvals/${fourth}/approve`);
  ok('a requester who lost the right starts nothing', lost.status === 409, lost.text);
  const fifth = await exec(approver, 'ls');
  ok('an approver\'s own command needs somebody else', fifth.status === 202 && (await approver.post(`/api/v1/approvals/${fifth.body.data.approval_id}/approve`)).status === 403);
  ok('a project with hosts stays', ((r) => r.status === 409 && r.body.message.includes('hosts'))(await admin.delete(`/api/v1/projects/${red.id}`)));
  ok('the log still verifies', cli('audit', 'verify').status === 0);
} catch (e) {
  ok('the test ran to its end', false, e.stack);
} finally {
  await stack.stop();
}
process.exit(t.bad ? 1 : 0);
