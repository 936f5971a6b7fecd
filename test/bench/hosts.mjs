// One command on many hosts.
//   fanout   cold: `true` on 200 loopback hosts, against clush, pssh and ansible raw in turn, each with the same
//            key, key exchange and concurrency; OpenSSH is the far side of all.
//   fanwarm  1,000 hosts whose sessions are open; dropbear is the far side, because 1,000 sessions of OpenSSH need
//            more memory than the machine has to spare.
import { spawn, spawnSync, execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, writeFileSync, readFileSync, chmodSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFarm } from '../lib/farm.mjs';
import { sleep } from '../lib/stack.mjs';

const v1 = '/api/v1';
const CONCURRENCY = 64;

const insert = (stack, psql, { addresses, port, user, hostKey, keyId, tag }) => psql(stack, `INSERT INTO hosts (project_id, name, ip, port, ssh_user, auth_type, ssh_key_id, host_key, host_key_fingerprint, status, tags)
  SELECT 1, '${tag}-' || i, a, ${port}, '${user}', 'key', ${keyId}, '${hostKey}', 'bench', 'online', ARRAY['${tag}']
  FROM unnest(ARRAY[${addresses.map((a) => `'${a}'`).join(',')}]) WITH ORDINALITY x (a, i)`);

async function ours(admin, tag, n, concurrency) {
  const t0 = performance.now();
  const r = await admin.post(`${v1}/hosts/batch/runs`, { filter: { tags: [tag] }, project_id: 1, command: 'true', concurrency });
  if (r.status !== 202) throw new Error(r.text);
  for (;;) {
    const b = (await admin.get(`${v1}/hosts/batch/runs/${r.body.data.batch_id}`)).body.data;
    if (!['queued', 'running'].includes(b.status)) {
      const took = (performance.now() - t0) / 1000;
      if (process.env.BENCH_SAY) console.error(tag, took, b.n_succeeded);
      if (b.n_succeeded !== n) throw new Error(JSON.stringify(b));
      return took;
    }
    await sleep(20);
  }
}

const timed = (name, command, args, env = {}) => {
  const t0 = performance.now();
  const r = spawnSync(command, args, { env: { ...process.env, ...env }, encoding: 'utf8', maxBuffer: 64 << 20 });
  if (r.error || r.status !== 0) throw new Error(`${name}: ${r.error ?? ''} ${r.stderr?.slice(0, 500)}`);
  return (performance.now() - t0) / 1000;
};

/** Cold: the worker is started anew before each of our runs, so that no session is open. */
export async function fanout(stack, admin, { atLeast, psql }) {
  const n = 200;
  const addresses = Array.from({ length: n }, (_, i) => `127.21.0.${i + 1}`);
  const farm = await startFarm(addresses);
  try {
    const key = (await admin.post(`${v1}/credentials/ssh_keys`, { name: 'bench-fan', private_key: farm.key })).body.data;
    insert(stack, psql, { addresses, port: farm.port, user: farm.user, hostKey: farm.hostKey, keyId: key.id, tag: 'fan' });
    const list = join(farm.dir, 'hosts');
    writeFileSync(list, `${addresses.join('\n')}\n`);
    const options = ['StrictHostKeyChecking=no', 'UserKnownHostsFile=/dev/null', 'LogLevel=ERROR', 'KexAlgorithms=curve25519-sha256',
      'ControlMaster=no', 'PreferredAuthentications=publickey', `IdentityFile=${farm.keyFile}`, 'IdentitiesOnly=yes', `Port=${farm.port}`];
    const ssh = ['-F', 'none', ...options.flatMap((o) => ['-o', o])].join(' ');
    const peers = {
      clush: () => timed('clush', 'clush', ['-q', '-f', String(CONCURRENCY), '--hostfile', list, '-l', farm.user, '-o', ssh, 'true']),
      pssh: () => timed('pssh', 'parallel-ssh', ['-h', list, '-p', String(CONCURRENCY), '-l', farm.user, '-t', '0', '-x', ssh, 'true']),
      ansible: () => timed('ansible', 'ansible', ['all', '-i', list, '-m', 'raw', '-a', 'true', '-f', String(CONCURRENCY), '-u', farm.user],
        { ANSIBLE_HOST_KEY_CHECKING: 'False', ANSIBLE_SSH_ARGS: ssh, ANSIBLE_GATHERING: 'explicit', ANSIBLE_NOCOLOR: '1' }),
    };
    const times = { ours: [], ...Object.fromEntries(Object.keys(peers).map((p) => [p, []])) };
    for (let round = 0; round < 3; round++) {
      await stack.restart('k8sm-worker', {});
      await sleep(1000);
      times.ours.push(await ours(admin, 'fan', n, CONCURRENCY));
      for (const [name, run] of Object.entries(peers))
        if (round === 0 || Math.min(...times[name]) < 2 * Math.min(...times.clush, ...times.pssh)) times[name].push(run());
    }
    const least = Object.fromEntries(Object.entries(times).map(([name, v]) => [name, Math.round(Math.min(...v) * 1000) / 1000]));
    atLeast('fanout_vs_clush', Math.min(least.clush, least.pssh, least.ansible) / least.ours, 'ratio', 1.8, { ...least, concurrency: CONCURRENCY });
  } finally {
    await farm.stop();
  }
}

const up = (host, port) => new Promise((done) => {
  const s = createConnection({ host, port });
  s.on('connect', () => { s.destroy(); done(true); });
  s.on('error', () => done(false));
});

/** dropbear on ${n} loopback addresses, five for each process (of one peer it takes five logins at once); logs in a user of its own. */
async function startDropbear(n) {
  const dir = mkdtempSync(join(tmpdir(), 'k8sm-fan.'));
  const user = 'k8sm-fantest';
  chmodSync(dir, 0o755);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(dir, 'key')]);
  execFileSync('dropbearkey', ['-t', 'ed25519', '-f', join(dir, 'host')], { stdio: 'ignore' });
  const shown = execFileSync('dropbearkey', ['-y', '-f', join(dir, 'host')], { encoding: 'utf8' });
  const home = join(dir, 'home');
  mkdirSync(join(home, '.ssh'), { recursive: true });
  writeFileSync(join(home, '.ssh', 'authorized_keys'), readFileSync(join(dir, 'key.pub')));
  spawnSync('userdel', [user]);
  execFileSync('useradd', ['-M', '-d', home, '-s', '/bin/sh', user]);
  execFileSync('chown', ['-R', user, home]);
  execFileSync('chmod', ['-R', 'go-w', home]);
  const port = 20000 + Math.floor(Math.random() * 20000);
  const addresses = Array.from({ length: n }, (_, i) => `127.22.${Math.floor(i / 200)}.${(i % 200) + 1}`);
  const children = [];
  for (let i = 0; i < n; i += 5)
    children.push(spawn('setpriv', ['--pdeathsig', 'KILL', 'dropbear', '-F', '-s', '-j', '-k', '-P', join(dir, `pid${i}`), '-r', join(dir, 'host'),
      ...addresses.slice(i, i + 5).flatMap((a) => ['-p', `${a}:${port}`])], { stdio: 'ignore' }));
  for (let k = 0; k < 200 && !(await up(addresses.at(-1), port)); k++) await sleep(50);
  return {
    port, user, addresses, key: readFileSync(join(dir, 'key'), 'utf8'), hostKey: /^ssh-ed25519 \S+/m.exec(shown)[0],
    stop() {
      for (const c of children) c.kill('SIGKILL');
      const sessions = spawnSync('ps', ['-o', 'pid=', '-u', user], { encoding: 'utf8' }).stdout.trim().split(/\s+/).filter(Boolean);
      for (const pid of sessions) try { process.kill(Number(pid), 'SIGKILL'); } catch { /* gone by itself */ }
      spawnSync('userdel', [user]);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export async function fanwarm(stack, admin, { atMost, psql }) {
  const n = 1000;
  const farm = await startDropbear(n);
  try {
    const key = (await admin.post(`${v1}/credentials/ssh_keys`, { name: 'bench-warm', private_key: farm.key })).body.data;
    insert(stack, psql, { ...farm, keyId: key.id, tag: 'warm' });
    const cold = await ours(admin, 'warm', n, 200);
    const warm = [];
    const cpu = () => execFileSync('ps', ['-o', 'pid=', '--ppid', String(stack.pid('k8sm-worker'))], { encoding: 'utf8' }).trim().split(/\s+/)
      .map((pid) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ').slice(13, 15).join('+')).join(' ');
    if (process.env.BENCH_SAY) console.error('cpu', cpu());
    if (process.env.BENCH_SAY) globalThis.look = () => console.error(psql(stack, "SELECT run_id, warm, state, fault, left(message, 60), count(*), avg(connect_ms)::int, avg(run_ms)::int, max(run_ms) FROM batch_hosts GROUP BY 1,2,3,4,5"));
    globalThis.look?.();
    for (let i = 0; i < 3; i++) { try { warm.push(await ours(admin, 'warm', n, 1000)); } finally { if (process.env.BENCH_SAY) console.error('cpu', cpu()); } }
    const pids = execFileSync('ps', ['-o', 'pid=', '--ppid', String(stack.pid('k8sm-worker'))], { encoding: 'utf8' }).trim().split(/\s+/);
    const rss = pids.map((pid) => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);
    const open = psql(stack, `SELECT count(*) FROM batch_hosts WHERE warm AND run_id = (SELECT max(id) FROM batch_runs)`);
    atMost('fanout_warm_s', Math.min(...warm), 's', 2.5, { cold_s: Math.round(cold * 100) / 100, runs: warm.map((t) => Math.round(t * 1000) / 1000), warm_sessions: Number(open), far_side: 'dropbear' });
    atMost('fanout_rss_mb', Math.max(...rss), 'MB', 100, { sessions: n });
  } finally {
    farm.stop();
  }
}
