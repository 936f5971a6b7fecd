import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link, useParams } from 'react-router';
import { useCan } from '../../../api/session';
import type { Approval } from '../../../api/types';
import { common } from '../../../shared/text';
import { DetailPage } from '../../../shared/ui/detail-page';
import { ObjectLink } from '../../../shared/ui/object-link';
import { Notice, Section } from '../../../shared/ui/page';
import { StatusTag } from '../../../shared/ui/status-tag';
import { TaskLink } from '../../../shared/ui/task-link';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { AuditTable } from '../../audit/components/audit-table';
import { Deadline, Risk, useProjectName } from '../components/approval-bits';
import { DecisionBar, useBarred } from '../components/decision';
import { asObject, PlanView } from '../components/plan';
import { Votes } from '../components/votes';
import { approvalQuery } from '../queries';
import { approvals } from '../text';
import '../approvals.css';

/* The plan names the object that the approval knows by number. */
function planned(row: Approval, key: string): string | undefined {
	const name = asObject(row.plan)?.[key];
	return typeof name === 'string' ? name : undefined;
}

/* What came of it, or why nothing can be done here, before anything else. */
function Outcome({ row }: { row: Approval }): ReactElement | null {
	const t = approvals.useT();
	const barred = useBarred()(row);
	if (row.status === 'pending') return barred && <Notice>{t(`decide.${barred}`)}</Notice>;
	if (row.used_task_id)
		return <Notice tone="ok">{t('outcome.started')} <TaskLink id={row.used_task_id}>{t('outcome.task')}</TaskLink></Notice>;
	if (row.status === 'expired') return <Notice tone="wait">{t('outcome.expired')}</Notice>;
	if (row.status === 'cancelled') return <Notice>{t('outcome.cancelled')}</Notice>;
	if (row.status !== 'rejected') return null;
	const no = row.decisions.find((one) => one.decision === 'reject');
	return <Notice tone="bad">{t('outcome.rejected', { who: no?.username })} {no?.comment}</Notice>;
}

function Body({ row }: { row: Approval }): ReactElement {
	const t = approvals.useT();
	return (
		<div className="two-columns approval">
			<div>
				<Section title={t('why')}>
					{row.reason ? <p className="quote">{row.reason}</p> : <p className="muted">{t('why.none')}</p>}
				</Section>
				<PlanView row={row} />
			</div>
			<div><Votes row={row} /></div>
		</div>
	);
}

export function Component(): ReactElement {
	const t = approvals.useT();
	const c = common.useT();
	const can = useCan();
	const projectName = useProjectName();
	const id = Number(useParams()['id']);
	const query = useQuery(approvalQuery(id));
	return (
		<DetailPage<Approval>
			query={query} crumbs={[{ label: t('title'), to: '/approvals' }]} name={(row) => row.summary || row.title}
			status={(row) => <><StatusTag status={row.status} /><Risk risk={row.risk} /></>}
			actions={(row) => <DecisionBar row={row} />}
			notice={(row) => <div className="outcome"><Outcome row={row} /></div>}
			facts={(row) => [
				[t('requester'), <Link key="r" to={`/governance/users/${row.requester_id}`}>{row.requester_name}</Link>],
				row.project_id !== null && [
					c('project'), <Link key="p" to={`/governance/projects/${row.project_id}`}>{projectName(row.project_id)}</Link>,
				],
				row.object !== '' && [t('object'), <ObjectLink key="o" kind={row.object} id={row.object_id} name={planned(row, row.object)} />],
				[t('action'), <code key="a">{row.action}</code>],
				[t('asked'), <TimeAgo key="c" at={row.created_at} />],
				[row.status === 'pending' ? t('expires') : t('settled'), <Deadline key="d" row={row} />],
				row.retry_of !== null && [t('retry.of'), <TaskLink key="t" id={row.retry_of} />],
			]}
			tabs={(row) => [
				{ key: 'plan', label: t('tab.plan'), body: () => <Body row={row} /> },
				can('audit:read') && {
					key: 'audit', label: t('tab.audit'),
					body: () => <AuditTable fixed={{ object: 'approval', object_id: row.id }} />,
				},
			]}
		/>
	);
}
