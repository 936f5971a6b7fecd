import type { AppRoute } from '../../shared/lib/routes';

export const auditRoutes: readonly AppRoute[] = [
	{
		path: 'audit', page: () => import('./pages/audit-list'), perm: 'audit:read',
		menu: { group: 'governance', name: 'nav.audit', icon: 'audit' },
	},
];
