import { queryOptions } from '@tanstack/react-query';
import { api, call, queryString, raw, type Page, type Query } from '../../api/client';
import type {
	BatchHost, BatchItem, BatchNew, BatchOutcome, BatchOutput, BatchPreview, BatchRun, BatchStarted, CommandRule,
	CommandRuleNew, CommandVerdict, HostGroup, HostGroupNew,
} from '../../api/types';

export const batchKey = ['batch'] as const;
export const groupsKey = ['host-groups'] as const;
export const rulesKey = ['command-rules'] as const;

const runs = '/hosts/batch/runs';

/** Whether it will still change by itself. */
export function isMoving(run: Pick<BatchItem, 'status'> | undefined): boolean {
	return run !== undefined && ['queued', 'running', 'waiting'].includes(run.status ?? '');
}

export const fetchRuns = (query: Query, signal?: AbortSignal): Promise<Page<BatchItem>> =>
	api.get<Page<BatchItem>>(runs, query, signal);

export const runQuery = (id: number) => queryOptions({
	queryKey: [...batchKey, 'one', id],
	queryFn: ({ signal }) => api.get<BatchRun>(`${runs}/${id}`, undefined, signal),
	refetchInterval: (query) => (isMoving(query.state.data) ? 700 : false),
});

export const fetchRunHosts = (id: number) => (query: Query, signal?: AbortSignal): Promise<Page<BatchHost>> =>
	api.get<Page<BatchHost>>(`${runs}/${id}/hosts`, query, signal);

export const outputQuery = (id: number, host: number) => queryOptions({
	queryKey: [...batchKey, 'output', id, host],
	queryFn: ({ signal }) => api.get<BatchOutput>(`${runs}/${id}/hosts/${host}`, undefined, signal),
});

export const outcomesQuery = (id: number) => queryOptions({
	queryKey: [...batchKey, 'outcomes', id],
	queryFn: ({ signal }) => api.get<BatchOutcome[]>(`${runs}/${id}/outcomes`, undefined, signal),
});

export const startBatch = (input: BatchNew): Promise<BatchStarted> => api.post<BatchStarted>(runs, input);

export const previewBatch = (input: BatchNew, signal?: AbortSignal): Promise<BatchPreview> =>
	call<BatchPreview>('POST', '/hosts/batch/preview', { body: input, signal });

export const retryBatch = (id: number, states?: string[]): Promise<BatchStarted> =>
	api.post<BatchStarted>(`${runs}/${id}/retry`, { states });

export const continueBatch = (id: number): Promise<BatchStarted> =>
	api.post<BatchStarted>(`${runs}/${id}/continue`);

export const cancelBatch = (id: number): Promise<unknown> => api.post(`${runs}/${id}/cancel`);

export async function exportBatch(id: number, format: 'csv' | 'ndjson'): Promise<Blob> {
	return (await raw('GET', `${runs}/${id}/export${queryString({ format })}`)).blob();
}

export const fetchGroups = (query: Query, signal?: AbortSignal): Promise<Page<HostGroup>> =>
	api.get<Page<HostGroup>>('/hosts/groups', query, signal);

export const allGroupsQuery = queryOptions({
	queryKey: [...groupsKey, 'all'],
	queryFn: ({ signal }) => fetchGroups({ page_size: 500 }, signal),
});

export const createGroup = (input: HostGroupNew): Promise<HostGroup> => api.post<HostGroup>('/hosts/groups', input);

export const updateGroup = (row: HostGroup, input: HostGroupNew): Promise<HostGroup> =>
	api.put<HostGroup>(`/hosts/groups/${row.id}`, input, row.version);

export const removeGroup = (row: HostGroup): Promise<unknown> => api.del(`/hosts/groups/${row.id}`, row.version);

export const fetchRules = (query: Query, signal?: AbortSignal): Promise<Page<CommandRule>> =>
	api.get<Page<CommandRule>>('/hosts/command-rules', query, signal);

export const createRule = (input: CommandRuleNew): Promise<CommandRule> =>
	api.post<CommandRule>('/hosts/command-rules', input);

export const updateRule = (row: CommandRule, input: CommandRuleNew): Promise<CommandRule> =>
	api.put<CommandRule>(`/hosts/command-rules/${row.id}`, input, row.version);

export const removeRule = (row: CommandRule): Promise<unknown> =>
	api.del(`/hosts/command-rules/${row.id}`, row.version);

export const testCommand = (command: string, projectId?: number, signal?: AbortSignal): Promise<CommandVerdict> =>
	call<CommandVerdict>('POST', '/hosts/command-rules/test', { body: { command, project_id: projectId }, signal });
