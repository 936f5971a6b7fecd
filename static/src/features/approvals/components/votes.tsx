/* Who may decide, how much is still missing, and who has said what. */
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import type { Approval } from '../../../api/types';
import { Section } from '../../../shared/ui/page';
import { StatusTag } from '../../../shared/ui/status-tag';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { approvals } from '../text';
import { approverOf } from './approval-bits';

export function Votes({ row }: { row: Approval }): ReactElement {
	const t = approvals.useT();
	return (
		<>
			<Section title={t('rules')}>
				<ul className="rule-list">
					{row.rules.map((rule) => {
						const done = rule.given >= rule.count;
						return (
							<li key={rule.ord}>
								<div className="grow">
									<div className="cell-main">{approverOf(rule, t)}</div>
									<div className="cell-sub">{t('rule.policy', { name: rule.name })}</div>
								</div>
								<StatusTag
									status={done ? 'approved' : 'pending'}
									label={t('rule.given', { given: rule.given, count: rule.count })}
								/>
							</li>
						);
					})}
				</ul>
				<p className="muted">{t('rules.help')}</p>
			</Section>
			<Section title={t('votes')}>
				{row.decisions.length === 0 ? <p className="muted">{t('votes.none')}</p> : (
					<ul className="rule-list">
						{row.decisions.map((one) => (
							<li key={one.user_id}>
								<div className="grow">
									<Link className="cell-main" to={`/governance/users/${one.user_id}`}>{one.username}</Link>
									{one.comment && <p className="quote">{one.comment}</p>}
								</div>
								<div className="vote-end">
									<StatusTag status={one.decision === 'approve' ? 'approved' : 'rejected'} />
									<span className="muted"><TimeAgo at={one.created_at} /></span>
								</div>
							</li>
						))}
					</ul>
				)}
			</Section>
		</>
	);
}
