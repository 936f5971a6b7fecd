// The host list with 100,000 hosts: filtered and sorted pages through nginx, as the console asks for them.
const v1 = '/api/v1/hosts';
const N = 100000;

const pages = [
  '?status=offline', '?status=online&sort=name', '?health_state=critical', '?tag=web', '?tag=blue&sort=-last_check_at',
  '?region=eu-1&sort=ip', '?q=bench-77', '?q=edge&sort=-cpu_cores', '?source=cloud_import&status=error', '?sort=name',
  '?sort=-memory_mb', '?sort=status', '?sort=-last_check_at', '?sort=region&page=20', '?sort=-name&page=3',
  '?status=online&region=us-2&tag=web&sort=-updated_at', '?q=nothing-like-this',
  '?attention=true', '?attention=true&sort=name', '?source=cloud_import', '?q=bench&sort=-name',
];

export async function hostsPage(stack, admin, { atMost, psql }) {
  psql(stack, `INSERT INTO hosts (project_id, name, ip, port, ssh_user, status, health_state, source, region, tags, cpu_cores, memory_mb, disk_gb, last_check_at, os, description)
    SELECT 1, CASE WHEN i % 50 = 0 THEN 'edge-' ELSE 'bench-' END || i, '10.' || (i / 65536) || '.' || (i / 256 % 256) || '.' || (i % 256), 22, 'root',
      CASE WHEN i % 97 = 0 THEN 'error' WHEN i % 23 = 0 THEN 'offline' WHEN i % 41 = 0 THEN 'maintenance' ELSE 'online' END,
      CASE WHEN i % 89 = 0 THEN 'critical' WHEN i % 31 = 0 THEN 'degraded' ELSE 'healthy' END,
      CASE WHEN i % 3 = 0 THEN 'cloud_import' ELSE 'manual_ssh' END, (ARRAY['eu-1', 'eu-2', 'us-1', 'us-2', 'cn-1'])[1 + i % 5],
      ARRAY[CASE WHEN i % 4 = 0 THEN 'web' ELSE 'db' END, CASE WHEN i % 100 = 0 THEN 'blue' ELSE 'green' END],
      2 + i % 64, 1024 * (1 + i % 256), 40 + i % 1000, now() - (i % 500) * interval '1 s', 'Debian GNU/Linux 12 (bookworm)', ''
    FROM generate_series(1, ${N}) i ON CONFLICT DO NOTHING`);
  psql(stack, 'VACUUM ANALYZE hosts');
  const took = Object.fromEntries(pages.map((p) => [p, []]));
  for (let round = 0; round < 13; round++) {
    for (const p of pages) {
      const t0 = performance.now();
      const r = await admin.get(`${v1}${p}${p.includes('page=') ? '' : '&page=1'}&page_size=50`);
      if (r.status !== 200) throw new Error(r.text);
      // The first rounds fill caches.
      if (round > 1) took[p].push(performance.now() - t0);
    }
  }
  const all = Object.values(took).flat().sort((a, b) => a - b);
  const p95 = (v) => v[Math.min(v.length - 1, Math.floor(v.length * 0.95))];
  const slowest = Object.entries(took).map(([p, v]) => [p, p95([...v].sort((a, b) => a - b))]).sort((a, b) => b[1] - a[1]).slice(0, 5);
  atMost('hosts_page_ms', p95(all), 'ms', 50, { hosts: N, median: Math.round(all[all.length >> 1] * 10) / 10,
    slowest: Object.fromEntries(slowest.map(([p, ms]) => [p, Math.round(ms * 10) / 10])) });
}
