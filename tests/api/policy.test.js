/* What a group decides for itself: read, changed within bounds, and in force from then on. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { refused, World } from './actions_world.js';

let w;
before(async () => { w = await World.start(); });
after(() => w?.stop());

const defaults = { due_critical_hours: 24, due_major_hours: 168, due_minor_hours: 720, corrective_from: 'major',
	hand_in_photos: 1, has_effectiveness: true, effect_passes: 2, effect_days: 90 };
const get = async (as = 'admin', tenant) => (await w.as(as, tenant)).get('/v1/policy');
const change = async (body, as = 'admin') => (await w.as(as)).patch('/v1/policy', body);

describe('the policy', () => {
	it('begins with the defaults', async () => {
		for (const [name, value] of Object.entries(defaults))
			assert.equal(w.ok(await get())[name], value, name);
	});

	it('changes by what is given, and that holds from then on', async () => {
		const changed = w.ok(await change({ due_minor_hours: 2, effect_passes: 3 }));
		assert.deepEqual([changed.due_minor_hours, changed.effect_passes, changed.due_major_hours], [2, 3, 168]);
		assert.deepEqual(w.ok(await get()), changed);
		const action = await w.open();
		assert.equal(Date.parse(action.due_at) - Date.parse(action.opened_at), 2 * 3600000);
		assert.deepEqual(w.ok(await change({})), changed);
		w.ok(await change(defaults));
		const told = await w.sql(`select data from event where kind = 'policy.changed' order by at desc, id desc limit 1`);
		assert.equal(told[0].data.due_minor_hours, 720);
	});

	it('has bounds, and names every fault', async () => {
		const { errors } = refused(await change({ due_critical_hours: 0, due_major_hours: 17521, corrective_from: 'all',
			hand_in_photos: 21, has_effectiveness: 'yes', effect_passes: 11, effect_days: 0, unknown: 1 }),
		422, 'invalid_body');
		assert.deepEqual(errors.map((error) => error.pointer).sort(), ['/corrective_from', '/due_critical_hours',
			'/due_major_hours', '/effect_days', '/effect_passes', '/hand_in_photos', '/has_effectiveness', '/unknown']);
		assert.equal(w.ok(await get()).effect_passes, 2);
	});

	it('is for whoever manages the whole group', async () => {
		for (const login of ['qa', 'north', 'mgr', 'viewer', 'nobody']) {
			refused(await get(login), 403, 'forbidden');
			refused(await change({ effect_passes: 1 }, login), 403, 'forbidden');
		}
	});

	it('is one for each group', async () => {
		w.ok(await change({ effect_days: 30 }));
		assert.equal(w.ok(await get('admin', 'other')).effect_days, 90);
		w.ok(await change({ effect_days: 90 }));
	});
});
