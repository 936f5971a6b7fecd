import { useQueryClient } from '@tanstack/react-query';
import { Form, Input } from 'antd';
import { useState, type ReactElement } from 'react';
import { common } from '../../../shared/text';
import { ActionButton, type Action } from '../../../shared/ui/action-button';
import { FormDrawer } from '../../../shared/ui/form';
import { EmptyState, PageHead } from '../../../shared/ui/page';
import { ProjectPicker, useFirstProject } from '../../../shared/ui/pickers';
import { ResourceTable } from '../../../shared/ui/resource-table';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { toast } from '../../../shared/ui/toast';
import { UsedBy } from '../components/used-by';
import {
	createPassword, fetchPasswords, passwordHostsQuery, passwordsKey, removePassword, updatePassword, type Password,
	type PasswordNew,
} from '../queries';
import { credentials } from '../text';

function Editor({ row, onClose }: { row: Password | null; onClose: () => void }): ReactElement {
	const t = credentials.useT();
	const c = common.useT();
	const client = useQueryClient();
	const project = useFirstProject();
	const needed = [{ required: true, message: c('required') }];
	return (
		<FormDrawer<Partial<PasswordNew>>
			open title={row ? t('password.edit', { name: row.name }) : t('password.new')} onClose={onClose}
			initial={row ? { name: row.name, username: row.username, description: row.description } : { project_id: project, username: 'root' }}
			send={async (values) => {
				if (row) await updatePassword(row, { ...values, password: values.password || undefined });
				else await createPassword(values);
				await client.invalidateQueries({ queryKey: passwordsKey });
				toast.ok(t('password.saved'));
			}}
		>
			<Form.Item name="name" label={c('name')} rules={needed}><Input maxLength={64} /></Form.Item>
			{!row && <Form.Item name="project_id" label={c('project')} rules={needed}><ProjectPicker /></Form.Item>}
			<Form.Item name="username" label={t('password.user')} rules={needed} extra={row && row.host_count > 0 && t('password.user.hint', { n: row.host_count })}>
				<Input maxLength={64} autoComplete="off" spellCheck={false} />
			</Form.Item>
			<Form.Item name="password" label={t('password.word')} rules={row ? [] : needed} extra={row ? t('password.word.stays') : undefined}>
				<Input.Password autoComplete="new-password" maxLength={1024} />
			</Form.Item>
			<Form.Item name="description" label={c('description')}><Input maxLength={256} /></Form.Item>
		</FormDrawer>
	);
}

export function Component(): ReactElement {
	const t = credentials.useT();
	const c = common.useT();
	const [total, setTotal] = useState<number>();
	const [form, setForm] = useState<{ row: Password | null } | null>(null);
	const [used, setUsed] = useState<Password | null>(null);
	const create: Action = {
		key: 'new', label: t('password.new'), icon: 'plus', perm: 'credential:write', askable: true,
		run: () => setForm({ row: null }),
	};
	return (
		<div className="page">
			<PageHead title={t('passwords')} count={total} about={t('passwords.about')} actions={<ActionButton type="primary" action={create} />} />
			<ResourceTable<Password>
				id="passwords" label={t('passwords')} queryKey={passwordsKey} fetch={fetchPasswords} onTotal={setTotal}
				rowKey={(row) => row.id} rowLabel={(row) => row.name} onOpen={setUsed}
				columns={[
					{
						key: 'name', title: c('name'), card: 'head', text: (row) => row.name,
						render: (row) => <span className="cell-main clip">{row.name}</span>,
					},
					{ key: 'user', title: t('password.user'), text: (row) => row.username, render: (row) => <code>{row.username}</code> },
					{ key: 'hosts', title: t('used'), align: 'right', text: (row) => row.host_count, render: (row) => row.host_count },
					{
						key: 'description', title: c('description'), text: (row) => row.description,
						render: (row) => <span className="clip">{row.description}</span>,
					},
					{ key: 'changed', title: t('password.changed'), text: (row) => row.changed_at, render: (row) => <TimeAgo at={row.changed_at} /> },
				]}
				rowActions={(row) => [
					{ key: 'used', label: t('used.show'), icon: 'server', run: () => setUsed(row) },
					{ key: 'edit', label: c('edit'), icon: 'edit', perm: 'credential:write', run: () => setForm({ row }) },
					{
						key: 'delete', label: c('delete'), icon: 'trash', danger: true, perm: 'credential:write', stale: [passwordsKey],
						done: t('password.deleted'), disabled: row.host_count > 0 && t('password.inUse', { n: row.host_count }),
						confirm: { title: t('password.delete.title', { name: row.name }), text: t('password.delete.text') },
						run: () => removePassword(row),
					},
				]}
				empty={<EmptyState icon="lock" title={t('passwords.empty')} text={t('passwords.empty.text')} action={<ActionButton type="primary" action={create} />} />}
			/>
			{form && <Editor row={form.row} onClose={() => setForm(null)} />}
			{used && <UsedBy title={t('used.title', { name: used.name })} options={passwordHostsQuery(used.id)} onClose={() => setUsed(null)} />}
		</div>
	);
}
