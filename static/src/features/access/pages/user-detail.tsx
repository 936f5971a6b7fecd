import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useCan } from '../../../api/session';
import type { Session, User } from '../../../api/types';
import { common } from '../../../shared/text';
import { ActionButton, ActionMenu } from '../../../shared/ui/action-button';
import { CopyText } from '../../../shared/ui/copy-text';
import { DetailPage } from '../../../shared/ui/detail-page';
import { EmptyState, Notice } from '../../../shared/ui/page';
import { ResourceTable } from '../../../shared/ui/resource-table';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { AuditTable } from '../../audit/components/audit-table';
import { Rights, useRoleName } from '../components/rights';
import { useUserActions } from '../components/user-actions';
import { UserEditor } from '../components/user-editor';
import { fetchUserSessions, userQuery, usersKey } from '../queries';
import { access } from '../text';
import { UserStatus } from './users';

function Sessions({ user }: { user: number }): ReactElement {
	const t = access.useT();
	return (
		<ResourceTable<Session>
			id="user-sessions" label={t('sessions')} plain whole queryKey={[...usersKey, 'sessions', user]}
			fetch={fetchUserSessions(user)} rowKey={(row) => row.id} rowLabel={(row) => row.ip}
			columns={[
				{ key: 'agent', title: t('session.agent'), card: 'head', text: (row) => row.user_agent, render: (row) => <span className="clip" title={row.user_agent}>{row.user_agent || '–'}</span> },
				{ key: 'ip', title: t('session.ip'), text: (row) => row.ip, render: (row) => <CopyText text={row.ip} mono /> },
				{ key: 'since', title: t('session.since'), text: (row) => row.created_at, render: (row) => <TimeAgo at={row.created_at} /> },
				{ key: 'seen', title: t('session.seen'), text: (row) => row.last_seen_at, render: (row) => <TimeAgo at={row.last_seen_at} /> },
				{ key: 'until', title: t('session.until'), text: (row) => row.expires_at, render: (row) => <TimeAgo at={row.expires_at} /> },
			]}
			empty={<EmptyState icon="screen" title={t('sessions.empty')} text={t('sessions.empty.text')} />}
		/>
	);
}

export function Component(): ReactElement {
	const t = access.useT();
	const c = common.useT();
	const can = useCan();
	const navigate = useNavigate();
	const id = Number(useParams()['id']);
	const query = useQuery(userQuery(id));
	const roleName = useRoleName();
	const [editing, setEditing] = useState(false);
	const actions = useUserActions(() => setEditing(true), () => void navigate('/governance/users'));
	return (
		<>
			<DetailPage<User>
				query={query} crumbs={[{ label: t('users'), to: '/governance/users' }]}
				name={(row) => row.username} status={(row) => <UserStatus row={row} />}
				facts={(row) => [
					row.name !== '' && [t('name'), row.name],
					[t('roles'), row.roles.map(roleName).join(', ')],
					[t('email'), row.email],
					row.phone !== '' && [t('phone'), row.phone],
					[t('last'), <TimeAgo key="l" at={row.lastLoginAt} none={t('never')} />],
					[t('created'), <TimeAgo key="c" at={row.createdAt} />],
				]}
				notice={(row) => row.mustChangePassword && (
					<div style={{ marginBottom: 16 }}><Notice tone="wait">{t('user.mustChange')}</Notice></div>
				)}
				actions={(row) => {
					const [edit, ...rest] = actions(row);
					return (
						<>
							{edit && <ActionButton action={edit} />}
							<ActionMenu actions={rest} label={c('more')} />
						</>
					);
				}}
				tabs={(row) => [
					{
						key: 'rights', label: t('tab.rights'),
						body: () => <><p className="muted tab-about">{t('rights.about')}</p><Rights user={row.id} /></>,
					},
					can('rbac:write') && { key: 'sessions', label: t('tab.sessions'), body: () => <Sessions user={row.id} /> },
					can('audit:read') && {
						key: 'audit', label: t('tab.audit'), body: () => <AuditTable fixed={{ actor_id: row.id }} />,
					},
					can('audit:read') && {
						key: 'changes', label: t('tab.changes'),
						body: () => <AuditTable key="changes" fixed={{ object: 'user', object_id: row.id }} />,
					},
				]}
			/>
			{editing && query.data && <UserEditor row={query.data} onClose={() => setEditing(false)} />}
		</>
	);
}
