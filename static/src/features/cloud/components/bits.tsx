/* Small things that several pages of clouds show. */
import type { ReactElement } from 'react';
import { Notice } from '../../../shared/ui/page';
import { StatusTag, type Tone } from '../../../shared/ui/status-tag';
import type { Account, Instance, Item, Run, Tested } from '../queries';
import { cloud } from '../text';

export function ProviderName({ provider }: { provider: string }): ReactElement {
	const t = cloud.useT();
	const key = `provider.${provider}`;
	return <>{cloud.has(key) ? t(key) : provider}</>;
}

export function AccountState({ row }: { row: Account }): ReactElement {
	const t = cloud.useT();
	if (row.status === 'error') return <StatusTag status="error" label={t('account.error')} reason={row.last_error} />;
	return row.last_test_at
		? <StatusTag status="ok" label={t('account.ok')} />
		: <StatusTag status="unknown" label={t('account.untested')} />;
}

const instanceTones: Record<string, Tone> = {
	running: 'ok', starting: 'work', stopping: 'wait', stopped: 'none', terminated: 'bad', other: 'none',
};

export function InstanceState({ state }: { state: Instance['status'] }): ReactElement {
	const t = cloud.useT();
	return (
		<StatusTag
			status={state === 'running' ? 'ok' : state} tone={instanceTones[state] ?? 'none'}
			label={t(`instance.${state}` as 'instance.running')}
		/>
	);
}

const runTones: Record<string, Tone> = { running: 'work', ready: 'wait', success: 'ok', failed: 'bad' };

export function RunState({ run, soft }: { run: Pick<Run, 'status' | 'error_message'>; soft?: boolean }): ReactElement {
	const t = cloud.useT();
	const key = `run.${run.status}`;
	return (
		<StatusTag
			status={run.status} tone={runTones[run.status] ?? 'none'} soft={soft ?? false} reason={run.error_message}
			label={cloud.has(key) ? t(key) : run.status}
		/>
	);
}

const itemTones: Record<Item['state'], Tone> = {
	pending: 'none', queued: 'work', created: 'ok', updated: 'ok', gone: 'ok', skipped: 'wait', failed: 'bad',
};

export function ItemState({ item }: { item: Item }): ReactElement {
	const t = cloud.useT();
	return <StatusTag status={item.state} tone={itemTones[item.state]} label={t(`item.${item.state}`)} />;
}

/** Why an instance was not brought in, for people. */
export function useReason(): (item: Item) => string {
	const t = cloud.useT();
	return (item) => {
		if (!item.code) return item.detail ?? '';
		const key = `code.${item.code}`;
		return cloud.has(key) ? t(key, { name: item.detail ?? '' }) : item.detail || item.code;
	};
}

export function TestOutcome({ tested }: { tested: Tested }): ReactElement {
	const t = cloud.useT();
	if (tested.ok) {
		return (
			<Notice tone="ok">
				{t('test.ok', { n: tested.regions, ms: tested.latency_ms })}
				{tested.instances >= 0 && ` ${t('test.ok.instances', { n: tested.instances, region: tested.region ?? '' })}`}
			</Notice>
		);
	}
	const key = `fault.${tested.error_code ?? ''}`;
	return (
		<Notice tone="bad">
			{cloud.has(key) && <div>{t(key)}</div>}
			{tested.message && <div className="muted">{tested.message}</div>}
		</Notice>
	);
}
