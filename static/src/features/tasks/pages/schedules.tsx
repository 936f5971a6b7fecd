import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Switch } from 'antd';
import { useState, type ReactElement } from 'react';
import { currentProject } from '../../../api/client';
import { useCan } from '../../../api/session';
import type { Schedule } from '../../../api/types';
import { common } from '../../../shared/text';
import { FormDrawer } from '../../../shared/ui/form';
import { EmptyState, PageHead } from '../../../shared/ui/page';
import { ProjectPicker } from '../../../shared/ui/pickers';
import { ResourceTable, type Column } from '../../../shared/ui/resource-table';
import { StatusTag } from '../../../shared/ui/status-tag';
import { TaskLink } from '../../../shared/ui/task-link';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { toast } from '../../../shared/ui/toast';
import {
	createSchedule, fetchSchedules, removeSchedule, schedulesKey, updateSchedule,
} from '../queries';
import { tasks } from '../text';

interface Values {
	name: string;
	cron: string;
	timezone?: string;
	kind: string;
	argsText?: string;
	project_id?: number;
	enabled: boolean;
}

function inputOf(values: Values): Parameters<typeof createSchedule>[0] {
	const { argsText, ...rest } = values;
	return { ...rest, args: argsText?.trim() ? (JSON.parse(argsText) as unknown) : {} };
}

function isObject(text: string): boolean {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null && !Array.isArray(value);
	} catch {
		return false;
	}
}

function Editor({ row, onClose }: { row: Schedule | 'new'; onClose: () => void }): ReactElement {
	const t = tasks.useT();
	const c = common.useT();
	const client = useQueryClient();
	const old = row === 'new' ? null : row;
	return (
		<FormDrawer<Values>
			open title={old ? t('schedule.edit') : t('schedule.new')} onClose={onClose}
			initial={old ? {
				name: old.name, cron: old.cron, timezone: old.timezone, kind: old.kind,
				argsText: JSON.stringify(old.args ?? {}, null, 2), project_id: old.project_id,
				enabled: old.enabled,
			} : {
				timezone: Intl.DateTimeFormat().resolvedOptions().timeZone, enabled: true,
				kind: 'audit.verify', cron: '0 3 * * *', argsText: '{}',
				project_id: currentProject.get() || undefined,
			}}
			send={async (values) => {
				const input = inputOf(values);
				await (old ? updateSchedule(old, input) : createSchedule(input));
				await client.invalidateQueries({ queryKey: schedulesKey });
				toast.ok(t('schedule.saved'));
			}}
		>
			<Form.Item name="name" label={t('schedule.name')} rules={[{ required: true, message: c('required') }]}>
				<Input maxLength={128} />
			</Form.Item>
			<Form.Item
				name="cron" label={t('schedule.cron')} extra={t('schedule.cron.hint')}
				rules={[{ required: true, message: c('required') }]}
			>
				<Input className="mono" maxLength={128} spellCheck={false} />
			</Form.Item>
			<Form.Item name="timezone" label={t('schedule.timezone')} extra={t('schedule.timezone.hint')}>
				<Input maxLength={64} spellCheck={false} />
			</Form.Item>
			<Form.Item name="project_id" label={t('schedule.project')}>
				<ProjectPicker allowClear disabled={old !== null} />
			</Form.Item>
			<Form.Item name="kind" label={t('schedule.kind')} rules={[{ required: true, message: c('required') }]}>
				<Input className="mono" maxLength={64} spellCheck={false} />
			</Form.Item>
			<Form.Item
				name="argsText" label={t('schedule.args')} validateTrigger="onBlur"
				rules={[{
					validator: (_, text: string) => (!text?.trim() || isObject(text)
						? Promise.resolve() : Promise.reject(new Error(t('schedule.args.bad')))),
				}]}
			>
				<Input.TextArea className="mono" autoSize={{ minRows: 3, maxRows: 16 }} spellCheck={false} />
			</Form.Item>
			<Form.Item name="enabled" label={t('schedule.enabled')} valuePropName="checked">
				<Switch />
			</Form.Item>
		</FormDrawer>
	);
}

export function Component(): ReactElement {
	const t = tasks.useT();
	const c = common.useT();
	const can = useCan();
	const [total, setTotal] = useState<number>();
	const [editing, setEditing] = useState<Schedule | 'new' | null>(null);
	const create = can('schedule:write') && (
		<Button type="primary" onClick={() => setEditing('new')}>{t('schedule.new')}</Button>
	);
	const columns: Column<Schedule>[] = [
		{
			key: 'name', title: t('schedule.name'), card: 'head', text: (row) => row.name,
			render: (row) => <span className="cell-main">{row.name}</span>,
		},
		{
			key: 'state', title: t('schedule.state'), text: (row) => String(row.enabled),
			render: (row) => (
				<StatusTag
					status={row.last_error ? 'error' : row.enabled ? 'enabled' : 'disabled'}
					reason={row.last_error}
				/>
			),
		},
		{
			key: 'cron', title: t('schedule.cron'), text: (row) => row.cron,
			render: (row) => <><code>{row.cron}</code> <span className="muted">{row.timezone}</span></>,
		},
		{ key: 'kind', title: t('schedule.kind'), text: (row) => row.kind, render: (row) => <code>{row.kind}</code> },
		{
			key: 'next', title: t('schedule.next'), text: (row) => row.next_run,
			render: (row) => <TimeAgo at={row.enabled ? row.next_run : null} />,
		},
		{
			key: 'last', title: t('schedule.last'), text: (row) => row.last_run,
			render: (row) => (
				<>
					<TimeAgo at={row.last_run} />{' '}
					{row.last_task_id !== null && <TaskLink id={row.last_task_id} />}
				</>
			),
		},
	];
	return (
		<div className="page">
			<PageHead
				title={t('schedules')} count={total} about={t('schedules.about')} actions={create}
			/>
			<ResourceTable<Schedule>
				id="schedules" label={t('schedules')} queryKey={schedulesKey} fetch={fetchSchedules}
				columns={columns} rowKey={(row) => row.id} rowLabel={(row) => row.name}
				onOpen={can('schedule:write') ? setEditing : undefined} onTotal={setTotal} every={30_000}
				rowActions={(row) => [
					{ key: 'edit', label: c('edit'), icon: 'edit', perm: 'schedule:write', run: () => setEditing(row) },
					{
						key: 'toggle', label: row.enabled ? t('schedule.disable') : t('schedule.enable'),
						icon: row.enabled ? 'stop' : 'play', perm: 'schedule:write', stale: [schedulesKey],
						run: () => updateSchedule(row, {
							name: row.name, cron: row.cron, timezone: row.timezone, kind: row.kind,
							args: row.args, project_id: row.project_id, enabled: !row.enabled,
						}),
						done: t('schedule.saved'),
					},
					{
						key: 'delete', label: t('schedule.delete'), icon: 'trash', danger: true,
						perm: 'schedule:write', stale: [schedulesKey], done: t('schedule.deleted'),
						confirm: {
							title: t('schedule.delete.title', { name: row.name }), text: t('schedule.delete.text'),
						},
						run: () => removeSchedule(row),
					},
				]}
				empty={(
					<EmptyState
						icon="clock" title={t('schedules.empty')} text={t('schedules.empty.text')} action={create}
					/>
				)}
			/>
			{editing && <Editor row={editing} onClose={() => setEditing(null)} />}
		</div>
	);
}
