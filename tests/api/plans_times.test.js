/* Plans and clocks: what local times become, closed days, times without a server, and several servers at once. */
import { after, before, describe, it } from 'node:test';
import { start } from './harness.js';
import { assert, day, hour, is, PlanWorld } from './plans_world.js';

let w;
before(async () => { w = await PlanWorld.start('2026-03-01T00:00:00Z'); });
after(() => w?.stop());

const zoned = (time_zone) => w.store({ time_zone });
const startOf = async (zone, time, occurrence) => {
	const starts = await w.starts(await zoned(zone), { starts_on: '2026-01-01', times: [time], days: 62 });
	assert.ok(starts[`${occurrence}T${time}`], `${occurrence} in ${Object.keys(starts).length}`);
	return starts[`${occurrence}T${time}`].slice(0, 16);
};
const expected = (list) => {
	for (const [zone, time, occurrence, moment, what] of list)
		it(`${what}: ${zone} ${occurrence} ${time}`, async () => assert.equal(await startOf(zone, time, occurrence), moment));
};

describe('in spring of the north a local time', () => {
	expected([
		['America/New_York', '02:30', '2026-03-08', '2026-03-08T07:00', 'that is skipped is the first moment after'],
		['America/New_York', '02:30', '2026-03-09', '2026-03-09T06:30', 'is itself the day after'],
		['America/New_York', '03:00', '2026-03-08', '2026-03-08T07:00', 'that begins the new time is itself'],
		['Europe/London', '01:00', '2026-03-29', '2026-03-29T01:00', 'that is skipped is the first moment after'],
		['Europe/London', '01:59', '2026-03-29', '2026-03-29T01:00', 'that is skipped is the first moment after'],
		['Australia/Sydney', '02:30', '2026-04-05', '2026-04-04T15:30', 'that is doubled is the first of the two'],
		['Pacific/Auckland', '02:30', '2026-04-05', '2026-04-04T13:30', 'that is doubled is the first of the two'],
		['Australia/Lord_Howe', '01:45', '2026-04-05', '2026-04-04T14:45', 'that is doubled by half an hour is the first of the two'],
		['Asia/Shanghai', '02:30', '2026-04-05', '2026-04-04T18:30', 'without a change is itself'],
	]);

	it('is as every day on the 29th of February and the 31st', async () => {
		const starts = await w.starts(await w.store(), { starts_on: '2024-02-29', rrule: 'FREQ=YEARLY', days: 62 });
		assert.deepEqual(Object.keys(starts), []);
		const ends = await w.starts(await w.store(), { starts_on: '2026-01-31', rrule: 'FREQ=MONTHLY', days: 62 });
		assert.deepEqual(Object.keys(ends), ['2026-03-31T09:00']);
	});
});

describe('in autumn of the north a local time', () => {
	before(() => w.at('2026-09-01T00:00:00Z'));
	expected([
		['Pacific/Auckland', '02:30', '2026-09-27', '2026-09-26T14:00', 'that is skipped is the first moment after'],
		['Australia/Sydney', '02:30', '2026-10-04', '2026-10-03T16:00', 'that is skipped is the first moment after'],
		['Europe/London', '01:30', '2026-10-25', '2026-10-25T00:30', 'that is doubled is the first of the two'],
		['Europe/London', '02:00', '2026-10-25', '2026-10-25T02:00', 'behind the change is itself'],
		['America/New_York', '01:30', '2026-11-01', '2026-11-01T05:30', 'that is doubled is the first of the two'],
		['America/New_York', '14:10', '2026-10-31', '2026-10-31T18:10', 'before the change is itself'],
		['America/New_York', '14:10', '2026-11-01', '2026-11-01T19:10', 'stays 14:10 after the change'],
	]);

	it('is every second Sunday also where the start is a Monday', async () => {
		const starts = await w.starts(await w.store(), { starts_on: '2026-08-31', rrule: 'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU', days: 30 });
		assert.deepEqual(Object.keys(starts), ['2026-09-06T09:00', '2026-09-20T09:00']);
	});

	it('has days besides and days left out', async () => {
		const starts = await w.starts(await w.store(), { starts_on: '2026-09-01', rrule: 'FREQ=WEEKLY', rdates: ['2026-09-03', '2026-09-08'],
			exdates: ['2026-09-15'], days: 21 });
		assert.deepEqual(Object.keys(starts), ['2026-09-01', '2026-09-03', '2026-09-08', '2026-09-22'].map((date) => `${date}T09:00`));
	});
});

describe('closed days', () => {
	before(() => w.at('2026-09-28T00:00:00Z'));
	/* The holidays of October 2026, and the Saturday that makes up for them. */
	const holidays = async () => {
		const store = await w.store();
		is(await w.admin.post('/v1/calendars', { name: '中国节假日', unit_id: store.id, weekly_closed: [6, 7], days: [
			...[1, 2, 3, 4, 5, 6, 7].map((n) => ({ day: `2026-10-0${n}`, is_open: false, name: '国庆节' })),
			{ day: '2026-10-10', is_open: true, name: '调休' }] }), 201);
		return store;
	};
	const local = (starts) => Object.values(starts).map((start) => new Date(Date.parse(start) + 8 * hour).toISOString().slice(5, 10));

	it('are skipped, and make-up workdays are not', async () => {
		const { occurrences } = is(await w.preview(await holidays(), { on_closed: 'skip', starts_on: '2026-09-28', days: 15 }), 200);
		assert.deepEqual(occurrences.filter((one) => one.reason === null).map((one) => one.occurrence.slice(5, 10)),
			['09-28', '09-29', '09-30', '10-08', '10-09', '10-10', '10-12', '10-13']);
		assert.ok(occurrences.filter((one) => one.reason).every((one) => one.reason === 'closed'));
	});

	it('are kept, or move a visit before or after', async () => {
		const store = await holidays();
		const at = async (on_closed, rrule) => local(await w.starts(store, { on_closed, starts_on: '2026-10-03', rrule, days: 15 }));
		assert.deepEqual(await at('keep', 'FREQ=WEEKLY'), ['10-03', '10-10']);
		assert.deepEqual(await at('move_before', 'FREQ=WEEKLY'), ['09-30', '10-10']);
		assert.deepEqual(await at('move_after', 'FREQ=WEEKLY'), ['10-08', '10-10']);
	});

	it('move nothing onto a day that the plan has already', async () => {
		const { occurrences } = is(await w.preview(await holidays(), { on_closed: 'move_after', starts_on: '2026-09-28', days: 12 }), 200);
		assert.deepEqual(occurrences.filter((one) => !one.reason).map((one) => one.start_at.slice(5, 10)),
			['09-28', '09-29', '09-30', '10-08', '10-09', '10-10']);
	});
});

describe('a time without a server', () => {
	it('is caught up with: what is too late is missed, nothing is there twice, and nobody is told twice', async () => {
		await w.at('2026-10-12T00:00:00Z');
		const plan = await w.plan(await w.store(), { times: ['10:00'], due_after: 60, miss_after: 120, starts_on: '2026-10-12' });
		const before = await w.occurrences(plan);
		await w.at('2026-11-06T03:00:00Z');
		await w.dispatched(plan);
		const made = await w.occurrences(plan);
		assert.deepEqual(made.slice(0, before.length).map((one) => one.inspection_id), before.map((one) => one.inspection_id));
		assert.deepEqual(made.map((one) => one.occurrence), Array.from({ length: made.length }, (_, i) =>
			new Date(Date.parse('2026-10-12') + i * day).toISOString().slice(0, 10)).map((date) => `${date}T10:00`));
		assert.equal(made.at(-1).occurrence, '2026-11-20T10:00');
		const late = made.filter((one) => one.occurrence > before.at(-1).occurrence && one.occurrence < '2026-11-06');
		assert.ok(late.length >= 8);
		for (const one of late) {
			assert.equal(one.state, 'missed', one.occurrence);
			const kinds = await w.sql(`select kind from event where subject_id = '${one.inspection_id}'`);
			assert.deepEqual(kinds.map((row) => row.kind), ['inspection.missed']);
		}
		assert.equal(made.find((one) => one.occurrence === '2026-11-06T10:00').state, 'open');
	});

	it('or a clock that is set back an hour, doubles nothing', async () => {
		const plan = await w.plan(await w.store());
		const before = await w.occurrences(plan);
		await w.at(new Date(w.server.clock.now - hour).toISOString());
		await w.again(plan);
		assert.deepEqual(await w.occurrences(plan), before);
	});
});

describe('two servers', () => {
	it('make each visit once', async () => {
		const second = await start({ database: w.server.database, now: w.server.clock.now });
		try {
			const region = await w.group.unit(w.group.hotels, 'region');
			for (let i = 0; i < 5; i++)
				await w.group.unit(region, 'store');
			const plans = await Promise.all(Array.from({ length: 8 }, () => w.plan(region)));
			for (const plan of plans) {
				const [row] = await w.sql(`select count(*) as visits, count(distinct (unit_id, occurrence_at)) as places
					from inspection where plan_id = '${plan.id}'`);
				assert.equal(row.visits, row.places);
				assert.equal(row.visits, (await w.occurrences(plan)).length);
			}
		} finally {
			await second.stop();
		}
	});
});
