import type { AppRoute } from '../../shared/lib/routes';

/** What opens a shell; the server asks the same of the host's project. */
export const mayOpen = ['host:execute', 'host:write'] as const;
/** What shows sessions: one's own, or those of others. */
export const maySee = [...mayOpen, 'terminal:audit', 'terminal:control'] as const;

export const terminalsRoutes: readonly AppRoute[] = [
	{
		path: 'terminals', page: () => import('./pages/workspace'), perm: mayOpen,
		menu: { group: 'infrastructure', name: 'nav.terminals', icon: 'terminal' },
	},
	{
		path: 'terminal-sessions', page: () => import('./pages/sessions'), perm: maySee,
		menu: { group: 'infrastructure', name: 'nav.terminalSessions', icon: 'play' },
	},
	{ path: 'terminal-sessions/search', page: () => import('./pages/search'), perm: maySee },
	{ path: 'terminal-sessions/:id', page: () => import('./pages/session'), perm: maySee },
];
