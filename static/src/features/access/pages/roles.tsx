import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useState, type ReactElement } from 'react';
import { useCan } from '../../../api/session';
import type { Role, RoleNew } from '../../../api/types';
import { common } from '../../../shared/text';
import { FormDrawer } from '../../../shared/ui/form';
import { EmptyState, Notice, PageHead } from '../../../shared/ui/page';
import { ResourceTable } from '../../../shared/ui/resource-table';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { toast } from '../../../shared/ui/toast';
import { PermissionTree } from '../components/permission-tree';
import { useRoleTexts } from '../names';
import { createRole, fetchRoles, removeRole, rolesKey, updateRole } from '../queries';
import { access } from '../text';
import '../access.css';

/* An editor starts from nothing, from a role, or from a role's copy. */
interface Editing {
	row: Role | null;
	from: Partial<RoleNew>;
}

function Editor({ row, from, onClose }: Editing & { onClose: () => void }): ReactElement {
	const t = access.useT();
	const c = common.useT();
	const can = useCan();
	const client = useQueryClient();
	const fixed = row?.code === 'admin' || !can('rbac:write');
	return (
		<FormDrawer<RoleNew>
			open title={row ? t('role.edit') : t('role.new')} onClose={onClose} width={640} initial={from}
			send={async (values) => {
				const { code, ...rest } = values;
				if (row) await updateRole(row, rest);
				else await createRole({ ...rest, code: code || undefined });
				await client.invalidateQueries({ queryKey: rolesKey });
				toast.ok(t('role.saved'));
			}}
		>
			{row?.code === 'admin' && <Notice>{t('role.admin')}</Notice>}
			<div className="form-pair">
				<Form.Item name="name" label={t('role.name')} rules={[{ required: true, message: c('required') }]}>
					<Input maxLength={64} />
				</Form.Item>
				<Form.Item name="code" label={t('role.code')} extra={row ? undefined : t('role.code.hint')}>
					<Input maxLength={64} disabled={row !== null} spellCheck={false} />
				</Form.Item>
			</div>
			<Form.Item name="description" label={t('role.description')}>
				<Input.TextArea maxLength={500} autoSize={{ minRows: 1, maxRows: 6 }} />
			</Form.Item>
			<Form.Item name="permissions" label={t('role.permissions')}>
				<PermissionTree readOnly={fixed} />
			</Form.Item>
		</FormDrawer>
	);
}

function partsOf(row: Role): Partial<RoleNew> {
	return {
		name: row.name, code: row.code, description: row.description, permissions: [...row.permissions],
	};
}

export function Component(): ReactElement {
	const t = access.useT();
	const c = common.useT();
	const can = useCan();
	const [total, setTotal] = useState<number>();
	const texts = useRoleTexts();
	const [editing, setEditing] = useState<Editing | null>(null);
	const create = can('rbac:write') && (
		<Button type="primary" onClick={() => setEditing({ row: null, from: {} })}>{t('role.new')}</Button>
	);
	return (
		<div className="page">
			<PageHead title={t('roles')} count={total} about={t('roles.about')} actions={create} />
			<ResourceTable<Role>
				id="roles" label={t('roles')} queryKey={rolesKey} fetch={fetchRoles} onTotal={setTotal}
				rowKey={(row) => row.id} rowLabel={(row) => row.name}
				onOpen={(row) => setEditing({ row, from: partsOf(row) })}
				columns={[
					{
						key: 'name', title: t('role.name'), card: 'head', text: (row) => texts(row).name,
						render: (row) => (
							<span className="row">
								<span className="cell-main">{texts(row).name}</span>
								{row.builtin && <span className="tag">{t('role.builtin')}</span>}
							</span>
						),
					},
					{ key: 'code', title: t('role.code'), text: (row) => row.code, render: (row) => <code>{row.code}</code> },
					{
						key: 'description', title: t('role.description'), text: (row) => texts(row).about,
						render: (row) => <span className="clip" title={texts(row).about}>{texts(row).about || '–'}</span>,
					},
					{
						key: 'permissions', title: t('role.permissions'), align: 'right',
						text: (row) => row.permissions.length, render: (row) => row.permissions.length,
					},
					{ key: 'users', title: t('role.users'), align: 'right', text: (row) => row.users, render: (row) => row.users },
					{
						key: 'updated', title: c('updated'), text: (row) => row.updatedAt, card: 'none',
						render: (row) => <TimeAgo at={row.updatedAt} />,
					},
				]}
				rowActions={(row) => [
					{
						key: 'edit', label: c('edit'), icon: 'edit', perm: 'rbac:write',
						run: () => setEditing({ row, from: partsOf(row) }),
					},
					{
						key: 'copy', label: t('role.copy'), icon: 'copy', perm: 'rbac:write',
						run: () => setEditing({
							row: null, from: { description: row.description, permissions: [...row.permissions] },
						}),
					},
					!row.builtin && {
						key: 'delete', label: t('role.delete'), icon: 'trash', danger: true, perm: 'rbac:write',
						stale: [rolesKey], done: t('role.deleted'),
						confirm: {
							title: t('role.delete.title', { name: row.name }),
							text: t('role.delete.text', { n: row.users }),
						},
						run: () => removeRole(row),
					},
				]}
				empty={<EmptyState icon="role" title={t('roles.empty')} text={t('roles.empty.text')} action={create} />}
			/>
			{editing && <Editor {...editing} onClose={() => setEditing(null)} />}
		</div>
	);
}
