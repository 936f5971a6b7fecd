// Accounts, roles and explanations over HTTP: shapes, refusals, protections.
import { startStack, login, checker, Client } from '../lib/stack.mjs';

const t = checker();
const { ok } = t;
const stack = await startStack();
try {
  const admin = await login(stack);
  const put = (path, body, headers) => admin.call('PUT', path, body, headers);
  const good = 'initial pass 99';

  // Oneself.
  const me = await admin.get('/api/v1/auth/me');
  ok('me shows name, roles and permissions', me.status === 200 && me.body.data.username === 'admin' && me.body.data.roles.includes('admin') && me.body.data.permissions.includes('*:*'), me.text);
  ok('no reply ever holds a hash', !me.text.includes('argon2'));
  const mine = await put('/api/v1/auth/me', { name: '管理员', email: 'admin@example.com', phone: '123' });
  ok('one changes his own name and contacts', mine.status === 200 && mine.body.data.email === 'admin@example.com', mine.text);
  ok('a picture with a script as address is refused', (await put('/api/v1/auth/me', { avatar: 'javascript:alert(1)' })).status === 400);
  ok('one cannot make himself anything by /auth/me', (await put('/api/v1/auth/me', { roles: ['admin'] })).status === 400);
  const config = await new Client(stack.url).get('/api/v1/auth/config');
  ok('a login page learns what it needs', config.status === 200 && config.body.data.register_enabled === false && config.body.data.password_min === 8, config.text);
  const codes = await admin.get('/api/v1/rbac/me/permissions');
  ok('my permissions are a plain array', Array.isArray(codes.body.data) && codes.body.data.includes('*:*'), codes.text);

  // Accounts.
  const made = await admin.post('/api/v1/rbac/users', { username: 'wang.li', password: good, email: 'w@example.com', name: '王丽', roles: ['viewer', 'viewer'], status: 'active' });
  ok('an account is made with 201 in the shape of the contract', made.status === 201 && ['id', 'username', 'name', 'email', 'roles', 'status', 'createdAt', 'updatedAt'].every((k) => k in made.body.data) && made.body.data.roles.join() === 'viewer' && !made.text.includes('argon2'), made.text);
  const id = made.body.data?.id;
  ok('the same name again is 409 with code 4002', (await admin.post('/api/v1/rbac/users', { username: 'WANG.LI', password: good })).body.code === 4002);
  const off = await admin.post('/api/v1/rbac/users', { username: 'sleeper', password: good, roles: [], status: 'Disabled' });
  ok('an account can be made disabled', off.body.data?.status === 'disabled', off.text);
  for (const [why, body, field] of [
    ['no password', { username: 'someone' }, 'password'], ['a short password', { username: 'someone', password: 'abc' }, 'password'],
    ['a common password', { username: 'someone', password: 'Password123!' }, 'password'], ['its name as password', { username: 'someone-long', password: 'someone-long' }, 'password'],
    ['a name with blanks', { username: 'some one', password: good }, 'username'], ['a bad address', { username: 'someone', password: good, email: 'nobody' }, 'email'],
    ['an unknown role', { username: 'someone', password: good, roles: ['nothing'] }, 'roles'], ['an unknown field', { username: 'someone', password: good, uid: 0 }, 'uid'],
  ]) {
    const r = await admin.post('/api/v1/rbac/users', body);
    ok(`an account with ${why} is refused, naming ${field}`, r.status === 400 && r.body.field === field, r.text);
  }
  const page = await admin.get('/api/v1/rbac/users?page=1&pageSize=2&sort=-username');
  ok('accounts are paged and sorted', page.body.data.total === 3 && page.body.data.list.length === 2 && page.body.data.list[0].username === 'wang.li', page.text);
  ok('and found by text, status and role', (await admin.get('/api/v1/rbac/users?q=wang&status=active&role=viewer')).body.data.total === 1 && (await admin.get('/api/v1/rbac/users?status=disabled')).body.data.list[0].username === 'sleeper');
  ok('an unknown sort is refused', (await admin.get('/api/v1/rbac/users?sort=password_hash')).status === 400);
  const v = made.body.data.version;
  const edit = await put(`/api/v1/rbac/users/${id}`, { email: 'new@example.com', roles: ['viewer'], status: 'active', password: '' }, { 'if-match': String(v) });
  ok('the edit dialog of the contract works', edit.status === 200 && edit.body.data.email === 'new@example.com', edit.text);
  const late = await put(`/api/v1/rbac/users/${id}`, { email: 'late@example.com' }, { 'if-match': `"${v}"` });
  ok('a second writer gets 409 with the current version', late.status === 409 && late.body.details?.current_version === edit.body.data.version, late.text);
  ok('an unknown account is 404 with code 4003', (await admin.get('/api/v1/rbac/users/987654')).body.code === 4003);
  ok('a bad id is 400', (await admin.get('/api/v1/rbac/users/abc')).status === 400);

  const wang = await new Client(stack.url).login('wang.li', good);
  ok('the new user logs in and is told to change the password', (await wang.get('/api/v1/auth/me')).body.data.mustChangePassword === true);
  ok('he does not read accounts', (await wang.get('/api/v1/rbac/users')).status === 403 && (await wang.get(`/api/v1/rbac/users/${id}`)).status === 403);
  ok('he reads his own card and nobody else\'s', (await wang.get(`/api/v1/user/${id}`)).status === 200 && (await wang.get('/api/v1/user/1')).status === 404);
  const why = await wang.get(`/api/v1/rbac/users/${id}/permissions?permission=host:read`);
  ok('he may ask why he can do something', why.status === 200 && why.body.data.allowed === true && why.body.data.ways[0].role_code === 'viewer', why.text);
  ok('but not about others', (await wang.get('/api/v1/rbac/users/1/permissions')).status === 403);
  const changed = await wang.post('/api/v1/auth/password', { old_password: good, new_password: 'my own pass 42' });
  ok('he changes his password and stays logged in', changed.status === 200 && (await wang.get('/api/v1/auth/me')).body.data.mustChangePassword === false, changed.text);
  ok('the old one is gone', (await new Client(stack.url).post('/api/v1/auth/login', { username: 'wang.li', password: good })).body.code === 4009);

  // Others' sessions.
  const sessions = await admin.get(`/api/v1/rbac/users/${id}/sessions`);
  ok('an administrator sees the sessions of a user', sessions.body.data.total >= 1 && sessions.body.data.list[0].ip, sessions.text);
  await admin.delete(`/api/v1/rbac/users/${id}/sessions`);
  ok('and ends them', (await wang.get('/api/v1/auth/me')).status === 401 && (await wang.post('/api/v1/auth/refresh', { refreshToken: wang.refreshToken })).status === 401);

  // Protections.
  const self = me.body.data.id;
  ok('nobody disables himself', (await put(`/api/v1/rbac/users/${self}`, { status: 'disabled' })).status === 409);
  ok('nobody deletes himself', (await admin.delete(`/api/v1/rbac/users/${self}`)).status === 409);
  ok('the last administrator stays one', (await put(`/api/v1/rbac/users/${self}`, { roles: ['viewer'] })).status === 409);
  const second = (await admin.post('/api/v1/rbac/users', { username: 'second', password: good, roles: ['admin'] })).body.data;
  const other = await new Client(stack.url).login('second', good);
  const race = await Promise.all([put(`/api/v1/rbac/users/${second.id}`, { roles: [] }), other.call('PUT', `/api/v1/rbac/users/${self}`, { roles: [] })]);
  ok('two administrators cannot strip each other at once', race.filter((r) => r.status === 200).length === 1, race.map((r) => r.text).join(' '));
  const boss = race[0].status === 200 ? admin : other;
  if (boss === other) await other.call('PUT', `/api/v1/rbac/users/${self}`, { roles: ['admin'] });
  ok('an account can be deleted', (await admin.delete(`/api/v1/rbac/users/${second.id}`)).status === 200 && (await admin.get(`/api/v1/rbac/users/${second.id}`)).status === 404);

  // Roles and permissions.
  const role = await admin.post('/api/v1/rbac/roles', { name: '值班', description: 'night', permissions: ['host:read', 'task:*'] });
  ok('a role is made, its code is its name', role.status === 201 && role.body.data.code === '值班' && role.body.data.permissions.join() === 'host:read,task:*', role.text);
  const renamed = await put(`/api/v1/rbac/roles/${role.body.data.id}`, { name: '夜班', permissions: ['host:read'] });
  ok('a rename keeps the code', renamed.body.data.code === '值班' && renamed.body.data.name === '夜班', renamed.text);
  ok('an unknown permission is refused', (await admin.post('/api/v1/rbac/roles', { name: 'x', permissions: ['no:such'] })).body.field === 'permissions');
  ok('a role of the same name is 409', (await admin.post('/api/v1/rbac/roles', { name: '夜班' })).status === 409);
  const roles = await admin.get('/api/v1/rbac/roles?q=admin');
  ok('roles are listed', roles.body.data.list[0].code === 'admin' && roles.body.data.list[0].builtin === true, roles.text);
  ok('the administrators\' role keeps its permissions', (await put('/api/v1/rbac/roles/1', { name: '管理员', permissions: [] })).status === 409);
  ok('but may be saved as it is, as the contract\'s console does', (await put('/api/v1/rbac/roles/1', { name: '管理员', permissions: ['*:*'] })).body.data?.code === 'admin');
  ok('built-in roles stay', (await admin.delete('/api/v1/rbac/roles/2')).status === 409);
  ok('others go', (await admin.delete(`/api/v1/rbac/roles/${role.body.data.id}`)).status === 200);
  const perms = await admin.get('/api/v1/rbac/permissions?page_size=500');
  ok('all permissions of the contract are known', ['host:read', 'host:execute', 'k8s:namespace:bind', 'deploy:compose:approve', 'catalog:manage', 'topology:read', 'project:switch', '*:*'].every((c) => perms.body.data.list.some((p) => p.code === c)) && perms.body.data.total > 90, perms.text.slice(0, 200));
  ok('one permission is shown', (await admin.get(`/api/v1/rbac/permissions/${perms.body.data.list[0].id}`)).body.data.code === perms.body.data.list[0].code);
  const routes = (await admin.get('/api/openapi.json')).body;
  void routes;
  ok('check answers the contract', (await admin.post('/api/v1/rbac/check', { resource: 'project', action: 'switch' })).body.data.hasPermission === true);
  const who = await admin.get('/api/v1/rbac/who?permission=host:read');
  ok('who can is told with the ways', who.body.data.list.some((w) => w.username === 'admin' && w.way === 'admin') && who.body.data.list.some((w) => w.username === 'wang.li' && w.way === 'global' && w.role_code === 'viewer'), who.text);
  ok('console events are taken', (await admin.post('/api/v1/rbac/migration/events', { eventType: 'governance_task', action: 'user.create', status: 'success', durationMs: 5 })).body.data.accepted === true);

  // API tokens.
  for (const [w, body] of [['no scope', { name: 'a', scopes: [] }], ['an unknown scope', { name: 'a', scopes: ['no:such'] }], ['more than a year', { name: 'a', scopes: ['host:read'], expires_in_days: 366 }], ['a foreign project', { name: 'a', scopes: ['host:read'], project_id: 4711 }]])
    ok(`a token with ${w} is refused`, (await admin.post('/api/v1/auth/tokens', body)).status >= 400);
  const tok = await admin.post('/api/v1/auth/tokens', { name: 'robot', scopes: ['rbac:read', 'token:write'], expires_in_days: 2, project_id: 1 });
  const robot = new Client(stack.url);
  robot.token = tok.body.data.token;
  ok('a token for one project names no other', (await robot.get('/api/v1/auth/me', { 'x-project-id': '1' })).status === 200 && (await robot.get('/api/v1/auth/me', { 'x-project-id': '2' })).status === 404);
  ok('a token makes no token and changes no password', (await robot.post('/api/v1/auth/tokens', { name: 'b', scopes: ['rbac:read'] })).status === 403 && (await robot.post('/api/v1/auth/password', { old_password: 'x', new_password: 'y' })).status === 403);
  ok('the audit of its making does not hold it', !(await admin.get('/api/v1/audit?action=auth.create_token')).text.includes(tok.body.data.token.slice(5, 25)));

  // The cookie form, all the way.
  const headers = { 'content-type': 'application/json', 'x-k8sm-client': 'console' };
  const send = (path, cookie, extra = {}) => fetch(`${stack.url}/api/v1/auth/${path}`, { method: 'POST', headers: { ...headers, ...(cookie ? { cookie } : {}), ...extra }, body: '{}' });
  const first = await fetch(`${stack.url}/api/v1/auth/login`, { method: 'POST', headers, body: JSON.stringify({ username: 'admin', password: stack.password }) });
  const c1 = first.headers.get('set-cookie').split(';')[0];
  const r1 = await send('refresh', c1);
  const c2 = r1.headers.get('set-cookie')?.split(';')[0];
  ok('a console refreshes by its cookie', r1.status === 200 && c2 && c2 !== c1 && !(await r1.json()).data.refreshToken);
  ok('without the header the cookie is not looked at', (await fetch(`${stack.url}/api/v1/auth/refresh`, { method: 'POST', headers: { 'content-type': 'application/json', cookie: c2 }, body: '{}' })).status === 401);
  ok('a request from another site is refused', (await send('refresh', c2, { 'sec-fetch-site': 'cross-site' })).status === 403);
  const bye = await send('logout', c2);
  ok('logout clears the cookie and ends the session', bye.status === 200 && /Max-Age=0/.test(bye.headers.get('set-cookie')) && (await send('refresh', c2)).status === 401);
} catch (e) {
  ok('the test ran to its end', false, e.stack);
} finally {
  await stack.stop();
}
process.exit(t.bad ? 1 : 0);
