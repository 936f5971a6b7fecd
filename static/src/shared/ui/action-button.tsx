/* Permission + confirm + mutation + toast, as a button or as a line of a menu. */
import { useQueryClient, type QueryKey } from '@tanstack/react-query';
import { Button, Dropdown, Tooltip, type MenuProps } from 'antd';
import { useState, type ReactElement, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { useCan } from '../../api/session';
import { common } from '../text';
import { confirm, type Question } from './confirm';
import { Icon, type IconName } from './icon';
import { toast } from './toast';

export interface Action {
	key: string;
	label: string;
	icon?: IconName;
	/** Without it the action is not shown, unless askable. */
	perm?: string | readonly string[];
	/** Shown disabled with the reason instead of hidden. */
	askable?: boolean;
	/** Why it cannot be done now. */
	disabled?: string | false | null | undefined;
	danger?: boolean;
	to?: string;
	confirm?: Omit<Question, 'run' | 'action'> & { action?: string };
	run?: (reason: string) => Promise<unknown> | unknown;
	done?: string;
	/** Queries that are no longer true afterwards. */
	stale?: readonly QueryKey[];
}

/** Returns those that may be seen, and how one is done. */
export function useActions(): {
	usable: (actions: readonly (Action | false | null | undefined)[]) => Action[];
	perform: (action: Action) => Promise<void>;
} {
	const can = useCan();
	const t = common.useT();
	const client = useQueryClient();
	const navigate = useNavigate();

	function usable(actions: readonly (Action | false | null | undefined)[]): Action[] {
		return actions.flatMap((action) => {
			if (!action) return [];
			if (can(action.perm)) return [action];
			const perm = ([] as string[]).concat(action.perm ?? []).join(', ');
			return action.askable ? [{ ...action, disabled: t('needs.permission', { perm }) }] : [];
		});
	}

	async function perform(action: Action): Promise<void> {
		if (action.disabled) return;
		if (action.to) {
			void navigate(action.to);
			return;
		}
		const work = async (reason: string): Promise<void> => {
			await action.run?.(reason);
			await Promise.all((action.stale ?? []).map((queryKey) =>
				client.invalidateQueries({ queryKey })));
			if (action.done) toast.ok(action.done);
		};
		if (action.confirm) {
			await confirm({
				action: action.label,
				danger: action.danger ?? false,
				...action.confirm,
				run: work,
			});
			return;
		}
		try {
			await work('');
		} catch (error) {
			toast.error(error);
		}
	}
	return { usable, perform };
}

interface ButtonProps {
	action: Action;
	type?: 'primary' | 'default' | 'text';
	size?: 'small' | 'middle';
	iconOnly?: boolean;
}

export function ActionButton({ action, type = 'default', size, iconOnly }: ButtonProps): ReactElement | null {
	const { usable, perform } = useActions();
	const [busy, setBusy] = useState(false);
	const one = usable([action])[0];

	if (!one) return null;
	const button = (
		<Button
			type={type} size={size ?? 'middle'} danger={one.danger ?? false}
			disabled={Boolean(one.disabled)} loading={busy}
			icon={one.icon && <Icon name={one.icon} />}
			aria-label={iconOnly ? one.label : undefined}
			onClick={(event) => {
				event.stopPropagation();
				setBusy(!one.confirm && !one.to);
				void perform(one).finally(() => setBusy(false));
			}}
		>
			{iconOnly ? null : one.label}
		</Button>
	);
	if (!one.disabled && !iconOnly) return button;
	return (
		<Tooltip title={one.disabled || one.label}>
			<span className="tip-span" tabIndex={one.disabled ? 0 : undefined}>{button}</span>
		</Tooltip>
	);
}

export function ActionMenu({ actions, label, children }: {
	actions: readonly (Action | false | null | undefined)[];
	label: string;
	children?: ReactNode;
}): ReactElement | null {
	const { usable, perform } = useActions();
	const list = usable(actions);

	if (list.length === 0) return null;
	const calm = list.filter((action) => !action.danger);
	const danger = list.filter((action) => action.danger);
	const item = (action: Action): NonNullable<MenuProps['items']>[number] => ({
		key: action.key,
		danger: action.danger ?? false,
		disabled: Boolean(action.disabled),
		icon: action.icon && <Icon name={action.icon} />,
		label: action.disabled
			? <span title={action.disabled}>{action.label}</span>
			: action.label,
	});
	return (
		<Dropdown
			trigger={['click']} placement="bottomRight"
			menu={{
				items: [
					...calm.map(item),
					...(calm.length && danger.length ? [{ type: 'divider' as const }] : []),
					...danger.map(item),
				],
				onClick: ({ key, domEvent }) => {
					domEvent.stopPropagation();
					const action = list.find((one) => one.key === key);
					if (action) void perform(action);
				},
			}}
		>
			<button
				type="button" className="icon-button" aria-label={label} title={label}
				aria-haspopup="menu" onClick={(event) => event.stopPropagation()}
			>
				{children ?? <Icon name="more" />}
			</button>
		</Dropdown>
	);
}
