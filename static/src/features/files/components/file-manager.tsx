/*
 * The files of one host: where one is, a page of the folder after the other, and
 * what can be done to what is picked.
 */
import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Dropdown, Input, Tooltip } from 'antd';
import { lazy, Suspense, useEffect, useMemo, useRef, useState, type DragEvent, type ReactElement } from 'react';
import { useCan } from '../../../api/session';
import type { Host } from '../../../api/types';
import { formatBytes, formatTime } from '../../../shared/lib/format';
import { load, save } from '../../../shared/lib/storage';
import { ActionMenu, useActions } from '../../../shared/ui/action-button';
import { ErrorState } from '../../../shared/ui/error-state';
import { Icon } from '../../../shared/ui/icon';
import { EmptyState, SkeletonLines } from '../../../shared/ui/page';
import { useDebounced } from '../../../shared/ui/use-debounced';
import { crumbs, inside, named, parent, type Spot } from '../paths';
import { fetchFiles, filesKey, statQuery, type FileItem, type FileList } from '../queries';
import { files } from '../text';
import { addFiles, onUploaded } from '../uploads';
import { useFileActions, type Dialog } from './file-actions';
import { FileDialogs } from './file-dialogs';
import { UploadPanel } from './upload-panel';
import '../files.css';

const Editor = lazy(() => import('./editor'));
const PAGE = 200;

interface Props {
	host: Host;
	spot: Spot;
	go: (spot: Spot) => void;
}

export const spotOfItem = (item: Pick<FileItem, 'path' | 'path_b64'>): Spot =>
	(item.path_b64 ? { path: item.path, path_b64: item.path_b64 } : { path: item.path });

function Crumbs({ spot, go }: { spot: Spot; go: (spot: Spot) => void }): ReactElement {
	const t = files.useT();
	const [typed, setTyped] = useState<string | null>(null);
	const list = crumbs(spot);
	if (typed !== null)
		return (
			<Input
				className="files-path mono" value={typed} autoFocus aria-label={t('path')} spellCheck={false}
				onChange={(event) => setTyped(event.target.value)} onBlur={() => setTyped(null)}
				onKeyDown={(event) => {
					if (event.key === 'Escape') setTyped(null);
					if (event.key === 'Enter' && typed.trim()) {
						setTyped(null);
						go({ path: typed.trim() });
					}
				}}
			/>
		);
	return (
		<nav className="files-crumbs" aria-label={t('path')}>
			<button type="button" className="icon-button small" title={t('home')} aria-label={t('home')} onClick={() => go({ path: '.' })}>
				<Icon name="home" />
			</button>
			{list.map((crumb, i) => (
				<span key={i}>
					{i > 1 && <span className="muted">/</span>}
					<button
						type="button" className="plain files-crumb" onClick={() => go(crumb.spot)}
						aria-current={i === list.length - 1 ? 'page' : undefined}
					>
						{crumb.label}
					</button>
				</span>
			))}
			<button
				type="button" className="icon-button small" title={t('path.type')} aria-label={t('path.type')}
				onClick={() => setTyped(spot.path)}
			>
				<Icon name="edit" size={14} />
			</button>
		</nav>
	);
}

function Sorter({ name, label, sort, onSort, right }: {
	name: string; label: string; sort: string; onSort: (sort: string) => void; right?: boolean;
}): ReactElement {
	const on = sort.replace('-', '') === name;
	const down = on && sort.startsWith('-');
	return (
		<th className={right ? 'right-align' : undefined} aria-sort={on ? (down ? 'descending' : 'ascending') : 'none'}>
			<button type="button" className="plain sorter" onClick={() => onSort(on && !down ? `-${name}` : name)}>
				{label}
				{on && <Icon name={down ? 'down' : 'up'} size={12} />}
			</button>
		</th>
	);
}

function useFolder(host: number, spot: Spot, sort: string, q: string, hidden: boolean) {
	return useInfiniteQuery({
		queryKey: [...filesKey, host, 'list', spot, sort, q, hidden],
		queryFn: ({ pageParam, signal }) =>
			fetchFiles(host, spot, { limit: PAGE, sort, q: q || undefined, hidden, after: pageParam || undefined }, signal),
		initialPageParam: '',
		getNextPageParam: (page: FileList) => page.next ?? undefined,
		placeholderData: keepPreviousData,
		retry: false,
	});
}

function Usage({ host, spot }: { host: number; spot: Spot }): ReactElement | null {
	const t = files.useT();
	const usage = useQuery(statQuery(host, spot)).data?.usage;
	if (!usage?.known) return null;
	return (
		<span className="muted nowrap">
			{usage.read_only ? t('usage.read_only') : t('usage', { free: formatBytes(usage.free), total: formatBytes(usage.total) })}
		</span>
	);
}

const icons = { dir: 'project', link: 'link', file: 'audit' } as const;

export function FileManager({ host, spot, go }: Props): ReactElement {
	const t = files.useT();
	const can = useCan();
	const client = useQueryClient();
	const [sort, setSort] = useState(() => load('files.sort', 'name'));
	const [hidden, setHidden] = useState(() => load('files.hidden', false));
	const [typed, setTyped] = useState('');
	const q = useDebounced(typed);
	const [picked, setPicked] = useState<ReadonlyMap<string, FileItem>>(new Map());
	const [dialog, setDialog] = useState<Dialog | null>(null);
	const [over, setOver] = useState(false);
	const input = useRef<HTMLInputElement>(null);
	const folder = useFolder(host.id, spot, sort, q, hidden);
	const first = folder.data?.pages[0];
	const rows = useMemo(() => folder.data?.pages.flatMap((page) => page.list) ?? [], [folder.data]);
	const real: Spot = first && !folder.isPlaceholderData
		? { path: first.real_path, ...(first.real_path_b64 ? { path_b64: first.real_path_b64 } : {}) } : spot;
	const write = can('host:write');
	const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: [...filesKey, host.id] });
	const actions = useFileActions({ host, dir: real, open: setDialog, refresh });
	const { perform } = useActions();
	const where = JSON.stringify(named(spot));

	useEffect(() => {
		setPicked(new Map());
		setTyped('');
	}, [where, host.id]);
	useEffect(() => onUploaded((upload) => {
		if (upload.host === host.id) void client.invalidateQueries({ queryKey: [...filesKey, host.id] });
	}), [client, host.id]);

	function open(item: FileItem): void {
		if (item.is_dir) go(spotOfItem(item));
		else if (item.type === 'file' || item.type === 'link') setDialog({ kind: 'edit', item });
	}

	function drop(event: DragEvent): void {
		event.preventDefault();
		setOver(false);
		/* a folder that is dropped is no file that could be read */
		const list = [...event.dataTransfer.items].filter((one) => one.kind === 'file'
			&& !one.webkitGetAsEntry?.()?.isDirectory).map((one) => one.getAsFile()).filter((one) => one !== null);
		if (write && list.length) addFiles(host.id, real, list);
	}

	function pick(list: readonly FileItem[], on: boolean): void {
		const next = new Map(picked);
		for (const item of list) {
			if (on) next.set(item.path_b64 ?? item.path, item);
			else next.delete(item.path_b64 ?? item.path);
		}
		setPicked(next);
	}
	const isPicked = (item: FileItem): boolean => picked.has(item.path_b64 ?? item.path);
	const selection = [...picked.values()];
	const up = first ? parent(real) : null;

	return (
		<div
			className={`files stack${over ? ' over' : ''}`}
			onDragOver={(event) => {
				if (!write || !event.dataTransfer.types.includes('Files')) return;
				event.preventDefault();
				setOver(true);
			}}
			onDragLeave={(event) => {
				if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
			}}
			onDrop={drop}
		>
			<div className="files-bar">
				<Crumbs spot={real} go={go} />
				<span className="grow" />
				{first && <Usage host={host.id} spot={real} />}
			</div>
			<div className="files-bar">
				<Input
					className="files-search" allowClear value={typed} onChange={(event) => setTyped(event.target.value)}
					placeholder={t('search')} aria-label={t('search')} prefix={<Icon name="search" />}
				/>
				<Checkbox
					checked={hidden} onChange={(event) => {
						save('files.hidden', event.target.checked);
						setHidden(event.target.checked);
					}}
				>
					{t('hidden')}
				</Checkbox>
				<span className="grow" />
				<button type="button" className="icon-button" title={t('refresh')} aria-label={t('refresh')} onClick={() => void refresh()}>
					<span className={folder.isFetching ? 'turning' : undefined}><Icon name="refresh" /></span>
				</button>
				{write && first && (
					<>
						<Dropdown
							trigger={['click']} menu={{
								items: [
									{ key: 'folder', label: t('new.folder') }, { key: 'file', label: t('new.file') },
									...(can('host:policy') ? [{ type: 'divider' as const }, { key: 'root', label: t('root') }] : []),
								],
								onClick: ({ key }) => setDialog({ kind: key as 'folder' | 'file' | 'root' }),
							}}
						>
							<Button icon={<Icon name="plus" />}>{t('new')}</Button>
						</Dropdown>
						<Button type="primary" icon={<Icon name="upload" />} onClick={() => input.current?.click()}>{t('upload')}</Button>
						<input
							ref={input} type="file" multiple hidden aria-label={t('upload')} onChange={(event) => {
								addFiles(host.id, real, [...(event.target.files ?? [])]);
								event.target.value = '';
							}}
						/>
					</>
				)}
			</div>
			{selection.length > 0 && (
				<div className="files-bar files-picked" role="region" aria-label={t('picked', { n: selection.length })}>
					<b>{t('picked', { n: selection.length })}</b>
					{actions.bulk(selection).map((action) => (
						<Tooltip key={action.key} title={action.disabled || undefined}>
							<Button
								size="small" danger={action.danger ?? false} disabled={Boolean(action.disabled)}
								onClick={() => void perform(action).then(() => setPicked(new Map()))}
							>
								{action.label}
							</Button>
						</Tooltip>
					))}
					<Button size="small" type="text" onClick={() => setPicked(new Map())}>{t('unpick')}</Button>
				</div>
			)}
			{folder.isPending && <SkeletonLines lines={10} />}
			{folder.error && !folder.isPlaceholderData && !first && (
				<ErrorState error={folder.error} retry={() => void folder.refetch()} />
			)}
			{folder.error && first && <ErrorState error={folder.error} retry={() => void folder.refetch()} />}
			{first && !folder.error && (
				<>
					{rows.length === 0 && !up && <EmptyState icon="project" title={t('empty')} text={t('empty.text')} />}
					<div className="table-box">
						<table className={`table compact${folder.isPlaceholderData ? ' old' : ''}`} aria-label={real.path} aria-busy={folder.isFetching}>
							<thead>
								<tr>
									<th className="cell-check">
										<Checkbox
											aria-label={t('pick.all')} checked={rows.length > 0 && rows.every(isPicked)}
											indeterminate={picked.size > 0 && !rows.every(isPicked)}
											onChange={(event) => pick(rows, event.target.checked)}
										/>
									</th>
									{([['name', 'name'], ['size', 'size'], ['updated_at', 'changed']] as const).map(([key, label]) => (
										<Sorter
											key={key} name={key} label={t(label)} sort={sort} right={key === 'size'}
											onSort={(next) => {
												save('files.sort', next);
												setSort(next);
											}}
										/>
									))}
									<th>{t('permissions')}</th>
									<th>{t('owner')}</th>
									<th className="cell-menu"><span className="hidden-label">{t('actions')}</span></th>
								</tr>
							</thead>
							<tbody>
								{up && (
									<tr className="files-up" data-open tabIndex={0} onClick={() => go(up)} onKeyDown={(event) => event.key === 'Enter' && go(up)}>
										<td className="cell-check" />
										<td className="card-head" colSpan={6}><span className="row"><Icon name="up" />{t('up')}</span></td>
									</tr>
								)}
								{rows.map((item) => (
									<Row
										key={item.path_b64 ?? item.path} item={item} picked={isPicked(item)}
										onPick={(on) => pick([item], on)} open={() => open(item)} actions={actions.one(item)}
									/>
								))}
							</tbody>
						</table>
					</div>
					{rows.length === 0 && up && <p className="muted">{q ? t('nothing') : t('empty')}</p>}
					<div className="files-bar">
						<span className="muted">
							{t('shown', { n: rows.length, total: first.total })}
							{first.truncated && ` · ${t('truncated')}`}
						</span>
						{folder.hasNextPage && (
							<Button loading={folder.isFetchingNextPage} onClick={() => void folder.fetchNextPage()}>{t('more')}</Button>
						)}
					</div>
				</>
			)}
			{over && <div className="files-drop" aria-hidden="true">{t('drop', { path: real.path })}</div>}
			<UploadPanel host={host.id} />
			{dialog && dialog.kind !== 'edit' && dialog.kind !== 'create' && (
				<FileDialogs
					dialog={dialog} host={host} dir={real} close={() => setDialog(null)} refresh={refresh}
					create={(name) => setDialog({ kind: 'create', spot: inside(real, name), name })}
				/>
			)}
			{(dialog?.kind === 'edit' || dialog?.kind === 'create') && (
				<Suspense fallback={null}>
					<Editor
						host={host} create={dialog.kind === 'create'} close={() => setDialog(null)} refresh={refresh}
						spot={dialog.kind === 'edit' ? spotOfItem(dialog.item) : dialog.spot}
						name={dialog.kind === 'edit' ? dialog.item.name : dialog.name}
						download={dialog.kind === 'edit' ? () => void perform(actions.download(dialog.item)) : undefined}
					/>
				</Suspense>
			)}
		</div>
	);
}

function Row({ item, picked, onPick, open, actions }: {
	item: FileItem;
	picked: boolean;
	onPick: (on: boolean) => void;
	open: () => void;
	actions: ReturnType<ReturnType<typeof useFileActions>['one']>;
}): ReactElement {
	const t = files.useT();
	const icon = item.is_dir ? 'dir' : item.type === 'link' ? 'link' : 'file';
	return (
		<tr
			className={picked ? 'picked' : undefined} data-open tabIndex={0}
			onClick={(event) => {
				if (!(event.target as HTMLElement).closest('button, input, label, a')) open();
			}}
			onKeyDown={(event) => {
				if (event.target !== event.currentTarget) return;
				if (event.key === 'Enter') open();
				if (event.key === ' ') {
					event.preventDefault();
					onPick(!picked);
				}
				const next = event.key === 'ArrowDown' ? 'nextElementSibling' : event.key === 'ArrowUp' ? 'previousElementSibling' : null;
				if (next) {
					event.preventDefault();
					(event.currentTarget[next] as HTMLElement | null)?.focus();
				}
			}}
		>
			<td className="cell-check">
				<Checkbox checked={picked} aria-label={t('pick', { name: item.name })} onChange={(event) => onPick(event.target.checked)} />
			</td>
			<td className="card-head">
				<span className="files-name">
					<span className={`files-icon ${icon}`}><Icon name={icons[icon]} /></span>
					<button type="button" className="plain cell-main" tabIndex={-1} onClick={open} title={item.name_b64 ? t('escaped') : item.name}>
						{item.name}
					</button>
					{item.name_b64 && <span className="files-mark" title={t('escaped')}><Icon name="info" size={12} /></span>}
					{item.target && <span className="muted files-target">→ {item.target}</span>}
				</span>
			</td>
			<td className="num right-align nowrap" data-label={t('size')} data-empty={item.is_dir ? '' : undefined}>
				{item.is_dir ? '' : formatBytes(item.size)}
			</td>
			<td className="nowrap muted" data-label={t('changed')}>{formatTime(item.updated_at)}</td>
			<td className="mono nowrap" data-label={t('permissions')} title={item.permissions}>{item.mode}</td>
			<td className="nowrap muted" data-label={t('owner')}>{item.owner || item.uid}:{item.group || item.gid}</td>
			<td className="cell-menu"><ActionMenu actions={actions} label={t('actions.of', { name: item.name })} /></td>
		</tr>
	);
}
