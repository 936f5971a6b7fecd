import type { AppRoute } from '../../shared/lib/routes';

export const tasksRoutes: readonly AppRoute[] = [
	{
		path: 'tasks', page: () => import('./pages/task-list'), perm: 'task:read',
		menu: { group: 'automation', name: 'nav.tasks', icon: 'tasks' },
	},
	{ path: 'tasks/:id', page: () => import('./pages/task-page') },
	{
		path: 'schedules', page: () => import('./pages/schedules'), perm: 'schedule:read',
		menu: { group: 'automation', name: 'nav.schedules', icon: 'clock' },
	},
];
