import { useMemo, useState, type ReactElement } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Drawer } from 'antd';
import { Link } from 'react-router';
import type { Query } from '../../../api/client';
import type { AuditItem, AuditRow } from '../../../api/types';
import { formatTime } from '../../../shared/lib/format';
import { common } from '../../../shared/text';
import { CopyText } from '../../../shared/ui/copy-text';
import { DiffView, pretty } from '../../../shared/ui/diff-view';
import { ErrorState } from '../../../shared/ui/error-state';
import type { Filter } from '../../../shared/ui/filters';
import { ObjectLink } from '../../../shared/ui/object-link';
import { EmptyState, Facts, Section, SkeletonLines } from '../../../shared/ui/page';
import { ResourceTable, type Column } from '../../../shared/ui/resource-table';
import { StatusTag } from '../../../shared/ui/status-tag';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { projectsQuery } from '../../tenancy/queries';
import { auditKey, auditRowQuery, fetchAudit } from '../queries';
import { audit } from '../text';

function Detail({ row, leave }: { row: AuditRow; leave: () => void }): ReactElement {
	const t = audit.useT();
	const projects = useQuery(projectsQuery).data?.list;
	const projectName = (id: number): string => projects?.find((one) => one.id === id)?.name ?? `#${id}`;
	const before = pretty(row.before);
	const after = pretty(row.after);
	return (
		<>
			<Facts
				list facts={[
					[t('at'), formatTime(row.at)],
					[t('actor'), (
						<span key="u" className="row wrap">
							{row.actor_id
								? <Link to={`/governance/users/${row.actor_id}`}>{row.actor_name}</Link>
								: row.actor_name || t('actor.none')}
							{row.actor_name !== '' && (
								<Link className="right" onClick={leave} to={`/audit?actor=${encodeURIComponent(row.actor_name)}`}>{t('filter.actor')}</Link>
							)}
						</span>
					)],
					[t('action'), <code key="a">{row.action}</code>],
					[t('object'), row.object && (
						<span key="o" className="row wrap">
							<ObjectLink kind={row.object} id={row.object_id} name={row.object_name} />
							{row.object_id !== null && (
								<Link className="right" onClick={leave} to={`/audit?object=${row.object}&object_id=${row.object_id}`}>
									{t('filter.object')}
								</Link>
							)}
						</span>
					)],
					row.project_id !== null && [
						t('project'), <Link key="p" to={`/governance/projects/${row.project_id}`}>{projectName(row.project_id)}</Link>,
					],
					[t('outcome'), <StatusTag key="s" status={row.outcome} />],
					[t('code'), row.code],
					row.reason !== '' && [t('reason'), row.reason],
					[t('ip'), <CopyText key="i" text={row.ip} mono />],
					[t('agent'), row.user_agent],
					row.token_id !== null && [t('token'), `#${row.token_id}`],
					row.session_id !== null && [t('session'), `#${row.session_id}`],
					[t('request'), <CopyText key="r" text={row.request_id} mono />],
				]}
			/>
			<div className="tab-about" />
			<Section title={t('change')}>
				{before || after ? <DiffView before={before} after={after} /> : <p className="muted">{t('change.none')}</p>}
			</Section>
			<Section title={t('chain')}>
				<Facts
					list facts={[
						[t('chain'), t('chain.value', { chain: String(row.chain), seq: String(row.seq) })],
						[t('hash'), <CopyText key="h" text={row.hash} mono max={40} />],
						[t('prev'), <CopyText key="p" text={row.prev_hash} mono max={40} />],
					]}
				/>
			</Section>
		</>
	);
}

export function AuditDrawer({ id, onClose }: { id: number; onClose: () => void }): ReactElement {
	const t = audit.useT();
	const { data, error, refetch } = useQuery(auditRowQuery(id));
	return (
		<Drawer open onClose={onClose} size={720} title={t('detail')} styles={{ wrapper: { maxWidth: '100vw' } }}>
			{data ? <Detail row={data} leave={onClose} /> : error
				? <ErrorState error={error} retry={() => void refetch()} /> : <SkeletonLines lines={10} />}
		</Drawer>
	);
}

export function useAuditFilters(): Filter[] {
	const t = audit.useT();
	const c = common.useT();
	return useMemo(() => [
		{
			key: 'outcome', label: t('outcome'), kind: 'choice',
			choices: (['ok', 'denied', 'failed'] as const).map((one) => ({
				value: one, label: <StatusTag status={one} />, text: c(`status.${one}`),
			})),
		},
		{ key: 'actor', label: t('actor'), kind: 'text' },
		{ key: 'action', label: t('action'), kind: 'text', placeholder: t('action.hint') },
		{ key: 'object', label: t('object'), kind: 'text', placeholder: 'host' },
		{ key: 'object_id', label: `${t('object')} #`, kind: 'text', placeholder: '12' },
		{ key: 'request_id', label: t('request'), kind: 'text' },
		{ key: 'from', label: t('from'), kind: 'time' },
		{ key: 'to', label: t('to'), kind: 'time' },
	], [t, c]);
}

/** The whole log, or that of one object as a part of its page. */
export function AuditTable({ fixed, filters, onTotal, extra }: {
	fixed?: Query;
	filters?: readonly Filter[];
	onTotal?: (n: number) => void;
	extra?: ReactElement;
}): ReactElement {
	const t = audit.useT();
	const [open, setOpen] = useState(0);
	const columns: Column<AuditItem>[] = [
		{ key: 'at', title: t('at'), sort: 'at', text: (row) => row.at, render: (row) => <TimeAgo at={row.at} />, width: 120 },
		{
			key: 'actor', title: t('actor'), text: (row) => row.actor_name,
			render: (row) => row.actor_name || <span className="muted">{t('actor.none')}</span>,
		},
		{
			key: 'action', title: t('action'), card: 'head', text: (row) => row.action,
			render: (row) => <code>{row.action}</code>,
		},
		{
			key: 'object', title: t('object'),
			text: (row) => `${row.object} ${row.object_name || (row.object_id ?? '')}`.trim(),
			render: (row) => <ObjectLink kind={row.object} id={row.object_id} name={row.object_name} />,
		},
		{
			key: 'outcome', title: t('outcome'), text: (row) => row.outcome,
			render: (row) => <StatusTag status={row.outcome} />,
		},
		{
			key: 'ip', title: t('ip'), text: (row) => row.ip, card: 'none',
			render: (row) => <span className="mono">{row.ip}</span>,
		},
		{
			key: 'reason', title: t('reason'), text: (row) => row.reason, hidden: true,
			render: (row) => <span className="clip">{row.reason}</span>,
		},
		{
			key: 'request', title: t('request'), text: (row) => row.request_id, hidden: true, card: 'none',
			render: (row) => <CopyText text={row.request_id} mono max={20} />,
		},
	];
	return (
		<>
			<ResourceTable<AuditItem>
				id={filters ? 'audit' : 'audit-of'} label={t('title')} queryKey={auditKey} fetch={fetchAudit}
				columns={columns} filters={filters} fixed={fixed} plain={!filters} noSearch={!filters}
				rowKey={(row) => row.id} rowLabel={(row) => row.action} onOpen={(row) => setOpen(row.id)}
				onTotal={onTotal} searchLabel={t('search')} extra={extra}
				empty={<EmptyState icon="audit" title={t('empty')} text={t('empty.text')} />}
			/>
			{open !== 0 && <AuditDrawer id={open} onClose={() => setOpen(0)} />}
		</>
	);
}
