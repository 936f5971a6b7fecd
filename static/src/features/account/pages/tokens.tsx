import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Select } from 'antd';
import { useState, type ReactElement } from 'react';
import { api, type Page } from '../../../api/client';
import { meQuery } from '../../../api/session';
import type { ApiToken, ApiTokenNew, Permission, Project } from '../../../api/types';
import { CopyButton, CopyText } from '../../../shared/ui/copy-text';
import { FormDrawer } from '../../../shared/ui/form';
import { Icon } from '../../../shared/ui/icon';
import { EmptyState, Notice, PageHead } from '../../../shared/ui/page';
import { ResourceTable, type Column } from '../../../shared/ui/resource-table';
import { StatusTag } from '../../../shared/ui/status-tag';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { createToken, fetchTokens, removeToken, tokensKey } from '../queries';
import { account } from '../text';

const days = [1, 7, 30, 90, 180, 365] as const;

/* The codes that can be given: those that the caller holds, and for holders of
 * a wildcard the catalogue's, where it may be read. */
function useCodes(): string[] {
	const own = useQuery(meQuery).data?.permissions ?? [];
	const wild = own.includes('*:*');
	const catalogue = useQuery({
		queryKey: ['permissions', 'codes'],
		queryFn: ({ signal }) => api.get<Page<Permission>>('/rbac/permissions', { page_size: 500 }, signal),
		enabled: wild, staleTime: 300_000,
	});
	const codes = new Set([...own, ...(catalogue.data?.list ?? []).map((one) => one.code)]);
	return [...codes].sort();
}

function TokenForm({ open, onClose, onMade }: {
	open: boolean;
	onClose: () => void;
	onMade: (token: ApiToken) => void;
}): ReactElement {
	const t = account.useT();
	const codes = useCodes();
	const client = useQueryClient();
	const projects = useQuery({
		queryKey: ['projects', 'choice'],
		queryFn: ({ signal }) => api.get<Page<Project>>('/projects', { page_size: 500 }, signal),
		enabled: open,
	});
	return (
		<FormDrawer<ApiTokenNew>
			title={t('token.new')} open={open} onClose={onClose} initial={{ expires_in_days: 90, project_id: 0 }}
			action={t('token.new')}
			send={async (values) => {
				const made = await createToken(values);
				await client.invalidateQueries({ queryKey: tokensKey });
				onMade(made);
			}}
		>
			<Form.Item name="name" label={t('token.name')} rules={[{ required: true, message: t('required') }]}>
				<Input maxLength={64} />
			</Form.Item>
			<Form.Item
				name="scopes" label={t('token.scopes')} extra={t('token.scopes.help')}
				rules={[{ required: true, message: t('required') }]}
			>
				<Select mode="multiple" options={codes.map((code) => ({ value: code, label: code }))} />
			</Form.Item>
			<Form.Item name="project_id" label={t('token.project')}>
				<Select
					showSearch={{ optionFilterProp: 'label' }}
					options={[
						{ value: 0, label: t('token.project.all') },
						...(projects.data?.list ?? []).map((one) => ({ value: one.id, label: one.name })),
					]}
				/>
			</Form.Item>
			<Form.Item name="expires_in_days" label={t('token.days')}>
				<Select options={days.map((n) => ({ value: n, label: t('token.days.n', { n }) }))} />
			</Form.Item>
		</FormDrawer>
	);
}

/* The value is in no cache and no URL: it is gone when this closes. */
function Shown({ token, onClose }: { token: ApiToken; onClose: () => void }): ReactElement {
	const t = account.useT();
	const line = `curl -H "Authorization: Bearer ${token.token}" ${location.origin}/api/v1/auth/me`;
	return (
		<Modal
			open title={t('token.shown.title')} closable={false} mask={{ closable: false }} keyboard={false}
			footer={<Button type="primary" onClick={onClose}>{t('token.shown.close')}</Button>}
		>
			<div className="stack">
				<Notice tone="wait">{t('token.shown.text')}</Notice>
				<code className="token-value">{token.token}<CopyButton text={token.token ?? ''} /></code>
				<div>
					<div className="muted">{t('token.try')}</div>
					<CopyText text={line} mono max={64} />
				</div>
			</div>
		</Modal>
	);
}

export function Component(): ReactElement {
	const t = account.useT();
	const [open, setOpen] = useState(false);
	const [made, setMade] = useState<ApiToken | null>(null);
	const add = (
		<Button type="primary" icon={<Icon name="plus" />} onClick={() => setOpen(true)}>{t('token.new')}</Button>
	);
	const columns: Column<ApiToken>[] = [
		{
			key: 'name', title: t('token.name'), card: 'head', text: (row) => row.name,
			render: (row) => <span className="cell-main clip" title={row.name}>{row.name}</span>,
		},
		{ key: 'hint', title: t('token.hint'), text: (row) => row.hint, render: (row) => <code>{row.hint}…</code> },
		{
			key: 'scopes', title: t('token.scopes'), text: (row) => row.scopes.join(' '),
			render: (row) => (
				<span className="clip" title={row.scopes.join('\n')}>
					{row.scopes.slice(0, 3).join(', ')}{row.scopes.length > 3 && ` +${row.scopes.length - 3}`}
				</span>
			),
		},
		{
			key: 'last_used_at', title: t('token.used'), text: (row) => row.last_used_at,
			render: (row) => <TimeAgo at={row.last_used_at} none={t('token.never')} />,
		},
		{
			key: 'expires_at', title: t('token.expires'), text: (row) => row.expires_at,
			render: (row) => (new Date(row.expires_at) < new Date()
				? <StatusTag status="expired" label={t('token.expired')} /> : <TimeAgo at={row.expires_at} />),
		},
	];
	return (
		<div className="page">
			<PageHead title={t('tokens')} about={t('tokens.about')} actions={add} />
			<ResourceTable<ApiToken>
				id="tokens" label={t('tokens')} queryKey={tokensKey} fetch={fetchTokens} columns={columns} whole
				rowKey={(row) => row.id} rowLabel={(row) => row.name}
				rowActions={(row) => [{
					key: 'remove', label: t('token.remove'), icon: 'trash', danger: true, stale: [tokensKey],
					confirm: { title: t('token.remove.title', { name: row.name }), text: t('token.remove.text') },
					run: () => removeToken(row.id), done: t('token.removed'),
				}]}
				empty={<EmptyState icon="key" title={t('tokens.empty')} text={t('tokens.empty.text')} action={add} />}
			/>
			<TokenForm open={open} onClose={() => setOpen(false)} onMade={setMade} />
			{made && <Shown token={made} onClose={() => setMade(null)} />}
		</div>
	);
}
