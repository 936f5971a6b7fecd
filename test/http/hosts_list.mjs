// The list of hosts: orders, filters, what needs attention, who sees what, saved filters, the export of many.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { startStack, login, checker, Client } from '../lib/stack.mjs';

const t = checker();
const { ok } = t;
const v1 = '/api/v1';
const stack = await startStack({ env: { K8SM_COLLECT_EVERY_S: '0', K8SM_RATE_PER_S: '100000', K8SM_RATE_BURST: '100000' } });
try {
  const sql = (text) => execFileSync('psql', [stack.ownerUrl, '-XAtqc', text], { encoding: 'utf8', env: { ...process.env, PGOPTIONS: '-c k8sm.projects=* -c k8sm.user=1' } }).trim();
  const admin = await login(stack);
  const second = Number(sql(`INSERT INTO projects (code, name, team_id) SELECT 'second', 'second', team_id FROM projects WHERE id = 1 RETURNING id`));
  const fill = (project, from, to, name = 'n') => sql(`INSERT INTO hosts (project_id, name, ip, port, status, health_state, source, region, tags, cpu_cores, memory_mb, last_check_at, description)
    SELECT ${project}, '${name}-' || i, '10.${project}.' || (i / 256) || '.' || (i % 256), 22, (ARRAY['online', 'offline', 'maintenance', 'inactive'])[1 + i % 4], 'healthy',
      (ARRAY['manual_ssh', 'cloud_import'])[1 + i % 2], (ARRAY['eu', 'us', 'cn'])[1 + i % 3], ARRAY['t' || i % 5, 'all'], i % 7, 1000 - i, now(), '50% _of ' || i
    FROM generate_series(${from}, ${to}) i`);
  fill(1, 1, 150);
  fill(second, 1, 90, 'm');
  const list = async (query, c = admin) => {
    const r = await c.get(`${v1}/hosts?${query}`);
    if (r.status !== 200) throw new Error(`${query}: ${r.text}`);
    return r.body.data;
  };
  const rows = sql('SELECT id FROM hosts').split('\n').length;

  // --- orders ---
  const orders = ['id', 'name', 'ip', 'status', 'health_state', 'region', 'cpu_cores', 'memory_mb', 'disk_gb', 'created_at', 'updated_at', 'last_check_at'];
  for (const scope of ['', '&project_id=1']) {
    for (const o of orders.flatMap((x) => [x, `-${x}`])) {
      const seen = [];
      let total = 0;
      for (let p = 1; p <= 5; p++) {
        const d = await list(`sort=${o}&page=${p}&page_size=60${scope}`);
        seen.push(...d.list);
        total = d.total;
      }
      const col = o.replace('-', '');
      const by = (h) => (col === 'name' ? h.name.toLowerCase() : h[col] ?? '');
      const sorted = seen.every((h, i) => i === 0 || (o[0] === '-' ? by(seen[i - 1]) >= by(h) : by(seen[i - 1]) <= by(h)));
      const n = scope ? 150 : rows;
      ok(`pages by ${o}${scope ? ' of one project' : ''} have each host once, in order`, sorted && total === n && seen.length === n && new Set(seen.map((h) => h.id)).size === n, `${sorted} ${total} ${seen.length}`);
    }
  }
  ok('what is no column is refused', (await admin.get(`${v1}/hosts?sort=password_secret_id`)).status === 400 && (await admin.get(`${v1}/hosts?sort=name;drop`)).status === 400);

  // --- filters, alone and together ---
  const counted = (where) => Number(sql(`SELECT count(*) FROM hosts WHERE ${where}`));
  for (const [query, where] of [['status=offline', `status = 'offline'`], ['source=cloud_import', `source = 'cloud_import'`], ['tag=t3', `'t3' = ANY (tags)`], ['region=cn', `region = 'cn'`],
    ['q=n-14', `name LIKE '%n-14%'`], ['q=N-14', `name LIKE '%n-14%'`], [`q=${encodeURIComponent('50% _of 1')}`, `description LIKE '50%of 1%'`], [`q=${encodeURIComponent('5%')}`, 'false'], ['q=%5C', 'false'],
    ['tag=t1&region=eu&status=online', `'t1' = ANY (tags) AND region = 'eu' AND status = 'online'`], ['health_state=healthy&project_id=1', `health_state = 'healthy' AND project_id = 1`],
    [`project_id=${second}&q=m-1`, `project_id = ${second} AND name LIKE 'm-1%'`], ['status=&tag=&q=', 'true']]) {
    const d = await list(`${query}&page_size=500`);
    ok(`${query} finds what it says`, d.total === counted(where) && d.list.length === d.total, `${d.total} ${d.list.length} ${counted(where)}`);
  }
  ok('behind the last page there is nothing, the total stays', await list('region=cn&page=99').then((d) => d.list.length === 0 && d.total === counted(`region = 'cn'`)));

  // --- attention ---
  ok('nobody needs attention', (await list('attention=true')).total === 0);
  const id = (name) => Number(sql(`SELECT id FROM hosts WHERE name = '${name}'`));
  sql(`UPDATE hosts SET status = 'error' WHERE name = 'n-1'`);
  sql(`UPDATE hosts SET health_state = 'critical' WHERE name IN ('n-4', 'n-2')`); // n-2 is in maintenance
  sql(`UPDATE hosts SET health_state = 'degraded' WHERE name = 'm-5'`);
  sql(`INSERT INTO host_keys (project_id, host_id, key_type, public_key, fingerprint, status) VALUES (1, ${id('n-8')}, 'ssh-ed25519', 'ssh-ed25519 AAAA', 'SHA256:x', 'changed')`);
  sql(`UPDATE hosts SET last_check_at = now() - interval '1 hour' WHERE name IN ('n-12', 'n-16')`);
  sql(`INSERT INTO host_monitors (host_id, project_id, enabled) VALUES (${id('n-12')}, 1, true), (${id('n-16')}, 1, false)`);
  let d = await list('attention=true&sort=name');
  ok('broken, ill, another key, not looked at; none in maintenance, none that nobody wants looked at', d.list.map((h) => h.name).join() === 'm-5,n-1,n-12,n-4,n-8' && d.total === 5, d.list.map((h) => `${h.name} ${h.status}`).join());
  ok('together with others', (await list('attention=true&project_id=1&status=error')).total === 1 && (await list('attention=false')).total === rows);
  sql(`UPDATE host_keys SET status = 'rejected' WHERE fingerprint = 'SHA256:x'`);
  ok('a decision is seen at once', (await list('attention=true&sort=name')).total === 4);

  // --- who sees what ---
  const person = async (name, perms, project) => {
    const r = await admin.post(`${v1}/rbac/users`, { username: name, password: 'Correct horse 9', email: `${name}@example.org` });
    if (r.status !== 201) throw new Error(r.text);
    const role = Number(sql(`INSERT INTO roles (code, name) VALUES ('${name}', '${name}') RETURNING id`));
    sql(`INSERT INTO role_permissions (role_id, permission_id) SELECT ${role}, id FROM permissions WHERE code = ANY ('{${perms}}')`);
    sql(`INSERT INTO project_members (project_id, user_id, role_id) VALUES (${project}, ${r.body.data.id}, ${role})`);
    const c = await new Client(stack.url).login(name, 'Correct horse 9');
    await c.post(`${v1}/auth/password`, { old_password: 'Correct horse 9', new_password: 'Correct horse 10' });
    return new Client(stack.url).login(name, 'Correct horse 10');
  };
  const writer = await person('writer', 'host:read,host:write', 1);
  const reader = await person('reader', 'host:read', 1);
  const alien = await person('alien', 'host:read,host:write', second);
  ok('a member of one project finds its hosts alone', (await list('tag=all', reader)).total === 150 && (await list('tag=all&sort=name', alien)).total === 90 && (await list('q=n-1', alien)).total === 0);
  ok('also when he asks for another', (await list(`tag=all&project_id=${second}`, reader)).total === 0);
  ok('the function has its own look at the scope', execFileSync('psql', [stack.databaseUrl, '-XAtqc', `SELECT total, ids FROM hosts_find('{1,${second}}', '', '', '', 'all', '', '', false, 'id', 1, 0)`],
    { encoding: 'utf8', env: { ...process.env, PGOPTIONS: `-c k8sm.projects={${second}} -c k8sm.user=1` } }).trim() === `90|{${id('m-1')}}`);

  // --- saved filters ---
  const filters = `${v1}/hosts/filters`;
  let r = await writer.post(filters, { name: 'Broken', query: 'attention=true&sort=-last_check_at' });
  ok('a filter is kept', r.status === 201 && r.body.data.mine && r.body.data.owner === 'writer' && r.body.data.project_id === 0, r.text);
  const broken = r.body.data.id;
  ok('for its maker alone', (await writer.get(filters)).body.data.length === 1 && (await reader.get(filters)).body.data.length === 0);
  r = await writer.post(filters, { name: 'broken', query: 'tag=x' });
  ok('a name is there once', r.status === 409 && r.body.field === 'name', r.text);
  r = await reader.post(filters, { name: 'broken', query: 'tag=x' });
  ok('for each person', r.status === 201, r.text);
  const readers = r.body.data.id;
  for (const [body, field] of [[{ query: 'tag=x' }, 'name'], [{ name: 'a' }, 'query'], [{ name: 'a', query: 'status=sleepy' }, 'query'], [{ name: 'a', query: 'colour=red' }, 'query'], [{ name: 'a', query: 'page=2' }, 'query'],
    [{ name: 'a', query: '%zz' }, 'query'], [{ name: '', query: 'tag=x' }, 'name'], [{ name: 'x'.repeat(65), query: 'tag=x' }, 'name']]) {
    r = await writer.post(filters, body);
    ok(`${JSON.stringify(body).slice(0, 50)} is refused at ${field}`, r.status === 400 && r.body.field === field, r.text);
  }
  r = await writer.put(`${filters}/${broken}`, { project_id: 1 });
  ok('it can be shared', r.status === 200 && r.body.data.project_id === 1 && r.body.data.name === 'Broken', r.text);
  r = await reader.get(filters);
  ok('then others of the project find it, behind their own', r.body.data.map((f) => `${f.name} ${f.mine} ${f.owner}`).join() === 'broken true reader,Broken false writer', r.text);
  ok('and nobody else', (await alien.get(filters)).body.data.length === 0);
  ok('sharing needs the right to write there', (await reader.put(`${filters}/${readers}`, { project_id: 1 })).status === 403 && (await writer.put(`${filters}/${broken}`, { project_id: second })).status === 404);
  ok('only the maker changes it', (await reader.put(`${filters}/${broken}`, { name: 'mine' })).status === 403 && (await reader.delete(`${filters}/${broken}`)).status === 403 && (await alien.delete(`${filters}/${broken}`)).status === 404);
  r = await writer.put(`${filters}/${broken}`, { name: 'All of it', query: 'tag=all', project_id: 0 });
  ok('renamed, changed, no longer shared', r.body.data.name === 'All of it' && r.body.data.query === 'tag=all' && (await reader.get(filters)).body.data.length === 1, r.text);
  ok('it is forgotten', (await writer.delete(`${filters}/${broken}`)).status === 200 && (await writer.delete(`${filters}/${broken}`)).status === 404 && (await writer.get(filters)).body.data.length === 0);
  const audits = sql(`SELECT string_agg(action || ' ' || outcome, ',' ORDER BY seq) FROM audit_logs WHERE object = 'host_filter' AND object_id = ${broken}`);
  ok('all of it was written down', /hosts.filter_create \w+,.*hosts.filter_update.*hosts.filter_remove/.test(audits), audits);

  // --- all that match ---
  const batch = (body, c = admin) => c.post(`${v1}/hosts/batch`, body);
  r = await batch({ filter: 'tag=t1&region=eu', expected: 3, action: 'add_tags', tags: ['new'] });
  ok('what was seen and what is found must agree', r.status === 409 && r.body.field === 'expected' && (await list('tag=new')).total === 0, r.text);
  const many = counted(`'t1' = ANY (tags) AND region = 'eu'`);
  r = await batch({ filter: 'tag=t1&region=eu', expected: many, action: 'add_tags', tags: ['new'] });
  ok('all that a filter finds', r.status === 200 && r.body.data.affected === many && (await list('tag=new')).total === many, r.text);
  ok('each of them has it in its history', Number(sql(`SELECT count(*) FROM audit_logs WHERE action = 'hosts.batch.add_tags'`)) === many);
  r = await batch({ filter: 'tag=new', expected: many, action: 'maintenance', host_ids: [1] });
  ok('a filter or ids', r.status === 400 && r.body.field === 'filter', r.text);
  r = await batch({ filter: 'colour=red', expected: 1, action: 'online' });
  ok('a filter that is none is refused', r.status === 400 && r.body.field === 'filter', r.text);
  r = await batch({ filter: 'tag=new', expected: counted(`'new' = ANY (tags) AND project_id = 1`), action: 'remove_tags', tags: ['new'] }, writer);
  ok('of those that the caller sees', r.status === 200 && (await list('tag=new')).total === counted(`'new' = ANY (tags) AND project_id = ${second}`), r.text);

  // --- export of many ---
  fill(1, 1000, 60999, 'many');
  const pid = stack.pid('k8sm-api');
  const workers = () => readdirSync('/proc').filter((p) => /^\d+$/.test(p)).flatMap((p) => {
    try {
      const s = readFileSync(`/proc/${p}/status`, 'utf8');
      return Number(/PPid:\s+(\d+)/.exec(s)[1]) === pid ? [Number(/VmHWM:\s+(\d+)/.exec(s)?.[1] ?? 0)] : [];
    } catch { return []; }
  });
  r = await admin.get(`${v1}/hosts/export?q=m-1`);
  const before = Math.max(...workers());
  r = await admin.get(`${v1}/hosts/export`);
  let lines = r.text.trim().split('\r\n');
  ok('60,000 hosts leave as CSV, each once', r.status === 200 && lines.length === rows + 60001 && Number(r.headers.get('x-export-rows')) === rows + 60000 && new Set(lines.map((l) => l.split(',')[0])).size === lines.length, `${r.status} ${lines.length}`);
  r = await batch({ filter: 'q=many-1', expected: counted(`name LIKE 'many-1%'`), action: 'add_tags', tags: ['x'] });
  ok('too many at once are refused', r.status === 400 && ['filter', 'expected'].includes(r.body.field), r.text);
  const twenty = counted(`name LIKE 'many-20%'`);
  const t0 = Date.now();
  r = await batch({ filter: 'q=many-20', expected: twenty, action: 'add_tags', tags: ['x'] });
  ok('a thousand are quick', r.status === 200 && r.body.data.affected === 1100 && Date.now() - t0 < 5000, `${r.text} ${Date.now() - t0} ms`);
  const manual = counted(`name LIKE 'many-2%' AND source = 'manual_ssh'`);
  const t1 = Date.now();
  r = await batch({ filter: 'q=many-2&source=manual_ssh', expected: manual, action: 'maintenance', reason: 'all' });
  ok('thousands are done within the time of a request', r.status === 200 && Date.now() - t1 < 10000, `${r.text} ${Date.now() - t1} ms`);
  console.log(`# ${r.body.data?.affected} hosts in ${Date.now() - t1} ms`);
  r = await admin.get(`${v1}/hosts/export?format=ndjson&tag=t3`);
  lines = r.text.trim().split('\n').map((l) => JSON.parse(l));
  ok('filtered, as objects', lines.length === counted(`'t3' = ANY (tags)`) && lines.every((h) => h.tags.includes('t3')) && !('password' in lines[0]));
  const after = Math.max(...workers());
  ok('in memory that does not grow with their number', after - before < 8192, `${before} → ${after} kB`);
  ok('what needs attention can be exported', (await admin.get(`${v1}/hosts/export?attention=true&q=m-5`)).text.trim().split('\r\n').length === 2);
} catch (e) {
  ok('the test ran to its end', false, e.stack);
} finally {
  await stack.stop();
}
process.exit(t.bad ? 1 : 0);
