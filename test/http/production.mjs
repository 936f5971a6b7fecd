// The production template of nginx in front of the running product: TLS, HTTP/2,
// HSTS, redirect; and what `make install` puts in place.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { startStack, checker, sleep, top } from '../lib/stack.mjs';
import { freePort } from '../lib/sshd.mjs';

const t = checker();
const { ok } = t;
const stack = await startStack();
const dir = mkdtempSync(join(tmpdir(), 'k8sm-prod.'));
let nginx = null;
try {
  chmodSync(dir, 0o755);
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=console.test',
    '-addext', 'subjectAltName=DNS:console.test', '-keyout', join(dir, 'key.pem'), '-out', join(dir, 'cert.pem')], { stdio: 'ignore' });
  const [https, http] = [await freePort(), await freePort()];
  const conf = execFileSync(join(top, 'nginx/render'), [join(top, 'nginx/production.conf'), `RUN=${stack.runDir}`, `ROOT=${join(top, 'static/dist')}`,
    `VAR=${dir}`, `USER=${userInfo().username}`, 'NAME=console.test', `CERT=${join(dir, 'cert.pem')}`, `KEY=${join(dir, 'key.pem')}`,
    `PORT=${https}`, `HTTP_PORT=${http}`, 'ADDR=127.0.0.1', `PID=${join(dir, 'pid')}`], { encoding: 'utf8' });
  writeFileSync(join(dir, 'nginx.conf'), conf);
  mkdirSync(join(dir, 'tmp'), { recursive: true });
  const check = spawnSync('/usr/sbin/nginx', ['-t', '-p', dir, '-c', join(dir, 'nginx.conf'), '-e', join(dir, 'e.log')], { encoding: 'utf8' });
  ok('nginx accepts the production configuration', check.status === 0, check.stderr);
  nginx = spawn('/usr/sbin/nginx', ['-p', dir, '-c', join(dir, 'nginx.conf'), '-e', join(dir, 'e.log'), '-g', 'daemon off;'], { stdio: 'ignore' });
  // Its id is written when it listens; the check above left the file empty.
  for (let i = 0; i < 200 && !(existsSync(join(dir, 'pid')) && readFileSync(join(dir, 'pid'), 'utf8').trim()); i++) await sleep(50);
  const curl = (args) => spawnSync('curl', ['-sS', '-i', '--cacert', join(dir, 'cert.pem'), '--resolve', `console.test:${https}:127.0.0.1`, '--max-time', '10', ...args], { encoding: 'utf8' });
  const url = `https://console.test:${https}`;
  const health = curl(['--http2', `${url}/api/health`]);
  ok('the API answers over HTTP/2', /^HTTP\/2 200/.test(health.stdout), health.stdout + health.stderr);
  const page = curl(['--http2', '--compressed', `${url}/`]);
  ok('the console is served with HSTS', /strict-transport-security: max-age=\d{7,}/i.test(page.stdout), page.stdout.slice(0, 600));
  ok('and without inline scripts in its policy', /content-security-policy:[^\n]*script-src 'self'/i.test(page.stdout) && !/script-src[^;\n]*unsafe-inline/i.test(page.stdout));
  const asset = /\/assets\/[\w.-]+\.js/.exec(page.stdout)?.[0];
  if (asset) {
    const js = curl(['--http2', '-H', 'Accept-Encoding: gzip', '-o', '/dev/null', '-D', '-', url + asset]);
    ok('assets are precompressed and cached for good', /content-encoding: gzip/i.test(js.stdout) && /cache-control:[^\n]*immutable/i.test(js.stdout), js.stdout);
    ok('the page itself is not cached', /cache-control:[^\n]*no-(cache|store)/i.test(page.stdout), page.stdout.slice(0, 500));
  } else t.skip('assets are precompressed and cached for good', 'the console is not built');
  for (const [flag, good] of [['--tls-max', '1.1'], ['--tls-max', '1.2'], ['--tlsv1.3', '']].map(([f, v]) => [v ? [f, v] : [f], v !== '1.1'])) {
    const r = curl([...flag, `${url}/api/health`]);
    ok(`TLS ${flag.join(' ')} is ${good ? 'accepted' : 'refused'}`, (r.status === 0) === good, r.stderr);
  }
  const plain = spawnSync('curl', ['-sS', '-i', '--max-time', '5', '-H', 'Host: console.test', `http://127.0.0.1:${http}/hosts`], { encoding: 'utf8' });
  ok('plain HTTP is sent to TLS', /^HTTP\/1.1 301/.test(plain.stdout) && /location: https:\/\/console.test/i.test(plain.stdout), plain.stdout);
  const big = curl(['-X', 'POST', '-H', 'content-type: application/json', '--data-binary', `@${join(top, 'build/test/libk8sm.a')}`, `${url}/api/v1/teams`]);
  ok('nginx\'s own errors come in the envelope', /413/.test(big.stdout.split('\n')[0]) && /"code":\s*2000/.test(big.stdout), big.stdout.slice(0, 400));
  ok('the version of nginx is not told', !/server: nginx\/\d/i.test(page.stdout));

  // make install
  const dest = join(dir, 'dest');
  const r = spawnSync('make', ['-s', 'install', `DESTDIR=${dest}`, 'PREFIX=/usr'], { cwd: top, encoding: 'utf8' });
  ok('make install runs', r.status === 0, r.stderr);
  const there = ['usr/bin/k8sm', 'usr/bin/k8sm-api', 'usr/bin/k8sm-worker', 'usr/bin/k8sm-stream', 'usr/share/k8s-manage/sql/SUMS',
    'usr/share/k8s-manage/nginx/production.conf', 'usr/share/k8s-manage/console/index.html', 'usr/lib/systemd/system/k8sm-api.service'];
  ok('programs, migrations, console, templates and units are in place', there.every((f) => existsSync(join(dest, f))), there.filter((f) => !existsSync(join(dest, f))).join());
  const units = readdirSync(join(dest, 'usr/lib/systemd/system'));
  ok('the units carry the prefix', units.length >= 4 && units.every((u) => !/@[A-Z]+@/.test(readFileSync(join(dest, 'usr/lib/systemd/system', u), 'utf8'))), units.join());
  const settings = spawnSync(join(dest, 'usr/bin/k8sm'), ['settings'], { encoding: 'utf8', env: { PATH: process.env.PATH } });
  ok('the installed command line runs', settings.status === 0 && /access_token_s/.test(settings.stdout), settings.stderr);
} catch (e) {
  ok('the test ran to its end', false, e.stack);
} finally {
  nginx?.kill('SIGTERM');
  await stack.stop();
  rmSync(dir, { recursive: true, force: true });
}
process.exit(t.bad ? 1 : 0);
