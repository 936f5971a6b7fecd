/* What exactly will run: the plan that was written for people, then the exact arguments. */
import type { ReactElement } from 'react';
import type { Approval } from '../../../api/types';
import { CopyButton, CopyText } from '../../../shared/ui/copy-text';
import { DiffView, pretty } from '../../../shared/ui/diff-view';
import { Icon } from '../../../shared/ui/icon';
import { JsonView } from '../../../shared/ui/json-view';
import { Facts, Section, type Fact } from '../../../shared/ui/page';
import { formatTime } from '../../../shared/lib/format';
import { approvals } from '../text';

type Plan = Readonly<Record<string, unknown>>;

/* Said elsewhere on the page, or shown in a form of its own. */
const apart = new Set(['act', 'host_id', 'command', 'script', 'before', 'after']);

/* The server keeps no order of keys: where comes first, limits last. */
const order = ['host', 'address', 'user'];

function place(key: string): number {
	const at = order.indexOf(key);
	return at < 0 ? order.length : at;
}

export function asObject(value: unknown): Plan | null {
	return value !== null && typeof value === 'object' && !Array.isArray(value) ? value as Plan : null;
}

function Value({ value }: { value: unknown }): ReactElement {
	if (typeof value === 'string') return <CopyText text={value} mono />;
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
	const t = approvals.useT();
	const command = plan['command'] ?? plan['script'];
	const changes = plan['before'] !== undefined || plan['after'] !== undefined;
	const facts = Object.entries(plan).filter(([key]) => !apart.has(key))
		.sort(([a], [b]) => place(a) - place(b)).map(([key, value]): Fact => {
		const word = `plan.${key}`;
		return [approvals.has(word) ? t(word) : key, <Value key={key} value={value} />];
	});
	return (
		<>
			{typeof command === 'string' && <Command text={command} />}
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
