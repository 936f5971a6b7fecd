import { queryOptions } from '@tanstack/react-query';
import { api, call, newKey, type Page, type Query } from '../../api/client';
import type { Schedule, ScheduleNew, Task, TaskEvent, TaskItem } from '../../api/types';

export const tasksKey = ['tasks'] as const;
export const schedulesKey = ['schedules'] as const;

export function fetchTasks(query: Query, signal?: AbortSignal): Promise<Page<TaskItem>> {
	return api.get<Page<TaskItem>>('/tasks', query, signal);
}

export const taskQuery = (id: number) => queryOptions({
	queryKey: [...tasksKey, 'one', id],
	queryFn: ({ signal }) => api.get<Task>(`/tasks/${id}`, undefined, signal),
	refetchInterval: (query) => {
		const status = query.state.data?.status;
		return status === 'running' || status === 'queued' ? 5000 : false;
	},
});

/** What this user has in progress; asked more often while there is something. */
export const movingQuery = (uid: number) => queryOptions({
	queryKey: [...tasksKey, 'moving', uid],
	queryFn: async ({ signal }) => {
		const ask = (status: string): Promise<Page<TaskItem>> => call<Page<TaskItem>>('GET', '/tasks', {
			query: { status, actor_id: uid, page_size: 20 }, signal, project: 0,
		});
		const [running, queued] = await Promise.all([ask('running'), ask('queued')]);
		return [...running.list, ...queued.list];
	},
	refetchInterval: (query) => (query.state.data?.length ? 2500 : 15_000),
	staleTime: 1000,
});

export interface Started {
	task_id?: number;
	approval_id?: number;
}

export function cancelTask(id: number): Promise<Task> {
	return api.post<Task>(`/tasks/${id}/cancel`);
}

export function retryTask(id: number): Promise<Started> {
	return api.post<Started>(`/tasks/${id}/retry`);
}

export function resolveTask(id: number, status: 'succeeded' | 'failed', reason: string): Promise<Task> {
	return api.post<Task>(`/tasks/${id}/resolve`, { status, reason });
}

/** All of a task's output as text, page by page. */
export async function taskLog(id: number): Promise<string[]> {
	const parts: string[] = [];
	let after = 0;
	for (;;) {
		const page = await api.get<Page<TaskEvent>>(`/tasks/${id}/log`, { after, limit: 1000 });
		for (const event of page.list) {
			after = event.seq;
			if (event.type === 'stdout' || event.type === 'stderr') parts.push(event.text);
			else if (event.text) parts.push(`${event.text.replace(/\n$/, '')}\n`);
		}
		if (page.list.length === 0 || after >= page.total) return parts;
	}
}

export function fetchSchedules(query: Query, signal?: AbortSignal): Promise<Page<Schedule>> {
	return api.get<Page<Schedule>>('/schedules', query, signal);
}

export function createSchedule(input: ScheduleNew): Promise<Schedule> {
	return api.post<Schedule>('/schedules', input, { key: newKey() });
}

export function updateSchedule(row: Schedule, input: ScheduleNew): Promise<Schedule> {
	return api.put<Schedule>(`/schedules/${row.id}`, input, row.version);
}

export function removeSchedule(row: Schedule): Promise<unknown> {
	return api.del(`/schedules/${row.id}`, row.version);
}
