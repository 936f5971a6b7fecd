/*
 * The paste guard.  What is pasted into a shell runs: a line break starts a
 * command, a control character may do anything.  One plain line goes through.
 */

/** More than this is no paste but a file. */
export const pasteMost = 512 * 1024;

export interface PasteLook {
	/** Worth a question. */
	risky: boolean;
	/** Too long to be sent at all. */
	tooLong: boolean;
	lines: number;
	/** Control characters other than tab and line breaks. */
	controls: number;
	bytes: number;
}

/* eslint-disable no-control-regex */
const control = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
/* Characters that change what is read into something else than what is sent. */
const hidden = /[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
/* eslint-enable no-control-regex */

export function lookAt(text: string): PasteLook {
	const body = text.replace(/\r\n?/g, '\n');
	const breaks = body.split('\n').length - 1;
	const lines = breaks + (body.endsWith('\n') ? 0 : 1);
	const controls = (body.match(control)?.length ?? 0) + (body.match(hidden)?.length ?? 0);
	const bytes = new TextEncoder().encode(text).length;
	return { risky: breaks > 0 || controls > 0, tooLong: bytes > pasteMost, lines, controls, bytes };
}

export interface Piece {
	text: string;
	/** Was no printable character. */
	odd: boolean;
}

/** As it would be sent, with everything that cannot be seen made visible. */
export function visible(text: string): Piece[] {
	const pieces: Piece[] = [];
	const add = (part: string, odd: boolean): void => {
		const last = pieces.at(-1);
		if (last && last.odd === odd) last.text += part;
		else pieces.push({ text: part, odd });
	};
	for (const char of text.replace(/\r\n?/g, '\n')) {
		const code = char.codePointAt(0) ?? 0;
		if (char === '\n') {
			add('⏎', true);
			add('\n', false);
		} else if (char === '\t') add('⇥', true);
		else if (code < 32) add(`^${String.fromCharCode(code + 64)}`, true);
		else if (code === 127) add('^?', true);
		else if (char.search(control) >= 0 || char.search(hidden) >= 0)
			add(`\\u${code.toString(16).padStart(4, '0')}`, true);
		else add(char, false);
	}
	return pieces;
}

/** Without what cannot be seen; tabs and line breaks stay. */
export function withoutControls(text: string): string {
	return text.replace(control, '').replace(hidden, '');
}

/** All on one line: nothing runs before Enter is pressed. */
export function oneLine(text: string): string {
	return withoutControls(text).split(/[\r\n]+/).map((line) => line.trim()).filter(Boolean).join(' ');
}

/** In messages that the server takes; no character is cut in two. */
export function cut(text: string, most = 16_384): string[] {
	const parts: string[] = [];
	let at = 0;
	while (at < text.length) {
		let end = Math.min(text.length, at + most);
		const code = text.charCodeAt(end - 1);
		if (end < text.length && code >= 0xd800 && code < 0xdc00) end--;
		parts.push(text.slice(at, end));
		at = end;
	}
	return parts;
}
