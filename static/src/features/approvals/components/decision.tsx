/* Approve, reject, withdraw: each says what follows, and a no says why. */
import { useQueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { useMe } from '../../../api/session';
import type { Approval } from '../../../api/types';
import { ActionButton, type Action } from '../../../shared/ui/action-button';
import { showTask } from '../../../shared/ui/task-link';
import { approvalQuery, approvalsKey, decide, type Verdict } from '../queries';
import { approvals } from '../text';

/** Every rule lacks one vote at most, so mine may be the one that starts it. */
function mayBeLast(row: Approval): boolean {
	return row.rules.every((rule) => rule.count - rule.given <= 1);
}

/** Why somebody who may decide in general does not decide this one. */
export function useBarred(): (row: Approval) => 'own' | 'voted' | null {
	const me = useMe();
	return (row) => {
		if (row.requester_id === me?.id) return 'own';
		return row.decisions.some((one) => one.user_id === me?.id) ? 'voted' : null;
	};
}

export function useDecisions(): (row: Approval) => Action[] {
	const t = approvals.useT();
	const barred = useBarred();
	const client = useQueryClient();

	function send(row: Approval, verdict: Verdict) {
		return async (comment: string): Promise<void> => {
			const saved = await decide(row, verdict, comment);
			client.setQueryData(approvalQuery(row.id).queryKey, saved);
			if (saved.used_task_id) showTask(saved.used_task_id);
		};
	}

	return (row) => {
		if (row.status !== 'pending') return [];
		const bar = barred(row);
		const vote = { perm: 'approval:decide', askable: true, stale: [approvalsKey] };
		if (bar === 'voted') return [];
		if (bar === 'own') {
			return [{
				key: 'cancel', label: t('cancel'), icon: 'close', stale: [approvalsKey], done: t('cancel.done'),
				confirm: { title: t('cancel.title'), text: t('cancel.text', { name: row.summary }), reason: 'optional' },
				run: send(row, 'cancel'),
			}];
		}
		return [
			{
				...vote, key: 'reject', label: t('reject'), icon: 'close', danger: true, done: t('reject.done'),
				confirm: {
					title: t('reject.title'), text: t('reject.text', { name: row.summary, who: row.requester_name }),
					reason: 'required', reasonLabel: t('comment'),
				},
				run: send(row, 'reject'),
			},
			{
				...vote, key: 'approve', label: t('approve'), icon: 'check', done: t('approve.done'),
				confirm: {
					title: t('approve.title'),
					text: t(mayBeLast(row) ? 'approve.text.last' : 'approve.text', { name: row.summary }),
					reason: 'optional', reasonLabel: t('comment'),
				},
				run: send(row, 'approve'),
			},
		];
	};
}

/** At the foot of a phone's screen, under the thumb; in the head of the page elsewhere. */
export function DecisionBar({ row }: { row: Approval }): ReactElement | null {
	const list = useDecisions()(row);
	if (list.length === 0) return null;
	return (
		<div className="decision-bar">
			{list.map((action) => (
				<ActionButton key={action.key} action={action} type={action.key === 'approve' ? 'primary' : 'default'} />
			))}
		</div>
	);
}
