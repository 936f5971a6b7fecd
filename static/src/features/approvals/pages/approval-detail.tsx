import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useParams } from 'react-router';
import { useMe } from '../../../api/session';
import type { Approval } from '../../../api/types';
import { ActionButton, type Action } from '../../../shared/ui/action-button';
import { CopyText } from '../../../shared/ui/copy-text';
import { DetailPage } from '../../../shared/ui/detail-page';
import { JsonView } from '../../../shared/ui/json-view';
import { ObjectLink } from '../../../shared/ui/object-link';
import { Notice, Section } from '../../../shared/ui/page';
import { StatusTag } from '../../../shared/ui/status-tag';
import { TaskLink } from '../../../shared/ui/task-link';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { approvalsKey, approvalQuery, decide, type Verdict } from '../queries';
import { approvals } from '../text';
import { Risk } from './approval-list';

function useDecisions(row: Approval): Action[] {
	const t = approvals.useT();
	const me = useMe();
	const own = me?.id === row.requester_id;
	const done = row.decisions.some((one) => one.user_id === me?.id);
	const action = (verdict: Verdict): Action => ({
		key: verdict, label: t(verdict), stale: [approvalsKey, ['tasks']], done: t(`${verdict}.done`),
		danger: verdict === 'reject',
		confirm: {
			title: t(`${verdict}.title`), reason: verdict === 'reject' ? 'required' : 'optional',
			text: verdict === 'approve' ? t('approve.text', { summary: row.summary || row.title }) : undefined,
			reasonLabel: t('comment'),
		},
		run: (comment) => decide(row, verdict, comment),
	});

	if (row.status !== 'pending') return [];
	if (own) return [{ ...action('cancel'), icon: 'close' }];
	const blocked = done && t('decided.already');
	return [
		{ ...action('reject'), icon: 'close', perm: 'approval:decide', askable: true, disabled: blocked },
		{ ...action('approve'), icon: 'check', perm: 'approval:decide', askable: true, disabled: blocked },
	];
}

function Actions({ row }: { row: Approval }): ReactElement {
	return (
		<>
			{useDecisions(row).map((action) => (
				<ActionButton key={action.key} action={action} type={action.key === 'approve' ? 'primary' : 'default'} />
			))}
		</>
	);
}

/* A command is read as a command; everything else as JSON. */
function Plan({ row }: { row: Approval }): ReactElement {
	const t = approvals.useT();
	const plan = (row.plan ?? row.args ?? {}) as Record<string, unknown>;
	const command = typeof plan['command'] === 'string' ? plan['command'] : '';
	return (
		<Section title={t('plan')}>
			<p className="muted tab-about">{t('plan.about')}</p>
			{command && <pre className="command" tabIndex={0}>{command}</pre>}
			<JsonView value={row.plan ?? row.args} />
			<p className="muted" style={{ marginTop: 8 }}>
				{t('digest')} <CopyText text={row.digest} mono max={28} />
			</p>
		</Section>
	);
}

function Body({ row }: { row: Approval }): ReactElement {
	const t = approvals.useT();
	const me = useMe();
	return (
		<div className="two-columns">
			<div>
				<Plan row={row} />
			</div>
			<div>
				<Section title={t('reason')}>
					<p className={row.reason ? 'quote' : 'muted'}>{row.reason || t('reason.none')}</p>
				</Section>
				<Section title={t('rules')}>
					<ul className="rule-list">
						{row.rules.map((rule) => (
							<li key={rule.ord}>
								<StatusTag
									status={rule.given >= rule.count ? 'approved' : 'pending'}
									label={rule.approver_role
										? t('rule.role', { who: rule.approver_role })
										: t('rule.permission', { who: rule.approver_permission })}
								/>
								<span className="muted">{rule.name}</span>
								<span className="right num">
									{t('rule.given', { given: rule.given, count: rule.count })}
								</span>
							</li>
						))}
					</ul>
					{row.status === 'pending' && me?.id === row.requester_id && <Notice>{t('own')}</Notice>}
				</Section>
				<Section title={t('decisions')}>
					{row.decisions.length === 0 && <p className="muted">{t('decisions.none')}</p>}
					<ul className="rule-list">
						{row.decisions.map((one) => (
							<li key={one.user_id}>
								<StatusTag
									status={one.decision === 'approve' ? 'approved' : 'rejected'}
									label={`${one.username} ${t(`decision.${one.decision}`)}`}
								/>
								{one.comment && <span className="quote">{one.comment}</span>}
								<span className="right muted"><TimeAgo at={one.created_at} /></span>
							</li>
						))}
					</ul>
				</Section>
			</div>
		</div>
	);
}

export function Component(): ReactElement {
	const t = approvals.useT();
	const id = Number(useParams()['id']);
	const query = useQuery(approvalQuery(id));
	return (
		<DetailPage<Approval>
			query={query} crumbs={[{ label: t('list'), to: '/approvals' }, { label: `#${id}` }]}
			name={(row) => row.summary || row.title} status={(row) => <StatusTag status={row.status} />}
			facts={(row) => [
				[t('requester'), row.requester_name],
				[t('risk'), <Risk key="r" risk={row.risk} />],
				[t('action'), <code key="a">{row.action}</code>],
				[t('object'), <ObjectLink key="o" kind={row.object} id={row.object_id} />],
				[t('created'), <TimeAgo key="c" at={row.created_at} />],
				row.status === 'pending' && [t('expires'), <TimeAgo key="e" at={row.expires_at} />],
				row.decided_at !== null && [t('decided'), <TimeAgo key="d" at={row.decided_at} />],
				row.used_task_id !== null && [t('task'), <TaskLink key="t" id={row.used_task_id} />],
			]}
			actions={(row) => <Actions row={row} />}
			tabs={(row) => [{ key: 'plan', label: t('plan'), body: () => <Body row={row} /> }]}
		/>
	);
}

