/* What can be done to a machine, in the order of danger. */
import type { Action } from '../../../shared/ui/action-button';
import { showTask } from '../../../shared/ui/task-link';
import { toast } from '../../../shared/ui/toast';
import { tasksKey, type Started } from '../../tasks/queries';
import { actOnMachine, removeMachine, virtKey, type Machine } from '../queries';
import { virt } from '../text';

type Some = Pick<Machine, 'name' | 'uuid' | 'state'>;

export function useMachineActions(host: number, production: boolean): (machine: Some) => Action[] {
	const t = virt.useT();

	function follow(started: Started): void {
		if (started.task_id) showTask(started.task_id);
		else toast.ok(t('act.asked'));
	}
	return (machine) => {
		const up = machine.state === 'running' || machine.state === 'paused';
		const name = machine.name;
		const stale = [virtKey, tasksKey];
		const act = (action: string) => async (reason: string): Promise<void> =>
			follow(await actOnMachine(host, machine, action, reason));
		const ask = (text: string): Action['confirm'] => ({
			title: `${t(`act.${text}` as 'act.reset')}: ${name}`, text: t(`act.${text}.text` as 'act.reset.text', { name }),
			reason: 'optional', ...(production ? { typed: name } : {}),
		});
		const stopped = !up && t('act.stopped');
		return [
			machine.state === 'paused'
				? { key: 'resume', label: t('act.resume'), perm: 'host:write', run: () => act('resume')(''), stale }
				: {
					key: 'start', label: t('act.start'), perm: 'host:write', run: () => act('start')(''), stale,
					disabled: up && t('act.running'),
				},
			{
				key: 'shutdown', label: t('act.shutdown'), perm: 'host:write', confirm: ask('shutdown'),
				run: act('shutdown'), stale, disabled: stopped,
			},
			{
				key: 'suspend', label: t('act.suspend'), perm: 'host:write', run: () => act('suspend')(''), stale,
				disabled: machine.state !== 'running' && t('act.stopped'),
			},
			{
				key: 'reboot', label: t('act.reboot'), perm: 'host:write', danger: true, confirm: ask('reboot'),
				run: act('reboot'), stale, disabled: stopped,
			},
			{
				key: 'reset', label: t('act.reset'), perm: 'host:write', danger: true, confirm: ask('reset'),
				run: act('reset'), stale, disabled: stopped,
			},
			{
				key: 'force_off', label: t('act.force_off'), perm: 'host:write', danger: true, confirm: ask('force_off'),
				run: act('force_off'), stale, disabled: stopped,
			},
			{
				key: 'remove', label: t('act.remove'), perm: 'host:write', danger: true, icon: 'trash', stale,
				confirm: { title: `${t('act.remove')}: ${name}`, text: t('act.remove.text', { name }), typed: name },
				run: async () => follow(await removeMachine(host, machine)),
			},
		];
	};
}
