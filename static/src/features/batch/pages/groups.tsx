import { useState, type ReactElement } from 'react';
import type { HostGroup } from '../../../api/types';
import { common } from '../../../shared/text';
import { ActionButton, type Action } from '../../../shared/ui/action-button';
import { EmptyState, PageHead } from '../../../shared/ui/page';
import { ResourceTable, type Column } from '../../../shared/ui/resource-table';
import { GroupForm } from '../components/group-form';
import { fetchGroups, groupsKey, removeGroup } from '../queries';
import { batch } from '../text';

export function Component(): ReactElement {
	const t = batch.useT();
	const c = common.useT();
	const [total, setTotal] = useState<number>();
	const [form, setForm] = useState<{ row?: HostGroup } | null>(null);
	const create: Action = {
		key: 'new', label: t('group.new'), icon: 'plus', perm: 'host:write', askable: true, run: () => setForm({}),
	};
	const what = (row: HostGroup): string => (row.kind === 'list' ? t('group.n', { n: row.host_ids?.length ?? 0 })
		: [...(row.tags ?? []), row.q, row.status, row.region].filter(Boolean).join(', '));
	const columns: Column<HostGroup>[] = [
		{
			key: 'name', title: t('name'), card: 'head', text: (row) => row.name,
			render: (row) => <span className="cell-main clip">{row.name}</span>,
		},
		{ key: 'kind', title: t('group.kind'), text: (row) => row.kind, render: (row) => t(`group.kind.${row.kind}`) },
		{ key: 'what', title: t('group.what'), text: what, render: what },
		{
			key: 'description', title: t('description'), text: (row) => row.description,
			render: (row) => <span className="clip">{row.description}</span>,
		},
	];
	return (
		<div className="page">
			<PageHead
				title={t('groups')} count={total} about={t('groups.about')}
				actions={<ActionButton type="primary" action={create} />}
			/>
			<ResourceTable<HostGroup>
				id="host-groups" label={t('groups')} queryKey={groupsKey} fetch={fetchGroups} columns={columns}
				rowKey={(row) => row.id} rowLabel={(row) => row.name} onTotal={setTotal}
				onOpen={(row) => setForm({ row })}
				rowActions={(row) => [
					{
						key: 'run', label: t('group.run'), icon: 'terminal', perm: ['host:execute', 'host:write'],
						to: `/batch/new?groups=${row.id}`,
					},
					{ key: 'edit', label: c('edit'), icon: 'edit', perm: 'host:write', run: () => setForm({ row }) },
					{
						key: 'delete', label: c('delete'), icon: 'trash', perm: 'host:write', danger: true, stale: [groupsKey],
						done: t('group.deleted'),
						confirm: { title: t('group.delete.title', { name: row.name }), text: t('group.delete.text') },
						run: () => removeGroup(row),
					},
				]}
				empty={(
					<EmptyState
						icon="tag" title={t('groups.empty')} text={t('groups.empty.text')}
						action={<ActionButton type="primary" action={create} />}
					/>
				)}
			/>
			<GroupForm open={form !== null} row={form?.row} onClose={() => setForm(null)} />
		</div>
	);
}
