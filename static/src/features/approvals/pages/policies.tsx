import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber, Radio, Select, Switch } from 'antd';
import { useState, type ReactElement } from 'react';
import { Link } from 'react-router';
import { useCan } from '../../../api/session';
import type { ApprovalPolicy, ApprovalPolicyNew } from '../../../api/types';
import { common } from '../../../shared/text';
import { FormDrawer } from '../../../shared/ui/form';
import { EmptyState, PageHead } from '../../../shared/ui/page';
import { PermissionPicker, ProjectPicker, RolePicker } from '../../../shared/ui/pickers';
import { ResourceTable } from '../../../shared/ui/resource-table';
import { StatusTag } from '../../../shared/ui/status-tag';
import { createPolicy, fetchPolicies, policiesKey, removePolicy, updatePolicy } from '../queries';
import { approvals } from '../text';
import { Risk } from './approval-list';
import { toast } from '../../../shared/ui/toast';

type Environment = 'development' | 'staging' | 'production';

interface Values {
	name: string;
	action: string;
	environment: Environment | '';
	project_id: number;
	min_risk: ApprovalPolicy['min_risk'];
	by: 'role' | 'permission';
	approver_role?: string;
	approver_permission?: string;
	count: number;
	expires_minutes: number;
	enabled: boolean;
}

function inputOf(values: Values): ApprovalPolicyNew {
	return {
		name: values.name,
		action: values.action,
		environment: values.environment || null,
		project_id: values.project_id || null,
		min_risk: values.min_risk,
		approver_role: values.by === 'role' ? values.approver_role : '',
		approver_permission: values.by === 'permission' ? values.approver_permission : '',
		count: values.count,
		expires_minutes: values.expires_minutes,
		enabled: values.enabled,
	};
}

function valuesOf(row: ApprovalPolicy): Values {
	return {
		name: row.name, action: row.action, environment: row.environment ?? '',
		project_id: row.project_id ?? 0, min_risk: row.min_risk,
		by: row.approver_role ? 'role' : 'permission', approver_role: row.approver_role || undefined,
		approver_permission: row.approver_permission || undefined, count: row.count,
		expires_minutes: row.expires_minutes, enabled: row.enabled,
	};
}

const fresh: Partial<Values> = {
	action: 'host:execute', environment: 'production', project_id: 0, min_risk: 'high', by: 'role',
	approver_role: 'admin', count: 1, expires_minutes: 60, enabled: true,
};

function Editor({ row, onClose }: { row: ApprovalPolicy | null; onClose: () => void }): ReactElement {
	const t = approvals.useT();
	const c = common.useT();
	const client = useQueryClient();
	const needed = [{ required: true, message: c('required') }];
	return (
		<FormDrawer<Values>
			open title={row ? t('policy.edit') : t('policy.new')} onClose={onClose}
			initial={row ? valuesOf(row) : fresh}
			send={async (values) => {
				await (row ? updatePolicy(row, inputOf(values)) : createPolicy(inputOf(values)));
				await client.invalidateQueries({ queryKey: policiesKey });
				toast.ok(t('policy.saved'));
			}}
		>
			<Form.Item name="name" label={t('policy.name')} rules={needed}><Input maxLength={128} /></Form.Item>
			<Form.Item name="action" label={t('policy.action')} extra={t('policy.action.hint')} rules={needed}>
				<Input className="mono" maxLength={64} spellCheck={false} />
			</Form.Item>
			<div className="form-pair">
				<Form.Item name="environment" label={t('policy.environment')}>
					<Select
						options={[
							{ value: '', label: t('policy.environment.all') },
							...(['development', 'staging', 'production'] as const)
								.map((one) => ({ value: one, label: c(`status.${one}`) })),
						]}
					/>
				</Form.Item>
				<Form.Item name="project_id" label={t('policy.project')}>
					<ProjectPicker none={t('policy.project.all')} />
				</Form.Item>
			</div>
			<Form.Item name="min_risk" label={t('policy.risk')} extra={t('policy.risk.hint')}>
				<Radio.Group
					options={(['low', 'medium', 'high'] as const).map((one) => ({ value: one, label: c(`status.${one}`) }))}
				/>
			</Form.Item>
			<Form.Item name="by" label={t('policy.who')}>
				<Radio.Group
					options={[
						{ value: 'role', label: t('policy.role') }, { value: 'permission', label: t('policy.permission') },
					]}
				/>
			</Form.Item>
			<Form.Item noStyle dependencies={['by']}>
				{({ getFieldValue }) => (getFieldValue('by') === 'role'
					? (
						<Form.Item key="r" name="approver_role" label={t('policy.role')} rules={needed}>
							<RolePicker />
						</Form.Item>
					)
					: (
						<Form.Item key="p" name="approver_permission" label={t('policy.permission')} rules={needed}>
							<PermissionPicker />
						</Form.Item>
					))}
			</Form.Item>
			<div className="form-pair">
				<Form.Item name="count" label={t('policy.count')}>
					<InputNumber min={1} max={5} style={{ width: '100%' }} />
				</Form.Item>
				<Form.Item name="expires_minutes" label={t('policy.minutes')}>
					<InputNumber min={1} max={43200} style={{ width: '100%' }} />
				</Form.Item>
			</div>
			<Form.Item name="enabled" label={t('policy.enabled')} valuePropName="checked"><Switch /></Form.Item>
		</FormDrawer>
	);
}

export function Component(): ReactElement {
	const t = approvals.useT();
	const c = common.useT();
	const can = useCan();
	const [total, setTotal] = useState<number>();
	const [editing, setEditing] = useState<ApprovalPolicy | 'new' | null>(null);
	const create = can('approval:policy') && (
		<Button type="primary" onClick={() => setEditing('new')}>{t('policy.new')}</Button>
	);
	return (
		<div className="page">
			<PageHead title={t('policies')} count={total} about={t('policies.about')} actions={create} />
			<ResourceTable<ApprovalPolicy>
				id="policies" label={t('policies')} queryKey={policiesKey} fetch={fetchPolicies}
				rowKey={(row) => row.id} rowLabel={(row) => row.name} onTotal={setTotal}
				onOpen={can('approval:policy') ? setEditing : undefined}
				columns={[
					{
						key: 'name', title: t('policy.name'), card: 'head', text: (row) => row.name,
						render: (row) => <span className="cell-main">{row.name}</span>,
					},
					{ key: 'state', title: t('policy.state'), render: (row) => <StatusTag status={row.enabled ? 'enabled' : 'disabled'} /> },
					{ key: 'action', title: t('policy.action'), text: (row) => row.action, render: (row) => <code>{row.action}</code> },
					{
						key: 'scope', title: t('policy.scope'), text: (row) => row.environment ?? '',
						render: (row) => (
							<span className="row">
								{row.environment
									? <StatusTag status={row.environment} soft /> : t('policy.environment.all')}
								{row.project_id !== null && (
									<Link to={`/governance/projects/${row.project_id}`}>{`#${row.project_id}`}</Link>
								)}
							</span>
						),
					},
					{ key: 'risk', title: t('policy.risk'), text: (row) => row.min_risk, render: (row) => <Risk risk={row.min_risk} /> },
					{
						key: 'who', title: t('policy.who'), text: (row) => row.approver_role || row.approver_permission,
						render: (row) => <><code>{row.approver_role || row.approver_permission}</code>{` × ${row.count}`}</>,
					},
					{ key: 'minutes', title: t('policy.minutes'), align: 'right', text: (row) => row.expires_minutes, render: (row) => row.expires_minutes },
				]}
				rowActions={(row) => [
					{ key: 'edit', label: c('edit'), icon: 'edit', perm: 'approval:policy', run: () => setEditing(row) },
					{
						key: 'toggle', label: row.enabled ? t('policy.disable') : t('policy.enable'),
						icon: row.enabled ? 'stop' : 'play', perm: 'approval:policy', stale: [policiesKey],
						run: () => updatePolicy(row, inputOf({ ...valuesOf(row), enabled: !row.enabled })),
						done: t('policy.saved'),
					},
					{
						key: 'delete', label: t('policy.delete'), icon: 'trash', danger: true,
						perm: 'approval:policy', stale: [policiesKey], done: t('policy.deleted'),
						confirm: { title: t('policy.delete.title', { name: row.name }), text: t('policy.delete.text') },
						run: () => removePolicy(row),
					},
				]}
				empty={<EmptyState icon="policy" title={t('policies.empty')} text={t('policies.empty.text')} action={create} />}
			/>
			{editing && <Editor row={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
		</div>
	);
}
