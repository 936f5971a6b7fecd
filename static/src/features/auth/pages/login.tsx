import { useQuery } from '@tanstack/react-query';
import { useEffect, type ReactElement } from 'react';
import { Link, Navigate, useSearchParams } from 'react-router';
import { sessionState } from '../../../api/client';
import { authConfigQuery } from '../../../api/session';
import { OutsideCard } from '../../../app/outside';
import { useStore } from '../../../shared/lib/store';
import { useTitle } from '../../../shared/ui/page';
import { LoginForm } from '../components/login-form';
import { auth } from '../text';

/** Where to go afterwards: a path of ours, never another site. */
export function safeNext(next: string | null): string {
	return next && /^\/(?![/\\])/.test(next) && !next.startsWith('/login') ? next : '/';
}

export function Component(): ReactElement {
	const t = auth.useT();
	const state = useStore(sessionState);
	const [search] = useSearchParams();
	const config = useQuery(authConfigQuery).data;
	const next = safeNext(search.get('next'));

	useTitle(t('login.title'));
	useEffect(() => {
		/* what is needed next comes while the password is typed */
		const timer = setTimeout(() => void import('../../../app/shell/shell'), 800);
		return () => clearTimeout(timer);
	}, []);
	if (state === 'in') return <Navigate to={next} replace />;
	return (
		<OutsideCard>
			<h1 className="outside-title">{t('login.title')}</h1>
			<LoginForm onDone={() => undefined} />
			{config?.register_enabled && (
				<p className="outside-link"><Link to="/register">{t('register.link')}</Link></p>
			)}
		</OutsideCard>
	);
}
