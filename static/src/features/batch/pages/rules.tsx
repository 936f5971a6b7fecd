import { useState, type ReactElement } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useCan } from '../../../api/session';
import type { CommandRule } from '../../../api/types';
import { common } from '../../../shared/text';
import { ActionButton, type Action } from '../../../shared/ui/action-button';
import { EmptyState, PageHead } from '../../../shared/ui/page';
import { ResourceTable, type Column } from '../../../shared/ui/resource-table';
import { StatusTag } from '../../../shared/ui/status-tag';
import { projectsQuery } from '../../tenancy/queries';
import { Effect } from '../components/bits';
import { RuleForm, TryCommand, wholeRule } from '../components/rule-form';
import { fetchRules, removeRule, rulesKey, updateRule } from '../queries';
import { batch } from '../text';

export function Component(): ReactElement {
	const t = batch.useT();
	const c = common.useT();
	const can = useCan();
	const projects = useQuery(projectsQuery).data?.list ?? [];
	const [total, setTotal] = useState<number>();
	const [form, setForm] = useState<{ row?: CommandRule } | null>(null);
	const projectName = (id: number): string => projects.find((one) => one.id === id)?.name ?? `#${id}`;
	const create: Action = {
		key: 'new', label: t('rule.new'), icon: 'plus', perm: 'approval:policy', askable: true, run: () => setForm({}),
	};
	const columns: Column<CommandRule>[] = [
		{
			key: 'name', title: t('name'), card: 'head', text: (row) => row.name,
			render: (row) => <span className="cell-main clip" title={row.description}>{row.name}</span>,
		},
		{ key: 'effect', title: t('rule.effect'), text: (row) => row.effect, render: (row) => <Effect effect={row.effect} /> },
		{
			key: 'pattern', title: t('rule.pattern'), text: (row) => row.pattern,
			render: (row) => <code className="batch-line clip" title={row.pattern}>{row.pattern}</code>,
		},
		{
			key: 'project', title: c('project'), text: (row) => (row.project_id ? projectName(row.project_id) : ''),
			render: (row) => (row.project_id
				? projectName(row.project_id) : <span className="muted">{t('rule.everywhere')}</span>),
		},
		{
			key: 'environment', title: c('environment'), text: (row) => row.environment,
			render: (row) => (row.environment
				? <StatusTag status={row.environment} /> : <span className="muted">{t('rule.everyEnvironment')}</span>),
		},
		{
			key: 'enabled', title: c('status'), text: (row) => (row.enabled ? 'enabled' : 'disabled'),
			render: (row) => <StatusTag status={row.enabled ? 'enabled' : 'disabled'} />,
		},
	];
	return (
		<div className="page">
			<PageHead
				title={t('rules')} count={total} about={t('rules.about')}
				actions={<ActionButton type="primary" action={create} />}
			/>
			{can('host:read') && <TryCommand />}
			<ResourceTable<CommandRule>
				id="command-rules" label={t('rules')} queryKey={rulesKey} fetch={fetchRules} columns={columns}
				rowKey={(row) => row.id} rowLabel={(row) => row.name} onTotal={setTotal}
				filters={[{
					key: 'effect', label: t('rule.effect'), kind: 'choice',
					choices: (['warn', 'approve', 'refuse'] as const).map((one) => ({ value: one, label: t(`effect.${one}`) })),
				}]}
				rowActions={(row) => [
					{ key: 'edit', label: c('edit'), icon: 'edit', perm: 'approval:policy', run: () => setForm({ row }) },
					{
						key: 'toggle', label: row.enabled ? t('rule.disable') : t('rule.enable'), icon: row.enabled ? 'stop' : 'play',
						perm: 'approval:policy', stale: [rulesKey], done: t('rule.saved'),
						confirm: row.enabled ? {
							title: t('rule.disable.title', { name: row.name }), text: t('rule.delete.text', { pattern: row.pattern }),
						} : undefined,
						run: () => updateRule(row, { ...wholeRule(row), enabled: !row.enabled }),
					},
					{
						key: 'delete', label: c('delete'), icon: 'trash', perm: 'approval:policy', danger: true, stale: [rulesKey],
						done: t('rule.deleted'),
						confirm: {
							title: t('rule.delete.title', { name: row.name }), text: t('rule.delete.text', { pattern: row.pattern }),
							typed: row.effect === 'refuse' ? row.name : undefined,
						},
						run: () => removeRule(row),
					},
				]}
				empty={(
					<EmptyState
						icon="policy" title={t('rules.empty')} text={t('rules.empty.text')}
						action={<ActionButton type="primary" action={create} />}
					/>
				)}
			/>
			<RuleForm open={form !== null} row={form?.row} onClose={() => setForm(null)} />
		</div>
	);
}
