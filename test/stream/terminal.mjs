// Terminals through the whole product against real sshd: shells, floods, watchers, rights, killed
// programs, recordings and the search in them.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, writeFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createHash, randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack, login, checker, sleep, Client } from '../lib/stack.mjs';
import { startSshd, onboard } from '../lib/sshd.mjs';
import { startPeers } from '../lib/peers.mjs';
import { psqlOf, checkInvariants } from '../torture/invariants.mjs';
import { Term, openTerm, joinTerm } from '../lib/term.mjs';

const t = checker();
const { ok } = t;
const v1 = '/api/v1';
const dir = mkdtempSync(join(tmpdir(), 'k8sm-term.'));
const must = (r) => { if (r.status >= 300) throw new Error(r.text); return r.body.data; };
const rssOf = (pid) => { try { return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024; } catch { return 0; } };
const parent = (pid) => { try { return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]); } catch { return 0; } };
const childrenOf = (pid) => readdirSync('/proc').filter((p) => /^\d+$/.test(p) && parent(p) === pid).map(Number);

const sshd = await startSshd();
const peers = await startPeers();
const stack = await startStack({ env: { K8SM_RATE_PER_S: '100000', K8SM_RATE_BURST: '100000', K8SM_SSH_CONNECT_MS: '3000', K8SM_TERMINAL_GRACE_S: '3', K8SM_TERMINAL_PER_USER: '8' } });
const all = [];
for (const sig of ['SIGTERM', 'SIGINT']) process.once(sig, () => process.exit(1)); // what ends with us is ended

try {
  const psql = psqlOf(stack);
  const admin = await login(stack);
  const host = await onboard(admin, sshd, 'termhost');
  const open = async (client = admin, id = host.id, options = {}) => { const x = await openTerm(client, stack.url, id, options); all.push(x); return x; };
  const join1 = async (client, id, mode, options = {}) => { const x = await joinTerm(client, stack.url, id, mode, options); all.push(x); return x; };
  const shell = async (client, id, options) => { const x = await open(client, id, options); await x.message('ready'); await x.sees(/[$#] $/); return x; };
  /** Types the line; again where its echo took so long that the product may take it for typed blind. How often. */
  const typed1 = async (x, line, shown, ms = 0) => {
    for (let n = 1; ; n++) {
      const from = x.text.length, t0 = Date.now();
      x.type(`${line}\r`);
      await x.until(() => x.text.indexOf(shown, from) >= 0);
      if (Date.now() - t0 < 500 + ms || n === 4) return n;
      await x.sees(/[$#] $/);
    }
  };
  const get = async (x, client = admin) => (await client.get(`${v1}/terminal/sessions/${x.session?.session_id ?? x}`)).body.data;
  const over = async (x, ms = 8000) => { for (const t0 = Date.now(); Date.now() - t0 < ms; await sleep(50)) { const s = await get(x); if (s.status !== 'active') return s; } return get(x); };
  /** The whole recording: { head, events } after a look that it is asciicast v2. */
  const recording = async (x, client = admin) => {
    const id = x.session?.session_id ?? x;
    let text = '', after = -1, parts = 0;
    for (;;) {
      const r = await client.get(`${v1}/terminal/sessions/${id}/recording?after=${after}`);
      if (r.status !== 200) throw new Error(r.text);
      text += r.text; parts++;
      const next = r.headers.get('x-next-after');
      if (next === null) break;
      after = Number(next);
    }
    const lines = text.trimEnd().split('\n');
    const head = JSON.parse(lines[0]);
    const events = lines.slice(1).map((l) => JSON.parse(l));
    const valid = head.version === 2 && head.width > 0 && head.height > 0 && events.every((e, i) => e.length === 3 && typeof e[0] === 'number' && 'oirm'.includes(e[1]) && typeof e[2] === 'string' && (i === 0 || e[0] >= events[i - 1][0]));
    return { head, events, valid, parts, shown: events.filter((e) => e[1] === 'o').map((e) => e[2]).join(''), typed: events.filter((e) => e[1] === 'i').map((e) => e[2]).join('') };
  };
  const person = async (name, perms, project = 1) => {
    must(await admin.post(`${v1}/rbac/roles`, { name, code: name, permissions: perms }));
    const u = must(await admin.post(`${v1}/rbac/users`, { username: name, password: 'a long enough password', email: `${name}@example.org`, roles: [name] }));
    psql(`UPDATE users SET must_change = false WHERE id = ${u.id}; INSERT INTO project_members (project_id, user_id, role_id) SELECT ${project}, ${u.id}, 3 WHERE NOT EXISTS (SELECT 1 FROM project_members WHERE project_id = ${project} AND user_id = ${u.id})`);
    return Object.assign(await new Client(stack.url).login(name, 'a long enough password'), { id: u.id });
  };
  const auditsOf = async (action, more = '') => (await admin.get(`${v1}/audit?page_size=200&action=${action}${more}`)).body.data.list.filter((l) => l.action === action);

  // --- a shell -------------------------------------------------------------------
  const a = await open(admin, host.id, { body: { cols: 101, rows: 31, reason: 'looking around' } });
  ok('the socket opens', (await a.opened) === 101, a.status);
  const ready = await a.message('ready');
  ok('and says when the shell is there', ready?.payload.session_id === a.session.session_id && ready.payload.mode === 'attach', JSON.stringify(a.messages));
  a.type('stty size\r');
  ok('the shell has the size that was asked for', await a.sees('31 101\r'), a.text.slice(-200));
  a.send({ type: 'resize', cols: 77, rows: 22 });
  a.type('stty size\r');
  ok('and the one that the window gets', await a.sees('22 77\r'), a.text.slice(-200));
  a.send({ type: 'resize', cols: 0, rows: -5 });
  a.type('stty size\r');
  ok('sizes that no terminal has become ordinary ones', await a.sees('40 120\r'), a.text.slice(-200));
  a.type('echo "lang=$LANG="\r');
  ok('the host is told that the screen takes UTF-8', await a.sees('lang=C.UTF-8='), a.text.slice(-200));
  a.type('export LC_ALL=C.UTF-8; printf "%s|" 你好 🚀 é; echo $((40+2))\r');
  ok('characters of every plane come through', await a.sees('你好|🚀|é|42'), a.text.slice(-300));
  a.type("printf '\\344\\275'; sleep 0.3; printf '\\240\\n'\r");
  ok('one that comes in pieces is whole', await a.sees('\u001b[?2004l\r你\r\n'), a.text.slice(-200));
  const file = join(dir, 'pasted');
  const paste = Array.from({ length: 900 }, (_, i) => `${i} ${randomBytes(60).toString('base64')} 行`).join('\n') + '\n';
  a.type(`stty -echo; echo re""ady; cat > ${file}; stty echo; echo pa""sted\r`);
  await a.sees('ready\r');
  a.type(paste);
  await sleep(300);
  a.type('\u0004');
  ok('a large paste arrives as it was', await a.sees('pasted\r') && readFileSync(file, 'utf8') === paste, statSync(file).size);
  a.type('echo go""ing; cat -v\r');
  await a.sees('going\r');
  a.type('\u0000\u0001x\u001b[A\r');
  ok('control characters and NUL too', await a.sees('^@^Ax^[[A'), JSON.stringify(a.text.slice(-200)));
  a.type('\u0003');
  await sleep(150);
  a.type('exit 7\r');
  await a.until(() => a.closed);
  const end = a.messages.find((m) => m.type === 'exit');
  ok('the end is told with its status, then the socket closes', end?.payload.code === 7 && end.payload.reason === 'exit' && a.closed === 1000, JSON.stringify([a.messages, a.closed]));
  const row = await over(a);
  ok('and is in the session', row.status === 'closed' && row.exit_code === 7 && row.end_reason === 'exit' && row.cut_at_ms === -1 && row.reason === 'looking around' && row.ssh_user === sshd.user && row.bytes_in > 0, JSON.stringify(row));
  const rec = await recording(a);
  ok('the recording is asciicast 2', rec.valid && rec.head.width === 101 && rec.head.height === 31, JSON.stringify(rec.head));
  ok('it has what was shown, byte for byte', rec.shown === a.text, (() => { let i = 0; while (i < a.text.length && rec.shown[i] === a.text[i]) i++; return JSON.stringify([rec.shown.slice(i - 20, i + 60), a.text.slice(i - 20, i + 60)]); })());
  ok('and the sizes', rec.events.filter((e) => e[1] === 'r').map((e) => e[2]).join().includes('77x22'), JSON.stringify(rec.events.filter((e) => e[1] === 'r')));

  // --- the contract's socket --------------------------------------------------------
  {
    const made = must(await admin.post(`${v1}/hosts/${host.id}/terminal/sessions`, undefined));
    ok('no body is needed', made.status === 'active' && made.ws_path === `${v1}/hosts/${host.id}/terminal/sessions/${made.session_id}/ws`, JSON.stringify(made));
    const w = new Term(stack.url, `${made.ws_path}?token=${admin.token}`);
    all.push(w);
    ok('the token in the address lets in', (await w.opened) === 101, `${w.status} ${w.body}`);
    await w.message('ready');
    w.send({ type: 'resize', cols: 90, rows: 25 });
    w.type('stty size; echo 你好\r');
    ok('text messages show the same', await w.sees('25 90') && await w.sees('你好\r\n'), w.text.slice(-200));
    w.send({ type: 'ping' });
    ok('a ping is answered', /^\d{4}-/.test((await w.message('pong'))?.payload.ts ?? ''), JSON.stringify(w.messages));
    const bad = new Term(stack.url, `${made.ws_path}?token=x`);
    await bad.opened;
    ok('another token does not', bad.status === 401, bad.status);
    const none = new Term(stack.url, `${v1}/hosts/${host.id}/terminal/sessions/hts-999999/ws?token=${admin.token}`);
    await none.opened;
    ok('nor to a session that is not there', none.status === 404 || none.status === 200, none.status);
    const cross = new Term(stack.url, `${made.ws_path}?token=${admin.token}`, { origin: 'http://evil.example' });
    await cross.opened;
    ok('nor a page of another origin', cross.status === 403, cross.status);
    ok('the token is in no log', !stack.log('k8sm-stream').includes(admin.token) && !stack.log('k8sm-api').includes(admin.token));
    ok('GET tells of it', must(await admin.get(`${v1}/hosts/${host.id}/terminal/sessions/${made.session_id}`)).user_id === admin.user.id);
    ok('DELETE ends it', must(await admin.delete(`${v1}/hosts/${host.id}/terminal/sessions/${made.session_id}`)).status === 'closed');
    await w.until(() => w.closed, 3000);
    ok('and its socket', w.closed === 1000, w.closed);
    const again = await admin.delete(`${v1}/hosts/${host.id}/terminal/sessions/${made.session_id}`);
    ok('twice is fine', again.status === 200, again.text);
  }

  // --- tickets and garbage ---------------------------------------------------------------
  {
    const g = await shell();
    const again = new Term(stack.url, '/ws/terminals', { hello: { type: 'hello', ticket: g.ticket, binary: true } });
    await again.until(() => again.closed, 3000);
    ok('a ticket is good once', again.closed === 1008 && again.reason === 'ticket', `${again.closed} ${again.reason}`);
    const quiet = new Term(stack.url, '/ws/terminals');
    const rude = new Term(stack.url, '/ws/terminals');
    await rude.opened;
    rude.send('x'.repeat(5000));
    await rude.until(() => rude.closed, 3000);
    ok('who says much before a ticket is hung up on', rude.closed !== null, rude.closed);
    const g2 = ['', '{', '[]', 'null', '{"type":1}', '{"type":"input"}', '{"type":"input","input":5}', '{"type":"input","input":"\\ud800"}', '{"type":"resize","cols":"9"}', '{"type":"ack","bytes":99999999999}',
      '{"type":"ack","bytes":-1}', '{"type":"hello","ticket":"x"}', '{"type":"what"}', `{"a":${'['.repeat(5000)}`, '"\u0000"', `{"type":"input","input":"${'\\u0000'.repeat(10)}"`];
    g.type('cat >/dev/null\r');
    await sleep(200);
    for (const s of g2) g.send(s);
    for (let i = 0; i < 50; i++) g.frame(i % 2 ? 1 : 2, randomBytes(200));
    g.frame(9, Buffer.from('hi'));
    g.type('\u0003');
    await sleep(100);
    g.type('echo ali""ve\r');
    ok('garbage is ignored', await g.sees('alive\r') && !g.closed, `${g.closed} ${g.text.slice(-200)}`);
    const bad = await shell();
    bad.socket.write(randomBytes(4000).fill(0xff, 0, 2));	// chance alone may make the head of a long frame
    await bad.until(() => bad.closed, 5000);
    ok('frames that are none end that socket alone', bad.closed !== null && !g.closed);
    const big = await join1(admin, bad.session.session_id, 'attach');
    ok('and its shell can be joined again', Boolean(await big.message('ready')));
    big.send({ type: 'input', input: 'y'.repeat(300 << 10) });
    await big.until(() => big.closed, 5000);
    ok('a message that is too large ends the socket', big.closed !== null && !g.closed);
    ok('a socket without a ticket does not stay', await quiet.until(() => quiet.closed, 8000) && quiet.closed === 1008, quiet.closed);
    must(await admin.delete(`${v1}/terminal/sessions/${bad.session.session_id}`));
    must(await admin.delete(`${v1}/terminal/sessions/${g.session.session_id}`));
  }

  // --- floods ---------------------------------------------------------------------------------
  {
    const f = await shell();
    f.keep = false;
    f.type('yes\r');
    await sleep(2500);
    const had = f.bytes;
    const t0 = Date.now();
    f.type('\u0003');
    // the prompt, as it was printed or on the screen that was drawn anew (its rows are padded)
    const back = await f.until(() => /[$#] $|[$#] +\x1b\[0m\x1b\[\d+;\d+H$/.test(f.text), 5000);
    ok('Ctrl-C ends a flood within a second', back && Date.now() - t0 < 1000, `${Date.now() - t0} ms, ${had} bytes in 2.5 s, ${JSON.stringify(f.text.slice(-200))}`);
    ok('a flood flows meanwhile', had > 1 << 20, had);
    f.end();

    // one that shows nothing: the host is held back
    const s = await shell(admin, host.id, { ack: true });
    s.ack = false;
    const still = join(dir, 'still');
    s.type(`bash -c 'trap : INT; yes; : > ${still}'\r`);
    let stopped = -1;
    for (let i = 0; i < 20 && (s.bytes < 32768 || s.bytes !== stopped); i++) { stopped = s.bytes; await sleep(500); }
    await sleep(1000);
    ok('a browser that does not keep up holds the host back', s.bytes - stopped < 65536 && s.bytes < 2 << 20, `${stopped} ${s.bytes}`);
    ok('and costs no memory', rssOf(stack.pid('k8sm-stream')) < 80, rssOf(stack.pid('k8sm-stream')));
    s.type('\u0003');
    for (let i = 0; i < 100 && !existsSync(still); i++) await sleep(50);	// until then it floods on, rightly
    await sleep(300);
    s.ack = true;
    s.send({ type: 'ack', bytes: s.bytes });
    s.type('echo on""ward\r');
    ok('it goes on when it can', await s.sees('onward'), JSON.stringify(s.text.slice(-80)));
    // what lay in between was skipped: the screen was drawn anew, the recording has all of it
    ok('what waited behind Ctrl-C is not shown first', s.bytes < 1 << 20, s.bytes);
    s.end();

    const b = await shell();
    b.keep = false;
    const size = 100000000;
    const kid = childrenOf(stack.pid('k8sm-stream'));
    let peak = 0, peakStream = 0;
    const watch = setInterval(() => { for (const p of kid) peak = Math.max(peak, rssOf(p)); peakStream = Math.max(peakStream, rssOf(stack.pid('k8sm-stream'))); }, 100);
    const before = b.bytes, t1 = Date.now();
    b.type(`head -c ${size} /dev/zero | tr '\\0' x | fold -w 99; echo; echo flood-"is-over"\r`);
    ok('100 MB come through', await b.until(() => b.text.includes('flood-is-over\r'), 120000), `${b.bytes}`);
    console.log(`# 100 MB in ${Date.now() - t1} ms, peak ${Math.round(peak)} MB of the shell's process, ${Math.round(peakStream)} MB of k8sm-stream`);
    clearInterval(watch);
    ok('in bounded memory', peak < 120 && peakStream < 120, `${peak} ${peakStream}`);
    b.type('exit\r');
    await b.until(() => b.closed, 5000);
    const s2 = await over(b);
    const r2 = await recording(b);
    ok('and are recorded whole', r2.valid && s2.cut_at_ms === -1 && r2.shown.length >= b.bytes - 1000 && r2.shown.split('x').length - 1 >= size, `${r2.shown.length} of ${b.bytes - before}, ${r2.parts} parts, cut ${s2.cut_at_ms}`);
    ok('what came last is searchable', (await admin.get(`${v1}/terminal/search?q=flood-is-over&session_id=${s2.session_id}`)).body.data.length > 0);
  }

  // --- secrets ------------------------------------------------------------------------------------
  {
    const s = await shell();
    s.type('read -s -p "Password: " x; echo; echo got ${#x}\r');
    await s.sees('\rPassword: ');
    await sleep(100);
    s.type('hunter2hunter2\r');
    ok('a password can be typed', await s.sees('got 14'), s.text.slice(-200));
    s.type('stty -echo; echo mu""te\r');
    await s.sees(/[\r\n]mute\r\n.*[$#] $/s);
    s.type('blindSecret99\r');
    await sleep(1000);
    s.type('stty echo; echo lo""ud\r');
    await s.sees(/[\r\n]loud\r\n.*[$#] $/s);
    await sleep(900);
    await typed1(s, 'echo visible-command', '\rvisible-command');
    await sleep(900);
    s.type('exit\r');
    await s.until(() => s.closed);
    await over(s);
    const r = await recording(s);
    ok('what was typed blind is not recorded', !JSON.stringify(r.events).includes('hunter2') && !r.typed.includes('blindSecret'), r.typed);
    ok('but that something was', r.typed.includes('**************'), r.typed);
    const typed = must(await admin.get(`${v1}/terminal/sessions/${s.session.session_id}/typed`));
    ok('typed lines are listed with their moments', typed.some((l) => l.text === 'echo visible-command' && l.ms > 0) && !JSON.stringify(typed).includes('hunter2'), JSON.stringify(typed));
    ok('nor does the search know it', (await admin.get(`${v1}/terminal/search?q=hunter2hunter2`)).body.data.length === 0 && psql("SELECT count(*) FROM terminal_texts WHERE text LIKE '%hunter2%'") === '0');
    if (peers.value('password_user') !== 'tester') {
      const secret = peers.value('password_text');
      const probe = must(await admin.post(`${v1}/hosts/probe`, { name: 'pwhost', ip: '127.0.0.1', port: peers.port('sshd_password'), auth_type: 'password', username: peers.value('password_user'), password: secret }));
      const pw = must(await admin.post(`${v1}/hosts`, { probe_token: probe.probe_token, name: 'pwhost' }));
      const p = await shell(admin, pw.id);
      p.type(`echo the secret is ${secret} here\r`);
      ok('with a password too', await p.sees(`\nthe secret is ${secret} here`), p.text.slice(-200));
      p.type('exit\r');
      await p.until(() => p.closed);
      await over(p);
      const pr = await recording(p);
      ok('the login of the host is masked in the recording', !pr.shown.includes(secret) && pr.shown.includes('the secret is ***') && !pr.typed.includes(secret), `${pr.shown.slice(-200)} ${pr.typed}`);
      ok('and in the search', psql(`SELECT count(*) FROM terminal_texts WHERE text LIKE '%${secret}%'`) === '0');
    } else t.skip('a host with a password', 'needs root');
  }

  // --- search and replay ----------------------------------------------------------------------------
  {
    const t0 = Date.now();
    const s = await shell();
    const tries = await typed1(s, 'echo first quick brown fox; sleep 1.5; echo 数据库 迁移 完成', '\n数据库', 1500);
    const took = Date.now() - t0;
    await s.sees(/[$#] $/);
    s.type('for i in $(seq 60); do echo "line $i of the table"; done; sleep 1.2\r');
    await s.sees('line 60 of');
    await sleep(1500);
    s.type('exit\r');
    await s.until(() => s.closed);
    const sid = (await over(s)).session_id;
    const find = async (q, more = '') => must(await admin.get(`${v1}/terminal/search?q=${encodeURIComponent(q)}&session_id=${sid}${more}`));
    let hits = await find('quick brown fox', '&kind=o');
    ok('what was shown is found', hits.some((h) => h.text === 'first quick brown fox' && h.session_id === sid && h.host_name === 'termhost' && h.username === 'admin'), JSON.stringify(hits));
    const typed = await find('quick brown', '&kind=i');
    ok('what was typed too', typed.length > 0 && typed.length <= tries && typed.every((h) => h.kind === 'i' && h.text.startsWith('echo first quick')), JSON.stringify(typed));
    hits = await find('数据库 迁移', '&kind=o');
    ok('in Chinese', hits.some((h) => h.text === '数据库 迁移 完成'), JSON.stringify(hits));
    const moment = hits.find((h) => h.text === '数据库 迁移 完成')?.ms;
    ok('with its moment in the recording', moment >= 1400 && moment < took + 3000, `${took} ${JSON.stringify(hits)}`);
    hits = await find('line 7 of the');
    ok('a line that has left the screen', hits.some((h) => h.text === 'line 7 of the table' && h.before.at(-1) === 'line 6 of the table' && h.after[0] === 'line 8 of the table'), JSON.stringify(hits));
    ok('words in another order are no phrase', (await find('brown quick')).length === 0);
    ok('case does not matter', (await find('QUICK Brown')).length > 0);
    ok('nothing is found in vain', (await find('no-such-word-anywhere')).length === 0);
    let r = await admin.get(`${v1}/terminal/search?q=%25%5F'`);
    ok('signs alone are refused or find nothing', r.status === 400 || (r.status === 200 && r.body.data.length === 0), r.text);
    r = await admin.get(`${v1}/terminal/search?q=x&session_id=nonsense`);
    ok('a session that is none is refused', r.status === 404 || r.status === 400, r.text);
    const whole = await recording(s);
    const ms = 1500;
    const part = await admin.get(`${v1}/terminal/sessions/${sid}/recording?from_ms=${ms}`);
    const lines = part.text.trimEnd().split('\n').map((l) => JSON.parse(l));
    ok('a replay may begin anywhere', lines[0].version === 2 && lines[1][0] <= ms / 1000 + 0.001 && lines.at(-1)[0] === whole.events.at(-1)[0], JSON.stringify(lines.slice(0, 2)));
    ok('it is served as what it is', part.headers.get('content-type') === 'application/x-asciicast', part.headers.get('content-type'));
  }

  // --- others ---------------------------------------------------------------------------------------
  const ops = await person('termops', ['host:read', 'host:execute']);
  const looker = await person('termlooker', ['host:read']);
  const auditor = await person('termauditor', ['host:read', 'terminal:audit']);
  const boss = await person('termboss', ['host:read', 'terminal:audit', 'terminal:control']);
  const elsewhere = Number(psql(`INSERT INTO projects (name, code) VALUES ('elsewhere', 'elsewhere') RETURNING id`));
  const stranger = await person('termstranger', ['host:read', 'host:write', 'host:execute', 'terminal:audit', 'terminal:control'], elsewhere);
  psql(`DELETE FROM project_members WHERE project_id = 1 AND user_id = ${stranger.id}`);
  {
    ok('who may only look at hosts opens none', (await looker.post(`${v1}/hosts/${host.id}/terminal/sessions`)).status === 403);
    ok('who is in another project neither', (await stranger.post(`${v1}/hosts/${host.id}/terminal/sessions`)).status === 404);
    const s = await shell(ops);
    const id = s.session.session_id;
    ok('an ordinary user has a shell', s.messages.some((m) => m.type === 'ready'));
    ok('his list is his own', must(await ops.get(`${v1}/terminal/sessions`)).list.every((x) => x.mine) && must(await ops.get(`${v1}/terminal/sessions?status=active`)).total === 1);
    for (const [who, c, want] of [['without any right', looker, 403], ['of another project', stranger, 404]]) {
      for (const [m, path] of [['GET', ''], ['DELETE', ''], ['POST', '/tickets'], ['GET', '/recording'], ['GET', '/typed']]) {
        const r = await c.call(m, `${v1}/terminal/sessions/${id}${path}`, m === 'POST' ? { mode: 'watch' } : undefined);
        ok(`a user ${who} gets ${want}: ${m} ${path || '/'}`, r.status === want, `${r.status} ${r.text}`);
      }
    }
    ok('a search shows nobody what is not his', (await stranger.get(`${v1}/terminal/search?q=quick%20brown`)).body.data.length === 0 && (await ops.get(`${v1}/terminal/search?q=quick%20brown`)).body.data.length === 0);
    ok('a colleague without the right does not find it', (await admin.get(`${v1}/terminal/search?q=quick%20brown`)).body.data.length > 0);
    ok('an auditor finds it', (await auditor.get(`${v1}/terminal/search?q=quick%20brown`)).body.data.length > 0);
    const cross = new Term(stack.url, `${v1}/hosts/${host.id}/terminal/sessions/${id}/ws?token=${boss.token}`);
    await cross.opened;
    ok('the contract\'s socket is its owner\'s alone', cross.status === 404 || cross.status === 403, cross.status);

    s.type('echo before-watching\r');
    await s.sees('\rbefore-watching');
    const w = await join1(auditor, id, 'watch');
    ok('a watcher sees the screen as it is', await w.sees('before-watching'), w.text.slice(-200));
    const told = await s.message('notice');
    ok('the owner is told by whom', told?.payload.kind === 'watched' && told.payload.by === 'termauditor' && told.payload.n === 1, JSON.stringify(s.messages));
    w.clear();
    s.type('echo while-watching\r');
    ok('and what comes then', await w.sees('\rwhile-watching'), w.text.slice(-200));
    w.type('echo from-the-watcher\r');
    w.send({ type: 'resize', cols: 10, rows: 3 });
    await sleep(400);
    s.type('stty size\r');
    await s.sees(/\n\d+ \d+/);
    ok('a watcher does not type', !s.text.includes('from-the-watcher') && !/\n3 10/.test(s.text), s.text.slice(-200));
    ok('an auditor does not take over', (await auditor.post(`${v1}/terminal/sessions/${id}/tickets`, { mode: 'control' })).status === 403);
    ok('nor end it', (await auditor.delete(`${v1}/terminal/sessions/${id}`)).status === 403);
    ok('nor attach', (await boss.post(`${v1}/terminal/sessions/${id}/tickets`, { mode: 'attach' })).status >= 400);
    const c = await join1(boss, id, 'control');
    await c.message('ready');
    ok('the owner is told that somebody took over', await s.until(() => s.messages.some((m) => m.type === 'notice' && m.payload.kind === 'taken_over' && m.payload.by === 'termboss')), JSON.stringify(s.messages));
    s.type('echo from-the-owner\r');
    c.type('echo from-the-boss\r');
    ok('who took over types', await s.sees('\rfrom-the-boss') && await w.sees('\rfrom-the-boss'), s.text.slice(-200));
    ok('the owner does not', !s.text.includes('from-the-owner'), s.text.slice(-200));
    c.end();
    ok('until he gives it back', await s.until(() => s.messages.some((m) => m.payload.kind === 'given_back')), JSON.stringify(s.messages));
    s.type('echo mine-again\r');
    ok('then it is the owner\'s again', await s.sees('\rmine-again'), s.text.slice(-200));
    s.type('printf "\\033[?1049h\\033[5;5Hon the other screen\\033[1;31m red"; sleep 2\r');
    await s.sees('red');
    const late = await join1(auditor, id, 'watch');
    ok('a full-screen program is drawn for who comes late', await late.sees('on the other screen'), late.text.slice(-200));
    late.end();
    const k = await boss.delete(`${v1}/terminal/sessions/${id}`);
    ok('with the right it is killed', k.status === 200, k.text);
    await s.until(() => s.closed, 4000);
    ok('at once, and its owner hears why', s.closed === 1000 && s.messages.some((m) => m.type === 'exit' && m.payload.reason === 'killed'), JSON.stringify([s.closed, s.messages.at(-1)]));
    const dead = await over(s);
    ok('the session names who did', dead.end_reason === 'killed' && dead.ended_by === boss.id, JSON.stringify(dead));
    ok('an ended session has no sockets', (await ops.post(`${v1}/terminal/sessions/${id}/tickets`)).status === 409);
    const list = must(await boss.get(`${v1}/terminal/sessions?q=TERMHOST&user_id=${ops.id}`));
    ok('the list is filtered', list.total >= 1 && list.list.every((x) => x.user_id === ops.id && !x.mine && x.can_watch && x.can_control), JSON.stringify(list.list[0]));
    ok('an auditor replays it', (await recording(id, auditor)).shown.includes('while-watching'));
  }

  // --- rights that end -----------------------------------------------------------------------------
  {
    const s = await shell(ops);
    psql(`UPDATE users SET status = 0, authz_version = authz_version + 1 WHERE id = ${ops.id}`);
    await s.until(() => s.closed, 6000);
    ok('who is locked out loses his terminal', s.closed !== null, s.closed);
    ok('and its shell ends', (await over(s, 12000)).status !== 'active', JSON.stringify(await get(s)));
    psql(`UPDATE users SET status = 1, authz_version = authz_version + 1 WHERE id = ${ops.id}`);
  }

  // --- a browser that was cut off --------------------------------------------------------------------
  {
    const s = await shell();
    s.type('X=kept; echo set-"now"\r');
    await s.sees('set-now');
    s.end();
    await sleep(800);
    const back = await join1(admin, s.session.session_id, 'attach');
    ok('who comes back soon finds his shell', Boolean(await back.message('ready')) && await back.sees('set-now'));
    back.type('echo $X-$X\r');
    ok('as he left it', await back.sees('kept-kept'), back.text.slice(-200));
    back.end();
    const gone = await over(s, 9000);
    ok('later it has ended', gone.status === 'closed' && gone.end_reason === 'left', JSON.stringify(gone));
    const never = must(await admin.post(`${v1}/hosts/${host.id}/terminal/sessions`));
    psql(`UPDATE terminal_sessions SET created_at = now() - interval '3 min' WHERE id = ${never.session_id.slice(4)}`);
    ok('one that nobody came to ends too', (await over(never.session_id, 9000)).end_reason === 'never_opened');
  }

  // --- limits ------------------------------------------------------------------------------------------
  {
    const made = [];
    let last;
    for (let i = 0; i < 9; i++) { last = await ops.post(`${v1}/hosts/${host.id}/terminal/sessions`).then(async (r) => (r.status === 401 ? (await ops.login('termops', 'a long enough password'), ops.post(`${v1}/hosts/${host.id}/terminal/sessions`)) : r)); if (last.status === 201) made.push(last.body.data.session_id); }
    ok('nobody opens more than he may', made.length === 8 && last.status === 429, `${made.length} ${last.status} ${last.text}`);
    for (const id of made) must(await ops.delete(`${v1}/terminal/sessions/${id}`));
  }

  // --- through a jump host -------------------------------------------------------------------------------
  {
    const key = must(await admin.post(`${v1}/credentials/ssh_keys`, { name: 'jump-key', private_key: peers.file('key_ed25519') }));
    const add = async (name, port, extra = {}) => {
      const probe = must(await admin.post(`${v1}/hosts/probe`, { name, ip: '127.0.0.1', port, auth_type: 'key', username: peers.value('user'), ssh_key_id: key.id, ...extra }));
      if (!probe.reachable) throw new Error(JSON.stringify(probe));
      return must(await admin.post(`${v1}/hosts`, { probe_token: probe.probe_token, name, ...extra }));
    };
    const jump = await add('jumphost', peers.port('sshd_jump'));
    const behind = await add('behindhost', peers.port('sshd_key'), { jump_host_id: jump.id });
    const s = await shell(admin, behind.id);
    s.type('echo $((20+1))-behind\r');
    ok('a host behind another has a shell', await s.sees('21-behind'), `${s.text.slice(-200)} ${JSON.stringify(s.messages)}`);
    s.type('seq 200000 | md5sum; seq 200000\r');
    ok('much comes through there too', await s.until(() => /\n200000\r/.test(s.text), 15000), s.text.length);
    s.type('exit 5\r');
    await s.until(() => s.closed, 5000);
    ok('and its status', (await over(s)).exit_code === 5, JSON.stringify(s.messages));
  }

  // --- hosts that do not answer -------------------------------------------------------------------------
  {
    const away = Number(psql(`WITH h AS (SELECT * FROM hosts WHERE id = ${host.id}) INSERT INTO hosts (project_id, name, ip, port, ssh_user, auth_type, ssh_key_id, host_key, status, created_by)
      SELECT project_id, 'awayhost', ip, 1, ssh_user, auth_type, ssh_key_id, host_key, status, created_by FROM h RETURNING id`));
    const s = await open(admin, away);
    const e = await s.message('error', 10000);
    ok('a host that is not reached is told as that', /127\.0\.0\.1/.test(e?.payload.message_en ?? '') && e.payload.message.length > 0, JSON.stringify(s.messages));
    await s.until(() => s.closed, 3000);
    ok('and the session says so', s.closed === 1000 && (await over(s)).status === 'failed' && (await get(s)).error.length > 0, JSON.stringify(await get(s)));
    const swap = must(await admin.post(`${v1}/credentials/ssh_keys`, { name: 'swap-key', private_key: peers.file('key_ed25519') }));
    const probe = must(await admin.post(`${v1}/hosts/probe`, { name: 'swaphost', ip: '127.0.0.1', port: peers.port('sshd_swap'), auth_type: 'key', username: peers.value('user'), ssh_key_id: swap.id }));
    const sh = must(await admin.post(`${v1}/hosts`, { probe_token: probe.probe_token, name: 'swaphost' }));
    const one = await shell(admin, sh.id);
    one.type('exit\r');
    await one.until(() => one.closed);
    await peers.tell('swap');
    const two = await open(admin, sh.id);
    const key = await two.message('error', 10000);
    ok('another host key opens nothing and is said', /key/i.test(key?.payload.message_en ?? ''), JSON.stringify(two.messages));
    ok('the key waits for review', psql(`SELECT count(*) FROM host_keys WHERE host_id = ${sh.id} AND status = 'changed'`) === '1');
    for (const mode of ['hang', 'drop', 'garbage', 'silent']) {
      const id = Number(psql(`INSERT INTO hosts (project_id, name, ip, port, ssh_user, auth_type, ssh_key_id, host_key, status, created_by)
        SELECT project_id, 'h-${mode}', ip, ${peers.port(mode)}, ssh_user, auth_type, ssh_key_id, host_key, status, created_by FROM hosts WHERE id = ${host.id} RETURNING id`));
      const x = await open(admin, id);
      const t0 = Date.now();
      const m = await x.message('error', 20000);
      ok(`a host that does "${mode}" is told as failed`, m && Date.now() - t0 < 15000, JSON.stringify(x.messages));
    }
    const way = await open(admin, Number(psql("SELECT id FROM hosts WHERE name = 'h-silent'")));
    for (const t0 = Date.now(); Date.now() - t0 < 5000 && psql(`SELECT node <> '' FROM terminal_sessions WHERE id = ${way.session.session_id.slice(4)}`) !== 't'; await sleep(20));
    await sleep(300);
    await admin.delete(`${v1}/terminal/sessions/${way.session.session_id}`);
    const stopped = await way.message('exit');
    ok('one that is ended on its way to the host says by what', stopped?.payload.reason === 'closed' && (await over(way)).status === 'closed', JSON.stringify([way.messages, way.closed, way.reason, await get(way)]));
  }

  // --- the host cuts, programs are killed ------------------------------------------------------------------
  {
    const s = await shell();
    s.type('echo to-be-cut\r');
    await s.sees('\rto-be-cut');
    const forked = execFileSync('sh', ['-c', `ps -eo pid,ppid,args | awk '$2 == ${sshd.pid} {print $1}'`], { encoding: 'utf8' }).trim().split('\n').map(Number);
    for (const p of forked) { try { process.kill(p, 'SIGKILL'); } catch { /* gone */ } }
    const m = await s.message('error', 8000);
    ok('a connection that breaks is told', m?.payload.reason === 'connection' && s.closed !== null | await s.until(() => s.closed, 3000), JSON.stringify(s.messages));
    const c = await over(s);
    ok('what was shown until then is recorded', c.status === 'failed' && (await recording(s)).shown.includes('to-be-cut'), JSON.stringify(c));

    const k = await shell();
    let kids;	// those of the hosts above may just be ending
    for (let i = 0; i < 100 && (kids = childrenOf(stack.pid('k8sm-stream'))).length !== 1; i++) await sleep(100);
    ok('each shell has a process', kids.length === 1, kids.join());
    process.kill(kids[0], 'SIGKILL');
    const died = await k.message('error', 5000);
    ok('a shell whose process is killed is told as ended', died?.payload.reason === 'crashed', JSON.stringify(k.messages));
    ok('and its row says so', (await over(k)).status === 'failed');

    const cut = await shell();
    cut.type('echo before-the-kill\r');
    await cut.sees('\rbefore-the-kill');
    await sleep(2600);
    for (let i = 0; i < 20 && !(await recording(cut)).shown.includes('\rbefore-the-kill'); i++) await sleep(200);
    const orphan = childrenOf(stack.pid('k8sm-stream'));
    const old = stack.pid('k8sm-stream');
    process.kill(old, 'SIGKILL');
    await cut.until(() => cut.closed, 3000);
    ok('kill -9 of k8sm-stream cuts the socket', cut.closed === 1006, cut.closed);
    for (let i = 0; i < 200 && stack.pid('k8sm-stream') === old; i++) await sleep(50);
    const lost = await over(cut, 10000);
    ok('the session is told as cut', lost.status === 'lost' && lost.end_reason === 'lost' && lost.cut_at_ms >= 0, JSON.stringify(lost));
    const alive = (p) => { try { return !/^State:\s+Z/m.test(readFileSync(`/proc/${p}/status`, 'utf8')); } catch { return false; } };
    for (let i = 0; i < 50 && orphan.some(alive); i++) await sleep(100);
    ok('its shell is gone', orphan.every((p) => !alive(p)), orphan.filter(alive).map((p) => readFileSync(`/proc/${p}/status`, 'utf8').slice(0, 200)).join());
    const r = await recording(cut);
    ok('its recording is whole until there', r.valid && r.shown.includes('before-the-kill'), JSON.stringify(r.events.slice(-3)));
    const re = await shell();
    re.type('echo re""opened\r');
    ok('and a new one opens', await re.sees('reopened'), re.text.slice(-200));
    // a restart in good order
    const polite = stack.pid('k8sm-stream');
    process.kill(polite, 'SIGTERM');
    await re.until(() => re.closed, 8000);
    const good = await over(re, 10000);
    ok('a restart ends terminals in good order', good.end_reason === 'restart' && good.cut_at_ms === -1 && (await recording(re)).shown.includes('reopened'), JSON.stringify(good));
    for (let i = 0; i < 200 && stack.pid('k8sm-stream') === polite; i++) await sleep(50);

    // The first that comes to a new process is not taken for one that the old one left.
    const waits = must(await admin.post(`${v1}/hosts/${host.id}/terminal/sessions`, { cols: 80, rows: 24 }));
    const before = stack.pid('k8sm-stream');
    process.kill(before, 'SIGKILL');
    let early;
    for (const t0 = Date.now(); Date.now() - t0 < 10000; await sleep(5)) {
      early = await join1(admin, waits.session_id, 'attach');
      if (await early.opened === 101) break;
    }
    for (let i = 0; i < 100 && stack.pid('k8sm-stream') === before; i++) await sleep(50);	// written after the start
    ok('one opens at once at a process that was just started', stack.pid('k8sm-stream') !== before && await early.message('ready', 8000), early.status + JSON.stringify(early.messages));
    await sleep(1500);
    early.type('echo st""ays\r');
    ok('and stays', await early.sees('stays') && (await get(waits.session_id)).status === 'active', JSON.stringify(await get(waits.session_id)));
    await admin.delete(`${v1}/terminal/sessions/${waits.session_id}`);
    await over(waits.session_id);
  }

  // --- audit ----------------------------------------------------------------------------------------------
  {
    psql(`INSERT INTO tasks (kind, project_id, run_at, routine) VALUES ('terminals.audit', 1, now(), true)`);
    for (let i = 0; i < 400 && psql('SELECT count(*) FROM terminal_sessions WHERE ended_at IS NOT NULL AND audited_at IS NULL') !== '0'; i++) await sleep(100);
    for (const action of ['terminals.open', 'terminals.ticket', 'terminals.end', 'terminals.end_of_host', 'terminals.recording', 'terminals.typed', 'terminals.search', 'terminals.ended'])
      ok(`${action} is audited`, (await auditsOf(action)).some((x) => x.object === 'terminal'), action);
    // by name: whoever tried to join a process that was starting has taken many tickets since
    const watch = (await auditsOf('terminals.ticket', '&actor=termauditor')).filter((x) => x.actor_name === 'termauditor' && x.outcome === 'ok');
    const full = watch.length ? must(await admin.get(`${v1}/audit/${watch[0].id}`)) : {};
    ok('a watcher is named with what he did', JSON.stringify(full.after ?? '').includes('watch'), JSON.stringify(full));
    const ends = psql(`SELECT count(*), count(DISTINCT object_id) FROM audit_logs WHERE action = 'terminals.ended'`).split('|');
    ok('every end is audited once', ends[0] === ends[1] && ends[0] === psql('SELECT count(*) FROM terminal_sessions WHERE ended_at IS NOT NULL'), ends.join());
    ok('no ticket is in the log', psql(`SELECT count(*) FROM audit_logs WHERE coalesce(after::text, '') LIKE '%${all[0].ticket}%'`) === '0');
  }

  // --- retention -----------------------------------------------------------------------------------------
  {
    const id = a.session.session_id.slice(4);
    psql(`UPDATE terminal_sessions SET created_at = created_at, ended_at = now() - interval '181 days' WHERE id = ${id}`);
    psql(`INSERT INTO tasks (kind, project_id, run_at, routine) VALUES ('terminals.clean', 1, now(), true)`);
    for (let i = 0; i < 100 && psql(`SELECT count(*) FROM terminal_sessions WHERE id = ${id}`) !== '0'; i++) await sleep(100);
    ok('what is older than its retention goes', psql(`SELECT (SELECT count(*) FROM terminal_sessions WHERE id = ${id}) + (SELECT count(*) FROM terminal_chunks WHERE session_id = ${id}) + (SELECT count(*) FROM terminal_texts WHERE session_id = ${id})`) === '0');
    ok('and nothing else', Number(psql('SELECT count(*) FROM terminal_sessions')) > 10);
  }
  checkInvariants(stack, ok, 'after all that');
  ok('no process is left', await (async () => { for (let i = 0; i < 100; i++) { if (childrenOf(stack.pid('k8sm-stream')).length === 0) return true; await sleep(100); } return false; })(), childrenOf(stack.pid('k8sm-stream')).join());
} catch (e) {
  ok('the test ran to its end', false, e.stack);
} finally {
  for (const x of all) x.end();
  if (process.env.SHOW_LOG) console.log(stack.log('k8sm-stream').slice(-4000));
  await stack.stop();
  await peers.stop();
  sshd.stop();
  rmSync(dir, { recursive: true, force: true });
}
process.exit(t.bad ? 1 : 0);
