/* What can be done with a host, in order of danger, and the dialogs that it opens. */
import { useState, type ReactElement } from 'react';
import { useQuery } from '@tanstack/react-query';
import type { Host } from '../../../api/types';
import type { Action } from '../../../shared/ui/action-button';
import { showTask } from '../../../shared/ui/task-link';
import { tasksKey } from '../../tasks/queries';
import { projectsQuery } from '../../tenancy/queries';
import { actHost, batchHosts, hostsKey, manyBy, manyOf, refreshFacts, removeHost, type Many } from '../queries';
import { hosts } from '../text';
import { CheckDialog } from './check-dialog';
import { CredentialsEditor, HostEditor } from './editors';
import { MaintenanceDialog, TagsDialog } from './maintenance';
import { RunDrawer } from './run-drawer';

type Dialog = { kind: 'run'; hosts: readonly Host[] } | { kind: 'tag' | 'untag'; many: Many }
	| { kind: 'maintenance'; many: Many; typed: string | undefined } | { kind: 'check' | 'edit' | 'credentials'; host: Host };

export interface HostActions {
	of: (host: Host) => Action[];
	ofMany: (list: readonly Host[]) => Action[];
	/** For all that these filters find. */
	ofAll: (values: Readonly<Record<string, string>>, n: number) => Action[];
	/** Has to stand on the page. */
	dialogs: ReactElement | null;
}

const terminalsAtOnce = 12;

export const mayRun = ['host:execute', 'host:write'] as const;

export function useHostActions(gone?: () => void): HostActions {
	const t = hosts.useT();
	const [dialog, setDialog] = useState<Dialog | null>(null);
	const projects = useQuery(projectsQuery).data?.list ?? [];
	const close = (): void => setDialog(null);
	const stale = [hostsKey];

	/* in production the name is typed */
	const typedFor = (host: Host): string | undefined =>
		(projects.find((one) => one.id === host.project_id)?.environment === 'production'
			? host.name : undefined);

	function of(host: Host): Action[] {
		const write = { perm: 'host:write', askable: true, stale } as const;
		return [
			{
				key: 'run', label: t('run'), icon: 'terminal', perm: mayRun, askable: true,
				run: () => setDialog({ kind: 'run', hosts: [host] }),
			},
			{ key: 'terminal', label: t('terminal'), icon: 'terminal', perm: mayRun, to: `/terminals?host=${host.id}` },
			{ key: 'check', label: t('check'), icon: 'link', perm: 'host:read', run: () => setDialog({ kind: 'check', host }) },
			{
				key: 'facts', label: t('facts.refresh'), icon: 'refresh', perm: mayRun,
				stale: [tasksKey],
				run: async () => {
					const started = await refreshFacts(host.id);
					if (started.task_id) showTask(started.task_id);
				},
			},
			{ ...write, key: 'edit', label: t('edit'), icon: 'edit', run: () => setDialog({ kind: 'edit', host }) },
			{
				...write, key: 'credentials', label: t('credentials'), icon: 'key',
				run: () => setDialog({ kind: 'credentials', host }),
			},
			host.status === 'maintenance' ? {
				...write, key: 'maintenance', label: t('maintenance.end'), icon: 'play',
				run: () => actHost(host.id, { action: 'online' }), done: t('maintenance.ended'),
			} : {
				...write, key: 'maintenance', label: t('maintenance'), icon: 'stop',
				run: () => setDialog({ kind: 'maintenance', many: manyOf([host]), typed: typedFor(host) }),
			},
			host.status === 'offline' || host.status === 'error' ? {
				...write, key: 'online', label: t('act.online'), icon: 'play',
				run: () => actHost(host.id, { action: 'online' }), done: t('saved'),
			} : {
				...write, key: 'offline', label: t('act.offline'), icon: 'stop',
				confirm: { title: t('act.offline.title', { name: host.name }), text: t('act.offline.text'), typed: typedFor(host) },
				run: () => actHost(host.id, { action: 'offline' }), done: t('saved'),
			},
			...(['restart', 'shutdown'] as const).map((action): Action => ({
				...write, key: action, label: t(`act.${action}`), icon: 'refresh', danger: true, stale: [hostsKey, tasksKey],
				confirm: {
					title: t(`act.${action}.title`, { name: host.name }), text: t(`act.${action}.text`), typed: typedFor(host),
					reason: 'optional',
				},
				run: async (reason) => {
					const started = await actHost(host.id, { action, reason });
					if (started.task_id) showTask(started.task_id);
				},
			})),
			{
				...write, key: 'delete', label: t('delete'), icon: 'trash', danger: true, done: t('deleted'),
				confirm: {
					title: t('delete.title', { name: host.name }), text: t('delete.text'), typed: typedFor(host),
				},
				run: async () => {
					await removeHost(host);
					gone?.();
				},
			},
		];
	}

	function ofMany(list: readonly Host[]): Action[] {
		const production = list.some((host) => typedFor(host) !== undefined);
		return [
			{
				key: 'run', label: t('run'), icon: 'terminal', perm: mayRun, askable: true,
				...(list.length > 1 ? { to: `/batch/new?hosts=${list.map((host) => host.id).join(',')}` }
					: { run: () => setDialog({ kind: 'run', hosts: list }) }),
			},
			...(list.length <= terminalsAtOnce ? [{
				key: 'terminal', label: t('terminal.many', { n: list.length }), icon: 'terminal' as const, perm: mayRun,
				to: `/terminals?host=${list.map((host) => host.id).join(',')}`,
			}] : []),
			...changes(manyOf(list), production ? String(list.length) : undefined),
		];
	}

	/* where they are is not known here: the number is always typed */
	function ofAll(values: Readonly<Record<string, string>>, n: number): Action[] {
		const runnable = Object.keys(values).length > 0 && !values['attention'];
		return [
			runnable && {
				key: 'run', label: t('run'), icon: 'terminal' as const, perm: mayRun, askable: true,
				to: `/batch/new?${new URLSearchParams(values).toString()}`,
			},
			...changes(manyBy(values, n), String(n)),
		].filter((one): one is Action => Boolean(one));
	}

	function changes(many: Many, typed: string | undefined): Action[] {
		const { n } = many;
		return [
			{
				key: 'maintenance', label: t('maintenance'), icon: 'stop', perm: 'host:write',
				run: () => setDialog({ kind: 'maintenance', many, typed }),
			},
			{
				key: 'online', label: t('act.online'), icon: 'play', perm: 'host:write', stale, done: t('saved'),
				confirm: { title: t('act.online.many', { n }), text: names(many, t('act.online.text')) },
				run: () => batchHosts({ ...many.body, action: 'online' }),
			},
			{ key: 'tag', label: t('tags.add'), icon: 'tag', perm: 'host:write', run: () => setDialog({ kind: 'tag', many }) },
			{ key: 'untag', label: t('tags.remove'), icon: 'tag', perm: 'host:write', run: () => setDialog({ kind: 'untag', many }) },
			{
				key: 'delete', label: t('delete'), icon: 'trash', danger: true, perm: 'host:write', stale, done: t('deleted'),
				confirm: { title: t('delete.many', { n }), text: names(many, t('delete.text')), typed: typed ?? String(n) },
				run: () => batchHosts({ ...many.body, action: 'delete' }),
			},
		];
	}

	let dialogs: ReactElement | null = null;
	if (dialog?.kind === 'run') dialogs = <RunDrawer hosts={dialog.hosts} onClose={close} />;
	else if (dialog?.kind === 'tag' || dialog?.kind === 'untag')
		dialogs = <TagsDialog many={dialog.many} remove={dialog.kind === 'untag'} onClose={close} />;
	else if (dialog?.kind === 'maintenance')
		dialogs = <MaintenanceDialog many={dialog.many} typed={dialog.typed} onClose={close} />;
	else if (dialog?.kind === 'check') dialogs = <CheckDialog host={dialog.host} onClose={close} />;
	else if (dialog?.kind === 'edit') dialogs = <HostEditor host={dialog.host} onClose={close} />;
	else if (dialog?.kind === 'credentials') dialogs = <CredentialsEditor host={dialog.host} onClose={close} />;
	return { of, ofMany, ofAll, dialogs };
}

/* More names than can be read are only counted. */
const SHOWN = 60;

function names(many: Many, text: string): ReactElement {
	return (
		<>
			<p>{text}</p>
			<div className="tags wrap" style={{ marginTop: 8 }}>
				{many.names.slice(0, SHOWN).map((name) => <span key={name} className="tag">{name}</span>)}
				{many.n > SHOWN && many.names.length > SHOWN && <span className="tag">{`+${many.n - SHOWN}`}</span>}
			</div>
		</>
	);
}
