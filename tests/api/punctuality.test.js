/* How punctual visits are: figures, the visits behind each of them, and what the store is not told. */
import { after, before, describe, it } from 'node:test';
import { all, nobody } from './group.js';
import { assert, is, PlanWorld } from './plans_world.js';
import { until } from './postgres_session.js';
import { good } from './visits.js';

let w;
before(async () => { w = await PlanWorld.start('2026-10-20T00:00:00Z'); });
after(() => w?.stop());

/* The figures of a store for a reader, and that each of them is as many visits as its list. */
async function counted(store, api = w.admin) {
	const { total } = is(await api.get(`/v1/reports/punctuality?by=store&unit_id=${store.id}`), 200);
	for (const punctuality of ['due', 'on_time', 'late', 'unfinished', 'missed'])
		assert.equal((await all(api, `/v1/inspections?unit_id=${store.id}&punctuality=${punctuality}`)).length, total[punctuality], punctuality);
	const { due, on_time, late, unfinished, missed, missed_rate } = total;
	return { due, on_time, late, unfinished, missed, missed_rate };
}

describe('how punctual visits are', () => {
	const make = async (store, more = {}) => is(await w.admin.post('/v1/inspections', { unit_id: store.id, checklist_id: w.list,
		start_at: '2026-10-20T00:00:00Z', due_at: '2026-10-20T01:00:00Z', ...more }), 201);
	const submit = async ({ id }) => is(await w.admin.post(`/v1/inspections/${id}/submit`, { answers: good }), 200);

	it('is counted: made in time, late, and not made yet, each with its visits behind it', async () => {
		const store = await w.store();
		const [one, two, gone] = [await make(store), await make(store), await make(store), await make(store)];
		await submit(one);
		is(await w.admin.post(`/v1/inspections/${gone.id}/cancel`, { reason: 'Closed' }), 200);
		await make(store, { due_at: undefined });
		assert.deepEqual(await counted(store), { due: 1, on_time: 1, late: 0, unfinished: 0, missed: 0, missed_rate: '0.00' });
		await w.at('2026-10-20T02:00:00Z');
		await submit(two);
		assert.deepEqual(await counted(store), { due: 3, on_time: 1, late: 2, unfinished: 1, missed: 0, missed_rate: '0.00' });
		const late = await all(w.admin, `/v1/inspections?punctuality=late&unit_id=${store.id}`);
		assert.ok(late.some((visit) => visit.id === two.id) && late.every((visit) => visit.is_late));
		for (const by of ['unit', 'store', 'region', 'brand', 'checklist', 'kind', 'inspector']) {
			const report = is(await w.admin.get(`/v1/reports/punctuality?by=${by}&unit_id=${store.id}`), 200);
			assert.deepEqual([report.rows_nr, report.rows[0].due, report.total.due, report.total.late_rate], [by === 'inspector' ? 2 : 1,
				by === 'inspector' ? report.rows[0].due : 3, 3, '66.67'], by);
		}
		const outside = 'from=2026-10-20T01:00:00.001Z&to=2026-10-21T00:00:00Z';
		assert.equal(is(await w.admin.get(`/v1/reports/punctuality?by=kind&unit_id=${store.id}&${outside}`), 200).total.due, 0);
		assert.deepEqual(await all(w.admin, `/v1/inspections?punctuality=late&unit_id=${store.id}&${outside}`), []);
		for (const [query, pointer] of [['state=missed', '/state'], ['free=true', '/free'], ['mine=true', '/mine'], ['sort=due', '/sort'],
			['status=pass', '/status'], [`department_id=${nobody}`, '/department_id']])
			is(await w.admin.get(`/v1/inspections?punctuality=late&${query}`), 422, 'invalid_query', [pointer]);
		is(await w.admin.get('/v1/inspections?punctuality=early'), 422, 'invalid_query', ['/punctuality']);
		is(await w.admin.get('/v1/reports/punctuality?by=department'), 422, 'invalid_query', ['/by']);
		await w.at('2026-10-20T00:00:00Z');
	});

	it('is not told to the store of what it is not to know', async () => {
		const store = await w.store();
		const manager = await w.group.somebody('store_manager', store);
		for (const more of [{ is_unannounced: true }, {}])
			await make(store, { ...more, miss_at: '2026-10-20T01:30:00Z' });
		await w.at('2026-10-20T01:00:01Z');
		manager.token = await w.server.signIn('demo', manager.person.login);
		assert.equal((await counted(store)).late, 2);
		assert.equal((await counted(store, manager)).late, 1);
		await w.at('2026-10-20T02:00:00Z');
		await until(async () => (await all(w.admin, `/v1/inspections?unit_id=${store.id}&state=missed`)).length === 2, 'that they are missed');
		assert.deepEqual(await counted(store), { due: 2, on_time: 0, late: 0, unfinished: 0, missed: 2, missed_rate: '100.00' });
		manager.token = await w.server.signIn('demo', manager.person.login);
		assert.equal((await counted(store, manager)).missed, 1);
		await w.at('2026-10-20T00:00:00Z');
	});
});
