/* Who leaves, who is forgotten, and who must stay; and the days of a role. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { password } from './harness.js';
import { Group, all, is, newCode, nobody } from './group.js';
import { decoded, picture, put, sha256 } from './photos.js';
import { bad, checklist, good, world } from './visits.js';

let w;
let housekeeping;
before(async () => {
	w = await world();
	housekeeping = (await all(w.admin, '/v1/departments'))[0];
});
after(() => w?.stop());

const leave = (person, api = w.admin) => api.patch(`/v1/people/${person.id}`, { state: 'left' });
const erase = (person, api = w.admin, reason = 'Asked for it') =>
	api.post(`/v1/people/${person.id}/erase`, { reason });
const rolesOf = (person) => all(w.admin, `/v1/memberships?person_id=${person.id}`);

describe('whoever leaves', () => {
	it('loses every role at once, and keeps what was', async () => {
		const person = await w.group.person('viewer', w.shanghai);
		await w.group.give(person, w.group.roles.inspector, w.hotels, { starts_on: '2099-01-01' });
		await w.group.give(person, w.group.roles.inspector, w.ningbo, { ends_on: '2020-01-01' });
		is(await leave(person), 200);
		const roles = await rolesOf(person);
		assert.equal(roles.length, 2);
		for (const role of roles)
			assert.ok(role.ends_on < new Date(w.server.clock.now).toISOString().slice(0, 10), role.ends_on);
		is(await w.admin.patch(`/v1/people/${person.id}`, { state: 'active' }), 200);
		is(await w.admin.post(`/v1/people/${person.id}/password`, { password }), 204);
		const back = w.server.api(await w.server.signIn('demo', person.login));
		assert.deepEqual(is(await back.get('/v1/me'), 200).rights, []);
	});

	it('is answered with what is to be handed over', async () => {
		const person = await w.group.somebody('inspector', w.shanghai);
		const list = await w.checklist();
		const visit = is(await w.quality.post('/v1/inspections', { unit_id: w.shanghai.id, checklist_id: list.id,
			lead_id: person.person.id, due_at: '2099-01-01T00:00:00Z' }), 201);
		const done = is(await w.quality.post('/v1/inspections', { unit_id: w.shanghai.id, checklist_id: list.id,
			lead_id: person.person.id }), 201);
		is(await person.post(`/v1/inspections/${done.id}/submit`, { answers: good }), 200);
		const target = `/v1/people/${person.person.id}`;
		const before = is(await w.admin.get(`${target}/handover`), 200);
		const answer = is(await leave(person.person), 200);
		assert.deepEqual(answer.handover, before);
		assert.deepEqual(before.inspections.map((each) => [each.id, each.unit_name, each.state]),
			[[visit.id, w.shanghai.name, 'open']]);
		assert.equal(answer.state, 'left');
		assert.equal(is(await w.admin.get(target), 200).handover, undefined);
	});

	it('hands over actions too', async () => {
		const person = await w.group.somebody('store_manager', w.chengdu);
		const finding = is(await w.admin.post('/v1/findings', { unit_id: w.chengdu.id, severity: 'minor',
			title: { en: 'Wet' } }), 201);
		const action = is(await w.admin.get(`/v1/actions/${finding.action_id}`), 200);
		assert.equal(action.responsible_id, person.person.id);
		const { handover } = is(await leave(person.person), 200);
		assert.deepEqual(handover.actions.map((each) => each.id), [action.id]);
	});

	it('does not tell a manager of mystery visits', async () => {
		const shopper = await w.group.somebody('shopper', w.hotels);
		const list = await w.checklist(checklist({ kind: 'mystery' }));
		is(await w.quality.post('/v1/inspections', { unit_id: w.shanghai.id, checklist_id: list.id,
			lead_id: shopper.person.id }), 201);
		assert.deepEqual(is(await w.admin.get(`/v1/people/${shopper.person.id}/handover`), 200),
			{ inspections: [], actions: [] });
	});
});

describe('whoever is erased', () => {
	let person;
	beforeEach(async () => {
		person = await w.group.somebody('inspector', w.shanghai, { name: 'Margarethe Zwanziger',
			email: 'zwanziger@example.org', phone: '+49 30 5550199' });
	});

	it('is a former person everywhere, and nothing else has changed', async () => {
		const { id } = person.person;
		const bytes = picture();
		is(await put(person, bytes, { record: { method: 'camera', lat: 31.2, lon: 121.4, accuracy_m: 5 } }), 201);
		const placeOf = async () => (await w.sql('select lat, lon, accuracy_m, method from capture where person_id = $1', id))[0];
		assert.equal((await placeOf()).lat, 31.2);
		await decoded(person, sha256(bytes));
		const list = await w.checklist();
		const visit = is(await w.quality.post('/v1/inspections', { unit_id: w.shanghai.id, checklist_id: list.id,
			lead_id: id }), 201);
		is(await person.post(`/v1/inspections/${visit.id}/submit`,
			{ answers: { ...bad, view: { photos: [sha256(bytes)] } } }), 200);
		const before = is(await w.admin.get(`/v1/inspections/${visit.id}`), 200);
		is(await leave(person.person), 200);
		const erased = is(await erase(person.person), 200);
		assert.equal(erased.login, `former-${id}`);
		assert.match(erased.name, /^Former person [0-9A-F]{4}$/);
		assert.deepEqual([erased.email, erased.phone, erased.has_password, erased.state], [null, null, false, 'left']);
		assert.ok(erased.erased_at);
		const after = is(await w.admin.get(`/v1/inspections/${visit.id}`), 200);
		assert.deepEqual(after, { ...before, lead: { id, name: erased.name } });
		is(await w.admin.get(`/v1/photos/${sha256(bytes)}/view`), 200);
		assert.deepEqual(await w.sql('select 1 from audit_salt where person_id = $1', id), [],
			'what the audit log hashed of the person can still be guessed at');
		assert.deepEqual(await placeOf(), { lat: null, lon: null, accuracy_m: null, method: 'camera' });
	});

	it('is in no table any more', async () => {
		const words = ['Zwanziger', 'zwanziger', '5550199', person.person.login];
		is(await w.admin.post(`/v1/people/${person.person.id}/enrolments`), 201);
		is(await leave(person.person), 200);
		is(await erase(person.person), 200);
		const tables = await w.sql(`select table_name as name from information_schema.tables
			where table_schema = 'public' and table_type = 'BASE TABLE'`);
		for (const { name } of tables)
			for (const word of words)
				assert.deepEqual(await w.sql(`select 1 from ${name} t where strpos(t::text, $1) > 0`, word), [],
					`${name} has ${word}`);
		for (const name of ['session', 'device', 'one_time_code', 'audit_salt', 'notice'])
			assert.deepEqual(await w.sql(`select 1 from ${name} where person_id = $1`, person.person.id), []);
	});

	it('has left before', async () => {
		is(await erase(person.person), 409, 'person_has_not_left');
		is(await person.get('/v1/me'), 200);
	});

	it('never comes back', async () => {
		is(await leave(person.person), 200);
		const first = is(await erase(person.person), 200);
		assert.deepEqual(is(await erase(person.person, w.admin, 'Again'), 200), first);
		for (const change of [{ state: 'active' }, { name: 'Somebody' }, { email: 'a@b' }])
			is(await w.admin.patch(`/v1/people/${person.person.id}`, change), 409, 'person_is_erased');
		is(await w.admin.post(`/v1/people/${person.person.id}/password`, { password }), 409, 'person_is_erased');
		const told = await w.sql("select data::text as data from event where kind = 'person.erased' and subject_id = $1",
			person.person.id);
		assert.deepEqual(told.map((row) => row.data), ['{"reason":"Asked for it"}']);
	});

	it('is once, however often at once', async () => {
		is(await leave(person.person), 200);
		const answers = await Promise.all(Array.from({ length: 6 }, () => erase(person.person)));
		for (const answer of answers)
			is(answer, 200);
	});

	it('is erased by whoever manages people for the whole group, with a reason', async () => {
		is(await leave(person.person), 200);
		const regional = await w.group.somebody('regional_manager', w.east);
		is(await erase(person.person, regional), 403, 'forbidden');
		is(await erase(person.person, (await Group.of(w.server, 'other')).admin), 404, 'not_found');
		is(await erase({ id: nobody }), 404, 'not_found');
		is(await w.admin.post(`/v1/people/${person.person.id}/erase`, { reason: ' ' }), 422, 'invalid_body', ['/reason']);
		is(await w.admin.post(`/v1/people/${person.person.id}/erase`, {}), 422, 'invalid_body', ['/reason']);
	});
});

describe('the last administrator', () => {
	let other;
	let me;
	let second;

	/* In the other group, which has one. */
	before(async () => {
		other = await Group.of(w.server, 'other');
		me = is(await other.admin.get('/v1/me'), 200);
		second = await other.somebody('admin', other.top);
	});
	const others = async (api = other.admin) => (await all(api, '/v1/memberships'))
		.filter((role) => role.role.code === 'admin' && role.unit_id === other.top.id && !role.ends_on);
	const own = async (id) => (await others()).find((role) => role.person_id === id);

	it('stays, whichever way it is tried', async () => {
		is(await other.admin.del(`/v1/memberships/${(await own(second.person.id)).id}`), 204);
		const last = await own(me.id);
		is(await other.admin.del(`/v1/memberships/${last.id}`), 409, 'last_administrator');
		is(await other.admin.patch(`/v1/memberships/${last.id}`, { ends_on: '2099-01-01' }), 409, 'last_administrator');
		is(await other.admin.patch(`/v1/memberships/${last.id}`, { starts_on: '2099-01-01' }), 409, 'last_administrator');
		is(await other.admin.patch(`/v1/people/${me.id}`, { state: 'left' }), 409, 'last_administrator');
		is(await other.admin.get('/v1/people'), 200);
		is(await other.admin.patch(`/v1/memberships/${last.id}`, { starts_on: '2020-01-01' }), 200);
	});

	it('is one of two who go at the same moment', async () => {
		for (let round = 0; round < 4; round++) {
			const person = await other.somebody('admin', other.top);
			const [mine, theirs] = [await own(me.id), await own(person.person.id)];
			const answers = await Promise.all([other.admin.del(`/v1/memberships/${theirs.id}`),
				person.del(`/v1/memberships/${mine.id}`)]);
			assert.ok(answers.filter((answer) => answer.status === 204).length === 1,
				answers.map((answer) => answer.status).join());
			const stays = answers[0].status === 204 ? other.admin : person;
			assert.equal((await others(stays)).length, 1);
			if (stays === person)
				is(await person.post('/v1/memberships', { person_id: me.id, role_id: other.roles.admin.id,
					unit_id: other.top.id }), 201);
			if (stays === person)
				is(await other.admin.del(`/v1/memberships/${theirs.id}`), 204);
		}
	});

	it('may hold it by a role of the group\'s own, which then keeps its rights', async () => {
		const role = await other.role(['people.manage', 'organization.manage', 'organization.read']);
		await other.give({ id: me.id }, role, other.top);
		is(await other.admin.del(`/v1/memberships/${(await own(me.id)).id}`), 204);
		is(await other.admin.patch(`/v1/roles/${role.id}`, { rights: ['people.manage', 'organization.read'] }), 409,
			'last_administrator');
		is(await other.admin.patch(`/v1/roles/${role.id}`, { name: { en: 'Keeper' } }), 200);
	});
});

describe('PATCH /v1/memberships/{id}', () => {
	it('changes the days and the department, and null empties', async () => {
		const person = await w.group.person('viewer', w.shanghai);
		const [role] = await rolesOf(person);
		const target = `/v1/memberships/${role.id}`;
		const changed = is(await w.admin.patch(target, { starts_on: '2026-01-01', ends_on: '2026-12-31',
			department_id: housekeeping.id }), 200);
		assert.deepEqual([changed.starts_on, changed.ends_on, changed.department_id],
			['2026-01-01', '2026-12-31', housekeeping.id]);
		const emptied = is(await w.admin.patch(target, { starts_on: null, ends_on: null, department_id: null }), 200);
		assert.deepEqual(emptied, role);
		assert.deepEqual(is(await w.admin.patch(target, {}), 200), role);
	});

	it('acts at once', async () => {
		const person = await w.group.somebody('viewer', w.shanghai);
		const [role] = await rolesOf(person.person);
		is(await person.get('/v1/units'), 200);
		is(await w.admin.patch(`/v1/memberships/${role.id}`, { ends_on: '2020-01-01' }), 200);
		is(await person.get('/v1/units'), 403, 'forbidden');
	});

	it('names the faults', async () => {
		const person = await w.group.person('viewer', w.shanghai);
		const [role] = await rolesOf(person);
		const target = `/v1/memberships/${role.id}`;
		is(await w.admin.patch(target, { starts_on: '2026-02-30', ends_on: 1, role_id: nobody }), 422, 'invalid_body',
			['/starts_on', '/ends_on', '/role_id']);
		is(await w.admin.patch(target, { department_id: nobody }), 422, 'invalid_body', ['/department_id']);
		is(await w.admin.patch(target, { starts_on: '2026-03-02', ends_on: '2026-03-01' }), 422,
			'membership_dates_are_in_order');
		const twin = await w.group.give(person, w.group.roles.viewer, w.shanghai, { department_id: housekeeping.id });
		is(await w.admin.patch(`/v1/memberships/${twin.id}`, { department_id: null }), 409, 'membership_is_there_already');
		is(await w.admin.patch(`/v1/memberships/${nobody}`, {}), 404, 'not_found');
		is(await leave(person), 200);
		is(await w.admin.patch(target, { ends_on: null }), 409, 'person_has_left');
	});

	it('is done by whoever could give it, before and after', async () => {
		const regional = await w.group.somebody('regional_manager', w.east);
		const person = await w.group.person('viewer', w.shanghai);
		const [role] = await rolesOf(person);
		is(await regional.patch(`/v1/memberships/${role.id}`, { ends_on: '2099-01-01' }), 200);
		const elsewhere = await w.group.somebody('regional_manager', w.west);
		is(await elsewhere.patch(`/v1/memberships/${role.id}`, { ends_on: null }), 404, 'not_found');
		const viewer = await w.group.somebody('viewer', w.top);
		is(await viewer.patch(`/v1/memberships/${role.id}`, { ends_on: null }), 403, 'forbidden');
		const limited = await w.group.role(['people.manage', 'organization.read', 'checklist.read', 'inspection.read',
			'finding.read', 'action.read', 'report.read']);
		const head = await w.group.somebody('shopper', w.west);
		await w.group.give(head.person, limited, w.shanghai, { department_id: housekeeping.id });
		is(await w.admin.patch(`/v1/memberships/${role.id}`, { department_id: housekeeping.id }), 200);
		is(await head.patch(`/v1/memberships/${role.id}`, { ends_on: null }), 200);
		is(await head.patch(`/v1/memberships/${role.id}`, { department_id: null }), 403, 'forbidden');
	});
});

describe('a role for one department', () => {
	it('changes nothing of the unit itself', async () => {
		const role = await w.group.role(['organization.read', 'organization.manage']);
		const head = await w.group.somebody('viewer', w.shanghai);
		await w.group.give(head.person, role, w.shanghai, { department_id: housekeeping.id });
		is(await head.patch(`/v1/units/${w.shanghai.id}`, { name: newCode('store') }), 403, 'forbidden');
		await w.group.give(head.person, role, w.shanghai);
		is(await head.patch(`/v1/units/${w.shanghai.id}`, { name: w.shanghai.name }), 200);
	});
});

describe('one\'s own password', () => {
	it('is not guessed with a phone that is signed in', async () => {
		const person = await w.group.somebody('viewer', w.shanghai);
		const change = (old) => person.post('/v1/me/password', { old_password: old, new_password: 'quite another phrase' });
		for (let i = 0; i < 11; i++)
			is(await change('a guess'), 422, 'invalid_body', ['/old_password']);
		is(await change(password), 429, 'too_many_attempts');
	});
});
