import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, call, newKey, type Page, type Query } from '../../api/client';
import type { Schemas } from '../../api/types';
import type { Started } from '../tasks/queries';

export type Account = Schemas['CloudAccount'];
export type AccountNew = Partial<Schemas['CloudAccountNew']>;
export type Tested = Schemas['CloudTest'];
export type Region = Schemas['CloudRegion'];
export type Instance = Schemas['CloudInstance'];
export type Instances = Schemas['CloudInstances'];
export type ImportNew = Partial<Schemas['CloudImportNew']>;
export type Run = Schemas['CloudImportTask'];
export type Item = Schemas['CloudItem'];
export type ApplyNew = Partial<Schemas['CloudApplyNew']>;

export const cloudKey = ['cloud'] as const;
export const accountsKey = [...cloudKey, 'accounts'] as const;
export const runsKey = [...cloudKey, 'runs'] as const;

export const providers = ['alicloud', 'tencent', 'aws'] as const;
export type Provider = (typeof providers)[number];

/** What the server looks at when an account names no region. */
export const firstRegion: Record<Provider, string> = {
	alicloud: 'cn-hangzhou', tencent: 'ap-guangzhou', aws: 'us-east-1',
};

const base = '/hosts/cloud';

export async function fetchAccounts(query: Query, signal?: AbortSignal): Promise<Page<Account>> {
	const list = await api.get<Account[]>(`${base}/accounts`, query, signal);
	return { list, total: list.length };
}

export const accountQuery = (id: number) => queryOptions({
	queryKey: [...accountsKey, 'one', id],
	queryFn: ({ signal }) => api.get<Account>(`${base}/accounts/${id}`, undefined, signal),
});

export const createAccount = (input: AccountNew): Promise<Account> =>
	api.post<Account>(`${base}/accounts`, input, { key: newKey() });

export const updateAccount = (row: Account, input: AccountNew): Promise<Account> =>
	api.put<Account>(`${base}/accounts/${row.id}`, input, row.version);

export const removeAccount = (row: Account): Promise<unknown> =>
	api.del(`${base}/accounts/${row.id}`, row.version);

/** With what is stored. */
export const testAccount = (id: number): Promise<Tested> => api.post<Tested>(`${base}/accounts/${id}/test`);

/** With what was typed; with an account, what is blank is taken from it. */
export const testParts = (provider: string, input: AccountNew & { account_id?: number }): Promise<Tested> =>
	call<Tested>('POST', `${base}/providers/${provider}/accounts/test`, { body: input });

export const regionsQuery = (id: number) => queryOptions({
	queryKey: [...cloudKey, 'regions', id],
	queryFn: ({ signal }) => api.get<Region[]>(`${base}/accounts/${id}/regions`, undefined, signal),
	retry: false, staleTime: 600_000,
});

/** Page by page; a cloud only knows the way forward. */
export const instancesQuery = (id: number, query: Query) => infiniteQueryOptions({
	queryKey: [...cloudKey, 'instances', id, query],
	queryFn: ({ pageParam, signal }) => api.get<Instances>(
		`${base}/accounts/${id}/instances`, { ...query, page_size: 50, next: pageParam || undefined }, signal,
	),
	initialPageParam: '',
	getNextPageParam: (last) => last.next || undefined,
	retry: false,
});

export const importInstances = (provider: string, input: ImportNew): Promise<Schemas['CloudImportReply']> =>
	api.post<Schemas['CloudImportReply']>(`${base}/providers/${provider}/instances/import`, input, { key: newKey() });

export const fetchRuns = (query: Query, signal?: AbortSignal): Promise<Page<Run>> =>
	api.get<Page<Run>>(`${base}/import_tasks`, query, signal);

export const runQuery = (id: string) => queryOptions({
	queryKey: [...runsKey, 'one', id],
	queryFn: ({ signal }) => api.get<Run>(`${base}/import_tasks/${encodeURIComponent(id)}`, undefined, signal),
	refetchInterval: (query) => (query.state.data?.status === 'running' ? 1000 : false),
});

export const fetchItems = (id: string, query: Query, signal?: AbortSignal): Promise<Page<Item>> =>
	api.get<Page<Item>>(`${base}/import_tasks/${encodeURIComponent(id)}/items`, query, signal);

export const applyRun = (id: string, input: ApplyNew): Promise<Started> =>
	api.post<Started>(`${base}/import_tasks/${encodeURIComponent(id)}/apply`, input);

/** Starts a comparison; the run that the task belongs to. */
export async function syncAccount(id: number, regions: readonly string[] | undefined): Promise<Run | undefined> {
	const started = await api.post<Started>(`${base}/accounts/${id}/sync`, regions?.length ? { regions } : {});
	const { list } = await fetchRuns({ account_id: id, kind: 'sync', page_size: 20 });
	return list.find((one) => one.task_id === started.task_id);
}

export type Change = 'import' | 'new' | 'changed' | 'gone';
export type Counts = Record<Change, number>;

const openStates = ['pending', 'failed', 'skipped'] as const;

/** What is not done yet, or was tried in vain. */
export function isOpen(item: Pick<Item, 'state'>): boolean {
	return openStates.some((one) => one === item.state);
}

export const restOf = (run: Run): number => run.pending + run.failed + run.skipped;

/** The rest of a run by what it is; what a run never had is not asked for. */
export const openQuery = (run: Run) => queryOptions({
	queryKey: [...runsKey, 'open', run.id, run.pending, run.failed, run.skipped],
	queryFn: async ({ signal }): Promise<Counts> => {
		const counts: Counts = { import: 0, new: 0, changed: 0, gone: 0 };
		const had: [Change, number][] = run.kind === 'import'
			? [['import', run.total]] : [['new', run.n_new], ['changed', run.n_changed], ['gone', run.n_gone]];
		await Promise.all(had.filter(([, n]) => n > 0).flatMap(([change]) => openStates
			.filter((state) => run[state] > 0)
			.map(async (state) => {
				const { total } = await fetchItems(run.id, { change, state, page_size: 1 }, signal);
				counts[change] += total;
			})));
		return counts;
	},
});
