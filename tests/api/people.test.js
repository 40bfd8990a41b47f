/* People, and what one may do about oneself, over HTTP. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { password, start } from './harness.js';
import { Group, all, ids, is, newCode, nobody } from './group.js';

let server;
let group;
let admin;

before(async () => {
	server = await start({ now: Date.parse('2026-11-21T08:00:00Z') });
	group = await (await Group.of(server)).stores();
	({ admin } = group);
});
after(() => server?.stop());

const newPerson = (more = {}) => ({ login: newCode('p'), name: newCode('Person'), ...more });
const signIn = (login, secret = password, tenant = 'demo') =>
	server.api().post('/v1/sessions', { tenant, login, password: secret });

describe('POST /v1/people', () => {
	it('makes a person who cannot sign in before there is a password', async () => {
		const given = newPerson({ email: 'li.na@example.com', phone: '+86 21 5555', language: 'zh-CN' });
		const answer = await admin.post('/v1/people', given);
		const person = is(answer, 201);
		assert.equal(answer.headers.get('location'), `/v1/people/${person.id}`);
		for (const [key, value] of Object.entries(given))
			assert.equal(person[key], value);
		assert.deepEqual([person.state, person.has_password], ['active', false]);
		assert.deepEqual(is(await admin.get(`/v1/people/${person.id}`), 200), person);
		is(await signIn(given.login), 401, 'wrong_credentials');
		is(await signIn(given.login, ''), 422, 'invalid_body', ['/password']);
		is(await admin.post(`/v1/people/${person.id}/password`, { password }), 204);
		is(await signIn(given.login), 201);
		assert.equal(is(await admin.get(`/v1/people/${person.id}`), 200).has_password, true);
	});

	it('gives the first role along', async () => {
		const membership = { id: randomUUID(), role_id: group.roles.store_manager.id,
			unit_id: group.shanghai.id, starts_on: '2026-01-01', ends_on: '2026-12-31' };
		const person = is(await admin.post('/v1/people', newPerson({ membership })), 201);
		const [given] = await all(admin, `/v1/memberships?person_id=${person.id}`);
		for (const [key, value] of Object.entries(membership))
			assert.equal(given[key], value);
	});

	it('names every fault at once', async () => {
		is(await admin.post('/v1/people', { id: 'x', login: 'Li Na', name: '名'.repeat(201),
			email: 'nowhere', phone: ' ', language: '?' }), 422, 'invalid_body', ['/id', '/phone']);
		is(await admin.post('/v1/people', { login: 'Li Na', name: '名'.repeat(201), email: 'nowhere',
			language: '?', membership: { role_id: 'x', starts_on: '2026-02-30', colour: 1 } }), 422,
		'invalid_body', ['/login', '/name', '/email', '/language', '/membership/role_id',
			'/membership/unit_id', '/membership/starts_on', '/membership/colour']);
		is(await admin.post('/v1/people', { password }), 422, 'invalid_body',
			['/login', '/name', '/password']);
		is(await admin.post('/v1/people', newPerson({ membership: { role_id: nobody, unit_id: nobody,
			department_id: nobody } })), 422, 'invalid_body',
		['/membership/role_id', '/membership/unit_id', '/membership/department_id']);
		is(await admin.post('/v1/people', newPerson({ membership: { unit_id: group.top.id,
			role_id: group.roles.viewer.id, starts_on: '2026-01-02', ends_on: '2026-01-01' } })), 422,
		'membership_dates_are_in_order');
	});

	it('is the same person when it is sent again, in parallel too', async () => {
		const given = newPerson({ id: randomUUID(), membership: { role_id: group.roles.viewer.id,
			unit_id: group.east.id } });
		const answers = await Promise.all(Array.from({ length: 8 },
			() => admin.post('/v1/people', given)));
		assert.deepEqual(answers.map((answer) => answer.status).sort(), [...Array(7).fill(200), 201]);
		assert.equal((await all(admin, `/v1/memberships?person_id=${given.id}`)).length, 1);
		is(await admin.post('/v1/people', { ...given, name: 'Other' }), 409, 'id_is_taken');
		is(await admin.post('/v1/people', { ...given, membership: { ...given.membership,
			unit_id: group.west.id } }), 409, 'id_is_taken');
		is(await admin.post('/v1/people', newPerson({ login: given.login })), 409,
			'person_login_is_taken');
		assert.equal((await all(admin, `/v1/memberships?person_id=${given.id}`)).length, 1);
	});

	it('lets a branch make people of its own, and no one else', async () => {
		const manager = await group.somebody('regional_manager', group.east);
		const membership = (role, unit) => ({ role_id: group.roles[role].id, unit_id: unit.id });
		const made = is(await manager.post('/v1/people',
			newPerson({ membership: membership('store_manager', group.shanghai) })), 201);
		is(await manager.get(`/v1/people/${made.id}`), 200);
		is(await manager.post('/v1/people', newPerson()), 403, 'forbidden');
		is(await manager.post('/v1/people',
			newPerson({ membership: membership('store_manager', group.chengdu) })), 422, 'invalid_body',
		['/membership/unit_id']);
		is(await manager.post('/v1/people', newPerson({ membership: membership('admin', group.east) })),
			403, 'forbidden');
		is(await manager.post('/v1/people',
			newPerson({ membership: membership('quality', group.shanghai) })), 403, 'forbidden');
		const login = newCode('never');
		is(await manager.post('/v1/people', newPerson({ login,
			membership: membership('admin', group.shanghai) })), 403, 'forbidden');
		assert.deepEqual(await all(admin, `/v1/people?q=${login}`), []);
	});

	it('does not show a stranger to whoever guesses the id', async () => {
		const stranger = await group.person('store_manager', group.chengdu);
		const manager = await group.somebody('regional_manager', group.east);
		is(await manager.post('/v1/people', { id: stranger.id, login: stranger.login,
			name: stranger.name, membership: { role_id: group.roles.store_manager.id,
				unit_id: group.east.id } }), 409, 'id_is_taken');
		assert.equal((await all(admin, `/v1/memberships?person_id=${stranger.id}`)).length, 1);
	});
});

describe('GET /v1/people', () => {
	it('filters by state, place, role and part of a name or sign-in name', async () => {
		const one = await group.person('inspector', group.shanghai, { name: 'Ünï 100%' });
		const two = await group.person('viewer', group.east, { login: newCode('zz@zz.zz') });
		is(await admin.patch(`/v1/people/${two.id}`, { state: 'left' }), 200);
		const of = async (query) => ids(await all(admin, `/v1/people?${query}`));
		assert.deepEqual(await of('q=%C3%9CN%C3%8F%20100%25'), [one.id]);
		assert.deepEqual(await of('q=ZZ@ZZ'), [two.id]);
		assert.deepEqual(await of('q=ZZ@ZZ&state=active'), []);
		assert.ok((await of(`unit_id=${group.east.id}`)).includes(one.id));
		assert.ok(!(await of(`unit_id=${group.west.id}`)).includes(one.id));
		assert.ok(!(await of(`unit_id=${group.shanghai.id}`)).includes(two.id));
		assert.deepEqual(await of(`role_id=${group.roles.inspector.id}`), [one.id]);
		assert.deepEqual(await of(`role_id=${nobody}`), []);
		is(await admin.get('/v1/people?state=gone&unit_id=x'), 422, 'invalid_query',
			['/state', '/unit_id']);
	});

	it('goes through everybody once, by name as people read it', async () => {
		const store = await group.unit(group.west, 'store');
		const names = ['张伟', '李娜', '王芳', '李娜', '陈静', '赵', '安娜', 'Bob', 'anna'];
		for (const name of names)
			await group.person('viewer', store, { name });
		const once = await all(admin, `/v1/people?unit_id=${store.id}`);
		const order = new Intl.Collator('zh').compare;
		assert.deepEqual(once.map((person) => person.name), [...names].sort(order));
		for (const limit of [1, 2, 4])
			assert.deepEqual(await all(admin, `/v1/people?unit_id=${store.id}`, limit), once);
	});

	it('shows a branch its own people, and everybody themselves', async () => {
		const manager = await group.somebody('regional_manager', group.east);
		const own = await group.person('inspector', group.ningbo);
		const stranger = await group.person('inspector', group.chengdu);
		const above = await group.person('viewer', group.top);
		const roleless = is(await admin.post('/v1/people', newPerson()), 201);
		const seen = ids(await all(manager, '/v1/people'));
		assert.ok(seen.includes(own.id) && seen.includes(manager.person.id));
		for (const other of [stranger, above, roleless]) {
			assert.ok(!seen.includes(other.id));
			is(await manager.get(`/v1/people/${other.id}`), 404, 'not_found');
			is(await manager.patch(`/v1/people/${other.id}`, { name: 'x' }), 404, 'not_found');
			is(await manager.post(`/v1/people/${other.id}/password`, { password }), 404, 'not_found');
			assert.deepEqual(await all(manager, `/v1/memberships?person_id=${other.id}`), []);
		}
		assert.deepEqual(await all(manager, `/v1/people?unit_id=${group.west.id}`), []);
		assert.ok(ids(await all(admin, '/v1/people')).includes(roleless.id));
		const shopper = await group.somebody('shopper', group.east);
		is(await shopper.get('/v1/people'), 403, 'forbidden');
		is(await shopper.get(`/v1/people/${own.id}`), 403, 'forbidden');
	});

	it('does not tell a place or a role that the caller cannot see', async () => {
		const manager = await group.somebody('regional_manager', group.east);
		const both = await group.person('inspector', group.shanghai);
		await group.give(both, group.roles.viewer, group.chengdu);
		assert.deepEqual(await all(manager, `/v1/people?unit_id=${group.chengdu.id}`), []);
		assert.ok(!ids(await all(manager, `/v1/people?role_id=${group.roles.viewer.id}`))
			.includes(both.id));
		assert.deepEqual((await all(manager, `/v1/memberships?person_id=${both.id}`))
			.map((m) => m.unit_id), [group.shanghai.id]);
	});
});

describe('PATCH /v1/people/{id}', () => {
	it('changes what is given and empties what is null', async () => {
		const person = await group.person('viewer', group.east, { email: 'a@b', phone: '1' });
		const target = `/v1/people/${person.id}`;
		assert.deepEqual(is(await admin.patch(target, {}), 200), person);
		const login = newCode('new');
		const changed = is(await admin.patch(target, { login, name: '李娜', email: null, phone: null,
			language: 'zh-Hans-CN' }), 200);
		assert.deepEqual(changed, { ...person, login, name: '李娜', email: null, phone: null,
			language: 'zh-Hans-CN' });
		assert.deepEqual(is(await admin.get(target), 200), changed);
	});

	it('names the faults', async () => {
		const person = await group.person('viewer', group.east);
		const target = `/v1/people/${person.id}`;
		is(await admin.patch(target, { login: null, name: null, language: null, state: 'gone', id: nobody }),
			422, 'invalid_body', ['/login', '/name', '/language', '/state', '/id']);
		is(await admin.patch(target, { login: 'admin' }), 409, 'person_login_is_taken');
		is(await admin.patch(target, { login: 'A', email: '@', language: 'x' }), 422, 'invalid_body',
			['/login', '/email', '/language']);
		is(await admin.patch(`/v1/people/${nobody}`, {}), 404, 'not_found');
	});

	it('signs whoever has left out at once, and keeps the history', async () => {
		const leaver = await group.somebody('store_manager', group.shanghai);
		const { body: session } = await signIn(leaver.person.login);
		is(await leaver.get('/v1/me'), 200);
		is(await admin.patch(`/v1/people/${leaver.person.id}`, { state: 'left' }), 200);
		is(await leaver.get('/v1/me'), 401, 'session_ended');
		is(await server.api(session.access_token).get('/v1/units'), 401, 'session_ended');
		is(await server.api().post('/v1/sessions/refresh', { refresh_token: session.refresh_token }),
			401, 'session_ended');
		is(await signIn(leaver.person.login), 401, 'wrong_credentials');
		assert.equal((await all(admin, `/v1/memberships?person_id=${leaver.person.id}`)).length, 1);
		is(await admin.patch(`/v1/people/${leaver.person.id}`, { state: 'active' }), 200);
		is(await leaver.get('/v1/me'), 401, 'session_ended');
		is(await signIn(leaver.person.login), 201);
	});

	it('leaves the mightier alone', async () => {
		const manager = await group.somebody('regional_manager', group.east);
		const boss = await group.somebody('admin', group.top);
		await group.give(boss.person, group.roles.inspector, group.shanghai);
		const quality = await group.person('quality', group.shanghai);
		for (const mightier of [boss.person, quality]) {
			const target = `/v1/people/${mightier.id}`;
			is(await manager.get(target), 200);
			is(await manager.patch(target, { name: 'x' }), 403, 'forbidden');
			is(await manager.patch(target, { state: 'left' }), 403, 'forbidden');
			is(await manager.post(`${target}/password`, { password }), 403, 'forbidden');
		}
		is(await boss.get('/v1/me'), 200);
		const peer = await group.person('regional_manager', group.east);
		is(await manager.patch(`/v1/people/${peer.id}`, { name: 'Peer' }), 200);
		const elsewhere = await group.person('inspector', group.shanghai);
		await group.give(elsewhere, group.roles.inspector, group.chengdu);
		is(await manager.patch(`/v1/people/${elsewhere.id}`, { name: 'x' }), 403, 'forbidden');
	});

	it('does not count what has ended', async () => {
		const manager = await group.somebody('regional_manager', group.east);
		const person = await group.person('inspector', group.shanghai);
		await group.give(person, group.roles.admin, group.top, { ends_on: '2026-11-20' });
		is(await manager.patch(`/v1/people/${person.id}`, { name: 'Once an admin' }), 200);
		await group.give(person, group.roles.quality, group.top, { starts_on: '2027-01-01' });
		is(await manager.patch(`/v1/people/${person.id}`, { name: 'x' }), 403, 'forbidden');
	});

	it('is not for whoever only sees where the person once was', async () => {
		const manager = await group.somebody('regional_manager', group.west);
		await group.give(manager.person, group.roles.viewer, group.east);
		const gone = is(await admin.post('/v1/people', newPerson({ membership: { unit_id: group.shanghai.id,
			role_id: group.roles.inspector.id, ends_on: '2026-11-20' } })), 201);
		const target = `/v1/people/${gone.id}`;
		is(await manager.get(target), 200);
		is(await manager.patch(target, { name: 'x' }), 403, 'forbidden');
		is(await manager.post(`${target}/password`, { password }), 403, 'forbidden');
		const east = await group.somebody('regional_manager', group.east);
		is(await east.patch(target, { name: 'Gone' }), 200);
	});

	it('needs the right to manage people', async () => {
		const viewer = await group.somebody('viewer', group.top);
		const person = await group.person('inspector', group.shanghai);
		is(await viewer.patch(`/v1/people/${person.id}`, { name: 'x' }), 403, 'forbidden');
		is(await viewer.post('/v1/people', newPerson()), 403, 'forbidden');
		is(await viewer.post(`/v1/people/${person.id}/password`, { password }), 403, 'forbidden');
		is(await viewer.patch(`/v1/people/${viewer.person.id}`, { name: 'x' }), 403, 'forbidden');
	});
});

describe('passwords', () => {
	it('have 10 to 1024 characters, and are neither one\'s own name nor what everybody guesses', async () => {
		const person = is(await admin.post('/v1/people', newPerson({ login: newCode('somebody.long') })),
			201);
		const set = (secret) => admin.post(`/v1/people/${person.id}/password`, { password: secret });
		for (const bad of ['', '123456789', '密'.repeat(9), '密'.repeat(1025), person.login,
			person.login.toUpperCase(), 'x'.repeat(2001), '1234567890', 'Password123', `${person.login}1`])
			is(await set(bad), 422, 'invalid_body', ['/password']);
		is(await set(7), 422, 'invalid_body', ['/password']);
		for (const good of ['0a1b2c3d4e', '密'.repeat(1024), ' \t\n\u0001 \u{1F600} with anything ']) {
			is(await set(good), 204);
			is(await signIn(person.login, good), 201);
			is(await signIn(person.login, `${good}.`.slice(-1024)), 401, 'wrong_credentials');
		}
	});

	it('end every session of whoever gets a new one', async () => {
		const person = await group.somebody('viewer', group.east);
		is(await admin.post(`/v1/people/${person.person.id}/password`, { password: 'another one 1' }), 204);
		is(await person.get('/v1/me'), 401, 'session_ended');
		is(await signIn(person.person.login), 401, 'wrong_credentials');
		is(await signIn(person.person.login, 'another one 1'), 201);
	});

	it('are not reset for oneself', async () => {
		const me = is(await admin.get('/v1/me'), 200);
		is(await admin.post(`/v1/people/${me.id}/password`, { password: 'another one 1' }), 403,
			'forbidden');
		is(await admin.post(`/v1/people/${nobody}/password`, { password }), 404, 'not_found');
	});
});

describe('/v1/me', () => {
	it('tells who is asking and what that person may', async () => {
		const department = is(await admin.post('/v1/departments', { code: newCode('d'),
			name: { en: 'Kitchen' } }), 201);
		const person = await group.somebody('department_head', group.shanghai);
		await group.give(person.person, group.roles.inspector, group.ningbo,
			{ department_id: department.id, starts_on: '2026-12-01' });
		await group.give(person.person, group.roles.admin, group.top, { ends_on: '2026-11-20' });
		const me = is(await person.get('/v1/me'), 200);
		assert.deepEqual([me.id, me.login, me.tenant.code], [person.person.id, person.person.login, 'demo']);
		/* The clock stands, so which of them is the older is not known. */
		assert.deepEqual(me.memberships.map((m) => [m.role.code, m.unit.code, m.department?.code]).sort(), [
			['department_head', group.shanghai.code, undefined],
			['inspector', group.ningbo.code, department.code]]);
		assert.deepEqual(me.rights, [...group.roles.department_head.rights].sort());
		is(await server.api().get('/v1/me'), 401, 'not_signed_in');
	});

	it('changes language, e-mail and phone, and nothing else', async () => {
		const person = await group.somebody('shopper', group.east);
		const me = is(await person.patch('/v1/me', { language: 'zh-CN', email: 'a@b', phone: '1' }), 200);
		assert.deepEqual([me.language, me.email, me.phone], ['zh-CN', 'a@b', '1']);
		assert.deepEqual(is(await person.patch('/v1/me', {}), 200), me);
		const bare = is(await person.patch('/v1/me', { email: null, phone: null }), 200);
		assert.deepEqual([bare.language, bare.email, bare.phone], ['zh-CN', null, null]);
		is(await person.patch('/v1/me', { name: 'Boss', login: 'boss', state: 'active', rights: [],
			language: null, email: 'x' }), 422, 'invalid_body',
		['/name', '/login', '/state', '/rights', '/language']);
		is(await person.patch('/v1/me', { email: 'x', language: 'x' }), 422, 'invalid_body',
			['/email', '/language']);
	});

	it('changes one\'s own password and ends the other sessions', async () => {
		const person = await group.somebody('viewer', group.east);
		const other = server.api(await server.signIn('demo', person.person.login));
		const change = (old_password, new_password) =>
			person.post('/v1/me/password', { old_password, new_password });
		is(await change('not the password', 'a brand new one'), 422, 'invalid_body', ['/old_password']);
		is(await change(password, 'short'), 422, 'invalid_body', ['/new_password']);
		is(await change('wrong as well', person.person.login), 422, 'invalid_body',
			['/old_password', '/new_password']);
		is(await person.post('/v1/me/password', {}), 422, 'invalid_body',
			['/old_password', '/new_password']);
		is(await other.get('/v1/me'), 200);
		is(await change(password, 'a brand new one'), 204);
		is(await other.get('/v1/me'), 401, 'session_ended');
		is(await person.get('/v1/me'), 200);
		is(await signIn(person.person.login), 401, 'wrong_credentials');
		is(await signIn(person.person.login, 'a brand new one'), 201);
	});

	it('changes the password once where it is asked for twice at the same time', async () => {
		const person = await group.somebody('viewer', group.east);
		const answers = await Promise.all([1, 2, 3].map((n) => person.post('/v1/me/password',
			{ old_password: password, new_password: `a brand new one ${n}` })));
		assert.deepEqual(answers.map((answer) => answer.status).sort(), [204, 422, 422]);
	});
});
