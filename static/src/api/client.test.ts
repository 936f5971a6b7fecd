import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

type Reply = { status: number; body: unknown; headers?: Record<string, string> };
type Handler = (path: string, init: RequestInit) => Reply | Promise<Reply>;

const ok = (data: unknown): Reply => ({ status: 200, body: { code: 1000, message: 'ok', data } });
const refuse = (status: number, code: number, more: object = {}): Reply => ({
	status, body: { code, message: `error ${code}`, request_id: 'r-1', ...more },
});
const grant = (n: number): Reply => ok({ accessToken: `t${n}`, expires: Date.now() / 1000 + 600, uid: 1 });

let calls: { path: string; headers: Headers; method: string }[] = [];

function serve(handler: Handler): void {
	vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
		const path = url.replace('/api/v1', '');
		calls.push({ path, headers: init.headers as Headers, method: init.method ?? 'GET' });
		const reply = await handler(path, init);
		return new Response(JSON.stringify(reply.body), {
			status: reply.status, headers: reply.headers,
		});
	});
}

/* Each test has a session of its own. */
async function client(): Promise<typeof import('./client')> {
	vi.resetModules();
	return import('./client');
}

const tokenOf = (init: RequestInit): string => (init.headers as Headers).get('Authorization') ?? '';

beforeEach(() => {
	calls = [];
});
afterEach(() => vi.unstubAllGlobals());

describe('the session', () => {
	it('is renewed once for many requests that meet an expired token', async () => {
		const { api, takeGrant } = await client();
		let refreshed = 0;
		serve((path, init) => {
			if (path === '/auth/refresh') return grant(++refreshed + 1);
			return tokenOf(init) === 'Bearer t1' ? refuse(401, 4005) : ok(path);
		});
		takeGrant({ accessToken: 't1', expires: Date.now() / 1000 + 600, uid: 1 });
		const all = await Promise.all(['/a', '/b', '/c', '/d'].map((path) => api.get<string>(path)));
		expect(all).toEqual(['/a', '/b', '/c', '/d']);
		expect(refreshed).toBe(1);
	});

	it('waits for a login when it cannot be renewed, and then goes on', async () => {
		const { api, takeGrant, sessionState } = await client();
		serve((path, init) => {
			if (path === '/auth/refresh') return refuse(401, 4006);
			return tokenOf(init) === 'Bearer again' ? ok('saved') : refuse(401, 2003);
		});
		takeGrant({ accessToken: 'old', expires: Date.now() / 1000 + 600, uid: 1 });
		const saving = api.post('/things', { name: 'typed' });
		await vi.waitFor(() => expect(sessionState.get()).toBe('expired'));
		takeGrant({ accessToken: 'again', expires: Date.now() / 1000 + 600, uid: 1 });
		await expect(saving).resolves.toBe('saved');
	});

	it('is not asked about when the login itself is refused', async () => {
		const { call, sessionState } = await client();
		serve(() => refuse(401, 4006));
		await expect(call('POST', '/auth/login', { body: {} })).rejects.toMatchObject({ status: 401 });
		expect(calls.map((one) => one.path)).toEqual(['/auth/login']);
		expect(sessionState.get()).toBe('unknown');
	});
});

describe('a request', () => {
	it('says what the server found wrong, at which field, and under which id', async () => {
		const { api } = await client();
		serve(() => refuse(400, 2000, { field: 'name' }));
		await expect(api.post('/things', {})).rejects.toMatchObject({
			status: 400, code: 2000, field: 'name', requestId: 'r-1', message: 'error 2000',
		});
	});

	it('carries the same key when its answer got lost and it is sent again', async () => {
		const { api } = await client();
		let lost = true;
		serve(() => {
			if (lost) {
				lost = false;
				throw new TypeError('failed to fetch');
			}
			return ok(7);
		});
		await expect(api.post('/things', {})).resolves.toBe(7);
		expect(calls).toHaveLength(2);
		expect(calls[0]?.headers.get('Idempotency-Key')).toBe(calls[1]?.headers.get('Idempotency-Key'));
	});

	it('sends the version that a change is based on', async () => {
		const { api } = await client();
		serve(() => ok(null));
		await api.put('/things/1', {}, 4);
		expect(calls[0]?.headers.get('If-Match')).toBe('4');
	});

	it('knows a reply that is not ours', async () => {
		const { api } = await client();
		vi.stubGlobal('fetch', async () => new Response('<html>', { status: 502 }));
		await expect(api.get('/things')).rejects.toMatchObject({ status: 502, code: 0 });
	});
});
