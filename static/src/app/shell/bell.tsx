import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Popover } from 'antd';
import { useState, type ReactElement } from 'react';
import { useNavigate } from 'react-router';
import { api } from '../../api/client';
import {
	notificationsKey, notificationsQuery, socketUp, unreadQuery, useNotificationSocket,
} from '../../api/notifications';
import type { Notification } from '../../api/types';
import { safePath } from '../../shared/lib/url';
import { useStore } from '../../shared/lib/store';
import { Icon } from '../../shared/ui/icon';
import { StatusTag } from '../../shared/ui/status-tag';
import { TimeAgo } from '../../shared/ui/time-ago';
import { toast } from '../../shared/ui/toast';
import { app } from '../text';

export function Bell(): ReactElement {
	const t = app.useT();
	const [open, setOpen] = useState(false);
	const unread = useQuery(unreadQuery).data?.total ?? 0;

	useNotificationSocket((one) => {
		const path = safePath(one.notification.action_url);
		if (one.notification.severity === 'info') return;
		toast.info(one.notification.title, path ? { to: path, label: t('bell.view') } : undefined);
	});
	return (
		<Popover
			content={<List close={() => setOpen(false)} />} open={open} onOpenChange={setOpen}
			trigger="click" placement="bottomRight" arrow={false} destroyOnHidden
			styles={{ container: { padding: 0 } }}
		>
			<button
				type="button" className="icon-button" aria-label={t('bell.button', { n: unread })}
				title={t('bell.title')} aria-haspopup="dialog" aria-expanded={open}
			>
				<Icon name="bell" />
				{unread > 0 && <span className="count">{unread > 99 ? '99+' : unread}</span>}
			</button>
		</Popover>
	);
}

function List({ close }: { close: () => void }): ReactElement {
	const t = app.useT();
	const up = useStore(socketUp);
	const client = useQueryClient();
	const navigate = useNavigate();
	const { data } = useQuery(notificationsQuery);
	const list = data?.list ?? [];

	async function act(path: string): Promise<void> {
		try {
			await api.post(path);
		} catch (error) {
			toast.error(error);
		}
		await client.invalidateQueries({ queryKey: notificationsKey });
	}

	function open(one: Notification): void {
		if (!one.read_at) void act(`/notifications/${one.id}/read`);
		const path = safePath(one.notification.action_url);
		if (!path) return;
		close();
		void navigate(path);
	}

	return (
		<div className="tray">
			<div className="tray-head">
				<h2>{t('bell.title')}</h2>
				<Button
					type="link" size="small" disabled={!list.some((one) => !one.read_at)}
					onClick={() => void act('/notifications/read-all')}
				>
					{t('bell.readAll')}
				</Button>
			</div>
			{!up && <p className="tray-note muted">{t('bell.offline')}</p>}
			{data && list.length === 0 && <p className="tray-none muted">{t('bell.none')}</p>}
			<ul>
				{list.map((one) => (
					<li key={one.id} className={one.read_at ? undefined : 'unread'}>
						<button type="button" className="tray-main" onClick={() => open(one)}>
							<StatusTag status={one.notification.severity} label={one.notification.title} />
							{one.notification.content && (
								<span className="muted tray-text">{one.notification.content}</span>
							)}
							<span className="muted"><TimeAgo at={one.created_at} /></span>
						</button>
						{one.notification.action_type === 'confirm' && !one.confirmed_at && (
							<Button size="small" onClick={() => void act(`/notifications/${one.id}/confirm`)}>
								{t('bell.confirm')}
							</Button>
						)}
						<button
							type="button" className="plain muted" aria-label={t('bell.dismiss')}
							onClick={() => void act(`/notifications/${one.id}/dismiss`)}
						>
							<Icon name="close" size={14} />
						</button>
					</li>
				))}
			</ul>
		</div>
	);
}
