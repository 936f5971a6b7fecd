import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber } from 'antd';
import { useRef, useState, type ReactElement } from 'react';
import { Link } from 'react-router';
import { useCan } from '../../../api/session';
import type { SshKey, SshKeyNew } from '../../../api/types';
import { common } from '../../../shared/text';
import { copy, CopyText } from '../../../shared/ui/copy-text';
import { FormDrawer } from '../../../shared/ui/form';
import { Icon } from '../../../shared/ui/icon';
import { EmptyState, PageHead } from '../../../shared/ui/page';
import { ProjectPicker, useFirstProject } from '../../../shared/ui/pickers';
import { ResourceTable } from '../../../shared/ui/resource-table';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { toast } from '../../../shared/ui/toast';
import { downloadText } from '../../../shared/lib/csv';
import { StatusTag } from '../../../shared/ui/status-tag';
import { Fault } from '../../hosts/components/check-dialog';
import { createSshKey, fetchSshKeys, removeSshKey, sshKeysKey, verifySshKey } from '../../hosts/queries';
import { hosts } from '../../hosts/text';
import { KindFields, RotateForm } from '../components/rotate-form';
import { UsedBy } from '../components/used-by';
import { generateKey, keyHostsQuery, renameKey, rotationsOfKeyQuery, type KeyMake } from '../queries';
import { credentials } from '../text';

function PrivateKey({ value, onChange, id }: {
	id?: string;
	value?: string;
	onChange?: (text: string) => void;
}): ReactElement {
	const t = hosts.useT();
	const file = useRef<HTMLInputElement>(null);
	return (
		<>
			<Input.TextArea
				id={id} value={value} className="mono" autoSize={{ minRows: 6, maxRows: 14 }} spellCheck={false}
				autoComplete="off" onChange={(event) => onChange?.(event.target.value)}
			/>
			<input
				ref={file} type="file" style={{ display: 'none' }} tabIndex={-1} onChange={(event) => {
					const chosen = event.target.files?.[0];
					event.target.value = '';
					/* a key is small; anything else was a slip */
					if (chosen && chosen.size < 65536) void chosen.text().then((text) => onChange?.(text));
				}}
			/>
			<button type="button" className="plain link" onClick={() => file.current?.click()} style={{ marginTop: 4 }}>
				<Icon name="download" size={14} />{t('key.file')}
			</button>
		</>
	);
}

function KeyEditor({ onClose }: { onClose: () => void }): ReactElement {
	const t = hosts.useT();
	const c = common.useT();
	const client = useQueryClient();
	const project = useFirstProject();
	const needed = [{ required: true, message: c('required') }];
	return (
		<FormDrawer<SshKeyNew>
			open title={t('key.new')} onClose={onClose} width={560} initial={{ project_id: project }}
			send={async (values) => {
				await createSshKey({ ...values, passphrase: values.passphrase ?? '' });
				await client.invalidateQueries({ queryKey: sshKeysKey });
				toast.ok(t('key.saved'));
			}}
		>
			<Form.Item name="name" label={t('key.name')} rules={needed}><Input maxLength={64} /></Form.Item>
			<Form.Item name="project_id" label={t('project')} rules={needed}><ProjectPicker /></Form.Item>
			<Form.Item name="private_key" label={t('key.private')} extra={t('key.private.hint')} rules={needed}>
				<PrivateKey />
			</Form.Item>
			<Form.Item name="passphrase" label={t('key.passphrase')} extra={t('key.passphrase.hint')}>
				<Input.Password autoComplete="new-password" maxLength={1024} />
			</Form.Item>
		</FormDrawer>
	);
}

function Make({ onClose, onMade }: { onClose: () => void; onMade: (key: SshKey) => void }): ReactElement {
	const t = hosts.useT();
	const k = credentials.useT();
	const c = common.useT();
	const client = useQueryClient();
	const project = useFirstProject();
	const needed = [{ required: true, message: c('required') }];
	return (
		<FormDrawer<KeyMake>
			open title={k('make')} onClose={onClose} action={k('make.run')}
			initial={{ project_id: project, algorithm: 'ed25519', bits: 3072 }}
			send={async (values) => {
				const made = await generateKey({ ...values, bits: values.bits ?? 3072 });
				await client.invalidateQueries({ queryKey: sshKeysKey });
				onMade(made);
			}}
		>
			<p className="muted tab-about">{k('make.about')}</p>
			<Form.Item name="name" label={t('key.name')} rules={needed}><Input maxLength={64} /></Form.Item>
			<Form.Item name="project_id" label={t('project')} rules={needed}><ProjectPicker /></Form.Item>
			<KindFields />
		</FormDrawer>
	);
}

function Rename({ row, onClose }: { row: SshKey; onClose: () => void }): ReactElement {
	const t = hosts.useT();
	const k = credentials.useT();
	const c = common.useT();
	const client = useQueryClient();
	return (
		<FormDrawer<{ name: string }>
			open title={k('rename')} onClose={onClose} initial={{ name: row.name }}
			send={async (values) => {
				await renameKey(row, values.name);
				await client.invalidateQueries({ queryKey: sshKeysKey });
				toast.ok(k('renamed'));
			}}
		>
			<Form.Item name="name" label={t('key.name')} rules={[{ required: true, message: c('required') }]}><Input maxLength={64} /></Form.Item>
		</FormDrawer>
	);
}

/* The public half, ready for authorized_keys, then who uses it and its rotations. */
function Show({ row, onClose }: { row: SshKey; onClose: () => void }): ReactElement {
	const t = hosts.useT();
	const k = credentials.useT();
	const past = useQuery(rotationsOfKeyQuery(row.id)).data?.list ?? [];
	return (
		<UsedBy
			title={k('used.title', { name: row.name })} options={keyHostsQuery(row.id)} onClose={onClose}
			extra={(
				<>
					<h3>{t('key.public')}</h3>
					<CopyText text={row.public_key} mono max={64} />
					{past.length > 0 && <h3>{k('rotations')}</h3>}
					{past.map((one) => (
						<div key={one.id} className="cred-use">
							<div className="grow"><Link to={`/hosts/keys/rotations/${one.id}`}>{`${one.old_name} → ${one.new_name}`}</Link></div>
							<div className="cred-right">
								<StatusTag status={one.status} label={k(`rotation.${one.status}.word`)} />
								<div className="muted"><TimeAgo at={one.created_at} /></div>
							</div>
						</div>
					))}
				</>
			)}
		/>
	);
}

interface Target {
	ip: string;
	port: number;
	username: string;
}

function Verify({ row, onClose }: { row: SshKey; onClose: () => void }): ReactElement {
	const t = hosts.useT();
	const c = common.useT();
	const [fault, setFault] = useState<{ code?: string; message?: string } | null>(null);
	return (
		<FormDrawer<Target>
			open title={t('key.verify.title', { name: row.name })} onClose={onClose} action={t('key.verify.run')}
			initial={{ port: 22, username: 'root' }}
			send={async (values) => {
				setFault(null);
				const result = await verifySshKey(row.id, values);
				if (!result.reachable) {
					setFault({ code: result.error_code, message: result.message });
					throw new Error(t('check.bad'));
				}
				toast.ok(t('key.verify.ok', { hostname: result.hostname ?? values.ip }));
			}}
		>
			{fault && <Fault {...fault} />}
			<div className="form-pair port">
				<Form.Item name="ip" label={t('key.verify.ip')} rules={[{ required: true, message: c('required') }]}>
					<Input maxLength={255} spellCheck={false} />
				</Form.Item>
				<Form.Item name="port" label={t('port')}><InputNumber min={1} max={65535} style={{ width: '100%' }} /></Form.Item>
			</div>
			<Form.Item name="username" label={t('user')}><Input maxLength={64} spellCheck={false} /></Form.Item>
		</FormDrawer>
	);
}

export function Component(): ReactElement {
	const t = hosts.useT();
	const can = useCan();
	const [total, setTotal] = useState<number>();
	const [adding, setAdding] = useState(false);
	const [verifying, setVerifying] = useState<SshKey | null>(null);
	const k = credentials.useT();
	const [making, setMaking] = useState(false);
	const [shown, setShown] = useState<SshKey | null>(null);
	const [renaming, setRenaming] = useState<SshKey | null>(null);
	const [rotating, setRotating] = useState<SshKey | null>(null);
	const create = can('host:write') && (
		<div className="row">
			<Button onClick={() => setAdding(true)}>{t('key.new')}</Button>
			<Button type="primary" onClick={() => setMaking(true)}>{k('make')}</Button>
		</div>
	);
	return (
		<div className="page">
			<PageHead title={t('keys')} count={total} about={t('keys.about')} actions={create} />
			<ResourceTable<SshKey>
				id="ssh-keys" label={t('keys')} queryKey={sshKeysKey} fetch={fetchSshKeys} onTotal={setTotal}
				rowKey={(row) => row.id} rowLabel={(row) => row.name} onOpen={setShown}
				columns={[
					{
						key: 'name', title: t('key.name'), card: 'head', text: (row) => row.name,
						render: (row) => <span className="cell-main">{row.name}</span>,
					},
					{ key: 'algorithm', title: t('key.algorithm'), text: (row) => row.algorithm, render: (row) => <code>{row.algorithm}</code> },
					{
						key: 'fingerprint', title: t('key.fingerprint'), text: (row) => row.fingerprint,
						/* as ssh-keygen prints it */
						render: (row) => <CopyText text={row.fingerprint.replace(/=+$/, '')} mono max={28} />,
					},
					{ key: 'hosts', title: k('used'), align: 'right', text: (row) => row.host_count, render: (row) => row.host_count },
					{ key: 'created', title: t('created'), text: (row) => row.created_at, render: (row) => <TimeAgo at={row.created_at} /> },
				]}
				rowActions={(row) => [
					{
						key: 'copy', label: t('key.copy'), icon: 'copy',
						run: () => copy(row.public_key), done: t('key.copied'),
					},
					{
						key: 'download', label: k('download'), icon: 'download',
						run: () => downloadText(`${row.name}.pub`, 'text/plain', `${row.public_key} ${row.name}\n`),
					},
					{ key: 'used', label: k('used.show'), icon: 'server', run: () => setShown(row) },
					{ key: 'rename', label: k('rename'), icon: 'edit', perm: 'host:write', run: () => setRenaming(row) },
					{
						key: 'rotate', label: k('rotate'), icon: 'refresh', perm: 'host:write',
						disabled: row.host_count === 0 && k('rotate.unused'), run: () => setRotating(row),
					},
					{ key: 'verify', label: t('key.verify'), icon: 'link', perm: 'host:write', run: () => setVerifying(row) },
					{
						key: 'delete', label: t('key.delete'), icon: 'trash', danger: true, perm: 'host:write',
						stale: [sshKeysKey], done: t('key.deleted'),
						confirm: { title: t('key.delete.title', { name: row.name }), text: t('key.delete.text') },
						run: () => removeSshKey(row),
					},
				]}
				empty={<EmptyState icon="key" title={t('keys.empty')} text={t('keys.empty.text')} action={create} />}
			/>
			{adding && <KeyEditor onClose={() => setAdding(false)} />}
			{making && <Make onClose={() => setMaking(false)} onMade={setShown} />}
			{shown && <Show row={shown} onClose={() => setShown(null)} />}
			{renaming && <Rename row={renaming} onClose={() => setRenaming(null)} />}
			{rotating && <RotateForm row={rotating} onClose={() => setRotating(null)} />}
			{verifying && <Verify row={verifying} onClose={() => setVerifying(null)} />}
		</div>
	);
}
