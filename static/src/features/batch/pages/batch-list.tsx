import { useState, type ReactElement } from 'react';
import type { BatchItem } from '../../../api/types';
import { ActionButton, type Action } from '../../../shared/ui/action-button';
import { EmptyState, PageHead } from '../../../shared/ui/page';
import { ResourceTable, type Column } from '../../../shared/ui/resource-table';
import { Duration, TimeAgo } from '../../../shared/ui/time-ago';
import { doneOf, ProgressBar, RunStatus } from '../components/bits';
import { batchKey, fetchRuns, isMoving } from '../queries';
import { batch } from '../text';

const statuses = [
	'waiting', 'refused', 'queued', 'running', 'paused', 'succeeded', 'failed', 'stopped', 'cancelled',
] as const;

export function Component(): ReactElement {
	const t = batch.useT();
	const [total, setTotal] = useState<number>();
	const create: Action = {
		key: 'new', label: t('new'), icon: 'plus', perm: ['host:execute', 'host:write'], askable: true, to: '/batch/new',
	};
	const columns: Column<BatchItem>[] = [
		{
			key: 'name', title: t('name'), card: 'head', text: (run) => run.name,
			render: (run) => <span className="cell-main clip mono" title={run.name}>{run.name}</span>,
		},
		{
			key: 'status', title: t('status'), text: (run) => run.status,
			render: (run) => <RunStatus status={run.status} />,
		},
		{
			key: 'progress', title: t('progress'), text: (run) => `${doneOf(run)}/${run.hosts}`,
			render: (run) => (
				<span className="batch-cell">
					<ProgressBar run={run} />
					<span className="num muted">{t('done.of', { done: doneOf(run), all: run.hosts })}</span>
				</span>
			),
		},
		{ key: 'by', title: t('by'), text: (run) => run.created_by_name, render: (run) => run.created_by_name },
		{ key: 'created', title: t('created'), text: (run) => run.created_at, render: (run) => <TimeAgo at={run.created_at} /> },
		{
			key: 'duration', title: t('duration'), align: 'right',
			render: (run) => <Duration from={run.started_at} to={run.finished_at} />,
		},
	];
	return (
		<div className="page">
			<PageHead
				title={t('runs')} count={total} about={t('runs.about')}
				actions={<ActionButton type="primary" action={create} />}
			/>
			<ResourceTable<BatchItem>
				id="batches" label={t('runs')} queryKey={batchKey} fetch={fetchRuns} columns={columns}
				rowKey={(run) => run.id} rowLabel={(run) => run.name} onTotal={setTotal}
				href={(run) => `/batch/${run.id}`}
				every={(page) => (page?.list.some(isMoving) ? 1500 : 15_000)}
				filters={[{
					key: 'status', label: t('status'), kind: 'choice',
					choices: statuses.map((one) => ({ value: one, label: t(`status.${one}`) })),
				}]}
				empty={(
					<EmptyState
						icon="terminal" title={t('runs.empty')} text={t('runs.empty.text')}
						action={<ActionButton type="primary" action={create} />}
					/>
				)}
			/>
		</div>
	);
}
