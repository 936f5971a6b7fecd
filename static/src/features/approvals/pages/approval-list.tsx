import { Segmented } from 'antd';
import { useMemo, useState, type ReactElement } from 'react';
import { Link, useSearchParams } from 'react-router';
import type { ApprovalItem } from '../../../api/types';
import { common } from '../../../shared/text';
import type { Filter } from '../../../shared/ui/filters';
import { ObjectLink } from '../../../shared/ui/object-link';
import { EmptyState, PageHead } from '../../../shared/ui/page';
import { ResourceTable } from '../../../shared/ui/resource-table';
import { StatusTag } from '../../../shared/ui/status-tag';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { approvalsKey, fetchApprovals } from '../queries';
import { approvals } from '../text';

const statuses = ['pending', 'approved', 'rejected', 'cancelled', 'expired'] as const;
type View = 'waiting' | 'mine' | 'all';

export function Risk({ risk }: { risk: ApprovalItem['risk'] }): ReactElement {
	const tones = { low: 'none', medium: 'wait', high: 'bad' } as const;
	return <StatusTag status={risk} tone={tones[risk]} />;
}

export function Component(): ReactElement {
	const t = approvals.useT();
	const c = common.useT();
	const [search, setSearch] = useSearchParams();
	const [total, setTotal] = useState<number>();
	const asked = search.get('view');
	const view: View = asked === 'mine' || asked === 'all' ? asked : 'waiting';
	const filters = useMemo<Filter[]>(() => [
		...(view === 'waiting' ? [] : [{
			key: 'status', label: t('status'), kind: 'choice' as const,
			choices: statuses.map((one) => ({
				value: one, label: <StatusTag status={one} />, text: c(`status.${one}`),
			})),
		}]),
		{ key: 'action', label: t('action'), kind: 'text' as const, placeholder: 'host:execute' },
	], [t, c, view]);
	return (
		<div className="page">
			<PageHead title={t('list')} count={total} about={t('list.about')} />
			<Segmented<View>
				value={view} style={{ marginBottom: 16 }}
				options={[
					{ value: 'waiting', label: t('waiting') }, { value: 'mine', label: t('mine') },
					{ value: 'all', label: t('all') },
				]}
				onChange={(next) => setSearch(next === 'waiting' ? {} : { view: next }, { replace: true })}
			/>
			<ResourceTable<ApprovalItem>
				key={view} id="approvals" label={t('list')} queryKey={approvalsKey} fetch={fetchApprovals}
				fixed={{ waiting: view === 'waiting' || undefined, mine: view === 'mine' || undefined }}
				filters={filters} rowKey={(row) => row.id} rowLabel={(row) => row.summary} every={15_000}
				href={(row) => `/approvals/${row.id}`} onTotal={setTotal} searchLabel={t('search')}
				columns={[
					{
						key: 'summary', title: t('summary'), card: 'head', text: (row) => row.summary,
						render: (row) => (
							<Link className="cell-main clip" to={`/approvals/${row.id}`} title={row.summary}>
								{row.summary || row.title}
							</Link>
						),
					},
					{ key: 'status', title: t('status'), text: (row) => row.status, render: (row) => <StatusTag status={row.status} /> },
					{ key: 'risk', title: t('risk'), text: (row) => row.risk, render: (row) => <Risk risk={row.risk} /> },
					{ key: 'requester', title: t('requester'), text: (row) => row.requester_name, render: (row) => row.requester_name },
					{
						key: 'object', title: t('object'), text: (row) => `${row.object} ${row.object_id ?? ''}`,
						render: (row) => <ObjectLink kind={row.object} id={row.object_id} />,
					},
					{
						key: 'action', title: t('action'), text: (row) => row.action, hidden: true,
						render: (row) => <code>{row.action}</code>,
					},
					{ key: 'created', title: t('created'), text: (row) => row.created_at, render: (row) => <TimeAgo at={row.created_at} /> },
					{
						key: 'expires', title: t('expires'), text: (row) => row.expires_at,
						render: (row) => (row.status === 'pending' ? <TimeAgo at={row.expires_at} /> : <span className="muted">–</span>),
					},
				]}
				empty={(
					<EmptyState
						icon="approve" title={view === 'waiting' ? t('empty.waiting') : t('empty')}
						text={t('empty.text')}
					/>
				)}
			/>
		</div>
	);
}
