/* Ctrl K: every page, and every object that the server finds by its name. */
import { useQueries } from '@tanstack/react-query';
import { Modal } from 'antd';
import { Fragment, useEffect, useMemo, useRef, useState, type ReactElement } from 'react';
import { useNavigate } from 'react-router';
import { useCan } from '../../api/session';
import { fetchUsers, usersKey } from '../../features/access/queries';
import { fetchHosts, hostsKey } from '../../features/hosts/queries';
import { fetchTasks, tasksKey } from '../../features/tasks/queries';
import { mayOpen } from '../../features/terminals/routes';
import { fetchProjects, projectsKey } from '../../features/tenancy/queries';
import { getLocale, setLocale } from '../../shared/lib/i18n';
import { setTheme, useTheme } from '../../shared/lib/theme';
import { Icon, type IconName } from '../../shared/ui/icon';
import { StatusTag } from '../../shared/ui/status-tag';
import { showTask } from '../../shared/ui/task-link';
import { useDebounced } from '../../shared/ui/use-debounced';
import { pages } from '../pages';
import { app } from '../text';

interface Item {
	key: string;
	group: string;
	icon: IconName;
	label: string;
	sub?: string;
	status?: string;
	go: () => void;
}

/* All letters in order; shorter and earlier is better. */
function score(text: string, q: string): number {
	const low = text.toLowerCase();
	const at = low.indexOf(q);
	if (at >= 0) return at + text.length / 100;
	let from = 0;
	for (const letter of q) {
		from = low.indexOf(letter, from) + 1;
		if (from === 0) return Infinity;
	}
	return 100 + text.length;
}

function useObjects(q: string): Item[] {
	const t = app.useT();
	const can = useCan();
	const navigate = useNavigate();
	const query = { q, page_size: 6 };
	const on = q.length > 0;
	const [hosts, tasks, users, projects] = useQueries({
		queries: [
			{
				queryKey: [...hostsKey, 'find', q], enabled: on && can('host:read'),
				queryFn: ({ signal }: { signal: AbortSignal }) => fetchHosts(query, signal),
			},
			{
				queryKey: [...tasksKey, 'find', q], enabled: on && can('task:read'),
				queryFn: ({ signal }: { signal: AbortSignal }) => fetchTasks(query, signal),
			},
			{
				queryKey: [...usersKey, 'find', q], enabled: on && can('rbac:read'),
				queryFn: ({ signal }: { signal: AbortSignal }) => fetchUsers(query, signal),
			},
			{
				queryKey: [...projectsKey, 'find', q], enabled: on,
				queryFn: ({ signal }: { signal: AbortSignal }) => fetchProjects(query, signal),
			},
		],
	});
	const found = hosts.data?.list ?? [];
	return [
		...found.map((one): Item => ({
			key: `host${one.id}`, group: t('search.hosts'), icon: 'server', label: one.name, sub: one.ip,
			status: one.status, go: () => void navigate(`/hosts/${one.id}`),
		})),
		...(can(mayOpen) ? found.slice(0, 3) : []).map((one): Item => ({
			key: `terminal${one.id}`, group: t('search.actions'), icon: 'terminal', label: t('action.terminal', { name: one.name }),
			go: () => void navigate(`/terminals?host=${one.id}`),
		})),
		...(projects.data?.list ?? []).map((one): Item => ({
			key: `project${one.id}`, group: t('search.projects'), icon: 'project', label: one.name, sub: one.code,
			go: () => void navigate(`/governance/projects/${one.id}`),
		})),
		...(tasks.data?.list ?? []).map((one): Item => ({
			key: `task${one.id}`, group: t('search.tasks'), icon: 'tasks', label: one.title, sub: `#${one.id}`,
			status: one.status, go: () => showTask(one.id),
		})),
		...(users.data?.list ?? []).map((one): Item => ({
			key: `user${one.id}`, group: t('search.users'), icon: 'user', label: one.username, sub: one.name,
			go: () => void navigate(`/governance/users/${one.id}`),
		})),
	];
}

function usePlaces(q: string): Item[] {
	const t = app.useT();
	const can = useCan();
	const theme = useTheme();
	const navigate = useNavigate();
	const all: Item[] = pages.flatMap((page) => (page.menu && can(page.perm) ? [{
		key: page.path, group: t('search.pages'), icon: page.menu.icon, label: t(page.menu.name),
		go: () => void navigate(`/${page.path}`),
	}] : []));
	if (can('host:write'))
		all.push({
			key: 'onboard', group: t('search.actions'), icon: 'plus', label: t('action.onboard'),
			go: () => void navigate('/hosts/onboarding'),
		});
	all.push({
		key: 'theme', group: t('search.actions'), icon: 'moon', label: t('action.theme'),
		go: () => setTheme(theme === 'dark' ? 'light' : 'dark'),
	}, {
		key: 'locale', group: t('search.actions'), icon: 'globe', label: t('action.language'),
		go: () => setLocale(getLocale() === 'zh' ? 'en' : 'zh'),
	});
	if (!q) return all;
	return all
		.map((item) => ({ item, rank: Math.min(score(item.label, q), score(item.key, q) + 50) }))
		.filter(({ rank }) => rank < Infinity)
		.sort((a, b) => a.rank - b.rank)
		.map(({ item }) => item);
}

export default function Palette({ onClose }: { onClose: () => void }): ReactElement {
	const t = app.useT();
	const [typed, setTyped] = useState('');
	const [at, setAt] = useState(0);
	const list = useRef<HTMLUListElement>(null);
	const q = typed.trim().toLowerCase();
	const places = usePlaces(q);
	const objects = useObjects(useDebounced(q, 200));
	const items = useMemo(() => [...(q ? places.slice(0, 6) : places), ...(q ? objects : [])], [q, places, objects]);
	const chosen = Math.min(at, items.length - 1);

	useEffect(() => setAt(0), [q]);
	useEffect(() => {
		list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
	}, [chosen]);

	function run(item: Item | undefined): void {
		if (!item) return;
		onClose();
		item.go();
	}

	function onKey(event: React.KeyboardEvent): void {
		if (event.nativeEvent.isComposing) return;
		if (event.key === 'ArrowDown') setAt((chosen + 1) % items.length);
		else if (event.key === 'ArrowUp') setAt((chosen - 1 + items.length) % items.length);
		else if (event.key === 'Enter') run(items[chosen]);
		else return;
		event.preventDefault();
	}

	return (
		<Modal
			open onCancel={onClose} footer={null} closable={false} width={600} style={{ top: 96 }}
			styles={{ container: { padding: 0 } }} title={null} destroyOnHidden
		>
			<div className="palette" onKeyDown={onKey}>
				<div className="palette-head">
					<Icon name="search" />
					<input
						autoFocus value={typed} placeholder={t('search.placeholder')} role="combobox"
						aria-label={t('search.open')} aria-expanded aria-controls="palette-list"
						aria-activedescendant={items[chosen] && `palette-${chosen}`} spellCheck={false}
						onChange={(event) => setTyped(event.target.value)}
					/>
				</div>
				<ul id="palette-list" ref={list} role="listbox" aria-label={t('search.open')}>
					{items.map((item, i) => (
						<Fragment key={item.key}>
							{items[i - 1]?.group !== item.group && (
								<li className="palette-group" role="presentation">{item.group}</li>
							)}
							<li
								id={`palette-${i}`} role="option" aria-selected={i === chosen}
								onMouseMove={() => setAt(i)} onClick={() => run(item)}
							>
								<Icon name={item.icon} />
								<span className="palette-label">{item.label}</span>
								{item.sub && <span className="muted palette-sub">{item.sub}</span>}
								<span className="right">{item.status && <StatusTag status={item.status} />}</span>
							</li>
						</Fragment>
					))}
				</ul>
				{items.length === 0 && <p className="tray-none muted">{t('search.none', { q: typed })}</p>}
				<p className="palette-foot muted">
					<span><kbd>{'↑'}</kbd> <kbd>{'↓'}</kbd> {t('search.hint.move')}</span>
					<span><kbd>{'Enter'}</kbd> {t('search.hint.open')}</span>
					<span><kbd>{'Esc'}</kbd> {t('search.hint.close')}</span>
				</p>
			</div>
		</Modal>
	);
}
