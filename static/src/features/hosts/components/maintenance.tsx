/* Takes one or many hosts out of use, from now or later, with a reason and an end. */
import { useQueryClient } from '@tanstack/react-query';
import { Form, Input, Segmented } from 'antd';
import type { ReactElement } from 'react';
import { common } from '../../../shared/text';
import { FormDrawer } from '../../../shared/ui/form';
import { toast } from '../../../shared/ui/toast';
import { actHost, batchHosts, hostsKey, type Many } from '../queries';
import { hosts } from '../text';

interface Values {
	reason: string;
	ends: '1' | '4' | '24' | 'at' | 'never';
	until?: string;
	starts: 'now' | 'at';
	from?: string;
	typed?: string;
}

export function MaintenanceDialog({ many, typed, onClose }: {
	many: Many;
	/** In production this is typed first. */
	typed?: string | undefined;
	onClose: () => void;
}): ReactElement {
	const t = hosts.useT();
	const c = common.useT();
	const client = useQueryClient();
	const needed = [{ required: true, message: c('required') }];
	const title = many.one ? t('maintenance.title', { name: many.one.name }) : t('maintenance.many', { n: many.n });
	return (
		<FormDrawer<Values>
			open title={title} onClose={onClose} action={t('maintenance')} initial={{ reason: '', ends: '4', starts: 'now' }}
			send={async (values) => {
				const from = values.starts === 'at' && values.from ? new Date(values.from) : undefined;
				const hours = Number(values.ends);
				const until = values.ends === 'at' && values.until ? new Date(values.until)
					: hours > 0 ? new Date((from ?? new Date()).getTime() + hours * 3_600_000) : undefined;
				const body = {
					action: 'maintenance', reason: values.reason, from: from?.toISOString() ?? null, until: until?.toISOString() ?? null,
				};
				if (many.one) await actHost(many.one.id, body);
				else await batchHosts({ ...body, ...many.body });
				await client.invalidateQueries({ queryKey: hostsKey });
				toast.ok(from ? t('maintenance.planned') : t('maintenance.done'));
			}}
		>
			<p className="muted tab-about">{t('maintenance.text')}</p>
			<Form.Item name="reason" label={t('reason')} rules={needed}>
				<Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 6 }} />
			</Form.Item>
			<Form.Item name="starts" label={t('window.from')}>
				<Segmented options={[{ value: 'now', label: t('window.now') }, { value: 'at', label: t('window.later') }]} />
			</Form.Item>
			<Form.Item noStyle dependencies={['starts']}>
				{({ getFieldValue }) => getFieldValue('starts') === 'at' && (
					<Form.Item name="from" rules={needed}><Input type="datetime-local" /></Form.Item>
				)}
			</Form.Item>
			<Form.Item name="ends" label={t('window.ends')} extra={t('window.ends.hint')}>
				<Segmented
					options={[
						...(['1', '4', '24'] as const).map((one) => ({ value: one, label: t('window.hours', { n: Number(one) }) })),
						{ value: 'at', label: t('window.later') }, { value: 'never', label: t('window.open') },
					]}
				/>
			</Form.Item>
			<Form.Item noStyle dependencies={['ends']}>
				{({ getFieldValue }) => getFieldValue('ends') === 'at' && (
					<Form.Item name="until" rules={needed}><Input type="datetime-local" /></Form.Item>
				)}
			</Form.Item>
			{typed !== undefined && (
				<Form.Item
					name="typed" label={t('typed.first', { word: typed })}
					rules={[{ validator: (_, value) => (value === typed ? Promise.resolve() : Promise.reject(new Error(c('required')))) }]}
				>
					<Input autoComplete="off" spellCheck={false} />
				</Form.Item>
			)}
		</FormDrawer>
	);
}

export function TagsDialog({ many, remove, onClose }: {
	many: Many;
	remove: boolean;
	onClose: () => void;
}): ReactElement {
	const t = hosts.useT();
	const c = common.useT();
	const client = useQueryClient();
	return (
		<FormDrawer<{ tags: string }>
			open title={t(remove ? 'tags.remove.many' : 'tags.add.many', { n: many.n })} onClose={onClose} initial={{ tags: '' }}
			send={async ({ tags }) => {
				await batchHosts({
					...many.body, action: remove ? 'remove_tags' : 'add_tags',
					tags: tags.split(/[\s,，]+/).filter(Boolean),
				});
				await client.invalidateQueries({ queryKey: hostsKey });
				toast.ok(t('saved'));
			}}
		>
			<Form.Item name="tags" label={t('tags')} extra={t('tags.hint')} rules={[{ required: true, message: c('required') }]}>
				<Input autoFocus maxLength={500} />
			</Form.Item>
		</FormDrawer>
	);
}
