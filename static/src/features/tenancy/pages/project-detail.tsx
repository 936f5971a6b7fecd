import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Segmented, Select } from 'antd';
import { useState, type ReactElement } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useCan } from '../../../api/session';
import type { Project, ProjectMember } from '../../../api/types';
import { common } from '../../../shared/text';
import { ActionButton, type Action } from '../../../shared/ui/action-button';
import { DetailPage } from '../../../shared/ui/detail-page';
import { FormDrawer } from '../../../shared/ui/form';
import { EmptyState, Section } from '../../../shared/ui/page';
import { RolePicker } from '../../../shared/ui/pickers';
import { ResourceTable, type Column } from '../../../shared/ui/resource-table';
import { StatusTag } from '../../../shared/ui/status-tag';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { useRoleTexts } from '../../access/names';
import { AuditTable } from '../../audit/components/audit-table';
import { ProjectForm } from '../components/project-form';
import { UserSelect } from '../components/user-select';
import {
	addProjectMember, fetchProjectMembers, projectMembersKey, projectQuery, projectsKey,
	removeProjectMember, teamsChoice, type MemberInput,
} from '../queries';
import { tenancy } from '../text';
import { useRemoveProject } from './projects';

interface Values extends MemberInput {
	kind: 'user' | 'team';
}

function MemberForm({ id, open, onClose }: { id: number; open: boolean; onClose: () => void }): ReactElement {
	const t = tenancy.useT();
	const client = useQueryClient();
	const teams = useQuery({ ...teamsChoice, enabled: open });
	return (
		<FormDrawer<Values>
			title={t('member.add')} open={open} onClose={onClose} initial={{ kind: 'user' }} action={t('member.add')}
			send={async ({ kind, user_id, team_id, role }) => {
				await addProjectMember(id, kind === 'user' ? { user_id, role } : { team_id, role });
				await client.invalidateQueries({ queryKey: projectsKey });
			}}
		>
			<Form.Item name="kind" label={t('member.kind')}>
				<Segmented
					options={[{ value: 'user', label: t('member.user') }, { value: 'team', label: t('member.team') }]}
				/>
			</Form.Item>
			<Form.Item noStyle shouldUpdate={(old: Values, now: Values) => old.kind !== now.kind}>
				{(form) => (form.getFieldValue('kind') === 'team' ? (
					<Form.Item name="team_id" label={t('member.team')} rules={[{ required: true, message: t('required') }]}>
						<Select
							showSearch={{ optionFilterProp: 'label' }}
							options={(teams.data?.list ?? []).map((one) => ({ value: one.id, label: one.name }))}
						/>
					</Form.Item>
				) : (
					<Form.Item name="user_id" label={t('member.user')} rules={[{ required: true, message: t('required') }]}>
						<UserSelect />
					</Form.Item>
				))}
			</Form.Item>
			<Form.Item
				name="role" label={t('member.role')} extra={t('member.role.help')}
				rules={[{ required: true, message: t('required') }]}
			>
				<RolePicker />
			</Form.Item>
		</FormDrawer>
	);
}

/* What came with the product is named in the reader's language. */
function useMemberRole(): (code: string, name: string) => string {
	const texts = useRoleTexts();
	return (code, name) => texts({ code, name: name || code, description: '', builtin: true }).name;
}

function Members({ project }: { project: Project }): ReactElement {
	const t = tenancy.useT();
	const [open, setOpen] = useState(false);
	const add: Action = {
		key: 'add', label: t('member.add'), icon: 'plus', perm: 'project:write', askable: true,
		run: () => setOpen(true),
	};
	const roleName = useMemberRole();
	const nameOf = (row: ProjectMember): string => (row.user_id ? row.username : row.team_name);
	const columns: Column<ProjectMember>[] = [
		{
			key: 'member', title: t('member'), card: 'head', text: nameOf,
			render: (row) => (
				<span className="cell-main clip" title={row.name || nameOf(row)}>
					<Link to={row.user_id ? `/governance/users/${row.user_id}` : `/governance/teams/${row.team_id}`}>
						{nameOf(row)}
					</Link>
				</span>
			),
		},
		{
			key: 'kind', title: t('member.kind'), text: (row) => (row.user_id ? 'user' : 'team'),
			render: (row) => t(row.user_id ? 'member.user' : 'member.team'),
		},
		{
			key: 'role', title: t('member.role'), text: (row) => row.role,
			render: (row) => <span title={row.role}>{roleName(row.role, row.role_name)}</span>,
		},
		{
			key: 'created_at', title: t('member.since'), text: (row) => row.created_at,
			render: (row) => <TimeAgo at={row.created_at} />,
		},
	];
	return (
		<Section title={t('members')} extra={<ActionButton action={add} />}>
			<ResourceTable<ProjectMember>
				id="project-members" label={t('members')} queryKey={projectMembersKey(project.id)} plain whole
				fetch={fetchProjectMembers(project.id)} columns={columns}
				rowKey={(row) => row.id} rowLabel={nameOf}
				rowActions={(row) => [{
					key: 'remove', label: t('member.remove'), icon: 'trash', perm: 'project:write', danger: true,
					stale: [projectsKey],
					confirm: { title: t('member.remove.title', { name: nameOf(row) }), text: t('member.remove.text') },
					run: () => removeProjectMember(project.id, row.id), done: t('member.removed'),
				}]}
				empty={(
					<EmptyState
						icon="users" title={t('member.none')} text={t('member.none.text')}
						action={<ActionButton type="primary" action={add} />}
					/>
				)}
			/>
			<MemberForm id={project.id} open={open} onClose={() => setOpen(false)} />
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
	const remove = useRemoveProject();
	const query = useQuery(projectQuery(id));
	return (
		<>
			<DetailPage<Project>
				query={query} crumbs={[{ label: t('projects'), to: '/governance/projects' }]}
				name={(row) => row.name} copy={(row) => row.code}
				status={(row) => <StatusTag status={row.environment} />}
				facts={(row) => [
					[t('project.code'), <code key="code">{row.code}</code>],
					[t('project.team'), row.team_id
						? <Link key="team" to={`/governance/teams/${row.team_id}`}>{row.team_name}</Link> : t('project.none')],
					[t('created'), <TimeAgo key="created" at={row.created_at} />],
					[t('updated'), <TimeAgo key="updated" at={row.updated_at} />],
					Boolean(row.description) && [t('description'), row.description],
				]}
				actions={(row) => (
					<>
						<ActionButton
							action={{
								key: 'edit', label: c('edit'), icon: 'edit', perm: 'project:write', askable: true,
								run: () => setEditing(true),
							}}
						/>
						<ActionButton action={remove(row, () => void navigate('/governance/projects'))} />
					</>
				)}
				tabs={(row) => [
					{ key: 'members', label: t('members'), body: () => <Members project={row} /> },
					can('audit:read') && {
						key: 'audit', label: t('changes'), body: () => <AuditTable fixed={{ object: 'project', object_id: row.id }} />,
					},
				]}
			/>
			{query.data && (
				<ProjectForm open={editing} row={query.data} onClose={() => setEditing(false)} />
			)}
		</>
	);
}
