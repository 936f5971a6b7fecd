import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import { resume, sessionState } from '../api/client';
import { AppTheme } from './app-theme';
import './app.css';
import { queryClient } from './query-client';
import { router } from './router';

const root = document.getElementById('root');

if (root) {
	/* the server may be away: then the shell says so and tries again */
	void resume().catch(() => sessionState.set('out'));
	createRoot(root).render(
		<StrictMode>
			<QueryClientProvider client={queryClient}>
				<AppTheme>
					<RouterProvider router={router} />
				</AppTheme>
			</QueryClientProvider>
		</StrictMode>,
	);
}
