/* Starts a comparison of what is known with what is there. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Select } from 'antd';
import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';
import { FormDrawer } from '../../../shared/ui/form';
import { tasksKey } from '../../tasks/queries';
import { regionsQuery, runsKey, syncAccount, type Account } from '../queries';
import { cloud } from '../text';

export function SyncForm({ row, onClose }: { row: Account; onClose: () => void }): ReactElement {
	const t = cloud.useT();
	const client = useQueryClient();
	const navigate = useNavigate();
	const { data, isPending } = useQuery(regionsQuery(row.id));
	return (
		<FormDrawer<{ regions?: string[] }>
			open title={t('sync.title', { name: row.account_name })} onClose={onClose} action={t('sync.run')} initial={{}}
			send={async ({ regions }) => {
				const run = await syncAccount(row.id, regions);
				await Promise.all([runsKey, tasksKey].map((queryKey) => client.invalidateQueries({ queryKey })));
				void navigate(run ? `/cloud/imports/${run.id}` : `/cloud/${row.id}?tab=history`);
			}}
		>
			<p className="tab-about">{t('sync.about')}</p>
			<Form.Item name="regions" label={t('sync.regions')} extra={t('sync.regions.hint')}>
				<Select<string[]>
					mode="tags" tokenSeparators={[',', ' ']} loading={isPending} placeholder={t('sync.regions.none')}
					options={(data ?? []).map((one) => ({ value: one.id, label: one.name && one.name !== one.id ? `${one.id} · ${one.name}` : one.id }))}
				/>
			</Form.Item>
		</FormDrawer>
	);
}
