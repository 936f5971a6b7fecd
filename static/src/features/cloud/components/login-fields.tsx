/* How the hosts will be logged in to, and what they are called in lists. */
import { useQuery } from '@tanstack/react-query';
import { Form, Input, InputNumber, Segmented, Select } from 'antd';
import type { ReactElement } from 'react';
import { common } from '../../../shared/text';
import { sshKeysQuery } from '../../hosts/queries';
import type { Login } from '../draft';
import type { ApplyNew } from '../queries';
import { cloud } from '../text';

export type LoginValues = Login & { password?: string };

export function LoginFields(): ReactElement {
	const t = cloud.useT();
	const auth = Form.useWatch<Login['auth'] | undefined>('auth');
	const c = common.useT();
	const needed = [{ required: true, message: c('required') }];
	const keys = useQuery(sshKeysQuery);
	return (
		<>
			<Form.Item name="address" label={t('login.address')} extra={t('login.address.hint')}>
				<Segmented options={[{ value: 'private', label: t('login.private') }, { value: 'public', label: t('login.public') }]} />
			</Form.Item>
			<div className="form-pair port">
				<Form.Item name="ssh_user" label={t('login.user')} rules={needed}><Input maxLength={64} spellCheck={false} /></Form.Item>
				<Form.Item name="port" label={t('login.port')} rules={needed}><InputNumber min={1} max={65535} style={{ width: '100%' }} /></Form.Item>
			</div>
			<Form.Item name="auth" label={t('login.auth')} extra={auth === 'later' ? t('login.later.hint') : undefined}>
				<Segmented
					options={[
						{ value: 'key', label: t('login.key') }, { value: 'password', label: t('login.password') },
						{ value: 'later', label: t('login.later') },
					]}
				/>
			</Form.Item>
			{auth === 'key' && (
				<Form.Item name="ssh_key_id" label={t('login.key')} rules={needed} extra={t('login.key.hint')}>
					<Select<number>
						loading={keys.isPending} showSearch={{ optionFilterProp: 'label' }}
						options={(keys.data?.list ?? []).map((one) => ({ value: one.id, label: one.name }))}
					/>
				</Form.Item>
			)}
			{auth === 'password' && (
				<Form.Item name="password" label={t('login.password')} rules={needed} extra={t('login.password.hint')}>
					<Input.Password autoComplete="new-password" maxLength={1024} />
				</Form.Item>
			)}
			<div className="form-pair">
				<Form.Item name="labels" label={t('login.tags')}>
					<Select<string[]> mode="tags" tokenSeparators={[',', ' ']} open={false} suffixIcon={null} />
				</Form.Item>
				<Form.Item name="role" label={t('login.role')}><Input maxLength={32} /></Form.Item>
			</div>
		</>
	);
}

/** As the server takes it. */
export function loginOf(values: LoginValues): ApplyNew {
	return {
		address: values.address, ssh_user: values.ssh_user, port: values.port, labels: values.labels ?? [],
		...(values.role ? { role: values.role } : {}),
		...(values.auth === 'key' && values.ssh_key_id ? { ssh_key_id: values.ssh_key_id } : {}),
		...(values.auth === 'password' && values.password ? { password: values.password } : {}),
	};
}
