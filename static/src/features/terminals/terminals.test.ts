import { describe, expect, it } from 'vitest';
import { activity, clock, eventOf, headerOf, Recording, sizeOf } from './cast';
import { cut, lookAt, oneLine, pasteMost, visible, withoutControls } from './paste';
import { Player, type Screen } from './player';
import { splitAt } from './snippet';

describe('paste guard', () => {
	it('lets one plain line through', () => {
		expect(lookAt('ls -la /tmp\t中文').risky).toBe(false);
		expect(lookAt('').risky).toBe(false);
	});
	it('asks about line breaks of every kind', () => {
		for (const text of ['ls\n', 'a\r\nb', 'a\rb', '\n']) expect(lookAt(text).risky).toBe(true);
		expect(lookAt('a\r\nb\r\n')).toMatchObject({ lines: 2, controls: 0 });
		expect(lookAt('a\nb\nc').lines).toBe(3);
	});
	it('asks about what cannot be seen', () => {
		for (const text of ['a\x1b[201~b', 'a\x03', 'a\x00b', 'a\x7f', 'rm \u202e x', 'a\u200bb', 'a\x9b1m'])
			expect(lookAt(text)).toMatchObject({ risky: true, controls: 1 });
	});
	it('refuses files', () => {
		expect(lookAt('x'.repeat(pasteMost)).tooLong).toBe(false);
		expect(lookAt('x'.repeat(pasteMost + 1)).tooLong).toBe(true);
		expect(lookAt('中'.repeat(pasteMost / 3 + 1)).tooLong).toBe(true);
	});
	it('shows what cannot be seen', () => {
		expect(visible('a\tb\x1b\u202e\r\nc').map((one) => [one.text, one.odd])).toEqual([
			['a', false], ['⇥', true], ['b', false], ['^[\\u202e⏎', true], ['\nc', false],
		]);
	});
	it('cleans and joins', () => {
		expect(withoutControls('a\x1b[1mb\u202ec\n\t')).toBe('a[1mbc\n\t');
		expect(oneLine('  cd /tmp \r\n\n ls\x03\n')).toBe('cd /tmp ls');
	});
	it('cuts between characters', () => {
		expect(cut('')).toEqual([]);
		expect(cut('abcde', 2)).toEqual(['ab', 'cd', 'e']);
		expect(cut('a😀b', 2)).toEqual(['a', '😀', 'b']);
		expect(cut('x😀'.repeat(1000), 7).join('')).toBe('x😀'.repeat(1000));
	});
});

const head = '{"version":2,"width":80,"height":24,"timestamp":1,"title":"t"}';

function recorded(...lines: string[]): Recording {
	const one = new Recording();
	one.add(`${[head, ...lines].join('\n')}\n`);
	one.end();
	return one;
}

describe('asciicast', () => {
	it('reads header and events', () => {
		expect(headerOf(head)).toEqual({ width: 80, height: 24, timestamp: 1, title: 't' });
		expect(headerOf('{"version":1}')).toBeNull();
		expect(headerOf('nonsense')).toBeNull();
		expect(eventOf('[1.25,"o","a\\u001b[0m"]')).toEqual({ at: 1250, code: 'o', data: 'a\x1b[0m' });
		for (const bad of ['', '[]', '[1,"x","y"]', '["1","o","y"]', '{"a":1}', '[1,"o",2]']) expect(eventOf(bad)).toBeNull();
		expect(sizeOf('100x30')).toEqual({ cols: 100, rows: 30 });
		expect(sizeOf('0x30')).toBeNull();
		expect(sizeOf('axb')).toBeNull();
	});
	it('takes text in any pieces', () => {
		const text = `${head}\n[0.1,"o","a"]\n[0.2,"i","b"]\nbroken\n[0.15,"o","c"]\n[1,"o","d"]`;
		for (let n = 1; n < 12; n++) {
			const one = new Recording();
			for (let at = 0; at < text.length; at += n) one.add(text.slice(at, at + n));
			one.end();
			expect(one.events.map((event) => event.at)).toEqual([100, 200, 200, 1000]);
			expect(one.bad).toBe(1);
			expect(one.length).toBe(1000);
		}
	});
	it('finds a place by time', () => {
		const one = recorded('[1,"o","a"]', '[2,"o","b"]', '[2,"o","c"]', '[3,"o","d"]');
		expect([0, 999, 1000, 1999, 2000, 3000, 9000].map((ms) => one.before(ms))).toEqual([0, 0, 1, 1, 3, 4, 4]);
		expect(new Recording().before(5)).toBe(0);
	});
	it('says times and where something happened', () => {
		expect([0, 7_999, 751_000, 3_723_000].map(clock)).toEqual(['0:00', '0:07', '12:31', '1:02:03']);
		expect(activity(recorded('[0,"o","aaaa"]', '[9.9,"o","a"]'), 10_000, 4).map((n) => n > 0)).toEqual([true, false, false, true]);
	});
});

/* A screen that keeps what was written since it was last empty. */
class Paper implements Screen {
	text = '';
	cols = 80;
	rows = 24;
	snapshots = 0;
	writes = 0;
	private waiting: (() => void)[] = [];

	write(text: string, done: () => void): void {
		this.text += text;
		this.writes++;
		this.waiting.push(done);
	}
	resize(cols: number, rows: number): void {
		this.cols = cols;
		this.rows = rows;
	}
	reset(): void {
		this.text = '';
	}
	snapshot(): string {
		this.snapshots++;
		return this.text;
	}
	size(): { cols: number; rows: number } {
		return { cols: this.cols, rows: this.rows };
	}
	settle(): void {
		while (this.waiting.length) this.waiting.shift()?.();
	}
}

describe('player', () => {
	it('plays by the clock and ends', () => {
		const paper = new Paper();
		const one = new Player(recorded('[0.1,"o","a"]', '[0.5,"o","b"]', '[1,"o","c"]'), paper, 1000);
		one.play();
		for (let ms = 0; ms < 600; ms += 100) {
			one.tick(100);
			paper.settle();
		}
		expect(paper.text).toBe('ab');
		one.tick(600);
		paper.settle();
		expect(paper.text).toBe('abc');
		expect(one.get()).toMatchObject({ playing: false, ended: true, ms: 1000 });
		one.play();
		paper.settle();
		expect(paper.text).toBe('');
		expect(one.get().playing).toBe(true);
	});
	it('seeks both ways', () => {
		const paper = new Paper();
		const one = new Player(recorded('[1,"o","a"]', '[2,"r","100x40"]', '[3,"o","b"]', '[4,"o","c"]'), paper, 4000);
		one.seek(3500);
		paper.settle();
		expect([paper.text, paper.cols, one.get().seeking]).toEqual(['ab', 100, false]);
		one.seek(1500);
		paper.settle();
		expect([paper.text, paper.cols, paper.rows]).toEqual(['a', 80, 24]);
		one.seek(99_000);
		paper.settle();
		expect([paper.text, one.get().ms]).toEqual(['abc', 4000]);
		one.seek(-5);
		paper.settle();
		expect([paper.text, one.get().ms]).toEqual(['', 0]);
	});
	it('jumps over idle time, when asked to', () => {
		const paper = new Paper();
		const one = new Player(recorded('[0.1,"o","a"]', '[100,"o","b"]'), paper, 100_000);
		one.play();
		one.tick(200);
		paper.settle();
		one.tick(10);
		expect(one.get().ms).toBeGreaterThan(99_000);
		one.setSkipIdle(false);
		one.seek(200);
		paper.settle();
		one.tick(1000);
		expect(one.get().ms).toBe(1200);
		one.setSpeed(4);
		one.tick(1000);
		expect(one.get().ms).toBe(5200);
	});
	it('waits for what has not come yet', () => {
		const paper = new Paper();
		const half = new Recording();
		half.add(`${head}\n[1,"o","a"]\n`);
		const one = new Player(half, paper, 9000);
		one.seek(5000);
		paper.settle();
		expect(one.get().seeking).toBe(true);
		half.add('[4,"o","b"]\n[6,"o","c"]\n');
		one.grown();
		paper.settle();
		expect([paper.text, one.get().seeking]).toEqual(['ab', false]);
	});
	it('goes back in long recordings from kept pictures', () => {
		const paper = new Paper();
		const lines = Array.from({ length: 60 }, (_, i) => `[${i},"o","${String.fromCharCode(65 + (i % 26)).repeat(100_000)}"]`);
		const one = new Player(recorded(...lines), paper, 59_000);
		one.seek(59_000);
		paper.settle();
		expect(paper.snapshots).toBeGreaterThan(3);
		const whole = paper.text;
		one.seek(40_000);
		paper.settle();
		expect(paper.text).toBe(whole.slice(0, 41 * 100_000));
		paper.writes = 0;
		one.seek(0);
		paper.settle();
		one.seek(59_000);
		paper.settle();
		expect(paper.text).toBe(whole);
		/* the picture and what came after it, not all of it piece by piece */
		expect(paper.writes).toBeLessThan(10);
	});
});

describe('snippet', () => {
	it('marks the phrase, else the words', () => {
		const hits = (line: string, q: string): string[] => splitAt(line, q).filter((one) => one.hit).map((one) => one.text);
		expect(hits('sudo Systemctl  restart nginx', 'systemctl restart')).toEqual(['Systemctl  restart']);
		expect(hits('a.b axb', 'a.b')).toEqual(['a.b']);
		expect(hits('restart of nginx', 'nginx restart')).toEqual(['restart', 'nginx']);
		expect(hits('nothing', '')).toEqual([]);
	});
	it('cuts long lines around the hit and loses nothing of short ones', () => {
		const long = `${'x'.repeat(5000)}needle${'y'.repeat(5000)}`;
		const parts = splitAt(long, 'needle');
		expect(parts.some((one) => one.hit)).toBe(true);
		expect(parts.map((one) => one.text).join('').length).toBeLessThan(420);
		expect(splitAt('a needle b', 'needle').map((one) => one.text).join('')).toBe('a needle b');
	});
});
