/*
 * Plays a recording onto a screen.  Time is told from outside (tick), so that
 * it can be tested.  Seeking starts from the nearest kept picture of the screen,
 * so that long recordings do not have to be drawn from their start.
 */
import { sizeOf, type CastEvent, type Recording } from './cast';

export interface Screen {
	write: (text: string, done: () => void) => void;
	resize: (cols: number, rows: number) => void;
	reset: () => void;
	/** What has to be written onto an empty screen to get this one. */
	snapshot: () => string;
	size: () => { cols: number; rows: number };
}

interface Keyframe {
	/** Number of events that it holds. */
	index: number;
	cols: number;
	rows: number;
	picture: string;
}

export interface PlayerState {
	playing: boolean;
	/** Drawing towards a place that was jumped to. */
	seeking: boolean;
	ms: number;
	speed: number;
	skipIdle: boolean;
	ended: boolean;
}

const idleMs = 1500;
const restMs = 400;
const keyframeBytes = 1 << 20;
const keyframesMost = 200;
const pieceBytes = 1 << 18;

export const speeds = [0.5, 1, 2, 4, 8, 16] as const;

export class Player {
	private state: PlayerState = { playing: false, seeking: false, ms: 0, speed: 1, skipIdle: true, ended: false };
	private next = 0;
	private goal: number | null = null;
	private busy = false;
	private sinceFrame = 0;
	private frames: Keyframe[] = [];
	private readonly followers = new Set<() => void>();

	constructor(
		private readonly recording: Recording,
		private readonly screen: Screen,
		/** Of the whole; what is not here yet counts. */
		private total: number,
	) {}

	get = (): PlayerState => this.state;

	subscribe = (on: () => void): (() => void) => {
		this.followers.add(on);
		return () => this.followers.delete(on);
	};

	private set(next: Partial<PlayerState>): void {
		this.state = { ...this.state, ...next };
		for (const follow of [...this.followers]) follow();
	}

	get length(): number {
		return this.recording.whole ? this.recording.length : Math.max(this.total, this.recording.length);
	}

	play(): void {
		if (this.state.ended) this.seek(0);
		this.set({ playing: true, ended: false });
	}

	pause(): void {
		this.set({ playing: false });
	}

	toggle(): void {
		if (this.state.playing) this.pause();
		else this.play();
	}

	setSpeed(speed: number): void {
		this.set({ speed });
	}

	setSkipIdle(skipIdle: boolean): void {
		this.set({ skipIdle });
	}

	/** More of it is here. */
	grown(): void {
		this.draw();
	}

	seek(ms: number): void {
		const to = Math.max(0, Math.min(ms, this.length));
		this.goal = to;
		this.set({ ms: to, seeking: true, ended: false });
		this.draw();
	}

	/** ${dt} ms have gone by. */
	tick(dt: number): void {
		if (!this.state.playing || this.state.seeking) return;
		let ms = this.state.ms + dt * this.state.speed;
		const coming = this.recording.events[this.next];
		if (coming && this.state.skipIdle && coming.at - ms > idleMs) ms = coming.at - restMs;
		/* what has not come yet is waited for */
		if (!this.recording.whole) ms = Math.min(ms, this.recording.length);
		const over = this.recording.whole && ms >= this.recording.length;
		if (over) ms = this.recording.length;
		this.set({ ms, ...(over ? { playing: false, ended: true } : {}) });
		this.draw();
	}

	/* Number of events in the last kept picture that is not behind the goal. */
	private frameAt(index: number): number {
		return this.frames.findLast((one) => one.index <= index)?.index ?? 0;
	}

	/* On from that picture, or from the empty screen. */
	private start(index: number): void {
		const frame = this.frames.findLast((one) => one.index <= index);
		this.screen.reset();
		const head = this.recording.header;
		this.screen.resize(frame?.cols ?? head?.width ?? 80, frame?.rows ?? head?.height ?? 24);
		this.next = frame?.index ?? 0;
		this.sinceFrame = 0;
		if (!frame) return;
		this.busy = true;
		this.screen.write(frame.picture, () => this.written());
	}

	private written(): void {
		this.busy = false;
		this.keep();
		this.draw();
	}

	private keep(): void {
		if (this.sinceFrame < keyframeBytes || this.frames.length >= keyframesMost) return;
		this.sinceFrame = 0;
		if (this.frames.some((one) => one.index >= this.next)) return;
		this.frames.push({ index: this.next, ...this.screen.size(), picture: this.screen.snapshot() });
	}

	private draw(): void {
		if (this.busy) return;
		const goal = this.goal ?? this.state.ms;
		const until = this.recording.before(goal);
		if (until < this.next || (this.goal !== null && this.frameAt(until) > this.next)) this.start(until);
		if (this.busy) return;
		let text = '';
		while (this.next < until && text.length < pieceBytes) {
			const event = this.recording.events[this.next] as CastEvent;
			if (event.code === 'r') {
				/* what came before has the old size */
				if (text) break;
				const size = sizeOf(event.data);
				if (size) this.screen.resize(size.cols, size.rows);
			} else if (event.code === 'o') text += event.data;
			this.next++;
		}
		if (text) {
			this.busy = true;
			this.sinceFrame += text.length;
			this.screen.write(text, () => this.written());
			return;
		}
		const here = this.recording.whole || this.recording.length >= goal;
		if (this.goal !== null && here) {
			this.goal = null;
			this.set({ seeking: false });
		}
	}
}
