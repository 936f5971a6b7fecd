import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState, type ReactElement } from 'react';
import { useSearchParams } from 'react-router';
import { load, save } from '../../../shared/lib/storage';
import { ErrorState } from '../../../shared/ui/error-state';
import { EmptyState, PageHead, SkeletonLines } from '../../../shared/ui/page';
import { useDebounced } from '../../../shared/ui/use-debounced';
import { fetchHosts, hostQuery, hostsKey } from '../../hosts/queries';
import { FileManager } from '../components/file-manager';
import { spotFrom, spotInto } from '../components/spot-url';
import { files } from '../text';

function HostPicker({ value, onChange }: { value: number; onChange: (id: number) => void }): ReactElement {
	const t = files.useT();
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
			value={value || undefined} onChange={onChange} loading={isFetching} aria-label={t('host')}
			placeholder={t('host.pick')} style={{ width: 320, maxWidth: '100%' }}
			showSearch={{ filterOption: false, onSearch: setTyped }}
			options={list.map((one) => ({ value: one.id, label: `${one.name} (${one.ip})` }))}
		/>
	);
}

export function Component(): ReactElement {
	const t = files.useT();
	const [search, setSearch] = useSearchParams();
	const id = Number(search.get('host')) || load<number>('files.host', 0);
	const host = useQuery({ ...hostQuery(id), enabled: id > 0, retry: false });

	function choose(next: number): void {
		save('files.host', next);
		setSearch({ host: String(next) });
	}
	return (
		<div className="page">
			<PageHead title={t('title')} about={t('about')} actions={<HostPicker value={host.error ? 0 : id} onChange={choose} />} />
			{!id && <EmptyState icon="project" title={t('host.none')} text={t('host.none.text')} />}
			{id > 0 && host.isPending && <SkeletonLines />}
			{host.error && <ErrorState error={host.error} />}
			{host.data && (
				<FileManager
					key={id} host={host.data} spot={spotFrom(search)}
					go={(spot) => setSearch((old) => {
						const next = spotInto(old, spot);
						next.set('host', String(id));
						return next;
					})}
				/>
			)}
		</div>
	);
}
