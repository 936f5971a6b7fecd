import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState, type ReactElement } from 'react';
import { Link, useNavigate, useParams, useSearchParams } from 'react-router';
import type { BatchHost, BatchOutcome, BatchRun } from '../../../api/types';
import { downloadBlob } from '../../../shared/lib/csv';
import { formatDuration } from '../../../shared/lib/format';
import { common } from '../../../shared/text';
import { ActionButton, ActionMenu, type Action } from '../../../shared/ui/action-button';
import { DetailPage } from '../../../shared/ui/detail-page';
import { DiffView } from '../../../shared/ui/diff-view';
import { ErrorState } from '../../../shared/ui/error-state';
import { EmptyState, Facts, Notice, SkeletonLines } from '../../../shared/ui/page';
import { ResourceTable, type Column } from '../../../shared/ui/resource-table';
import { TaskLink } from '../../../shared/ui/task-link';
import { Duration, TimeAgo } from '../../../shared/ui/time-ago';
import {
	countOf, failedOf, HostState, ProgressBar, RunStatus, states,
} from '../components/bits';
import { OutputDrawer, Pre } from '../components/output';
import {
	batchKey, cancelBatch, continueBatch, exportBatch, fetchRunHosts, isMoving, outcomesQuery, retryBatch, runQuery,
} from '../queries';
import { batch } from '../text';
import '../batch.css';

const run = ['host:execute', 'host:write'] as const;

function left(row: BatchRun): number {
	return countOf(row, 'queued') + countOf(row, 'running');
}

function mayGoOn(row: BatchRun): boolean {
	return row.status === 'paused' || (row.status === 'failed' && left(row) > 0);
}

export function Component(): ReactElement {
	const t = batch.useT();
	const c = common.useT();
	const navigate = useNavigate();
	const id = Number(useParams()['id']);
	const query = useQuery(runQuery(id));
	const download = (format: 'csv' | 'ndjson') => async (): Promise<void> => {
		downloadBlob(`batch-${id}.${format}`, await exportBatch(id, format));
	};
	const actionsOf = (row: BatchRun): { first: (Action | false)[]; rest: (Action | false)[] } => ({
		first: [
			mayGoOn(row) && {
				key: 'continue', label: t('continue'), icon: 'play', perm: run, stale: [batchKey],
				confirm: { title: t('continue.title', { n: left(row) }) }, run: () => continueBatch(id),
			},
			(isMoving(row) || mayGoOn(row)) && {
				key: 'cancel', label: t('cancel'), icon: 'stop', perm: run, danger: true, stale: [batchKey],
				confirm: { title: t('cancel.title'), text: t('cancel.text') }, run: () => cancelBatch(id),
			},
			!isMoving(row) && failedOf(row) > 0 && {
				key: 'retry', label: t('retry'), icon: 'retry', perm: run, stale: [batchKey],
				confirm: { title: t('retry.title', { n: failedOf(row) }), text: t('retry.text') },
				run: async () => {
					const started = await retryBatch(id);
					void navigate(`/batch/${started.batch_id}`);
				},
			},
		],
		rest: [
			{ key: 'again', label: t('again'), icon: 'copy', perm: run, to: `/batch/new?from=${id}` },
			{ key: 'csv', label: t('export.csv'), icon: 'download', run: download('csv') },
			{ key: 'ndjson', label: t('export.ndjson'), icon: 'download', run: download('ndjson') },
		],
	});
	return (
		<DetailPage<BatchRun>
			query={query} crumbs={[{ label: t('runs'), to: '/batch' }]} name={(row) => row.name}
			copy={(row) => row.command} status={(row) => <RunStatus status={row.status} soft />}
			notice={(row) => <Notices row={row} />}
			facts={(row) => [
				[t('hosts'), row.hosts],
				[t('by'), row.created_by_name],
				[t('created'), <TimeAgo key="c" at={row.created_at} />],
				[t('duration'), <Duration key="d" from={row.started_at} to={row.finished_at} />],
				row.task_id > 0 && [t('open.task'), <TaskLink key="t" id={row.task_id}>{`#${row.task_id}`}</TaskLink>],
				row.retry_of > 0 && [t('retry.of'), <Link key="r" to={`/batch/${row.retry_of}`}>{`#${row.retry_of}`}</Link>],
				row.reason !== '' && [t('reason'), row.reason],
			]}
			actions={(row) => {
				const { first, rest } = actionsOf(row);
				return (
					<>
						{first.map((one) => one && <ActionButton key={one.key} action={one} type={one.key === 'continue' ? 'primary' : 'default'} />)}
						<ActionMenu actions={rest} label={c('more')} />
					</>
				);
			}}
			tabs={(row) => [
				{ key: 'hosts', label: t('tab.hosts'), body: () => <ByHost row={row} /> },
				{ key: 'outcomes', label: t('tab.outcomes'), body: () => <Outcomes row={row} /> },
				{ key: 'command', label: t('tab.command'), body: () => <Command row={row} /> },
			]}
		/>
	);
}

function Notices({ row }: { row: BatchRun }): ReactElement {
	const t = batch.useT();
	return (
		<div className="page-notice stack" style={{ gap: 8 }}>
			{row.status === 'paused' && <Notice tone="wait">{t('paused.text', { n: left(row) })}</Notice>}
			{row.status === 'failed' && left(row) > 0 && <Notice tone="bad">{t('died.text', { n: left(row) })}</Notice>}
			{row.status === 'stopped' && <Notice tone="bad">{t('stopped.text')}</Notice>}
			{row.status === 'waiting' && (
				<Notice tone="wait">
					{t('waiting.text')} <Link to={`/approvals/${row.approval_id}`}>{t('open.approval')}</Link>
				</Notice>
			)}
			<ProgressBar run={row} wide />
		</div>
	);
}

function ByHost({ row }: { row: BatchRun }): ReactElement {
	const t = batch.useT();
	const id = row.id;
	const [search, setSearch] = useSearchParams();
	const [shown, setShown] = useState<{ id: number; name: string } | null>(null);
	const columns: Column<BatchHost>[] = [
		{
			key: 'name', title: t('hosts'), card: 'head', sort: 'name', text: (host) => host.name,
			render: (host) => <span className="cell-main clip">{host.name}</span>,
		},
		{
			key: 'state', title: t('state'), sort: 'state', text: (host) => host.state,
			render: (host) => <HostState state={host.state} reason={host.message} />,
		},
		{
			key: 'exit', title: t('exit'), align: 'right', text: (host) => (host.exit_code >= 0 ? host.exit_code : host.exit_signal),
			render: (host) => (host.exit_code >= 0 ? host.exit_code : host.exit_signal),
		},
		{
			key: 'said', title: t('said'), text: (host) => host.message || host.first_line,
			render: (host) => (
				<span className={`batch-line clip${host.message ? ' muted' : ' mono'}`} title={host.message || host.first_line || ''}>
					{host.message || host.first_line}
				</span>
			),
		},
		{
			key: 'took', title: t('took'), align: 'right', text: (host) => host.run_ms,
			render: (host) => (host.finished_at && host.started_at ? formatDuration(host.run_ms) : ''),
		},
		{
			key: 'wave', title: t('wave'), align: 'right', hidden: true, text: (host) => host.wave,
			render: (host) => (host.wave === 0 ? t('wave.canary') : host.wave),
		},
		{ key: 'ip', title: t('address'), hidden: true, text: (host) => host.ip, render: (host) => <code>{host.ip}</code> },
	];
	const only = search.get('state') ?? '';
	const choose = (state: string): void => setSearch((old) => {
		const next = new URLSearchParams(old);
		next.delete('page');
		if (state === only) next.delete('state');
		else next.set('state', state);
		return next;
	}, { replace: true });
	return (
		<>
			<div className="batch-counts">
				{states.filter((state) => countOf(row, state) > 0).map((state) => (
					<button key={state} type="button" className="plain" aria-pressed={only === state} onClick={() => choose(state)}>
						<HostState state={state} /><b className="num">{countOf(row, state)}</b>
					</button>
				))}
			</div>
			<ResourceTable<BatchHost>
				id="batch-hosts" label={t('tab.hosts')} fetch={fetchRunHosts(id)}
				/* once more when the run has ended: what was read before that is old */
				queryKey={[...batchKey, 'hosts', id, isMoving(row)]}
				columns={columns} rowKey={(host) => host.host_id} rowLabel={(host) => host.name}
				onOpen={(host) => setShown({ id: host.host_id, name: host.name })}
				every={isMoving(row) ? 1000 : undefined}
				filters={[{
					key: 'state', label: t('state'), kind: 'choice',
					choices: states.map((one) => ({ value: one, label: t(`state.${one}`) })),
				}, { key: 'out_sha256', label: t('said'), kind: 'text' }]}
				empty={<EmptyState icon="server" title={t('outcomes.none')} />}
			/>
			<OutputDrawer run={id} host={shown} onClose={() => setShown(null)} />
		</>
	);
}

/* Both streams in one text, without the empty line that each ends with. */
function whole(one: BatchOutcome): string {
	const end = (text: string | null | undefined): string => (text ?? '').replace(/\n$/, '');
	return [end(one.stdout), one.stderr ? `--- ${batch.t('stderr')} ---\n${end(one.stderr)}` : ''].filter(Boolean).join('\n');
}

function Outcomes({ row }: { row: BatchRun }): ReactElement {
	const t = batch.useT();
	const id = row.id;
	const [, setSearch] = useSearchParams();
	const [chosen, setBase] = useState<number>();
	const query = useQuery({ ...outcomesQuery(id), refetchInterval: isMoving(row) ? 2000 : false });
	const list = query.data;
	if (query.isPending) return <SkeletonLines />;
	if (!list) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
	if (list.length === 0) return <EmptyState icon="eye" title={t('outcomes.none')} />;
	/* the largest group that said something, unless another one was chosen */
	const base = chosen ?? Math.max(0, list.findIndex((one) => one.out_sha256 !== ''));
	const with_ = list[base];
	return (
		<div>
			{list.map((one, at) => {
				const names = one.names ?? [];
				const more = one.hosts - Math.min(8, names.length);
				const comparable = at !== base && Boolean(one.out_sha256) && Boolean(with_?.out_sha256);
				return (
					<section key={`${one.state}${one.out_sha256}${one.message}`} className="batch-outcome">
						<div className="batch-outcome-head">
							<b className="num">{t('group.n', { n: one.hosts })}</b>
							<HostState state={one.state} />
							{one.exit_code >= 0 && <span className="muted">{`${t('exit')} ${one.exit_code}`}</span>}
							<span className="tags">
								{names.slice(0, 8).map((name) => <span key={name} className="tag">{name}</span>)}
								{more > 0 && <span className="muted">{t('outcomes.more', { n: more })}</span>}
							</span>
							<span className="right row">
								{one.out_sha256 && (
									<Button
										size="small" type="text"
										onClick={() => setSearch(new URLSearchParams({ out_sha256: one.out_sha256 }))}
									>
										{t('outcomes.show')}
									</Button>
								)}
								{one.out_sha256 && list.length > 1 && (at === base
									? <span className="muted">{t('outcomes.compared')}</span>
									: <Button size="small" onClick={() => setBase(at)}>{t('outcomes.base')}</Button>)}
							</span>
						</div>
						{one.message && <Notice tone={one.state === 'skipped' ? 'wait' : 'bad'}>{one.message}</Notice>}
						{comparable && with_ ? <DiffView before={whole(with_)} after={whole(one)} />
							: one.out_sha256 && <Pre text={whole(one)} none={t('nothing')} />}
					</section>
				);
			})}
		</div>
	);
}

function Command({ row }: { row: BatchRun }): ReactElement {
	const t = batch.useT();
	return (
		<div className="stack">
			<Pre text={row.command} none={t('nothing')} />
			<Facts
				list facts={[
					[t('interpreter'), row.interpreter || t('interpreter.none')],
					[t('concurrency'), row.concurrency],
					[t('canaries'), row.canaries > 0 ? row.canaries : ''],
					[t('max.errors'), row.max_errors >= 0 ? row.max_errors : ''],
					[t('tiers'), (row.tiers ?? []).join(', ')],
					[t('timeout'), row.timeout_s],
					[t('total'), row.total_timeout_s],
					[t('repeatable'), row.repeatable ? '✓' : ''],
					['sha256', <code key="d">{row.digest}</code>],
				]}
			/>
		</div>
	);
}
