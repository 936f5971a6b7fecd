/* Logging in again over the page that was open. */
import { Button, Modal } from 'antd';
import { useState, type ReactElement } from 'react';
import { dropGrant } from '../../api/client';
import { LoginForm } from '../../features/auth/components/login-form';
import { app } from '../text';

export function Expired({ username }: { username?: string }): ReactElement {
	const t = app.useT();
	const [other, setOther] = useState(false);
	return (
		<Modal
			open title={t('expired.title')} footer={null} closable={false} keyboard={false}
			mask={{ closable: false }} width={400} zIndex={1500} centered
		>
			<p className="muted" style={{ marginBottom: 16 }}>{t('expired.text')}</p>
			<LoginForm username={other ? undefined : username} onDone={() => undefined} />
			{username && !other && (
				<Button
					type="link" block style={{ marginTop: 8 }} onClick={() => {
						setOther(true);
						dropGrant();
					}}
				>
					{t('expired.leave')}
				</Button>
			)}
		</Modal>
	);
}
