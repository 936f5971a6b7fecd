import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Switch } from 'antd';
import type { ReactElement } from 'react';
import { useCan } from '../../../api/session';
import type { HostHealth, HostWindow } from '../../../api/types';
import { formatDuration } from '../../../shared/lib/format';
import { common } from '../../../shared/text';
import { ErrorNote } from '../../../shared/ui/error-state';
import { EmptyState, Facts, Section } from '../../../shared/ui/page';
import { ResourceTable } from '../../../shared/ui/resource-table';
import { StatusTag } from '../../../shared/ui/status-tag';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { toast } from '../../../shared/ui/toast';
import {
	cancelWindow, checkHealth, fetchHealth, fetchWindows, hostMonitorQuery, hostsKey, setMonitor,
} from '../queries';
import type { HostTabProps } from '../tabs';
import { hosts } from '../text';

interface Mount {
	mount: string;
	size_mb: number;
	used_pct: number;
	inode_pct: number;
}

const percent = (value: number | null | undefined): string => (value == null ? '–' : `${Math.round(value)}%`);

function Mounts({ mounts }: { mounts: readonly Mount[] }): ReactElement {
	return (
		<ul className="mounts">
			{mounts.map((one) => (
				<li key={one.mount}>
					<code title={one.mount}>{one.mount}</code>
					<span className="meter" role="img" aria-label={percent(one.used_pct)}>
						<i className={one.used_pct >= 95 ? 'bad' : one.used_pct >= 85 ? 'wait' : 'ok'} style={{ width: `${one.used_pct}%` }} />
					</span>
					<span className="nowrap">{percent(one.used_pct)}</span>
				</li>
			))}
		</ul>
	);
}

function Now({ host }: HostTabProps): ReactElement {
	const t = hosts.useT();
	const can = useCan();
	const client = useQueryClient();
	const { data: m } = useQuery({ ...hostMonitorQuery(host.id), refetchInterval: 20_000 });
	const again = (): Promise<void> => client.invalidateQueries({ queryKey: hostsKey });
	const check = useMutation({
		mutationFn: () => checkHealth(host.id),
		onSuccess: async (found) => {
			await again();
			toast.ok(t('health.checked', { state: found.state }));
		},
	});
	const watch = useMutation({ mutationFn: (on: boolean) => setMonitor(host.id, on), onSuccess: again });
	const mounts = (m?.mounts ?? []) as unknown as readonly Mount[];
	return (
		<div className="two-columns even">
			<Section
				title={t('health.now')}
				extra={(
					<Button size="small" loading={check.isPending} disabled={!can('host:read')} onClick={() => check.mutate()}>
						{t('health.check')}
					</Button>
				)}
			>
				<Facts
					list facts={[
						[t('health'), <StatusTag key="s" status={host.health_state} reason={m?.why || m?.error} />],
						[t('health.why'), m?.why || m?.error],
						[t('checked'), <TimeAgo key="c" at={m?.at ?? host.last_check_at} />],
						[t('metric.cpu'), percent(m?.cpu)],
						[t('metric.load1'), m?.load1 == null ? '–' : [m.load1, m.load5, m.load15].map((one) => one.toFixed(2)).join(' / ')],
						[t('metric.mem'), percent(m?.mem)],
						[t('uptime'), m?.uptime_s ? formatDuration(m.uptime_s * 1000) : '–'],
						m?.failed_since ? [t('health.away'), <TimeAgo key="f" at={m.failed_since} />] : false,
						m?.flapping ? [t('health.flapping'), <StatusTag key="x" status="warning" label={t('health.flapping.text')} />] : false,
					]}
				/>
				<ErrorNote error={check.error ?? watch.error} />
			</Section>
			<Section
				title={t('health.watch')}
				extra={(
					<Switch
						size="small" checked={m?.enabled ?? true} loading={watch.isPending} disabled={!m || !can('host:write')}
						aria-label={t('health.watch')} onChange={(on) => watch.mutate(on)}
					/>
				)}
			>
				<p className="muted tab-about">
					{m && (m.every_s > 0 ? t('health.every', { n: m.every_s }) : t('health.never'))}
				</p>
				{mounts.length > 0 && <Mounts mounts={mounts} />}
			</Section>
		</div>
	);
}

function Windows({ host }: HostTabProps): ReactElement {
	const t = hosts.useT();
	return (
		<Section title={t('windows')}>
			<ResourceTable<HostWindow>
				id="host-windows" label={t('windows')} plain whole noSearch queryKey={[...hostsKey, 'windows', host.id]}
				fetch={() => fetchWindows(host.id)} rowKey={(row) => row.id} rowLabel={(row) => row.reason}
				columns={[
					{ key: 'state', title: t('status'), card: 'head', render: (row) => <StatusTag status={row.state} label={t(`window.${row.state as 'planned'}`)} /> },
					{ key: 'from', title: t('window.from'), render: (row) => <TimeAgo at={row.starts_at} /> },
					{ key: 'until', title: t('window.until'), render: (row) => <TimeAgo at={row.ended_at ?? row.ends_at} none={t('window.open')} /> },
					{ key: 'reason', title: t('reason'), render: (row) => row.reason || '–' },
					{ key: 'by', title: t('window.by'), render: (row) => row.created_name || '–' },
				]}
				rowActions={(row) => [row.state === 'planned' && {
					key: 'cancel', label: t('window.cancel'), icon: 'stop', perm: 'host:write', stale: [hostsKey],
					run: () => cancelWindow(host.id, row.id), done: t('window.cancelled.done'),
				}]}
				empty={<EmptyState title={t('windows.empty')} />}
			/>
		</Section>
	);
}

export function Component({ host }: HostTabProps): ReactElement {
	const t = hosts.useT();
	const c = common.useT();
	const state = (value: string): string => (common.has(`status.${value}`) ? c(`status.${value}` as 'status.online') : value);
	return (
		<div className="stack">
			<Now host={host} />
			<Section title={t('health.history')}>
				<ResourceTable<HostHealth>
					id="host-health" label={t('health.history')} plain noSearch queryKey={[...hostsKey, 'health', host.id]}
					fetch={(query, signal) => fetchHealth(host.id, query, signal)} rowKey={(row) => row.id}
					rowLabel={(row) => row.state} every={30_000}
					filters={[{
						key: 'state', label: t('health'), kind: 'choice',
						choices: ['healthy', 'degraded', 'critical'].map((one) => ({ value: one, label: <StatusTag status={one} />, text: state(one) })),
					}]}
					columns={[
						{ key: 'at', title: t('checked'), card: 'head', text: (row) => row.checked_at, render: (row) => <TimeAgo at={row.checked_at} /> },
						{ key: 'state', title: t('health'), text: (row) => row.state, render: (row) => <StatusTag status={row.state} /> },
						{ key: 'why', title: t('health.why'), text: (row) => row.error_message, render: (row) => <span className="clip">{row.error_message || '–'}</span> },
						{ key: 'load', title: t('metric.load1'), align: 'right', text: (row) => row.cpu_load, render: (row) => row.cpu_load.toFixed(2) },
						{
							key: 'mem', title: t('metric.mem'), align: 'right', text: (row) => row.memory_used_mb,
							render: (row) => (row.memory_total_mb > 0 ? percent(100 * row.memory_used_mb / row.memory_total_mb) : '–'),
						},
						{ key: 'disk', title: t('metric.disk'), align: 'right', text: (row) => row.disk_used_pct, render: (row) => percent(row.disk_used_pct) },
						{ key: 'latency', title: t('metric.latency_ms'), align: 'right', text: (row) => row.latency_ms, render: (row) => `${row.latency_ms} ms` },
						{ key: 'by', title: t('health.by'), text: (row) => row.operator, render: (row) => row.operator || t('health.by.system') },
					]}
					empty={<EmptyState title={t('health.empty')} text={t('health.empty.text')} />}
				/>
			</Section>
			<Windows host={host} />
		</div>
	);
}
