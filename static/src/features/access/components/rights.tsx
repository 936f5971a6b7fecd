/* What a user can do, and why: every permission with its ways. */
import { useQuery } from '@tanstack/react-query';
import { Drawer, Input } from 'antd';
import { useState, type ReactElement } from 'react';
import { Link } from 'react-router';
import type { Explanation, Way } from '../../../api/types';
import { ErrorState } from '../../../shared/ui/error-state';
import { Icon } from '../../../shared/ui/icon';
import { EmptyState, Notice, SkeletonLines } from '../../../shared/ui/page';
import { StatusTag } from '../../../shared/ui/status-tag';
import { explainQuery } from '../queries';
import { access } from '../text';

export function WayText({ way }: { way: Way }): ReactElement {
	const t = access.useT();
	const words: Record<string, string> = {
		admin: t('way.admin'), global: t('way.global'), project: t('way.project'), team: t('way.team'),
	};
	return (
		<span>
			{words[way.way] ?? way.way}
			{way.team_id !== null && <> <Link to={`/governance/teams/${way.team_id}`}>{way.team_name}</Link></>}
			{' · '}
			<Link to={`/governance/roles?q=${encodeURIComponent(way.role_code)}`}>{way.role_code}</Link>
		</span>
	);
}

export function Where({ way }: { way: Way }): ReactElement {
	const t = access.useT();
	if (way.project_id === null) return <span className="muted">{t('way.everywhere')}</span>;
	return <Link to={`/governance/projects/${way.project_id}`}>{way.project_name}</Link>;
}

function Table({ data }: { data: Explanation }): ReactElement {
	const t = access.useT();
	const [q, setQ] = useState('');
	const ways = data.ways.filter((way) =>
		`${way.permission} ${way.role_code} ${way.project_name ?? ''} ${way.team_name ?? ''}`
			.toLowerCase().includes(q.toLowerCase()));
	const sorted = [...ways].sort((a, b) => a.permission.localeCompare(b.permission));
	return (
		<div className="stack">
			{data.is_admin && <Notice>{t('rights.admin')}</Notice>}
			{data.status !== 'active' && <Notice tone="wait">{t('rights.disabled')}</Notice>}
			{data.permission && data.allowed !== null && (
				<p className="row"><code>{data.permission}</code><StatusTag status={data.allowed ? 'ok' : 'denied'} /></p>
			)}
			{data.ways.length === 0 && !data.is_admin && (
				<EmptyState icon="lock" title={t('rights.none')} text={t('rights.none.text')} />
			)}
			{data.ways.length > 8 && (
				<Input
					value={q} allowClear prefix={<Icon name="search" size={14} />} placeholder={t('rights.filter')}
					aria-label={t('rights.filter')} onChange={(event) => setQ(event.target.value)}
					className="filter-search" data-hotkey="/"
				/>
			)}
			{data.ways.length > 0 && (
				<div className="table-box">
					<table className="table compact">
						<thead>
							<tr><th>{t('way.matched')}</th><th>{t('way')}</th><th>{t('way.where')}</th></tr>
						</thead>
						<tbody>
							{sorted.map((way, i) => (
								<tr key={i}>
									<td className="card-head"><code>{way.permission}</code></td>
									<td data-label={t('way')}><WayText way={way} /></td>
									<td data-label={t('way.where')}><Where way={way} /></td>
								</tr>
							))}
						</tbody>
					</table>
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
