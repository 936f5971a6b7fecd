import { useQueryClient } from '@tanstack/react-query';
import { Form, Input } from 'antd';
import type { ReactElement } from 'react';
import type { Team, TeamNew } from '../../../api/types';
import { FormDrawer } from '../../../shared/ui/form';
import { createTeam, teamsKey, updateTeam } from '../queries';
import { tenancy } from '../text';

interface Props {
	open: boolean;
	row?: Team;
	onClose: () => void;
	onSaved?: (row: Team) => void;
}

export function TeamForm({ open, row, onClose, onSaved }: Props): ReactElement {
	const t = tenancy.useT();
	const client = useQueryClient();
	return (
		<FormDrawer<TeamNew>
			title={row ? t('team.edit') : t('team.new')} open={open} onClose={onClose}
			action={row ? undefined : t('team.new')}
			initial={row ? { name: row.name, description: row.description } : {}}
			send={async (values) => {
				const saved = row ? await updateTeam(row, values) : await createTeam(values);
				await client.invalidateQueries({ queryKey: teamsKey });
				onSaved?.(saved);
			}}
		>
			<Form.Item name="name" label={t('name')} rules={[{ required: true, whitespace: true, message: t('required') }]}>
				<Input maxLength={64} />
			</Form.Item>
			<Form.Item name="description" label={t('description')}>
				<Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={500} />
			</Form.Item>
		</FormDrawer>
	);
}
