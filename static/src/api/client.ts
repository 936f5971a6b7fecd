/*
 * The one way to the server.  The access token lives in memory only, the
 * refresh token in a cookie that scripts cannot read.  A request that meets an
 * ended session waits until somebody has logged in again, so nothing typed is
 * lost.
 */
import { getLocale, localeTag } from '../shared/lib/i18n';
import { createStore } from '../shared/lib/store';
import { load, save } from '../shared/lib/storage';

export const BASE = '/api/v1';

export interface Envelope<T> {
	code: number;
	message: string;
	data: T;
	request_id?: string;
	field?: string;
	details?: unknown;
}

export interface Page<T> {
	list: T[];
	total: number;
}

export class ApiError extends Error {
	constructor(
		readonly status: number,
		readonly code: number,
		message: string,
		readonly requestId: string = '',
		readonly field: string = '',
		readonly details: unknown = undefined,
		readonly retryAfter: number = 0,
	) {
		super(message);
		this.name = 'ApiError';
	}

	/** The server could not be reached at all. */
	get offline(): boolean {
		return this.status === 0;
	}
}

export type Scalar = string | number | boolean | null | undefined;
export type Query = Record<string, Scalar | readonly Scalar[]>;

export interface Options {
	query?: Query;
	body?: unknown;
	signal?: AbortSignal;
	/** The row version that the change is based on. */
	version?: number;
	/** Creating writes: the same key has one effect, however often it is sent. */
	key?: string;
	/** Ask in the name of this project; 0 asks for all of the caller's. */
	project?: number;
}

/* --- session: who is asking ------------------------------------------------ */

/** 'unknown' until the first refresh has answered. */
export type SessionState = 'unknown' | 'out' | 'in' | 'expired';

export const sessionState = createStore<SessionState>('unknown');
export const currentProject = createStore<number>(load('project', 0));

export interface Grant {
	accessToken: string;
	expires: number;
	uid: number;
}

let accessToken = '';
let accessEnds = 0;
let uid = 0;

export function takeGrant(grant: Grant): void {
	const other = uid !== 0 && grant.uid !== uid;
	accessToken = grant.accessToken;
	accessEnds = grant.expires * 1000;
	uid = grant.uid;
	save('seen', 1);
	if (other) {
		/* somebody else: nothing of the first one may stay on the screen */
		location.assign('/');
		return;
	}
	sessionState.set('in');
}

export function dropGrant(): void {
	accessToken = '';
	accessEnds = 0;
	uid = 0;
	save('seen', undefined);
	sessionState.set('out');
}

export function currentUid(): number {
	return uid;
}

/*
 * A spent refresh token ends its whole family, so two tabs must not send the
 * same one: refreshes of all tabs go one after the other.
 */
async function oneTab<T>(work: () => Promise<T>): Promise<T> {
	if (typeof navigator !== 'undefined' && navigator.locks)
		return navigator.locks.request('k8sm.refresh', work) as Promise<T>;
	/* without TLS the browser has no locks: a lease in storage does */
	const me = newKey();
	const until = Date.now() + 8000;
	while (Date.now() < until) {
		const held = load<{ by: string; until: number }>('lease', { by: '', until: 0 });
		if (held.until < Date.now()) {
			save('lease', { by: me, until: Date.now() + 6000 });
			/* storage that keeps nothing has no other tabs, either */
			if (load('lease', { by: '' }).by !== me) break;
			await pause(20);
			if (load('lease', { by: '' }).by === me) break;
		}
		await pause(60);
	}
	try {
		return await work();
	} finally {
		if (load('lease', { by: '' }).by === me) save('lease', undefined);
	}
}

let refreshing: Promise<boolean> | null = null;

/** One refresh at a time; false when the session is over. */
export function refresh(): Promise<boolean> {
	refreshing ??= oneTab(async () => {
		try {
			const grant = await send<Grant>('POST', '/auth/refresh', {}, false);
			takeGrant(grant);
			return true;
		} catch (error) {
			if (error instanceof ApiError && !error.offline && error.status < 500 && error.status !== 429)
				return false;
			throw error;
		}
	}).finally(() => {
		refreshing = null;
	});
	return refreshing;
}

/** At start-up: is there a session that this browser can go on with? */
export async function resume(): Promise<void> {
	if (!load('seen', 0)) {
		sessionState.set('out');
		return;
	}
	if (!(await refresh())) dropGrant();
}

function loggedInAgain(signal?: AbortSignal): Promise<void> {
	return new Promise((resolve, reject) => {
		const off = sessionState.subscribe(() => {
			const state = sessionState.get();
			if (state === 'expired' || state === 'unknown') return;
			off();
			if (state === 'in') resolve();
			else reject(new ApiError(401, 2003, ''));
		});
		signal?.addEventListener('abort', () => {
			off();
			reject(signal.reason as Error);
		});
	});
}

/* Renews the token or waits for the person; true when it is worth asking again. */
async function recover(signal?: AbortSignal): Promise<boolean> {
	if (sessionState.get() === 'out') return false;
	if (sessionState.get() !== 'expired') {
		if (await refresh()) return true;
		accessToken = '';
		sessionState.set('expired');
	}
	await loggedInAgain(signal);
	return true;
}

/** A bearer for those who cannot go through call(): streams. */
export async function bearer(force = false): Promise<string> {
	if (force || (accessEnds !== 0 && accessEnds - Date.now() < 20_000)) await recover();
	return accessToken;
}

/* --- requests -------------------------------------------------------------- */

export function newKey(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}

export function pause(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}

export function queryString(query?: Query): string {
	const parts = new URLSearchParams();
	for (const [name, value] of Object.entries(query ?? {})) {
		for (const one of Array.isArray(value) ? value : [value])
			if (one !== undefined && one !== null && one !== '') parts.append(name, String(one));
	}
	const text = parts.toString();
	return text ? `?${text}` : '';
}

export function headersFor(project?: number): Headers {
	const headers = new Headers({ 'Accept-Language': localeTag(getLocale()) });
	if (accessToken) headers.set('Authorization', `Bearer ${accessToken}`);
	const id = project ?? currentProject.get();
	if (id) headers.set('X-Project-ID', String(id));
	return headers;
}

const offlineText = {
	zh: '无法连接到服务器，请检查网络后重试',
	en: 'the server cannot be reached; check the network and try again',
};
const brokenText = {
	zh: '服务器的应答无法识别',
	en: 'the server gave an answer that cannot be understood',
};

async function fetchOnce(method: string, path: string, options: Options): Promise<Response> {
	const headers = headersFor(options.project);
	const auth = path.startsWith('/auth/');
	const init: RequestInit = { method, headers, signal: options.signal ?? null };

	if (auth) headers.set('X-K8SM-Client', 'console');
	init.credentials = auth ? 'same-origin' : 'omit';
	if (path === '/auth/refresh') init.keepalive = true;
	if (options.body !== undefined) {
		headers.set('Content-Type', 'application/json');
		init.body = JSON.stringify(options.body);
	}
	if (options.version !== undefined) headers.set('If-Match', String(options.version));
	if (options.key) headers.set('Idempotency-Key', options.key);
	try {
		return await fetch(BASE + path + queryString(options.query), init);
	} catch (error) {
		if (options.signal?.aborted) throw error;
		throw new ApiError(0, 0, offlineText[getLocale()]);
	}
}

export async function errorOf(response: Response): Promise<ApiError> {
	const header = response.headers.get('X-Request-ID') ?? '';
	const wait = Number(response.headers.get('Retry-After')) || 0;
	try {
		const body = (await response.json()) as Partial<Envelope<unknown>>;
		return new ApiError(
			response.status,
			body.code ?? 0,
			body.message || brokenText[getLocale()],
			body.request_id || header,
			body.field ?? '',
			body.details,
			wait,
		);
	} catch {
		return new ApiError(response.status, 0, brokenText[getLocale()], header, '', undefined, wait);
	}
}

async function send<T>(
	method: string,
	path: string,
	options: Options,
	mayRecover: boolean,
): Promise<T> {
	const response = await raw(method, path, options, mayRecover);
	const text = await response.text();
	try {
		const body = JSON.parse(text) as Envelope<T>;
		if (body.code === 1000) return body.data;
	} catch {
		/* falls through: not what we talk */
	}
	throw new ApiError(response.status, 0, brokenText[getLocale()],
		response.headers.get('X-Request-ID') ?? '');
}

const renewable = new Set([2003, 4005, 4006]);

/** The response itself, for downloads; errors are thrown as ApiError. */
export async function raw(
	method: string,
	path: string,
	options: Options = {},
	mayRecover = true,
): Promise<Response> {
	for (let attempt = 0; ; attempt++) {
		let response: Response;
		try {
			response = await fetchOnce(method, path, options);
		} catch (error) {
			/* the key makes it safe to ask again when the answer got lost */
			if (attempt === 0 && options.key && error instanceof ApiError && error.offline) {
				await pause(400);
				continue;
			}
			throw error;
		}
		if (response.ok) return response;
		const error = await errorOf(response);
		const again = mayRecover && attempt < 2 && error.status === 401 && renewable.has(error.code);
		if (!again || !(await recover(options.signal))) throw error;
	}
}

const open = new Set(['/auth/login', '/auth/register', '/auth/refresh', '/auth/logout', '/auth/config']);

export function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
	return send<T>(method, path, options, !open.has(path));
}

export const api = {
	get: <T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> =>
		call<T>('GET', path, { query, signal }),
	post: <T = unknown>(path: string, body?: unknown, options: Options = {}): Promise<T> =>
		call<T>('POST', path, { key: newKey(), ...options, body }),
	put: <T = unknown>(path: string, body: unknown, version?: number): Promise<T> =>
		call<T>('PUT', path, { body, version }),
	del: <T = unknown>(path: string, version?: number): Promise<T> =>
		call<T>('DELETE', path, { version }),
};
