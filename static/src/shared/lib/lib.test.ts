import { describe, expect, it } from 'vitest';
import { parseAnsi, stripAnsi } from './ansi';
import { toCsv } from './csv';
import { diffLines, foldLines } from './diff';
import { cutMiddle, formatAgo, formatBytes, formatDuration, toMs } from './format';
import { fill, setLocale } from './i18n';
import { LogBuffer } from './log-buffer';
import { RowIndex } from './log-layout';
import { SseParser, type SseEvent } from './sse';
import { safePath, safeUrl } from './url';

describe('server-sent events', () => {
	const stream = 'id: 1\nevent: stdout\ndata: {"a":1}\n\n: heartbeat\n\nid: 2\r\ndata: x\r\ndata: y\r\n\r\n';

	it('come out the same wherever the stream is cut', () => {
		const bytes = new TextEncoder().encode(stream + 'data: 中文\n\n');
		for (let cut = 0; cut <= bytes.length; cut++) {
			const events: SseEvent[] = [];
			const parser = new SseParser((event) => events.push(event));
			parser.push(bytes.slice(0, cut));
			parser.push(bytes.slice(cut));
			expect(events).toEqual([
				{ id: '1', event: 'stdout', data: '{"a":1}' },
				{ id: '2', event: 'message', data: 'x\ny' },
				{ id: '2', event: 'message', data: '中文' },
			]);
		}
	});
});

describe('terminal output', () => {
	it('shows colours and nothing else of an escape', () => {
		expect(parseAnsi('\x1b[1;31mred\x1b[0m plain')).toEqual([
			{ text: 'red', style: 'a1 bold' }, { text: ' plain', style: '' },
		]);
		expect(parseAnsi('\x1b[38;5;196mx')[0]?.style).toBe('a9');
		expect(parseAnsi('\x1b[48;2;0;0;200my')[0]?.style).toBe('b4');
	});

	it('drops titles, links, clipboard writes, cursor moves and stray control characters', () => {
		const evil = 'a\x1b]0;title\x07b\x1b]8;;javascript:alert(1)\x1b\\c\x1b]52;c;aGk=\x07d\x1b[2J\x1b[10;10He\x9bf\x00g';
		expect(stripAnsi(evil)).toBe('abcdefg');
		expect(parseAnsi(evil).map((span) => span.text).join('')).toBe('abcdefg');
	});
});

describe('a log', () => {
	const at = '2026-01-01T00:00:00Z';
	const event = (type: string, text: string): { seq: number; at: string; type: string; text: string } => ({ seq: 1, at, type, text });

	it('joins pieces of a line per stream', () => {
		const log = new LogBuffer();
		log.add([event('stdout', 'one\ntw'), event('stderr', 'bad\n'), event('stdout', 'o\nthree')]);
		expect([0, 1, 2, 3].map((i) => `${log.lineKind(i)} ${log.line(i)}`)).toEqual([
			'stdout one', 'stdout two', 'stderr bad', 'stdout three',
		]);
	});

	it('keeps what a carriage return leaves of a progress bar', () => {
		const log = new LogBuffer();
		log.add([event('stdout', '10 %\r50 %\r100 %\n')]);
		expect(log.line(0)).toBe('100 %');
	});

	it('finds words and faults', () => {
		const log = new LogBuffer();
		log.add([event('stdout', 'fine\nan \x1b[31mERROR\x1b[0m here\nfine\n'), event('stderr', 'x\n')]);
		expect(log.search('error')).toEqual([1]);
		expect(log.nextError(0)).toBe(1);
		expect(log.nextError(2)).toBe(3);
	});

	it('takes a million lines within two seconds', () => {
		const log = new LogBuffer();
		const piece = Array.from({ length: 1000 }, (_, i) => `line ${i} of some output`).join('\n') + '\n';
		const start = performance.now();
		for (let i = 0; i < 1000; i++) log.add([event('stdout', piece)]);
		expect(log.length).toBe(1_000_000);
		expect(performance.now() - start).toBeLessThan(2000);
	});

	it('knows where wrapped lines stand', () => {
		const rows = new RowIndex(10);
		const lines = ['short', 'x'.repeat(25), '中'.repeat(6), ''];
		rows.extend(4, (i) => lines[i] ?? '');
		expect(rows.rows).toBe(7);
		expect(rows.rowOf(2)).toBe(4);
		expect([0, 1, 3, 4, 5, 6].map((row) => rows.lineAt(row))).toEqual([0, 1, 1, 2, 2, 3]);
	});
});

describe('a difference', () => {
	it('is what makes one from the other', () => {
		const lines = diffLines('a\nb\nc\nd', 'a\nc\nd\ne');
		expect(lines.map((line) => `${line.kind[0]}${line.text}`)).toEqual(['sa', 'db', 'sc', 'sd', 'ae']);
		expect(diffLines('', 'x').map((line) => line.kind)).toEqual(['add']);
		expect(diffLines('x', '').map((line) => line.kind)).toEqual(['del']);
	});

	it('folds what did not change', () => {
		const before = Array.from({ length: 40 }, (_, i) => String(i)).join('\n');
		const blocks = foldLines(diffLines(before, before.replace('20', 'twenty')));
		expect(blocks.map((block) => `${block.kind} ${block.lines.length}`)).toEqual(['fold 17', 'lines 8', 'fold 16']);
	});
});

describe('texts', () => {
	it('fill in names and choose by number', () => {
		setLocale('en');
		expect(fill('{n} {n|host|hosts} of {name}', { n: 1, name: 'x' })).toBe('1 host of x');
		expect(fill('{n} {n|host|hosts}', { n: 2000 })).toBe('2,000 hosts');
		expect(fill('{"code":1000}')).toBe('{"code":1000}');
	});

	it('say times, durations and sizes', () => {
		setLocale('en');
		expect(formatAgo(0 + 1, 3 * 60_000)).toContain('3 min');
		expect([850, 12_400, 185_000, 7_620_000].map(formatDuration)).toEqual(['850 ms', '12 s', '3 m 05 s', '2 h 07 m']);
		expect(formatBytes(1536)).toBe('1.5 KiB');
		expect(toMs('0001-01-01T00:00:00Z')).toBeNaN();
	});

	it('are cut in the middle', () => {
		expect(cutMiddle('abcdefghij', 7)).toBe('abc…hij');
		expect(cutMiddle('abc', 7)).toBe('abc');
	});
});

describe('what others wrote', () => {
	it('is a link only when it stays in this console', () => {
		expect(safePath('/tasks/1?tab=log')).toBe('/tasks/1?tab=log');
		for (const bad of ['//evil', '/\\evil', 'https://evil', 'javascript:alert(1)', '', null])
			expect(safePath(bad)).toBe('');
		expect(safeUrl('javascript:alert(1)')).toBe('');
	});

	it('starts no formula in a spreadsheet', () => {
		expect(toCsv(['a'], [['=1+1'], ['x,"y'], [-3]])).toBe('a\r\n\'=1+1\r\n"x,""y"\r\n-3\r\n');
	});
});
