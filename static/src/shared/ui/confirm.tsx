/* Asking before what cannot be taken back; in production the name is typed. */
import { Button, Input, Modal } from 'antd';
import { useEffect, useState, type ReactElement, type ReactNode } from 'react';
import { createStore, useStore } from '../lib/store';
import { common } from '../text';
import { ErrorNote } from './error-state';

export interface Question {
	title: string;
	/** What will happen, to what. */
	text?: ReactNode;
	action: string;
	danger?: boolean;
	/** Has to be typed before the button works. */
	typed?: string;
	/** Asks for a word; required when 'required'. */
	reason?: 'optional' | 'required';
	reasonLabel?: string;
	/** Runs while the dialog is open; its error is shown inside and nothing is lost. */
	run?: (reason: string) => Promise<unknown>;
}

interface Asked extends Question {
	answer: (yes: boolean, reason: string) => void;
}

const asked = createStore<Asked | null>(null);

/** Resolves with the reason, or null when it was not wanted. */
export function confirm(question: Question): Promise<string | null> {
	return new Promise((resolve) => {
		asked.set({ ...question, answer: (yes, reason) => resolve(yes ? reason : null) });
	});
}

function Dialog({ question }: { question: Asked }): ReactElement {
	const t = common.useT();
	const [typed, setTyped] = useState('');
	const [reason, setReason] = useState('');
	const [busy, setBusy] = useState(false);
	const [error, setError] = useState<unknown>(null);
	const ready = (!question.typed || typed.trim() === question.typed)
		&& (question.reason !== 'required' || reason.trim() !== '');

	function close(yes: boolean): void {
		asked.set(null);
		question.answer(yes, reason.trim());
	}

	async function go(): Promise<void> {
		if (!ready || busy) return;
		setBusy(true);
		setError(null);
		try {
			await question.run?.(reason.trim());
			close(true);
		} catch (problem) {
			setError(problem);
			setBusy(false);
		}
	}

	return (
		<Modal
			open title={question.title} onCancel={() => !busy && close(false)} width={480}
			footer={[
				<Button key="no" onClick={() => close(false)} disabled={busy}>{t('cancel')}</Button>,
				<Button
					key="yes" type="primary" danger={question.danger ?? false} disabled={!ready}
					loading={busy} onClick={() => void go()}
					autoFocus={!question.typed && !question.reason}
				>
					{question.action}
				</Button>,
			]}
		>
			<form
				className="stack" onSubmit={(event) => {
					event.preventDefault();
					void go();
				}}
				onKeyDown={(event) => {
					if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void go();
				}}
			>
				{question.text && <div>{question.text}</div>}
				{question.reason && (
					<label>
						<span className="form-label">
							{question.reasonLabel ?? t('reason')}
							{question.reason === 'optional' && <span className="muted"> {t('optional')}</span>}
						</span>
						<Input.TextArea
							value={reason} onChange={(event) => setReason(event.target.value)}
							autoSize={{ minRows: 2, maxRows: 6 }} autoFocus maxLength={1000}
						/>
					</label>
				)}
				{question.typed && (
					<label>
						<span className="form-label">
							{t('confirm.type')} <code className="mark">{question.typed}</code>
						</span>
						<Input
							value={typed} onChange={(event) => setTyped(event.target.value)}
							autoFocus={!question.reason} autoComplete="off" spellCheck={false}
						/>
					</label>
				)}
				<ErrorNote error={error} />
			</form>
		</Modal>
	);
}

/** Stands once, in the shell. */
export function ConfirmHost(): ReactElement | null {
	const question = useStore(asked);
	useEffect(() => () => asked.set(null), []);
	return question ? <Dialog key={question.title + question.action} question={question} /> : null;
}
