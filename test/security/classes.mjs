// One test for each class of the rivals' published vulnerabilities that applies
// to what exists; the advisory that taught it stands in the name.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, statSync, writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import http from 'node:http';
import { randomBytes } from 'node:crypto';
import { startStack, login, checker, Client, sleep, top } from '../lib/stack.mjs';
import { startSshd, onboard } from '../lib/sshd.mjs';

const t = checker();
const { ok } = t;
// The walk over all routes is one address's; how it is slowed down is tested elsewhere.
const stack = await startStack({ env: { K8SM_RATE_PER_S: '100000', K8SM_RATE_BURST: '100000' } });
const sshd = await startSshd({ passphrase: '' });
const psql = (sql) => {
  const r = spawnSync('psql', ['-qAtX', '-d', stack.ownerUrl, '-c', sql], { encoding: 'utf8' });
  if (r.status !== 0) throw new Error(r.stderr);
  return r.stdout.trim();
};
try {
  const admin = await login(stack);
  const anon = new Client(stack.url);

  // --- who may come in at all -------------------------------------------------
  const doc = (await anon.get('/api/openapi.json')).body;
  const open = [];
  let walked = 0;
  for (const [path, item] of Object.entries(doc.paths)) {
    for (const method of Object.keys(item)) {
      if (!['get', 'post', 'put', 'patch', 'delete'].includes(method)) continue;
      walked++;
      const r = await anon.call(method.toUpperCase(), path.replace(/\{[^}]*\}/g, '1'), ['post', 'put', 'patch'].includes(method) ? {} : undefined);
      if (r.status !== 401) open.push(`${method.toUpperCase()} ${path}`);
    }
  }
  const allowed = ['GET /api/health', 'GET /api/ready', 'GET /api/openapi.json', 'POST /api/v1/auth/login', 'POST /api/v1/auth/register',
    'POST /api/v1/auth/refresh', 'POST /api/v1/auth/logout', 'GET /api/v1/auth/config'];
  ok(`without a token ${walked} routes answer 401 but for the public list (KubePi CVE-2023-22478, Argo CD CVE-2024-37152)`,
    open.every((r) => allowed.includes(r) || (r === 'POST /api/v1/auth/refresh')), open.filter((r) => !allowed.includes(r)).join(', '));
  for (const agent of ['Nacos-Server', 'kube-probe/1.30']) {
    ok(`no trust by User-Agent ${agent} (Nacos CVE-2021-29441)`, (await anon.get('/api/v1/rbac/users', { 'user-agent': agent })).status === 401);
  }
  ok('no trust by identity headers', (await anon.get('/api/v1/rbac/users', { 'x-user-id': '1', 'x-remote-user': 'admin', 'x-forwarded-user': 'admin', 'impersonate-user': 'admin' })).status === 401);
  ok('no default password (Harbor, Portainer CVE-2018-19367)', (await Promise.all(['admin', 'Harbor12345', 'nacos', '123456', 'password', ''].map((p) => anon.post('/api/v1/auth/login', { username: 'admin', password: p })))).every((r) => r.status !== 200));
  ok('registration is closed unless opened', (await anon.post('/api/v1/auth/register', { username: 'stranger', password: 'a long password 77', email: 's@example.com' })).status === 403);

  // --- listeners ----------------------------------------------------------------
  const port = new URL(stack.url).port;
  const mine = new Set();
  for (const d of readdirSync('/proc').filter((x) => /^\d+$/.test(x))) {
    try {
      const env = readFileSync(`/proc/${d}/environ`, 'utf8');
      if (env.includes(stack.varDir) || readFileSync(`/proc/${d}/cmdline`, 'utf8').includes(stack.varDir)) {
        for (const fd of readdirSync(`/proc/${d}/fd`)) {
          try { const m = /socket:\[(\d+)\]/.exec(execFileSync('readlink', [`/proc/${d}/fd/${fd}`], { encoding: 'utf8' })); if (m) mine.add(m[1]); } catch { /* closed */ }
        }
      }
    } catch { /* gone */ }
  }
  const listening = readFileSync('/proc/net/tcp', 'utf8').split('\n').slice(1).map((l) => l.trim().split(/\s+/))
    .filter((f) => f[3] === '0A' && mine.has(f[9])).map((f) => parseInt(f[1].split(':')[1], 16));
  ok('nginx has the only TCP listener (Argo CD CVE-2026-15416, CVE-2024-31989)', listening.length > 0 && listening.every((p) => p === Number(port)), listening.join());
  const sockets = readdirSync(stack.runDir).filter((f) => f.endsWith('.sock'));
  ok('our sockets are closed to other users', sockets.length >= 3 && sockets.every((f) => (statSync(join(stack.runDir, f)).mode & 0o007) === 0), sockets.join());
  ok('the key files are closed to other users', ['jwt.secret', 'master.key'].every((f) => (statSync(join(stack.varDir, f)).mode & 0o077) === 0));

  // --- keys -----------------------------------------------------------------------
  const dir = mkdtempSync(join(tmpdir(), 'k8sm-weak.'));
  for (const [name, value] of [['a short one', 'short'], ['an empty one', ''], ['a well-known one', 'SecretKey012345678901234567890123456789012345678901234567890123456789']]) {
    writeFileSync(join(dir, 'jwt'), value, { mode: 0o600 });
    const r = spawnSync(join(top, 'build/test/k8sm-api'), [], { encoding: 'utf8', timeout: 8000, env: { PATH: process.env.PATH,
      K8SM_DATABASE_URL: stack.databaseUrl, K8SM_VAR_DIR: stack.varDir, K8SM_RUN_DIR: dir, K8SM_JWT_SECRET_FILE: join(dir, 'jwt') } });
    ok(`the program refuses to start with ${name} as signing key (KubePi CVE-2023-22463, Nacos)`, r.status !== 0 && r.status !== null, `${r.status} ${r.signal} ${r.stderr}`.slice(0, 300));
  }
  rmSync(dir, { recursive: true, force: true });

  // --- nobody gives more than he has -------------------------------------------------
  const role = await admin.post('/api/v1/rbac/roles', { name: 'user manager', permissions: ['rbac:read', 'rbac:write', 'token:write', 'token:read', 'host:read'] });
  const mgr = (await admin.post('/api/v1/rbac/users', { username: 'manager', password: 'initial pass 99', roles: [role.body.data.code] })).body.data;
  const manager = await new Client(stack.url).login('manager', 'initial pass 99');
  for (const [name, r] of [
    ['make himself administrator', await manager.put(`/api/v1/rbac/users/${mgr.id}`, { roles: ['admin'] })],
    ['create an administrator', await manager.post('/api/v1/rbac/users', { username: 'eve-admin', password: 'initial pass 99', roles: ['admin'] })],
    ['give a role more than he holds', await manager.put(`/api/v1/rbac/roles/${role.body.data.id}`, { permissions: ['*:*'] })],
    ['create a role with more than he holds', await manager.post('/api/v1/rbac/roles', { name: 'super', permissions: ['host:execute'] })],
    ['reset the password of an administrator', await manager.put('/api/v1/rbac/users/1', { password: 'taken over 99' })],
    ['make a token with more than he holds', await manager.post('/api/v1/auth/tokens', { name: 'x', scopes: ['host:execute'], expires_in_days: 1 })],
  ]) ok(`a user manager cannot ${name} (Rancher CVE-2021-36784, CVE-2022-31247)`, r.status === 403 || r.status === 400, `${r.status} ${r.text}`);
  for (const body of [{ username: 'mass', password: 'initial pass 99', is_admin: true }, { username: 'mass', password: 'initial pass 99', has_admin_role: true }, { username: 'mass', password: 'initial pass 99', id: 1 }]) {
    ok(`a body cannot set ${Object.keys(body).at(-1)} (Harbor CVE-2019-16097)`, (await admin.post('/api/v1/rbac/users', body)).status === 400);
  }

  // --- secrets stay where they are -----------------------------------------------------
  const canary = `canary-${randomBytes(12).toString('hex')}`;
  const host = await onboard(admin, sshd, 'sec-host');
  await admin.post('/api/v1/hosts/probe', { name: 'canary', ip: '127.0.0.1', port: sshd.port, auth_type: 'password', username: 'nobody', password: canary });
  await admin.post('/api/v1/hosts', { name: 'canary', ip: '127.0.0.1', port: 1, username: 'root', password: canary, force: true });
  await admin.post('/api/v1/rbac/users', { username: 'canary-user', password: canary, roles: ['viewer'] });
  await anon.post('/api/v1/auth/login', { username: 'admin', password: canary });
  await anon.get(`/api/v1/hosts?q=x`, { authorization: `Bearer ${canary}` });
  const bodyLine = sshd.privateKey.split('\n')[2];
  const dump = execFileSync('/usr/lib/postgresql/15/bin/pg_dump', ['-d', stack.ownerUrl, '--data-only'], { encoding: 'utf8', maxBuffer: 1 << 28 });
  ok('no planted secret lies in the database in the clear (Rancher CVE-2021-36782)', !dump.includes(canary) && !dump.includes(bodyLine));
  const logs = readdirSync(join(stack.varDir, 'log')).map((f) => readFileSync(join(stack.varDir, 'log', f), 'utf8')).join('\n');
  ok('nor in any log (Argo CD CVE-2025-23216)', !logs.includes(canary) && !logs.includes(bodyLine));
  const replies = [];
  for (const p of ['/api/v1/hosts?page_size=100', '/api/v1/credentials/ssh_keys', '/api/v1/audit?page_size=200', '/api/v1/tasks', '/api/v1/rbac/users', '/api/v1/audit/export?format=csv', `/api/v1/hosts/${host.id}`]) replies.push((await admin.get(p)).text);
  ok('nor in any reply or audit row (Rancher CVE-2023-22649)', replies.every((r) => !r.includes(canary) && !r.includes(bodyLine)));
  const args = readdirSync('/proc').filter((x) => /^\d+$/.test(x)).map((d) => { try { return readFileSync(`/proc/${d}/cmdline`, 'utf8'); } catch { return ''; } }).join('\n');
  ok('nor in an argument list', !args.includes(canary));
  const access = readdirSync(join(stack.varDir, 'nginx')).filter((f) => f.endsWith('.log')).map((f) => readFileSync(join(stack.varDir, 'nginx', f), 'utf8')).join('');
  ok('nor in what nginx writes', !access.includes(canary));

  // --- injection ----------------------------------------------------------------------
  for (const username of ['-oProxyCommand=id', 'root;id', 'a b', '$(id)', 'ro\not']) {
    const r = await admin.post('/api/v1/hosts/probe', { name: 'inj', ip: '127.0.0.1', port: sshd.port, auth_type: 'password', username, password: 'x' });
    ok(`the login name ${JSON.stringify(username)} is refused (Rancher CVE-2022-43758, libssh CVE-2026-59846)`, r.status === 400 || r.body?.data?.error_code === 'validation_error', r.text);
  }
  for (const ip of ['-oX', '127.0.0.1;id', '169.254.169.254', 'fe80::1', '[::ffff:169.254.169.254]', 'a/b', 'user@127.0.0.1']) {
    const r = await admin.post('/api/v1/hosts/probe', { name: 'inj', ip, port: 22, auth_type: 'password', username: 'root', password: 'x' });
    ok(`the address ${ip} is refused (Rancher CVE-2019-14435)`, r.status === 400 || r.body?.data?.error_code === 'validation_error', r.text);
  }
  for (const q of ["' OR 1=1 --", '%', '_', '\\', "'; DROP TABLE hosts; --"]) {
    const r = await admin.get(`/api/v1/hosts?q=${encodeURIComponent(q)}`);
    ok(`the search ${JSON.stringify(q)} finds nothing and breaks nothing`, r.status === 200 && r.body.data.list.length === 0, r.text);
  }
  const sort = await admin.get(`/api/v1/hosts?sort=${encodeURIComponent('id;select 1')}`);
  ok('the sort column comes from a list', sort.status === 400, sort.text);
  const task = await admin.post(`/api/v1/hosts/${host.id}/ssh/exec`, { command: "printf '%s' \"a'b\" '$(id)' '`id`'" });
  let log = '';
  for (let i = 0; i < 300 && !/"status":"(succeeded|failed)"/.test(log); i++) { await sleep(100); log = (await admin.get(`/api/v1/tasks/${task.body.data.task_id}`)).text; }
  const shown = (await admin.get(`/api/v1/tasks/${task.body.data.task_id}/log`)).body.data.list.filter((e) => e.type === 'stdout').map((e) => e.text).join('');
  ok('a command arrives as written and is interpreted once', shown === "a'b$(id)`id`", shown);
  await admin.post('/api/v1/teams', { name: '=cmd|calc', description: '@x' });
  const csv = await admin.get('/api/v1/audit/export?format=csv');
  ok('exports carry no spreadsheet formulas', !/(^|,)"?[=@+]/m.test(csv.text.replace(/^[^\n]*\n/, '')) && csv.text.includes('cmd|calc'), csv.text.slice(0, 300));

  // --- sockets ---------------------------------------------------------------------------
  const upgrade = (headers) => new Promise((resolve) => {
    const req = http.request({ host: '127.0.0.1', port, path: '/ws/notifications', headers: { connection: 'Upgrade', upgrade: 'websocket',
      'sec-websocket-version': '13', 'sec-websocket-key': randomBytes(16).toString('base64'), ...headers } });
    req.on('upgrade', (res, socket) => { let data = ''; socket.on('data', (d) => (data += d.toString('latin1'))); socket.on('error', () => {}); resolve({ status: 101, socket, closed: new Promise((r) => { socket.on('close', () => r(data)); socket.on('data', (d) => { if (d[0] === 0x88) r(''); /* a close frame, first of all */ }); }) }); });
    req.on('response', (res) => { res.resume(); resolve({ status: res.statusCode }); });
    req.on('error', () => resolve({ status: 0 }));
    req.end();
  });
  const foreign = await upgrade({ origin: 'https://evil.example' });
  ok('a WebSocket from a foreign page is refused (Rancher CVE-2019-13209)', foreign.status !== 101, foreign.status);
  foreign.socket?.destroy();
  const silent = await upgrade({ origin: stack.url });
  const t0 = Date.now();
  if (silent.status === 101) await Promise.race([silent.closed, sleep(8000)]);
  ok('a WebSocket without a ticket is closed soon and told nothing', silent.status !== 101 || Date.now() - t0 < 7500, `${Date.now() - t0} ms`);
  silent.socket?.destroy();
  const tickets = psql('SELECT count(*) FROM tickets');
  const ticket = await admin.post('/api/v1/auth/tickets', { target: 'notifications' });
  ok('tickets are stored hashed (JumpServer CVE-2025-62712)', ticket.status < 300 && Number(psql('SELECT count(*) FROM tickets')) === Number(tickets) + 1 &&
    !execFileSync('/usr/lib/postgresql/15/bin/pg_dump', ['-d', stack.ownerUrl, '--data-only', '-t', 'tickets'], { encoding: 'utf8' }).includes(ticket.body.data.ticket), ticket.text);

  // --- the database's second wall ------------------------------------------------------------
  const app = (sql) => spawnSync('psql', ['-qAtX', '-d', stack.databaseUrl, '-c', sql], { encoding: 'utf8' });
  ok('without a scope the application role sees no tenant row: the statement fails', app('SELECT count(*) FROM hosts').status !== 0 || app('SELECT count(*) FROM hosts').stdout.trim() === '0');
  ok('with another project as scope it sees none', app("SELECT set_config('k8sm.projects', '{999999}', false), set_config('k8sm.user','1',false); SELECT count(*) FROM hosts").stdout.trim().endsWith('0'));
  ok('the application role cannot write the audit', app("DELETE FROM audit_logs").status !== 0 && app("UPDATE audit_logs SET actor_id = 1").status !== 0 && app("INSERT INTO audit_logs DEFAULT VALUES").status !== 0);
  ok('the application role cannot create tables', app('CREATE TABLE x (y int)').status !== 0);
  ok('nor turn row-level security off', app('ALTER TABLE hosts DISABLE ROW LEVEL SECURITY').status !== 0 && app('SET ROLE k8sm_owner').status !== 0);

  // --- versions that carry fixes -----------------------------------------------------------------
  const version = (p) => spawnSync('dpkg-query', ['-W', '-f', '${Version}', p], { encoding: 'utf8' }).stdout;
  const atLeast = (p, v) => spawnSync('dpkg', ['--compare-versions', version(p), 'ge', v]).status === 0;
  ok('libfcgi carries the fix for CVE-2025-23016', atLeast('libfcgi0ldbl', '2.4.2-2+deb12u1') || atLeast('libfcgi-bin', '2.4.2-2+deb12u1') || atLeast('libfcgi-dev', '2.4.2-2+deb12u1'), version('libfcgi-dev'));
  ok('libssh carries the fixes of 2026', atLeast('libssh-dev', '0.10.6-0+deb12u3') || atLeast('libssh-4', '0.10.6-0+deb12u3'), version('libssh-dev'));
} catch (e) {
  ok('the test ran to its end', false, e.stack);
} finally {
  sshd.stop();
  await stack.stop();
}
process.exit(t.bad ? 1 : 0);
