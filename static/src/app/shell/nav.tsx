import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link, useLocation } from 'react-router';
import { useCan } from '../../api/session';
import { waitingQuery } from '../../features/approvals/queries';
import type { AppRoute, MenuGroup } from '../../shared/lib/routes';
import { Icon } from '../../shared/ui/icon';
import { pages } from '../pages';
import { app } from '../text';

const groups: readonly MenuGroup[] = [
	'overview', 'infrastructure', 'delivery', 'automation', 'governance',
];

/** The menu's page that ${pathname} belongs to: the longest that it begins with. */
export function menuOf(pathname: string, all: readonly AppRoute[]): AppRoute | undefined {
	const path = pathname.replace(/^\/+|\/+$/g, '');
	return all
		.filter((page) => page.menu && (path === page.path || (page.path !== '' && path.startsWith(`${page.path}/`))))
		.sort((a, b) => b.path.length - a.path.length)[0];
}

export function Nav(): ReactElement {
	const t = app.useT();
	const can = useCan();
	const here = menuOf(useLocation().pathname, pages);
	const waiting = useQuery({ ...waitingQuery, enabled: can('approval:decide') }).data ?? 0;

	function item(page: AppRoute): ReactElement | null {
		if (!page.menu) return null;
		return (
			<li key={page.path}>
				<Link to={`/${page.path}`} className={page === here ? 'active' : undefined} aria-current={page === here ? 'page' : undefined}>
					<Icon name={page.menu.icon} />
					<span className="grow">{t(page.menu.name)}</span>
					{page.path === 'approvals' && waiting > 0 && <span className="side-count">{waiting}</span>}
				</Link>
			</li>
		);
	}

	return (
		<nav className="side-nav" aria-label={t('menu')}>
			{groups.map((group) => {
				const list = pages.filter((page) => page.menu?.group === group && can(page.perm));
				if (list.length === 0) return null;
				return (
					<div key={group}>
						{group !== 'overview' && <h2>{t(`nav.${group}` as 'nav.delivery')}</h2>}
						<ul>{list.map(item)}</ul>
					</div>
				);
			})}
		</nav>
	);
}
