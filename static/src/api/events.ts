/*
 * Following a task.  EventSource cannot send a bearer, so this reads the stream
 * of a fetch: resumes behind the last number it saw, backs off with jitter, and
 * hands on what came in batches, so that a million lines do not mean a million
 * renders.
 */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { LogBuffer } from '../shared/lib/log-buffer';
import { SseParser, type SseEvent } from '../shared/lib/sse';
import { ApiError, BASE, bearer, errorOf, headersFor, pause } from './client';
import type { TaskEvent } from './types';

export type FollowState = 'connecting' | 'live' | 'lost' | 'ended' | 'failed';

interface Handlers {
	after: number;
	signal: AbortSignal;
	onEvents: (events: readonly TaskEvent[]) => void;
	onState: (state: FollowState, error?: unknown) => void;
}

const batchMs = 80;

class Batch {
	private list: TaskEvent[] = [];
	private timer: ReturnType<typeof setTimeout> | undefined;

	constructor(private readonly out: (events: readonly TaskEvent[]) => void) {}

	add(event: TaskEvent): void {
		this.list.push(event);
		if (this.list.length > 20_000) this.flush();
		this.timer ??= setTimeout(() => this.flush(), batchMs);
	}

	flush(): void {
		clearTimeout(this.timer);
		this.timer = undefined;
		const list = this.list;
		this.list = [];
		if (list.length) this.out(list);
	}
}

function eventOf(raw: SseEvent): TaskEvent | null {
	try {
		const event = JSON.parse(raw.data) as Partial<TaskEvent>;
		return {
			data: undefined, text: '', at: '', ...event,
			seq: event.seq ?? (Number(raw.id) || 0), type: event.type || raw.event,
		};
	} catch {
		return null;
	}
}

/** Runs until the task's stream has ended, the signal aborts or it is refused. */
export async function followTask(id: number, handlers: Handlers): Promise<void> {
	const { signal, onState } = handlers;
	let last = handlers.after;
	let tries = 0;
	let renew = false;
	const batch = new Batch(handlers.onEvents);

	onState('connecting');
	while (!signal.aborted) {
		let over = false;
		try {
			await bearer(renew);
			renew = false;
			const headers = headersFor(0);
			headers.set('Accept', 'text/event-stream');
			if (last > 0) headers.set('Last-Event-ID', String(last));
			const response = await fetch(`${BASE}/tasks/${id}/events`, {
				headers, signal, credentials: 'omit', cache: 'no-store',
			});
			if (!response.ok || !response.body) {
				const error = await errorOf(response);
				if (error.status === 401) {
					renew = true;
					throw error;
				}
				if (error.status < 500 && error.status !== 429) {
					onState('failed', error);
					return;
				}
				throw error;
			}
			onState('live');
			tries = 0;
			const parser = new SseParser((raw) => {
				if (raw.event === 'reauth') {
					renew = true;
					return;
				}
				if (raw.event === 'end') {
					over = true;
					return;
				}
				const event = eventOf(raw);
				if (!event || (event.seq && event.seq <= last)) return;
				if (event.seq) last = event.seq;
				batch.add(event);
			});
			const reader = response.body.getReader();
			for (;;) {
				const { done, value } = await reader.read();
				if (done) break;
				parser.push(value);
				if (over || renew) break;
			}
			void reader.cancel().catch(() => undefined);
		} catch (error) {
			if (signal.aborted) break;
			if (error instanceof ApiError && error.status === 401 && tries > 3) {
				onState('failed', error);
				return;
			}
		}
		batch.flush();
		if (signal.aborted) break;
		if (over) {
			onState('ended');
			return;
		}
		tries++;
		if (tries > 1) onState('lost');
		await pause(Math.min(15_000, 250 * 2 ** Math.min(tries, 6)) * (0.5 + Math.random()));
	}
	batch.flush();
}

export interface Step {
	name: string;
	state: string;
	at: string;
}

export interface TaskFeed {
	log: LogBuffer;
	state: FollowState;
	error: unknown;
	progress: { percent?: number; text?: string } | null;
	steps: readonly Step[];
	result: unknown;
}

function record(data: unknown): Record<string, unknown> {
	return data && typeof data === 'object' ? (data as Record<string, unknown>) : {};
}

function text(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/* Typed records: what is not a line of the log. */
function digest(feed: TaskFeed, events: readonly TaskEvent[]): TaskFeed {
	let next = feed;
	for (const event of events) {
		const data = record(event.data);
		if (event.type === 'progress') {
			const done = Number(data['percent'] ?? NaN);
			const share = Number(data['done']) / Number(data['total']);
			const percent = Number.isFinite(done) ? done
				: Number.isFinite(share) ? Math.round(share * 100) : undefined;
			next = { ...next, progress: { percent, text: event.text || text(data['text']) } };
		} else if (event.type === 'step') {
			const name = text(data['name']) || text(data['step']) || event.text;
			const state = text(data['state']) || text(data['status']) || 'running';
			const at = next.steps.findIndex((one) => one.name === name);
			const step = { name, state, at: event.at };
			const steps = at < 0 ? [...next.steps, step] : next.steps.with(at, step);
			next = { ...next, steps };
		} else if (event.type === 'result') {
			next = { ...next, result: event.data ?? event.text };
		}
	}
	return next;
}

/** The live feed of a task; finished ones are replayed the same way. */
export function useTaskEvents(id: number): TaskFeed {
	const client = useQueryClient();
	const log = useMemo(() => new LogBuffer(), [id]); // eslint-disable-line react-hooks/exhaustive-deps
	const [feed, setFeed] = useState<TaskFeed>(() => empty(log));

	useEffect(() => {
		const stop = new AbortController();
		log.clear();
		setFeed(empty(log));
		void followTask(id, {
			after: 0,
			signal: stop.signal,
			onState(state, error) {
				if (stop.signal.aborted) return;
				setFeed((old) => ({ ...old, state, error: error ?? null }));
				if (state === 'ended') {
					log.end();
					void client.invalidateQueries({ queryKey: ['tasks'] });
				}
			},
			onEvents(events) {
				if (stop.signal.aborted) return;
				log.add(events);
				if (events.some((one) => one.type === 'progress' || one.type === 'step' || one.type === 'result'))
					setFeed((old) => digest(old, events));
				if (events.some((one) => one.type === 'state'))
					void client.invalidateQueries({ queryKey: ['tasks'] });
			},
		});
		return () => stop.abort();
	}, [id, log, client]);
	return feed.log === log ? feed : empty(log);
}

function empty(log: LogBuffer): TaskFeed {
	return { log, state: 'connecting', error: null, progress: null, steps: [], result: undefined };
}
