/* A command on one or more hosts, and its output as it comes. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Form, Input, InputNumber } from 'antd';
import { useState, type ReactElement } from 'react';
import { Link } from 'react-router';
import type { Host } from '../../../api/types';
import { cutMiddle } from '../../../shared/lib/format';
import { common } from '../../../shared/text';
import { ErrorNote } from '../../../shared/ui/error-state';
import { onCtrlEnter, useAlone } from '../../../shared/ui/form';
import { Icon } from '../../../shared/ui/icon';
import { Notice } from '../../../shared/ui/page';
import { StatusTag } from '../../../shared/ui/status-tag';
import { TaskPanel, useTask } from '../../tasks/components/task-panel';
import { tasksKey } from '../../tasks/queries';
import { projectsQuery } from '../../tenancy/queries';
import { execHost } from '../queries';
import { hosts as text } from '../text';
import '../hosts.css';

interface Values {
	command: string;
	timeout_s: number;
	reason?: string;
	typed?: string;
}

interface Sent {
	host: Host;
	task?: number;
	approval?: number;
	error?: unknown;
}

/** Whether any of them is in a production project. */
export function useProduction(list: readonly Host[]): boolean {
	const projects = useQuery(projectsQuery).data?.list ?? [];
	return list.some((host) => projects.some((one) =>
		one.id === host.project_id && one.environment === 'production'));
}

function Result({ sent }: { sent: Sent }): ReactElement {
	const t = text.useT();
	if (sent.error !== undefined) return <ErrorNote error={sent.error} />;
	if (sent.approval)
		return (
			<Notice tone="wait">
				{t('run.approval')} <Link to={`/approvals/${sent.approval}`}>{t('run.approval.open')}</Link>
			</Notice>
		);
	return <Output key={sent.task} id={sent.task ?? 0} />;
}

function Output({ id }: { id: number }): ReactElement {
	const [now, setNow] = useState(id);
	return <TaskPanel key={now} query={useTask(now)} onStarted={setNow} />;
}

function SentStatus({ sent }: { sent: Sent }): ReactElement {
	const t = text.useT();
	const task = useTask(sent.task ?? 0, sent.task !== undefined).data;
	if (sent.error !== undefined) return <StatusTag status="failed" label={t('run.failed')} />;
	if (sent.approval) return <StatusTag status="pending" />;
	return <StatusTag status={task?.status ?? 'queued'} />;
}

export function RunDrawer({ hosts, onClose }: {
	hosts: readonly Host[];
	onClose: () => void;
}): ReactElement {
	const t = text.useT();
	const c = common.useT();
	const client = useQueryClient();
	const production = useProduction(hosts);
	const [form] = Form.useForm<Values>();
	const [busy, setBusy] = useState(false);
	const alone = useAlone();
	const [sent, setSent] = useState<readonly Sent[]>([]);
	const [shown, setShown] = useState(0);
	const only = hosts.length === 1 ? hosts[0] : undefined;
	const typed = only?.name ?? String(hosts.length);

	async function run(): Promise<void> {
		let values: Values;
		try {
			values = await form.validateFields();
		} catch {
			return;
		}
		setBusy(true);
		const all = await Promise.all(hosts.map(async (host): Promise<Sent> => {
			try {
				const started = await execHost(host.id, {
					command: values.command, timeout_s: values.timeout_s,
					reason: values.reason?.trim() || undefined,
				});
				return { host, task: started.task_id, approval: started.approval_id };
			} catch (error) {
				return { host, error };
			}
		}));
		setBusy(false);
		setSent(all);
		setShown(0);
		void client.invalidateQueries({ queryKey: tasksKey });
	}

	const asked = (
		<Form
			form={form} layout="vertical" requiredMark={false} initialValues={{ timeout_s: 60 }}
			hidden={sent.length > 0} onFinish={() => void alone(run)} onKeyDownCapture={onCtrlEnter(() => void alone(run))}
		>
			{!only && (
				<div className="tags run-hosts">
					{hosts.map((host) => <span key={host.id} className="tag" title={host.ip}>{host.name}</span>)}
				</div>
			)}
			<Form.Item
				name="command" label={t('run.command')} extra={t('run.command.hint')}
				rules={[{ required: true, whitespace: true, message: c('required') }]}
			>
				<Input.TextArea
					autoFocus className="mono" autoSize={{ minRows: 3, maxRows: 18 }} spellCheck={false}
					maxLength={65536}
				/>
			</Form.Item>
			<div className="form-pair">
				<Form.Item name="reason" label={t('run.reason')} extra={t('run.reason.hint')}>
					<Input maxLength={512} />
				</Form.Item>
				<Form.Item name="timeout_s" label={t('run.timeout')}>
					<InputNumber min={1} max={3600} style={{ width: '100%' }} />
				</Form.Item>
			</div>
			{production && (
				<>
					<Notice tone="wait">{t('run.production')}</Notice>
					<Form.Item
						name="typed" label={t('run.type', { name: typed })} style={{ marginTop: 16 }}
						rules={[{
							validator: (_, value?: string) => (value?.trim() === typed
								? Promise.resolve() : Promise.reject(new Error(t('run.type', { name: typed })))),
						}]}
					>
						<Input autoComplete="off" spellCheck={false} />
					</Form.Item>
				</>
			)}
			<Button
				type="primary" htmlType="submit" loading={busy} icon={<Icon name="play" />}
				title="Ctrl Enter" style={{ marginTop: 8 }}
			>
				{t('run.action')}
			</Button>
		</Form>
	);
	const chosen = sent[shown];
	return (
		<Drawer
			open onClose={onClose} size={sent.length > 1 ? 1100 : 880} mask={{ closable: false }}
			title={only ? t('run.on', { name: cutMiddle(only.name, 40) }) : t('run.many', { n: hosts.length })}
			styles={{ wrapper: { maxWidth: '100vw' }, body: { padding: 16 } }}
			extra={sent.length > 0 && <Button onClick={() => setSent([])}>{t('run.again')}</Button>}
		>
			{asked}
			{chosen && (
				<div className={sent.length > 1 ? 'run-split' : 'run-one'}>
					{sent.length > 1 && (
						<ul className="run-list" aria-label={t('run.results')}>
							{sent.map((one, at) => (
								<li key={one.host.id}>
									<button type="button" aria-pressed={at === shown} onClick={() => setShown(at)}>
										<span className="grow">{cutMiddle(one.host.name, 24)}</span>
										<SentStatus sent={one} />
									</button>
								</li>
							))}
						</ul>
					)}
					<div className="run-output"><Result sent={chosen} /></div>
				</div>
			)}
		</Drawer>
	);
}
