import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Checkbox, Form, Input, Segmented, Select } from 'antd';
import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';
import type { SshKey } from '../../../api/types';
import { FormDrawer } from '../../../shared/ui/form';
import { Notice } from '../../../shared/ui/page';
import { keyHostsQuery, rotateKey, rotationsKey, type RotationNew } from '../queries';
import { credentials } from '../text';

export function KindFields(): ReactElement {
	const t = credentials.useT();
	return (
		<>
			<Form.Item name="algorithm" label={t('make.kind')}>
				<Segmented options={[{ value: 'ed25519', label: 'Ed25519' }, { value: 'rsa', label: 'RSA' }]} />
			</Form.Item>
			<Form.Item noStyle dependencies={['algorithm']}>
				{({ getFieldValue }) => getFieldValue('algorithm') === 'rsa' && (
					<Form.Item name="bits" label={t('make.bits')} extra={t('make.bits.hint')}>
						<Select<number> options={[{ value: 3072, label: '3072' }, { value: 4096, label: '4096' }]} style={{ width: 120 }} />
					</Form.Item>
				)}
			</Form.Item>
		</>
	);
}

export function RotateForm({ row, onClose }: { row: SshKey; onClose: () => void }): ReactElement {
	const t = credentials.useT();
	const client = useQueryClient();
	const navigate = useNavigate();
	const used = useQuery(keyHostsQuery(row.id)).data ?? [];
	return (
		<FormDrawer<RotationNew>
			open title={t('rotate.title', { name: row.name })} onClose={onClose} width={560} action={t('rotate.run')}
			initial={{ algorithm: 'ed25519', bits: 3072, delete_old: true, keys_file: '.ssh/authorized_keys' }}
			send={async (values) => {
				const started = await rotateKey(row.id, { ...values, name: values.name || undefined, bits: values.bits ?? 3072 });
				await client.invalidateQueries({ queryKey: rotationsKey });
				void navigate(`/hosts/keys/rotations/${started.rotation_id}`);
			}}
		>
			<Notice>{t('rotate.about', { n: used.length })}</Notice>
			<ol className="muted cred-steps-told">
				<li>{t('rotate.step.1')}</li>
				<li>{t('rotate.step.2')}</li>
				<li>{t('rotate.step.3')}</li>
			</ol>
			<Form.Item name="name" label={t('rotate.name')} extra={t('rotate.name.hint')}><Input maxLength={64} /></Form.Item>
			<KindFields />
			<Form.Item name="keys_file" label={t('rotate.file')} extra={t('rotate.file.hint')}>
				<Input maxLength={200} className="mono" spellCheck={false} />
			</Form.Item>
			<Form.Item name="delete_old" valuePropName="checked"><Checkbox>{t('rotate.delete')}</Checkbox></Form.Item>
			<Form.Item name="reason" label={t('reason')}><Input maxLength={500} /></Form.Item>
		</FormDrawer>
	);
}
