/* What can be done to files, in the order of danger. */
import { useQueryClient } from '@tanstack/react-query';
import type { Host } from '../../../api/types';
import type { Action } from '../../../shared/ui/action-button';
import { showTask } from '../../../shared/ui/task-link';
import { toast } from '../../../shared/ui/toast';
import { tasksKey, type Started } from '../../tasks/queries';
import type { Spot } from '../paths';
import { refreshAfter, removeFile, removeTree, statQuery, ticketFor, type FileItem } from '../queries';
import { files } from '../text';

export type Dialog =
	| { kind: 'edit'; item: FileItem }
	| { kind: 'create'; spot: Spot; name: string }
	| { kind: 'rename' | 'permissions' | 'details'; item: FileItem }
	| { kind: 'copy' | 'move'; items: readonly FileItem[] }
	| { kind: 'folder' | 'file' | 'root' };

interface Given {
	host: Host;
	dir: Spot;
	open: (dialog: Dialog) => void;
	refresh: () => Promise<void>;
}

const spotOf = (item: FileItem): Spot => (item.path_b64 ? { path: item.path, path_b64: item.path_b64 } : { path: item.path });

export function useFileActions({ host, open, refresh }: Given): {
	one: (item: FileItem) => Action[];
	bulk: (items: readonly FileItem[]) => Action[];
	download: (item: FileItem) => Action;
} {
	const t = files.useT();
	const client = useQueryClient();

	function follow(started: Started): void {
		if (started.task_id) showTask(started.task_id);
		else toast.ok(t('asked'), started.approval_id ? { to: `/approvals/${started.approval_id}`, label: t('asked.open') } : undefined);
		void client.invalidateQueries({ queryKey: tasksKey });
		if (started.task_id) void refreshAfter(started.task_id, refresh);
	}

	/* The browser loads it itself, whatever its size; what would go wrong is asked before. */
	async function fetchFile(item: FileItem): Promise<void> {
		await client.fetchQuery({ ...statQuery(host.id, spotOf(item)), staleTime: 0 });
		const ticket = await ticketFor(host.id, spotOf(item));
		const link = document.createElement('a');
		link.href = ticket.url;
		link.download = '';
		document.body.append(link);
		link.click();
		link.remove();
	}

	const download = (item: FileItem): Action => ({
		key: 'download', label: t('download'), icon: 'download', perm: 'host:read',
		disabled: item.is_dir || !['file', 'link'].includes(item.type) ? t('download.not') : undefined,
		run: () => fetchFile(item),
	});

	function remove(items: readonly FileItem[]): Action {
		const first = items[0];
		const single = items.length === 1 && first && (!first.is_dir || first.type === 'link');
		const name = items.length === 1 ? first?.name ?? '' : t('remove.n', { n: items.length });
		return {
			key: 'remove', label: t('remove'), icon: 'trash', danger: true, perm: 'host:write',
			confirm: single
				? { title: t('remove.title', { name }), text: t('remove.file', { path: first.path, host: host.name }) }
				: {
					title: t('remove.title', { name }), text: t('remove.tree', { host: host.name }), reason: 'optional',
					typed: items.length === 1 ? first?.name ?? '' : String(items.length),
				},
			run: async (reason) => {
				if (single) await removeFile(host.id, spotOf(first));
				else follow(await removeTree(host.id, items.map(spotOf), reason));
				await refresh();
			},
		};
	}

	return {
		download,
		one: (item) => [
			...(item.is_dir ? [] : [{
				key: 'edit', label: t('edit'), icon: 'edit' as const, perm: 'host:read',
				run: () => open({ kind: 'edit', item }),
			}]),
			download(item),
			{ key: 'details', label: t('details'), icon: 'info', run: () => open({ kind: 'details', item }) },
			{ key: 'rename', label: t('rename'), perm: 'host:write', run: () => open({ kind: 'rename', item }) },
			{ key: 'copy', label: t('copy'), icon: 'copy', perm: 'host:write', run: () => open({ kind: 'copy', items: [item] }) },
			{ key: 'move', label: t('move'), perm: 'host:write', run: () => open({ kind: 'move', items: [item] }) },
			{
				key: 'permissions', label: t('permissions.set'), icon: 'lock', perm: 'host:write',
				run: () => open({ kind: 'permissions', item }),
			},
			remove([item]),
		],
		bulk: (items) => [
			{ key: 'copy', label: t('copy'), perm: 'host:write', run: () => open({ kind: 'copy', items }) },
			{ key: 'move', label: t('move'), perm: 'host:write', run: () => open({ kind: 'move', items }) },
			remove(items),
		],
	};
}
