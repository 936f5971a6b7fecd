// Faults of the system below: disk full, memory refused, short reads and
// writes, interrupted waits, clocks that are wrong.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { startStack, login, checker, sleep, top } from '../lib/stack.mjs';
import { checkInvariants, psqlOf } from './invariants.mjs';

const t = checker();
const { ok } = t;
mkdirSync(join(top, 'build'), { recursive: true });
const shim = join(top, 'build', 'shim.so');
execFileSync('cc', ['-std=gnu17', '-D_GNU_SOURCE', '-O1', '-shared', '-fPIC', '-o', shim, join(top, 'test/torture/shim.c'), '-ldl']);

const some = async (admin, n, prefix) => {
  const result = { good: [], bad: [] };
  for (let i = 0; i < n; i++) {
    const name = `${prefix} ${i}`;
    const w = await admin.post('/api/v1/teams', { name }).catch(() => ({ status: 0 }));
    (w.status >= 200 && w.status < 300 ? result.good : result.bad).push(w.status >= 200 && w.status < 300 ? name : w.status);
    const r = await admin.get('/api/v1/teams').catch(() => ({ status: 0 }));
    if (r.status !== 200) result.bad.push(r.status);
  }
  return result;
};

try {
  const stack = await startStack({ env: { K8SM_REQUEST_MS: '3000' } });
  try {
    const psql = psqlOf(stack);
    const admin = await login(stack);
    // R21
    for (const program of ['k8sm-api']) {
      await stack.restart(program, { LD_PRELOAD: shim, K8SM_TEST_SHIM: 'short' });
      await sleep(500);
      const r = await some(admin, 20, 'short');
      ok('R21 short reads and writes and interrupted waits change no answer', r.good.length === 20 && r.bad.length === 0, JSON.stringify(r.bad));
    }
    // R20: from some moment on one allocation in a hundred fails.
    const arm = join(stack.varDir, 'arm');
    await stack.restart('k8sm-api', { LD_PRELOAD: shim, K8SM_TEST_SHIM: 'malloc:100', K8SM_TEST_SHIM_ARM: arm });
    await some(admin, 5, 'unarmed');
    writeFileSync(arm, '');
    const m = await some(admin, 100, 'memory');
    rmSync(arm);
    ok(`R20 refused memory fails requests alone (${m.bad.length} errors, ${m.good.length} writes)`, m.bad.length > 3 && m.good.length > 20 && m.bad.every((s) => [500, 502, 503, 504].includes(s)), JSON.stringify(m.bad));
    const rows = new Set(psql("SELECT name FROM teams WHERE name LIKE 'memory %'").split('\n'));
    ok('R20 every acknowledged write is there', m.good.every((n) => rows.has(n)));
    await stack.restart('k8sm-api', {});
    await sleep(500);
    const fine = await some(admin, 10, 'after');
    ok('R20 and all is well without it', fine.bad.length === 0, JSON.stringify(fine.bad));
    checkInvariants(stack, ok, 'R20');

    // R17: programs whose clock is wrong; leases go by the database's.
    const faketime = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
    if (!existsSync(faketime)) t.skip('R17 wrong clocks', 'libfaketime is not installed');
    else {
      await stack.restart('k8sm-worker', { LD_PRELOAD: faketime, FAKETIME: '+1h', FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' });
      psql("INSERT INTO tasks (kind, title, args, status, timeout_s, max_tries) VALUES ('system.ping', 'clock', '{}', 'queued', 60, 1)");
      let status = '';
      for (let i = 0; i < 80 && status !== 'succeeded'; i++) { await sleep(100); status = psql("SELECT status FROM tasks WHERE title = 'clock'"); }
      ok('R17 a worker whose clock is an hour fast runs tasks and keeps its leases', status === 'succeeded', status);
      await stack.restart('k8sm-worker', {});
      await stack.restart('k8sm-api', { LD_PRELOAD: faketime, FAKETIME: '-40', FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' });
      await sleep(500);
      ok('R17 a token made 40 s in the future of another node is accepted', (await admin.get('/api/v1/auth/me')).status === 200);
      await stack.restart('k8sm-api', { LD_PRELOAD: faketime, FAKETIME: '+20m', FAKETIME_DONT_FAKE_MONOTONIC: '1', DONT_FAKE_MONOTONIC: '1' });
      await sleep(500);
      const late = await admin.get('/api/v1/auth/me');
      ok('R17 one that ended by the node\'s clock is not', late.status === 401, late.text);
    }
  } finally { await stack.stop(); }

  // R13: the database's disk is full.
  const var_ = mkdtempSync(join(tmpdir(), 'k8sm-full.'));
  mkdirSync(join(var_, 'pg'));
  const mounted = process.getuid() === 0 && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=160m,mode=0755', 'tmpfs', join(var_, 'pg')]).status === 0;
  if (!mounted) {
    t.skip('R13 disk full', 'needs the right to mount a small file system');
    rmSync(var_, { recursive: true, force: true });
  } else {
    execFileSync('chmod', ['755', var_]);
    try {
      const full = await startStack({ varDir: var_, keep: true });
      try {
        const admin = await login(full);
        await some(admin, 3, 'before');
        const fill = join(var_, 'pg', 'ballast');
        const free = statfsSync(join(var_, 'pg'));
        spawnSync('dd', ['if=/dev/zero', `of=${fill}`, 'bs=64k', `count=${Math.floor(Number(free.bavail) * Number(free.bsize) / 65536) + 100}`]);
        const seen = new Set();
        let reads = 0;
        for (let i = 0; i < 1500 && !seen.has(507) && !seen.has(503); i++) {
          const w = await admin.post('/api/v1/teams', { name: `full ${i}`, description: 'x'.repeat(400) });
          if (w.status >= 300) seen.add(w.status);
        }
        for (let i = 0; i < 5; i++) reads += [200, 503].includes((await admin.get('/api/v1/teams')).status) ? 1 : 0;
        ok('R13 with a full disk writes fail with 507 or 503', seen.size > 0 && [...seen].every((s) => [507, 503].includes(s)), [...seen].join());
        ok('R13 reads go on or say 503', reads === 5, reads);
        rmSync(fill);
        let again = 0;
        for (let i = 0; i < 100 && again < 300; i++) { again = (await admin.post('/api/v1/teams', { name: `room again ${i}` }).catch(() => ({ status: 0 }))).status; if (again < 300 && again > 0) break; again = 0; await sleep(200); }
        ok('R13 and all goes on when there is room again', again >= 200 && again < 300, again);
        checkInvariants(full, ok, 'R13');
      } finally { await full.stop(); }
    } finally {
      spawnSync('umount', ['-l', join(var_, 'pg')]);
      rmSync(var_, { recursive: true, force: true });
    }
  }
} catch (e) {
  ok('the test ran to its end', false, e.stack);
}
process.exit(t.bad ? 1 : 0);
