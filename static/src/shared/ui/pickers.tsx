/* Choosing among what the server knows; usable inside of forms. */
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState, type ReactElement } from 'react';
import { currentProject } from '../../api/client';
import { usePermissionName, useRoleTexts } from '../../features/access/names';
import {
	fetchUsers, permissionsQuery, rolesQuery, usersKey,
} from '../../features/access/queries';
import { fetchTeams, projectsQuery, teamsKey } from '../../features/tenancy/queries';
import { useStore } from '../lib/store';
import { common } from '../text';
import { useDebounced } from './use-debounced';

interface Picker<V> {
	id?: string;
	value?: V;
	onChange?: (value: V) => void;
	placeholder?: string;
	allowClear?: boolean;
	disabled?: boolean;
	'aria-label'?: string;
}

const wide = { width: '100%' };

/** What a new object's project is before anything was chosen: the current one, or the only one. */
export function useFirstProject(): number | undefined {
	const current = useStore(currentProject);
	const list = useQuery(projectsQuery).data?.list ?? [];
	return current || (list.length === 1 ? list[0]?.id : undefined);
}

export function ProjectPicker({ none, ...props }: Picker<number> & { none?: string }): ReactElement {
	const { data, isPending } = useQuery(projectsQuery);
	return (
		<Select<number>
			{...props} style={wide} loading={isPending} showSearch={{ optionFilterProp: 'label' }}
			options={[
				...(none ? [{ value: 0, label: none }] : []),
				...(data?.list ?? []).map((one) => ({ value: one.id, label: `${one.name} (${one.code})` })),
			]}
		/>
	);
}

export function RolePicker(props: Picker<string>): ReactElement {
	const texts = useRoleTexts();
	const { data, isPending } = useQuery(rolesQuery);
	return (
		<Select<string>
			{...props} style={wide} loading={isPending} showSearch={{ optionFilterProp: 'label' }}
			options={(data?.list ?? []).map((one) => ({ value: one.code, label: `${texts(one).name} (${one.code})` }))}
		/>
	);
}

export function RolesPicker(props: Picker<string[]>): ReactElement {
	const texts = useRoleTexts();
	const { data, isPending } = useQuery(rolesQuery);
	return (
		<Select<string[]>
			{...props} mode="multiple" style={wide} loading={isPending}
			showSearch={{ optionFilterProp: 'label' }}
			options={(data?.list ?? []).map((one) => ({ value: one.code, label: `${texts(one).name} (${one.code})` }))}
		/>
	);
}

export function PermissionPicker(props: Picker<string>): ReactElement {
	const nameOf = usePermissionName();
	const { data, isPending } = useQuery(permissionsQuery);
	return (
		<Select<string>
			{...props} style={wide} loading={isPending} showSearch={{ optionFilterProp: 'label' }}
			options={(data?.list ?? []).map((one) => ({
				value: one.code, label: nameOf(one) ? `${one.code} – ${nameOf(one)}` : one.code,
			}))}
		/>
	);
}

export function UserPicker(props: Picker<number>): ReactElement {
	const t = common.useT();
	const [typed, setTyped] = useState('');
	const q = useDebounced(typed);
	const { data, isFetching } = useQuery({
		queryKey: [...usersKey, 'pick', q],
		queryFn: ({ signal }) => fetchUsers({ q, page_size: 30 }, signal),
		placeholderData: (old) => old,
	});
	return (
		<Select<number>
			{...props} style={wide} loading={isFetching}
			showSearch={{ filterOption: false, onSearch: setTyped }}
			notFoundContent={isFetching ? t('loading') : t('nothing.found')}
			options={(data?.list ?? []).map((one) => ({
				value: one.id,
				label: one.name && one.name !== one.username ? `${one.username} (${one.name})` : one.username,
			}))}
		/>
	);
}

export function TeamPicker({ none, ...props }: Picker<number> & { none?: string }): ReactElement {
	const { data, isPending } = useQuery({
		queryKey: [...teamsKey, 'all'],
		queryFn: ({ signal }) => fetchTeams({ page_size: 500 }, signal),
		staleTime: 60_000,
	});
	return (
		<Select<number>
			{...props} style={wide} loading={isPending} showSearch={{ optionFilterProp: 'label' }}
			options={[
				...(none ? [{ value: 0, label: none }] : []),
				...(data?.list ?? []).map((one) => ({ value: one.id, label: one.name })),
			]}
		/>
	);
}
