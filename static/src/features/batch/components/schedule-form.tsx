/* The order of a batch as a schedule: hosts are chosen anew each time it fires. */
import { useQueryClient } from '@tanstack/react-query';
import { Form, Input } from 'antd';
import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';
import type { BatchNew } from '../../../api/types';
import { common } from '../../../shared/text';
import { FormDrawer } from '../../../shared/ui/form';
import { toast } from '../../../shared/ui/toast';
import { createSchedule, schedulesKey } from '../../tasks/queries';
import { batch } from '../text';

interface Values {
	name: string;
	cron: string;
	timezone: string;
}

export function ScheduleForm({ order, project, onClose }: {
	order: BatchNew;
	project: number;
	onClose: () => void;
}): ReactElement {
	const t = batch.useT();
	const c = common.useT();
	const client = useQueryClient();
	const navigate = useNavigate();
	const needed = [{ required: true, message: c('required') }];
	return (
		<FormDrawer<Values>
			open title={t('schedule.title')} onClose={onClose}
			initial={{ name: order.name ?? '', cron: '0 3 * * *', timezone: Intl.DateTimeFormat().resolvedOptions().timeZone }}
			send={async (values) => {
				await createSchedule({ ...values, kind: 'hosts.batch.order', args: order, project_id: project, enabled: true });
				await client.invalidateQueries({ queryKey: schedulesKey });
				toast.ok(t('schedule.saved'));
				void navigate('/schedules');
			}}
		>
			<p className="muted tab-about">{t('schedule.about')}</p>
			<Form.Item name="name" label={t('schedule.name')} rules={needed}><Input maxLength={128} /></Form.Item>
			<Form.Item name="cron" label={t('schedule.cron')} extra={t('schedule.cron.hint')} rules={needed}>
				<Input className="mono" maxLength={128} spellCheck={false} />
			</Form.Item>
			<Form.Item name="timezone" label={t('schedule.timezone')}><Input maxLength={64} spellCheck={false} /></Form.Item>
		</FormDrawer>
	);
}
