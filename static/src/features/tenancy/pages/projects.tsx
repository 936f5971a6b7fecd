import { useState, type ReactElement } from 'react';
import { Link } from 'react-router';
import type { Project } from '../../../api/types';
import { common } from '../../../shared/text';
import { ActionButton, type Action } from '../../../shared/ui/action-button';
import type { Filter } from '../../../shared/ui/filters';
import { EmptyState, PageHead } from '../../../shared/ui/page';
import { ResourceTable, type Column } from '../../../shared/ui/resource-table';
import { StatusTag } from '../../../shared/ui/status-tag';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { ProjectForm } from '../components/project-form';
import { fetchProjects, projectsKey, removeProject } from '../queries';
import { tenancy } from '../text';

export function useRemoveProject(): (row: Project, then?: () => void) => Action {
	const t = tenancy.useT();
	const c = common.useT();
	return (row, then) => ({
		key: 'delete', label: c('delete'), icon: 'trash', perm: 'project:write', danger: true, stale: [projectsKey],
		confirm: {
			title: t('project.delete.title', { name: row.name }), text: t('project.delete.text'), typed: row.code,
		},
		run: async () => {
			await removeProject(row);
			then?.();
		},
		done: t('project.deleted'),
	});
}

export function Component(): ReactElement {
	const t = tenancy.useT();
	const c = common.useT();
	const [total, setTotal] = useState<number>();
	const [form, setForm] = useState<{ row?: Project } | null>(null);
	const remove = useRemoveProject();
	const create: Action = {
		key: 'new', label: t('project.new'), icon: 'plus', perm: 'project:write', askable: true,
		run: () => setForm({}),
	};
	const filters: Filter[] = [{
		key: 'environment', label: t('project.environment'), kind: 'choice',
		choices: (['development', 'staging', 'production'] as const).map((one) => ({
			value: one, label: <StatusTag status={one} />, text: c(`status.${one}`),
		})),
	}];
	const columns: Column<Project>[] = [
		{
			key: 'name', title: t('name'), card: 'head', sort: 'name', text: (row) => row.name,
			render: (row) => (
				<span className="cell-main clip" title={row.name}>
					<Link to={`/governance/projects/${row.id}`}>{row.name}</Link>
				</span>
			),
		},
		{
			key: 'code', title: t('project.code'), sort: 'code', text: (row) => row.code,
			render: (row) => <code>{row.code}</code>,
		},
		{
			key: 'environment', title: t('project.environment'), text: (row) => row.environment,
			render: (row) => <StatusTag status={row.environment} />,
		},
		{
			key: 'team', title: t('project.team'), text: (row) => row.team_name,
			render: (row) => (row.team_id
				? <Link to={`/governance/teams/${row.team_id}`}>{row.team_name}</Link>
				: <span className="muted">{t('project.none')}</span>),
		},
		{ key: 'members', title: t('members'), align: 'right', text: (row) => row.members, render: (row) => row.members },
		{
			key: 'created_at', title: t('created'), sort: 'created_at', text: (row) => row.created_at,
			render: (row) => <TimeAgo at={row.created_at} />,
		},
	];
	return (
		<div className="page">
			<PageHead
				title={t('projects')} count={total} about={t('projects.about')}
				actions={<ActionButton type="primary" action={create} />}
			/>
			<ResourceTable<Project>
				id="projects" label={t('projects')} queryKey={projectsKey} fetch={fetchProjects} columns={columns}
				rowKey={(row) => row.id} rowLabel={(row) => row.name} filters={filters} onTotal={setTotal}
				href={(row) => `/governance/projects/${row.id}`}
				rowActions={(row) => [
					{ key: 'edit', label: c('edit'), icon: 'edit', perm: 'project:write', run: () => setForm({ row }) },
					remove(row),
				]}
				empty={(
					<EmptyState
						icon="project" title={t('projects.empty')} text={t('projects.empty.text')}
						action={<ActionButton type="primary" action={create} />}
					/>
				)}
			/>
			<ProjectForm open={form !== null} row={form?.row} onClose={() => setForm(null)} />
		</div>
	);
}
