import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactElement } from 'react';
import { Link, useParams } from 'react-router';
import { formatBytes } from '../../../shared/lib/format';
import { stripAnsi } from '../../../shared/lib/ansi';
import { common } from '../../../shared/text';
import { ActionButton, ActionMenu } from '../../../shared/ui/action-button';
import { CopyText } from '../../../shared/ui/copy-text';
import { DetailPage } from '../../../shared/ui/detail-page';
import { ErrorState } from '../../../shared/ui/error-state';
import { Icon } from '../../../shared/ui/icon';
import { Section, SkeletonLines } from '../../../shared/ui/page';
import { hostQuery } from '../../hosts/queries';
import { useProduction } from '../../hosts/components/run-drawer';
import { useMachineActions } from '../components/machine-actions';
import { mib } from '../components/machine-list';
import { MachineState } from '../components/machine-state';
import { consoleQuery, machineQuery, type MachineDetail } from '../queries';
import { virt } from '../text';
import '../virt.css';

function Parts({ machine }: { machine: MachineDetail }): ReactElement {
	const t = virt.useT();
	return (
		<div className="two-columns even">
			<Section title={t('disks')}>
				<table className="table compact">
					<thead><tr><th>{t('disk.target')}</th><th>{t('disk.source')}</th><th>{t('disk.size')}</th><th>{t('disk.used')}</th></tr></thead>
					<tbody>
						{(machine.disks ?? []).map((disk) => (
							<tr key={disk.target}>
								<td><code>{disk.target}</code></td>
								<td><CopyText text={disk.source} mono max={36} /></td>
								<td className="num nowrap">{mib(disk.capacity_mb)}</td>
								<td className="num nowrap">{mib(disk.allocation_mb)}</td>
							</tr>
						))}
					</tbody>
				</table>
			</Section>
			<Section title={t('nics')}>
				<table className="table compact">
					<thead><tr><th>{t('nic.mac')}</th><th>{t('nic.source')}</th></tr></thead>
					<tbody>
						{(machine.nics ?? []).map((nic) => (
							<tr key={nic.mac}>
								<td><CopyText text={nic.mac} mono /></td>
								<td>{`${nic.source} (${nic.kind})`}</td>
							</tr>
						))}
					</tbody>
				</table>
			</Section>
		</div>
	);
}

function ConsoleLog({ host, name }: { host: number; name: string }): ReactElement {
	const t = virt.useT();
	const c = common.useT();
	const { data, error, isFetching, refetch } = useQuery({ ...consoleQuery(host, name), refetchInterval: 10_000 });
	if (error && !data) return <ErrorState error={error} retry={() => void refetch()} />;
	if (!data) return <SkeletonLines />;
	return (
		<Section
			title={t('console')} extra={(
				<>
					{data.cut && <span className="muted">{t('console.cut', { n: formatBytes(data.text.length), size: formatBytes(data.size) })}</span>}
					<Button size="small" icon={<Icon name="refresh" />} loading={isFetching} onClick={() => void refetch()}>{c('refresh')}</Button>
				</>
			)}
		>
			<pre className="console-log" tabIndex={0} aria-label={t('console')}>
				{data.text ? stripAnsi(data.text) : t('console.empty')}
			</pre>
		</Section>
	);
}

export function Component(): ReactElement {
	const t = virt.useT();
	const c = common.useT();
	const params = useParams();
	const id = Number(params['host']);
	const name = params['name'] ?? '';
	const host = useQuery(hostQuery(id)).data;
	const query = useQuery({ ...machineQuery(id, name), refetchInterval: 10_000 });
	const actions = useMachineActions(id, useProduction(host ? [host] : []));
	return (
		<DetailPage<MachineDetail>
			query={query} crumbs={[
				{ label: t('machines'), to: `/virtual-machines?host=${id}` },
				...(host ? [{ label: host.name, to: `/hosts/${id}?tab=virt` }] : []),
			]}
			name={(row) => row.name} status={(row) => <MachineState state={row.state} />}
			facts={(row) => [
				[t('hypervisor'), <Link key="h" to={`/hosts/${id}`}>{host?.name ?? `#${id}`}</Link>],
				[t('addresses'), (row.addresses ?? []).length > 0
					? <CopyText key="a" text={(row.addresses ?? []).join(', ')} mono max={48} /> : t('none')],
				[t('cpu'), row.cpu],
				[t('memory'), mib(row.memory_mb)],
				[t('autostart'), row.autostart ? t('yes') : t('no')],
				[t('host'), row.host_id
					? <Link key="n" to={`/hosts/${row.host_id}`}>{row.host_name}</Link> : t('host.none')],
				['UUID', <CopyText key="u" text={row.uuid} mono max={20} />],
			]}
			actions={(row) => {
				const [first, ...rest] = actions(row).filter((one) => !(one.key === 'start' && one.disabled));
				return (
					<>
						{first && <ActionButton action={first} type={first.key === 'shutdown' ? 'default' : 'primary'} />}
						<ActionMenu actions={rest} label={c('more')} />
					</>
				);
			}}
			tabs={(row) => [
				{ key: 'overview', label: t('overview'), body: () => <Parts machine={row} /> },
				{
					key: 'console', label: t('console'),
					body: () => (row.has_console ? <ConsoleLog host={id} name={name} /> : <p className="muted">{t('console.none')}</p>),
				},
			]}
		/>
	);
}
