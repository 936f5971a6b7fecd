import { QueryClient } from '@tanstack/react-query';
import { ApiError, currentProject, sessionState } from '../api/client';

export const queryClient = new QueryClient({
	defaultOptions: {
		queries: {
			staleTime: 10_000,
			gcTime: 300_000,
			retry: (count, error) =>
				count < 2 && error instanceof ApiError && (error.offline || error.status >= 502),
			retryDelay: (count) => 500 * 2 ** count,
		},
		mutations: { retry: false },
	},
});

/* What one person or project saw is no answer for another. */
currentProject.subscribe(() => void queryClient.invalidateQueries());
sessionState.subscribe(() => {
	if (sessionState.get() === 'out') queryClient.clear();
});
