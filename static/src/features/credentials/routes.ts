import type { AppRoute } from '../../shared/lib/routes';

export const credentialsRoutes: readonly AppRoute[] = [
	{
		path: 'hosts/keys', page: () => import('./pages/ssh-keys'), perm: 'host:write',
		menu: { group: 'infrastructure', name: 'nav.keys', icon: 'key' },
	},
	{ path: 'hosts/keys/rotations/:id', page: () => import('./pages/rotation'), perm: 'host:read' },
	{
		path: 'passwords', page: () => import('./pages/passwords'), perm: 'credential:read',
		menu: { group: 'infrastructure', name: 'nav.passwords', icon: 'lock' },
	},
	{
		path: 'host-keys', page: () => import('./pages/host-keys'), perm: 'host:read',
		menu: { group: 'infrastructure', name: 'nav.hostKeys', icon: 'policy' },
	},
];
