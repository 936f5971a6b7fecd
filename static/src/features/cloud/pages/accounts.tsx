import { Button } from 'antd';
import { useMemo, useState, type ReactElement } from 'react';
import { Link } from 'react-router';
import { useCan } from '../../../api/session';
import { cutMiddle } from '../../../shared/lib/format';
import { CopyText } from '../../../shared/ui/copy-text';
import type { Filter } from '../../../shared/ui/filters';
import { EmptyState, PageHead } from '../../../shared/ui/page';
import { ResourceTable, type Column } from '../../../shared/ui/resource-table';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { useAccountActions } from '../components/account-actions';
import { AccountForm } from '../components/account-form';
import { AccountState, ProviderName } from '../components/bits';
import { SyncForm } from '../components/sync-form';
import { accountsKey, fetchAccounts, providers, type Account } from '../queries';
import { cloud } from '../text';

function useColumns(): Column<Account>[] {
	const t = cloud.useT();
	return useMemo(() => [
		{
			key: 'name', title: t('name'), card: 'head', text: (row) => row.account_name,
			render: (row) => (
				<>
					<Link className="cell-main" to={`/cloud/${row.id}`} title={row.account_name}>{cutMiddle(row.account_name, 40)}</Link>
					<div className="muted"><ProviderName provider={row.provider} /></div>
				</>
			),
		},
		{
			key: 'status', title: t('account.state'), text: (row) => row.status,
			render: (row) => (
				<>
					<AccountState row={row} />
					{row.last_error && <div className="muted clip" title={row.last_error}>{row.last_error}</div>}
				</>
			),
		},
		{ key: 'key', title: t('key.id'), text: (row) => row.access_key_id, render: (row) => <CopyText text={row.access_key_id} mono max={24} /> },
		{
			key: 'region', title: t('region.default'), text: (row) => row.region_default,
			render: (row) => <span className="mono nowrap">{row.region_default || '–'}</span>,
		},
		{ key: 'hosts', title: t('hosts'), align: 'right', text: (row) => row.hosts, render: (row) => row.hosts.toLocaleString() },
		{ key: 'synced', title: t('synced'), text: (row) => row.last_sync_at, render: (row) => <TimeAgo at={row.last_sync_at} /> },
	], [t]);
}

export function Component(): ReactElement {
	const t = cloud.useT();
	const can = useCan();
	const [total, setTotal] = useState<number>();
	const [adding, setAdding] = useState(false);
	const [editing, setEditing] = useState<Account | null>(null);
	const [syncing, setSyncing] = useState<Account | null>(null);
	const actions = useAccountActions({ edit: setEditing, sync: setSyncing });
	const columns = useColumns();
	const filters = useMemo((): Filter[] => [{
		key: 'provider', label: t('provider'), kind: 'choice',
		choices: providers.map((one) => ({ value: one, label: t(`provider.${one}`) })),
	}], [t]);
	const add = can('host:write') && <Button type="primary" onClick={() => setAdding(true)}>{t('add')}</Button>;
	return (
		<div className="page">
			<PageHead
				title={t('accounts')} count={total} about={t('accounts.about')}
				actions={<><Link to="/cloud/imports"><Button tabIndex={-1}>{t('history')}</Button></Link>{add}</>}
			/>
			<ResourceTable<Account>
				id="cloud-accounts" label={t('accounts')} queryKey={accountsKey} onTotal={setTotal} columns={columns} filters={filters}
				fetch={({ provider }, signal) => fetchAccounts({ provider }, signal)} noSearch
				rowKey={(row) => row.id} rowLabel={(row) => row.account_name} href={(row) => `/cloud/${row.id}`} rowActions={actions}
				empty={<EmptyState icon="cloud" title={t('accounts.empty')} text={t('accounts.empty.text')} action={add} />}
			/>
			{adding && <AccountForm onClose={() => setAdding(false)} />}
			{editing && <AccountForm row={editing} onClose={() => setEditing(null)} />}
			{syncing && <SyncForm row={syncing} onClose={() => setSyncing(null)} />}
		</div>
	);
}
