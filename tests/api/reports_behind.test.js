/* What is behind a figure: the filter of every row finds in the lists as much as the row counts. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { is } from './group.js';
import { person } from './photos.js';
import { iso, now, World } from './reports_world.js';
import { Fraction } from './fraction.js';

const day = 24 * 3600 * 1000;
let world, group, api;

before(async () => {
	world = await World.start();
	group = world.group;
	api = group.admin;
});
after(() => world?.server.stop());

const get = async (report, query, as = api) =>
	is(await as.get(`/v1/reports/${report}?${new URLSearchParams(query)}`), 200);

const said = (filter) => Object.entries(filter).filter(([, value]) => value !== null);

/* The ids that a list gives, page by page. */
async function behind(list, filter, more = {}, as = api) {
	const ids = [];
	for (let after; after !== null;) {
		const query = new URLSearchParams([...said(filter), ...Object.entries(more), ['limit', '50'], ...(after ? [['after', after]] : [])]);
		const page = is(await as.get(`/v1/${list}?${query}`), 200);
		ids.push(...page.items.map(({ id }) => id));
		after = page.next;
	}
	assert.equal(new Set(ids).size, ids.length, 'each is there once');
	return ids;
}

const period = { from: iso(now - 150 * day), to: iso(now - 5 * day) };

describe('behind a row of the scores', () => {
	for (const by of ['unit', 'store', 'region', 'brand', 'checklist', 'department', 'kind', 'inspector', 'day', 'week', 'month'])
		it(`by ${by} are as many visits as it counts, of each result as many`, async () => {
			const { rows, counts } = await get('scores', { by, ...period });
			assert.ok(rows.some(({ filter }) => filter));
			for (const row of rows.filter(({ filter }) => filter)) {
				const found = (more) => behind('inspections', row.filter, { state: 'released', ...more });
				assert.equal((await found()).length, row.visits, `${by} ${row.key}`);
				if (counts === 'questions')
					continue;
				for (const [status, figure] of [['pass', 'passed'], ['fail', 'failed'], ['not_scored', 'not_scored']])
					assert.equal((await found({ status })).length, row[figure], `${by} ${row.key} ${status}`);
			}
		});

	it('that are of one department are those where it was asked', async () => {
		const { id } = world.departments.find(({ code }) => code === 'engineering');
		const { rows, total } = await get('scores', { by: 'store', department_id: id });
		assert.ok(total.visits && total.visits < (await get('scores', { by: 'store' })).total.visits);
		for (const row of [...rows, total])
			assert.equal((await behind('inspections', row.filter, { state: 'released' })).length, row.visits);
	});

	it('are the same for whoever reaches many units as for whoever reaches few', async () => {
		const lead = world.inspectors[1].id;
		const { id } = world.departments[0];
		const filters = [{ lead_id: lead }, { status: 'fail' }, { department_id: id }, { lead_id: lead, department_id: id, status: 'pass' },
			{ lead_id: lead, unit_id: group.east.id }, { lead_id: lead, state: 'started,open' }, { lead_id: lead, mine: 'true' }];
		const lists = () => Promise.all(filters.map((filter) => behind('inspections', filter)));
		const few = await lists();
		assert.ok(few[0].length > 10 && few[1].length > 10 && few[3].length > 1 && few[5].length > 1);
		for (let n = 0; n < 210; n++)
			await group.unit(group.inns, 'store');
		assert.deepEqual(await lists(), few);
	});
});

describe('behind an inspector', () => {
	it('stand mystery visits only for whoever may know the shopper', async () => {
		const lead = world.inspectors[0];
		const all = world.visits.filter((v) => v.lead === lead && v.state === 'released');
		const known = all.filter((v) => v.checklist.kind !== 'mystery');
		assert.ok(known.length && known.length < all.length);
		const ids = (list) => list.map(({ id }) => id).sort();
		const found = async (as) => (await behind('inspections', { lead_id: lead.id, state: 'released' }, {}, as)).sort();
		assert.deepEqual(await found((await person(world.server, ['inspection.read', 'mystery.identity'])).api), ids(all));
		assert.deepEqual(await found(api), ids(known));
		const director = await group.somebody('viewer', group.top);
		assert.deepEqual(await found(director), ids(known));
		for (const kind of ['mystery', 'daily'])
			assert.equal((await behind('inspections', { lead_id: lead.id, kind, state: 'released' }, {}, director)).length,
				kind === 'mystery' ? 0 : known.filter((v) => v.checklist.kind === 'daily').length);
		const store = await group.somebody('store_manager', group.ningbo);
		assert.deepEqual(await found(store), ids(known.filter((v) => v.store === group.ningbo)));
		/* A shopper finds his or her own visits. */
		is(await api.post(`/v1/people/${lead.id}/password`, { password: 'a password of some length' }), 204);
		const own = world.server.api(await world.server.signIn('demo', lead.login, 'a password of some length'));
		assert.deepEqual(await found(own), ids(all));
	});
});

describe('behind a row of the findings', () => {
	for (const by of ['question', 'department', 'indicator', 'severity', 'unit', 'store', 'region', 'brand'])
		it(`by ${by} are as many findings as it counts`, async () => {
			for (const more of [{}, { kind: 'tour' }, period]) {
				const { rows, total } = await get('findings', { by, ...more });
				for (const row of [...rows, total].filter(({ filter }) => filter))
					assert.equal((await behind('findings', row.filter, { counted: 'true' })).length, row.findings, `${by} ${row.key}`);
			}
		});

	it('are those that the reports do not count, where only they are asked for', async () => {
		const uncounted = world.findings.filter((f) => f.visit && f.visit.state !== 'released').map(({ id }) => id);
		assert.ok(uncounted.length);
		assert.deepEqual((await behind('findings', { counted: 'false' })).sort(), uncounted.sort());
		assert.equal((await behind('findings', {})).length, world.findings.length);
	});
});

describe('behind a row of the actions', () => {
	for (const by of ['unit', 'store', 'region', 'brand', 'department', 'severity', 'kind', 'responsible'])
		it(`by ${by} are as many actions as it counts, handed in as punctually`, async () => {
			for (const more of [period, { checklist_id: world.checklists[0].id }]) {
				const { rows, total } = await get('actions', { by, ...more });
				for (const row of [...rows, total].filter(({ filter }) => filter)) {
					const found = async (query) => (await behind('actions', row.filter, query)).length;
					assert.equal(await found({}), row.actions, `${by} ${row.key}`);
					assert.equal(await found({ handed_in: 'any' }), row.handed_in);
					assert.equal(await found({ handed_in: 'on_time' }), row.on_time);
					assert.equal(await found({ handed_in: 'late', sort: 'newest' }), row.handed_in - row.on_time);
					assert.equal(await found({ overdue: 'true' }), row.overdue);
				}
			}
		});
});

describe('scores that are compared', () => {
	const [from, middle, to] = [now - 120 * day, now - 60 * day, now + day];
	const asked = { from: iso(middle - day), to: iso(to) };
	const figures = ({ visits, scored, mean_percent, passed, failed, pass_rate }) => ({ visits, scored, mean_percent, passed, failed, pass_rate });
	const hundredths = (text) => Math.round(Number(text) * 100);

	it('say beside each row what it was in as long a time before', async () => {
		for (const more of [{}, { unit_id: group.east.id }, { kind: 'daily' }, { placed: 'then' }, { department_id: world.departments[1].id }]) {
			for (const by of ['store', 'brand', 'checklist', 'department']) {
				const now_ = await get('scores', { by, ...asked, ...more, compare: 'true' });
				const then = await get('scores', { by, from: iso(from - 3 * day), to: asked.from, ...more });
				const merit = now_.counts === 'questions' ? 'pass_rate' : 'mean_percent';
				for (const row of [...now_.rows, now_.total]) {
					const { from: since, to: until, ...before } = row.before;
					assert.deepEqual([Date.parse(since), Date.parse(until)], [from - 3 * day, middle - day]);
					const old = row.id === null && row.key === null ? then.total : then.rows.find(({ id, key }) => id === row.id && key === row.key);
					if (row.id === null && row !== now_.total)
						continue;
					assert.deepEqual(before, figures(old ?? { visits: 0, scored: 0, mean_percent: null, passed: 0, failed: 0, pass_rate: null }));
					const is_known = row[merit] !== null && before[merit] !== null;
					assert.equal(row.change, is_known ? new Fraction(hundredths(row[merit]) - hundredths(before[merit]), 100).round(2) : null);
				}
				assert.deepEqual(now_.rows.map(figures), (await get('scores', { by, ...asked, ...more })).rows.map(figures));
			}
		}
	});

	it('are in the order of what improved or worsened most', async () => {
		const changes = async (sort, more = {}) => (await get('scores', { by: 'store', ...asked, sort, ...more })).rows;
		const known = (rows) => rows.map((row) => row.change).filter((change) => change !== null).map(Number);
		const up = known(await changes('improved'));
		assert.ok(up.length > 2);
		assert.deepEqual(up, up.toSorted((a, b) => b - a));
		assert.deepEqual(known(await changes('worsened')), up.toSorted((a, b) => a - b));
		assert.equal((await changes('improved', { limit: 1 }))[0].change, (await changes('improved'))[0].change);
		for (const least of [1, 8, 12])
			for (const row of await changes('improved', { min_visits: least }))
				assert.ok(row.scored >= least && row.before.scored >= least);
		assert.ok((await changes('improved', { min_visits: 12 })).length < (await changes('improved')).length);
	});

	it('begin and end by the clock of the time zone', async () => {
		/* Two days, of which one has 25 hours: before them stand two of 24. */
		const { total } = await get('scores', { by: 'store', compare: 'true', time_zone: 'Europe/Berlin',
			from: '2026-10-24T22:00:00Z', to: '2026-10-26T23:00:00Z' });
		assert.deepEqual([Date.parse(total.before.from), Date.parse(total.before.to)].map(iso),
			['2026-10-22T22:00:00.000Z', '2026-10-24T22:00:00.000Z']);
	});
});
