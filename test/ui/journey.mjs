// People's ways through the console.  Every check is a sentence.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checker, login, sleep, Client, top } from '../lib/stack.mjs';
import { startSshd } from '../lib/sshd.mjs';
import { axe, choose, chrome, journey, logIn, menuPaths, openWindow, overflow, psql, settle, startAll, visit } from './lib.mjs';

const t = checker();
const { ok } = t;
const only = process.argv.slice(2);
const noise = [];
const v1 = '/api/v1';
const cjk = /[\u3400-\u9fff]/;
const { stack, browser } = await startAll();
const sshd = await startSshd();
const inner = journey(t, () => page);
async function step(name, run) {
  if (only.length && !only.some((o) => name.includes(o))) return;
  const before = t.bad;
  await inner(name, run);
  if (t.bad > before && !page.isClosed()) {
    mkdirSync(join(top, 'build', 'ui', 'failed'), { recursive: true });
    await page.screenshot({ path: join(top, 'build', 'ui', 'failed', `${name.replace(/\W+/g, '-')}.png`) }).catch(() => {});
    await page.goto('/').catch(() => {});
  }
}

let { context, page } = await openWindow(browser, stack, noise, { locale: 'en' });
const admin = await login(stack);
const say = (text) => page.getByText(text).first().waitFor();
const button = (name, exact = true) => page.getByRole('button', { name, exact });
const drawer = () => page.getByRole('dialog').last();
const row = (name) => page.locator('tbody tr', { hasText: name });
async function act(name, action) {
  await row(name).getByRole('button', { name: `Actions of ${name}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
}
async function member(username, roles, extra = []) {
  const u = await admin.post(`${v1}/rbac/users`, { username, password: `${username} long password 1`, name: username, roles });
  if (u.status >= 300) throw new Error(u.text);
  for (const project_id of extra) {
    const m = await admin.post(`${v1}/projects/${project_id}/members`, { user_id: u.body.data.id, role: roles[0] ?? 'viewer' });
    if (m.status >= 300) throw new Error(m.text);
  }
  // what somebody else set has to be changed at the first login
  const c = await new Client(stack.url).login(username, `${username} long password 1`);
  const p = await c.post(`${v1}/auth/password`, { old_password: `${username} long password 1`, new_password: `${username} own password 22` });
  if (p.status >= 300) throw new Error(p.text);
  return { id: u.body.data.id, username, password: `${username} own password 22` };
}

try {
  // --- logging in ---------------------------------------------------------------
  await step('a wrong password', async () => {
    await page.goto('/hosts?q=typed');
    await page.locator('input[name=username]').fill('admin');
    await page.locator('input[name=password]').fill('not the password');
    await page.locator('button[type=submit]').click();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    ok('a wrong password is said at the form', /password/i.test(await alert.innerText()) && !cjk.test(await alert.innerText()), await alert.innerText());
    ok('and nothing that was typed is lost', await page.locator('input[name=username]').inputValue() === 'admin'
      && await page.locator('input[name=password]').inputValue() === 'not the password');
    await page.locator('input[name=password]').fill(stack.password);
    await page.keyboard.press('Enter');
    await page.locator('main#main').waitFor();
    ok('logging in leads to the page that was asked for', /\/hosts\?q=typed$/.test(page.url()), page.url());
  });
  if (only.length) await logIn(page, 'admin', stack.password).catch(() => {});

  await step('language and appearance', async () => {
    await visit(page, '/tasks');
    await page.getByRole('button', { name: '中文' }).click();
    await page.getByRole('heading', { name: '任务', exact: true }).waitFor();
    await page.reload();
    await settle(page);
    ok('the language can be switched, and stays', await page.getByRole('heading', { name: '任务', exact: true }).isVisible()
      && await page.evaluate(() => document.documentElement.lang) === 'zh-CN', await page.evaluate(() => document.documentElement.lang));
    await page.getByRole('button', { name: /^(EN|English)$/ }).click();
    await page.getByRole('heading', { name: 'Tasks', exact: true }).waitFor();
    ok('and back', true);
    await page.getByRole('button', { name: /Account menu/ }).click();
    await page.getByRole('menuitem', { name: 'Dark' }).click();
    await page.reload();
    await settle(page);
    ok('the appearance can be chosen, and stays', await page.evaluate(() => document.documentElement.dataset.theme) === 'dark');
    await page.getByRole('button', { name: /Account menu/ }).click();
    await page.getByRole('menuitem', { name: 'Light' }).click();
    await page.keyboard.press('Escape');
  });

  // --- a machine --------------------------------------------------------------------
  await step('bringing in a host', async () => {
    await visit(page, '/hosts/keys');
    await button('Add key').first().click();
    await drawer().getByLabel('Name', { exact: true }).fill('ops-key');
    await drawer().getByLabel(/^Private key/).fill(sshd.privateKey);
    await drawer().locator('button[type=submit]').click();
    await row('ops-key').waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    ok('a private key is added, and never shown again', !(await page.content()).includes('BEGIN OPENSSH'));
    await visit(page, '/hosts');
    await page.getByRole('link', { name: 'Bring in a host' }).first().click();
    await page.getByLabel('Name', { exact: true }).fill('web-01');
    await page.getByLabel('Address', { exact: true }).fill('127.0.0.1');
    await page.getByLabel('Port', { exact: true }).fill('1');
    await page.getByLabel('Login user', { exact: true }).fill(sshd.user);
    await page.getByText('SSH key', { exact: true }).first().click();
    await choose(page, 'SSH key', 'ops-key');
    await button('Connect and look').click();
    await say('Cannot log in to this machine');
    ok('a port that does not answer is said, with what to do', await page.getByText(/Check address, port, firewall/).isVisible());
    await page.getByLabel('Port', { exact: true }).fill(String(sshd.port));
    await visit(page, '/tasks');
    await visit(page, '/hosts/onboarding');
    ok('the wizard can be left and come back to', await page.getByLabel('Name', { exact: true }).inputValue() === 'web-01');
    await page.getByLabel('Name', { exact: true }).press('Control+Enter').catch(() => {});
    await say('Compare the fingerprint of the host key');
    ok('the fingerprint of the host key is shown', /SHA256:[A-Za-z0-9+/]{43}/.test(await page.locator('.fingerprint').innerText()));
    ok('it cannot be registered before the fingerprint is confirmed', await button('Next').isDisabled());
    await page.getByText('It is the same; I trust this machine').click();
    await button('Next').click();
    await say('What will be registered');
    await page.getByLabel('Region').fill('cn-north');
    await button('Register host').click();
    await page.getByRole('heading', { name: 'web-01' }).waitFor();
    ok('the host is there, with its facts', await page.getByText('cn-north').first().isVisible());
    await visit(page, '/hosts');
    await row('web-01').first().waitFor();
    ok('and stands in the list', await row('web-01').count() === 1);
  });

  await step('running commands', async () => {
    await visit(page, '/hosts');
    await act('web-01', 'Run command');
    const box = drawer().getByLabel('Command', { exact: true });
    const go = join(sshd.dir, 'go');
    await box.fill(`echo one; for i in $(seq 300); do [ -e ${go} ] && break; sleep 0.1; done; echo two`);
    // Again before there is an answer, as an impatient hand does: it is run once.
    const asked = [];
    await page.route('**/ssh/exec', async (route) => { asked.push(route.request().url()); await sleep(500); await route.continue(); });
    await box.press('Control+Enter');
    for (let i = 0; i < 100 && !asked.length; i++) await sleep(20);
    await box.press('Control+Enter');
    const lines = page.locator('.task-log');
    await lines.getByText('one', { exact: true }).waitFor();
    await drawer().locator('[data-status=running]').first().waitFor();
    const early = await lines.innerText();
    ok('output arrives while the command still runs', /\bone\b/.test(early) && !/\btwo\b/.test(early)
      && await drawer().locator('[data-status=running]').count() > 0, early);
    writeFileSync(go, '');
    await lines.getByText('two', { exact: true }).waitFor();
    await drawer().locator('[data-status=succeeded]').first().waitFor();
    ok('and the drawer says when it has ended', true);
    ok('it was run once', asked.length === 1 && psql(stack, "SELECT count(*) FROM tasks WHERE kind = 'hosts.exec'") === '1', asked.join());
    await page.unroute('**/ssh/exec');
    await button('Run another').click();
    await box.fill('echo started; sleep 60');
    await drawer().locator('button[type=submit]').click();
    await lines.getByText('started', { exact: true }).waitFor();
    await button('Cancel task').click();
    await page.getByRole('dialog', { name: 'Cancel this task?' }).getByRole('button', { name: 'Cancel task' }).click();
    await drawer().locator('[data-status=cancelled]').first().waitFor();
    ok('a long command is cancelled', true);
    await drawer().getByRole('button', { name: 'Close' }).first().click();
    await visit(page, '/tasks');
    await page.locator('tbody tr', { has: page.locator('[data-status=succeeded]') }).first().click();
    await page.getByRole('dialog').getByRole('link', { name: 'Details' }).click();
    await page.waitForURL(/\/tasks\/\d+$/);
    await page.locator('.task-log').getByText('two', { exact: true }).waitFor();
    ok('the page of a finished task shows its whole log', /one[\s\S]*two/.test(await page.locator('.task-log').innerText()));
  });
  // --- people ---------------------------------------------------------------------
  await step('users, roles, projects, tokens', async () => {
    await visit(page, '/governance/users');
    await button('New user').click();
    await drawer().getByLabel('User name', { exact: true }).fill('carol');
    await drawer().getByLabel('First password').fill('short');
    await drawer().locator('button[type=submit]').click();
    await drawer().locator('.ant-form-item-explain-error').first().waitFor();
    ok('a password that is too short is refused at its field', await drawer().getByLabel('User name', { exact: true }).inputValue() === 'carol');
    await drawer().getByRole('button', { name: 'Generate' }).click();
    await drawer().locator('button[type=submit]').click();
    await row('carol').waitFor();
    ok('a user is created', true);
    await act('carol', 'Disable');
    await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
    await row('carol').locator('[data-status=disabled]').waitFor();
    ok('and disabled', true);
    await act('carol', 'Enable');
    await row('carol').locator('[data-status=active]').waitFor();
    ok('and enabled again', true);

    await visit(page, '/governance/roles');
    await button('New role').click();
    await drawer().getByLabel('Name', { exact: true }).fill('night watch');
    await drawer().getByLabel('Code', { exact: true }).fill('nightwatch');
    for (const code of ['host:read', 'host:execute', 'task:read']) await drawer().getByText(code, { exact: true }).click();
    await drawer().locator('button[type=submit]').click();
    await row('night watch').waitFor();
    const roles = (await admin.get(`${v1}/rbac/roles?page_size=100`)).body.data.list;
    ok('a role is created with its permissions', ['host:execute', 'host:read', 'task:read'].every((p) => roles.find((r) => r.code === 'nightwatch')?.permissions.includes(p)));

    await visit(page, '/governance/projects');
    await button('New project').first().click();
    await drawer().getByLabel('Name', { exact: true }).fill('Payments');
    await drawer().getByLabel('Code', { exact: true }).fill('payments');
    await drawer().locator('button[type=submit]').click();
    await row('Payments').waitFor();
    await row('Payments').getByRole('link', { name: 'Payments' }).click();
    await button('Add member').first().click();
    await page.getByRole('combobox', { name: 'User', exact: true }).pressSequentially('carol');
    await page.locator('.ant-select-item-option', { hasText: 'carol' }).first().click();
    await choose(page, 'Role', 'night watch');
    await drawer().locator('button[type=submit]').click();
    await row('carol').waitFor();
    ok('a project is created and gets a member', /night watch/.test(await row('carol').innerText()));

    await visit(page, '/account/tokens');
    await button('New token').first().click();
    await drawer().getByLabel('What it is for').fill('backup script');
    await page.getByRole('combobox', { name: 'Permissions' }).pressSequentially('host:read');
    await page.locator('.ant-select-item-option', { hasText: 'host:read' }).first().click();
    await page.getByLabel('What it is for').click();
    await drawer().locator('button[type=submit]').click();
    await page.locator('.token-value').waitFor();
    const value = (await page.locator('.token-value').innerText()).trim();
    const used = new Client(stack.url);
    used.token = value;
    ok('an API token is shown whole and works', value.startsWith('k8sm_') && (await used.get(`${v1}/hosts`)).status === 200, value.slice(0, 12));
    await button('I have saved it').click();
    await page.reload();
    await settle(page);
    ok('and is shown only once', !(await page.content()).includes(value) && await row('backup script').count() === 1);
  });

  await step('audit', async () => {
    await admin.put(`${v1}/rbac/users/${(await admin.get(`${v1}/rbac/users?q=carol`)).body.data.list[0].id}`, { name: 'Carol Changed' });
    await visit(page, '/audit');
    const text = await page.locator('main tbody').innerText();
    ok('the audit shows these acts', ['users.create', 'create_role', 'projects.create', 'create_token', 'hosts.'].every((w) => text.includes(w)), text.slice(0, 300));
    await page.locator('tbody tr', { hasText: 'users.' }).first().click();
    await drawer().getByText('Carol Changed').first().waitFor();
    ok('with what was before and after', /Changed/.test(await drawer().innerText()) && /carol|""|–/.test(await drawer().innerText()), await drawer().innerText());
    await page.keyboard.press('Escape');
  });

  // --- approvals --------------------------------------------------------------------
  await step('approvals', async () => {
    const ops = await member('oscar', ['operator'], [1]);
    await visit(page, '/approvals/policies');
    await button('New policy').first().click();
    await drawer().getByLabel('Name', { exact: true }).fill('commands need a second pair of eyes');
    await drawer().getByText('Low risk', { exact: true }).click();
    await choose(page, 'Environment', 'All environments');
    await drawer().locator('button[type=submit]').click();
    await row('second pair').waitFor();
    const his = await openWindow(browser, stack, noise, { locale: 'en' });
    await logIn(his.page, ops.username, ops.password);
    await visit(his.page, '/hosts');
    await his.page.locator('tbody tr', { hasText: 'web-01' }).getByRole('button', { name: 'Actions of web-01' }).click();
    await his.page.getByRole('menuitem', { name: 'Run command' }).click();
    await his.page.getByLabel('Command', { exact: true }).fill('echo approved-output');
    await his.page.getByLabel('Reason', { exact: true }).fill('looking at the disk');
    await his.page.getByRole('dialog').locator('button[type=submit]').click();
    await his.page.getByText('Sent for approval').waitFor();
    ok('a command under a policy waits for an approval', true);
    await his.page.getByRole('link', { name: 'Open the approval' }).click();
    await his.page.getByText('You asked for this').waitFor();
    ok('whoever asked cannot approve it', await his.page.getByRole('button', { name: 'Approve', exact: true }).count() === 0);
    await visit(page, '/approvals');
    await page.locator('tbody tr').first().click();
    await say('looking at the disk');
    ok('the approver sees what exactly will run, and why', await page.getByText('echo approved-output').first().isVisible());
    await button('Approve').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
    await page.locator('.task-log').getByText('approved-output', { exact: true }).waitFor();
    ok('approved, the command runs and its output is shown', true);
    await page.keyboard.press('Escape');
    await his.context.close();
    const policies = (await admin.get(`${v1}/approval-policies`)).body.data.list;
    for (const p of policies.filter((one) => /second pair/.test(one.name))) await admin.delete(`${v1}/approval-policies/${p.id}`);
  });

  // --- what may not be seen ------------------------------------------------------------
  await step('a viewer', async () => {
    const who = await member('vera', ['viewer'], [1]);
    const hers = await openWindow(browser, stack, noise, { locale: 'en' });
    await logIn(hers.page, who.username, who.password);
    await settle(hers.page);
    const perms = (await (await new Client(stack.url).login(who.username, who.password)).get(`${v1}/auth/me`)).body.data.permissions;
    const entries = await menuPaths(hers.page);
    ok('a viewer sees no entries of pages that are closed', !entries.includes('/hosts/keys') && entries.includes('/hosts')
      && (perms.includes('rbac:read') || !entries.includes('/governance/users')), entries.join(' '));
    for (const path of entries) {
      await visit(hers.page, path);
      const text = await hers.page.locator('main#main').innerText();
      if (/No permission|may not see/.test(text)) ok(`a viewer may open ${path}`, false, text.slice(0, 200));
    }
    await hers.page.goto('/hosts/onboarding');
    await hers.page.getByRole('heading', { name: 'You may not see this page' }).waitFor();
    ok('a forbidden address says which permission it needs', await hers.page.getByText('host:write').isVisible());
    await hers.page.goto('/no/such/page');
    await hers.page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    ok('an unknown address is said to be none', true);
    await visit(hers.page, '/hosts');
    await hers.page.locator('tbody tr').first().getByRole('button', { name: /^Actions of/ }).click();
    ok('what she could ask for is there, disabled, with the reason', await hers.page.getByRole('menuitem', { name: 'Run command' }).getAttribute('aria-disabled') === 'true'
      && /host:execute/.test(await hers.page.getByRole('menuitem', { name: 'Run command' }).innerHTML()));
    await hers.context.close();
  });

  await step('a session that was ended elsewhere', async () => {
    const who = await member('sam', ['admin']);
    const his = await openWindow(browser, stack, noise, { locale: 'en' });
    await logIn(his.page, who.username, who.password);
    await visit(his.page, '/governance/projects');
    await his.page.getByRole('button', { name: 'New project' }).first().click();
    await his.page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('typed before it ended');
    const end = await admin.delete(`${v1}/rbac/users/${who.id}/sessions`);
    ok('an administrator ends all sessions of a user', end.status === 200, end.text);
    // Whatever else asks meanwhile may have brought the question up already, over the form.
    await his.page.getByRole('dialog').first().locator('button[type=submit]').dispatchEvent('click');
    const modal = his.page.getByRole('dialog', { name: 'Your session has ended' });
    await modal.waitFor();
    ok('who worked then is asked to log in where he is', true);
    await modal.locator('input[name=password]').fill(who.password);
    await modal.locator('button[type=submit]').click();
    await modal.waitFor({ state: 'detached' });
    // What was on its way is sent again by itself, with what had been typed.
    const form = his.page.getByRole('dialog');
    const typed = await form.getByLabel('Name', { exact: true }).inputValue({ timeout: 300 }).catch(() => 'sent');
    ok('and what he had typed is still there', typed === 'typed before it ended' || typed === 'sent', typed);
    await his.page.locator('tbody tr', { hasText: 'typed before it ended' }).waitFor();
    ok('and reaches the server without being sent twice', await his.page.locator('tbody tr', { hasText: 'typed before it ended' }).count() === 1);
    await his.context.close();
  });

  // --- speed of the hand --------------------------------------------------------------
  await step('keys', async () => {
    await visit(page, '/hosts');
    await page.keyboard.press('/');
    ok('/ goes to the filter', await page.evaluate(() => document.activeElement?.getAttribute('data-hotkey')) === '/');
    const focused = () => page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'combobox');
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search or jump to' }).waitFor();
    await focused();
    await page.keyboard.type('web-01');
    await page.getByRole('option', { name: /web-01/ }).first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'web-01' }).waitFor();
    ok('Ctrl K finds a host and goes there', /\/hosts\/\d+/.test(page.url()), page.url());
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Search or jump to' }).waitFor();
    await focused();
    await page.keyboard.press('Escape');
    await page.getByRole('combobox', { name: 'Search or jump to' }).waitFor({ state: 'detached' });
    ok('and Esc closes it', true);
  });

  // --- many, long, and malicious --------------------------------------------------------
  await step('ten thousand hosts', async () => {
    psql(stack, `INSERT INTO hosts (project_id, name, ip, port, ssh_user, status, tags)
      SELECT 1, 'node-' || lpad(i::text, 5, '0'), '10.' || (i / 65536) || '.' || (i / 256 % 256) || '.' || (i % 256), 22, 'root',
        CASE WHEN i % 7 = 0 THEN 'offline' ELSE 'online' END, ARRAY['many'] FROM generate_series(1, 10000) i; ANALYZE hosts`);
    let ms = Infinity;
    for (let i = 0; i < 4 && ms >= 1500; i++) {
      const t0 = Date.now();
      await page.goto('/hosts', { waitUntil: 'commit' });
      await page.locator('tbody tr').nth(19).waitFor();
      ms = Math.min(ms, Date.now() - t0);
    }
    ok('of 10,000 hosts the first page is there within 1.5 s', ms < 1500, `${ms} ms`);
    await page.getByRole('button', { name: 'Name', exact: true }).click();
    await page.waitForURL(/sort=name/);
    await page.locator('tbody tr', { hasText: 'node-00001' }).waitFor();
    await page.getByRole('button', { name: 'Name', exact: true }).click();
    await page.waitForURL(/sort=-name/);
    await page.locator('tbody tr').first().filter({ hasText: 'web-01' }).waitFor();
    ok('they sort both ways', true);
    await page.locator('.ant-pagination-next button').click();
    await page.waitForURL(/page=2/);
    await page.locator('tbody tr').first().filter({ hasNotText: 'web-01' }).waitFor();
    ok('and page', await page.locator('tbody tr').count() === 20);
    const t1 = Date.now();
    await page.locator('[data-hotkey="/"]').fill('node-07777');
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 1);
    ok('and one is found by its name', await row('node-07777').count() === 1, `${Date.now() - t1} ms`);
    psql(stack, "DELETE FROM hosts WHERE tags @> ARRAY['many']");
  });

  await step('names that are scripts, or endless', async () => {
    const bad = ['<img src=x onerror=alert(1)>', 'javascript:alert(1)', '"><script>alert(1)</script>', `${'very-long-name-'.repeat(9)}end`, '{{constructor.constructor("alert(1)")()}}'];
    for (const name of bad) {
      const p = await admin.post(`${v1}/projects`, { name: name.slice(0, 128), description: name });
      const u = await admin.post(`${v1}/teams`, { name: name.slice(0, 64), description: name });
      if (p.status >= 300 || u.status >= 300) console.log(`# ${name}: ${p.text} ${u.text}`);
    }
    psql(stack, `INSERT INTO hosts (project_id, name, ip, port, ssh_user, status, tags, description, last_error)
      SELECT 1, n, '10.9.9.' || i, 22, 'root', 'error', ARRAY['odd', left(n, 60)], n, n
      FROM unnest(ARRAY[${bad.map((n) => `'${n.slice(0, 64).replaceAll("'", "''")}'`).join(',')}]) WITH ORDINALITY AS x(n, i)`);
    await page.reload();
    for (const path of ['/governance/projects', '/governance/teams', '/hosts', '/']) {
      await visit(page, path);
      if (path !== '/') ok(`names that are scripts are text on ${path}`, await page.getByText('<img src=x').first().isVisible()
        && await page.locator('img[src=x]').count() === 0);
      ok(`long names do not widen ${path}`, !(await overflow(page)), await overflow(page));
    }
    await visit(page, '/hosts');
    for (const name of [bad[0], bad[3]]) {
      await row(name.slice(0, 10)).first().getByRole('link').first().click();
      await page.waitForURL(/\/hosts\/\d+/);
      await settle(page);
      ok('nor the page of such a host', !(await overflow(page)) && await page.locator('img[src=x]').count() === 0, await overflow(page));
      await visit(page, '/hosts');
    }
    await page.goto('/login?next=javascript:alert(1)');
    await page.waitForURL((u) => u.pathname === '/');
    ok('nobody is led away after logging in', true);
  });

  // --- every page, in both languages and appearances, wide and narrow -------------------
  await step('every page', async () => {
    const paths = [...await (async () => { await visit(page, '/'); return menuPaths(page); })(),
      '/account/profile', '/account/password', '/account/sessions', '/account/tokens', '/hosts/onboarding', '/hosts/1', '/tasks/1', '/governance/users/1'];
    const found = { wide: [], mixed: [], axe: [] };
    for (const [locale, theme] of [['en', 'light'], ['zh', 'dark']]) {
      await page.evaluate(([l, th]) => {
        localStorage.setItem('k8sm.locale', JSON.stringify(l));
        localStorage.setItem('k8sm.theme', JSON.stringify(th));
      }, [locale, theme]);
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.goto('/');
      await settle(page);
      for (const path of paths) {
        await page.setViewportSize({ width: 1440, height: 900 });
        await visit(page, path).catch((e) => found.wide.push(`${path}: ${e.message}`));
        await page.waitForTimeout(60);
        for (const one of await axe(page)) found.axe.push(`${path} ${locale} ${theme}: ${one}`);
        if (locale === 'en')
          for (const text of await chrome(page)) if (cjk.test(text) && text !== '中文') found.mixed.push(`${path}: ${text}`);
        await page.setViewportSize({ width: 390, height: 844 });
        await page.waitForTimeout(60);
        const over = await overflow(page);
        if (over) found.wide.push(`${path} ${locale}: ${over}`);
      }
    }
    for (const [what, list] of Object.entries(found)) for (const one of new Set(list)) console.log(`# ${what} ${one}`);
    ok('no page scrolls sideways at 390 px', found.wide.length === 0, found.wide.join(' ; '));
    ok('no English page has Chinese text of its own', found.mixed.length === 0, [...new Set(found.mixed)].join(' ; '));
    ok('axe finds nothing serious on any page, light or dark', found.axe.length === 0, found.axe.join(' ; '));
    await page.setViewportSize({ width: 1440, height: 900 });
  });
} finally {
  ok('the browser complains about nothing on the whole way', noise.length === 0, noise.slice(0, 5).join(' || '));
  await browser.close();
  sshd.stop();
  await stack.stop();
}
process.exit(t.bad ? 1 : 0);
