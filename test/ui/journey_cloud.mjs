// Cloud accounts through the console, at a stand-in that speaks the clouds' wire: kept
// and tested, browsed, imported with a row per instance, compared and applied; by an
// administrator, a reader and somebody of another project.
// With --shots pictures of each page go to build/shots.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { checker, Client, login, top } from '../lib/stack.mjs';
import { instance, startCloud } from '../lib/cloud.mjs';
import { axe, choose, journey, logIn, openWindow, overflow, settle, startAll, visit } from './lib.mjs';

const t = checker();
const { ok } = t;
const shots = process.argv.includes('--shots');
const secret = 'Very/secret+key=0123456789abcdef';
const certs = process.env.CLOUD_CERTS;
const cloud = await startCloud(certs);
const noise = [];
const { stack, browser } = await startAll({ env: { K8SM_EGRESS_ALLOW: '127.0.0.1/32', K8SM_CLOUD_CA_FILE: join(certs, 'ca.pem'), K8SM_TASK_POLL_MS: '200' } });
const { page } = await openWindow(browser, stack, noise, { locale: 'en' });
const out = join(top, 'build', 'shots');
mkdirSync(out, { recursive: true });
async function shot(name, of = page) {
  if (!shots) return;
  for (const width of [1440, 390]) {
    await of.setViewportSize({ width, height: width === 390 ? 844 : 900 });
    await of.waitForTimeout(300);
    await of.screenshot({ path: join(out, `cloud-${name}.${width}.png`), fullPage: true });
  }
  await of.setViewportSize({ width: 1440, height: 900 });
}
const button = (name, of = page) => of.getByRole('button', { name, exact: true });
const drawer = () => page.getByRole('dialog').last();
const row = (text) => page.locator('main tbody tr', { hasText: text });
async function sound(where) {
  const found = await axe(page);
  ok(`nothing serious is found by axe on ${where}`, found.length === 0, found.join('\n'));
  await page.setViewportSize({ width: 390, height: 844 });
  const over = await overflow(page);
  ok(`nothing sticks out of ${where} at 390 px`, over.length === 0, JSON.stringify(over));
  await page.setViewportSize({ width: 1440, height: 900 });
}
const step = journey(t, () => page);
try {
  const admin = await login(stack);
  const ids = { alicloud: 'LTAItest', aws: 'AKIATEST' };
  for (const id of Object.values(ids)) cloud.accounts.set(id, { secret });
  cloud.set('alicloud', 'cn-hangzhou', Array.from({ length: 60 }, (_, n) => instance(n + 1, {
    id: `i-bp${String(n).padStart(10, '0')}`, name: n === 1 ? '订单服务-生产-一个很长很长的名字-用来看看列表怎么截断它-01' : `web-${n}`, ip: `10.1.0.${n + 1}`, public: n === 0 ? '8.8.4.4' : '',
    status: n === 3 ? 'stopped' : 'running', vpc: 'vpc-bp1a2b3c4d5e6f7g8h9', tags: { env: n < 30 ? 'prod' : 'dev', team: 'payments', owner: 'ops', cost: '42' } })));
  cloud.set('aws', 'us-east-1', [instance(90, { id: 'i-0aa00000000000001', name: 'bastion', ip: '172.31.0.10' })]);
  const key = (await admin.post('/api/v1/credentials/ssh_keys/generate', { name: 'fleet', algorithm: 'ed25519', project_id: 1 })).body.data;
  ok('a key to log in with', Boolean(key?.id));
  await logIn(page, 'admin', stack.password);

  await step('an account is tried, kept, and its secret is not seen again', async () => {
    await page.getByRole('link', { name: 'Cloud accounts', exact: true }).click();
    await page.getByText('No cloud accounts yet').waitFor();
    await shot('empty');
    await button('Add account').first().click();
    await drawer().getByLabel('Name', { exact: true }).fill('production-cn');
    await choose(page, 'Project', 'default').catch(() => {});
    await drawer().getByLabel('AccessKey ID', { exact: true }).fill(ids.alicloud);
    await drawer().getByLabel('AccessKey secret', { exact: true }).fill('wrong');
    await drawer().getByLabel('Default region', { exact: true }).fill('cn-hangzhou');
    await drawer().getByLabel('Endpoint', { exact: true }).fill(cloud.endpoint);
    await button('Test', drawer()).click();
    await drawer().getByText(/the cloud refused the signature/).waitFor();
    await shot('add-fault');
    await drawer().getByLabel('AccessKey secret', { exact: true }).fill(secret);
    await button('Test', drawer()).click();
    await drawer().getByText(/It works: 2 regions/).waitFor();
    await button('Save', drawer()).click();
    await row('production-cn').waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    ok('the page holds no secret', !(await page.content()).includes(secret));
    await button('Actions of production-cn').click();
    await page.getByRole('menuitem', { name: 'Edit', exact: true }).click();
    ok('nor does the form to edit it', await drawer().getByLabel('AccessKey secret', { exact: true }).inputValue() === '');
    await drawer().getByLabel('Name', { exact: true }).fill('');
    await button('Save', drawer()).click();
    await drawer().getByText('Required').waitFor();
    await drawer().getByLabel('Name', { exact: true }).fill('production');
    await button('Save', drawer()).click();
    await row('production').waitFor();
    await button('Actions of production').click();
    await page.getByRole('menuitem', { name: 'Test', exact: true }).click();
    await row('production').getByText('Working', { exact: true }).waitFor();
    await shot('accounts');
    await sound('the accounts');
  });

  await step('a second account with a bad key says so in the list', async () => {
    await admin.post('/api/v1/hosts/cloud/accounts', { provider: 'aws', account_name: 'old-aws', access_key_id: 'AKIAGONE', access_key_secret: secret, region_default: 'us-east-1', endpoint: cloud.endpoint });
    await page.getByTitle('Refresh', { exact: true }).click();
    await button('Actions of old-aws').click();
    await page.getByRole('menuitem', { name: 'Test', exact: true }).click();
    await row('old-aws').getByText('Not working').waitFor();
    await row('old-aws').getByRole('link', { name: 'old-aws' }).click();
    await page.getByRole('alert').first().waitFor();
    await shot('account-error');
  });

  await step('instances are browsed by page, filter and region', async () => {
    await visit(page, '/cloud');
    await page.getByRole('link', { name: 'production', exact: true }).click();
    await row('web-0').waitFor();
    await page.getByText('50 of 60 shown').waitFor();
    await shot('instances');
    await sound('the instances');
    await button('Load more').click();
    await page.getByText('60 of 60 shown').waitFor();
    await page.getByRole('textbox', { name: 'Name, ID or address' }).fill('web-5');
    await row('web-59').waitFor();
    await page.waitForFunction(() => document.querySelectorAll('main tbody tr').length === 11);
    await page.goto(`${new URL(page.url()).pathname}?status=stopped`);
    await row('web-3').waitFor();
    ok('a filter is a deep link', await page.locator('main tbody tr').count() === 1);
    await choose(page, 'Region', cloud.regions.alicloud[1]);
    await page.getByText('Nothing matches').or(page.getByText(/No instances in/)).first().waitFor();
  });

  await step('chosen instances are imported, with a preview first', async () => {
    await visit(page, '/cloud');
    await page.getByRole('link', { name: 'production', exact: true }).click();
    await row('web-0').waitFor();
    for (const name of ['web-0', '订单服务', 'web-2', 'web-3']) await row(name).first().getByRole('checkbox').check();
    await button('Import 4').click();
    await page.getByText('4 instances chosen').waitFor();
    await button('Preview').click();
    await page.getByText('Required').first().waitFor();
    await choose(page, 'SSH key', 'fleet');
    await page.getByLabel('Login name', { exact: true }).fill('ops');
    await page.getByRole('combobox', { name: 'Tags of the hosts' }).fill('cloud,');
    await shot('login');
    await sound('the login');
    await page.reload();
    await page.getByText('4 instances chosen').waitFor();
    ok('what was typed survives a reload', await page.getByLabel('Login name', { exact: true }).inputValue() === 'ops');
    await button('Preview').click();
    await page.getByText('4 new hosts are made.').waitFor();
    await shot('preview');
    await sound('the preview');
    await button('Import 4').click();
    await page.getByRole('heading', { name: /^Import #/ }).waitFor();
    await row('web-2').getByText('Made', { exact: true }).waitFor({ timeout: 20000 });
    await page.locator('.page-head').getByText('Done', { exact: true }).waitFor();
    ok('a row per instance', await page.locator('main tbody tr').count() === 4);
    await shot('import');
    await sound('the import');
    await row('web-2').getByRole('link', { name: 'web-2' }).click();
    await page.getByText('10.1.0.3').first().waitFor();
  });

  await step('imported ones are marked', async () => {
    await visit(page, '/cloud');
    await page.getByRole('link', { name: 'production', exact: true }).click();
    await row('web-2').first().getByRole('link', { name: 'Imported' }).waitFor();
    await row('web-4').first().getByText('Not imported').waitFor();
  });

  await step('an address that is taken is told, and the rest tried again', async () => {
    const other = (await admin.post('/api/v1/hosts', { name: 'by-hand', ip: '10.1.0.6', username: 'root', password: 'x' })).body.data;
    await row('web-5').first().getByRole('checkbox').check();
    await button('Import 1').click();
    await page.getByText('Later', { exact: true }).click();
    await button('Preview').click();
    await button('Import 1').click();
    await row('web-5').getByText('Its address belongs to the host by-hand').waitFor({ timeout: 20000 });
    await shot('skipped');
    await admin.delete(`/api/v1/hosts/${other.id}`);
    await button('Apply what is left (1)').click();
    await drawer().getByText('1 instance is imported again.').waitFor();
    await drawer().getByText('Later', { exact: true }).click();
    await button('Apply', drawer()).click();
    await row('web-5').getByText('Made', { exact: true }).waitFor({ timeout: 20000 });
  });

  await step('a re-sync shows what changed, and applies what is chosen', async () => {
    const fleet = cloud.of('alicloud', 'cn-hangzhou');
    fleet[0] = { ...fleet[0], name: 'web-0-renamed', ip: '10.1.9.1', cpu: 8 };
    const gone = fleet.splice(2, 1)[0];
    fleet.splice(6); // the rest would be new; three of them are enough
    await visit(page, '/cloud');
    await page.getByRole('link', { name: 'production', exact: true }).click();
    await button('Re-sync').click();
    await shot('sync-form');
    await button('Compare', drawer()).click();
    await page.locator('.page-head').getByText('To be decided', { exact: true }).waitFor({ timeout: 20000 });
    await row('web-0-renamed').getByText('10.1.9.1').first().waitFor();
    await row(gone.id).getByText('Gone', { exact: true }).waitFor();
    await shot('sync');
    await sound('the re-sync');
    await row('web-0-renamed').getByRole('checkbox').check();
    await row(gone.id).getByRole('checkbox').check();
    await button('Apply 2').click();
    await drawer().getByText(/1 host takes over name/).waitFor();
    await shot('apply');
    await button('Apply', drawer()).click();
    await row('web-0-renamed').getByText('Updated', { exact: true }).waitFor({ timeout: 20000 });
    await row(gone.id).getByText('Marked', { exact: true }).waitFor();
    const host = (await admin.get('/api/v1/hosts?page_size=50&q=10.1.9.1')).body.data.list[0];
    ok('the host took it over', host?.name === 'web-0-renamed' && host.cpu_cores === 8, JSON.stringify(host));
    await page.locator('.page-head').getByRole('button', { name: /^Apply what is left/ }).click();
    await drawer().getByText(/become hosts|becomes a host/).waitFor();
    await drawer().getByText('Later', { exact: true }).click();
    await button('Apply', drawer()).click();
    await page.locator('.page-head').getByText('Done', { exact: true }).waitFor({ timeout: 20000 });
  });

  await step('the history tells all of it', async () => {
    await visit(page, '/cloud/imports');
    await page.waitForFunction(() => document.querySelectorAll('main tbody tr').length === 3);
    await shot('history');
    await sound('the history');
  });

  await step('who may read may look and no more; a stranger sees nothing', async () => {
    await admin.post('/api/v1/rbac/roles', { name: 'host reader', code: 'host-reader', permissions: ['host:read'] });
    const other = (await admin.post('/api/v1/projects', { name: 'other', code: 'other' })).body.data;
    const own = 'a password of my own 22';
    for (const [name, project] of [['reader', 1], ['stranger', other.id]]) {
      const user = (await admin.post('/api/v1/rbac/users', { username: name, password: 'correct horse battery', roles: [] })).body.data;
      await admin.post(`/api/v1/projects/${project}/members`, { user_id: user.id, role: 'host-reader' });
      await (await new Client(stack.url).login(name, 'correct horse battery')).post('/api/v1/auth/password', { old_password: 'correct horse battery', new_password: own });
    }
    const account = (await admin.get('/api/v1/hosts/cloud/accounts')).body.data.find((a) => a.account_name === 'production');
    const reader = await openWindow(browser, stack, noise, { locale: 'en' });
    await logIn(reader.page, 'reader', own);
    await visit(reader.page, `/cloud/${account.id}`);
    await reader.page.locator('main tbody tr', { hasText: 'web-4' }).first().waitFor();
    ok('a reader has nothing to change with', await reader.page.getByRole('button', { name: 'Re-sync' }).count() === 0 && await reader.page.locator('main tbody input[type=checkbox]').count() === 0);
    await visit(reader.page, `/cloud/${account.id}/import`);
    await reader.page.getByText(/host:write/).first().waitFor();
    await reader.context.close();
    const stranger = await openWindow(browser, stack, noise, { locale: 'en' });
    await logIn(stranger.page, 'stranger', own);
    await visit(stranger.page, '/cloud');
    await stranger.page.getByText('No cloud accounts yet').waitFor();
    await visit(stranger.page, `/cloud/${account.id}`);
    await stranger.page.locator('.state-icon.bad').waitFor();
    await stranger.context.close();
  });

  await step('removing an account asks for its name and keeps its hosts', async () => {
    await visit(page, '/cloud');
    await button('Actions of production').click();
    await page.getByRole('menuitem', { name: 'Remove', exact: true }).click();
    await drawer().getByRole('textbox').fill('production');
    await shot('remove');
    await button('Remove', drawer()).click();
    await row('production').waitFor({ state: 'detached' });
    await visit(page, '/cloud/imports');
    await page.getByText('production (removed)').first().waitFor();
  });

  if (shots) {
    await page.evaluate(() => { localStorage.setItem('k8sm.locale', JSON.stringify('zh')); localStorage.setItem('k8sm.theme', JSON.stringify('dark')); });
    cloud.set('alicloud', 'cn-hangzhou', Array.from({ length: 9 }, (_, n) => instance(n + 1, { name: `web-${n}`, ip: `10.1.0.${n + 1}`, tags: { env: 'prod' } })));
    const a = (await admin.post('/api/v1/hosts/cloud/accounts', { provider: 'alicloud', account_name: '生产账号', access_key_id: ids.alicloud, access_key_secret: secret, endpoint: cloud.endpoint })).body.data;
    for (const [name, path] of [['zh-accounts', '/cloud'], ['zh-instances', `/cloud/${a.id}`], ['zh-history', '/cloud/imports']]) {
      await page.goto(path);
      await settle(page);
      await shot(name);
    }
    const runs = (await admin.get('/api/v1/hosts/cloud/import_tasks?kind=sync')).body.data.list;
    await page.goto(`/cloud/imports/${runs[0].id}`);
    await settle(page);
    await shot('zh-sync');
  }
  // the browser logs that a cloud refused us, as it must
  const bad = noise.filter((one) => !/status of 502 .*\/hosts\/cloud\/accounts\//.test(one));
  ok('the browser had nothing to complain about', bad.length === 0, bad.join('\n'));
} finally {
  await browser.close();
  await stack.stop();
  await cloud.stop();
}
process.exit(t.bad ? 1 : 0);
