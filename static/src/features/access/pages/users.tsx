import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useMemo, useState, type ReactElement } from 'react';
import { Link } from 'react-router';
import { useCan } from '../../../api/session';
import type { User } from '../../../api/types';
import { common } from '../../../shared/text';
import type { Filter } from '../../../shared/ui/filters';
import { EmptyState, PageHead } from '../../../shared/ui/page';
import { ResourceTable } from '../../../shared/ui/resource-table';
import { StatusTag } from '../../../shared/ui/status-tag';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { useRoleName } from '../components/rights';
import { useUserActions } from '../components/user-actions';
import { UserEditor } from '../components/user-editor';
import { useRoleTexts } from '../names';
import { fetchUsers, rolesQuery, usersKey } from '../queries';
import { access } from '../text';

export function UserStatus({ row }: { row: User }): ReactElement {
	const t = access.useT();
	if (row.status === 'active' && row.locked)
		return <StatusTag status="locked" tone="wait" label={t('status.locked')} />;
	return <StatusTag status={row.status} />;
}

export function Component(): ReactElement {
	const t = access.useT();
	const c = common.useT();
	const can = useCan();
	const [total, setTotal] = useState<number>();
	const [editing, setEditing] = useState<User | 'new' | null>(null);
	const roles = useQuery(rolesQuery).data?.list;
	const texts = useRoleTexts();
	const actions = useUserActions(setEditing);
	const create = can('rbac:write') && (
		<Button type="primary" onClick={() => setEditing('new')}>{t('user.new')}</Button>
	);
	const filters = useMemo<Filter[]>(() => [
		{
			key: 'status', label: t('status'), kind: 'choice',
			choices: (['active', 'disabled'] as const).map((one) => ({
				value: one, label: <StatusTag status={one} />, text: c(`status.${one}`),
			})),
		},
		{
			key: 'role', label: t('roles'), kind: 'choice',
			choices: (roles ?? []).map((one) => ({ value: one.code, label: texts(one).name })),
			// eslint-disable-next-line react-hooks/exhaustive-deps
		},
	], [t, c, roles]);
	const nameOf = useRoleName();
	return (
		<div className="page">
			<PageHead title={t('users')} count={total} about={t('users.about')} actions={create} />
			<ResourceTable<User>
				id="users" label={t('users')} queryKey={usersKey} fetch={fetchUsers} filters={filters}
				rowKey={(row) => row.id} rowLabel={(row) => row.username} onTotal={setTotal}
				href={(row) => `/governance/users/${row.id}`} rowActions={actions}
				searchLabel={t('users.search')}
				columns={[
					{
						key: 'username', title: t('username'), card: 'head', sort: 'username', text: (row) => row.username,
						render: (row) => (
							<>
								<Link className="cell-main" to={`/governance/users/${row.id}`}>{row.username}</Link>
								{row.name && row.name !== row.username && <span className="muted"> {row.name}</span>}
							</>
						),
					},
					{ key: 'status', title: t('status'), text: (row) => row.status, render: (row) => <UserStatus row={row} /> },
					{
						key: 'roles', title: t('roles'), text: (row) => row.roles.join(' '),
						render: (row) => (
							<span className="tags">
								{row.roles.map((code) => <span key={code} className="tag" title={code}>{nameOf(code)}</span>)}
							</span>
						),
					},
					{ key: 'email', title: t('email'), text: (row) => row.email, render: (row) => row.email || '–' },
					{
						key: 'last', title: t('last'), text: (row) => row.lastLoginAt,
						render: (row) => <TimeAgo at={row.lastLoginAt} none={t('never')} />, width: 120,
					},
					{
						key: 'created', title: t('created'), text: (row) => row.createdAt, card: 'none',
						render: (row) => <TimeAgo at={row.createdAt} />,
					},
				]}
				empty={<EmptyState icon="users" title={t('users.empty')} text={t('users.empty.text')} action={create} />}
			/>
			{editing && <UserEditor row={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
		</div>
	);
}
