import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import type { ReactElement } from 'react';
import { authConfigQuery, meQuery } from '../../../api/session';
import type { Me } from '../../../api/types';
import { ErrorNote } from '../../../shared/ui/error-state';
import { onCtrlEnter, useServerForm } from '../../../shared/ui/form';
import { Notice, PageHead, Section } from '../../../shared/ui/page';
import { toast } from '../../../shared/ui/toast';
import { changePassword } from '../queries';
import { account } from '../text';

interface Values {
	old_password: string;
	new_password: string;
	again: string;
}

/** Also used where a password that somebody else set has to be changed first. */
export function PasswordForm({ onDone }: { onDone?: () => void }): ReactElement {
	const t = account.useT();
	const client = useQueryClient();
	const min = useQuery(authConfigQuery).data?.password_min ?? 8;
	const { form, busy, error, submit, reset } = useServerForm<Values>(async (values) => {
		await changePassword({ old_password: values.old_password, new_password: values.new_password });
		reset();
		toast.ok(t('password.done'));
		await client.invalidateQueries({ queryKey: meQuery.queryKey });
		onDone?.();
	});
	return (
		<Form
			form={form} layout="vertical" requiredMark={false} style={{ maxWidth: 480 }} validateTrigger="onBlur"
			onFinish={() => void submit()} onKeyDownCapture={onCtrlEnter(() => void submit())}
		>
			<ErrorNote error={error} />
			<Form.Item
				name="old_password" label={t('password.old')} rules={[{ required: true, message: t('required') }]}
			>
				<Input.Password autoComplete="current-password" maxLength={1024} />
			</Form.Item>
			<Form.Item
				name="new_password" label={t('password.new')} extra={t('password.hint', { n: min })}
				rules={[
					{ required: true, message: t('required') },
					{ min, message: t('password.short', { n: min }) },
				]}
			>
				<Input.Password autoComplete="new-password" maxLength={1024} />
			</Form.Item>
			<Form.Item
				name="again" label={t('password.again')} dependencies={['new_password']}
				rules={[
					{ required: true, message: t('required') },
					({ getFieldValue }) => ({
						validator: (_, value) => (!value || value === getFieldValue('new_password')
							? Promise.resolve() : Promise.reject(new Error(t('password.differs')))),
					}),
				]}
			>
				<Input.Password autoComplete="new-password" maxLength={1024} />
			</Form.Item>
			<Button type="primary" htmlType="submit" loading={busy}>{t('password.action')}</Button>
		</Form>
	);
}

export function Component(): ReactElement {
	const t = account.useT();
	const me = useQuery(meQuery).data as Me | undefined;
	return (
		<div className="page">
			<PageHead title={t('password')} about={t('password.about')} />
			{me?.mustChangePassword && <Notice tone="wait">{t('password.must')}</Notice>}
			<Section><PasswordForm /></Section>
		</div>
	);
}
