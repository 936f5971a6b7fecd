/* An import or a re-sync: a row per instance, what became or would become of it. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useMemo, useState, type ReactElement } from 'react';
import { Link, useParams } from 'react-router';
import { useCan } from '../../../api/session';
import { cutMiddle, formatBytes } from '../../../shared/lib/format';
import { DetailPage } from '../../../shared/ui/detail-page';
import { ErrorNote } from '../../../shared/ui/error-state';
import type { Filter } from '../../../shared/ui/filters';
import { FormDrawer } from '../../../shared/ui/form';
import { EmptyState, Notice, SkeletonLines } from '../../../shared/ui/page';
import { ResourceTable, type Column } from '../../../shared/ui/resource-table';
import { StatusTag, type Tone } from '../../../shared/ui/status-tag';
import { TaskLink } from '../../../shared/ui/task-link';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { toast } from '../../../shared/ui/toast';
import { hostsKey } from '../../hosts/queries';
import { tasksKey } from '../../tasks/queries';
import { ItemState, ProviderName, RunState, useReason } from '../components/bits';
import { LoginFields, loginOf, type LoginValues } from '../components/login-fields';
import { useOutcome } from '../components/run-table';
import type { Login } from '../draft';
import {
	applyRun, cloudKey, fetchItems, isOpen, openQuery, restOf, runQuery, runsKey, type Counts, type Instance, type Item, type Run,
} from '../queries';
import { cloud } from '../text';
import '../cloud.css';

const changeTones: Record<Item['change'], Tone> = { import: 'none', new: 'ok', changed: 'work', gone: 'bad' };

const told = ['name', 'private_ip', 'public_ip', 'status', 'cpu', 'memory_mb', 'disk_gb', 'os', 'instance_type'] as const;
type Told = (typeof told)[number];

/* Only what differs, and only what the host takes over. */
function Differences({ item }: { item: Item }): ReactElement | null {
	const t = cloud.useT();
	const before = item.before as Partial<Instance> | null;
	const after = item.after as Partial<Instance> | null;
	if (!before || !after) return null;
	const show = (key: Told, value: unknown): string => {
		if (value === undefined || value === '' || value === 0) return '–';
		if (key === 'memory_mb') return formatBytes(Number(value) * 1024 * 1024);
		if (key === 'status') return t(`instance.${String(value)}` as 'instance.running');
		return String(value);
	};
	const list = told.filter((key) => key in before && key in after && String(before[key]) !== String(after[key]));
	return (
		<>
			{list.map((key) => (
				<div key={key} className="cloud-change">
					<span className="muted">{t(`field.${key}`)}</span>
					<del>{show(key, before[key])}</del><span aria-hidden="true">→</span><ins>{show(key, after[key])}</ins>
				</div>
			))}
		</>
	);
}

function useColumns(run: Run): Column<Item>[] {
	const t = cloud.useT();
	const reason = useReason();
	return useMemo(() => [
		{
			key: 'name', title: t('instance'), card: 'head', text: (row) => row.name || row.instance_id,
			render: (row) => (
				<>
					<span className="cell-main" title={row.name}>{cutMiddle(row.name || row.instance_id, 40)}</span>
					<div className="muted mono" title={row.instance_id}>{cutMiddle(row.instance_id, 28)}</div>
				</>
			),
		},
		{ key: 'ip', title: t('address'), text: (row) => row.ip, render: (row) => <span className="mono nowrap">{row.ip || '–'}</span> },
		{ key: 'region', title: t('region'), text: (row) => row.region, render: (row) => <span className="mono nowrap">{row.region}</span> },
		...(run.kind === 'sync' ? [{
			key: 'change', title: t('change'), text: (row: Item) => row.change,
			render: (row: Item) => (
				<>
					<StatusTag status={row.change} tone={changeTones[row.change]} label={t(`change.${row.change}`)} />
					{row.change === 'changed' && <Differences item={row} />}
				</>
			),
		}] : []),
		{
			key: 'state', title: t('run.state'), text: (row) => row.state,
			render: (row) => (
				<>
					<ItemState item={row} />
					{reason(row) && <div className="muted clip" title={reason(row)}>{reason(row)}</div>}
				</>
			),
		},
		{
			key: 'host', title: t('host'), text: (row) => row.host_name,
			render: (row) => (row.host_id
				? <Link to={`/hosts/${row.host_id}`} title={row.host_name}>{cutMiddle(row.host_name || `#${row.host_id}`, 32)}</Link>
				: <span className="muted">–</span>),
		},
	], [t, reason, run.kind]);
}

interface Wanted {
	/** Absent: all that is left. */
	items?: Item[];
}

function countOf(rows: readonly Item[]): Counts {
	const counts: Counts = { new: 0, changed: 0, gone: 0, import: 0 };
	for (const row of rows) counts[row.change]++;
	return counts;
}

/* As the run was asked for; the password is gone since. */
function loginAsBefore(run: Run): Partial<LoginValues> {
	const first: LoginValues = { address: 'private', ssh_user: 'root', port: 22, auth: 'key', labels: [] };
	try {
		const kept = JSON.parse(run.request_json) as Partial<Login> & { ssh_key_id?: number };
		if (!kept.ssh_user) return first;
		return {
			...first, address: kept.address === 'public' ? 'public' : 'private', ssh_user: kept.ssh_user, port: kept.port ?? 22,
			labels: kept.labels ?? [], role: kept.role, ...(kept.ssh_key_id ? { ssh_key_id: kept.ssh_key_id } : {}),
		};
	} catch {
		return first;
	}
}

function ApplyForm({ run, wanted, onClose }: { run: Run; wanted: Wanted; onClose: () => void }): ReactElement {
	const t = cloud.useT();
	const client = useQueryClient();
	const asked = useQuery({ ...openQuery(run), enabled: !wanted.items });
	const n = wanted.items ? countOf(wanted.items) : asked.data;
	const login = n !== undefined && n.new + n.import > 0;
	return (
		<FormDrawer<LoginValues>
			open title={t('apply.title')} onClose={onClose} action={t('apply')} width={560} initial={loginAsBefore(run)}
			send={async (values) => {
				await applyRun(run.id, {
					...(wanted.items ? { items: wanted.items.map((row) => row.id) } : {}),
					...(login ? loginOf(values) : {}),
				});
				await Promise.all([cloudKey, tasksKey].map((queryKey) => client.invalidateQueries({ queryKey })));
				toast.ok(t('apply.started'));
			}}
		>
			{!n && !asked.error && <SkeletonLines lines={3} />}
			<ErrorNote error={asked.error} />
			{n && (
				<ul className="cloud-do">
					{n.import > 0 && <li>{t('apply.import', { n: n.import })}</li>}
					{n.new > 0 && <li>{t('apply.new', { n: n.new })}</li>}
					{n.changed > 0 && <li>{t('apply.changed', { n: n.changed })}</li>}
					{n.gone > 0 && <li>{t('apply.gone', { n: n.gone })}</li>}
				</ul>
			)}
			{login && <LoginFields />}
		</FormDrawer>
	);
}

function Items({ run, onApply }: { run: Run; onApply: (wanted: Wanted) => void }): ReactElement {
	const t = cloud.useT();
	const columns = useColumns(run);
	const moving = run.status === 'running';
	const filters = useMemo((): Filter[] => [
		...(run.kind === 'sync' ? [{
			key: 'change', label: t('change'), kind: 'choice' as const,
			choices: (['new', 'changed', 'gone'] as const).map((one) => ({ value: one, label: t(`change.${one}`) })),
		}] : []),
		{
			key: 'state', label: t('run.state'), kind: 'choice' as const,
			choices: (['pending', 'created', 'updated', 'gone', 'skipped', 'failed'] as const)
				.map((one) => ({ value: one, label: t(`item.${one}`) })),
		},
	], [t, run.kind]);
	return (
		<ResourceTable<Item>
			id="cloud-items" label={t('instances')} queryKey={[...runsKey, 'items', run.id]} columns={columns} filters={filters} noSearch
			fetch={(query, signal) => fetchItems(run.id, query, signal)} rowKey={(row) => row.id} rowLabel={(row) => row.name || row.instance_id}
			every={moving ? 1000 : undefined}
			bulk={moving ? undefined : (rows) => {
				const open = rows.filter(isOpen);
				return [{
					key: 'apply', label: t('apply.n', { n: open.length }), perm: 'host:write',
					disabled: open.length === 0 && t('apply.nothing'),
					run: () => onApply({ items: open }),
				}];
			}}
			empty={moving
				? <EmptyState icon="clock" title={t('run.looking')} text={t('run.looking.text')} />
				: <EmptyState icon="approve" title={run.status === 'failed' ? t('run.nothing.failed') : t('run.nothing')} />}
		/>
	);
}

function Progress({ run }: { run: Run }): ReactElement | null {
	const t = cloud.useT();
	if (run.status !== 'running' || run.total === 0) return null;
	const done = run.created + run.updated + run.skipped + run.failed;
	const percent = Math.round((done / run.total) * 100);
	return (
		<div className="cloud-bar" role="progressbar" aria-label={t('run.progress')} aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100}>
			<span style={{ width: `${percent}%` }} />
		</div>
	);
}

function Notices({ run }: { run: Run }): ReactElement | null {
	const t = cloud.useT();
	const text: [('ok' | 'wait' | 'bad' | 'work'), string] | null =
		run.status === 'failed' ? ['bad', `${t('run.failed.text')} ${run.error_message}`]
			: run.status === 'ready' ? ['wait', t('run.ready.text')]
				: run.status === 'success' && run.failed + run.skipped > 0 ? ['wait', t('run.partly')]
					: run.status === 'success' && run.created > 0 ? ['ok', t('run.check')] : null;
	return (
		<>
			{text && (
				<div className="page-notice">
					<Notice tone={text[0]}>
						{text[1]} {run.created > 0 && <Link to="/hosts?source=cloud_import">{t('run.hosts')}</Link>}
					</Notice>
				</div>
			)}
			<Progress run={run} />
		</>
	);
}

export function Component(): ReactElement {
	const t = cloud.useT();
	const can = useCan();
	const client = useQueryClient();
	const outcome = useOutcome();
	const query = useQuery(runQuery(useParams()['id'] ?? ''));
	const [wanted, setWanted] = useState<Wanted | null>(null);
	const status = query.data?.status;
	/* what the task wrote last is shown, too, and the hosts that it made */
	useEffect(() => {
		if (status && status !== 'running')
			void Promise.all([runsKey, hostsKey].map((queryKey) => client.invalidateQueries({ queryKey })));
	}, [status, client]);
	return (
		<>
			<DetailPage<Run>
				query={query} crumbs={[{ label: t('accounts'), to: '/cloud' }, { label: t('history'), to: '/cloud/imports' }]}
				name={(row) => `${t(`kind.${row.kind}`)} #${row.run_id}`} copy={(row) => row.id}
				status={(row) => <RunState run={row} soft />} notice={(row) => <Notices run={row} />}
				facts={(row) => [
					[t('account'), row.account_id
						? <Link key="a" to={`/cloud/${row.account_id}`}>{row.account_name}</Link>
						: t('account.was', { name: row.account_name })],
					[t('provider'), <ProviderName key="p" provider={row.provider} />],
					[t('instances'), row.total.toLocaleString()],
					row.kind === 'sync' && [t('run.found'), t('run.found.n', { new: row.n_new, changed: row.n_changed, gone: row.n_gone })],
					[t('run.outcome'), outcome(row)],
					row.task_id > 0 && [t('task'), <TaskLink key="t" id={row.task_id} />],
					[t('run.at'), <TimeAgo key="c" at={row.created_at} />],
				]}
				actions={(row) => row.status !== 'running' && row.account_id > 0 && restOf(row) > 0 && can('host:write') && (
					<Button type="primary" onClick={() => setWanted({})}>{t(row.pending === row.total ? 'apply.everything' : 'apply.all', { n: restOf(row) })}</Button>
				)}
				tabs={(row) => [{ key: 'items', label: t('instances'), body: () => <Items key={row.id} run={row} onApply={setWanted} /> }]}
			/>
			{query.data && wanted && <ApplyForm run={query.data} wanted={wanted} onClose={() => setWanted(null)} />}
		</>
	);
}
