/* What exactly will run: the plan that was written for people, then the exact arguments. */
import type { ReactElement } from 'react';
import type { Approval } from '../../../api/types';
import { CopyButton, CopyText } from '../../../shared/ui/copy-text';
import { DiffView, pretty } from '../../../shared/ui/diff-view';
import { Icon } from '../../../shared/ui/icon';
import { JsonView } from '../../../shared/ui/json-view';
import { Facts, Section, type Fact } from '../../../shared/ui/page';
import { formatNumber, formatTime } from '../../../shared/lib/format';
import { common } from '../../../shared/text';
import { approvals } from '../text';

type Plan = Readonly<Record<string, unknown>>;

/* Said elsewhere on the page, or shown in a form of its own. */
const apart = new Set(['act', 'host_id', 'command', 'script', 'before', 'after']);

/* The server keeps no order of keys: where comes first, limits last. */
const order = ['name', 'host', 'address', 'user', 'host_count', 'interpreter'];
const last = ['command_bytes', 'command_sha256', 'digest'];

function place(key: string): number {
	const at = order.indexOf(key);
	return at >= 0 ? at : order.length + last.indexOf(key) + 1;
}

export function asObject(value: unknown): Plan | null {
	return value !== null && typeof value === 'object' && !Array.isArray(value) ? value as Plan : null;
}

/* What is the same shape in every row is easier to read as a table. */
function asRows(value: unknown): Plan[] | null {
	if (!Array.isArray(value) || value.length === 0) return null;
	const rows = value.map(asObject);
	const flat = rows.every((row) => row && Object.values(row).every((one) => typeof one !== 'object' || one === null));
	return flat ? rows as Plan[] : null;
}

function Rows({ rows, label }: { rows: readonly Plan[]; label: string }): ReactElement {
	const word = useWord();
	const keys = [...new Set(rows.flatMap((row) => Object.keys(row)))]
		.filter((key) => !/(^|_)id$/.test(key) && rows.some((row) => row[key] !== '' && row[key] !== null && row[key] !== undefined))
		.sort((a, b) => place(a) - place(b));
	return (
		<div className="table-box plan-rows">
			<table className="table compact" aria-label={label}>
				<thead><tr>{keys.map((key) => <th key={key}>{word(key)}</th>)}</tr></thead>
				<tbody>
					{rows.map((row, at) => (
						<tr key={at}>
							{keys.map((key, i) => (
								<td key={key} data-label={word(key)} className={i === 0 ? 'card-head' : 'mono'}>{String(row[key] ?? '')}</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}

function useWord(): (key: string) => string {
	const t = approvals.useT();
	return (key) => {
		const word = `plan.${key}`;
		return approvals.has(word) ? t(word) : key;
	};
}

function Value({ name, value }: { name: string; value: unknown }): ReactElement {
	const t = approvals.useT();
	const c = common.useT();
	if (typeof value === 'string') return <CopyText text={value} mono />;
	if (typeof value === 'boolean') return <>{value ? c('yes') : c('no')}</>;
	if (typeof value === 'number') return <>{value < 0 ? t('plan.unlimited') : name.endsWith('_id') ? `#${value}` : formatNumber(value)}</>;
	if (Array.isArray(value) && value.every((one) => typeof one === 'string' || typeof one === 'number'))
		return <span className="mono">{value.join(', ')}</span>;
	return <JsonView value={value} />;
}

function Command({ text }: { text: string }): ReactElement {
	return (
		<div className="plan-command">
			<pre className="command" tabIndex={0}>{text}</pre>
			<CopyButton text={text} />
		</div>
	);
}

function PlanBody({ plan }: { plan: Plan }): ReactElement {
	const word = useWord();
	const command = plan['command'] ?? plan['script'];
	const changes = plan['before'] !== undefined || plan['after'] !== undefined;
	const rest = Object.entries(plan).filter(([key, value]) => !apart.has(key) && value !== '' && value !== null
		&& !(Array.isArray(value) && value.length === 0)).sort(([a], [b]) => place(a) - place(b));
	const tables = rest.flatMap(([key, value]) => {
		const rows = asRows(value);
		return rows ? [{ key, rows }] : [];
	});
	const facts = rest.filter(([key]) => !tables.some((one) => one.key === key))
		.map(([key, value]): Fact => [word(key), <Value key={key} name={key} value={value} />]);
	return (
		<>
			{typeof command === 'string' && <Command text={command} />}
			{tables.map(({ key, rows }) => (
				<div key={key} className="plan-table">
					<h3>{word(key)}</h3>
					<Rows rows={rows} label={word(key)} />
				</div>
			))}
			{facts.length > 0 && <Facts list facts={facts} />}
			{changes && <DiffView before={pretty(plan['before'])} after={pretty(plan['after'])} />}
		</>
	);
}

export function PlanView({ row }: { row: Approval }): ReactElement {
	const t = approvals.useT();
	const plan = asObject(row.plan);
	return (
		<Section title={t('plan')}>
			{plan ? <PlanBody plan={plan} /> : row.plan
				? <JsonView value={row.plan} /> : <p className="muted">{t('plan.none')}</p>}
			<details className="plan-exact">
				<summary><Icon name="right" size={14} />{t('plan.exact')}</summary>
				<Facts
					list facts={[
						[t('plan.kind'), <code key="k">{row.kind}</code>],
						[t('plan.args'), <JsonView key="a" value={row.args} />],
						row.timeout_s > 0 && [t('plan.timeout_s'), row.timeout_s],
						row.run_at !== null && [t('plan.run_at'), formatTime(row.run_at)],
						[t('digest'), <CopyText key="d" text={row.digest} mono max={28} />],
					]}
				/>
				<p className="muted">{t('digest.help')}</p>
			</details>
		</Section>
	);
}
