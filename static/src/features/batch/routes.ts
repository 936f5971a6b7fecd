import type { AppRoute } from '../../shared/lib/routes';

const run = ['host:execute', 'host:write'] as const;

export const batchRoutes: readonly AppRoute[] = [
	{
		path: 'batch', page: () => import('./pages/batch-list'), perm: 'host:read',
		menu: { group: 'infrastructure', name: 'nav.batch', icon: 'terminal' },
	},
	{ path: 'batch/new', page: () => import('./pages/batch-new'), perm: run },
	{ path: 'batch/:id', page: () => import('./pages/batch-detail'), perm: 'host:read' },
	{
		path: 'hosts/groups', page: () => import('./pages/groups'), perm: 'host:read',
		menu: { group: 'infrastructure', name: 'nav.groups', icon: 'tag' },
	},
	{
		path: 'command-rules', page: () => import('./pages/rules'), perm: ['host:read', 'approval:policy'],
		menu: { group: 'governance', name: 'nav.rules', icon: 'lock' },
	},
];
