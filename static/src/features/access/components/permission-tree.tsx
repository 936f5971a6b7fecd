/* Permissions by category, with the wildcard of each; a form field. */
import { useQuery } from '@tanstack/react-query';
import { Checkbox, Input } from 'antd';
import { useMemo, useState, type ReactElement } from 'react';
import type { Permission } from '../../../api/types';
import { ErrorNote } from '../../../shared/ui/error-state';
import { Icon } from '../../../shared/ui/icon';
import { SkeletonLines } from '../../../shared/ui/page';
import { useCategoryName, usePermissionName } from '../names';
import { permissionsQuery } from '../queries';
import { access } from '../text';

interface Props {
	value?: readonly string[];
	onChange?: (value: string[]) => void;
	readOnly?: boolean;
}

interface Group {
	name: string;
	wild?: Permission;
	rest: Permission[];
}

function groupsOf(list: readonly Permission[]): Group[] {
	const groups = new Map<string, Group>();
	for (const one of list) {
		if (one.code === '*:*') continue;
		const name = one.code.split(':')[0] ?? one.category;
		const group = groups.get(name) ?? { name, rest: [] };
		if (one.code === `${name}:*`) group.wild = one;
		else group.rest.push(one);
		groups.set(name, group);
	}
	return [...groups.values()].sort((a, b) => a.name.localeCompare(b.name));
}

export function PermissionTree({ value = [], onChange, readOnly }: Props): ReactElement {
	const t = access.useT();
	const { data, error } = useQuery(permissionsQuery);
	const [q, setQ] = useState('');
	const chosen = useMemo(() => new Set(value), [value]);
	const groups = useMemo(() => groupsOf(data?.list ?? []), [data]);
	const nameOf = usePermissionName();
	const categoryName = useCategoryName();
	const all = data?.list.find((one) => one.code === '*:*');
	const low = q.toLowerCase();

	function set(codes: readonly string[], on: boolean): void {
		const next = new Set(chosen);
		for (const code of codes) {
			if (on) next.add(code);
			else next.delete(code);
		}
		onChange?.([...next].sort());
	}

	if (error) return <ErrorNote error={error} />;
	if (!data) return <SkeletonLines lines={6} />;
	return (
		<div className="perm-tree">
			<div className="row perm-head">
				<Input
					size="small" value={q} allowClear placeholder={t('tree.search')} aria-label={t('tree.search')}
					prefix={<Icon name="search" size={12} />} onChange={(event) => setQ(event.target.value)}
				/>
				<span className="muted nowrap">{t('tree.selected', { n: chosen.size })}</span>
			</div>
			{all && !low && (
				<div className="perm-group">
					<Checkbox
						checked={chosen.has('*:*')} disabled={readOnly}
						onChange={(event) => set(['*:*'], event.target.checked)}
					>
						<code>{'*:*'}</code> <span className="muted">{t('tree.super')}</span>
					</Checkbox>
				</div>
			)}
			{groups.map((group) => {
				const shown = group.rest.filter((one) =>
					`${one.code} ${one.name} ${one.description} ${categoryName(group.name)}`.toLowerCase().includes(low));
				if (shown.length === 0 && !(group.wild && `${group.name} ${categoryName(group.name)}`.toLowerCase().includes(low))) return null;
				const codes = group.rest.map((one) => one.code);
				const on = codes.filter((code) => chosen.has(code)).length;
				const wild = chosen.has('*:*') || Boolean(group.wild && chosen.has(group.wild.code));
				return (
					<fieldset key={group.name} className="perm-group">
						<legend>
							<Checkbox
								checked={wild || (on === codes.length && on > 0)}
								indeterminate={!wild && on > 0 && on < codes.length}
								disabled={readOnly || wild || codes.length === 0}
								onChange={(event) => set(codes, event.target.checked)}
							>
								<b>{categoryName(group.name)}</b> <code className="muted">{group.name}</code>
							</Checkbox>
						</legend>
						<div className="perm-items">
							{group.wild && (
								<Checkbox
									checked={wild} disabled={readOnly || chosen.has('*:*')} title={t('tree.wild')}
									onChange={(event) => set([group.wild!.code], event.target.checked)}
								>
									<code>{group.wild.code}</code> <span className="muted">{t('tree.wild')}</span>
								</Checkbox>
							)}
							{shown.map((one) => (
								<Checkbox
									key={one.code} checked={chosen.has(one.code) || wild} disabled={readOnly || wild}
									onChange={(event) => set([one.code], event.target.checked)}
								>
									<code>{one.code}</code> <span className="muted">{nameOf(one)}</span>
								</Checkbox>
							))}
						</div>
					</fieldset>
				);
			})}
		</div>
	);
}
