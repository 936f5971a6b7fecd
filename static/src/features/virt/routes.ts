import type { AppRoute } from '../../shared/lib/routes';

export const virtRoutes: readonly AppRoute[] = [
	{
		path: 'virtual-machines', page: () => import('./pages/machines'), perm: 'host:read',
		menu: { group: 'infrastructure', name: 'nav.virt', icon: 'screen' },
	},
	{ path: 'virtual-machines/:host/new', page: () => import('./pages/create'), perm: 'host:write' },
	{ path: 'virtual-machines/:host/:name', page: () => import('./pages/machine'), perm: 'host:read' },
];
