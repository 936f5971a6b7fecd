import { useQuery } from '@tanstack/react-query';
import { useMemo, useState, type ReactElement } from 'react';
import type { Permission } from '../../../api/types';
import { CopyText } from '../../../shared/ui/copy-text';
import type { Filter } from '../../../shared/ui/filters';
import { EmptyState, PageHead } from '../../../shared/ui/page';
import { ResourceTable } from '../../../shared/ui/resource-table';
import { useCategoryName, usePermissionName } from '../names';
import { fetchPermissions, permissionsKey, permissionsQuery } from '../queries';
import { access } from '../text';

export function Component(): ReactElement {
	const t = access.useT();
	const [total, setTotal] = useState<number>();
	const nameOf = usePermissionName();
	const categoryName = useCategoryName();
	const all = useQuery(permissionsQuery).data?.list;
	const filters = useMemo<Filter[]>(() => [{
		key: 'category', label: t('permission.category'), kind: 'choice',
		choices: [...new Set((all ?? []).map((one) => one.category))].sort()
			.map((one) => ({ value: one, label: categoryName(one), text: categoryName(one) })),
		// eslint-disable-next-line react-hooks/exhaustive-deps
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
					{
						key: 'description', title: t('permission.description'), text: nameOf, render: (row) => nameOf(row) || '–',
					},
					{
						key: 'category', title: t('permission.category'), text: (row) => row.category,
						render: (row) => categoryName(row.category),
					},
				]}
				rowActions={(row) => [{ key: 'who', label: t('permission.who'), icon: 'who', to: who(row) }]}
				empty={<EmptyState icon="lock" title={t('permissions.empty')} />}
			/>
		</div>
	);
}
