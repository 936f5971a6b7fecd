// Request processes use a verdict of the database again while nothing is heard
// of a change.  Here all of them have warm verdicts, and what is taken away must
// be gone at the next request all the same: whoever took it, and if the teller
// died on the way.
import { spawnSync } from 'node:child_process';
import { startStack, login, checker, Client, sleep } from '../lib/stack.mjs';

const t = checker();
const { ok } = t;
// Replies are not kept here (kept.mjs has those), so that each request asks.
const stack = await startStack({ env: { K8SM_RATE_PER_S: '100000', K8SM_RATE_BURST: '100000', K8SM_REPLY_KEEP_MS: '0' } });
const sql = (text, url = stack.ownerUrl) => {
  const r = spawnSync('psql', ['-qAtX', '-v', 'ON_ERROR_STOP=1', '-d', url, '-c', text], { encoding: 'utf8' });
  if (r.status !== 0) throw new Error(r.stderr);
  return r.stdout.trim();
};
const path = '/api/v1/hosts?page_size=1';
const replies = (client, n) => Promise.all(Array.from({ length: n }, () => client.get(path)));
const many = async (client, n) => (await replies(client, n)).map((r) => r.status);
const only = (statuses, status) => statuses.every((s) => s === status);
const sid = (client) => JSON.parse(Buffer.from(client.token.split('.')[1], 'base64url')).sid;
/** Milliseconds until ${client} is refused for good, all processes asked. */
async function refusedAfter(client, limit = 3000) {
  const t0 = performance.now();
  let last = t0;
  while (performance.now() - t0 < limit) {
    const asked = performance.now();
    if (!only(await many(client, 8), 401)) last = asked;
    else if (performance.now() - last > 300) break;
  }
  return last - t0;
}
try {
  const admin = await login(stack);
  const made = (await admin.post('/api/v1/rbac/users', { username: 'trusty', password: 'initial pass 99', roles: ['viewer'] })).body.data;
  await admin.post('/api/v1/projects/1/members', { user_id: made.id, role: 'viewer' });
  const fresh = async () => {
    const c = await new Client(stack.url).login('trusty', 'initial pass 99');
    for (let i = 0; i < 4; i++) await many(c, 16);
    return c;
  };

  let c = await fresh();
  const counts = (await stack.done(await replies(c, 40))).map((l) => l.db);
  ok('a warm verdict spares the question', counts.length === 40 && counts.filter((n) => n === 1).length > 20, counts.join());

  let bad = 0;
  for (let i = 0; i < 15; i++) {
    c = await fresh();
    await c.post('/api/v1/auth/logout', { refreshToken: c.refreshToken });
    if (!only(await many(c, 12), 401)) bad++;
  }
  ok('after a logout every process refuses the next request, 15 times', bad === 0, bad);

  bad = 0;
  for (let i = 0; i < 10; i++) {
    c = await fresh();
    await admin.put(`/api/v1/rbac/users/${made.id}`, { status: 'disabled' });
    if (!only(await many(c, 12), 401)) bad++;
    await admin.put(`/api/v1/rbac/users/${made.id}`, { status: 'active' });
  }
  ok('so does a user disabled', bad === 0, bad);

  bad = 0;
  c = await fresh();
  for (let i = 0; i < 10; i++) {
    await many(c, 16);
    await admin.put(`/api/v1/rbac/users/${made.id}`, { roles: [] });
    const members = (await admin.get('/api/v1/projects/1/members')).body.data.list.find((m) => m.user_id === made.id);
    if (members) await admin.delete(`/api/v1/projects/1/members/${members.id}`);
    if (!only(await many(c, 12), 403)) bad++;
    await admin.put(`/api/v1/rbac/users/${made.id}`, { roles: ['viewer'] });
    await admin.post('/api/v1/projects/1/members', { user_id: made.id, role: 'viewer' });
    if (!only(await many(c, 12), 200)) bad++;
  }
  ok('a role taken away is gone and one given back is there, in every process', bad === 0, bad);

  // The same under load: readers never stop while sessions end.
  bad = 0;
  let stop = false;
  const noise = await fresh();
  const readers = Array.from({ length: 6 }, async () => { while (!stop) await noise.get(path); });
  for (let i = 0; i < 10; i++) {
    c = await fresh();
    const racing = Array.from({ length: 4 }, async () => { const seen = []; for (let k = 0; k < 10; k++) seen.push((await c.get(path)).status); return seen; });
    await c.post('/api/v1/auth/logout', { refreshToken: c.refreshToken });
    if (!only(await many(c, 6), 401)) bad++;
    // once refused, never served again
    for (const seen of await Promise.all(racing)) if (seen.lastIndexOf(200) > seen.indexOf(401) && seen.includes(401)) bad++;
  }
  stop = true;
  await Promise.all(readers);
  ok('the same while others read without pause, and nobody refused is served again', bad === 0, bad);

  // API tokens go the same way.
  const tokenOf = async (client) => {
    const r = await client.post('/api/v1/auth/tokens', { name: `t${Date.now()}${Math.random()}`, scopes: ['host:read'], expires_in_days: 1 });
    const tool = new Client(stack.url);
    tool.token = r.body.data.token;
    for (let i = 0; i < 4; i++) await many(tool, 16);
    return { tool, id: r.body.data.id };
  };
  c = await fresh();
  bad = 0;
  for (let i = 0; i < 10; i++) {
    const { tool, id } = await tokenOf(c);
    if (!only(await many(tool, 8), 200)) bad++;
    await c.delete(`/api/v1/auth/tokens/${id}`);
    if (!only(await many(tool, 12), 401)) bad++;
  }
  ok('an API token that was revoked is refused by every process, 10 times', bad === 0, bad);
  const { tool, id } = await tokenOf(c);
  sql(`UPDATE api_tokens SET revoked_at = now() WHERE id = ${id}`);
  const toolMs = await refusedAfter(tool);
  ok('and one revoked in the database by somebody else within 100 ms', toolMs <= 100, toolMs);

  // From another machine: nobody here answered a request about it.
  c = await fresh();
  sql(`UPDATE sessions SET ended_at = now() WHERE id = ${sid(c)}`);
  let ms = await refusedAfter(c);
  ok('a session ended in the database by somebody else is refused within 100 ms', ms <= 100, ms);
  c = await fresh();
  sql(`UPDATE users SET authz_version = authz_version + 1, status = 0 WHERE id = ${made.id}`);
  ms = await refusedAfter(c);
  ok('and a user disabled there', ms <= 100, ms);
  sql(`UPDATE users SET status = 1 WHERE id = ${made.id}`);
  c = await fresh();
  sql(`DELETE FROM sessions WHERE id = ${sid(c)}`);
  ms = await refusedAfter(c);
  ok('and a session that was removed', ms <= 100, ms);

  // Its own end needs no word from anybody.
  c = await fresh();
  sql(`UPDATE sessions SET expires_at = clock_timestamp() + interval '3 s' WHERE id = ${sid(c)}`);
  const end = performance.now() + 3000;
  await many(c, 16);
  const before = only(await many(c, 8), 200);
  await sleep(Math.max(0, end - performance.now()) + 20);
  ok('a session that comes to its end is refused to the moment', before && only(await many(c, 12), 401));

  // Words that are lost are made up for by age.
  sql('ALTER TABLE sessions DISABLE TRIGGER sessions_authz_changed');
  c = await fresh();
  sql(`UPDATE sessions SET ended_at = now() WHERE id = ${sid(c)}`);
  ms = await refusedAfter(c, 4000);
  ok('without any word a verdict lasts a second at most', ms <= 1100, ms);
  sql('ALTER TABLE sessions ENABLE TRIGGER sessions_authz_changed');

  // A connection that was cut has heard nothing.
  c = await fresh();
  sql(`BEGIN; SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name LIKE 'k8sm-api%';
    UPDATE sessions SET ended_at = now() WHERE id = ${sid(c)}; COMMIT`, stack.superUrl);
  ok('processes whose connections were cut ask anew', only(await many(c, 12), 401));

  // The process that ended the session dies behind its commit: no answer, no count.
  await stack.restart('k8sm-api', { K8SM_FAULT: 'api.after_commit:~7/6:kill' });
  let kills = 0, late = 0;
  for (let i = 0; i < 12 || (kills === 0 && i < 80); i++) {
    c = null;
    // The program may still be starting.
    for (let k = 0; k < 200 && !c; k++) c = await new Client(stack.url).login('trusty', 'initial pass 99').catch(() => sleep(50).then(() => null));
    for (let k = 0; k < 3; k++) await many(c, 8);
    const r = await c.post('/api/v1/auth/logout', { refreshToken: c.refreshToken });
    if (sql(`SELECT ended_at IS NOT NULL FROM sessions WHERE id = ${sid(c)}`) !== 't') continue;
    if (r.status !== 200) kills++;
    if (r.status !== 200) await sleep(100);
    if ((await many(c, 8)).includes(200)) late++;
  }
  ok('a process killed between its commit and its answer leaves no trust behind', late === 0 && kills > 0, `${kills} killed, ${late} served`);
} catch (e) {
  ok('the test ran to its end', false, e.stack);
} finally {
  await stack.stop();
}
process.exit(t.bad ? 1 : 0);
