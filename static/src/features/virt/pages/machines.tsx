import { useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useState, type ReactElement } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useCan } from '../../../api/session';
import { load, save } from '../../../shared/lib/storage';
import { ErrorState } from '../../../shared/ui/error-state';
import { EmptyState, PageHead, SkeletonLines } from '../../../shared/ui/page';
import { useDebounced } from '../../../shared/ui/use-debounced';
import { fetchHosts, hostQuery, hostsKey } from '../../hosts/queries';
import { MachineList } from '../components/machine-list';
import { virt } from '../text';

function HypervisorPicker({ value, onChange }: { value: number; onChange: (id: number) => void }): ReactElement {
	const t = virt.useT();
	const [typed, setTyped] = useState('');
	const q = useDebounced(typed);
	const chosen = useQuery({ ...hostQuery(value), enabled: value > 0 }).data;
	const { data, isFetching } = useQuery({
		queryKey: [...hostsKey, 'pick', q],
		queryFn: ({ signal }) => fetchHosts({ q: q || undefined, page_size: 50 }, signal),
		placeholderData: (old) => old,
	});
	const list = [...(chosen ? [chosen] : []), ...(data?.list ?? []).filter((one) => one.id !== chosen?.id)];
	return (
		<Select<number>
			value={value || undefined} onChange={onChange} loading={isFetching} aria-label={t('hypervisor')}
			placeholder={t('hypervisor.pick')} style={{ width: 320, maxWidth: '100%' }}
			showSearch={{ filterOption: false, onSearch: setTyped }}
			options={list.map((one) => ({ value: one.id, label: `${one.name} (${one.ip})` }))}
		/>
	);
}

export function Component(): ReactElement {
	const t = virt.useT();
	const can = useCan();
	const [search, setSearch] = useSearchParams();
	const id = Number(search.get('host')) || load<number>('virt.host', 0);
	const host = useQuery({ ...hostQuery(id), enabled: id > 0, retry: false });

	function choose(next: number): void {
		save('virt.host', next);
		setSearch({ host: String(next) }, { replace: true });
	}
	return (
		<div className="page">
			<PageHead
				title={t('machines')} about={t('machines.about')}
				actions={(
					<>
						<HypervisorPicker value={host.error ? 0 : id} onChange={choose} />
						{host.data && can('host:write') && (
							<Link to={`/virtual-machines/${id}/new`}><Button type="primary" tabIndex={-1}>{t('create')}</Button></Link>
						)}
					</>
				)}
			/>
			{!id && <EmptyState icon="screen" title={t('hypervisor.none')} text={t('hypervisor.none.text')} />}
			{id > 0 && host.isPending && <SkeletonLines />}
			{host.error && <ErrorState error={host.error} />}
			{host.data && <MachineList key={id} host={host.data} />}
		</div>
	);
}
