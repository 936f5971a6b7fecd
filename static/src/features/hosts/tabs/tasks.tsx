import type { ReactElement } from 'react';
import type { TaskItem } from '../../../api/types';
import { EmptyState } from '../../../shared/ui/page';
import { ResourceTable } from '../../../shared/ui/resource-table';
import { StatusTag } from '../../../shared/ui/status-tag';
import { showTask, TaskLink } from '../../../shared/ui/task-link';
import { Duration, TimeAgo } from '../../../shared/ui/time-ago';
import { fetchTasks, tasksKey } from '../../tasks/queries';
import { tasks } from '../../tasks/text';
import type { HostTabProps } from '../tabs';

export function Component({ host }: HostTabProps): ReactElement {
	const t = tasks.useT();
	return (
		<ResourceTable<TaskItem>
			id="host-tasks" label={t('list')} plain queryKey={tasksKey} fetch={fetchTasks}
			fixed={{ object: 'host', object_id: host.id }} rowKey={(row) => row.id} rowLabel={(row) => row.title}
			onOpen={(row) => showTask(row.id)} searchLabel={t('search')}
			every={(page) => (page?.list.some((one) => one.status === 'running' || one.status === 'queued') ? 3000 : 20_000)}
			columns={[
				{
					key: 'title', title: t('title'), card: 'head', text: (row) => row.title,
					render: (row) => <span className="cell-main clip"><TaskLink id={row.id}>{row.title}</TaskLink></span>,
				},
				{ key: 'status', title: t('status'), text: (row) => row.status, render: (row) => <StatusTag status={row.status} reason={row.error} /> },
				{ key: 'actor', title: t('actor'), text: (row) => row.actor_name, render: (row) => row.actor_name || t('system') },
				{ key: 'created', title: t('created'), text: (row) => row.created_at, render: (row) => <TimeAgo at={row.created_at} /> },
				{ key: 'duration', title: t('duration'), align: 'right', render: (row) => <Duration from={row.started_at} to={row.finished_at} /> },
			]}
			empty={<EmptyState icon="tasks" title={t('empty')} text={t('empty.text')} />}
		/>
	);
}
