/* Plans: what they say, what comes of it, and what is refused. */
import { createHash, randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { all, nobody } from './group.js';
import { assert, day, is, newCode, PlanWorld } from './plans_world.js';
import { until } from './postgres_session.js';
import { good } from './visits.js';

let w;
before(async () => { w = await PlanWorld.start('2026-10-20T00:00:00Z'); });
after(() => w?.stop());

const md5 = (...parts) => createHash('md5').update(parts.join(':')).digest('hex');
const leads = (list) => list.map((one) => one.lead?.id ?? one.reason);
/* Somebody who plans at the store alone. */
const planner = async (store) => w.group.somebody((await w.group.role(['inspection.plan', 'inspection.read', 'organization.read'])).code, store);
async function changes(api, after) {
	const items = [];
	let page;
	for (let next = after; !page || page.has_more; next = page.next) {
		page = is(await api.get(`/v1/changes?limit=500&after=${next}`), 200);
		items.push(...page.items);
	}
	return { items, next: page.next };
}
const visit = async (id) => is(await w.admin.get(`/v1/inspections/${id}`), 200);
const login = async (id) => is(await w.admin.get(`/v1/people/${id}`), 200).login;
const pool = async (n, unit = w.group.hotels) => Promise.all(Array.from({ length: n }, async () =>
	(await w.group.person('inspector', unit)).id));

describe('a plan', () => {
	it('makes visits for two weeks, each store by its own clock, and says what it is', async () => {
		const region = await w.group.unit(w.group.hotels, 'region');
		const shanghai = await w.group.unit(region, 'store');
		const london = await w.group.unit(region, 'store', { time_zone: 'Europe/London' });
		const plan = await w.plan(region, { times: ['21:00', '08:00'], visible_before: 60, due_after: 120, miss_after: 600,
			note: 'Look', is_unannounced: true });
		assert.deepEqual(plan.times, ['08:00', '21:00']);
		assert.deepEqual([plan.kind, plan.state, plan.revision, plan.assign], ['tour', 'active', 1, 'nobody']);
		assert.deepEqual(is(await w.admin.get(`/v1/plans/${plan.id}`), 200), plan);
		const made = await w.occurrences(plan);
		assert.equal(made.length, 2 * 2 * 15 - 0 - made.filter((one) => one.start_at < '2026-10-20').length);
		const [first] = await w.occurrences(plan, `unit_id=${shanghai.id}&from=2026-10-21T00:00:00Z`);
		assert.deepEqual([first.occurrence, first.start_at, first.reason], ['2026-10-21T08:00', '2026-10-21T00:00:00.000Z', null]);
		const one = await visit(first.inspection_id);
		assert.deepEqual([one.state, one.visible_from, one.due_at, one.miss_at, one.note, one.is_unannounced],
			['planned', '2026-10-20T23:00:00.000Z', '2026-10-21T02:00:00.000Z', '2026-10-21T10:00:00.000Z', 'Look', true]);
		const there = await w.occurrences(plan, `unit_id=${london.id}&from=2026-10-20T12:00:00Z&to=2026-10-21T12:00:00Z`);
		assert.deepEqual(there.map((each) => each.start_at), ['2026-10-20T20:00:00.000Z', '2026-10-21T07:00:00.000Z']);
	});

	it('is the same when it is sent again, and its visits are made once however often it is looked through', async () => {
		const store = await w.store();
		const body = { id: randomUUID(), ...w.body(store) };
		const [a, b] = await Promise.all([w.admin.post('/v1/plans', body), w.admin.post('/v1/plans', body)]);
		assert.deepEqual([a.status, b.status].sort(), [200, 201]);
		is(await w.admin.post('/v1/plans', { ...body, name: 'Other' }), 409, 'id_is_taken');
		await w.dispatched(body);
		const before = await w.occurrences(body);
		await w.again(body);
		assert.deepEqual(await w.occurrences(body), before);
		const [{ nr }] = await w.sql(`select count(*) as nr from inspection where plan_id = '${body.id}'`);
		assert.equal(nr, before.length);
	});

	it('that cannot be looked through holds up no other, and is looked through later', async () => {
		const store = await w.store();
		const broken = { id: randomUUID(), ...w.body(store) };
		await w.sql.script(`create function spoil() returns trigger language plpgsql as $$ begin raise exception 'spoilt'; end $$;
			create trigger spoil before insert on plan_occurrence for each row
				when (new.plan_id = '${broken.id}') execute function spoil()`);
		await w.plan(store, broken);
		assert.ok((await w.occurrences(await w.plan(store))).length);
		assert.deepEqual(await w.occurrences(broken), []);
		await w.sql.script('drop trigger spoil on plan_occurrence');
		await w.again(broken);
		assert.ok((await w.occurrences(broken)).length);
	});

	it('reaches stores that have all its tags, also those that open later, and none that close', async () => {
		const region = await w.group.unit(w.group.hotels, 'region');
		const tagged = await w.group.unit(region, 'store', { tags: ['spa', 'city'] });
		await w.group.unit(region, 'store', { tags: ['spa'] });
		const opening = await w.group.unit(region, 'store', { tags: ['city', 'spa'], state: 'opening' });
		const plan = await w.plan(region, { tags: ['spa', 'city'] });
		const reached = async () => [...new Set((await w.occurrences(plan)).map((one) => one.unit.id))].sort();
		assert.deepEqual(await reached(), [tagged.id]);
		is(await w.admin.patch(`/v1/units/${opening.id}`, { state: 'open' }), 200);
		await w.again(plan);
		assert.deepEqual(await reached(), [tagged.id, opening.id].sort());
		is(await w.admin.patch(`/v1/units/${tagged.id}`, { state: 'closed' }), 200);
		const [{ inspection_id }] = await w.occurrences(plan, `unit_id=${tagged.id}`);
		await w.again(plan);
		assert.deepEqual(await reached(), [opening.id]);
		assert.equal((await visit(inspection_id)).state, 'cancelled');
	});

	it('changes what nobody has begun, from a day on, and nothing else', async () => {
		const store = await w.store();
		const [inspector] = [await w.group.somebody('inspector', w.group.hotels)];
		const plan = await w.plan(store, { times: ['12:00'], assign: 'person', person_id: inspector.person.id });
		const before = await w.occurrences(plan);
		is(await inspector.post(`/v1/inspections/${before[2].inspection_id}/start`, {}), 200);
		const changed = await w.change(plan, { effective_from: '2026-10-22', note: 'New', due_after: 60 });
		assert.deepEqual([changed.revision, changed.effective_from, changed.due_after, changed.times], [2, '2026-10-22', 60, ['12:00']]);
		const now = await w.occurrences(plan);
		assert.deepEqual(now.map((one) => one.inspection_id), before.map((one) => one.inspection_id));
		for (const [i, one] of now.entries()) {
			const isNew = one.occurrence >= '2026-10-22' && i !== 2;
			assert.equal(one.due_at === before[i].due_at, !isNew, one.occurrence);
		}
		await w.change(plan, { times: ['15:00'] });
		const later = await w.occurrences(plan);
		assert.deepEqual(later.filter((one) => one.occurrence.endsWith('T12:00')).map((one) => one.state), ['started']);
		assert.equal((await visit(before[5].inspection_id)).state, 'cancelled');
		assert.equal(is(await w.admin.patch(`/v1/plans/${plan.id}`, { times: ['15:00'] }), 200).revision, 3);
		is(await w.admin.patch(`/v1/plans/${plan.id}`, { effective_from: '2026-10-01', note: 'x' }), 422, 'invalid_body', ['/effective_from']);
	});

	it('changed, leaves a visit that was taken to whoever took it, until that person leaves', async () => {
		const store = await w.store();
		const taker = await w.group.somebody('inspector', w.group.hotels);
		const plan = await w.plan(store, { times: ['23:30'], visible_before: 10080 });
		const [{ inspection_id: id }] = await w.occurrences(plan);
		is(await taker.post(`/v1/inspections/${id}/take`), 200);
		await w.change(plan, { note: 'Bring the keys' });
		const changed = await visit(id);
		assert.deepEqual([changed.note, changed.lead.id], ['Bring the keys', taker.person.id]);
		is(await w.admin.patch(`/v1/people/${taker.person.id}`, { state: 'left' }), 200);
		await w.again(plan);
		await until(async () => !(await visit(id)).lead, 'the visit to be free again');
	});

	it('looks as far ahead as the policy says, and takes nothing back when that is less', async () => {
		const region = await w.group.unit(w.group.hotels, 'region');
		await w.group.unit(region, 'store');
		const plan = await w.plan(region);
		const policy = (plan_days) => w.admin.patch('/v1/policy', { plan_days });
		const lastOf = async () => (await w.occurrences(plan)).at(-1).occurrence.slice(0, 10);
		assert.equal(await lastOf(), '2026-11-03');
		try {
			assert.equal(is(await policy(20), 200).plan_days, 20);
			await w.again(plan);
			assert.equal(await lastOf(), '2026-11-09');
			is(await policy(3), 200);
			const before = await w.occurrences(plan);
			await w.again(plan);
			assert.deepEqual(await w.occurrences(plan), before);
			const late = await w.group.unit(region, 'store');
			await w.again(plan);
			assert.equal((await w.occurrences(plan, `unit_id=${late.id}`)).at(-1).occurrence.slice(0, 10), '2026-11-09');
			for (const wrong of [0, 93])
				is(await policy(wrong), 422, 'invalid_body', ['/plan_days']);
		} finally {
			is(await policy(14), 200);
		}
	});

	it('is in the change feed of whoever may read it, and of nobody else', async () => {
		const store = await w.store();
		const [near, manager] = await Promise.all([planner(store), w.group.somebody('store_manager', store)]);
		const feeds = [[w.admin, '0'], [near, '0'], [manager, '0']];
		for (const feed of feeds)
			feed[1] = (await changes(...feed)).next;
		const known = await w.plan(store);
		const secret = await w.plan(store, { is_unannounced: true });
		await w.change(known, { note: 'Look' });
		await until(async () => (await changes(...feeds[0])).items.filter((one) => one.kind === 'plan.changed').length, 'the change');
		const heard = async ([api, cursor]) => (await changes(api, cursor)).items.filter((one) => one.subject === 'plan')
			.map((one) => [one.kind, one.subject_id]);
		assert.deepEqual(await heard(feeds[0]), [['plan.created', known.id], ['plan.created', secret.id], ['plan.changed', known.id]]);
		assert.deepEqual(await heard(feeds[1]), [['plan.created', known.id], ['plan.changed', known.id]]);
		assert.deepEqual(await heard(feeds[2]), []);
	});

	it('paused or ended takes back what nobody has begun, and comes back only from the pause', async () => {
		const plan = await w.plan(await w.store());
		await w.change(plan, { state: 'paused' });
		assert.deepEqual(await w.occurrences(plan), []);
		await w.change(plan, { state: 'active' });
		assert.ok((await w.occurrences(plan)).length >= 14);
		await w.change(plan, { state: 'ended' });
		assert.deepEqual(await w.occurrences(plan), []);
		is(await w.admin.patch(`/v1/plans/${plan.id}`, { state: 'active' }), 409, 'plan_has_ended');
	});
});

describe('who goes', () => {
	it('is a person, or whoever holds a role nearest to the store', async () => {
		const store = await w.store();
		const manager = await w.group.person('store_manager', store);
		const regional = await w.group.person('regional_manager', w.group.west);
		const leadOf = async (more) => [...new Set(leads(is(await w.preview(store, more), 200).occurrences))];
		assert.deepEqual(await leadOf({ kind: 'daily', assign: 'role', role_id: w.group.roles.store_manager.id }), [manager.id]);
		assert.deepEqual(await leadOf({ assign: 'role', role_id: w.group.roles.regional_manager.id }), [regional.id]);
		assert.deepEqual(await leadOf({ assign: 'person', person_id: regional.id }), [regional.id]);
		const empty = await w.store();
		const region = w.group.west;
		const some = is(await w.preview(region, { kind: 'daily', assign: 'role', role_id: w.group.roles.store_manager.id }), 200);
		assert.deepEqual([...new Set(some.occurrences.filter((one) => one.unit.id === empty.id).map((one) => one.reason))], ['no_holder']);
		assert.ok(some.unstaffed_nr >= 14);
	});

	it('is a pool in turn, and nobody more often in a row than may be', async () => {
		const store = await w.store();
		const three = await pool(3);
		const turn = leads(is(await w.preview(store, { assign: 'rotation', pool: three }), 200).occurrences);
		for (const [i, lead] of turn.entries())
			assert.equal(lead, three[(three.indexOf(turn[0]) + i) % 3]);
		const two = await pool(2);
		const rows = (list) => list.reduce((longest, lead, i) => {
			const run = i && list[i - 1] === lead ? longest.run + 1 : 1;
			return { run, most: Math.max(longest.most, run) };
		}, { run: 0, most: 0 }).most;
		for (const k of [1, 2])
			assert.ok(rows(leads(is(await w.preview(store, { assign: 'draw', pool: two, max_in_a_row: k, days: 60 }), 200).occurrences)) <= k);
		const alone = leads(is(await w.preview(store, { assign: 'rotation', pool: [two[0]], max_in_a_row: 2 }), 200).occurrences);
		assert.deepEqual(alone.slice(0, 4), [two[0], two[0], 'in_a_row', 'in_a_row']);
	});

	it('is drawn from a pool so that it can be drawn again from what is stored', async () => {
		const plan = await w.plan(await w.store(), { assign: 'draw', pool: await pool(4) });
		const drawn = await w.sql(`select o.candidates, i.lead_id,
				(select c from unnest(o.candidates) c order by md5(r.seed || ':' || to_char(o.occurrence, 'YYYY-MM-DD"T"HH24:MI') || ':' ||
				 o.unit_id || ':' || c) limit 1) as again
			from plan_occurrence o join inspection i on i.id = o.inspection_id
			join plan_revision r on r.plan_id = o.plan_id and r.number = o.revision where o.plan_id = '${plan.id}'`);
		assert.ok(drawn.length >= 14);
		for (const one of drawn)
			assert.equal(one.lead_id, one.again);
		assert.ok(new Set(drawn.map((one) => one.lead_id)).size > 1);
	});

	it('is shown with seed, pool and outcome to whoever checks a draw', async () => {
		const people = await pool(4);
		const plan = await w.plan(await w.store(), { assign: 'draw', pool: people });
		const [first] = await w.occurrences(plan);
		const target = `/v1/plans/${plan.id}/draw?occurrence=${first.occurrence}`;
		const draw = is(await w.admin.get(`${target}&unit_id=${first.unit.id}`), 200);
		assert.deepEqual([draw.occurrence, draw.revision, draw.wanted, draw.is_same, draw.is_changed, draw.lead],
			[first.occurrence, 1, 1, true, false, first.lead]);
		const again = people.map((id) => ({ id, chance: md5(draw.seed, first.occurrence, first.unit.id, id) }))
			.sort((a, b) => (a.chance < b.chance ? -1 : 1));
		assert.deepEqual(draw.pool.map(({ id, chance }) => ({ id, chance })), again);
		assert.deepEqual(draw.pool.map((one) => one.is_drawn), [true, false, false, false]);
		assert.equal(draw.lead.id, again[0].id);
		is(await w.admin.patch(`/v1/inspections/${first.inspection_id}`, { lead_id: again[1].id }), 200);
		const named = is(await w.admin.get(`${target}&unit_id=${first.unit.id}`), 200);
		assert.deepEqual([named.is_same, named.is_changed, named.lead.id], [true, true, again[1].id]);
		assert.deepEqual(named.pool, draw.pool);
		is(await w.admin.patch(`/v1/inspections/${first.inspection_id}`, { lead_id: null }), 200);
		const nobodys = is(await w.admin.get(`${target}&unit_id=${first.unit.id}`), 200);
		assert.deepEqual([nobodys.is_same, nobodys.is_changed, nobodys.lead], [true, true, null]);
		/* What is stored and what comes out again are held against each other. */
		await w.sql.script(`update plan_occurrence set drawn_id = '${again[2].id}' where inspection_id = '${first.inspection_id}'`);
		assert.equal(is(await w.admin.get(`${target}&unit_id=${first.unit.id}`), 200).is_same, false);
		is(await w.admin.get(target), 404);
		is(await w.admin.get(`${target}&unit_id=${w.group.chengdu.id}`), 404);
		is(await w.admin.get(`/v1/plans/${nobody}/draw?occurrence=${first.occurrence}`), 404);
		for (const wrong of ['', '?occurrence=', '?occurrence=2026-02-30T09:00', '?occurrence=2026-10-20 09:00', '?occurrence=2026-10-20T9:000'])
			is(await w.admin.get(`/v1/plans/${plan.id}/draw${wrong}`), 422, 'invalid_query', ['/occurrence']);
	});

	it('is never whoever has a role at the store, of what comes from outside', async () => {
		const store = await w.store();
		const [insider, outsider] = await pool(2);
		await w.group.give({ id: insider }, w.group.roles.inspector, store);
		const of = async (more) => [...new Set(leads(is(await w.preview(store, more), 200).occurrences))].sort();
		assert.deepEqual(await of({ kind: 'tour', assign: 'rotation', pool: [insider, outsider] }), [outsider]);
		assert.deepEqual(await of({ kind: 'daily', assign: 'rotation', pool: [insider, outsider] }), [insider, outsider].sort());
		is(await w.admin.post('/v1/plans', w.body(store, { kind: 'special', assign: 'rotation', pool: [insider] })), 422, 'invalid_body', ['/pool']);
		assert.deepEqual(await of({ kind: 'special', assign: 'rotation', pool: [insider] }), ['own_unit']);
	});

	it('is another one when somebody leaves, or nobody, and what nobody can do is tried again', async () => {
		const store = await w.store();
		const [a, b] = await pool(2);
		const plan = await w.plan(store, { assign: 'rotation', pool: [a, b] });
		const before = await w.occurrences(plan);
		const told = async () => is(await w.admin.get('/v1/inbox?limit=200'), 200).items.filter((item) => item.subject_id === plan.id);
		const theirs = (list, id) => list.filter((one) => one.lead?.id === id).length;
		is(await w.admin.patch(`/v1/people/${a}`, { state: 'left' }), 200);
		await until(async () => (await told()).length === 1, 'what was handed on');
		const after = await w.occurrences(plan);
		assert.deepEqual(after.map((one) => one.inspection_id), before.map((one) => one.inspection_id));
		assert.deepEqual([...new Set(leads(after))], [b]);
		const [{ kind, subject, title, unit, counts, by }] = await told();
		assert.deepEqual([kind, subject, title.en, unit.id, by], ['plan.handed_on', 'plan', plan.name, store.id, null]);
		assert.deepEqual(counts, { handed_on: theirs(before, a), unstaffed: 0 });
		is(await w.admin.post('/v1/people/import?dry_run=false', `login,state\n${await login(b)},left`, { 'content-type': 'text/csv' }), 200);
		await until(async () => (await told()).length === 2, 'what nobody makes');
		const left = await w.occurrences(plan);
		assert.ok(left.every((one) => one.inspection_id && !one.lead));
		assert.ok((await told()).some(({ counts: { handed_on, unstaffed } }) => handed_on === 0 && unstaffed === before.length));
		await w.again(plan);
		assert.equal((await told()).length, 2, 'it is told once');
	});
});

describe('somebody who is to go', () => {
	it('is told once of what a plan shows on one day, when it can be seen', async () => {
		const region = await w.group.unit(w.group.hotels, 'region');
		for (let i = 0; i < 5; i++)
			await w.group.unit(region, 'store');
		const inspector = await w.group.somebody('inspector', w.group.hotels);
		const plan = await w.plan(region, { times: ['16:00'], visible_before: 120, assign: 'person', person_id: inspector.person.id });
		const made = await w.occurrences(plan);
		assert.equal(made.length, 75);
		const heard = async () => is(await inspector.get('/v1/inbox?limit=200'), 200).items.filter((item) => item.kind === 'visit.new');
		assert.deepEqual(await heard(), []);
		await w.at('2026-10-20T06:00:01Z');
		inspector.token = await w.server.signIn('demo', inspector.person.login);
		await until(async () => (await heard()).length > 0, 'the notice');
		const [{ nr }] = await w.sql(`select count(*) as nr from event where kind = 'inspection.planned' and seq is not null
			and subject_id = any ('{${made.map((one) => one.inspection_id)}}')`);
		assert.equal(nr, 5);
		const told = await heard();
		assert.equal(told.length, 1);
		assert.ok(made.slice(0, 5).some((one) => one.inspection_id === told[0].subject_id));
		await w.at('2026-10-20T00:00:00Z');
	});
});

describe('stores by chance', () => {
	it('are so many at each occurrence, rested, not forgotten, and drawn again from what is stored', async () => {
		const region = await w.group.unit(w.group.hotels, 'region');
		for (let i = 0; i < 6; i++)
			await w.group.unit(region, 'store');
		const plan = await w.plan(region, { rrule: 'FREQ=DAILY;INTERVAL=3', draw_stores: 2, min_gap_days: 4, max_gap_days: 8 });
		const draws = await w.sql(`select occurrence, candidates, picked, overdue,
				array(select u from unnest(candidates) u order by u = any (overdue) desc,
				      md5(seed || ':' || to_char(occurrence, 'YYYY-MM-DD"T"HH24:MI') || ':' || u) limit wanted) as again
			from plan_draw where plan_id = '${plan.id}' order by occurrence`);
		assert.ok(draws.length >= 4, `${draws.length}`);
		for (const [i, draw] of draws.entries()) {
			assert.equal(draw.picked.length, 2);
			assert.deepEqual(draw.picked, draw.again);
			if (i)
				assert.ok(!draw.picked.some((unit) => draws[i - 1].picked.includes(unit)));
		}
		assert.equal(new Set(draws.slice(0, 3).flatMap((draw) => draw.picked)).size, 6);
		const made = await w.occurrences(plan);
		for (const one of made)
			assert.ok(draws.some((draw) => draw.picked.includes(one.unit.id) && draw.occurrence.startsWith(one.occurrence)), one.occurrence);
		for (const { occurrence } of made) {
			const draw = is(await w.admin.get(`/v1/plans/${plan.id}/draw?occurrence=${occurrence}`), 200);
			assert.deepEqual([draw.unit, draw.lead, draw.wanted, draw.is_changed, draw.is_same], [null, null, 2, false, true]);
			const again = draw.pool.map((one) => ({ ...one, chance: md5(draw.seed, occurrence, one.id) }))
				.sort((a, b) => b.is_overdue - a.is_overdue || (a.chance < b.chance ? -1 : 1));
			assert.deepEqual(draw.pool, again.map((one, i) => ({ ...one, is_drawn: i < 2 })));
			assert.deepEqual(draw.pool.slice(0, 2).map((one) => one.id).sort(),
				made.filter((one) => one.occurrence === occurrence).map((one) => one.unit.id).sort());
		}
	});
});

describe('by risk', () => {
	it('a store is visited so long after its last visit as grade and critical actions say', async () => {
		const store = await w.store();
		const inspector = await w.group.somebody('inspector', w.group.hotels);
		const risk = [{ open_critical: 1, days: 2 }, { grade: 'A', days: 10 }, { days: 5 }];
		const plan = await w.plan(store, { rrule: null, risk, times: ['18:00'], assign: 'person', person_id: inspector.person.id });
		const [first, ...others] = await w.occurrences(plan);
		assert.deepEqual([first.occurrence, others.length], ['2026-10-20T18:00', 0]);
		is(await inspector.post(`/v1/inspections/${first.inspection_id}/submit`, { answers: good }), 200);
		await w.again(plan);
		assert.deepEqual((await w.occurrences(plan)).map((one) => one.occurrence), ['2026-10-20T18:00', '2026-10-30T18:00']);
		const { occurrences } = is(await w.preview(store, { rrule: null, risk: [{ days: 3 }], times: ['18:00'] }), 200);
		assert.deepEqual(occurrences.map((one) => one.occurrence), ['2026-10-23T18:00']);
		is(await w.admin.post('/v1/findings', { unit_id: store.id, severity: 'critical', title: { en: 'Exit is locked' } }), 201);
		const worse = is(await w.preview(store, { rrule: null, risk, times: ['18:00'] }), 200);
		assert.deepEqual(worse.occurrences.map((one) => one.occurrence), ['2026-10-22T18:00']);
		const before = (await w.occurrences(plan)).at(-1);
		await w.again(plan);
		const sooner = await w.occurrences(plan);
		assert.deepEqual(sooner.map((one) => one.occurrence), ['2026-10-20T18:00', '2026-10-22T18:00']);
		assert.deepEqual([sooner[1].inspection_id, sooner[1].start_at, sooner[1].state, sooner[1].lead],
			[before.inspection_id, '2026-10-22T10:00:00.000Z', 'planned', before.lead]);
		const [{ action_id }] = await all(w.admin, `/v1/findings?unit_id=${store.id}&severity=critical`);
		is(await w.admin.post(`/v1/actions/${action_id}/cancel`, { reason: 'It is open' }), 200);
		await w.again(plan);
		assert.deepEqual((await w.occurrences(plan)).map((one) => one.occurrence), ['2026-10-20T18:00', '2026-10-30T18:00']);
		await w.again(plan);
		assert.deepEqual((await w.occurrences(plan)).at(-1), { ...before });
	});

	it('a visit that somebody sees already stays where it is', async () => {
		const store = await w.store();
		const plan = await w.plan(store, { rrule: null, risk: [{ open_critical: 1, days: 1 }, { days: 5 }], times: ['18:00'],
			starts_on: '2026-10-25', visible_before: 10 * 24 * 60 });
		const before = await w.occurrences(plan);
		assert.deepEqual(before.map((one) => one.occurrence), ['2026-10-25T18:00']);
		await w.done(store);
		is(await w.admin.post('/v1/findings', { unit_id: store.id, severity: 'critical', title: { en: 'Exit is locked' } }), 201);
		await w.again(plan);
		assert.deepEqual(await w.occurrences(plan), before);
	});
});

describe('what is unannounced', () => {
	it('is nowhere for the store before it begins', async () => {
		const store = await w.store();
		const manager = await w.group.somebody('store_manager', store);
		const plan = await w.plan(store, { is_unannounced: true, times: ['08:30'] });
		const [{ inspection_id }] = await w.occurrences(plan);
		for (const target of ['/v1/inspections', '/v1/inspections?sort=due', '/v1/changes', '/v1/inbox', '/v1/plans'])
			assert.ok(!(await manager.get(target)).text.includes(inspection_id), target);
		assert.ok(!(await manager.get('/v1/plans')).text.includes(plan.id));
		is(await manager.get(`/v1/inspections/${inspection_id}`), 404);
		for (const target of ['', '/occurrences', '/draw?occurrence=2026-10-20T08:30'])
			is(await manager.get(`/v1/plans/${plan.id}${target}`), 403);
	});

	it('is nowhere either for somebody who plans at the store alone', async () => {
		const store = await w.store();
		const near = await planner(store);
		const plan = await w.plan(store, { is_unannounced: true, assign: 'draw', pool: await pool(2) });
		const [{ occurrence }] = await w.occurrences(plan);
		for (const target of ['', '/occurrences', `/draw?occurrence=${occurrence}&unit_id=${store.id}`])
			is(await near.get(`/v1/plans/${plan.id}${target}`), 404);
		is(await near.patch(`/v1/plans/${plan.id}`, { name: 'Found' }), 404);
		assert.deepEqual(await all(near, '/v1/plans'), []);
		const known = is(await near.post('/v1/plans', w.body(store)), 201);
		is(await near.get(`/v1/plans/${known.id}`), 200);
	});
});

describe('what is wrong with a plan', () => {
	const faulty = (more, ...pointers) => async () => {
		const body = w.body(w.group.chengdu, await more());
		is(await w.admin.post('/v1/plans', body), 422, 'invalid_body', pointers);
		is(await w.admin.post('/v1/plans/preview', body), 422, 'invalid_body', pointers);
	};
	for (const [what, more, ...pointers] of [
		['a rule outside of what is accepted', () => ({ rrule: 'FREQ=HOURLY' }), '/rrule'],
		['a rule that never comes', () => ({ rrule: 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30' }), '/rrule'],
		['windows in the wrong order', () => ({ due_after: 60, miss_after: 59 }), '/miss_after'],
		['a visit that is missed as it begins', () => ({ due_after: 0, miss_after: 0 }), '/miss_after'],
		['no day but those that are left out', () => ({ rrule: null, rdates: ['2026-12-24'], starts_on: '2026-12-01', exdates: ['2026-12-24', '2026-12-01'] }), '/exdates'],
		['a rule all of whose days are left out', () => ({ rrule: 'FREQ=DAILY;COUNT=2', starts_on: '2026-12-01', exdates: ['2026-12-01', '2026-12-02'] }), '/exdates'],
		['a risk that no store comes to', () => ({ rrule: null, risk: [{ grade: 'A', days: 9 }, { days: 60 }, { open_critical: 1, days: 5 }] }), '/risk/2'],
		['windows below nothing', () => ({ visible_before: -1 }), '/visible_before'],
		['times that are none, or twice', () => ({ times: ['24:00', '9:00', '09:00', '09:00'] }), '/times/0', '/times/1', '/times/3'],
		['days that do not exist', () => ({ rdates: ['2026-02-29'], exdates: ['x'] }), '/exdates/0', '/rdates/0'],
		['a start out of this world', () => ({ starts_on: '1999-12-31' }), '/starts_on'],
		['a person without being asked for one', async () => ({ person_id: (await pool(1))[0] }), '/person_id'],
		['nobody where somebody is asked for', () => ({ assign: 'person' }), '/person_id'],
		['no role', () => ({ assign: 'role' }), '/role_id'],
		['no pool, and a limit without one', () => ({ assign: 'draw', max_in_a_row: 1 }), '/pool'],
		['a limit without a pool', () => ({ max_in_a_row: 1 }), '/max_in_a_row'],
		['people who are not there', async () => ({ assign: 'draw', pool: [nobody, ...await pool(1), randomUUID()] }), '/pool/0', '/pool/2'],
		['a role that inspects nothing', () => ({ assign: 'role', role_id: w.group.roles.viewer.id }), '/role_id'],
		['gaps without a draw', () => ({ min_gap_days: 1, max_gap_days: 2 }), '/max_gap_days', '/min_gap_days'],
		['gaps in the wrong order', () => ({ draw_stores: 1, min_gap_days: 5, max_gap_days: 4 }), '/max_gap_days'],
		['a rule and a risk', () => ({ risk: [{ days: 1 }] }), '/risk'],
		['a risk without days', () => ({ rrule: null, risk: [{ grade: 'A' }, { days: 0 }, 7] }), '/risk/0/days', '/risk/1/days', '/risk/2'],
		['a unit that is not there', () => ({ unit_id: nobody }), '/unit_id'],
		['a checklist that is not there', () => ({ checklist_id: nobody }), '/checklist_id'],
		['a mystery visit for somebody', async () => ({ kind: 'mystery', assign: 'draw', pool: await pool(1) }), '/assign'],
	])
		it(`is told with its pointer: ${what}`, faulty(more, ...pointers));

	it('is that nobody could ever go, which its preview shows', async () => {
		const more = { assign: 'rotation', pool: await pool(1, w.group.east) };
		is(await w.admin.post('/v1/plans', w.body(w.group.chengdu, more)), 422, 'invalid_body', ['/pool']);
		assert.deepEqual([...new Set(leads(is(await w.preview(w.group.chengdu, more), 200).occurrences))], ['may_not']);
	});

	it('says which part of a rule, and why', async () => {
		const { errors } = is(await w.preview(w.group.chengdu, { rrule: 'FREQ=DAILY;BYHOUR=9;INTERVAL=0' }), 422, 'invalid_body');
		assert.deepEqual(errors.map((error) => error.detail.split(':')[0]), ['BYHOUR', 'INTERVAL']);
	});

	it('is planned in secret only from above the store', async () => {
		const store = await w.store();
		const role = await w.group.role(['inspection.plan', 'organization.read']);
		const near = await w.group.somebody(role.code, store);
		is(await near.post('/v1/plans', w.body(store, { is_unannounced: true })), 422, 'invalid_body', ['/is_unannounced']);
		is(await near.post('/v1/plans', w.body(store)), 201);
		is(await near.post('/v1/plans', w.body(w.group.west)), 422, 'invalid_body', ['/unit_id']);
	});
});

describe('time', () => {
	it('makes a visit late once and then missed, and a phone that began in time may still submit', async () => {
		const store = await w.store();
		const inspector = await w.group.somebody('inspector', w.group.hotels);
		const plan = await w.plan(store, { times: ['10:00'], due_after: 60, miss_after: 180, assign: 'person', person_id: inspector.person.id });
		const [first] = await w.occurrences(plan, 'from=2026-10-20T00:00:00Z');
		const bundle = is(await inspector.get(`/v1/inspections/${first.inspection_id}/bundle`), 200);
		const told = async () => (await w.sql(`select kind from event where subject_id = '${first.inspection_id}' order by at, kind`))
			.map((row) => row.kind).filter((kind) => /late|missed/.test(kind));
		await w.at(new Date(Date.parse(first.due_at) + 1000).toISOString());
		await until(async () => (await told()).length === 1, 'that it is late');
		assert.equal((await visit(first.inspection_id)).is_late, true);
		await w.at(new Date(Date.parse(first.miss_at) + 1000).toISOString());
		await until(async () => (await visit(first.inspection_id)).state === 'missed', 'that it is missed');
		assert.deepEqual(await told(), ['inspection.late', 'inspection.missed']);
		const missed = async (api) => is(await api.get('/v1/inbox?limit=200'), 200).items.filter((item) => item.kind === 'visit.missed'
			&& item.subject_id === first.inspection_id);
		await until(async () => (await missed(w.admin)).length === 1, 'the notice of whoever planned it');
		inspector.token = await w.server.signIn('demo', inspector.person.login);
		assert.equal((await missed(inspector)).length, 1);
		const submit = (more) => inspector.post(`/v1/inspections/${first.inspection_id}/submit`,
			{ answers: good, context_id: bundle.context.id, ...more });
		is(await submit({}), 409, 'inspection_not_open');
		is(await submit({ started_at: new Date(Date.parse(first.miss_at) + 1).toISOString() }), 409, 'inspection_not_open');
		is(await submit({ started_at: new Date(Date.parse(first.miss_at) - 60000).toISOString() }), 200);
		assert.equal((await visit(first.inspection_id)).state, 'released');
	});
});
