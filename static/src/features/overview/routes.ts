import type { AppRoute } from '../../shared/lib/routes';

export const overviewRoutes: readonly AppRoute[] = [
	{
		path: '', page: () => import('./pages/overview'),
		menu: { group: 'overview', name: 'nav.overview', icon: 'home' },
	},
];
