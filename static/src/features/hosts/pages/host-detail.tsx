import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Input } from 'antd';
import { useState, type ReactElement } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useCan } from '../../../api/session';
import type { Host, TaskItem } from '../../../api/types';
import { common } from '../../../shared/text';
import { ActionButton, ActionMenu } from '../../../shared/ui/action-button';
import { CopyText } from '../../../shared/ui/copy-text';
import { DetailPage } from '../../../shared/ui/detail-page';
import { Icon } from '../../../shared/ui/icon';
import { EmptyState, Facts, Notice, Section } from '../../../shared/ui/page';
import { ResourceTable } from '../../../shared/ui/resource-table';
import { StatusTag } from '../../../shared/ui/status-tag';
import { showTask, TaskLink } from '../../../shared/ui/task-link';
import { Duration, TimeAgo } from '../../../shared/ui/time-ago';
import { toast } from '../../../shared/ui/toast';
import { AuditTable } from '../../audit/components/audit-table';
import { fetchTasks, tasksKey } from '../../tasks/queries';
import { tasks } from '../../tasks/text';
import { projectsQuery } from '../../tenancy/queries';
import { useHostActions } from '../components/host-actions';
import { addTag, hostFactsQuery, hostQuery, hostsKey, removeTag } from '../queries';
import { hosts } from '../text';
import { diskOf, memoryOf } from '../sizes';
import '../hosts.css';

function TagEditor({ host }: { host: Host }): ReactElement {
	const t = hosts.useT();
	const can = useCan();
	const client = useQueryClient();
	const [adding, setAdding] = useState(false);
	const [typed, setTyped] = useState('');

	async function act(work: Promise<unknown>): Promise<void> {
		try {
			await work;
		} catch (error) {
			toast.error(error);
		}
		await client.invalidateQueries({ queryKey: hostsKey });
	}

	function add(): void {
		const tag = typed.trim();
		setAdding(false);
		setTyped('');
		if (tag) void act(addTag(host.id, tag));
	}

	const write = can('host:write');
	return (
		<span className="tags">
			{host.tags.map((tag) => (
				<span key={tag} className="tag tag-edit">
					<Link to={`/hosts?tag=${encodeURIComponent(tag)}`}>{tag}</Link>
					{write && (
						<button
							type="button" aria-label={t('tag.remove', { tag })}
							onClick={() => void act(removeTag(host.id, tag))}
						>
							<Icon name="close" size={10} />
						</button>
					)}
				</span>
			))}
			{host.tags.length === 0 && !write && '–'}
			{write && (adding ? (
				<Input
					autoFocus size="small" style={{ width: 120 }} value={typed} aria-label={t('tag.add')} maxLength={64}
					onChange={(event) => setTyped(event.target.value)} onBlur={add} onPressEnter={add}
					onKeyDown={(event) => {
						if (event.key !== 'Escape') return;
						setTyped('');
						setAdding(false);
					}}
				/>
			) : (
				<button type="button" className="plain link" onClick={() => setAdding(true)}>
					<Icon name="plus" size={12} />{t('tag.add')}
				</button>
			))}
		</span>
	);
}

function FactsTab({ host }: { host: Host }): ReactElement {
	const t = hosts.useT();
	const facts = useQuery(hostFactsQuery(host.id)).data;
	return (
		<div className="two-columns even">
			<Section title={t('tab.facts')} extra={<span className="muted">{t('facts.at')} <TimeAgo at={facts?.facts_at} none={t('facts.never')} /></span>}>
				<Facts
					list facts={[
						[t('hostname'), host.hostname && <CopyText key="h" text={host.hostname} />],
						[t('os'), host.os],
						[t('kernel'), host.kernel],
						[t('arch'), host.arch],
						[t('cpu'), host.cpu_cores > 0 && t('cpu.n', { n: host.cpu_cores })],
						[t('memory'), memoryOf(host)],
						[t('disk'), diskOf(host)],
					]}
				/>
			</Section>
			<Section title="SSH">
				<Facts
					list facts={[
						[t('address'), <CopyText key="a" text={`${host.ip}:${host.port}`} mono />],
						[t('user'), <code key="u">{host.ssh_user}</code>],
						[t('auth'), host.auth_type === 'key' ? t('auth.key') : t('auth.password')],
						[t('hostkey'), host.host_key_fingerprint
							? <CopyText key="k" text={host.host_key_fingerprint} mono max={60} />
							: <StatusTag key="k" status="warning" label={t('hostkey.none')} />],
						[t('source'), t(`source.${host.source}`)],
						[t('created'), <TimeAgo key="c" at={host.created_at} />],
						[t('updated'), <TimeAgo key="e" at={host.updated_at} />],
						[t('description'), host.description],
					]}
				/>
			</Section>
		</div>
	);
}

function TasksTab({ host }: { host: Host }): ReactElement {
	const t = tasks.useT();
	return (
		<ResourceTable<TaskItem>
			id="host-tasks" label={t('list')} plain queryKey={tasksKey} fetch={fetchTasks}
			fixed={{ object: 'host', object_id: host.id }} rowKey={(row) => row.id} rowLabel={(row) => row.title}
			onOpen={(row) => showTask(row.id)} searchLabel={t('search')}
			every={(page) => (page?.list.some((one) => one.status === 'running' || one.status === 'queued') ? 3000 : 20_000)}
			columns={[
				{
					key: 'title', title: t('title'), card: 'head', text: (row) => row.title,
					render: (row) => <span className="cell-main clip"><TaskLink id={row.id}>{row.title}</TaskLink></span>,
				},
				{ key: 'status', title: t('status'), text: (row) => row.status, render: (row) => <StatusTag status={row.status} reason={row.error} /> },
				{ key: 'actor', title: t('actor'), text: (row) => row.actor_name, render: (row) => row.actor_name || t('system') },
				{ key: 'created', title: t('created'), text: (row) => row.created_at, render: (row) => <TimeAgo at={row.created_at} /> },
				{ key: 'duration', title: t('duration'), align: 'right', render: (row) => <Duration from={row.started_at} to={row.finished_at} /> },
			]}
			empty={<EmptyState icon="tasks" title={t('empty')} text={t('empty.text')} />}
		/>
	);
}

export function Component(): ReactElement {
	const t = hosts.useT();
	const c = common.useT();
	const can = useCan();
	const navigate = useNavigate();
	const id = Number(useParams()['id']);
	const query = useQuery({ ...hostQuery(id), refetchInterval: 20_000 });
	const projects = useQuery(projectsQuery).data?.list;
	const actions = useHostActions(() => void navigate('/hosts'));
	return (
		<>
			<DetailPage<Host>
				query={query} crumbs={[{ label: t('hosts'), to: '/hosts' }]} name={(host) => host.name}
				status={(host) => <StatusTag status={host.status} reason={host.last_error || host.maintenance_reason} soft />}
				notice={(host) => host.last_error !== '' && host.status !== 'online' && (
					<div className="page-notice">
						<Notice tone="bad"><b>{t('last.error')}</b>{` ${host.last_error}`}</Notice>
					</div>
				)}
				facts={(host) => {
					const project = projects?.find((one) => one.id === host.project_id);
					return [
						[t('address'), <CopyText key="a" text={`${host.ip}:${host.port}`} mono />],
						[t('health'), <StatusTag key="h" status={host.health_state} />],
						[t('os'), host.os],
						project && [t('project'), <Link key="p" to={`/governance/projects/${project.id}`}>{project.name}</Link>],
						host.region !== '' && [t('region'), host.region],
						host.role !== '' && [t('role'), host.role],
						[t('checked'), <TimeAgo key="c" at={host.last_check_at} />],
						[t('tags'), <TagEditor key="t" host={host} />],
					];
				}}
				actions={(host) => {
					const [run, check, ...rest] = actions.of(host);
					return (
						<>
							{check && <ActionButton action={check} />}
							{run && <ActionButton action={run} type="primary" />}
							<ActionMenu actions={rest} label={c('more')} />
						</>
					);
				}}
				tabs={(host) => [
					{ key: 'facts', label: t('tab.facts'), body: () => <FactsTab host={host} /> },
					can('task:read') && { key: 'tasks', label: t('tab.tasks'), body: () => <TasksTab host={host} /> },
					can('audit:read') && {
						key: 'audit', label: t('tab.audit'),
						body: () => <AuditTable fixed={{ object: 'host', object_id: host.id }} />,
					},
				]}
			/>
			{actions.dialogs}
		</>
	);
}
