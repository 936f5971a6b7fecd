// A page of hosts is given again while nothing was heard of a change.  Here all
// request processes hold warm replies, and what is changed must be seen at the
// next request all the same: whoever changed it, and if the teller died.
import { spawnSync } from 'node:child_process';
import { startStack, login, checker, Client, sleep } from '../lib/stack.mjs';

const t = checker();
const { ok } = t;
const stack = await startStack({ env: { K8SM_RATE_PER_S: '100000', K8SM_RATE_BURST: '100000', K8SM_COLLECT_EVERY_S: '0' } });
const sql = (text, url = stack.ownerUrl) => {
  const r = spawnSync('psql', ['-qAtX', '-v', 'ON_ERROR_STOP=1', '-d', url, '-c', text], { encoding: 'utf8' });
  if (r.status !== 0) throw new Error(r.stderr);
  return r.stdout.trim();
};
const path = '/api/v1/hosts?page_size=5';
const many = (client, n, p = path, headers) => Promise.all(Array.from({ length: n }, () => client.get(p, headers)));
const warm = async (client) => { for (let i = 0; i < 4; i++) await many(client, 16); };
const names = (replies) => replies.map((r) => r.body?.data?.list?.[0]?.name ?? String(r.status));
const all = (replies, name) => names(replies).every((n) => n === name);
/** Milliseconds until no reply has another name than ${name}. */
async function seenAfter(client, name, limit = 3000) {
  const t0 = performance.now();
  let last = t0;
  while (performance.now() - t0 < limit) {
    const at = performance.now();
    if (!all(await many(client, 8), name)) last = at;
    else if (performance.now() - last > 300) break;
  }
  return last - t0;
}
try {
  const admin = await login(stack);
  const host = (await admin.post('/api/v1/hosts', { name: 'first', ip: '10.9.8.7', username: 'root', password: 'not used 77' })).body.data;
  ok('there is a host', host?.id > 0, JSON.stringify(host));
  await warm(admin);
  const counts = (await stack.done(await many(admin, 40))).map((l) => l.db);
  ok('a warm reply asks the database nothing', counts.length === 40 && counts.filter((n) => n === 0).length > 20, counts.join());
  const texts = [...new Set((await many(admin, 20)).map((r) => r.text.replace(`"request_id":"${r.headers.get('x-request-id')}"`, '')))];
  const at = texts.length > 1 ? [...texts[0]].findIndex((ch, k) => ch !== texts[1][k]) : 0;
  ok('and is the same', texts.length === 1, texts.map((x) => x.slice(at - 40, at + 80)).join(' | '));

  let bad = 0;
  for (let i = 0; i < 20; i++) {
    await warm(admin);
    const r = await admin.put(`/api/v1/hosts/${host.id}`, { name: `name-${i}` });
    if (r.status !== 200 || !all(await many(admin, 12), `name-${i}`)) bad++;
  }
  ok('after a write every process shows it at the next request, 20 times', bad === 0, bad);

  bad = 0;
  let stop = false;
  const readers = Array.from({ length: 6 }, async () => { while (!stop) await admin.get(path); });
  for (let i = 0; i < 20; i++) {
    await admin.put(`/api/v1/hosts/${host.id}`, { name: `busy-${i}` });
    if (!all(await many(admin, 6), `busy-${i}`)) bad++;
  }
  stop = true;
  await Promise.all(readers);
  ok('the same while others read without pause', bad === 0, bad);

  // Somebody else: the worker, another machine, a hand.
  await warm(admin);
  sql(`UPDATE hosts SET name = 'by-hand' WHERE id = ${host.id}`);
  let ms = await seenAfter(admin, 'by-hand');
  ok('a change in the database by somebody else is seen within 100 ms', ms <= 100, ms);
  await warm(admin);
  sql(`INSERT INTO hosts (project_id, name, ip, port, ssh_user) VALUES (1, 'newest', '10.9.8.8', 22, 'root')`);
  ms = await seenAfter(admin, 'newest');
  ok('and a new host', ms <= 100, ms);
  await warm(admin);
  sql(`DELETE FROM hosts WHERE name = 'newest'`);
  ms = await seenAfter(admin, 'by-hand');
  ok('and one that was removed', ms <= 100, ms);

  // Nobody is given what was made for somebody else.
  const other = (await admin.post('/api/v1/rbac/users', { username: 'kept', password: 'initial pass 99', roles: [] })).body.data;
  const project = (await admin.post('/api/v1/projects', { name: 'kept-apart' })).body.data;
  await admin.post(`/api/v1/projects/${project.id}/members`, { user_id: other.id, role: 'viewer' });
  const hers = await new Client(stack.url).login('kept', 'initial pass 99');
  await warm(admin);
  ok('a user of another project gets a page of her own', (await many(hers, 20)).every((r) => r.status === 200 && r.body.data.total === 0));
  ok('without a token there is none', (await many(new Client(stack.url), 8)).every((r) => r.status === 401));
  const there = { 'x-project-id': String(project.id) };
  await many(admin, 20);
  ok('nor is the page of one project that of another', (await many(admin, 20, path, there)).every((r) => r.body.data.total === 0)
    && all(await many(admin, 20), 'by-hand'));
  const en = { 'accept-language': 'en' }, zh = { 'accept-language': 'zh-CN' };
  await many(admin, 16, path, en);
  ok('nor one language the other', (await many(admin, 16, path, zh)).every((r) => r.text.includes('成功')) && (await many(admin, 16, path, en)).every((r) => !r.text.includes('成功')));
  const head = await fetch(stack.url + path, { method: 'HEAD', headers: { authorization: `Bearer ${admin.token}` } });
  ok('HEAD gets no body of it', head.status === 200 && (await head.text()) === '');

  // Words that are lost are made up for by age.
  sql('ALTER TABLE hosts DISABLE TRIGGER hosts_changed');
  await warm(admin);
  sql(`UPDATE hosts SET name = 'unheard' WHERE id = ${host.id}`);
  ms = await seenAfter(admin, 'unheard', 4000);
  ok('without any word a reply lasts a second at most', ms <= 1100, ms);
  sql('ALTER TABLE hosts ENABLE TRIGGER hosts_changed');

  // A connection that was cut has heard nothing.
  await warm(admin);
  sql(`BEGIN; SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name LIKE 'k8sm-api%';
    UPDATE hosts SET name = 'cut' WHERE id = ${host.id}; COMMIT`, stack.superUrl);
  const cut = await many(admin, 12);
  ok('processes whose connections were cut ask anew', all(cut, 'cut'), names(cut).join());

  // The process that wrote dies behind its commit: no answer, no count.
  await stack.restart('k8sm-api', { K8SM_FAULT: 'api.after_commit:~7/6:kill' });
  let kills = 0, late = 0;
  for (let i = 0; i < 15 || (kills === 0 && i < 80); i++) {
    for (let k = 0; k < 3; k++) await many(admin, 8);
    const r = await admin.put(`/api/v1/hosts/${host.id}`, { name: `killed-${i}` }).catch(() => ({ status: 0 }));
    if (sql(`SELECT name FROM hosts WHERE id = ${host.id}`) !== `killed-${i}`) continue;
    if (r.status !== 200) { kills++; await sleep(100); }
    if (names(await many(admin, 8)).some((n) => !['502', '503', `killed-${i}`].includes(n))) late++;
  }
  ok('a process killed between its commit and its answer leaves no old page behind', late === 0 && kills > 0, `${kills} killed, ${late} late`);
} catch (e) {
  ok('the test ran to its end', false, e.stack);
} finally {
  await stack.stop();
}
process.exit(t.bad ? 1 : 0);
