/* Calendars: which days and hours are open where. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { all, Group, ids, is, newCode } from './group.js';
import { start } from './harness.js';
import { until } from './postgres_session.js';

let server;
let group;
let admin;
before(async () => {
	server = await start();
	group = await (await Group.of(server)).stores();
	({ admin } = group);
});
after(() => server?.stop());

const make = async (body) => is(await admin.post('/v1/calendars', { name: newCode('calendar'), ...body }), 201);
const day = (date, is_open, name) => ({ day: date, is_open, ...name && { name } });
/* Asked as the rooms ask it that stand on this one. */
async function ask(expression) {
	const [row] = await server.sql(`select ${expression.replaceAll('TENANT',
		`(select id from tenant where code = 'demo')`)} as value`);
	return row.value;
}
async function changesOf(api) {
	const items = [];
	let page;
	for (let next = '0'; !page || page.has_more; next = page.next) {
		page = is(await api.get(`/v1/changes?limit=500&after=${next}`), 200);
		items.push(...page.items);
	}
	return items;
}
const isOpen = (unit, date) => ask(`unit_is_open(TENANT, '${unit.id}', '${date}')`);
const later = async (unit, since, hours) => new Date(await ask(
	`working_time_after(TENANT, '${unit.id}', '${since}', '${hours} hours')`)).toISOString();

describe('a calendar', () => {
	it('holds at its unit and below it, until a nearer one does', async () => {
		const store = await group.unit(group.west, 'store');
		assert.equal(await isOpen(store, '2026-10-03'), true);
		const wide = await make({ unit_id: group.west.id, weekly_closed: [6, 7] });
		assert.equal(await isOpen(store, '2026-10-03'), false);
		assert.equal(await isOpen(group.shanghai, '2026-10-03'), true);
		const near = await make({ unit_id: store.id });
		assert.equal(await isOpen(store, '2026-10-03'), true);
		assert.deepEqual(ids(await all(admin, `/v1/calendars?unit_id=${store.id}`)), [near.id]);
		is(await admin.del(`/v1/calendars/${near.id}`), 204);
		assert.deepEqual(ids(await all(admin, `/v1/calendars?unit_id=${store.id}`)), [wide.id]);
		is(await admin.del(`/v1/calendars/${wide.id}`), 204);
		assert.equal(await isOpen(store, '2026-10-03'), true);
	});

	it('is looked at before the one that it builds upon, and that before the week', async () => {
		const country = await make({ days: [day('2026-10-01', false, '国庆节'), day('2026-10-02', false), day('2026-10-10', true)] });
		const store = await group.unit(group.west, 'store');
		const own = await make({ unit_id: store.id, base_id: country.id, weekly_closed: [6, 7], days: [day('2026-10-02', true)] });
		assert.deepEqual([own.base_name, own.days_nr, own.opens, own.closes], [country.name, 1, '09:00', '18:00']);
		for (const [date, open] of Object.entries({ '2026-10-01': false, '2026-10-02': true, '2026-10-10': true,
			'2026-10-11': false, '2026-10-12': true }))
			assert.equal(await isOpen(store, date), open, date);
		is(await admin.del(`/v1/calendars/${country.id}`), 409, 'calendar_is_built_upon');
		is(await admin.patch(`/v1/calendars/${own.id}`, { base_id: null }), 200);
		assert.equal(await isOpen(store, '2026-10-01'), true);
		is(await admin.del(`/v1/calendars/${country.id}`), 204);
	});

	it('shows its days, and replaces them all', async () => {
		const one = await make({ days: [day('2026-10-02', true), day('2026-10-01', false, '国庆节')] });
		const read = async () => is(await admin.get(`/v1/calendars/${one.id}`), 200);
		assert.deepEqual((await read()).days, [{ day: '2026-10-01', is_open: false, name: '国庆节' },
			{ day: '2026-10-02', is_open: true, name: null }]);
		const days = Array.from({ length: 5000 }, (_, i) => day(new Date(Date.UTC(2020, 0, 1 + i)).toISOString().slice(0, 10), false));
		assert.equal(is(await admin.patch(`/v1/calendars/${one.id}`, { days }), 200).days_nr, 5000);
		is(await admin.patch(`/v1/calendars/${one.id}`, { days: [...days, day('2000-01-01', true)] }), 422, 'invalid_body', ['/days']);
		is(await admin.patch(`/v1/calendars/${one.id}`, { days: [day('2026-10-01', true)] }), 200);
		assert.deepEqual((await read()).days, [{ day: '2026-10-01', is_open: true, name: null }]);
		assert.equal(is(await admin.patch(`/v1/calendars/${one.id}`, { name: '假日' }), 200).days_nr, 1);
	});

	it('tells every fault with its pointer', async () => {
		is(await admin.post('/v1/calendars', { name: ' ', weekly_closed: [0, 3, 3, 'x'], opens: '24:00', closes: '9:00',
			days: [day('2026-02-30', true), { day: '2026-10-01' }, day('2026-10-02', true, ' '), day('2026-10-03', true),
				day('2026-10-03', false), 7] }), 422, 'invalid_body', ['/name']);
		is(await admin.post('/v1/calendars', { name: 'x', weekly_closed: [0, 3, 3, 'x'], opens: '24:00', closes: '9:00',
			days: [day('2026-02-30', true), { day: '2026-10-01' }, day('2026-10-02', true, ' '), day('2026-10-03', true),
				day('2026-10-03', false), 7] }), 422, 'invalid_body', ['/weekly_closed/0', '/weekly_closed/2', '/weekly_closed/3',
			'/opens', '/closes', '/days/0/day', '/days/1/is_open', '/days/2/name', '/days/4/day', '/days/5']);
		for (const [body, pointer] of [[{ weekly_closed: [1, 2, 3, 4, 5, 6, 7] }, '/weekly_closed'],
			[{ opens: '10:00', closes: '10:00' }, '/closes'], [{ unit_id: randomUUID() }, '/unit_id'],
			[{ base_id: randomUUID() }, '/base_id']])
			is(await admin.post('/v1/calendars', { name: 'x', ...body }), 422, 'invalid_body', [pointer]);
		const { id } = await make({});
		is(await admin.patch(`/v1/calendars/${id}`, { closes: '08:00' }), 422, 'calendar_hours_are_in_order');
	});

	it('cannot build upon itself, not even by two changes at once', async () => {
		const a = await make({});
		const b = await make({ base_id: a.id });
		const c = await make({ base_id: b.id });
		for (const base_id of [a.id, b.id, c.id])
			is(await admin.patch(`/v1/calendars/${a.id}`, { base_id }), 422, 'invalid_body', ['/base_id']);
		const id = randomUUID();
		is(await admin.post('/v1/calendars', { id, name: 'x', base_id: id }), 422, 'invalid_body', ['/base_id']);
		for (let round = 0; round < 5; round++) {
			const [d, e] = [await make({}), await make({})];
			const statuses = (await Promise.all([[d, e], [e, d]].map(([one, other]) =>
				admin.patch(`/v1/calendars/${one.id}`, { base_id: other.id })))).map((answer) => answer.status).sort();
			assert.equal(statuses[0], 200);
			assert.ok([409, 422].includes(statuses[1]), `${statuses}`);
		}
	});

	it('builds only upon one without a unit, or above', async () => {
		const near = await make({ unit_id: group.chengdu.id });
		is(await admin.post('/v1/calendars', { name: 'x', unit_id: group.ningbo.id, base_id: near.id }), 422, 'invalid_body', ['/base_id']);
		is(await admin.post('/v1/calendars', { name: 'x', base_id: near.id }), 422, 'invalid_body', ['/base_id']);
		const above = await make({ unit_id: group.west.id });
		is(await admin.patch(`/v1/calendars/${near.id}`, { base_id: above.id }), 200);
		for (const { id } of [near, above])
			is(await admin.del(`/v1/calendars/${id}`), 204);
	});

	it('is one for each unit, and the same when it is sent again', async () => {
		const store = await group.unit(group.west, 'store');
		const body = { id: randomUUID(), name: 'x', unit_id: store.id, weekly_closed: [7, 6], days: [day('2026-10-02', true), day('2026-10-01', false)] };
		const first = is(await admin.post('/v1/calendars', body), 201);
		assert.deepEqual(first.weekly_closed, [6, 7]);
		const again = async (changes) => admin.post('/v1/calendars', { ...body, ...changes });
		assert.deepEqual(is(await again(), 200), first);
		is(await again({ days: [] }), 409, 'id_is_taken');
		is(await again({ weekly_closed: [7] }), 409, 'id_is_taken');
		is(await again({ id: randomUUID() }), 409, 'one_calendar_per_unit');
		const { status } = await server.api(await server.signIn('other')).get(`/v1/calendars/${first.id}`);
		assert.equal(status, 404);
	});

	it('is seen by whoever sees units where it holds, and changed by whoever manages its unit', async () => {
		const store = await group.unit(group.east, 'store');
		const own = await make({ unit_id: store.id });
		const above = await make({ unit_id: group.east.id });
		const country = await make({});
		const [there, beside] = await Promise.all([group.somebody('store_manager', store), group.somebody('store_manager', group.chengdu)]);
		const mine = (list) => ids(list).filter((id) => [own.id, above.id, country.id].includes(id));
		assert.deepEqual(mine(await all(there, '/v1/calendars')), [own.id, above.id, country.id].sort());
		assert.deepEqual(mine(await all(beside, '/v1/calendars')), [country.id]);
		assert.deepEqual(await all(beside, `/v1/calendars?unit_id=${store.id}`), []);
		is(await beside.get(`/v1/calendars/${own.id}`), 404);
		is(await there.patch(`/v1/calendars/${own.id}`, { name: 'y' }), 403);
		const regional = await group.somebody('regional_manager', group.east);
		const may = async (id) => (await regional.patch(`/v1/calendars/${id}`, { name: 'y' })).status;
		const manages = group.roles.regional_manager.rights.includes('organization.manage');
		assert.deepEqual([await may(own.id), await may(country.id)], manages ? [200, 403] : [403, 403]);
		is(await admin.del(`/v1/calendars/${above.id}`), 204);
	});

	it('is in the change feed of whoever sees it, also when it is gone', async () => {
		const store = await group.unit(group.east, 'store');
		const [there, beside] = await Promise.all([group.somebody('store_manager', store), group.somebody('store_manager', group.chengdu)]);
		const own = await make({ unit_id: store.id });
		const country = await make({});
		is(await admin.patch(`/v1/calendars/${own.id}`, { days: [day('2026-10-01', false)] }), 200);
		is(await admin.del(`/v1/calendars/${own.id}`), 204);
		const heard = async (api) => (await changesOf(api)).filter((one) => one.subject === 'calendar' && [own.id, country.id].includes(one.subject_id))
			.map((one) => [one.kind, one.subject_id]);
		await until(async () => (await heard(admin)).some(([kind]) => kind === 'calendar.deleted'), 'that it is gone');
		/* Whoever reads from the beginning afterwards hears the same as who has read all the time. */
		const all = [['calendar.created', own.id], ['calendar.created', country.id], ['calendar.changed', own.id], ['calendar.deleted', own.id]];
		const regional = await group.somebody('regional_manager', group.east);
		for (const api of [admin, there, regional])
			assert.deepEqual(await heard(api), all);
		assert.deepEqual(await heard(beside), [['calendar.created', country.id]]);
	});
});

describe('working time', () => {
	it('goes by the hours and days of the calendar and the clock of the store', async () => {
		const store = await group.unit(group.west, 'store', { time_zone: 'America/New_York' });
		await make({ unit_id: store.id, weekly_closed: [6, 7], opens: '08:30', closes: '17:00', days: [day('2026-11-26', false, 'Thanksgiving')] });
		/* A Wednesday, 15:00 in New York: two hours that day, then Friday. */
		assert.equal(await later(store, '2026-11-25T20:00:00Z', 1), '2026-11-25T21:00:00.000Z');
		assert.equal(await later(store, '2026-11-25T20:00:00Z', 2), '2026-11-25T22:00:00.000Z');
		assert.equal(await later(store, '2026-11-25T20:00:00Z', 3), '2026-11-27T14:30:00.000Z');
		/* Over the week-end on which the clocks go back. */
		assert.equal(await later(store, '2026-10-30T20:30:00Z', 1), '2026-11-02T14:00:00.000Z');
		assert.equal(await later(store, '2026-10-31T12:00:00Z', 0), '2026-11-02T13:30:00.000Z');
	});

	it('is from nine to six on every day where no calendar holds, and may last until midnight', async () => {
		const store = await group.unit(group.west, 'store');
		assert.equal(await later(store, '2026-10-03T09:30:00Z', 1), '2026-10-04T01:30:00.000Z');
		await make({ unit_id: store.id, opens: '00:00', closes: '24:00' });
		assert.equal(await later(store, '2026-10-03T09:30:00Z', 30), '2026-10-04T15:30:00.000Z');
	});
});
