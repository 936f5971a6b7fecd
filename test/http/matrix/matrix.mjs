// The matrix of authorisation: every route × {no token, expired, wrong role, right role}
// × {own object, same project's, foreign project's, missing}, against expect.txt.
// Prints one line a route; every cell is its own request on an object made for it.
import { spawn, execFileSync } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startStack, login, checker, Client } from '../../lib/stack.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const only = process.argv[2];	// part of a path, for looking at one route
const MISSING = 987654321;
const variant = process.env.K8SM_TEST_VARIANT ?? 'test';
const t = checker();
const { ok } = t;

const rows = readFileSync(join(here, 'expect.txt'), 'utf8').split('\n').filter((l) => l && !l.startsWith('#')).map((l) => {
  const [method, path, perm, object, wrong, own, same, foreign, missing, ...rest] = l.split(/\s+/);
  if (!missing || rest.length) throw new Error(`expect.txt: ${l}`);
  return { method, path, perm, object, wrong, own, same, foreign, missing };
});

/** One psql for all statements; each gives its rows as arrays of texts. */
class Sql {
  constructor(url) {
    this.p = spawn('psql', ['-qAtX', '-F', '\t', '-v', 'ON_ERROR_STOP=1', '-d', url], { stdio: 'pipe' });
    this.out = '';
    this.err = '';
    this.waiting = null;
    this.p.stdout.on('data', (d) => { this.out += d; this.look(); });
    this.p.stderr.on('data', (d) => { this.err += d; });
    this.p.on('exit', () => this.waiting?.fail(new Error(this.err)));
  }
  look() {
    const i = this.out.indexOf('--end--\n');
    if (i < 0 || !this.waiting) return;
    const text = this.out.slice(0, i);
    this.out = this.out.slice(i + 8);
    this.waiting.done(text.split('\n').filter(Boolean).map((l) => l.split('\t')));
  }
  run(sql) {
    return new Promise((done, fail) => {
      this.waiting = { done, fail: (e) => { e.message += ` in: ${sql}`; fail(e); } };
      this.p.stdin.write(`${sql};\n\\echo --end--\n`);
    });
  }
  async one(sql) { return Number((await this.run(sql))[0]?.[0]); }
  end() { this.p.stdin.end(); }
}

const stack = await startStack({ variant, env: { K8SM_RATE_PER_S: '100000', K8SM_RATE_BURST: '100000' } });
const keys = mkdtempSync(join(tmpdir(), 'k8sm-matrix.'));
const sql = new Sql(stack.ownerUrl);
let n = 0;
const unique = () => `m${++n}`;

try {
  const secret = readFileSync(join(stack.varDir, 'jwt.secret'), 'utf8').trim();
  const b64 = (v) => Buffer.from(JSON.stringify(v)).toString('base64url');
  const admin = await login(stack);
  const sample = JSON.parse(Buffer.from(admin.token.split('.')[1], 'base64url'));
  const mint = (user, session, age = 0) => {
    const now = Math.floor(Date.now() / 1000) - age;
    const id = (v, like) => (typeof like === 'string' ? String(v) : v);
    const m = `${b64({ alg: 'HS256', typ: 'JWT' })}.${b64({ ...sample, sub: id(user, sample.sub), sid: id(session, sample.sid), iat: now, exp: now + 600, jti: randomUUID() })}`;
    return `${m}.${createHmac('sha256', secret).update(m).digest('base64url')}`;
  };

  // Two projects that know nothing of each other.
  const project = async (name, extra = '') => sql.one(`INSERT INTO projects (code, name, environment) VALUES ('${name}-${unique()}', '${name}', 'production'${extra}) RETURNING id`);
  const A = await project('own-project');
  const B = await project('foreign-project');
  const empty = await sql.one(`INSERT INTO roles (code, name) VALUES ('empty', 'empty') RETURNING id`);
  const codes = (await sql.run(`SELECT code FROM permissions WHERE code NOT LIKE '%*%'`)).map((r) => r[0]);

  const roles = new Map();
  const role = async (perms) => {
    const key = perms.slice().sort().join();
    if (!roles.has(key)) {
      const id = await sql.one(`INSERT INTO roles (code, name) VALUES ('${unique()}', '${unique()}') RETURNING id`);
      if (perms.length) await sql.run(`INSERT INTO role_permissions SELECT ${id}, id FROM permissions WHERE code IN ('${perms.join("','")}')`);
      const got = await sql.one(`SELECT count(*) FROM role_permissions WHERE role_id = ${id}`);
      if (got !== perms.length) throw new Error(`permissions that nobody seeded: ${perms}`);
      roles.set(key, id);
    }
    return roles.get(key);
  };
  /** A user with a session; token() gives a client with a fresh access token. */
  const user = async (perms, member) => {
    const name = unique();
    const id = await sql.one(`INSERT INTO users (username, password_hash) VALUES ('${name}', 'x') RETURNING id`);
    if (perms) await sql.run(`INSERT INTO user_roles (user_id, role_id) VALUES (${id}, ${await role(perms)})`);
    if (member) await sql.run(`INSERT INTO project_members (project_id, user_id, role_id) VALUES (${member}, ${id}, ${empty})`);
    const session = await sql.one(`INSERT INTO sessions (user_id, expires_at) VALUES (${id}, now() + interval '1 hour') RETURNING id`);
    const client = new Client(stack.url);
    client.id = id;
    client.token = mint(id, session);
    client.expired = mint(id, session, 3600);
    return client;
  };
  const colleague = await user([], A);
  const foreigner = await user([], B);
  const requester = { own: await user(['host:execute'], A), foreign: await user(['host:execute'], B) };

  // --- what {id} names ---
  // side: own (made by the caller, in A), same (by a colleague, in A), foreign (in B).
  const place = (side, me) => ({ project: side === 'foreign' ? B : A, by: side === 'own' ? me.id : side === 'same' ? colleague.id : foreigner.id, tag: `${side}-${unique()}` });
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(keys, 'id')]);
  const privateKey = readFileSync(join(keys, 'id'), 'utf8');
  const task = async (p, end) => {
    const id = await sql.one(`INSERT INTO tasks (project_id, actor_id, kind, title, run_at) VALUES (${p.project}, ${p.by}, 'system.ping', '${p.tag}', now() + interval '1 day') RETURNING id`);
    if (end) {
      await sql.run(`UPDATE tasks SET status = 'running', fence = 1, lease_until = now() + interval '1 hour' WHERE id = ${id}`);
      await sql.run(`UPDATE tasks SET status = '${end}', lease_until = NULL, finished_at = now() WHERE id = ${id}`);
    }
    return { id };
  };
  const host = async (p) => sql.one(`INSERT INTO hosts (project_id, name, ip, port, created_by, host_key, tags) VALUES (${p.project}, '${p.tag}', '127.0.0.1', ${n % 60000 + 1}, ${p.by}, 'ssh-ed25519 AAAA', '{blue}') RETURNING id`);
  const make = {
    session: async (side, me) => ({ id: await sql.one(`INSERT INTO sessions (user_id, expires_at) VALUES (${place(side, me).by}, now() + interval '1 hour') RETURNING id`) }),
    token: async (side, me) => ({ id: await sql.one(`INSERT INTO api_tokens (user_id, name, token_hash, scopes, expires_at) VALUES (${place(side, me).by}, '${unique()}', decode(md5('${unique()}'), 'hex'), '{host:read}', now() + interval '1 day') RETURNING id`) }),
    user: async (side, me) => ({ id: side === 'own' ? me.id : (await user([], side === 'same' ? A : B)).id }),
    role: async () => ({ id: await sql.one(`INSERT INTO roles (code, name) VALUES ('${unique()}', '${unique()}') RETURNING id`) }),
    perm: async () => ({ id: await sql.one(`SELECT id FROM permissions WHERE code = 'host:read'`) }),
    project: async (side, me) => {
      const id = await project(`${side}-project`);
      if (side !== 'foreign') await sql.run(`INSERT INTO project_members (project_id, user_id, role_id) VALUES (${id}, ${me.id}, ${empty})`);
      if (side === 'own') await sql.run(`UPDATE projects SET created_by = ${me.id} WHERE id = ${id}`);
      return { id };
    },
    member: async (side, me) => {
      if (side === 'own') return { id: A, member_id: await sql.one(`SELECT id FROM project_members WHERE project_id = ${A} AND user_id = ${me.id}`) };
      const c = await user([], side === 'same' ? A : B);
      return { id: side === 'same' ? A : B, member_id: await sql.one(`SELECT id FROM project_members WHERE user_id = ${c.id}`), missing: { id: A, member_id: MISSING } };
    },
    // A membership of another project under the path of one's own.
    smuggled: async () => ({ id: A, member_id: await sql.one(`SELECT id FROM project_members WHERE project_id = ${B} LIMIT 1`) }),
    team: async (side, me) => {
      const id = await sql.one(`INSERT INTO teams (name) VALUES ('${side}-${unique()}') RETURNING id`);
      if (side === 'own') await sql.run(`INSERT INTO team_members (team_id, user_id) VALUES (${id}, ${me.id})`);
      else await sql.run(`INSERT INTO project_members (project_id, team_id, role_id) VALUES (${side === 'same' ? A : B}, ${id}, ${empty})`);
      return { id };
    },
    joined: async (side, me) => {
      const { id } = await make.team(side, me);
      const c = side === 'own' ? me : await user([], 0);
      if (side !== 'own') await sql.run(`INSERT INTO team_members (team_id, user_id) VALUES (${id}, ${c.id})`);
      return { id, user_id: c.id };
    },
    approval: async (side, me) => {
      if (side === 'own')
        return { id: await sql.one(`WITH a AS (INSERT INTO approvals (project_id, action, needs, risk, requester_id, kind, digest, expires_at) VALUES (${A}, 'host:execute', 'host:execute', 'low', ${me.id}, 'hosts.exec', repeat('0', 64), now() + interval '1 hour') RETURNING id),
          r AS (INSERT INTO approval_rules (approval_id, ord, policy_id, name, approver_permission, count) SELECT id, 1, 1, 'x', 'approval:decide', 1 FROM a) SELECT id FROM a`) };
      const p = place(side, me);
      const policy = await sql.one(`INSERT INTO approval_policies (name, project_id, action, approver_permission) VALUES ('${unique()}', ${p.project}, 'host:execute', 'approval:decide') RETURNING id`);
      const r = await requester[side === 'same' ? 'own' : 'foreign'].post(`/api/v1/hosts/${await host(p)}/ssh/exec`, { command: p.tag });
      await sql.run(`DELETE FROM approval_policies WHERE id = ${policy}`);
      if (!r.body?.data?.approval_id) throw new Error(`no approval: ${r.text}`);
      return { id: r.body.data.approval_id };
    },
    policy: async (side, me) => { const p = place(side, me); return { id: await sql.one(`INSERT INTO approval_policies (name, project_id, action, approver_permission, created_by) VALUES ('${p.tag}', ${p.project}, 'service:deploy', 'approval:decide', ${p.by}) RETURNING id`) }; },
    audit: async (side, me) => {
      const p = place(side, me);
      const r = await admin.put(`/api/v1/projects/${p.project}`, { description: p.tag });
      if (r.status !== 200) throw new Error(r.text);
      return { id: await sql.one(`SELECT chain * 8589934592 + seq FROM audit_logs WHERE project_id = ${p.project} ORDER BY seq DESC LIMIT 1`) };
    },
    queued: (side, me) => task(place(side, me)),
    failed: (side, me) => task(place(side, me), 'failed'),
    uncertain: (side, me) => task(place(side, me), 'uncertain'),
    schedule: async (side, me) => { const p = place(side, me); return { id: await sql.one(`INSERT INTO schedules (project_id, name, cron, kind, created_by, enabled) VALUES (${p.project}, '${p.tag}', '0 0 1 1 *', 'system.ping', ${p.by}, false) RETURNING id`) }; },
    note: async (side, me) => ({ id: await sql.one(`SELECT id FROM k8sm_notify_users('{${place(side, me).by}}', 'system', 'x', '', 'info', '', '', '', 'confirm')`) }),
    host: async (side, me) => ({ id: await host(place(side, me)), tag: 'blue' }),
    machine: async (side, me) => ({ id: await host(place(side, me)), name: 'vm1' }),
    provision: async (side, me) => { const p = place(side, me); return { id: await sql.one(`INSERT INTO tasks (project_id, actor_id, kind, title, run_at) VALUES (${p.project}, ${p.by}, 'virt.provision', '${p.tag}', now() + interval '1 day') RETURNING id`) }; },
    batch: async (side, me) => {
      const p = place(side, me);
      const h = await host(p);
      const done = await task(p, 'succeeded');
      const id = await sql.one(`INSERT INTO batch_runs (project_id, name, command, digest, concurrency, timeout_s, total_timeout_s, output_max, hosts, created_by, task_id, stopped)
        VALUES (${p.project}, '${p.tag}', 'true', repeat('0', 64), 1, 5, 5, 1024, 1, ${p.by}, ${done.id}, 'paused') RETURNING id`);
      await sql.run(`INSERT INTO batch_hosts (run_id, host_id, project_id, wave, ord, name, ip, state) VALUES (${id}, ${h}, ${p.project}, 1, 1, 'x', '127.0.0.1', 'failed')`);
      return { id, host_id: h };
    },
    hostkey: async (side, me) => {
      const p = place(side, me);
      return { id: await sql.one(`INSERT INTO host_keys (project_id, host_id, key_type, public_key, fingerprint, status) VALUES (${p.project}, ${await host(p)}, 'ssh-ed25519', 'ssh-ed25519 BBBB', 'SHA256:${p.tag}', 'changed') RETURNING id`) };
    },
    rotation: async (side, me) => {
      const p = place(side, me);
      return { id: await sql.one(`INSERT INTO key_rotations (project_id, old_name, new_name, algorithm, old_public, old_fingerprint, status) VALUES (${p.project}, '${p.tag}', '${p.tag}-r', 'ed25519', 'ssh-ed25519 AAAA', 'SHA256:x', 'succeeded') RETURNING id`) };
    },
    password: async (side, me) => {
      const p = place(side, me);
      const r = await admin.post('/api/v1/credentials/passwords', { name: p.tag, username: 'root', password: 'not a secret', project_id: p.project });
      if (r.status !== 201) throw new Error(`no password: ${r.text}`);
      return { id: r.body.data.id };
    },
    group: async (side, me) => { const p = place(side, me); return { id: await sql.one(`INSERT INTO host_groups (project_id, name, kind, q, created_by) VALUES (${p.project}, '${p.tag}', 'filter', 'x', ${p.by}) RETURNING id`) }; },
    filter: async (side, me) => { const p = place(side, me); return { id: await sql.one(`INSERT INTO host_filters (project_id, user_id, name, query) VALUES (${p.project}, ${p.by}, '${p.tag}', 'status=error') RETURNING id`) }; },
    rule: async (side, me) => { const p = place(side, me); return { id: await sql.one(`INSERT INTO command_rules (project_id, name, effect, kind, pattern, created_by) VALUES (${p.project}, '${p.tag}', 'warn', 'words', 'x', ${p.by}) RETURNING id`) }; },
    upload: async (side, me) => {
      const p = place(side, me);
      const id = await host(p);
      return { id, upload: await sql.one(`INSERT INTO file_uploads (project_id, host_id, user_id, expires_at, size, path, part) VALUES (${p.project}, ${id}, ${p.by}, now() + interval '1 day', 1, '/tmp/x', '/tmp/.x') RETURNING id`) };
    },
    terminal: async (side, me) => {
      const p = place(side, me);
      const id = await host(p);
      return { id, session_id: `hts-${await sql.one(`INSERT INTO terminal_sessions (project_id, host_id, user_id, host_name, username) VALUES (${p.project}, ${id}, ${p.by}, '${p.tag}', 'x') RETURNING id`)}` };
    },
    cloud: async (side, me) => {
      const p = place(side, me);
      const r = await admin.post('/api/v1/hosts/cloud/accounts', { provider: 'alicloud', account_name: p.tag, access_key_id: 'LTAI', access_key_secret: 'x', project_id: p.project, region_default: 'cn-hangzhou' });
      if (r.status !== 201) throw new Error(`no account: ${r.text}`);
      return { id: r.body.data.id, provider: 'alicloud' };
    },
    imported: async (side, me) => {
      const { id } = await make.cloud(side, me);
      const r = await admin.post(`/api/v1/hosts/cloud/accounts/${id}/sync`, { regions: ['cn-hangzhou'] });
      if (r.status !== 202) throw new Error(`no run: ${r.text}`);
      return { task_id: (await sql.run(`SELECT uuid FROM cloud_runs WHERE account_id = ${id}`))[0][0] };
    },
    window: async (side, me) => {
      const p = place(side, me);
      const id = await host(p);
      return { id, window_id: await sql.one(`INSERT INTO host_windows (project_id, host_id, starts_at, state, reason, created_by) VALUES (${p.project}, ${id}, now() + interval '1 day', 'planned', '${p.tag}', ${p.by}) RETURNING id`) };
    },
    key: async (side, me) => {
      const p = place(side, me);
      const r = await admin.post('/api/v1/credentials/ssh_keys', { name: p.tag, private_key: privateKey, project_id: p.project });
      if (r.status !== 201) throw new Error(`no key: ${r.text}`);
      return { id: r.body.data.id };
    },
  };

  // --- bodies that are good, so that only the question of right decides ---
  const body = {
    'POST /api/v1/auth/login': () => ({ username: unique(), password: 'not this one' }),
    'POST /api/v1/auth/register': () => ({ username: unique(), password: 'not this one' }),
    'POST /api/v1/auth/refresh': () => ({ refreshToken: 'x' }),
    'POST /api/v1/auth/logout': () => ({ refreshToken: 'x' }),
    'PUT /api/v1/auth/me': () => ({ name: 'x' }),
    'POST /api/v1/auth/password': () => ({ old_password: 'wrong one', new_password: 'a better one 123' }),
    'POST /api/v1/auth/tokens': (id) => ({ name: unique(), scopes: ['token:write'], expires_in_days: 1, project_id: id }),
    'POST /api/v1/auth/tickets': () => ({ target: 'notifications' }),
    'POST /api/v1/rbac/users': () => ({ username: unique(), password: 'initial pass 99', roles: [] }),
    'PUT /api/v1/rbac/users/{id}': () => ({ name: 'x' }),
    'POST /api/v1/user': () => ({ username: unique(), password: 'initial pass 99' }),
    'POST /api/v1/hosts/virtualization/kvm/hosts/{id}/preview': () => ({ name: 'vm1', template: 'base', password: 'not a secret' }),
    'POST /api/v1/hosts/virtualization/kvm/hosts/{id}/provision': () => ({ name: 'vm1', template: 'base', password: 'not a secret' }),
    'POST /api/v1/hosts/virtualization/kvm/hosts/{id}/machines/{name}/actions': () => ({ action: 'start' }),
    'POST /api/v1/rbac/check': () => ({ resource: 'host', action: 'read' }),
    'POST /api/v1/rbac/roles': () => ({ name: unique(), code: unique(), permissions: [] }),
    'PUT /api/v1/rbac/roles/{id}': () => ({ description: 'x' }),
    'POST /api/v1/rbac/migration/events': () => ({ eventType: 'x' }),
    'POST /api/v1/projects': () => ({ name: unique() }),
    'PUT /api/v1/projects/{id}': () => ({ description: 'x' }),
    'POST /api/v1/projects/{id}/members': async () => ({ user_id: (await user([], 0)).id, role: 'empty' }),
    'POST /api/v1/teams': () => ({ name: unique() }),
    'PUT /api/v1/teams/{id}': () => ({ description: 'x' }),
    'POST /api/v1/teams/{id}/members': async () => ({ user_id: (await user([], 0)).id }),
    'POST /api/v1/approvals/{id}/approve': () => ({ comment: 'x' }),
    'POST /api/v1/approval-policies': (id) => ({ name: unique(), action: 'service:deploy', approver_role: 'admin', project_id: id }),
    'PUT /api/v1/approval-policies/{id}': (id, side) => ({ name: unique(), action: 'service:deploy', approver_role: 'admin', project_id: side === 'foreign' ? B : A }),
    'POST /api/v1/tasks/{id}/resolve': () => ({ status: 'failed', reason: 'looked' }),
    'POST /api/v1/schedules': (id) => ({ name: unique(), cron: '0 0 1 1 *', kind: 'system.ping', project_id: id, enabled: false }),
    'PUT /api/v1/schedules/{id}': () => ({ name: unique(), cron: '0 0 1 1 *', kind: 'system.ping', enabled: false }),
    'POST /api/v1/hosts/batch/exec': async (id) => ({ command: 'true', host_ids: [id === MISSING ? MISSING : await host({ project: id, by: 0, tag: unique() })] }),
    'POST /api/v1/hosts/batch/preview': (id) => ({ command: 'true', filter: { q: 'x' }, project_id: id }),
    'POST /api/v1/hosts/batch/runs': async (id) => ({ command: 'true', filter: { tags: ['blue'] }, project_id: id, host_ids: id === MISSING ? [] : [await host({ project: id, by: 0, tag: unique() })] }),
    'POST /api/v1/hosts/filters': (id) => ({ name: unique(), query: 'status=error', project_id: id }),
    'PUT /api/v1/hosts/filters/{id}': () => ({ name: unique() }),
    'POST /api/v1/hosts/groups': (id) => ({ name: unique(), kind: 'filter', q: 'x', project_id: id }),
    'PUT /api/v1/hosts/groups/{id}': () => ({ name: unique(), kind: 'filter', q: 'x' }),
    'POST /api/v1/hosts/command-rules': (id) => ({ name: unique(), effect: 'warn', kind: 'words', pattern: 'x', project_id: id }),
    'POST /api/v1/hosts/command-rules/test': (id) => ({ command: 'true', project_id: id }),
    'PUT /api/v1/hosts/command-rules/{id}': (id, side) => ({ name: unique(), effect: 'warn', kind: 'words', pattern: 'x', project_id: side === 'foreign' ? B : A }),
    'POST /api/v1/hosts/probe': (id) => ({ name: unique(), ip: '127.0.0.1', port: 1, auth_type: 'password', username: 'root', password: 'x', project_id: id }),
    'POST /api/v1/hosts': (id) => ({ name: unique(), ip: '127.0.0.1', port: n % 60000 + 1, username: 'root', password: 'x', project_id: id }),
    'PUT /api/v1/hosts/{id}': () => ({ description: 'x' }),
    'PUT /api/v1/hosts/{id}/credentials': () => ({ auth_type: 'password', username: 'root', password: 'x', port: 1 }),
    'POST /api/v1/hosts/{id}/ssh/exec': () => ({ command: 'true' }),
    'POST /api/v1/hosts/{id}/actions': () => ({ action: 'online' }),
    'POST /api/v1/hosts/batch': (id) => ({ host_ids: [id ?? MISSING], action: 'online' }),
    'PUT /api/v1/hosts/{id}/monitor': () => ({ enabled: true }),
    'POST /api/v1/node/add': (id) => ({ name: unique(), ip: '127.0.0.1', port: 1, ssh_user: 'root', ssh_key_id: MISSING, role: 'worker', project_id: id }),
    'POST /api/v1/hosts/{id}/tags': () => ({ tag: 'green' }),
    'PUT /api/v1/hosts/{id}/files/content': () => ({ path: '/tmp/x', content: 'x' }),
    'POST /api/v1/hosts/{id}/files/ticket': () => ({ path: '/tmp/x' }),
    'POST /api/v1/hosts/{id}/files/mkdir': () => ({ path: '/tmp/x' }),
    'POST /api/v1/hosts/{id}/files/rename': () => ({ old_path: '/tmp/x', new_path: '/tmp/y' }),
    'POST /api/v1/hosts/{id}/files/permissions': () => ({ path: '/tmp/x', permissions: '0644' }),
    'POST /api/v1/hosts/{id}/files/remove': () => ({ paths: ['/tmp/x'] }),
    'POST /api/v1/hosts/{id}/files/copy': () => ({ paths: ['/tmp/x'], to: '/tmp/y' }),
    'PUT /api/v1/hosts/{id}/files/root': () => ({ root: '/srv' }),
    'POST /api/v1/hosts/{id}/files/uploads': () => ({ path: '/tmp/x', size: 1 }),
    'POST /api/v1/hosts/cloud/accounts': (id) => ({ provider: 'alicloud', account_name: unique(), access_key_id: 'LTAI', access_key_secret: 'x', project_id: id }),
    'POST /api/v1/hosts/cloud/accounts/{id}/sync': () => ({ regions: ['cn-hangzhou'] }),
    'POST /api/v1/hosts/cloud/providers/{provider}/accounts/test': () => ({ access_key_id: 'LTAI', access_key_secret: 'x' }),
    'POST /api/v1/hosts/cloud/providers/{provider}/instances/query': (id) => ({ account_id: id, region: 'cn-hangzhou' }),
    'POST /api/v1/hosts/cloud/providers/{provider}/instances/import': (id) => ({ account_id: id, instances: [{ instance_id: 'i-1', name: 'x', ip: '10.0.0.1', region: 'cn-hangzhou' }], password: 'x' }),
    'POST /api/v1/credentials/ssh_keys': (id) => ({ name: unique(), private_key: privateKey, project_id: id }),
    'POST /api/v1/credentials/passwords': (id) => ({ name: unique(), username: 'root', password: 'x', project_id: id }),
    'PUT /api/v1/credentials/passwords/{id}': () => ({ description: 'x' }),
    'POST /api/v1/credentials/host_keys/import': (id) => ({ text: '# nothing', project_id: id }),
    'POST /api/v1/credentials/host_keys/{id}/accept': () => ({ reason: 'x' }),
    'POST /api/v1/credentials/host_keys/{id}/reject': () => ({ reason: 'x' }),
    'POST /api/v1/credentials/ssh_keys/{id}/rotate': () => ({ reason: 'x' }),
    'POST /api/v1/credentials/ssh_keys/generate': (id) => ({ name: unique(), project_id: id }),
    'PUT /api/v1/credentials/ssh_keys/{id}': () => ({ name: unique() }),
    'POST /api/v1/credentials/ssh_keys/{id}/verify': () => ({ ip: '127.0.0.1', port: 1, username: 'root' }),
  };
  const query = {
    'GET /api/v1/terminal/search': '?q=foreign',
    'GET /api/v1/hosts/{id}/files/stat': '?path=/tmp/x',
    'GET /api/v1/hosts/{id}/files/content': '?path=/tmp/x',
    'GET /api/v1/hosts/{id}/files/download': '?path=/tmp/x',
    'DELETE /api/v1/hosts/{id}/files': '?path=/tmp/x',
    'PUT /api/v1/hosts/{id}/files/uploads/{upload}/content': '?offset=0',
    'GET /api/v1/rbac/who': '?permission=host:read',
    'GET /api/v1/rbac/users/{id}/permissions': '?permission=host:read',
  };

  const call = async (row, target, side, client, token) => {
    const name = `${row.method} ${row.path}`;
    const url = row.path.replace(/\{(\w+)\}/g, (_, k) => encodeURIComponent(target?.[k] ?? MISSING)) + (query[name] ?? '');
    const headers = {};
    if (token) headers.authorization = `Bearer ${token}`;
    let sent;
    if (row.method !== 'GET' && row.method !== 'DELETE') {
      sent = JSON.stringify(await (body[name] ?? (() => ({})))(target?.id, side));
      headers['content-type'] = 'application/json';
    }
    const stop = new AbortController();
    const res = await fetch(stack.url + url, { method: row.method, headers, body: sent, signal: stop.signal });
    let text = '';
    if ((res.headers.get('content-type') ?? '').includes('event-stream')) stop.abort();
    else text = await res.text();
    return { status: res.status, text };
  };
  const targetOf = async (row, side, me) => {
    if (side === 'missing') {
      const extra = row.object === 'member' || row.object === 'smuggled' ? { id: A } : row.object === 'host' ? { tag: 'blue' } : {};
      return { id: MISSING, member_id: MISSING, user_id: MISSING, upload: MISSING, window_id: MISSING, task_id: randomUUID(), session_id: `hts-${MISSING}`, provider: 'alicloud', ...extra };
    }
    if (row.object === '-') return row.path.includes('{provider}') ? { provider: 'alicloud' } : null;
    if (row.object === '@cloud') return make.cloud(side, me);
    if (row.object === '@project') return { id: side === 'foreign' ? B : A };
    return make[row.object](side, me);
  };
  const sides = ['own', 'same', 'foreign', 'missing'];

  // Rows that a list might let slip: one of everything in the foreign project.
  for (const kind of ['host', 'key', 'queued', 'schedule', 'policy', 'approval', 'audit', 'team', 'terminal']) await make[kind]('foreign', foreigner);

  let cells = 0;
  for (const row of rows) {
    if (only && !row.path.includes(only)) continue;
    const name = `${row.method} ${row.path} (${row.perm}${row.object === '-' ? '' : `, ${row.object}`})`;
    const wrongs = [];
    const expect = (what, want, got) => { cells++; if (String(got.status) !== want) wrongs.push(`${what}: ${got.status}, not ${want} ${got.text.slice(0, 160)}`); };
    if (row.perm === 'public') {
      expect('anybody', row.own, await call(row, null, 'own', null, null));
      ok(name, wrongs.length === 0, wrongs.join('; '));
      continue;
    }
    const [head, ...extra] = row.perm.split('+');
    const choices = head === 'self' ? [null] : head.split('|');
    for (const side of sides) {
      if (row[side] === '-') continue;
      const stranger = await user([], A);
      const target = await targetOf(row, side, stranger);
      expect(`no token, ${side}`, '401', await call(row, target, side, null, null));
      expect(`expired, ${side}`, '401', await call(row, target, side, null, stranger.expired));
      if (row.wrong !== '-') {
        const wrong = await user(codes.filter((c) => !choices.includes(c)), A);
        expect(`wrong role, ${side}`, row.wrong, await call(row, await targetOf(row, side, wrong), side, wrong, wrong.token));
      }
      for (const choice of choices) {
        const me = await user([...(choice ? [choice] : []), ...extra], A);
        const got = await call(row, await targetOf(row, side, me), side, me, me.token);
        expect(`right role${choice ? ` ${choice}` : ''}, ${side}`, row[side], got);
        if (row.method === 'GET' && /foreign-/.test(got.text) && !(head === 'rbac:read')) wrongs.push(`${side}: shows what is foreign: ${got.text.slice(0, 200)}`);
        if (side === 'own' && !['self'].includes(head)) {
          const away = await fetch(stack.url + row.path.replace(/\{\w+\}/g, '1') + (query[`${row.method} ${row.path}`] ?? ''), { method: row.method, headers: { authorization: `Bearer ${me.token}`, 'x-project-id': String(B), 'content-type': 'application/json' }, body: row.method === 'GET' ? undefined : '{}' });
          cells++;
          if (![404, 401].includes(away.status)) wrongs.push(`foreign X-Project-ID: ${away.status}, not 404`);
          await away.arrayBuffer();
        }
      }
    }
    ok(name, wrongs.length === 0, wrongs.join('; '));
  }

  // The statements alone, without row-level security, must keep tenants apart too.
  const tables = (await sql.run(`SELECT relname FROM pg_class WHERE relrowsecurity AND relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace`)).map((r) => r[0]);
  ok('row-level security is on where rows have owners', tables.length >= 10, tables.join());
  for (const table of tables) await sql.run(`ALTER TABLE ${table} DISABLE ROW LEVEL SECURITY`);
  for (const row of rows) {
    if ((only && !row.path.includes(only)) || row.perm === 'public') continue;
    const list = row.object === '-' && row.method === 'GET';
    if (row.foreign === '-' && !list) continue;
    const [head, ...extra] = row.perm.split('+');
    const me = await user([...(head === 'self' ? [] : [head.split('|').at(-1)]), ...extra], A);
    const got = await call(row, list ? null : await targetOf(row, 'foreign', me), list ? 'own' : 'foreign', me, me.token);
    const leaks = row.method === 'GET' && head !== 'rbac:read' && /foreign-/.test(got.text);
    cells++;
    ok(`without row-level security: ${row.method} ${row.path}`, String(got.status) === (list ? row.own : row.foreign) && !leaks, `${got.status} ${got.text.slice(0, 200)}`);
  }
  for (const table of tables) await sql.run(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);

  // Nothing is left out, and nothing is made up.
  if (!only) {
    const doc = (await admin.get('/api/openapi.json')).body;
    const real = new Set(Object.entries(doc.paths).flatMap(([p, ms]) => Object.keys(ms).filter((m) => ['get', 'post', 'put', 'patch', 'delete'].includes(m)).map((m) => `${m.toUpperCase()} ${p}`)));
    const told = new Set(rows.map((r) => `${r.method} ${r.path}`));
    for (const r of real) if (!told.has(r)) ok(`${r} has a line in expect.txt`, false);
    for (const r of told) if (!real.has(r)) ok(`${r} is a route`, false);
    ok(`every route has its line (${real.size} routes, ${cells} cells)`, [...real].every((r) => told.has(r)));
    const seen = await admin.get('/api/v1/hosts?page_size=500');
    ok('the foreign rows are there for who may see them', seen.text.includes('foreign-'));
  }
} catch (e) {
  ok('the test ran to its end', false, e.stack);
} finally {
  sql.end();
  rmSync(keys, { recursive: true, force: true });
  await stack.stop();
}
process.exit(t.bad ? 1 : 0);
