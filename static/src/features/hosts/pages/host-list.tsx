import { Button } from 'antd';
import { useMemo, useState, type ReactElement } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useCan } from '../../../api/session';
import type { Host } from '../../../api/types';
import { cutMiddle } from '../../../shared/lib/format';
import { common } from '../../../shared/text';
import { CopyText } from '../../../shared/ui/copy-text';
import type { Filter } from '../../../shared/ui/filters';
import { EmptyState, PageHead } from '../../../shared/ui/page';
import { ResourceTable, type Column } from '../../../shared/ui/resource-table';
import { StatusTag } from '../../../shared/ui/status-tag';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { projectsQuery } from '../../tenancy/queries';
import { useHostActions } from '../components/host-actions';
import { fetchHosts, hostsKey } from '../queries';
import { diskOf, memoryOf } from '../sizes';
import { hosts } from '../text';

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

function useColumns(): Column<Host>[] {
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
			key: 'cpu', title: t('cpu'), sort: 'cpu_cores', align: 'right', text: (host) => host.cpu_cores,
			render: (host) => host.cpu_cores || '–',
		},
		{
			key: 'memory', title: t('memory'), sort: 'memory_mb', align: 'right', text: (host) => host.memory_mb,
			render: (host) => <span className="nowrap">{memoryOf(host)}</span>,
		},
		{
			key: 'disk', title: t('disk'), sort: 'disk_gb', align: 'right', text: (host) => host.disk_gb, hidden: true,
			render: (host) => <span className="nowrap">{diskOf(host)}</span>,
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
	const onboard = can('host:write') && (
		<Link to="/hosts/onboarding"><Button type="primary" tabIndex={-1}>{t('onboard')}</Button></Link>
	);
	return (
		<div className="page">
			<PageHead title={t('hosts')} count={total} about={t('hosts.about')} actions={onboard} />
			<ResourceTable<Host>
				id="hosts" label={t('hosts')} queryKey={hostsKey} fetch={fetchHosts} columns={useColumns()}
				filters={useFilters()} rowKey={(host) => host.id} rowLabel={(host) => host.name}
				href={(host) => `/hosts/${host.id}`} rowActions={actions.of} bulk={actions.ofMany}
				searchLabel={t('search')} onTotal={setTotal} every={30_000}
				empty={<EmptyState icon="server" title={t('empty')} text={t('empty.text')} action={onboard} />}
			/>
			{actions.dialogs}
		</div>
	);
}
