import { useQuery } from '@tanstack/react-query';
import { useMemo, useState, type ReactElement } from 'react';
import type { Permission } from '../../../api/types';
import { CopyText } from '../../../shared/ui/copy-text';
import type { Filter } from '../../../shared/ui/filters';
import { EmptyState, PageHead } from '../../../shared/ui/page';
import { ResourceTable } from '../../../shared/ui/resource-table';
import { fetchPermissions, permissionsKey, permissionsQuery } from '../queries';
import { access } from '../text';

export function Component(): ReactElement {
	const t = access.useT();
	const [total, setTotal] = useState<number>();
	const all = useQuery(permissionsQuery).data?.list;
	const filters = useMemo<Filter[]>(() => [{
		key: 'category', label: t('permission.category'), kind: 'choice',
		choices: [...new Set((all ?? []).map((one) => one.category))].sort()
			.map((one) => ({ value: one, label: one })),
	}], [t, all]);
	const who = (row: Permission): string => `/governance/who?permission=${encodeURIComponent(row.code)}`;
	return (
		<div className="page">
			<PageHead title={t('permissions')} count={total} about={t('permissions.about')} />
			<ResourceTable<Permission>
				id="permissions" label={t('permissions')} queryKey={permissionsKey} fetch={fetchPermissions}
				filters={filters} rowKey={(row) => row.id} rowLabel={(row) => row.code} href={who}
				onTotal={setTotal} searchLabel={t('permissions.search')}
				columns={[
					{
						key: 'code', title: t('permission.code'), card: 'head', text: (row) => row.code,
						render: (row) => <CopyText text={row.code} mono />,
					},
					{ key: 'name', title: t('permission.name'), text: (row) => row.name, render: (row) => row.name || '–' },
					{ key: 'category', title: t('permission.category'), text: (row) => row.category, render: (row) => <span className="tag">{row.category}</span> },
					{ key: 'description', title: t('permission.description'), text: (row) => row.description, render: (row) => row.description || '–' },
				]}
				rowActions={(row) => [{ key: 'who', label: t('permission.who'), icon: 'who', to: who(row) }]}
				empty={<EmptyState icon="lock" title={t('permissions.empty')} />}
			/>
		</div>
	);
}
