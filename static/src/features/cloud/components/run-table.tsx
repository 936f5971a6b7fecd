/* Imports and re-syncs, newest first: of one account or of all. */
import { useMemo, type ReactElement } from 'react';
import { Link } from 'react-router';
import { cutMiddle } from '../../../shared/lib/format';
import type { Filter } from '../../../shared/ui/filters';
import { EmptyState } from '../../../shared/ui/page';
import { ResourceTable, type Column } from '../../../shared/ui/resource-table';
import { TaskLink } from '../../../shared/ui/task-link';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { fetchRuns, runsKey, type Run } from '../queries';
import { cloud } from '../text';
import { ProviderName, RunState } from './bits';

export function useOutcome(): (run: Run) => string {
	const t = cloud.useT();
	return (run) => {
		const told: [number, string][] = [
			[run.created, t('count.created', { n: run.created })], [run.updated, t('count.updated', { n: run.updated })],
			[run.skipped, t('count.skipped', { n: run.skipped })], [run.failed, t('count.failed', { n: run.failed })],
			[run.pending, t('count.pending', { n: run.pending })],
		];
		return told.filter(([n]) => n > 0).map(([, text]) => text).join(', ')
			|| (run.status === 'running' ? '' : t('count.none'));
	};
}

export function RunTable({ account, onTotal }: { account?: number; onTotal?: (n: number) => void }): ReactElement {
	const t = cloud.useT();
	const outcome = useOutcome();
	const columns = useMemo((): Column<Run>[] => [
		{
			key: 'kind', title: t('run.what'), card: 'head', text: (row) => row.kind,
			render: (row) => (
				<Link className="cell-main" to={`/cloud/imports/${row.id}`}>{`${t(`kind.${row.kind}`)} #${row.run_id}`}</Link>
			),
		},
		...(account ? [] : [{
			key: 'account', title: t('account'), text: (row: Run) => row.account_name,
			render: (row: Run) => (
				<>
					{row.account_id
						? <Link to={`/cloud/${row.account_id}`} title={row.account_name}>{cutMiddle(row.account_name, 32)}</Link>
						: <span title={t('account.gone')}>{t('account.was', { name: row.account_name })}</span>}
					<div className="muted"><ProviderName provider={row.provider} /></div>
				</>
			),
		}]),
		{ key: 'status', title: t('run.state'), text: (row) => row.status, render: (row) => <RunState run={row} /> },
		{ key: 'total', title: t('instances'), align: 'right', text: (row) => row.total, render: (row) => row.total.toLocaleString() },
		{ key: 'outcome', title: t('run.outcome'), text: outcome, render: (row) => <span className="muted">{outcome(row)}</span> },
		{ key: 'task', title: t('task'), card: 'none', text: (row) => row.task_id, render: (row) => row.task_id > 0 && <TaskLink id={row.task_id} /> },
		{ key: 'at', title: t('run.at'), text: (row) => row.created_at, render: (row) => <TimeAgo at={row.created_at} /> },
	], [t, account, outcome]);
	const filters = useMemo((): Filter[] => [{
		key: 'kind', label: t('run.what'), kind: 'choice',
		choices: (['import', 'sync'] as const).map((one) => ({ value: one, label: t(`kind.${one}`) })),
	}], [t]);
	return (
		<ResourceTable<Run>
			id="cloud-runs" label={t('history')} queryKey={runsKey} fetch={fetchRuns} columns={columns} filters={filters} noSearch
			fixed={account ? { account_id: account } : undefined} plain={account !== undefined} onTotal={onTotal}
			rowKey={(row) => row.id} rowLabel={(row) => `#${row.run_id}`} href={(row) => `/cloud/imports/${row.id}`}
			every={(page) => (page?.list.some((one) => one.status === 'running') ? 2000 : false)}
			empty={<EmptyState icon="clock" title={t('history.empty')} text={t('history.empty.text')} />}
		/>
	);
}
