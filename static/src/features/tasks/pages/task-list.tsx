import { useState, type ReactElement } from 'react';
import type { TaskItem } from '../../../api/types';
import { common } from '../../../shared/text';
import type { Filter } from '../../../shared/ui/filters';
import { ObjectLink } from '../../../shared/ui/object-link';
import { EmptyState, PageHead } from '../../../shared/ui/page';
import { ResourceTable, type Column } from '../../../shared/ui/resource-table';
import { StatusTag } from '../../../shared/ui/status-tag';
import { showTask, TaskLink } from '../../../shared/ui/task-link';
import { Duration, TimeAgo } from '../../../shared/ui/time-ago';
import { useTaskActions } from '../components/task-panel';
import { fetchTasks, tasksKey } from '../queries';
import { tasks } from '../text';

const statuses = ['queued', 'running', 'succeeded', 'failed', 'cancelled', 'uncertain'] as const;

export function useTaskColumns(): Column<TaskItem>[] {
	const t = tasks.useT();
	return [
		{
			key: 'title', title: t('title'), card: 'head', text: (task) => task.title,
			render: (task) => <span className="cell-main clip"><TaskLink id={task.id}>{task.title}</TaskLink></span>,
		},
		{
			key: 'status', title: t('status'), text: (task) => task.status,
			render: (task) => <StatusTag status={task.status} reason={task.error} />,
		},
		{
			key: 'kind', title: t('kind'), text: (task) => task.kind, render: (task) => <code>{task.kind}</code>,
		},
		{
			key: 'object', title: t('object'), text: (task) => `${task.object} ${task.object_id ?? ''}`.trim(),
			render: (task) => <ObjectLink kind={task.object} id={task.object_id} />,
		},
		{
			key: 'actor', title: t('actor'), text: (task) => task.actor_name,
			render: (task) => task.actor_name || <span className="muted">{t('system')}</span>,
		},
		{
			key: 'created_at', title: t('created'), sort: 'created_at', text: (task) => task.created_at,
			render: (task) => <TimeAgo at={task.created_at} />,
		},
		{
			key: 'duration', title: t('duration'), align: 'right',
			render: (task) => <Duration from={task.started_at} to={task.finished_at} />,
		},
		{
			key: 'id', title: t('number'), align: 'right', hidden: true, sort: 'id', card: 'none',
			text: (task) => task.id, render: (task) => task.id,
		},
	];
}

export function Component(): ReactElement {
	const t = tasks.useT();
	const c = common.useT();
	const [total, setTotal] = useState<number>();
	const columns = useTaskColumns();
	const actions = useTaskActions(showTask);
	const filters: Filter[] = [
		{
			key: 'status', label: t('status'), kind: 'choice',
			choices: statuses.map((one) => ({
				value: one, label: <StatusTag status={one} />, text: c(`status.${one}`),
			})),
		},
		{ key: 'kind', label: t('kind'), kind: 'text', placeholder: 'hosts.exec' },
		{ key: 'actor', label: t('actor'), kind: 'text' },
		{ key: 'from', label: t('from'), kind: 'time' },
		{ key: 'to', label: t('to'), kind: 'time' },
	];
	return (
		<div className="page">
			<PageHead title={t('list')} count={total} about={t('list.about')} />
			<ResourceTable<TaskItem>
				id="tasks" label={t('list')} queryKey={tasksKey} fetch={fetchTasks} columns={columns}
				rowKey={(task) => task.id} rowLabel={(task) => task.title} filters={filters}
				onOpen={(task) => showTask(task.id)} rowActions={actions} onTotal={setTotal} searchLabel={t('search')}
				every={(page) => (page?.list.some((one) => one.status === 'running' || one.status === 'queued')
					? 3000 : 15_000)}
				empty={<EmptyState icon="tasks" title={t('empty')} text={t('empty.text')} />}
			/>
		</div>
	);
}
