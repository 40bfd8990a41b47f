/* Whether a fix helped: proven, disproved or not known, by what later visits find. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { refused, World } from './actions_world.js';
import { until } from './postgres_session.js';

let w;
let id;
before(async () => {
	w = await World.start();
	const admin = await w.as('admin');
	const question = (key, severity) => ({ key, text: { en: `About ${key}` }, type: 'check', points: 1, fails: false,
		severity, department: 'rooms', may_skip: true });
	const made = w.ok(await admin.post('/v1/checklists', { format: 'gemba.checklist/1', code: 'effect', kind: 'tour',
		title: { en: 'Effect' }, scoring: { method: 'points' }, sections: [{ key: 'lobby', title: { en: 'Lobby' },
			questions: [question('floor', 'major'), question('lamp', 'minor'), question('exit', 'critical')] }] }), 201);
	w.ok(await admin.post(`/v1/checklists/${made.id}/versions/1/publish`));
	id = made.id;
});
after(() => w?.stop());

const day = 86400000;

/* What each question says: true passed, false failed, null not applicable, undefined blank. */
async function submit(inspection, floor, by = 'inspector', more = {}) {
	const answers = { lamp: { check: true }, exit: { check: true },
		...floor === null ? { floor: { not_applicable: true } } : floor === undefined ? {} : { floor: { check: floor } } };
	return (await w.as(by)).post(`/v1/inspections/${inspection}/submit`, { answers, ...more });
}

async function plan(store, more = {}) {
	return w.ok(await (await w.as('admin')).post('/v1/inspections',
		{ unit_id: w.ids[store], checklist_id: id, lead_id: w.ids.inspector, ...more }), 201).id;
}

async function visit(store, floor, more) {
	await w.server.clock.advance(60000);
	return w.ok(await submit(await plan(store, more), floor));
}

/* An action about the floor that waits for its effect. */
async function monitoring(plan = {}) {
	const store = await w.addStore();
	await w.sql.script(`
		insert into membership (tenant_id, id, person_id, role_id, unit_id, department_id, created_at)
		select tenant_id, gen_random_uuid(), '${w.ids.hk}', id, '${w.ids[store]}', '${w.ids.rooms}', now()
		  from role where tenant_id = '${w.tenant}' and code = 'department_head'`);
	const { findings } = await visit(store, false);
	const action = { id: findings[0].action_id };
	await round(action, plan);
	return { store, action };
}

async function round(action, plan = {}) {
	await w.do(action, 'hk', 'plan', { cause: 'A leak', plan: 'Mend it', ...plan });
	await w.do(action, 'hk', 'start');
	await w.handIn(action);
	const shown = await w.do(action, 'north', 'verify', {});
	assert.equal(shown.state, 'monitoring');
}

const lines = async (action) => (await w.timeline(action)).map((line) => line.kind.replace('action.', ''));

describe('the criteria', () => {
	it('are the policy\'s until the plan, and fixed with it', async () => {
		const action = await w.open({ severity: 'major' });
		assert.deepEqual([action.effect_passes, action.effect_days], [2, 90]);
		await w.do(action, 'hk', 'plan', { cause: 'A leak', plan: 'Mend it' });
		await w.policy('effect_passes', 5);
		assert.equal((await w.get(action)).effect_passes, 2);
		await w.policy('effect_passes', 2);
		const planned = await w.do(action, 'hk', 'plan', { plan: 'Mend it', effect_passes: 4, effect_days: 30 });
		assert.deepEqual([planned.effect_passes, planned.effect_days], [4, 30]);
		const started = await w.do(action, 'hk', 'start');
		assert.deepEqual([started.effect_passes, started.effect_days], [4, 30]);
		refused(await w.try(action, 'hk', 'plan', { plan: 'x', effect_passes: 2 }), 409, 'action_not_in_state');
	});

	it('are not made easier but by whoever may approve', async () => {
		const action = await w.open({ severity: 'major' });
		const easy = { cause: 'A leak', plan: 'Mend it', effect_passes: 1 };
		assert.deepEqual(refused(await w.try(action, 'hk', 'plan', easy), 422, 'invalid_body').errors
			.map((error) => error.pointer), ['/effect_passes']);
		assert.equal((await w.do(action, 'north', 'plan', easy)).effect_passes, 1);
		for (const fault of [{ effect_passes: 0 }, { effect_passes: 11 }, { effect_days: 0 }, { effect_days: 731 }])
			refused(await w.try(action, 'north', 'plan', { ...easy, ...fault }), 422, 'invalid_body');
	});

	it('are none where the group does not ask', async () => {
		await w.policy('has_effectiveness', false);
		const action = await w.open({ severity: 'major' });
		assert.equal(action.effect_passes, null);
		refused(await w.try(action, 'hk', 'plan', { cause: 'A leak', plan: 'Mend it', effect_days: 30 }), 422, 'invalid_body');
		await w.do(action, 'hk', 'plan', { cause: 'A leak', plan: 'Mend it' });
		await w.policy('has_effectiveness', true);
		await w.do(action, 'hk', 'start');
		await w.handIn(action);
		const closed = await w.do(action, 'north', 'verify', {});
		assert.deepEqual([closed.state, closed.effect, closed.effect_passes], ['closed', null, null]);
	});
});

describe('passes in a row', () => {
	it('close the action as effective, in the transaction of the release', async () => {
		const { store, action } = await monitoring();
		const first = await visit(store, true);
		let shown = await w.get(action);
		assert.deepEqual([shown.state, shown.passes_nr, shown.effect], ['monitoring', 1, null]);
		const second = await visit(store, true);
		shown = await w.get(action);
		assert.deepEqual([shown.state, shown.passes_nr, shown.effect], ['closed', 2, 'effective']);
		assert.notEqual(shown.closed_at, null);
		assert.deepEqual(shown.checks.map((check) => [check.round, check.inspection_id, check.is_pass]),
			[[1, first.inspection.id, true], [1, second.inspection.id, true]]);
		assert.deepEqual((await lines(action)).slice(-3), ['verified', 'passed', 'effective']);
		assert.equal((await w.timeline(action)).at(-1).inspection_id, second.inspection.id);
	});

	it('are neither not applicable nor blank nor of another checklist or store', async () => {
		const { store, action } = await monitoring({ effect_passes: 2 });
		await visit(store, null);
		await visit(store, undefined);
		await visit(await w.addStore(), true);
		const shown = await w.get(action);
		assert.deepEqual([shown.passes_nr, shown.checks, shown.state], [0, [], 'monitoring']);
	});

	it('count once, however often a submission is sent', async () => {
		const { store, action } = await monitoring();
		await w.server.clock.advance(60000);
		const inspection = await plan(store);
		const answers = await Promise.all(Array.from({ length: 6 }, () => submit(inspection, true)));
		assert.deepEqual(answers.map((answer) => answer.status), Array(6).fill(200));
		assert.equal((await w.get(action)).passes_nr, 1);
	});

	it('at two visits at once are two', async () => {
		const { store, action } = await monitoring();
		await w.server.clock.advance(60000);
		const visits = [await plan(store), await plan(store)];
		await Promise.all(visits.map(async (one) => w.ok(await submit(one, true))));
		assert.deepEqual([(await w.get(action)).state, (await w.get(action)).checks.length], ['closed', 2]);
	});

	it('that were seen before the fix was verified say nothing, nor do such failures', async () => {
		const { store, action } = await monitoring();
		const before = new Date(w.server.clock.now - 3600000).toISOString();
		const times = { started_at: before, finished_at: before };
		w.ok(await submit(await plan(store), true, 'inspector', times));
		assert.equal((await w.get(action)).passes_nr, 0);
		w.ok(await submit(await plan(store), false, 'inspector', times));
		const shown = await w.get(action);
		assert.deepEqual([shown.state, shown.round, shown.findings.length], ['monitoring', 1, 2]);
		assert.notEqual(shown.verified_at, null);
	});

	it('of a visit with review count when it is released', async () => {
		const { store, action } = await monitoring({ effect_passes: 2 });
		await w.server.clock.advance(60000);
		const inspection = await plan(store, { needs_review: true });
		w.ok(await submit(inspection, true));
		assert.equal((await w.get(action)).passes_nr, 0);
		w.ok(await (await w.as('qa')).post(`/v1/inspections/${inspection}/release`));
		assert.equal((await w.get(action)).passes_nr, 1);
	});
});

describe('a failure', () => {
	it('begins the next round, and the last one stays visible', async () => {
		const { store, action } = await monitoring({ cause_category: 'machine' });
		const passed = await visit(store, true);
		const failed = await visit(store, false);
		const reopened = await w.get(action);
		assert.deepEqual([reopened.state, reopened.round, reopened.passes_nr, reopened.plan, reopened.effect,
			reopened.cause_category], ['open', 2, 0, null, null, null]);
		const [old] = reopened.rounds;
		assert.deepEqual([old.round, old.cause, old.cause_category, old.plan, old.handed_in_by, old.verified_by,
			old.effect, old.passes_nr, old.effect_passes],
		[1, 'A leak', 'machine', 'Mend it', w.ids.hk, w.ids.north, 'not_effective', 1, 2]);
		assert.deepEqual(reopened.checks.map((check) => [check.round, check.inspection_id, check.is_pass]),
			[[1, passed.inspection.id, true], [1, failed.inspection.id, false]]);
		refused(await w.try(action, 'hk', 'plan', { plan: 'Mend it' }), 422, 'cause_is_missing');
		await round(action, { cause: 'The pipe' });
		await visit(store, true);
		await visit(store, true);
		assert.deepEqual([(await w.get(action)).effect, (await w.get(action)).rounds.length], ['effective', 1]);
	});
});

describe('when the days are over', () => {
	const expire = async (action) => {
		const { effect_until } = await w.get(action);
		await w.server.clock.set(Date.parse(effect_until) + 1000);
	};
	const check = (action) => until(async () => (await w.get(action)).visits[0]);

	it('a check visit is planned once, by somebody from above who had no hand in it', async () => {
		const { store, action } = await monitoring({ effect_days: 10 });
		await visit(store, true);
		await expire(action);
		const planned = await check(action);
		assert.deepEqual([planned.purpose, planned.round, planned.state, planned.unit_id, planned.is_pass],
			['effect', 1, 'open', w.ids[store], null]);
		const visitShown = w.ok(await (await w.as('admin')).get(`/v1/inspections/${planned.inspection_id}`));
		assert.deepEqual([visitShown.kind, visitShown.checklist.id, visitShown.lead.id], ['special', id, w.ids.north]);
		assert.equal((await lines(action)).at(-1), 'check_planned');
		w.ok(await submit(planned.inspection_id, true, 'north'));
		const shown = await w.get(action);
		assert.deepEqual([shown.state, shown.effect, shown.passes_nr, shown.visits[0].is_pass],
			['closed', 'effective', 2, true]);
	});

	it('one pass at the check visit is enough', async () => {
		const { action } = await monitoring({ effect_passes: 5, effect_days: 10 });
		await expire(action);
		const planned = await check(action);
		w.ok(await submit(planned.inspection_id, true, 'north'));
		assert.deepEqual([(await w.get(action)).effect, (await w.get(action)).passes_nr], ['effective', 1]);
	});

	it('a failure at the check visit begins the next round, and that gets its own', async () => {
		const { action } = await monitoring({ effect_days: 10 });
		await expire(action);
		const planned = await check(action);
		w.ok(await submit(planned.inspection_id, false, 'north'));
		assert.deepEqual([(await w.get(action)).state, (await w.get(action)).round], ['open', 2]);
		await round(action, { effect_days: 10 });
		await expire(action);
		const both = await until(async () => {
			const { visits } = await w.get(action);
			return visits.length === 2 && visits;
		});
		assert.deepEqual(both.map((one) => one.round), [1, 2]);
	});

	it('and nothing came of it, it is closed with too little evidence', async () => {
		const { action } = await monitoring({ effect_days: 10 });
		await expire(action);
		await check(action);
		await expire(action);
		const closed = await until(async () => {
			const shown = await w.get(action);
			return shown.state === 'closed' && shown;
		});
		assert.deepEqual([closed.effect, closed.visits.length], ['too_little_evidence', 1]);
		assert.equal((await lines(action)).at(-1), 'unproven');
	});

	it('what was found by hand has nothing that could prove it', async () => {
		const action = await w.in('monitoring', { severity: 'major' });
		await expire(action);
		const closed = await until(async () => {
			const shown = await w.get(action);
			return shown.state === 'closed' && shown;
		});
		assert.deepEqual([closed.effect, closed.visits], ['too_little_evidence', []]);
	});
});
