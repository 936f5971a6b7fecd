type Cell = string | number;

/* A cell that starts a formula in a spreadsheet is text for us. */
function cell(value: Cell): string {
	let text = String(value);
	if (typeof value === 'string' && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
	return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function toCsv(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
	return [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

export function downloadBlob(name: string, blob: Blob): void {
	const url = URL.createObjectURL(blob);
	const link = document.createElement('a');
	link.href = url;
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** With a byte order mark, so that spreadsheets read Chinese. */
export function downloadText(name: string, type: string, text: string): void {
	downloadBlob(name, new Blob(['\ufeff', text], { type }));
}
