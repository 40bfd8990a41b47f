import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { give_locks, json, keep_session, problem, session as issued, stand_in } from './server';

const me = { id: 'person', login: 'li.na', name: '李娜', rights: ['action.read'], memberships: [], tenant: { id: 't', code: 'demo', name: 'Demo' } };

beforeEach(() => {
	localStorage.clear();
	give_locks();
	vi.resetModules();
});

afterEach(() => vi.unstubAllGlobals());

async function open_session() {
	setActivePinia(createPinia());
	const { useSession } = await import('@shared/session');
	return useSession();
}

const sign_in = { tenant: 'demo', login: 'li.na', password: 'correct horse' };

test('signing in makes the person known, also to the next page', async () => {
	stand_in({ 'POST /v1/sessions': () => json(201, issued(1)), 'GET /v1/me': () => json(200, me) });
	const session = await open_session();
	expect(session.is_known).toBe(false);
	await session.sign_in(sign_in);
	expect([session.is_known, session.is_signed_in, session.can('action.read'), session.can('report.read')]).toEqual([true, true, true, false]);
	vi.resetModules();
	const next = await open_session();
	expect([next.me?.name, next.is_signed_in, next.last_tenant]).toEqual(['李娜', true, 'demo']);
});

test('neither the password nor the access token is ever written down', async () => {
	stand_in({ 'POST /v1/sessions': () => json(201, issued(1)), 'GET /v1/me': () => json(200, me) });
	await (await open_session()).sign_in(sign_in);
	const written = JSON.stringify({ ...localStorage, ...sessionStorage });
	expect(written).toContain('refresh-1');
	expect(written).not.toContain('access-1');
	expect(written).not.toContain('correct horse');
});

test('a wrong password is told, and changes nothing', async () => {
	stand_in({ 'POST /v1/sessions': () => problem(401, 'wrong_credentials') });
	const session = await open_session();
	await expect(session.sign_in(sign_in)).rejects.toMatchObject({ name: 'wrong_credentials' });
	expect([session.is_known, session.is_signed_in, localStorage.length]).toEqual([false, false, 0]);
});

test('a session that the server has ended leaves the person known, to go on without a network', async () => {
	keep_session(1);
	localStorage.setItem('gemba.me', JSON.stringify(me));
	stand_in({ 'POST /v1/sessions/refresh': () => problem(401, 'session_ended') });
	const session = await open_session();
	await session.load();
	expect([session.is_known, session.is_signed_in, session.can('action.read')]).toEqual([true, false, true]);
});

test('without a network the person and the session stay as they were', async () => {
	keep_session(1);
	localStorage.setItem('gemba.me', JSON.stringify(me));
	stand_in({});
	const session = await open_session();
	await session.load();
	expect([session.is_known, session.is_signed_in]).toEqual([true, true]);
});

test('rights that changed are known after asking', async () => {
	keep_session(1);
	localStorage.setItem('gemba.me', JSON.stringify(me));
	stand_in({
		'POST /v1/sessions/refresh': () => json(201, issued(2)),
		'GET /v1/me': () => json(200, { ...me, rights: ['report.read'] }),
	});
	const session = await open_session();
	await session.load();
	expect([session.can('action.read'), session.can('report.read')]).toEqual([false, true]);
});

test('signing out ends the session at the server and forgets everything but the group', async () => {
	const asked = stand_in({
		'POST /v1/sessions': () => json(201, issued(1)),
		'GET /v1/me': () => json(200, me),
		'DELETE /v1/sessions/current': () => new Response(null, { status: 204 }),
	});
	const session = await open_session();
	await session.sign_in(sign_in);
	expect(await session.sign_out()).toBe(true);
	expect(asked.at(-1)).toMatchObject({ method: 'DELETE', token: 'Bearer access-1' });
	expect([session.is_known, session.is_signed_in, Object.keys(localStorage)]).toEqual([false, false, ['gemba.tenant']]);
});

test('signing out without a network ends it here', async () => {
	keep_session(1);
	localStorage.setItem('gemba.me', JSON.stringify(me));
	stand_in({});
	const session = await open_session();
	expect(await session.sign_out()).toBe(true);
	expect([session.is_known, session.is_signed_in]).toEqual([false, false]);
});

test('whoever has something to lose can keep the person from signing out', async () => {
	keep_session(1);
	localStorage.setItem('gemba.me', JSON.stringify(me));
	const asked = stand_in({});
	const session = await open_session();
	const let_go = session.before_sign_out(() => Promise.resolve(false));
	expect(await session.sign_out()).toBe(false);
	expect([session.is_known, asked.length]).toEqual([true, 0]);
	let_go();
	expect(await session.sign_out()).toBe(true);
});

test('signing out in another tab is seen here', async () => {
	keep_session(1);
	localStorage.setItem('gemba.me', JSON.stringify(me));
	const reload = vi.spyOn(location, 'reload').mockImplementation(() => undefined);
	const session = await open_session();
	localStorage.removeItem('gemba.session');
	dispatchEvent(new StorageEvent('storage', { key: 'gemba.session' }));
	expect(session.is_signed_in).toBe(false);
	localStorage.removeItem('gemba.me');
	dispatchEvent(new StorageEvent('storage', { key: 'gemba.me' }));
	expect(reload).toHaveBeenCalled();
});

test('the language that was chosen is told to the server once, also later', async () => {
	keep_session(1);
	localStorage.setItem('gemba.me', JSON.stringify(me));
	localStorage.setItem('gemba.language.untold', 'zh-CN');
	stand_in({ 'POST /v1/sessions/refresh': () => json(201, issued(2)) });
	const offline = await open_session();
	await offline.tell_language().catch(() => undefined);
	expect(localStorage.getItem('gemba.language.untold')).toBe('zh-CN');
	const asked = stand_in({
		'POST /v1/sessions/refresh': () => json(201, issued(3)),
		'GET /v1/me': () => json(200, me),
		'PATCH /v1/me': () => json(200, { ...me, language: 'zh-CN' }),
	});
	const session = await open_session();
	await session.load();
	await session.load();
	expect(asked.filter(({ method }) => method === 'PATCH').map(({ body }) => body)).toEqual(['{"language":"zh-CN"}']);
	expect(localStorage.getItem('gemba.language.untold')).toBeNull();
});
