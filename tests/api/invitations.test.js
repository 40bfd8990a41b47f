/* How somebody comes to a first password, and to a new one where the old is forgotten. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { password, start } from './harness.js';
import { Group, is } from './group.js';

const begin = Date.parse('2026-11-21T08:00:00Z');
const MINUTE = 60 * 1000;
const HOUR = 60 * MINUTE;
const other_password = 'quite another phrase';

let server;
let group;
let addresses = 0;
let person;

before(async () => {
	server = await start({ now: begin, env: { GEMBA_TRUSTED_PROXIES: '127.0.0.1' } });
	group = await (await Group.of(server)).stores();
});
after(() => server?.stop());

beforeEach(async () => {
	await server.clock.set(begin);
	person = await group.person('inspector', group.shanghai, { name: 'Margarethe Berg' });
});

const from = () => ({ 'x-forwarded-for': `10.4.${addresses >> 8}.${addresses++ & 255}` });
const signIn = (secret) => server.api().post('/v1/sessions', { tenant: 'demo', login: person.login,
	password: secret }, from());
const accept = (code, more = {}) => server.api().post('/v1/invitations/accept',
	{ tenant: 'demo', code, password, ...more }, from());
const reset = (code, more = {}) => server.api().post('/v1/password-resets/accept',
	{ tenant: 'demo', code, password: other_password, ...more }, from());
const make = async (what) => is(await group.admin.post(`/v1/people/${person.id}/${what}`), 201);
const events = async (kind) => (await server.sql(
	'select kind, data::text as data, person_id from event where subject_id = $1 and kind = $2', person.id, kind));

describe('an invitation', () => {
	it('is handed over and becomes the first password', async () => {
		const code = await make('invitations');
		assert.match(code.code, /^([2-9A-HJKMNP-TV-Z]{4}-){3}[2-9A-HJKMNP-TV-Z]{4}$/);
		assert.equal(code.link, `/portal/welcome#demo.${code.code.replaceAll('-', '')}`);
		assert.equal(Date.parse(code.expires_at), begin + 72 * HOUR);
		assert.deepEqual(is(await accept(code.code), 200), { tenant: 'demo', login: person.login });
		is(await signIn(password), 201);
		const [told] = await events('person.invited');
		assert.equal(told.data, '{}');
		assert.equal((await events('person.invitation_accepted')).length, 1);
	});

	it('holds for 72 hours, and once', async () => {
		const first = await make('invitations');
		await server.clock.advance(72 * HOUR - 1000);
		is(await accept(first.code), 200);
		is(await accept(first.code, { password: other_password }), 422, 'code_not_valid');
	});

	it('is over after its time', async () => {
		const { code } = await make('invitations');
		await server.clock.advance(72 * HOUR);
		is(await accept(code), 422, 'code_not_valid');
		is(await signIn(password), 401, 'wrong_credentials');
	});

	it('is answered the same when it is sent again, in parallel too', async () => {
		const { code } = await make('invitations');
		const answers = await Promise.all(Array.from({ length: 6 }, () => accept(code)));
		for (const answer of answers)
			assert.equal(is(answer, 200).login, person.login);
		is(await accept(code), 200);
		is(await accept(code, { password: other_password }), 422, 'code_not_valid');
		is(await signIn(password), 201);
	});

	it('is no way to a second password', async () => {
		is(await group.admin.post(`/v1/people/${person.id}/password`, { password }), 204);
		is(await group.admin.post(`/v1/people/${person.id}/invitations`), 409, 'person_has_password');
	});

	it('stays good where the password is not fit', async () => {
		const { code } = await make('invitations');
		for (const bad of ['short', '1234567890', 'Qwertyuiop', person.login, 'margarethe berg 1', 'x'.repeat(1025)])
			is(await accept(code, { password: bad }), 422, 'invalid_body', ['/password']);
		is(await accept(code), 200);
	});

	it('is a code of its kind only, and of its group', async () => {
		const { code } = await make('invitations');
		is(await reset(code), 422, 'code_not_valid');
		is(await server.api().post('/v1/devices', { tenant: 'demo', code, key: 'x'.repeat(30), name: 'x',
			platform: 'x' }, from()), 422, 'code_not_valid');
		is(await accept(code, { tenant: 'other' }), 422, 'code_not_valid');
		is(await accept(code, { tenant: '' }), 422, 'invalid_body', ['/tenant']);
		is(await server.api().post('/v1/invitations/accept', {}, from()), 422, 'invalid_body',
			['/tenant', '/code', '/password']);
		is(await accept(code), 200);
	});
});

describe('a reset', () => {
	beforeEach(async () => {
		is(await group.admin.post(`/v1/people/${person.id}/password`, { password }), 204);
	});

	it('replaces the password and ends every session', async () => {
		const session = is(await signIn(password), 201);
		const code = await make('resets');
		assert.equal(code.link, `/portal/reset#demo.${code.code.replaceAll('-', '')}`);
		is(await signIn(password), 201);
		assert.deepEqual(is(await reset(code.code), 200), { tenant: 'demo', login: person.login });
		is(await server.api(session.access_token).get('/v1/me'), 401, 'session_ended');
		is(await signIn(password), 401, 'wrong_credentials');
		is(await signIn(other_password), 201);
	});

	it('holds for two hours', async () => {
		const { code } = await make('resets');
		await server.clock.advance(2 * HOUR);
		is(await reset(code), 422, 'code_not_valid');
	});

	it('lets in whoever was locked out', async () => {
		const here = from();
		const wrong = () => server.api().post('/v1/sessions', { tenant: 'demo', login: person.login,
			password: 'wrong' }, here);
		for (let i = 0; i < 11; i++)
			is(await wrong(), 401, 'wrong_credentials');
		is(await wrong(), 429, 'too_many_attempts');
		is(await reset((await make('resets')).code), 200);
		is(await server.api().post('/v1/sessions', { tenant: 'demo', login: person.login,
			password: other_password }, here), 201);
	});
});

describe('POST /v1/password-resets', () => {
	const ask = (body, headers = from()) => server.api().post('/v1/password-resets', body, headers);

	it('answers the same whoever is asked for, and tells of those who are there', async () => {
		const before = await events('person.reset_requested');
		for (const body of [{ tenant: 'demo', login: person.login }, { tenant: 'demo', login: 'nobody' },
			{ tenant: 'nowhere', login: person.login }]) {
			const answer = await ask(body);
			is(answer, 202);
			assert.equal(answer.text, '');
		}
		const after = await events('person.reset_requested');
		assert.equal(after.length, before.length + 1);
		assert.equal(after.at(-1).data, '{}');
		is(await ask({}), 422, 'invalid_body', ['/tenant', '/login']);
	});

	it('tells nothing of whoever has left', async () => {
		is(await group.admin.patch(`/v1/people/${person.id}`, { state: 'left' }), 200);
		is(await ask({ tenant: 'demo', login: person.login }), 202);
		assert.equal((await events('person.reset_requested')).length, 0);
	});

	it('fills nobody\'s letter box', async () => {
		for (let i = 0; i < 10; i++)
			is(await ask({ tenant: 'demo', login: person.login }), 202);
		assert.ok((await events('person.reset_requested')).length <= 4);
	});

	it('is not asked for ever from one address', async () => {
		const here = from();
		for (let i = 0; i < 31; i++)
			is(await ask({ tenant: 'demo', login: `nobody-${i}` }, here), 202);
		is(await ask({ tenant: 'demo', login: person.login }, here), 429, 'too_many_attempts');
	});
});
