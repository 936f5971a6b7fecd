/* Server-sent events from a byte stream, cut anywhere (WHATWG rules, without retry). */

export interface SseEvent {
	id: string;
	event: string;
	data: string;
}

export class SseParser {
	private rest = '';
	private id = '';
	private event = '';
	private data: string[] = [];
	private readonly decoder = new TextDecoder();

	constructor(private readonly on: (event: SseEvent) => void) {}

	push(bytes: Uint8Array): void {
		this.text(this.decoder.decode(bytes, { stream: true }));
	}

	text(piece: string): void {
		const all = this.rest + piece;
		let from = 0;
		for (;;) {
			const at = this.lineEnd(all, from);
			if (at < 0) break;
			this.line(all.slice(from, at));
			from = at + (all[at] === '\r' && all[at + 1] === '\n' ? 2 : 1);
		}
		this.rest = all.slice(from);
	}

	private lineEnd(text: string, from: number): number {
		const nl = text.indexOf('\n', from);
		const cr = text.indexOf('\r', from);
		if (cr < 0 || (nl >= 0 && nl < cr)) return nl;
		/* a CR at the very end may be half of a CR LF */
		return cr === text.length - 1 ? -1 : cr;
	}

	private line(line: string): void {
		if (line === '') {
			if (this.data.length || this.event)
				this.on({ id: this.id, event: this.event || 'message', data: this.data.join('\n') });
			this.event = '';
			this.data = [];
			return;
		}
		if (line.startsWith(':')) return;
		const colon = line.indexOf(':');
		const field = colon < 0 ? line : line.slice(0, colon);
		let value = colon < 0 ? '' : line.slice(colon + 1);
		if (value.startsWith(' ')) value = value.slice(1);
		if (field === 'data') this.data.push(value);
		else if (field === 'event') this.event = value;
		else if (field === 'id' && !value.includes('\0')) this.id = value;
	}
}
