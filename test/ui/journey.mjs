// People's ways through the console.  Every check is a sentence.
import { mkdirSync } from 'node:fs';
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
const inner = journey(t);
async function step(name, run) {
  if (only.length && !only.some((o) => name.includes(o))) return;
  const before = t.bad;
  await inner(name, run);
  if (t.bad > before) {
    mkdirSync(join(top, 'build', 'ui', 'failed'), { recursive: true });
    await page.screenshot({ path: join(top, 'build', 'ui', 'failed', `${name.replace(/\W+/g, '-')}.png`) }).catch(() => {});
    await page.keyboard.press('Escape').catch(() => {});
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
    await page.getByRole('button', { name: 'Switch to Chinese' }).click();
    await page.getByRole('heading', { name: '任务' }).waitFor();
    await page.reload();
    await settle(page);
    ok('the language can be switched, and stays', await page.getByRole('heading', { name: '任务' }).isVisible()
      && await page.evaluate(() => document.documentElement.lang) === 'zh-CN', await page.evaluate(() => document.documentElement.lang));
    await page.getByRole('button', { name: '切换到英文' }).or(page.getByRole('button', { name: 'Switch to English' })).first().click();
    await page.getByRole('heading', { name: 'Tasks' }).waitFor();
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
    await page.keyboard.press('Control+Enter').catch(() => {});
    await page.getByLabel('Name', { exact: true }).press('Control+Enter').catch(() => {});
    await say('Compare the fingerprint of the host key');
    ok('the fingerprint of the host key is shown', /SHA256:[A-Za-z0-9+/]{43}/.test(await page.locator('.fingerprint').innerText()));
    ok('it cannot be registered before the fingerprint is confirmed', await button('Register').isDisabled());
    await page.getByText('It is the same; I trust this machine').click();
    await button('Register').click();
    await say('What will be registered');
    await page.getByLabel('Region').fill('cn-north');
    await button('Register host').click();
    await page.getByRole('heading', { name: 'web-01' }).waitFor();
    ok('the host is there, with its facts', await page.getByText('cn-north').first().isVisible());
    await visit(page, '/hosts');
    ok('and stands in the list', await row('web-01').count() === 1);
  });

  await step('running commands', async () => {
    await visit(page, '/hosts');
    await act('web-01', 'Run command');
    const box = drawer().getByLabel('Command', { exact: true });
    await box.fill('echo one; sleep 3; echo two');
    await box.press('Control+Enter');
    const lines = page.locator('.task-log');
    await lines.getByText('one', { exact: true }).waitFor();
    const early = await lines.innerText();
    ok('output arrives while the command still runs', /\bone\b/.test(early) && !/\btwo\b/.test(early)
      && await drawer().locator('[data-status=running]').count() > 0, early);
    await lines.getByText('two', { exact: true }).waitFor();
    await drawer().locator('[data-status=succeeded]').first().waitFor();
    ok('and the drawer says when it has ended', true);
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
    await page.locator('.task-log').getByText('two', { exact: true }).waitFor();
    ok('the page of a finished task shows its whole log', /one[\s\S]*two/.test(await page.locator('.task-log').innerText()));
  });
  // @more
} finally {
  ok('the browser complains about nothing on the whole way', noise.length === 0, noise.slice(0, 5).join(' || '));
  await browser.close();
  sshd.stop();
  await stack.stop();
}
process.exit(t.bad ? 1 : 0);
