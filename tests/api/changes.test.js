/*
 * The change feed: in order and without gaps for each caller, never more than the caller may see,
 * and honest where what may be seen has changed.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { is } from './group.js';
import { until } from './postgres_session.js';
import { bad, checklist, hour, world } from './visits.js';

let w;
before(async () => { w = await world(); });
after(() => w?.stop());

/* Nothing committed waits for its place. */
const settled = () => until(async () =>
	(await w.sql('select 1 from event where seq is null and tell_at is null limit 1')).length === 0, 'stamping');

const end = async (api) => {
	await settled();
	return is(await api.get('/v1/changes'), 200).next;
};

/* Everything after a cursor, and the cursor behind it. */
async function since(api, cursor, query = '') {
	const items = [];
	await settled();
	for (let page = { next: cursor, has_more: true }; page.has_more; cursor = page.next) {
		page = is(await api.get(`/v1/changes?after=${page.next}${query}`), 200);
		items.push(...page.items);
	}
	return { items, cursor };
}

const kinds = ({ items }, id) => items.filter((item) => !id || item.subject_id === id).map((item) => item.kind);

const mystery = () => w.checklist(checklist({ kind: 'mystery' }));

describe('GET /v1/changes', () => {
	it('begins at the end, and goes on from there with whatever happens', async () => {
		const first = is(await w.admin.get('/v1/changes'), 200);
		assert.deepEqual([first.items, first.has_more], [[], false]);
		const cursor = await end(w.admin);
		const unit = await w.group.unit(w.hotels, 'region');
		is(await w.admin.patch(`/v1/units/${unit.id}`, { name: 'Renamed' }), 200);
		const changes = await since(w.admin, cursor);
		assert.deepEqual(changes.items.map(({ kind, subject, subject_id, unit_id }) =>
			[kind, subject, subject_id, unit_id]), [['unit.created', 'unit', unit.id, unit.id],
			['unit.changed', 'unit', unit.id, unit.id]]);
		assert.deepEqual((await since(w.admin, changes.cursor)).items, []);
	});

	it('has everything from the beginning, in the same order on pages of any size', async () => {
		const { items } = await since(w.admin, '0');
		const rows = await w.sql(`select e.kind, e.subject_id from event e join tenant t on t.id = e.tenant_id
			where t.code = 'demo' and e.subject in ('unit', 'department', 'role', 'checklist') order by e.seq`);
		assert.deepEqual(items.filter((item) => /^(unit|department|role|checklist)$/.test(item.subject))
			.map(({ kind, subject_id }) => ({ kind, subject_id })), rows);
		assert.deepEqual((await since(w.admin, '0', '&limit=3')).items, items);
		assert.ok(items.length > 10);
	});

	it('misses nothing while many write at once', async () => {
		let cursor = await end(w.admin);
		const heard = [];
		let isDone = false;
		const reader = (async () => {
			for (let last = false; ; last = isDone) {
				const page = await since(w.admin, cursor, '&limit=7');
				heard.push(...page.items);
				({ cursor } = page);
				if (last)
					return;
			}
		})();
		const made = await Promise.all(Array.from({ length: 6 }, async () => {
			const ids = [];
			for (let i = 0; i < 10; i++)
				ids.push((await w.group.unit(w.hotels, 'region')).id);
			return ids;
		}));
		isDone = true;
		await reader;
		assert.deepEqual(heard.map((item) => item.subject_id).sort(), made.flat().sort());
	});

	it('tells only the kinds that were asked for', async () => {
		const { items } = await since(w.admin, '0', '&kinds=unit.created,role.created');
		assert.ok(items.length);
		assert.deepEqual([...new Set(kinds({ items }))].sort(), ['unit.created']);
		for (const query of ['kinds=unit.painted', 'kinds=', 'after=x', 'after=MA', 'limit=0', 'limit=501', 'before=0'])
			is(await w.admin.get(`/v1/changes?${query}`), 422, 'invalid_query');
	});

	it('has a tombstone for what is deleted', async () => {
		const cursor = await end(w.admin);
		const person = await w.group.person('viewer', w.east);
		const membership = await w.group.give(person, w.group.roles.viewer, w.west);
		is(await w.admin.del(`/v1/memberships/${membership.id}`), 204);
		const list = is(await w.admin.post('/v1/checklists', checklist()), 201);
		is(await w.admin.del(`/v1/checklists/${list.id}/versions/1`), 204);
		const changes = await since(w.admin, cursor);
		assert.deepEqual(kinds(changes, membership.id), ['membership.given', 'membership.deleted']);
		assert.equal(changes.items.find((item) => item.kind === 'membership.deleted').data.person_id, person.id);
		assert.deepEqual(kinds(changes, list.id), ['checklist.drafted', 'checklist.draft_deleted']);
	});
});

describe('what a caller does not see', () => {
	it('is not told: not of other places, and not of other groups', async () => {
		const [manager, other] = await Promise.all([w.manager, w.other].map(end));
		const far = await w.group.unit(w.west, 'store');
		const id = await w.visit(await w.checklist());
		is(await w.submit(id, bad), 200);
		const near = await since(w.manager, manager);
		assert.deepEqual(kinds(near, far.id), []);
		assert.deepEqual(kinds(near, id), ['inspection.planned', 'inspection.submitted', 'inspection.released']);
		assert.equal(kinds(near).filter((kind) => kind === 'action.opened').length, 2);
		assert.deepEqual((await since(w.other, other)).items, []);
	});

	it('is not told of an unannounced visit before it begins, not even afterwards', async () => {
		const cursors = await Promise.all([w.manager, w.quality].map(end));
		const id = await w.visit(await w.checklist(), { is_unannounced: true });
		is(await w.quality.patch(`/v1/inspections/${id}`, { note: 'Look below' }), 200);
		assert.deepEqual(kinds(await since(w.manager, cursors[0]), id), []);
		assert.deepEqual(kinds(await since(w.quality, cursors[1]), id), ['inspection.planned', 'inspection.changed']);
		is(await w.inspector.post(`/v1/inspections/${id}/start`, {}), 200);
		assert.deepEqual(kinds(await since(w.manager, cursors[0]), id), ['inspection.started']);
	});

	it('is told of a mystery visit only that it is released, and never who went', async () => {
		const shopper = await w.group.somebody('shopper', w.hotels);
		const cursors = await Promise.all([w.manager, w.quality].map(end));
		const id = await w.visit(await mystery(), { lead_id: shopper.person.id });
		is(await shopper.post(`/v1/inspections/${id}/start`, {}), 200);
		is(await shopper.post(`/v1/inspections/${id}/submit`, { answers: bad }), 200);
		assert.deepEqual(kinds(await since(w.manager, cursors[0]), id), []);
		is(await w.quality.post(`/v1/inspections/${id}/release`), 200);
		const near = await since(w.manager, cursors[0]);
		assert.deepEqual(kinds(near, id), ['inspection.released']);
		assert.ok(kinds(near).includes('action.opened'));
		assert.deepEqual(kinds(await since(w.manager, '0'), id), ['inspection.released']);
		const far = await since(w.quality, cursors[1]);
		assert.ok(kinds(far, id).includes('inspection.submitted'));
		for (const { items } of [near, far])
			assert.ok(!JSON.stringify(items).includes(shopper.person.id));
	});

	it('is told when it can be seen: a visit that is visible later, at its moment', async () => {
		const cursor = await end(w.manager);
		const from = (ms) => new Date(w.server.clock.now + ms).toISOString();
		const id = await w.visit(await w.checklist(), { visible_from: from(hour), start_at: from(5 * hour),
			due_at: from(6 * hour) });
		is(await w.quality.patch(`/v1/inspections/${id}`, { visible_from: from(2 * hour) }), 200);
		assert.deepEqual(kinds(await since(w.manager, cursor), id), []);
		await w.pass(2 * hour);
		await until(async () => kinds(await since(w.manager, cursor), id).includes('inspection.visible'), 'its moment');
	});
});

describe('whoever loses sight of one thing', () => {
	const day = 24 * hour;

	it('is told that it is gone, and nobody else: a visit that is hidden, and not its lead', async () => {
		const cursors = await Promise.all([w.manager, w.quality, w.inspector].map(end));
		const id = await w.visit(await w.checklist());
		is(await w.quality.patch(`/v1/inspections/${id}`,
			{ visible_from: new Date(w.server.clock.now + day).toISOString(),
				start_at: new Date(w.server.clock.now + 2 * day).toISOString(),
				due_at: new Date(w.server.clock.now + 3 * day).toISOString() }), 200);
		is(await w.manager.get(`/v1/inspections/${id}`), 404);
		const { items } = await since(w.manager, cursors[0]);
		assert.deepEqual(kinds({ items }, id), ['inspection.hidden']);
		assert.deepEqual([items.at(-1).data, items.at(-1).person_id], [{}, null]);
		for (const [api, cursor] of [[w.quality, cursors[1]], [w.inspector, cursors[2]]])
			assert.deepEqual(kinds(await since(api, cursor), id), ['inspection.planned', 'inspection.changed']);
	});

	it('is told when another leads it, when the team is another one, and when somebody has taken it', async () => {
		const { code } = await w.group.role(['inspection.conduct']);
		const [one, two, three] = await Promise.all([1, 2, 3].map(() => w.group.somebody(code, w.east)));
		const list = await w.checklist();
		const cursors = await Promise.all([one, two, three].map(end));
		const id = await w.visit(list, { lead_id: one.person.id, team: [two.person.id] });
		is(await w.quality.patch(`/v1/inspections/${id}`, { lead_id: three.person.id }), 200);
		assert.deepEqual(kinds(await since(one, cursors[0]), id), ['inspection.hidden']);
		is(await w.quality.patch(`/v1/inspections/${id}`, { team: [] }), 200);
		assert.deepEqual(kinds(await since(two, cursors[1]), id), ['inspection.hidden']);
		assert.ok(!kinds(await since(three, cursors[2]), id).includes('inspection.hidden'));

		const free = await w.visit(list, { lead_id: undefined });
		is(await two.post(`/v1/inspections/${free}/take`), 200);
		assert.deepEqual(kinds(await since(one, cursors[0]), free), ['inspection.hidden']);
		assert.ok(!kinds(await since(two, cursors[1]), free).includes('inspection.hidden'));
	});

	it('is told when an action is given to another person, one by one or many at once', async () => {
		const { code } = await w.group.role(['action.work']);
		const [one, two] = await Promise.all([1, 2].map(() => w.group.somebody(code, w.shanghai)));
		const cursor = await end(one);
		const make = async () => is(await w.admin.post('/v1/findings', { unit_id: w.shanghai.id, severity: 'minor',
			title: { en: 'Dark' } }), 201).action_id;
		const [first, second] = [await make(), await make()];
		for (const id of [first, second])
			is(await w.admin.post(`/v1/actions/${id}/assign`, { person_id: one.person.id }), 200);
		is(await w.admin.post(`/v1/actions/${first}/assign`, { person_id: two.person.id }), 200);
		is(await w.admin.post('/v1/actions/hand-over', { from_person_id: one.person.id, to_person_id: two.person.id,
			reason: 'On leave' }), 200);
		const heard = await since(one, cursor);
		for (const id of [first, second])
			assert.deepEqual(kinds(heard, id), ['action.hidden']);
		assert.deepEqual(is(await w.admin.get(`/v1/actions/${first}/timeline?limit=200`), 200).items
			.filter(({ kind }) => kind === 'action.hidden'), []);
	});
});

describe('410 resync', () => {
	/* Nothing from before is told again; what the server's loops do meanwhile is. */
	const resync = async (api, cursor) => {
		await settled();
		const known = await w.sql('select kind, subject_id, moment(at) as at from event');
		const problem = is(await api.get(`/v1/changes?after=${cursor}`), 410, 'resync');
		const page = is(await api.get(`/v1/changes?after=${problem.next}`), 200);
		assert.deepEqual(page.items.filter((item) => known.some((event) => event.at === item.at &&
			event.kind === item.kind && event.subject_id === item.subject_id)), []);
		return page.next;
	};

	it('answers whoever may see more or less than before, and nobody else', async () => {
		const viewer = await w.group.somebody('viewer', w.east);
		const role = await w.group.role(['organization.read']);
		let cursor = await end(viewer);
		const others = await end(w.manager);
		const given = await w.group.give(viewer.person, role, w.west);
		cursor = await resync(viewer, cursor);
		is(await w.admin.patch(`/v1/roles/${role.id}`, { rights: ['organization.read', 'finding.read'] }), 200);
		cursor = await resync(viewer, cursor);
		is(await w.admin.del(`/v1/memberships/${given.id}`), 204);
		cursor = await resync(viewer, cursor);
		is(await w.manager.get(`/v1/changes?after=${others}`), 200);
		is(await viewer.get(`/v1/changes?after=${cursor}`), 200);
	});

	it('answers when units move, which may bring things that nobody tells of', async () => {
		const region = await w.group.unit(w.hotels, 'region');
		const store = await w.group.unit(region, 'store');
		const manager = await w.group.somebody('regional_manager', w.west);
		const cursor = await end(manager);
		is(await w.admin.patch(`/v1/units/${store.id}`, { parent_id: w.west.id }), 200);
		await resync(manager, cursor);
	});

	it('answers when a day comes on which a role ends', async () => {
		const person = await w.group.somebody('viewer', w.east);
		const role = await w.group.role(['organization.read']);
		const today = new Date(w.server.clock.now).toISOString().slice(0, 10);
		await w.group.give(person.person, role, w.west, { ends_on: today });
		const cursor = await end(person);
		await w.pass(24 * hour);
		person.token = await w.server.signIn('demo', person.person.login);
		await resync(person, cursor);
	});

	it('answers whoever read a log that is not this one', async () => {
		const cursor = await end(w.admin);
		/* All of them: the last may be another one by now. */
		const read = "seq is not null and tenant_id = (select id from tenant where code = 'demo')";
		await w.sql.script(`update event set id = gen_random_uuid() where ${read}`);
		const next = await resync(w.admin, cursor);
		await w.sql.script(`delete from event where ${read}`);
		await resync(w.admin, next);
		/* As it was before cursors were sealed. */
		await resync(w.admin, Buffer.from('12 0161388f4881088b5e1e89f64f62d84f 9e997ad741402').toString('base64url'));
	});

	it('tells nothing by its cursor', async () => {
		const [one, two] = [await end(w.manager), await end(w.manager)];
		assert.notEqual(one, two);
		assert.equal(one.length, two.length);
		assert.ok(!/\d+ /.test(Buffer.from(one, 'base64url').toString('latin1')));
	});
});
