import type { ReactElement } from 'react';
import type { Session } from '../../../api/types';
import { ActionButton } from '../../../shared/ui/action-button';
import { MiddleCut } from '../../../shared/ui/copy-text';
import { EmptyState, PageHead } from '../../../shared/ui/page';
import { ResourceTable, type Column } from '../../../shared/ui/resource-table';
import { StatusTag } from '../../../shared/ui/status-tag';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { deviceName } from '../device';
import { endOtherSessions, endSession, fetchSessions, sessionsKey } from '../queries';
import { account } from '../text';

export function useSessionColumns(): Column<Session>[] {
	const t = account.useT();
	return [
		{
			key: 'user_agent', title: t('device'), card: 'head', text: (row) => row.user_agent,
			render: (row) => (
				<span className="row">
					<span title={row.user_agent}>
						<MiddleCut text={deviceName(row.user_agent) || t('device.unknown')} />
					</span>
					{row.current && <StatusTag status="active" label={t('current')} soft />}
				</span>
			),
		},
		{ key: 'ip', title: t('ip'), text: (row) => row.ip, render: (row) => <code>{row.ip}</code> },
		{
			key: 'last_seen_at', title: t('seen'), text: (row) => row.last_seen_at,
			render: (row) => <TimeAgo at={row.last_seen_at} />,
		},
		{
			key: 'created_at', title: t('since'), text: (row) => row.created_at,
			render: (row) => <TimeAgo at={row.created_at} />,
		},
		{
			key: 'expires_at', title: t('until'), text: (row) => row.expires_at,
			render: (row) => <TimeAgo at={row.expires_at} />,
		},
	];
}

export function Component(): ReactElement {
	const t = account.useT();
	const columns = useSessionColumns();
	return (
		<div className="page">
			<PageHead
				title={t('sessions')} about={t('sessions.about')}
				actions={(
					<ActionButton
						action={{
							key: 'others', label: t('end.others'), icon: 'logout', danger: true, stale: [sessionsKey],
							confirm: { title: t('end.others.title'), text: t('end.others.text') },
							run: endOtherSessions, done: t('end.others.done'),
						}}
					/>
				)}
			/>
			<ResourceTable<Session>
				id="sessions" label={t('sessions')} queryKey={sessionsKey} fetch={fetchSessions} columns={columns}
				rowKey={(row) => row.id} rowLabel={(row) => deviceName(row.user_agent)} whole
				rowActions={(row) => [!row.current && {
					key: 'end', label: t('end'), icon: 'logout', danger: true, stale: [sessionsKey],
					confirm: {
						title: t('end.title'),
						text: t('end.text', { device: deviceName(row.user_agent) || t('device.unknown'), ip: row.ip }),
					},
					run: () => endSession(row.id), done: t('end.done'),
				}]}
				empty={<EmptyState icon="screen" title={t('sessions.empty')} />}
			/>
		</div>
	);
}
