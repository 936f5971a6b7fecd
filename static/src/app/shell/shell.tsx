import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Drawer } from 'antd';
import { lazy, Suspense, useEffect, useState, type ReactElement } from 'react';
import { Link, Navigate, Outlet, useLocation, useNavigation } from 'react-router';
import { ApiError, resume, sessionState } from '../../api/client';
import { meQuery, type Me } from '../../api/session';
import { useStore } from '../../shared/lib/store';
import { ConfirmHost } from '../../shared/ui/confirm';
import { ErrorState } from '../../shared/ui/error-state';
import { Icon, Mark } from '../../shared/ui/icon';
import { TaskDrawerHost } from '../../shared/ui/task-link';
import { LocaleButton, OutsideCard, Splash } from '../outside';
import { app } from '../text';
import { Bell } from './bell';
import { Expired } from './expired';
import { Nav } from './nav';
import { ProjectSwitcher } from './project-switcher';
import './shell.css';
import { TasksTray } from './tasks-tray';
import { UserMenu } from './user-menu';

const Palette = lazy(() => import('./palette'));
const ForcedPassword = lazy(() => import('../../features/account/pages/forced-password'));

export function Component(): ReactElement {
	const state = useStore(sessionState);
	const location = useLocation();

	if (state === 'unknown') return <Splash />;
	if (state === 'out') {
		const next = location.pathname + location.search;
		return <Navigate to={`/login${next === '/' ? '' : `?next=${encodeURIComponent(next)}`}`} replace />;
	}
	return <Inside />;
}

function Inside(): ReactElement {
	const state = useStore(sessionState);
	const me = useQuery(meQuery);

	if (!me.data) {
		if (state === 'expired') return <Expired username={undefined} />;
		if (!me.error) return <Splash />;
		return (
			<OutsideCard>
				<ErrorState error={me.error} retry={() => void me.refetch()} />
			</OutsideCard>
		);
	}
	if (me.data.mustChangePassword)
		return <Suspense fallback={<Splash />}><ForcedPassword /></Suspense>;
	return <Frame me={me.data} expired={state === 'expired'} />;
}

function Frame({ me, expired }: { me: Me; expired: boolean }): ReactElement {
	const t = app.useT();
	const location = useLocation();
	const moving = useNavigation().state === 'loading';
	const [menu, setMenu] = useState(false);
	const [palette, setPalette] = useState(false);

	useEffect(() => {
		/* there before the first key is typed into it */
		const timer = setTimeout(() => void import('./palette'), 1500);
		return () => clearTimeout(timer);
	}, []);
	useEffect(() => setMenu(false), [location.pathname]);
	useEffect(() => {
		function onKey(event: KeyboardEvent): void {
			if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
				event.preventDefault();
				setPalette((open) => !open);
				return;
			}
			if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return;
			const at = event.target as HTMLElement;
			if (/^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) || at.isContentEditable) return;
			const boxes = [...document.querySelectorAll<HTMLInputElement>('[data-hotkey="/"]')];
			const box = boxes.findLast((one) => one.offsetParent !== null);
			if (!box) return;
			event.preventDefault();
			box.focus();
			box.select();
		}
		window.addEventListener('keydown', onKey);
		return () => window.removeEventListener('keydown', onKey);
	}, []);

	return (
		<div className="shell">
			<a className="skip" href="#main">{t('skip')}</a>
			<header className="top">
				<button
					type="button" className="icon-button top-menu" aria-label={t('menu')}
					onClick={() => setMenu(true)}
				>
					<Icon name="menu" />
				</button>
				<Link to="/" className="brand top-brand"><Mark /><span>{'k8s-manage'}</span></Link>
				<ProjectSwitcher />
				<button
					type="button" className="top-search" aria-label={t('search.open')} aria-keyshortcuts="Control+K"
					onClick={() => setPalette(true)}
				>
					<Icon name="search" size={14} />
					<span className="grow">{t('search.open')}</span>
					<kbd className="kbd-palette" aria-hidden="true" />
				</button>
				<div className="top-right">
					<TasksTray />
					<Bell />
					<span className="top-wide"><LocaleButton /></span>
					<UserMenu me={me} />
				</div>
			</header>
			<aside className="side"><Nav /></aside>
			<Drawer
				open={menu} onClose={() => setMenu(false)} placement="left" size={264}
				title={t('menu')} className="side-drawer" styles={{ body: { padding: 8 } }}
			>
				<Nav />
			</Drawer>
			<main id="main" className="main" tabIndex={-1}>
				<div className={`moving${moving ? ' on' : ''}`} />
				<OfflineBanner />
				<Outlet />
			</main>
			{palette && (
				<Suspense fallback={null}><Palette onClose={() => setPalette(false)} /></Suspense>
			)}
			<TaskDrawerHost />
			<ConfirmHost />
			{expired && <Expired username={me.username} />}
		</div>
	);
}

/* Says so when the server has gone away, and notices when it is back. */
function OfflineBanner(): ReactElement | null {
	const t = app.useT();
	const client = useQueryClient();
	const [off, setOff] = useState(false);

	useEffect(() => client.getQueryCache().subscribe((event) => {
		if (event.type !== 'updated') return;
		const { error, status } = event.query.state;
		if (event.action.type === 'error' && error instanceof ApiError && error.offline) setOff(true);
		if (event.action.type === 'success' && status === 'success') setOff(false);
	}), [client]);
	useEffect(() => {
		if (!off) return undefined;
		const timer = setInterval(() => {
			if (sessionState.get() === 'in') void client.refetchQueries({ queryKey: meQuery.queryKey });
			else void resume().catch(() => undefined);
		}, 3000);
		return () => clearInterval(timer);
	}, [off, client]);
	if (!off) return null;
	return <div className="banner" role="alert"><Icon name="warn" />{t('offline.banner')}</div>;
}
