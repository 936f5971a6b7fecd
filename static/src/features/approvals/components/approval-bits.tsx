/* What the list and the page of an approval say alike. */
import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { Approval, ApprovalItem } from '../../../api/types';
import { StatusTag, type Tone } from '../../../shared/ui/status-tag';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { projectsQuery } from '../../tenancy/queries';
import { approvals } from '../text';

const riskTones: Record<ApprovalItem['risk'], Tone> = { low: 'none', medium: 'wait', high: 'bad' };

export function Risk({ risk }: { risk: ApprovalItem['risk'] }): ReactElement {
	const t = approvals.useT();
	return <StatusTag status={risk} label={t(`risk.${risk}`)} tone={riskTones[risk]} soft />;
}

/** Names of projects; approvals carry the id only. */
export function useProjectName(): (id: number | null) => string {
	const t = approvals.useT();
	const list = useQuery(projectsQuery).data?.list ?? [];
	return (id) => (id === null ? t('project.none')
		: (list.find((one) => one.id === id)?.name ?? `#${id}`));
}

/** When it runs out or, once settled, when that was. */
export function Deadline({ row }: { row: ApprovalItem }): ReactElement {
	return <TimeAgo at={row.status === 'pending' ? row.expires_at : (row.decided_at ?? row.expires_at)} />;
}

/** 90 → "90 min", 240 → "4 h": whole units only, so that nothing is rounded. */
export function lifeOf(minutes: number, t: ReturnType<typeof approvals.useT>): string {
	if (minutes % 1440 === 0) return t('life.days', { n: minutes / 1440 });
	if (minutes % 60 === 0) return t('life.hours', { n: minutes / 60 });
	return t('life.minutes', { n: minutes });
}

export function approverOf(
	rule: Pick<Approval['rules'][number], 'approver_role' | 'approver_permission'>,
	t: ReturnType<typeof approvals.useT>,
): string {
	return rule.approver_role
		? t('approver.role', { code: rule.approver_role })
		: t('approver.permission', { code: rule.approver_permission });
}
