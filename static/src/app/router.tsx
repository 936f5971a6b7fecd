import type { ComponentType, ReactElement } from 'react';
import {
	createBrowserRouter, Outlet, ScrollRestoration, type RouteObject,
} from 'react-router';
import type { AppRoute } from '../shared/lib/routes';
import { Toasts } from '../shared/ui/toast';
import { Crash, Splash } from './outside';
import { pages } from './pages';
import { Guard } from './guard';

function Root(): ReactElement {
	return (
		<>
			<Outlet />
			<Toasts />
			<ScrollRestoration />
		</>
	);
}

function guarded(Page: ComponentType, perm: AppRoute['perm']): ComponentType {
	return function Guarded() {
		return <Guard perm={perm}><Page /></Guard>;
	};
}

function route({ path, page, perm }: AppRoute): RouteObject {
	const lazy = async (): Promise<{ Component: ComponentType }> => ({
		Component: guarded((await page()).Component, perm),
	});
	const object = { lazy, ErrorBoundary: Crash };
	return path === '' ? { index: true, ...object } : { path, ...object };
}

export const router = createBrowserRouter([
	{
		Component: Root,
		ErrorBoundary: Crash,
		HydrateFallback: Splash,
		children: [
			{ path: '/login', lazy: () => import('../features/auth/pages/login') },
			{ path: '/register', lazy: () => import('../features/auth/pages/register') },
			{
				path: '/',
				lazy: () => import('./shell/shell'),
				children: [
					...pages.map(route),
					{ path: '*', lazy: () => import('./not-found') },
				],
			},
		],
	},
]);
