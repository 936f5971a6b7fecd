import { Button } from 'antd';
import { useCallback, useMemo, useState, type ReactElement } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Page, Query } from '../../../api/client';
import { useCan } from '../../../api/session';
import type { Host, HostUsage } from '../../../api/types';
import { cutMiddle } from '../../../shared/lib/format';
import { common } from '../../../shared/text';
import { CopyText } from '../../../shared/ui/copy-text';
import type { Filter } from '../../../shared/ui/filters';
import { EmptyState, PageHead } from '../../../shared/ui/page';
import { ResourceTable, type Column } from '../../../shared/ui/resource-table';
import { StatusTag } from '../../../shared/ui/status-tag';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { projectsQuery } from '../../tenancy/queries';
import { ExportButton } from '../components/export-button';
import { useHostActions } from '../components/host-actions';
import { SavedFilters } from '../components/saved-filters';
import { fetchHosts, fetchUsage, hostsKey } from '../queries';
import { diskOf, memoryOf } from '../sizes';
import { hosts } from '../text';
import '../hosts.css';

const statuses = ['online', 'offline', 'maintenance', 'error', 'inactive'] as const;
const healths = ['healthy', 'degraded', 'critical', 'unknown'] as const;
const sources = ['manual_ssh', 'cloud_import', 'kvm_provision'] as const;

function Tags({ tags, most = 3 }: { tags: readonly string[]; most?: number }): ReactElement {
	return (
		<span className="tags">
			{tags.slice(0, most).map((tag) => <span key={tag} className="tag" title={tag}>{tag}</span>)}
			{tags.length > most && (
				<span className="tag" title={tags.slice(most).join(', ')}>{`+${tags.length - most}`}</span>
			)}
		</span>
	);
}

function useFilters(): Filter[] {
	const t = hosts.useT();
	const c = common.useT();
	const word = (key: string): string => (common.has(`status.${key}`) ? c(`status.${key}` as 'status.online') : key);
	return useMemo(() => [
		{ key: 'attention', label: t('attention'), kind: 'flag' },
		{
			key: 'status', label: t('status'), kind: 'choice',
			choices: statuses.map((one) => ({ value: one, label: <StatusTag status={one} />, text: word(one) })),
		},
		{
			key: 'health_state', label: t('health'), kind: 'choice',
			choices: healths.map((one) => ({ value: one, label: <StatusTag status={one} />, text: word(one) })),
		},
		{ key: 'tag', label: t('tag'), kind: 'text' },
		{ key: 'region', label: t('region'), kind: 'text' },
		{
			key: 'source', label: t('source'), kind: 'choice',
			choices: sources.map((one) => ({ value: one, label: t(`source.${one}`) })),
		},
	], [t]); // eslint-disable-line react-hooks/exhaustive-deps
}

/* How busy a host is; the last two hours as a line where it is the processor. */
function Use({ value, spark }: { value: number | null | undefined; spark?: readonly number[] }): ReactElement {
	if (value == null) return <>–</>;
	const tone = value >= 90 ? 'bad' : value >= 80 ? 'wait' : 'ok';
	return (
		<span className="use">
			{spark && spark.some((one) => one >= 0) && (
				<svg className="spark" viewBox={`0 0 ${spark.length - 1} 100`} preserveAspectRatio="none" aria-hidden="true">
					<polyline points={spark.flatMap((one, at) => (one < 0 ? [] : [`${at},${100 - one}`])).join(' ')} />
				</svg>
			)}
			{!spark && <span className="meter"><i className={tone} style={{ width: `${Math.min(100, value)}%` }} /></span>}
			<span>{`${Math.round(value)}%`}</span>
		</span>
	);
}

function useColumns(usage: ReadonlyMap<number, HostUsage>): Column<Host>[] {
	const t = hosts.useT();
	const projects = useQuery(projectsQuery).data?.list;
	return [
		{
			key: 'name', title: t('name'), sort: 'name', card: 'head', text: (host) => host.name,
			render: (host) => (
				<Link className="cell-main" to={`/hosts/${host.id}`} title={host.name}>{cutMiddle(host.name, 36)}</Link>
			),
		},
		{
			key: 'status', title: t('status'), sort: 'status', text: (host) => host.status,
			render: (host) => <StatusTag status={host.status} reason={host.last_error || host.maintenance_reason} />,
		},
		{
			key: 'health', title: t('health'), sort: 'health_state', text: (host) => host.health_state, hidden: true,
			render: (host) => <StatusTag status={host.health_state} />,
		},
		{
			key: 'ip', title: t('address'), sort: 'ip', text: (host) => `${host.ip}:${host.port}`,
			render: (host) => <CopyText text={host.port === 22 ? host.ip : `${host.ip}:${host.port}`} mono max={32} />,
		},
		{
			key: 'os', title: t('os'), text: (host) => host.os,
			render: (host) => (host.os ? <span className="nowrap" title={host.kernel}>{cutMiddle(host.os, 32)}</span> : '–'),
		},
		{
			key: 'cpu', title: t('cpu'), sort: 'cpu_cores', align: 'right', hidden: true, text: (host) => host.cpu_cores,
			render: (host) => host.cpu_cores || '–',
		},
		{
			key: 'memory', title: t('memory'), sort: 'memory_mb', align: 'right', hidden: true, text: (host) => host.memory_mb,
			render: (host) => <span className="nowrap">{memoryOf(host)}</span>,
		},
		{
			key: 'disk', title: t('disk'), sort: 'disk_gb', align: 'right', text: (host) => host.disk_gb, hidden: true,
			render: (host) => <span className="nowrap">{diskOf(host)}</span>,
		},
		{
			key: 'use.cpu', title: t('use.cpu'), align: 'right', card: 'none', text: (host) => usage.get(host.id)?.cpu,
			render: (host) => <Use value={usage.get(host.id)?.cpu} spark={usage.get(host.id)?.spark ?? []} />,
		},
		{
			key: 'use.mem', title: t('use.mem'), align: 'right', text: (host) => usage.get(host.id)?.mem,
			render: (host) => <Use value={usage.get(host.id)?.mem} />,
		},
		{
			key: 'use.disk', title: t('use.disk'), align: 'right', card: 'none', hidden: true, text: (host) => usage.get(host.id)?.disk,
			render: (host) => <Use value={usage.get(host.id)?.disk} />,
		},
		{
			key: 'tags', title: t('tags'), text: (host) => host.tags.join(' '),
			render: (host) => (host.tags.length ? <Tags tags={host.tags} /> : '–'),
		},
		{
			key: 'region', title: t('region'), sort: 'region', text: (host) => host.region, hidden: true, card: 'none',
			render: (host) => host.region || '–',
		},
		{
			key: 'project', title: t('project'), hidden: true, card: 'none',
			text: (host) => projects?.find((one) => one.id === host.project_id)?.name ?? host.project_id,
			render: (host) => projects?.find((one) => one.id === host.project_id)?.name ?? `#${host.project_id}`,
		},
		{
			key: 'source', title: t('source'), text: (host) => host.source, hidden: true, card: 'none',
			render: (host) => t(`source.${host.source}`),
		},
		{
			key: 'checked', title: t('checked'), sort: 'last_check_at', text: (host) => host.last_check_at,
			render: (host) => <TimeAgo at={host.last_check_at} />,
		},
	];
}

export function Component(): ReactElement {
	const t = hosts.useT();
	const can = useCan();
	const [total, setTotal] = useState<number>();
	const actions = useHostActions();
	const filters = useFilters();
	const [ids, setIds] = useState<readonly number[]>([]);
	const usage = useQuery({
		queryKey: [...hostsKey, 'usage', ids], queryFn: ({ signal }) => fetchUsage(ids, signal),
		enabled: ids.length > 0, refetchInterval: 30_000, placeholderData: keepPreviousData,
	}).data;
	const used = useMemo(() => new Map((usage ?? []).map((one) => [one.id, one])), [usage]);
	const fetch = useCallback(async (query: Query, signal: AbortSignal): Promise<Page<Host>> => {
		const page = await fetchHosts(query, signal);
		setIds(page.list.map((host) => host.id));
		return page;
	}, []);
	const onboard = can('host:write') && (
		<Link to="/hosts/onboarding"><Button type="primary" tabIndex={-1}>{t('onboard')}</Button></Link>
	);
	return (
		<div className="page">
			<PageHead title={t('hosts')} count={total} about={t('hosts.about')} actions={<><ExportButton keys={filters.map((one) => one.key)} />{onboard}</>} />
			<ResourceTable<Host>
				id="hosts" label={t('hosts')} queryKey={hostsKey} fetch={fetch} columns={useColumns(used)}
				filters={filters} rowKey={(host) => host.id} rowLabel={(host) => host.name}
				href={(host) => `/hosts/${host.id}`} rowActions={actions.of} bulk={actions.ofMany} bulkAll={actions.ofAll}
				saved={(values, sort, change) => <SavedFilters values={values} sort={sort} keys={filters.map((one) => one.key)} change={change} />}
				searchLabel={t('search')} onTotal={setTotal} every={30_000}
				empty={<EmptyState icon="server" title={t('empty')} text={t('empty.text')} action={onboard} />}
			/>
			{actions.dialogs}
		</div>
	);
}
