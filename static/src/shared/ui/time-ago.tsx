import { useEffect, useState, type ReactElement } from 'react';
import { useLocale } from '../lib/i18n';
import { formatAgo, formatDuration, formatTime, toMs } from '../lib/format';

/* One clock for all of them. */
const tickers = new Set<() => void>();
let clock: ReturnType<typeof setInterval> | undefined;

function useTick(everyMs: number): void {
	const [, set] = useState(0);
	useEffect(() => {
		if (!everyMs) return undefined;
		let at = Date.now();
		const tick = (): void => {
			if (Date.now() - at < everyMs) return;
			at = Date.now();
			set((n) => n + 1);
		};
		tickers.add(tick);
		clock ??= setInterval(() => tickers.forEach((one) => one()), 1000);
		return () => {
			tickers.delete(tick);
			if (tickers.size === 0) {
				clearInterval(clock);
				clock = undefined;
			}
		};
	}, [everyMs]);
}

export function TimeAgo({ at, none = '–' }: {
	at: string | number | null | undefined;
	none?: string;
}): ReactElement {
	useLocale();
	const ms = toMs(at);
	const young = Math.abs(Date.now() - ms) < 120_000;
	useTick(Number.isNaN(ms) ? 0 : young ? 5000 : 30_000);
	if (Number.isNaN(ms)) return <span className="muted">{none}</span>;
	return (
		<time className="nowrap" dateTime={new Date(ms).toISOString()} title={formatTime(ms)}>
			{formatAgo(ms)}
		</time>
	);
}

/** Runs live while there is no end. */
export function Duration({ from, to }: {
	from: string | null | undefined;
	to?: string | null;
}): ReactElement {
	const start = toMs(from);
	const end = toMs(to);
	const live = !Number.isNaN(start) && Number.isNaN(end);
	useTick(live ? 1000 : 0);
	if (Number.isNaN(start)) return <span className="muted">–</span>;
	const ms = (live ? Date.now() : end) - start;
	return <span className="num nowrap">{formatDuration(live ? Math.floor(ms / 1000) * 1000 : ms)}</span>;
}
