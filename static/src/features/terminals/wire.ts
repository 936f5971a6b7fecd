/*
 * One WebSocket on a terminal: a ticket opens it, output comes as bytes and is
 * acknowledged once it was drawn, so that a flood waits on the host.  A socket
 * that breaks is opened anew for as long as the shell waits for it.
 */
import { ApiError, bearer, pause } from '../../api/client';
import { cut } from './paste';
import { readSession, ticketFor, type Mode } from './queries';

/* The server stops at four times this: what waits here is what Ctrl C waits for. */
const ackEvery = 16 * 1024;
const pingMs = 20_000;
const deafMs = 50_000;
const giveUpMs = 45_000;

export type WireState = 'connecting' | 'waiting' | 'live' | 'lost' | 'ended';

export interface WireEnd {
	/** Why: of the server's exit message, of its close, or 'network'. */
	reason: string;
	code?: number;
	text?: { zh: string; en: string };
	error?: unknown;
}

export interface Ready {
	mode: Mode;
	cols: number;
	rows: number;
	recording: boolean;
	/** A socket was there before. */
	again: boolean;
}

export interface WireHandlers {
	onState: (state: WireState, end?: WireEnd) => void;
	onReady: (ready: Ready) => void;
	/** Call done once it was drawn. */
	onOutput: (bytes: Uint8Array, done: () => void) => void;
	onNotice: (kind: string, by: string, n: number) => void;
}

/* A close that another try does not change. */
const final = new Set(['ended', 'owner', 'elsewhere', 'not_open', 'full', 'too_many', 'memory', 'ticket']);

interface Message {
	type?: string;
	payload?: Record<string, unknown>;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number => (typeof value === 'number' ? value : 0);

export class Wire {
	private socket: WebSocket | null = null;
	private stopped = false;
	private wasReady = false;
	private exit: WireEnd | null = null;
	private got = 0;
	private acked = 0;
	private heard = 0;
	private came = false;
	private size: { cols: number; rows: number } | null = null;
	private readonly abort = new AbortController();
	state: WireState = 'connecting';

	constructor(
		readonly session: string,
		readonly mode: Mode,
		private readonly on: WireHandlers,
	) {
		void this.run();
	}

	/** Says goodbye; nothing is heard from it any more. */
	close(): void {
		this.stopped = true;
		this.abort.abort();
		this.socket?.close();
	}

	input(keys: string): void {
		if (this.state !== 'live') return;
		for (const part of cut(keys)) this.send({ type: 'input', input: part });
	}

	resize(cols: number, rows: number): void {
		this.size = { cols, rows };
		if (this.state === 'live' && this.mode !== 'watch') this.send({ type: 'resize', cols, rows });
	}

	private send(message: object): void {
		if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
	}

	private turn(state: WireState, end?: WireEnd): void {
		if (this.stopped) return;
		this.state = state;
		this.on.onState(state, end);
	}

	private async run(): Promise<void> {
		let lostAt = 0;
		for (let tries = 0; !this.stopped; tries++) {
			let end: WireEnd;
			try {
				end = await this.once();
				if (this.came) {
					/* it was there again: the next break has its own time */
					lostAt = 0;
					tries = 0;
				}
			} catch (error) {
				if (this.stopped) return;
				end = { reason: 'network', error };
				if (error instanceof ApiError && !error.offline && error.status < 500 && error.status !== 429) {
					this.turn('ended', error.status === 409 ? await this.howItEnded() : { reason: 'refused', error });
					return;
				}
			}
			if (this.stopped) return;
			if (this.exit || final.has(end.reason)) {
				this.turn('ended', this.exit ?? end);
				return;
			}
			lostAt ||= Date.now();
			if (Date.now() - lostAt > giveUpMs) {
				this.turn('ended', end);
				return;
			}
			if (end.reason !== 'reauth') this.turn('lost', end);
			else await bearer(true).catch(() => undefined);
			await pause(Math.min(4000, 300 * 2 ** Math.min(tries, 4)) * (0.75 + Math.random() / 2));
		}
	}

	/* It was over before we could ask: its row says how. */
	private async howItEnded(): Promise<WireEnd> {
		try {
			const row = await readSession(this.session, this.abort.signal);
			return { reason: row.end_reason || 'ended', code: row.exit_code, ...(row.error ? { text: { zh: row.error, en: row.error } } : {}) };
		} catch {
			return { reason: 'ended' };
		}
	}

	/* One socket's life; resolves with why it was closed. */
	private async once(): Promise<WireEnd> {
		this.heard = 0;
		this.came = false;
		const ticket = await ticketFor(this.session, this.mode, this.abort.signal);
		if (this.stopped) return { reason: 'closed' };
		const url = new URL(ticket.ws_path, location.href);
		url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
		const socket = new WebSocket(url);
		socket.binaryType = 'arraybuffer';
		this.socket = socket;
		this.got = this.acked = 0;
		let timer: ReturnType<typeof setInterval> | undefined;
		return new Promise((resolve) => {
			socket.onopen = () => {
				this.heard = Date.now();
				this.send({ type: 'hello', ticket: ticket.ticket, binary: true, flow: true });
				if (this.state === 'connecting') this.turn('waiting');
				timer = setInterval(() => {
					if (Date.now() - this.heard > deafMs) socket.close();
					else this.send({ type: 'ping' });
				}, pingMs);
			};
			socket.onmessage = (event) => {
				this.heard = Date.now();
				if (typeof event.data === 'string') this.message(event.data);
				else this.output(socket, new Uint8Array(event.data as ArrayBuffer));
			};
			socket.onclose = (event) => {
				clearInterval(timer);
				if (this.socket === socket) this.socket = null;
				resolve({ reason: event.reason || 'network' });
			};
		});
	}

	private output(socket: WebSocket, bytes: Uint8Array): void {
		this.on.onOutput(bytes, () => {
			/* what an older socket brought is not counted on this one */
			if (this.socket !== socket) return;
			this.got += bytes.length;
			if (this.got - this.acked < ackEvery) return;
			this.acked = this.got;
			this.send({ type: 'ack', bytes: this.got });
		});
	}

	private message(raw: string): void {
		let message: Message;
		try {
			message = JSON.parse(raw) as Message;
		} catch {
			return;
		}
		const body = message.payload ?? {};
		if (message.type === 'ready') {
			const again = this.wasReady;
			this.wasReady = this.came = true;
			this.on.onReady({
				mode: text(body['mode']) as Mode, cols: number(body['cols']), rows: number(body['rows']),
				recording: body['recording'] !== false, again,
			});
			this.turn('live');
			if (this.size) this.resize(this.size.cols, this.size.rows);
		} else if (message.type === 'exit' || message.type === 'error') {
			this.exit = {
				reason: text(body['reason']), code: number(body['code']),
				...(message.type === 'error'
					? { text: { zh: text(body['message']), en: text(body['message_en']) } } : {}),
			};
		} else if (message.type === 'notice') {
			this.on.onNotice(text(body['kind']), text(body['by']), number(body['n']));
		}
	}
}
