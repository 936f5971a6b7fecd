// The API document is what the server does: every reading route that can be
// called is called, and its reply held against the schema it declares.
import { startStack, login, checker, sleep } from '../lib/stack.mjs';

const t = checker();
const { ok } = t;

/** A small JSON Schema checker: what our documents use, and nothing unknown passes. */
function faults(doc, schema, value, at = '$') {
  if (schema.$ref) return faults(doc, schema.$ref.slice(2).split('/').reduce((o, k) => o[k], doc), value, at);
  if (schema.anyOf) return schema.anyOf.some((s) => !faults(doc, s, value, at).length) ? [] : [`${at}: none of anyOf`];
  if (schema.oneOf) return schema.oneOf.some((s) => !faults(doc, s, value, at).length) ? [] : [`${at}: none of oneOf`];
  if (schema.allOf) return schema.allOf.flatMap((s) => faults(doc, s, value, at));
  const out = [];
  const is = { null: value === null, object: value !== null && typeof value === 'object' && !Array.isArray(value), array: Array.isArray(value),
    string: typeof value === 'string', boolean: typeof value === 'boolean', number: typeof value === 'number', integer: Number.isInteger(value) };
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length && !types.some((x) => is[x])) return [`${at}: ${JSON.stringify(value)?.slice(0, 60)} is not ${types.join(' or ')}`];
  if (schema.const !== undefined && value !== schema.const) out.push(`${at}: not ${schema.const}`);
  if (schema.enum && value !== null && !schema.enum.includes(value)) out.push(`${at}: ${value} is not in the enum`);
  if (schema.format === 'date-time' && typeof value === 'string' && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)) out.push(`${at}: ${value} is no UTC time`);
  if (is.object && schema.properties) {
    for (const name of schema.required ?? []) if (!(name in value)) out.push(`${at}.${name} is missing`);
    for (const [name, v] of Object.entries(value)) {
      if (schema.properties[name]) out.push(...faults(doc, schema.properties[name], v, `${at}.${name}`));
      else out.push(`${at}.${name} is not declared`);
    }
  }
  if (is.array && schema.items) value.forEach((v, i) => out.push(...faults(doc, schema.items, v, `${at}[${i}]`)));
  return out;
}

const stack = await startStack({ env: { K8SM_RATE_PER_S: '100000', K8SM_RATE_BURST: '100000' } });
try {
  const admin = await login(stack);
  const doc = (await admin.get('/api/openapi.json')).body;

  // Something of everything, so that lists have rows.
  const team = (await admin.post('/api/v1/teams', { name: 'documented' })).body.data;
  await admin.post('/api/v1/projects', { name: 'Documented', code: 'documented', environment: 'staging', team_id: team.id });
  await admin.post('/api/v1/auth/tokens', { name: 'documented', scopes: ['host:read'], expires_in_days: 1 });
  await admin.post('/api/v1/hosts/probe', { name: 'documented', ip: '127.0.0.1', port: 1, auth_type: 'password', username: 'x', password: 'y' });
  const task = (await admin.post('/api/v1/audit/verify', {})).body.data.task_id;
  for (let i = 0; i < 400 && !/succeeded|failed/.test((await admin.get(`/api/v1/tasks/${task}`)).body.data.status); i++) await sleep(50);

  // Ids for {…} come from the list above the path.
  const id = async (path) => {
    const list = path.slice(0, path.indexOf('/{'));
    const data = doc.paths[list]?.get ? (await admin.get(list)).body?.data : null;
    return (Array.isArray(data) ? data : data?.list)?.[0]?.id;
  };
  let called = 0;
  for (const [path, operations] of Object.entries(doc.paths)) {
    const get = operations.get;
    const schema = get?.responses['200']?.content?.['application/json']?.schema;
    if (!schema || (path.match(/\{/g) ?? []).length > 1) continue;
    let url = path;
    if (path.includes('{')) {
      const found = await id(path);
      if (!found) continue;
      url = path.replace(/\{[^}]*\}/, found);
    }
    const need = get.parameters.filter((p) => p.in === 'query' && p.required);
    if (need.length) continue;
    const r = await admin.get(url);
    if (r.status === 204 || (r.headers.get('content-type') ?? '').indexOf('json') < 0) continue;
    called++;
    const bad = r.status === 200 ? faults(doc, schema, r.body) : [`status ${r.status} ${r.text.slice(0, 120)}`];
    ok(`GET ${path} answers what the document says`, bad.length === 0, bad.slice(0, 4).join('; '));
  }
  ok(`${called} reading routes were called`, called >= 20, called);

  // Errors have one shape everywhere.
  for (const [method, path] of [['GET', '/api/v1/nowhere'], ['POST', '/api/v1/teams'], ['GET', '/api/v1/teams/999999'], ['PATCH', '/api/v1/teams']]) {
    const r = await admin.call(method, path);
    const bad = faults(doc, doc.components.schemas.Error, r.body);
    ok(`${method} ${path} fails in the declared shape`, r.status >= 400 && bad.length === 0, `${r.text} ${bad.join('; ')}`);
  }
} catch (e) {
  ok('the test ran to its end', false, e.stack);
} finally { await stack.stop(); }
process.exit(t.bad ? 1 : 0);
