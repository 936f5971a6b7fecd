/* Which host a shell is opened on: typed, or taken from the list. */
import { useQuery } from '@tanstack/react-query';
import { Input } from 'antd';
import { useState, type ReactElement } from 'react';
import type { Host } from '../../../api/types';
import { common } from '../../../shared/text';
import { ErrorNote } from '../../../shared/ui/error-state';
import { Icon } from '../../../shared/ui/icon';
import { StatusTag } from '../../../shared/ui/status-tag';
import { useDebounced } from '../../../shared/ui/use-debounced';
import { fetchHosts, hostsKey } from '../../hosts/queries';
import { terminals } from '../text';

export function HostChooser({ onChoose, focus }: {
	onChoose: (host: Host) => void;
	focus?: boolean;
}): ReactElement {
	const t = terminals.useT();
	const c = common.useT();
	const [typed, setTyped] = useState('');
	const [at, setAt] = useState(0);
	const q = useDebounced(typed.trim(), 200);
	const { data, error } = useQuery({
		queryKey: [...hostsKey, 'pick', 'terminal', q],
		queryFn: ({ signal }) => fetchHosts({ q: q || undefined, page_size: 12, sort: 'name' }, signal),
		placeholderData: (old) => old,
	});
	const list = data?.list ?? [];
	const chosen = Math.min(at, list.length - 1);
	return (
		<div className="term-chooser">
			<Input
				autoFocus={focus ?? false} value={typed} prefix={<Icon name="search" size={14} />} aria-label={t('choose')}
				placeholder={t('choose')} role="combobox" aria-expanded aria-controls="term-hosts"
				aria-activedescendant={chosen >= 0 ? `term-host-${chosen}` : undefined}
				onChange={(event) => {
					setTyped(event.target.value);
					setAt(0);
				}}
				onKeyDown={(event) => {
					if (event.nativeEvent.isComposing) return;
					const one = list[chosen];
					if (event.key === 'ArrowDown') setAt((chosen + 1) % Math.max(1, list.length));
					else if (event.key === 'ArrowUp') setAt((chosen - 1 + list.length) % Math.max(1, list.length));
					else if (event.key === 'Enter' && one) onChoose(one);
					else return;
					event.preventDefault();
				}}
			/>
			<ErrorNote error={error} />
			<ul id="term-hosts" role="listbox" aria-label={t('choose')}>
				{list.map((host, i) => (
					<li
						key={host.id} id={`term-host-${i}`} role="option" aria-selected={i === chosen}
						onMouseMove={() => setAt(i)} onClick={() => onChoose(host)}
					>
						<Icon name="server" />
						<span className="term-chooser-name">{host.name}</span>
						<span className="muted mono">{host.ip}</span>
						<span className="right"><StatusTag status={host.status} /></span>
					</li>
				))}
			</ul>
			{data && list.length === 0 && <p className="muted term-chooser-none">{typed ? c('nothing.found') : t('choose.none')}</p>}
		</div>
	);
}
