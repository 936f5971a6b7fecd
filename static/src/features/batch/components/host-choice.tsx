/* Choosing hosts, groups and tags inside of forms. */
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState, type ReactElement } from 'react';
import { api, type Page } from '../../../api/client';
import type { Host } from '../../../api/types';
import { useDebounced } from '../../../shared/ui/use-debounced';
import { allGroupsQuery } from '../queries';

interface Picker<V> {
	id?: string;
	value?: V;
	onChange?: (value: V) => void;
	placeholder?: string;
	'aria-label'?: string;
}

const wide = { width: '100%' };

/** The names of hosts that are known by number only. */
function useNames(ids: readonly number[]): ReadonlyMap<number, string> {
	const key = ids.slice(0, 100);
	const { data } = useQuery({
		queryKey: ['hosts', 'names', key],
		queryFn: async ({ signal }) => {
			const all = await Promise.all(key.map((id) =>
				api.get<Host>(`/hosts/${id}`, undefined, signal).catch(() => null)));
			return new Map(all.flatMap((host) => (host ? [[host.id, host.name] as const] : [])));
		},
		enabled: key.length > 0,
		staleTime: 300_000,
	});
	return data ?? new Map();
}

export function HostsPicker({ value = [], ...props }: Picker<number[]>): ReactElement {
	const [typed, setTyped] = useState('');
	const q = useDebounced(typed, 200);
	const names = useNames(value);
	const { data, isFetching } = useQuery({
		queryKey: ['hosts', 'pick', q],
		queryFn: ({ signal }) => api.get<Page<Host>>('/hosts', { q, page_size: 50, sort: 'name' }, signal),
	});
	const found = data?.list ?? [];
	const others = value.filter((id) => !found.some((host) => host.id === id));
	return (
		<Select<number[]>
			{...props} value={value} mode="multiple" style={wide} loading={isFetching} maxTagCount={24}
			showSearch={{ filterOption: false, onSearch: setTyped }}
			options={[
				...found.map((host) => ({ value: host.id, label: `${host.name} (${host.ip})` })),
				...others.map((id) => ({ value: id, label: names.get(id) ?? `#${id}` })),
			]}
		/>
	);
}

export function GroupsPicker(props: Picker<number[]>): ReactElement {
	const { data, isPending } = useQuery(allGroupsQuery);
	return (
		<Select<number[]>
			{...props} mode="multiple" style={wide} loading={isPending} showSearch={{ optionFilterProp: 'label' }}
			options={(data?.list ?? []).map((one) => ({ value: one.id, label: one.name }))}
		/>
	);
}

export function TagsInput(props: Picker<string[]>): ReactElement {
	return <Select<string[]> {...props} mode="tags" style={wide} tokenSeparators={[',', ' ']} open={false} suffixIcon={null} />;
}
