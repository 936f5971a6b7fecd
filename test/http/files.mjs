// Files of a host over a real sshd's internal-sftp: every route, names that are bytes,
// roots and links, large folders and files, conflicts, cuts and killed processes.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, linkSync, lstatSync, mkdirSync, mkdtempSync, openSync, closeSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startStack, login, checker, sleep, Client } from '../lib/stack.mjs';
import { startSshd, onboard } from '../lib/sshd.mjs';

const t = checker();
const { ok } = t;
const b64 = (b) => Buffer.from(b).toString('base64url');
const sha256 = (b) => createHash('sha256').update(b).digest('hex');
const v1 = '/api/v1';
const dir = mkdtempSync(join(tmpdir(), 'k8sm-files.'));
process.once('exit', () => { spawnSync('umount', [join(dir, 'small')], { stdio: 'ignore' }); rmSync(dir, { recursive: true, force: true }); });
const sshd = await startSshd();
const stack = await startStack({ env: { K8SM_RATE_PER_S: '100000', K8SM_RATE_BURST: '100000', K8SM_SSH_CONNECT_MS: '3000' } });
const psql = (sql) => execFileSync('psql', ['-qAtX', '-d', stack.ownerUrl, '-c', sql], { encoding: 'utf8' }).trim();

/** One request with a raw body (a Buffer or a function that writes), by node's own client: no buffering, no retry. */
const raw = (method, path, { token, body, headers = {}, onResponse, write } = {}) => new Promise((resolve, reject) => {
  const u = new URL(stack.url + path);
  const rq = http.request({ host: u.hostname, port: u.port, method, path: u.pathname + u.search, headers: { 'accept-language': 'en', ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers } });
  rq.on('response', (rs) => {
    if (onResponse) return onResponse(rs, rq, resolve);
    const parts = [];
    rs.on('data', (d) => parts.push(d));
    const end = (cut) => {
      const all = Buffer.concat(parts);
      let json = null;
      try { json = JSON.parse(all.toString()); } catch { /* bytes */ }
      resolve({ status: rs.statusCode, headers: rs.headers, bytes: all, body: json, text: all.toString().slice(0, 300), cut });
    };
    rs.on('end', () => end(false));
    rs.on('error', () => end(true));
    rs.on('aborted', () => end(true));
  });
  rq.on('error', reject);
  if (write) write(rq);
  else rq.end(body);
});
const form = (name, bytes, field = 'file') => {
  const boundary = `----x${randomBytes(8).toString('hex')}`;
  const head = Buffer.concat([Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="note"\r\n\r\nnothing\r\n--${boundary}\r\nContent-Disposition: form-data; name="${field}"; filename="`), Buffer.from(name), Buffer.from('"\r\nContent-Type: application/octet-stream\r\n\r\n')]);
  return { body: Buffer.concat([head, Buffer.from(bytes), Buffer.from(`\r\n--${boundary}--\r\n`)]), headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } };
};

const parent = (pid) => { try { return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]); } catch { return 0; } };
const ancestors = (pid) => { const v = []; for (let p = parent(pid); p > 1 && v.length < 20; p = parent(p)) v.push(p); return v; };
const everyPid = () => readdirSync('/proc').filter((p) => /^\d+$/.test(p)).map(Number);
/** Workers of the pool that moves files. */
const transferWorkers = () => everyPid().filter((p) => parent(p) === stack.pid('k8sm-api') && readFileSync(`/proc/${p}/comm`, 'utf8').trim() === 'k8sm-transfer');

try {
  const admin = await login(stack);
  const host = await onboard(admin, sshd, 'filehost');
  const at = `${v1}/hosts/${host.id}/files`;
  const q = (o) => `?${new URLSearchParams(o)}`;
  const put = (path, bytes, more = {}) => raw('PUT', path, { token: admin.token, body: bytes, headers: { 'content-type': 'application/octet-stream', ...more } });
  const finished = async (id, ms = 60000) => {
    for (const t0 = Date.now(); Date.now() - t0 < ms; await sleep(100)) {
      const r = await admin.get(`${v1}/tasks/${id}`);
      if (!['queued', 'running'].includes(r.body.data.status)) return r.body.data;
    }
    throw new Error(`task ${id} did not end`);
  };
  const audits = async (action) => (await admin.get(`${v1}/audit?page_size=200&outcome=ok&action=${action}`)).body.data.list.filter((l) => l.action === action);
  const auditOf = async (action) => { const l = (await audits(action))[0]; return l ? (await admin.get(`${v1}/audit/${l.id}`)).body.data : {}; };

  // --- the contract's eight ---
  const home = await admin.get(`${at}`);
  ok('without a path the folder is the login\'s home', home.status === 200 && home.body.data.path === '.' && home.body.data.real_path === execFileSync('sh', ['-c', 'cd ~ && pwd -P'], { encoding: 'utf8' }).trim(), home.text.slice(0, 200));
  const work = join(dir, 'work');
  const made = await admin.post(`${at}/mkdir`, { path: `${work}/a/b/c` });
  ok('mkdir makes parents', made.status === 200 && statSync(`${work}/a/b/c`).isDirectory() && made.body.data.path === `${work}/a/b/c`, made.text);
  ok('mkdir of what is there is fine', (await admin.post(`${at}/mkdir`, { path: `${work}/a/b/c` })).status === 200);
  const saved = await admin.put(`${at}/content`, { path: `${work}/x.conf`, content: 'one\ntwo 中文\n' });
  ok('content is written', saved.status === 200 && saved.body.data.size === 15 && readFileSync(`${work}/x.conf`, 'utf8') === 'one\ntwo 中文\n' && saved.body.data.created, saved.text);
  const old = Date.now() / 1000 - 2 * 86400;
  for (const [name, when] of [['.x.conf.k8sm-edit-AbC_12-9', old], ['.k8sm-copy-17', old], ['.x.conf.k8sm-edit-fresh', null], ['.k8sm-copy-18', null], ['.k8sm-copy-mine', old], ['k8sm-edit-notes', old]]) {
    writeFileSync(`${work}/${name}`, 'x');
    if (when) utimesSync(`${work}/${name}`, when, when);
  }
  await admin.put(`${at}/content`, { path: `${work}/x.conf`, content: 'one\ntwo 中文\n' });
  const stay = readdirSync(work).filter((n) => n.includes('k8sm-')).sort().join();
  ok('what killed edits and copies left is removed when it is old, and nothing else', stay === '.k8sm-copy-18,.k8sm-copy-mine,.x.conf.k8sm-edit-fresh,k8sm-edit-notes', stay);
  for (const n of readdirSync(work).filter((x) => x.includes('k8sm-'))) rmSync(`${work}/${n}`);
  const read = await admin.get(`${at}/content${q({ path: `${work}/x.conf` })}`);
  ok('content is read', read.status === 200 && read.body.data.content === 'one\ntwo 中文\n' && read.headers.get('etag') === `"${read.body.data.etag}"`, read.text);
  const list = await admin.get(`${at}${q({ path: work })}`);
  ok('the list has what the contract says', list.status === 200 && list.body.data.total === 2 && list.body.data.list.map((f) => f.name).join() === 'a,x.conf' &&
    list.body.data.list[0].is_dir && list.body.data.list[1].mode === '-rw-r--r--' && list.body.data.list[1].size === 15 && list.body.data.list[1].path === `${work}/x.conf` && !Number.isNaN(Date.parse(list.body.data.list[1].updated_at)), list.text);
  const bytes = randomBytes(300000);
  const up = await raw('POST', `${at}/upload${q({ path: work })}`, { token: admin.token, ...form('C:\\temp\\bin dat".bin', bytes) });
  const up1 = await raw('POST', `${at}/upload${q({ path: work })}`, { token: admin.token, ...form('../../evil.bin', bytes) });
  ok('an upload\'s name is only its last part', up1.status === 200 && up1.body.data.path === `${work}/evil.bin` && readFileSync(`${work}/evil.bin`).equals(bytes), up1.text);
  ok('a name that a browser cut is still one', up.status === 200 && existsSync(`${work}/bin dat`), up.text);
  const none = await raw('POST', `${at}/upload${q({ path: work })}`, { token: admin.token, ...form('x', 'x', 'other') });
  ok('an upload without the field `file` is refused', none.status === 400 && none.body.field === 'file' && /required/.test(none.text), none.text);
  const down = await raw('GET', `${at}/download${q({ path: `${work}/evil.bin` })}`, { token: admin.token });
  ok('a download is the file', down.status === 200 && down.bytes.equals(bytes) && down.headers['content-type'] === 'application/octet-stream' && /attachment; filename="evil.bin"/.test(down.headers['content-disposition']) && down.headers['content-length'] === '300000', JSON.stringify(down.headers));
  const nodown = await raw('GET', `${at}/download${q({ path: `${work}/nothing` })}`, { token: admin.token });
  ok('a download that fails has no 2xx', nodown.status === 404 && nodown.body.code === 2005, nodown.text);
  const ren = await admin.post(`${at}/rename`, { old_path: `${work}/evil.bin`, new_path: `${work}/good.bin` });
  ok('rename', ren.status === 200 && ren.body.data.new_path === `${work}/good.bin` && existsSync(`${work}/good.bin`) && !existsSync(`${work}/evil.bin`), ren.text);
  ok('rename over something is refused', (await admin.post(`${at}/rename`, { old_path: `${work}/good.bin`, new_path: `${work}/x.conf` })).status === 409 && existsSync(`${work}/good.bin`));
  const full = await admin.delete(`${at}${q({ path: `${work}/a` })}`);
  ok('a folder that is not empty stays', full.status === 409 && existsSync(`${work}/a/b/c`), full.text);
  ok('an empty one goes', (await admin.delete(`${at}${q({ path: `${work}/a/b/c` })}`)).status === 200 && !existsSync(`${work}/a/b/c`));
  ok('what is not there is 404', (await admin.delete(`${at}${q({ path: `${work}/zzz` })}`)).status === 404);
  writeFileSync(`${work}/big.txt`, Buffer.alloc(1048577, 'x'));
  const big = await admin.get(`${at}/content${q({ path: `${work}/big.txt` })}`);
  ok('more than 1 MiB is no inline preview', big.status === 400 && big.body.code === 2000 && /too large/.test(big.text), big.text);
  const bin = await admin.get(`${at}/content${q({ path: `${work}/good.bin` })}`);
  ok('bytes that are no UTF-8 are not edited', bin.status === 400 && /binary/.test(bin.text), bin.text);
  ok('a folder is no file', (await admin.get(`${at}/content${q({ path: work })}`)).status === 400 && (await raw('GET', `${at}/download${q({ path: work })}`, { token: admin.token })).status === 400);
  execFileSync('mkfifo', [`${work}/pipe`]);
  ok('a fifo does not hang anybody', (await raw('GET', `${at}/download${q({ path: `${work}/pipe` })}`, { token: admin.token })).status === 400);
  rmSync(`${work}/pipe`);

  // --- editing: who was first ---
  const tag = read.body.data.etag;
  const first = await admin.put(`${at}/content`, { path: `${work}/x.conf`, content: 'first\n' }, { 'if-match': `"${tag}"` });
  ok('the first one saves', first.status === 200 && first.body.data.atomic, first.text);
  const second = await admin.put(`${at}/content`, { path: `${work}/x.conf`, content: 'second\n' }, { 'if-match': `"${tag}"` });
  ok('the second one learns of it', second.status === 409 && second.body.field === 'etag' && readFileSync(`${work}/x.conf`, 'utf8') === 'first\n', second.text);
  ok('with the new tag it goes', (await admin.put(`${at}/content`, { path: `${work}/x.conf`, content: 'second\n', etag: first.body.data.etag })).status === 200);
  const same = statSync(`${work}/x.conf`);
  writeFileSync(`${work}/x.conf`, 'sechnd\n'); utimesSync(`${work}/x.conf`, same.atime, same.mtime);
  ok('a change of the same size and time is noticed', (await admin.put(`${at}/content`, { path: `${work}/x.conf`, content: 'third\n', etag: first.body.data.etag })).status === 409);
  rmSync(`${work}/x.conf`);
  ok('so is a removal', (await admin.put(`${at}/content`, { path: `${work}/x.conf`, content: 'x', etag: tag })).status === 409);
  writeFileSync(`${work}/run.sh`, '#!/bin/sh\n'); chmodSync(`${work}/run.sh`, 0o751);
  ok('the mode is kept', (await admin.put(`${at}/content`, { path: `${work}/run.sh`, content: '#!/bin/sh\necho\n' })).status === 200 && (statSync(`${work}/run.sh`).mode & 0o7777) === 0o751);
  symlinkSync('run.sh', `${work}/link.sh`);
  ok('a link is written through, and stays one', (await admin.put(`${at}/content`, { path: `${work}/link.sh`, content: 'through\n' })).status === 200 && lstatSync(`${work}/link.sh`).isSymbolicLink() && readFileSync(`${work}/run.sh`, 'utf8') === 'through\n');
  ok('create does not replace', (await admin.put(`${at}/content`, { path: `${work}/run.sh`, content: 'x', create: true })).status === 409);
  const esc = await admin.put(`${at}/content`, { path: `${work}/esc`, content_b64: b64('\x1b[31m') });
  ok('control characters go as base64url', esc.status === 200 && readFileSync(`${work}/esc`, 'latin1') === '\x1b[31m' && (await admin.get(`${at}/content${q({ path: `${work}/esc` })}`)).body.data.content === '\x1b[31m', esc.text);
  ok('nothing is left beside', readdirSync(work).every((n) => !/k8sm/.test(n)), readdirSync(work).join());

  // --- names are bytes ---
  const names = [Buffer.from('a\nb'), Buffer.from([0xff, 0xfe, 0x41]), Buffer.from('back\\slash'), Buffer.from(' edge '), Buffer.from('\u202etxt.exe'), Buffer.from('-rf'), Buffer.from('%2e%2e'), Buffer.from('q"uote\'s'), Buffer.from('中文.txt'), Buffer.from('$(touch x)')];
  const odd = join(dir, 'odd');
  mkdirSync(odd);
  for (const n of names) writeFileSync(Buffer.concat([Buffer.from(`${odd}/`), n]), n);
  const oddList = (await admin.get(`${at}${q({ path: odd })}`)).body.data;
  ok('every name is shown, none with a control character', oddList.total === names.length && oddList.list.every((f) => ![...f.name].some((c) => c < ' ' || c === '\u202e')), JSON.stringify(oddList.list.map((f) => f.name)));
  ok('a line break is shown as \\n, a stray byte as \\xff', oddList.list.some((f) => f.name === 'a\\nb') && oddList.list.some((f) => f.name === '\\xff\\xfeA'));
  let used = 0;
  for (const f of oddList.list) {
    const key = f.path_b64 ? { path_b64: f.path_b64 } : { path: f.path };
    const name = f.name_b64 ? Buffer.from(f.name_b64, 'base64url') : Buffer.from(f.name);
    const got = await raw('GET', `${at}/download${q(key)}`, { token: admin.token });
    const moved = await admin.post(`${at}/rename`, { ...(f.path_b64 ? { old_path_b64: f.path_b64 } : { old_path: f.path }), new_path_b64: b64(Buffer.concat([Buffer.from(`${odd}/`), name, Buffer.from('~')])) });
    const gone = await admin.delete(`${at}${q({ path_b64: b64(Buffer.concat([Buffer.from(`${odd}/`), name, Buffer.from('~')])) })}`);
    if (got.status === 200 && got.bytes.equals(name) && moved.status === 200 && gone.status === 200) used++;
    else console.log(`# ${JSON.stringify(f.name)}: ${got.status} ${moved.status} ${gone.status} ${moved.text}`);
  }
  ok('every one of them can be downloaded, renamed and removed', used === names.length && readdirSync(odd).length === 0, `${used}`);
  const bytesName = await raw('POST', `${at}/upload${q({ path: odd })}`, { token: admin.token, ...form(Buffer.from([0x66, 0xe9, 0x2e, 0x74]), 'é in Latin-1') });
  ok('a name that is no UTF-8 can be uploaded', bytesName.status === 200 && Boolean(bytesName.body.data.path_b64) && readdirSync(odd, 'buffer')[0].equals(Buffer.from([0x66, 0xe9, 0x2e, 0x74])), bytesName.text);
  for (const bad of ['..', '.', '', 'a/..', '\0', 'x'.repeat(300)]) {
    const r = await raw('POST', `${at}/upload${q({ path: odd })}`, { token: admin.token, ...form(bad, 'x') });
    if (r.status < 400) ok(`upload refuses the name ${JSON.stringify(bad)}`, false, r.text);
  }
  ok('names that are none are refused', readdirSync(odd).length === 1);
  ok('a NUL in a path is refused', (await admin.get(`${at}/stat${q({ path_b64: b64('/tmp\0/x') })}`)).status === 400);
  ok('what is no base64url is refused', (await admin.get(`${at}/stat${q({ path_b64: '###' })}`)).status === 400);

  // --- stat, permissions, links, hidden ---
  const st = await admin.get(`${at}/stat${q({ path: `${work}/run.sh` })}`);
  ok('stat knows mode, owner and space', st.body.data.item.permissions === '0751' && st.body.data.item.uid === process.getuid() && st.body.data.usage.known && st.body.data.usage.total > 0, st.text);
  const perm = await admin.post(`${at}/permissions`, { path: `${work}/run.sh`, permissions: '0640' });
  ok('permissions are set', perm.status === 200 && (statSync(`${work}/run.sh`).mode & 0o7777) === 0o640 && perm.body.data.mode === '-rw-r-----', perm.text);
  for (const bad of ['9', '0999', '99999', 'rwx', '-1']) if ((await admin.post(`${at}/permissions`, { path: `${work}/run.sh`, permissions: bad })).status !== 400) ok(`permissions refuse ${bad}`, false);
  writeFileSync(`${work}/.hidden`, '');
  const linked = (await admin.get(`${at}${q({ path: work })}`)).body.data.list;
  ok('links name their target', linked.find((f) => f.name === 'link.sh')?.target === 'run.sh');
  ok('hidden names can be left out', linked.some((f) => f.name === '.hidden') && !(await admin.get(`${at}${q({ path: work, hidden: 'false' })}`)).body.data.list.some((f) => f.name === '.hidden'));

  // --- ranges ---
  const range = (h) => raw('GET', `${at}/download${q({ path: `${work}/good.bin` })}`, { token: admin.token, headers: h });
  const whole = await range({});
  const cases = [['bytes=0-9', 206, [0, 10]], ['bytes=299990-', 206, [299990, 300000]], ['bytes=-5', 206, [299995, 300000]], ['bytes=5-1000000', 206, [5, 300000]], ['bytes=abc', 200, [0, 300000]], ['bytes=9-5', 200, [0, 300000]], ['bytes=300000-', 416, null]];
  for (const [h, status, part] of cases) {
    const r = await range({ range: h });
    ok(`Range ${h} is ${status}`, r.status === status && (!part || r.bytes.equals(bytes.subarray(...part))) && (status !== 206 || r.headers['content-range'] === `bytes ${part[0]}-${part[1] - 1}/300000`), `${r.status} ${r.headers['content-range']} ${r.bytes.length}`);
  }
  ok('If-Range of another file gives the whole', (await range({ range: 'bytes=0-9', 'if-range': '"other"' })).status === 200);
  ok('If-Range of this one a part', (await range({ range: 'bytes=0-9', 'if-range': whole.headers.etag })).status === 206);
  const head = await raw('HEAD', `${at}/download${q({ path: `${work}/good.bin` })}`, { token: admin.token });
  ok('HEAD tells the length', head.status === 200 && head.headers['content-length'] === '300000' && head.bytes.length === 0);
  writeFileSync(`${work}/empty`, '');
  const nil = await raw('GET', `${at}/download${q({ path: `${work}/empty` })}`, { token: admin.token });
  ok('an empty file is one', nil.status === 200 && nil.bytes.length === 0 && nil.headers['content-length'] === '0', JSON.stringify(nil.headers));

  // --- tickets ---
  const ticket = await admin.post(`${at}/ticket`, { path: `${work}/good.bin` });
  const once = await raw('GET', ticket.body.data.url);
  ok('a ticket is good for a browser', once.status === 200 && once.bytes.equals(bytes), `${once.status} ${once.text}`);
  ok('and only once', (await raw('GET', ticket.body.data.url)).status === 401);
  const t2 = (await admin.post(`${at}/ticket`, { path: `${work}/good.bin` })).body.data.url;
  ok('a ticket is for one path', (await raw('GET', t2.replace(/path_b64=[^&]*/, `path_b64=${b64('/etc/passwd')}`))).status === 401);
  // The row is written behind the last byte.
  let a1 = await auditOf('files.fetch');
  for (let i = 0; i < 100 && a1.after?.sha256 !== sha256(bytes); i++) { await sleep(50); a1 = await auditOf('files.fetch'); }
  ok('its download is in the audit, with size and hash and by whom', a1.after?.size === 300000 && a1.after?.sha256 === sha256(bytes) && a1.actor_name === 'admin' && a1.object_id === host.id, JSON.stringify(a1));
  const a2 = await auditOf('files.upload');
  ok('so is an upload', a2.after?.sha256?.length === 64 && a2.after?.path?.startsWith(odd), JSON.stringify(a2));

  // --- uploads in pieces ---
  const big3 = randomBytes(3_000_000);
  const begin = (more) => admin.post(`${at}/uploads`, { path: `${work}/up.bin`, size: big3.length, sha256: sha256(big3), ...more });
  let u = (await begin()).body.data;
  ok('an upload begins at 0', u?.offset === 0 && u.status === 'open' && !existsSync(`${work}/up.bin`), JSON.stringify(u));
  const p1 = await put(`${at}/uploads/${u.id}/content?offset=0`, big3.subarray(0, 1_000_000));
  ok('a piece moves it on', p1.status === 200 && p1.body.data.offset === 1_000_000, p1.text);
  const gap = await put(`${at}/uploads/${u.id}/content?offset=2000000`, big3.subarray(2_000_000));
  ok('a gap is refused and told where to go on', gap.status === 409 && gap.body.field === 'offset' && /1000000/.test(gap.text), gap.text);
  const early = await admin.post(`${at}/uploads/${u.id}/complete`);
  ok('half of it is not complete', early.status === 409 && !existsSync(`${work}/up.bin`), early.text);
  const much = await put(`${at}/uploads/${u.id}/content?offset=1000000`, Buffer.concat([big3.subarray(1_000_000), Buffer.from('x')]));
  ok('more than was said is refused', much.status === 413, much.text);
  const where = (await admin.get(`${at}/uploads/${u.id}`)).body.data;
  ok('and what was sure by then counts', where.offset >= 1_000_000 && where.offset <= big3.length, JSON.stringify(where));
  if (where.offset < big3.length) await put(`${at}/uploads/${u.id}/content?offset=${where.offset}`, big3.subarray(where.offset));
  const done = await admin.post(`${at}/uploads/${u.id}/complete`);
  ok('complete puts it in place', done.status === 200 && done.body.data.status === 'done' && done.body.data.sha256 === sha256(big3) && readFileSync(`${work}/up.bin`).equals(big3), done.text);
  ok('complete again is the same', (await admin.post(`${at}/uploads/${u.id}/complete`)).status === 200);
  ok('a second one of this name needs overwrite', (await begin()).status === 409);
  u = (await begin({ overwrite: true, sha256: '0'.repeat(64) })).body.data;
  await put(`${at}/uploads/${u.id}/content?offset=0`, big3);
  const wrong = await admin.post(`${at}/uploads/${u.id}/complete`);
  ok('another SHA-256 is refused and leaves what was there', wrong.status === 409 && wrong.body.field === 'sha256' && readFileSync(`${work}/up.bin`).equals(big3) && !readdirSync(work).some((n) => /k8sm-upload/.test(n)), wrong.text);
  u = (await begin({ overwrite: true })).body.data;
  ok('open uploads are listed', (await admin.get(`${at}/uploads`)).body.data.list.some((x) => x.id === u.id && x.path === `${work}/up.bin`));
  ok('an abort leaves nothing', (await admin.delete(`${at}/uploads/${u.id}`)).status === 200 && !readdirSync(work).some((n) => /k8sm-upload/.test(n)) && (await put(`${at}/uploads/${u.id}/content?offset=0`, 'x')).status === 409);
  const zero = (await admin.post(`${at}/uploads`, { path: `${work}/zero`, size: 0 })).body.data;
  ok('an empty file in pieces', (await admin.post(`${at}/uploads/${zero.id}/complete`)).status === 200 && statSync(`${work}/zero`).size === 0);

  // --- cut in the middle ---
  u = (await begin({ path: `${work}/cut.bin` })).body.data;
  await new Promise((resolve) => {
    const url = new URL(`${stack.url}${at}/uploads/${u.id}/content?offset=0`);
    const rq = http.request({ host: url.hostname, port: url.port, method: 'PUT', path: url.pathname + url.search, headers: { authorization: `Bearer ${admin.token}`, 'content-length': big3.length } });
    rq.on('error', resolve);
    rq.write(big3.subarray(0, 2_000_000), () => setTimeout(() => rq.destroy(), 400));
  });
  // What came is noted when the end of the connection is seen.
  let left = (await admin.get(`${at}/uploads/${u.id}`)).body.data;
  for (let i = 0; i < 100 && left.offset === 0; i++) { await sleep(100); left = (await admin.get(`${at}/uploads/${u.id}`)).body.data; }
  ok('a client that vanishes leaves what had arrived', left.status === 'open' && left.offset > 0 && left.offset <= 2_000_000 && !existsSync(`${work}/cut.bin`), JSON.stringify(left));
  await put(`${at}/uploads/${u.id}/content?offset=${left.offset}`, big3.subarray(left.offset));
  ok('and the upload goes on there', (await admin.post(`${at}/uploads/${u.id}/complete`)).status === 200 && readFileSync(`${work}/cut.bin`).equals(big3));
  const cutForm = form('half.bin', big3);
  await new Promise((resolve) => {
    const url = new URL(`${stack.url}${at}/upload${q({ path: work })}`);
    const rq = http.request({ host: url.hostname, port: url.port, method: 'POST', path: url.pathname + url.search, headers: { authorization: `Bearer ${admin.token}`, 'content-length': cutForm.body.length, ...cutForm.headers } });
    rq.on('error', resolve);
    rq.write(cutForm.body.subarray(0, 2_000_000), () => setTimeout(() => rq.destroy(), 300));
  });
  for (let i = 0; i < 200 && readdirSync(work).some((n) => /k8sm-upload/.test(n)); i++) await sleep(100);
  ok('a form that was cut leaves nothing', !existsSync(`${work}/half.bin`) && !readdirSync(work).some((n) => /k8sm-upload/.test(n)), readdirSync(work).join());

  // --- kill -9 of the worker in the middle ---
  const large = randomBytes(60_000_000);
  u = (await begin({ path: `${work}/killed.bin`, size: large.length, sha256: sha256(large) })).body.data;
  const killed = await new Promise((resolve) => {
    const url = new URL(`${stack.url}${at}/uploads/${u.id}/content?offset=0`);
    const rq = http.request({ host: url.hostname, port: url.port, method: 'PUT', path: url.pathname + url.search, headers: { authorization: `Bearer ${admin.token}`, 'content-length': large.length } });
    rq.on('error', () => resolve('cut'));
    rq.on('response', (rs) => { rs.resume(); resolve(rs.statusCode); });
    rq.write(large.subarray(0, 40_000_000), () => setTimeout(() => {
      const busy = transferWorkers();
      for (const p of busy) process.kill(p, 'SIGKILL');
    }, 600));
  });
  let after = null;
  for (let i = 0; i < 200 && !after; i++) { const r = await admin.get(`${at}/uploads/${u.id}`); if (r.status === 200) after = r.body.data; else await sleep(100); }
  ok('after a kill -9 the file is not there and the upload is', !existsSync(`${work}/killed.bin`) && after?.status === 'open' && (killed === 'cut' || killed >= 500), `${killed} ${JSON.stringify(after)}`);
  ok('what the host had confirmed counts', after.offset >= 16 * 1024 * 1024, `${after.offset}`);
  await put(`${at}/uploads/${u.id}/content?offset=${after.offset}`, large.subarray(after.offset));
  const res = await admin.post(`${at}/uploads/${u.id}/complete`);
  ok('it is resumed and whole', res.status === 200 && sha256(readFileSync(`${work}/killed.bin`)) === sha256(large), res.text);

  // --- what nobody goes on with ---
  u = (await begin({ path: `${work}/late.bin` })).body.data;
  await put(`${at}/uploads/${u.id}/content?offset=0`, big3.subarray(0, 1000));
  psql(`UPDATE file_uploads SET expires_at = now() - interval '1 minute' WHERE id = ${u.id}`);
  const clean = psql(`INSERT INTO tasks (kind, title, run_at) VALUES ('files.clean', 'clean', now()) RETURNING id`);
  psql(`NOTIFY k8sm_tasks`);
  const cleaned = await finished(clean);
  ok('the cleaning task removes its part', cleaned.status === 'succeeded' && (await admin.get(`${at}/uploads/${u.id}`)).body.data.status === 'expired' && !readdirSync(work).some((n) => /k8sm-upload/.test(n)), JSON.stringify(cleaned));

  // --- large folder ---
  const many = join(dir, 'many');
  mkdirSync(many);
  writeFileSync(`${many}/0`, '');
  for (let i = 1; i < 100000; i++) closeSync(openSync(`${many}/${i}`, 'w'));
  const t0 = Date.now();
  const page1 = (await admin.get(`${at}${q({ path: many, limit: '200' })}`)).body.data;
  const ms = Date.now() - t0;
  const page2 = (await admin.get(`${at}${q({ path: many, limit: '200', after: page1.next })}`)).body.data;
  ok(`100,000 entries are counted and paged (${ms} ms)`, page1.total === 100000 && page1.list.length === 200 && page2.list.length === 200 && page2.list[0].name > page1.list[199].name && !page1.truncated && ms < 8000, `${page1.total} ${ms}`);
  const last = (await admin.get(`${at}${q({ path: many, limit: '3', sort: '-name' })}`)).body.data;
  ok('and sorted either way', last.list.map((f) => f.name).join() === '99999,99998,99997', JSON.stringify(last.list.map((f) => f.name)));
  ok('a sort by nonsense is refused', (await admin.get(`${at}${q({ path: many, sort: 'colour' })}`)).status === 400);

  // --- trees ---
  mkdirSync(`${dir}/some/below`, { recursive: true });
  for (let i = 0; i < 1500; i++) writeFileSync(`${dir}/some/below/${i}`, String(i));
  const copy = await finished((await admin.post(`${at}/copy`, { paths: [`${work}/a`, `${work}/run.sh`, `${work}/link.sh`, `${dir}/some`], to: odd })).body.data.task_id, 240000);
  ok('a tree is copied as a task', copy.status === 'succeeded' && existsSync(`${odd}/a/b`) && lstatSync(`${odd}/link.sh`).isSymbolicLink() && readFileSync(`${odd}/run.sh`, 'utf8') === 'through\n' && (statSync(`${odd}/run.sh`).mode & 0o777) === 0o640 && readdirSync(`${odd}/some/below`).length === 1500 && readFileSync(`${odd}/some/below/777`, 'utf8') === '777', JSON.stringify(copy).slice(0, 300));
  const again = await finished((await admin.post(`${at}/copy`, { paths: [`${work}/run.sh`], to: odd })).body.data.task_id);
  ok('a copy over something fails and says so', again.status === 'failed' && readFileSync(`${odd}/run.sh`, 'utf8') === 'through\n', JSON.stringify(again).slice(0, 200));
  const into = await finished((await admin.post(`${at}/copy`, { paths: [work], to: `${work}/a` })).body.data.task_id);
  ok('a folder is not copied into itself', into.status === 'failed' && !existsSync(`${work}/a/work`));
  mkdirSync(join(dir, 'keep'));
  writeFileSync(join(dir, 'keep', 'precious'), 'x');
  rmSync(many, { recursive: true });
  mkdirSync(`${many}/below`, { recursive: true });
  for (let i = 0; i < 2500; i++) writeFileSync(`${many}/below/${i}`, '');
  symlinkSync(join(dir, 'keep'), `${many}/leads-out`);
  const gone = await finished((await admin.post(`${at}/remove`, { paths: [many, `${odd}/a`] })).body.data.task_id, 240000);
  ok('a tree is removed, and links in it are not followed', gone.status === 'succeeded' && gone.result.done === 2505 && !existsSync(many) && !existsSync(`${odd}/a`) && existsSync(join(dir, 'keep', 'precious')), JSON.stringify(gone).slice(0, 300));
  ok('the root is not removed', (await admin.post(`${at}/remove`, { paths: ['/'] })).status === 400 && (await admin.post(`${at}/remove`, { paths: [] })).status === 400 && (await admin.delete(`${at}${q({ path: '/' })}`)).status === 400);

  // --- a root, and tricks to leave it ---
  const jail = join(dir, 'jail');
  mkdirSync(`${jail}/in/deep`, { recursive: true });
  writeFileSync(join(dir, 'secret'), 'secret\n');
  writeFileSync(`${jail}/in/fine`, 'fine\n');
  symlinkSync('../../secret', `${jail}/in/rel`);
  symlinkSync(join(dir, 'secret'), `${jail}/in/abs`);
  symlinkSync('/', `${jail}/in/slash`);
  symlinkSync('..', `${jail}/in/up`);
  symlinkSync('in', `${jail}/inside`);
  symlinkSync('loop', `${jail}/loop`);
  symlinkSync(`${dir}/new-outside`, `${jail}/in/dangling`);
  const rooted = await admin.put(`${at}/root`, { root: jail, scope: 'host' });
  ok('a root is set', rooted.status === 200 && rooted.body.data.scope === 'host', rooted.text);
  ok('inside is fine, also by a link', (await admin.get(`${at}/content${q({ path: `${jail}/in/fine` })}`)).status === 200 && (await admin.get(`${at}/content${q({ path: 'in/fine' })}`)).status === 200 && (await admin.get(`${at}/content${q({ path: `${jail}/inside/fine` })}`)).status === 200 && (await admin.get(`${at}/content${q({ path: `${jail}/in/up/in/fine` })}`)).status === 200);
  const tricks = ['/etc/passwd', '../secret', 'in/../../secret', `${jail}/../secret`, `${jail}/in/../../secret`, `${jail}/in/rel`, `${jail}/in/abs`, `${jail}/in/slash/etc/passwd`, `${jail}/in/slash${dir}/secret`, `${jail}/in/up/../secret`, `${jail}x`, '//etc/passwd', '/./etc/passwd', 'in/deep/../../../secret', `${jail}/loop`, '/proc/self/root/etc/passwd', `${dir}/jail2/../secret`, 'in/slash'];
  let refused = 0;
  for (const p of tricks) {
    const rs = [await admin.get(`${at}/content${q({ path: p })}`), await admin.get(`${at}${q({ path: p })}`), await raw('GET', `${at}/download${q({ path: p })}`, { token: admin.token }), await admin.get(`${at}/content${q({ path_b64: b64(p) })}`)];
    if (rs.every((r) => r.status >= 400 && r.status < 500 && !/secret\\n|root:x/.test(r.text))) refused++;
    else console.log(`# ${p}: ${rs.map((r) => r.status)} ${rs[0].text.slice(0, 200)}`);
  }
  ok('no path leaves the root to read', refused === tricks.length, `${refused} of ${tricks.length}`);
  const writes = [
    () => admin.put(`${at}/content`, { path: `${jail}/in/abs`, content: 'owned' }), () => admin.put(`${at}/content`, { path: `${jail}/in/dangling`, content: 'owned' }),
    () => admin.put(`${at}/content`, { path: `${jail}/in/slash${dir}/new`, content: 'owned' }), () => admin.post(`${at}/mkdir`, { path: `${jail}/in/slash${dir}/newdir` }),
    () => admin.post(`${at}/mkdir`, { path: '../newdir' }), () => admin.post(`${at}/rename`, { old_path: `${jail}/in/fine`, new_path: `${dir}/fine` }),
    () => admin.post(`${at}/rename`, { old_path: `${dir}/secret`, new_path: `${jail}/in/mine` }), () => admin.delete(`${at}${q({ path: `${jail}/in/slash${dir}/secret` })}`),
    () => admin.post(`${at}/permissions`, { path: `${jail}/in/abs`, permissions: '0777' }), () => admin.post(`${at}/uploads`, { path: `${jail}/in/slash${dir}/up`, size: 1 }),
    () => raw('POST', `${at}/upload${q({ path: `${jail}/in/slash/tmp` })}`, { token: admin.token, ...form('evil-up', 'x') }),
  ];
  const wrote = [];
  for (const w of writes) wrote.push((await w()).status);
  ok('nor to write', wrote.every((s) => s >= 400 && s < 500) && readFileSync(join(dir, 'secret'), 'utf8') === 'secret\n' && !existsSync(join(dir, 'new-outside')) && !existsSync(join(dir, 'new')) && !existsSync(join(dir, 'newdir')) && !existsSync(join(dir, 'fine')) && !existsSync('/tmp/evil-up'), wrote.join());
  const outside = await finished((await admin.post(`${at}/remove`, { paths: [join(dir, 'keep')] })).body.data.task_id);
  ok('nor to remove by a task', outside.status === 'failed' && existsSync(join(dir, 'keep', 'precious')));
  ok('a link itself can be removed', (await admin.delete(`${at}${q({ path: `${jail}/in/abs` })}`)).status === 200 && existsSync(join(dir, 'secret')));
  const ups = (await admin.post(`${at}/uploads`, { path: `${jail}/in/deep/u`, size: 3 })).body.data;
  await put(`${at}/uploads/${ups.id}/content?offset=0`, 'abc');
  rmSync(`${jail}/in/deep`, { recursive: true });
  symlinkSync(join(dir, 'keep'), `${jail}/in/deep`);
  const swapped = await admin.post(`${at}/uploads/${ups.id}/complete`);
  ok('a folder that became a link during an upload is refused', swapped.status >= 400 && readdirSync(join(dir, 'keep')).join() === 'precious', swapped.text);
  ok('the root goes again', (await admin.put(`${at}/root`, { root: '' })).body.data.scope === 'none' && (await admin.get(`${at}/content${q({ path: join(dir, 'secret') })}`)).status === 200);
  ok('a root must be absolute', (await admin.put(`${at}/root`, { root: 'x/y' })).status === 400);
  ok('that a root was set is in the audit', (await auditOf('files.root_set')).before !== undefined);

  // --- disk full ---
  const small = join(dir, 'small');
  mkdirSync(small);
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', small]).status === 0) {
    const tooBig = await admin.post(`${at}/uploads`, { path: `${small}/x`, size: 50_000_000 });
    ok('an upload that has no room is refused at once', tooBig.status === 507 && /space/.test(tooBig.text), tooBig.text);
    const ff = await raw('POST', `${at}/upload${q({ path: small })}`, { token: admin.token, ...form('full', randomBytes(8_000_000)) }).catch((e) => ({ status: 0, text: String(e) }));
    ok('one that fills the disk says so and leaves nothing', (ff.status === 507 || ff.status === 0) && readdirSync(small).length === 0, `${ff.status} ${ff.text} ${readdirSync(small)}`);
    writeFileSync(`${small}/f`, 'old');
    writeFileSync(`${small}/fill`, Buffer.alloc(3_900_000));
    const fe = await admin.put(`${at}/content`, { path: `${small}/f`, content: 'x'.repeat(900_000) });
    ok('a save on a full disk keeps the old text', fe.status === 507 && readFileSync(`${small}/f`, 'utf8') === 'old', fe.text);
    spawnSync('umount', [small]);
  } else t.skip('disk full', 'no right to mount a tmpfs');

  // --- large files in constant memory ---
  const rss = () => transferWorkers().map((p) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${p}/status`, 'utf8'))[1])).reduce((a, b) => Math.max(a, b), 0) / 1024;
  // Past 2 GB, where numbers of 31 bits end.
  const HUGE = 2100;
  writeFileSync(`${work}/huge`, '');
  truncateSync(`${work}/huge`, HUGE * 1048576);
  const got = await raw('GET', `${at}/download${q({ path: `${work}/huge` })}`, { token: admin.token, onResponse: (rs, rq, resolve) => { let n = 0; rs.on('data', (d) => { n += d.length; }); rs.on('end', () => resolve(n)); rs.on('aborted', () => resolve(-1)); } });
  ok(`${HUGE} MB come down`, got === HUGE * 1048576, `${got}`);
  u = (await admin.post(`${at}/uploads`, { path: `${work}/huge.up`, size: HUGE * 1048576 })).body.data;
  const chunk = Buffer.alloc(1 << 20, 7);
  const sent = await raw('PUT', `${at}/uploads/${u.id}/content?offset=0`, { token: admin.token, headers: { 'content-length': HUGE * 1048576 }, write: (rq) => { let i = 0; const go = () => { while (i < HUGE) { i++; if (!rq.write(chunk)) return rq.once('drain', go); } rq.end(); }; go(); } });
  ok('and go up', sent.status === 200 && sent.body.data.offset === HUGE * 1048576, sent.text);
  ok('completed', (await admin.post(`${at}/uploads/${u.id}/complete`)).status === 200 && statSync(`${work}/huge.up`).size === HUGE * 1048576);
  ok(`the process that moved them stays small (${rss().toFixed(0)} MB)`, rss() > 0 && rss() < 64);
  rmSync(`${work}/huge.up`);

  // --- a download that breaks in the middle ---
  writeFileSync(`${work}/shrinks`, Buffer.alloc(64 << 20));
  const broken = await raw('GET', `${at}/download${q({ path: `${work}/shrinks` })}`, { token: admin.token, onResponse: (rs, rq, resolve) => {
    let n = 0;
    rs.on('data', (d) => { n += d.length; if (n === d.length) { rs.pause(); truncateSync(`${work}/shrinks`, 10); setTimeout(() => rs.resume(), 300); } });
    rs.on('end', () => resolve({ n, cut: rs.complete === false }));
    rs.on('error', () => resolve({ n, cut: true }));
    rs.on('aborted', () => resolve({ n, cut: true }));
  } });
  ok('a file that shrinks meanwhile is cut off, not filled up', broken.cut && broken.n < (64 << 20), JSON.stringify(broken));

  // --- the host goes away ---
  const other = await startSshd();
  const host2 = await onboard(admin, other, 'shortlived');
  const at2 = `${v1}/hosts/${host2.id}/files`;
  ok('the second host answers', (await admin.get(at2)).status === 200);
  const cutDown = raw('GET', `${at2}/download${q({ path: `${work}/huge` })}`, { token: admin.token, onResponse: (rs, rq, resolve) => { let n = 0; rs.once('data', () => { rs.pause(); for (const p of everyPid()) if (ancestors(p).includes(other.pid)) { try { process.kill(p, 'SIGKILL'); } catch { /* gone */ } } setTimeout(() => rs.resume(), 300); }); rs.on('data', (d) => { n += d.length; }); rs.on('end', () => resolve({ n, cut: !rs.complete })); rs.on('error', () => resolve({ n, cut: true })); rs.on('aborted', () => resolve({ n, cut: true })); } });
  const cutGot = await cutDown;
  ok('a connection cut in the middle of a download is seen by the client', cutGot.cut && cutGot.n < HUGE * 1048576, JSON.stringify(cutGot));
  await other.stop();
  const dead = await admin.get(at2);
  ok('a host that is away is said to be', dead.status >= 500 && dead.status <= 504 && dead.body.code === 3003, dead.text);
  ok('the other host does not mind', (await admin.get(`${at}${q({ path: work })}`)).status === 200);

  // --- who may ---
  await admin.post(`${v1}/rbac/users`, { username: 'filelooker', password: 'initial pass 99', roles: ['viewer'] });
  const viewer = await new Client(stack.url).login('filelooker', 'initial pass 99');
  const sees = (await viewer.get(`${v1}/hosts/${host.id}`)).status;
  const may = [(await viewer.get(`${at}${q({ path: work })}`)).status, (await viewer.post(`${at}/mkdir`, { path: `${work}/no` })).status, (await viewer.put(`${at}/root`, { root: '/' })).status,
    (await raw('POST', `${at}/upload${q({ path: work })}`, { token: viewer.token, ...form('no', 'x') }).catch(() => ({ status: 403 }))).status];
  ok('a viewer looks, if he sees the host at all, and writes nothing', (sees === 200 ? may[0] === 200 : may[0] === 404) && may.slice(1).every((s) => s === 403 || s === 404) && !existsSync(`${work}/no`), `${sees} ${may}`);
} catch (e) {
  ok('the test ran to its end', false, e.stack);
} finally {
  await stack.stop();
  sshd.stop();
}
process.exit(t.bad ? 1 : 0);
