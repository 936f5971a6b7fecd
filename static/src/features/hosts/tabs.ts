/*
 * The tabs of a host's page, in their order; a feature adds its own with one line.
 * A tab's page is loaded when it is opened and is given the host.
 */
import type { ComponentType } from 'react';
import type { Host } from '../../api/types';
import { files } from '../files/text';
import { mayOpen } from '../terminals/routes';
import { terminals } from '../terminals/text';
import { virt } from '../virt/text';
import { hosts } from './text';

export interface HostTabProps {
	host: Host;
}

export interface HostTab {
	/** In the URL: /hosts/7?tab=metrics. */
	key: string;
	/** Asked again when the language changes. */
	label: () => string;
	/** Any of them shows the tab. */
	perm?: string | readonly string[];
	/** Hosts that have no use for it. */
	when?: (host: Host) => boolean;
	page: () => Promise<{ Component: ComponentType<HostTabProps> }>;
}

export const hostTabs: readonly HostTab[] = [
	{ key: 'facts', label: () => hosts.t('tab.facts'), page: () => import('./tabs/facts') },
	{ key: 'metrics', label: () => hosts.t('tab.metrics'), perm: 'host:read', page: () => import('./tabs/metrics') },
	{ key: 'health', label: () => hosts.t('tab.health'), perm: 'host:read', page: () => import('./tabs/health') },
	{ key: 'terminal', label: () => terminals.t('title.one'), perm: [...mayOpen, 'terminal:audit'], page: () => import('../terminals/components/host-tab') },
	{ key: 'files', label: () => files.t('title'), perm: 'host:read', page: () => import('../files/components/host-tab') },
	{ key: 'virt', label: () => virt.t('machines'), perm: 'host:read', page: () => import('../virt/components/host-tab') },
	{ key: 'tasks', label: () => hosts.t('tab.tasks'), perm: 'task:read', page: () => import('./tabs/tasks') },
	{ key: 'audit', label: () => hosts.t('tab.audit'), perm: 'audit:read', page: () => import('./tabs/audit') },
];
