// Bad input: every body that is not what it should be is refused with a status
// that fits, names the field or the position, and writes nothing.
import { startStack, login, checker } from '../lib/stack.mjs';

const t = checker();
const { ok } = t;
const stack = await startStack();
try {
  const admin = await login(stack);
  const count = async () => (await admin.get('/api/v1/teams?page_size=500')).body.data.total;
  const before = await count();
  const send = (body, headers) => admin.call('POST', '/api/v1/teams', body, headers);
  const deep = '['.repeat(100) + ']'.repeat(100);
  const bodies = [
    ['malformed JSON', '{"name":', 400],
    ['a duplicate key', '{"name":"a","name":"b"}', 400, 'name'],
    ['a duplicate key written with escapes', '{"name":"a","\\u006eame":"b"}', 400],
    ['JSON nested too deep', `{"name":${deep}}`, 400],
    ['a body larger than the limit', JSON.stringify({ name: 'x'.repeat(3 << 20) }), 413],
    ['bytes that are not UTF-8', Buffer.from([0x7b, 0x22, 0x6e, 0x61, 0x6d, 0x65, 0x22, 0x3a, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 400],
    ['a NUL escape in a string', '{"name":"a\\u0000b"}', 400],
    ['a raw NUL byte', Buffer.from('{"name":"a\0b"}'), 400],
    ['bytes after the value', '{"name":"trailing"} x', 400],
    ['an unknown field', '{"name":"a","is_admin":true}', 400, 'is_admin'],
    ['a number where text belongs', '{"name":5}', 400, 'name'],
    ['an object where text belongs', '{"name":{}}', 400, 'name'],
    ['a missing required field', '{}', 400, 'name'],
    ['blank text in a required field', '{"name":"   "}', 400, 'name'],
    ['an array as the body', '[]', 400],
    ['control characters in a name', '{"name":"a\\u0007b"}', 400, 'name'],
    ['a text that is too long', JSON.stringify({ name: 'n'.repeat(5000) }), 400, 'name'],
  ];
  for (const [name, body, status, field] of bodies) {
    const res = await fetch(`${stack.url}/api/v1/teams`, { method: 'POST', body,
      headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json', 'accept-language': 'en' } });
    const json = await res.json().catch(() => null);
    ok(`${name} is refused with ${status}${field ? ` naming ${field}` : ''}`,
      res.status === status && json?.code === 2000 | json?.code === 2001 && typeof json?.message === 'string' &&
      json?.request_id && json?.data === undefined && (!field || json?.field === field), `${res.status} ${JSON.stringify(json)}`);
  }
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const r = await send('{"name":"csrf"}', { 'content-type': type });
    ok(`a body sent as ${type.split(';')[0]} is refused with 415`, r.status === 415, r.text);
  }
  const numbers = [['page_size=0'], ['page_size=501'], ['page=-1'], ['page=1e3'], ['page=99999999999999999999'], ['nonsense=1'], ['page=1&page=2'], ['q=%ff'], ['q=%00'], ['q=%zz']];
  for (const [query] of numbers) {
    const r = await admin.get(`/api/v1/teams?${query}`);
    ok(`the query ${query} is refused with 400`, r.status === 400, `${r.status} ${r.text}`);
  }
  ok('pageSize is taken as page_size', (await admin.get('/api/v1/teams?pageSize=5')).status === 200);
  for (const id of ['abc', '0', '-1', '1.5', '99999999999999999999', '%00', '1%2f2', '..%2f..']) {
    const r = await admin.get(`/api/v1/teams/${id}`);
    ok(`the id ${id} is answered 400 or 404, never 5xx`, r.status === 400 || r.status === 404, `${r.status} ${r.text}`);
  }
  ok('nothing of all that was written', (await count()) === before);

  const unknown = await admin.get('/api/v1/nowhere');
  ok('an unknown path gets the envelope and 404', unknown.status === 404 && unknown.body?.code === 2005 && unknown.body?.request_id, unknown.text);
  const method = await admin.call('PATCH', '/api/v1/teams');
  ok('a known path with another method gets 405 and Allow', method.status === 405 && method.body?.code === 2002 && /GET/.test(method.headers.get('allow') ?? ''), method.text);
  const trace = await fetch(`${stack.url}/api/v1/teams`, { method: 'PROPFIND' });
  ok('an unknown method is answered 405', trace.status === 405, trace.status);
  const zh = await admin.get('/api/v1/nowhere', { 'accept-language': 'zh-CN' });
  ok('messages are Chinese by default and English on request', /[\u4e00-\u9fff]/.test(zh.body.message) && !/[\u4e00-\u9fff]/.test(unknown.body.message), `${zh.text} ${unknown.text}`);
  const rid = await admin.get('/api/v1/teams', { 'x-request-id': 'test-123' });
  ok('a well-formed request id is kept', rid.body.request_id === 'test-123', rid.text);
  const badRid = await admin.get('/api/v1/teams', { 'x-request-id': 'a"b{}' });
  ok('an ill-formed request id is replaced', badRid.body.request_id !== 'a"b{}' && /^[0-9a-f]{32}$/.test(badRid.body.request_id), badRid.text);

  // Two writers, one row.
  const team = (await admin.post('/api/v1/teams', { name: 'writers' })).body.data;
  const first = await admin.put(`/api/v1/teams/${team.id}`, { name: 'writers', description: 'one' }, { 'if-match': String(team.version) });
  const second = await admin.put(`/api/v1/teams/${team.id}`, { name: 'writers', description: 'two' }, { 'if-match': String(team.version) });
  ok('the second of two writers gets 409 with the current version',
    first.status === 200 && second.status === 409 && second.body.code === 2007 &&
    second.body.details?.current_version === first.body.data.version, `${first.text} ${second.text}`);
  const dup = await admin.post('/api/v1/teams', { name: 'writers' });
  ok('a name that is taken is a conflict on that field', dup.status === 409 && dup.body.field === 'name', dup.text);

  // One key, one effect.
  const key = { 'idempotency-key': 'k-1' };
  const a = await admin.post('/api/v1/teams', { name: 'once' }, key);
  const b = await admin.post('/api/v1/teams', { name: 'once' }, key);
  ok('the same Idempotency-Key answers the same and writes once', a.status === b.status && a.body.data.id === b.body.data.id, `${a.text} ${b.text}`);
  const other = await admin.post('/api/v1/teams', { name: 'twice' }, key);
  ok('the same key with another body is a conflict', other.status === 409, other.text);
  const many = await Promise.all(Array.from({ length: 12 }, () => admin.post('/api/v1/teams', { name: 'concurrent' }, { 'idempotency-key': 'k-2' })));
  ok('the same key sent twelve times at once has one effect and one answer',
    new Set(many.map((r) => r.body?.data?.id)).size === 1 && many.every((r) => r.status === many[0].status), many.map((r) => r.text).join(' '));
  const teams = (await admin.get('/api/v1/teams?q=concurrent')).body.data;
  ok('and one row', teams.total === 1, JSON.stringify(teams));

  // Headers that must not be believed, and the ones that must be there.
  const forged = await admin.get('/api/v1/auth/sessions', { 'x-real-ip': '6.6.6.6', 'x-forwarded-for': '6.6.6.6', 'x-user-id': '1' });
  ok('addresses sent by the client are not believed', !forged.text.includes('6.6.6.6'));
  const h = (await admin.get('/api/v1/teams')).headers;
  ok('API replies are not stored and not sniffed', /no-store/.test(h.get('cache-control') ?? '') && h.get('x-content-type-options') === 'nosniff');
  ok('the server does not tell its version', !/\d/.test(h.get('server') ?? ''), h.get('server'));
  const page = await fetch(`${stack.url}/`);
  const csp = page.headers.get('content-security-policy') ?? '';
  ok('the console is served with a policy without inline scripts', /script-src 'self'/.test(csp) && !/script-src[^;]*unsafe-inline/.test(csp) && /frame-ancestors 'none'/.test(csp), csp);
  const deepLink = await fetch(`${stack.url}/hosts/1/tasks`);
  ok('deep links of the console are answered with its page', deepLink.status === 200 && /<!doctype html/i.test(await deepLink.text()));
  for (const path of ['/.git/config', '/..%2f..%2fetc/passwd', '/assets/..%2f..%2findex.html', '/_stream/tasks/1', '/%2e%2e/%2e%2e/etc/passwd', '/index.html%00.js']) {
    const r = await fetch(stack.url + path);
    const text = await r.text();
    ok(`${path} gives nothing away`, !/root:|\[core\]/.test(text) && (r.status >= 400 || /<!doctype html/i.test(text)), `${r.status}`);
  }
  const log = stack.log('k8sm-api');
  ok('no password reached the log', !log.includes(stack.password));
} catch (e) {
  ok('the test ran to its end', false, e.stack);
} finally {
  await stack.stop();
}
process.exit(t.bad ? 1 : 0);
