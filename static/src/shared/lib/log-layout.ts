/* Where each line stands when lines are wrapped: prefix sums of rows. */

const wide = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;

/** Columns that a text takes in a fixed-width font. */
export function columnsOf(text: string): number {
	if (!wide.test(text) && !text.includes('\t')) return text.length;
	let n = 0;
	for (const char of text) n += char === '\t' ? 8 - (n % 8) : wide.test(char) ? 2 : 1;
	return n;
}

export class RowIndex {
	/* sums[i]: rows before line i */
	private sums = new Uint32Array(1024);
	private n = 0;

	constructor(private readonly columns: number) {}

	get lines(): number {
		return this.n;
	}

	get rows(): number {
		return this.sums[this.n] ?? 0;
	}

	/** Takes lines in order; the last one of before may have grown, so it comes again. */
	extend(length: number, text: (line: number) => string): void {
		let from = Math.max(0, this.n - 1);
		if (length < this.n) from = 0;
		if (length + 1 > this.sums.length) {
			const sums = new Uint32Array(Math.max(length + 1, this.sums.length * 2));
			sums.set(this.sums);
			this.sums = sums;
		}
		for (let i = from; i < length; i++) {
			const rows = Math.max(1, Math.ceil(columnsOf(text(i)) / this.columns));
			this.sums[i + 1] = (this.sums[i] ?? 0) + rows;
		}
		this.n = length;
	}

	rowOf(line: number): number {
		return this.sums[Math.min(line, this.n)] ?? 0;
	}

	lineAt(row: number): number {
		let low = 0;
		let high = this.n;
		while (low < high) {
			const middle = (low + high + 1) >> 1;
			if ((this.sums[middle] ?? 0) <= row) low = middle;
			else high = middle - 1;
		}
		return Math.min(low, Math.max(0, this.n - 1));
	}
}
