import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState, type ReactElement } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useCan } from '../../../api/session';
import { common } from '../../../shared/text';
import { ActionButton, ActionMenu } from '../../../shared/ui/action-button';
import { CopyText } from '../../../shared/ui/copy-text';
import { DetailPage } from '../../../shared/ui/detail-page';
import { Notice } from '../../../shared/ui/page';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { useAccountActions } from '../components/account-actions';
import { AccountForm } from '../components/account-form';
import { AccountState, ProviderName } from '../components/bits';
import { InstanceBrowser } from '../components/instances';
import { RunTable } from '../components/run-table';
import { SyncForm } from '../components/sync-form';
import { loadDraft, saveDraft, type AllOf } from '../draft';
import { accountQuery, type Account, type Instance } from '../queries';
import { cloud } from '../text';

function Browse({ row }: { row: Account }): ReactElement {
	const t = cloud.useT();
	const can = useCan();
	const navigate = useNavigate();
	const [picked, setPicked] = useState<Instance[]>([]);

	function go(all?: AllOf): void {
		saveDraft(row.id, { ...loadDraft(row.id), picked: all ? [] : picked, all });
		void navigate(`/cloud/${row.id}/import?step=login`);
	}
	return (
		<InstanceBrowser
			account={row} picked={picked} onPick={setPicked} pickable={can('host:write')} onAll={go}
			bulk={<Button size="small" type="primary" onClick={() => go()}>{t('import.n', { n: picked.length })}</Button>}
		/>
	);
}

export function Component(): ReactElement {
	const t = cloud.useT();
	const c = common.useT();
	const id = Number(useParams()['id']);
	const query = useQuery(accountQuery(id));
	const [editing, setEditing] = useState(false);
	const [syncing, setSyncing] = useState(false);
	const actions = useAccountActions({ edit: () => setEditing(true), sync: () => setSyncing(true), removed: '/cloud' });
	return (
		<>
			<DetailPage<Account>
				query={query} crumbs={[{ label: t('accounts'), to: '/cloud' }]} name={(row) => row.account_name}
				status={(row) => <AccountState row={row} />}
				notice={(row) => row.status === 'error' && (
					<div className="page-notice"><Notice tone="bad">{t('account.error.text')} {row.last_error}</Notice></div>
				)}
				facts={(row) => [
					[t('provider'), <ProviderName key="p" provider={row.provider} />],
					[t('key.id'), <CopyText key="k" text={row.access_key_id} mono max={28} />],
					[t('region.default'), row.region_default],
					row.endpoint !== '' && [t('endpoint'), <CopyText key="e" text={row.endpoint} mono max={32} />],
					[t('hosts'), row.hosts.toLocaleString()],
					[t('tested'), <TimeAgo key="t" at={row.last_test_at} />],
					[t('synced'), <TimeAgo key="s" at={row.last_sync_at} />],
				]}
				actions={(row) => {
					const [first, second, ...rest] = actions(row);
					return (
						<>
							{first && <ActionButton action={first} type="primary" />}
							{second && <ActionButton action={second} />}
							<ActionMenu actions={rest} label={c('more')} />
						</>
					);
				}}
				tabs={(row) => [
					{ key: 'instances', label: t('instances'), body: () => <Browse key={row.id} row={row} /> },
					{ key: 'history', label: t('history'), body: () => <RunTable account={row.id} /> },
				]}
			/>
			{query.data && editing && <AccountForm row={query.data} onClose={() => setEditing(false)} />}
			{query.data && syncing && <SyncForm row={query.data} onClose={() => setSyncing(false)} />}
		</>
	);
}
