import type { AppRoute } from '../../shared/lib/routes';

export const filesRoutes: readonly AppRoute[] = [
	{
		path: 'files', page: () => import('./pages/files'), perm: 'host:read',
		menu: { group: 'infrastructure', name: 'nav.files', icon: 'project' },
	},
];
