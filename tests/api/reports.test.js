/* Reports: every figure against the same figure counted naively, and who may read which. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { Fraction } from './fraction.js';
import { all, is } from './group.js';
import { person } from './photos.js';
import { iso, now, World } from './reports_world.js';

const day = 24 * 3600 * 1000;
const unfinished = ['open', 'planned', 'in_progress', 'submitted', 'monitoring', 'disputed'];

let world;
let group;
let api;

before(async () => {
	world = await World.start();
	({ group } = world);
	api = group.admin;
});
after(() => world?.server.stop());

const get = async (report, query, as = api) =>
	is(await as.get(`/v1/reports/${report}?${new URLSearchParams(query)}`), 200);

const rate = (n, total) => (total ? new Fraction(100 * n, total).round(2) : null);

/* Lists by what the key gives. */
function groupBy(list, key) {
	const groups = new Map();
	for (const item of list)
		groups.set(key(item), [...groups.get(key(item)) ?? [], item]);
	return groups;
}

/* ---- the same figures, naively */

function scoresOf(visits) {
	const count = (status) => visits.filter((v) => v.status === status).length;
	const percents = visits.filter((v) => v.percent).map((v) => v.percent);
	const demerits = visits.filter((v) => v.checklist.method === 'demerit' && v.status !== 'not_scored')
		.map((v) => Fraction.of(v.earned));
	return {
		visits: visits.length,
		scored: percents.length,
		mean_percent: Fraction.mean(percents)?.round(2) ?? null,
		passed: count('pass'),
		failed: count('fail'),
		not_scored: count('not_scored'),
		pass_rate: rate(count('pass'), count('pass') + count('fail')),
		demerit_visits: demerits.length,
		demerit_mean: Fraction.mean(demerits)?.round(2) ?? null,
		demerit_total: Number(Fraction.sum(demerits).round(3)),
		before: null,
		change: null,
	};
}

const isReleased = (visit) => visit.state === 'released';

function ancestor(store, kind) {
	return world.above(store).find((unit) => unit.kind === kind)?.id ?? null;
}

const isBelow = (store, unit) => world.above(store).some(({ id }) => id === unit.id);

function checkScores(body, visits, key) {
	const expected = groupBy(visits, key);
	assert.deepEqual(body.rows.map((row) => row.id ?? row.key).sort(), [...expected.keys()].sort());
	for (const row of body.rows) {
		const { id, key: shown, name, filter, ...figures } = row;
		assert.deepEqual(figures, scoresOf(expected.get(id ?? shown)), `${shown} ${JSON.stringify(name)}`);
	}
	const { id, key: shown, name, filter, ...total } = body.total;
	assert.deepEqual([id, shown, name], [null, null, null]);
	assert.deepEqual(total, scoresOf(visits));
	assert.equal(body.rows_nr, body.rows.length);
}

function monday(text) {
	const date = new Date(`${text}T00:00:00Z`);
	date.setUTCDate(date.getUTCDate() - (date.getUTCDay() + 6) % 7);
	return iso(date.getTime()).slice(0, 10);
}

const local = (ms, zone) => new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(ms);

describe('scores', () => {
	for (const [by, key] of Object.entries({
		store: (v) => v.store.id,
		region: (v) => ancestor(v.store, 'region'),
		brand: (v) => ancestor(v.store, 'brand'),
		unit: (v) => ancestor(v.store, 'brand'),
		checklist: (v) => v.checklist.id,
		kind: (v) => v.checklist.kind,
		day: (v) => local(v.releasedAt, 'UTC'),
		week: (v) => monday(local(v.releasedAt, 'UTC')),
		month: (v) => `${local(v.releasedAt, 'UTC').slice(0, 7)}-01`,
	}))
		it(`by ${by} are what the released visits make`, async () => {
			const body = await get('scores', { by });
			assert.equal(body.by, by);
			assert.equal(body.counts, 'visits');
			assert.ok(body.rows.length > 1);
			checkScores(body, world.visits.filter(isReleased), key);
		});

	it('have the code and the name of what they are of', async () => {
		const store = (await get('scores', { by: 'store' })).rows.find(({ id }) => id === group.ningbo.id);
		assert.deepEqual([store.key, store.name], [group.ningbo.code, group.ningbo.name]);
		const [checklist] = (await get('scores', { by: 'checklist' })).rows;
		assert.deepEqual([checklist.key, checklist.name], ['guest', { en: 'guest' }]);
		const region = (await get('scores', { by: 'region' })).rows.find(({ id }) => !id);
		assert.deepEqual([region.key, region.name, region.filter], [null, null, null]);
	});

	it('cut days, weeks and months in a time zone', async () => {
		for (const zone of ['Asia/Shanghai', 'America/New_York', 'Pacific/Apia']) {
			const visits = world.visits.filter(isReleased);
			checkScores(await get('scores', { by: 'day', time_zone: zone }), visits, (v) => local(v.releasedAt, zone));
			checkScores(await get('scores', { by: 'week', time_zone: zone }), visits, (v) => monday(local(v.releasedAt, zone)));
		}
	});

	it('can be narrowed, alone and together', async () => {
		const [from, to] = [now - 120 * day, now - 20 * day];
		const [lobby, tour] = world.checklists;
		const cases = [
			[{ from: iso(from) }, (v) => v.releasedAt >= from],
			[{ to: iso(to) }, (v) => v.releasedAt < to],
			[{ unit_id: group.east.id }, (v) => isBelow(v.store, group.east)],
			[{ unit_id: group.chengdu.id }, (v) => v.store === group.chengdu],
			[{ checklist_id: tour.id }, (v) => v.checklist === tour],
			[{ kind: 'daily' }, (v) => v.checklist === lobby],
			[{ from: iso(from), to: iso(to), unit_id: group.hotels.id, kind: 'daily' },
				(v) => v.releasedAt >= from && v.releasedAt < to && isBelow(v.store, group.hotels) && v.checklist === lobby],
		];
		for (const [query, fits] of cases) {
			const visits = world.visits.filter((v) => isReleased(v) && fits(v));
			assert.ok(visits.length > 1);
			checkScores(await get('scores', { by: 'store', ...query }), visits, (v) => v.store.id);
		}
	});

	it('take a visit into the period that begins with it, and not into the one that ends', async () => {
		const visit = world.visits.find(isReleased);
		const at = visit.releasedAt;
		const visits = async (from, to) => (await get('scores', { by: 'store', from: iso(from), to: iso(to) })).total.visits;
		const there = world.visits.filter((v) => isReleased(v) && v.releasedAt === at).length;
		assert.equal(await visits(at, at + 1), there);
		assert.equal(await visits(at - 1, at), 0);
		assert.equal(await visits(at, at), 0);
	});

	it('by unit go down one level below the unit', async () => {
		const below = world.visits.filter((v) => isReleased(v) && isBelow(v.store, group.hotels));
		checkScores(await get('scores', { by: 'unit', unit_id: group.hotels.id }), below, (v) => ancestor(v.store, 'region'));
		const atStore = below.filter((v) => v.store === group.ningbo);
		checkScores(await get('scores', { by: 'unit', unit_id: group.ningbo.id }), atStore, (v) => v.store.id);
	});

	it('of nothing are nothing', async () => {
		for (const query of [{ to: '1999-01-01T00:00:00Z' }, { unit_id: randomUUID() }, { checklist_id: randomUUID() },
			{ from: iso(now), to: iso(now - day) }, { kind: 'self' }, { department_id: randomUUID() }]) {
			const body = await get('scores', { by: 'brand', ...query });
			assert.deepEqual(body.rows, []);
			assert.equal(body.rows_nr, 0);
			const { id, key, name, filter, ...figures } = body.total;
			assert.deepEqual(figures, scoresOf([]));
		}
	});

	it('tell how to find the visits behind a row', async () => {
		const of = async (query) => (await get('scores', query)).rows[0].filter;
		const nothing = { unit_id: null, checklist_id: null, kind: null, department_id: null, lead_id: null, from: null, to: null };
		const [lobby] = world.checklists;
		assert.deepEqual(await of({ by: 'store', unit_id: group.chengdu.id, kind: 'daily' }),
			{ ...nothing, unit_id: group.chengdu.id, kind: 'daily' });
		assert.deepEqual(await of({ by: 'checklist', kind: 'daily' }), { ...nothing, checklist_id: lobby.id, kind: 'daily' });
		const month = (await get('scores', { by: 'month', time_zone: 'Asia/Shanghai', from: '2026-09-10T00:00:00Z',
			to: '2026-11-05T00:00:00Z' })).rows.map(({ key, filter }) => [key, filter.from, filter.to]);
		assert.deepEqual(month, [
			['2026-09-01', '2026-09-10T00:00:00.000Z', '2026-09-30T16:00:00.000Z'],
			['2026-10-01', '2026-09-30T16:00:00.000Z', '2026-10-31T16:00:00.000Z'],
			['2026-11-01', '2026-10-31T16:00:00.000Z', '2026-11-05T00:00:00.000Z']]);
		/* The list of visits counts the same. */
		for (const by of ['store', 'checklist', 'kind', 'month'])
			for (const row of (await get('scores', { by })).rows) {
				const asked = Object.entries(row.filter).filter(([, value]) => value !== null);
				const { items } = is(await api.get(`/v1/inspections?${new URLSearchParams([...asked, ['state', 'released'],
					['limit', '200']])}`), 200);
				assert.equal(items.length, row.visits, `${by} ${row.key}`);
			}
	});

	it('are in the order that was asked for, and as many as were asked for', async () => {
		const all = await get('scores', { by: 'day', sort: 'key' });
		assert.deepEqual(all.rows.map(({ key }) => key), all.rows.map(({ key }) => key).sort());
		const merits = async (sort) => (await get('scores', { by: 'day', sort })).rows.map((r) => r.mean_percent)
			.map((text) => (text === null ? null : Number(text)));
		const scored = (list) => list.filter((n) => n !== null);
		const worst = await merits('worst');
		assert.deepEqual(scored(worst), scored(worst).toSorted((a, b) => a - b));
		assert.deepEqual(worst.slice(0, scored(worst).length), scored(worst));
		const best = await merits('best');
		assert.deepEqual(scored(best), scored(best).toSorted((a, b) => b - a));
		assert.deepEqual(best.slice(0, scored(best).length), scored(best));
		const most = (await get('scores', { by: 'day', sort: 'visits' })).rows.map(({ visits }) => visits);
		assert.deepEqual(most, most.toSorted((a, b) => b - a));

		const three = await get('scores', { by: 'day', limit: 3 });
		assert.deepEqual(three.rows, all.rows.slice(0, 3));
		assert.deepEqual([three.rows_nr, three.total], [all.rows_nr, all.total]);
		const busy = await get('scores', { by: 'day', min_visits: 2 });
		assert.deepEqual(busy.rows, all.rows.filter(({ scored }) => scored >= 2));
		assert.ok(busy.rows.length < all.rows.filter(({ visits }) => visits >= 2).length);
		assert.deepEqual(busy.total, all.total);
	});
});

describe('a mean percent', () => {
	/* A store of its own, with visits of these percents. */
	async function mean(percents) {
		const store = await group.unit(group.inns, 'store');
		for (const percent of percents)
			world.addVisit({ store, checklist: world.checklists[0], lead: world.inspectors[0], state: 'released',
				status: 'pass', percent: new Fraction(...percent), outcomes: [4, 4, 4], releasedAt: now - 400 * day });
		await world.write();
		return (await get('scores', { by: 'store', unit_id: store.id })).total.mean_percent;
	}

	for (const [percents, text] of [
		[[[100, 3], [100, 3], [100, 3]], '33.33'],
		[[[200, 3], [200, 3], [200, 3]], '66.67'],
		[[[8533, 100], [8534, 100]], '85.34'],
		[[[1, 3], [2, 3], [4, 100]], '0.35'],
		/* Exactly half way, though none of them can be written down exactly. */
		[[[100, 3], [5003, 300]], '25.01'],
		[[[100, 7], [200, 7], [400, 7], [1, 50]], '25.01'],
		[[[1, 300], [2, 300]], '0.01'],
		[[[-1, 300], [-2, 300]], '-0.01'],
		[[[1, 1000], [-1, 1000]], '0.00'],
		[[[-4, 1000]], '0.00'],
		/* A hair below half way. */
		[[[5004999999999999, 1000000000000000]], '5.00'],
		[[[100, 1], [100, 1], [9999, 100]], '100.00'],
	])
		it(`of ${percents.map(([num, den]) => `${num}/${den}`).join(', ')} is ${text}`, async () => {
			assert.equal(Fraction.mean(percents.map(([num, den]) => new Fraction(num, den))).round(2), text);
			assert.equal(await mean(percents), text);
		});
});

describe('scores of departments', () => {
	const answered = (visits) => visits.flatMap((visit) => visit.outcomes.map((outcome, place) =>
		({ visit, outcome, code: visit.checklist.questions[place][1] })))
		.filter(({ outcome }) => outcome === 4 || outcome === 5);

	function questionsOf(list) {
		const passed = list.filter(({ outcome }) => outcome === 4).length;
		return { visits: new Set(list.map(({ visit }) => visit)).size, scored: 0, mean_percent: null, passed,
			failed: list.length - passed, not_scored: 0, pass_rate: rate(passed, list.length), demerit_visits: 0,
			demerit_mean: null, demerit_total: 0, before: null, change: null };
	}

	function check(body, list, key) {
		assert.equal(body.counts, 'questions');
		const expected = groupBy(list, key);
		assert.deepEqual(body.rows.map((row) => row.key).sort(), [...expected.keys()].sort());
		for (const { id, key: shown, name, filter, ...figures } of body.rows)
			assert.deepEqual(figures, questionsOf(expected.get(shown)), shown);
		const { id, key: shown, name, filter, ...total } = body.total;
		assert.deepEqual(total, questionsOf(list));
	}

	it('count their questions, passed and failed', async () => {
		const list = answered(world.visits.filter(isReleased));
		const body = await get('scores', { by: 'department' });
		check(body, list, ({ code }) => code);
		const row = (code) => body.rows.find(({ key }) => key === code);
		const { id } = world.departments.find(({ code }) => code === 'kitchen');
		assert.deepEqual([row('kitchen').id, row('kitchen').name, row('kitchen').filter.department_id], [id, { en: 'kitchen' }, id]);
		assert.deepEqual([row('unknown').id, row('unknown').name, row('unknown').filter], [null, null, null]);
	});

	it('can be of one department, in any groups', async () => {
		const { id } = world.departments.find(({ code }) => code === 'housekeeping');
		const list = answered(world.visits.filter(isReleased)).filter(({ code }) => code === 'housekeeping');
		check(await get('scores', { by: 'department', department_id: id }), list, ({ code }) => code);
		check(await get('scores', { by: 'store', department_id: id }), list, ({ visit }) => visit.store.code);
		check(await get('scores', { by: 'kind', department_id: id, unit_id: group.east.id }),
			list.filter(({ visit }) => isBelow(visit.store, group.east)), ({ visit }) => visit.checklist.kind);
	});

	it('are sorted by their pass rate', async () => {
		const rates = async (sort) => (await get('scores', { by: 'department', sort })).rows.map((row) => Number(row.pass_rate));
		assert.deepEqual(await rates('worst'), (await rates('worst')).toSorted((a, b) => a - b));
		assert.deepEqual(await rates('best'), (await rates('best')).toSorted((a, b) => b - a));
	});
});

describe('findings', () => {
	const counts = (finding) => !finding.visit || finding.visit.state === 'released';

	function findingsOf(list, all, soFar) {
		return {
			findings: list.length,
			share: rate(list.length, all.length),
			cumulative_share: rate(soFar, all.length),
			repeats: list.filter(({ repeat }) => repeat > 1).length,
			fixed_on_spot: list.filter(({ isFixed }) => isFixed).length,
			lost: Number(new Fraction(list.reduce((sum, { lost }) => sum + lost, 0), 1000).round(3)),
			visits: new Set(list.flatMap(({ visit }) => visit?.id ?? [])).size,
			units: new Set(list.map(({ store }) => store.id)).size,
		};
	}

	function check(body, list, key) {
		const expected = groupBy(list, key);
		let soFar = 0;
		assert.equal(body.rows.length, expected.size);
		for (const { id, key: shown, name, filter, ...figures } of body.rows) {
			const found = expected.get(body.by === 'question' ? `${id} ${shown}` : id ?? shown);
			soFar += found.length;
			assert.deepEqual(figures, findingsOf(found, list, soFar), shown);
		}
		const frequencies = body.rows.map((row) => row.findings);
		assert.deepEqual(frequencies, frequencies.toSorted((a, b) => b - a));
		const { id, key: shown, name, filter, ...total } = body.total;
		assert.deepEqual(total, findingsOf(list, list, list.length));
	}

	for (const [by, key] of Object.entries({
		question: (f) => `${f.visit?.checklist.id ?? null} ${f.question}`,
		department: (f) => f.department?.id ?? null,
		indicator: (f) => f.indicator,
		severity: (f) => f.severity,
		store: (f) => f.store.id,
		region: (f) => ancestor(f.store, 'region'),
		brand: (f) => ancestor(f.store, 'brand'),
		unit: (f) => ancestor(f.store, 'brand'),
	}))
		it(`by ${by} are the most frequent first, with their shares`, async () => {
			const list = world.findings.filter(counts);
			assert.ok(list.length < world.findings.length);
			check(await get('findings', { by }), list, key);
		});

	it('can be narrowed', async () => {
		const [from, to] = [now - 120 * day, now - 20 * day];
		const [lobby] = world.checklists;
		const { id: department } = world.departments[0];
		for (const [query, fits] of [
			[{ from: iso(from), to: iso(to) }, (f) => f.foundAt >= from && f.foundAt < to],
			[{ unit_id: group.east.id }, (f) => isBelow(f.store, group.east)],
			[{ checklist_id: lobby.id }, (f) => f.visit?.checklist === lobby],
			[{ kind: 'tour' }, (f) => f.visit?.checklist.kind === 'tour'],
			[{ department_id: department }, (f) => f.department?.id === department],
			[{ severity: 'critical' }, (f) => f.severity === 'critical'],
		]) {
			const list = world.findings.filter((f) => counts(f) && fits(f));
			assert.ok(list.length > 1);
			check(await get('findings', { by: 'store', ...query }), list, (f) => f.store.id);
		}
	});

	it('that were put right on the spot can be found', async () => {
		const { rows, total } = await get('findings', { by: 'severity' });
		assert.ok(total.fixed_on_spot > 0 && total.fixed_on_spot < total.findings);
		for (const row of rows) {
			const list = (fixed) => all(api, `/v1/findings?counted=true&severity=${row.key}&fixed_on_spot=${fixed}`);
			assert.equal((await list(true)).length, row.fixed_on_spot);
			assert.equal((await list(false)).length, row.findings - row.fixed_on_spot);
			assert.ok((await list(true)).every(({ is_fixed_on_spot }) => is_fixed_on_spot));
		}
		is(await api.get('/v1/findings?fixed_on_spot=perhaps'), 422, 'invalid_query', ['/fixed_on_spot']);
	});

	it('have the text of the question, and tell how to find them', async () => {
		const { rows } = await get('findings', { by: 'question' });
		const row = rows.find(({ key }) => key === 'smile');
		assert.deepEqual(row.name, { en: 'smile' });
		assert.equal(row.filter.question, 'smile');
		assert.equal(row.filter.checklist_id, world.checklists.find(({ code }) => code === 'guest').id);
		const byHand = rows.find(({ key }) => key === null);
		assert.deepEqual([byHand.id, byHand.name, byHand.filter], [null, null, null]);
		assert.equal((await get('findings', { by: 'severity', severity: 'minor' })).rows[0].filter.severity, 'minor');
	});

	it('of nothing are nothing', async () => {
		const body = await get('findings', { by: 'question', to: '1999-01-01T00:00:00Z' });
		assert.deepEqual([body.rows, body.rows_nr, body.total.findings, body.total.share, body.total.lost], [[], 0, 0, null, 0]);
	});

	it('are as many rows as were asked for', async () => {
		const all = await get('findings', { by: 'question' });
		const two = await get('findings', { by: 'question', limit: 2 });
		assert.deepEqual([two.rows, two.rows_nr], [all.rows.slice(0, 2), all.rows.length]);
	});
});

describe('actions', () => {
	function actionsOf(list) {
		const handedIn = list.filter((a) => a.handedInAt);
		const onTime = handedIn.filter((a) => a.handedInAt <= a.dueAt).length;
		const count = (state) => list.filter((a) => a.state === state).length;
		return {
			actions: list.length,
			states: Object.fromEntries([...unfinished.slice(0, 5), 'closed', 'cancelled', 'waived', 'disputed']
				.map((state) => [state, count(state)])),
			unfinished: list.filter(({ state }) => unfinished.includes(state)).length,
			overdue: list.filter((a) => ['open', 'planned', 'in_progress'].includes(a.state) && a.dueAt < now).length,
			handed_in: handedIn.length,
			on_time: onTime,
			on_time_rate: rate(onTime, handedIn.length),
			mean_hours_to_hand_in: Fraction.mean(handedIn.map((a) => new Fraction(a.handedInAt - a.openedAt, 3600000)))?.round(2) ?? null,
			returned: list.reduce((sum, a) => sum + a.returned, 0),
			reopened: list.filter(({ round }) => round > 1).length,
			effective: list.filter(({ effect }) => effect === 'effective').length,
			too_little_evidence: list.filter(({ effect }) => effect === 'too_little_evidence').length,
			recurrences: list.filter(({ recurrenceOf }) => recurrenceOf).length,
			extensions: list.reduce((sum, a) => sum + a.extensions, 0),
		};
	}

	function check(body, list, key) {
		const expected = groupBy(list, key);
		assert.equal(body.rows.length, expected.size);
		for (const { id, key: shown, name, filter, ...figures } of body.rows)
			assert.deepEqual(figures, actionsOf(expected.get(id ?? shown)), shown);
		const { id, key: shown, name, filter, ...total } = body.total;
		assert.deepEqual(total, actionsOf(list));
		const overdue = body.rows.map((row) => row.overdue);
		assert.deepEqual(overdue, overdue.toSorted((a, b) => b - a));
	}

	for (const [by, key] of Object.entries({
		store: (a) => a.store.id,
		region: (a) => ancestor(a.store, 'region'),
		brand: (a) => ancestor(a.store, 'brand'),
		unit: (a) => ancestor(a.store, 'brand'),
		department: (a) => a.department?.id ?? null,
		severity: (a) => a.severity,
		kind: (a) => a.kind,
		responsible: (a) => a.responsible?.id ?? null,
	}))
		it(`by ${by} are counted by state, and how punctual they are`, async () => {
			const body = await get('actions', { by });
			assert.ok(body.total.overdue && body.total.on_time && body.total.on_time < body.total.handed_in);
			check(body, world.actions, key);
		});

	it('can be narrowed', async () => {
		const [from, to] = [now - 80 * day, now - 10 * day];
		const [lobby] = world.checklists;
		const { id: department } = world.departments[1];
		for (const [query, fits] of [
			[{ from: iso(from), to: iso(to) }, (a) => a.openedAt >= from && a.openedAt < to],
			[{ unit_id: group.east.id }, (a) => isBelow(a.store, group.east)],
			[{ checklist_id: lobby.id }, (a) => a.checklist === lobby],
			[{ kind: 'corrective' }, (a) => a.kind === 'corrective'],
			[{ department_id: department }, (a) => a.department?.id === department],
			[{ severity: 'critical' }, (a) => a.severity === 'critical'],
		]) {
			const list = world.actions.filter(fits);
			assert.ok(list.length > 1);
			check(await get('actions', { by: 'severity', ...query }), list, (a) => a.severity);
		}
	});

	it('become overdue as time goes by', async () => {
		await world.server.clock.set(now + 60 * day);
		const { total } = await get('actions', { by: 'store' }, world.server.api(await world.server.signIn('demo')));
		await world.server.clock.set(now);
		assert.equal(total.overdue, total.states.open + total.states.planned + total.states.in_progress);
		assert.ok(total.overdue > (await get('actions', { by: 'store' })).total.overdue);
	});

	it('of nothing are nothing', async () => {
		const body = await get('actions', { by: 'store', to: '1999-01-01T00:00:00Z' });
		assert.deepEqual([body.rows, body.total.actions, body.total.on_time_rate, body.total.mean_hours_to_hand_in], [[], 0, null, null]);
	});
});

describe('who reads a report', () => {
	const totals = async (as) => {
		const scores = await get('scores', { by: 'store' }, as);
		const findings = await get('findings', { by: 'store' }, as);
		const actions = await get('actions', { by: 'store' }, as);
		return [scores.total.visits, findings.total.findings, actions.total.actions];
	};
	const counted = (fits) => [world.visits.filter((v) => isReleased(v) && fits(v)).length,
		world.findings.filter((f) => (!f.visit || isReleased(f.visit)) && fits(f)).length, world.actions.filter(fits).length];

	it('is told of the units where the right is, and of what is below them', async () => {
		assert.deepEqual(await totals(api), counted(() => true));
		for (const unit of [group.hotels, group.east, group.chengdu]) {
			const reader = await person(world.server, ['report.read'], { unit: unit.id });
			const expected = counted(({ store }) => isBelow(store, unit));
			assert.ok(expected.every((n) => n > 0));
			assert.deepEqual(await totals(reader.api), expected);
			/* Asking for more gives no more. */
			const more = await get('scores', { by: 'store', unit_id: unit.parent_id }, reader.api);
			assert.equal(more.total.visits, 0);
			const beside = await get('scores', { by: 'store', unit_id: group.harbour.id }, reader.api);
			assert.equal(beside.total.visits, 0);
		}
	});

	it('does not hear the name of a unit above', async () => {
		const reader = await person(world.server, ['report.read'], { unit: group.chengdu.id });
		for (const report of ['scores', 'findings', 'actions'])
			for (const by of ['region', 'brand']) {
				const { rows } = await get(report, { by }, reader.api);
				assert.deepEqual(rows.map(({ id, key, name, filter }) => [id, key, name, filter]), [[null, null, null, null]]);
			}
		const { rows } = await get('scores', { by: 'unit' }, reader.api);
		assert.deepEqual(rows.map(({ id }) => id), [group.chengdu.id]);
	});

	it('is told once what two roles let him see', async () => {
		const reader = await person(world.server, ['report.read'], { unit: group.east.id });
		const second = await group.role(['report.read', 'finding.read']);
		await group.give({ id: reader.id }, second, group.ningbo);
		assert.deepEqual(await totals(reader.api), counted(({ store }) => isBelow(store, group.east)));
	});

	it('is told only of a department, where the right is for that one', async () => {
		const department = world.departments[0];
		const reader = await person(world.server, ['report.read'], { department: department.id });
		const [visits, ...rest] = await totals(reader.api);
		assert.equal(visits, counted(() => true)[0]);
		assert.deepEqual(rest, counted((x) => x.department === department).slice(1));
		const { rows } = await get('scores', { by: 'department' }, reader.api);
		assert.deepEqual(rows.map(({ key }) => key), [department.code]);
	});

	it('is not told who a mystery shopper was without the right to know', async () => {
		const isMystery = (v) => v.checklist.kind === 'mystery';
		const released = world.visits.filter(isReleased);
		const reader = await person(world.server, ['report.read']);
		const body = await get('scores', { by: 'inspector' }, reader.api);
		checkScores(body, released, (v) => (isMystery(v) ? null : v.lead.id));
		assert.equal(body.rows.find(({ id }) => !id).filter, null);
		const knowing = await person(world.server, ['report.read', 'mystery.identity']);
		checkScores(await get('scores', { by: 'inspector' }, knowing.api), released, (v) => v.lead.id);
		/* The right at one store says nothing about the others. */
		const partly = await person(world.server, ['mystery.identity'], { unit: group.ningbo.id });
		await group.give({ id: partly.id }, await group.role(['report.read']), group.top);
		checkScores(await get('scores', { by: 'inspector' }, partly.api), released,
			(v) => (isMystery(v) && v.store !== group.ningbo ? null : v.lead.id));
	});

	it('needs the right, and sees nothing of another group', async () => {
		const other = world.server.api(await world.server.signIn('other'));
		assert.deepEqual(await totals(other), [0, 0, 0]);
		const without = await person(world.server, ['inspection.read', 'finding.read', 'action.read']);
		for (const report of ['scores', 'findings', 'actions']) {
			is(await without.api.get(`/v1/reports/${report}?by=store`), 403, 'forbidden');
			is(await world.server.api().get(`/v1/reports/${report}?by=store`), 401, 'not_signed_in');
		}
	});
});

describe('a store that moved', () => {
	it('counts where it is now, or where it was at the visit', async () => {
		const [from, to] = [now - 500 * day, now - 450 * day];
		const query = { from: iso(from), to: iso(to) };
		const store = await group.unit(group.west, 'store');
		const moved = { ...store, parent_id: group.west.id };
		const visit = (stood) => world.addVisit({ store: moved, checklist: world.checklists[0], lead: world.inspectors[0],
			state: 'released', status: 'pass', percent: new Fraction(90), outcomes: [4, 4, 4], releasedAt: from + day, stood });
		visit([store, group.east, group.hotels, group.top]);
		visit([store, group.west, group.hotels, group.top]);
		visit([store, group.inns, group.top]);
		await world.write();

		const rows = async (by, placed, more) => (await get('scores', { by, placed, ...query, ...more })).rows
			.map(({ id, visits }) => [id, visits]).sort();
		assert.deepEqual(await rows('region', 'now'), [[group.west.id, 3]]);
		assert.deepEqual(await rows('region', 'then'), [[group.east.id, 1], [group.west.id, 1], [null, 1]].sort());
		assert.deepEqual(await rows('brand', 'then'), [[group.hotels.id, 2], [group.inns.id, 1]].sort());
		assert.deepEqual(await rows('unit', 'then', { unit_id: group.hotels.id }), [[group.east.id, 1], [group.west.id, 1]].sort());
		assert.deepEqual(await rows('store', 'then', { unit_id: group.inns.id }), [[store.id, 1]]);
		assert.deepEqual(await rows('store', 'now', { unit_id: group.inns.id }), []);
	});
});

describe('a question that is not one', () => {
	for (const [report, query, pointer] of [
		['scores', '', '/by'], ['scores', 'by=colour', '/by'], ['scores', 'by=store&by=brand', '/by'],
		['scores', 'by=store&from=yesterday', '/from'], ['scores', 'by=store&to=2026-02-30T00:00:00Z', '/to'],
		['scores', 'by=store&unit_id=1', '/unit_id'], ['scores', 'by=store&kind=weekly', '/kind'],
		['scores', 'by=day&time_zone=Mars/Olympus', '/time_zone'], ['scores', 'by=day&time_zone=posix/UTC', '/time_zone'],
		['scores', 'by=day&time_zone=', '/time_zone'], ['scores', `by=day&time_zone=${encodeURIComponent("UTC'; --")}`, '/time_zone'],
		['scores', 'by=store&limit=0', '/limit'], ['scores', 'by=store&limit=10001', '/limit'], ['scores', 'by=store&sort=random', '/sort'],
		['scores', 'by=store&placed=there', '/placed'], ['scores', 'by=store&min_visits=0', '/min_visits'],
		['scores', 'by=store&sort=improved&to=2026-01-01T00:00:00Z', '/from'], ['scores', 'by=store&compare=1', '/compare'],
		['scores', 'by=store&compare=true&from=2026-01-01T00:00:00Z', '/to'],
		['scores', 'by=store&compare=true&from=2026-01-01T00:00:00Z&to=9999-12-31T23:59:59Z', '/to'],
		['scores', 'by=store&sort=worsened&from=2026-01-01T00:00:00Z&to=2026-01-01T00:00:00Z', '/to'],
		['scores', 'by=week&compare=true&from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z', '/by'],
		['scores', 'by=store&severity=minor', '/severity'], ['findings', 'by=day', '/by'], ['findings', 'by=store&severity=grave', '/severity'],
		['actions', 'by=question', '/by'], ['actions', 'by=store&kind=daily', '/kind'], ['actions', 'by=store&time_zone=UTC', '/time_zone'],
	])
		it(`is refused: ${report}?${query}`, async () => {
			is(await api.get(`/v1/reports/${report}?${query}`), 422, 'invalid_query', [pointer]);
		});
});
