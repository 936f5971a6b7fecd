import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link, useParams } from 'react-router';
import { ActionButton } from '../../../shared/ui/action-button';
import { DetailPage } from '../../../shared/ui/detail-page';
import { Notice } from '../../../shared/ui/page';
import { ResourceTable } from '../../../shared/ui/resource-table';
import { StatusTag, type Tone } from '../../../shared/ui/status-tag';
import { TaskLink } from '../../../shared/ui/task-link';
import { TimeAgo } from '../../../shared/ui/time-ago';
import {
	isMoving, retryRotation, rotationHostsQuery, rotationQuery, rotationsKey, type Rotation, type RotationHost,
} from '../queries';
import { credentials } from '../text';
import '../credentials.css';

const order = ['installed', 'switched', 'done'] as const;
const tones: Record<string, Tone> = { waiting: 'none', installed: 'work', switched: 'work', done: 'ok', skipped: 'none' };

function Steps({ host }: { host: RotationHost }): ReactElement {
	const at = order.indexOf(host.step as (typeof order)[number]);
	return (
		<span className="cred-steps" aria-hidden="true">
			{order.map((one, i) => (
				<span key={one} className={i <= at ? 'on' : host.error && i === at + 1 ? 'bad' : undefined} />
			))}
		</span>
	);
}

function ByHost({ row }: { row: Rotation }): ReactElement {
	const t = credentials.useT();
	const moving = isMoving(row);
	const { data, refetch } = useQuery(rotationHostsQuery(row.id, moving));
	return (
		<ResourceTable<RotationHost>
			id="rotation-hosts" label={t('rotation.hosts')} plain whole noSearch queryKey={[...rotationsKey, 'table', row.id, moving, data]}
			fetch={async () => {
				const list = data ?? (await refetch()).data ?? [];
				return { list, total: list.length };
			}}
			rowKey={(host) => host.host_id} rowLabel={(host) => host.host_name}
			columns={[
				{
					key: 'host', title: t('host'), card: 'head', text: (host) => host.host_name,
					render: (host) => (
						<>
							<Link to={`/hosts/${host.host_id}`} className="cell-main">{host.host_name}</Link>
							<div className="muted mono">{`${host.ip}:${host.port}`}</div>
						</>
					),
				},
				{
					key: 'step', title: t('step'), text: (host) => host.step,
					render: (host) => (
						<span className="row">
							<Steps host={host} />
							<StatusTag
								status={host.error ? 'failed' : host.step} tone={host.error ? 'bad' : tones[host.step] ?? 'none'}
								label={t(`step.${host.step}`)}
							/>
						</span>
					),
				},
				{
					key: 'said', title: t('said'), text: (host) => host.error || host.note,
					render: (host) => (host.error ? <span className="cred-why">{host.error}</span> : <span className="muted">{host.note}</span>),
				},
				{ key: 'tries', title: t('faults'), align: 'right', text: (host) => host.tries, render: (host) => host.tries || '' },
				{ key: 'at', title: t('changed'), text: (host) => host.updated_at, render: (host) => <TimeAgo at={host.updated_at} /> },
			]}
			empty={<p className="muted">{t('rotation.none')}</p>}
		/>
	);
}

function Notices({ row }: { row: Rotation }): ReactElement | null {
	const t = credentials.useT();
	if (row.status === 'failed') return <div className="page-notice"><Notice tone="bad">{t('rotation.failed', { n: row.hosts - row.done })}</Notice></div>;
	if (row.status === 'waiting' && row.approval_id > 0) {
		return (
			<div className="page-notice">
				<Notice tone="wait">
					{t('rotation.approval')} <Link to={`/approvals/${row.approval_id}`}>{t('rotation.approval.open')}</Link>
				</Notice>
			</div>
		);
	}
	if (row.status === 'succeeded') {
		return (
			<div className="page-notice">
				<Notice tone="ok">{row.old_deleted ? t('rotation.ok.deleted') : t('rotation.ok')}</Notice>
			</div>
		);
	}
	return null;
}

export function Component(): ReactElement {
	const t = credentials.useT();
	const id = Number(useParams()['id']);
	const query = useQuery(rotationQuery(id));
	return (
		<DetailPage<Rotation>
			query={query} crumbs={[{ label: t('keys'), to: '/hosts/keys' }]}
			name={(row) => t('rotation.title', { name: row.old_name })} copy={(row) => row.old_name}
			status={(row) => <StatusTag status={row.status} soft label={t(`rotation.${row.status}.word`)} />}
			notice={(row) => <Notices row={row} />}
			facts={(row) => [
				[t('rotation.progress'), t('rotation.of', { done: row.done, n: row.hosts })],
				[t('rotation.old'), row.old_name],
				[t('rotation.new'), row.new_name],
				[t('make.kind'), row.algorithm === 'rsa' ? `RSA ${row.bits}` : 'Ed25519'],
				[t('created'), <TimeAgo key="c" at={row.created_at} />],
				row.task_id > 0 && [t('task'), <TaskLink key="t" id={row.task_id}>{`#${row.task_id}`}</TaskLink>],
			]}
			actions={(row) => row.status === 'failed' && row.old_key_id > 0 && (
				<ActionButton
					type="primary" action={{
						key: 'retry', label: t('rotation.retry'), icon: 'retry', perm: 'host:write', stale: [rotationsKey],
						run: () => retryRotation(row.id),
					}}
				/>
			)}
			tabs={(row) => [{ key: 'hosts', label: t('rotation.hosts'), body: () => <ByHost row={row} /> }]}
		/>
	);
}
