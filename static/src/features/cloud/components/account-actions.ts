/* What can be done to an account, in the order of danger. */
import { useNavigate } from 'react-router';
import type { Action } from '../../../shared/ui/action-button';
import { toast } from '../../../shared/ui/toast';
import { accountsKey, cloudKey, removeAccount, testAccount, type Account } from '../queries';
import { cloud } from '../text';

export function useAccountActions(open: {
	edit: (row: Account) => void;
	sync: (row: Account) => void;
	removed?: string;
}): (row: Account) => Action[] {
	const t = cloud.useT();
	const navigate = useNavigate();

	async function test(row: Account): Promise<void> {
		const tested = await testAccount(row.id);
		if (tested.ok) {
			toast.ok(t('test.ok', { n: tested.regions, ms: tested.latency_ms }));
			return;
		}
		const key = `fault.${tested.error_code ?? ''}`;
		toast.error(new Error(cloud.has(key) ? t(key) : tested.message || t('account.error')));
	}
	return (row) => [
		{ key: 'import', label: t('import'), icon: 'download', perm: 'host:write', to: `/cloud/${row.id}/import` },
		{ key: 'sync', label: t('sync'), icon: 'refresh', perm: 'host:write', run: () => open.sync(row) },
		{ key: 'test', label: t('test'), icon: 'link', perm: 'host:write', run: () => test(row), stale: [accountsKey] },
		{ key: 'edit', label: t('edit'), icon: 'edit', perm: 'host:write', run: () => open.edit(row) },
		{
			key: 'remove', label: t('remove'), icon: 'trash', danger: true, perm: 'host:write', stale: [cloudKey], done: t('removed'),
			confirm: {
				title: t('remove.title', { name: row.account_name }), text: t('remove.text', { n: row.hosts }),
				typed: row.account_name,
			},
			run: async () => {
				await removeAccount(row);
				if (open.removed) void navigate(open.removed);
			},
		},
	];
}
