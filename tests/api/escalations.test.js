/* Escalation: what is overdue climbs a ladder, level by level, until it is handed in. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { all, is } from './group.js';
import { start } from './harness.js';
import { until } from './postgres_session.js';
import { day, good, hour, photo, world } from './visits.js';

let w;
let housekeeping;
before(async () => {
	w = await world();
	housekeeping = (await all(w.admin, '/v1/departments')).find(({ code }) => code === 'housekeeping');
});
after(() => w?.stop());

const get = async (path, as = w.quality) => is(await as.get(path), 200);

/* A finding by hand opens an action of its own; the manager is responsible for it. */
async function action(severity = 'critical', more = {}) {
	const made = is(await w.inspector.post('/v1/findings', { id: randomUUID(), unit_id: w.shanghai.id, severity,
		title: { en: 'The lift is stuck' }, ...more }), 201);
	return get(`/v1/actions/${made.action_id}`);
}

const steps = async ({ id }) => (await get(`/v1/escalations?action_id=${id}&limit=200`)).items.reverse();
const levels = async (one) => (await steps(one)).map(({ level }) => level);
const names = (step) => step.people.map(({ id }) => id).sort();

/* Time passes, and the loop has looked at everything whose time has come. */
async function pass(ms) {
	await w.pass(ms);
	await settled();
}
const settled = () => until(async () => {
	const now = w.server.clock.now;
	const [{ nr }] = await w.sql(`select count(*)::integer as nr from action where escalate_at <= '${new Date(now).toISOString()}'`);
	return nr === 0;
}, 'the escalations');

/* Until it is due, and then so long. */
const overdue = async (one, ms) => pass(Date.parse(one.due_at) - w.server.clock.now + ms);

describe('an action that is overdue', () => {
	it('climbs from the manager to the region to headquarters, and passes over who is responsible', async () => {
		const one = await action();
		assert.equal(one.responsible_id, w.manager.person.id);
		const deputy = await w.group.somebody('store_manager', w.shanghai);
		await overdue(one, 4 * hour - 1000);
		assert.deepEqual(await levels(one), []);
		await pass(1000);
		assert.deepEqual((await steps(one)).map((step) => [step.level, names(step)]), [[1, [deputy.person.id]]]);
		await pass(20 * hour);
		await pass(day);
		const climbed = await steps(one);
		assert.deepEqual(climbed.map((step) => [step.level, step.cause, names(step)]), [[1, 'overdue', [deputy.person.id]],
			[2, 'overdue', [w.regional.person.id]], [3, 'overdue', [w.quality.person.id]]]);
		await pass(30 * day);
		assert.deepEqual(await levels(one), [1, 2, 3]);
		const lines = (await get(`/v1/actions/${one.id}/timeline`)).items.filter(({ kind }) => kind === 'action.escalated');
		assert.deepEqual(lines.map(({ level, told }) => [level, told]), [[1, [deputy.person.name]],
			[2, [w.regional.person.name]], [3, [w.quality.person.name]]]);
		is(await w.admin.patch(`/v1/people/${deputy.person.id}`, { state: 'left' }), 200);
	});

	it('is told to the next above where nobody else has the role', async () => {
		const one = await action();
		await overdue(one, 4 * hour);
		assert.deepEqual((await steps(one)).map((step) => [step.level, names(step)]), [[1, [w.regional.person.id]]]);
		const notice = async (as) => (await get('/v1/inbox?limit=200', as)).items
			.some((item) => item.kind === 'action.escalated' && item.subject_id === one.id);
		await until(() => notice(w.regional), 'the notice');
		assert.equal(await notice(w.manager), false);
		assert.equal((await get('/v1/escalations?mine=true', w.regional)).items.some(({ action_id }) => action_id === one.id), true);
		assert.equal((await get('/v1/escalations?mine=true', w.manager)).items.some(({ action_id }) => action_id === one.id), false);
	});

	it('is told once at the highest level, where nobody looked for a while', async () => {
		const one = await action();
		await overdue(one, 10 * day);
		assert.deepEqual((await steps(one)).map(({ level }) => level), [3]);
	});

	it('ends by itself when it is handed in, and begins anew when it is returned', async () => {
		const one = await action('minor');
		is(await w.manager.post(`/v1/actions/${one.id}/start`), 200);
		await overdue(one, 15 * day);
		assert.deepEqual(await levels(one), [2]);
		is(await w.manager.post(`/v1/actions/${one.id}/hand-in`, { done: 'Mended', photos: [await photo(w)] }), 200);
		await settled();
		await until(async () => (await steps(one)).every(({ ended_at }) => ended_at !== null), 'the end');
		assert.ok((await get(`/v1/actions/${one.id}/timeline`)).items.some(({ kind }) => kind === 'action.escalation_ended'));
		is(await w.regional.post(`/v1/actions/${one.id}/return`, { reason: 'Not at all' }), 200);
		await settled();
		assert.deepEqual((await steps(one)).filter(({ ended_at }) => !ended_at), []);
		await pass(7 * day);
		assert.deepEqual((await steps(one)).filter(({ ended_at }) => !ended_at).map(({ level }) => level), [1]);
		is(await w.quality.post(`/v1/actions/${one.id}/cancel`, { reason: 'Torn down' }), 200);
		await until(async () => (await steps(one)).every(({ ended_at }) => ended_at !== null), 'the end');
		assert.deepEqual((await get(`/v1/escalations?action_id=${one.id}&running=true`)).items, []);
	});

	it('waits while a later date is asked for, and ends when it is approved', async () => {
		const one = await action();
		await overdue(one, hour);
		const later = async (days) => is(await w.manager.post(`/v1/actions/${one.id}/extensions`, { id: randomUUID(), reason: 'Parts',
			due_at: new Date(w.server.clock.now + days * day).toISOString() }), 201);
		const asked = await later(5);
		await pass(2 * day);
		assert.deepEqual(await levels(one), []);
		is(await w.regional.post(`/v1/actions/${one.id}/extensions/${asked.id}/decline`, {}), 200);
		await pass(3 * hour - 1000);
		assert.deepEqual(await levels(one), []);
		await pass(1000);
		assert.deepEqual(await levels(one), [1]);
		const again = await later(5);
		is(await w.regional.post(`/v1/actions/${one.id}/extensions/${again.id}/approve`, {}), 200);
		await until(async () => (await steps(one))[0].ended_at !== null, 'the end');
		await pass(5 * day + 4 * hour);
		assert.deepEqual(await levels(one), [1, 1]);
		const second = await later(1);
		is(await w.regional.post(`/v1/actions/${one.id}/extensions/${second.id}/approve`, {}), 200);
		await settled();
		assert.deepEqual((await steps(one)).filter(({ cause }) => cause === 'extensions').map(({ level }) => level), [1]);
	});

	it('stands still while somebody appeals against what it is about', async () => {
		const { findings } = await w.done(await w.checklist(), { ...good, 'exit.lit': { check: false } });
		const one = await get(`/v1/actions/${findings[0].action_id}`);
		await overdue(one, hour);
		const appeal = is(await w.manager.post(`/v1/findings/${findings[0].id}/appeals`, { id: randomUUID(), reason: 'It was lit' }), 201);
		await pass(3 * day);
		assert.deepEqual(await levels(one), []);
		is(await w.quality.post(`/v1/appeals/${appeal.id}/decide`, { outcome: 'upheld', note: 'It was dark' }), 200);
		await pass(3 * hour - 1000);
		assert.deepEqual(await levels(one), []);
		await pass(1000);
		assert.deepEqual(await levels(one), [1]);
	});
});

describe('the ladder', () => {
	const level = (after_hours, role) => ({ after_hours, role_id: w.group.roles[role].id });
	const usual = () => ({ is_on: true, clock: 'all_hours', extensions_most: 2, ladders: {
		critical: [level(4, 'store_manager'), level(24, 'regional_manager'), level(48, 'quality')],
		major: [level(72, 'store_manager'), level(168, 'regional_manager'), level(336, 'quality')],
		minor: [level(168, 'store_manager'), level(336, 'regional_manager'), level(720, 'quality')] } });
	const put = (body, as = w.admin) => as.request('PUT', '/v1/escalation-policy', body, { 'idempotency-key': randomUUID() });

	it('is that of everybody until the group decides otherwise', async () => {
		const shown = await get('/v1/escalation-policy', w.admin);
		assert.deepEqual([shown.is_on, shown.clock, shown.extensions_most], [true, 'all_hours', 2]);
		assert.deepEqual(Object.fromEntries(Object.entries(shown.ladders).map(([severity, rungs]) =>
			[severity, rungs.map((rung) => [rung.level, rung.after_hours, rung.role_code])])), {
			critical: [[1, 4, 'store_manager'], [2, 24, 'regional_manager'], [3, 48, 'quality']],
			major: [[1, 72, 'store_manager'], [2, 168, 'regional_manager'], [3, 336, 'quality']],
			minor: [[1, 168, 'store_manager'], [2, 336, 'regional_manager'], [3, 720, 'quality']] });
		const again = is(await put(usual()), 200);
		assert.deepEqual(again, shown);
		is(await w.quality.get('/v1/escalation-policy'), 403, 'forbidden');
		is(await put(usual(), w.regional), 403, 'forbidden');
		assert.equal((await get('/v1/escalation-policy', w.other)).ladders.critical.length, 3);
	});

	it('says what is wrong with it', async () => {
		is(await put({}), 422, 'invalid_body', ['/is_on', '/clock', '/extensions_most', '/ladders']);
		const body = usual();
		body.ladders.critical = [level(24, 'store_manager'), level(4, 'quality'), { after_hours: 30, role_id: randomUUID() }];
		body.ladders.major = 'x';
		body.ladders.grave = [];
		is(await put(body), 422, 'invalid_body', ['/ladders/critical/1/after_hours', '/ladders/major', '/ladders/grave']);
		body.ladders = { ...usual().ladders, critical: [{ after_hours: 30, role_id: randomUUID() }] };
		is(await put(body), 422, 'invalid_body', ['/ladders/critical/0/role_id']);
		body.ladders = { ...usual().ladders, minor: Array.from({ length: 6 }, (_, i) => level(i + 1, 'quality')) };
		is(await put(body), 422, 'invalid_body', ['/ladders/minor']);
		const { ladders } = is(await w.admin.get('/v1/escalation-policy'), 200);
		assert.equal(ladders.minor.length, 3);
	});

	it('holds at once, also of what is overdue already', async () => {
		const one = await action();
		await overdue(one, 2 * hour);
		assert.deepEqual(await levels(one), []);
		is(await put({ ...usual(), ladders: { ...usual().ladders, critical: [level(1, 'quality')] } }), 200);
		await settled();
		assert.deepEqual((await steps(one)).map((step) => [step.level, names(step)]), [[1, [w.quality.person.id]]]);
		is(await put(usual()), 200);
		await pass(3 * day);
		assert.deepEqual(await levels(one), [1, 3]);
	});

	it('can be switched off', async () => {
		is(await put({ ...usual(), is_on: false }), 200);
		const one = await action();
		await overdue(one, 10 * day);
		assert.deepEqual(await levels(one), []);
		is(await put(usual()), 200);
		await settled();
		assert.deepEqual(await levels(one), [3]);
	});

	it('counts the hours in which people work, by the calendar of the unit', async () => {
		is(await put({ ...usual(), clock: 'working_hours' }), 200);
		const one = await action();
		const due = Date.parse(one.due_at);
		const [{ at }] = await w.sql(`select (extract(epoch from c.at) * 1000)::bigint as at from (
			select set_config('app.tenant', a.tenant_id::text, false), working_time_after(a.tenant_id, a.unit_id, a.due_at,
				interval '4 hours') as at from action a where a.id = '${one.id}') c`);
		assert.ok(Number(at) >= due + 4 * hour);
		await pass(Number(at) - w.server.clock.now - 1000);
		assert.deepEqual(await levels(one), []);
		await pass(1000);
		assert.deepEqual(await levels(one), [1]);
		is(await put(usual()), 200);
	});
});

describe('a complaint', () => {
	it('needs its department, takes the same road, and is counted', async () => {
		is(await w.inspector.post('/v1/findings', { id: randomUUID(), unit_id: w.ningbo.id, severity: 'critical', source: 'complaint',
			title: { en: 'Cold soup' } }), 422, 'invalid_body', ['/department_id']);
		is(await w.inspector.post('/v1/findings', { id: randomUUID(), unit_id: w.ningbo.id, severity: 'critical', source: 'inspection',
			title: { en: 'Cold soup' } }), 422, 'invalid_body', ['/source']);
		const body = { id: randomUUID(), unit_id: w.ningbo.id, severity: 'critical', source: 'complaint',
			department_id: housekeeping.id, title: { en: 'Cold soup' } };
		const made = is(await w.inspector.post('/v1/findings', body), 201);
		assert.equal(made.source, 'complaint');
		is(await w.inspector.post('/v1/findings', body), 200);
		is(await w.inspector.post('/v1/findings', { ...body, source: 'hand' }), 409, 'id_is_taken');
		assert.deepEqual((await get(`/v1/findings?source=complaint&unit_id=${w.ningbo.id}`)).items.map(({ id }) => id), [made.id]);
		const hand = is(await w.inspector.post('/v1/findings', { id: randomUUID(), unit_id: w.ningbo.id, severity: 'critical',
			title: { en: 'Dark' } }), 201);
		await overdue(await get(`/v1/actions/${made.action_id}`), 2 * day);
		const report = async (by) => (await get(`/v1/reports/escalations?by=${by}&unit_id=${w.ningbo.id}`)).total;
		const total = await report('store');
		assert.deepEqual([total.actions, total.complaints, total.running, total.level_3, total.steps], [2, 1, 2, 2, 2]);
		const complaints = (await get(`/v1/escalations?complaint=true&unit_id=${w.ningbo.id}`)).items;
		assert.deepEqual(complaints.map((one) => [one.action_id, one.is_complaint]), [[made.action_id, true]]);
		assert.deepEqual((await get(`/v1/escalations?complaint=false&unit_id=${w.ningbo.id}`)).items.map((one) => one.action_id),
			[hand.action_id]);
		for (const by of ['store', 'department', 'severity']) {
			const { rows } = await get(`/v1/reports/escalations?by=${by}&unit_id=${w.ningbo.id}`);
			for (const row of rows.filter(({ filter }) => filter)) {
				const query = new URLSearchParams(Object.entries(row.filter).filter(([, value]) => value !== null));
				assert.equal((await all(w.quality, `/v1/escalations?${query}`)).length, row.steps, by);
			}
		}
		/* What a column of levels counts is the highest step of each action. */
		const listed = async (query) => (await all(w.quality, `/v1/escalations?unit_id=${w.ningbo.id}&highest=true${query}`)).length;
		const at = { level_1: '&level=1', level_2: '&level=2', level_3: '&level_from=3' };
		for (const [name, query] of Object.entries(at))
			assert.equal(await listed(query), total[name], name);
		assert.equal(await listed(''), total.actions);
		const before = new Date(Date.parse((await get(`/v1/actions/${made.action_id}`)).due_at) + day).toISOString();
		assert.equal(await listed(`&to=${before}`), (await get(`/v1/reports/escalations?by=store&unit_id=${w.ningbo.id}&to=${before}`))
			.total.actions);
		is(await w.quality.get('/v1/reports/escalations?by=kind'), 422, 'invalid_query', ['/by']);
	});

	it('is nobody else\'s affair', async () => {
		assert.deepEqual(is(await w.other.get('/v1/escalations'), 200).items, []);
		assert.equal((await get('/v1/reports/escalations?by=unit', w.other)).total.actions, 0);
		const chengdu = await w.group.somebody('store_manager', w.chengdu);
		assert.deepEqual((await get('/v1/escalations?limit=200', chengdu)).items, []);
		is(await w.quality.get('/v1/escalations?level=6'), 422, 'invalid_query', ['/level']);
	});
});

describe('many nodes', () => {
	it('tell each step once', async () => {
		const many = await Promise.all(Array.from({ length: 30 }, () => action()));
		const second = await start({ database: w.server.database, now: Date.parse(many.at(-1).due_at) + 5 * hour });
		await overdue(many.at(-1), 5 * hour);
		for (const one of many)
			assert.deepEqual(await levels(one), [1]);
		await second.stop();
		const [{ nr }] = await w.sql(`select count(*)::integer as nr from event where kind = 'action.escalated'
			and subject_id = any ('{${many.map(({ id }) => id)}}')`);
		assert.equal(nr, many.length);
	});
});
