/* Small things that several pages of batches show. */
import type { ReactElement } from 'react';
import type { BatchItem, CommandVerdict } from '../../../api/types';
import { StatusTag, type Tone } from '../../../shared/ui/status-tag';
import { batch } from '../text';
import '../batch.css';

export const states = [
	'succeeded', 'failed', 'unreachable', 'timed_out', 'uncertain', 'running', 'queued', 'skipped', 'cancelled',
] as const;
export type State = (typeof states)[number];

const stateTones: Record<string, Tone> = {
	succeeded: 'ok', failed: 'bad', unreachable: 'bad', timed_out: 'bad', uncertain: 'wait', running: 'work',
	connecting: 'work', queued: 'none', skipped: 'none', cancelled: 'none',
};

const statusTones: Record<string, Tone> = {
	succeeded: 'ok', failed: 'bad', stopped: 'bad', refused: 'bad', running: 'work', queued: 'wait', waiting: 'wait',
	paused: 'wait', cancelled: 'none',
};

export function HostState({ state, reason }: { state: string; reason?: string }): ReactElement {
	const t = batch.useT();
	const key = `state.${state}`;
	return (
		<StatusTag
			status={state} tone={stateTones[state] ?? 'none'} reason={reason}
			label={batch.has(key) ? t(key) : state}
		/>
	);
}

export function RunStatus({ status, soft }: { status: string; soft?: boolean }): ReactElement {
	const t = batch.useT();
	const key = `status.${status}`;
	return (
		<StatusTag
			status={status} tone={statusTones[status] ?? 'none'} soft={soft}
			label={batch.has(key) ? t(key) : status}
		/>
	);
}

export function countOf(run: BatchItem, state: State): number {
	const counts: Record<State, number | undefined> = {
		succeeded: run.n_succeeded, failed: run.n_failed, unreachable: run.n_unreachable, timed_out: run.n_timed_out,
		uncertain: run.n_uncertain, running: run.n_running, queued: run.n_waiting, skipped: run.n_skipped,
		cancelled: run.n_cancelled,
	};
	return counts[state] ?? 0;
}

export function doneOf(run: BatchItem): number {
	return run.hosts - countOf(run, 'queued') - countOf(run, 'running');
}

export function failedOf(run: BatchItem): number {
	return countOf(run, 'failed') + countOf(run, 'unreachable') + countOf(run, 'timed_out');
}

export function ProgressBar({ run, wide }: { run: BatchItem; wide?: boolean }): ReactElement {
	const t = batch.useT();
	const all = run.hosts || 1;
	return (
		<div
			className={`batch-bar${wide ? ' wide' : ''}`} role="progressbar" aria-valuemin={0} aria-valuemax={run.hosts}
			aria-valuenow={doneOf(run)} aria-label={t('progress')}
		>
			{states.filter((state) => state !== 'queued' && countOf(run, state) > 0).map((state) => (
				<span
					key={state} className={stateTones[state]} title={`${t(`state.${state}`)} ${countOf(run, state)}`}
					style={{ width: `${(countOf(run, state) * 100) / all}%` }}
				/>
			))}
		</div>
	);
}

const effectTones: Record<string, Tone> = { warn: 'wait', approve: 'wait', refuse: 'bad' };

export function Effect({ effect }: { effect: string }): ReactElement {
	const t = batch.useT();
	const key = `effect.${effect}`;
	return <StatusTag status={effect} tone={effectTones[effect] ?? 'none'} label={batch.has(key) ? t(key) : effect} />;
}

export function Verdict({ verdict }: { verdict: CommandVerdict }): ReactElement {
	const t = batch.useT();
	const hits = verdict.hits ?? [];
	if (hits.length === 0) return <StatusTag status="ok" label={t('rules.ok')} />;
	return (
		<div>
			{hits.map((hit) => (
				<div key={hit.rule_id} className="batch-hit">
					<div className="row"><Effect effect={hit.effect} /><b>{hit.name}</b></div>
					{hit.command && <code>{hit.command}</code>}
					{hit.description && <div className="muted">{hit.description}</div>}
				</div>
			))}
		</div>
	);
}
