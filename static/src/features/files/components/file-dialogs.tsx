/* Names, places, permissions: small questions in drawers beside the list. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Checkbox, Drawer, Form, Input, Segmented } from 'antd';
import type { ReactElement } from 'react';
import type { Host } from '../../../api/types';
import { formatBytes, formatTime } from '../../../shared/lib/format';
import { ErrorNote } from '../../../shared/ui/error-state';
import { FormDrawer } from '../../../shared/ui/form';
import { Facts, SkeletonLines } from '../../../shared/ui/page';
import { showTask } from '../../../shared/ui/task-link';
import { toast } from '../../../shared/ui/toast';
import { bytesOf, inside, parent, toCode, type Spot } from '../paths';
import { copyTree, filesKey, makeFolder, permitFile, refreshAfter, renameFile, rootQuery, setRoot, statQuery, type FileItem } from '../queries';
import { files } from '../text';
import type { Dialog } from './file-actions';

interface Props {
	dialog: Exclude<Dialog, { kind: 'edit' | 'create' }>;
	host: Host;
	dir: Spot;
	close: () => void;
	refresh: () => Promise<void>;
	create: (name: string) => void;
}

const spotOf = (item: FileItem): Spot => (item.path_b64 ? { path: item.path, path_b64: item.path_b64 } : { path: item.path });

function NameField({ label }: { label: string }): ReactElement {
	const t = files.useT();
	return (
		<Form.Item
			name="name" label={label} rules={[
				{ required: true, message: t('name.missing') },
				{ pattern: /^(?!\.{1,2}$)[^/]+$/, message: t('name.bad') },
			]}
		>
			<Input autoComplete="off" spellCheck={false} maxLength={255} />
		</Form.Item>
	);
}

const marks = ['r', 'w', 'x'] as const;
const groups = ['owner', 'group', 'others'] as const;

/** Nine boxes for the last three digits; the first one is typed. */
function ModeField({ value = '0644', onChange }: { value?: string; onChange?: (value: string) => void }): ReactElement {
	const t = files.useT();
	const mode = parseInt(value, 8) || 0;
	return (
		<div className="stack" style={{ gap: 12 }}>
			<Input
				className="mono" value={value} onChange={(event) => onChange?.(event.target.value)} maxLength={5}
				aria-label={t('permissions.octal')} style={{ width: 96 }}
			/>
			<table className="files-mode">
				<thead><tr><th />{marks.map((one) => <th key={one}>{t(`mode.${one}`)}</th>)}</tr></thead>
				<tbody>
					{groups.map((group, g) => (
						<tr key={group}>
							<th>{t(`mode.${group}`)}</th>
							{marks.map((one, m) => {
								const bit = 1 << ((2 - g) * 3 + (2 - m));
								return (
									<td key={one}>
										<Checkbox
											checked={(mode & bit) !== 0} aria-label={`${t(`mode.${group}`)}: ${t(`mode.${one}`)}`}
											onChange={(event) => onChange?.((event.target.checked ? mode | bit : mode & ~bit).toString(8).padStart(4, '0'))}
										/>
									</td>
								);
							})}
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}

function Details({ host, item, close }: { host: Host; item: FileItem; close: () => void }): ReactElement {
	const t = files.useT();
	const { data, error } = useQuery(statQuery(host.id, spotOf(item)));
	const one = data?.item;
	return (
		<Drawer open onClose={close} size={480} title={item.name} styles={{ wrapper: { maxWidth: '100vw' } }}>
			<ErrorNote error={error} />
			{!data && !error && <SkeletonLines />}
			{one && data && (
				<Facts
					list facts={[
						[t('path'), <span className="mono wrap" key="p">{one.path}</span>],
						[t('type'), t(`type.${one.type}` as 'type.file')],
						Boolean(one.target) && [t('target'), <span className="mono wrap" key="t">{one.target}</span>],
						[t('size'), `${formatBytes(one.size)} (${one.size.toLocaleString()})`],
						[t('permissions'), `${one.mode} ${one.permissions}`],
						[t('owner'), `${item.owner || one.uid} (${one.uid}) : ${item.group || one.gid} (${one.gid})`],
						[t('changed'), formatTime(one.updated_at)],
						data.usage.known && [t('space'), t('usage', { free: formatBytes(data.usage.free), total: formatBytes(data.usage.total) })],
						data.root !== '' && [t('root'), data.root],
					]}
				/>
			)}
		</Drawer>
	);
}

function RootDialog({ host, close, refresh }: Pick<Props, 'host' | 'close' | 'refresh'>): ReactElement | null {
	const t = files.useT();
	const client = useQueryClient();
	const { data } = useQuery(rootQuery(host.id));
	if (!data) return null;
	return (
		<FormDrawer<{ root: string; scope: 'host' | 'project' }>
			open title={t('root')} onClose={close} initial={{ root: data.root, scope: data.scope === 'project' ? 'project' : 'host' }}
			send={async (values) => {
				await setRoot(host.id, values.root?.trim() ?? '', values.scope);
				await client.invalidateQueries({ queryKey: filesKey });
				await refresh();
				toast.ok(t('root.done'));
			}}
		>
			<p className="muted">{t('root.text')}</p>
			<Form.Item name="root" label={t('root.path')}><Input className="mono" spellCheck={false} /></Form.Item>
			<Form.Item name="scope" label={t('root.scope')}>
				<Segmented options={[{ value: 'host', label: t('root.host') }, { value: 'project', label: t('root.project') }]} />
			</Form.Item>
		</FormDrawer>
	);
}

export function FileDialogs({ dialog, host, dir, close, refresh, create }: Props): ReactElement {
	const t = files.useT();

	async function place(items: readonly FileItem[], to: Spot, copy: boolean): Promise<void> {
		if (copy) {
			const started = await copyTree(host.id, items.map(spotOf), to);
			if (started.task_id) {
				showTask(started.task_id);
				void refreshAfter(started.task_id, refresh);
			} else toast.ok(t('asked'));
			return;
		}
		for (const item of items) {
			const bytes = bytesOf(spotOf(item));
			const name = bytes.subarray(bytes.lastIndexOf(0x2f) + 1);
			const head = bytesOf(to);
			const all = new Uint8Array(head.length + 1 + name.length);
			all.set(head);
			all[head.length] = 0x2f;
			all.set(name, head.length + 1);
			await renameFile(host.id, spotOf(item), { path: '', path_b64: toCode(all) });
		}
		await refresh();
	}

	switch (dialog.kind) {
	case 'details':
		return <Details host={host} item={dialog.item} close={close} />;
	case 'root':
		return <RootDialog host={host} close={close} refresh={refresh} />;
	case 'folder':
		return (
			<FormDrawer<{ name: string }>
				open title={t('new.folder')} onClose={close} initial={{ name: '' }} action={t('create')}
				send={async ({ name }) => {
					await makeFolder(host.id, inside(dir, name));
					await refresh();
				}}
			>
				<p className="muted mono wrap">{dir.path}</p>
				<NameField label={t('name')} />
			</FormDrawer>
		);
	case 'file':
		return (
			<FormDrawer<{ name: string }>
				open title={t('new.file')} onClose={close} initial={{ name: '' }} action={t('next')}
				send={({ name }) => Promise.resolve(setTimeout(() => create(name)))}
			>
				<p className="muted mono wrap">{dir.path}</p>
				<NameField label={t('name')} />
			</FormDrawer>
		);
	case 'rename':
		return (
			<FormDrawer<{ name: string }>
				open title={t('rename.title', { name: dialog.item.name })} onClose={close} action={t('rename')}
				initial={{ name: dialog.item.name_b64 ? '' : dialog.item.name }}
				send={async ({ name }) => {
					await renameFile(host.id, spotOf(dialog.item), inside(parent(spotOf(dialog.item)) ?? dir, name));
					await refresh();
				}}
			>
				{dialog.item.name_b64 && <p className="muted">{t('escaped')}</p>}
				<NameField label={t('rename.to')} />
			</FormDrawer>
		);
	case 'permissions':
		return (
			<FormDrawer<{ permissions: string; uid?: string; gid?: string }>
				open title={t('permissions.title', { name: dialog.item.name })} onClose={close}
				initial={{ permissions: dialog.item.permissions, uid: String(dialog.item.uid), gid: String(dialog.item.gid) }}
				send={async (values) => {
					const owner = Number(values.uid) !== dialog.item.uid || Number(values.gid) !== dialog.item.gid;
					await permitFile(host.id, spotOf(dialog.item), {
						permissions: values.permissions,
						...(owner ? { uid: Number(values.uid), gid: Number(values.gid) } : {}),
					});
					await refresh();
				}}
			>
				<Form.Item name="permissions" label={t('permissions')} rules={[{ pattern: /^[0-7]{3,5}$/, message: t('permissions.octal') }]}>
					<ModeField />
				</Form.Item>
				<div className="form-pair">
					<Form.Item name="uid" label={t('uid')} rules={[{ pattern: /^\d+$/, message: t('number') }]}><Input inputMode="numeric" /></Form.Item>
					<Form.Item name="gid" label={t('gid')} rules={[{ pattern: /^\d+$/, message: t('number') }]}><Input inputMode="numeric" /></Form.Item>
				</div>
			</FormDrawer>
		);
	default: {
		const copy = dialog.kind === 'copy';
		return (
			<FormDrawer<{ to: string }>
				open title={t(copy ? 'copy.title' : 'move.title', { n: dialog.items.length })} onClose={close}
				initial={{ to: dir.path }} action={t(copy ? 'copy' : 'move')}
				send={({ to }) => place(dialog.items, to === dir.path ? dir : { path: to }, copy)}
			>
				<ul className="files-names">
					{dialog.items.slice(0, 10).map((item) => <li key={item.path} className="mono wrap">{item.name}</li>)}
					{dialog.items.length > 10 && <li className="muted">{t('and.more', { n: dialog.items.length - 10 })}</li>}
				</ul>
				<Form.Item name="to" label={t('to')} rules={[{ required: true, message: t('name.missing') }]}>
					<Input className="mono" spellCheck={false} />
				</Form.Item>
			</FormDrawer>
		);
	}
	}
}
