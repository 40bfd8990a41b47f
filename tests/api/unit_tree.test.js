/* The closure of the tree of units, against one that is computed from the parents alone. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { start } from './harness.js';
import { Group, all, is, newCode } from './group.js';

let server;
let group;
let admin;

before(async () => {
	server = await start();
	group = await Group.of(server);
	({ admin } = group);
});
after(() => server?.stop());

const newUnit = (more = {}) => ({ parent_id: group.top.id, kind: 'brand', code: newCode('u'),
	name: newCode('Unit'), ...more });

/* mulberry32: the same numbers for the same seed. */
function random(seed) {
	return (below) => {
		seed = (seed + 0x6d2b79f5) | 0;
		let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) % below;
	};
}

/* What unit_above must be, from the parents alone: every unit with all that stand above it. */
function closure(parents) {
	const rows = [];
	for (const unit of parents.keys()) {
		let distance = 0;
		for (let above = unit; above; above = parents.get(above)) {
			rows.push(`${above} ${unit} ${distance++}`);
			assert.ok(distance <= parents.size, 'the tree has a cycle');
		}
	}
	return rows.sort();
}

async function checkClosure() {
	const units = await server.sql('select u.id, u.parent_id from unit u join tenant t ' +
		"on t.id = u.tenant_id where t.code = 'demo'");
	const rows = await server.sql('select a.above_id, a.unit_id, a.distance from unit_above a ' +
		"join tenant t on t.id = a.tenant_id where t.code = 'demo'");
	assert.deepEqual(rows.map((row) => `${row.above_id} ${row.unit_id} ${row.distance}`).sort(),
		closure(new Map(units.map((unit) => [unit.id, unit.parent_id]))));
}

function isBelow(parents, unit, above) {
	for (; unit; unit = parents.get(unit))
		if (unit === above)
			return true;
	return false;
}

describe('the tree of units', () => {
	for (const seed of [1, 2, 3]) {
		it(`has a right closure after any moves (seed ${seed})`, async () => {
			const pick = random(seed);
			const units = [await group.unit(group.top, 'brand')];
			const parents = new Map([[units[0].id, group.top.id]]);
			for (let i = 0; i < 20; i++) {
				const parent = units.filter((unit) => unit.kind !== 'store')[
					pick(units.filter((unit) => unit.kind !== 'store').length)];
				const unit = await group.unit(parent, ['region', 'region', 'store'][pick(3)]);
				units.push(unit);
				parents.set(unit.id, parent.id);
			}
			await checkClosure();
			for (let i = 0; i < 40; i++) {
				const unit = units[pick(units.length)];
				const to = units[pick(units.length)];
				const answer = await admin.patch(`/v1/units/${unit.id}`, { parent_id: to.id });
				if (parents.get(unit.id) === to.id)
					is(answer, 200);
				else if (isBelow(parents, to.id, unit.id))
					is(answer, 409, 'unit_below_itself');
				else if (to.kind === 'store')
					is(answer, 409, 'unit_below_a_store');
				else if (is(answer, 200).parent_id === to.id)
					parents.set(unit.id, to.id);
				if (i % 8 === 7)
					await checkClosure();
			}
			const shown = new Map((await all(admin, `/v1/units?below=${units[0].id}`))
				.map((unit) => [unit.id, unit.parent_id]));
			for (const [id, parent] of shown)
				assert.equal(parent, parents.get(id));
		});
	}

	it('stays a tree while everybody moves and adds at once', async () => {
		const pick = random(4);
		const regions = [];
		for (let i = 0; i < 8; i++)
			regions.push(await group.unit(group.top, 'region'));
		for (let round = 0; round < 6; round++) {
			const answers = await Promise.all(Array.from({ length: 16 }, (_, i) => {
				const unit = regions[pick(regions.length)];
				const to = regions[pick(regions.length)];
				return i % 4 === 3 ?
					admin.post('/v1/units', newUnit({ parent_id: unit.id, kind: 'region' })) :
					admin.patch(`/v1/units/${unit.id}`, { parent_id: to.id });
			}));
			/* Moves of a tenant wait for each other; who waits too long is told to come again. */
			for (const answer of answers)
				assert.ok([200, 201, 409, 503].includes(answer.status), answer.text);
			await checkClosure();
		}
	});
});
