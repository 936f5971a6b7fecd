/* Looks users up on the server while one types. */
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState, type ReactElement } from 'react';
import { useDebounced } from '../../../shared/ui/use-debounced';
import { findUsers } from '../queries';
import { tenancy } from '../text';

interface Props {
	id?: string;
	value?: number;
	onChange?: (id: number) => void;
}

export function UserSelect({ id, value, onChange }: Props): ReactElement {
	const t = tenancy.useT();
	const [typed, setTyped] = useState('');
	const q = useDebounced(typed);
	const found = useQuery({
		queryKey: ['users', 'choice', q],
		queryFn: ({ signal }) => findUsers(q, signal),
		staleTime: 10_000,
	});
	return (
		<Select
			id={id} value={value} onChange={onChange} placeholder={t('member.find')} loading={found.isFetching}
			showSearch={{ filterOption: false, onSearch: setTyped }}
			options={(found.data?.list ?? []).map((user) => ({
				value: user.id,
				label: user.name && user.name !== user.username ? `${user.username} (${user.name})` : user.username,
			}))}
		/>
	);
}
