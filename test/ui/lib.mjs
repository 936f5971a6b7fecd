// A browser before the whole product: starts both, finds things as people do
// (by role and text), and hears everything that the browser complains about.
import { createRequire } from 'node:module';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startStack, top } from '../lib/stack.mjs';

const require = createRequire(join(top, 'build', 'ui', 'package.json'));
const { chromium } = require('playwright-core');
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

export const chromiumArgs = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export function psql(stack, sql) {
  const r = spawnSync('psql', ['-qAtX', '-v', 'ON_ERROR_STOP=1', '-d', stack.ownerUrl, '-c', sql], { encoding: 'utf8' });
  if (r.status !== 0) throw new Error(r.stderr);
  return r.stdout.trim();
}

export async function startBrowser() {
  return chromium.launch({
    executablePath: process.env.K8SM_CHROMIUM ?? '/usr/bin/chromium', args: chromiumArgs, headless: true });
}

export async function startAll(options = {}) {
  const stack = await startStack(options);
  try {
    return { stack, browser: await startBrowser() };
  } catch (e) {
    await stack.stop();
    throw e;
  }
}

/** What the browser says that nobody wants to hear; expected answers of the server are not among it. */
export function listen(page, into) {
  page.on('console', (m) => {
    if (m.type() !== 'error' && m.type() !== 'warning') return;
    const text = m.text();
    // The browser logs every answer of 400 and above by itself.
    if (/^Failed to load resource: the server responded with a status of 4\d\d/.test(text)) return;
    into.push(`${m.type()}: ${text} ${m.location().url.replace(/^https?:..[^/]+/, '')} (${new URL(page.url()).pathname})`);
  });
  page.on('pageerror', (e) => into.push(`exception: ${e.message} (${new URL(page.url()).pathname})`));
  page.on('dialog', (d) => {
    if (d.type() !== 'beforeunload') into.push(`dialog: ${d.message()}`);
    d.dismiss().catch(() => {});
  });
}

/** A window of somebody: { context, page }. */
export async function openWindow(browser, stack, into, options = {}) {
  const { locale = 'en', theme, width = 1440, height = 900, ...more } = options;
  const context = await browser.newContext({
    baseURL: stack.url, viewport: { width, height }, locale: locale === 'zh' ? 'zh-CN' : 'en-GB',
    colorScheme: theme ?? 'light', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce', ...more });
  context.setDefaultTimeout(20000);
  const page = await context.newPage();
  listen(page, into);
  return { context, page };
}

/** Logs in at the form, in whichever language it stands. */
export async function logIn(page, username, password) {
  await page.goto('/login');
  await page.locator('input[name=username]').fill(username);
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.locator('main#main').waitFor();
}

/** Waits until nothing is loading any more. */
export async function settle(page) {
  await page.locator('main#main h1, main#main h2').first().waitFor();
  await page.waitForFunction(() => !document.querySelector(
    '[role=status] .skeleton, .table-skeleton, .page > .skeleton, .ant-spin, table[aria-busy=true], .moving.on'), null);
}

/** Goes to a page within the running console, without loading it anew. */
export async function visit(page, path) {
  // The old page stands until React has come to the new one: that is done when the page has nothing else to do.
  await page.evaluate((to) => new Promise((done) => {
    history.pushState(null, '', to);
    dispatchEvent(new PopStateEvent('popstate', { state: null }));
    setTimeout(() => requestIdleCallback(done, { timeout: 5000 }), 50);
  }), path);
  await settle(page);
}

/** The entries of the menu, as paths. */
export async function menuPaths(page) {
  return page.locator('aside.side nav a').evaluateAll((list) => list.map((a) => a.getAttribute('href')));
}

/** Chooses in a select by its label. */
export async function choose(page, label, option) {
  const box = page.getByRole('combobox', { name: label, exact: true }).last();
  await box.click();
  await page.locator('.ant-select-dropdown:visible .ant-select-item-option', { hasText: option }).first().click();
}

/** What axe-core finds serious or critical, in short. */
export async function axe(page, options = {}) {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axeSource);
  const found = await page.evaluate((o) => window.axe.run(document, {
    resultTypes: ['violations'], ...o }), options);
  return found.violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target.join(' ')} [${(n.any[0] ?? n.all[0] ?? n.none[0])?.message ?? ''}]`).join(' | ')}`);
}

/** Text that is on the page but no data: everything except the marked, tables' cells, code and inputs. */
export async function chrome(page) {
  return page.evaluate(() => {
    const skip = 'td, code, pre, .mono, input, textarea, .tag, dd, [data-data], .ant-select-selection-item, .brand';
    const out = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let n = walk.nextNode(); n; n = walk.nextNode()) {
      const at = n.parentElement;
      if (!at || /^(SCRIPT|STYLE)$/.test(at.tagName) || at.closest(skip) || !at.checkVisibility()) continue;
      if (n.data.trim()) out.push(n.data.trim());
    }
    for (const e of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
      if (e.closest(skip)) continue;
      for (const a of ['aria-label', 'title', 'placeholder']) if (e.getAttribute(a)) out.push(e.getAttribute(a));
    }
    return out;
  });
}

/** How far the page is wider than the window; with the culprits. */
export async function overflow(page) {
  const look = () => page.evaluate(() => {
    const main = document.getElementById('main');
    const over = Math.max(document.scrollingElement.scrollWidth - innerWidth, main ? main.scrollWidth - main.clientWidth : 0);
    if (over <= 0) return '';
    const bad = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1);
    return `${over}px: ${bad.slice(0, 4).map((e) => `${e.tagName}.${String(e.className?.baseVal ?? e.className).slice(0, 40)}`).join(' ')}`;
  });
  // A drawing follows its box a frame later: what sticks out for a second and ten frames, does.
  let bad = await look();
  for (let i = 0; i < 10 && bad; i++) {
    await page.waitForTimeout(100);
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    bad = await look();
  }
  return bad;
}

/** Results as sentences; what goes wrong inside of a step is its own failure, with what the page said then; current() gives the page. */
export function journey(t, current) {
  return async function step(name, run) {
    try {
      await run();
    } catch (e) {
      const page = current();
      const said = await page.locator('main#main').innerText({ timeout: 1000 }).catch(() => 'no page');
      const what = `${e.message ?? e} | ${new URL(page.url()).pathname} says: ${said.slice(0, 600)}`;
      t.ok(name, false, what.replace(/\s+/g, ' '));
    }
  };
}
