/* The bones of every page: head, sections, strips of facts, empty states, skeletons. */
import { useEffect, type ReactElement, type ReactNode } from 'react';
import { Link } from 'react-router';
import { common } from '../text';
import { Icon, type IconName } from './icon';

export interface Crumb {
	label: string;
	to?: string;
}

interface HeadProps {
	title: string;
	/** Shown instead of the plain title, when it can be copied or cut. */
	heading?: ReactNode;
	count?: number;
	crumbs?: readonly Crumb[];
	status?: ReactNode;
	about?: ReactNode;
	actions?: ReactNode;
}

export function useTitle(title: string): void {
	useEffect(() => {
		if (title) document.title = `${title} · k8s-manage`;
	}, [title]);
}

export function PageHead(props: HeadProps): ReactElement {
	const t = common.useT();
	useTitle(props.title);
	return (
		<header className="page-head">
			{props.crumbs && props.crumbs.length > 0 && (
				<nav className="crumbs" aria-label={t('breadcrumb')}>
					{props.crumbs.map((crumb) => (
						<span key={crumb.label}>
							{crumb.to ? <Link to={crumb.to}>{crumb.label}</Link> : crumb.label}
							<Icon name="right" size={12} />
						</span>
					))}
				</nav>
			)}
			<div className="page-title">
				<h1>{props.heading ?? props.title}</h1>
				{props.count !== undefined && (
					<span className="page-count num">{props.count.toLocaleString()}</span>
				)}
				{props.status}
				{props.actions && <div className="page-actions">{props.actions}</div>}
			</div>
			{props.about && <p className="page-about muted">{props.about}</p>}
		</header>
	);
}

export function Section({ title, extra, children }: {
	title?: ReactNode;
	extra?: ReactNode;
	children: ReactNode;
}): ReactElement {
	return (
		<section className="section">
			{(title || extra) && (
				<div className="section-head">
					{title && <h2>{title}</h2>}
					{extra && <div className="right row">{extra}</div>}
				</div>
			)}
			{children}
		</section>
	);
}

export type Fact = readonly [label: string, value: ReactNode];

/** Key facts in one strip, or as a list of pairs. */
export function Facts({ facts, list }: {
	facts: readonly (Fact | false | null | undefined)[];
	list?: boolean;
}): ReactElement {
	return (
		<dl className={list ? 'facts-list' : 'facts'}>
			{facts.filter((fact): fact is Fact => Boolean(fact)).map(([label, value]) => (
				<div key={label}>
					<dt>{label}</dt>
					<dd>{value === '' || value === null || value === undefined || value === false ? '–' : value}</dd>
				</div>
			))}
		</dl>
	);
}

export function EmptyState({ icon = 'info', title, text, action }: {
	icon?: IconName;
	title: string;
	text?: ReactNode;
	action?: ReactNode;
}): ReactElement {
	return (
		<div className="state">
			<span className="state-icon"><Icon name={icon} size={24} /></span>
			<h2>{title}</h2>
			{text && <p className="muted">{text}</p>}
			{action}
		</div>
	);
}

export function Notice({ tone = 'work', children }: {
	tone?: 'ok' | 'work' | 'wait' | 'bad';
	children: ReactNode;
}): ReactElement {
	const icons = { ok: 'approve', work: 'info', wait: 'warn', bad: 'error' } as const;
	return (
		<div className={`notice ${tone}`}>
			<Icon name={icons[tone]} />
			<div className="grow">{children}</div>
		</div>
	);
}

export function SkeletonLines({ lines = 6 }: { lines?: number }): ReactElement {
	const t = common.useT();
	return (
		<div className="stack" role="status" aria-label={t('loading')}>
			{Array.from({ length: lines }, (_, i) => (
				<span key={i} className="skeleton" style={{ width: `${90 - ((i * 17) % 50)}%` }} />
			))}
		</div>
	);
}

/** The layout of a detail page before its data is there. */
export function DetailSkeleton(): ReactElement {
	return (
		<div className="page">
			<div className="page-head">
				<span className="skeleton" style={{ width: 160, marginBottom: 16 }} />
				<span className="skeleton" style={{ width: 280, height: 24 }} />
			</div>
			<span className="skeleton" style={{ height: 56, marginBottom: 24 }} />
			<SkeletonLines lines={8} />
		</div>
	);
}
