/* What comes back, what was put right during the visit, where else it may be, and what is learnt. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { refused, sha, World } from './actions_world.js';

let w;
let id;
before(async () => {
	w = await World.start();
	const admin = await w.as('admin');
	const question = (key, severity) => ({ key, text: { en: `About ${key}` }, type: 'check', points: 1, fails: false,
		severity, department: 'rooms', photos: { max: 3 } });
	const made = w.ok(await admin.post('/v1/checklists', { format: 'gemba.checklist/1', code: 'learning', kind: 'tour',
		title: { en: 'Learning' }, scoring: { method: 'points' }, sections: [
			{ key: 'lobby', title: { en: 'Lobby' }, questions: [question('lamp', 'minor'), question('floor', 'major')] },
			{ key: 'room', title: { en: 'Rooms' }, repeats: { name: { en: 'Room' }, max: 5 },
				questions: [question('bed', 'minor')] }] }), 201);
	w.ok(await admin.post(`/v1/checklists/${made.id}/versions/1/publish`));
	id = made.id;
});
after(() => w?.stop());

const day = 86400000;
const soon = () => new Date(w.server.clock.now + 7 * day).toISOString();

async function plan(store, more = {}) {
	return w.ok(await (await w.as('admin')).post('/v1/inspections',
		{ unit_id: w.ids[store], checklist_id: id, lead_id: w.ids.inspector, ...more }), 201).id;
}

async function submit(inspection, failed = [], more = {}, by = 'inspector') {
	const answers = Object.fromEntries(['lamp', 'floor', 'bed@1', 'bed@2'].map((key) => [key, { check: !failed.includes(key) }]));
	for (const [key, photos] of Object.entries(more.photos ?? {}))
		answers[key].photos = photos;
	const { photos, ...rest } = more;
	return (await w.as(by)).post(`/v1/inspections/${inspection}/submit`,
		{ answers, instances: { room: ['1203', '1507'] }, ...rest });
}

async function visit(store, failed, more) {
	await w.server.clock.advance(60000);
	return w.ok(await submit(await plan(store), failed, more));
}

const close = async (action) => {
	const shown = await w.get(action);
	if (shown.kind === 'corrective')
		await w.do(action, 'north', 'plan', { cause: 'A leak', plan: 'Mend it' });
	await w.do(action, 'north', 'start');
	await w.handIn(action, 'north');
	return w.do(action, 'qa', 'verify', {});
};

describe('a failure that comes back after its action was closed', () => {
	it('within the days is a recurrence: linked, counted, corrective, with a cause', async () => {
		const store = await w.addStore();
		const first = (await visit(store, ['lamp'])).findings[0].action_id;
		assert.deepEqual([(await w.get(first)).kind, (await w.get(first)).needs_cause], ['correction', false]);
		await close(first);
		await visit(store, []);
		await w.server.clock.advance(100 * day);
		const second = await w.get((await visit(store, ['lamp'])).findings[0].action_id);
		assert.deepEqual([second.recurrence_of, second.kind, second.needs_cause, second.state],
			[first, 'corrective', true, 'open']);
		const before = await w.get(first);
		assert.deepEqual([before.recurrences_nr, before.recurrences, before.state], [1, [second.id], 'closed']);
		refused(await w.try(second, 'north', 'plan', { plan: 'Mend it' }), 422, 'cause_is_missing');
	});

	it('later, or where the group says never, is new', async () => {
		const store = await w.addStore();
		const first = (await visit(store, ['lamp'])).findings[0].action_id;
		await close(first);
		await visit(store, []);
		await w.server.clock.advance(181 * day);
		const second = await w.get((await visit(store, ['lamp'])).findings[0].action_id);
		assert.deepEqual([second.recurrence_of, second.kind], [null, 'correction']);
		await close(second);
		await visit(store, []);
		w.ok(await (await w.as('admin')).patch('/v1/policy', { recurrence_days: 0 }));
		const third = await w.get((await visit(store, ['lamp'])).findings[0].action_id);
		assert.equal(third.recurrence_of, null);
		w.ok(await (await w.as('admin')).patch('/v1/policy', { recurrence_days: 180 }));
	});

	it('of an action that was cancelled is none', async () => {
		const store = await w.addStore();
		const first = (await visit(store, ['lamp'])).findings[0].action_id;
		await w.do(first, 'qa', 'cancel', { reason: 'Not ours' });
		await visit(store, []);
		assert.equal((await w.get((await visit(store, ['lamp'])).findings[0].action_id)).recurrence_of, null);
	});
});

describe('what was put right during the visit', () => {
	it('is found and counted, with its photographs, and opens no action', async () => {
		const store = await w.addStore();
		const [before, fix, fix2] = [await w.photo(), await w.photo(), await w.photo()];
		const { inspection, findings } = await visit(store, ['lamp', 'bed@2', 'floor'],
			{ photos: { lamp: [before] }, fixed: { lamp: [fix], 'bed@2': [fix2] } });
		assert.deepEqual(findings.map((one) => [one.question, one.is_fixed_on_spot, one.action_id === null]),
			[['lamp', true, true], ['floor', false, false], ['bed', true, true]]);
		assert.equal(inspection.failed, 3);
		const finding = w.ok(await (await w.as('admin')).get(`/v1/findings/${findings[0].id}`));
		assert.deepEqual([finding.photos, finding.fix_photos, finding.is_fixed_on_spot, finding.action_id],
			[[before], [fix], true, null]);
		const { items } = w.ok(await (await w.as('admin')).get(`/v1/actions?unit_id=${w.ids[store]}`));
		assert.deepEqual(items.map((action) => action.question), ['floor']);
		const sheet = w.ok(await (await w.as('admin')).get(`/v1/inspections/${inspection.id}/sheet`));
		assert.deepEqual(sheet.fixed, { lamp: [fix], 'bed@2': [fix2] });
	});

	it('joins the action that is there: it failed again', async () => {
		const store = await w.addStore();
		const first = (await visit(store, ['lamp'])).findings[0].action_id;
		const { findings } = await visit(store, ['lamp'], { fixed: { lamp: [await w.photo()] } });
		assert.deepEqual([findings[0].action_id, findings[0].is_fixed_on_spot], [first, true]);
		assert.equal((await w.get(first)).findings.length, 2);
	});

	it('needs a failure, and a photograph of its own that has arrived', async () => {
		const store = await w.addStore();
		const inspection = await plan(store);
		const [shown, used] = [await w.photo(), await w.photo()];
		await visit(await w.addStore(), ['lamp'], { photos: { lamp: [used] } });
		const faults = async (fixed, photos) => refused(await submit(inspection, ['lamp'], { fixed, photos }), 422, 'invalid_sheet')
			.errors.map((error) => error.pointer);
		assert.deepEqual(await faults({ floor: [await w.photo()] }), ['/fixed/floor']);
		assert.deepEqual(await faults({ lamp: [] }), ['/fixed/lamp']);
		assert.deepEqual(await faults({ lamp: 'yes', none: [] }), ['/fixed/lamp', '/fixed/none']);
		assert.deepEqual(await faults({ lamp: ['x'] }), ['/fixed/lamp/0']);
		assert.deepEqual(await faults({ lamp: [shown] }, { lamp: [shown] }), ['/fixed/lamp/0']);
		assert.deepEqual(await faults({ lamp: [used] }), ['/fixed']);
		const gone = sha();
		assert.deepEqual(refused(await submit(inspection, ['lamp'], { fixed: { lamp: [gone] } }), 409, 'photos_missing').photos,
			[gone]);
		w.ok(await submit(inspection, ['lamp'], { fixed: { lamp: [shown] } }));
	});

	it('is part of the submission: the same again is the same, another is too late', async () => {
		const inspection = await plan(await w.addStore());
		const fixed = { lamp: [await w.photo()] };
		const first = w.ok(await submit(inspection, ['lamp'], { fixed }));
		assert.deepEqual(w.ok(await submit(inspection, ['lamp'], { fixed })), first);
		refused(await submit(inspection, ['lamp']), 409, 'inspection_not_open');
	});

	it('stays through a correction and the release', async () => {
		const inspection = await plan(await w.addStore(), { needs_review: true });
		const fixed = { lamp: [await w.photo()], floor: [await w.photo()] };
		w.ok(await submit(inspection, ['lamp', 'floor'], { fixed }));
		const qa = await w.as('qa');
		const answers = { lamp: { check: false }, floor: { check: true }, 'bed@1': { check: true }, 'bed@2': { check: true } };
		w.ok(await qa.post(`/v1/inspections/${inspection}/corrections`,
			{ answers, instances: { room: ['1203', '1507'] }, reason: 'The floor was fine' }));
		const { findings } = w.ok(await qa.post(`/v1/inspections/${inspection}/release`));
		assert.deepEqual(findings.map((one) => [one.question, one.is_fixed_on_spot]), [['lamp', true]]);
	});
});

describe('looking elsewhere', () => {
	const look = async (action, body, login = 'qa') => w.try(action, login, 'look-elsewhere', body);

	it('plans special visits to other stores, once, and shows what they found', async () => {
		const [store, there] = [await w.addStore(), await w.addStore()];
		const action = { id: (await visit(store, ['floor'])).findings[0].action_id };
		const body = { unit_ids: [w.ids[there], w.ids.s3], due_at: soon() };
		const { made, inspection_ids } = w.ok(await look(action, body), 201);
		assert.deepEqual([made, inspection_ids.length], [2, 2]);
		assert.deepEqual(w.ok(await look(action, body)), { made: 0, inspection_ids });
		const planned = w.ok(await (await w.as('qa')).get(`/v1/inspections/${inspection_ids[0]}`));
		assert.deepEqual([planned.kind, planned.checklist.id, planned.unit.id, planned.due_at],
			['special', id, w.ids[there], body.due_at]);
		w.ok(await submit(inspection_ids[0], ['floor']));
		const { visits } = await w.get(action, 'qa');
		assert.deepEqual(visits.map((one) => [one.unit_id, one.purpose, one.state, one.is_pass]).sort(), [
			[w.ids[there], 'elsewhere', 'released', false], [w.ids.s3, 'elsewhere', 'open', null]].sort());
		assert.equal((await w.timeline(action)).at(-1).kind, 'action.looked_elsewhere');
		assert.deepEqual((await w.get(action, 'north')).visits.map((one) => one.unit_id), [w.ids[there]]);
	});

	it('goes to every open store below a unit but its own', async () => {
		const action = { id: (await visit('s1', ['floor'])).findings[0].action_id };
		const answers = await Promise.all(Array.from({ length: 4 }, async () => (await w.as('qa'))
			.post(`/v1/actions/${action.id}/look-elsewhere`, { below: w.ids.r1, due_at: '2099-01-01T00:00:00Z' })));
		assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 200, 200, 201]);
		const { visits } = await w.get(action);
		assert.ok(visits.length > 2 && visits.every((one) => one.unit_id !== w.ids.s1));
		assert.equal(new Set(visits.map((one) => one.unit_id)).size, visits.length);
	});

	it('is all or nothing, and only where the caller plans', async () => {
		const action = { id: (await visit('s2', ['floor'])).findings[0].action_id };
		const faults = async (body, login) => refused(await look(action, { due_at: soon(), ...body }, login), 422, 'invalid_body')
			.errors.map((error) => error.pointer);
		assert.deepEqual(await faults({ unit_ids: [w.ids.s1, randomUUID(), w.ids.s2, w.ids.r1] }),
			['/unit_ids/1', '/unit_ids/2', '/unit_ids/3']);
		assert.deepEqual(await faults({ unit_ids: [w.ids.s1, w.ids.s3] }, 'north'), ['/unit_ids/1']);
		assert.deepEqual(await faults({ unit_ids: [w.ids.s1], due_at: '2020-01-01T00:00:00Z' }), ['/due_at']);
		assert.deepEqual(await faults({}), ['']);
		assert.deepEqual(await faults({ unit_ids: [w.ids.s1, w.ids.s1] }), ['/unit_ids/1']);
		assert.deepEqual((await w.get(action)).visits, []);
		refused(await look(action, { unit_ids: [w.ids.s1], due_at: soon() }, 'mgr2'), 403, 'forbidden');
		refused(await look(action, { unit_ids: [w.ids.s1], due_at: soon() }, 'south'), 404, 'not_found');
		refused(await look(await w.open(), { unit_ids: [w.ids.s2], due_at: soon() }), 409, 'action_has_no_question');
	});
});

describe('a proposal', () => {
	const body = { kind: 'procedure', text: 'Empty the grate before each rain' };
	it('comes from an action that is verified, with its evidence, and headquarters decides', async () => {
		const action = await w.in('monitoring', { severity: 'major' });
		const own = { ...body, id: randomUUID() };
		const made = w.ok(await w.try(action, 'hk', 'proposals', own), 201);
		assert.deepEqual([made.state, made.proposed_by, made.action_state, made.cause, made.findings_nr],
			['proposed', w.ids.hk, 'monitoring', 'A leak', 1]);
		assert.deepEqual(w.ok(await w.try(action, 'hk', 'proposals', own)), made);
		refused(await w.try(action, 'hk', 'proposals', { ...own, text: 'x' }), 409, 'id_is_taken');
		assert.deepEqual((await w.get(action)).proposals, [made]);
		const decide = async (verb, login = 'qa', note) => (await w.as(login)).post(`/v1/proposals/${made.id}/${verb}`,
			note ? { note } : {});
		for (const login of ['hk', 'mgr', 'north'])
			refused(await decide('accept', login), 403, 'forbidden');
		const accepted = w.ok(await decide('accept', 'qa', 'From May on'));
		assert.deepEqual([accepted.state, accepted.decided_by, accepted.note], ['accepted', w.ids.qa, 'From May on']);
		assert.deepEqual(w.ok(await decide('accept', 'qa', 'From May on')), accepted);
		refused(await decide('decline'), 409, 'proposal_is_decided');
		refused(await (await w.as('qa')).post(`/v1/proposals/${randomUUID()}/accept`, {}), 404, 'not_found');
		const list = async (login, query = '') => w.ok(await (await w.as(login)).get(`/v1/proposals?${query}`)).items
			.map((one) => one.id);
		assert.deepEqual(await list('qa', 'state=accepted&kind=procedure'), [made.id]);
		assert.deepEqual(await list('qa', 'kind=training'), []);
		assert.deepEqual(await list('south'), []);
		assert.deepEqual((await w.timeline(action)).slice(-2).map((line) => line.kind),
			['action.proposed', 'action.proposal_accepted']);
	});

	it('is not for what is not verified, nor for whoever only looks', async () => {
		refused(await w.try(await w.in('submitted'), 'hk', 'proposals', body), 409, 'action_not_in_state');
		const action = await w.in('closed');
		refused(await w.try(action, 'viewer', 'proposals', body), 403, 'forbidden');
		refused(await w.try(action, 'south', 'proposals', body), 404, 'not_found');
		refused(await w.try(action, 'hk', 'proposals', { kind: 'song', text: ' ' }), 422, 'invalid_body');
	});
});

describe('handing over', () => {
	const over = async (body, login = 'qa') => (await w.as(login)).post('/v1/actions/hand-over',
		{ from_person_id: w.ids.hk, to_person_id: w.ids.hk2, reason: 'On leave', ...body });

	it('gives all that is not over to the other person, once', async () => {
		const [open, busy, closed] = [await w.open(), await w.in('in_progress'), await w.in('closed')];
		const { handed_over, action_ids } = w.ok(await over({ unit_id: w.ids.s1 }));
		assert.equal(handed_over, action_ids.length);
		assert.ok(action_ids.includes(open.id) && action_ids.includes(busy.id) && !action_ids.includes(closed.id));
		assert.deepEqual([(await w.get(open)).responsible_id, (await w.get(open)).routed_by], [w.ids.hk2, 'hand']);
		const line = (await w.timeline(open)).at(-1);
		assert.deepEqual([line.kind, line.text, line.responsible_id], ['action.assigned', 'On leave', w.ids.hk2]);
		assert.deepEqual(w.ok(await over({ unit_id: w.ids.s1 })), { handed_over: 0, action_ids: [] });
	});

	it('gives only what is named, and names what cannot be', async () => {
		const [one, other] = [await w.open(), await w.open()];
		assert.deepEqual(w.ok(await over({ action_ids: [one.id] })).action_ids, [one.id]);
		assert.deepEqual(w.ok(await over({ action_ids: [one.id] })).action_ids, []);
		assert.deepEqual(refused(await over({ action_ids: [one.id, randomUUID()] }), 422, 'invalid_body').errors
			.map((error) => error.pointer), ['/action_ids/1']);
		const problem = refused(await over({ to_person_id: w.ids.mgr2, action_ids: [other.id] }), 409, 'person_cannot_be_responsible');
		assert.deepEqual(problem.actions, [other.id]);
		assert.equal((await w.get(other)).responsible_id, w.ids.hk);
		assert.deepEqual(refused(await over({ to_person_id: w.ids.hk.toUpperCase() }), 422, 'invalid_body').errors
			.map((error) => error.pointer), ['/to_person_id']);
		refused(await over({ action_ids: [other.id] }, 'viewer'), 403, 'forbidden');
		assert.deepEqual(refused(await over({ action_ids: [other.id] }, 'south'), 422, 'invalid_body').errors
			.map((error) => error.pointer), ['/action_ids/0']);
	});
});
