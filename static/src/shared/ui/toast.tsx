/* Short answers to what was just done; errors stay until they are closed. */
import type { ReactElement } from 'react';
import { Link } from 'react-router';
import { ApiError } from '../../api/client';
import { createStore, useStore } from '../lib/store';
import { common } from '../text';
import { CopyText } from './copy-text';
import { Icon } from './icon';

interface Toast {
	id: number;
	kind: 'ok' | 'bad' | 'work';
	text: string;
	requestId?: string;
	link?: { to: string; label: string };
}

const toasts = createStore<readonly Toast[]>([]);
let last = 0;

function drop(id: number): void {
	toasts.set(toasts.get().filter((one) => one.id !== id));
}

function add(toast: Omit<Toast, 'id'>, ms: number): void {
	const id = ++last;
	toasts.set([...toasts.get().slice(-3), { ...toast, id }]);
	if (ms) setTimeout(() => drop(id), ms);
}

export const toast = {
	ok: (text: string, link?: Toast['link']): void => add({ kind: 'ok', text, link }, 4000),
	info: (text: string, link?: Toast['link']): void => add({ kind: 'work', text, link }, 6000),
	bad: (text: string, link?: Toast['link']): void => add({ kind: 'bad', text, link }, 0),
	error(error: unknown): void {
		const requestId = error instanceof ApiError ? error.requestId : '';
		const text = error instanceof Error ? error.message : String(error);
		add({ kind: 'bad', text, requestId }, requestId ? 0 : 8000);
	},
};

const icons = { ok: 'check', bad: 'error', work: 'info' } as const;

export function Toasts(): ReactElement {
	const t = common.useT();
	const list = useStore(toasts);
	return (
		<div className="toasts" aria-live="polite" role="status">
			{list.map((one) => (
				<div key={one.id} className="toast">
					<span style={{ color: `var(--${one.kind})`, paddingTop: 2 }}>
						<Icon name={icons[one.kind]} />
					</span>
					<div className="grow">
						{one.text}
						{one.link && (
							<div><Link to={one.link.to}>{one.link.label}</Link></div>
						)}
						{one.requestId && (
							<div className="muted">
								{t('error.request')} <CopyText text={one.requestId} mono />
							</div>
						)}
					</div>
					<button
						type="button" className="plain muted" aria-label={t('close')}
						onClick={() => drop(one.id)}
					>
						<Icon name="close" />
					</button>
				</div>
			))}
		</div>
	);
}
