import type { AppRoute } from '../../shared/lib/routes';

/* One's own things: reached from the user menu. */
export const accountRoutes: readonly AppRoute[] = [
	{
		path: 'account/profile', page: () => import('./pages/profile'),
		menu: { group: 'account', name: 'nav.profile', icon: 'user' },
	},
	{
		path: 'account/password', page: () => import('./pages/password'),
		menu: { group: 'account', name: 'nav.password', icon: 'lock' },
	},
	{
		path: 'account/sessions', page: () => import('./pages/sessions'),
		menu: { group: 'account', name: 'nav.sessions', icon: 'screen' },
	},
	{
		path: 'account/tokens', page: () => import('./pages/tokens'),
		menu: { group: 'account', name: 'nav.tokens', icon: 'key' },
	},
];
