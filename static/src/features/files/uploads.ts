/*
 * The queue of uploads.  It lives outside of the page, so that one goes on while
 * its user looks elsewhere.  A file goes up in large pieces; after whatever broke
 * the host is asked how much it has, and the rest is sent.
 */
import { ApiError, BASE, bearer, headersFor, pause } from '../../api/client';
import { load, save } from '../../shared/lib/storage';
import { createStore } from '../../shared/lib/store';
import { inside, type Spot } from './paths';
import { abortUpload, beginUpload, completeUpload, lookUpload, openUploads, type FileUpload } from './queries';

export type UploadState = 'waiting' | 'hashing' | 'sending' | 'finishing' | 'paused' | 'exists' | 'failed' | 'done';

export interface Upload {
	key: number;
	host: number;
	spot: Spot;
	dir: Spot;
	name: string;
	size: number;
	sent: number;
	/** Bytes a second, over the last moments. */
	rate: number;
	state: UploadState;
	error?: unknown;
	overwrite: boolean;
}

const PIECE = 32 * 1024 * 1024;
const AT_ONCE = 2;
const TRIES = 6;
/* A browser hashes only what is in its memory as a whole. */
const HASH_MAX = 64 * 1024 * 1024;

export const uploads = createStore<readonly Upload[]>([]);

interface Work {
	file: File;
	id: number;
	stop: AbortController;
}

const works = new Map<number, Work>();
const finished = new Set<(upload: Upload) => void>();
let last = 0;

/** Calls ${on} when a file has arrived. */
export function onUploaded(on: (upload: Upload) => void): () => void {
	finished.add(on);
	return () => void finished.delete(on);
}

function change(key: number, next: Partial<Upload>): void {
	uploads.set(uploads.get().map((one) => (one.key === key ? { ...one, ...next } : one)));
}

function find(key: number): Upload | undefined {
	return uploads.get().find((one) => one.key === key);
}

export function addFiles(host: number, dir: Spot, list: readonly File[]): void {
	const more = list.map((file): Upload => {
		const key = ++last;
		works.set(key, { file, id: 0, stop: new AbortController() });
		return {
			key, host, dir, spot: inside(dir, file.name), name: file.name, size: file.size,
			sent: 0, rate: 0, state: 'waiting', overwrite: false,
		};
	});
	uploads.set([...uploads.get(), ...more]);
	next();
}

export function pauseUpload(key: number): void {
	change(key, { state: 'paused', rate: 0 });
	works.get(key)?.stop.abort();
	next();
}

export function resumeUpload(key: number, overwrite = false): void {
	const work = works.get(key);
	if (!work) return;
	work.stop = new AbortController();
	change(key, { state: 'waiting', error: undefined, ...(overwrite ? { overwrite } : {}) });
	next();
}

/** Takes it off the list; what has come of it is removed from the host. */
export function dropUpload(key: number): void {
	const upload = find(key);
	const work = works.get(key);
	uploads.set(uploads.get().filter((one) => one.key !== key));
	works.delete(key);
	if (!upload || !work) return;
	work.stop.abort();
	if (work.id && upload.state !== 'done') {
		save(`upload.${work.id}`, undefined);
		void abortUpload(upload.host, work.id).catch(() => undefined);
	}
	next();
}

export function clearDone(): void {
	for (const one of uploads.get()) if (one.state === 'done') works.delete(one.key);
	uploads.set(uploads.get().filter((one) => one.state !== 'done'));
}

const busy = (one: Upload): boolean => ['hashing', 'sending', 'finishing'].includes(one.state);

function next(): void {
	const list = uploads.get();
	let room = AT_ONCE - list.filter(busy).length;
	for (const one of list) {
		if (room <= 0) return;
		if (one.state !== 'waiting') continue;
		room--;
		change(one.key, { state: 'sending' });
		void run(one.key).finally(next);
	}
}

const mark = (file: File): string => `${file.size}/${file.lastModified}/${file.name}`;

async function hash(key: number, file: File): Promise<string | undefined> {
	if (file.size > HASH_MAX || !globalThis.crypto?.subtle) return undefined;
	change(key, { state: 'hashing' });
	const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
	return Array.from(sum, (b) => b.toString(16).padStart(2, '0')).join('');
}

/* One that a closed tab left behind, when the file is still the same. */
async function leftBehind(upload: Upload, file: File): Promise<FileUpload | undefined> {
	const open = await openUploads(upload.host);
	return open.list.find((one) => one.size === file.size && one.path.endsWith(`/${upload.name}`)
		&& (one.path === upload.spot.path || one.path.endsWith(upload.spot.path.replace(/^\.\/?/, '/')))
		&& load(`upload.${one.id}`, '') === mark(file));
}

async function begin(upload: Upload, work: Work): Promise<number> {
	if (!work.id) {
		const old = await leftBehind(upload, work.file);
		const made = old ?? await beginUpload(upload.host, upload.spot, work.file.size, upload.overwrite,
			await hash(upload.key, work.file));
		work.id = made.id;
		save(`upload.${made.id}`, mark(work.file));
	}
	const now = await lookUpload(upload.host, work.id, work.stop.signal);
	if (now.status === 'done') return work.file.size;
	if (now.status !== 'open' && now.status !== 'completing') {
		/* its time was over, or somebody gave it up: from the start */
		work.id = 0;
		return begin(upload, work);
	}
	return now.offset;
}

function put(upload: Upload, work: Work, from: number, token: string): Promise<void> {
	const piece = work.file.slice(from, Math.min(from + PIECE, work.file.size));
	return new Promise((resolve, reject) => {
		const request = new XMLHttpRequest();
		const stop = (): void => request.abort();
		let seen = performance.now();
		let seenBytes = 0;
		request.open('PUT', `${BASE}/hosts/${upload.host}/files/uploads/${work.id}/content?offset=${from}`);
		/* set once: a second value would be added to the first */
		const headers = headersFor();
		headers.set('Authorization', `Bearer ${token}`);
		headers.forEach((value, name) => request.setRequestHeader(name, value));
		request.setRequestHeader('Content-Type', 'application/octet-stream');
		request.upload.onprogress = (event) => {
			const now = performance.now();
			const rate = now - seen > 400 ? (event.loaded - seenBytes) / (now - seen) * 1000 : undefined;
			if (rate !== undefined) {
				seen = now;
				seenBytes = event.loaded;
			}
			change(upload.key, { sent: from + event.loaded, ...(rate !== undefined ? { rate } : {}) });
		};
		request.onload = () => {
			work.stop.signal.removeEventListener('abort', stop);
			if (request.status >= 200 && request.status < 300) return resolve();
			let body: { code?: number; message?: string; request_id?: string; field?: string } = {};
			try {
				body = JSON.parse(request.responseText) as typeof body;
			} catch {
				/* not ours */
			}
			reject(new ApiError(request.status, body.code ?? 0, body.message ?? '', body.request_id, body.field));
		};
		request.onerror = () => reject(new ApiError(0, 0, ''));
		request.onabort = () => reject(new DOMException('', 'AbortError'));
		work.stop.signal.addEventListener('abort', stop, { once: true });
		request.send(piece);
	});
}

/* What another try may mend: the network, a worker that was replaced, an offset. */
function mends(error: unknown): boolean {
	if (!(error instanceof ApiError)) return false;
	if (error.status === 409) return error.field === 'offset';
	return error.offline || error.status === 401 || error.status === 429
		|| [500, 502, 503, 504].includes(error.status) || (error.status === 400 && !error.field);
}

async function send(upload: Upload, work: Work): Promise<void> {
	let offset = await begin(upload, work);
	change(upload.key, { state: 'sending', sent: offset });
	while (offset < work.file.size) {
		await put(upload, work, offset, await bearer());
		offset = Math.min(offset + PIECE, work.file.size);
		change(upload.key, { sent: offset });
	}
	change(upload.key, { state: 'finishing', rate: 0 });
	await completeUpload(upload.host, work.id, work.stop.signal);
}

async function run(key: number): Promise<void> {
	const work = works.get(key);
	for (let tries = 1; work; tries++) {
		const upload = find(key);
		if (!upload || !busy(upload)) return;
		try {
			await send(upload, work);
			save(`upload.${work.id}`, undefined);
			change(key, { state: 'done', sent: upload.size, rate: 0 });
			finished.forEach((on) => on(upload));
			return;
		} catch (error) {
			if (work.stop.signal.aborted) return;
			if (mends(error) && tries < TRIES) {
				if (error instanceof ApiError && error.status === 401) await bearer(true);
				await pause(Math.min(500 * 2 ** tries, 15_000));
				if (work.stop.signal.aborted) return;
				continue;
			}
			const exists = error instanceof ApiError && error.status === 409 && error.field === 'path' && !work.id;
			change(key, { state: exists ? 'exists' : 'failed', error, rate: 0 });
			return;
		}
	}
}
