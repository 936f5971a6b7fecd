// A virtual machine through the console: chosen, previewed, made, looked at, removed.
// With --shots pictures of each page go to build/shots.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { checker, login, top } from '../lib/stack.mjs';
import { startKvm } from '../lib/kvm.mjs';
import { axe, choose, journey, logIn, openWindow, overflow, settle, startAll, visit } from './lib.mjs';

const t = checker();
const { ok } = t;
const shots = process.argv.includes('--shots');
const peer = startKvm();
if (!peer) process.exit(0);
const noise = [];
const { stack, browser } = await startAll();
const { page } = await openWindow(browser, stack, noise, { locale: 'en' });
const out = join(top, 'build', 'shots');
mkdirSync(out, { recursive: true });
async function shot(name) {
  if (!shots) return;
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
    await page.waitForTimeout(300);
    await page.screenshot({ path: join(out, `virt-${name}.${width}.png`), fullPage: true });
  }
  await page.setViewportSize({ width: 1440, height: 900 });
}
const step = journey(t, () => page);
try {
  const admin = await login(stack);
  const { host } = await peer.bring(admin);
  await logIn(page, 'admin', stack.password);
  await step('the page asks for a hypervisor first', async () => {
    await visit(page, '/virtual-machines');
    await page.getByText('Choose a host that has libvirt').waitFor();
    await shot('none');
    await choose(page, 'Hypervisor', 'hypervisor');
    await page.getByText('No virtual machines on this host yet').waitFor();
    await shot('empty');
  });
  await step('a preview names what is wrong, at the field or as a check', async () => {
    await visit(page, `/virtual-machines/${host.id}/new`);
    await page.getByLabel('Name', { exact: true }).fill('web-1');
    await page.locator('.ant-segmented-item', { hasText: 'A kernel of the host' }).click();
    await page.getByLabel('Path of the kernel').fill(peer.kernel);
    await page.getByLabel('Path of the initrd').fill(peer.initrd);
    await page.getByLabel('Kernel command line').fill('console=ttyS0 quiet');
    await choose(page, 'SSH key', 'kvm');
    await page.getByLabel('Memory (MiB)').fill('16000000');
    await page.getByLabel('Disk (GiB)').fill('1');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByText('Cannot be created yet').waitFor();
    await shot('blocked');
    await page.getByLabel('Memory (MiB)').fill('256');
    await page.getByRole('button', { name: 'Preview' }).click();
    await page.getByText('Ready to be created').waitFor();
    await shot('preview');
    ok('nothing serious is found by axe on the form', (await axe(page)).length === 0, (await axe(page)).join('\n'));
  });
  await step('it is made while one watches', async () => {
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    const drawer = page.getByRole('dialog').last();
    await drawer.getByText(/create web-1/).first().waitFor();
    await shot('task');
    await drawer.getByText('Succeeded').first().waitFor({ timeout: 150000 });
    await page.keyboard.press('Escape');
    await visit(page, `/virtual-machines?host=${host.id}`);
    await page.locator('tbody tr', { hasText: 'web-1' }).getByText('Running').waitFor();
    await shot('list');
    ok('nothing serious is found by axe on the list', (await axe(page)).length === 0, (await axe(page)).join('\n'));
  });
  await step('its page shows parts and console', async () => {
    await page.getByRole('link', { name: 'web-1', exact: true }).first().click();
    await settle(page);
    await page.getByText('vda').waitFor();
    await shot('machine');
    await page.getByRole('tab', { name: 'Console log' }).click();
    // It is read every ten seconds, and a guest without KVM starts slowly.
    await page.getByText(/guest: ready/).waitFor({ timeout: 60000 });
    await shot('console');
    await page.setViewportSize({ width: 390, height: 844 });
    ok('nothing sticks out at 390 px', (await overflow(page)).length === 0, JSON.stringify(await overflow(page)));
    await page.setViewportSize({ width: 1440, height: 900 });
  });
  await step('the tab of the host shows it too', async () => {
    await visit(page, `/hosts/${host.id}?tab=virt`);
    await page.locator('tbody tr', { hasText: 'web-1' }).waitFor();
  });
  await step('removing asks for the name', async () => {
    await visit(page, `/virtual-machines/${host.id}/web-1`);
    await page.getByRole('button', { name: 'More' }).last().click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    const dialog = page.getByRole('dialog').last();
    await shot('remove');
    await dialog.getByRole('textbox').fill('web-1');
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('dialog').last().getByText('Succeeded').first().waitFor({ timeout: 30000 });
    ok('it is gone from the hypervisor', !peer.onHost('virsh -q list --all --name').includes('web-1'));
  });
  if (shots) {
    await page.evaluate(() => { localStorage.setItem('k8sm.locale', JSON.stringify('zh')); localStorage.setItem('k8sm.theme', JSON.stringify('dark')); });
    await page.goto(`/virtual-machines/${host.id}/new`);
    await settle(page);
    await shot('new-zh-dark');
  }
  ok('the browser had nothing to complain about', noise.length === 0, noise.join('\n'));
} finally {
  await browser.close();
  await stack.stop();
}
process.exit(t.bad ? 1 : 0);
