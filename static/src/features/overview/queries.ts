import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client';
import type { Schemas } from '../../api/types';

export type Overview = Schemas['Overview'];
export type OverviewItem = Schemas['OverviewItem'];

export const overviewQuery = queryOptions({
	queryKey: ['overview'],
	queryFn: ({ signal }) => api.get<Overview>('/overview', undefined, signal),
	refetchInterval: 10_000,
});
