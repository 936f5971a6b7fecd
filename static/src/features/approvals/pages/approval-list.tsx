import { Segmented } from 'antd';
import { useMemo, useState, type ReactElement } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { Query } from '../../../api/client';
import { useCan } from '../../../api/session';
import type { ApprovalItem } from '../../../api/types';
import { common } from '../../../shared/text';
import type { Filter } from '../../../shared/ui/filters';
import { EmptyState, PageHead } from '../../../shared/ui/page';
import { ResourceTable, type Column } from '../../../shared/ui/resource-table';
import { StatusTag } from '../../../shared/ui/status-tag';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { Deadline, Risk, useProjectName } from '../components/approval-bits';
import { approvalsKey, fetchApprovals } from '../queries';
import { approvals } from '../text';
import '../approvals.css';

type Scope = 'waiting' | 'mine' | 'all';

const statuses = ['pending', 'approved', 'rejected', 'cancelled', 'expired'] as const;
const sent: Record<Scope, Query> = { waiting: { waiting: true }, mine: { mine: true }, all: {} };

/* What waits for me comes first for those who decide, everything for others. */
function useScope(): [Scope, (next: Scope) => void] {
	const decides = useCan()('approval:decide');
	const [search, setSearch] = useSearchParams();
	const asked = search.get('show');
	const first: Scope = decides ? 'waiting' : 'all';
	const scope = asked === 'waiting' || asked === 'mine' || asked === 'all' ? asked : first;
	return [scope, (next) => setSearch((old) => {
		const params = new URLSearchParams(old);
		params.delete('page');
		if (next === 'waiting') params.delete('status');
		if (next === first) params.delete('show');
		else params.set('show', next);
		return params;
	}, { replace: true })];
}

function useFilters(scope: Scope): Filter[] {
	const t = approvals.useT();
	const c = common.useT();
	return useMemo(() => [
		...(scope === 'waiting' ? [] : [{
			key: 'status', label: c('status'), kind: 'choice' as const,
			choices: statuses.map((one) => ({ value: one, label: <StatusTag status={one} />, text: c(`status.${one}`) })),
		}]),
		{ key: 'action', label: t('action'), kind: 'text', placeholder: 'host:execute' },
		{ key: 'object', label: t('object'), kind: 'text', placeholder: 'host' },
	], [t, c, scope]);
}

export function Component(): ReactElement {
	const t = approvals.useT();
	const c = common.useT();
	const decides = useCan()('approval:decide');
	const projectName = useProjectName();
	const [scope, setScope] = useScope();
	const [total, setTotal] = useState<number>();
	const filters = useFilters(scope);
	const columns: Column<ApprovalItem>[] = [
		{
			key: 'summary', title: t('summary'), card: 'head', text: (row) => row.summary,
			render: (row) => (
				<span className="cell-main clip approval-name" title={row.summary}>
					<Link to={`/approvals/${row.id}`}>{row.summary || row.title}</Link>
				</span>
			),
		},
		{
			key: 'status', title: c('status'), text: (row) => row.status,
			render: (row) => <StatusTag status={row.status} />,
		},
		{ key: 'risk', title: t('risk'), text: (row) => row.risk, render: (row) => <Risk risk={row.risk} /> },
		{
			key: 'requester', title: t('requester'), text: (row) => row.requester_name,
			render: (row) => row.requester_name,
		},
		{
			key: 'reason', title: c('reason'), text: (row) => row.reason,
			render: (row) => (row.reason
				? <span className="clip approval-reason muted" title={row.reason}>{row.reason}</span> : <span className="muted">–</span>),
		},
		{
			key: 'project', title: c('project'), text: (row) => projectName(row.project_id),
			render: (row) => <span className="nowrap">{projectName(row.project_id)}</span>,
		},
		{
			key: 'action', title: t('action'), text: (row) => row.action, hidden: true, card: 'none',
			render: (row) => <code>{row.action}</code>,
		},
		{
			key: 'created_at', title: t('asked'), text: (row) => row.created_at,
			render: (row) => <TimeAgo at={row.created_at} />,
		},
		{
			key: 'until', title: scope === 'waiting' ? t('expires') : t('until'),
			text: (row) => row.decided_at ?? row.expires_at, render: (row) => <Deadline row={row} />,
		},
	];
	return (
		<div className="page">
			<PageHead title={t('title')} count={total} about={t('about')} />
			<Segmented<Scope>
				className="scope" value={scope} onChange={setScope} aria-label={t('show')}
				options={[
					...(decides ? [{ value: 'waiting' as const, label: t('show.waiting') }] : []),
					{ value: 'mine', label: t('show.mine') }, { value: 'all', label: t('show.all') },
				]}
			/>
			<ResourceTable<ApprovalItem>
				id="approvals" label={t('title')} queryKey={approvalsKey} fetch={fetchApprovals} columns={columns}
				rowKey={(row) => row.id} rowLabel={(row) => row.summary} href={(row) => `/approvals/${row.id}`}
				filters={filters} fixed={sent[scope]} searchLabel={t('search')} onTotal={setTotal}
				every={(page) => (page?.list.some((row) => row.status === 'pending') ? 10_000 : 30_000)}
				empty={<EmptyState icon="approve" title={t(`empty.${scope}`)} text={t(`empty.${scope}.text`)} />}
			/>
		</div>
	);
}
