import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Form } from 'antd';
import { useState, type ReactElement } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useCan } from '../../../api/session';
import type { Team, TeamMember } from '../../../api/types';
import { common } from '../../../shared/text';
import { ActionButton, type Action } from '../../../shared/ui/action-button';
import { DetailPage } from '../../../shared/ui/detail-page';
import { FormDrawer } from '../../../shared/ui/form';
import { EmptyState, Section } from '../../../shared/ui/page';
import { ResourceTable, type Column } from '../../../shared/ui/resource-table';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { AuditTable } from '../../audit/components/audit-table';
import { TeamForm } from '../components/team-form';
import { UserSelect } from '../components/user-select';
import {
	addTeamMember, fetchTeamMembers, removeTeamMember, teamMembersKey, teamQuery, teamsKey,
} from '../queries';
import { tenancy } from '../text';
import { useRemoveTeam } from './teams';

function Members({ team }: { team: Team }): ReactElement {
	const t = tenancy.useT();
	const client = useQueryClient();
	const [open, setOpen] = useState(false);
	const add: Action = {
		key: 'add', label: t('member.add'), icon: 'plus', perm: 'team:write', askable: true,
		run: () => setOpen(true),
	};
	const columns: Column<TeamMember>[] = [
		{
			key: 'username', title: t('member.user'), card: 'head', text: (row) => row.username,
			render: (row) => (
				<span className="cell-main clip" title={row.username}>
					<Link to={`/governance/users/${row.user_id}`}>{row.username}</Link>
				</span>
			),
		},
		{ key: 'name', title: t('name'), text: (row) => row.name, render: (row) => row.name },
		{
			key: 'created_at', title: t('member.since'), text: (row) => row.created_at,
			render: (row) => <TimeAgo at={row.created_at} />,
		},
	];
	return (
		<Section title={t('members')} extra={<ActionButton action={add} />}>
			<ResourceTable<TeamMember>
				id="team-members" label={t('members')} queryKey={teamMembersKey(team.id)} plain whole
				fetch={fetchTeamMembers(team.id)} columns={columns}
				rowKey={(row) => row.user_id} rowLabel={(row) => row.username}
				rowActions={(row) => [{
					key: 'remove', label: t('member.remove'), icon: 'trash', perm: 'team:write', danger: true,
					stale: [teamsKey],
					confirm: { title: t('member.remove.title', { name: row.username }), text: t('member.remove.text') },
					run: () => removeTeamMember(team.id, row.user_id), done: t('member.removed'),
				}]}
				empty={(
					<EmptyState
						icon="users" title={t('member.none.team')} text={t('member.none.team.text')}
						action={<ActionButton type="primary" action={add} />}
					/>
				)}
			/>
			<FormDrawer<{ user_id: number }>
				title={t('member.add')} open={open} onClose={() => setOpen(false)} initial={{}} action={t('member.add')}
				send={async ({ user_id }) => {
					await addTeamMember(team.id, user_id);
					await client.invalidateQueries({ queryKey: teamsKey });
				}}
			>
				<Form.Item name="user_id" label={t('member.user')} rules={[{ required: true, message: t('required') }]}>
					<UserSelect />
				</Form.Item>
			</FormDrawer>
		</Section>
	);
}

export function Component(): ReactElement {
	const t = tenancy.useT();
	const c = common.useT();
	const id = Number(useParams()['id']);
	const navigate = useNavigate();
	const can = useCan();
	const [editing, setEditing] = useState(false);
	const remove = useRemoveTeam();
	const query = useQuery(teamQuery(id));
	return (
		<>
			<DetailPage<Team>
				query={query} crumbs={[{ label: t('teams'), to: '/governance/teams' }]} name={(row) => row.name}
				facts={(row) => [
					[t('members'), row.members], [t('team.projects'), row.projects],
					[t('created'), <TimeAgo key="created" at={row.created_at} />],
					[t('updated'), <TimeAgo key="updated" at={row.updated_at} />],
					Boolean(row.description) && [t('description'), row.description],
				]}
				actions={(row) => (
					<>
						<ActionButton
							action={{
								key: 'edit', label: c('edit'), icon: 'edit', perm: 'team:write', askable: true,
								run: () => setEditing(true),
							}}
						/>
						<ActionButton action={remove(row, () => void navigate('/governance/teams'))} />
					</>
				)}
				tabs={(row) => [
					{ key: 'members', label: t('members'), body: () => <Members team={row} /> },
					can('audit:read') && {
						key: 'audit', label: t('changes'), body: () => <AuditTable fixed={{ object: 'team', object_id: row.id }} />,
					},
				]}
			/>
			{query.data && <TeamForm open={editing} row={query.data} onClose={() => setEditing(false)} />}
		</>
	);
}
