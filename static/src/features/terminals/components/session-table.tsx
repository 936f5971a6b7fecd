/* Sessions, running and over; on a host's page those of the host. */
import { useQuery } from '@tanstack/react-query';
import { useMemo, type ReactElement } from 'react';
import { useNavigate } from 'react-router';
import type { Query } from '../../../api/client';
import { useCan } from '../../../api/session';
import { formatBytes, formatDuration } from '../../../shared/lib/format';
import { useLocale } from '../../../shared/lib/i18n';
import type { Action } from '../../../shared/ui/action-button';
import type { Filter } from '../../../shared/ui/filters';
import { ResourceTable, type Column } from '../../../shared/ui/resource-table';
import { StatusTag } from '../../../shared/ui/status-tag';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { fetchUsers, userQuery } from '../../access/queries';
import { fetchHosts } from '../../hosts/queries';
import { downloadRecording } from '../download';
import { endText } from '../ends';
import { endSession, fetchSessions, hostOf, terminalsKey, type TerminalSession } from '../queries';
import { mayOpen } from '../routes';
import { terminals } from '../text';
import '../terminals.css';

export const statuses = ['active', 'closed', 'failed', 'lost'] as const;
const tones = { active: 'work', closed: 'none', failed: 'bad', lost: 'wait' } as const;

export function SessionStatus({ row, soft }: { row: TerminalSession; soft?: boolean }): ReactElement {
	const t = terminals.useT();
	useLocale();
	const why = row.status === 'active' ? '' : endText(row.end_reason, row.exit_code);
	return <StatusTag status={row.status} label={t(`status.${row.status}`)} tone={tones[row.status]} reason={row.error || why} soft={soft ?? false} />;
}

/** What can be done with a session; the server's word on each decides. */
export function useSessionActions(): (row: TerminalSession) => (Action | false)[] {
	const t = terminals.useT();
	const can = useCan();
	return (row) => {
		const live = row.status === 'active';
		const name = `${row.username} @ ${row.host_name}`;
		return [
			live && row.mine && { key: 'join', label: t('act.join'), icon: 'terminal', perm: mayOpen, to: `/terminals?session=${row.session_id}` },
			live && row.can_watch && can('terminal:audit') && { key: 'watch', label: t('act.watch'), icon: 'eye', to: `/terminal-sessions/${row.session_id}?tab=live` },
			live && !row.mine && row.can_control && can('terminal:control') && {
				key: 'take', label: t('act.take'), icon: 'lock', danger: true, to: `/terminal-sessions/${row.session_id}?tab=control`,
			},
			row.can_watch && row.chunks > 0 && { key: 'replay', label: t('act.replay'), icon: 'play', to: `/terminal-sessions/${row.session_id}` },
			row.can_watch && row.chunks > 0 && {
				key: 'download', label: t('act.download'), icon: 'download', run: () => downloadRecording(row),
			},
			!live && Boolean(row.host_id) && { key: 'open', label: t('act.open'), icon: 'terminal', perm: mayOpen, to: `/terminals?host=${row.host_id}` },
			live && row.can_control && {
				key: 'end', label: t('act.end'), icon: 'stop', danger: true, stale: [terminalsKey], done: t('act.ended'),
				confirm: { title: t('act.end.title', { name }), text: row.mine ? t('close.text') : t('act.end.text', { by: row.username }) },
				run: () => endSession(row.session_id),
			},
		];
	};
}

export function useSessionFilters(values: URLSearchParams, host?: number): Filter[] {
	const t = terminals.useT();
	const can = useCan();
	const hostId = Number(values.get('host_id')) || 0;
	const userId = Number(values.get('user_id')) || 0;
	const others = can('terminal:audit') || can('terminal:control');
	const hostName = useQuery({
		queryKey: [...terminalsKey, 'host', hostId], queryFn: ({ signal }) => hostOf(hostId, signal), enabled: hostId > 0, retry: false,
	}).data?.name;
	const userName = useQuery({ ...userQuery(userId), enabled: userId > 0 && can('rbac:read'), retry: false }).data?.username;
	return useMemo(() => {
		const list: Filter[] = [{
			key: 'status', label: t('state'), kind: 'choice',
			choices: statuses.map((one) => ({ value: one, label: <StatusTag status={one} tone={tones[one]} label={t(`status.${one}`)} />, text: t(`status.${one}`) })),
		}];
		if (!host && can('host:read'))
			list.push({
				key: 'host_id', label: t('host'), kind: 'choice',
				choices: hostId ? [{ value: String(hostId), label: hostName ?? `#${hostId}` }] : [],
				search: async (q) => (await fetchHosts({ q: q || undefined, page_size: 20, sort: 'name' })).list
					.map((one) => ({ value: String(one.id), label: one.name })),
			});
		if (others && can('rbac:read'))
			list.push({
				key: 'user_id', label: t('user'), kind: 'choice',
				choices: userId ? [{ value: String(userId), label: userName ?? `#${userId}` }] : [],
				search: async (q) => (await fetchUsers({ q: q || undefined, page_size: 20 })).list
					.map((one) => ({ value: String(one.id), label: one.username })),
			});
		if (others) list.push({ key: 'mine', label: t('whose'), kind: 'choice', choices: [{ value: 'true', label: t('mine') }] });
		list.push({ key: 'from', label: t('from'), kind: 'time' }, { key: 'to', label: t('to'), kind: 'time' });
		return list;
	}, [t, hostId, hostName, userId, userName, others, host]); // eslint-disable-line react-hooks/exhaustive-deps
}

export function SessionTable({ search, host, empty, onTotal, extra }: {
	search: URLSearchParams;
	/** Only those of this host. */
	host?: number;
	empty: ReactElement;
	onTotal?: (n: number) => void;
	extra?: ReactElement;
}): ReactElement {
	const t = terminals.useT();
	const navigate = useNavigate();
	const actions = useSessionActions();
	const filters = useSessionFilters(search, host);
	const fixed: Query | undefined = host ? { host_id: host } : undefined;
	const columns: Column<TerminalSession>[] = [
		{
			key: 'host', title: host ? t('session') : t('host'), card: 'head', text: (row) => row.host_name,
			render: (row) => (
				<span>
					<span className="cell-main">{host ? row.session_id : row.host_name}</span>
					<span className="cell-sub">{` ${row.ssh_user}${row.ssh_user ? '@' : ''}${row.ip}`}</span>
				</span>
			),
		},
		{ key: 'status', title: t('state'), text: (row) => row.status, render: (row) => <SessionStatus row={row} /> },
		{ key: 'user', title: t('user'), text: (row) => row.username, render: (row) => row.username },
		{ key: 'started', title: t('started'), text: (row) => row.created_at, render: (row) => <TimeAgo at={row.connected_at ?? row.created_at} /> },
		{
			key: 'duration', title: t('duration'), align: 'right', text: (row) => row.duration_ms,
			render: (row) => (row.connected_at ? formatDuration(row.duration_ms) : '–'),
		},
		{ key: 'why', title: t('why'), card: 'none', text: (row) => row.end_reason, render: (row) => (row.status === 'active' ? '–' : <span className="clip" title={row.error}>{endText(row.end_reason, row.exit_code)}</span>) },
		{ key: 'from', title: t('client'), hidden: true, card: 'none', text: (row) => row.client_ip, render: (row) => <code>{row.client_ip}</code> },
		{ key: 'out', title: t('shown'), align: 'right', hidden: true, card: 'none', text: (row) => row.bytes_out, render: (row) => formatBytes(row.bytes_out) },
		{ key: 'reason', title: t('reason'), hidden: true, card: 'none', text: (row) => row.reason, render: (row) => row.reason || '–' },
	];
	return (
		<ResourceTable<TerminalSession>
			id={host ? 'host-terminals' : 'terminal-sessions'} label={t('sessions')} queryKey={terminalsKey} fetch={fetchSessions}
			columns={columns} filters={filters} fixed={fixed} rowKey={(row) => row.id} rowLabel={(row) => `${row.username} @ ${row.host_name}`}
			onOpen={(row) => void navigate(`/terminal-sessions/${row.session_id}`)} rowActions={actions} onTotal={onTotal} extra={extra}
			every={(page) => (page?.list.some((row) => row.status === 'active') ? 5000 : 20_000)} empty={empty}
		/>
	);
}
