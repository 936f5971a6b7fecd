import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link, useParams, useSearchParams } from 'react-router';
import { useCan } from '../../../api/session';
import { formatBytes, formatDuration, formatTime } from '../../../shared/lib/format';
import { common } from '../../../shared/text';
import { ActionButton, ActionMenu } from '../../../shared/ui/action-button';
import { DetailPage } from '../../../shared/ui/detail-page';
import { CopyText } from '../../../shared/ui/copy-text';
import { EmptyState, Facts, Notice } from '../../../shared/ui/page';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { projectsQuery } from '../../tenancy/queries';
import { LiveView } from '../components/live-view';
import { Replay } from '../components/replay';
import { SessionStatus, useSessionActions } from '../components/session-table';
import { endText } from '../ends';
import { sessionQuery, type TerminalSession } from '../queries';
import { terminals } from '../text';

export function Component(): ReactElement {
	const t = terminals.useT();
	const c = common.useT();
	const can = useCan();
	const id = useParams()['id'] ?? '';
	const [search] = useSearchParams();
	const query = useQuery(sessionQuery(id));
	const actions = useSessionActions();
	const projects = useQuery(projectsQuery).data?.list;
	const at = Number(search.get('at')) || 0;
	const q = search.get('q') ?? '';
	const refresh = (): void => void query.refetch();
	return (
		<DetailPage<TerminalSession>
			query={query} crumbs={[{ label: t('sessions'), to: '/terminal-sessions' }]}
			name={(row) => `${row.username} @ ${row.host_name}`} copy={(row) => row.session_id}
			status={(row) => <SessionStatus row={row} soft />}
			notice={(row) => row.status !== 'active' && (row.error !== '' || row.status === 'lost') && (
				<div className="page-notice">
					<Notice tone="bad">{endText(row.end_reason, row.exit_code)}{row.error && ` ${row.error}`}</Notice>
				</div>
			)}
			facts={(row) => [
				[t('host'), row.host_id ? <Link key="h" to={`/hosts/${row.host_id}`}>{row.host_name}</Link> : row.host_name],
				[t('login'), <code key="l">{`${row.ssh_user}@${row.ip}`}</code>],
				[t('started'), <TimeAgo key="s" at={row.connected_at ?? row.created_at} />],
				[t('duration'), row.connected_at ? formatDuration(row.duration_ms) : '–'],
				[t('client'), row.client_ip],
				row.status !== 'active' && [t('why'), endText(row.end_reason, row.exit_code)],
			]}
			actions={(row) => {
				const list = actions(row).filter((one) => one && one.key !== 'replay');
				const first = list.find((one) => one && (one.key === 'join' || one.key === 'open'));
				const down = list.find((one) => one && one.key === 'download');
				return (
					<>
						{down && <ActionButton action={down} />}
						{first && <ActionButton action={first} type="primary" />}
						<ActionMenu label={c('more')} actions={list.filter((one) => one !== first && one !== down)} />
					</>
				);
			}}
			tabs={(row) => [
				{
					key: 'replay', label: t('replay'),
					body: () => (row.can_watch ? <Replay key={row.status === 'active' ? 'live' : 'whole'} session={row} at={at} q={q} />
						: <EmptyState icon="lock" title={t('replay.not')} text={t('replay.not.text')} />),
				},
				row.status === 'active' && row.can_watch && can('terminal:audit') && {
					key: 'live', label: t('live'), body: () => <LiveView session={row} mode="watch" onEnd={refresh} />,
				},
				row.status === 'active' && !row.mine && row.can_control && can('terminal:control') && {
					key: 'control', label: t('act.take'), body: () => <LiveView session={row} mode="control" onEnd={refresh} />,
				},
				{
					key: 'details', label: c('details'),
					body: () => (
						<Facts
							list facts={[
								[t('session'), <CopyText key="i" text={row.session_id} mono />],
								[t('user'), row.username],
								[c('project'), projects?.find((one) => one.id === row.project_id)?.name ?? `#${row.project_id}`],
								[t('started'), formatTime(row.connected_at ?? row.created_at)],
								[t('ended'), formatTime(row.ended_at)],
								[t('size'), `${row.cols} × ${row.rows}`],
								[t('typed.bytes'), formatBytes(row.bytes_in)],
								[t('shown'), formatBytes(row.bytes_out)],
								[t('recorded'), formatBytes(row.recorded_bytes)],
								row.cut_at_ms >= 0 && [t('cut.at'), formatDuration(row.cut_at_ms)],
								[t('reason'), row.reason],
								row.error !== '' && [t('error'), row.error],
							]}
						/>
					),
				},
			]}
		/>
	);
}
