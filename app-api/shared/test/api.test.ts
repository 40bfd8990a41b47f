import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { give_locks, json, keep_session, problem, session, stand_in, tab } from './server';

beforeEach(() => {
	localStorage.clear();
	give_locks();
});

afterEach(() => {
	vi.unstubAllGlobals();
	vi.useRealTimers();
});

/* The server's rule: each refresh token is good once, and gives the next. */
function rotating(first: number) {
	let n = first;
	return async (request: Request) => {
		const { refresh_token } = (await request.json()) as { refresh_token: string };
		if (refresh_token !== `refresh-${n}`) return problem(401, 'session_ended');
		return json(201, session(++n));
	};
}

const only_for = (token: string) => (request: Request) =>
	request.headers.get('authorization') === `Bearer ${token}` ? json(200, { ok: true }) : problem(401, 'not_signed_in');

describe('the token', () => {
	test('is fetched with the kept refresh token, and the next one is kept before it is used', async () => {
		keep_session(1);
		const kept_when_asked: string[] = [];
		const asked = stand_in({
			'POST /v1/sessions/refresh': rotating(1),
			'GET /v1/me': (request) => {
				kept_when_asked.push(localStorage.getItem('gemba.session') ?? '');
				return only_for('access-2')(request);
			},
		});
		const { get } = await tab();
		expect(await get('/v1/me')).toEqual({ ok: true });
		expect(kept_when_asked[0]).toContain('refresh-2');
		expect(asked.map((one) => one.path)).toEqual(['/v1/sessions/refresh', '/v1/me']);
	});

	test('is refreshed once for many requests at the same moment', async () => {
		keep_session(1);
		const asked = stand_in({ 'POST /v1/sessions/refresh': rotating(1), 'GET /v1/me': only_for('access-2') });
		const { get } = await tab();
		const answers = await Promise.all(Array.from({ length: 8 }, () => get('/v1/me')));
		expect(answers).toHaveLength(8);
		expect(asked.filter((one) => one.path === '/v1/sessions/refresh')).toHaveLength(1);
	});

	test('is refreshed by one tab after the other, never twice with the same refresh token', async () => {
		keep_session(1);
		const asked = stand_in({
			'POST /v1/sessions/refresh': rotating(1),
			'GET /v1/me': (request) => (request.headers.get('authorization') ? json(200, {}) : problem(401, 'not_signed_in')),
		});
		const tabs = [await tab(), await tab(), await tab()];
		await Promise.all(tabs.map(({ get }) => get('/v1/me')));
		const used = asked.filter((one) => one.path === '/v1/sessions/refresh').map((one) => one.body);
		expect(new Set(used).size).toBe(used.length);
	});

	test('that the server refuses is replaced and the request repeated, once', async () => {
		keep_session(1);
		const asked = stand_in({ 'POST /v1/sessions/refresh': rotating(1), 'GET /v1/me': only_for('access-3') });
		const { get } = await tab();
		expect(await get('/v1/me')).toEqual({ ok: true });
		expect(asked.map((one) => one.token)).toEqual([null, 'Bearer access-2', null, 'Bearer access-3']);
	});

	test('refused again after that is a problem, not a loop', async () => {
		keep_session(1);
		const asked = stand_in({ 'POST /v1/sessions/refresh': rotating(1), 'GET /v1/me': () => problem(401, 'not_signed_in') });
		const { get } = await tab();
		await expect(get('/v1/me')).rejects.toMatchObject({ name: 'not_signed_in', status: 401 });
		expect(asked.filter((one) => one.path === '/v1/me')).toHaveLength(2);
	});

	test('of a session that has ended is forgotten', async () => {
		keep_session(1);
		stand_in({ 'POST /v1/sessions/refresh': () => problem(401, 'session_ended') });
		const { get, session_kept } = await tab();
		await expect(get('/v1/me')).rejects.toMatchObject({ name: 'session_ended' });
		expect(session_kept()).toBeNull();
	});

	test('is not forgotten when the server cannot be reached or is busy', async () => {
		keep_session(1);
		stand_in({});
		const { get, session_kept } = await tab();
		await expect(get('/v1/me')).rejects.toMatchObject({ name: 'offline', status: 0 });
		stand_in({ 'POST /v1/sessions/refresh': () => problem(503, 'busy') });
		await expect(get('/v1/me')).rejects.toMatchObject({ name: 'busy' });
		expect(session_kept()?.refresh_token).toBe('refresh-1');
	});

	test('that comes after signing out is not kept', async () => {
		keep_session(1);
		const { get, session_forget, session_kept } = await tab();
		stand_in({
			'POST /v1/sessions/refresh': () => {
				session_forget();
				return json(201, session(2));
			},
		});
		await expect(get('/v1/me')).rejects.toMatchObject({ name: 'not_signed_in' });
		expect(session_kept()).toBeNull();
	});

	test('is not asked for where there is no session', async () => {
		const asked = stand_in({});
		const { get } = await tab();
		await expect(get('/v1/me')).rejects.toMatchObject({ name: 'not_signed_in' });
		expect(asked).toEqual([]);
	});
});

describe('a busy server', () => {
	test('is asked again when it says, with the same body', async () => {
		keep_session(1);
		let busy = 2;
		const asked = stand_in({
			'POST /v1/sessions/refresh': rotating(1),
			'POST /v1/findings': () => (busy-- > 0 ? problem(503, 'busy', {}, { 'retry-after': '2' }) : json(201, {})),
		});
		const { send_to } = await tab();
		vi.useFakeTimers();
		const done = send_to('/v1/findings', { method: 'POST', body: '{"id":"1"}' });
		const findings = () => asked.filter((one) => one.path === '/v1/findings');
		await vi.advanceTimersByTimeAsync(1_900);
		expect(findings()).toHaveLength(1);
		await vi.advanceTimersByTimeAsync(10_000);
		expect((await done).status).toBe(201);
		expect(findings().map((one) => one.body)).toEqual(['{"id":"1"}', '{"id":"1"}', '{"id":"1"}']);
	});

	test('is left alone after some tries, and at once by whoever says so', async () => {
		keep_session(1);
		const asked = stand_in({ 'POST /v1/sessions/refresh': rotating(1), 'GET /v1/units': () => problem(503, 'busy', {}, { 'retry-after': '1' }) });
		const { send_to } = await tab();
		await expect(send_to('/v1/units', {}, { tries_again: 0 })).rejects.toMatchObject({ name: 'busy', retry_after_s: 1 });
		expect(asked.filter((one) => one.path === '/v1/units')).toHaveLength(1);
		vi.useFakeTimers();
		const refused = expect(send_to('/v1/units')).rejects.toMatchObject({ name: 'busy', is_passing: true });
		await vi.advanceTimersByTimeAsync(30_000);
		await refused;
		expect(asked.filter((one) => one.path === '/v1/units')).toHaveLength(5);
	});

	test('that says to come back in an hour is not waited for', async () => {
		keep_session(1);
		stand_in({ 'POST /v1/sessions/refresh': rotating(1), 'GET /v1/units': () => problem(503, 'busy', {}, { 'retry-after': '3600' }) });
		const { get } = await tab();
		await expect(get('/v1/units')).rejects.toMatchObject({ name: 'busy', retry_after_s: 3600 });
	});
});

describe('a problem', () => {
	test('has its name, its faults by pointer and everything else that was said', async () => {
		keep_session(1);
		stand_in({
			'POST /v1/sessions/refresh': rotating(1),
			'POST /v1/units': () =>
				problem(422, 'invalid_body', { instance: 'abc', errors: [{ pointer: '/name', detail: '"name" is missing.' }], state: 'open' }),
		});
		const { answer, api } = await tab();
		const body = { parent_id: 'a', kind: 'store', code: 'b', name: '' } as const;
		const thrown = await answer(api.POST('/v1/units', { body })).catch((e: unknown) => e);
		expect(thrown).toMatchObject({ name: 'invalid_body', status: 422, instance: 'abc', is_passing: false, body: { state: 'open' } });
		expect((thrown as { fault: (pointer: string) => string }).fault('/name')).toBe('"name" is missing.');
	});

	test('is told also when something in between answers', async () => {
		keep_session(1);
		stand_in({
			'POST /v1/sessions/refresh': rotating(1),
			'GET /v1/units': () => new Response('<h1>Bad gateway</h1>', { status: 502 }),
			'GET /v1/roles': () => new Response('<h1>Blocked</h1>', { status: 403 }),
		});
		const { get } = await tab();
		await expect(get('/v1/units')).rejects.toMatchObject({ name: 'busy', status: 502, is_passing: true });
		await expect(get('/v1/roles')).rejects.toMatchObject({ name: 'not_understood', status: 403 });
	});

	test('is that no answer came in time', async () => {
		keep_session(1);
		stand_in({ 'POST /v1/sessions/refresh': rotating(1) });
		const { access_token, send_to } = await tab();
		await access_token();
		vi.stubGlobal('fetch', (_: Request, init: RequestInit) => {
			return new Promise((_done, stop) => init.signal?.addEventListener('abort', () => stop(new Error('aborted'))));
		});
		vi.useFakeTimers();
		const refused = expect(send_to('/v1/units', {}, { patience_ms: 5_000 })).rejects.toMatchObject({ name: 'unanswered' });
		await vi.advanceTimersByTimeAsync(5_000);
		await refused;
	});
});
