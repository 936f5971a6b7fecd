import { queryOptions } from '@tanstack/react-query';
import { api, call, raw, type Page, type Query } from '../../api/client';
import type { Host, Schemas } from '../../api/types';

export type TerminalSession = Schemas['TerminalSession'];
export type TerminalOpened = Schemas['TerminalOpened'];
export type TerminalTicket = Schemas['TerminalTicket'];
export type TerminalHit = Schemas['TerminalHit'];
export type TerminalLine = Schemas['TerminalLine'];
export type Mode = 'attach' | 'watch' | 'control';

export const terminalsKey = ['terminals'] as const;

/* Of all projects: a shell does not end because another project is looked at. */
const everywhere = { project: 0 } as const;

export const fetchSessions = (query: Query, signal?: AbortSignal): Promise<Page<TerminalSession>> =>
	api.get<Page<TerminalSession>>('/terminal/sessions', query, signal);

export const readSession = (id: string, signal?: AbortSignal): Promise<TerminalSession> =>
	call<TerminalSession>('GET', `/terminal/sessions/${encodeURIComponent(id)}`, { signal, ...everywhere });

export const hostOf = (id: number, signal?: AbortSignal): Promise<Host> =>
	call<Host>('GET', `/hosts/${id}`, { signal, ...everywhere });

export const sessionQuery = (id: string) => queryOptions({
	queryKey: [...terminalsKey, 'one', id],
	queryFn: ({ signal }) => readSession(id, signal),
	refetchInterval: ({ state }) => (state.data?.status === 'active' ? 3000 : false),
});

export const typedQuery = (id: string) => queryOptions({
	queryKey: [...terminalsKey, 'typed', id],
	queryFn: ({ signal }) => call<TerminalLine[]>('GET', `/terminal/sessions/${encodeURIComponent(id)}/typed`, { signal, ...everywhere }),
});

export const openSession = (
	host: number, size: { cols: number; rows: number }, signal?: AbortSignal,
): Promise<TerminalOpened> =>
	call<TerminalOpened>('POST', `/hosts/${host}/terminal/sessions`, { body: size, signal, ...everywhere });

export const ticketFor = (id: string, mode: Mode, signal?: AbortSignal): Promise<TerminalTicket> =>
	call<TerminalTicket>('POST', `/terminal/sessions/${encodeURIComponent(id)}/tickets`, { body: { mode }, signal, ...everywhere });

export const endSession = (id: string): Promise<unknown> =>
	call('DELETE', `/terminal/sessions/${encodeURIComponent(id)}`, everywhere);

export const searchLines = (query: Query, signal?: AbortSignal): Promise<TerminalHit[]> =>
	api.get<TerminalHit[]>('/terminal/search', query, signal);

/** The recording piece by piece; each is the text of whole lines. */
export async function* readRecording(id: string, signal?: AbortSignal): AsyncGenerator<string> {
	let after = -1;
	for (;;) {
		const response = await raw('GET', `/terminal/sessions/${encodeURIComponent(id)}/recording`, {
			query: { after }, signal, ...everywhere,
		});
		const next = response.headers.get('X-Next-After');
		const text = await response.text();
		if (text) yield text;
		if (next === null || Number(next) <= after) return;
		after = Number(next);
	}
}
