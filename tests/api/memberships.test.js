/* Who has which role where, over HTTP and by "gemba person add". */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { gemba, password, start } from './harness.js';
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

describe('/v1/memberships', () => {
	const given = (person, role, unit, more = {}) => ({ person_id: person.id,
		role_id: group.roles[role].id, unit_id: unit.id, ...more });

	it('gives a role at a place for a time, shows it and takes it away', async () => {
		const person = await group.person('viewer', group.east);
		const department = is(await admin.post('/v1/partners', { code: newCode('p'),
			name: { en: 'Lifts & Co' } }), 201);
		const body = given(person, 'department_head', group.shanghai,
			{ department_id: department.id, starts_on: '2026-02-28', ends_on: '2028-02-29' });
		const answer = await admin.post('/v1/memberships', body);
		const membership = is(answer, 201);
		const target = `/v1/memberships/${membership.id}`;
		assert.equal(answer.headers.get('location'), target);
		for (const [key, value] of Object.entries(body))
			assert.equal(membership[key], value);
		assert.deepEqual(membership.department,
			{ kind: 'partner', code: department.code, name: { en: 'Lifts & Co' } });
		assert.deepEqual(is(await admin.get(target), 200), membership);
		is(await admin.del(target), 204);
		is(await admin.get(target), 404, 'not_found');
		is(await admin.del(target), 404, 'not_found');
	});

	it('names the faults', async () => {
		const person = await group.person('viewer', group.east);
		is(await admin.post('/v1/memberships', {}), 422, 'invalid_body',
			['/person_id', '/role_id', '/unit_id']);
		is(await admin.post('/v1/memberships', { person_id: nobody, role_id: nobody, unit_id: nobody,
			department_id: nobody }), 422, 'invalid_body',
		['/person_id', '/role_id', '/unit_id', '/department_id']);
		is(await admin.post('/v1/memberships', given(person, 'viewer', group.west,
			{ starts_on: '2026-02-29', ends_on: 'tomorrow', id: 'x' })), 422, 'invalid_body',
		['/starts_on', '/ends_on', '/id']);
		is(await admin.post('/v1/memberships', given(person, 'viewer', group.west,
			{ starts_on: '2026-03-02', ends_on: '2026-03-01' })), 422, 'membership_dates_are_in_order');
	});

	it('is the same membership when it is sent again, in parallel too', async () => {
		const person = await group.person('viewer', group.east);
		const body = given(person, 'viewer', group.west, { id: randomUUID() });
		const answers = await Promise.all(Array.from({ length: 8 },
			() => admin.post('/v1/memberships', body)));
		assert.deepEqual(answers.map((answer) => answer.status).sort(), [...Array(7).fill(200), 201]);
		is(await admin.post('/v1/memberships', { ...body, id: randomUUID() }), 409,
			'membership_is_there_already');
		is(await admin.post('/v1/memberships', { ...body, ends_on: '2027-01-01' }), 409, 'id_is_taken');
		is(await admin.post('/v1/memberships', { ...body, unit_id: group.chengdu.id }), 409,
			'id_is_taken');
	});

	it('counts from its first to its last day', async () => {
		const person = await group.somebody('shopper', group.east);
		await group.give(person.person, group.roles.viewer, group.shanghai,
			{ starts_on: '2026-11-22', ends_on: '2026-11-23' });
		const statuses = [];
		const begin = server.clock.now;
		for (const day of ['2026-11-21T23:59:59Z', '2026-11-22T00:00:00Z', '2026-11-23T23:59:59Z',
			'2026-11-24T00:00:00Z']) {
			await server.clock.set(Date.parse(day));
			const api = server.api(await server.signIn('demo', person.person.login));
			statuses.push((await api.get('/v1/units')).status);
		}
		await server.clock.set(begin);
		assert.deepEqual(statuses, [403, 200, 200, 403]);
	});

	it('gives nobody what the giver does not have', async () => {
		const manager = await group.somebody('regional_manager', group.east);
		const person = await group.person('inspector', group.shanghai);
		const give = (role, unit, whom = person) =>
			manager.post('/v1/memberships', given(whom, role, unit));
		is(await give('store_manager', group.shanghai), 201);
		is(await give('regional_manager', group.east), 201);
		is(await give('quality', group.shanghai), 403, 'forbidden');
		is(await give('admin', group.shanghai), 403, 'forbidden');
		is(await give('admin', group.east, manager.person), 403, 'forbidden');
		is(await give('viewer', group.chengdu), 422, 'invalid_body', ['/unit_id']);
		is(await give('viewer', group.hotels, manager.person), 422, 'invalid_body', ['/unit_id']);
		is(await give('viewer', group.top), 422, 'invalid_body', ['/unit_id']);
		const stranger = await group.person('inspector', group.chengdu);
		is(await give('viewer', group.east, stranger), 422, 'invalid_body', ['/person_id']);
		const store = await group.somebody('store_manager', group.shanghai);
		is(await store.post('/v1/memberships', given(person, 'viewer', group.shanghai)), 403, 'forbidden');
	});

	it('takes from nobody what the taker does not have', async () => {
		const manager = await group.somebody('regional_manager', group.east);
		const quality = await group.person('inspector', group.shanghai);
		const mightier = await group.give(quality, group.roles.quality, group.shanghai);
		const above = await group.give(quality, group.roles.viewer, group.top);
		is(await manager.del(`/v1/memberships/${mightier.id}`), 403, 'forbidden');
		is(await manager.del(`/v1/memberships/${above.id}`), 404, 'not_found');
		is(await manager.get(`/v1/memberships/${above.id}`), 404, 'not_found');
		const [own] = (await all(manager, `/v1/memberships?person_id=${manager.person.id}`));
		is(await manager.get(`/v1/memberships/${own.id}`), 200);
		const viewer = await group.somebody('viewer', group.top);
		is(await viewer.del(`/v1/memberships/${mightier.id}`), 403, 'forbidden');
		is(await admin.get(`/v1/memberships/${mightier.id}`), 200);
		is(await admin.del(`/v1/memberships/${mightier.id}`), 204);
	});

	it('of one department gives for that department only', async () => {
		const name = { en: 'Department' };
		const kitchen = is(await admin.post('/v1/departments', { code: newCode('d'), name }), 201);
		const floor = is(await admin.post('/v1/departments', { code: newCode('d'), name }), 201);
		const { person, ...chef } = await group.somebody('viewer', group.east);
		const api = server.api(chef.token);
		await group.give(person, group.roles.regional_manager, group.east, { department_id: kitchen.id });
		const cook = await group.person('viewer', group.shanghai);
		const give = (department_id) => api.post('/v1/memberships',
			given(cook, 'department_head', group.shanghai, { department_id }));
		is(await give(null), 403, 'forbidden');
		is(await give(floor.id), 403, 'forbidden');
		is(await give(kitchen.id), 201);
		is(await api.post('/v1/people', newPerson({ membership: { role_id: group.roles.viewer.id,
			unit_id: group.shanghai.id } })), 403, 'forbidden');
	});

	it('acts at once, for better and for worse', async () => {
		const person = await group.somebody('shopper', group.east);
		is(await person.get('/v1/units'), 403, 'forbidden');
		const membership = await group.give(person.person, group.roles.viewer, group.shanghai);
		assert.deepEqual(ids(await all(person, '/v1/units')), [group.shanghai.id]);
		is(await admin.del(`/v1/memberships/${membership.id}`), 204);
		is(await person.get('/v1/units'), 403, 'forbidden');
	});

	it('is not for whoever has left', async () => {
		const person = await group.person('viewer', group.east);
		is(await admin.patch(`/v1/people/${person.id}`, { state: 'left' }), 200);
		is(await admin.post('/v1/memberships', given(person, 'viewer', group.west)), 409,
			'person_has_left');
	});

	it('lists them with filters, page by page', async () => {
		const store = await group.unit(group.west, 'store');
		const people = [];
		for (let i = 0; i < 5; i++)
			people.push(await group.person(i % 2 ? 'viewer' : 'inspector', store));
		const once = await all(admin, `/v1/memberships?unit_id=${store.id}`);
		assert.equal(once.length, 5);
		assert.deepEqual(await all(admin, `/v1/memberships?unit_id=${store.id}`, 2), once);
		assert.deepEqual((await all(admin,
			`/v1/memberships?unit_id=${group.west.id}&role_id=${group.roles.viewer.id}&person_id=` +
			people[1].id)).map((m) => m.unit_id), [store.id]);
		assert.deepEqual(await all(admin, `/v1/memberships?department_id=${nobody}`), []);
		is(await admin.get('/v1/memberships?person_id=x'), 422, 'invalid_query', ['/person_id']);
	});

	it('tells who got what and who lost it', async () => {
		const person = await group.person('viewer', group.east);
		const [{ id }] = await all(admin, `/v1/memberships?person_id=${person.id}`);
		is(await admin.del(`/v1/memberships/${id}`), 204);
		const events = await server.sql('select kind, unit_id, data from event where subject_id = $1 ' +
			'order by kind', id);
		assert.deepEqual(events.map((e) => [e.kind, e.unit_id, e.data.person_id]), [
			['membership.deleted', group.east.id, person.id],
			['membership.given', group.east.id, person.id]]);
		assert.ok(!JSON.stringify(events).includes(person.name), 'events outlive names');
	});
});

describe('gemba person add', () => {
	const add = (args, input) => gemba(['person', 'add', ...args], { database: server.database, input });

	it('adds a person at a place and for a department, with a password of its own making', async () => {
		const department = is(await admin.post('/v1/departments', { code: newCode('d'),
			name: { en: 'D' } }), 201);
		const { code, stdout } = await add(['--tenant', 'demo', '--login', 'wang', '--name', '王芳',
			'--role', 'department_head', '--unit', group.shanghai.code, '--department', department.code]);
		assert.equal(code, 0);
		const api = server.api(await server.signIn('demo', 'wang', /^password: (.+)$/m.exec(stdout)[1]));
		const me = is(await api.get('/v1/me'), 200);
		assert.deepEqual(me.memberships.map((m) => [m.role.code, m.unit_id, m.department_id]),
			[['department_head', group.shanghai.id, department.id]]);
		const told = await server.sql('select kind, unit_id, person_id, data from event where $1 in (subject_id, (data ->> \'person_id\')::uuid) ' +
			'order by kind', me.id);
		assert.deepEqual(told.map((e) => [e.kind, e.unit_id, e.person_id, e.data.department_id]), [
			['membership.given', group.shanghai.id, null, department.id], ['person.created', null, null, undefined]]);
	});

	it('gives somebody who is there a new password and the role, and ends the sessions', async () => {
		const person = await group.somebody('viewer', group.east);
		const { login, id, name } = person.person;
		const again = ['--tenant', 'demo', '--login', login, '--name', 'Other', '--role', 'admin',
			'--password-stdin'];
		for (let i = 0; i < 2; i++) {
			const { code, stdout } = await add(again, 'a brand new one\n');
			assert.equal(code, 0);
			assert.ok(!stdout.includes('a brand new one'));
		}
		is(await person.get('/v1/me'), 401, 'session_ended');
		is(await signIn(login, 'a brand new one'), 201);
		assert.equal(is(await admin.get(`/v1/people/${id}`), 200).name, name);
		assert.deepEqual((await all(admin, `/v1/memberships?person_id=${id}`))
			.map((m) => m.role.code).sort(), ['admin', 'viewer']);
	});

	it('says what is wrong and changes nothing', async () => {
		const good = { tenant: 'demo', login: 'nobody', name: 'Nobody', role: 'viewer' };
		const flags = (given) => Object.entries(given).flatMap(([key, value]) => [`--${key}`, value]);
		const cases = [
			[{ ...good, tenant: 'nowhere' }, /no group "nowhere"/],
			[{ ...good, role: 'emperor' }, /no role "emperor"/],
			[{ ...good, unit: 'nowhere' }, /no unit "nowhere"/],
			[{ ...good, department: 'none' }, /no department "none"/],
			[{ ...good, login: 'No Body' }, /sign-in name/],
			[{ ...good, name: '' }, /name has/],
			[{ ...good, tenant: 'X!', 'tenant-name': 'X' }, /"X!" is not a code/],
			[{ ...good, colour: 'red' }, /usage/],
			[{ tenant: 'demo', login: 'nobody', role: 'viewer' }, /usage/],
		];
		for (const [given, sentence] of cases) {
			const { code, stdout, stderr } = await add(flags(given));
			assert.equal(code, 1);
			assert.equal(stdout, '');
			assert.match(stderr, sentence);
		}
		for (const input of ['', 'short\n', `${'x'.repeat(1025)}\n`, 'nobody\n'])
			assert.equal((await add([...flags(good), '--password-stdin'], input)).code, 1);
		assert.deepEqual(await all(admin, '/v1/people?q=nobody'), []);
		const person = await group.person('viewer', group.east);
		is(await admin.patch(`/v1/people/${person.id}`, { state: 'left' }), 200);
		const { stderr } = await add(flags({ ...good, login: person.login }));
		assert.match(stderr, /has left/);
	});
});
