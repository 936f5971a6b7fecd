import { Button } from 'antd';
import type { ReactElement } from 'react';
import { logout, useMe } from '../../../api/session';
import { OutsideCard } from '../../../app/outside';
import { useTitle } from '../../../shared/ui/page';
import { account } from '../text';
import { PasswordForm } from './password';

export default function ForcedPassword(): ReactElement {
	const t = account.useT();
	const me = useMe();
	useTitle(t('forced.title'));
	return (
		<OutsideCard>
			<h1 className="outside-title">{t('forced.title')}</h1>
			<p className="muted tab-about">{t('forced.text', { name: me?.name || me?.username })}</p>
			<PasswordForm />
			<p className="outside-link">
				<Button type="link" onClick={() => void logout()}>{t('logout')}</Button>
			</p>
		</OutsideCard>
	);
}
