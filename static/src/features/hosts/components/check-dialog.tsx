/* Logs in once and says what happened; an unknown or changed key is pinned only on purpose. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Modal } from 'antd';
import { useState, type ReactElement } from 'react';
import { useCan } from '../../../api/session';
import type { Host, HostCheck } from '../../../api/types';
import { common } from '../../../shared/text';
import { CopyText } from '../../../shared/ui/copy-text';
import { ErrorNote } from '../../../shared/ui/error-state';
import { Icon, Spinner } from '../../../shared/ui/icon';
import { Facts, Notice } from '../../../shared/ui/page';
import { StatusTag } from '../../../shared/ui/status-tag';
import { toast } from '../../../shared/ui/toast';
import { auditKey } from '../../audit/queries';
import { checkHost, hostsKey } from '../queries';
import { hosts } from '../text';
import { useProduction } from './run-drawer';

export function Fault({ code, message }: { code?: string; message?: string }): ReactElement {
	const t = hosts.useT();
	const key = `fault.${code ?? ''}`;
	return (
		<Notice tone="bad">
			{hosts.has(key) && <div>{t(key)}</div>}
			{message && <div className="muted">{message}</div>}
		</Notice>
	);
}

export function CheckDialog({ host, onClose }: { host: Host; onClose: () => void }): ReactElement {
	const t = hosts.useT();
	const c = common.useT();
	const can = useCan();
	const client = useQueryClient();
	const production = useProduction([host]);
	const [typed, setTyped] = useState('');
	const [busy, setBusy] = useState(false);
	const [error, setError] = useState<unknown>(null);
	/* a check is an act, not a fact: it is never repeated by itself */
	const check = useQuery({
		queryKey: [...hostsKey, 'check', host.id],
		queryFn: () => checkHost(host.id),
		gcTime: 0, staleTime: Infinity, retry: false, refetchOnWindowFocus: false,
	});
	const data = check.isFetching ? undefined : check.data;
	const shown = data?.host_key_fingerprint ?? '';
	const changed = data !== undefined && shown !== '' && shown !== host.host_key_fingerprint;

	async function pin(): Promise<void> {
		setBusy(true);
		setError(null);
		try {
			const result = await checkHost(host.id, shown);
			await Promise.all([hostsKey, auditKey].map((queryKey) => client.invalidateQueries({ queryKey })));
			if (result.reachable) {
				toast.ok(t('check.pinned.done'));
				onClose();
			} else {
				setError(new Error(result.message || t('check.bad')));
			}
		} catch (problem) {
			setError(problem);
		} finally {
			setBusy(false);
		}
	}

	function close(): void {
		void client.invalidateQueries({ queryKey: [...hostsKey, 'one', host.id] });
		onClose();
	}

	const pinnable = changed && can('host:write');
	return (
		<Modal
			open title={t('check.title', { name: host.name })} onCancel={close} width={560}
			footer={(
				<>
					<Button onClick={() => void check.refetch()} disabled={check.isFetching} icon={<Icon name="refresh" />}>
						{c('retry')}
					</Button>
					{pinnable && (
						<Button
							type="primary" danger={host.host_key_fingerprint !== ''} loading={busy}
							disabled={production && typed.trim() !== host.name} onClick={() => void pin()}
						>
							{t('check.pin')}
						</Button>
					)}
					<Button onClick={close}>{c('close')}</Button>
				</>
			)}
		>
			<div className="stack" aria-live="polite">
				{check.isFetching && <p className="row"><Spinner />{t('check.busy')}</p>}
				{!check.isFetching && <ErrorNote error={check.error} />}
				{data && <Outcome data={data} />}
				{changed && (
					<>
						<Notice tone={host.host_key_fingerprint ? 'bad' : 'wait'}>
							{host.host_key_fingerprint ? t('check.changed.text') : t('check.confirm.text')}
						</Notice>
						<Facts
							list facts={[
								host.host_key_fingerprint !== '' && [t('check.pinned'), <CopyText key="p" text={host.host_key_fingerprint} mono max={60} />],
								[t('check.key'), <CopyText key="k" text={shown} mono max={60} />],
							]}
						/>
						{pinnable && production && (
							<label>
								<span className="form-label">{c('confirm.type')} <code className="mark">{host.name}</code></span>
								<Input value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" />
							</label>
						)}
					</>
				)}
				<ErrorNote error={error} />
			</div>
		</Modal>
	);
}

function Outcome({ data }: { data: HostCheck }): ReactElement {
	const t = hosts.useT();
	if (data.reachable)
		return <StatusTag status="ok" label={t('check.ok', { ms: data.latency_ms })} />;
	return (
		<>
			<StatusTag status="failed" label={t('check.bad')} />
			<Fault code={data.error_code} message={data.message} />
		</>
	);
}
