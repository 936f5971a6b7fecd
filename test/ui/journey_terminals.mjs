// Terminals through the console: shells opened, flooded, cut, watched, replayed, searched.
// With --shots pictures of each page go to build/shots.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { checker, Client, login, sleep, top } from '../lib/stack.mjs';
import { onboard, startSshd } from '../lib/sshd.mjs';
import { axe, chrome, journey, logIn, openWindow, overflow, psql, settle, startAll, visit } from './lib.mjs';

const t = checker();
const { ok } = t;
const shots = process.argv.includes('--shots');
const noise = [];
const { stack, browser } = await startAll();
const sshd = await startSshd();
const { page, context } = await openWindow(browser, stack, noise, { locale: 'en' });
// a hand on the page's sockets, to cut them
await context.addInitScript(() => {
  const Real = window.WebSocket;
  window.cutSockets = () => {};
  window.WebSocket = class extends Real {
    constructor(...args) {
      super(...args);
      const others = window.cutSockets;
      window.cutSockets = () => { others(); if (this.readyState === Real.OPEN) this.close(); };
    }
  };
});
const out = join(top, 'build', 'shots');
mkdirSync(out, { recursive: true });
async function shot(name, at = page) {
  if (!shots) return;
  for (const width of [1440, 390]) {
    await at.setViewportSize({ width, height: width === 390 ? 844 : 900 });
    await at.waitForTimeout(350);
    await at.screenshot({ path: join(out, `term-${name}.${width}.png`) });
  }
  await at.setViewportSize({ width: 1440, height: 900 });
  await at.waitForTimeout(150);
}
/** What the terminal shows; the last pane of several. */
const screen = (at = page) => at.locator('.xterm-rows').last().evaluate((e) => [...e.children].map((r) => r.textContent).join('\n').replace(/\u00a0/g, ' '));
async function sees(what, ms = 20000, at = page) {
  const end = Date.now() + ms;
  for (;;) {
    const text = await screen(at).catch(() => '');
    if (what instanceof RegExp ? what.test(text) : text.includes(what)) return text;
    if (Date.now() > end) throw new Error(`the terminal does not show ${what}: ${text.replace(/\s+/g, ' ').slice(-400)}`);
    await sleep(50);
  }
}
/** The shell takes keys: its socket is there and the focus is its own, both a moment after the word for it. */
const listens = (at = page) => at.waitForFunction(() => document.activeElement?.matches('.xterm-helper-textarea:not([readonly])'));
/** Seen by the page itself: what is shown for a quarter of a second may come and go between two looks from outside. */
const shown = (words) => page.evaluate((what) => new Promise((done, fail) => {
  const look = () => {
    if (!document.body.textContent.includes(what)) return;
    watch.disconnect();
    done();
  };
  const watch = new MutationObserver(look);
  watch.observe(document.body, { childList: true, subtree: true, characterData: true });
  setTimeout(() => fail(new Error(`${what}: not shown`)), 20000);
  look();
}), words);
const noAxe = async (what, at = page) => {
  const found = await axe(at);
  ok(`nothing serious is found by axe ${what}`, found.length === 0, found.join('\n'));
};
/** Somebody with a password of his own. */
async function person(admin, username, name, roles) {
  const first = `${username} has a long password`, own = `${username} has one of his own`;
  const made = await admin.post('/api/v1/rbac/users', { username, name, roles, password: first, email: `${username}@example.com` });
  if (made.status >= 300) throw new Error(made.text);
  const c = await new Client(stack.url).login(username, first);
  await c.post('/api/v1/auth/password', { old_password: first, new_password: own });
  return own;
}
const step = journey(t, () => page);
try {
  const admin = await login(stack);
  const host = await onboard(admin, sshd, 'web-01');
  psql(stack, `INSERT INTO hosts (project_id, name, ip, port, ssh_user, auth_type, ssh_key_id, password_secret_id, host_key, host_key_fingerprint, status)
    SELECT project_id, 'db-01', 'localhost', port, ssh_user, auth_type, ssh_key_id, password_secret_id, host_key, host_key_fingerprint, 'online' FROM hosts WHERE id = ${host.id}`);
  await logIn(page, 'admin', stack.password);

  await step('without an open terminal the page asks for a host', async () => {
    await visit(page, '/terminals');
    await page.getByRole('combobox', { name: 'Find a host by name or address', exact: true }).waitFor();
    await page.getByRole('option', { name: /web-01/ }).waitFor();
    await shot('start');
    await noAxe('on the start page');
  });

  await step('the page of a host opens a shell', async () => {
    await visit(page, `/hosts/${host.id}`);
    await page.getByRole('button', { name: 'Open a terminal', exact: true }).first().click();
    await page.getByText('Connected', { exact: true }).waitFor();
    ok('the title names the host', (await page.title()).startsWith('web-01'), await page.title());
    ok('the deep link is spent', new URL(page.url()).search === '', page.url());
    await listens();
    await page.keyboard.type("PS1='web-01$ '; clear; echo terminal-$((40+2))\n");
    await sees('terminal-42');
    ok('it says that it is recorded', await page.getByText('Recorded', { exact: true }).isVisible());
  });

  await step('it has the size of its place', async () => {
    const size = async (word) => {
      await page.keyboard.type(`echo ${word}:$(stty size)\n`);
      const found = new RegExp(`^${word}:(\\d+) (\\d+)`, 'm');
      return found.exec(await sees(found));
    };
    const wide = await size('wide');
    await page.setViewportSize({ width: 900, height: 700 });
    const isSmall = (one) => Number(one[1]) < Number(wide[1]) && Number(one[2]) < Number(wide[2]);
    let small = wide;
    for (let i = 0; i < 40 && !isSmall(small); i++) {
      await sleep(250);
      small = await size(`small${i}`);
    }
    ok('a smaller window means fewer rows and columns', isSmall(small), `${wide[0]} -> ${small[0]}`);
    await page.setViewportSize({ width: 1440, height: 900 });
    await sleep(400);
  });

  await step('colours, Chinese and wide characters', async () => {
    await page.keyboard.type("export LC_ALL=C.UTF-8; exec bash --norc\n");
    await page.keyboard.type("PS1='web-01$ '; clear; printf '\\033[31mred\\033[0m \\033[1;32mbold green\\033[0m \\033[44mon blue\\033[0m\\n'; echo '中文 😀 ok'; ls --color=always /\n");
    await sees('中文');
    await shot('shell');
    await noAxe('on the terminal');
  });

  await step('Ctrl C stops a flood within a second', async () => {
    await page.keyboard.type('clear; yes flood-flood-flood-flood\n');
    await sees(/(flood-flood-flood-flood\s+){10}/);
    await sleep(3000);
    const alive = Date.now();
    await page.evaluate(() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r))));
    ok('the page is alive meanwhile', Date.now() - alive < 500, `${Date.now() - alive} ms`);
    const before = Date.now();
    await page.keyboard.press('Control+c');
    await sees(/\^C\s+web-01\$/, 5000);
    const took = Date.now() - before;
    ok('Ctrl C acts within 1 s', took <= 1000, `${took} ms`);
    console.log(`# Ctrl C took ${took} ms`);
    await page.keyboard.type('clear; echo alive-$((1+1))\n');
    await sees('alive-2');
  });

  await step('pasting more than a plain line asks first', async () => {
    const paste = (text) => page.evaluate((s) => {
      const data = new DataTransfer();
      data.setData('text/plain', s);
      document.querySelector('.xterm-helper-textarea').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    }, text);
    await paste('echo plain-$((2+3))');
    await page.keyboard.press('Enter');
    await sees('plain-5');
    await paste('echo one-$((1+0))\necho two-$((1+1))\u001b\u0007\n');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Paste into web-01?').waitFor();
    ok('what would be sent is shown', (await dialog.locator('pre').innerText()).includes('echo two-'));
    await shot('paste');
    await noAxe('on the paste guard');
    await dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
    await sleep(300);
    ok('nothing was sent', !(await screen()).includes('one-1'));
    await paste('echo one-$((1+0))\necho two-$((1+1))\n');
    await page.getByRole('dialog').getByRole('button', { name: 'Paste', exact: true }).click();
    /* the line breaks wait inside of a bracketed paste */
    await sees('echo two-');
    await listens();
    await page.keyboard.press('Enter');
    await sees('one-1');
    await sees('two-2');
  });

  await step('text is found in it', async () => {
    await page.keyboard.press('Control+Shift+F');
    await page.getByRole('textbox', { name: 'Find', exact: true }).fill('one-1');
    await page.getByText(/^\d+\/\d+$/).waitFor();
    await shot('find');
    await page.keyboard.press('Escape');
    await page.keyboard.type('echo back-$((3+3))\n');
    await sees('back-6');
  });

  await step('the keyboard leaves it', async () => {
    await page.keyboard.press('Control+Shift+X');
    ok('the tab has the focus', await page.evaluate(() => document.activeElement?.id.startsWith('term-tab-')));
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: /search/i }).last().fill('db-01');
    await page.getByRole('option', { name: 'Open a terminal on db-01' }).click();
    await page.locator('.term-tab').nth(1).waitFor();
    await page.getByText('Connected', { exact: true }).waitFor();
    ok('two hosts are open at once', await page.locator('.term-tab').count() === 2);
    await listens();
    await page.keyboard.type("PS1='db-01$ '; clear; echo second-$((5+5))\n");
    await sees('second-10');
    await page.keyboard.press('Control+Alt+PageUp');
    await sees('back-6');
    await page.getByRole('button', { name: 'More', exact: true }).last().click();
    await page.getByRole('menuitem', { name: 'Side by side' }).click();
    await page.locator('.term-pane').nth(1).waitFor();
    await shot('split');
    await page.getByRole('button', { name: 'Close the second view', exact: true }).click();
  });

  await step('several hosts are opened from their list', async () => {
    await visit(page, '/hosts');
    await page.getByRole('checkbox', { name: 'Select web-01', exact: true }).check();
    await page.getByRole('checkbox', { name: 'Select db-01', exact: true }).check();
    await page.getByRole('button', { name: 'Open 2 terminals', exact: true }).click();
    await page.locator('.term-tab').nth(1).waitFor();
    ok('those that are open are not opened again', await page.locator('.term-tab').count() === 2);
  });

  await step('another page and back: the shell has gone on', async () => {
    await page.locator('.term-tab-main').first().click();
    await listens();
    await page.keyboard.type('clear; sleep 1; echo after-$((7*7))\n');
    await visit(page, '/hosts');
    await sleep(1600);
    await visit(page, '/terminals');
    await sees('after-49');
    await visit(page, `/hosts/${host.id}?tab=terminal`);
    await sees('after-49');
    await shot('host');
    await noAxe('on the tab of the host');
  });

  await step('a page that is loaded anew joins its shells', async () => {
    await page.goto('/terminals');
    await settle(page);
    await page.locator('.term-tab').nth(1).waitFor();
    ok('both tabs are there again', await page.locator('.term-tab').count() === 2, String(await page.locator('.term-tab').count()));
    await page.locator('.term-tab-main', { hasText: 'web-01' }).click();
    await sees('after-49');
    await listens();
    await page.keyboard.type('echo same-$((8+8))\n');
    await sees('same-16');
  });

  await step('a connection that breaks comes back to the same shell', async () => {
    await page.keyboard.type('MARK=kept-$((30+7))\n');
    const lost = shown('The connection to the server is cut');
    await page.evaluate(() => window.cutSockets());
    await lost;
    await page.getByText('The connection to the server is cut').waitFor({ state: 'hidden' });
    await listens();
    await page.keyboard.type('echo $MARK\n');
    await sees('kept-37');
  });

  let session = '';
  await step('an auditor watches, takes over and ends it', async () => {
    session = `hts-${psql(stack, `SELECT max(id) FROM terminal_sessions WHERE host_id = ${host.id} AND status = 'active'`)}`;
    const secret = await person(admin, 'mei', 'Mei', ['admin']);
    const second = await openWindow(browser, stack, noise, { locale: 'en' });
    const eye = second.page;
    await logIn(eye, 'mei', secret);
    await visit(eye, '/terminal-sessions');
    await eye.locator('tbody tr', { hasText: 'web-01' }).first().waitFor();
    await shot('sessions', eye);
    const rows = async (query) => {
      await visit(eye, `/terminal-sessions?${query}`);
      await sleep(300);
      await settle(eye);
      return eye.locator('tbody tr').count();
    };
    ok('filters: state', await rows('status=active') === 2 && await rows('status=failed') === 0);
    ok('filters: host', await rows(`host_id=${host.id}`) === 1);
    ok('filters: mine', await rows('mine=true') === 0);
    ok('filters: dates', await rows(`from=${new Date(Date.now() + 3600e3).toISOString()}`) === 0 && await rows(`to=${new Date(Date.now() + 3600e3).toISOString()}`) === 2);
    await visit(eye, '/terminal-sessions');
    await noAxe('on the list of sessions', eye);
    await visit(eye, `/terminal-sessions/${session}?tab=live`);
    await sees('same-16', 20000, eye);
    await page.getByText('mei', { exact: true }).waitFor();
    await page.keyboard.type('echo seen-$((4*4))\n');
    await sees('seen-16', 20000, eye);
    const columns = async (word) => {
      await page.keyboard.type(`echo ${word}:$(stty size)\n`);
      const found = new RegExp(`^${word}:\\d+ (\\d+)`, 'm');
      return Number(found.exec(await sees(found, 20000, eye))[1]);
    };
    const full = await columns('full');
    await page.setViewportSize({ width: 1000, height: 600 });
    // Smaller, and twice the same: it may get there in steps.
    let wide = full;
    for (let i = 0, last = 0; i < 40 && (wide >= full || wide !== last); i++) {
      await sleep(250);
      last = wide;
      wide = await columns(`size${i}`);
    }
    await page.keyboard.type(`printf '%0${wide}d\\n' 7\n`);
    ok('who watches has the same size', wide < full && (await sees(/0{30,}7/, 20000, eye)).includes(`${'0'.repeat(wide - 1)}7`), `${full} -> ${wide}`);
    await page.setViewportSize({ width: 1440, height: 900 });
    await sleep(400);
    await shot('watch', eye);
    await noAxe('on the live view', eye);
    await eye.getByRole('tab', { name: 'Take over', exact: true }).click();
    await eye.getByText('You have taken over').waitFor();
    await page.getByText('mei has taken over this terminal').waitFor();
    await shot('taken');
    await listens(eye);
    await eye.keyboard.type('echo theirs-$((6*6))\n');
    await sees('theirs-36');
    await eye.getByRole('tab', { name: 'Live', exact: true }).click();
    await page.getByText('mei has taken over this terminal').waitFor({ state: 'hidden' });
    await page.keyboard.type('echo mine-$((9*9))\n');
    await sees('mine-81');
    await eye.getByRole('button', { name: 'More', exact: true }).last().click();
    await eye.getByRole('menuitem', { name: 'End the session' }).click();
    await eye.getByRole('dialog').getByRole('button', { name: 'End the session', exact: true }).click();
    await page.getByText('The terminal was ended by an administrator.').waitFor();
    await shot('ended');
    await second.context.close();
  });

  await step('one that is over is opened again in its place', async () => {
    await page.getByRole('button', { name: 'Open again', exact: true }).click();
    await page.getByText('Connected', { exact: true }).waitFor();
    await listens();
    await page.keyboard.type('echo again-$((3*3))\n');
    await sees('again-9');
    await page.keyboard.type('exit 3\n');
    await page.getByText('The shell has exited with code 3.').waitFor();
    await page.getByRole('button', { name: 'Open again', exact: true }).click();
    await page.getByText('Connected', { exact: true }).waitFor();
  });

  await step('a killed service is said to have cut it, and it opens again', async () => {
    await listens();
    await page.keyboard.type('echo before-the-cut\n');
    await sees('before-the-cut');
    const heard = noise.length;
    const cut = shown('The connection to the server is cut');
    await stack.restart('k8sm-stream');
    await cut;
    await page.getByRole('button', { name: 'Open again', exact: true }).waitFor({ timeout: 30000 });
    await shot('cut');
    await page.getByRole('button', { name: 'Open again', exact: true }).click();
    await page.getByText('Connected', { exact: true }).waitFor({ timeout: 20000 });
    await listens();
    await page.keyboard.type('echo anew-$((5*5))\n');
    await sees('anew-25');
    // Whoever knocks before the service is up again is refused, and the browser logs that by itself.
    noise.push(...noise.splice(heard).filter((one) => !/WebSocket connection to .* failed/.test(one)));
  });

  await step('a recording is replayed, with a seek bar', async () => {
    await visit(page, `/terminal-sessions/${session}`);
    await page.locator('.replay-stage .xterm-rows').waitFor();
    // Keys before there is a player are nobody's.
    await page.getByRole('slider', { name: 'Position', exact: true, disabled: false }).waitFor();
    const shown = () => page.locator('.replay-clock').innerText();
    await page.locator('.replay-screen .term-hold').focus();
    await page.keyboard.press('End');
    await sees('mine-81');
    await page.locator('.replay-big').waitFor();
    ok('the end shows the last screen', !/^0:00 /.test(await shown()), await shown());
    await page.keyboard.press('Home');
    await page.waitForFunction(() => !document.querySelector('.xterm-rows')?.textContent.includes('mine-81'));
    ok('the start is empty again', /^0:0\d /.test(await shown()), await shown());
    await shot('replay');
    await noAxe('on the replay');
    const typed = page.locator('.replay-aside li', { hasText: 'echo seen-' });
    await typed.getByRole('button').click();
    await sees('seen-');
    ok('a command leads to its moment', !(await screen()).includes('mine-81'));
    const file = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download', exact: true }).click();
    const cast = await file;
    ok('it is downloaded as asciicast', cast.suggestedFilename().endsWith('.cast'), cast.suggestedFilename());
  });

  await step('what was shown is found, and leads to its moment', async () => {
    await visit(page, '/terminal-sessions/search');
    await page.getByText('Type words to look for').waitFor();
    await page.getByRole('textbox', { name: 'Words or a phrase', exact: true }).fill('theirs-36');
    await page.locator('.hit mark').first().waitFor({ timeout: 20000 });
    await shot('search');
    await noAxe('on the search');
    await page.locator('.hit-jump').first().click();
    await page.locator('.replay-stage .xterm-rows').waitFor();
    await sees('theirs-36');
    ok('it stands still at the moment', !(await screen()).includes('mine-81'));
  });

  await step('it works on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of ['/terminals', '/terminal-sessions', '/terminal-sessions/search?q=theirs-36', `/terminal-sessions/${session}`, `/hosts/${host.id}?tab=terminal`]) {
      await visit(page, path);
      await page.waitForTimeout(400);
      const over = await overflow(page);
      ok(`nothing sticks out at 390 px of ${path.replace(/\d+/g, 'N')}`, over.length === 0, String(over));
    }
    await visit(page, '/terminals');
    await page.getByText('Connected', { exact: true }).waitFor();
    await page.getByRole('toolbar', { name: 'Extra keys' }).waitFor();
    await page.locator('.xterm-helper-textarea').last().focus();
    await listens();
    await page.keyboard.type('sleep 99\n');
    await sees('sleep 99');
    await page.getByRole('button', { name: 'Ctrl', exact: true }).click();
    await page.keyboard.type('c');
    await sees('^C');
    await page.keyboard.type('clear\n');
    await page.keyboard.type('echo tabbed-$((2*4)) /etc/hostn');
    await page.getByRole('button', { name: 'Tab', exact: true }).click();
    await sees('/etc/hostname');
    await page.keyboard.press('Enter');
    await sees('tabbed-8');
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  await step('a host that cannot be reached, or has no login, says so', async () => {
    psql(stack, `INSERT INTO hosts (project_id, name, ip, port, ssh_user, auth_type, ssh_key_id, password_secret_id, host_key, host_key_fingerprint, status)
      SELECT project_id, 'dead-01', '127.0.0.9', 9, ssh_user, auth_type, ssh_key_id, password_secret_id, host_key, host_key_fingerprint, 'offline' FROM hosts WHERE id = ${host.id}`);
    psql(stack, `INSERT INTO hosts (project_id, name, ip, port, ssh_user, status) SELECT project_id, 'bare-01', '127.0.0.10', 22, 'root', 'offline' FROM hosts WHERE id = ${host.id}`);
    const id = (name) => psql(stack, `SELECT id FROM hosts WHERE name = '${name}'`);
    await visit(page, `/terminals?host=${id('dead-01')}`);
    await page.getByText('The terminal could not be opened.').waitFor();
    await shot('dead');
    await noAxe('on a terminal that did not open');
    await page.getByRole('button', { name: 'Close dead-01', exact: true }).click();
    await visit(page, `/terminals?host=${id('bare-01')}`);
    await page.getByText('The terminal was not opened.').waitFor();
    await shot('bare');
    await page.getByRole('button', { name: 'Close bare-01', exact: true }).click();
    await page.locator('.term-tab-main', { hasText: 'web-01' }).click();
  });

  await step('closing asks, and ends the shell', async () => {
    await page.getByRole('button', { name: /^Close web-01/ }).first().click();
    await page.getByRole('dialog').getByText('End the terminal on web-01?').waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'End it', exact: true }).click();
    const left = () => psql(stack, `SELECT count(*) FROM terminal_sessions WHERE host_id = ${host.id} AND status = 'active'`);
    for (const end = Date.now() + 20000; Date.now() < end && left() !== '0';) await sleep(100);
    ok('no shell is left on the host', left() === '0');
  });

  await step('who may not open one is not offered it', async () => {
    const secret = await person(admin, 'zhou', '周宁', ['viewer']);
    const third = await openWindow(browser, stack, noise, { locale: 'zh', theme: 'dark' });
    await logIn(third.page, 'zhou', secret);
    await settle(third.page);
    ok('the menu has no terminals', await third.page.locator('aside.side a[href="/terminals"]').count() === 0);
    await third.page.goto(`/terminals?host=${host.id}`);
    await settle(third.page);
    ok('the page is refused', await third.page.locator('.term-page').count() === 0);
    await third.context.close();
  });

  await step('Chinese, dark', async () => {
    await page.evaluate(() => { localStorage.setItem('k8sm.locale', JSON.stringify('zh')); localStorage.setItem('k8sm.theme', JSON.stringify('dark')); });
    await page.goto(`/terminals?host=${host.id}`);
    await settle(page);
    await page.getByText('已连接', { exact: true }).waitFor();
    await listens();
    await page.keyboard.type("PS1='web-01$ '; clear; echo 你好; ls --color=always /\n");
    await sees('你好');
    await shot('zh-dark-shell');
    await noAxe('on the dark terminal');
    const words = (await chrome(page)).filter((w) => /[A-Za-z]{4,}/.test(w) && !/k8s-manage|Ctrl|admin|web-01|db-01|Home|PgUp|PgDn|[a-z]+@/.test(w));
    ok('no English stands in the Chinese page', words.length === 0, words.join(' | '));
    for (const [name, path] of [['zh-dark-sessions', '/terminal-sessions'], ['zh-dark-replay', `/terminal-sessions/${session}`], ['zh-dark-search', '/terminal-sessions/search?q=theirs-36'], ['zh-dark-host', `/hosts/${host.id}?tab=terminal`]]) {
      await visit(page, path);
      await page.waitForTimeout(600);
      await shot(name);
      await noAxe(`on ${name}`);
    }
  });
  ok('the browser had nothing to complain about', noise.length === 0, noise.join('\n'));
} finally {
  await browser.close();
  sshd.stop();
  await stack.stop();
}
process.exit(t.bad ? 1 : 0);
