import type { AppRoute } from '../../shared/lib/routes';

export const approvalsRoutes: readonly AppRoute[] = [
	{
		path: 'approvals', page: () => import('./pages/approval-list'),
		perm: ['approval:read', 'approval:decide'],
		menu: { group: 'delivery', name: 'nav.approvals', icon: 'approve' },
	},
	{
		path: 'approvals/policies', page: () => import('./pages/policies'),
		perm: ['approval:read', 'approval:policy'],
		menu: { group: 'delivery', name: 'nav.policies', icon: 'policy' },
	},
	{
		path: 'approvals/:id', page: () => import('./pages/approval-detail'),
		perm: ['approval:read', 'approval:decide'],
	},
];
