import { describe, expect, it } from 'vitest';
import { bytesOf, crumbs, inside, named, parent, shown, toBytes, toCode } from './paths';

describe('paths', () => {
	it('gives bytes there and back', () => {
		const bytes = Uint8Array.from([0x2f, 0xff, 0xfe, 0x2f, 0x0a]);
		expect([...toBytes(toCode(bytes))]).toEqual([...bytes]);
	});
	it('shows what is no text escaped', () => {
		expect(shown(Uint8Array.from([0x61, 0xff]))).toBe('a\\xff');
		expect(shown(new TextEncoder().encode('a\nb'))).toBe('a\\nb');
		expect(shown(new TextEncoder().encode('中文'))).toBe('中文');
	});
	it('cuts a path into crumbs that can be gone to', () => {
		expect(crumbs({ path: '/srv/www' }).map((c) => c.spot.path)).toEqual(['/', '/srv', '/srv/www']);
		expect(crumbs({ path: '/' })).toHaveLength(1);
	});
	it('keeps the bytes of crumbs that are no text', () => {
		const odd = { path: '/a/\\xff/b', path_b64: toCode(Uint8Array.from([0x2f, 0x61, 0x2f, 0xff, 0x2f, 0x62])) };
		const list = crumbs(odd);
		expect(list.map((c) => c.label)).toEqual(['/', 'a', '\\xff', 'b']);
		expect([...bytesOf(list[2]!.spot)]).toEqual([0x2f, 0x61, 0x2f, 0xff]);
		expect(named(list[1]!.spot)).toEqual({ path: '/a' });
		expect(named(list[2]!.spot).path).toBeUndefined();
	});
	it('joins and goes up', () => {
		expect(inside({ path: '/' }, 'etc').path).toBe('/etc');
		expect(inside({ path: '/srv' }, 'a b').path).toBe('/srv/a b');
		expect(inside({ path: '/srv' }, 'x ').path_b64).toBeDefined();
		expect(parent({ path: '/srv/www' })?.path).toBe('/srv');
		expect(parent({ path: '/' })).toBeNull();
	});
});
