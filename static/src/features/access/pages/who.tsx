import { useQuery } from '@tanstack/react-query';
import { useState, type ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import type { Way } from '../../../api/types';
import { ErrorState } from '../../../shared/ui/error-state';
import { EmptyState, PageHead, SkeletonLines } from '../../../shared/ui/page';
import { PermissionPicker, ProjectPicker } from '../../../shared/ui/pickers';
import { RightsDrawer, WayLines } from '../components/rights';
import { whoQuery } from '../queries';
import { access } from '../text';
import '../access.css';

interface Person {
	id: number;
	name: string;
	ways: Way[];
}

function peopleOf(ways: readonly Way[]): Person[] {
	const people = new Map<number, Person>();
	for (const way of ways) {
		const one = people.get(way.user_id) ?? { id: way.user_id, name: way.username, ways: [] };
		one.ways.push(way);
		people.set(way.user_id, one);
	}
	return [...people.values()].sort((a, b) => a.name.localeCompare(b.name));
}

function Result({ permission, project }: { permission: string; project: number }): ReactElement {
	const t = access.useT();
	const { data, error, refetch } = useQuery(whoQuery(permission, project));
	const [open, setOpen] = useState<Person | null>(null);

	if (!permission)
		return <EmptyState icon="who" title={t('who.choose')} text={t('who.choose.text')} />;
	if (error) return <ErrorState error={error} retry={() => void refetch()} />;
	if (!data) return <SkeletonLines lines={6} />;
	const people = peopleOf(data.list);
	if (people.length === 0)
		return <EmptyState icon="users" title={t('who.empty')} text={t('who.empty.text')} />;
	return (
		<>
			<p className="muted tab-about">{t('who.count', { n: people.length })}</p>
			<div className="table-box">
				<table className="table compact">
					<thead>
						<tr>
							<th>{t('username')}</th><th>{t('way')}</th>
						</tr>
					</thead>
					<tbody>
						{people.map((person) => (
							<tr
								key={person.id} data-open onClick={(event) => {
									if (!(event.target as HTMLElement).closest('a')) setOpen(person);
								}}
							>
								<td className="card-head">
									<button type="button" className="plain link cell-main">{person.name}</button>
								</td>
								<td className="card-wide"><WayLines ways={person.ways} code={permission} /></td>
							</tr>
						))}
					</tbody>
				</table>
			</div>
			{open && <RightsDrawer user={open.id} name={open.name} onClose={() => setOpen(null)} />}
		</>
	);
}

export function Component(): ReactElement {
	const t = access.useT();
	const [search, setSearch] = useSearchParams();
	const permission = search.get('permission') ?? '';
	const project = Number(search.get('project_id')) || 0;

	function set(key: string, value: string): void {
		setSearch((old) => {
			const next = new URLSearchParams(old);
			if (value) next.set(key, value);
			else next.delete(key);
			return next;
		}, { replace: true });
	}

	return (
		<div className="page">
			<PageHead title={t('who')} about={t('who.about')} />
			<div className="who-form">
				<label>
					<span className="form-label">{t('who.permission')}</span>
					<PermissionPicker
						value={permission || undefined} onChange={(code) => set('permission', code ?? '')}
						allowClear aria-label={t('who.permission')}
					/>
				</label>
				<label>
					<span className="form-label">{t('who.project')}</span>
					<ProjectPicker
						value={project} none={t('who.anywhere')} aria-label={t('who.project')}
						onChange={(id) => set('project_id', id ? String(id) : '')}
					/>
				</label>
			</div>
			<Result permission={permission} project={project} />
		</div>
	);
}
