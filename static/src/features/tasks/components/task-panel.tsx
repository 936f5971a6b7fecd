/* A task from the inside: state, who and why, steps, live log. Drawer and page show the same. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { ReactElement, ReactNode } from 'react';
import { Link, useNavigate } from 'react-router';
import { useTaskEvents, type TaskFeed } from '../../../api/events';
import type { Task, TaskItem } from '../../../api/types';
import { downloadBlob } from '../../../shared/lib/csv';
import { ActionButton, type Action } from '../../../shared/ui/action-button';
import { CopyText } from '../../../shared/ui/copy-text';
import { ErrorNote, ErrorState } from '../../../shared/ui/error-state';
import { JsonView } from '../../../shared/ui/json-view';
import { LogView } from '../../../shared/ui/log-view';
import { Facts, Notice, SkeletonLines, type Fact } from '../../../shared/ui/page';
import { StatusTag } from '../../../shared/ui/status-tag';
import { TaskLink, useWatching } from '../../../shared/ui/task-link';
import { Duration, TimeAgo } from '../../../shared/ui/time-ago';
import { toast } from '../../../shared/ui/toast';
import { cancelTask, resolveTask, retryTask, taskLog, taskQuery, tasksKey } from '../queries';
import { tasks } from '../text';
import { ObjectLink } from '../../../shared/ui/object-link';

/** What can be done with a task; `onStarted` hears of the one that a retry made. */
export function useTaskActions(onStarted: (id: number) => void): (task: TaskItem) => Action[] {
	const t = tasks.useT();
	const navigate = useNavigate();
	return (task) => actionsOf(task, t, onStarted, (path) => void navigate(path));
}

function actionsOf(
	task: TaskItem,
	t: ReturnType<typeof tasks.useT>,
	onStarted: (id: number) => void,
	go: (path: string) => void,
): Action[] {
	const moving = task.status === 'running' || task.status === 'queued';
	const stale = [tasksKey];
	return [
		...(moving ? [{
			key: 'cancel', label: t('cancel'), icon: 'stop', perm: 'task:write', askable: true, danger: true,
			disabled: task.cancel_requested && t('cancel.asked'), stale,
			confirm: { title: t('cancel.title'), text: t('cancel.text', { title: task.title }) },
			run: () => cancelTask(task.id),
			done: t('cancel.done'),
		} satisfies Action] : []),
		...(!moving ? [{
			key: 'retry', label: t('retry'), icon: 'retry', perm: 'task:write', askable: true, stale,
			disabled: task.status === 'uncertain' && t('retry.uncertain'),
			confirm: { title: t('retry.title'), text: t('retry.text', { title: task.title }) },
			run: async () => {
				const started = await retryTask(task.id);
				if (started.task_id) onStarted(started.task_id);
				else if (started.approval_id) {
					toast.info(t('needs.approval'));
					go(`/approvals/${started.approval_id}`);
				}
			},
		} satisfies Action] : []),
		...(task.status === 'uncertain' ? (['succeeded', 'failed'] as const).map((verdict) => ({
			key: verdict, label: t(`resolve.${verdict}`), perm: 'task:write', stale,
			confirm: {
				title: t('resolve.title'), text: t('resolve.text'), reason: 'required',
				reasonLabel: t('resolve.reason'),
			},
			run: (reason: string) => resolveTask(task.id, verdict, reason),
		} satisfies Action)) : []),
	];
}

async function download(task: Task): Promise<void> {
	try {
		const parts = await taskLog(task.id);
		downloadBlob(`task-${task.id}.log`, new Blob(parts, { type: 'text/plain;charset=utf-8' }));
	} catch (error) {
		toast.error(error);
	}
}

function factsOf(task: Task, t: ReturnType<typeof tasks.useT>): (Fact | false)[] {
	return [
		[t('status'), <StatusTag key="s" status={task.status} reason={task.error} />],
		[t('duration'), task.started_at
			? <Duration key="d" from={task.started_at} to={task.finished_at} /> : '–'],
		[t('actor'), task.actor_name || t('system')],
		task.object !== '' && [t('object'), (
			<ObjectLink key="o" kind={task.object} id={task.object_id} />
		)],
		[t('created'), <TimeAgo key="c" at={task.created_at} />],
		task.max_tries > 1 && [t('attempt'), `${task.attempt} / ${task.max_tries}`],
	];
}

export function TaskPanel({ query, onStarted, more }: {
	query: UseQueryResult<Task>;
	onStarted: (id: number) => void;
	/** Shown in full: arguments and result too. */
	more?: boolean;
}): ReactElement {
	const task = query.data;
	if (task) return <Panel task={task} onStarted={onStarted} more={more} />;
	if (query.error) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
	return <SkeletonLines lines={8} />;
}

function Panel({ task, onStarted, more }: {
	task: Task;
	onStarted: (id: number) => void;
	more?: boolean;
}): ReactElement {
	const t = tasks.useT();
	const feed = useTaskEvents(task.id);
	useWatching(task.id);
	const actions = useTaskActions(onStarted)(task);
	const moving = task.status === 'running' || task.status === 'queued';
	return (
		<div className="task-panel">
			<div className="row wrap task-actions">
				{actions.map((action) => <ActionButton key={action.key} action={action} size="small" />)}
				<FeedState feed={feed} moving={moving} />
			</div>
			<Facts facts={factsOf(task, t)} />
			<Notes task={task} />
			{moving && feed.progress && <Progress {...feed.progress} />}
			{feed.steps.length > 0 && (
				<ol className="steps-line">
					{feed.steps.map((step) => (
						<li key={step.name}><StatusTag status={stepStatus(step.state)} label={step.name} /></li>
					))}
				</ol>
			)}
			<div className={`task-log${feed.state === 'ended' && feed.log.length === 0 ? ' none' : ''}`}>
				<LogView log={feed.log} live={moving} onDownload={() => void download(task)} />
			</div>
			{more && <More task={task} />}
		</div>
	);
}

function stepStatus(state: string): string {
	if (state === 'done' || state === 'ok') return 'succeeded';
	return state === 'started' ? 'running' : state;
}

function FeedState({ feed, moving }: { feed: TaskFeed; moving: boolean }): ReactNode {
	const t = tasks.useT();
	if (feed.state === 'failed') return <ErrorNote error={feed.error} />;
	if (feed.state === 'lost') return <StatusTag status="warning" label={t('feed.lost')} />;
	if (feed.state === 'live' && moving) return <StatusTag status="info" tone="work" label={t('feed.live')} />;
	return null;
}

function Progress({ percent, text }: { percent?: number; text?: string }): ReactElement {
	return (
		<div className="progress">
			{percent !== undefined && (
				<div
					className="progress-bar" role="progressbar" aria-valuenow={percent}
					aria-valuemin={0} aria-valuemax={100}
				>
					<span style={{ width: `${Math.min(100, Math.max(0, percent))}%` }} />
				</div>
			)}
			<span className="muted num">{percent !== undefined && `${Math.round(percent)} % `}{text}</span>
		</div>
	);
}

function Notes({ task }: { task: Task }): ReactElement {
	const t = tasks.useT();
	return (
		<>
			{task.status === 'uncertain' && <Notice tone="wait">{t('uncertain.text')} {task.error}</Notice>}
			{task.status === 'failed' && task.error && <Notice tone="bad">{task.error}</Notice>}
			{task.status === 'queued' && task.error && (
				<Notice tone="wait">{t('queued.again', { error: task.error })}</Notice>
			)}
			{task.cancel_requested && task.status === 'running' && <Notice tone="wait">{t('cancel.asked')}</Notice>}
			{task.retry_of !== null && (
				<p className="muted">{t('retry.of')} <TaskLink id={task.retry_of} /></p>
			)}
		</>
	);
}

function More({ task }: { task: Task }): ReactElement {
	const t = tasks.useT();
	return (
		<div className="task-more">
			<h2>{t('details')}</h2>
			<Facts
				list facts={[
					[t('kind'), <code key="k">{task.kind}</code>],
					[t('started'), <TimeAgo key="s" at={task.started_at} />],
					[t('finished'), <TimeAgo key="f" at={task.finished_at} />],
					[t('deadline'), <TimeAgo key="d" at={task.deadline_at} />],
					[t('worker'), task.worker],
					task.schedule_id !== null && [t('schedule'), <Link key="x" to="/schedules">{`#${task.schedule_id}`}</Link>],
					[t('request'), <CopyText key="r" text={task.request_id} mono />],
					[t('args'), <JsonView key="a" value={task.args} />],
					[t('result'), <JsonView key="z" value={task.result} />],
				]}
			/>
		</div>
	);
}

export function useTask(id: number, enabled = true): UseQueryResult<Task> {
	return useQuery({ ...taskQuery(id), enabled });
}
