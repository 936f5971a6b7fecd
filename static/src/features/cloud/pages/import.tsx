/*
 * Three steps: which instances, how to log in to them, what would happen.  The
 * step is in the URL; what was chosen survives leaving the page, the password
 * does not.
 */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Button, Form } from 'antd';
import { useState, type ReactElement } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { cutMiddle } from '../../../shared/lib/format';
import { common } from '../../../shared/text';
import { ErrorNote, ErrorState } from '../../../shared/ui/error-state';
import { onCtrlEnter } from '../../../shared/ui/form';
import { DetailSkeleton, Facts, Notice, PageHead, Section } from '../../../shared/ui/page';
import { StatusTag } from '../../../shared/ui/status-tag';
import { ApiError } from '../../../api/client';
import { sshKeysQuery } from '../../hosts/queries';
import { tasksKey } from '../../tasks/queries';
import { InstanceBrowser } from '../components/instances';
import { LoginFields, loginOf, type LoginValues } from '../components/login-fields';
import { addressOf, dropDraft, loadDraft, outcomeOf, saveDraft, type AllOf, type Draft, type Outcome } from '../draft';
import { accountQuery, cloudKey, importInstances, type Account, type ImportNew } from '../queries';
import { cloud } from '../text';
import '../cloud.css';

const steps = ['choose', 'login', 'preview'] as const;
type Step = (typeof steps)[number];

/* More rows than anybody reads make the page slow. */
const MOST_SHOWN = 200;

function Which({ draft }: { draft: Draft }): ReactElement | null {
	const t = cloud.useT();
	if (!draft.all) return <>{t('chosen.n', { n: draft.picked.length })}</>;
	const { region, keyword, status, tag, vpc, total } = draft.all;
	const filters = [keyword && `“${keyword}”`, status && t(`instance.${status}` as 'instance.running'), tag, vpc].filter(Boolean);
	return (
		<>
			{total >= 0 ? t('chosen.all', { region, n: total }) : t('chosen.all.unknown', { region })}
			{filters.length > 0 && ` (${filters.join(', ')})`}
		</>
	);
}

const tones: Record<Outcome, string> = { create: 'ok', update: 'running', no_address: 'failed', terminated: 'failed' };

function Preview({ draft }: { draft: Draft }): ReactElement {
	const t = cloud.useT();
	const { login } = draft;
	const keys = useQuery(sshKeysQuery).data?.list ?? [];
	const rows = draft.picked.map((row) => ({ row, outcome: outcomeOf(row, login.address) }));
	const count = (outcome: Outcome): number => rows.filter((one) => one.outcome === outcome).length;
	const failing = count('no_address') + count('terminated');
	return (
		<div className="stack">
			<Facts
				list facts={[
					[t('instances'), <Which key="w" draft={draft} />],
					[t('login.address'), login.address === 'public' ? t('login.public') : t('login.private')],
					[t('login.user'), `${login.ssh_user}:${login.port}`],
					[t('login.auth'), login.auth === 'key'
						? `${t('login.key')} ${keys.find((one) => one.id === login.ssh_key_id)?.name ?? ''}`
						: t(`login.${login.auth}`)],
					[t('login.tags'), login.labels.join(', ')],
					[t('login.role'), login.role],
				]}
			/>
			<ul className="cloud-do">
				{!draft.all && count('create') > 0 && <li>{t('will.create', { n: count('create') })}</li>}
				{!draft.all && count('update') > 0 && <li>{t('will.update', { n: count('update') })}</li>}
				{draft.all && <li>{t('will.all')}</li>}
				<li>{t('will.name')}</li>
				<li>{t('will.taken')}</li>
				<li>{t('will.key')}</li>
			</ul>
			{failing > 0 && <Notice tone="wait">{t('will.fail', { n: failing })}</Notice>}
			{rows.length > 0 && (
				<div className="table-box">
					<table className="table compact" aria-label={t('instances')}>
						<thead><tr><th>{t('name')}</th><th>{t('address')}</th><th>{t('region')}</th><th>{t('will')}</th></tr></thead>
						<tbody>
							{rows.slice(0, MOST_SHOWN).map(({ row, outcome }) => (
								<tr key={row.instance_id}>
									<td data-label={t('name')} className="card-head">
										<span className="cell-main" title={row.name}>{cutMiddle(row.name || row.instance_id, 40)}</span>
										<div className="muted mono">{row.instance_id}</div>
									</td>
									<td data-label={t('address')} className="mono">{addressOf(row, login.address) || '–'}</td>
									<td data-label={t('region')} className="mono">{row.region}</td>
									<td data-label={t('will')}><StatusTag status={tones[outcome]} tone={outcome === 'update' ? 'work' : undefined} label={t(`will.${outcome}.word`)} /></td>
								</tr>
							))}
						</tbody>
					</table>
				</div>
			)}
			{rows.length > MOST_SHOWN && <p className="muted">{t('will.more', { n: rows.length - MOST_SHOWN })}</p>}
		</div>
	);
}

function requestOf(account: Account, draft: Draft, password: string): ImportNew {
	const login = loginOf({ ...draft.login, password });
	if (draft.all) {
		const { total: _, ...filter } = draft.all;
		return { account_id: account.id, all: true, ...(filter as Partial<ImportNew>), ...login };
	}
	return {
		account_id: account.id, ...login,
		instances: draft.picked.map(({ instance_id, region }) => ({ instance_id, region })) as ImportNew['instances'],
	};
}

function LoginStep({ draft, error, onNext, onBack, onChange }: {
	draft: Draft;
	error: unknown;
	onNext: (values: LoginValues) => void;
	onBack: () => void;
	onChange: (values: LoginValues) => void;
}): ReactElement {
	const t = cloud.useT();
	const c = common.useT();
	const [form] = Form.useForm<LoginValues>();
	const submit = (): void => void form.validateFields().then(() => onNext(form.getFieldsValue(true) as LoginValues), () => {});
	return (
		<Form<LoginValues>
			form={form} layout="vertical" requiredMark={false} initialValues={draft.login} validateTrigger="onBlur" className="wizard"
			onValuesChange={() => onChange(form.getFieldsValue(true) as LoginValues)}
			onFinish={submit} onKeyDownCapture={onCtrlEnter(submit)}
		>
			<p className="tab-about"><Which draft={draft} /></p>
			<ErrorNote error={error} />
			<LoginFields />
			<div className="wizard-foot">
				<Button onClick={onBack}>{c('back')}</Button>
				<Button type="primary" htmlType="submit" title="Ctrl Enter">{t('preview')}</Button>
			</div>
		</Form>
	);
}

function Wizard({ account }: { account: Account }): ReactElement {
	const t = cloud.useT();
	const c = common.useT();
	const navigate = useNavigate();
	const client = useQueryClient();
	const [search, setSearch] = useSearchParams();
	const [draft, setDraft] = useState(() => loadDraft(account.id));
	const [password, setPassword] = useState('');
	const [busy, setBusy] = useState(false);
	const [error, setError] = useState<unknown>(null);
	const asked = steps.find((one) => one === search.get('step')) ?? 'choose';
	const some = draft.picked.length > 0 || draft.all !== undefined;
	/* a password that went with a reload is asked for again */
	const ready = draft.login.auth !== 'password' || password !== '';
	const step: Step = !some ? 'choose' : asked === 'preview' && !ready ? 'login' : asked;

	function go(next: Step): void {
		setSearch((old) => {
			const params = new URLSearchParams(old);
			params.set('step', next);
			return params;
		});
	}

	function keep(change: Partial<Draft>): void {
		const next = { ...draft, ...change };
		saveDraft(account.id, next);
		setDraft(next);
	}

	function keepLogin({ password: secret, ...login }: LoginValues): void {
		setPassword(secret ?? '');
		keep({ login });
	}

	async function start(): Promise<void> {
		setBusy(true);
		setError(null);
		try {
			const { task } = await importInstances(account.provider, requestOf(account, draft, password));
			dropDraft(account.id);
			await Promise.all([cloudKey, tasksKey].map((queryKey) => client.invalidateQueries({ queryKey })));
			void navigate(`/cloud/imports/${task.id}`);
		} catch (problem) {
			setError(problem);
			/* what the server does not like about the login is said where it can be changed */
			if (problem instanceof ApiError && problem.field && !problem.field.startsWith('instances')) go('login');
		} finally {
			setBusy(false);
		}
	}

	return (
		<>
			<ol className="wizard-steps">
				{steps.map((one, at) => (
					<li
						key={one} aria-current={one === step ? 'step' : undefined}
						className={at < steps.indexOf(step) ? 'done' : undefined}
					>
						{t(`step.${one}`)}
					</li>
				))}
			</ol>
			{step === 'choose' && (
				<InstanceBrowser
					account={account} picked={draft.picked} pickable onPick={(picked) => keep({ picked, all: undefined })}
					onAll={(all: AllOf) => {
						keep({ picked: [], all });
						go('login');
					}}
					bulk={<Button size="small" type="primary" onClick={() => go('login')}>{c('next')}</Button>}
				/>
			)}
			{step === 'login' && (
				<LoginStep
					draft={draft} error={error} onBack={() => go('choose')} onChange={keepLogin}
					onNext={(values) => {
						keepLogin(values);
						setError(null);
						go('preview');
					}}
				/>
			)}
			{step === 'preview' && (
				<Section title={t('preview.title')}>
					<Preview draft={draft} />
					<ErrorNote error={error} />
					<div className="wizard-foot">
						<Button onClick={() => go('login')} disabled={busy}>{c('back')}</Button>
						<Button type="primary" loading={busy} onClick={() => void start()}>
							{draft.all ? t('import.start') : t('import.n', { n: draft.picked.length })}
						</Button>
					</div>
				</Section>
			)}
		</>
	);
}

export function Component(): ReactElement {
	const t = cloud.useT();
	const id = Number(useParams()['id']);
	const { data, error, isPending, refetch } = useQuery(accountQuery(id));
	if (isPending) return <DetailSkeleton />;
	if (!data) return <div className="page"><ErrorState error={error} retry={() => void refetch()} /></div>;
	return (
		<div className="page">
			<PageHead
				title={t('import.title')}
				crumbs={[{ label: t('accounts'), to: '/cloud' }, { label: data.account_name, to: `/cloud/${id}` }]}
			/>
			<Wizard key={id} account={data} />
		</div>
	);
}
