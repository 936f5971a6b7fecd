/* Two steps: what it shall be, and what would be done for it. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input, InputNumber, Segmented, Select } from 'antd';
import { useState, type ReactElement } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { ErrorNote } from '../../../shared/ui/error-state';
import { onCtrlEnter, useServerForm } from '../../../shared/ui/form';
import { JsonView } from '../../../shared/ui/json-view';
import { Notice, PageHead, Section } from '../../../shared/ui/page';
import { StatusTag } from '../../../shared/ui/status-tag';
import { showTask } from '../../../shared/ui/task-link';
import { common } from '../../../shared/text';
import { hostQuery, sshKeysQuery } from '../../hosts/queries';
import { tasksKey } from '../../tasks/queries';
import {
	capabilitiesQuery, createMachine, previewMachine, virtKey, type Capabilities, type MachineNew, type Preview,
} from '../queries';
import { virt } from '../text';
import '../virt.css';

interface Values extends MachineNew {
	boot: 'disk' | 'kernel';
}

function wish({ boot, ...values }: Values): MachineNew {
	const input: MachineNew = { ...values };
	if (boot === 'disk') {
		delete input.kernel;
		delete input.initrd;
		delete input.cmdline;
	} else {
		delete input.template;
	}
	/* what was left empty is not sent */
	for (const key of Object.keys(input) as (keyof MachineNew)[])
		if (input[key] === '' || input[key] === null || input[key] === undefined) delete input[key];
	return input;
}

function BootFields({ caps, boot }: { caps: Capabilities | undefined; boot: string }): ReactElement {
	const t = virt.useT();
	const c = common.useT();
	const needed = [{ required: true, message: c('required') }];
	if (boot === 'disk')
		return (
			<Form.Item name="template" label={t('new.template')} extra={t('new.template.hint')} rules={needed}>
				<Select
					showSearch options={(caps?.images ?? [])
						.map((one) => ({ value: one.name, label: `${one.name} · ${one.pool} · ${one.capacity}` }))}
				/>
			</Form.Item>
		);
	return (
		<>
			<div className="form-pair">
				<Form.Item name="kernel" label={t('new.kernel')} rules={needed}><Input className="mono" spellCheck={false} /></Form.Item>
				<Form.Item name="initrd" label={t('new.initrd')}><Input className="mono" spellCheck={false} /></Form.Item>
			</div>
			<Form.Item name="cmdline" label={t('new.cmdline')}><Input className="mono" spellCheck={false} /></Form.Item>
		</>
	);
}

function LoginFields(): ReactElement {
	const t = virt.useT();
	const keys = useQuery(sshKeysQuery).data?.list ?? [];
	return (
		<>
			<div className="form-pair">
				<Form.Item name="ssh_user" label={t('new.user')}><Input maxLength={64} spellCheck={false} /></Form.Item>
				<Form.Item name="ssh_key_id" label={t('new.key')}>
					<Select allowClear showSearch={{ optionFilterProp: 'label' }} options={keys.map((one) => ({ value: one.id, label: one.name }))} />
				</Form.Item>
			</div>
			<Form.Item name="password" label={t('new.password')} extra={t('new.password.hint')}>
				<Input.Password autoComplete="new-password" maxLength={256} />
			</Form.Item>
		</>
	);
}

function Checks({ preview }: { preview: Preview }): ReactElement {
	const t = virt.useT();
	const tone = { ok: 'ok', warning: 'warning', failed: 'failed' } as const;
	return (
		<ul className="virt-checks">
			{(preview.checks ?? []).map((one) => (
				<li key={one.name}>
					<StatusTag status={tone[one.state as 'ok'] ?? 'unknown'} label={t(`check.${one.state as 'ok'}`)} />
					<span>{virt.has(`check.${one.name}`) ? t(`check.${one.name}` as 'check.host') : one.name}</span>
					<span className="muted">{one.message}</span>
				</li>
			))}
		</ul>
	);
}

export function Component(): ReactElement {
	const t = virt.useT();
	const c = common.useT();
	const navigate = useNavigate();
	const client = useQueryClient();
	const id = Number(useParams()['host']);
	const host = useQuery(hostQuery(id)).data;
	const caps = useQuery(capabilitiesQuery(id));
	const [preview, setPreview] = useState<Preview | null>(null);
	const [approval, setApproval] = useState(0);
	const [making, setMaking] = useState(false);
	const [failed, setFailed] = useState<unknown>(null);
	const { form, busy, error, submit } = useServerForm<Values>(async (values) => {
		setFailed(null);
		setPreview(await previewMachine(id, wish(values)));
	});
	const boot = Form.useWatch('boot', form) ?? 'disk';
	const ip = Form.useWatch('ip', form) ?? '';

	async function make(): Promise<void> {
		setMaking(true);
		setFailed(null);
		try {
			const started = await createMachine(id, {
				...wish(form.getFieldsValue(true) as Values), plan_digest: preview?.plan_digest ?? '',
			});
			await Promise.all([virtKey, tasksKey].map((queryKey) => client.invalidateQueries({ queryKey })));
			if (started.approval_id) {
				setApproval(started.approval_id);
				return;
			}
			void navigate(`/virtual-machines?host=${id}`);
			if (started.task_id) showTask(started.task_id);
		} catch (problem) {
			setFailed(problem);
		} finally {
			setMaking(false);
		}
	}

	const networks = [
		...(caps.data?.networks ?? []).filter((one) => one.active).map((one) => one.name),
		...(caps.data?.bridges ?? []),
	];
	return (
		<div className="page">
			<PageHead
				title={t('new.title')} crumbs={[
					{ label: t('machines'), to: `/virtual-machines?host=${id}` },
					...(host ? [{ label: host.name, to: `/hosts/${id}?tab=virt` }] : []),
				]}
			/>
			<div className="wizard">
				<ErrorNote error={caps.error} />
				<Form
					form={form} layout="vertical" requiredMark={false} validateTrigger="onBlur"
					initialValues={{ boot: 'disk', cpu: 2, memory_mb: 4096, disk_gb: 50, network_bridge: 'default', pool: 'default', ssh_user: 'root' }}
					onValuesChange={() => setPreview(null)}
					onFinish={() => void submit()} onKeyDownCapture={onCtrlEnter(() => void submit())}
				>
					<div className="form-pair">
						<Form.Item name="name" label={t('name')} extra={t('new.name.hint')} rules={[{ required: true, message: c('required') }]}>
							<Input maxLength={63} autoFocus spellCheck={false} />
						</Form.Item>
						<Form.Item name="boot" label={t('new.boot')}>
							<Segmented options={[{ value: 'disk', label: t('new.boot.disk') }, { value: 'kernel', label: t('new.boot.kernel') }]} />
						</Form.Item>
					</div>
					<BootFields caps={caps.data} boot={boot} />
					<div className="form-pair">
						<Form.Item name="cpu" label={t('cpu')}><InputNumber min={1} max={512} style={{ width: '100%' }} /></Form.Item>
						<Form.Item name="memory_mb" label={t('new.memory')}><InputNumber min={64} max={16777216} step={512} style={{ width: '100%' }} /></Form.Item>
					</div>
					<div className="form-pair">
						<Form.Item name="disk_gb" label={t('new.disk')}><InputNumber min={1} max={65536} style={{ width: '100%' }} /></Form.Item>
						<Form.Item name="pool" label={t('new.pool')}>
							<Select options={(caps.data?.pools ?? []).map((one) => ({ value: one.name, label: one.name }))} />
						</Form.Item>
					</div>
					<div className="form-pair">
						<Form.Item name="network_bridge" label={t('new.network')}>
							<Select options={networks.map((one) => ({ value: one, label: one }))} />
						</Form.Item>
						<Form.Item name="ip" label={t('new.ip')} extra={t('new.ip.hint')}>
							<Input className="mono" spellCheck={false} />
						</Form.Item>
					</div>
					{ip.includes('/') && (
						<div className="form-pair">
							<Form.Item name="gateway" label={t('new.gateway')}><Input className="mono" spellCheck={false} /></Form.Item>
							<Form.Item name="nameservers" label={t('new.nameservers')}>
								<Select<string[]> mode="tags" tokenSeparators={[',', ' ']} open={false} suffixIcon={null} />
							</Form.Item>
						</div>
					)}
					<LoginFields />
					<Form.Item name="via_parent" valuePropName="checked" extra={t('new.via.hint')}><Checkbox>{t('new.via')}</Checkbox></Form.Item>
					<Form.Item name="autostart" valuePropName="checked"><Checkbox>{t('autostart')}</Checkbox></Form.Item>
					<div className="form-pair">
						<Form.Item name="tags" label={t('new.tags')}>
							<Select<string[]> mode="tags" tokenSeparators={[',', ' ']} open={false} suffixIcon={null} />
						</Form.Item>
						<Form.Item name="reason" label={t('new.reason')}><Input maxLength={512} /></Form.Item>
					</div>
					<ErrorNote error={error} />
					{preview && (
						<Section title={t('new.preview')}>
							<div className="stack">
								<Notice tone={preview.ready ? 'ok' : 'bad'}>{preview.ready ? t('new.ready') : t('new.blocked')}</Notice>
								<Checks preview={preview} />
								<details>
									<summary>{t('new.plan')}</summary>
									<div className="virt-plan"><JsonView value={preview.plan} /></div>
								</details>
							</div>
						</Section>
					)}
					<ErrorNote error={failed} />
					{approval > 0 && (
						<Notice tone="wait">{t('new.approval')} <Link to={`/approvals/${approval}`}>{t('new.approval.open')}</Link></Notice>
					)}
					<div className="wizard-foot">
						<Button type={preview?.ready ? 'default' : 'primary'} htmlType="submit" loading={busy} title="Ctrl Enter">
							{busy ? t('new.checking') : t('new.check')}
						</Button>
						<Button
							type={preview?.ready ? 'primary' : 'default'} disabled={!preview?.ready || approval > 0} loading={making}
							onClick={() => void make()}
						>
							{t('new.do')}
						</Button>
					</div>
				</Form>
			</div>
		</div>
	);
}
