import type { AppRoute } from '../../shared/lib/routes';

export const accessRoutes: readonly AppRoute[] = [
	{
		path: 'governance/users', page: () => import('./pages/users'), perm: 'rbac:read',
		menu: { group: 'governance', name: 'nav.users', icon: 'users' },
	},
	{ path: 'governance/users/:id', page: () => import('./pages/user-detail'), perm: 'rbac:read' },
	{
		path: 'governance/roles', page: () => import('./pages/roles'), perm: 'rbac:read',
		menu: { group: 'governance', name: 'nav.roles', icon: 'role' },
	},
	{
		path: 'governance/permissions', page: () => import('./pages/permissions'), perm: 'rbac:read',
		menu: { group: 'governance', name: 'nav.permissions', icon: 'lock' },
	},
	{
		path: 'governance/who', page: () => import('./pages/who'), perm: 'rbac:read',
		menu: { group: 'governance', name: 'nav.who', icon: 'who' },
	},
];
