// What must hold after every chaos run (checked by queries, as the owner).
import { spawnSync } from 'node:child_process';

export function psqlOf(stack) {
  return (sql, url = stack.ownerUrl) => {
    const r = spawnSync('psql', ['-qAtX', '-v', 'ON_ERROR_STOP=1', '-d', url, '-c', sql], { encoding: 'utf8' });
    if (r.status !== 0) throw new Error(r.stderr);
    return r.stdout.trim();
  };
}

const audited = `SELECT count(*) FROM teams t WHERE NOT EXISTS (SELECT 1 FROM audit_logs a
  WHERE a.object = 'team' AND a.object_id = t.id AND a.outcome = 'ok') AND t.id > 1`;

/** Names and queries that must answer 0. */
const queries = [
  ['no task runs without a lease', "SELECT count(*) FROM tasks WHERE status = 'running' AND lease_until IS NULL"],
  ['no task is left running past its lease', "SELECT count(*) FROM tasks WHERE status = 'running' AND lease_until < now() - interval '60 s'"],
  ['finished tasks say when', "SELECT count(*) FROM tasks WHERE status IN ('succeeded','failed','cancelled') AND finished_at IS NULL"],
  ['event numbers have no hole and no double', 'SELECT count(*) FROM (SELECT task_id, max(seq) - min(seq) + 1 - count(*) AS hole FROM task_events GROUP BY task_id) e WHERE hole <> 0'],
  ['every team that exists was audited', audited],
  ['no audit row lacks its predecessor', 'SELECT count(*) FROM audit_logs a WHERE a.seq > 1 AND NOT EXISTS (SELECT 1 FROM audit_logs b WHERE b.chain = a.chain AND b.seq = a.seq - 1)'],
  ['chain heads are where the chains end', 'SELECT count(*) FROM audit_heads h WHERE h.seq <> coalesce((SELECT max(seq) FROM audit_logs a WHERE a.chain = h.chain), 0)'],
];

export function checkInvariants(stack, ok, when) {
  const psql = psqlOf(stack);
  for (const [name, sql] of queries) {
    let n;
    try { n = psql(sql); } catch (e) { n = e.message; }
    ok(`${when}: ${name}`, n === '0', n);
  }
}
