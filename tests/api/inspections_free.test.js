/* Visits that nobody leads yet: who may take them is offered them, and one person gets each. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { all, ids, is, nobody } from './group.js';
import { checklist, good, hour, world } from './visits.js';

const time = (ms) => new Date(ms).toISOString();
const at = (target) => `/v1/inspections/${target}`;
const free = '/v1/inspections?free=true&sort=due';

let w;
let tour;
let daily;

before(async () => {
	w = await world();
	tour = await w.checklist();
	daily = await w.checklist(checklist({ kind: 'daily' }));
});
after(() => w?.stop());

const make = (list, more = {}) => w.visit(list, { lead_id: undefined, ...more });
const offered = async (api, query = '') => ids(await all(api, `${free}${query}`));
const events = async (id) => (await w.sql('select kind from event where subject_id = $1', id)).map(({ kind }) => kind);

describe('visits that nobody leads', () => {
	it('are offered to who may inspect there, what is due first first', async () => {
		const now = w.server.clock.now;
		const late = await make(tour, { due_at: time(now + 9 * hour) });
		const soon = await make(daily, { due_at: time(now + 2 * hour) });
		const never = await make(tour, { unit_id: w.chengdu.id });
		await w.visit(tour);
		const mine = (list) => list.filter(({ id }) => [late, soon, never].includes(id)).map(({ id }) => id);
		assert.deepEqual(mine(await all(w.inspector, free)), [soon, late, never]);
		assert.deepEqual(mine(await all(w.inspector, free, 1)), [soon, late, never]);
		assert.deepEqual(await offered(w.inspector, `&unit_id=${w.west.id}`), [never]);
		assert.deepEqual(await offered(w.inspector, `&unit_id=${w.west.id}&kind=daily`), []);
		assert.deepEqual(await offered(w.viewer), [], 'who may only look takes nothing');
		assert.deepEqual(await all(w.other, free), []);
	});

	it('of a tour are not for the store\'s own people', async () => {
		const guest = await w.group.somebody('inspector', w.ningbo);
		const ours = await make(daily, { unit_id: w.ningbo.id });
		const theirs = await make(tour, { unit_id: w.ningbo.id });
		const hidden = await make(daily, { unit_id: w.ningbo.id, is_unannounced: true });
		assert.deepEqual(await offered(guest), [ours]);
		is(await guest.post(at(`${theirs}/take`)), 403, 'forbidden');
		is(await guest.post(at(`${hidden}/take`)), 404, 'not_found');
		assert.ok((await offered(w.inspector)).includes(theirs));
	});

	it('are found one by one among many stores too', async () => {
		const brand = await w.group.unit(w.top, 'brand');
		const stores = [];
		for (let n = 0; n < 201; n++)
			stores.push(await w.group.unit(brand, 'store'));
		const far = await w.group.somebody('inspector', brand);
		const all_free = [];
		for (const n of [0, 100, 200])
			all_free.push(await make(tour, { unit_id: stores[n].id, due_at: time(w.server.clock.now + n * hour) }));
		await make(tour);
		assert.deepEqual((await all(far, free)).map(({ id }) => id), all_free);
		assert.deepEqual((await all(far, free, 1)).map(({ id }) => id), all_free);
		assert.deepEqual(await offered(far, `&unit_id=${stores[100].id}`), [all_free[1]]);

		/* Whoever sees so many sees all that lies below, and of the own store what a store may see. */
		const both = await w.group.somebody('viewer', brand);
		await w.group.give(both.person, w.group.roles.store_manager, w.ningbo);
		const below = await make(tour, { unit_id: stores[7].id, is_unannounced: true });
		const shown = await make(tour, { unit_id: w.ningbo.id });
		const hidden = await make(tour, { unit_id: w.ningbo.id, is_unannounced: true });
		for (const sort of ['newest', 'due']) {
			const seen = ids(await all(both, `/v1/inspections?sort=${sort}`));
			assert.deepEqual([...all_free, below, shown].filter((id) => !seen.includes(id)), []);
			assert.ok(!seen.includes(hidden));
		}
		assert.ok(!ids(await all(far, '/v1/inspections')).includes(shown));
	});

	it('are asked for in one way only', async () => {
		is(await w.inspector.get('/v1/inspections?free=true'), 422, 'invalid_query', ['/sort']);
		is(await w.inspector.get(`${free}&mine=true`), 422, 'invalid_query', ['/mine']);
		const id = '019a0000-0000-7000-8000-000000000003';
		for (const query of [`lead_id=${id}`, 'status=pass', `department_id=${id}`])
			is(await w.inspector.get(`${free}&${query}`), 422, 'invalid_query', [`/${query.split('=')[0]}`]);
		is(await w.inspector.get('/v1/inspections?free=perhaps&sort=due'), 422, 'invalid_query', ['/free']);
	});
});

describe('taking a visit', () => {
	it('makes it one\'s own, and may come again', async () => {
		const id = await make(tour);
		const taken = is(await w.inspector.post(at(`${id}/take`)), 200);
		assert.deepEqual([taken.lead.id, taken.state], [w.inspector.person.id, 'open']);
		is(await w.inspector.post(at(`${id}/take`)), 200);
		assert.ok(ids(await all(w.inspector, '/v1/inspections?mine=true&sort=due')).includes(id));
		assert.ok(!(await offered(w.inspector)).includes(id));
		assert.deepEqual((await events(id)).sort(), ['inspection.changed', 'inspection.planned']);
		is(await w.submit(id, good), 200);
		is(await w.inspector.post(at(`${id}/take`)), 200);
	});

	it('gives it to one of many at the same moment', async () => {
		for (let n = 0; n < 5; n++) {
			const id = await make(tour);
			const people = [w.inspector, w.colleague, w.quality, w.regional];
			const answers = await Promise.all(people.map((api) => api.post(at(`${id}/take`))));
			assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 403, 403, 403]);
			const first = answers.findIndex(({ status }) => status === 200);
			assert.equal(answers[first].body.lead.id, people[first].person.id);
		}
	});

	it('is for who may inspect there, while it can be filled in', async () => {
		const id = await make(tour);
		is(await w.viewer.post(at(`${id}/take`)), 403, 'forbidden');
		is(await w.other.post(at(`${id}/take`)), 404, 'not_found');
		is(await w.inspector.post(at(`${nobody}/take`)), 404, 'not_found');
		is(await w.quality.post(at(`${id}/cancel`), { reason: 'rain' }), 200);
		is(await w.quality.post(at(`${id}/take`)), 409, 'inspection_not_open');
		is(await w.server.api().post(at(`${id}/take`)), 401, 'not_signed_in');
	});
});
