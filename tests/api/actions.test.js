/* Actions from plan to check: who may do what in which state. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { refused, sha, World } from './actions_world.js';
import { picture, put, sha256 } from './photos.js';

const plan = { cause: 'A leak', plan: 'Mend it' };
const day = 86400000;

let w;
before(async () => { w = await World.start(); });
after(() => w?.stop());

const kinds = (lines) => lines.map((line) => line.kind.replace('action.', ''));

describe('a correction', () => {
	it('goes from open to closed without a plan', async () => {
		const opened = await w.open();
		assert.deepEqual([opened.kind, opened.state, opened.needs_cause, opened.responsible_id],
			['correction', 'open', false, w.ids.hk]);
		const started = await w.do(opened, 'hk', 'start');
		assert.deepEqual([started.state, started.started_by], ['in_progress', w.ids.hk]);
		const photo = await w.photo();
		const submitted = await w.handIn(opened, 'hk', { done: 'Mopped the floor', photos: [photo] });
		assert.deepEqual([submitted.state, submitted.done, submitted.handed_in_by],
			['submitted', 'Mopped the floor', w.ids.hk]);
		const closed = await w.do(opened, 'mgr', 'verify', { note: 'Dry' });
		assert.deepEqual([closed.state, closed.verified_by, closed.verification],
			['closed', w.ids.mgr, 'Dry']);
		assert.equal(closed.closed_at, closed.verified_at);

		const detail = await w.get(opened);
		assert.deepEqual(detail.photos.map(({ sha256, step, person_name }) => [sha256, step, person_name]),
			[[photo, 'hand_in', 'Person hk']]);
		assert.deepEqual(detail.can, ['propose', 'comment']);
		const lines = await w.timeline(opened);
		assert.deepEqual(kinds(lines), ['opened', 'started', 'handed_in', 'verified']);
		assert.deepEqual(lines.map((line) => line.state), ['open', 'in_progress', 'submitted', 'closed']);
		assert.deepEqual(lines.map((line) => line.person_name),
			['Person inspector', 'Person hk', 'Person hk', 'Person mgr']);
		assert.deepEqual(lines.map((line) => line.text), [null, null, 'Mopped the floor', 'Dry']);
		assert.deepEqual(lines[2].photos, [photo]);
		assert.deepEqual(lines[0].findings, detail.findings.map((finding) => finding.id));
	});

	it('is returned as often as it takes', async () => {
		const action = await w.in('submitted');
		const returned = await w.do(action, 'mgr', 'return', { reason: 'Still wet' });
		assert.deepEqual([returned.state, returned.returned, returned.handed_in_by, returned.handed_in_at],
			['in_progress', 1, null, null]);
		await w.handIn(action);
		assert.equal((await w.do(action, 'mgr', 'return', { reason: 'Again' })).returned, 2);
		await w.handIn(action);
		assert.equal((await w.do(action, 'mgr', 'verify', {})).state, 'closed');
		assert.deepEqual((await w.timeline(action)).filter((line) => line.kind === 'action.returned')
			.map((line) => line.text), ['Still wet', 'Again']);
	});

	it('raised, is planned first', async () => {
		const action = await w.in('in_progress');
		const raised = await w.do(action, 'mgr', 'raise', { reason: 'It comes back every week' });
		assert.deepEqual([raised.kind, raised.state, raised.started_by, raised.needs_cause],
			['corrective', 'open', null, false]);
		refused(await w.try(action, 'hk', 'start'), 409, 'action_not_in_state');
		assert.equal((await w.do(action, 'hk', 'plan', plan)).state, 'planned');
		assert.equal((await w.timeline(action)).at(-2).text, 'It comes back every week');
	});
});

describe('a corrective action', () => {
	it('goes the whole circle and waits for its effect', async () => {
		const opened = await w.open({ severity: 'major' });
		assert.deepEqual([opened.kind, opened.needs_cause], ['corrective', true]);
		const due = new Date(Date.parse(opened.due_at) - day).toISOString();
		const planned = await w.do(opened, 'hk', 'plan',
			{ ...plan, responsible_id: w.ids.hk2, due_at: due });
		assert.deepEqual([planned.state, planned.cause, planned.plan, planned.responsible_id,
			planned.routed_by, planned.due_at], ['planned', 'A leak', 'Mend it', w.ids.hk2, 'hand', due]);
		await w.do(opened, 'hk2', 'start');
		await w.handIn(opened, 'hk2');
		const monitoring = await w.do(opened, 'mgr', 'verify', {});
		assert.deepEqual([monitoring.state, monitoring.closed_at], ['monitoring', null]);
		assert.equal(monitoring.verified_by, w.ids.mgr);
	});

	it('is closed at once where the tenant does not ask for the effect', async () => {
		await w.policy('has_effectiveness', false);
		const action = await w.in('closed', { severity: 'major' });
		assert.notEqual(action.closed_at, null);
		await w.policy('has_effectiveness', true);
	});

	it('needs its cause, and keeps the one that was named', async () => {
		const action = await w.open({ severity: 'critical' });
		refused(await w.try(action, 'hk', 'plan', { plan: 'Mend it' }), 422, 'cause_is_missing');
		await w.do(action, 'hk', 'plan', plan);
		const again = await w.do(action, 'hk', 'plan', { plan: 'Mend it better' });
		assert.deepEqual([again.state, again.cause, again.plan], ['planned', 'A leak', 'Mend it better']);
	});

	it('is never put off by a plan, nor into the past', async () => {
		const action = await w.open({ severity: 'major' });
		for (const due_at of [new Date(Date.parse(action.due_at) + 1).toISOString(),
			new Date(w.server.clock.now - 1000).toISOString()]) {
			const { errors } = refused(await w.try(action, 'hk', 'plan', { ...plan, due_at }), 422, 'invalid_body');
			assert.deepEqual(errors.map((error) => error.pointer), ['/due_at']);
		}
	});

	it('is due by its severity', async () => {
		const hours = async (severity) => {
			const action = await w.open({ severity });
			return (Date.parse(action.due_at) - Date.parse(action.opened_at)) / 3600000;
		};
		assert.deepEqual([await hours('critical'), await hours('major'), await hours('minor')], [24, 168, 720]);
		await w.policy('due_critical_hours', 2);
		assert.equal(await hours('critical'), 2);
		await w.policy('due_critical_hours', 24);
	});

	it('begins at the severity that the tenant has chosen', async () => {
		await w.policy('corrective_from', `'critical'`);
		const major = await w.open({ severity: 'major' });
		assert.deepEqual([major.kind, major.needs_cause], ['correction', false]);
		assert.equal((await w.do(major, 'mgr', 'raise', { reason: 'Find out why' })).needs_cause, true);
		await w.policy('corrective_from', `'minor'`);
		const minor = await w.open();
		assert.deepEqual([minor.kind, minor.needs_cause], ['corrective', false]);
		assert.equal((await w.do(minor, 'hk', 'plan', { plan: 'Mend it' })).state, 'planned');
		await w.policy('corrective_from', `'major'`);
	});
});

describe('a step in a state that is not for it', () => {
	const bodies = {
		plan, start: undefined, 'hand-in': { done: 'x' }, verify: { note: 'x' }, return: { reason: 'x' },
		raise: { reason: 'x' }, cancel: { reason: 'x' },
	};
	/* What a step may begin in; by kind. */
	const allowed = {
		correction: { start: ['open'], 'hand-in': ['in_progress'], verify: ['submitted'],
			return: ['submitted'], raise: ['open', 'in_progress'],
			cancel: ['open', 'in_progress', 'submitted'], plan: [] },
		corrective: { plan: ['open', 'planned'], start: ['planned'], 'hand-in': ['in_progress'],
			verify: ['submitted'], return: ['submitted'], raise: [],
			cancel: ['open', 'planned', 'in_progress', 'submitted', 'monitoring'] },
	};
	for (const [kind, states] of Object.entries({
		correction: ['open', 'in_progress', 'submitted', 'closed', 'cancelled'],
		corrective: ['open', 'planned', 'in_progress', 'submitted', 'monitoring', 'cancelled'] })) {
		for (const state of states) {
			it(`changes nothing of a ${kind} that is ${state}, and says what can be done`, async () => {
				const action = await w.in(state, { severity: kind === 'correction' ? 'minor' : 'major' });
				const before = await w.get(action);
				for (const [step, body] of Object.entries(bodies)) {
					if (allowed[kind][step].includes(state))
						continue;
					const problem = refused(await w.try(action, 'north', step, body),
						409, 'action_not_in_state');
					assert.equal(problem.state, state);
					assert.ok(!problem.can.includes(step.replace('-', '_')), step);
				}
				assert.deepEqual(await w.get(action), before);
			});
		}
	}

	it('is told by "can", which is what works', async () => {
		const action = await w.in('planned', { severity: 'major' });
		assert.deepEqual((await w.get(action, 'hk')).can, ['plan', 'start', 'extend', 'comment']);
		assert.deepEqual((await w.get(action, 'mgr')).can, ['plan', 'start', 'assign', 'extend', 'comment']);
		assert.deepEqual((await w.get(action, 'qa')).can, ['assign', 'cancel', 'waive', 'comment']);
		assert.deepEqual((await w.get(action, 'viewer')).can, ['comment']);
	});
});

describe('the photographs of a step', () => {
	it('must have arrived, and be pictures', async () => {
		const action = await w.in('in_progress');
		const [there, bad, gone] = [await w.photo('stored'), await w.photo('unreadable'), sha()];
		const missing = refused(await w.try(action, 'hk', 'hand-in',
			{ done: 'x', photos: [there, gone, bad] }), 409, 'photos_missing');
		assert.deepEqual(missing.photos, [gone]);
		const unreadable = refused(await w.try(action, 'hk', 'hand-in', { done: 'x', photos: [there, bad] }),
			409, 'photos_unreadable');
		assert.deepEqual([unreadable.photos, unreadable.reasons], [[bad], { [bad]: 'it is no picture' }]);
		assert.equal((await w.get(action)).state, 'in_progress');
		assert.equal((await w.handIn(action, 'hk', { photos: [there] })).state, 'submitted');
	});

	it('that only somebody else has sent have not arrived', async () => {
		const action = await w.in('in_progress');
		const photo = await w.photo();
		await w.sql.script(`delete from capture where sha256 = '${photo}' and person_id = '${w.ids.hk}'`);
		refused(await w.try(action, 'hk', 'hand-in', { done: 'x', photos: [photo] }), 409, 'photos_missing');
	});

	it('of another tenant have not arrived', async () => {
		const action = await w.in('in_progress');
		const photo = sha();
		await w.sql.script(`insert into photo (tenant_id, sha256, size_bytes, state, format, width, height,
				uploaded_by, uploaded_at, due_at)
			select p.tenant_id, '${photo}', 1, 'ready', 'png', 1, 1, p.id, now(), now()
			  from person p join tenant t on t.id = p.tenant_id where t.code = 'other'`);
		refused(await w.try(action, 'hk', 'hand-in', { done: 'x', photos: [photo] }), 409, 'photos_missing');
	});

	it('are hashes, each once, and not too many', async () => {
		const action = await w.in('in_progress');
		const photo = await w.photo();
		for (const [photos, pointers] of [
			[['nonsense', photo.toUpperCase()], ['/photos/0', '/photos/1']],
			[[photo, photo], ['/photos/1']],
			[Array.from({ length: 21 }, () => sha()), ['/photos']],
			[photo, ['/photos']], [[null], ['/photos/0']]]) {
			const { errors } = refused(await w.try(action, 'hk', 'hand-in', { done: 'x', photos }),
				422, 'invalid_body');
			assert.deepEqual(errors.map((error) => error.pointer), pointers);
		}
	});

	it('are new where a fix is handed in', async () => {
		const found = await w.photo();
		const action = await w.in('in_progress', { photos: [found] });
		const other = await w.in('submitted');
		const [used] = (await w.get(other)).photos.map(({ sha256 }) => sha256);
		for (const photos of [[], [found], [used], [found, used]])
			refused(await w.try(action, 'hk', 'hand-in', { done: 'x', photos }), 422, 'hand_in_needs_a_photo');
		refused(await w.try(action, 'hk', 'hand-in', { done: 'x' }), 422, 'hand_in_needs_a_photo');
		const mine = await w.photo();
		await w.do(action, 'hk', 'hand-in', { done: 'x', photos: [found, mine] });
		await w.do(action, 'mgr', 'return', { reason: 'No' });
		refused(await w.try(action, 'hk', 'hand-in', { done: 'y', photos: [mine] }), 422, 'hand_in_needs_a_photo');
	});

	it('are as many as the tenant asks for', async () => {
		await w.policy('hand_in_photos', 2);
		const action = await w.in('in_progress');
		refused(await w.try(action, 'hk', 'hand-in', { done: 'x', photos: [await w.photo()] }),
			422, 'hand_in_needs_a_photo');
		await w.policy('hand_in_photos', 0);
		assert.equal((await w.do(action, 'hk', 'hand-in', { done: 'x' })).state, 'submitted');
		await w.policy('hand_in_photos', 1);
	});

	it('are kept with every step', async () => {
		const action = await w.open({ severity: 'major' });
		const photos = {};
		for (const [login, step, body] of [['hk', 'plan', plan], ['hk', 'start'], ['hk', 'hand-in', { done: 'x' }],
			['mgr', 'return', { reason: 'x' }], ['hk', 'hand-in', { done: 'y' }], ['mgr', 'verify', {}]]) {
			if (body)
				(photos[step.replace('-', '_')] ??= []).push(await w.photo());
			await w.do(action, login, step, body && { ...body, photos: [photos[step.replace('-', '_')].at(-1)] });
		}
		const kept = {};
		for (const { step, sha256 } of (await w.get(action)).photos)
			(kept[step] ??= []).push(sha256);
		assert.deepEqual(kept, photos);
	});
});

describe('verifying', () => {
	it('is never for whoever had a hand in the fix', async () => {
		const action = await w.open();
		await w.do(action, 'mgr', 'start');
		await w.handIn(action, 'hk');
		refused(await w.try(action, 'mgr', 'verify', {}), 409, 'verifier_is_the_fixer');
		assert.ok(!(await w.get(action, 'mgr')).can.includes('verify'));
		assert.ok((await w.get(action, 'north')).can.includes('verify'));
	});

	it('is not for a fixer of before a return and a hand-over either', async () => {
		const action = await w.in('in_progress');
		await w.handIn(action, 'mgr');
		await w.do(action, 'north', 'return', { reason: 'No' });
		await w.do(action, 'north', 'assign', { person_id: w.ids.hk2 });
		await w.handIn(action, 'hk2');
		refused(await w.try(action, 'mgr', 'verify', {}), 409, 'verifier_is_the_fixer');
		assert.equal((await w.do(action, 'north', 'verify', {})).state, 'closed');
	});

	it('by a fixer is refused by the database, too', async () => {
		const action = await w.in('in_progress');
		await w.handIn(action, 'mgr');
		for (const [by, also] of [['hk', ''], ['mgr', '']])
			await assert.rejects(w.sql.script(`update action set state = 'closed', closed_at = now(),
				verified_at = now(), verified_by = '${w.ids[by]}'${also} where id = '${action.id}'`),
			/verifier_is_the_fixer|had a hand in the fix/);
	});

	it('of what is critical is for somebody from above the store', async () => {
		const action = await w.in('submitted', { severity: 'critical' });
		refused(await w.try(action, 'mgr', 'verify', {}), 409, 'verifier_is_of_the_store');
		assert.deepEqual((await w.get(action, 'mgr')).can, ['return', 'assign', 'comment']);
		assert.equal((await w.do(action, 'inspector', 'verify', {})).state, 'monitoring');
	});
});

describe('who is responsible', () => {
	it('changes by hand, with the reason in the timeline', async () => {
		const action = await w.open();
		const assigned = await w.do(action, 'mgr', 'assign', { person_id: w.ids.hk2, reason: 'On leave' });
		assert.deepEqual([assigned.responsible_id, assigned.responsible_name, assigned.routed_by, assigned.state],
			[w.ids.hk2, 'Person hk2', 'hand', 'open']);
		const line = (await w.timeline(action)).at(-1);
		assert.deepEqual([line.kind, line.person_name, line.responsible_name, line.text],
			['action.assigned', 'Person mgr', 'Person hk2', 'On leave']);
	});

	it('is only somebody who could work on it', async () => {
		const action = await w.open({ severity: 'major' });
		await w.addPerson('gone');
		await w.give('gone', 'department_head', 's1', 'rooms');
		await w.sql.script(`update person set state = 'left' where id = '${w.ids.gone}'`);
		const [stranger] = await w.sql(`select p.id from person p join tenant t on t.id = p.tenant_id
			where t.code = 'other' and login = 'admin'`);
		for (const id of [w.ids.eng, w.ids.mgr2, w.ids.viewer, w.ids.gone, stranger.id, randomUUID()]) {
			refused(await w.try(action, 'mgr', 'assign', { person_id: id }), 409, 'person_cannot_be_responsible');
			refused(await w.try(action, 'mgr', 'plan', { ...plan, responsible_id: id }), 409,
				'person_cannot_be_responsible');
		}
		assert.equal((await w.get(action)).state, 'open');
	});

	it('may see and do it without any right', async () => {
		await w.addRole('worker', ['action.work']);
		await w.addPerson('worker');
		await w.give('worker', 'worker', 's1', 'rooms');
		const action = await w.open();
		refused(await (await w.as('worker')).get(`/v1/actions/${action.id}`), 404, 'not_found');
		await w.do(action, 'mgr', 'assign', { person_id: w.ids.worker });
		await w.sql.script(`delete from membership where person_id = '${w.ids.worker}'`);
		assert.equal((await w.get(action, 'worker')).id, action.id);
		const mine = w.ok(await (await w.as('worker')).get('/v1/actions?mine=true'));
		assert.deepEqual(mine.items.map((item) => item.id), [action.id]);
		await w.do(action, 'worker', 'start');
		const bytes = picture();
		w.ok(await put(await w.as('worker'), bytes), 201);
		assert.equal((await w.handIn(action, 'worker', { photos: [sha256(bytes)] })).state, 'submitted');
		refused(await w.try(action, 'worker', 'verify', {}), 403, 'forbidden');
	});
});
