/*
 * Paths are bytes to a host.  Where the text is not the bytes themselves, the
 * server sends them as base64url beside it, and that is what is sent back.
 */

export interface Spot {
	path: string;
	path_b64?: string;
}

export function toBytes(code: string): Uint8Array<ArrayBuffer> {
	const plain = atob(code.replace(/-/g, '+').replace(/_/g, '/'));
	return Uint8Array.from(plain, (c) => c.charCodeAt(0));
}

export function toCode(bytes: Uint8Array): string {
	let plain = '';
	for (const byte of bytes) plain += String.fromCharCode(byte);
	return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

const encoder = new TextEncoder();

export function bytesOf(spot: Spot): Uint8Array {
	return spot.path_b64 ? toBytes(spot.path_b64) : encoder.encode(spot.path);
}

/** Text of bytes for people; what is no UTF-8 stands as \xff. */
export function shown(bytes: Uint8Array): string {
	try {
		const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
		/* eslint-disable-next-line no-control-regex */
		return text.replace(/[\u0000-\u001f\u007f]/g, (c) =>
			(c === '\n' ? '\\n' : `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`));
	} catch {
		return Array.from(bytes, (b) => (b >= 0x20 && b < 0x7f ? String.fromCharCode(b)
			: `\\x${b.toString(16).padStart(2, '0')}`)).join('');
	}
}

function spotOf(bytes: Uint8Array): Spot {
	const path = shown(bytes);
	const exact = encoder.encode(path);
	const same = exact.length === bytes.length && exact.every((b, i) => b === bytes[i]) && path.trim() === path;
	return same ? { path } : { path, path_b64: toCode(bytes) };
}

/** ${name} as somebody typed it, inside of ${dir}. */
export function inside(dir: Spot, name: string): Spot {
	const head = bytesOf(dir);
	const tail = encoder.encode(name);
	const slash = head.length === 1 && head[0] === 0x2f ? 0 : 1;
	const all = new Uint8Array(head.length + slash + tail.length);
	all.set(head);
	if (slash) all[head.length] = 0x2f;
	all.set(tail, head.length + slash);
	return spotOf(all);
}

export interface Crumb {
	label: string;
	spot: Spot;
}

/** "/", "/srv", "/srv/www" of an absolute path. */
export function crumbs(spot: Spot): Crumb[] {
	const bytes = bytesOf(spot);
	const list: Crumb[] = [{ label: '/', spot: { path: '/' } }];
	let from = 1;
	for (let i = 1; i <= bytes.length; i++) {
		if (i < bytes.length && bytes[i] !== 0x2f) continue;
		if (i > from) list.push({ label: shown(bytes.subarray(from, i)), spot: spotOf(bytes.slice(0, i)) });
		from = i + 1;
	}
	return list;
}

export function parent(spot: Spot): Spot | null {
	const list = crumbs(spot);
	return list.length > 1 ? list[list.length - 2]!.spot : null;
}

/** What a request says of it: the bytes where there are some, else the text. */
export function named(spot: Spot): { path?: string; path_b64?: string } {
	return spot.path_b64 ? { path_b64: spot.path_b64 } : { path: spot.path };
}
