import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, type ComponentType, type ReactElement } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useCan } from '../../../api/session';
import type { Host } from '../../../api/types';
import { common } from '../../../shared/text';
import { ActionButton, ActionMenu } from '../../../shared/ui/action-button';
import { CopyText } from '../../../shared/ui/copy-text';
import { DetailPage } from '../../../shared/ui/detail-page';
import { Notice, SkeletonLines } from '../../../shared/ui/page';
import { StatusTag } from '../../../shared/ui/status-tag';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { projectsQuery } from '../../tenancy/queries';
import { useHostActions } from '../components/host-actions';
import { TagEditor } from '../components/tag-editor';
import { hostQuery } from '../queries';
import { hostTabs, type HostTab, type HostTabProps } from '../tabs';
import { hosts } from '../text';
import '../hosts.css';

/* Made once: a component that is made while drawing would be mounted anew each time. */
const pages = new Map<string, ComponentType<HostTabProps>>(hostTabs.map((tab) => [
	tab.key, lazy(async () => ({ default: (await tab.page()).Component })),
]));

function LazyTab({ tab, host }: { tab: HostTab; host: Host }): ReactElement | null {
	const Page = pages.get(tab.key);
	return Page ? <Suspense fallback={<SkeletonLines />}><Page host={host} /></Suspense> : null;
}

export function Component(): ReactElement {
	const t = hosts.useT();
	const c = common.useT();
	const can = useCan();
	const navigate = useNavigate();
	const id = Number(useParams()['id']);
	const query = useQuery({ ...hostQuery(id), refetchInterval: 20_000 });
	const projects = useQuery(projectsQuery).data?.list;
	const actions = useHostActions(() => void navigate('/hosts'));
	return (
		<>
			<DetailPage<Host>
				query={query} crumbs={[{ label: t('hosts'), to: '/hosts' }]} name={(host) => host.name}
				status={(host) => <StatusTag status={host.status} reason={host.last_error || host.maintenance_reason} soft />}
				notice={(host) => host.last_error !== '' && host.status !== 'online' && (
					<div className="page-notice">
						<Notice tone="bad"><b>{t('last.error')}</b>{` ${host.last_error}`}</Notice>
					</div>
				)}
				facts={(host) => {
					const project = projects?.find((one) => one.id === host.project_id);
					return [
						[t('address'), <CopyText key="a" text={`${host.ip}:${host.port}`} mono />],
						[t('health'), <StatusTag key="h" status={host.health_state} />],
						[t('os'), host.os],
						project && [t('project'), <Link key="p" to={`/governance/projects/${project.id}`}>{project.name}</Link>],
						host.region !== '' && [t('region'), host.region],
						host.role !== '' && [t('role'), host.role],
						[t('checked'), <TimeAgo key="c" at={host.last_check_at} />],
						[t('tags'), <TagEditor key="t" host={host} />],
					];
				}}
				actions={(host) => {
					const [run, terminal, check, ...rest] = actions.of(host);
					return (
						<>
							{check && <ActionButton action={check} />}
							{terminal && <ActionButton action={terminal} />}
							{run && <ActionButton action={run} type="primary" />}
							<ActionMenu actions={rest} label={c('more')} />
						</>
					);
				}}
				tabs={(host) => hostTabs.map((tab) => can(tab.perm) && (tab.when?.(host) ?? true) && {
					key: tab.key, label: tab.label(), body: () => <LazyTab key={tab.key} tab={tab} host={host} />,
				})}
			/>
			{actions.dialogs}
		</>
	);
}
