// Starts the whole product (fcgi/run.sh) in a temporary folder and ends it by
// process id.  For tests and measurements.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync, existsSync, rmSync, openSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const top = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

const sleep = (ms) => new Promise((r) => setTimeout(r, ms));
export { sleep };

function readEnv(file) {
  const env = {};
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    const m = /^([a-z_]+)='?(.*?)'?$/.exec(line);
    if (m) env[m[1]] = m[2];
  }
  return env;
}

/**
 * Starts a stack; options: variant ('test'), env (settings), fastDb, keep.
 * Resolves to { url, databaseUrl, ownerUrl, runDir, varDir, password, stop(), pid(name), … }.
 */
export async function startStack(options = {}) {
  const varDir = options.varDir ?? mkdtempSync(join(tmpdir(), 'k8sm-stack.'));
  const password = 'correct horse battery staple';
  const args = ['-O', join(top, 'build', options.variant ?? 'test')];
  if (options.fastDb !== false) args.push('--fast-db');
  if (options.nginx) args.push('--nginx', options.nginx);
  const child = spawn(join(top, 'fcgi', 'run.sh'), args, {
    env: {
      ...process.env,
      K8SM_TEST_URL: undefined,
      K8SM_TEST_OWNER_URL: undefined,
      K8SM_VAR: varDir,
      K8SM_PORT: '0',
      K8SM_ADMIN_PASSWORD: password,
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (d) => (output += d));
  child.stderr.on('data', (d) => (output += d));
  let ended = false;
  child.on('exit', () => (ended = true));
  const file = join(varDir, 'run', 'instance.env');
  const extras = [];
  const restarts = {};
  const clean = async () => {
    for (const p of extras) p.kill('SIGKILL');
    if (!ended) {
      child.kill('SIGTERM');
      for (let i = 0; i < 400 && !ended; i++) await sleep(50);
      if (!ended) child.kill('SIGKILL');
    }
    const elsewhere = join(varDir, 'pg.path');
    if (!options.keep && existsSync(elsewhere)) rmSync(readFileSync(elsewhere, 'utf8').trim(), { recursive: true, force: true });
    if (!options.keep) rmSync(varDir, { recursive: true, force: true });
  };
  for (let i = 0; i < 600 && !existsSync(file); i++) {
    if (ended) break;
    await sleep(50);
  }
  if (!existsSync(file)) {
    await clean();
    throw new Error(`the stack did not start:\n${output}`);
  }
  const env = readEnv(file);
  const stack = {
    url: env.url,
    databaseUrl: env.database_url,
    ownerUrl: env.owner_url,
    superUrl: env.owner_url.replace('user=k8sm_owner', 'user=postgres'),
    runDir: env.run_dir,
    varDir,
    password,
    output: () => output,
    isUp: () => !ended,
    /** Another process of one of our programs, beside the stack's own. */
    spawn(name, extra = {}) {
      const log = openSync(join(varDir, 'log', `${name}-extra.log`), 'a');
      const p = spawn(join(top, 'build', options.variant ?? 'test', name), [], {
        stdio: ['ignore', log, log],
        env: { PATH: process.env.PATH, K8SM_DATABASE_URL: env.database_url, K8SM_VAR_DIR: env.var_dir, K8SM_RUN_DIR: env.run_dir,
          K8SM_SQL_DIR: join(top, 'sql'), ...options.env, ...extra } });
      closeSync(log);
      extras.push(p);
      return p;
    },
    /** Ends the program for good and runs one with other variables in its place. */
    async restart(name, extra = {}) {
      writeFileSync(join(varDir, 'run', `${name}.env`), Object.entries(extra).map(([k, v]) => `export ${k}='${v}'\n`).join(''));
      // five ends within ten seconds are a program that cannot run at all
      const mine = (restarts[name] ??= []);
      if (mine.length >= 4) await sleep(Math.max(0, mine[mine.length - 4] + 11500 - Date.now()));
      mine.push(Date.now());
      const old = stack.pid(name);
      process.kill(old, 'SIGKILL');
      // 0: the file is being written
      for (let i = 0; i < 200 && [old, 0].includes(stack.pid(name)); i++) await sleep(50);
      await sleep(300);
      // k8sm-api under load takes longer until it listens
      const health = () => new Client(env.url).get('/api/health').then((r) => r.status, () => 0);
      if (name === 'k8sm-api') for (let i = 0; i < 400 && (await health()) !== 200; i++) await sleep(25);
    },
    /** run.sh writes the file where it lies: for a moment it is empty, and 0 would be this process's group. */
    pid(name) {
      for (let i = 0; i < 1000; i++) {
        const pid = Number(readFileSync(join(varDir, 'run', `${name}.pid`), 'utf8'));
        if (pid) return pid;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      }
      throw new Error(`${name}.pid is empty`);
    },
    log: (name) => readFileSync(join(varDir, 'log', `${name}.log`), 'utf8'),
    /** The http.done lines of ${replies}, by their ids: a line is written after its reply was sent. */
    async done(replies) {
      const ids = new Set(replies.map((r) => r.headers.get('x-request-id')));
      let lines = [];
      for (let i = 0; i < 100 && lines.length < ids.size; i++) {
        await sleep(20);
        const whole = stack.log('k8sm-api').split('\n').slice(0, -1);
        lines = whole.filter((l) => l.includes('"ev":"http.done"')).map((l) => JSON.parse(l)).filter((l) => ids.has(l.rid));
      }
      return lines;
    },
    stop: clean,
  };
  process.once('exit', () => { if (!ended) child.kill('SIGTERM'); });
  return stack;
}

/** A client that keeps a token; call(method, path, body, headers) → { status, body, headers }. */
export class Client {
  constructor(url) {
    this.url = url;
    this.token = null;
    this.headers = {};
  }
  async call(method, path, body, headers = {}) {
    const all = { 'accept-language': 'en', ...this.headers, ...headers };
    if (this.token && !('authorization' in all)) all.authorization = `Bearer ${this.token}`;
    if (body !== undefined && !('content-type' in all)) all['content-type'] = 'application/json';
    const res = await fetch(this.url + path, {
      method,
      headers: all,
      body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
    });
    const text = await res.text();
    let json = null;
    try { json = JSON.parse(text); } catch { /* not JSON */ }
    return { status: res.status, body: json, text, headers: res.headers };
  }
  get(path, headers) { return this.call('GET', path, undefined, headers); }
  post(path, body, headers) { return this.call('POST', path, body ?? {}, headers); }
  put(path, body, headers) { return this.call('PUT', path, body, headers); }
  delete(path, headers) { return this.call('DELETE', path, undefined, headers); }
  async login(username, password) {
    const r = await this.post('/api/v1/auth/login', { username, password });
    if (r.status !== 200) throw new Error(`login: ${r.status} ${r.text}`);
    this.token = r.body.data.accessToken;
    this.refreshToken = r.body.data.refreshToken;
    this.user = r.body.data.user;
    return this;
  }
}

export async function login(stack, username = 'admin', password = stack.password) {
  return new Client(stack.url).login(username, password);
}

/** Results in the suite's form: check(name, condition, detail). */
export function checker() {
  let bad = 0;
  return {
    ok(name, condition, detail = '') {
      if (condition) console.log(`ok - ${name}`);
      else {
        bad++;
        console.log(`not ok - ${name}${detail ? `: ${String(detail).slice(0, 400)}` : ''}`);
      }
      return Boolean(condition);
    },
    skip(name, why) { console.log(`skip - ${name}: ${why}`); },
    get bad() { return bad; },
  };
}
