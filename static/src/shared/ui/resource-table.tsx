/*
 * The list page: filters in the URL, server paging and sorting, column choice,
 * density, selection, one menu a row, the age of what is shown, export of what
 * is shown.  A plain table; narrow screens get cards from the same markup.
 */
import { keepPreviousData, useQuery, type QueryKey } from '@tanstack/react-query';
import { Checkbox, Pagination, Popover, Segmented } from 'antd';
import {
	useEffect, useMemo, useRef, useState, type ReactElement, type ReactNode,
} from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import type { Page, Query } from '../../api/client';
import { downloadText, toCsv } from '../lib/csv';
import { load, save } from '../lib/storage';
import { common } from '../text';
import { ActionButton, ActionMenu, type Action } from './action-button';
import { ErrorState } from './error-state';
import { FilterBar, type Filter, type Values } from './filters';
import { Icon } from './icon';
import { EmptyState } from './page';
import { TimeAgo } from './time-ago';

export interface Column<T> {
	key: string;
	title: string;
	render: (row: T) => ReactNode;
	/** Plain text, for the export. */
	text?: (row: T) => string | number | null | undefined;
	/** The server's name for sorting by it. */
	sort?: string;
	align?: 'right';
	width?: number | string;
	/** 'head': title line of a card; 'none': left out of it. */
	card?: 'head' | 'none';
	hidden?: boolean;
}

interface Props<T> {
	/** Names the stored choices and the export. */
	id: string;
	label: string;
	queryKey: QueryKey;
	fetch: (query: Query, signal: AbortSignal) => Promise<Page<T>>;
	columns: readonly Column<T>[];
	rowKey: (row: T) => string | number;
	rowLabel: (row: T) => string;
	href?: (row: T) => string;
	onOpen?: (row: T) => void;
	filters?: readonly Filter[];
	/** Always sent, never shown. */
	fixed?: Query;
	sort?: string;
	searchLabel?: string;
	noSearch?: boolean;
	rowActions?: (row: T) => readonly (Action | false | null | undefined)[];
	bulk?: (rows: readonly T[]) => readonly (Action | false | null | undefined)[];
	/** For all that the filters find, not only what is on the page. */
	bulkAll?: (values: Values, total: number) => readonly (Action | false | null | undefined)[];
	/** In place of filters that are kept in this browser. */
	saved?: (values: Values, sort: string, change: (next: Record<string, string | undefined>) => void) => ReactNode;
	extra?: ReactNode;
	empty: ReactElement;
	onTotal?: (total: number) => void;
	/** Asks again every so many ms, while the page is seen. */
	every?: number | ((page: Page<T> | undefined) => number | false);
	/** Several tables on one page keep out of each other's parameters. */
	plain?: boolean;
	/** The server gives all rows at once and takes no parameters. */
	whole?: boolean;
}

type Density = 'compact' | 'comfortable';

interface Choice {
	hidden?: string[];
	density?: Density;
	size?: number;
}

const sizes = [20, 50, 100, 200];

export function useListParams(filters: readonly Filter[], plain: boolean): {
	values: Values;
	page: number;
	sort: string;
	change: (next: Record<string, string | undefined>) => void;
} {
	const [url, setUrl] = useSearchParams();
	const [own, setOwn] = useState(() => new URLSearchParams());
	const search = plain ? own : url;
	const values = useMemo(() => {
		const found: Record<string, string> = {};
		for (const key of ['q', ...filters.map((one) => one.key)]) {
			const value = search.get(key);
			if (value) found[key] = value;
		}
		return found;
	}, [search, filters]);

	function change(next: Record<string, string | undefined>): void {
		const apply = (old: URLSearchParams): URLSearchParams => {
			const params = new URLSearchParams(old);
			if (!('page' in next)) params.delete('page');
			for (const [key, value] of Object.entries(next)) {
				if (value) params.set(key, value);
				else params.delete(key);
			}
			return params;
		};
		if (plain) setOwn(apply);
		else setUrl(apply, { replace: !('page' in next) });
	}
	return {
		values, change,
		page: Math.max(1, Number(search.get('page')) || 1),
		sort: search.get('sort') ?? '',
	};
}

export function ResourceTable<T>(props: Props<T>): ReactElement {
	const t = common.useT();
	const navigate = useNavigate();
	const filters = props.filters ?? none;
	const { values, page, sort, change } = useListParams(filters, props.plain ?? false);
	const [choice, setChoice] = useState(() => load<Choice>(`table.${props.id}`, {}));
	const [picked, setPicked] = useState<ReadonlyMap<string | number, T>>(new Map());
	const [everything, setEverything] = useState('');
	const size = choice.size ?? 20;
	const query: Query = props.whole ? { ...props.fixed } : {
		...props.fixed, ...values, page, page_size: size, sort: sort || props.sort,
	};
	const { every } = props;
	const result = useQuery({
		queryKey: [...props.queryKey, 'list', query],
		queryFn: ({ signal }) => props.fetch(query, signal),
		placeholderData: keepPreviousData,
		refetchInterval: typeof every === 'function' ? (q) => every(q.state.data) : (every ?? false),
	});
	const rows = result.data?.list ?? [];
	const total = result.data?.total ?? 0;
	const filtered = Object.keys(values).length > 0;
	const shown = props.columns.filter((column) =>
		!(choice.hidden ? choice.hidden.includes(column.key) : column.hidden));
	const bulk = props.bulk;

	useEffect(() => {
		if (result.data) props.onTotal?.(result.data.total);
		// eslint-disable-next-line react-hooks/exhaustive-deps
	}, [result.data?.total]);
	useEffect(() => {
		/* the last row of the last page went away */
		if (result.data && !result.isPlaceholderData && page > 1 && result.data.list.length === 0)
			change({ page: undefined });
		// eslint-disable-next-line react-hooks/exhaustive-deps
	}, [result.data]);

	function choose(next: Choice): void {
		const all = { ...choice, ...next };
		save(`table.${props.id}`, all);
		setChoice(all);
	}

	function open(row: T): void {
		const to = props.href?.(row);
		if (to) void navigate(to);
		else props.onOpen?.(row);
	}

	function exportCsv(list: readonly T[]): void {
		const head = shown.filter((column) => column.text);
		downloadText(`${props.id}.csv`, 'text/csv;charset=utf-8', toCsv(
			head.map((column) => column.title),
			list.map((row) => head.map((column) => column.text?.(row) ?? '')),
		));
	}

	const openable = Boolean(props.href ?? props.onOpen);
	const all = rows.length > 0 && rows.every((row) => picked.has(props.rowKey(row)));
	const some = picked.size > 0;
	const selection = [...picked.values()];
	/* other filters are another all */
	const whole = JSON.stringify(values);
	const isAll = some && everything === whole;

	function drop(): void {
		setPicked(new Map());
		setEverything('');
	}

	function pick(list: readonly T[], on: boolean): void {
		setEverything('');
		const next = new Map(picked);
		for (const row of list) {
			if (on) next.set(props.rowKey(row), row);
			else next.delete(props.rowKey(row));
		}
		setPicked(next);
	}

	function body(): ReactElement {
		if (result.isPending) return <TableSkeleton columns={shown.length} />;
		if (!result.data)
			return <ErrorState error={result.error} retry={() => void result.refetch()} />;
		if (rows.length === 0) {
			if (!filtered) return props.empty;
			return (
				<EmptyState icon="search" title={t('nothing.matches')} text={t('nothing.matches.text')} />
			);
		}
		return (
			<table
				className={`table ${choice.density ?? 'compact'}${result.isPlaceholderData ? ' old' : ''}`}
				aria-label={props.label} aria-busy={result.isFetching}
			>
				<thead>
					<tr>
						{bulk && (
							<th className="cell-check">
								<Checkbox
									checked={all} indeterminate={!all && some} aria-label={t('select.all')}
									onChange={(event) => pick(rows, event.target.checked)}
								/>
							</th>
						)}
						{shown.map((column) => (
							<HeadCell
								key={column.key} column={column} sort={sort || props.sort || ''}
								onSort={(next) => change({ sort: next })}
							/>
						))}
						{props.rowActions && <th className="cell-menu"><span className="hidden-label">{t('actions')}</span></th>}
					</tr>
				</thead>
				<tbody onKeyDown={moveBetweenRows}>
					{rows.map((row) => {
						const key = props.rowKey(row);
						return (
							<tr
								key={key} className={picked.has(key) ? 'picked' : undefined}
								tabIndex={openable ? 0 : undefined} data-open={openable || undefined}
								onClick={(event) => {
									if (openable && !inControl(event)) open(row);
								}}
								onKeyDown={(event) => {
									if (event.key === 'Enter' && event.target === event.currentTarget) open(row);
									if (event.key === ' ' && bulk && event.target === event.currentTarget) {
										event.preventDefault();
										pick([row], !picked.has(key));
									}
								}}
							>
								{bulk && (
									<td className="cell-check">
										<Checkbox
											checked={picked.has(key)}
											aria-label={t('select.one', { name: props.rowLabel(row) })}
											onChange={(event) => pick([row], event.target.checked)}
										/>
									</td>
								)}
								{shown.map((column) => (
									<td
										key={column.key} data-label={column.title}
										data-empty={column.text && !column.text(row) ? '' : undefined}
										className={[
											column.align === 'right' ? 'num right-align' : '',
											column.card ? `card-${column.card}` : '',
										].join(' ').trim() || undefined}
									>
										{column.render(row)}
									</td>
								))}
								{props.rowActions && (
									<td className="cell-menu">
										<ActionMenu
											actions={props.rowActions(row)}
											label={t('actions.of', { name: props.rowLabel(row) })}
										/>
									</td>
								)}
							</tr>
						);
					})}
				</tbody>
			</table>
		);
	}

	return (
		<div className="resource">
			<FilterBar
				id={props.id} filters={filters} values={values} onChange={change}
				searchLabel={props.searchLabel} noSearch={props.noSearch ?? props.whole}
				saved={props.saved?.(values, sort, change)}
			>
				{props.extra}
				{result.dataUpdatedAt > 0 && (
					<button
						type="button" className="icon-button" title={t('refresh')}
						onClick={() => void result.refetch()}
					>
						<span className="hidden-label">{t('refresh')}</span>
						<span className={result.isFetching ? 'turning' : undefined}><Icon name="refresh" /></span>
						<span className="age"><TimeAgo at={result.dataUpdatedAt} /></span>
					</button>
				)}
				<Popover
					trigger="click" placement="bottomRight" arrow={false}
					content={(
						<TableOptions
							columns={props.columns} shown={shown} choice={choice} choose={choose}
							onExport={rows.length ? () => exportCsv(some ? selection : rows) : undefined}
							picked={picked.size}
						/>
					)}
				>
					<button
						type="button" className="icon-button" aria-label={t('table.options')}
						title={t('table.options')}
					>
						<Icon name="columns" />
					</button>
				</Popover>
			</FilterBar>
			{result.isError && result.data && (
				<div className="notice wait"><Icon name="warn" /><span className="grow">{t('old.data')} {result.error.message}</span></div>
			)}
			{bulk && some && (
				<div className="bulk" role="toolbar" aria-label={t('bulk')}>
					<b className="num">{t('selected', { n: isAll ? total : picked.size })}</b>
					{props.bulkAll && all && total > picked.size && !isAll && (
						<button type="button" className="plain link" onClick={() => setEverything(whole)}>
							{t('select.everything', { n: total })}
						</button>
					)}
					{(isAll && props.bulkAll ? props.bulkAll(values, total) : bulk(selection)).map((action) => action && (
						<ActionButton
							key={action.key} size="small"
							action={action.run ? {
								...action,
								run: async (reason) => {
									await action.run?.(reason);
									drop();
								},
							} : action}
						/>
					))}
					<button type="button" className="plain muted right" onClick={drop}>
						<Icon name="close" size={14} />{t('select.none')}
					</button>
				</div>
			)}
			<div className="table-box">{body()}</div>
			{total > sizes[0]! && !props.whole && (
				<div className="pager">
					<Pagination
						current={page} total={total} pageSize={size} pageSizeOptions={sizes}
						showSizeChanger responsive size="small"
						showTotal={(n, [from, to]) => t('pager', { from, to, n })}
						onChange={(next, nextSize) => {
							if (nextSize !== size) choose({ size: nextSize });
							change({ page: next > 1 && nextSize === size ? String(next) : undefined });
						}}
					/>
				</div>
			)}
		</div>
	);
}

const none: readonly Filter[] = [];

function inControl(event: React.MouseEvent): boolean {
	const target = event.target as HTMLElement;
	if (target.closest('a, button, input, label, .ant-checkbox-wrapper, .ant-dropdown, .ant-modal'))
		return true;
	/* a click that ends a text selection is no click */
	return Boolean(window.getSelection()?.toString());
}

function moveBetweenRows(event: React.KeyboardEvent): void {
	const row = event.target as HTMLElement;
	if (row.tagName !== 'TR') return;
	const next = event.key === 'ArrowDown' || event.key === 'j' ? row.nextElementSibling
		: event.key === 'ArrowUp' || event.key === 'k' ? row.previousElementSibling : null;
	if (!next) return;
	event.preventDefault();
	(next as HTMLElement).focus();
}

function HeadCell<T>({ column, sort, onSort }: {
	column: Column<T>;
	sort: string;
	onSort: (next: string | undefined) => void;
}): ReactElement {
	const up = column.sort !== undefined && sort === column.sort;
	const down = column.sort !== undefined && sort === `-${column.sort}`;
	return (
		<th
			style={column.width ? { width: column.width } : undefined}
			className={column.align === 'right' ? 'right-align' : undefined}
			aria-sort={up ? 'ascending' : down ? 'descending' : undefined}
		>
			{column.sort ? (
				<button
					type="button" className="plain sorter"
					onClick={() => onSort(up ? `-${column.sort}` : down ? undefined : column.sort)}
				>
					{column.title}
					<span className={up || down ? undefined : 'sorter-idle'}>
						<Icon name={down ? 'down' : 'up'} size={12} />
					</span>
				</button>
			) : column.title}
		</th>
	);
}

function TableOptions<T>({ columns, shown, choice, choose, onExport, picked }: {
	columns: readonly Column<T>[];
	shown: readonly Column<T>[];
	choice: Choice;
	choose: (next: Choice) => void;
	onExport?: () => void;
	picked: number;
}): ReactElement {
	const t = common.useT();
	return (
		<div className="stack" style={{ gap: 12, minWidth: 200 }}>
			<Segmented<Density>
				block size="small" value={choice.density ?? 'compact'} aria-label={t('density')}
				options={[
					{ value: 'compact', label: t('density.compact') },
					{ value: 'comfortable', label: t('density.comfortable') },
				]}
				onChange={(density) => choose({ density })}
			/>
			<fieldset className="plain-set">
				<legend className="muted">{t('columns')}</legend>
				{columns.map((column, at) => (
					<Checkbox
						key={column.key} checked={shown.includes(column)} disabled={at === 0}
						onChange={(event) => {
							const on = new Set(shown.map((one) => one.key));
							if (event.target.checked) on.add(column.key);
							else on.delete(column.key);
							choose({ hidden: columns.map((one) => one.key).filter((key) => !on.has(key)) });
						}}
					>
						{column.title}
					</Checkbox>
				))}
			</fieldset>
			{onExport && (
				<button type="button" className="plain link" onClick={onExport}>
					<Icon name="download" size={14} />
					{picked ? t('export.selected', { n: picked }) : t('export.page')}
				</button>
			)}
		</div>
	);
}

function TableSkeleton({ columns }: { columns: number }): ReactElement {
	const t = common.useT();
	const late = useLate();
	return (
		<div role="status" aria-label={t('loading')} className="table-skeleton">
			{Array.from({ length: 10 }, (_, row) => (
				<div key={row} style={{ visibility: late ? 'visible' : 'hidden' }}>
					{Array.from({ length: columns }, (_, at) => (
						<span
							key={at} className="skeleton"
							style={{ width: `${40 + ((row * 7 + at * 13) % 40)}%` }}
						/>
					))}
				</div>
			))}
		</div>
	);
}

/* What answers at once needs no skeleton. */
function useLate(): boolean {
	const [late, setLate] = useState(false);
	const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
	useEffect(() => {
		timer.current = setTimeout(() => setLate(true), 120);
		return () => clearTimeout(timer.current);
	}, []);
	return late;
}
