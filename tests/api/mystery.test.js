/* Mystery guests: the register, what is offered to whom, rotation, and what comes back. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { all, is, newCode } from './group.js';
import { mysteryWorld } from './mystery_world.js';
import { until } from './postgres_session.js';
import { bad, checklist, day, good, hour } from './visits.js';

let w;

before(async () => { w = await mysteryWorld(); });
after(() => w?.stop());

const time = (ms) => new Date(ms).toISOString();
const policy = async (change) => is(await w.admin.patch('/v1/review-policy', change), 200);
const mine = async (api) => (await w.offers(api)).map((item) => item.id);
const daysOf = async (api, id) => (await w.offers(api)).find((item) => item.id === id)?.days ?? [];
/* What the feed tells somebody after a place, as soon as that is so and nothing more is on its way. */
const heard = (api, after, isSo) => until(async () => {
	const now = time(w.server.clock.now);
	if ((await w.sql('select 1 from event where seq is null and coalesce(tell_at, $1) <= $1 limit 1', now)).length)
		return false;
	const page = is(await api.get(`/v1/changes?limit=500&after=${encodeURIComponent(after)}`), 200);
	return isSo(page.items) && page;
}, 'the feed');
/* A visit that a shopper made today at a store. */
async function done(api, unit = w.shanghai) {
	const id = await w.visit(w.list, { unit_id: unit.id, lead_id: api.person.id });
	is(await w.submit(id, bad, api), 200);
	return id;
}

describe('the register', () => {
	it('is there for those alone who may know who shoppers are', async () => {
		const shopper = await w.shopper();
		const { id } = shopper.shopper;
		for (const api of [w.admin, w.quality, w.regional, w.manager, w.inspector, shopper])
			for (const answer of [await api.get('/v1/shoppers'), await api.get(`/v1/shoppers/${id}`),
				await api.patch(`/v1/shoppers/${id}`, {}), await api.get('/v1/mystery/visits'),
				await api.post('/v1/shoppers', { id: randomUUID(), person_id: shopper.person.id, nickname: 'x' }),
				await api.post(`/v1/shoppers/${id}/recognised`, { unit_id: w.shanghai.id })])
				is(answer, 403, 'forbidden');
		assert.equal(is(await w.keeper.get(`/v1/shoppers/${id}`), 200).person.name, shopper.person.name);
		is(await w.keeper.get(`/v1/shoppers/${randomUUID()}`), 404, 'not_found');
	});

	it('keeps what is known, and changes by what is given', async () => {
		const other = await w.shopper();
		const shopper = await w.shopper({ languages: ['zh-CN', 'en'], birth_from: 1985, birth_to: 1990,
			certifications: ['wine'], home_lat: 31.2, home_lon: 121.5, note: '爱喝茶 ☕', companions: [other.shopper.id] });
		const { id } = shopper.shopper;
		assert.deepEqual([shopper.shopper.languages, shopper.shopper.birth_from, shopper.shopper.certifications,
			shopper.shopper.home_lat, shopper.shopper.note, shopper.shopper.rating, shopper.shopper.graded_nr,
			shopper.shopper.companions], [['zh-CN', 'en'], 1985, ['wine'], 31.2, '爱喝茶 ☕', '5', 0,
			[{ id: other.shopper.id, nickname: other.shopper.nickname }]]);
		assert.deepEqual(is(await w.keeper.get(`/v1/shoppers/${other.shopper.id}`), 200).companions.map((c) => c.id), [id]);
		const changed = is(await w.keeper.patch(`/v1/shoppers/${id}`, { note: null, home_lat: null, home_lon: null,
			birth_from: null, birth_to: null, companions: [], languages: ['ja'], state: 'resting', nickname: 'Heron' }), 200);
		assert.deepEqual([changed.note, changed.home_lat, changed.birth_to, changed.companions, changed.languages, changed.state,
			changed.nickname], [null, null, null, [], ['ja'], 'resting', 'Heron']);
		assert.deepEqual(is(await w.keeper.get(`/v1/shoppers/${other.shopper.id}`), 200).companions, []);
		assert.ok((await all(w.keeper, '/v1/shoppers?state=resting&q=hero', 1)).some((item) => item.id === id));
		assert.ok((await all(w.keeper, '/v1/shoppers', 1)).length >= 3);
	});

	it('has each person and each nickname once, and refuses what cannot be', async () => {
		const { shopper, person } = await w.shopper();
		const body = { id: shopper.id, person_id: person.id, nickname: shopper.nickname };
		is(await w.keeper.post('/v1/shoppers', body), 200);
		for (const other of [{ nickname: 'Other' }, { note: 'Other' }, { languages: ['ja'] }, { birth_from: 1980, birth_to: 1990 }, { state: 'resting' }])
			is(await w.keeper.post('/v1/shoppers', { ...body, ...other }), 409, 'id_is_taken');
		const whole = { id: randomUUID(), person_id: (await w.group.somebody('shopper', w.top)).person.id, nickname: newCode('Bird'),
			note: '爱喝茶', languages: ['zh-CN'], certifications: ['wine'], birth_from: 1980, birth_to: 1990, home_lat: 31.123456789,
			home_lon: 121.4, companions: [shopper.id] };
		is(await w.keeper.post('/v1/shoppers', whole), 201);
		is(await w.keeper.post('/v1/shoppers', whole), 200);
		is(await w.keeper.post('/v1/shoppers', { ...body, id: randomUUID(), nickname: 'Other' }), 409, 'person_is_a_shopper_already');
		const next = await w.group.somebody('shopper', w.top);
		const make = (more) => w.keeper.post('/v1/shoppers', { id: randomUUID(), person_id: next.person.id, nickname: newCode('Bird'), ...more });
		is(await make({ nickname: shopper.nickname }), 409, 'shopper_nickname_is_taken');
		is(await make({ person_id: randomUUID() }), 422, 'invalid_body', ['/person_id']);
		is(await make({ companions: [randomUUID()] }), 422, 'invalid_body', ['/companions']);
		is(await make({ nickname: ' ', languages: ['x y'], certifications: ['A!'], birth_from: 1800, home_lat: 91, state: 'x' }), 422, 'invalid_body');
		is(await make({ birth_from: 1990, birth_to: 1980 }), 422, 'shopper_birth_is_in_order');
		is(await make({ birth_from: 1990 }), 422, 'shopper_birth_is_whole');
		is(await make({ home_lat: 3 }), 422, 'shopper_home_is_whole');
		is(await w.keeper.patch(`/v1/shoppers/${shopper.id}`, { companions: [shopper.id] }), 422, 'companion_is_another');
	});

	it('forgets whoever is erased', async () => {
		const shopper = await w.shopper({ note: 'Red hair', languages: ['en'], birth_from: 1985, birth_to: 1990 });
		is(await w.admin.patch(`/v1/people/${shopper.person.id}`, { state: 'left' }), 200);
		is(await w.admin.post(`/v1/people/${shopper.person.id}/erase`, { reason: 'Asked for it' }), 200);
		const left = is(await w.keeper.get(`/v1/shoppers/${shopper.shopper.id}`), 200);
		assert.deepEqual([left.note, left.languages, left.birth_from, left.state], [null, [], null, 'resting']);
		assert.match(left.nickname, /^former-/);
	});

	it('is no other tenant\'s', async () => {
		const { shopper } = await w.shopper();
		const role = (await w.sql(`select count(*) as n from shopper where tenant_id <> (select id from tenant where code = 'demo')`))[0];
		assert.equal(Number(role.n), 0);
		is(await w.other.get(`/v1/shoppers/${shopper.id}`), 403, 'forbidden');
	});
});

describe('an offer', () => {
	it('that is never due is taken for one of the days that are offered', async () => {
		const shopper = await w.shopper();
		const id = await w.offer({ due_at: undefined, unit_id: (await w.group.unit(await w.group.unit(w.top, 'brand'), 'store')).id });
		const { days } = (await w.offers(shopper)).find((item) => item.id === id);
		assert.deepEqual([days[0], days.at(-1)], [w.dayIn(0), w.dayIn(31)]);
		for (const on of [w.dayIn(32), '9999-12-31'])
			is(await w.take(shopper, id, on), 422, 'invalid_body', ['/on']);
		is(await w.take(shopper, id, w.dayIn(31)), 200);
	});

	it('is taken for one of its days, by one shopper', async () => {
		await policy({ store_spacing_days: 0, store_visits_per_day: 50 });
		const [first, second] = [await w.shopper(), await w.shopper()];
		const id = await w.offer();
		const [offer] = (await w.offers(first)).filter((item) => item.id === id);
		assert.deepEqual([offer.unit.id, offer.days.length, offer.days[0]], [w.shanghai.id, 11, w.dayIn(0)]);
		assert.match(offer.visit_code, /^M-[1-9HJKLPRX]{8}$/);
		is(await first.get(`/v1/inspections/${id}`), 404, 'not_found');
		is(await first.post(`/v1/inspections/${id}/take`), 404, 'not_found');
		is(await w.inspector.post(`/v1/inspections/${id}/take`), 403, 'forbidden');
		is(await w.take(first, id, w.dayIn(11)), 422, 'invalid_body', ['/on']);
		is(await w.take(first, id, w.dayIn(-1)), 422, 'invalid_body', ['/on']);
		is(await w.take(first, id, '2026-02-30'), 422, 'invalid_body', ['/on']);
		const answers = await Promise.all([first, second, first, second].map((api) => w.take(api, id, w.dayIn(2))));
		const winners = answers.map((answer) => answer.status === 200);
		assert.ok(winners[0] === winners[2] && winners[1] === winners[3] && winners[0] !== winners[1], JSON.stringify(answers.map((a) => a.text)));
		const [has, hasNot] = winners[0] ? [first, second] : [second, first];
		const visit = is(await has.get(`/v1/inspections/${id}`), 200);
		assert.deepEqual([visit.shopper, visit.lead, visit.visit_code], [has.shopper.nickname, null, offer.visit_code]);
		is(await hasNot.get(`/v1/inspections/${id}`), 404, 'not_found');
		is(await w.take(hasNot, id, w.dayIn(2)), 409, 'offer_is_taken');
		is(await w.take(has, id, w.dayIn(3)), 409, 'offer_is_taken');
		const [shown] = (await all(w.keeper, `/v1/mystery/visits?shopper_id=${has.shopper.id}`));
		assert.deepEqual([shown.inspection.id, shown.shopper.name, shown.on_day], [id, has.person.name, w.dayIn(2)]);
		is(await has.post(`/v1/mystery/offers/${id}/give-back`), 204);
		is(await has.post(`/v1/mystery/offers/${id}/give-back`), 204);
		is(await has.get(`/v1/inspections/${id}`), 404, 'not_found');
		const back = is(await w.quality.get(`/v1/inspections/${id}`), 200);
		assert.deepEqual([back.due_at, back.shopper], [offer.due_at, null]);
		is(await w.take(hasNot, id, w.dayIn(2)), 200);
	});

	it('that is given back leaves a tombstone in the feed of whoever had it, and of nobody else', async () => {
		await policy({ store_rest_days: 0, brand_rest_days: 0, store_spacing_days: 0, store_visits_per_day: 50 });
		const shopper = await w.shopper();
		const id = await w.offer();
		is(await w.take(shopper, id, w.dayIn(1)), 200);
		const { next } = await heard(shopper, 0, (items) => items.some((item) => item.subject_id === id));
		is(await shopper.post(`/v1/mystery/offers/${id}/give-back`), 204);
		const { items } = await heard(shopper, next, (found) => found.length > 0);
		assert.deepEqual(items.map(({ kind, subject_id, data }) => [kind, subject_id, data]), [['inspection.hidden', id, {}]]);
		for (const api of [w.quality, w.manager, w.keeper])
			assert.ok(!is(await api.get('/v1/changes?after=0&limit=500&kinds=inspection.hidden'), 200).items.some((item) => item.subject_id === id));
		await policy({ store_rest_days: 90, brand_rest_days: 7 });
	});

	it('is what a plan of mystery visits makes, and nobody is sent on it against the rules', async () => {
		const { id: plan } = is(await w.quality.post('/v1/plans', { name: newCode('plan'), unit_id: w.chengdu.id, checklist_id: w.list.id,
			starts_on: w.dayIn(1), rrule: 'FREQ=DAILY;COUNT=2', on_closed: 'keep', visible_before: 4320, due_after: 1440 }), 201);
		const ids = await until(async () => {
			const made = await w.sql(`select id from inspection where plan_id = '${plan}' order by occurrence_at`);
			return made.length === 2 && made.map((row) => row.id);
		}, 'the visits of the plan');
		const [shopper, resting] = [await w.shopper(), await w.shopper({ state: 'resting' })];
		const offered = await mine(shopper);
		const [id] = ids.filter((one) => offered.includes(one));
		assert.ok(id, 'none of the visits is offered');
		is(await w.quality.patch(`/v1/inspections/${id}`, { lead_id: resting.person.id }), 409, 'shopper_is_resting');
		is(await w.take(shopper, id, (await daysOf(shopper, id))[0]), 200);
		assert.equal(is(await w.quality.get(`/v1/inspections/${id}`), 200).shopper, shopper.shopper.nickname);
		assert.ok(!(await mine(await w.shopper())).includes(id));
		const other = ids.find((one) => one !== id);
		const [on] = await daysOf(await w.shopper(), other);
		is(await w.take(shopper, other, on), 409, 'shopper_was_there');
		assert.equal(is(await w.quality.get(`/v1/inspections/${other}`), 200).shopper, null);
	});

	it('is all that is offered to a guest: an ordinary visit would show the store who it is', async () => {
		const shopper = await w.shopper();
		const list = await w.checklist(checklist({ kind: 'daily' }));
		const free = await w.visit(list, { lead_id: undefined });
		const asked = '/v1/inspections?free=true&sort=due';
		assert.deepEqual((await all(shopper, asked)).map(({ id }) => id), []);
		is(await shopper.post(`/v1/inspections/${free}/take`), 404, 'not_found');
		is(await shopper.get(`/v1/inspections/${free}`), 404, 'not_found');
		assert.ok((await all(w.inspector, asked)).some(({ id }) => id === free));
	});

	it('is made by nobody who is not in the register, or rests', async () => {
		const id = await w.offer();
		const stranger = await w.group.somebody('shopper', w.top);
		assert.deepEqual(is(await stranger.get('/v1/mystery/offers'), 200), { shopper: null, items: [] });
		is(await w.take(stranger, id, w.dayIn(1)), 404, 'not_found');
		const resting = await w.shopper({ state: 'resting' });
		assert.deepEqual(await mine(resting), []);
		is(await w.take(resting, id, w.dayIn(1)), 404, 'not_found');
		is(await w.quality.patch(`/v1/inspections/${id}`, { lead_id: resting.person.id }), 409, 'shopper_is_resting');
		is(await w.manager.get('/v1/mystery/offers'), 200);
		assert.deepEqual(await mine(w.manager), []);
	});

	it('comes back where it was not begun in time, and is due when it was', async () => {
		const shopper = await w.shopper();
		const id = await w.offer();
		const { due_at } = is(await w.quality.get(`/v1/inspections/${id}`), 200);
		is(await w.take(shopper, id, w.dayIn(1)), 200);
		const end = Date.parse(`${w.dayIn(2)}T00:00:00+08:00`);
		assert.equal(Date.parse(is(await w.quality.get(`/v1/inspections/${id}`), 200).due_at), end);
		await w.server.clock.set(end + 24 * hour - 2000);
		shopper.token = await w.server.signIn('demo', shopper.person.login);
		is(await shopper.get(`/v1/inspections/${id}`), 200);
		await w.server.clock.advance(3000);
		await until(async () => (await w.sql(`select lead_id from inspection where id = '${id}'`))[0].lead_id === null, 'it comes back');
		await w.pass(0);
		for (const api of [w.keeper, shopper])
			api.token = await w.server.signIn('demo', api.person.login);
		const back = is(await w.quality.get(`/v1/inspections/${id}`), 200);
		assert.deepEqual([back.due_at, back.shopper, back.state], [due_at, null, 'open']);
		is(await shopper.get(`/v1/inspections/${id}`), 404, 'not_found');
		await heard(shopper, 0, (items) => items.some((item) => item.kind === 'inspection.hidden' && item.subject_id === id));
	});

	it('is for those whom it fits', async () => {
		const id = await w.offer();
		const require = (body, as = w.quality) => as.put(`/v1/mystery/visits/${id}/requirements`, body);
		const plain = await w.shopper();
		const fitting = await w.shopper({ languages: ['ja', 'en'], certifications: ['wine', 'spa'], birth_from: 1985, birth_to: 1988 });
		for (const [body, fits] of [[{ languages: ['ja'] }, [false, true]], [{ certifications: ['wine', 'spa'] }, [false, true]],
			[{ birth_from: 1980, birth_to: 1990 }, [false, true]], [{ birth_from: 1986, birth_to: 1990 }, [false, false]],
			[{ min_rating: 6 }, [false, false]], [{ min_rating: 5 }, [true, true]], [{}, [true, true]]]) {
			is(await require(body), 200);
			assert.deepEqual([(await mine(plain)).includes(id), (await mine(fitting)).includes(id)], fits, JSON.stringify(body));
		}
		is(await require({ languages: ['ja'] }), 200);
		is(await w.take(plain, id, w.dayIn(1)), 404, 'not_found');
		is(await w.quality.patch(`/v1/inspections/${id}`, { lead_id: plain.person.id }), 409, 'shopper_does_not_fit');
		const read = async (as = w.quality) => as.get(`/v1/mystery/visits/${id}/requirements`);
		const { inspection_id, visit_code, ...others } = is(await read(), 200);
		assert.deepEqual([inspection_id, others], [id, { is_offered: true, min_rating: null, languages: ['ja'], certifications: [], birth_from: null, birth_to: null }]);
		assert.match(visit_code, /^M-/);
		is(await require({ birth_from: 1980 }), 422, 'invalid_body', ['/birth_to']);
		is(await require({ min_rating: 11, languages: ['x y'] }), 422, 'invalid_body');
		is(await require({}, w.manager), 403, 'forbidden');
		is(await require({}, w.other), 404, 'not_found');
		is(await read(w.manager), 403, 'forbidden');
		is(await read(w.other), 404, 'not_found');
		/* Who plans at the store alone learns nothing of it, who plans above everything but who goes. */
		const role = await w.group.role(['inspection.plan', 'inspection.read']);
		const [near, above] = [await w.group.somebody(role.code, w.shanghai), await w.group.somebody(role.code, w.east)];
		is(await read(near), 404, 'not_found');
		is(await w.quality.get(`/v1/mystery/visits/${randomUUID()}/requirements`), 404, 'not_found');
		is(await w.quality.get(`/v1/mystery/visits/${await w.visit(await w.checklist())}/requirements`), 404, 'not_found');
		is(await w.take(fitting, id, w.dayIn(1)), 200);
		const taken = await read(above);
		assert.deepEqual([taken.body.languages, is(taken, 200).is_offered], [['ja'], false]);
		assert.ok(![fitting.person.id, fitting.shopper.id, fitting.shopper.nickname].some((one) => taken.text.includes(one)));
	});

	it('is one of so many that a shopper may have', async () => {
		await policy({ shopper_open_visits: 2, brand_rest_days: 0, store_rest_days: 0, shopper_visits_per_day: 50 });
		const shopper = await w.shopper();
		const made = [await w.offer(), await w.offer(), await w.offer(), await w.offer()];
		const answers = await Promise.all(made.map((id) => w.take(shopper, id, w.dayIn(1))));
		assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 200, 409, 409]);
		assert.deepEqual(is(await shopper.get('/v1/mystery/offers'), 200).shopper.open_visits, 2);
		is(answers.find((answer) => answer.status === 409), 409, 'shopper_has_enough');
		await policy({ shopper_open_visits: 5, brand_rest_days: 7, store_rest_days: 90, shopper_visits_per_day: 3 });
	});
});

describe('rotation', () => {
	it('keeps a shopper and companions away from the store and the brand for so long', async () => {
		await policy({ store_rest_days: 20, brand_rest_days: 4, store_spacing_days: 0, store_visits_per_day: 50 });
		const companion = await w.shopper();
		const shopper = await w.shopper({ companions: [companion.shopper.id] });
		const other = await w.shopper();
		await done(shopper, w.shanghai);
		const there = await w.offer({ due_at: time(w.server.clock.now + 25 * day) });
		const near = await w.offer({ unit_id: w.ningbo.id });
		for (const api of [shopper, companion]) {
			assert.deepEqual((await daysOf(api, there))[0], w.dayIn(20));
			assert.deepEqual((await daysOf(api, near))[0], w.dayIn(4));
			is(await w.take(api, there, w.dayIn(19)), 409, 'shopper_was_there');
			is(await w.take(api, near, w.dayIn(3)), 409, 'shopper_was_at_the_brand');
		}
		assert.equal((await daysOf(other, there))[0], w.dayIn(0));
		is(await w.quality.post('/v1/inspections', { id: randomUUID(), unit_id: w.shanghai.id, checklist_id: w.list.id,
			lead_id: companion.person.id }), 409, 'shopper_was_there');
		is(await w.take(companion, there, w.dayIn(20)), 200);
		await policy({ store_rest_days: 90, brand_rest_days: 7 });
	});

	it('spaces the visits to a store, and counts those of a day', async () => {
		await policy({ store_rest_days: 0, brand_rest_days: 0, store_spacing_days: 2, store_visits_per_day: 1, shopper_visits_per_day: 1 });
		const store = await w.group.unit(w.east, 'store');
		const elsewhere = await w.group.unit(w.east, 'store');
		const [one, two] = [await w.shopper(), await w.shopper()];
		const first = await w.offer({ unit_id: store.id });
		const second = await w.offer({ unit_id: store.id });
		const third = await w.offer({ unit_id: elsewhere.id });
		is(await w.take(one, first, w.dayIn(5)), 200);
		assert.deepEqual(await daysOf(two, second), [0, 1, 2, 8, 9, 10].map((n) => w.dayIn(n)));
		is(await w.take(two, second, w.dayIn(5)), 409, 'store_day_is_full');
		is(await w.take(two, second, w.dayIn(7)), 409, 'store_day_is_full');
		is(await w.take(one, third, w.dayIn(5)), 409, 'shopper_day_is_full');
		is(await w.take(one, third, w.dayIn(6)), 200);
		await policy({ store_rest_days: 90, brand_rest_days: 7, store_spacing_days: 0, store_visits_per_day: 50, shopper_visits_per_day: 3 });
	});

	it('keeps a recognised shopper from the brand for good', async () => {
		const shopper = await w.shopper();
		const id = await w.offer();
		const body = { unit_id: w.ningbo.id, note: 'Greeted by name.' };
		const noted = is(await w.keeper.post(`/v1/shoppers/${shopper.shopper.id}/recognised`, body), 200);
		assert.deepEqual(noted.recognised.map((each) => [each.unit_id, each.note]), [[w.hotels.id, body.note]]);
		assert.equal(is(await w.keeper.post(`/v1/shoppers/${shopper.shopper.id}/recognised`, body), 200).recognised.length, 1);
		is(await w.keeper.post(`/v1/shoppers/${shopper.shopper.id}/recognised`, { unit_id: randomUUID() }), 422, 'invalid_body', ['/unit_id']);
		assert.ok(!(await mine(shopper)).includes(id));
		is(await w.take(shopper, id, w.dayIn(9)), 404, 'not_found');
		is(await w.quality.patch(`/v1/inspections/${id}`, { lead_id: shopper.person.id }), 409, 'shopper_was_recognised');
		const brand = await w.group.unit(w.top, 'brand');
		const inn = await w.group.unit(brand, 'store');
		const there = await w.offer({ unit_id: inn.id });
		assert.ok((await mine(shopper)).includes(there));
	});

	it('sends nobody to the own store, and a reshop to another', async () => {
		const shopper = await w.shopper();
		await w.group.give(shopper.person, w.group.roles.viewer, w.chengdu);
		const own = await w.offer({ unit_id: w.chengdu.id });
		assert.ok(!(await mine(shopper)).includes(own));
		is(await w.quality.patch(`/v1/inspections/${own}`, { lead_id: shopper.person.id }), 409, 'shopper_works_there');
		await policy({ store_rest_days: 0, brand_rest_days: 0 });
		const made = await done(shopper, w.shanghai);
		const again = randomUUID();
		is(await w.quality.post(`/v1/inspections/${made}/reshop`, { id: again, reason: 'Vague.', grade: 3,
			due_at: time(w.server.clock.now + 5 * day) }), 201);
		assert.ok(!(await mine(shopper)).includes(again));
		is(await w.take(shopper, again, w.dayIn(2)), 409, 'reshop_needs_another_shopper');
		assert.ok((await mine(await w.shopper())).includes(again));
		assert.deepEqual([is(await w.keeper.get(`/v1/shoppers/${shopper.shopper.id}`), 200)].map((s) => [s.rating, s.graded_nr]), [['3.0', 1]]);
		await policy({ store_rest_days: 90, brand_rest_days: 7 });
	});
});

describe('a report', () => {
	it('is due a day after the visit', async () => {
		const shopper = await w.shopper();
		const id = await w.visit(w.list, { lead_id: shopper.person.id, unit_id: w.chengdu.id,
			start_at: time(w.server.clock.now - hour), due_at: time(w.server.clock.now + hour), miss_at: time(w.server.clock.now + 2 * hour) });
		is(await shopper.post(`/v1/inspections/${id}/start`, {}), 200);
		const visit = is(await w.quality.get(`/v1/inspections/${id}`), 200);
		assert.equal(Date.parse(visit.due_at), Date.parse(visit.started_at) + day);
		assert.ok(Date.parse(visit.miss_at) >= Date.parse(visit.due_at));
	});

	it('tells something in its texts', async () => {
		await policy({ narrative_chars: 10, store_rest_days: 0, brand_rest_days: 0 });
		const shopper = await w.shopper();
		const id = await w.visit(w.list, { lead_id: shopper.person.id });
		is(await w.submit(id, { ...good, remark: { text: '慢，很慢。' } }, shopper), 422, 'narrative_too_short', ['/answers/remark/text']);
		assert.equal(is(await w.quality.get(`/v1/inspections/${id}`), 200).state, 'open');
		is(await w.submit(id, { ...good, remark: { text: '等了二十分钟才有人。' } }, shopper), 200);
		const tour = await w.checklist(checklist());
		const visit = await w.visit(tour);
		is(await w.submit(visit, { ...good, remark: { text: 'Slow.' } }), 200);
		await policy({ narrative_chars: 0, store_rest_days: 90, brand_rest_days: 7 });
	});

	it('shows the store a code, a part of the day and a nickname', async () => {
		await policy({ store_rest_days: 0, brand_rest_days: 0 });
		const shopper = await w.shopper();
		const id = await w.visit(w.list, { lead_id: shopper.person.id });
		is(await w.submit(id, bad, shopper, { started_at: '2026-11-20T04:30:00Z' }), 200);
		is(await w.quality.post(`/v1/inspections/${id}/release`, { grade: 9 }), 200);
		const shown = is(await w.manager.get(`/v1/inspections/${id}`), 200);
		assert.deepEqual([shown.shopper, shown.day_part, shown.lead, shown.team], [shopper.shopper.nickname, 'afternoon', null, null]);
		assert.match(shown.visit_code, /^M-/);
		assert.ok(!JSON.stringify(shown).includes(shopper.person.name));
		await policy({ store_rest_days: 90, brand_rest_days: 7 });
	});
});
