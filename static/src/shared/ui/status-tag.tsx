/* One word and one colour everywhere; a shape beside the colour for those who cannot see it. */
import type { ReactElement, ReactNode } from 'react';
import { common } from '../text';
import { Spinner } from './icon';

export type Tone = 'ok' | 'work' | 'wait' | 'bad' | 'none';

const tones: Record<string, Tone> = {
	online: 'ok', healthy: 'ok', active: 'ok', succeeded: 'ok', approved: 'ok', enabled: 'ok',
	ok: 'ok', valid: 'ok', used: 'ok', executed: 'ok',
	running: 'work', connecting: 'work', info: 'work',
	queued: 'wait', pending: 'wait', waiting: 'wait', maintenance: 'wait', degraded: 'wait',
	uncertain: 'wait', warning: 'wait', staging: 'wait', retrying: 'wait',
	failed: 'bad', error: 'bad', critical: 'bad', offline: 'bad', denied: 'bad',
	rejected: 'bad', production: 'bad', unhealthy: 'bad', high: 'bad',
	disabled: 'none', unknown: 'none', cancelled: 'none', expired: 'none', archived: 'none',
	development: 'none', revoked: 'none', superseded: 'none',
};

export function toneOf(status: string): Tone {
	return tones[status] ?? 'none';
}

function Shape({ tone, busy }: { tone: Tone; busy: boolean }): ReactElement {
	if (busy) return <Spinner size={12} />;
	const fill = `var(--${tone}-dot)`;
	return (
		<svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
			{tone === 'ok' && <circle cx="5" cy="5" r="4" fill={fill} />}
			{tone === 'work' && <circle cx="5" cy="5" r="3.2" fill="none" stroke={fill} strokeWidth="2" />}
			{tone === 'wait' && <path d="M5 1 9.4 9H.6z" fill={fill} />}
			{tone === 'bad' && <rect x="1" y="1" width="8" height="8" rx="1.5" fill={fill} />}
			{tone === 'none' && <path d="M1.5 5h7" stroke={fill} strokeWidth="2" strokeLinecap="round" />}
		</svg>
	);
}

interface Props {
	status: string;
	/** Another word than the status' own. */
	label?: ReactNode;
	tone?: Tone;
	reason?: string | null;
	soft?: boolean;
}

export function StatusTag({ status, label, tone, reason, soft }: Props): ReactElement | null {
	const t = common.useT();
	if (!status) return null;
	const key = `status.${status}`;
	const shown = tone ?? toneOf(status);
	return (
		<span
			className={`status ${shown}${soft ? ' soft' : ''}`} title={reason || undefined}
			data-status={status}
		>
			<Shape tone={shown} busy={status === 'running'} />
			{label ?? (common.has(key) ? t(key) : status)}
		</span>
	);
}
