/* What a user can do, and why: where it comes from, then every permission with its ways. */
import { useQuery } from '@tanstack/react-query';
import { Drawer, Input } from 'antd';
import { useMemo, useState, type ReactElement } from 'react';
import { Link } from 'react-router';
import { useCan } from '../../../api/session';
import type { Explanation, Way } from '../../../api/types';
import { ErrorState } from '../../../shared/ui/error-state';
import { Icon } from '../../../shared/ui/icon';
import { EmptyState, Notice, Section, SkeletonLines } from '../../../shared/ui/page';
import { StatusTag } from '../../../shared/ui/status-tag';
import { usePermissionName, useRoleTexts } from '../names';
import { explainQuery, permissionsQuery, rolesQuery } from '../queries';
import { access } from '../text';
import '../access.css';

export function useRoleName(): (code: string) => string {
	const may = useCan()('rbac:read');
	const roles = useQuery({ ...rolesQuery, enabled: may }).data?.list;
	const texts = useRoleTexts();
	return (code) => {
		const role = roles?.find((one) => one.code === code);
		return role ? texts(role).name : code;
	};
}

export function WayText({ way }: { way: Way }): ReactElement {
	const t = access.useT();
	const roleName = useRoleName();
	const can = useCan();
	const words: Record<string, string> = {
		admin: t('way.admin'), global: t('way.global'), project: t('way.project'), team: t('way.team'),
	};
	return (
		<span className="inline-links">
			{words[way.way] ?? way.way}
			{way.team_id !== null && (
				<>
					{' '}
					{can('team:read') ? <Link to={`/governance/teams/${way.team_id}`}>{way.team_name}</Link> : way.team_name}
				</>
			)}
			{' · '}
			{can('rbac:read') ? (
				<Link to={`/governance/roles?q=${encodeURIComponent(way.role_code)}`} title={way.role_code}>
					{roleName(way.role_code)}
				</Link>
			) : way.role_code}
		</span>
	);
}

export function Where({ way }: { way: Way }): ReactElement {
	const t = access.useT();
	if (way.project_id === null) return <span className="muted">{t('way.everywhere')}</span>;
	return <Link to={`/governance/projects/${way.project_id}`}>{way.project_name}</Link>;
}

/** One way a line: by what, where, and the code that matched when that is another one. */
export function WayLines({ ways, code }: { ways: readonly Way[]; code: string }): ReactElement {
	return (
		<ul className="way-lines">
			{ways.map((way, i) => (
				<li key={i}>
					<WayText way={way} />
					<Where way={way} />
					{way.permission !== code && <code className="muted">{way.permission}</code>}
				</li>
			))}
		</ul>
	);
}

function grouped(ways: readonly Way[], keyOf: (way: Way) => string): [string, Way[]][] {
	const groups = new Map<string, Way[]>();
	for (const way of ways) {
		const key = keyOf(way);
		const group = groups.get(key);
		if (group) group.push(way);
		else groups.set(key, [way]);
	}
	return [...groups];
}

function Sources({ ways }: { ways: readonly Way[] }): ReactElement {
	const t = access.useT();
	const list = grouped(ways, (way) =>
		`${way.way} ${way.role_id} ${way.project_id ?? 0} ${way.team_id ?? 0}`);
	return (
		<Section title={t('sources')}>
			<div className="table-box">
				<table className="table compact">
					<thead>
						<tr>
							<th>{t('way')}</th><th>{t('way.where')}</th><th className="right-align">{t('permissions')}</th>
						</tr>
					</thead>
					<tbody>
						{list.map(([key, [first, ...more]]) => first && (
							<tr key={key}>
								<td className="card-head"><WayText way={first} /></td>
								<td data-label={t('way.where')}><Where way={first} /></td>
								<td data-label={t('permissions')} className="num right-align">{more.length + 1}</td>
							</tr>
						))}
					</tbody>
				</table>
			</div>
		</Section>
	);
}

function Permissions({ ways }: { ways: readonly Way[] }): ReactElement {
	const t = access.useT();
	const [q, setQ] = useState('');
	const may = useCan()('rbac:read');
	const catalogue = useQuery({ ...permissionsQuery, enabled: may }).data?.list;
	const nameOf = usePermissionName();
	const names = useMemo(
		() => new Map((catalogue ?? []).map((one) => [one.code, nameOf(one)])), [catalogue, nameOf],
	);
	const low = q.toLowerCase();
	const list = grouped(ways, (way) => way.permission)
		.filter(([code, of]) => `${code} ${names.get(code) ?? ''} ${of.map((way) =>
			`${way.role_code} ${way.project_name ?? ''} ${way.team_name ?? ''}`).join(' ')}`.toLowerCase().includes(low))
		.sort(([a], [b]) => a.localeCompare(b));
	return (
		<Section title={t('permissions')}>
			<div className="stack">
				<Input
					value={q} allowClear prefix={<Icon name="search" size={14} />} placeholder={t('rights.filter')}
					aria-label={t('rights.filter')} onChange={(event) => setQ(event.target.value)}
					className="filter-search" data-hotkey="/"
				/>
				<div className="table-box">
					<table className="table compact">
						<thead><tr><th>{t('way.matched')}</th><th>{t('way')}</th></tr></thead>
						<tbody>
							{list.map(([code, of]) => (
								<tr key={code}>
									<td className="card-head">
										<code>{code}</code>
										{names.has(code) && <div className="cell-sub">{names.get(code)}</div>}
									</td>
									<td className="card-wide"><WayLines ways={of} code={code} /></td>
								</tr>
							))}
						</tbody>
					</table>
				</div>
			</div>
		</Section>
	);
}

function Table({ data }: { data: Explanation }): ReactElement {
	const t = access.useT();
	return (
		<div className="stack">
			{data.is_admin && <Notice>{t('rights.admin')}</Notice>}
			{data.status !== 'active' && <Notice tone="wait">{t('rights.disabled')}</Notice>}
			{data.permission && data.allowed !== null && (
				<p className="row"><code>{data.permission}</code><StatusTag status={data.allowed ? 'ok' : 'denied'} /></p>
			)}
			{data.ways.length === 0 && !data.is_admin && data.status === 'active' && (
				<EmptyState icon="lock" title={t('rights.none')} text={t('rights.none.text')} />
			)}
			{data.ways.length > 0 && (
				<div>
					<Sources ways={data.ways} />
					<Permissions ways={data.ways} />
				</div>
			)}
		</div>
	);
}

export function Rights({ user, permission = '', project = 0 }: {
	user: number;
	permission?: string;
	project?: number;
}): ReactElement {
	const { data, error, refetch } = useQuery(explainQuery(user, permission, project));
	if (data) return <Table data={data} />;
	if (error) return <ErrorState error={error} retry={() => void refetch()} />;
	return <SkeletonLines lines={8} />;
}

export function RightsDrawer({ user, name, onClose }: {
	user: number;
	name: string;
	onClose: () => void;
}): ReactElement {
	const t = access.useT();
	return (
		<Drawer
			open onClose={onClose} size={760} title={t('who.why', { name })}
			styles={{ wrapper: { maxWidth: '100vw' } }}
		>
			<Rights user={user} />
		</Drawer>
	);
}
