// The collector: 1,000 hosts every 30 s over sessions that stay open; cores used by our processes and
// PostgreSQL's for them, the far side not counted: servers of libssh's that answer with a reading of this machine.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sleep, top } from '../lib/stack.mjs';
import { insert, startLight } from './hosts.mjs';

const v1 = '/api/v1';
const hertz = Number(spawnSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }).stdout);
const children = (pid) => execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], { encoding: 'utf8' }).trim().split(/\s+/).filter(Boolean).map(Number);
const ticks = (pid) => {
  try {
    const f = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ');
    return Number(f[11]) + Number(f[12]) + Number(f[13]) + Number(f[14]);
  } catch { return 0; }
};

/** What the collector's script prints here: the far sides say it again and again. */
function reading() {
  const source = readFileSync(join(top, 'lib', 'hosts', 'hosts_reading.c'), 'utf8');
  const defines = Object.fromEntries([...source.matchAll(/#define (\w+) ("[^"]*")/g)].map((m) => [m[1], m[2]]));
  const literal = /hosts_reading_script\[\] =([\s\S]*?);\n\n/.exec(source)[1];
  const script = [...literal.matchAll(/"((?:[^"\\]|\\.)*)"|(\b[A-Z_]+\b)/g)].map((m) => JSON.parse(m[2] ? defines[m[2]] : `"${m[1]}"`)).join('');
  return spawnSync('/bin/sh', ['-s'], { input: script, encoding: 'utf8' }).stdout;
}

export async function collect(stack, admin, { atMost, psql, bin }) {
  const n = 1000, every = 30, rounds = 3;
  const farm = await startLight(n, bin, { FARMSSH_REPLY: reading() });
  try {
    const key = (await admin.post(`${v1}/credentials/ssh_keys`, { name: 'bench-collect', private_key: farm.key })).body.data;
    insert(stack, psql, { ...farm, keyId: key.id, tag: 'watched' });
    const done = () => Number(psql(stack, "SELECT count(*) FROM tasks WHERE kind = 'hosts.collect' AND status = 'succeeded'"));
    const until = async (k) => { for (let i = 0; done() < k; i++) { if (i > 4000) throw new Error('no rounds'); await sleep(100); } };
    // The first round opens the sessions.
    await until(2);
    const backend = Number(psql(stack, "SELECT min(pid) FROM pg_stat_activity WHERE usename = 'k8sm_app'"));
    const postmaster = Number(readFileSync(`/proc/${backend}/stat`, 'utf8').split(') ').at(-1).split(' ')[1]);
    const used = () => [stack.pid('k8sm-worker'), ...children(stack.pid('k8sm-worker')), ...children(postmaster)].reduce((sum, pid) => sum + ticks(pid), 0);
    const from = done(), t0 = performance.now(), before = used();
    await until(from + rounds);
    const cores = (used() - before) / hertz / ((performance.now() - t0) / 1000);
    const [hosts, away, ms] = psql(stack, "SELECT result ->> 'hosts', result ->> 'unreached', result ->> 'ms' FROM tasks WHERE kind = 'hosts.collect' AND status = 'succeeded' ORDER BY id DESC LIMIT 1").split('|').map(Number);
    if (hosts !== n || away !== 0) throw new Error(`${hosts} hosts, ${away} not reached`);
    const rates = Number(psql(stack, 'SELECT count(DISTINCT host_id) FROM host_samples WHERE cpu IS NOT NULL'));
    atMost('collect_cpu', cores, 'cores', 0.3, { hosts: n, every_s: every, round_ms: ms, with_rates: rates });
  } finally {
    farm.stop();
  }
}
