// Batches through the whole stack: choosing hosts, waves, budgets, faults of peers, a killed worker, command rules.
import { startStack, login, checker, sleep, Client } from '../lib/stack.mjs';
import { startPeers } from '../lib/peers.mjs';
import { startFarm } from '../lib/farm.mjs';
import { readFileSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';

const t = checker();
const { ok } = t;
const N = 24;
const addresses = Array.from({ length: N }, (_, i) => `127.9.0.${i + 1}`);
const stack = await startStack({ env: { K8SM_SSH_CONNECT_MS: '4000', K8SM_TASK_LEASE_S: '3', K8SM_LANE_IDLE_S: '60' } });
const peers = await startPeers();
const farm = await startFarm(addresses);
const base = '/api/v1/hosts/batch/runs';
const v1 = '/api/v1';
try {
  const admin = await login(stack);
  const sql = (text) => execFileSync('psql', [stack.ownerUrl, '-XAtqc', text], { encoding: 'utf8', env: { ...process.env, PGOPTIONS: '-c k8sm.projects=* -c k8sm.user=1' } }).trim();
  const key = (await admin.post(`${v1}/credentials/ssh_keys`, { name: 'farm', private_key: farm.key })).body.data;
  const put = (name, ip, port, user, more = {}) => Number(sql(`INSERT INTO hosts (project_id, name, ip, port, ssh_user, auth_type, ssh_key_id, host_key, host_key_fingerprint, status, tags)
    VALUES (${more.project ?? 1}, '${name}', '${ip}', ${port}, '${user}', 'key', ${key.id}, '${more.hostKey ?? farm.hostKey}', 'x', '${more.status ?? 'online'}', '{${more.tags ?? ''}}') RETURNING id`));
  const ids = addresses.map((ip, i) => put(`farm${i}`, ip, farm.port, farm.user, { tags: i < 4 ? 'first,farm' : i % 2 ? 'odd,farm' : 'farm' }));
  const over = async (who, id, ms = 30000) => {
    for (const t0 = Date.now(); Date.now() - t0 < ms; await sleep(50)) {
      const r = await who.get(`${base}/${id}`);
      if (r.status !== 200) throw new Error(r.text);
      if (!['waiting', 'queued', 'running'].includes(r.body.data.status)) return r.body.data;
    }
    throw new Error(`batch ${id} did not end`);
  };
  const start = async (body, who = admin) => {
    const r = await who.post(base, body);
    if (r.status !== 202) throw new Error(r.text);
    return r.body.data;
  };
  const run = async (body, ms) => { const b = await start(body); return over(admin, b.batch_id, ms); };
  const rows = async (id, q = '') => (await admin.get(`${base}/${id}/hosts?page_size=500${q}`)).body.data.list;
  const out = async (id, host) => (await admin.get(`${base}/${id}/hosts/${host}`)).body.data;

  // --- the short form and one row per host ----------------------------------------
  let r = await admin.post(`${v1}/hosts/batch/exec`, { host_ids: ids, command: 'echo "$SSH_CONNECTION" | cut -d" " -f3; echo err >&2' });
  ok('the short form answers with task and batch', r.status === 202 && r.body.data.task_id > 0 && r.body.data.batch_id > 0, r.text);
  let b = await over(admin, r.body.data.batch_id);
  ok('every host succeeds', b.status === 'succeeded' && b.n_succeeded === N && b.hosts === N, JSON.stringify(b));
  let list = await rows(b.id);
  ok('each host has its row', list.length === N && list.every((h, i) => h.host_id === ids[i] && h.state === 'succeeded' && h.exit_code === 0 && h.first_line === addresses[i]), JSON.stringify(list[0]));
  ok('with its own outputs', (await out(b.id, ids[3])).stdout === `${addresses[3]}\n` && (await out(b.id, ids[3])).stderr === 'err\n');
  const task = (await admin.get(`${v1}/tasks/${b.task_id}`)).body.data;
  ok('the task tells the numbers', task.status === 'succeeded' && task.result.succeeded === N && task.object === 'batch' && task.object_id === b.id, JSON.stringify(task));
  await sleep(300);	// who ran it goes to rest behind its end; else another process would take the next one
  b = await run({ host_ids: ids, command: 'true' });
  ok('the second batch finds its sessions open', (await rows(b.id)).filter((h) => h.warm).length === N, JSON.stringify((await rows(b.id))[0]));

  // --- arrives as written ----------------------------------------------------------
  const odd = 'printf "%s|" \'a\'"\'"\'b\' "$(echo sub)" \'$(id)\' "`echo tick`" \'x\ny\'';
  b = await run({ host_ids: [ids[0]], command: odd });
  ok('quotes, substitutions and line breaks arrive as written', (await out(b.id, ids[0])).stdout === "a'b|sub|$(id)|tick|x\ny|", JSON.stringify(await out(b.id, ids[0])));
  const big = `#${'x'.repeat(1000000)}\nprintf '%s' 'it'"'"'s "$HOME" \${#}' | sed 's/o/0/'\nexit 3\n`;
  b = await run({ host_ids: ids.slice(0, 2), command: big, interpreter: 'bash' });
  ok('a script of 1 MB arrives on standard input', b.status === 'failed' && b.n_failed === 2 && (await out(b.id, ids[1])).stdout === 'it\'s "$HOME" ${#}' && (await out(b.id, ids[1])).exit_code === 3, JSON.stringify(await out(b.id, ids[1])).slice(0, 500));
  b = await run({ host_ids: [ids[0]], command: 'import sys\nprint("py", sys.version_info[0])\n', interpreter: 'python3' });
  ok('another interpreter is chosen by name', (await out(b.id, ids[0])).stdout === 'py 3\n', JSON.stringify(await out(b.id, ids[0])));
  r = await admin.post(base, { host_ids: [ids[0]], command: 'echo a\u0000b' });
  ok('NUL is refused', r.status === 400, r.text);
  r = await admin.post(base, { host_ids: [ids[0]], command: 'x'.repeat(70000) });
  ok('a command too long for one argument says what to do', r.status === 400 && r.body.field === 'command', r.text.slice(0, 300));
  r = await admin.post(base, { host_ids: [ids[0]], command: 'true', interpreter: 'bash -x' });
  ok('an interpreter is one of a list', r.status === 400 && r.body.field === 'interpreter', r.text);
  b = await run({ host_ids: [ids[0]], command: 'head -c 300000 /dev/zero | tr "\\0" y; printf "\\377\\000z" >&2', output_max: 4096 });
  const cut = await out(b.id, ids[0]);
  ok('output is capped, counted, and made text', cut.stdout.length === 4096 && cut.out_bytes === 300000 && cut.truncated && cut.stderr.endsWith('z'), JSON.stringify({ ...cut, stdout: '' }));

  // --- choosing ----------------------------------------------------------------------
  const group = (await admin.post(`${v1}/hosts/groups`, { name: 'odds', kind: 'filter', tags: ['odd'], project_id: 1 })).body.data;
  const listed = (await admin.post(`${v1}/hosts/groups`, { name: 'two', kind: 'list', host_ids: ids.slice(0, 2), project_id: 1 })).body.data;
  r = await admin.post(`${v1}/hosts/batch/preview`, { group_ids: [group.id, listed.id], host_ids: [ids[0], ids[5]], command: 'true', canary_percent: 10, tiers: ['first'] });
  ok('a preview counts the union once and its waves', r.status === 200 && r.body.data.hosts === 12 && r.body.data.canaries === 2 && r.body.data.waves === 2, r.text);
  r = await admin.post(`${v1}/hosts/batch/preview`, { filter: { tags: ['farm', 'first'] }, command: 'true' });
  ok('a filter asks for all its tags', r.body?.data?.hosts === 4, r.text);
  r = await admin.post(base, { command: 'true' });
  ok('somebody must be chosen', r.status === 400 && r.body.field === 'host_ids', r.text);
  r = await admin.post(base, { host_ids: [ids[0], 99999999], command: 'true' });
  ok('a host that does not exist is 404', r.status === 404 && r.body.field === 'host_ids', r.text);
  const maint = put('resting', '127.9.1.1', farm.port, farm.user, { status: 'maintenance' });
  const unpinned = put('unpinned', '127.9.1.2', farm.port, farm.user, { hostKey: '' });
  b = await run({ host_ids: [ids[0], maint, unpinned], command: 'true' });
  list = await rows(b.id);
  ok('hosts in maintenance and without a confirmed key are skipped and say why', b.status === 'succeeded' && b.n_skipped === 2 && list.every((h) => h.state !== 'skipped' || h.message), JSON.stringify(list));
  r = await admin.put(`${v1}/hosts/groups/${listed.id}`, { name: 'two', kind: 'list', host_ids: [ids[7]] });
  ok('a group can be changed', r.status === 200 && r.body.data.version === 2, r.text);
  ok('and removed', (await admin.delete(`${v1}/hosts/groups/${listed.id}`)).status === 200 && (await admin.get(`${v1}/hosts/groups/${listed.id}`)).status === 404);
  ok('two groups of one name are a conflict', (await admin.post(`${v1}/hosts/groups`, { name: 'ODDS', kind: 'filter', q: 'x', project_id: 1 })).status === 409);

  // --- strategy ------------------------------------------------------------------------
  b = await run({ host_ids: ids, command: 'true', canary_count: 3, canary_pause: true });
  ok('a pause after the canaries leaves the others untouched', b.status === 'paused' && b.n_succeeded === 3 && b.n_waiting === N - 3, JSON.stringify(b));
  r = await admin.post(`${base}/${b.id}/continue`);
  ok('and can be gone on from', r.status === 202, r.text);
  b = await over(admin, b.id);
  ok('which does the rest once', b.status === 'succeeded' && b.n_succeeded === N, JSON.stringify(b));
  b = await run({ host_ids: ids, command: 'exit 1', canary_count: 2 });
  ok('failing canaries stop it', b.status === 'stopped' && b.n_failed === 2 && b.n_skipped === N - 2, JSON.stringify(b));
  b = await run({ host_ids: ids, command: 'exit 1', concurrency: 2, max_errors: 5 });
  ok('the error budget stops it', b.status === 'stopped' && b.n_failed >= 6 && b.n_failed <= 8 && b.n_failed + b.n_skipped === N, JSON.stringify(b));
  b = await run({ host_ids: ids.slice(0, 4), command: 'sleep 20', timeout_s: 3 });
  ok('a timeout for one host', b.n_timed_out === 4 && b.status === 'failed', JSON.stringify(b));
  b = await run({ host_ids: ids, command: 'sleep 1.2', concurrency: 4, total_timeout_s: 2 });
  ok('a timeout for all: what was not begun is skipped', b.stopped === 'timeout' && b.n_skipped > 0 && b.n_skipped + b.n_succeeded + b.n_timed_out === N, JSON.stringify(b));
  let s = await start({ host_ids: ids, command: 'sleep 20', concurrency: 4 });
  for (let i = 0; i < 200 && (await admin.get(`${base}/${s.batch_id}`)).body.data.n_running < 4; i++) await sleep(30);
  r = await admin.post(`${base}/${s.batch_id}/cancel`);
  b = await over(admin, s.batch_id);
  ok('a cancel ends what runs and what waits', r.status === 202 && b.status === 'cancelled' && b.n_cancelled === N, JSON.stringify(b));

  // All processes of the lane are busy: one more waits, and is cancelled as a task.
  const busy = [await start({ host_ids: [ids[0]], command: 'sleep 20' }), await start({ host_ids: [ids[1]], command: 'sleep 20' })];
  for (let i = 0; i < 200 && !(await Promise.all(busy.map(async (x) => (await admin.get(`${base}/${x.batch_id}`)).body.data.n_running))).every((n) => n === 1); i++) await sleep(30);
  s = await start({ host_ids: ids.slice(2, 6), command: 'true' });
  r = await admin.post(`${v1}/tasks/${s.task_id}/cancel`);
  b = await over(admin, s.batch_id);
  ok('cancelled as a task while it waits it leaves nothing waiting', r.body.data?.status === 'cancelled' && b.status === 'cancelled' && b.stopped === 'cancelled' && b.n_cancelled === 4 && b.n_waiting === 0 && b.finished_at !== null, r.text + JSON.stringify(b));
  for (const x of busy) await admin.post(`${base}/${x.batch_id}/cancel`);
  for (const x of busy) await over(admin, x.batch_id);

  // --- alike answers, export, retry ----------------------------------------------------
  const flag = join(farm.dir, 'flag');
  b = await run({ host_ids: ids, command: `test -e ${flag} && exit 0; case "$SSH_CONNECTION" in *"127.9.0.5 "*) echo odd one; exit 4;; *) echo same;; esac` });
  r = await admin.get(`${base}/${b.id}/outcomes`);
  ok('equal answers are grouped', r.body.data.length === 2 && r.body.data[0].hosts === N - 1 && r.body.data[0].stdout === 'same\n' && r.body.data[1].exit_code === 4 && r.body.data[1].names[0] === 'farm4', r.text);
  const csv = await admin.get(`${base}/${b.id}/export?format=csv`);
  ok('CSV has a line for each host', csv.status === 200 && csv.text.split('\r\n').length === N + 2 && csv.text.includes('odd one'), csv.text.slice(0, 400));
  const nd = await admin.get(`${base}/${b.id}/export?format=ndjson`);
  ok('and NDJSON, too', nd.text.trim().split('\n').map((l) => JSON.parse(l)).filter((h) => h.stdout === 'same\n').length === N - 1);
  ok('hosts are found by what they said', (await rows(b.id, `&out_sha256=${(await admin.get(`${base}/${b.id}/outcomes`)).body.data[1].out_sha256}`)).length === 1);
  writeFileSync(flag, '');
  r = await admin.post(`${base}/${b.id}/retry`, {});
  const again = await over(admin, r.body.data.batch_id);
  ok('a retry asks only those that failed', again.hosts === 1 && again.status === 'succeeded' && again.retry_of === b.id, JSON.stringify(again));
  r = await admin.post(`${base}/${again.id}/retry`, {});
  ok('where nothing failed there is nothing to retry', r.status === 409, r.text);

  // --- misbehaving peers, each with its own words ----------------------------------------
  const pin = (port) => execFileSync('sh', ['-c', `ssh-keyscan -t ed25519 -p ${port} 127.0.0.1 2>/dev/null | cut -d' ' -f2,3`], { encoding: 'utf8' }).trim();
  const silent = put('silent', '127.0.0.1', peers.port('silent'), 'x');
  const refuse = put('refuse', '127.0.0.1', 1, 'x');
  const other = peers.file('host_other.pub').split(' ').slice(0, 2).join(' ').trim();
  const changed = put('changed', '127.0.0.1', peers.port('sshd_key'), peers.value('user'), { hostKey: other });
  const nokey = put('nokey', '127.0.0.1', peers.port('sshd_nofwd'), peers.value('user'), { hostKey: pin(peers.port('sshd_nofwd')) });
  const t0 = Date.now();
  b = await run({ host_ids: [ids[0], silent, refuse, changed, nokey, ids[1]], command: 'true' });
  const by = Object.fromEntries((await rows(b.id)).map((h) => [h.name, h]));
  ok('a host that hangs is a timeout of its own', by.silent.state === 'unreachable' && by.silent.fault === 'timeout_error', JSON.stringify(by.silent));
  ok('a closed port is a connect error', by.refuse.state === 'unreachable' && by.refuse.fault === 'connect_error', JSON.stringify(by.refuse));
  ok('a changed host key stops before the login', by.changed.state === 'unreachable' && by.changed.fault === 'host_key_error', JSON.stringify(by.changed));
  ok('and is kept for review', sql(`SELECT status FROM hosts WHERE id = ${changed}`) === 'error');
  ok('a refused login is an auth error', by.nokey.state === 'unreachable' && by.nokey.fault === 'auth_error', JSON.stringify(by.nokey));
  ok('the others went on', by.farm0.state === 'succeeded' && by.farm1.state === 'succeeded' && Date.now() - t0 < 9000, JSON.stringify(b));
  s = await start({ host_ids: [ids[2], ids[3]], command: 'echo begun; sleep 2; case "$SSH_CONNECTION" in *"127.9.0.3 "*) kill -9 $PPID; sleep 2;; *) sleep 0.5; echo fine;; esac' });
  b = await over(admin, s.batch_id);
  const [cutRow, fine] = [await out(b.id, ids[2]), await out(b.id, ids[3])];
  ok('a connection cut in the middle is uncertain, what came is kept', cutRow.state === 'uncertain' && cutRow.fault === 'dropped_error' && cutRow.stdout === 'begun\n' && fine.state === 'succeeded', JSON.stringify([cutRow, fine]));

  // --- a worker killed in the middle -----------------------------------------------------
  const log = join(farm.dir, 'log');
  writeFileSync(log, '');
  const append = (more) => `echo "$SSH_CONNECTION" | cut -d" " -f3 >> ${log}; ${more}`;
  const count = () => readFileSync(log, 'utf8').trim().split('\n').filter(Boolean);
  const killWorkers = () => {
    const parent = String(stack.pid('k8sm-worker'));
    const kids = execFileSync('ps', ['-o', 'pid=', '--ppid', parent], { encoding: 'utf8' }).trim().split(/\s+/).map(Number);
    for (const pid of kids) process.kill(pid, 'SIGKILL');
  };
  const killIn = async (body) => {
    writeFileSync(log, '');
    s = await start(body);
    for (let i = 0; i < 1500 && count().length < 6; i++) await sleep(10);
    killWorkers();
    return over(admin, s.batch_id, 60000);
  };
  b = await killIn({ host_ids: ids, command: append('sleep 1.5'), concurrency: 5 });
  let ran = count();
  ok('after kill -9 nothing is run twice', new Set(ran).size === ran.length, ran.join(' '));
  ok('what ran at that moment is uncertain, all the rest is done', b.n_uncertain >= 1 && b.n_uncertain <= 10 && b.n_succeeded + b.n_uncertain === N, JSON.stringify(b));
  ok('the run was taken over', b.epoch >= 2, String(b.epoch));
  b = await killIn({ host_ids: ids.slice(0, 12), command: append('sleep 1.5'), concurrency: 5, repeatable: true });
  ok('a repeatable batch runs to its end', b.status === 'succeeded' && b.n_succeeded === 12 && b.epoch >= 2, JSON.stringify(b));
  await stack.restart('k8sm-worker', { K8SM_FAULT: 'batch.marked:1:kill' });
  s = await start({ host_ids: ids.slice(0, 8), command: append('true'), concurrency: 3 });
  b = await over(admin, s.batch_id, 60000);
  await stack.restart('k8sm-worker', {});
  ok('whose processes die again and again is given up', b.status === 'failed' && b.n_waiting + b.n_running > 0, JSON.stringify(b));
  r = await admin.post(`${base}/${b.id}/continue`);
  b = await over(admin, b.id, 60000);
  ok('and can be gone on with', r.status === 202 && b.n_waiting + b.n_running === 0 && b.n_succeeded + b.n_uncertain === 8, JSON.stringify(b));

  // --- rules about commands ----------------------------------------------------------------
  const runAs = (command, extra = {}) => admin.post(base, { host_ids: [ids[0]], command, ...extra });
  for (const bad of ['rm -rf /', 'sudo -n rm -r --force "/"', 'cd /tmp && env X=1 rm -fr /etc/', 'sh -c "rm -rf /*"', ':(){ :|:& };:', 'echo $(dd if=/dev/zero of=/dev/sda)', 'cat x > /dev/nvme0n1']) {
    r = await runAs(bad);
    ok(`refused: ${bad}`, r.status === 403 && r.body.field === 'command', r.text);
    const one = await admin.post(`${v1}/hosts/${ids[0]}/ssh/exec`, { command: bad });
    ok('by a single command as well', one.status === 403 && one.body.field === 'command', one.text);
  }
  r = await runAs('rm -rf / # in a script', { interpreter: 'sh' });
  ok('and in a script', r.status === 403, r.text);
  r = await runAs('rm -rf /tmp/no-such-folder-here');
  ok('what is only warned about runs and says so', r.status === 202 && r.body.data.policy.effect === 'warn' && r.body.data.policy.hits[0].name === 'remove a tree', r.text);
  await over(admin, r.body.data.batch_id);
  const rule = (await admin.post(`${v1}/hosts/command-rules`, { name: 'no uptime', effect: 'approve', kind: 'words', pattern: 'uptime,w', project_id: 1 })).body.data;
  ok('a rule can be tested', (await admin.post(`${v1}/hosts/command-rules/test`, { command: 'nohup /usr/bin/uptime &', project_id: 1 })).body.data.effect === 'approve');
  r = await runAs('uptime');
  ok('a rule asks for an approval although no policy does', r.status === 202 && r.body.data.approval_id > 0 && r.body.data.status === 'pending' && !r.body.data.task_id, r.text);
  const waiting = r.body.data;
  b = (await admin.get(`${base}/${waiting.batch_id}`)).body.data;
  ok('the batch waits', b.status === 'waiting', JSON.stringify(b));
  const appr = (await admin.get(`${v1}/approvals/${waiting.approval_id}`)).body.data;
  ok('the approver sees command, hosts and digest', appr.plan.command === 'uptime' && appr.plan.hosts[0].name === 'farm0' && appr.plan.digest === b.digest && appr.plan.rules.length === 1, JSON.stringify(appr.plan));
  const mk = async (name, perms) => {
    const role = (await admin.post(`${v1}/rbac/roles`, { name, code: name, permissions: perms })).body.data;
    const u = await admin.post(`${v1}/rbac/users`, { username: name, password: 'a long enough password', email: `${name}@example.org`, roles: [name] });
    if (![200, 201].includes(u.status)) throw new Error(u.text + JSON.stringify(role));
    const c = await new Client(stack.url).login(name, 'a long enough password');
    await c.post(`${v1}/auth/password`, { old_password: 'a long enough password', new_password: 'another long password' });
    return { c: await new Client(stack.url).login(name, 'another long password').catch(() => c), id: u.body.data.id };
  };
  const boss = await mk('boss', ['approval:read', 'approval:decide', 'host:read']);
  await admin.post(`${v1}/projects/1/members`, { user_id: boss.id, role: 'viewer' });
  sql(`INSERT INTO project_members (project_id, user_id, role_id) SELECT 1, ${boss.id}, 3 WHERE NOT EXISTS (SELECT 1 FROM project_members WHERE project_id = 1 AND user_id = ${boss.id})`);
  const yes = await boss.c.post(`${v1}/approvals/${waiting.approval_id}/approve`, {});
  b = await over(admin, waiting.batch_id);
  ok('once it is given the batch runs', yes.status === 200 && b.status === 'succeeded' && b.task_id > 0, yes.text + JSON.stringify(b));
  r = await runAs('uptime');
  sql(`UPDATE batch_runs SET command = 'id' WHERE id = ${r.body.data.batch_id}`);
  await boss.c.post(`${v1}/approvals/${r.body.data.approval_id}/approve`, {});
  b = await over(admin, r.body.data.batch_id);
  ok('what was changed after it was approved does not run', b.status === 'failed' && b.n_succeeded === 0, JSON.stringify(b));
  r = await admin.post(`${v1}/hosts/${ids[0]}/ssh/exec`, { command: 'uptime' });
  ok('a single command waits, too', r.status === 202 && r.body.data.approval_id > 0, r.text);
  ok('a rule can be removed', (await admin.delete(`${v1}/hosts/command-rules/${rule.id}`)).status === 200);

  // --- by schedule ---
  r = await admin.post(`${v1}/schedules`, { name: 'nightly', cron: '@daily', kind: 'hosts.batch.order', args: { filter: { tags: ['first'] }, command: 'echo nightly', colour: 1 }, project_id: 1, enabled: true, timezone: 'UTC' });
  ok('a schedule with a bad order is refused', r.status === 400 && r.body.field === 'args.colour', r.text);
  r = await admin.post(`${v1}/schedules`, { name: 'nightly', cron: '@daily', kind: 'hosts.batch.order', args: { filter: { tags: ['first'] }, command: 'echo nightly' }, project_id: 1, enabled: true, timezone: 'UTC' });
  ok('an order can be scheduled', r.status === 201, r.text);
  sql(`UPDATE schedules SET next_run = now() - interval '1 s' WHERE id = ${r.body.data.id}`);
  let fired = null;
  for (let i = 0; i < 400 && !fired; i++, await sleep(50)) fired = (await admin.get(`${base}?q=nightly`)).body.data.list[0];
  b = fired ? await over(admin, fired.id) : {};
  ok('it runs on the hosts that its filter finds then', b.status === 'succeeded' && b.n_succeeded === 4 && b.command === 'echo nightly', JSON.stringify(b));
  ok('its task names the schedule', sql(`SELECT schedule_id FROM tasks WHERE id = ${b.task_id ?? 0}`) === String(r.body.data.id));

  // --- who may -------------------------------------------------------------------------------
  ok('a reader may look', (await boss.c.get(`${base}/${b.id}`)).status === 200);
  ok('but not run', (await boss.c.post(base, { host_ids: [ids[0]], command: 'true' })).status === 403);
  ok('nor change rules', (await boss.c.post(`${v1}/hosts/command-rules`, { name: 'x', effect: 'warn', kind: 'text', pattern: 'x', project_id: 1 })).status === 403);
  const alien = await mk('alien', ['host:read', 'host:execute', 'host:write']);
  ok('of another project nothing is seen', (await alien.c.get(`${base}/${b.id}`)).status === 404 && (await alien.c.get(`${base}/${b.id}/hosts`)).status === 404
    && (await alien.c.get(base)).body.data?.total === 0 && (await alien.c.get(`${v1}/hosts/groups/${group.id}`)).status === 404);
  r = await alien.c.post(base, { host_ids: [ids[0]], command: 'true' });
  ok('and nothing run', [403, 404].includes(r.status), r.text);
  const audits = (await admin.get(`${v1}/audit?action=batch.create&page_size=5`)).body?.data?.list ?? [];
  ok('orders are audited', audits.length > 0, JSON.stringify(audits).slice(0, 200));
  sql(`UPDATE batch_runs SET created_at = now() - interval '91 days' WHERE id = ${again.id}`);
  ok('old batches are cleaned away with their rows', sql('SELECT k8sm_clean_batches()') === '1' && (await admin.get(`${base}/${again.id}`)).status === 404
    && sql(`SELECT count(*) FROM batch_hosts WHERE run_id = ${again.id}`) === '0');
  ok('no secret is in what is kept', Number(sql(`SELECT count(*) FROM batch_hosts WHERE stdout LIKE '%PRIVATE KEY%'`)) === 0);
} catch (e) {
  ok('the test ran to its end', false, e.stack);
} finally {
  await farm.stop();
  await peers.stop();
  await stack.stop();
}
process.exit(t.bad ? 1 : 0);
