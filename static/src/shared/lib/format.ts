import { getLocale, localeTag } from './i18n';

type Time = string | number | Date | null | undefined;

const cache = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>();

function kept<T extends Intl.NumberFormat | Intl.DateTimeFormat | Intl.RelativeTimeFormat>(
	name: string,
	make: (tag: string) => T,
): T {
	const key = `${name}/${getLocale()}`;
	let one = cache.get(key) as T | undefined;
	if (!one) {
		one = make(localeTag());
		cache.set(key, one);
	}
	return one;
}

/** Milliseconds, or NaN for "never": the server's zero times count as never. */
export function toMs(time: Time): number {
	if (time === null || time === undefined || time === '') return NaN;
	const ms = time instanceof Date ? time.getTime() : new Date(time).getTime();
	return ms <= 0 ? NaN : ms;
}

export function formatNumber(value: number): string {
	return kept('number', (tag) => new Intl.NumberFormat(tag)).format(value);
}

/** The exact time, with seconds, in the reader's zone. */
export function formatTime(time: Time): string {
	const ms = toMs(time);
	if (Number.isNaN(ms)) return '';
	return kept('time', (tag) => new Intl.DateTimeFormat(tag, {
		dateStyle: 'medium', timeStyle: 'medium',
	})).format(ms);
}

export function formatDate(time: Time): string {
	const ms = toMs(time);
	if (Number.isNaN(ms)) return '';
	return kept('date', (tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'medium' })).format(ms);
}

/** 12:04:09.120, for log lines. */
export function formatClock(time: Time): string {
	const ms = toMs(time);
	if (Number.isNaN(ms)) return '';
	const at = new Date(ms);
	const two = (n: number): string => String(n).padStart(2, '0');
	return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

const steps: ReadonlyArray<[Intl.RelativeTimeFormatUnit, number]> = [
	['year', 31_536_000], ['month', 2_592_000], ['day', 86_400], ['hour', 3600], ['minute', 60],
];

export function formatAgo(time: Time, now = Date.now()): string {
	const ms = toMs(time);
	if (Number.isNaN(ms)) return '';
	const seconds = Math.round((ms - now) / 1000);
	const format = kept('ago', (tag) => new Intl.RelativeTimeFormat(tag, {
		numeric: 'auto', style: 'short',
	}));
	for (const [unit, size] of steps)
		if (Math.abs(seconds) >= size) return format.format(Math.trunc(seconds / size), unit);
	return Math.abs(seconds) < 10 ? format.format(0, 'second') : format.format(seconds, 'second');
}

/** 850 ms · 12.4 s · 3 m 05 s · 2 h 07 m · 4 d 3 h */
export function formatDuration(ms: number): string {
	if (!Number.isFinite(ms) || ms < 0) return '';
	if (ms < 1000) return `${Math.round(ms)} ms`;
	if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
	const seconds = Math.floor(ms / 1000);
	const two = (n: number): string => String(n).padStart(2, '0');
	if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${two(seconds % 60)} s`;
	if (seconds < 86_400)
		return `${Math.floor(seconds / 3600)} h ${two(Math.floor((seconds % 3600) / 60))} m`;
	return `${Math.floor(seconds / 86_400)} d ${Math.floor((seconds % 86_400) / 3600)} h`;
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

export function formatBytes(bytes: number): string {
	let value = bytes;
	let unit = 0;
	while (Math.abs(value) >= 1024 && unit < units.length - 1) {
		value /= 1024;
		unit++;
	}
	const digits = unit === 0 || value >= 100 ? 0 : 1;
	const text = kept(`bytes${digits}`, (tag) => new Intl.NumberFormat(tag, {
		maximumFractionDigits: digits,
	})).format(value);
	return `${text} ${units[unit]}`;
}

/** Cuts in the middle, because the ends of a name tell it apart. */
export function cutMiddle(text: string, max: number): string {
	if (text.length <= max) return text;
	const head = Math.ceil((max - 1) / 2);
	return `${text.slice(0, head)}…${text.slice(text.length - (max - 1 - head))}`;
}
