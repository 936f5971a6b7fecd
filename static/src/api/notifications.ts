/*
 * The bell's source: a WebSocket opened with a single-use ticket, and a poll
 * while there is none.
 */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { getLocale } from '../shared/lib/i18n';
import { createStore } from '../shared/lib/store';
import { api, type Page } from './client';
import type { Notification } from './types';

export const notificationsKey = ['notifications'] as const;

export const notificationsQuery = queryOptions({
	queryKey: [...notificationsKey, 'list'],
	queryFn: ({ signal }) => api.get<Page<Notification>>('/notifications', { page_size: 20 }, signal),
});

export const unreadQuery = queryOptions({
	queryKey: [...notificationsKey, 'unread'],
	queryFn: ({ signal }) =>
		api.get<{ total: number }>('/notifications/unread-count', undefined, signal),
});

export const socketUp = createStore(true);

/** The socket knows no language and brings both. */
type Pushed = Notification & {
	notification: { title_en?: string; content_en?: string };
};

interface Message {
	type: string;
	notification?: Pushed;
}

export function inLocale(one: Pushed, locale: string): Notification {
	const { title_en, content_en, ...rest } = one.notification;
	if (locale === 'en') {
		if (title_en) rest.title = title_en;
		if (content_en) rest.content = content_en;
	}
	return { ...one, notification: rest };
}

/** Follows the socket while mounted; `onNew` hears of each new one once. */
export function useNotificationSocket(onNew: (one: Notification) => void): void {
	const client = useQueryClient();

	useEffect(() => {
		let socket: WebSocket | null = null;
		let timer: ReturnType<typeof setTimeout> | undefined;
		let tries = 0;
		let over = false;

		function again(): void {
			if (over) return;
			tries++;
			if (tries > 2) socketUp.set(false);
			const wait = Math.min(30_000, 500 * 2 ** tries) * (0.5 + Math.random());
			timer = setTimeout(() => void open(), wait);
		}

		async function open(): Promise<void> {
			let ticket: string;
			try {
				({ ticket } = await api.post<{ ticket: string }>('/auth/tickets', {
					target: 'notifications',
				}));
			} catch {
				again();
				return;
			}
			if (over) return;
			const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
			socket = new WebSocket(`${scheme}://${location.host}/ws/notifications`);
			socket.onopen = () => {
				socket?.send(JSON.stringify({ ticket }));
				tries = 0;
				socketUp.set(true);
				/* what came while nobody listened */
				void client.invalidateQueries({ queryKey: notificationsKey });
			};
			socket.onmessage = (event) => {
				let message: Message;
				try {
					message = JSON.parse(String(event.data)) as Message;
				} catch {
					return;
				}
				if (message.type !== 'new' && message.type !== 'update') return;
				void client.invalidateQueries({ queryKey: notificationsKey });
				if (message.type === 'new' && message.notification) {
					onNew(inLocale(message.notification, getLocale()));
				}
			};
			socket.onclose = again;
		}

		void open();
		const poll = setInterval(() => {
			if (!socketUp.get()) void client.invalidateQueries({ queryKey: notificationsKey });
		}, 30_000);
		return () => {
			over = true;
			clearTimeout(timer);
			clearInterval(poll);
			if (socket) {
				socket.onclose = null;
				socket.close();
			}
		};
		// eslint-disable-next-line react-hooks/exhaustive-deps
	}, [client]);
}
