import type { AppRoute } from '../../shared/lib/routes';

export const tenancyRoutes: readonly AppRoute[] = [
	{
		path: 'governance/teams', page: () => import('./pages/teams'), perm: 'team:read',
		menu: { group: 'governance', name: 'nav.teams', icon: 'team' },
	},
	{ path: 'governance/teams/:id', page: () => import('./pages/team-detail'), perm: 'team:read' },
	{
		path: 'governance/projects', page: () => import('./pages/projects'),
		menu: { group: 'governance', name: 'nav.projects', icon: 'project' },
	},
	{ path: 'governance/projects/:id', page: () => import('./pages/project-detail') },
];
