/* Filters of the list that have a name: one's own, and those that others share. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Popover, Select } from 'antd';
import { useState, type ReactElement } from 'react';
import { useCan } from '../../../api/session';
import type { SavedHostFilter } from '../../../api/types';
import { common } from '../../../shared/text';
import { ActionMenu } from '../../../shared/ui/action-button';
import { FormDrawer } from '../../../shared/ui/form';
import { Icon } from '../../../shared/ui/icon';
import { toast } from '../../../shared/ui/toast';
import { projectsQuery } from '../../tenancy/queries';
import { createFilter, filtersKey, hostFiltersQuery, removeFilter, updateFilter } from '../queries';
import { hosts } from '../text';

type Change = (next: Record<string, string | undefined>) => void;

interface Values {
	name: string;
	project_id: number;
}

/** Makes a filter of ${query}, or gives one another name or audience. */
function Editor({ filter, query, onClose }: {
	filter?: SavedHostFilter | undefined;
	query: string;
	onClose: () => void;
}): ReactElement {
	const t = hosts.useT();
	const c = common.useT();
	const can = useCan();
	const client = useQueryClient();
	const projects = useQuery(projectsQuery).data?.list ?? [];
	return (
		<FormDrawer<Values>
			open title={t(filter ? 'filter.edit' : 'filter.new')} onClose={onClose}
			initial={{ name: filter?.name ?? '', project_id: filter?.project_id ?? 0 }}
			send={async (values) => {
				await (filter ? updateFilter(filter.id, values) : createFilter({ ...values, query }));
				await client.invalidateQueries({ queryKey: filtersKey });
				toast.ok(t('filter.saved'));
			}}
		>
			<Form.Item name="name" label={c('filter.name')} rules={[{ required: true, message: c('required') }]}>
				<Input maxLength={64} />
			</Form.Item>
			<Form.Item name="project_id" label={t('filter.for')} extra={t('filter.for.hint')}>
				<Select<number>
					disabled={!can('host:write')}
					options={[
						{ value: 0, label: t('filter.me') },
						...projects.map((one) => ({ value: one.id, label: t('filter.project', { name: one.name }) })),
					]}
				/>
			</Form.Item>
		</FormDrawer>
	);
}

export function SavedFilters({ values, sort, keys, change }: {
	values: Readonly<Record<string, string>>;
	sort: string;
	keys: readonly string[];
	change: Change;
}): ReactElement | null {
	const t = hosts.useT();
	const c = common.useT();
	const list = useQuery(hostFiltersQuery).data ?? [];
	const [open, setOpen] = useState(false);
	const [editor, setEditor] = useState<{ filter?: SavedHostFilter } | null>(null);
	const query = new URLSearchParams({ ...values, ...(sort ? { sort } : {}) });
	query.sort();
	const now = query.toString();
	const any = Object.keys(values).length > 0;
	const normal = (text: string): string => {
		const parsed = new URLSearchParams(text);
		parsed.sort();
		return parsed.toString();
	};
	const current = list.find((one) => normal(one.query) === now);

	function use(one: SavedHostFilter): void {
		const parsed = new URLSearchParams(one.query);
		setOpen(false);
		change(Object.fromEntries(['q', 'sort', ...keys].map((key) => [key, parsed.get(key) ?? undefined])));
	}

	if (!any && list.length === 0) return null;
	return (
		<>
			<Popover
				trigger="click" placement="bottomLeft" arrow={false} open={open} onOpenChange={setOpen} destroyOnHidden
				styles={{ container: { padding: 8 } }}
				content={(
					<div className="pill-choices">
						<ul>
							{list.map((one) => (
								<li key={one.id} className="row saved-filter">
									<button type="button" className="grow" aria-pressed={one === current} onClick={() => use(one)}>
										<span className="grow">{one.name}</span>
										{!one.mine && <span className="muted">{one.owner}</span>}
										{one.mine && one.project_id > 0 && <span className="muted">{t('filter.shared')}</span>}
									</button>
									{one.mine && (
										<ActionMenu
											label={c('actions.of', { name: one.name })}
											actions={[
												{
													key: 'edit', label: t('filter.rename'), icon: 'edit',
													run: () => {
														setOpen(false);
														setEditor({ filter: one });
													},
												},
												any && now !== normal(one.query) && {
													key: 'set', label: t('filter.replace'), icon: 'bookmark', stale: [filtersKey], done: t('filter.saved'),
													run: () => updateFilter(one.id, { query: now }),
												},
												{
													key: 'delete', label: c('filter.forget', { name: one.name }), icon: 'trash', danger: true, stale: [filtersKey],
													confirm: { title: t('filter.delete.title', { name: one.name }), text: t(one.project_id > 0 ? 'filter.delete.shared' : 'filter.delete.text') },
													run: () => removeFilter(one.id),
												},
											]}
										/>
									)}
								</li>
							))}
							{any && !current && (
								<li>
									<button
										type="button" onClick={() => {
											setOpen(false);
											setEditor({});
										}}
									>
										<Icon name="plus" size={12} /><span className="grow">{c('filter.save')}</span>
									</button>
								</li>
							)}
						</ul>
					</div>
				)}
			>
				<button
					type="button" className={`icon-button${current ? ' named' : ''}`} aria-label={c('filter.saved')} title={c('filter.saved')}
				>
					<Icon name="bookmark" />{current && <span className="age">{current.name}</span>}
				</button>
			</Popover>
			{editor && <Editor filter={editor.filter} query={now} onClose={() => setEditor(null)} />}
		</>
	);
}
