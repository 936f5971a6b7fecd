import type { AppRoute } from '../../shared/lib/routes';

export const apidocRoutes: readonly AppRoute[] = [
	{
		path: 'governance/api', page: () => import('./pages/api'),
		menu: { group: 'governance', name: 'nav.api', icon: 'api' },
	},
];
