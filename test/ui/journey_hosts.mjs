// What a team does to its machines, through the console, over real sshd: a batch with
// answers that differ, its failures tried again, a command that needs an approval;
// files; keys made and rotated, a host key under review, a jump host; the tabs of a
// host; then a reader and somebody of another project.
// With --shots pictures of each page go to build/shots.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { checker, Client, login, sleep, top } from '../lib/stack.mjs';
import { startMachine } from '../lib/machine.mjs';
import { axe, choose, journey, logIn, openWindow, overflow, settle, startAll, visit } from './lib.mjs';

const t = checker();
const { ok } = t;
const shots = process.argv.includes('--shots');
const v1 = '/api/v1';
const dir = mkdtempSync(join(tmpdir(), 'k8sm-journey.'));
const noise = [];
const { stack, browser } = await startAll({ env: { K8SM_TASK_POLL_MS: '200', K8SM_COLLECT_EVERY_S: '2', K8SM_SSH_CONNECT_MS: '4000', K8SM_API_REMOTE_WORKERS: '4' } });
const { page } = await openWindow(browser, stack, noise, { locale: 'en', acceptDownloads: true });
const out = join(top, 'build', 'shots');
mkdirSync(out, { recursive: true });
async function shot(name, of = page) {
  if (!shots) return;
  for (const width of [1440, 390]) {
    await of.setViewportSize({ width, height: width === 390 ? 844 : 900 });
    await of.waitForTimeout(300);
    await of.screenshot({ path: join(out, `hosts-${name}.${width}.png`), fullPage: true });
  }
  await of.setViewportSize({ width: 1440, height: 900 });
}
const button = (name, of = page) => of.getByRole('button', { name, exact: true });
const item = (name) => page.getByRole('menuitem', { name, exact: true });
const drawer = () => page.getByRole('dialog').last();
const row = (text, of = page) => of.locator('main tbody tr', { hasText: text });
const must = (r) => { if (r.status >= 300) throw new Error(r.text); return r.body.data; };
async function sound(where) {
  const found = await axe(page);
  ok(`nothing serious is found by axe on ${where}`, found.length === 0, found.join('\n'));
  await page.setViewportSize({ width: 390, height: 844 });
  const over = await overflow(page);
  ok(`nothing sticks out of ${where} at 390 px`, over.length === 0, JSON.stringify(over));
  await page.setViewportSize({ width: 1440, height: 900 });
}
async function until(what, look, ms = 20000) {
  for (const t0 = Date.now(); Date.now() - t0 < ms; await sleep(50)) if (await look()) return ok(what, true);
  return ok(what, false);
}
const inner = journey(t, () => page);
const step = (name, go) => inner(name, async () => {
  try {
    await go();
  } catch (e) {
    if (shots) await page.screenshot({ path: join(out, `hosts-failed-${name.replace(/\W+/g, '-').slice(0, 40)}.png`) });
    throw e;
  } finally {
    await page.keyboard.press('Escape');
  }
});
const own = 'a password of my own 22';
try {
  const admin = await login(stack);
  const fleet = must(await admin.post(`${v1}/credentials/ssh_keys/generate`, { name: 'fleet', project_id: 1 }));
  const names = ['web-1', 'web-2', 'db-1'];
  const machines = [];
  const hosts = [];
  for (const name of names) {
    const m = await startMachine(dir, name, fleet.public_key);
    const probe = must(await admin.post(`${v1}/hosts/probe`, { name, ip: '127.0.0.1', port: m.port, auth_type: 'key', username: userInfo().username, ssh_key_id: fleet.id }));
    hosts.push(must(await admin.post(`${v1}/hosts`, { probe_token: probe.probe_token, name, tags: name.startsWith('web') ? ['web'] : ['db'] })));
    machines.push(m);
  }
  const person = async (name, role, project) => {
    const user = must(await admin.post(`${v1}/rbac/users`, { username: name, password: 'correct horse battery', roles: [] }));
    must(await admin.post(`${v1}/projects/${project}/members`, { user_id: user.id, role }));
    await (await new Client(stack.url).login(name, 'correct horse battery')).post(`${v1}/auth/password`, { old_password: 'correct horse battery', new_password: own });
  };
  must(await admin.post(`${v1}/rbac/roles`, { name: 'approver', code: 'approver', permissions: ['approval:read', 'approval:decide', 'host:read'] }));
  must(await admin.post(`${v1}/rbac/roles`, { name: 'host reader', code: 'host-reader', permissions: ['host:read'] }));
  must(await admin.post(`${v1}/rbac/roles`, { name: 'host writer', code: 'host-writer', permissions: ['host:read', 'host:write'] }));
  const other = must(await admin.post(`${v1}/projects`, { name: 'other', code: 'other' }));
  await person('boss', 'approver', 1);
  await person('reader', 'host-reader', 1);
  await person('stranger', 'host-writer', other.id);
  await logIn(page, 'admin', stack.password);

  // --- batches ----------------------------------------------------------------------
  let run = '';
  await step('a batch runs on chosen hosts, with a preview first', async () => {
    await visit(page, '/hosts');
    for (const name of names) await row(name).getByRole('checkbox').check();
    await shot('list');
    await button('Run command').click();
    await page.waitForURL(/\/batch\/new\?hosts=/);
    await page.getByRole('status').filter({ hasText: '3 hosts' }).waitFor();
    await page.getByLabel('Command or script', { exact: true }).fill('case $HOME in *db-1) echo kernel 6.1.1;; *) echo kernel 6.1.0;; esac\ncase $HOME in *web-2) cat ~/ready;; esac');
    await page.getByLabel('Reason', { exact: true }).fill('which kernels are there');
    await page.getByText('No command rule was met').waitFor();
    await shot('batch-new');
    await sound('the workbench');
    await button('Run').click();
    await button('Run', drawer()).click();
    await page.waitForURL(/\/batch\/\d+$/);
    run = new URL(page.url()).pathname;
    await row('web-2').getByText('Failed', { exact: true }).waitFor();
    await row('db-1').getByText('kernel 6.1.1').waitFor();
    await page.locator('.page-head').getByText('With failures').waitFor();
    await shot('batch');
    await sound('the batch');
  });
  await step('a row opens what a host said, equal answers stand together', async () => {
    await row('web-2').click();
    await drawer().getByText(/No such file/).first().waitFor();
    await shot('batch-output');
    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: 'Equal answers', exact: true }).click();
    await page.getByText('Compared with').waitFor();
    ok('a group for each answer', await page.locator('.batch-outcome').count() === 3);
    await shot('batch-groups');
    await sound('the equal answers');
  });
  await step('it is exported', async () => {
    await button('More').last().click();
    const [file] = await Promise.all([page.waitForEvent('download'), item('Export CSV').click()]);
    const text = readFileSync(await file.path(), 'utf8');
    ok('every host is in the file', names.every((name) => text.includes(name)), text.slice(0, 300));
  });
  await step('only what failed is tried again', async () => {
    writeFileSync(join(machines[1].home, 'ready'), 'ready\n');
    await button('Retry failed').click();
    await button('Retry failed', drawer()).click();
    await page.waitForURL((url) => /\/batch\/\d+$/.test(url.pathname) && url.pathname !== run);
    await row('web-2').getByText('Succeeded', { exact: true }).waitFor();
    ok('one host alone', await page.locator('main tbody tr').count() === 1);
  });
  await step('a dangerous command waits until somebody else approves it', async () => {
    await page.getByRole('link', { name: 'Command rules', exact: true }).click();
    await settle(page);
    await button('New rule').first().click();
    await drawer().getByLabel('Name', { exact: true }).fill('no reboots');
    await drawer().getByLabel('Pattern', { exact: true }).fill('reboot,poweroff,uptime');
    await button('Save', drawer()).click();
    await row('no reboots').waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await shot('rules');
    await sound('the rules');
    await visit(page, `/batch/new?hosts=${hosts[0].id}`);
    await page.getByLabel('Command or script', { exact: true }).fill('nohup /usr/bin/uptime');
    await page.getByText('Needs approval').first().waitFor();
    await shot('batch-approve');
    await button('Ask for approval').click();
    await button('Ask for approval', drawer()).click();
    await page.getByText('It waits for an approval and then runs by itself.').waitFor();
    await shot('batch-waiting');
    const link = await page.getByRole('link', { name: 'Open the approval' }).getAttribute('href');
    const boss = await openWindow(browser, stack, noise, { locale: 'en' });
    await logIn(boss.page, 'boss', own);
    await visit(boss.page, link);
    await boss.page.getByText('nohup /usr/bin/uptime').first().waitFor();
    await shot('approval', boss.page);
    await button('Approve', boss.page).click();
    await button('Approve', boss.page.getByRole('dialog').last()).click();
    await boss.page.getByText('Approved').first().waitFor();
    await boss.context.close();
    await row('web-1').getByText('Succeeded', { exact: true }).waitFor();
  });

  // --- files ------------------------------------------------------------------------
  const box = join(machines[0].home, 'box');
  await step('files are browsed, also those with odd names', async () => {
    mkdirSync(join(box, 'conf.d'), { recursive: true });
    writeFileSync(join(box, 'app.conf'), 'listen 80\n');
    writeFileSync(join(box, 'new\nline.txt'), 'odd\n');
    writeFileSync(Buffer.concat([Buffer.from(`${box}/`), Buffer.from([0x62, 0xff, 0x64])]), 'bytes\n');
    writeFileSync(join(box, '名字 <b>&"\'.log'), 'x'.repeat(3000));
    await visit(page, `/files?host=${hosts[0].id}&path=${encodeURIComponent(box)}`);
    await row('app.conf').waitFor();
    ok('all of them are shown', await page.locator('main tbody tr').count() === 6, await page.locator('main tbody').innerText());
    await shot('files');
    await sound('the files');
    await row('line.txt').click();
    await drawer().getByText('odd').waitFor();
    await page.keyboard.press('Escape');
    await row('conf.d').click();
    await page.getByText('The folder is empty').first().waitFor();
    await row('Parent folder').click();
    await row('app.conf').waitFor();
  });
  await step('a file is edited; who saved meanwhile is not overwritten unseen', async () => {
    await row('app.conf').click();
    const text = drawer().locator('.cm-content');
    await text.click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('server_name mine;\n');
    await shot('editor');
    writeFileSync(join(box, 'app.conf'), 'listen 8080\n');
    await button('Save', drawer()).click();
    await page.getByText('The file was changed meanwhile').waitFor();
    await shot('conflict');
    await button('Overwrite with mine').click();
    await page.getByText('app.conf was saved').waitFor();
    ok('mine is there', readFileSync(join(box, 'app.conf'), 'utf8').startsWith('listen 80\nserver_name mine;'), readFileSync(join(box, 'app.conf'), 'utf8'));
    // Escape is the topmost's: the question has to be gone.
    await page.getByText('The file was changed meanwhile').waitFor({ state: 'hidden' });
    await text.click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('# goes on');
    // Behind the drawer the list is read anew, as after an upload; the file is another one by now.
    writeFileSync(join(box, 'app.conf'), 'listen 9090\n');
    const again = page.waitForResponse((r) => /\/files\?/.test(r.url()));
    await page.locator('main button[aria-label=Refresh]').first().dispatchEvent('click');
    await again;
    await sleep(500);
    ok('what is typed stays when the list is read again', (await text.innerText()).endsWith('# goes on'), await text.innerText());
    await page.keyboard.press('Escape');
    await button('Discard').click();
    await page.locator('.cm-content').waitFor({ state: 'detached' });
  });
  await step('files are uploaded and downloaded', async () => {
    const bytes = Buffer.alloc(3 << 20, 'upload me ');
    await page.locator('input[type=file][aria-label=Upload]').setInputFiles({ name: 'big.bin', mimeType: 'application/octet-stream', buffer: bytes });
    await page.getByText('Uploads are complete').waitFor();
    ok('what was uploaded is there', readFileSync(join(box, 'big.bin')).equals(bytes));
    await row('big.bin').waitFor();
    await shot('uploaded');
    await button('Actions of big.bin').click();
    const [file] = await Promise.all([page.waitForEvent('download'), item('Download').click()]);
    ok('and comes back the same', readFileSync(await file.path()).equals(bytes) && file.suggestedFilename() === 'big.bin', file.suggestedFilename());
  });
  await step('renamed, its permissions set, deleted', async () => {
    await button('Actions of big.bin').click();
    await item('Rename').click();
    await drawer().getByLabel('New name', { exact: true }).fill('large.bin');
    await button('Rename', drawer()).click();
    await row('large.bin').waitFor();
    await button('Actions of large.bin').click();
    await item('Change permissions').click();
    await drawer().getByLabel(/octal/).fill('0600');
    await shot('permissions');
    await button('Save', drawer()).click();
    await until('the mode is set', () => (statSync(join(box, 'large.bin')).mode & 0o777) === 0o600);
    await button('Actions of large.bin').click();
    await item('Delete').click();
    await drawer().getByText(/will be deleted from web-1 for good/).waitFor();
    await button('Delete', drawer()).click();
    await row('large.bin').waitFor({ state: 'detached' });
    ok('it is gone', !existsSync(join(box, 'large.bin')));
    await button('New').click();
    await item('New folder').click();
    await drawer().getByLabel('Name', { exact: true }).fill('made here');
    await button('Create', drawer()).click();
    await row('made here').waitFor();
  });

  // --- credentials ---------------------------------------------------------------------
  await step('a key is made, and one that hosts use is rotated', async () => {
    await page.getByRole('link', { name: 'SSH keys', exact: true }).click();
    await row('fleet').waitFor();
    await button('Generate key').click();
    await drawer().getByLabel('Name', { exact: true }).fill('spare');
    await choose(page, 'Project', 'default');
    await button('Generate', drawer()).click();
    await drawer().getByText(/^ssh-ed25519 /).first().waitFor();
    await shot('key-made');
    ok('the private half is nowhere', !(await page.content()).includes('PRIVATE KEY'));
    // What it has read itself is there: it listens to Escape by then.
    await drawer().getByText('No host uses it').waitFor();
    await page.keyboard.press('Escape');
    await row('spare').waitFor();
    await shot('keys');
    await sound('the keys');
    await button('Actions of fleet').click();
    await item('Rotate').click();
    await drawer().getByLabel('Name of the new key', { exact: true }).fill('fleet-2');
    await shot('rotate');
    await button('Start', drawer()).click();
    await page.getByText(/All hosts use the new key/).waitFor({ timeout: 20000 });
    await page.locator('main tbody tr').nth(2).waitFor();
    ok('a row per host', await page.locator('main tbody tr').count() === 3);
    ok('the old key is on no host', machines.every((m) => !readFileSync(m.file, 'utf8').includes(fleet.public_key.split(' ')[1])));
    await shot('rotation');
    await sound('the rotation');
  });
  await step('a host key that changed is reviewed', async () => {
    await machines[1].stop();
    await machines[1].start('other');
    await admin.post(`${v1}/hosts/${hosts[1].id}/ssh/check`, {});
    await page.getByRole('link', { name: 'Host keys', exact: true }).click();
    await row('web-2').filter({ hasText: 'To review' }).click();
    await drawer().getByText('The host shows another key.', { exact: false }).waitFor();
    await shot('host-key');
    await button('Accept', drawer()).click();
    await drawer().getByRole('textbox').fill('reinstalled, ticket 12');
    await button('Accept', drawer()).click();
    await until('the host is reached again', async () => must(await admin.post(`${v1}/hosts/${hosts[1].id}/ssh/check`, {})).reachable);
    await page.reload();
    await settle(page);
    await shot('host-keys');
    await sound('the host keys');
  });
  await step('a host is reached through another', async () => {
    await visit(page, `/hosts/${hosts[2].id}`);
    await button('More').last().click();
    await item('Change credentials').click();
    await drawer().getByLabel('Jump host', { exact: true }).click();
    await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: 'web-1' }).first().click();
    await shot('jump');
    await button('Save', drawer()).click();
    await page.getByText('The new login is in use').waitFor({ timeout: 20000 });
    ok('it is kept', must(await admin.get(`${v1}/hosts/${hosts[2].id}`)).jump_host_id === hosts[0].id);
  });

  // --- tabs of a host --------------------------------------------------------------------
  await step('metrics are drawn, health is checked, maintenance begins and ends', async () => {
    await visit(page, `/hosts/${hosts[0].id}`);
    await shot('facts');
    await sound('the facts');
    await page.getByRole('tab', { name: 'Metrics', exact: true }).click();
    await page.getByText('CPU use').first().waitFor({ timeout: 20000 });
    await page.waitForTimeout(shots ? 3000 : 0);
    await shot('metrics');
    await sound('the metrics');
    await page.getByRole('tab', { name: 'Health', exact: true }).click();
    await button('Check now').click();
    await page.getByText(/^Checked: /).waitFor();
    await shot('health');
    await sound('the health');
    await button('More').last().click();
    await item('Start maintenance').click();
    await drawer().getByLabel('Reason', { exact: true }).fill('new memory');
    await shot('maintenance');
    await button('Start maintenance', drawer()).click();
    await page.locator('.page-head').getByText('Maintenance', { exact: true }).waitFor();
    await row('new memory').getByText('Active', { exact: true }).waitFor();
    await shot('maintenance-on');
    await button('More').last().click();
    await item('End maintenance').click();
    await page.locator('.page-head').getByText('Maintenance', { exact: true }).waitFor({ state: 'detached' });
  });

  // --- others ---------------------------------------------------------------------------------
  await step('who may read changes nothing', async () => {
    const r = await openWindow(browser, stack, noise, { locale: 'en' });
    await logIn(r.page, 'reader', own);
    await visit(r.page, '/hosts');
    await row('web-1', r.page).waitFor();
    await visit(r.page, `/files?host=${hosts[0].id}&path=${encodeURIComponent(box)}`);
    await row('app.conf', r.page).waitFor();
    ok('no upload', await button('Upload', r.page).count() === 0);
    await button('Actions of app.conf', r.page).click();
    await r.page.getByRole('menuitem', { name: 'Details', exact: true }).waitFor();
    ok('no rename, no delete', await r.page.getByRole('menuitem', { name: 'Details', exact: true }).count() === 1 && await r.page.getByRole('menuitem', { name: /^(Rename|Delete)$/ }).count() === 0);
    await r.page.keyboard.press('Escape');
    await visit(r.page, run);
    await row('web-2', r.page).waitFor();
    ok('no retry', await button('Retry failed', r.page).count() === 0);
    await visit(r.page, '/batch/new');
    await r.page.getByText(/host:execute|host:write/).first().waitFor();
    await visit(r.page, `/hosts/${hosts[0].id}?tab=health`);
    await r.page.getByText('Health history').waitFor();
    ok('the collector cannot be switched', await r.page.getByRole('switch').first().isDisabled());
    await shot('reader', r.page);
    await r.context.close();
  });
  await step('somebody of another project sees none of it', async () => {
    const s = await openWindow(browser, stack, noise, { locale: 'en' });
    await logIn(s.page, 'stranger', own);
    for (const path of ['/hosts', '/batch', '/hosts/keys', '/host-keys']) {
      await visit(s.page, path);
      await s.page.waitForTimeout(200);
      const text = await s.page.locator('main').innerText();
      ok(`nothing at ${path}`, !/web-1|web-2|db-1|fleet/.test(text), text.slice(0, 200));
    }
    for (const path of [`/hosts/${hosts[0].id}`, run, `/files?host=${hosts[0].id}`]) {
      await visit(s.page, path);
      await s.page.locator('.state-icon').first().waitFor();
      ok(`nor at ${path.replace(/\d+/, '…')}`, !/web-1|kernel|app\.conf/.test(await s.page.locator('main').innerText()));
    }
    await s.context.close();
  });
  if (shots) {
    await page.evaluate(() => { localStorage.setItem('k8sm.locale', JSON.stringify('zh')); localStorage.setItem('k8sm.theme', JSON.stringify('dark')); });
    for (const [name, path] of [['zh-list', '/hosts'], ['zh-batch', run], ['zh-groups', `${run}?tab=outcomes`], ['zh-new', `/batch/new?hosts=${hosts[0].id}`], ['zh-files', `/files?host=${hosts[0].id}&path=${encodeURIComponent(box)}`],
      ['zh-keys', '/hosts/keys'], ['zh-hostkeys', '/host-keys'], ['zh-metrics', `/hosts/${hosts[0].id}?tab=metrics`], ['zh-health', `/hosts/${hosts[0].id}?tab=health`], ['zh-facts', `/hosts/${hosts[0].id}`]]) {
      await page.goto(path);
      await settle(page);
      await shot(name);
    }
  }
  ok('the browser had nothing to complain about', noise.length === 0, noise.join('\n'));
} catch (e) {
  ok('the journey runs to its end', false, e.stack);
} finally {
  await browser.close();
  await stack.stop();
  rmSync(dir, { recursive: true, force: true });
}
process.exit(t.bad ? 1 : 0);
