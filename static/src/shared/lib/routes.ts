/* What a feature says about its pages; menu, guards and palette are derived. */
import type { ComponentType } from 'react';
import type nav from '../../app/locales/zh.json';
import type { IconName } from '../ui/icon';

export type MenuGroup =
	| 'overview' | 'infrastructure' | 'delivery' | 'automation' | 'governance' | 'account';

type NavKey = Extract<keyof typeof nav, `nav.${string}`>;

export interface AppRoute {
	path: string;
	page: () => Promise<{ Component: ComponentType }>;
	/** Any of them opens the page. */
	perm?: string | readonly string[];
	menu?: { group: MenuGroup; name: NavKey; icon: IconName };
}
