import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Select } from 'antd';
import type { ReactElement } from 'react';
import type { Project, ProjectNew } from '../../../api/types';
import { common } from '../../../shared/text';
import { FormDrawer } from '../../../shared/ui/form';
import { createProject, projectsKey, teamsChoice, updateProject } from '../queries';
import { tenancy } from '../text';

const environments = ['development', 'staging', 'production'] as const;

interface Props {
	open: boolean;
	row?: Project;
	onClose: () => void;
	onSaved?: (row: Project) => void;
}

export function ProjectForm({ open, row, onClose, onSaved }: Props): ReactElement {
	const t = tenancy.useT();
	const c = common.useT();
	const client = useQueryClient();
	const teams = useQuery({ ...teamsChoice, enabled: open });

	async function send(values: ProjectNew): Promise<void> {
		const { code, ...rest } = values;
		const saved = row ? await updateProject(row, rest) : await createProject(code ? values : rest);
		await client.invalidateQueries({ queryKey: projectsKey });
		onSaved?.(saved);
	}

	return (
		<FormDrawer<ProjectNew>
			title={row ? t('project.edit') : t('project.new')} open={open} onClose={onClose} send={send}
			action={row ? undefined : t('project.new')}
			initial={row ? {
				name: row.name, description: row.description, team_id: row.team_id ?? 0,
				environment: row.environment as ProjectNew['environment'],
			} : { environment: 'development', team_id: 0 }}
		>
			<Form.Item name="name" label={t('name')} rules={[{ required: true, whitespace: true, message: t('required') }]}>
				<Input maxLength={128} />
			</Form.Item>
			{!row && (
				<Form.Item
					name="code" label={t('project.code')} extra={t('project.code.help')}
					rules={[{ pattern: /^[a-z0-9][a-z0-9-]*$/, message: t('project.code.bad') }]}
				>
					<Input maxLength={40} className="mono" spellCheck={false} />
				</Form.Item>
			)}
			<Form.Item name="environment" label={t('project.environment')} extra={t('project.environment.help')}>
				<Select options={environments.map((one) => ({ value: one, label: c(`status.${one}`) }))} />
			</Form.Item>
			<Form.Item name="team_id" label={t('project.team')}>
				<Select
					showSearch={{ optionFilterProp: 'label' }}
					options={[
						{ value: 0, label: t('project.none') },
						...(teams.data?.list ?? []).map((one) => ({ value: one.id, label: one.name })),
					]}
				/>
			</Form.Item>
			<Form.Item name="description" label={t('description')}>
				<Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={500} />
			</Form.Item>
		</FormDrawer>
	);
}
