// Terminals: what a key's echo takes through the browser's way beside plain ssh to the same sshd, with 200
// terminals open; and a phrase's search in a gigabyte of what was shown.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { login, sleep, top } from '../lib/stack.mjs';
import { startSshd, onboard } from '../lib/sshd.mjs';
import { openTerm } from '../lib/term.mjs';

const OPEN = Number(process.env.BENCH_TERMINALS ?? 200);
const KEYS = Number(process.env.BENCH_KEYS ?? 2000);
const MB = Number(process.env.BENCH_TERM_MB ?? 1024);
const at = (v, q) => v[Math.min(v.length - 1, Math.floor(v.length * q))];
const sorted = (v) => [...v].sort((a, b) => a - b);

// The far side echoes in its kernel: no shell is measured.
const ECHO = 'stty raw echo; echo rea""dy; exec cat >/dev/null';

/** OpenSSH's client with a terminal; type(text), onoutput. */
function plain(sshd) {
  const p = spawn('ssh', ['-tt', '-q', '-p', String(sshd.port), '-i', sshd.keyFile, '-o', 'BatchMode=yes', '-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', `${sshd.user}@127.0.0.1`, ECHO], { stdio: ['pipe', 'pipe', 'ignore'] });
  const me = { text: '', onoutput: null, type: (s) => p.stdin.write(s), end: () => p.kill('SIGKILL') };
  p.stdout.on('data', (d) => { me.text = (me.text + d).slice(-200); me.onoutput?.(String(d)); });
  return me;
}

/** Milliseconds until ${key} is shown. */
const echo = (term, key) => new Promise((resolve, reject) => {
  const t0 = process.hrtime.bigint();
  const late = setTimeout(() => reject(new Error('no echo')), 5000);
  term.onoutput = (text) => {
    if (!text.includes(key)) return;
    clearTimeout(late);
    term.onoutput = null;
    resolve(Number(process.hrtime.bigint() - t0) / 1e6);
  };
  term.type(key);
});

export async function terminalEcho(stack, admin, { atMost }) {
  const sshd = await startSshd({ extra: 'MaxStartups 1000' });
  const terms = [];
  const theirs = [];
  try {
    const host = await onboard(admin, sshd, 'bench-terminals');
    const open = async () => {
      const t = await openTerm(admin, stack.url, host.id);
      terms.push(t);
      if (!await t.message('ready', 30000)) throw new Error(`a terminal did not open: ${JSON.stringify(t.messages)}`);
      t.keep = false;
      t.type(`${ECHO}\r`);
      if (!await t.sees('ready\n', 20000)) throw new Error(`no echo: ${t.text.slice(-200)}`);
    };
    for (let i = 0; i < OPEN; i += 8) await Promise.all(Array.from({ length: Math.min(8, OPEN - i) }, open));
    for (let i = 0; i < 4; i++) theirs.push(plain(sshd));
    for (let i = 0; i < 100 && theirs.some((p) => !p.text.includes('ready')); i++) await sleep(100);
    await sleep(2000);
    const ours = [], ssh = [], added = [];
    for (let i = 0; i < KEYS; i++) {
      const key = 'abcdefghijklmnopqrstuvwxyz'[i % 26];
      const b = await echo(theirs[i % theirs.length], key);
      const a = await echo(terms[(i * 7) % terms.length], key);
      if (i < 100) continue;
      ours.push(a);
      ssh.push(b);
      added.push(a - b);
      await sleep(2);
    }
    const round = (x) => Math.round(x * 100) / 100;
    atMost('terminal_echo_ms', at(sorted(added), 0.99), 'ms', 5, { terminals: OPEN, keys: ours.length, median: round(at(sorted(added), 0.5)),
      ours_p50: round(at(sorted(ours), 0.5)), ours_p99: round(at(sorted(ours), 0.99)), ssh_p50: round(at(sorted(ssh), 0.5)), ssh_p99: round(at(sorted(ssh), 0.99)) });
  } finally {
    for (const t of terms) t.end();
    for (const p of theirs) p.end();
    sshd.stop();
  }
}

export async function terminalSearch(stack, _, { atMost, psql }) {
  const SESSIONS = 2000;
  const built = spawnSync('make', ['-s', 'VARIANT=release', 'build/release/test/bench/bench_terms'], { cwd: top, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(built.stderr);
  psql(stack, `INSERT INTO terminal_sessions (project_id, user_id, host_name, username, status, ended_at, audited_at)
    SELECT 1, 1, 'bench-' || i, 'admin', 'closed', now(), now() FROM generate_series(1, ${SESSIONS}) i`);
  const first = Number(psql(stack, 'SELECT min(id) FROM terminal_sessions'));
  // As much as one would load into it: the index is made when all is there.
  const indexes = psql(stack, `SELECT replace(pg_get_indexdef('terminal_texts_features_idx'::regclass), ' ON ONLY ', ' ON ')`);
  psql(stack, 'DROP INDEX terminal_texts_features_idx; ALTER TABLE terminal_texts ALTER COLUMN at SET DEFAULT now()');
  const fill = spawnSync('bash', ['-c', `set -o pipefail; "$0" ${MB} ${first} ${SESSIONS} | psql -qX -v ON_ERROR_STOP=1 -d "$1" -c 'COPY terminal_texts (session_id, project_id, user_id, kind, from_ms, text, times, features) FROM STDIN'`,
    join(top, 'build/release/test/bench/bench_terms'), stack.ownerUrl], { encoding: 'utf8' });
  if (fill.status !== 0) throw new Error(fill.stderr);
  psql(stack, `SET maintenance_work_mem = '1GB'; ${indexes}`);
  psql(stack, 'VACUUM ANALYZE terminal_texts');
  psql(stack, 'UPDATE terminal_sessions s SET created_at = t.at FROM (SELECT DISTINCT session_id, at FROM terminal_texts) t WHERE t.session_id = s.id');
  const bytes = Number(psql(stack, 'SELECT sum(octet_length(text)) FROM terminal_texts'));
  // Said often, rarely, once, never; words that are there but not side by side.
  const line = psql(stack, `SELECT split_part(text, E'\\n', 3) FROM terminal_texts ORDER BY id LIMIT 1 OFFSET ${Math.floor(bytes / 4200 / 3)}`).split(' ');
  const phrases = ['needle in the haystack', 'needle', 'haystack in the needle', 'root@host', 'concon', 'no such phrase here', 'var lib 77', line.slice(2, 6).join(' '), line.slice(3, 5).join(' '), line.at(-1), 'sysing', 'redrun minmin'];
  // Now, because a token does not live as long as the filling takes.
  const admin = await login(stack);
  const took = Object.fromEntries(phrases.map((p) => [p, []]));
  const found = {};
  for (let round = 0; round < 12; round++) {
    for (const p of phrases) {
      const t0 = performance.now();
      const r = await admin.get(`/api/v1/terminal/search?q=${encodeURIComponent(p)}${round % 3 === 2 ? '&kind=o' : ''}`);
      if (r.status !== 200) throw new Error(r.text);
      found[p] = r.body.data.length;
      if (round > 1) took[p].push(performance.now() - t0);
    }
  }
  if (!found['needle in the haystack'] || found['no such phrase here']) throw new Error(JSON.stringify(found));
  const all = sorted(Object.values(took).flat());
  atMost('session_search_ms', at(all, 0.95), 'ms', 300, { mb: Math.round(bytes / 1048576), median: Math.round(at(all, 0.5) * 10) / 10,
    phrases: Object.fromEntries(Object.entries(took).map(([p, v]) => [p, Math.round(at(sorted(v), 0.95) * 10) / 10])) });
}
