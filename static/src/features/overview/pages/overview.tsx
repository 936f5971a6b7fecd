/* What is broken, what is moving, what waits for me, what changed: each line is a link. */
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState, type ReactElement } from 'react';
import { Link } from 'react-router';
import { useCan } from '../../../api/session';
import { safePath } from '../../../shared/lib/url';
import { common } from '../../../shared/text';
import { ErrorState } from '../../../shared/ui/error-state';
import { Icon, type IconName } from '../../../shared/ui/icon';
import { EmptyState, PageHead, SkeletonLines } from '../../../shared/ui/page';
import { StatusTag } from '../../../shared/ui/status-tag';
import { showTask } from '../../../shared/ui/task-link';
import { Duration, TimeAgo } from '../../../shared/ui/time-ago';
import { fetchHosts, hostsKey } from '../../hosts/queries';
import { overviewQuery, type OverviewItem } from '../queries';
import { overview } from '../text';
import './overview.css';

const icons: Record<string, IconName> = {
	host: 'server', task: 'tasks', approval: 'approve', audit: 'audit',
};

/* "offline: no route to host" is a state and its reason. */
function partsOf(detail: string): { state: string; reason: string } {
	const at = detail.indexOf(': ');
	const state = at < 0 ? detail : detail.slice(0, at);
	if (!common.has(`status.${state}`)) return { state: '', reason: detail };
	return { state, reason: at < 0 ? '' : detail.slice(at + 2) };
}

function Line({ item, live }: { item: OverviewItem; live?: boolean }): ReactElement {
	const { state, reason } = partsOf(item.detail);
	return (
		<li>
			<Link
				to={safePath(item.url) || '/'} className="line" onClick={(event) => {
					if (item.kind !== 'task' || event.ctrlKey || event.metaKey || event.shiftKey) return;
					event.preventDefault();
					showTask(item.id);
				}}
			>
				<Icon name={icons[item.kind] ?? 'dot'} />
				<span className="line-text">
					<span className="line-title">{item.title}</span>
					{reason && <span className="line-reason">{reason}</span>}
				</span>
				<span className="line-end">
					{state && <StatusTag status={state} />}
					<span className="muted">{live ? <Duration from={item.at} /> : <TimeAgo at={item.at} />}</span>
				</span>
			</Link>
		</li>
	);
}

/* More than this is one click away: the next question has to be on the screen, too. */
const most = 6;

function Part({ name, title, items, none, more, live, tone }: {
	name: string;
	title: string;
	items: readonly OverviewItem[] | undefined;
	none: string;
	more?: string;
	live?: boolean;
	tone?: 'bad' | 'wait' | 'work';
}): ReactElement {
	const t = overview.useT();
	const [whole, setWhole] = useState(false);
	const n = items?.length ?? 0;
	const shown = whole ? items : items?.slice(0, n > most + 1 ? most : n);
	const rest = n - (shown?.length ?? 0);
	return (
		<section className={`part part-${name}`}>
			<div className="part-head">
				<h2>{title}</h2>
				{n > 0 && <span className={`part-count num ${tone ?? ''}`}>{n}</span>}
				{more && <Link to={more} className="right">{t('all')}</Link>}
			</div>
			{!items && <SkeletonLines lines={3} />}
			{items && n === 0 && <p className="part-none muted"><Icon name="check" size={14} />{none}</p>}
			<ul>
				{shown?.map((item) => <Line key={`${item.kind}${item.id}`} item={item} live={live} />)}
			</ul>
			{rest > 0 && (
				<button type="button" className="plain link part-rest" onClick={() => setWhole(true)}>
					<Icon name="down" size={12} />{t('rest', { n: rest })}
				</button>
			)}
		</section>
	);
}

/* A new installation: the next step instead of four empty lists. */
function First(): ReactElement | null {
	const t = overview.useT();
	const can = useCan();
	const { data } = useQuery({
		queryKey: [...hostsKey, 'any'],
		queryFn: ({ signal }) => fetchHosts({ page_size: 1 }, signal),
		enabled: can('host:write'),
	});
	if (!data || data.total > 0) return null;
	return (
		<EmptyState
			icon="server" title={t('first.title')} text={t('first.text')}
			action={<Link to="/hosts/onboarding"><Button type="primary" tabIndex={-1}>{t('first.action')}</Button></Link>}
		/>
	);
}

export function Component(): ReactElement {
	const t = overview.useT();
	const can = useCan();
	const { data, error, refetch, dataUpdatedAt } = useQuery(overviewQuery);

	if (error && !data)
		return <div className="page"><ErrorState error={error} retry={() => void refetch()} /></div>;
	return (
		<div className="page">
			<PageHead
				title={t('title')}
				actions={dataUpdatedAt > 0 && <span className="muted">{t('age')} <TimeAgo at={dataUpdatedAt} /></span>}
			/>
			<First />
			<div className="parts">
				<div>
					<Part name="broken" title={t('broken')} items={data?.broken} none={t('broken.none')} tone="bad" />
					<Part
						name="changed" title={t('changed')} items={data?.changed} none={t('changed.none')}
						more={can('audit:read') ? '/audit' : undefined}
					/>
				</div>
				<div>
					<Part
						name="waiting" title={t('waiting')} items={data?.waiting} none={t('waiting.none')} tone="wait"
						more={can(['approval:read', 'approval:decide']) ? '/approvals' : undefined}
					/>
					<Part
						name="moving" title={t('moving')} items={data?.moving} none={t('moving.none')} tone="work" live
						more={can('task:read') ? '/tasks' : undefined}
					/>
				</div>
			</div>
		</div>
	);
}
