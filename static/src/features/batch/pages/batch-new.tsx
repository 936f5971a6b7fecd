import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input, InputNumber, Select, Switch } from 'antd';
import { useState, type ReactElement } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import { useCan } from '../../../api/session';
import type { BatchNew, BatchPreview } from '../../../api/types';
import { common } from '../../../shared/text';
import { confirm } from '../../../shared/ui/confirm';
import { ErrorNote } from '../../../shared/ui/error-state';
import { onCtrlEnter, useServerForm } from '../../../shared/ui/form';
import { Icon } from '../../../shared/ui/icon';
import { PageHead, Section, SkeletonLines } from '../../../shared/ui/page';
import { ProjectPicker, useFirstProject } from '../../../shared/ui/pickers';
import { toast } from '../../../shared/ui/toast';
import { useDebounced } from '../../../shared/ui/use-debounced';
import { projectsQuery } from '../../tenancy/queries';
import { Verdict } from '../components/bits';
import { ScheduleForm } from '../components/schedule-form';
import { GroupsPicker, HostsPicker, TagsInput } from '../components/host-choice';
import { batchKey, previewBatch, runQuery, startBatch } from '../queries';
import { batch } from '../text';
import '../batch.css';

const interpreters = ['', 'sh', 'bash', 'zsh', 'python3', 'perl', 'ruby', 'node'] as const;
const hostStates = ['online', 'offline', 'error'] as const;
const healths = ['healthy', 'degraded', 'critical', 'unknown'] as const;

interface Values {
	project_id?: number;
	host_ids?: number[];
	group_ids?: number[];
	tags?: string[];
	q?: string | undefined;
	status?: string | undefined;
	health_state?: string | undefined;
	region?: string | undefined;
	/** Carried from the list of hosts, without a field here. */
	source?: string | undefined;
	command?: string;
	interpreter?: (typeof interpreters)[number];
	name?: string;
	concurrency?: number;
	timeout_s?: number;
	total_timeout_s?: number;
	canary_count?: number | null;
	canary_pause?: boolean;
	max_errors?: number | null;
	tiers?: string[];
	output_kb?: number;
	repeatable?: boolean;
	include_maintenance?: boolean;
	reason?: string;
}

/** Numbers of a query parameter: "1,2,3". */
function numbers(text: string | null): number[] {
	return (text ?? '').split(',').map(Number).filter((n) => Number.isInteger(n) && n > 0);
}

function chooses(v: Values): boolean {
	return Boolean(v.host_ids?.length || v.group_ids?.length || v.tags?.length || v.q?.trim()
		|| v.status || v.health_state || v.region?.trim() || v.source);
}

function toBody(v: Values): BatchNew {
	return {
		project_id: v.project_id || undefined,
		host_ids: v.host_ids ?? [],
		group_ids: v.group_ids ?? [],
		filter: {
			tags: v.tags ?? [], q: v.q?.trim() ?? '', status: v.status ?? '', health_state: v.health_state ?? '',
			region: v.region?.trim() ?? '', source: v.source ?? '',
		},
		command: v.command ?? '',
		interpreter: v.interpreter ?? '',
		name: v.name?.trim() ?? '',
		concurrency: v.concurrency ?? 50,
		timeout_s: v.timeout_s ?? 60,
		total_timeout_s: v.total_timeout_s ?? 3600,
		canary_count: v.canary_count ?? 0,
		canary_pause: v.canary_pause ?? false,
		max_errors: v.max_errors ?? -1,
		tiers: v.tiers ?? [],
		output_max: (v.output_kb ?? 64) * 1024,
		repeatable: v.repeatable ?? false,
		include_maintenance: v.include_maintenance ?? false,
		reason: v.reason?.trim() ?? '',
	};
}

/** Another run as the beginning of this one. */
function useTemplate(): { ready: boolean; values: Values } {
	const [search] = useSearchParams();
	const from = Number(search.get('from')) || 0;
	const run = useQuery({ ...runQuery(from), enabled: from > 0, refetchInterval: false });
	const one = (key: string): string | undefined => search.get(key) ?? undefined;
	const values: Values = {
		host_ids: numbers(search.get('hosts')), group_ids: numbers(search.get('groups')),
		q: one('q'), status: one('status'), health_state: one('health_state'), region: one('region'), source: one('source'),
		tags: search.getAll('tag'),
	};
	if (from === 0) return { ready: true, values };
	const old = run.data;
	if (!old) return { ready: run.isError, values };
	return {
		ready: true,
		values: {
			...values, command: old.command, interpreter: old.interpreter || '', concurrency: old.concurrency,
			timeout_s: old.timeout_s, total_timeout_s: old.total_timeout_s, canary_count: old.canaries || null,
			canary_pause: old.canary_pause, tiers: old.tiers, repeatable: old.repeatable, project_id: old.project_id,
			max_errors: (old.max_errors ?? -1) >= 0 ? old.max_errors : null, output_kb: Math.round((old.output_max ?? 65536) / 1024),
		},
	};
}

export function Component(): ReactElement {
	const t = batch.useT();
	const template = useTemplate();
	return (
		<div className="page">
			<PageHead title={t('new')} crumbs={[{ label: t('runs'), to: '/batch' }]} />
			{template.ready ? <Workbench initial={template.values} /> : <SkeletonLines />}
		</div>
	);
}

const previewQuery = (body: string) => queryOptions({
	queryKey: [...batchKey, 'preview', body],
	queryFn: ({ signal }) => previewBatch(JSON.parse(body) as BatchNew, signal),
	retry: false, staleTime: 10_000,
});

function Workbench({ initial }: { initial: Values }): ReactElement {
	const t = batch.useT();
	const c = common.useT();
	const client = useQueryClient();
	const navigate = useNavigate();
	const project = useFirstProject();
	const projects = useQuery(projectsQuery).data?.list ?? [];
	const [values, setValues] = useState<Values>(initial);
	const first = initial.project_id ?? (initial.host_ids?.length ? undefined : project);
	// As text: an object is another one at each rendering.
	const body = (of: Values): string => JSON.stringify(toBody({ project_id: first, ...of, command: of.command || ':' }));
	const shown = useDebounced(body(values), 300);
	const preview = useQuery({ ...previewQuery(shown), enabled: chooses(values), placeholderData: keepPreviousData });
	const look = chooses(values) ? preview.data : undefined;
	const ready = look !== undefined && !preview.isPlaceholderData && look.policy?.effect !== 'refuse';
	const { form, busy, error, submit } = useServerForm<Values>(async (sent) => {
		// Of what is sent, which may be newer than what is shown.
		const { hosts: n, policy, project_id } = await client.fetchQuery(previewQuery(body(sent)));
		const production = projects.some((one) => one.id === project_id && one.environment === 'production');
		const yes = await confirm({
			title: t('start.confirm', { n }), text: <pre className="batch-pre">{(sent.command ?? '').slice(0, 2000)}</pre>,
			action: policy?.effect === 'approve' ? t('start.ask') : t('start'),
			typed: production ? String(n) : undefined,
		});
		if (yes === null) return;
		const started = await startBatch(toBody({ project_id: first, ...sent }));
		await client.invalidateQueries({ queryKey: batchKey });
		if (!started.task_id) toast.ok(t('started.waits'));
		void navigate(`/batch/${started.batch_id}`);
	});
	const script = Boolean(values.interpreter);
	const can = useCan();
	const [planned, setPlanned] = useState<BatchNew & { project_id: number } | null>(null);
	/* The drawer stands outside: its keys are not this form's. */
	return (
		<>
		<Form<Values>
			form={form} layout="vertical" requiredMark={false} className="batch-new"
			initialValues={{
				interpreter: '', concurrency: 50, timeout_s: 60, total_timeout_s: 3600, output_kb: 64, ...initial, project_id: first,
			}}
			onValuesChange={(_, all) => setValues(all)} onKeyDownCapture={onCtrlEnter(() => void submit())}
			onFinish={() => void submit()}
		>
			<div>
				<ErrorNote error={error} />
				<Section title={t('choose')}>
					{projects.length > 1 && !initial.host_ids?.length && (
						<Form.Item name="project_id" label={c('project')}><ProjectPicker /></Form.Item>
					)}
					<Form.Item name="host_ids" label={t('choose.hosts')}>
						<HostsPicker placeholder={t('choose.hosts.hint')} />
					</Form.Item>
					<div className="form-pair">
						<Form.Item name="group_ids" label={t('choose.groups')}><GroupsPicker /></Form.Item>
						<Form.Item name="tags" label={t('choose.tags')}><TagsInput /></Form.Item>
					</div>
					<div className="form-pair">
						<Form.Item name="q" label={t('choose.filter')}>
							<Input placeholder={t('choose.filter.hint')} allowClear />
						</Form.Item>
						<Form.Item name="status" label={t('choose.status')}>
							<Select
								allowClear placeholder={t('choose.any')}
								options={hostStates.map((one) => ({ value: one, label: c(`status.${one}`) }))}
							/>
						</Form.Item>
					</div>
					<div className="form-pair">
						<Form.Item name="region" label={t('choose.region')}><Input allowClear maxLength={64} /></Form.Item>
						<Form.Item name="health_state" label={t('choose.health')}>
							<Select
								allowClear placeholder={t('choose.any')}
								options={healths.map((one) => ({ value: one, label: c(`status.${one}`) }))}
							/>
						</Form.Item>
					</div>
				</Section>
				<Section title={t('command')}>
					<Form.Item name="interpreter" label={t('interpreter')}>
						<Select
							options={interpreters.map((one) => ({ value: one, label: one || t('interpreter.none') }))}
						/>
					</Form.Item>
					<Form.Item
						name="command" label={t('command')} extra={t('command.hint')}
						rules={[{ required: true, whitespace: true, message: c('required') }]}
					>
						<Input.TextArea
							className="mono" autoSize={{ minRows: script ? 10 : 4, maxRows: 28 }} spellCheck={false}
							maxLength={script ? 1048576 : 65536}
						/>
					</Form.Item>
				</Section>
				<Section title={t('strategy')}>
					<div className="form-pair">
						<Form.Item name="concurrency" label={t('concurrency')}>
							<InputNumber min={1} max={1000} precision={0} style={{ width: '100%' }} />
						</Form.Item>
						<Form.Item name="canary_count" label={t('canaries')} extra={t('canaries.hint')}>
							<InputNumber min={0} max={5000} precision={0} style={{ width: '100%' }} />
						</Form.Item>
						<Form.Item name="timeout_s" label={t('timeout')}>
							<InputNumber min={1} max={3600} precision={0} style={{ width: '100%' }} />
						</Form.Item>
						<Form.Item name="total_timeout_s" label={t('total')}>
							<InputNumber min={1} max={86400} precision={0} style={{ width: '100%' }} />
						</Form.Item>
						<Form.Item name="max_errors" label={t('max.errors')} extra={t('max.errors.hint')}>
							<InputNumber min={0} max={5000} precision={0} style={{ width: '100%' }} />
						</Form.Item>
						<Form.Item name="output_kb" label={t('output.max')}>
							<InputNumber min={1} max={1024} precision={0} style={{ width: '100%' }} />
						</Form.Item>
					</div>
					<Form.Item name="tiers" label={t('tiers')} extra={t('tiers.hint')}><TagsInput /></Form.Item>
					<Form.Item name="canary_pause" valuePropName="checked">
						<Checkbox disabled={!values.canary_count}>{t('canaries.pause')}</Checkbox>
					</Form.Item>
					<Form.Item name="include_maintenance" valuePropName="checked">
						<Checkbox>{t('maintenance')}</Checkbox>
					</Form.Item>
					<Form.Item name="repeatable" label={t('repeatable')} extra={t('repeatable.hint')} valuePropName="checked">
						<Switch />
					</Form.Item>
					<div className="form-pair">
						<Form.Item name="name" label={t('name')} extra={t('name.hint')}><Input maxLength={128} /></Form.Item>
						<Form.Item name="reason" label={t('reason')} extra={t('reason.hint')}><Input maxLength={512} /></Form.Item>
					</div>
				</Section>
			</div>
			<aside className="batch-aside" aria-label={t('preview')}>
				<div className="batch-box stack">
					<h2>{t('preview')}</h2>
					{chooses(values) && preview.isError && <ErrorNote error={preview.error} />}
					{look ? <Preview look={look} command={Boolean(values.command?.trim())} />
						: !preview.isError && <p className="muted">{t('preview.none')}</p>}
					<Button
						type="primary" block htmlType="submit" loading={busy} icon={<Icon name="play" />} title="Ctrl Enter"
						disabled={!ready || look.hosts === 0}
					>
						{look?.policy?.effect === 'approve' ? t('start.ask') : t('start')}
					</Button>
					{can('schedule:write') && (
						<Button
							block icon={<Icon name="clock" />} disabled={!ready || !values.command?.trim()}
							onClick={() => look && setPlanned({ ...toBody(values), project_id: look.project_id })}
						>
							{t('schedule')}
						</Button>
					)}
				</div>
			</aside>
		</Form>
		{planned && <ScheduleForm order={planned} project={planned.project_id} onClose={() => setPlanned(null)} />}
		</>
	);
}

function Preview({ look, command }: { look: BatchPreview; command: boolean }): ReactElement {
	const t = batch.useT();
	const names = look.names ?? [];
	const all = look.hosts + look.skipped;
	return (
		<>
			<div>
				<div className="batch-count num" role="status">{t('preview.hosts', { n: look.hosts })}</div>
				<div className="muted">
					{[
						look.canaries > 0 && t('preview.canaries', { n: look.canaries }),
						look.waves > 1 && t('preview.waves', { n: look.waves }),
					].filter(Boolean).join(' · ')}
				</div>
				{look.skipped > 0 && <div className="muted">{t('preview.skipped', { n: look.skipped })}</div>}
			</div>
			<div className="tags">
				{names.slice(0, 12).map((name) => <span key={name} className="tag">{name}</span>)}
				{all > 12 && <span className="muted">{t('preview.more', { n: all - 12 })}</span>}
			</div>
			{command && look.policy && <Verdict verdict={look.policy} />}
		</>
	);
}
