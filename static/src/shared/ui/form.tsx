/* Forms: the server is the judge, its verdict stands at the field that it named. */
import { Button, Drawer, Form, type FormInstance } from 'antd';
import { useEffect, useId, useRef, useState, type ReactElement, type ReactNode } from 'react';
import { ApiError } from '../../api/client';
import { common } from '../text';
import { confirm } from './confirm';
import { ErrorNote } from './error-state';

/** Puts the error at its field; false when the form has no such field. */
export function placeError(form: FormInstance, error: unknown): boolean {
	if (!(error instanceof ApiError) || !error.field) return false;
	const path = error.field.split(/[.[\]]+/).filter(Boolean);
	const known = form.getFieldsError().map((one) => one.name);
	const name = known.find((one) => one.join('.') === path.join('.'))
		?? known.find((one) => String(one[0]) === path[0]);
	if (!name) return false;
	form.setFields([{ name, errors: [error.message] }]);
	form.scrollToField(name, { focus: true, block: 'center' });
	return true;
}

export interface ServerForm<V> {
	form: FormInstance<V>;
	busy: boolean;
	error: unknown;
	submit: () => Promise<void>;
	reset: () => void;
}

export function useServerForm<V extends object>(
	send: (values: V) => Promise<unknown>,
): ServerForm<V> {
	const [form] = Form.useForm<V>();
	const [busy, setBusy] = useState(false);
	const [error, setError] = useState<unknown>(null);

	const alone = useAlone();

	async function submit(): Promise<void> {
		let values: V;
		try {
			values = await form.validateFields();
		} catch {
			return;
		}
		setBusy(true);
		setError(null);
		try {
			await send(values);
		} catch (problem) {
			if (!placeError(form, problem)) setError(problem);
		} finally {
			setBusy(false);
		}
	}
	return {
		form, busy, error, submit: () => alone(submit),
		reset: () => {
			setError(null);
			form.resetFields();
		},
	};
}

/** Runs one at a time: a call while another runs does nothing, also before the page was drawn again. */
export function useAlone(): (run: () => Promise<void>) => Promise<void> {
	const running = useRef(false);
	return async (run) => {
		if (running.current) return;
		running.current = true;
		try {
			await run();
		} finally {
			running.current = false;
		}
	};
}

/** Ctrl Enter sends from anywhere inside; caught on the way down, before a select opens. */
export function onCtrlEnter(submit: () => void): (event: React.KeyboardEvent) => void {
	return (event) => {
		if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
			event.preventDefault();
			event.stopPropagation();
			if (!event.repeat) submit();
		}
	};
}

interface DrawerProps<V> {
	title: string;
	open: boolean;
	onClose: () => void;
	initial: Partial<V>;
	send: (values: V) => Promise<unknown>;
	action?: string;
	width?: number;
	children: ReactNode | ((form: FormInstance<V>) => ReactNode);
}

/** Creates or edits something beside the list that it belongs to. */
export function FormDrawer<V extends object>(props: DrawerProps<V>): ReactElement {
	return (
		<Drawer
			title={props.title} open={props.open} onClose={props.onClose} destroyOnHidden
			size={props.width ?? 480} mask={{ closable: false }} keyboard={false} closable={false} autoFocus={false}
			styles={{ body: { padding: 0 }, wrapper: { maxWidth: '100vw' } }}
		>
			{props.open && <DrawerForm {...props} />}
		</Drawer>
	);
}

function DrawerForm<V extends object>(props: DrawerProps<V>): ReactElement {
	const t = common.useT();
	// Else a field of this name in the page behind has the same id, and the label is that one's.
	const id = useId();
	const { form, busy, error, submit } = useServerForm<V>(async (values) => {
		await props.send(values);
		props.onClose();
	});

	async function close(): Promise<void> {
		if (busy) return;
		if (form.isFieldsTouched()) {
			const yes = await confirm({ title: t('discard.title'), text: t('discard.text'), action: t('discard') });
			if (yes === null) return;
		}
		props.onClose();
	}

	return (
		<Form
			form={form} name={id} layout="vertical" initialValues={props.initial} className="drawer-form"
			requiredMark={false} validateTrigger="onBlur" scrollToFirstError
			onKeyDownCapture={onCtrlEnter(() => void submit())}
			onKeyDown={(event) => {
				if (event.key === 'Escape' && !event.defaultPrevented) {
					event.stopPropagation();
					void close();
				}
			}}
			onFinish={() => void submit()}
		>
			<FocusFirst />
			<div className="drawer-body">
				<ErrorNote error={error} />
				{typeof props.children === 'function' ? props.children(form) : props.children}
			</div>
			<div className="drawer-foot">
				<Button onClick={() => void close()} disabled={busy}>{t('cancel')}</Button>
				<Button type="primary" htmlType="submit" loading={busy} title="Ctrl Enter">
					{props.action ?? t('save')}
				</Button>
			</div>
		</Form>
	);
}

function FocusFirst(): null {
	useEffect(() => {
		const timer = setTimeout(() => {
			/* somebody was faster */
			if (document.activeElement?.closest('.drawer-form')) return;
			document.querySelector<HTMLElement>(
				'.drawer-form input:not([type=hidden]):not([disabled]), .drawer-form textarea',
			)?.focus();
		}, 120);
		return () => clearTimeout(timer);
	}, []);
	return null;
}
