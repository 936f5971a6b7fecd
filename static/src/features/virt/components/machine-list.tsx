/* What a hypervisor has: its size in one strip, its machines in a table. */
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useMemo, type ReactElement } from 'react';
import { Link } from 'react-router';
import { useCan } from '../../../api/session';
import type { Host } from '../../../api/types';
import { cutMiddle, formatBytes } from '../../../shared/lib/format';
import { ErrorState } from '../../../shared/ui/error-state';
import { EmptyState, Facts } from '../../../shared/ui/page';
import { ResourceTable, type Column } from '../../../shared/ui/resource-table';
import { useProduction } from '../../hosts/components/run-drawer';
import { capabilitiesQuery, fetchMachines, virtKey, type Capabilities, type Machine } from '../queries';
import { virt } from '../text';
import { useMachineActions } from './machine-actions';
import { MachineState } from './machine-state';

export const mib = (n: number): string => formatBytes(n * 1024 * 1024);

function Strip({ caps }: { caps: Capabilities }): ReactElement {
	const t = virt.useT();
	return (
		<Facts
			facts={[
				[t('version'), [caps.libvirt_version, caps.hypervisor_version].filter(Boolean).join(' · ')],
				[t('acceleration'), caps.accelerated ? t('acceleration.kvm') : t('acceleration.none')],
				[t('cpu'), caps.cpus],
				[t('memory.free'), `${mib(caps.memory_free_mb)} / ${mib(caps.memory_mb)}`],
				[t('pools'), (caps.pools ?? []).map((pool) => t('pool.free', { name: pool.name, free: mib(pool.available_mb) })).join(', ') || t('none')],
			]}
		/>
	);
}

function useColumns(host: number): Column<Machine>[] {
	const t = virt.useT();
	return useMemo(() => [
		{
			key: 'name', title: t('name'), card: 'head', text: (row) => row.name,
			render: (row) => (
				<Link className="cell-main" to={`/virtual-machines/${host}/${encodeURIComponent(row.name)}`} title={row.name}>
					{cutMiddle(row.name, 40)}
				</Link>
			),
		},
		{ key: 'state', title: t('state'), text: (row) => row.state, render: (row) => <MachineState state={row.state} /> },
		{ key: 'cpu', title: t('cpu'), align: 'right', text: (row) => row.cpu, render: (row) => row.cpu },
		{
			key: 'memory', title: t('memory'), align: 'right', text: (row) => row.memory_mb,
			render: (row) => <span className="nowrap">{mib(row.memory_mb)}</span>,
		},
		{
			key: 'autostart', title: t('autostart'), text: (row) => String(row.autostart), card: 'none',
			render: (row) => (row.autostart ? t('yes') : t('no')),
		},
		{
			key: 'host', title: t('host'), text: (row) => row.host_name,
			render: (row) => (row.host_id
				? <Link to={`/hosts/${row.host_id}`}>{row.host_name}</Link>
				: <span className="muted">{t('host.none')}</span>),
		},
	], [t, host]);
}

export function MachineList({ host, head }: { host: Host; head?: boolean }): ReactElement {
	const t = virt.useT();
	const can = useCan();
	const caps = useQuery(capabilitiesQuery(host.id));
	const actions = useMachineActions(host.id, useProduction([host]));
	const columns = useColumns(host.id);
	const create = can('host:write') && (
		<Link to={`/virtual-machines/${host.id}/new`}><Button type="primary" tabIndex={-1}>{t('create')}</Button></Link>
	);
	if (caps.error && !caps.data)
		return <ErrorState error={caps.error} retry={() => void caps.refetch()} />;
	return (
		<div className="stack">
			{caps.data && <Strip caps={caps.data} />}
			<ResourceTable<Machine>
				id="virt" label={t('machines')} queryKey={[...virtKey, host.id, 'machines']}
				fetch={(_, signal) => fetchMachines(host.id, signal)} columns={columns}
				rowKey={(row) => row.uuid || row.name} rowLabel={(row) => row.name}
				href={(row) => `/virtual-machines/${host.id}/${encodeURIComponent(row.name)}`}
				rowActions={actions} plain whole noSearch every={15_000} extra={head ? create : undefined}
				empty={<EmptyState icon="screen" title={t('empty')} text={t('empty.text')} action={create} />}
			/>
		</div>
	);
}
