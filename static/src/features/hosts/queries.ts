import { queryOptions } from '@tanstack/react-query';
import { api, call, newKey, queryString, raw, type Page, type Query } from '../../api/client';
import type {
	Host, HostAction, HostActionReply, HostBatch, HostCheck, HostCredentials, HostExecNew, HostFactsReply, HostNew, HostPatch, HostProbe,
	HostHealth, HostMonitor, HostProbeNew, HostSeries, HostUsage, HostWindow, SavedHostFilter, SshKey, SshKeyNew, SshKeyVerify,
} from '../../api/types';
import type { Started } from '../tasks/queries';

export const hostsKey = ['hosts'] as const;
export const sshKeysKey = ['ssh-keys'] as const;

export const fetchHosts = (query: Query, signal?: AbortSignal): Promise<Page<Host>> =>
	api.get<Page<Host>>('/hosts', query, signal);

export const hostQuery = (id: number) => queryOptions({
	queryKey: [...hostsKey, 'one', id],
	queryFn: ({ signal }) => api.get<Host>(`/hosts/${id}`, undefined, signal),
});

export const hostFactsQuery = (id: number) => queryOptions({
	queryKey: [...hostsKey, 'facts', id],
	queryFn: ({ signal }) => api.get<HostFactsReply>(`/hosts/${id}/facts`, undefined, signal),
});

export const probeHost = (input: HostProbeNew, signal?: AbortSignal): Promise<HostProbe> =>
	call<HostProbe>('POST', '/hosts/probe', { body: input, signal });

export const createHost = (input: HostNew): Promise<Host> =>
	api.post<Host>('/hosts', input, { key: newKey() });

export const updateHost = (row: Pick<Host, 'id' | 'version'>, input: HostPatch): Promise<Host> =>
	api.put<Host>(`/hosts/${row.id}`, input, row.version);

export const removeHost = (row: Pick<Host, 'id' | 'version'>): Promise<unknown> =>
	api.del(`/hosts/${row.id}`, row.version);

export const putCredentials = (id: number, input: HostCredentials): Promise<unknown> =>
	api.put(`/hosts/${id}/credentials`, input);

/** Logs in once. With a fingerprint: pins that host key. */
export const checkHost = (id: number, fingerprint?: string): Promise<HostCheck> =>
	api.post<HostCheck>(`/hosts/${id}/ssh/check`, { host_key_fingerprint: fingerprint });

export const execHost = (id: number, input: HostExecNew): Promise<Started> =>
	api.post<Started>(`/hosts/${id}/ssh/exec`, input);

export const refreshFacts = (id: number): Promise<Started> =>
	api.post<Started>(`/hosts/${id}/facts/refresh`);

export const addTag = (id: number, tag: string): Promise<unknown> =>
	api.post(`/hosts/${id}/tags`, { tag });

export const removeTag = (id: number, tag: string): Promise<unknown> =>
	api.del(`/hosts/${id}/tags/${encodeURIComponent(tag)}`);

export const fetchSshKeys = (query: Query, signal?: AbortSignal): Promise<Page<SshKey>> =>
	api.get<Page<SshKey>>('/credentials/ssh_keys', query, signal);

export const sshKeysQuery = queryOptions({
	queryKey: [...sshKeysKey, 'all'],
	queryFn: ({ signal }) => fetchSshKeys({ page_size: 500 }, signal),
});

export const createSshKey = (input: SshKeyNew): Promise<SshKey> =>
	api.post<SshKey>('/credentials/ssh_keys', input);

export const removeSshKey = (row: SshKey): Promise<unknown> =>
	api.del(`/credentials/ssh_keys/${row.id}`);

export const verifySshKey = (
	id: number, input: { ip: string; port?: number; username?: string },
): Promise<SshKeyVerify> =>
	api.post<SshKeyVerify>(`/credentials/ssh_keys/${id}/verify`, input);

/** Maintenance, online, offline, restart, shutdown. */
export const actHost = (id: number, input: HostAction): Promise<HostActionReply & Partial<Started>> =>
	api.post(`/hosts/${id}/actions`, input);

export async function exportHosts(query: Query, format: 'csv' | 'ndjson'): Promise<Blob> {
	const response = await raw('GET', `/hosts/export${queryString({ ...query, format })}`);
	return response.blob();
}

export const filtersKey = ['host-filters'] as const;
export const hostFiltersQuery = queryOptions({
	queryKey: filtersKey,
	queryFn: ({ signal }) => api.get<SavedHostFilter[]>('/hosts/filters', undefined, signal),
});
export const createFilter = (input: { name: string; query: string; project_id: number }): Promise<SavedHostFilter> =>
	api.post<SavedHostFilter>('/hosts/filters', input);
export const updateFilter = (id: number, input: { name?: string; query?: string; project_id?: number }): Promise<SavedHostFilter> =>
	api.put<SavedHostFilter>(`/hosts/filters/${id}`, input);
export const removeFilter = (id: number): Promise<unknown> => api.del(`/hosts/filters/${id}`);

/** Hosts that were picked, or all that a filter finds: whom an action is for. */
export interface Many {
	n: number;
	/** When it is one. */
	one?: Host | undefined;
	names: readonly string[];
	body: { host_ids: number[] } | { filter: string; expected: number };
}

export const manyOf = (list: readonly Host[]): Many => ({
	n: list.length, one: list.length === 1 ? list[0] : undefined, names: list.map((host) => host.name),
	body: { host_ids: list.map((host) => host.id) },
});

export const manyBy = (values: Readonly<Record<string, string>>, n: number): Many => ({
	n, names: [], body: { filter: queryString(values).replace(/^\?/, ''), expected: n },
});

/** On all of them or on none. */
export const batchHosts = (input: HostBatch): Promise<unknown> => api.post('/hosts/batch', input);

export const hostMonitorQuery = (id: number) => queryOptions({
	queryKey: [...hostsKey, 'monitor', id],
	queryFn: ({ signal }) => api.get<HostMonitor>(`/hosts/${id}/monitor`, undefined, signal),
});

export const setMonitor = (id: number, enabled: boolean): Promise<unknown> =>
	api.put(`/hosts/${id}/monitor`, { enabled });

/** The last so many seconds, or a range that stays. */
export const hostSeriesQuery = (id: number, range: { seconds: number } | { from: string; to: string }) => queryOptions({
	queryKey: [...hostsKey, 'series', id, range],
	queryFn: ({ signal }) => api.get<HostSeries>(`/hosts/${id}/series`, 'seconds' in range
		? { from: new Date(Date.now() - range.seconds * 1000).toISOString() } : range, signal),
});

export const checkHealth = (id: number): Promise<HostHealth> =>
	api.post<HostHealth>(`/hosts/${id}/health/check`, { deep: true });

export const fetchHealth = (id: number, query: Query, signal?: AbortSignal): Promise<Page<HostHealth>> =>
	api.get<Page<HostHealth>>(`/hosts/${id}/health`, query, signal);

export const fetchWindows = async (id: number): Promise<Page<HostWindow>> => {
	const list = await api.get<HostWindow[]>(`/hosts/${id}/windows`);
	return { list, total: list.length };
};

export const cancelWindow = (id: number, window: number): Promise<unknown> =>
	api.del(`/hosts/${id}/windows/${window}`);

export const fetchUsage = (ids: readonly number[], signal?: AbortSignal): Promise<HostUsage[]> =>
	api.get<HostUsage[]>('/hosts/usage', { ids: ids.join(',') }, signal);
