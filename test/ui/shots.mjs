// Pictures of every page at 1440 and 390 px, in both languages and appearances,
// in build/shots; with --readme also static/screenshot.png.  To be looked at, no test.
//   node test/ui/shots.mjs [--readme] [word of a path…]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { login, sleep, top } from '../lib/stack.mjs';
import { onboard, startSshd } from '../lib/sshd.mjs';
import { logIn, openWindow, psql, settle, startAll, visit } from './lib.mjs';

const args = process.argv.slice(2);
const readme = args.includes('--readme');
const words = args.filter((a) => !a.startsWith('--'));
const v1 = '/api/v1';
const { stack, browser } = await startAll();
const sshd = await startSshd();
const noise = [];
const must = (r) => {
  if (r.status >= 300) throw new Error(r.text);
  return r.body.data;
};
try {
  const admin = await login(stack);
  const shop = must(await admin.post(`${v1}/projects`, { name: 'Web shop', code: 'shop', environment: 'production', description: 'What customers see' }));
  must(await admin.post(`${v1}/projects`, { name: '支付平台', code: 'payments', environment: 'staging' }));
  must(await admin.post(`${v1}/teams`, { name: 'Platform', description: 'Keeps it running' }));
  for (const [username, name, roles] of [['lin', '林晓', ['operator']], ['sofia', 'Sofia Marin', ['operator']], ['zhou', '周宁', ['viewer']]])
    must(await admin.post(`${v1}/rbac/users`, { username, name, roles, password: `${username} has a long password`, email: `${username}@example.com` }));
  const web = await onboard(admin, sshd, 'shop-web-01', { region: 'cn-north-1', role: 'web', labels: ['web', 'nginx'] });
  const names = ['shop-web-02', 'shop-db-01', 'shop-db-02', 'shop-cache-01', 'build-runner-a', 'build-runner-b', 'edge-gw-01'];
  psql(stack, `INSERT INTO hosts (project_id, name, ip, port, ssh_user, status, health_state, tags, os, cpu_cores, memory_mb, disk_gb, last_check_at, region)
    SELECT CASE WHEN n LIKE 'shop%' THEN ${shop.id} ELSE 1 END, n, '10.20.4.' || (10 + i), 22, 'ops', CASE WHEN i = 4 THEN 'offline' ELSE 'online' END,
      CASE WHEN i = 4 THEN 'critical' ELSE 'healthy' END, ARRAY[split_part(n, '-', 2)], 'Debian GNU/Linux 12 (bookworm)', 8, 32768, 480, now() - i * interval '7 s', 'cn-north-1'
    FROM unnest(ARRAY[${names.map((n) => `'${n}'`).join(',')}]) WITH ORDINALITY AS x(n, i)`);
  const run = async (command) => must(await admin.post(`${v1}/hosts/${web.id}/ssh/exec`, { command })).task_id;
  await run('df -h /; free -m; uptime');
  await run('ls /var/log | head -20');
  await run('systemctl restart no-such-unit');
  const live = await run("printf '\\033[1m==> checking 6 services\\033[0m\\n'; for s in nginx php-fpm redis postgres worker cron; do printf '\\033[32m  ok\\033[0m      %s\\n' $s; sleep 0.3; done; echo 'waiting for the rollout'; sleep 300");
  must(await admin.post(`${v1}/schedules`, { name: 'Check the audit chain', cron: '@daily', kind: 'audit.verify', args: {}, project_id: 1, enabled: true, timezone: 'UTC' }));
  must(await admin.post(`${v1}/approval-policies`, { name: 'Commands in production', action: 'host:execute', environment: 'production', min_risk: 'low', approver_role: 'admin', count: 1, expires_minutes: 240, enabled: true }));
  must(await admin.post(`${v1}/auth/tokens`, { name: 'Inventory export', scopes: ['host:read'], expires_in_days: 90 }));
  const dbHost = psql(stack, "SELECT id FROM hosts WHERE name = 'shop-db-01'");
  const asked = await admin.post(`${v1}/hosts/${dbHost}/ssh/exec`, { command: 'systemctl reload postgresql', reason: 'new limits of connections, change 4711' });
  const approval = asked.body?.data?.approval_id;
  psql(stack, `INSERT INTO hosts (project_id, name, ip, port, ssh_user, auth_type, ssh_key_id, password_secret_id, host_key, host_key_fingerprint, status, tags)
    SELECT project_id, n, 'localhost', port, ssh_user, auth_type, ssh_key_id, password_secret_id, host_key, host_key_fingerprint, 'online', tags FROM hosts, unnest(ARRAY['shop-web-03']) n WHERE id = ${web.id}
    UNION ALL SELECT project_id, n, '127.0.0.' || i, 9, ssh_user, auth_type, ssh_key_id, password_secret_id, host_key, host_key_fingerprint, 'online', tags FROM hosts, unnest(ARRAY['shop-api-01', 'shop-api-02']) WITH ORDINALITY x (n, i) WHERE id = ${web.id}`);
  const mine = psql(stack, 'SELECT string_agg(id::text, $$,$$) FROM hosts WHERE project_id = 1').split(',').map(Number);
  const started = must(await admin.post(`${v1}/hosts/batch/runs`, { host_ids: mine, command: 'uname -sr; case "$SSH_CONNECTION" in *"::1 "*|*"127.0.0.1 "*) echo nginx/1.22.1;; esac; echo ok $RANDOM', interpreter: 'bash', reason: 'kernel update, change 4712' }));
  must(await admin.post(`${v1}/hosts/batch/runs`, { host_ids: [web.id], command: 'rm -rf /var/tmp/cache', name: 'Clear the cache' }));
  must(await admin.post(`${v1}/hosts/groups`, { name: 'Shop web servers', kind: 'filter', tags: ['web'], project_id: shop.id, description: 'Behind the load balancer' }));
  must(await admin.post(`${v1}/credentials/passwords`, { name: 'Storage appliances', username: 'admin', password: 'not to be seen', description: 'Until they learn keys' }));
  psql(stack, `INSERT INTO host_keys (project_id, host_id, key_type, public_key, fingerprint, status, seen_at_ip, seen_count)
    VALUES (1, ${web.id}, 'ssh-ed25519', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ', 'SHA256:Y3hhbXBsZSBmaW5nZXJwcmludCBvZiBhIG5ldyBrZXk', 'changed', '127.0.0.1', 3)`);
  const seenKey = psql(stack, "SELECT id FROM host_keys WHERE status = 'changed'");
  const turned = await admin.post(`${v1}/credentials/ssh_keys/${web.ssh_key_id}/rotate`, { keys_file: join(sshd.dir, 'authorized'), reason: 'yearly' });
  await sleep(4000);
  const batchId = started.batch_id;

  const paths = ['/', '/hosts', `/hosts/${web.id}`, '/hosts/onboarding', '/hosts/keys', `/hosts/keys/rotations/${turned.body?.data?.rotation_id ?? 1}`, '/passwords', '/host-keys', `/host-keys?key=${seenKey}`, '/approvals?show=all', ...(approval ? [`/approvals/${approval}`] : []),
    '/approvals/policies', '/batch', `/batch/new?hosts=${web.id}`, `/batch/${batchId}`, `/batch/${batchId}?tab=outcomes`, `/batch/${batchId}?tab=command`, '/hosts/groups', '/command-rules', '/tasks', `/tasks/${live}`, '/schedules', '/audit', '/governance/users', '/governance/users/2', '/governance/roles',
    '/governance/permissions', '/governance/who', '/governance/teams', '/governance/teams/1', '/governance/projects', `/governance/projects/${shop.id}`,
    '/governance/api', '/account/profile', '/account/password', '/account/sessions', '/account/tokens', '/no/such/page']
    .filter((p) => !words.length || words.some((w) => p.includes(w)));
  const { context, page } = await openWindow(browser, stack, noise, { locale: 'en' });
  await logIn(page, 'admin', stack.password);
  await settle(page);
  await page.waitForTimeout(500);
  if (readme) {
    await visit(page, `/tasks/${live}`);
    await page.waitForTimeout(800);
    await page.screenshot({ path: join(top, 'static', 'screenshot.png') });
  }
  const out = join(top, 'build', 'shots');
  mkdirSync(out, { recursive: true });
  for (const locale of ['en', 'zh']) for (const theme of ['light', 'dark']) {
    await page.evaluate(([l, t]) => {
      localStorage.setItem('k8sm.locale', JSON.stringify(l));
      localStorage.setItem('k8sm.theme', JSON.stringify(t));
    }, [locale, theme]);
    await page.goto('/');
    await settle(page);
    for (const path of paths) for (const width of [1440, 390]) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
      await visit(page, path).catch((e) => console.log(`${path}: ${e.message}`));
      await page.waitForTimeout(250);
      await page.screenshot({ path: join(out, `${path.replace(/^\//, '').replace(/\W+/g, '-') || 'overview'}.${width}.${locale}.${theme}.png`) });
    }
  }
  await context.close();
  const out2 = await openWindow(browser, stack, noise, { locale: 'zh', theme: 'dark' });
  await out2.page.goto('/login');
  await out2.page.locator('input[name=username]').waitFor();
  await out2.page.screenshot({ path: join(out, 'login.1440.zh.dark.png') });
  for (const one of noise) console.log(one);
} finally {
  await browser.close();
  sshd.stop();
  await stack.stop();
}
process.exit(0);
