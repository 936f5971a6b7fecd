import { queryOptions } from '@tanstack/react-query';
import { api, queryString, raw, type Page, type Query } from '../../api/client';
import type { AuditItem, AuditRow } from '../../api/types';

export const auditKey = ['audit'] as const;

export const fetchAudit = (query: Query, signal?: AbortSignal): Promise<Page<AuditItem>> =>
	api.get<Page<AuditItem>>('/audit', query, signal);

export const auditRowQuery = (id: number) => queryOptions({
	queryKey: [...auditKey, 'one', id],
	queryFn: ({ signal }) => api.get<AuditRow>(`/audit/${id}`, undefined, signal),
	staleTime: Infinity,
});

export async function exportAudit(query: Query, format: 'csv' | 'ndjson'): Promise<Blob> {
	const response = await raw('GET', `/audit/export${queryString({ ...query, format })}`);
	return response.blob();
}

export function verifyAudit(): Promise<{ task_id: number }> {
	return api.post<{ task_id: number }>('/audit/verify');
}
