import { useMe } from '../../../api/session';
import type { User } from '../../../api/types';
import { common } from '../../../shared/text';
import type { Action } from '../../../shared/ui/action-button';
import { endUserSessions, removeUser, unlockUser, updateUser, usersKey } from '../queries';
import { access } from '../text';

/** In order of danger; nobody disables or deletes himself. */
export function useUserActions(edit: (row: User) => void, gone?: () => void): (row: User) => Action[] {
	const t = access.useT();
	const c = common.useT();
	const me = useMe();
	return (row) => {
		const self = row.id === me?.id;
		const base = { perm: 'rbac:write', stale: [usersKey], askable: true } as const;
		const list: (Action | false)[] = [
			{ ...base, key: 'edit', label: c('edit'), icon: 'edit', run: () => edit(row) },
			row.locked && {
				...base, key: 'unlock', label: t('user.unlock'), icon: 'lock', run: () => unlockUser(row.id),
				done: t('user.unlocked'),
			},
			row.status !== 'active' && {
				...base, key: 'enable', label: t('user.enable'), icon: 'play',
				run: () => updateUser(row, { status: 'active' }), done: t('user.saved'),
			},
			{
				...base, key: 'sessions', label: t('sessions.end'), icon: 'logout',
				confirm: {
					title: t('sessions.end.title', { name: row.username }), text: t('sessions.end.text'),
				},
				run: () => endUserSessions(row.id), done: t('sessions.ended'),
			},
			!self && row.status === 'active' && {
				...base, key: 'disable', label: t('user.disable'), icon: 'stop', danger: true,
				confirm: { title: t('user.disable.title', { name: row.username }), text: t('user.disable.text') },
				run: () => updateUser(row, { status: 'disabled' }), done: t('user.saved'),
			},
			!self && {
				...base, key: 'delete', label: t('user.delete'), icon: 'trash', danger: true,
				confirm: {
					title: t('user.delete.title', { name: row.username }), text: t('user.delete.text'),
					typed: row.username,
				},
				run: async () => {
					await removeUser(row);
					gone?.();
				},
				done: t('user.deleted'),
			},
		];
		return list.filter((one): one is Action => one !== false);
	};
}
