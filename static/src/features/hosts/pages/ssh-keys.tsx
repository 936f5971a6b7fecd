import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, InputNumber } from 'antd';
import { useRef, useState, type ReactElement } from 'react';
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
import { Fault } from '../components/check-dialog';
import { createSshKey, fetchSshKeys, removeSshKey, sshKeysKey, verifySshKey } from '../queries';
import { hosts } from '../text';

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
	const create = can('host:write') && (
		<Button type="primary" onClick={() => setAdding(true)}>{t('key.new')}</Button>
	);
	return (
		<div className="page">
			<PageHead title={t('keys')} count={total} about={t('keys.about')} actions={create} />
			<ResourceTable<SshKey>
				id="ssh-keys" label={t('keys')} queryKey={sshKeysKey} fetch={fetchSshKeys} onTotal={setTotal}
				rowKey={(row) => row.id} rowLabel={(row) => row.name}
				columns={[
					{
						key: 'name', title: t('key.name'), card: 'head', text: (row) => row.name,
						render: (row) => <span className="cell-main">{row.name}</span>,
					},
					{ key: 'algorithm', title: t('key.algorithm'), text: (row) => row.algorithm, render: (row) => <code>{row.algorithm}</code> },
					{
						key: 'fingerprint', title: t('key.fingerprint'), text: (row) => row.fingerprint,
						render: (row) => <CopyText text={row.fingerprint} mono max={28} />,
					},
					{ key: 'usage', title: t('key.usage'), align: 'right', text: (row) => row.usage_count, render: (row) => row.usage_count },
					{ key: 'created', title: t('created'), text: (row) => row.created_at, render: (row) => <TimeAgo at={row.created_at} /> },
				]}
				rowActions={(row) => [
					{
						key: 'copy', label: t('key.copy'), icon: 'copy',
						run: () => copy(row.public_key), done: t('key.copied'),
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
			{verifying && <Verify row={verifying} onClose={() => setVerifying(null)} />}
		</div>
	);
}
