import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Segmented, Select, Switch } from 'antd';
import { useState, type ReactElement } from 'react';
import type { CommandRule, CommandRuleNew } from '../../../api/types';
import { common } from '../../../shared/text';
import { FormDrawer } from '../../../shared/ui/form';
import { ProjectPicker } from '../../../shared/ui/pickers';
import { toast } from '../../../shared/ui/toast';
import { useDebounced } from '../../../shared/ui/use-debounced';
import { createRule, rulesKey, testCommand, updateRule } from '../queries';
import { batch } from '../text';
import { Verdict } from './bits';

const environments = ['development', 'staging', 'production'] as const;
const effects = ['warn', 'approve', 'refuse'] as const;

/** What an update has to name: a rule is replaced whole. */
export function wholeRule(row: CommandRule): CommandRuleNew {
	return {
		name: row.name, project_id: row.project_id, environment: row.environment, effect: row.effect, kind: row.kind,
		pattern: row.pattern, description: row.description, enabled: row.enabled,
	};
}

export function RuleForm({ open, row, onClose }: {
	open: boolean;
	row?: CommandRule;
	onClose: () => void;
}): ReactElement {
	const t = batch.useT();
	const c = common.useT();
	const client = useQueryClient();
	const needed = [{ required: true, whitespace: true, message: c('required') }];
	return (
		<FormDrawer<CommandRuleNew>
			title={row ? t('rule.edit') : t('rule.new')} open={open} onClose={onClose} width={560}
			initial={row ? wholeRule(row) : { effect: 'approve', kind: 'words', environment: '', project_id: 0, enabled: true }}
			send={async (values) => {
				const input = { ...values, project_id: row?.project_id ?? values.project_id ?? 0 };
				await (row ? updateRule(row, input) : createRule(input));
				await client.invalidateQueries({ queryKey: rulesKey });
				toast.ok(t('rule.saved'));
			}}
		>
			<Form.Item name="name" label={t('name')} rules={needed}><Input maxLength={64} /></Form.Item>
			<Form.Item name="effect" label={t('rule.effect')}>
				<Segmented options={effects.map((one) => ({ value: one, label: t(`effect.${one}`) }))} />
			</Form.Item>
			<Form.Item name="kind" label={t('rule.kind')}>
				<Segmented
					options={(['words', 'text'] as const).map((one) => ({ value: one, label: t(`rule.kind.${one}`) }))}
				/>
			</Form.Item>
			<Form.Item noStyle shouldUpdate={(old: CommandRuleNew, now: CommandRuleNew) => old.kind !== now.kind}>
				{(form) => (
					<Form.Item
						name="pattern" label={t('rule.pattern')} rules={needed}
						extra={form.getFieldValue('kind') === 'text' ? t('rule.pattern.text') : t('rule.pattern.words')}
					>
						<Input.TextArea className="mono" autoSize={{ minRows: 2, maxRows: 8 }} maxLength={512} spellCheck={false} />
					</Form.Item>
				)}
			</Form.Item>
			<div className="form-pair">
				{!row && (
					<Form.Item name="project_id" label={c('project')}><ProjectPicker none={t('rule.everywhere')} /></Form.Item>
				)}
				<Form.Item name="environment" label={c('environment')}>
					<Select
						options={[
							{ value: '', label: t('rule.everyEnvironment') },
							...environments.map((one) => ({ value: one, label: c(`status.${one}`) })),
						]}
					/>
				</Form.Item>
			</div>
			<Form.Item name="description" label={t('description')}><Input maxLength={512} /></Form.Item>
			<Form.Item name="enabled" label={t('rule.enabled')} valuePropName="checked"><Switch /></Form.Item>
		</FormDrawer>
	);
}

/** A command and what the rules say of it. */
export function TryCommand(): ReactElement {
	const t = batch.useT();
	const [command, setCommand] = useState('');
	const asked = useDebounced(command, 250);
	const { data } = useQuery({
		queryKey: [...rulesKey, 'test', asked],
		queryFn: ({ signal }) => testCommand(asked, undefined, signal),
		enabled: asked.trim() !== '', retry: false,
	});
	return (
		<div className="batch-box stack" style={{ marginBottom: 24, gap: 8 }}>
			<Input
				className="mono" placeholder={t('test.hint')} aria-label={t('test')} value={command} spellCheck={false}
				onChange={(event) => setCommand(event.target.value)} allowClear
			/>
			<div role="status">{asked.trim() !== '' && data && <Verdict verdict={data} />}</div>
		</div>
	);
}
