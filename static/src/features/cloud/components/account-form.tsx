/* Keeps or changes an account; it can be tried before it is saved. */
import { useQueryClient } from '@tanstack/react-query';
import { Button, Form, Input, Segmented, type FormInstance } from 'antd';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { common } from '../../../shared/text';
import { ErrorNote } from '../../../shared/ui/error-state';
import { FormDrawer, placeError } from '../../../shared/ui/form';
import { Icon } from '../../../shared/ui/icon';
import { ProjectPicker, useFirstProject } from '../../../shared/ui/pickers';
import { toast } from '../../../shared/ui/toast';
import {
	cloudKey, createAccount, firstRegion, providers, testParts, updateAccount,
	type Account, type AccountNew, type Provider, type Tested,
} from '../queries';
import { cloud } from '../text';
import { TestOutcome } from './bits';

type Values = AccountNew & { provider: Provider };

/* A blank secret is "as it was", never "none". */
function parts(values: Values, row: Account | undefined): AccountNew {
	const input: AccountNew = {
		account_name: values.account_name, access_key_id: values.access_key_id,
		region_default: values.region_default ?? '', endpoint: values.endpoint ?? '',
	};
	if (values.access_key_secret) input.access_key_secret = values.access_key_secret;
	if (!row) Object.assign(input, { provider: values.provider, project_id: values.project_id });
	return input;
}

function Try({ form, row }: { form: FormInstance<Values>; row: Account | undefined }): ReactElement {
	const t = cloud.useT();
	const [busy, setBusy] = useState(false);
	const [tested, setTested] = useState<Tested | null>(null);
	const [error, setError] = useState<unknown>(null);
	const said = useRef<HTMLDivElement>(null);
	/* the form may be longer than the window */
	useEffect(() => {
		if (tested || error) said.current?.scrollIntoView({ block: 'end' });
	}, [tested, error]);

	async function run(): Promise<void> {
		const values = { provider: row?.provider, ...form.getFieldsValue(true) } as Values;
		setBusy(true);
		setTested(null);
		setError(null);
		try {
			const { provider: _, project_id: __, account_name: ___, ...input } = parts(values, row);
			setTested(await testParts(values.provider, row ? { ...input, account_id: row.id } : input));
		} catch (problem) {
			if (!placeError(form as FormInstance, problem)) setError(problem);
		} finally {
			setBusy(false);
		}
	}
	return (
		<div className="stack" aria-live="polite" ref={said}>
			<div><Button onClick={() => void run()} loading={busy} icon={<Icon name="link" />}>{t('test')}</Button></div>
			{tested && <TestOutcome tested={tested} />}
			<ErrorNote error={error} />
		</div>
	);
}

export function AccountForm({ row, onClose }: { row?: Account | undefined; onClose: () => void }): ReactElement {
	const t = cloud.useT();
	const c = common.useT();
	const client = useQueryClient();
	const project = useFirstProject();
	const needed = [{ required: true, message: c('required') }];
	const [provider, setProvider] = useState<Provider>(row?.provider ?? 'alicloud');
	return (
		<FormDrawer<Values>
			open title={row ? t('edit.title', { name: row.account_name }) : t('add')} onClose={onClose} width={520}
			initial={row
				? {
					provider: row.provider, account_name: row.account_name, access_key_id: row.access_key_id,
					region_default: row.region_default, endpoint: row.endpoint,
				}
				: { provider: 'alicloud', project_id: project }}
			send={async (values) => {
				await (row ? updateAccount(row, parts(values, row)) : createAccount(parts(values, undefined)));
				await client.invalidateQueries({ queryKey: cloudKey });
				toast.ok(row ? t('saved') : t('added'));
			}}
		>
			{(form) => (
				<>
					{!row && (
						<Form.Item name="provider" label={t('provider')}>
							<Segmented<Provider>
								block onChange={setProvider}
								options={providers.map((one) => ({ value: one, label: t(`provider.${one}`) }))}
							/>
						</Form.Item>
					)}
					<Form.Item name="account_name" label={t('name')} rules={needed}><Input maxLength={128} /></Form.Item>
					{!row && <Form.Item name="project_id" label={c('project')} rules={needed}><ProjectPicker /></Form.Item>}
					<Form.Item name="access_key_id" label={t(`id.${provider}`)} rules={needed} extra={t(`id.${provider}.hint`)}>
						<Input maxLength={128} className="mono" spellCheck={false} autoComplete="off" />
					</Form.Item>
					<Form.Item
						name="access_key_secret" label={t(`secret.${provider}`)} rules={row ? [] : needed}
						extra={row ? t('secret.keep') : t('secret.hint')}
					>
						<Input.Password maxLength={256} autoComplete="new-password" spellCheck={false} />
					</Form.Item>
					<Form.Item name="region_default" label={t('region.default')} extra={t('region.default.hint')}>
						<Input maxLength={64} className="mono" spellCheck={false} placeholder={firstRegion[provider]} />
					</Form.Item>
					<Form.Item name="endpoint" label={t('endpoint')} extra={row ? t('endpoint.hint.edit') : t('endpoint.hint')}>
						<Input maxLength={255} className="mono" spellCheck={false} />
					</Form.Item>
					<Try form={form} row={row} />
				</>
			)}
		</FormDrawer>
	);
}
