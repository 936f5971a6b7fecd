/*
 * The lines of a log.  Outside of React, append only: pieces of text become
 * lines per stream, a piece without a line end waits for the rest.
 */
import { stripAnsi } from './ansi';

export interface LogEvent {
	seq: number;
	at: string;
	type: string;
	text: string;
	data?: unknown;
}

const kinds = ['stdout', 'stderr', 'log', 'state', 'step'] as const;
export type LineKind = (typeof kinds)[number];

/** More than this is not kept; the download has all of it. */
export const maxLines = 1_500_000;

export class LogBuffer {
	/** Grows with every change. */
	version = 0;
	dropped = 0;
	private lines: string[] = [];
	private kind: Uint8Array = new Uint8Array(1024);
	private at: Float64Array = new Float64Array(1024);
	/* index of the unfinished line of each stream, or -1 */
	private readonly open = new Map<LineKind, number>();
	private readonly followers = new Set<() => void>();

	get length(): number {
		return this.lines.length;
	}

	line(index: number): string {
		return this.lines[index] ?? '';
	}

	lineKind(index: number): LineKind {
		return kinds[this.kind[index] ?? 0] ?? 'stdout';
	}

	lineTime(index: number): number {
		return this.at[index] ?? NaN;
	}

	subscribe = (on: () => void): (() => void) => {
		this.followers.add(on);
		return () => this.followers.delete(on);
	};

	clear(): void {
		this.lines = [];
		this.open.clear();
		this.dropped = 0;
		this.changed();
	}

	add(events: readonly LogEvent[]): void {
		for (const event of events) {
			const kind = kinds.indexOf(event.type as LineKind);
			if (kind < 0 || !event.text) continue;
			this.append(kinds[kind] ?? 'stdout', kind, event.text, Date.parse(event.at));
		}
		this.changed();
	}

	/** No more comes: what is unfinished stays as it is. */
	end(): void {
		this.open.clear();
		this.changed();
	}

	private append(kind: LineKind, code: number, text: string, at: number): void {
		const whole = kind === 'log' || kind === 'state' || kind === 'step';
		const pieces = text.split('\n');
		/* "a\n" is one line; of a record without a line end, too */
		const ended = whole || pieces[pieces.length - 1] === '';
		if (pieces[pieces.length - 1] === '') pieces.pop();
		pieces.forEach((piece, i) => {
			const clean = piece.endsWith('\r') ? piece.slice(0, -1) : piece;
			const unfinished = this.open.get(kind);
			if (i === 0 && unfinished !== undefined && !whole) {
				this.lines[unfinished] = (this.lines[unfinished] ?? '') + clean;
				this.open.delete(kind);
			} else {
				this.put(code, clean, at);
			}
			const last = i === pieces.length - 1;
			if (last && !ended) this.open.set(kind, unfinished !== undefined && i === 0 ? unfinished : this.lines.length - 1);
		});
	}

	private put(code: number, text: string, at: number): void {
		if (this.lines.length >= maxLines) {
			this.dropped++;
			return;
		}
		const n = this.lines.length;
		if (n === this.kind.length) {
			const kind = new Uint8Array(n * 2);
			kind.set(this.kind);
			this.kind = kind;
			const times = new Float64Array(n * 2);
			times.set(this.at);
			this.at = times;
		}
		this.kind[n] = code;
		this.at[n] = at;
		/* a carriage return inside of a line starts it again, as progress bars do */
		const back = text.lastIndexOf('\r');
		this.lines.push(back >= 0 ? text.slice(back + 1) : text);
	}

	/** The numbers of the lines with this in them, at most `most`. */
	search(needle: string, most = 10_000): number[] {
		const found: number[] = [];
		const low = needle.toLowerCase();
		if (!low) return found;
		for (let i = 0; i < this.lines.length && found.length < most; i++)
			if (stripAnsi(this.lines[i] ?? '').toLowerCase().includes(low)) found.push(i);
		return found;
	}

	/** The next line from here on that looks like a fault, or -1. */
	nextError(from: number): number {
		for (let i = 0; i < this.lines.length; i++) {
			const at = (from + i) % this.lines.length;
			if (this.lineKind(at) === 'stderr' || faulty.test(stripAnsi(this.lines[at] ?? ''))) return at;
		}
		return -1;
	}

	private changed(): void {
		this.version++;
		for (const follow of [...this.followers]) follow();
	}
}

const faulty = /\b(error|fatal|failed|failure|panic|exception|traceback|denied|refused)\b|错误|失败/i;
