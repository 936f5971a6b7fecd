import { useState, type ReactElement } from 'react';
import { Link } from 'react-router';
import type { Team } from '../../../api/types';
import { common } from '../../../shared/text';
import { ActionButton, type Action } from '../../../shared/ui/action-button';
import { EmptyState, PageHead } from '../../../shared/ui/page';
import { ResourceTable, type Column } from '../../../shared/ui/resource-table';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { TeamForm } from '../components/team-form';
import { fetchTeams, removeTeam, teamsKey } from '../queries';
import { tenancy } from '../text';

export function useRemoveTeam(): (row: Team, then?: () => void) => Action {
	const t = tenancy.useT();
	const c = common.useT();
	return (row, then) => ({
		key: 'delete', label: c('delete'), icon: 'trash', perm: 'team:write', danger: true, stale: [teamsKey],
		confirm: { title: t('team.delete.title', { name: row.name }), text: t('team.delete.text') },
		run: async () => {
			await removeTeam(row);
			then?.();
		},
		done: t('team.deleted'),
	});
}

export function Component(): ReactElement {
	const t = tenancy.useT();
	const c = common.useT();
	const [total, setTotal] = useState<number>();
	const [form, setForm] = useState<{ row?: Team } | null>(null);
	const remove = useRemoveTeam();
	const create: Action = {
		key: 'new', label: t('team.new'), icon: 'plus', perm: 'team:write', askable: true, run: () => setForm({}),
	};
	const columns: Column<Team>[] = [
		{
			key: 'name', title: t('name'), card: 'head', sort: 'name', text: (row) => row.name,
			render: (row) => (
				<span className="cell-main clip" title={row.name}>
					<Link to={`/governance/teams/${row.id}`}>{row.name}</Link>
				</span>
			),
		},
		{
			key: 'description', title: t('description'), text: (row) => row.description,
			render: (row) => <span className="clip muted" title={row.description}>{row.description}</span>,
		},
		{ key: 'members', title: t('members'), align: 'right', text: (row) => row.members, render: (row) => row.members },
		{
			key: 'projects', title: t('team.projects'), align: 'right', text: (row) => row.projects,
			render: (row) => row.projects,
		},
		{
			key: 'created_at', title: t('created'), sort: 'created_at', text: (row) => row.created_at,
			render: (row) => <TimeAgo at={row.created_at} />,
		},
	];
	return (
		<div className="page">
			<PageHead
				title={t('teams')} count={total} about={t('teams.about')}
				actions={<ActionButton type="primary" action={create} />}
			/>
			<ResourceTable<Team>
				id="teams" label={t('teams')} queryKey={teamsKey} fetch={fetchTeams} columns={columns}
				rowKey={(row) => row.id} rowLabel={(row) => row.name} onTotal={setTotal}
				href={(row) => `/governance/teams/${row.id}`}
				rowActions={(row) => [
					{ key: 'edit', label: c('edit'), icon: 'edit', perm: 'team:write', run: () => setForm({ row }) },
					remove(row),
				]}
				empty={(
					<EmptyState
						icon="team" title={t('teams.empty')} text={t('teams.empty.text')}
						action={<ActionButton type="primary" action={create} />}
					/>
				)}
			/>
			<TeamForm open={form !== null} row={form?.row} onClose={() => setForm(null)} />
		</div>
	);
}
