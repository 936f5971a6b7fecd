import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Radio, Space } from 'antd';
import type { ReactElement } from 'react';
import type { User, UserNew } from '../../../api/types';
import { common } from '../../../shared/text';
import { FormDrawer } from '../../../shared/ui/form';
import { RolesPicker } from '../../../shared/ui/pickers';
import { toast } from '../../../shared/ui/toast';
import { createUser, updateUser, usersKey } from '../queries';
import { access } from '../text';

const letters = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-_';

/** 18 characters that cannot be mistaken for one another. */
function randomPassword(): string {
	let out = '';
	while (out.length < 18) {
		for (const byte of crypto.getRandomValues(new Uint8Array(32))) {
			/* no modulo: the first letters would come more often */
			const letter = letters[byte & 63];
			if (letter && out.length < 18) out += letter;
		}
	}
	return out;
}

function Password({ value, onChange, id }: {
	id?: string;
	value?: string;
	onChange?: (value: string) => void;
}): ReactElement {
	const t = access.useT();
	return (
		<Space.Compact block>
			<Input.Password
				id={id} value={value} autoComplete="new-password" maxLength={1024}
				onChange={(event) => onChange?.(event.target.value)}
			/>
			<Button onClick={() => onChange?.(randomPassword())}>{t('password.generate')}</Button>
		</Space.Compact>
	);
}

export function UserEditor({ row, onClose }: { row: User | null; onClose: () => void }): ReactElement {
	const t = access.useT();
	const c = common.useT();
	const client = useQueryClient();
	const needed = [{ required: true, message: c('required') }];
	return (
		<FormDrawer<UserNew>
			open title={row ? t('user.edit') : t('user.new')} onClose={onClose}
			initial={row ? {
				username: row.username, name: row.name, email: row.email, phone: row.phone,
				roles: [...row.roles], status: row.status,
			} : { status: 'active', roles: ['viewer'] }}
			send={async (values) => {
				if (row) {
					const { username, password, ...rest } = values;
					void username;
					await updateUser(row, { ...rest, ...(password ? { password } : {}) });
				} else {
					await createUser(values);
				}
				await client.invalidateQueries({ queryKey: usersKey });
				toast.ok(t('user.saved'));
			}}
		>
			<Form.Item name="username" label={t('username')} rules={needed}>
				<Input maxLength={64} disabled={row !== null} autoComplete="off" spellCheck={false} />
			</Form.Item>
			<Form.Item
				name="password" label={row ? t('password.new') : t('password')} rules={row ? [] : needed}
				extra={row ? t('password.new.hint') : t('password.hint')}
			>
				<Password />
			</Form.Item>
			<Form.Item name="name" label={t('name')}><Input maxLength={64} /></Form.Item>
			<div className="form-pair">
				<Form.Item name="email" label={t('email')}><Input maxLength={254} /></Form.Item>
				<Form.Item name="phone" label={t('phone')}><Input maxLength={32} /></Form.Item>
			</div>
			<Form.Item name="roles" label={t('roles')}><RolesPicker /></Form.Item>
			<Form.Item name="status" label={t('status')}>
				<Radio.Group
					options={(['active', 'disabled'] as const).map((one) => ({ value: one, label: c(`status.${one}`) }))}
				/>
			</Form.Item>
		</FormDrawer>
	);
}
