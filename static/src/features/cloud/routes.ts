import type { AppRoute } from '../../shared/lib/routes';

export const cloudRoutes: readonly AppRoute[] = [
	{
		path: 'cloud', page: () => import('./pages/accounts'), perm: 'host:read',
		menu: { group: 'infrastructure', name: 'nav.cloud', icon: 'cloud' },
	},
	{ path: 'cloud/imports', page: () => import('./pages/runs'), perm: 'host:read' },
	{ path: 'cloud/imports/:id', page: () => import('./pages/run'), perm: 'host:read' },
	{ path: 'cloud/:id', page: () => import('./pages/account'), perm: 'host:read' },
	{ path: 'cloud/:id/import', page: () => import('./pages/import'), perm: 'host:write' },
];
