import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Input, InputNumber, Segmented, Select } from 'antd';
import { useState, type ReactElement } from 'react';
import { Link } from 'react-router';
import { useCan } from '../../../api/session';
import type { Host, HostCredentials } from '../../../api/types';
import { common } from '../../../shared/text';
import { FormDrawer } from '../../../shared/ui/form';
import { toast } from '../../../shared/ui/toast';
import { useDebounced } from '../../../shared/ui/use-debounced';
import { passwordsQuery } from '../../credentials/queries';
import { fetchHosts, hostQuery, hostsKey, putCredentials, sshKeysQuery, updateHost } from '../queries';
import { hosts } from '../text';

interface Values {
	name: string;
	description: string;
	region: string;
	role: string;
	tags: string[];
	jump_host_id?: number | undefined;
}

export function HostEditor({ host, onClose }: { host: Host; onClose: () => void }): ReactElement {
	const t = hosts.useT();
	const c = common.useT();
	const client = useQueryClient();
	return (
		<FormDrawer<Values>
			open title={t('edit.title')} onClose={onClose}
			initial={{
				name: host.name, description: host.description, region: host.region, role: host.role,
				tags: [...host.tags], jump_host_id: host.jump_host_id ?? undefined,
			}}
			send={async (values) => {
				await updateHost(host, { ...values, jump_host_id: values.jump_host_id ?? 0 });
				await client.invalidateQueries({ queryKey: hostsKey });
				toast.ok(t('saved'));
			}}
		>
			<Form.Item name="name" label={t('name')} rules={[{ required: true, message: c('required') }]}>
				<Input maxLength={64} />
			</Form.Item>
			<div className="form-pair">
				<Form.Item name="region" label={t('region')}><Input maxLength={64} /></Form.Item>
				<Form.Item name="role" label={t('role')}><Input maxLength={32} /></Form.Item>
			</div>
			<Form.Item name="tags" label={t('tags')}>
				<Select<string[]> mode="tags" tokenSeparators={[',', ' ']} open={false} suffixIcon={null} />
			</Form.Item>
			<Form.Item name="jump_host_id" label={t('jump')} extra={t('jump.hint')}><JumpPicker not={host.id} /></Form.Item>
			<Form.Item name="description" label={t('description')}>
				<Input.TextArea maxLength={256} autoSize={{ minRows: 2, maxRows: 8 }} />
			</Form.Item>
		</FormDrawer>
	);
}

export function KeyPicker({ value, onChange, id }: {
	id?: string;
	value?: number;
	onChange?: (id: number) => void;
}): ReactElement {
	const t = hosts.useT();
	const { data, isPending } = useQuery(sshKeysQuery);
	return (
		<Select<number>
			id={id} value={value} onChange={onChange} loading={isPending} showSearch={{ optionFilterProp: 'label' }}
			notFoundContent={<span>{t('key.none')} <Link to="/hosts/keys">{t('key.manage')}</Link></span>}
			options={(data?.list ?? []).map((key) => ({ value: key.id, label: `${key.name} (${key.algorithm})` }))}
		/>
	);
}

/** Another host of the project, through which one is reached. */
export function JumpPicker({ value, onChange, id, not }: {
	id?: string;
	value?: number;
	onChange?: (id: number | undefined) => void;
	/** The host itself. */
	not?: number;
}): ReactElement {
	const [typed, setTyped] = useState('');
	const q = useDebounced(typed, 200);
	const { data, isFetching } = useQuery({
		queryKey: [...hostsKey, 'jump', q],
		queryFn: ({ signal }) => fetchHosts({ q, page_size: 50, sort: 'name' }, signal),
	});
	const list = (data?.list ?? []).filter((host) => host.id !== not);
	const known = value === undefined || list.some((host) => host.id === value);
	const own = useQuery({ ...hostQuery(value ?? 0), enabled: !known }).data;
	return (
		<Select<number>
			id={id} value={value} onChange={onChange} allowClear loading={isFetching}
			showSearch={{ filterOption: false, onSearch: setTyped }}
			options={[
				...list.map((host) => ({ value: host.id, label: `${host.name} (${host.ip})` })),
				...(known || value === undefined ? [] : [{ value, label: own?.name ?? `#${value}` }]),
			]}
		/>
	);
}

function SharedPicker({ value, onChange, id }: {
	id?: string;
	value?: number;
	onChange?: (id: number | undefined) => void;
}): ReactElement {
	const { data, isPending } = useQuery(passwordsQuery);
	return (
		<Select<number>
			id={id} value={value} onChange={onChange} allowClear loading={isPending} showSearch={{ optionFilterProp: 'label' }}
			options={(data?.list ?? []).map((one) => ({ value: one.id, label: `${one.name} (${one.username})` }))}
		/>
	);
}

/** User and password or key, within a form that has `auth_type`. */
export function LoginFields({ hint, not }: { hint?: string; not?: number }): ReactElement {
	const t = hosts.useT();
	const c = common.useT();
	const can = useCan();
	const shared = can('credential:use') && can('credential:read');
	const needed = [{ required: true, message: c('required') }];
	return (
		<>
			<Form.Item name="username" label={t('user')} rules={needed}>
				<Input maxLength={64} autoComplete="off" spellCheck={false} />
			</Form.Item>
			<Form.Item name="auth_type" label={t('auth')}>
				<Segmented
					options={[
						{ value: 'password', label: t('auth.password') }, { value: 'key', label: t('auth.key') },
					]}
				/>
			</Form.Item>
			<Form.Item noStyle dependencies={['auth_type', 'password_credential_id']}>
				{({ getFieldValue }) => (getFieldValue('auth_type') === 'key'
					? (
						<Form.Item key="k" name="ssh_key_id" label={t('key')} rules={needed}><KeyPicker /></Form.Item>
					)
					: (
						<>
							{shared && (
								<Form.Item key="s" name="password_credential_id" label={t('shared')} extra={t('shared.hint')}>
									<SharedPicker />
								</Form.Item>
							)}
							{!getFieldValue('password_credential_id') && (
								<Form.Item key="p" name="password" label={t('password')} rules={needed} extra={hint}>
									<Input.Password autoComplete="new-password" maxLength={1024} />
								</Form.Item>
							)}
						</>
					))}
			</Form.Item>
			<Form.Item name="jump_host_id" label={t('jump')} extra={t('jump.hint')}><JumpPicker not={not} /></Form.Item>
		</>
	);
}

export function CredentialsEditor({ host, onClose }: { host: Host; onClose: () => void }): ReactElement {
	const t = hosts.useT();
	const client = useQueryClient();
	return (
		<FormDrawer<HostCredentials>
			open title={t('credentials.title', { name: host.name })} onClose={onClose}
			initial={{
				username: host.ssh_user, port: host.port, auth_type: host.auth_type || 'password',
				ssh_key_id: host.ssh_key_id ?? undefined, jump_host_id: host.jump_host_id ?? undefined,
				password_credential_id: host.password_credential_id ?? undefined,
			}}
			send={async (values) => {
				await putCredentials(host.id, { ...values, jump_host_id: values.jump_host_id ?? 0 });
				await client.invalidateQueries({ queryKey: hostsKey });
				toast.ok(t('credentials.saved'));
			}}
		>
			<p className="muted tab-about">{t('credentials.about')}</p>
			<Form.Item name="port" label={t('port')}>
				<InputNumber min={1} max={65535} style={{ width: 120 }} />
			</Form.Item>
			<LoginFields not={host.id} />
		</FormDrawer>
	);
}
