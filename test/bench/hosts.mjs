// One command on many hosts.
//   fanout   cold: `true` on 200 loopback hosts, against clush, pssh and ansible raw in turn, each with the same
//            key, key exchange and concurrency; OpenSSH is the far side of all (started with -r: it
//            does not execute itself anew for each connection, which shortens all four alike).
//   fanwarm  1,000 hosts whose sessions are open; the far side is farmssh.c, a server of libssh's that forks nothing:
//            1,000 forks of OpenSSH or dropbear for each run would measure those.
import { spawn, spawnSync, execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startFarm } from '../lib/farm.mjs';
import { sleep } from '../lib/stack.mjs';

const v1 = '/api/v1';
const CONCURRENCY = 64;

export const insert = (stack, psql, { addresses, port, user, hostKey, keyId, tag }) => psql(stack, `INSERT INTO hosts (project_id, name, ip, port, ssh_user, auth_type, ssh_key_id, host_key, host_key_fingerprint, status, tags)
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
      if (process.env.BENCH_SAY) console.error(tag, took, b.n_succeeded, b.started_at, b.finished_at);
      if (b.n_succeeded !== n) throw new Error(JSON.stringify(b));
      return took;
    }
    /* asking costs the same two cores */
    await sleep(75);
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

/** ${n} loopback addresses served by few processes of farmssh, which fork nothing. */
export async function startLight(n, bin, env = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'k8sm-fan.'));
  for (const name of ['host', 'key'])
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(dir, name)]);
  const port = 20000 + Math.floor(Math.random() * 20000);
  const each = 125;
  const children = [];
  for (let i = 0; i < n; i += each) {
    const c = spawn(join(bin, 'farmssh'), [join(dir, 'host'), String(port), String(i), String(each)], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, ...env } });
    await new Promise((done, no) => { c.stdout.once('data', done); c.once('exit', () => no(new Error('farmssh ended'))); });
    children.push(c);
  }
  return {
    port, user: 'bench', key: readFileSync(join(dir, 'key'), 'utf8'), hostKey: readFileSync(join(dir, 'host.pub'), 'utf8').split(' ').slice(0, 2).join(' '),
    addresses: Array.from({ length: n }, (_, i) => `127.22.${Math.floor(i / 200)}.${(i % 200) + 1}`),
    stop() {
      for (const c of children) c.kill('SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export async function fanwarm(stack, admin, { atMost, psql, bin }) {
  const n = 1000;
  const farm = await startLight(n, bin);
  try {
    const key = (await admin.post(`${v1}/credentials/ssh_keys`, { name: 'bench-warm', private_key: farm.key })).body.data;
    insert(stack, psql, { ...farm, keyId: key.id, tag: 'warm' });
    const cold = await ours(admin, 'warm', n, 200);
    const warm = [];
    const cpu = () => execFileSync('ps', ['-o', 'pid=', '--ppid', String(stack.pid('k8sm-worker'))], { encoding: 'utf8' }).trim().split(/\s+/)
      .map((pid) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ').slice(13, 15).join('+')).join(' ');
    if (process.env.BENCH_SAY) console.error('cpu', cpu());
    for (let i = 0; i < 3; i++) { try { warm.push(await ours(admin, 'warm', n, 1000)); } finally { if (process.env.BENCH_SAY) console.error('cpu', cpu()); } }
    const pids = execFileSync('ps', ['-o', 'pid=', '--ppid', String(stack.pid('k8sm-worker'))], { encoding: 'utf8' }).trim().split(/\s+/);
    const rss = pids.map((pid) => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024);
    const open = psql(stack, `SELECT count(*) FROM batch_hosts WHERE warm AND run_id = (SELECT max(id) FROM batch_runs)`);
    atMost('fanout_warm_s', Math.min(...warm), 's', 2.5, { cold_s: Math.round(cold * 100) / 100, runs: warm.map((t) => Math.round(t * 1000) / 1000), warm_sessions: Number(open), far_side: 'libssh server' });
    atMost('fanout_rss_mb', Math.max(...rss), 'MB', 100, { sessions: n });
  } finally {
    farm.stop();
  }
}
