import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { NavLink } from 'react-router';
import { useCan } from '../../api/session';
import { waitingQuery } from '../../features/approvals/queries';
import type { AppRoute, MenuGroup } from '../../shared/lib/routes';
import { Icon } from '../../shared/ui/icon';
import { pages } from '../pages';
import { app } from '../text';

const groups: readonly MenuGroup[] = [
	'overview', 'infrastructure', 'delivery', 'automation', 'governance',
];

export function Nav(): ReactElement {
	const t = app.useT();
	const can = useCan();
	const waiting = useQuery({ ...waitingQuery, enabled: can('approval:decide') }).data ?? 0;

	function item(page: AppRoute): ReactElement | null {
		if (!page.menu) return null;
		return (
			<li key={page.path}>
				<NavLink to={`/${page.path}`} end={page.path === '' || page.path === 'approvals' || page.path === 'hosts'}>
					<Icon name={page.menu.icon} />
					<span className="grow">{t(page.menu.name)}</span>
					{page.path === 'approvals' && waiting > 0 && <span className="side-count">{waiting}</span>}
				</NavLink>
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
