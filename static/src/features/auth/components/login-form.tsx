/* Kept light: it is what everybody has to load first. */
import { Button, Input } from 'antd';
import { useEffect, useRef, useState, type FormEvent, type ReactElement, type ReactNode } from 'react';
import { ApiError } from '../../../api/client';
import { login } from '../../../api/session';
import { formatDuration } from '../../../shared/lib/format';
import { ErrorNote } from '../../../shared/ui/error-state';
import { auth } from '../text';

export function Field({ label, error, hint, children }: {
	label: string;
	error?: string;
	hint?: ReactNode;
	children: ReactNode;
}): ReactElement {
	return (
		<label className="form-field">
			<span className="form-label">{label}</span>
			{children}
			{error ? <div className="form-error" role="alert">{error}</div>
				: hint && <div className="form-hint">{hint}</div>}
		</label>
	);
}

/** Counts down after a 429; the button sleeps until then. */
export function useLock(): { left: number; lock: (error: unknown) => boolean } {
	const [until, setUntil] = useState(0);
	const [, tick] = useState(0);
	const left = Math.max(0, Math.ceil((until - Date.now()) / 1000));

	useEffect(() => {
		if (left === 0) return undefined;
		const timer = setInterval(() => tick((n) => n + 1), 1000);
		return () => clearInterval(timer);
	}, [left]);
	return {
		left,
		lock(error) {
			if (!(error instanceof ApiError) || error.status !== 429) return false;
			setUntil(Date.now() + Math.max(1, error.retryAfter) * 1000);
			return true;
		},
	};
}

export function LoginForm({ username, onDone }: {
	/** Fixed, when the same person logs in again. */
	username?: string;
	onDone: () => void;
}): ReactElement {
	const t = auth.useT();
	const [busy, setBusy] = useState(false);
	const [error, setError] = useState<unknown>(null);
	const [missing, setMissing] = useState('');
	const [caps, setCaps] = useState(false);
	const { left, lock } = useLock();
	const form = useRef<HTMLFormElement>(null);

	useEffect(() => {
		/* a dialog focuses its first field; here only the second is empty */
		if (!username) return undefined;
		const timer = setTimeout(() => form.current?.querySelector<HTMLElement>('[name=password]')?.focus(), 150);
		return () => clearTimeout(timer);
	}, [username]);

	async function submit(event: FormEvent): Promise<void> {
		event.preventDefault();
		const data = new FormData(form.current ?? undefined);
		const who = String(data.get('username') ?? username ?? '').trim();
		const password = String(data.get('password') ?? '');
		const lacks = !who ? 'username' : !password ? 'password' : '';
		setMissing(lacks);
		if (lacks) {
			form.current?.querySelector<HTMLElement>(`[name=${lacks}]`)?.focus();
			return;
		}
		setBusy(true);
		setError(null);
		try {
			await login({ username: who, password });
			onDone();
		} catch (problem) {
			lock(problem);
			setError(problem);
			setBusy(false);
			form.current?.querySelector<HTMLInputElement>('[name=password]')?.select();
		}
	}

	return (
		<form ref={form} onSubmit={(event) => void submit(event)} noValidate>
			<Field label={t('username')} error={missing === 'username' ? t('required') : ''}>
				<Input
					name="username" autoComplete="username" size="large" autoFocus={!username}
					defaultValue={username ?? ''} readOnly={Boolean(username)} maxLength={64}
					autoCapitalize="none" spellCheck={false}
				/>
			</Field>
			<Field
				label={t('password')} error={missing === 'password' ? t('required') : ''}
				hint={caps ? t('capslock') : undefined}
			>
				<Input.Password
					name="password" autoComplete="current-password" size="large" maxLength={1024}
					autoFocus={Boolean(username)}
					onKeyUp={(event) => setCaps(event.getModifierState('CapsLock'))}
				/>
			</Field>
			{left > 0
				? <div className="notice wait" role="alert">{t('locked', { wait: formatDuration(left * 1000) })}</div>
				: <ErrorNote error={error} />}
			<Button
				type="primary" htmlType="submit" size="large" block loading={busy} disabled={left > 0}
				style={{ marginTop: error || left ? 16 : 8 }}
			>
				{t('login.action')}
			</Button>
		</form>
	);
}
