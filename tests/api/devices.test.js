/* Sessions, phones that need no password, and the one-time codes that make them. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, beforeEach, describe, it } from 'node:test';
import { password, start } from './harness.js';
import { Group, all, is, nobody } from './group.js';

const begin = Date.parse('2026-11-21T08:00:00Z');
const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;

let server;
let group;
let addresses = 0;
let owner;

before(async () => {
	server = await start({ now: begin, env: { GEMBA_TRUSTED_PROXIES: '127.0.0.1' } });
	group = await (await Group.of(server)).stores();
});
after(() => server?.stop());

beforeEach(async () => {
	await server.clock.set(begin);
	owner = await group.somebody('inspector', group.shanghai);
});

const from = () => ({ 'x-forwarded-for': `10.3.${addresses >> 8}.${addresses++ & 255}` });
const newKey = () => randomBytes(24).toString('base64url');
const enrolment = (code, more = {}) => ({ tenant: 'demo', code, key: newKey(), name: '李娜的手机',
	platform: 'Android', ...more });
const enrol = (body, headers = from()) => server.api().post('/v1/devices', body, headers);
const refresh = (refresh_token) => server.api().post('/v1/sessions/refresh', { refresh_token });
const me = (session) => server.api(session.access_token).get('/v1/me');
const ownCode = async () => is(await owner.post('/v1/me/enrolments'), 201);
const device = async () => is(await enrol(enrolment((await ownCode()).code)), 201);

describe('POST /v1/me/enrolments', () => {
	it('makes a short code, and a link that brings it', async () => {
		const code = is(await owner.post('/v1/me/enrolments'), 201);
		assert.match(code.code, /^[2-9A-HJKMNP-TV-Z]{4}-[2-9A-HJKMNP-TV-Z]{4}$/);
		assert.equal(code.link, `/phone/enrol#demo.${code.code.replace('-', '')}`);
		assert.equal(Date.parse(code.expires_at), begin + 15 * MINUTE);
		const rows = await server.sql('select c::text as all from one_time_code c');
		assert.ok(rows.every((row) => !row.all.includes(code.code) && !row.all.includes(code.code.replace('-', ''))));
		is(await server.api().post('/v1/me/enrolments'), 401, 'not_signed_in');
	});
});

describe('POST /v1/devices', () => {
	it('lets a phone in without a password', async () => {
		const session = await device();
		assert.equal(session.person_id, owner.person.id);
		assert.ok(session.device_id);
		is(await me(session), 200);
		const next = is(await refresh(session.refresh_token), 201);
		assert.equal(next.device_id, session.device_id);
		is(await me(next), 200);
	});

	it('takes the code as people type it', async () => {
		const { code } = await ownCode();
		is(await enrol(enrolment(` ${code.toLowerCase().replace('-', ' ')} `)), 201);
	});

	it('takes a code once', async () => {
		const { code } = await ownCode();
		is(await enrol(enrolment(code)), 201);
		is(await enrol(enrolment(code)), 422, 'code_not_valid');
	});

	it('uses up with one code the others of its kind', async () => {
		const [first, second] = [await ownCode(), await ownCode()];
		is(await enrol(enrolment(second.code)), 201);
		is(await enrol(enrolment(first.code)), 422, 'code_not_valid');
	});

	it('keeps the newest three codes and no more', async () => {
		const codes = [];
		for (let i = 0; i < 4; i++) {
			codes.push(await ownCode());
			await server.clock.advance(1000);
		}
		is(await enrol(enrolment(codes[0].code)), 422, 'code_not_valid');
		is(await enrol(enrolment(codes[1].code)), 201);
	});

	it('takes no code after its time, of another group, or that never was', async () => {
		const { code } = await ownCode();
		is(await enrol(enrolment(code, { tenant: 'other' })), 422, 'code_not_valid');
		is(await enrol(enrolment(code, { tenant: 'nowhere' })), 422, 'code_not_valid');
		is(await enrol(enrolment('2222-2222')), 422, 'code_not_valid');
		is(await enrol(enrolment('0O1I-L!')), 422, 'code_not_valid');
		await server.clock.advance(15 * MINUTE);
		is(await enrol(enrolment(code)), 422, 'code_not_valid');
	});

	it('gives the same tokens to the same request, in parallel too, until they are used', async () => {
		const body = enrolment((await ownCode()).code);
		const answers = await Promise.all(Array.from({ length: 8 }, () => enrol(body)));
		const sessions = answers.map((answer) => is(answer, 201));
		assert.equal(new Set(sessions.map((session) => session.refresh_token)).size, 1);
		assert.equal(new Set(sessions.map((session) => session.device_id)).size, 1);
		await server.clock.advance(9 * MINUTE);
		assert.equal(is(await enrol(body), 201).refresh_token, sessions[0].refresh_token);
		is(await enrol({ ...body, key: newKey() }), 422, 'code_not_valid');
		is(await refresh(sessions[0].refresh_token), 201);
		is(await enrol(body), 422, 'code_not_valid');
		assert.equal(is(await owner.get('/v1/devices'), 200).items.length, 1);
	});

	it('answers a lost request for ten minutes and no longer', async () => {
		const body = enrolment((await ownCode()).code);
		is(await enrol(body), 201);
		await server.clock.advance(10 * MINUTE);
		is(await enrol(body), 422, 'code_not_valid');
	});

	it('names the faults', async () => {
		is(await enrol({}), 422, 'invalid_body', ['/tenant', '/code', '/key', '/name', '/platform']);
		is(await enrol(enrolment('x', { key: 'short' })), 422, 'invalid_body', ['/key']);
		is(await enrol(enrolment('x'.repeat(41), { name: ' ', platform: 'x'.repeat(51), colour: 1 })), 422,
			'invalid_body', ['/code', '/name', '/platform', '/colour']);
	});

	it('lets nobody guess for long', async () => {
		const { code } = await ownCode();
		const here = from();
		for (let i = 0; i < 21; i++)
			is(await enrol(enrolment('2222-2222'), here), 422, 'code_not_valid');
		const answer = await enrol(enrolment(code), here);
		is(answer, 429, 'too_many_attempts');
		assert.equal(answer.headers.get('retry-after'), '30');
		is(await enrol(enrolment(code)), 201);
	});

	it('does not count a code that was right', async () => {
		const here = from();
		for (let i = 0; i < 25; i++)
			is(await enrol(enrolment((await ownCode()).code), here), 201);
	});
});

describe('the session of a device', () => {
	it('lasts 180 days from its last use', async () => {
		let session = await device();
		for (let i = 0; i < 3; i++) {
			await server.clock.advance(180 * DAY - MINUTE);
			session = is(await refresh(session.refresh_token), 201);
		}
		await server.clock.advance(180 * DAY);
		is(await refresh(session.refresh_token), 401, 'session_ended');
	});

	it('ends where a token of it comes back that was replaced', async () => {
		const first = await device();
		const second = is(await refresh(first.refresh_token), 201);
		await server.clock.advance(2 * MINUTE);
		is(await refresh(first.refresh_token), 401, 'session_ended');
		is(await me(second), 401, 'session_ended');
		assert.deepEqual(is(await owner.get('/v1/devices'), 200).items, []);
	});

	it('ends when the person leaves', async () => {
		const session = await device();
		const { code } = await ownCode();
		is(await group.admin.patch(`/v1/people/${owner.person.id}`, { state: 'left' }), 200);
		is(await me(session), 401, 'session_ended');
		is(await refresh(session.refresh_token), 401, 'session_ended');
		is(await enrol(enrolment(code)), 422, 'code_not_valid');
	});

	it('ends when the password changes', async () => {
		const session = await device();
		is(await owner.post('/v1/me/password', { old_password: password, new_password: 'quite another phrase' }), 204);
		is(await me(session), 401, 'session_ended');
	});
});

describe('/v1/devices', () => {
	it('shows one\'s own, and to whoever manages people others\'', async () => {
		const session = await device();
		const [shown] = is(await owner.get('/v1/devices'), 200).items;
		assert.deepEqual([shown.id, shown.person_id, shown.person_name, shown.name, shown.platform],
			[session.device_id, owner.person.id, owner.person.name, '李娜的手机', 'Android']);
		assert.equal(Date.parse(shown.expires_at), begin + 180 * DAY);
		const theirs = `/v1/devices?person_id=${owner.person.id}`;
		assert.deepEqual(is(await group.admin.get(theirs), 200).items, [shown]);
		const colleague = await group.somebody('inspector', group.shanghai);
		is(await colleague.get(theirs), 403, 'forbidden');
		const elsewhere = await group.somebody('regional_manager', group.west);
		is(await elsewhere.get(theirs), 404, 'not_found');
		is(await owner.get('/v1/devices?person_id=x'), 422, 'invalid_query');
	});

	it('ends one at once, twice as well', async () => {
		const session = await device();
		const target = `/v1/devices/${session.device_id}`;
		const colleague = await group.somebody('viewer', group.west);
		is(await colleague.del(target), 404, 'not_found');
		is(await owner.del(target), 204);
		is(await owner.del(target), 204);
		is(await me(session), 401, 'session_ended');
		is(await refresh(session.refresh_token), 401, 'session_ended');
		is(await owner.get('/v1/me'), 200);
		is(await owner.del(`/v1/devices/${nobody}`), 404, 'not_found');
	});

	it('is ended by whoever manages the person', async () => {
		const session = await device();
		const manager = await group.somebody('regional_manager', group.east);
		is(await manager.del(`/v1/devices/${session.device_id}`), 204);
		is(await me(session), 401, 'session_ended');
	});

	it('has nothing of another tenant', async () => {
		const session = await device();
		const other = await Group.of(server, 'other');
		is(await other.admin.get(`/v1/devices?person_id=${owner.person.id}`), 404, 'not_found');
		is(await other.admin.del(`/v1/devices/${session.device_id}`), 404, 'not_found');
		is(await me(session), 200);
	});
});

describe('/v1/sessions', () => {
	const signIn = async (headers = from()) => {
		const session = is(await server.api().post('/v1/sessions', { tenant: 'demo', login: owner.person.login,
			password, client: 'a browser' }, headers), 201);
		return Object.assign(server.api(session.access_token), { session });
	};

	it('lists what is open, and where it was used last', async () => {
		const browser = await signIn({ 'x-forwarded-for': '203.0.113.7' });
		const phone = await device();
		await server.clock.advance(MINUTE);
		const next = is(await server.api().post('/v1/sessions/refresh', { refresh_token: phone.refresh_token },
			{ 'x-forwarded-for': '2001:db8:1:2::3' }), 201);
		const { items } = is(await browser.get('/v1/sessions'), 200);
		assert.equal(items.length, 3);
		assert.deepEqual([items[0].id, items[0].device_id, items[0].device_name, items[0].address_class],
			[next.id, phone.device_id, '李娜的手机', '2001:db8:1:2::/64']);
		const own = items.find((item) => item.is_current);
		assert.deepEqual([own.id, own.client, own.address_class, own.device_id],
			[browser.session.id, 'a browser', '203.0.113.7', null]);
		assert.equal(items.filter((item) => item.is_current).length, 1);
	});

	it('ends one of one\'s own and nobody else\'s', async () => {
		const [one, two] = [await signIn(), await signIn()];
		is(await one.del(`/v1/sessions/${two.session.id}`), 204);
		is(await one.del(`/v1/sessions/${two.session.id}`), 204);
		is(await two.get('/v1/me'), 401, 'session_ended');
		is(await group.admin.del(`/v1/sessions/${one.session.id}`), 404, 'not_found');
		is(await one.del(`/v1/sessions/${nobody}`), 404, 'not_found');
		is(await one.get('/v1/me'), 200);
	});

	it('ends everywhere at once', async () => {
		const [one, two] = [await signIn(), await signIn()];
		const phone = await device();
		is(await one.del('/v1/sessions'), 204);
		for (const api of [one, two, owner])
			is(await api.get('/v1/me'), 401, 'session_ended');
		is(await me(phone), 401, 'session_ended');
		is(await refresh(two.session.refresh_token), 401, 'session_ended');
		is(await signIn().then((api) => api.get('/v1/sessions')), 200);
	});

	it('is ended for somebody else by whoever manages the person', async () => {
		const [one] = [await signIn()];
		const phone = await device();
		const target = `/v1/people/${owner.person.id}/sessions`;
		is(await one.del(target), 403, 'forbidden');
		is(await (await group.somebody('regional_manager', group.west)).del(target), 404, 'not_found');
		is(await group.admin.del(target), 204);
		is(await group.admin.del(target), 204);
		is(await one.get('/v1/me'), 401, 'session_ended');
		is(await me(phone), 401, 'session_ended');
	});
});

describe('a code for somebody else', () => {
	it('is made by whoever manages the person', async () => {
		const target = `/v1/people/${owner.person.id}/enrolments`;
		const manager = await group.somebody('regional_manager', group.east);
		const { code } = is(await manager.post(target), 201);
		assert.equal(is(await enrol(enrolment(code)), 201).person_id, owner.person.id);
		is(await owner.post(target), 403, 'forbidden');
		is(await (await group.somebody('regional_manager', group.west)).post(target), 404, 'not_found');
		is(await group.admin.post(`/v1/people/${nobody}/enrolments`), 404, 'not_found');
		is(await (await Group.of(server, 'other')).admin.post(target), 404, 'not_found');
	});

	it('gets nobody at a mightier one', async () => {
		const manager = await group.somebody('regional_manager', group.top);
		const [admin] = (await all(group.admin, '/v1/people')).filter((person) => person.login === 'admin');
		for (const what of ['enrolments', 'resets', 'invitations'])
			is(await manager.post(`/v1/people/${admin.id}/${what}`), 403, 'forbidden');
		is(await manager.del(`/v1/people/${admin.id}/sessions`), 403, 'forbidden');
	});

	it('is not made for whoever has left', async () => {
		is(await group.admin.patch(`/v1/people/${owner.person.id}`, { state: 'left' }), 200);
		for (const what of ['enrolments', 'resets', 'invitations'])
			is(await group.admin.post(`/v1/people/${owner.person.id}/${what}`), 409, 'person_has_left');
	});
});
