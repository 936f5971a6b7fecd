/*
 * Three steps: connect, check, register.  What was typed survives leaving the
 * page; the password does only while the console stays open, never in storage.
 */
import { useQueryClient } from '@tanstack/react-query';
import { Button, Checkbox, Form, Input, InputNumber, Select } from 'antd';
import { useEffect, useState, type ReactElement } from 'react';
import { Link, useNavigate } from 'react-router';
import type { HostProbe } from '../../../api/types';
import { formatTime, toMs } from '../../../shared/lib/format';
import { createStore, useStore } from '../../../shared/lib/store';
import { load, save } from '../../../shared/lib/storage';
import { common } from '../../../shared/text';
import { CopyText } from '../../../shared/ui/copy-text';
import { ErrorNote } from '../../../shared/ui/error-state';
import { onCtrlEnter, useServerForm } from '../../../shared/ui/form';
import { Icon } from '../../../shared/ui/icon';
import { Facts, Notice, PageHead, Section } from '../../../shared/ui/page';
import { ProjectPicker, useFirstProject } from '../../../shared/ui/pickers';
import { StatusTag } from '../../../shared/ui/status-tag';
import { toast } from '../../../shared/ui/toast';
import { Fault } from '../components/check-dialog';
import { LoginFields } from '../components/editors';
import { createHost, hostsKey, probeHost } from '../queries';
import { hosts } from '../text';
import { diskOf, memoryOf } from '../sizes';
import '../hosts.css';

interface Connection {
	name: string;
	ip: string;
	port: number;
	username: string;
	auth_type: 'password' | 'key';
	password?: string;
	ssh_key_id?: number;
	password_credential_id?: number;
	jump_host_id?: number;
	project_id?: number;
}

interface Details {
	region?: string;
	role?: string;
	tags?: string[];
	description?: string;
}

type Step = 'connect' | 'check' | 'create';

interface Draft {
	step: Step;
	connection: Partial<Connection>;
	probe: HostProbe | null;
	trusted: boolean;
	details: Details;
}

const fresh: Draft = {
	step: 'connect', connection: { port: 22, username: 'root', auth_type: 'password' }, probe: null,
	trusted: false, details: {},
};

/* Here the password may be; in storage it is left out. */
const draft = createStore<Draft>(load<Draft>('onboarding', fresh, 'session'));

function change(part: Partial<Draft>): void {
	const next = { ...draft.get(), ...part };
	draft.set(next);
	save('onboarding', {
		...next, connection: { ...next.connection, password: undefined },
	}, 'session');
}

function reset(): void {
	save('onboarding', undefined, 'session');
	draft.set(fresh);
}

function Connect(): ReactElement {
	const t = hosts.useT();
	const c = common.useT();
	const { connection, probe } = useStore(draft);
	const first = useFirstProject();
	const { form, busy, error, submit } = useServerForm<Connection>(async (values) => {
		const found = await probeHost({ ...values, project_id: values.project_id || undefined });
		change({ connection: values, probe: found, trusted: false, step: found.reachable ? 'check' : 'connect' });
	});
	useEffect(() => {
		if (first && !form.getFieldValue('project_id')) form.setFieldValue('project_id', first);
	}, [first, form]);
	const needed = [{ required: true, message: c('required') }];
	const lost = connection.ip !== undefined && connection.auth_type === 'password' && !connection.password
		&& !connection.password_credential_id;
	return (
		<Form
			form={form} layout="vertical" requiredMark={false} validateTrigger="onBlur"
			initialValues={{ ...connection, project_id: connection.project_id ?? first }}
			onValuesChange={(_, all: Connection) => change({ connection: all, probe: null })}
			onFinish={() => void submit()} onKeyDownCapture={onCtrlEnter(() => void submit())}
		>
			<p className="muted tab-about">{t('wizard.connect.about')}</p>
			<div className="form-pair">
				<Form.Item name="name" label={t('name')} extra={t('wizard.name.hint')} rules={needed}>
					<Input maxLength={64} autoFocus />
				</Form.Item>
				<Form.Item name="project_id" label={t('project')} rules={needed}><ProjectPicker /></Form.Item>
			</div>
			<div className="form-pair port">
				<Form.Item name="ip" label={t('address')} rules={needed}>
					<Input maxLength={255} spellCheck={false} autoComplete="off" className="mono" />
				</Form.Item>
				<Form.Item name="port" label={t('port')}><InputNumber min={1} max={65535} style={{ width: '100%' }} /></Form.Item>
			</div>
			<LoginFields hint={lost ? t('wizard.password.again') : undefined} />
			{probe && !probe.reachable && (
				<div className="stack" style={{ gap: 8 }}>
					<StatusTag status="failed" label={t('wizard.unreached')} />
					<Fault code={probe.error_code} message={probe.message} />
				</div>
			)}
			<ErrorNote error={error} />
			<div className="wizard-foot">
				<Button type="primary" htmlType="submit" loading={busy} title="Ctrl Enter">
					{busy ? t('wizard.probing') : t('wizard.probe')}
				</Button>
				<Button
					type="text" disabled={busy} onClick={() => {
						reset();
						form.setFieldsValue({ ...fresh.connection, name: '', ip: '', password: '' });
					}}
				>
					{t('wizard.reset')}
				</Button>
			</div>
		</Form>
	);
}

function useExpired(probe: HostProbe | null): boolean {
	const ends = toMs(probe?.expires_at);
	const [over, setOver] = useState(() => ends < Date.now());
	useEffect(() => {
		setOver(ends < Date.now());
		if (Number.isNaN(ends) || ends < Date.now()) return undefined;
		const timer = setTimeout(() => setOver(true), ends - Date.now());
		return () => clearTimeout(timer);
	}, [ends]);
	return over;
}

function keyFile(type: string | undefined): string {
	const short = /ed25519/i.test(type ?? '') ? 'ed25519' : /ecdsa/i.test(type ?? '') ? 'ecdsa' : 'rsa';
	return `ssh-keygen -lf /etc/ssh/ssh_host_${short}_key.pub`;
}

function Check({ probe }: { probe: HostProbe }): ReactElement {
	const t = hosts.useT();
	const c = common.useT();
	const { trusted } = useStore(draft);
	const expired = useExpired(probe);
	return (
		<div>
			<p className="row tab-about"><StatusTag status="ok" label={t('wizard.reached', { ms: probe.latency_ms })} /></p>
			{(probe.warnings ?? []).map((one) => <Notice key={one} tone="wait">{one}</Notice>)}
			<Section title={t('wizard.fingerprint')}>
				<p className="muted tab-about">{t('wizard.fingerprint.about')}</p>
				<div className="stack">
					<CopyText text={keyFile(probe.host_key_type)} mono max={80} />
					<div className="fingerprint">
						<div className="muted">{probe.host_key_type}</div>
						<CopyText text={probe.host_key_fingerprint ?? ''} mono max={90} />
					</div>
					<Checkbox checked={trusted} onChange={(event) => change({ trusted: event.target.checked })}>
						{t('wizard.fingerprint.confirm')}
					</Checkbox>
				</div>
			</Section>
			<Section title={t('wizard.facts')}>
				<Facts
					list facts={[
						[t('hostname'), probe.facts.hostname], [t('os'), probe.facts.os],
						[t('kernel'), probe.facts.kernel], [t('arch'), probe.facts.arch],
						[t('cpu'), probe.facts.cpu_cores > 0 && t('cpu.n', { n: probe.facts.cpu_cores })],
						[t('memory'), memoryOf(probe.facts)], [t('disk'), diskOf(probe.facts)],
					]}
				/>
			</Section>
			{expired
				? <Notice tone="wait">{t('wizard.expired')}</Notice>
				: <p className="muted">{t('wizard.expires', { time: formatTime(probe.expires_at) })}</p>}
			<div className="wizard-foot">
				<Button onClick={() => change({ step: 'connect' })}>{t('wizard.change')}</Button>
				<Button type="primary" disabled={!trusted || expired} onClick={() => change({ step: 'create' })}>
					{c('next')}
				</Button>
			</div>
		</div>
	);
}

function Create({ probe }: { probe: HostProbe }): ReactElement {
	const t = hosts.useT();
	const c = common.useT();
	const navigate = useNavigate();
	const client = useQueryClient();
	const { connection, details } = useStore(draft);
	const expired = useExpired(probe);
	const { form, busy, error, submit } = useServerForm<Details>(async (values) => {
		const made = await createHost({
			probe_token: probe.probe_token, name: connection.name, project_id: connection.project_id,
			region: values.region, role: values.role, description: values.description,
			labels: values.tags ?? [], host_key_fingerprint: probe.host_key_fingerprint,
		});
		await client.invalidateQueries({ queryKey: hostsKey });
		toast.ok(t('wizard.done', { name: made.name }));
		reset();
		void navigate(`/hosts/${made.id}`, { replace: true });
	});
	const address = `${connection.ip}:${connection.port}`;
	return (
		<Form
			form={form} layout="vertical" requiredMark={false} initialValues={details}
			onValuesChange={(_, all: Details) => change({ details: all })}
			onFinish={() => void submit()} onKeyDownCapture={onCtrlEnter(() => void submit())}
		>
			<div className="form-pair">
				<Form.Item name="region" label={t('region')}><Input maxLength={64} autoFocus /></Form.Item>
				<Form.Item name="role" label={t('role')}><Input maxLength={32} /></Form.Item>
			</div>
			<Form.Item name="tags" label={t('tags')}>
				<Select<string[]> mode="tags" tokenSeparators={[',', ' ']} open={false} suffixIcon={null} />
			</Form.Item>
			<Form.Item name="description" label={t('description')}>
				<Input.TextArea maxLength={256} autoSize={{ minRows: 2, maxRows: 8 }} />
			</Form.Item>
			<Section title={t('wizard.preview')}>
				<p className="muted tab-about">{t('wizard.create.about')}</p>
				<ul className="preview-list">
					<li><Icon name="server" /><b>{connection.name}</b></li>
					<li><Icon name="check" />{t('wizard.preview.user', { user: connection.username, address })}</li>
					<li><Icon name="check" />{t('wizard.preview.secret')}</li>
					<li><Icon name="check" /><span>{t('wizard.preview.pin', { fp: probe.host_key_fingerprint })}</span></li>
				</ul>
			</Section>
			{expired && <Notice tone="wait">{t('wizard.expired')}</Notice>}
			<ErrorNote error={error} />
			<div className="wizard-foot">
				<Button onClick={() => change({ step: 'check' })} disabled={busy}>{c('back')}</Button>
				<Button type="primary" htmlType="submit" loading={busy} disabled={expired} title="Ctrl Enter">
					{t('wizard.do')}
				</Button>
			</div>
		</Form>
	);
}

export function Component(): ReactElement {
	const t = hosts.useT();
	const { step, probe, trusted } = useStore(draft);
	const steps: readonly Step[] = ['connect', 'check', 'create'];
	const usable = probe !== null && probe.reachable;
	const shown: Step = !usable ? 'connect' : step === 'create' && !trusted ? 'check' : step;
	return (
		<div className="page">
			<PageHead title={t('wizard.title')} crumbs={[{ label: t('hosts'), to: '/hosts' }]} />
			<ol className="wizard-steps">
				{steps.map((one, at) => (
					<li
						key={one} aria-current={one === shown ? 'step' : undefined}
						className={at < steps.indexOf(shown) ? 'done' : undefined}
					>
						{t(`wizard.${one}`)}
					</li>
				))}
			</ol>
			<div className="wizard">
				{shown === 'connect' && <Connect />}
				{shown === 'check' && probe && <Check probe={probe} />}
				{shown === 'create' && probe && <Create probe={probe} />}
			</div>
			<p className="muted wizard-note"><Link to="/hosts/keys">{t('key.manage')}</Link></p>
		</div>
	);
}
