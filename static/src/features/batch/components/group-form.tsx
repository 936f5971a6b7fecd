import { useQueryClient } from '@tanstack/react-query';
import { Form, Input, Segmented } from 'antd';
import type { ReactElement } from 'react';
import type { HostGroup, HostGroupNew } from '../../../api/types';
import { common } from '../../../shared/text';
import { FormDrawer } from '../../../shared/ui/form';
import { ProjectPicker, useFirstProject } from '../../../shared/ui/pickers';
import { toast } from '../../../shared/ui/toast';
import { createGroup, groupsKey, updateGroup } from '../queries';
import { batch } from '../text';
import { HostsPicker, TagsInput } from './host-choice';

export function GroupForm({ open, row, onClose }: {
	open: boolean;
	row?: HostGroup;
	onClose: () => void;
}): ReactElement {
	const t = batch.useT();
	const c = common.useT();
	const client = useQueryClient();
	const project = useFirstProject();
	return (
		<FormDrawer<HostGroupNew>
			title={row ? t('group.edit') : t('group.new')} open={open} onClose={onClose} width={560}
			initial={row ? {
				name: row.name, description: row.description, kind: row.kind, host_ids: row.host_ids, tags: row.tags, q: row.q,
			} : { kind: 'list', project_id: project }}
			send={async (values) => {
				const filter = values.kind === 'filter';
				const input: HostGroupNew = {
					...values, project_id: row?.project_id ?? values.project_id ?? project,
					host_ids: filter ? [] : values.host_ids ?? [], tags: filter ? values.tags ?? [] : [],
					q: filter ? values.q ?? '' : '',
				};
				await (row ? updateGroup(row, input) : createGroup(input));
				await client.invalidateQueries({ queryKey: groupsKey });
				toast.ok(t('group.saved'));
			}}
		>
			<Form.Item name="name" label={t('name')} rules={[{ required: true, whitespace: true, message: c('required') }]}>
				<Input maxLength={64} />
			</Form.Item>
			<Form.Item name="description" label={t('description')}><Input maxLength={256} /></Form.Item>
			{!row && <Form.Item name="project_id" label={c('project')}><ProjectPicker /></Form.Item>}
			<Form.Item name="kind" label={t('group.kind')}>
				<Segmented
					options={[
						{ value: 'list', label: t('group.kind.list') }, { value: 'filter', label: t('group.kind.filter') },
					]}
				/>
			</Form.Item>
			<Form.Item noStyle shouldUpdate={(old: HostGroupNew, now: HostGroupNew) => old.kind !== now.kind}>
				{(form) => (form.getFieldValue('kind') === 'filter' ? (
					<>
						<Form.Item name="tags" label={t('choose.tags')}><TagsInput /></Form.Item>
						<Form.Item name="q" label={t('choose.filter')} extra={t('choose.filter.hint')}><Input maxLength={200} /></Form.Item>
					</>
				) : (
					<Form.Item name="host_ids" label={t('choose.hosts')}>
						<HostsPicker placeholder={t('choose.hosts.hint')} />
					</Form.Item>
				))}
			</Form.Item>
		</FormDrawer>
	);
}
