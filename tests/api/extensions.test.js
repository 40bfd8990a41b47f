/* Later dates that somebody approves, what is waived, and the kind of a cause. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { refused, World } from './actions_world.js';

let w;
before(async () => { w = await World.start(); });
after(() => w?.stop());

const day = 86400000;
const later = (action, days = 3) => new Date(Date.parse(action.due_at) + days * day).toISOString();
const ask = async (action, body, login = 'hk') => w.try(action, login, 'extensions', body);
const decide = async (extension, verb, login = 'north', body = {}) =>
	w.try(extension.action_id, login, `extensions/${extension.id}/${verb}`, body);
const asked = async (action, login) => w.ok(await ask(action, { due_at: later(action), reason: 'The part is late' }, login), 201);

describe('a later date', () => {
	it('moves the due date only when somebody else approves it, and is counted', async () => {
		const action = await w.open({ severity: 'major' });
		const extension = await asked(action);
		assert.deepEqual([extension.state, extension.asked_by, extension.previous_due_at, extension.due_at],
			['asked', w.ids.hk, action.due_at, later(action)]);
		assert.equal((await w.get(action)).due_at, action.due_at);
		const approved = w.ok(await decide(extension, 'approve', 'north', { note: 'This once' }));
		assert.deepEqual([approved.state, approved.decided_by, approved.note, approved.extensions_nr],
			['approved', w.ids.north, 'This once', 1]);
		const moved = await w.get(action);
		assert.deepEqual([moved.due_at, moved.extensions_nr, moved.state], [later(action), 1, 'open']);
		assert.deepEqual(moved.extensions, [approved]);
		const lines = (await w.timeline(action)).slice(-2);
		assert.deepEqual(lines.map((line) => [line.kind, line.person_id, line.text, line.due_at]), [
			['action.extension_asked', w.ids.hk, 'The part is late', later(action)],
			['action.extension_approved', w.ids.north, 'This once', later(action)]]);
	});

	it('that is declined changes nothing, and another may be asked for', async () => {
		const action = await w.in('in_progress');
		const extension = await asked(action);
		assert.equal(w.ok(await decide(extension, 'decline', 'qa', { note: 'Find another' })).state, 'declined');
		assert.deepEqual([(await w.get(action)).due_at, (await w.get(action)).extensions_nr], [action.due_at, 0]);
		const again = await asked(action);
		assert.notEqual(again.id, extension.id);
		w.ok(await decide(again, 'approve'));
		refused(await decide(again, 'decline'), 409, 'extension_is_decided');
	});

	it('is asked for one at a time, and the same again is the same', async () => {
		const action = await w.open();
		const body = { id: randomUUID(), due_at: later(action), reason: 'Rain' };
		const first = w.ok(await ask(action, body), 201);
		assert.deepEqual(w.ok(await ask(action, body)), first);
		assert.deepEqual(w.ok(await ask(action, { ...body, id: undefined })), first);
		refused(await ask(action, { ...body, reason: 'Snow' }), 409, 'id_is_taken');
		refused(await ask(action, { ...body, id: randomUUID() }), 409, 'one_extension_at_a_time');
		const decided = w.ok(await decide(first, 'approve'));
		assert.deepEqual(w.ok(await decide(first, 'approve')), decided);
		assert.equal((await w.get(action)).extensions_nr, 1);
		assert.equal((await w.timeline(action)).filter((line) => line.kind === 'action.extension_approved').length, 1);
	});

	it('asked for eight times at once is there once', async () => {
		const action = await w.open();
		const body = { id: randomUUID(), due_at: later(action), reason: 'Rain' };
		const api = await w.as('hk');
		const answers = await Promise.all(Array.from({ length: 8 }, () =>
			api.post(`/v1/actions/${action.id}/extensions`, body)));
		assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 200, 200, 200, 200, 200, 200, 201]);
		const north = await w.as('north');
		const decisions = await Promise.all(Array.from({ length: 8 }, () =>
			north.post(`/v1/actions/${action.id}/extensions/${body.id}/approve`, {})));
		assert.deepEqual(decisions.map((answer) => answer.status), Array(8).fill(200));
		assert.equal((await w.get(action)).extensions_nr, 1);
	});

	it('lies after the date it has, and in the future', async () => {
		const action = await w.open();
		for (const due_at of [action.due_at, later(action, -1)])
			assert.deepEqual(refused(await ask(action, { due_at, reason: 'x' }), 422, 'invalid_body')
				.errors.map((error) => error.pointer), ['/due_at']);
		assert.deepEqual(refused(await ask(action, { reason: ' ' }), 422, 'invalid_body').errors
			.map((error) => error.pointer).sort(), ['/due_at', '/reason']);
		refused(await ask(action, { due_at: later(action), reason: 'x'.repeat(4001) }), 422, 'invalid_body');
		assert.equal((await asked(action)).state, 'asked');
	});

	it('is asked for by whoever works on it, and decided by whoever may approve', async () => {
		const action = await w.open();
		for (const login of ['viewer', 'qa'])
			refused(await ask(action, { due_at: later(action), reason: 'x' }, login), 403, 'forbidden');
		for (const login of ['mgr2', 'south'])
			refused(await ask(action, { due_at: later(action), reason: 'x' }, login), 404, 'not_found');
		const extension = await asked(action, 'north');
		refused(await decide(extension, 'approve', 'north'), 409, 'approver_is_the_asker');
		refused(await decide(extension, 'decline', 'north'), 409, 'approver_is_the_asker');
		for (const login of ['hk', 'mgr', 'viewer'])
			refused(await decide(extension, 'approve', login), 403, 'forbidden');
		refused(await decide(extension, 'approve', 'south'), 404, 'not_found');
		refused(await decide({ ...extension, id: randomUUID() }, 'approve'), 404, 'not_found');
		refused(await decide({ ...extension, action_id: (await w.open()).id }, 'approve'), 404, 'not_found');
		const other = await (await w.as('admin', 'other')).post(
			`/v1/actions/${action.id}/extensions/${extension.id}/approve`, {});
		refused(other, 404, 'not_found');
		w.ok(await decide(extension, 'approve', 'qa'));
	});

	it('is not for what is handed in or over', async () => {
		for (const state of ['submitted', 'closed', 'cancelled']) {
			const action = await w.in(state);
			assert.ok(!(await w.get(action, 'hk')).can.includes('extend'));
			refused(await ask(action, { due_at: later(action), reason: 'x' }), 409, 'action_not_in_state');
		}
		const action = await w.in('in_progress');
		const extension = await asked(action);
		await w.handIn(action);
		refused(await decide(extension, 'approve'), 409, 'action_not_in_state');
		w.ok(await decide(extension, 'decline'));
	});

	it('is listed for those who see the action, and who can decide', async () => {
		const store = await w.addStore();
		const action = await w.open({ unit: store });
		const extension = await asked(action, 'north');
		const list = async (login, query = '') => w.ok(await (await w.as(login))
			.get(`/v1/extensions?unit_id=${w.ids[store]}${query}`)).items.map((item) => item.id);
		assert.deepEqual(await list('qa'), [extension.id]);
		assert.deepEqual(await list('qa', '&mine=true'), [extension.id]);
		assert.deepEqual(await list('north', '&mine=true'), []);
		assert.deepEqual(await list('north', '&state=asked'), [extension.id]);
		assert.deepEqual(await list('mgr2'), []);
		w.ok(await decide(extension, 'decline', 'qa'));
		assert.deepEqual(await list('qa', '&mine=true'), []);
		assert.deepEqual(await list('qa', '&state=asked'), []);
		assert.deepEqual(await list('qa', '&state=declined'), [extension.id]);
		refused(await (await w.as('qa')).get('/v1/extensions?state=gone'), 422, 'invalid_query');
		const all = await w.list('/v1/extensions?mine=false', 'admin', 3);
		assert.ok(all.length > 7);
	});
});

describe('waiving', () => {
	it('takes it as it is, with the reason', async () => {
		const action = await w.in('in_progress', { severity: 'major' });
		const waived = await w.do(action, 'qa', 'waive', { reason: 'The wing is pulled down in May' });
		assert.deepEqual([waived.state, waived.waived_by, waived.waive_reason, waived.closed_at],
			['waived', w.ids.qa, 'The wing is pulled down in May', null]);
		assert.notEqual(waived.waived_at, null);
		assert.deepEqual(await w.do(action, 'qa', 'waive', { reason: 'The wing is pulled down in May' }), waived);
		assert.deepEqual((await w.get(action, 'qa')).can, ['comment']);
		assert.equal((await w.timeline(action)).at(-1).text, 'The wing is pulled down in May');
		refused(await w.try(action, 'qa', 'waive', { reason: 'Another' }), 409, 'action_not_in_state');
	});

	it('is for whoever may approve, and never for whoever is responsible', async () => {
		const action = await w.open({ severity: 'major' });
		for (const login of ['hk', 'mgr', 'viewer'])
			refused(await w.try(action, login, 'waive', { reason: 'x' }), 403, 'forbidden');
		refused(await w.try(action, 'south', 'waive', { reason: 'x' }), 404, 'not_found');
		await w.do(action, 'mgr', 'assign', { person_id: w.ids.north });
		assert.ok(!(await w.get(action, 'north')).can.includes('waive'));
		refused(await w.try(action, 'north', 'waive', { reason: 'x' }), 409, 'waiver_is_responsible');
		refused(await w.try(action, 'qa', 'waive', {}), 422, 'invalid_body');
		assert.ok((await w.get(action, 'qa')).can.includes('waive'));
		await assert.rejects(w.sql.script(`update action set state = 'waived', waived_at = now(), waive_reason = 'x',
			waived_by = responsible_id where id = '${action.id}'`), /waiver_is_responsible/);
		await w.do(action, 'qa', 'waive', { reason: 'x' });
	});
});

describe('the cause', () => {
	it('has a kind, which stays where none is given', async () => {
		const action = await w.open({ severity: 'major' });
		const planned = await w.do(action, 'hk', 'plan', { cause: 'Worn out', cause_category: 'machine', plan: 'Replace it' });
		assert.equal(planned.cause_category, 'machine');
		const again = await w.do(action, 'hk', 'plan', { plan: 'Replace it twice' });
		assert.deepEqual([again.cause, again.cause_category], ['Worn out', 'machine']);
		refused(await w.try(action, 'hk', 'plan', { plan: 'x', cause_category: 'weather' }), 422, 'invalid_body');
	});
});
