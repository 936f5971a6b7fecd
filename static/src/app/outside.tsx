/* What is shown when the shell is not there: while starting, and after a crash. */
import { useEffect, type ReactElement, type ReactNode } from 'react';
import { Link, useRouteError } from 'react-router';
import { setLocale, useLocale } from '../shared/lib/i18n';
import { setTheme, useTheme } from '../shared/lib/theme';
import { ErrorState } from '../shared/ui/error-state';
import { Icon, Mark } from '../shared/ui/icon';
import { app } from './text';

export function Splash(): ReactElement {
	const t = app.useT();
	return (
		<div className="outside" role="status" aria-label={t('starting')}>
			<div className="outside-main"><span className="brand splash"><Mark /></span></div>
		</div>
	);
}

/** A new version was put in place while this page was open: its old parts are gone. */
function isStale(error: unknown): boolean {
	return error instanceof TypeError && /import|module/i.test(error.message);
}

export function Crash(): ReactElement {
	const error = useRouteError();
	const t = app.useT();
	const stale = isStale(error);
	const key = 'k8sm.reloaded';

	useEffect(() => {
		if (!stale || Date.now() - Number(sessionStorage.getItem(key) ?? 0) < 30_000) return;
		sessionStorage.setItem(key, String(Date.now()));
		location.reload();
	}, [stale]);
	return (
		<div>
			<ErrorState
				error={stale ? new Error(t('stale')) : error} retry={() => location.reload()}
			/>
			<p style={{ textAlign: 'center' }}><Link to="/">{t('home')}</Link></p>
		</div>
	);
}

export function LocaleButton(): ReactElement {
	const t = app.useT();
	const locale = useLocale();
	return (
		<button
			type="button" className="icon-button" title={t('language')}
			onClick={() => setLocale(locale === 'zh' ? 'en' : 'zh')}
		>
			{t('language.other')}
		</button>
	);
}

export function ThemeButton(): ReactElement {
	const t = app.useT();
	const theme = useTheme();
	const next = theme === 'dark' ? 'light' : 'dark';
	return (
		<button
			type="button" className="icon-button" title={t(`theme.${next}`)}
			aria-label={t(`theme.${next}`)} onClick={() => setTheme(next)}
		>
			<Icon name={theme === 'dark' ? 'sun' : 'moon'} />
		</button>
	);
}

export function OutsideCard({ children }: { children: ReactNode }): ReactElement {
	return (
		<div className="outside">
			<main className="outside-main">
				<div className="outside-card">
					<span className="brand"><Mark /><span>{'k8s-manage'}</span></span>
					{children}
				</div>
			</main>
			<footer className="outside-foot"><LocaleButton /><ThemeButton /></footer>
		</div>
	);
}
