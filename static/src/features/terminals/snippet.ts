/* Where a phrase stands in a line; words alone where the phrase does not. */

export interface Part {
	text: string;
	hit: boolean;
}

const most = 400;

function escaped(text: string): string {
	return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Long lines are cut around the first hit. */
export function splitAt(line: string, q: string): Part[] {
	const words = q.trim().split(/\s+/).filter(Boolean);
	if (words.length === 0) return [{ text: line.slice(0, most), hit: false }];
	const whole = new RegExp(words.map(escaped).join('\\s+'), 'gi');
	const any = new RegExp(words.map(escaped).join('|'), 'gi');
	const by = whole.test(line) ? whole : any;
	by.lastIndex = 0;
	const first = line.search(by);
	const from = line.length > most && first > 120 ? first - 80 : 0;
	const text = `${from > 0 ? '…' : ''}${line.slice(from, from + most)}${from + most < line.length ? '…' : ''}`;
	const parts: Part[] = [];
	let at = 0;
	for (const found of text.matchAll(by)) {
		if (found.index > at) parts.push({ text: text.slice(at, found.index), hit: false });
		parts.push({ text: found[0], hit: true });
		at = found.index + found[0].length;
	}
	if (at < text.length) parts.push({ text: text.slice(at), hit: false });
	return parts;
}
