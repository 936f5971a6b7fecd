// The list of hosts with 10,000 rows: what needs attention, filters that are kept and
// shared, actions on all that match, the export.  With --shots pictures go to build/shots.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checker, login, sleep, top } from '../lib/stack.mjs';
import { axe, journey, logIn, openWindow, overflow, psql, settle, startAll, visit } from './lib.mjs';

const t = checker();
const { ok } = t;
const shots = process.argv.includes('--shots');
const noise = [];
const { stack, browser } = await startAll({ env: { K8SM_COLLECT_EVERY_S: '0' } });
const { page } = await openWindow(browser, stack, noise, { locale: 'en' });
const out = join(top, 'build', 'shots');
mkdirSync(out, { recursive: true });
async function shot(name, widths = [1440, 390]) {
  if (!shots) return;
  for (const width of widths) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(out, `list-${name}.${width}.png`) });
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}
const step = journey(t, () => page);
try {
  const admin = await login(stack);
  psql(stack, `INSERT INTO hosts (project_id, name, ip, port, ssh_user, status, health_state, source, region, tags, cpu_cores, memory_mb, disk_gb, last_check_at, os, kernel)
    SELECT 1, (ARRAY['web', 'db', 'cache', 'edge', 'build'])[1 + i % 5] || '-' || lpad(i::text, 5, '0'), '10.' || (i / 65536) || '.' || (i / 256 % 256) || '.' || (i % 256), 22, 'ops',
      CASE WHEN i % 97 = 0 THEN 'error' WHEN i % 23 = 0 THEN 'offline' ELSE 'online' END, CASE WHEN i % 89 = 0 THEN 'critical' ELSE 'healthy' END,
      CASE WHEN i % 3 = 0 THEN 'cloud_import' ELSE 'manual_ssh' END, (ARRAY['cn-north-1', 'eu-central-1', 'us-east-2'])[1 + i % 3],
      ARRAY[(ARRAY['web', 'db', 'cache', 'edge', 'build'])[1 + i % 5], 'rack-' || i % 40], 8, 32768, 480, now() - (i % 600) * interval '1 s', 'Debian GNU/Linux 12 (bookworm)', '6.1.0'
    FROM generate_series(1, 10000) i`);
  const count = (where) => Number(psql(stack, `SELECT count(*) FROM hosts WHERE ${where}`));
  const schedules = (name) => Number(psql(stack, `SELECT count(*) FROM schedules WHERE kind = 'hosts.batch.order' AND lower(name) LIKE '${name}%'`));
  const attention = count(`status = 'error' OR health_state = 'critical'`);
  const bar = page.getByRole('toolbar', { name: 'Bulk actions', exact: true });
  await logIn(page, 'admin', stack.password);
  await step('10,000 hosts are a page at a time', async () => {
    await visit(page, '/hosts');
    await page.getByText('10000', { exact: false }).first().waitFor();
    ok('twenty rows', await page.locator('table tbody tr').count() === 20);
    ok('nothing sticks out', (await overflow(page)).length === 0, JSON.stringify(await overflow(page)));
    await shot('all');
  });
  await step('what needs attention is one click away', async () => {
    await page.getByRole('button', { name: 'Needs attention', exact: true }).click();
    await page.waitForURL(/attention=true/);
    await settle(page);
    await page.getByText(`of ${attention}`, { exact: false }).first().waitFor();
    await shot('attention');
  });
  await step('the filter is kept, shared and renamed', async () => {
    await page.getByRole('button', { name: 'Saved filters', exact: true }).click();
    await page.getByRole('button', { name: 'Save these filters…', exact: true }).click();
    await page.getByLabel('Name of the filter', { exact: true }).fill('Broken ones');
    await shot('save', [1440, 390]);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Filter saved', { exact: true }).first().waitFor();
    await page.getByRole('button', { name: 'Saved filters', exact: true }).filter({ hasText: 'Broken ones' }).waitFor();
    ok('the button says which one is on', await page.getByRole('button', { name: 'Saved filters', exact: true }).textContent() === 'Broken ones');
    await page.getByRole('button', { name: 'Clear filters', exact: true }).click();
    await settle(page);
    await page.getByRole('button', { name: 'Saved filters', exact: true }).click();
    await shot('saved', [1440, 390]);
    await page.getByRole('button', { name: 'Broken ones', exact: true }).click();
    await page.waitForURL(/attention=true/);
    await settle(page);
    await page.getByRole('button', { name: 'Saved filters', exact: true }).click();
    await page.getByRole('button', { name: 'Actions of Broken ones', exact: true }).click();
    await page.getByRole('menuitem', { name: 'Rename or share', exact: true }).click();
    await page.getByLabel('Name of the filter', { exact: true }).fill('To be repaired');
    await page.getByRole('combobox', { name: 'Who sees it', exact: true }).click();
    await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: 'Everybody in project' }).first().click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('To be repaired', { exact: true }).first().waitFor();
    const kept = (await admin.get('/api/v1/hosts/filters')).body.data;
    ok('as the server has it', kept.length === 1 && kept[0].name === 'To be repaired' && kept[0].project_id === 1 && kept[0].query === 'attention=true', JSON.stringify(kept));
  });
  await step('an action on all that match', async () => {
    await visit(page, '/hosts?tag=rack-7');
    const n = count(`'rack-7' = ANY (tags)`);
    await page.getByText(`of ${n}`, { exact: false }).first().waitFor();
    await page.getByRole('checkbox', { name: 'Select this page', exact: true }).check();
    await page.getByRole('button', { name: `Select all ${n} that match`, exact: true }).click();
    await bar.getByText(`${n} selected`, { exact: true }).waitFor();
    await shot('bulk');
    await bar.getByRole('button', { name: 'Add tags', exact: true }).click();
    await page.getByRole('dialog').getByLabel('Tags', { exact: true }).fill('moved');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Host saved', { exact: true }).first().waitFor();
    ok('all of them have the tag', count(`'moved' = ANY (tags)`) === n, String(count(`'moved' = ANY (tags)`)));
    await page.getByRole('checkbox', { name: 'Select this page', exact: true }).check();
    await page.getByRole('button', { name: `Select all ${n} that match`, exact: true }).click();
    await bar.getByRole('button', { name: 'Start maintenance', exact: true }).click();
    await page.getByLabel('Reason', { exact: true }).fill('rack 7 moves');
    await page.getByLabel(/^Type /).fill(String(n));
    await page.locator('.drawer-foot').getByRole('button', { name: 'Start maintenance', exact: true }).click();
    await page.getByText('In maintenance', { exact: true }).first().waitFor();
    ok('all of them are in maintenance', count(`status = 'maintenance'`) === n);
    await page.getByRole('checkbox', { name: 'Select this page', exact: true }).check();
    await page.getByRole('button', { name: `Select all ${n} that match`, exact: true }).click();
    await bar.getByRole('button', { name: 'Run command', exact: true }).click();
    await page.waitForURL(/\/batch\/new\?tag=rack-7/);
    await page.getByLabel('Command or script', { exact: true }).last().fill('uptime');
    await shot('run');
    // Behind the drawer the preview is read anew for a command that was just typed, slowly.
    await page.route('**/hosts/batch/preview', async (route) => { await sleep(700); await route.continue(); });
    await page.getByLabel('Command or script', { exact: true }).last().fill('uptime -p');
    const again = page.waitForResponse(/hosts\/batch\/preview$/);
    await page.getByRole('button', { name: 'Schedule…', exact: true }).click();
    const name = page.getByRole('dialog').getByLabel('Name', { exact: true }); // the page has one, too
    await page.waitForFunction(() => document.activeElement?.closest('[role=dialog]'));
    await sleep(300);
    ok('a form complains of nothing before it is filled in', await page.getByRole('dialog').getByText('Required').count() === 0);
    await name.fill('Nightly uptime');
    await again;
    await sleep(300);
    ok('what is typed stays when the preview is read again', await name.inputValue() === 'Nightly uptime', await name.inputValue());
    await page.unroute('**/hosts/batch/preview');
    await shot('schedule', [1440, 390]);
    await page.locator('.drawer-foot').getByRole('button', { name: 'Save', exact: true }).click();
    await page.waitForURL(/\/schedules/);
    ok('the order became a schedule', schedules('nightly') === 1);
  });
  await step('another filter is another all', async () => {
    await visit(page, '/hosts?tag=rack-8');
    await page.getByRole('checkbox', { name: 'Select this page', exact: true }).check();
    await page.getByRole('button', { name: /^Select all \d+ that match$/ }).click();
    await page.getByRole('button', { name: 'Remove the filter Tag', exact: true }).click();
    await settle(page);
    await bar.getByText('20 selected', { exact: true }).waitFor();
  });
  await step('the list leaves as a file', async () => {
    await visit(page, '/hosts?region=cn-north-1');
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'CSV table', exact: true }).click()]);
    const lines = readFileSync(await file.path(), 'utf8').trim().split('\r\n');
    ok('with every host that matches', lines.length === count(`region = 'cn-north-1'`) + 1, String(lines.length));
  });
  const problems = await axe(page);
  ok('axe-core finds nothing serious', problems.length === 0, problems.join('; '));
  ok('the browser complained of nothing', noise.length === 0, noise.join('\n'));
} catch (e) {
  ok('the journey ran to its end', false, e.stack);
} finally {
  await browser.close();
  await stack.stop();
}
process.exit(t.bad ? 1 : 0);
