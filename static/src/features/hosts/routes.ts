import type { AppRoute } from '../../shared/lib/routes';

export const hostsRoutes: readonly AppRoute[] = [
	{
		path: 'hosts', page: () => import('./pages/host-list'), perm: 'host:read',
		menu: { group: 'infrastructure', name: 'nav.hosts', icon: 'server' },
	},
	{ path: 'hosts/onboarding', page: () => import('./pages/onboarding'), perm: 'host:write' },
	{ path: 'hosts/:id', page: () => import('./pages/host-detail'), perm: 'host:read' },
];
