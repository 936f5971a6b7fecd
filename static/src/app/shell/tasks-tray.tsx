/*
 * Every task of mine that is going on.  One that ends is announced once, one
 * that failed stays until it is put away.
 */
import { useQuery } from '@tanstack/react-query';
import { Popover } from 'antd';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { Link } from 'react-router';
import { api } from '../../api/client';
import { useCan, useMe } from '../../api/session';
import type { Task, TaskItem } from '../../api/types';
import { movingQuery } from '../../features/tasks/queries';
import { load, save } from '../../shared/lib/storage';
import { Icon } from '../../shared/ui/icon';
import { StatusTag } from '../../shared/ui/status-tag';
import { isWatched, showTask } from '../../shared/ui/task-link';
import { Duration, TimeAgo } from '../../shared/ui/time-ago';
import { toast } from '../../shared/ui/toast';
import { app } from '../text';

export function TasksTray(): ReactElement | null {
	const can = useCan();
	const me = useMe();
	if (!me || !can('task:read')) return null;
	return <Tray uid={me.id} />;
}

function useFailed(): [readonly TaskItem[], (next: readonly TaskItem[]) => void] {
	const [failed, setFailed] = useState(() => load<readonly TaskItem[]>('tray', [], 'session'));
	return [failed, (next) => {
		save('tray', next, 'session');
		setFailed(next);
	}];
}

function Tray({ uid }: { uid: number }): ReactElement {
	const t = app.useT();
	const [open, setOpen] = useState(false);
	const [failed, setFailed] = useFailed();
	const { data } = useQuery(movingQuery(uid));
	const moving = data ?? [];
	const before = useRef<ReadonlySet<number>>(new Set());
	const keep = useRef<(task: TaskItem) => void>(() => undefined);

	keep.current = (task) => setFailed([task, ...failed.filter((one) => one.id !== task.id)].slice(0, 20));
	useEffect(() => {
		if (!data) return;
		const now = new Set(data.map((task) => task.id));
		for (const id of before.current) {
			if (now.has(id) || isWatched(id)) continue;
			void api.get<Task>(`/tasks/${id}`).then((task) => {
				const link = { to: `/tasks/${id}`, label: t('tray.view') };
				if (task.status === 'succeeded') toast.ok(t('tray.done', { title: task.title }), link);
				else if (task.status === 'cancelled') toast.info(t('tray.cancelled', { title: task.title }), link);
				else if (task.status === 'failed' || task.status === 'uncertain') {
					toast.bad(t('tray.bad', { title: task.title }), link);
					keep.current(task);
				}
			}, () => undefined);
		}
		before.current = now;
		// eslint-disable-next-line react-hooks/exhaustive-deps
	}, [data]);

	const show = (id: number): void => {
		setOpen(false);
		showTask(id);
	};
	const body = (
		<div className="tray">
			<div className="tray-head">
				<h2>{t('tray.title')}</h2>
				<Link to="/tasks" onClick={() => setOpen(false)}>{t('tray.all')}</Link>
			</div>
			{moving.length === 0 && failed.length === 0 && (
				<p className="tray-none muted">{t('tray.none')}</p>
			)}
			<ul>
				{moving.map((task) => (
					<li key={task.id}>
						<button type="button" className="tray-main" onClick={() => show(task.id)}>
							<span className="tray-title">{task.title}</span>
							<span className="row muted">
								<StatusTag status={task.status} />
								<Duration from={task.started_at ?? task.created_at} />
							</span>
							<span className={`bar${task.status === 'running' ? ' on' : ''}`} />
						</button>
					</li>
				))}
				{failed.map((task) => (
					<li key={task.id}>
						<button type="button" className="tray-main" onClick={() => show(task.id)}>
							<span className="tray-title">{task.title}</span>
							<span className="row muted">
								<StatusTag status={task.status} reason={task.error} />
								<TimeAgo at={task.finished_at} />
							</span>
						</button>
						<button
							type="button" className="plain muted" aria-label={t('tray.dismiss')}
							onClick={() => setFailed(failed.filter((one) => one.id !== task.id))}
						>
							<Icon name="close" size={14} />
						</button>
					</li>
				))}
			</ul>
		</div>
	);
	return (
		<Popover
			content={body} open={open} onOpenChange={setOpen} trigger="click" arrow={false}
			placement="bottomRight" destroyOnHidden styles={{ container: { padding: 0 } }}
		>
			<button
				type="button" className="icon-button" aria-haspopup="dialog" aria-expanded={open}
				aria-label={t('tray.button', { n: moving.length })} title={t('tray.title')}
			>
				<span className={moving.length ? 'turning' : undefined}>
					<Icon name={moving.length ? 'refresh' : 'tasks'} />
				</span>
				{moving.length > 0 && <span className="count">{moving.length}</span>}
				{moving.length === 0 && failed.length > 0 && <span className="count bad">{failed.length}</span>}
			</button>
		</Popover>
	);
}
