/* Recordings in asciicast v2: a header line, then one event a line. */

export type Code = 'o' | 'i' | 'r' | 'm';

export interface CastEvent {
	/** Milliseconds since the start. */
	at: number;
	code: Code;
	data: string;
}

export interface CastHeader {
	width: number;
	height: number;
	timestamp: number;
	title: string;
}

const codes = new Set(['o', 'i', 'r', 'm']);

export function headerOf(line: string): CastHeader | null {
	try {
		const head = JSON.parse(line) as Partial<CastHeader> & { version?: number };
		if (head.version !== 2 || !head.width || !head.height) return null;
		return { width: head.width, height: head.height, timestamp: head.timestamp ?? 0, title: head.title ?? '' };
	} catch {
		return null;
	}
}

export function eventOf(line: string): CastEvent | null {
	try {
		const raw = JSON.parse(line) as unknown;
		if (!Array.isArray(raw)) return null;
		const [at, code, data] = raw as unknown[];
		if (typeof at !== 'number' || typeof data !== 'string' || !codes.has(code as string)) return null;
		return { at: Math.round(at * 1000), code: code as Code, data };
	} catch {
		return null;
	}
}

export function sizeOf(data: string): { cols: number; rows: number } | null {
	const found = /^(\d{1,4})x(\d{1,4})$/.exec(data);
	const cols = Number(found?.[1]);
	const rows = Number(found?.[2]);
	return cols > 0 && rows > 0 ? { cols, rows } : null;
}

/** A recording as far as it has come; grows while it is played. */
export class Recording {
	header: CastHeader | null = null;
	readonly events: CastEvent[] = [];
	/** Lines that could not be read. */
	bad = 0;
	/** Nothing will come any more. */
	whole = false;
	private rest = '';

	add(text: string): void {
		const lines = (this.rest + text).split('\n');
		this.rest = lines.pop() ?? '';
		for (const line of lines) this.line(line);
	}

	end(): void {
		this.line(this.rest);
		this.rest = '';
		this.whole = true;
	}

	private line(line: string): void {
		if (!line.trim()) return;
		if (!this.header) {
			this.header = headerOf(line);
			if (!this.header) this.bad++;
			return;
		}
		const event = eventOf(line);
		if (!event) {
			this.bad++;
			return;
		}
		/* clocks may stand still, never go back */
		event.at = Math.max(event.at, this.length);
		this.events.push(event);
	}

	/** Milliseconds that are here. */
	get length(): number {
		return this.events.at(-1)?.at ?? 0;
	}

	/** How many events have happened at ${ms}. */
	before(ms: number): number {
		let low = 0;
		let high = this.events.length;
		while (low < high) {
			const mid = (low + high) >> 1;
			if ((this.events[mid] as CastEvent).at <= ms) low = mid + 1;
			else high = mid;
		}
		return low;
	}
}

/** Of the seek bar: 0:07, 12:31, 1:02:03. */
export function clock(ms: number): string {
	const s = Math.max(0, Math.floor(ms / 1000));
	const two = (n: number): string => String(n).padStart(2, '0');
	const minutes = Math.floor(s / 60) % 60;
	return s < 3600 ? `${minutes}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(minutes)}:${two(s % 60)}`;
}

/** Where something happened, as shares of the bar: what a reader may want to jump to. */
export function activity(recording: Recording, total: number, bars: number): number[] {
	const list = new Array<number>(bars).fill(0);
	if (total <= 0) return list;
	for (const event of recording.events) {
		if (event.code !== 'o') continue;
		const at = Math.min(bars - 1, Math.floor((event.at / total) * bars));
		list[at] = (list[at] ?? 0) + event.data.length;
	}
	const most = Math.max(1, ...list.map((n) => Math.log1p(n)));
	return list.map((n) => Math.log1p(n) / most);
}
