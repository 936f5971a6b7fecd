/* Line differences (Myers), for images of objects and for YAML. */

export interface DiffLine {
	kind: 'same' | 'add' | 'del';
	text: string;
	/** Line numbers from 1; 0 where the side has none. */
	before: number;
	after: number;
}

const tooFar = 3000;

function trace(a: readonly string[], b: readonly string[]): Int32Array[] | null {
	const max = Math.min(a.length + b.length, tooFar);
	const v = new Int32Array(2 * max + 2);
	const history: Int32Array[] = [];
	for (let d = 0; d <= max; d++) {
		history.push(v.slice());
		for (let k = -d; k <= d; k += 2) {
			const down = k === -d || (k !== d && v[max + k - 1]! < v[max + k + 1]!);
			let x = down ? v[max + k + 1]! : v[max + k - 1]! + 1;
			while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
			v[max + k] = x;
			if (x >= a.length && x - k >= b.length) return history;
		}
	}
	return null;
}

export function diffLines(before: string, after: string): DiffLine[] {
	const a = before === '' ? [] : before.split('\n');
	const b = after === '' ? [] : after.split('\n');
	const history = trace(a, b);
	const lines: DiffLine[] = [];
	let x = a.length;
	let y = b.length;

	if (!history) {
		/* too different to be worth a search: all of one, all of the other */
		return [
			...a.map((text, i): DiffLine => ({ kind: 'del', text, before: i + 1, after: 0 })),
			...b.map((text, i): DiffLine => ({ kind: 'add', text, before: 0, after: i + 1 })),
		];
	}
	const max = Math.min(a.length + b.length, tooFar);
	for (let d = history.length - 1; d >= 0; d--) {
		const v = history[d]!;
		const k = x - y;
		const down = k === -d || (k !== d && v[max + k - 1]! < v[max + k + 1]!);
		const fromK = down ? k + 1 : k - 1;
		const fromX = d === 0 ? 0 : v[max + fromK]!;
		const fromY = d === 0 ? 0 : fromX - fromK;
		while (x > fromX && y > fromY) {
			x--;
			y--;
			lines.push({ kind: 'same', text: a[x]!, before: x + 1, after: y + 1 });
		}
		if (d === 0) break;
		if (down) lines.push({ kind: 'add', text: b[--y]!, before: 0, after: y + 1 });
		else lines.push({ kind: 'del', text: a[--x]!, before: x + 1, after: 0 });
	}
	return lines.reverse();
}

export type Block = { kind: 'lines'; lines: DiffLine[] } | { kind: 'fold'; lines: DiffLine[] };

/** Runs of equal lines fold, but for some around each change. */
export function foldLines(lines: readonly DiffLine[], around = 3): Block[] {
	const near = new Array<boolean>(lines.length).fill(false);
	lines.forEach((line, i) => {
		if (line.kind === 'same') return;
		for (let j = Math.max(0, i - around); j <= Math.min(lines.length - 1, i + around); j++)
			near[j] = true;
	});
	const blocks: Block[] = [];
	lines.forEach((line, i) => {
		const kind = near[i] ? 'lines' : 'fold';
		const last = blocks[blocks.length - 1];
		if (last?.kind === kind) last.lines.push(line);
		else blocks.push({ kind, lines: [line] });
	});
	/* folding less than it costs to say so is no help */
	return blocks.map((block) => (block.kind === 'fold' && block.lines.length < 3
		? { kind: 'lines', lines: block.lines } : block));
}
