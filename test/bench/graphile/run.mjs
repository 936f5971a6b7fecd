// The peer of the task benchmark: graphile-worker, one job at a time per slot.
//   run.mjs HOST USER DATABASE N
import { run, makeWorkerUtils } from 'graphile-worker';
import pg from 'pg';

const [host, user, database, count] = process.argv.slice(2);
const pool = new pg.Pool({ host, user, database, max: 10 });
const utils = await makeWorkerUtils({ pgPool: pool });
await utils.migrate();
await pool.query("SELECT graphile_worker.add_job('noop', '{}', run_at => now() + interval '1 hour') FROM generate_series(1, $1::int)", [Number(count)]);
let done = 0;
let t0 = 0;
const finished = new Promise((resolve) => {
  globalThis.jobDone = () => { if (++done === Number(count)) resolve(); };
});
await pool.query("UPDATE graphile_worker._private_jobs SET run_at = now()");
t0 = process.hrtime.bigint();
const runner = await run({
  pgPool: pool, concurrency: 24, noHandleSignals: true, pollInterval: 1000,
  logger: undefined,
  taskList: { noop: async () => { globalThis.jobDone(); } },
});
await finished;
const seconds = Number(process.hrtime.bigint() - t0) / 1e9;
console.log(`rate ${(Number(count) / seconds).toFixed(1)}`);
await runner.stop();
await pool.end();
process.exit(0);
