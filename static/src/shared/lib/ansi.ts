/*
 * ANSI colours to spans.  Only "select graphic rendition" is obeyed; every other
 * escape (titles, links, clipboard, cursor) is dropped, not shown and not done.
 */

export interface Span {
	text: string;
	/** Class names: a0 … a15 foreground, b0 … b15 background, bold, dim, … */
	style: string;
}

/* CSI, OSC/DCS/APC/PM (to BEL or ST), two-byte escapes, C0 but tab, C1. */
const escapes =
	// eslint-disable-next-line no-control-regex
	/\x1b\[([0-9;:]*)([ -/]*)([@-~])|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\|$)|\x1b[ -/]*[0-~]?|[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

interface State {
	fg: string;
	bg: string;
	flags: Set<string>;
}

const flagOf: Record<number, string> = {
	1: 'bold', 2: 'dim', 3: 'italic', 4: 'underline', 7: 'inverse', 9: 'strike',
};

/* The 6×6×6 cube and the greys come down to the nearest of our sixteen. */
function nearest(n: number): string {
	if (n < 16) return String(n);
	if (n >= 232) return n < 238 ? '8' : n < 248 ? '7' : '15';
	const r = Math.floor((n - 16) / 36);
	const g = Math.floor((n - 16) / 6) % 6;
	const b = (n - 16) % 6;
	return ofRgb(r * 51, g * 51, b * 51);
}

function ofRgb(r: number, g: number, b: number): string {
	const top = Math.max(r, g, b);
	if (top < 48) return '0';
	const bit = (one: number): number => (one > top / 2 ? 1 : 0);
	const base = bit(r) | (bit(g) << 1) | (bit(b) << 2);
	return String(base + (top > 200 ? 8 : 0));
}

function apply(state: State, codes: readonly number[]): void {
	for (let i = 0; i < codes.length; i++) {
		const code = codes[i] ?? 0;
		if (code === 0) {
			state.fg = '';
			state.bg = '';
			state.flags.clear();
		} else if (flagOf[code]) state.flags.add(flagOf[code]);
		else if (code === 22) {
			state.flags.delete('bold');
			state.flags.delete('dim');
		} else if (code >= 23 && code <= 29) state.flags.delete(flagOf[code - 20] ?? '');
		else if (code >= 30 && code <= 37) state.fg = `a${code - 30}`;
		else if (code >= 90 && code <= 97) state.fg = `a${code - 82}`;
		else if (code >= 40 && code <= 47) state.bg = `b${code - 40}`;
		else if (code >= 100 && code <= 107) state.bg = `b${code - 92}`;
		else if (code === 39) state.fg = '';
		else if (code === 49) state.bg = '';
		else if (code === 38 || code === 48) {
			const kind = codes[i + 1];
			let colour = '';
			if (kind === 5) {
				colour = nearest(codes[i + 2] ?? 0);
				i += 2;
			} else if (kind === 2) {
				colour = ofRgb(codes[i + 2] ?? 0, codes[i + 3] ?? 0, codes[i + 4] ?? 0);
				i += 4;
			}
			if (code === 38) state.fg = colour && `a${colour}`;
			else state.bg = colour && `b${colour}`;
		}
	}
}

export function parseAnsi(line: string): Span[] {
	const spans: Span[] = [];
	const state: State = { fg: '', bg: '', flags: new Set() };
	let from = 0;

	const put = (text: string): void => {
		if (!text) return;
		const style = [state.fg, state.bg, ...state.flags].filter(Boolean).join(' ');
		const last = spans[spans.length - 1];
		if (last && last.style === style) last.text += text;
		else spans.push({ text, style });
	};

	for (const found of line.matchAll(escapes)) {
		put(line.slice(from, found.index));
		from = found.index + found[0].length;
		if (found[3] === 'm' && !found[2])
			apply(state, (found[1] ?? '').split(/[;:]/).map((n) => Number(n) || 0));
	}
	put(line.slice(from));
	return spans;
}

export function stripAnsi(line: string): string {
	return line.includes('\x1b') || /[\x00-\x08\x0b-\x1f\x7f-\x9f]/.test(line) // eslint-disable-line no-control-regex
		? line.replace(escapes, '') : line;
}
