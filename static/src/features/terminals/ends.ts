/* Why a shell is over, in words. */
import { getLocale } from '../../shared/lib/i18n';
import { terminals } from './text';
import type { WireEnd } from './wire';

/** Ends that nobody wished for. */
const bad = new Set(['lost', 'crashed', 'connection', 'error', 'network', 'refused', 'stream', 'elsewhere', 'timeout', 'killed', 'full', 'too_many', 'memory']);

export function isBadEnd(reason: string): boolean {
	return bad.has(reason);
}

export function endText(reason: string, code?: number): string {
	if (reason === 'exit') return terminals.t('end.exit', { code: code ?? 0 });
	const key = `end.${reason}`;
	return terminals.has(key) ? terminals.t(key) : terminals.t('end.other', { reason });
}

/** The host's own words, where it has said some. */
export function endDetail(end: WireEnd): string {
	if (end.text) return getLocale() === 'zh' ? end.text.zh : end.text.en || end.text.zh;
	return end.error instanceof Error ? end.error.message : '';
}
