import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Form, Input } from 'antd';
import { useRef, useState, type ReactElement } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { useCan } from '../../../api/session';
import { common } from '../../../shared/text';
import { ActionButton, type Action } from '../../../shared/ui/action-button';
import { CopyText } from '../../../shared/ui/copy-text';
import { ErrorState } from '../../../shared/ui/error-state';
import { FormDrawer } from '../../../shared/ui/form';
import { EmptyState, Facts, Notice, PageHead, SkeletonLines } from '../../../shared/ui/page';
import { ProjectPicker, useFirstProject } from '../../../shared/ui/pickers';
import { ResourceTable } from '../../../shared/ui/resource-table';
import { StatusTag, type Tone } from '../../../shared/ui/status-tag';
import { showTask } from '../../../shared/ui/task-link';
import { TimeAgo } from '../../../shared/ui/time-ago';
import { toast } from '../../../shared/ui/toast';
import {
	acceptHostKey, fetchHostKeys, hostKeyQuery, hostKeysKey, importKnownHosts, rejectHostKey, type HostKey,
	type KnownHostsReply,
} from '../queries';
import { credentials } from '../text';
import '../credentials.css';

const tones: Record<string, Tone> = { trusted: 'ok', changed: 'bad', rejected: 'none', replaced: 'none' };

function Status({ row }: { row: HostKey }): ReactElement {
	const t = credentials.useT();
	return <StatusTag status={row.status} tone={tones[row.status] ?? 'none'} label={t(`hostKey.${row.status}`)} reason={row.reason} />;
}

function useKeyActions(): (row: HostKey) => Action[] {
	const t = credentials.useT();
	const navigate = useNavigate();
	return (row) => {
		const open = row.status === 'changed';
		const late = row.status === 'rejected' && row.fingerprint !== row.pinned_fingerprint;
		return [
			...(open || late ? [{
				key: 'accept', label: t('hostKey.accept'), icon: 'approve' as const, perm: 'host:write', danger: true, stale: [hostKeysKey],
				confirm: {
					title: t('hostKey.accept.title', { name: row.host_name }),
					text: row.environment === 'production' ? t('hostKey.accept.production') : t('hostKey.accept.text'),
					reason: 'required' as const,
				},
				run: async (reason: string) => {
					const started = await acceptHostKey(row.id, reason);
					if (started.approval_id) {
						toast.ok(t('hostKey.asked'));
						void navigate(`/approvals/${started.approval_id}`);
					} else if (started.task_id) {
						showTask(started.task_id);
					}
				},
			}] : []),
			...(open ? [{
				key: 'reject', label: t('hostKey.reject'), icon: 'stop' as const, perm: 'host:write', stale: [hostKeysKey],
				done: t('hostKey.rejected.done'),
				confirm: { title: t('hostKey.reject.title', { name: row.host_name }), text: t('hostKey.reject.text'), reason: 'required' as const },
				run: (reason: string) => rejectHostKey(row.id, reason),
			}] : []),
		];
	};
}

function Review({ id, onClose }: { id: number; onClose: () => void }): ReactElement {
	const t = credentials.useT();
	const { data: row, error, isPending, refetch } = useQuery(hostKeyQuery(id));
	const actionsOf = useKeyActions();
	const other = row && row.pinned_fingerprint !== '' && row.pinned_fingerprint !== row.fingerprint;
	return (
		<Drawer
			open title={row ? t('hostKey.of', { name: row.host_name }) : t('hostKeys')} size={560} onClose={onClose}
			styles={{ wrapper: { maxWidth: '100vw' } }}
		>
			{isPending && <SkeletonLines />}
			{error && !row && <ErrorState error={error} retry={() => void refetch()} />}
			{row && (
				<>
					{row.status === 'changed' && <Notice tone="bad">{t('hostKey.warn')}</Notice>}
					<div className="cred-prints">
						{other && (
							<div className="cred-print">
								<div className="muted">{t('hostKey.pinned')}</div>
								<CopyText text={row.pinned_fingerprint} mono max={90} />
							</div>
						)}
						<div className={`cred-print${other ? ' now' : ''}`}>
							<div className="muted">{other ? t('hostKey.seen') : t('hostKey.print')}</div>
							<CopyText text={row.fingerprint} mono max={90} />
							<div className="muted">{row.key_type}</div>
						</div>
					</div>
					<Facts
						list facts={[
							[t('host'), <Link key="h" to={`/hosts/${row.host_id}`}>{row.host_name}</Link>],
							[t('hostKey.at'), <span key="a" className="mono">{`${row.seen_at_ip || row.ip}:${row.port}`}</span>],
							[t('state'), <Status key="s" row={row} />],
							[t('hostKey.count'), row.seen_count],
							[t('hostKey.first'), <TimeAgo key="f" at={row.first_seen_at} />],
							[t('hostKey.last'), <TimeAgo key="l" at={row.last_seen_at} />],
							row.decided_by_name !== '' && [t('hostKey.by'), row.decided_by_name],
							row.reason !== '' && [t('reason'), row.reason],
						]}
					/>
					{row.status === 'changed' && (
						<p className="muted cred-how">{t('hostKey.how')} <CopyText text={`ssh-keygen -lf /etc/ssh/ssh_host_${row.key_type.includes('25519') ? 'ed25519' : row.key_type.includes('ecdsa') ? 'ecdsa' : 'rsa'}_key.pub`} mono max={80} /></p>
					)}
					<div className="row">
						{actionsOf(row).map((one) => <ActionButton key={one.key} action={one} />)}
					</div>
				</>
			)}
		</Drawer>
	);
}

function Import({ onClose }: { onClose: () => void }): ReactElement {
	const t = credentials.useT();
	const c = common.useT();
	const client = useQueryClient();
	const project = useFirstProject();
	const sent = useRef(false);
	const [result, setResult] = useState<KnownHostsReply | null>(null);
	if (result) {
		return (
			<Drawer open title={t('import')} size={560} onClose={onClose} styles={{ wrapper: { maxWidth: '100vw' } }}>
				<Facts
					list facts={[
						[t('import.pinned'), result.pinned], [t('import.same'), result.same], [t('import.differs'), result.differs],
						[t('import.unknown'), result.unknown], [t('import.bad'), result.bad], [t('import.revoked'), result.revoked],
					]}
				/>
				{(result.hosts ?? []).map((one) => (
					<div key={`${one.host_id} ${one.fingerprint}`} className="cred-result">
						<Link to={`/hosts/${one.host_id}`}>{one.host_name}</Link>
						<StatusTag
							status={one.result} tone={one.result === 'differs' ? 'bad' : 'ok'} label={t(`import.${one.result as 'pinned' | 'same' | 'differs'}`)}
							reason={one.fingerprint}
						/>
					</div>
				))}
				<Button onClick={onClose} style={{ marginTop: 16 }}>{c('done')}</Button>
			</Drawer>
		);
	}
	return (
		<FormDrawer<{ text: string; project_id?: number }>
			open title={t('import')} width={560} action={t('import.run')} initial={{ project_id: project }}
			/* once it was sent, the result takes its place */
			onClose={() => {
				if (!sent.current) onClose();
			}}
			send={async (values) => {
				const reply = await importKnownHosts(values.text, values.project_id);
				await client.invalidateQueries({ queryKey: hostKeysKey });
				sent.current = true;
				setResult(reply);
			}}
		>
			<p className="muted tab-about">{t('import.about')}</p>
			<Form.Item name="project_id" label={c('project')}><ProjectPicker /></Form.Item>
			<Form.Item name="text" label={t('import.text')} rules={[{ required: true, message: c('required') }]}>
				<Input.TextArea className="mono" autoSize={{ minRows: 8, maxRows: 18 }} spellCheck={false} maxLength={262144} />
			</Form.Item>
		</FormDrawer>
	);
}

export function Component(): ReactElement {
	const t = credentials.useT();
	const can = useCan();
	const [search, setSearch] = useSearchParams();
	const [total, setTotal] = useState<number>();
	const [importing, setImporting] = useState(false);
	const actionsOf = useKeyActions();
	const shown = Number(search.get('key') ?? 0);
	const show = (id: number): void => setSearch((old) => {
		const next = new URLSearchParams(old);
		if (id) next.set('key', String(id));
		else next.delete('key');
		return next;
	}, { replace: true });
	return (
		<div className="page">
			<PageHead
				title={t('hostKeys')} count={total} about={t('hostKeys.about')}
				actions={can('host:write') && <Button onClick={() => setImporting(true)}>{t('import')}</Button>}
			/>
			<ResourceTable<HostKey>
				id="host-keys" label={t('hostKeys')} queryKey={hostKeysKey} fetch={fetchHostKeys} onTotal={setTotal} every={15_000}
				rowKey={(row) => row.id} rowLabel={(row) => row.host_name} onOpen={(row) => show(row.id)}
				filters={[{
					key: 'status', label: t('state'), kind: 'choice',
					choices: (['changed', 'trusted', 'rejected', 'replaced'] as const).map((one) => ({ value: one, label: t(`hostKey.${one}`) })),
				}]}
				columns={[
					{
						key: 'host', title: t('host'), card: 'head', text: (row) => row.host_name,
						render: (row) => (
							<>
								<span className="cell-main clip">{row.host_name}</span>
								<div className="muted mono">{`${row.ip}:${row.port}`}</div>
							</>
						),
					},
					{ key: 'state', title: t('state'), text: (row) => row.status, render: (row) => <Status row={row} /> },
					{
						key: 'print', title: t('hostKey.print'), text: (row) => row.fingerprint,
						render: (row) => <CopyText text={row.fingerprint} mono max={30} />,
					},
					{ key: 'type', title: t('hostKey.type'), text: (row) => row.key_type, render: (row) => <code>{row.key_type}</code> },
					{ key: 'count', title: t('hostKey.count'), align: 'right', text: (row) => row.seen_count, render: (row) => row.seen_count },
					{ key: 'last', title: t('hostKey.last'), text: (row) => row.last_seen_at, render: (row) => <TimeAgo at={row.last_seen_at} /> },
				]}
				rowActions={(row) => [
					{ key: 'open', label: t('hostKey.open'), icon: 'eye', run: () => show(row.id) },
					...actionsOf(row),
				]}
				empty={<EmptyState icon="policy" title={t('hostKeys.empty')} text={t('hostKeys.empty.text')} />}
			/>
			{shown > 0 && <Review id={shown} onClose={() => show(0)} />}
			{importing && <Import onClose={() => setImporting(false)} />}
		</div>
	);
}
