/* What one host of a batch said. */
import { useQuery } from '@tanstack/react-query';
import { Drawer } from 'antd';
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import { formatBytes, formatDuration } from '../../../shared/lib/format';
import { CopyButton } from '../../../shared/ui/copy-text';
import { ErrorState } from '../../../shared/ui/error-state';
import { Facts, Notice, SkeletonLines } from '../../../shared/ui/page';
import { outputQuery } from '../queries';
import { batch } from '../text';
import { HostState } from './bits';

export function Pre({ text, none }: { text: string; none: string }): ReactElement {
	if (text === '') return <p className="muted">{none}</p>;
	return <pre className="batch-pre" tabIndex={0}>{text}</pre>;
}

export function OutputDrawer({ run, host, onClose }: {
	run: number;
	host: { id: number; name: string } | null;
	onClose: () => void;
}): ReactElement {
	return (
		<Drawer
			open={host !== null} onClose={onClose} size={760} title={host?.name} destroyOnHidden
			styles={{ wrapper: { maxWidth: '100vw' } }}
		>
			{host && <Output run={run} host={host.id} />}
		</Drawer>
	);
}

function Output({ run, host }: { run: number; host: number }): ReactElement {
	const t = batch.useT();
	const query = useQuery({ ...outputQuery(run, host), refetchInterval: (q) => (q.state.data?.finished_at ? false : 1000) });
	const { data } = query;
	if (query.isPending) return <SkeletonLines />;
	if (!data) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
	return (
		<div className="stack">
			<Facts
				facts={[
					[t('state'), <HostState key="s" state={data.state} />],
					[t('exit'), data.exit_code >= 0 ? data.exit_code : data.exit_signal],
					[t('took'), formatDuration(data.run_ms)],
					[t('connect'), data.warm ? t('warm') : formatDuration(data.connect_ms)],
					[t('address'), <Link key="h" to={`/hosts/${host}`}>{data.ip}</Link>],
				]}
			/>
			{data.message && <Notice tone="bad">{data.message}</Notice>}
			{data.truncated && (
				<Notice tone="wait">
					{t('truncated', { n: formatBytes(data.out_bytes + data.err_bytes) })}
				</Notice>
			)}
			<div>
				<div className="row"><h3>{t('stdout')}</h3><CopyButton text={data.stdout ?? ''} /></div>
				<Pre text={data.stdout ?? ''} none={t('nothing')} />
			</div>
			{data.stderr && (
				<div>
					<div className="row"><h3>{t('stderr')}</h3><CopyButton text={data.stderr} /></div>
					<Pre text={data.stderr} none={t('nothing')} />
				</div>
			)}
		</div>
	);
}
