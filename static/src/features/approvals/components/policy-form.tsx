import { useQuery, useQueryClient } from '@tanstack/react-query';
import { AutoComplete, Form, Input, InputNumber, Segmented, Select, Switch } from 'antd';
import type { ReactElement } from 'react';
import type { ApprovalPolicy, ApprovalPolicyNew } from '../../../api/types';
import { common } from '../../../shared/text';
import { FormDrawer } from '../../../shared/ui/form';
import { PermissionPicker, ProjectPicker, RolePicker } from '../../../shared/ui/pickers';
import { toast } from '../../../shared/ui/toast';
import { permissionsQuery } from '../../access/queries';
import { createPolicy, policiesKey, updatePolicy } from '../queries';
import { approvals } from '../text';
import { lifeOf } from './approval-bits';

const environments = ['development', 'staging', 'production'] as const;
const risks = ['low', 'medium', 'high'] as const;
const lives = [15, 60, 240, 480, 1440, 4320, 10080] as const;

/** What an update has to name: a policy is replaced whole. */
export function wholePolicy(row: ApprovalPolicy): ApprovalPolicyNew {
	return {
		name: row.name, project_id: row.project_id, environment: row.environment, action: row.action,
		min_risk: row.min_risk, approver_role: row.approver_role,
		approver_permission: row.approver_permission, count: row.count,
		expires_minutes: row.expires_minutes, enabled: row.enabled,
	};
}

interface Values extends Omit<ApprovalPolicyNew, 'environment'> {
	by: 'role' | 'permission';
	environment?: (typeof environments)[number] | '';
}

function fromValues({ by, environment, project_id, ...rest }: Values): ApprovalPolicyNew {
	return {
		...rest,
		project_id: project_id || null,
		environment: environment || null,
		approver_role: by === 'role' ? rest.approver_role ?? '' : '',
		approver_permission: by === 'permission' ? rest.approver_permission ?? '' : '',
	};
}

function toValues(row: ApprovalPolicy): Values {
	return {
		...wholePolicy(row), project_id: row.project_id ?? 0, environment: row.environment ?? '',
		by: row.approver_role ? 'role' : 'permission',
		approver_role: row.approver_role || undefined,
		approver_permission: row.approver_permission || undefined,
	};
}

const fresh: Partial<Values> = {
	action: 'host:execute', project_id: 0, environment: 'production', min_risk: 'medium', by: 'role',
	approver_role: 'admin', count: 1, expires_minutes: 240, enabled: true,
};

export function PolicyForm({ open, row, onClose }: {
	open: boolean;
	row?: ApprovalPolicy;
	onClose: () => void;
}): ReactElement {
	const t = approvals.useT();
	const c = common.useT();
	const client = useQueryClient();
	const known = useQuery({ ...permissionsQuery, enabled: open }).data?.list ?? [];
	const needed = [{ required: true, message: c('required') }];
	return (
		<FormDrawer<Values>
			title={row ? t('policy.edit') : t('policy.new')} open={open} onClose={onClose} width={560}
			action={row ? undefined : t('policy.new')} initial={row ? toValues(row) : fresh}
			send={async (values) => {
				const input = fromValues(values);
				await (row ? updatePolicy(row, input) : createPolicy(input));
				await client.invalidateQueries({ queryKey: policiesKey });
				toast.ok(t('policy.saved'));
			}}
		>
			<Form.Item name="name" label={t('policy.name')} rules={[{ required: true, whitespace: true, message: c('required') }]}>
				<Input maxLength={128} />
			</Form.Item>
			<Form.Item name="action" label={t('action')} extra={t('action.help')} rules={needed}>
				<AutoComplete
					options={known.map((one) => ({ value: one.code === '*:*' ? '*' : one.code }))}
					showSearch={{ filterOption: (typed, option) => (option?.value ?? '').includes(typed) }}
				/>
			</Form.Item>
			<Form.Item name="min_risk" label={t('policy.risk')} extra={t('policy.risk.help')}>
				<Segmented options={risks.map((one) => ({ value: one, label: t(`risk.${one}`) }))} />
			</Form.Item>
			<div className="form-pair">
				<Form.Item name="project_id" label={c('project')}><ProjectPicker none={t('policy.everywhere')} /></Form.Item>
				<Form.Item name="environment" label={c('environment')}>
					<Select
						options={[
							{ value: '', label: t('policy.everyEnvironment') },
							...environments.map((one) => ({ value: one, label: c(`status.${one}`) })),
						]}
					/>
				</Form.Item>
			</div>
			<Form.Item name="by" label={t('policy.by')}>
				<Segmented
					options={[{ value: 'role', label: t('by.role') }, { value: 'permission', label: t('by.permission') }]}
				/>
			</Form.Item>
			<Form.Item noStyle shouldUpdate={(old: Values, now: Values) => old.by !== now.by}>
				{(form) => (form.getFieldValue('by') === 'permission' ? (
					<Form.Item name="approver_permission" label={t('by.permission')} rules={needed}><PermissionPicker /></Form.Item>
				) : (
					<Form.Item name="approver_role" label={t('by.role')} rules={needed}><RolePicker /></Form.Item>
				))}
			</Form.Item>
			<div className="form-pair">
				<Form.Item name="count" label={t('policy.count')} rules={needed}>
					<InputNumber min={1} max={5} precision={0} style={{ width: '100%' }} />
				</Form.Item>
				<Form.Item name="expires_minutes" label={t('policy.life')}>
					<Select
						options={[...new Set([...lives, ...(row ? [row.expires_minutes] : [])])].sort((a, b) => a - b)
							.map((n) => ({ value: n, label: lifeOf(n, t) }))}
					/>
				</Form.Item>
			</div>
			<Form.Item name="enabled" label={t('policy.enabled')} valuePropName="checked"><Switch /></Form.Item>
		</FormDrawer>
	);
}
