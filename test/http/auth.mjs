// Tokens, sessions, lock-out and rights: what stops working stops at once.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startStack, login, checker, Client, sleep } from '../lib/stack.mjs';

const t = checker();
const { ok } = t;
const stack = await startStack();
const b64 = (v) => Buffer.from(typeof v === 'string' ? v : JSON.stringify(v)).toString('base64url');
const secret = readFileSync(join(stack.varDir, 'jwt.secret'), 'utf8').trim();
const hs = (h, p, key = secret, alg = 'sha256') => { const m = `${b64(h)}.${b64(p)}`; return `${m}.${createHmac(alg, key).update(m).digest('base64url')}`; };
try {
  const admin = await login(stack);
  const [, payload64] = admin.token.split('.');
  const claims = JSON.parse(Buffer.from(payload64, 'base64url'));
  const head = { alg: 'HS256', typ: 'JWT' };
  const now = Math.floor(Date.now() / 1000);
  const me = (token) => new Client(stack.url).get('/api/v1/auth/me', { authorization: token === null ? '' : `Bearer ${token}` });
  ok('a fresh token works', (await me(admin.token)).status === 200);
  ok('the claims are sub iss iat exp jti sid and nothing more', Object.keys(claims).sort().join() === 'exp,iat,iss,jti,sid,sub', Object.keys(claims).join());
  ok('a token made here with the right secret is accepted, so the refusals below mean something', (await me(hs(head, claims))).status === 200);
  const parts = admin.token.split('.');
  const forged = {
    'alg none with an empty signature': `${b64({ alg: 'none', typ: 'JWT' })}.${payload64}.`,
    'alg None in another case': `${b64({ alg: 'nOnE', typ: 'JWT' })}.${payload64}.`,
    'another key': hs(head, claims, 'x'.repeat(64)),
    'the empty key': hs(head, claims, ''),
    'HS512 with the right key': hs({ alg: 'HS512', typ: 'JWT' }, claims, secret, 'sha512'),
    'an RS256 header over an HMAC': hs({ alg: 'RS256', typ: 'JWT' }, claims),
    'an embedded jwk': hs({ ...head, jwk: { kty: 'oct', k: b64('x') } }, claims, 'x'),
    'a crit header': hs({ ...head, crit: ['exp'] }, claims),
    'a changed payload': `${parts[0]}.${b64({ ...claims, sub: '2' })}.${parts[2]}`,
    'a signature cut short': `${parts[0]}.${parts[1]}.${parts[2].slice(0, 20)}`,
    'no signature part': `${parts[0]}.${parts[1]}`,
    'four parts': `${admin.token}.x`,
    'another issuer': hs(head, { ...claims, iss: 'evil' }),
    'no expiry': hs(head, (({ exp, ...rest }) => rest)(claims)),
    'an expiry that is text': hs(head, { ...claims, exp: 'never' }),
    'issued in the future': hs(head, { ...claims, iat: now + 3600, exp: now + 7200 }),
    'another session': hs(head, { ...claims, sid: 999999 }),
    'a token of 10 kB': `${b64({ ...head, kid: 'x'.repeat(10000) })}.${payload64}.x`,
    'padding in base64url': `${parts[0]}==.${parts[1]}.${parts[2]}`,
    'nothing after Bearer': '',
  };
  for (const [name, token] of Object.entries(forged)) {
    const r = await me(token);
    ok(`a token with ${name} is refused with 401`, r.status === 401 && r.body?.code !== 1000, `${r.status} ${r.text}`);
  }
  const expired = await me(hs(head, { ...claims, iat: now - 7200, exp: now - 3600 }));
  ok('an expired token is refused with 401 and code 4005', expired.status === 401 && expired.body.code === 4005, expired.text);
  ok('no token is refused with 401 and code 2003', (await new Client(stack.url).get('/api/v1/auth/me')).body.code === 2003);
  ok('a token in the query is not taken', (await new Client(stack.url).get(`/api/v1/auth/me?token=${admin.token}`)).status !== 200);
  const asRefresh = await me(admin.refreshToken);
  ok('a refresh token is no access token', asRefresh.status === 401, asRefresh.text);

  // Refresh: rotation, and re-use ends the family.
  const user = await login(stack);
  const first = user.refreshToken;
  const r1 = await user.post('/api/v1/auth/refresh', { refreshToken: first });
  ok('a refresh gives new tokens', r1.status === 200 && r1.body.data.refreshToken !== first, r1.text);
  const r2 = await user.post('/api/v1/auth/refresh', { refreshToken: r1.body.data.refreshToken });
  const replay = await user.post('/api/v1/auth/refresh', { refreshToken: first });
  ok('a spent refresh token is refused with 401', replay.status === 401, replay.text);
  const r3 = await user.post('/api/v1/auth/refresh', { refreshToken: r2.body.data.refreshToken });
  const r4 = await me(r2.body.data.accessToken);
  ok('and ends its whole family: newest refresh and access token too', r3.status === 401 && r4.status === 401, `${r3.text} ${r4.text}`);
  const audited = await admin.get('/api/v1/audit?action=auth.refresh_reuse');
  ok('and is audited', audited.body?.data?.total >= 1, audited.text);

  // Cookie form of the console.
  const jar = await fetch(`${stack.url}/api/v1/auth/login`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-k8sm-client': 'console' },
    body: JSON.stringify({ username: 'admin', password: stack.password }) });
  const cookie = jar.headers.get('set-cookie') ?? '';
  const jarBody = await jar.json();
  ok('the console gets its refresh token as a cookie that scripts cannot read', /HttpOnly/i.test(cookie) && /SameSite=Strict/i.test(cookie) && /Path=\/api\/v1\/auth/i.test(cookie) && !jarBody.data.refreshToken, cookie);

  // Wrong passwords.
  await admin.post('/api/v1/rbac/users', { username: 'locked', password: 'initial pass 99', roles: ['viewer'] });
  const anon = new Client(stack.url);
  const times = { known: [], unknown: [] };
  for (let i = 0; i < 6; i++) {
    let t0 = performance.now();
    await anon.post('/api/v1/auth/login', { username: 'locked', password: `wrong ${i}` });
    times.known.push(performance.now() - t0);
    t0 = performance.now();
    await anon.post('/api/v1/auth/login', { username: `nobody-${i}`, password: `wrong ${i}` });
    times.unknown.push(performance.now() - t0);
  }
  // The shortest of each: what runs beside the test only adds.
  const [k, u] = [Math.min(...times.known), Math.min(...times.unknown)];
  ok('an unknown user is answered in the same time as a known one', Math.abs(k - u) < Math.max(15, 0.5 * k), JSON.stringify(times));
  const unknown = await anon.post('/api/v1/auth/login', { username: 'nobody-x', password: 'wrong' });
  const known = await anon.post('/api/v1/auth/login', { username: 'locked', password: 'wrong' });
  ok('and with the same words', unknown.status === known.status && unknown.body.message === known.body.message, `${unknown.text} ${known.text}`);
  for (let i = 0; i < 6; i++) await anon.post('/api/v1/auth/login', { username: 'locked', password: `wrong ${i}` });
  const locked = await anon.post('/api/v1/auth/login', { username: 'locked', password: 'initial pass 99' });
  ok('ten wrong passwords lock the account: 429 with Retry-After, also for the right one', locked.status === 429 && Number(locked.headers.get('retry-after')) > 0, `${locked.status} ${locked.text}`);
  process.kill(stack.pid('k8sm-api'), 'SIGHUP');
  await sleep(1200);
  const still = await anon.post('/api/v1/auth/login', { username: 'locked', password: 'initial pass 99' });
  ok('the lock outlives the processes that set it', still.status === 429, still.text);
  const users = (await admin.get('/api/v1/rbac/users?q=locked')).body.data.list;
  await admin.post(`/api/v1/rbac/users/${users[0].id}/unlock`);
  ok('an administrator can lift it', (await anon.post('/api/v1/auth/login', { username: 'locked', password: 'initial pass 99' })).status === 200);

  // Rights and sessions end at the next request.
  const op = (await admin.post('/api/v1/rbac/users', { username: 'oper', password: 'initial pass 99', roles: ['operator'] })).body.data;
  await admin.post('/api/v1/projects/1/members', { user_id: op.id, role: 'operator' });
  const oper = await new Client(stack.url).login('oper', 'initial pass 99');
  ok('an operator lists hosts', (await oper.get('/api/v1/hosts')).status === 200);
  await admin.put(`/api/v1/rbac/users/${op.id}`, { roles: [] });
  const mem = (await admin.get('/api/v1/projects/1/members')).body.data.list.find((m) => m.user_id === op.id);
  if (mem) await admin.delete(`/api/v1/projects/1/members/${mem.id}`);
  const after = await oper.get('/api/v1/hosts');
  ok('a role taken away holds from the next request', after.status === 403, `${after.status} ${after.text}`);
  const denied = await admin.get('/api/v1/audit?outcome=denied&page_size=5');
  ok('the denial is audited', denied.body.data.total >= 1, denied.text);
  await admin.put(`/api/v1/rbac/users/${op.id}`, { roles: ['operator'] });
  ok('a role given back works from the next request', (await oper.get('/api/v1/hosts')).status === 200);
  const two = await new Client(stack.url).login('oper', 'initial pass 99');
  const sessions = (await two.get('/api/v1/auth/sessions')).body.data.list;
  ok('sessions are listed and the own one is marked', sessions.length === 2 && sessions.filter((s) => s.current).length === 1, JSON.stringify(sessions));
  await two.delete(`/api/v1/auth/sessions/${sessions.find((s) => !s.current).id}`);
  ok('an ended session is refused at its next request', (await oper.get('/api/v1/auth/me')).status === 401);
  await two.post('/api/v1/auth/logout', { refreshToken: two.refreshToken });
  ok('logout ends the access token at once', (await two.get('/api/v1/auth/me')).status === 401);
  const three = await new Client(stack.url).login('oper', 'initial pass 99');
  await admin.put(`/api/v1/rbac/users/${op.id}`, { status: 'disabled' });
  ok('a disabled user is refused at the next request', (await three.get('/api/v1/auth/me')).status === 401);
  ok('and cannot log in', (await anon.post('/api/v1/auth/login', { username: 'oper', password: 'initial pass 99' })).status !== 200);
  await admin.put(`/api/v1/rbac/users/${op.id}`, { status: 'active' });

  // API tokens.
  const made = await admin.post('/api/v1/auth/tokens', { name: 'ci', scopes: ['host:read'], expires_in_days: 1 });
  ok('an API token is shown once', made.status < 300 && /^k8sm_/.test(made.body.data.token ?? made.body.data.value ?? ''), made.text);
  const value = made.body.data.token ?? made.body.data.value;
  const list = await admin.get('/api/v1/auth/tokens');
  ok('and never again', !list.text.includes(value.slice(5, 20)) && list.body.data.total >= 1, list.text);
  const tool = new Client(stack.url);
  tool.token = value;
  ok('it reads what its scope allows', (await tool.get('/api/v1/hosts')).status === 200);
  ok('and nothing else, though its owner is an administrator', (await tool.get('/api/v1/rbac/users')).status === 403);
  await admin.delete(`/api/v1/auth/tokens/${made.body.data.id}`);
  ok('a removed token is refused', (await tool.get('/api/v1/hosts')).status === 401);
  const dump = stack.log('k8sm-api');
  ok('no token and no password is in the log', !dump.includes(value) && !dump.includes(admin.token) && !dump.includes('initial pass 99'));
} catch (e) {
  ok('the test ran to its end', false, e.stack);
} finally {
  await stack.stop();
}
process.exit(t.bad ? 1 : 0);
