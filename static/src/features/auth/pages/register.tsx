import { useQuery } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useRef, useState, type FormEvent, type ReactElement } from 'react';
import { Link, Navigate } from 'react-router';
import { ApiError, sessionState } from '../../../api/client';
import { authConfigQuery, register } from '../../../api/session';
import { OutsideCard } from '../../../app/outside';
import { formatDuration } from '../../../shared/lib/format';
import { useStore } from '../../../shared/lib/store';
import { ErrorNote } from '../../../shared/ui/error-state';
import { Notice, SkeletonLines, useTitle } from '../../../shared/ui/page';
import { Field, useLock } from '../components/login-form';
import { auth } from '../text';

type Errors = Readonly<Record<string, string>>;

function Fields({ min }: { min: number }): ReactElement {
	const t = auth.useT();
	const form = useRef<HTMLFormElement>(null);
	const [busy, setBusy] = useState(false);
	const [errors, setErrors] = useState<Errors>({});
	const [error, setError] = useState<unknown>(null);
	const { left, lock } = useLock();

	async function submit(event: FormEvent): Promise<void> {
		event.preventDefault();
		const data = new FormData(form.current ?? undefined);
		const text = (name: string): string => String(data.get(name) ?? '');
		const found: Record<string, string> = {};
		for (const name of ['username', 'email', 'password'])
			if (!text(name).trim()) found[name] = t('required');
		if (!found['password'] && text('password').length < min)
			found['password'] = t('password.min', { n: min });
		if (!found['password'] && text('password') !== text('again'))
			found['again'] = t('password.differs');
		setErrors(found);
		setError(null);
		if (Object.keys(found).length) return;
		setBusy(true);
		try {
			await register({
				username: text('username').trim(),
				name: text('name').trim() || undefined,
				email: text('email').trim(),
				password: text('password'),
			});
		} catch (problem) {
			setBusy(false);
			lock(problem);
			if (problem instanceof ApiError && form.current?.elements.namedItem(problem.field || '-'))
				setErrors({ [problem.field]: problem.message });
			else setError(problem);
		}
	}

	return (
		<form ref={form} onSubmit={(event) => void submit(event)} noValidate>
			<Field label={t('username')} error={errors['username']}>
				<Input name="username" autoComplete="username" autoFocus maxLength={64} spellCheck={false} />
			</Field>
			<Field label={t('name')} error={errors['name']}>
				<Input name="name" autoComplete="name" maxLength={64} />
			</Field>
			<Field label={t('email')} error={errors['email']}>
				<Input name="email" type="email" autoComplete="email" maxLength={254} />
			</Field>
			<Field label={t('password')} error={errors['password']} hint={t('password.min', { n: min })}>
				<Input.Password name="password" autoComplete="new-password" maxLength={1024} />
			</Field>
			<Field label={t('password.again')} error={errors['again']}>
				<Input.Password name="again" autoComplete="new-password" maxLength={1024} />
			</Field>
			{left > 0
				? <div className="notice wait">{t('locked', { wait: formatDuration(left * 1000) })}</div>
				: <ErrorNote error={error} />}
			<Button
				type="primary" htmlType="submit" block loading={busy} disabled={left > 0}
				style={{ marginTop: 8 }}
			>
				{t('register.action')}
			</Button>
		</form>
	);
}

export function Component(): ReactElement {
	const t = auth.useT();
	const state = useStore(sessionState);
	const { data: config, error } = useQuery(authConfigQuery);

	useTitle(t('register.title'));
	if (state === 'in') return <Navigate to="/" replace />;
	return (
		<OutsideCard>
			<h1 className="outside-title">{t('register.title')}</h1>
			{error && <ErrorNote error={error} />}
			{!config && !error && <SkeletonLines lines={5} />}
			{config && (config.register_enabled
				? <Fields min={config.password_min} />
				: <Notice tone="wait">{t('register.off')}</Notice>)}
			<p className="outside-link"><Link to="/login">{t('login.link')}</Link></p>
		</OutsideCard>
	);
}
