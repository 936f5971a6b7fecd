import { queryOptions } from '@tanstack/react-query';
import { api, call, type Page, type Query } from '../../api/client';
import type { Approval, ApprovalItem, ApprovalPolicy, ApprovalPolicyNew } from '../../api/types';

export const approvalsKey = ['approvals'] as const;
export const policiesKey = ['policies'] as const;

/* What waits for me does so in every project, whichever is chosen. */
export const fetchApprovals = (query: Query, signal?: AbortSignal): Promise<Page<ApprovalItem>> =>
	call<Page<ApprovalItem>>('GET', '/approvals', {
		query, signal, project: query['waiting'] ? 0 : undefined,
	});

/** How many wait for me, in whatever project. */
export const waitingQuery = queryOptions({
	queryKey: [...approvalsKey, 'waiting'],
	queryFn: async ({ signal }) => {
		const page = await call<Page<ApprovalItem>>('GET', '/approvals', {
			query: { waiting: true, page_size: 1 }, signal, project: 0,
		});
		return page.total;
	},
	refetchInterval: 30_000,
});

export const approvalQuery = (id: number) => queryOptions({
	queryKey: [...approvalsKey, 'one', id],
	queryFn: ({ signal }) => call<Approval>('GET', `/approvals/${id}`, { signal, project: 0 }),
	refetchInterval: (query) => (query.state.data?.status === 'pending' ? 10_000 : false),
});

export type Verdict = 'approve' | 'reject' | 'cancel';

/** The digest says which plan was read: another one is not approved by accident. */
export function decide(row: Approval, verdict: Verdict, comment: string): Promise<Approval> {
	const digest = verdict === 'approve' ? row.digest : undefined;
	return api.post<Approval>(`/approvals/${row.id}/${verdict}`, { comment, digest }, { project: 0 });
}

export const fetchPolicies = (query: Query, signal?: AbortSignal): Promise<Page<ApprovalPolicy>> =>
	api.get<Page<ApprovalPolicy>>('/approval-policies', query, signal);

export const createPolicy = (input: ApprovalPolicyNew): Promise<ApprovalPolicy> =>
	api.post<ApprovalPolicy>('/approval-policies', input, { project: 0 });

export const updatePolicy = (
	row: ApprovalPolicy, input: ApprovalPolicyNew,
): Promise<ApprovalPolicy> =>
	api.put<ApprovalPolicy>(`/approval-policies/${row.id}`, input, row.version);

export const removePolicy = (row: ApprovalPolicy): Promise<unknown> =>
	api.del(`/approval-policies/${row.id}`, row.version);
