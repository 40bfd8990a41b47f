/* Appeals: the store says that a finding is wrong, and headquarters decides. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { all, is, nobody } from './group.js';
import { until } from './postgres_session.js';
import { bad, checklist, day, good, hour, photo, roomChecklist, world } from './visits.js';

let w;
let head; /* of housekeeping in Shanghai */
before(async () => {
	w = await world();
	const housekeeping = (await all(w.admin, '/v1/departments')).find(({ code }) => code === 'housekeeping');
	head = await w.group.somebody('department_head', w.shanghai, { membership: {
		role_id: w.group.roles.department_head.id, unit_id: w.shanghai.id, department_id: housekeeping.id } });
});
after(() => w?.stop());

/* The clock of the tests stands: what is to come in an order must not happen in the same millisecond. */
const tick = () => w.server.clock.advance(1);

/* A visit with findings that nobody has seen before: {inspection, floor, bin}. */
async function visit(answers = bad, more = {}, document = checklist()) {
	const { inspection, findings } = await w.done(await w.checklist(document), answers, more);
	const of = (question) => findings.find((finding) => finding.question === question);
	await tick();
	return { inspection, findings, floor: of('floor.clean'), bin: of('bin.empty') };
}

const appeal = (finding, body = { reason: 'It was dry' }, as = w.manager) =>
	as.post(`/v1/findings/${finding.id}/appeals`, body, { 'idempotency-key': randomUUID() });
async function made(finding, body, as) {
	const one = is(await appeal(finding, body, as), 201);
	await tick();
	return one;
}
const decide = ({ id }, outcome, more = {}, as = w.quality) =>
	as.post(`/v1/appeals/${id}/decide`, { outcome, note: 'So it is', ...more });
const dry = { answers: { 'floor.clean': { choice: 'yes' } } };
const get = async (path, as = w.manager) => is(await as.get(path), 200);
const action = ({ action_id }) => get(`/v1/actions/${action_id}`);
const timeline = async ({ action_id }) => (await get(`/v1/actions/${action_id}/timeline`)).items;
const told = async (id) => (await w.sql(`select kind from event where subject_id = '${id}' order by at, id`))
	.map(({ kind }) => kind);
const ms = (text) => Date.parse(text);

describe('an appeal', () => {
	it('is made with a reason and photographs, and seen by whoever sees the finding', async () => {
		const { floor, inspection } = await visit();
		const before = await get(`/v1/findings/${floor.id}`);
		assert.equal(ms(before.appeal_until), ms(inspection.released_at) + 7 * day);
		assert.equal(before.appeal, null);
		const sha256 = await photo(w, { by: w.manager.person.login });
		const id = randomUUID();
		const shown = await made(floor, { id, reason: 'It was dry', photos: [sha256] });
		assert.deepEqual([shown.id, shown.state, shown.reason, shown.photos, shown.appealed_by, shown.finding_id, shown.is_late],
			[id, 'open', 'It was dry', [sha256], w.manager.person.id, floor.id, false]);
		assert.equal(ms(shown.due_at), ms(shown.appealed_at) + 5 * day);
		const after = await get(`/v1/findings/${floor.id}`);
		assert.deepEqual([after.appeal.id, after.appeal.state, after.appeal_until], [id, 'open', null]);
		for (const as of [w.quality, w.viewer, w.inspector, head, w.regional])
			assert.equal((await get(`/v1/appeals/${id}`, as)).state, 'open');
		assert.deepEqual((await get(`/v1/appeals/${id}`)).can, ['withdraw']);
		assert.deepEqual((await get(`/v1/appeals/${id}`, w.quality)).can, ['decide']);
		assert.deepEqual((await get(`/v1/appeals/${id}`, w.viewer)).can, []);
		assert.equal((await w.quality.get(`/v1/photos/${sha256}`)).status, 200);
		assert.equal((await w.other.get(`/v1/appeals/${id}`)).status, 404);
		assert.deepEqual(await told(id), ['appeal.made']);
	});

	it('is one, however often it is sent', async () => {
		const { floor } = await visit();
		const id = randomUUID();
		const sent = await Promise.all(Array.from({ length: 6 }, () => appeal(floor, { id, reason: 'It was dry' })));
		assert.deepEqual(sent.map(({ status }) => status).sort(), [200, 200, 200, 200, 200, 201]);
		is(await appeal(floor, { id, reason: 'It was wet' }), 409, 'id_is_taken');
		is(await appeal(floor, { reason: 'Another reason' }), 409, 'one_appeal_per_finding');
		assert.equal((await get(`/v1/appeals?finding_id=${floor.id}`)).items.length, 1);
	});

	it('is one of two people who appeal at once', async () => {
		const { floor } = await visit();
		const sent = await Promise.all([appeal(floor), appeal(floor, { reason: 'Look again' }, w.regional), appeal(floor, {
			reason: 'No' }, head)]);
		assert.deepEqual(sent.map(({ status }) => status).sort(), [201, 409, 409]);
	});

	it('needs the right, at a unit and of a department that one sees', async () => {
		const { floor } = await visit();
		for (const as of [w.inspector, w.quality, w.viewer])
			is(await appeal(floor, undefined, as), 403, 'forbidden');
		const chengdu = await w.group.somebody('store_manager', w.chengdu);
		is(await appeal(floor, undefined, chengdu), 404, 'not_found');
		is(await appeal(floor, undefined, w.other), 404, 'not_found');
		is(await appeal({ id: nobody }), 404, 'not_found');
		const lit = { ...good, 'exit.lit': { check: false } };
		const { findings: [exit] } = await w.done(await w.checklist(), lit);
		is(await appeal(exit, undefined, head), 404, 'not_found');
		is(await appeal(floor, undefined, head), 201);
	});

	it('says what is wrong with its body', async () => {
		const { floor } = await visit();
		is(await appeal(floor, {}), 422, 'invalid_body', ['/reason']);
		is(await appeal(floor, { reason: '  ', photos: ['x'], more: 1 }), 422, 'invalid_body', ['/reason', '/photos/0', '/more']);
		is(await appeal(floor, { reason: 'x'.repeat(4001) }), 422, 'invalid_body', ['/reason']);
		is(await appeal(floor, { reason: 'It was dry', photos: ['ab'.repeat(32)] }), 409, 'photos_missing');
		const others = await photo(w, { by: 'admin' });
		is(await appeal(floor, { reason: 'It was dry', photos: [others] }), 409, 'photos_missing');
	});

	it('is not for what was written down by hand, nor for what is void', async () => {
		const hand = is(await w.manager.post('/v1/findings', { id: randomUUID(), unit_id: w.shanghai.id, severity: 'minor',
			title: { en: 'Wet' } }), 201);
		is(await appeal(hand), 409, 'finding_not_appealable');
		const { floor, inspection } = await visit();
		is(await w.quality.post(`/v1/inspections/${inspection.id}/void`, { reason: 'Wrong store' }), 200);
		is(await appeal(floor), 409, 'finding_not_appealable');
		assert.equal((await get(`/v1/findings/${floor.id}`)).appeal_until, null);
	});

	it('comes in time', async () => {
		const { floor, bin } = await visit();
		await w.pass(7 * day - 1000);
		await made(floor);
		await w.pass(1000);
		is(await appeal(bin), 409, 'appeal_time_is_over');
		assert.equal((await get(`/v1/findings/${bin.id}`)).appeal_until, null);
		is(await w.admin.patch('/v1/policy', { appeal_days: 8 }), 200);
		await made(bin);
		is(await w.admin.patch('/v1/policy', { appeal_days: 0 }), 200);
		is(await appeal((await visit()).floor), 409, 'finding_not_appealable');
		is(await w.admin.patch('/v1/policy', { appeal_days: 7, appeal_decide_days: 5 }), 200);
		is(await w.admin.patch('/v1/policy', { appeal_days: 366, appeal_decide_days: 0 }), 422, 'invalid_body',
			['/appeal_days', '/appeal_decide_days']);
	});

	it('is withdrawn by who made it, and may come again', async () => {
		const { floor } = await visit();
		const first = await made(floor);
		is(await w.regional.post(`/v1/appeals/${first.id}/withdraw`), 403, 'forbidden');
		for (let i = 0; i < 2; i++)
			assert.equal(is(await w.manager.post(`/v1/appeals/${first.id}/withdraw`), 200).state, 'withdrawn');
		is(await decide(first, 'upheld'), 409, 'appeal_has_ended');
		assert.deepEqual(await told(first.id), ['appeal.made', 'appeal.withdrawn']);
		assert.notEqual((await made(floor)).id, first.id);
	});
});

describe('the clock of the action', () => {
	it('stands still until the appeal has ended', async () => {
		const { floor } = await visit();
		const due = ms((await action(floor)).due_at);
		const one = await made(floor);
		let shown = await action(floor);
		assert.deepEqual([shown.state, shown.disputed_at, shown.is_overdue], ['disputed', one.appealed_at, false]);
		assert.deepEqual(shown.can.filter((step) => ['plan', 'start', 'hand_in', 'extend'].includes(step)), []);
		is(await w.manager.post(`/v1/actions/${floor.action_id}/plan`, { cause: 'x', plan: 'y' }), 409, 'action_not_in_state');
		await w.pass(8 * day);
		shown = await action(floor);
		assert.deepEqual([shown.state, shown.is_overdue], ['disputed', false]);
		is(await decide(one, 'upheld'), 200);
		shown = await action(floor);
		assert.deepEqual([shown.state, shown.disputed_at, shown.is_overdue], ['open', null, false]);
		const stood = ms((await get(`/v1/appeals/${one.id}`)).ended_at) - ms(one.appealed_at);
		assert.ok(stood >= 8 * day);
		assert.equal(ms(shown.due_at), due + stood);
		const kinds = (await timeline(floor)).map(({ kind }) => kind);
		assert.deepEqual(kinds, ['action.opened', 'action.disputed', 'action.resumed']);
		await w.pass(7 * day + hour);
		assert.equal((await action(floor)).is_overdue, true);
	});

	it('goes on only when the last appeal has ended, from where the work was', async () => {
		const warm = { 'room.cold@1': { number: 9 }, 'room.cold@2': { number: 9 } };
		const id = await w.visit(await w.checklist(roomChecklist()));
		const [one, two] = is(await w.submit(id, { ...good, ...warm }, w.inspector, { instances: { room: ['1203', '1507'] } }),
			200).findings;
		assert.equal(one.action_id, two.action_id);
		is(await w.manager.post(`/v1/actions/${one.action_id}/plan`, { cause: 'Old', plan: 'New' }), 200);
		is(await w.manager.post(`/v1/actions/${one.action_id}/start`), 200);
		const appeals = [await made(one), await made(two)];
		is(await w.manager.post(`/v1/appeals/${appeals[0].id}/withdraw`), 200);
		assert.equal((await action(one)).state, 'disputed');
		is(await decide(appeals[1], 'declined'), 200);
		assert.equal((await action(one)).state, 'in_progress');
	});

	it('moves a later date that was asked for', async () => {
		const { floor } = await visit();
		const asked = new Date(ms((await action(floor)).due_at) + 10 * day).toISOString();
		const extension = is(await w.manager.post(`/v1/actions/${floor.action_id}/extensions`,
			{ id: randomUUID(), due_at: asked, reason: 'Rain' }), 201);
		const one = await made(floor);
		is(await w.regional.post(`/v1/actions/${floor.action_id}/extensions/${extension.id}/approve`, {}), 409,
			'action_not_in_state');
		await w.pass(2 * day);
		const { ended_at } = is(await decide(one, 'upheld'), 200);
		is(await w.regional.post(`/v1/actions/${floor.action_id}/extensions/${extension.id}/approve`, {}), 200);
		assert.equal(ms((await action(floor)).due_at), ms(asked) + ms(ended_at) - ms(one.appealed_at));
	});

	it('goes on when a later visit finds the same, which nobody has appealed against', async () => {
		const list = await w.checklist();
		const failed = async () => (await w.done(list, bad)).findings.find(({ question }) => question === 'floor.clean');
		const first = await failed();
		is(await w.manager.post(`/v1/actions/${first.action_id}/plan`, { cause: 'Old', plan: 'New' }), 200);
		const due = ms((await action(first)).due_at);
		const asked = is(await w.manager.post(`/v1/actions/${first.action_id}/extensions`, { id: randomUUID(), reason: 'Rain',
			due_at: new Date(due + 10 * day).toISOString() }), 201);
		await tick();
		const one = await made(first);
		await w.pass(2 * day);
		const second = await failed();
		assert.equal(second.action_id, first.action_id);
		const { now } = w.server.clock;
		const stood = now - ms(one.appealed_at);
		let shown = await action(first);
		assert.deepEqual([shown.state, shown.disputed_at, ms(shown.due_at)], ['planned', null, Math.min(due + stood, now + 7 * day)]);
		assert.deepEqual((await timeline(first)).map(({ kind }) => kind).slice(-2).sort(), ['action.joined', 'action.resumed']);
		assert.equal((await get(`/v1/appeals/${one.id}`)).state, 'open');
		is(await w.regional.post(`/v1/actions/${first.action_id}/extensions/${asked.id}/approve`, {}), 200);
		assert.equal(ms((await action(first)).due_at), due + 10 * day + stood);
		is(await w.manager.post(`/v1/actions/${first.action_id}/start`), 200);
		is(await decide(one, 'changed', dry), 200);
		shown = await action(first);
		assert.deepEqual([shown.state, ms(shown.due_at)], ['in_progress', due + 10 * day + stood]);
		const two = await made(second);
		assert.equal((await action(first)).state, 'disputed');
		is(await decide(two, 'upheld'), 200);
		assert.equal((await action(first)).state, 'in_progress');
	});

	it('has stopped already where it was handed in', async () => {
		const { bin } = await visit();
		is(await w.manager.post(`/v1/actions/${bin.action_id}/start`), 200);
		is(await w.manager.post(`/v1/actions/${bin.action_id}/hand-in`, { done: 'Emptied', photos: [await photo(w)] }), 200);
		const one = await made(bin);
		assert.equal((await action(bin)).state, 'submitted');
		is(await decide(one, 'upheld'), 200);
		assert.equal((await action(bin)).state, 'submitted');
	});

	it('lets a disputed action be cancelled, and does not wake it', async () => {
		const { bin } = await visit();
		const one = await made(bin);
		is(await w.quality.post(`/v1/actions/${bin.action_id}/cancel`, { reason: 'Not ours' }), 200);
		is(await decide(one, 'upheld'), 200);
		assert.equal((await action(bin)).state, 'cancelled');
	});
});

describe('deciding', () => {
	it('is for whoever has the right, did not appeal and had no part in the visit', async () => {
		const both = await w.group.role(['finding.read', 'inspection.read', 'appeal.make', 'appeal.decide', 'inspection.conduct']);
		const me = await w.group.somebody(both.code, w.top);
		const { floor, bin } = await visit(bad, { team: [me.person.id] });
		const one = await made(floor);
		for (const as of [w.manager, w.inspector, w.regional])
			is(await decide(one, 'upheld', {}, as), 403, 'forbidden');
		is(await decide(one, 'upheld', {}, me), 409, 'decider_inspected');
		const two = await made(bin, { reason: 'No' }, me);
		is(await decide(two, 'upheld', {}, me), 409, 'decider_is_the_appellant');
		assert.deepEqual((await get(`/v1/appeals/${one.id}`, me)).can, []);
		assert.ok(!(await get('/v1/appeals?decide=true&limit=200', me)).items.some(({ id }) => [one.id, two.id].includes(id)));
		assert.ok((await get('/v1/appeals?decide=true&limit=200', w.quality)).items.some(({ id }) => id === two.id));
		is(await decide({ id: nobody }, 'upheld'), 404, 'not_found');
		is(await decide(one, 'upheld', {}, w.other), 404, 'not_found');
	});

	it('is once; the same again is answered as the first time', async () => {
		const { floor } = await visit();
		const one = await made(floor);
		const all = await Promise.all([decide(one, 'upheld'), decide(one, 'upheld'), decide(one, 'declined'),
			decide(one, 'changed', dry)]);
		const done = all.filter(({ status }) => status === 200).map(({ body }) => body);
		assert.ok(done.length >= 1 && new Set(done.map(({ state }) => state)).size === 1, JSON.stringify(all.map((a) => a.text)));
		const { state, note } = await get(`/v1/appeals/${one.id}`);
		assert.equal(note, 'So it is');
		assert.equal((await told(one.id)).length, 2);
		is(await decide(one, state === 'upheld' ? 'declined' : 'upheld'), 409, 'appeal_has_ended');
	});

	it('is not the same with other answers', async () => {
		const { floor } = await visit();
		const one = await made(floor);
		const first = is(await decide(one, 'changed', { answers: { ...dry.answers, remark: null }, instances: {} }), 200);
		assert.deepEqual(is(await decide(one, 'changed', dry), 200), first);
		for (const answers of [{ 'floor.clean': { choice: 'partly' } }, { ...dry.answers, 'bin.empty': { check: true } }, { x: 1 }])
			is(await decide(one, 'changed', { answers }), 409, 'appeal_has_ended');
		is(await decide(one, 'changed', { ...dry, instances: { room: ['1201'] } }), 409, 'appeal_has_ended');
		assert.equal((await get(`/v1/appeals/${one.id}`)).revision, first.revision);
	});

	it('says what is wrong with its body', async () => {
		const { floor } = await visit();
		const one = await made(floor);
		const ask = (body) => w.quality.post(`/v1/appeals/${one.id}/decide`, body);
		is(await ask({ outcome: 'open', note: 'x' }), 422, 'invalid_body', ['/outcome']);
		is(await ask({ outcome: 'upheld' }), 422, 'invalid_body', ['/note']);
		is(await ask({ outcome: 'upheld', note: 'x', ...dry }), 422, 'invalid_body', ['/answers']);
		is(await ask({ outcome: 'changed', note: 'x' }), 422, 'invalid_body', ['/answers']);
		is(await ask({ outcome: 'changed', note: 'x', answers: { 'no.such': { check: true } } }), 422, 'invalid_sheet');
		is(await ask({ outcome: 'changed', note: 'x', answers: { 'bin.empty': { check: true } } }), 422, 'invalid_body', ['/answers']);
		is(await ask({ outcome: 'changed', note: 'x', answers: { 'floor.clean': { choice: 'yes' }, 'exit.lit': { check: false } } }),
			422, 'invalid_body', ['/answers']);
		is(await ask({ outcome: 'changed', note: 'x', answers: { 'floor.clean': null } }), 409, 'sheet_incomplete');
		assert.equal((await get(`/v1/appeals/${one.id}`)).state, 'open');
	});

	it('that the finding stands leaves everything as it was', async () => {
		const { floor, inspection } = await visit();
		for (const outcome of ['declined', 'upheld']) {
			await w.pass(hour);
			const one = await made(floor, { reason: outcome });
			const shown = is(await decide(one, outcome), 200);
			assert.deepEqual([shown.state, shown.decided_by, shown.note, shown.is_void, shown.revision],
				[outcome, w.quality.person.id, 'So it is', false, null]);
		}
		is(await appeal(floor), 409, 'one_appeal_per_finding');
		const visitAfter = await get(`/v1/inspections/${inspection.id}`);
		assert.deepEqual([visitAfter.percent, visitAfter.revision], [inspection.percent, 1]);
		assert.equal((await get(`/v1/findings/${floor.id}`)).appeal.state, 'upheld');
	});

	it('that it was wrong scores the visit anew, and the finding falls away', async () => {
		const { floor, bin, inspection } = await visit();
		const one = await made(floor);
		const shown = is(await decide(one, 'changed', dry), 200);
		assert.deepEqual([shown.state, shown.is_void, shown.revision, shown.percent_before, shown.percent_after],
			['changed', true, 2, '41.67', '83.33']);
		const after = await get(`/v1/inspections/${inspection.id}`);
		assert.deepEqual([after.state, after.percent, after.revision, after.failed, after.released_at],
			['released', '83.33', 2, 1, inspection.released_at]);
		const [first, second] = await Promise.all([1, 2].map((revision) =>
			get(`/v1/inspections/${inspection.id}/sheet?revision=${revision}`, w.quality)));
		assert.deepEqual([first.answers['floor.clean'].choice, second.answers['floor.clean'].choice, second.reason],
			['no', 'yes', 'So it is']);
		const gone = await action(floor);
		assert.deepEqual([gone.state, gone.cancel_reason], ['cancelled', 'So it is']);
		assert.equal((await action(bin)).state, 'open');
		assert.deepEqual([(await get(`/v1/findings/${floor.id}`)).is_void, (await get(`/v1/findings/${bin.id}`)).is_void],
			[true, false]);
		const query = `unit_id=${w.shanghai.id}&checklist_id=${inspection.checklist.id}`;
		const scores = (await get(`/v1/reports/scores?by=store&${query}`)).total;
		assert.deepEqual([scores.visits, scores.mean_percent], [1, '83.33']);
		assert.equal((await get(`/v1/reports/findings?by=store&${query}`)).total.findings, 1);
		const counted = (await get(`/v1/findings?inspection_id=${inspection.id}&counted=true`)).items;
		assert.deepEqual(counted.map(({ id }) => id), [bin.id]);
		assert.deepEqual((await told(inspection.id)).slice(-1), ['inspection.corrected']);
		is(await w.quality.post(`/v1/inspections/${inspection.id}/corrections`, { answers: good, reason: 'More' }), 409,
			'inspection_not_open');
	});

	it('changes what a finding costs, where it still fails', async () => {
		const { floor, inspection } = await visit();
		const one = await made(floor);
		is(await decide(one, 'changed', { answers: { 'floor.clean': { choice: 'partly' } } }), 200);
		const shown = await get(`/v1/findings/${floor.id}`);
		assert.deepEqual([shown.is_void, shown.lost, (await action(floor)).state], [false, 3, 'open']);
		assert.equal((await get(`/v1/inspections/${inspection.id}`)).percent, '58.33');
	});

	it('makes other appeals moot whose findings fall away with it', async () => {
		const { floor, bin } = await visit();
		const [one, two] = [await made(floor), await made(bin)];
		is(await decide(one, 'changed', { answers: { ...dry.answers, 'bin.empty': { check: true } } }), 200);
		const shown = await get(`/v1/appeals/${two.id}`);
		assert.deepEqual([shown.state, shown.is_void, shown.decided_by], ['moot', true, null]);
		assert.equal((await action(bin)).state, 'cancelled');
		assert.deepEqual(await told(two.id), ['appeal.made', 'appeal.moot']);
	});

	it('keeps an action that somebody works on, or that others found', async () => {
		const list = await w.checklist();
		const first = (await w.done(list, bad)).findings.find(({ question }) => question === 'floor.clean');
		const second = (await w.done(list, bad)).findings.find(({ question }) => question === 'floor.clean');
		assert.equal(first.action_id, second.action_id);
		is(await decide(await made(second), 'changed', dry), 200);
		assert.equal((await action(first)).state, 'open');
		assert.equal((await timeline(first)).some(({ kind }) => kind === 'action.finding_voided'), true);
		const { bin } = await visit();
		is(await w.manager.post(`/v1/actions/${bin.action_id}/start`), 200);
		is(await decide(await made(bin), 'changed', { answers: { 'bin.empty': { check: true } } }), 200);
		assert.equal((await action(bin)).state, 'in_progress');
	});

	it('is not needed where the visit is voided', async () => {
		const { floor, inspection } = await visit();
		const one = await made(floor);
		is(await w.quality.post(`/v1/inspections/${inspection.id}/void`, { reason: 'Wrong store' }), 200);
		assert.deepEqual([(await get(`/v1/appeals/${one.id}`)).state, (await action(floor)).state], ['moot', 'cancelled']);
		is(await decide(one, 'upheld'), 409, 'appeal_has_ended');
	});

	it('is told to headquarters where it is late, once', async () => {
		const { floor } = await visit();
		const one = await made(floor);
		await w.pass(5 * day - hour);
		assert.deepEqual(await told(one.id), ['appeal.made']);
		await w.pass(2 * hour);
		await until(async () => (await told(one.id)).length === 2, 'the escalation');
		assert.deepEqual(await told(one.id), ['appeal.made', 'appeal.escalated']);
		const shown = (await get(`/v1/appeals?late=true&finding_id=${floor.id}`)).items;
		assert.deepEqual(shown.map(({ id, is_late }) => [id, is_late]), [[one.id, true]]);
		const notice = (kind) => async () => (await get('/v1/inbox?limit=200', w.quality)).items
			.find((item) => item.kind === kind && item.subject_id === one.id);
		await until(notice('appeal.to_decide'), 'the notice to decide');
		await until(notice('appeal.escalated'), 'the notice that it is late');
		await w.pass(hour);
		is(await decide(one, 'upheld'), 200);
		await until(async () => (await get('/v1/inbox?limit=200')).items
			.some((item) => item.kind === 'appeal.upheld' && item.subject_id === one.id), 'the notice of the outcome');
		assert.deepEqual(await told(one.id), ['appeal.made', 'appeal.escalated', 'appeal.upheld']);
	});
});

describe('of a mystery visit', () => {
	it('an appeal tells nobody who the shopper was', async () => {
		const shopper = await w.group.somebody('shopper', w.hotels);
		const list = await w.checklist(checklist({ kind: 'mystery' }));
		const id = await w.visit(list, { lead_id: shopper.person.id });
		is(await w.submit(id, bad, shopper), 200);
		const { findings } = is(await w.quality.post(`/v1/inspections/${id}/release`), 200);
		const floor = findings.find(({ question }) => question === 'floor.clean');
		const one = await made(floor);
		is(await decide(one, 'changed', dry), 200);
		const seen = [];
		for (const path of [`/v1/appeals/${one.id}`, `/v1/appeals?inspection_id=${id}`, `/v1/findings/${floor.id}`,
			`/v1/inspections/${id}`, `/v1/inspections/${id}/sheet`, `/v1/actions/${floor.action_id}/timeline`, '/v1/changes?limit=500',
			'/v1/inbox?limit=200'])
			seen.push((await w.manager.get(path)).text);
		for (const text of seen)
			for (const secret of [shopper.person.id, shopper.person.name, shopper.person.login])
				assert.ok(!text.includes(secret), `${secret} in ${text.slice(0, 300)}`);
		assert.equal((await get(`/v1/inspections/${id}`)).percent, '83.33');
	});
});

describe('lists and figures of appeals', () => {
	it('are narrowed alike, and count every outcome', async () => {
		const list = await w.checklist();
		const outcomes = ['upheld', 'changed', 'declined', 'withdrawn', 'open'];
		for (const outcome of outcomes) {
			const floor = (await w.done(list, bad)).findings.find(({ question }) => question === 'floor.clean');
			const one = await made(floor);
			await w.pass(hour);
			if (outcome === 'withdrawn')
				is(await w.manager.post(`/v1/appeals/${one.id}/withdraw`), 200);
			else if (outcome !== 'open')
				is(await decide(one, outcome, outcome === 'changed' ? dry : {}), 200);
		}
		const report = async (by) => get(`/v1/reports/appeals?by=${by}&checklist_id=${list.id}`, w.quality);
		const { total } = await report('checklist');
		assert.deepEqual([total.appeals, ...outcomes.map((name) => total[name]), total.moot, total.late, total.changed_rate],
			[5, 1, 1, 1, 1, 1, 0, 0, '33.33']);
		assert.ok(Number(total.mean_hours_to_decide) >= 1 && Number(total.mean_hours_to_decide) < 1.1);
		for (const by of ['unit', 'store', 'region', 'brand', 'department', 'severity']) {
			const { rows } = await report(by);
			assert.deepEqual(rows.map(({ appeals }) => appeals), [5], by);
			const query = Object.entries(rows[0].filter).filter(([, value]) => value !== null);
			const listed = await all(w.quality, `/v1/appeals?${new URLSearchParams(query)}`);
			assert.equal(listed.length, 5, by);
		}
		const states = (await get(`/v1/appeals?checklist_id=${list.id}&state=upheld,open`)).items.map(({ state }) => state);
		assert.deepEqual(states, ['open', 'upheld']);
		is(await w.manager.get('/v1/appeals?state=lost'), 422, 'invalid_query', ['/state/0']);
		is(await w.manager.get('/v1/reports/appeals?by=month'), 422, 'invalid_query', ['/by']);
		assert.equal((await get('/v1/reports/appeals?by=unit', w.other)).total.appeals, 0);
		assert.deepEqual(is(await w.other.get('/v1/appeals'), 200).items, []);
	});
});

describe('the database', () => {
	it('lets a released visit change by the revision of an appeal alone', async () => {
		const { inspection } = await visit();
		for (const change of ['revision = revision + 1', 'percent = 100', `status = 'pass'`])
			await assert.rejects(w.sql.script(`update inspection set ${change} where id = '${inspection.id}'`),
				/released visit never changes/);
		await assert.rejects(w.sql.script(`insert into sheet (tenant_id, inspection_id, revision, context_id, document,
			person_id, changed_at, reason) select tenant_id, inspection_id, 2, context_id, document, person_id, now(), 'x'
			from sheet where inspection_id = '${inspection.id}'`), /released visit never changes/);
	});
});
