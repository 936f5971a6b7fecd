import { useState, type ReactElement } from 'react';
import type { ApprovalPolicy } from '../../../api/types';
import { common } from '../../../shared/text';
import { ActionButton, type Action } from '../../../shared/ui/action-button';
import { EmptyState, PageHead } from '../../../shared/ui/page';
import { ResourceTable, type Column } from '../../../shared/ui/resource-table';
import { StatusTag } from '../../../shared/ui/status-tag';
import { approverOf, lifeOf, Risk, useProjectName } from '../components/approval-bits';
import { PolicyForm, wholePolicy } from '../components/policy-form';
import { fetchPolicies, policiesKey, removePolicy, updatePolicy } from '../queries';
import { approvals } from '../text';

export function Component(): ReactElement {
	const t = approvals.useT();
	const c = common.useT();
	const projectName = useProjectName();
	const [total, setTotal] = useState<number>();
	const [form, setForm] = useState<{ row?: ApprovalPolicy } | null>(null);
	const create: Action = {
		key: 'new', label: t('policy.new'), icon: 'plus', perm: 'approval:policy', askable: true,
		run: () => setForm({}),
	};
	const toggle = (row: ApprovalPolicy): Action => ({
		key: 'toggle', label: row.enabled ? t('policy.disable') : t('policy.enable'),
		icon: row.enabled ? 'stop' : 'play', perm: 'approval:policy', stale: [policiesKey], done: t('policy.saved'),
		/* without it acts run that had to wait until now */
		confirm: row.enabled ? {
			title: t('policy.disable.title', { name: row.name }), text: t('policy.disable.text', { action: row.action }),
		} : undefined,
		run: () => updatePolicy(row, { ...wholePolicy(row), enabled: !row.enabled }),
	});
	const remove = (row: ApprovalPolicy): Action => ({
		key: 'delete', label: c('delete'), icon: 'trash', perm: 'approval:policy', danger: true,
		stale: [policiesKey], done: t('policy.deleted'),
		confirm: {
			title: t('policy.delete.title', { name: row.name }), text: t('policy.delete.text', { action: row.action }),
			typed: row.environment === 'production' ? row.name : undefined,
		},
		run: () => removePolicy(row),
	});
	const columns: Column<ApprovalPolicy>[] = [
		{
			key: 'name', title: t('policy.name'), card: 'head', text: (row) => row.name,
			render: (row) => <span className="cell-main clip" title={row.name}>{row.name}</span>,
		},
		{
			key: 'enabled', title: c('status'), text: (row) => (row.enabled ? 'enabled' : 'disabled'),
			render: (row) => <StatusTag status={row.enabled ? 'enabled' : 'disabled'} />,
		},
		{ key: 'action', title: t('action'), text: (row) => row.action, render: (row) => <code>{row.action}</code> },
		{ key: 'risk', title: t('policy.risk'), text: (row) => row.min_risk, render: (row) => <Risk risk={row.min_risk} /> },
		{
			key: 'project', title: c('project'), text: (row) => (row.project_id ? projectName(row.project_id) : ''),
			render: (row) => (row.project_id
				? projectName(row.project_id) : <span className="muted">{t('policy.everywhere')}</span>),
		},
		{
			key: 'environment', title: c('environment'), text: (row) => row.environment,
			render: (row) => (row.environment
				? <StatusTag status={row.environment} /> : <span className="muted">{t('policy.everyEnvironment')}</span>),
		},
		{ key: 'by', title: t('policy.by'), text: (row) => approverOf(row, t), render: (row) => approverOf(row, t) },
		{ key: 'count', title: t('policy.count'), align: 'right', text: (row) => row.count, render: (row) => row.count },
		{
			key: 'life', title: t('policy.life'), align: 'right', text: (row) => row.expires_minutes,
			render: (row) => lifeOf(row.expires_minutes, t),
		},
	];
	return (
		<div className="page">
			<PageHead
				title={t('policies')} count={total} about={t('policies.about')}
				actions={<ActionButton type="primary" action={create} />}
			/>
			<ResourceTable<ApprovalPolicy>
				id="policies" label={t('policies')} queryKey={policiesKey} fetch={fetchPolicies} columns={columns}
				rowKey={(row) => row.id} rowLabel={(row) => row.name} onTotal={setTotal}
				filters={[{ key: 'action', label: t('action'), kind: 'text', placeholder: 'host:execute' }]}
				rowActions={(row) => [
					{ key: 'edit', label: c('edit'), icon: 'edit', perm: 'approval:policy', run: () => setForm({ row }) },
					toggle(row), remove(row),
				]}
				empty={(
					<EmptyState
						icon="policy" title={t('policies.empty')} text={t('policies.empty.text')}
						action={<ActionButton type="primary" action={create} />}
					/>
				)}
			/>
			<PolicyForm open={form !== null} row={form?.row} onClose={() => setForm(null)} />
		</div>
	);
}
