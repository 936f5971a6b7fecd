import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input } from 'antd';
import { useState, type ReactElement } from 'react';
import { meQuery } from '../../../api/session';
import type { Me } from '../../../api/types';
import { common } from '../../../shared/text';
import { ErrorNote, ErrorState } from '../../../shared/ui/error-state';
import { onCtrlEnter, useServerForm } from '../../../shared/ui/form';
import { DetailSkeleton, Facts, PageHead, Section } from '../../../shared/ui/page';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { toast } from '../../../shared/ui/toast';
import { RightsDrawer } from '../../access/components/rights';
import { updateMe } from '../queries';
import { account } from '../text';

type Values = Pick<Me, 'name' | 'email' | 'phone'>;

function ProfileForm({ me }: { me: Me }): ReactElement {
	const t = account.useT();
	const c = common.useT();
	const client = useQueryClient();
	const { form, busy, error, submit } = useServerForm<Values>(async (values) => {
		client.setQueryData(meQuery.queryKey, { ...me, ...(await updateMe(values)) });
		toast.ok(t('saved'));
	});
	return (
		<Form
			form={form} layout="vertical" requiredMark={false} style={{ maxWidth: 480 }}
			initialValues={{ name: me.name, email: me.email, phone: me.phone }}
			onFinish={() => void submit()} onKeyDownCapture={onCtrlEnter(() => void submit())}
		>
			<ErrorNote error={error} />
			<Form.Item name="name" label={t('name')}><Input maxLength={128} autoComplete="name" /></Form.Item>
			<Form.Item name="email" label={t('email')}>
				<Input type="email" maxLength={254} autoComplete="email" />
			</Form.Item>
			<Form.Item name="phone" label={t('phone')}><Input maxLength={32} autoComplete="tel" /></Form.Item>
			<Button type="primary" htmlType="submit" loading={busy}>{c('save')}</Button>
		</Form>
	);
}

export function Component(): ReactElement {
	const t = account.useT();
	const { data: me, error, refetch } = useQuery(meQuery);
	const [rights, setRights] = useState(false);

	if (error && !me) return <div className="page"><ErrorState error={error} retry={() => void refetch()} /></div>;
	if (!me) return <DetailSkeleton />;
	return (
		<div className="page">
			<PageHead title={t('profile')} about={t('profile.about')} />
			<Facts
				facts={[
					[t('username'), me.username],
					[t('roles'), me.roles.length ? me.roles.join(', ') : t('roles.none')],
					[t('last.login'), <TimeAgo key="last" at={(me as Me).lastLoginAt} />],
				]}
			/>
			<Section><ProfileForm key={me.id} me={me as Me} /></Section>
			<Section title={t('rights')}>
				<p className="muted">{t('rights.text')}</p>
				<Button onClick={() => setRights(true)}>{t('rights.action')}</Button>
			</Section>
			{rights && <RightsDrawer user={me.id} name={me.username} onClose={() => setRights(false)} />}
		</div>
	);
}
