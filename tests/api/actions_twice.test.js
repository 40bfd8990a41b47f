/* Actions: whom they exist for, steps that are sent again, and two at once. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { refused, World } from './actions_world.js';

const plan = { cause: 'A leak', plan: 'Mend it' };

let w;
before(async () => { w = await World.start(); });
after(() => w?.stop());

const kinds = (lines) => lines.map((line) => line.kind.replace('action.', ''));

describe('an action that the caller may not see', () => {
	const requests = [['GET', ''], ['GET', '/timeline'], ['POST', '/plan', plan], ['POST', '/start'],
		['POST', '/hand-in', { done: 'x' }], ['POST', '/verify', {}], ['POST', '/return', { reason: 'x' }],
		['POST', '/assign', { person_id: randomUUID() }], ['POST', '/raise', { reason: 'x' }],
		['POST', '/cancel', { reason: 'x' }], ['POST', '/comments', { text: 'x' }]];

	it('does not exist: for another department, store, branch or tenant', async () => {
		const action = await w.in('in_progress');
		const before = await w.get(action);
		for (const api of [await w.as('eng'), await w.as('mgr2'), await w.as('south'), await w.as('nobody'),
			await w.as('admin', 'other')]) {
			for (const [method, path, body] of requests)
				refused(await api.request(method, `/v1/actions/${action.id}${path}`, body), 404, 'not_found');
			const { items } = w.ok(await api.get('/v1/actions?limit=200'));
			assert.ok(!items.some((item) => item.id === action.id));
		}
		assert.deepEqual(await w.get(action), before);
	});

	it('is told from one that may be seen and not touched', async () => {
		const action = await w.in('submitted');
		for (const [method, path, body] of requests.slice(2, -1))
			refused(await (await w.as('viewer')).request(method, `/v1/actions/${action.id}${path}`, body),
				403, 'forbidden');
		assert.equal((await w.get(action, 'viewer')).state, 'submitted');
	});

	it('is nobody\'s without a token', async () => {
		const action = await w.open();
		for (const [method, path, body] of requests)
			refused(await w.server.api().request(method, `/v1/actions/${action.id}${path}`, body),
				401, 'not_signed_in');
	});
});

describe('a step that is sent again', () => {
	const steps = [
		['plan', 'open', 'major', 'hk', plan],
		['plan', 'planned', 'major', 'hk', { plan: 'Another way' }],
		['start', 'planned', 'major', 'hk'],
		['hand-in', 'in_progress', 'minor', 'hk', async () => ({ done: 'x', photos: [await w.photo()] })],
		['verify', 'submitted', 'minor', 'mgr', { note: 'x' }],
		['return', 'submitted', 'minor', 'mgr', { reason: 'x' }],
		['assign', 'open', 'minor', 'mgr', () => ({ person_id: w.ids.hk2 })],
		['raise', 'open', 'minor', 'mgr', { reason: 'x' }],
		['cancel', 'open', 'minor', 'qa', { reason: 'x' }],
	];
	for (const [step, state, severity, login, given] of steps) {
		it(`is answered as the first time: ${step} of what is ${state}`, async () => {
			const action = await w.in(state, { severity });
			const body = typeof given === 'function' ? await given() : given;
			const first = await w.do(action, login, step, body);
			const lines = (await w.timeline(action)).length;
			for (let i = 0; i < 2; i++)
				assert.deepEqual(await w.do(action, login, step, body), first);
			assert.equal((await w.timeline(action)).length, lines);
		});
	}

	it('with another content is a step of its own, or none', async () => {
		const action = await w.in('submitted');
		await w.do(action, 'mgr', 'verify', { note: 'x' });
		refused(await w.try(action, 'mgr', 'verify', { note: 'y' }), 409, 'action_not_in_state');
		refused(await w.try(action, 'north', 'verify', { note: 'x' }), 409, 'action_not_in_state');
	});

	it('after something else has happened is none', async () => {
		const action = await w.in('in_progress');
		const body = { done: 'x', photos: [await w.photo()] };
		await w.do(action, 'hk', 'hand-in', body);
		await w.do(action, 'mgr', 'verify', {});
		refused(await w.try(action, 'hk', 'hand-in', body), 409, 'action_not_in_state');
	});

	it('is not spoilt by a comment in between', async () => {
		const action = await w.open();
		await w.do(action, 'hk', 'start');
		w.ok(await w.try(action, 'mgr', 'comments', { text: 'Good' }), 201);
		await w.do(action, 'hk', 'start');
	});

	it('is answered to somebody who has just handed the action on, and sees it no more', async () => {
		await w.addRole('planner', ['action.work']);
		await w.addPerson('planner');
		await w.give('planner', 'planner', 's1', 'works');
		const action = await w.open({ severity: 'major', department: 'works' });
		await w.do(action, 'mgr', 'assign', { person_id: w.ids.planner });
		const body = { ...plan, responsible_id: w.ids.eng };
		const first = await w.do(action, 'planner', 'plan', body);
		assert.deepEqual(await w.do(action, 'planner', 'plan', body), first);
		refused(await (await w.as('planner')).get(`/v1/actions/${action.id}`), 404, 'not_found');
	});
});

describe('two at once', () => {
	/* n answers of the same moment */
	const together = async (action, ...requests) => {
		const apis = await Promise.all(requests.map(([login]) => w.as(login)));
		return Promise.all(requests.map(([, step, body], i) =>
			apis[i].post(`/v1/actions/${action.id}/${step}`, body)));
	};
	const statuses = (answers) => answers.map((answer) => answer.status).sort();
	const rounds = Array.from({ length: 5 }, (_, i) => i);

	it('verify: one of them does', async () => {
		for (const _ of rounds) {
			const action = await w.in('submitted');
			const answers = await together(action, ['mgr', 'verify', {}], ['north', 'verify', {}]);
			assert.deepEqual(statuses(answers), [200, 409]);
			const winner = answers.find((answer) => answer.status === 200).body.verified_by;
			assert.equal((await w.get(action)).verified_by, winner);
			assert.equal(kinds(await w.timeline(action)).filter((kind) => kind === 'verified').length, 1);
		}
	});

	it('verify and return: one of them does', async () => {
		for (const _ of rounds) {
			const action = await w.in('submitted');
			const answers = await together(action, ['mgr', 'verify', {}], ['north', 'return', { reason: 'x' }]);
			assert.deepEqual(statuses(answers), [200, 409]);
			assert.equal((await w.get(action)).state, answers[0].status === 200 ? 'closed' : 'in_progress');
		}
	});

	it('of the same hand-in are one', async () => {
		for (const _ of rounds) {
			const action = await w.in('in_progress');
			const body = { done: 'x', photos: [await w.photo()] };
			const answers = await together(action, ...Array(4).fill(['hk', 'hand-in', body]));
			assert.deepEqual(statuses(answers), [200, 200, 200, 200]);
			assert.equal(kinds(await w.timeline(action)).filter((kind) => kind === 'handed_in').length, 1);
			assert.equal((await w.get(action)).photos.length, 1);
		}
	});

	it('assign and plan: both do, one after the other', async () => {
		for (const _ of rounds) {
			const action = await w.open({ severity: 'major' });
			const answers = await together(action, ['mgr', 'assign', { person_id: w.ids.hk2 }], ['hk', 'plan', plan]);
			assert.deepEqual(statuses(answers), [200, 200]);
			const { state, responsible_id } = await w.get(action);
			assert.deepEqual([state, responsible_id], ['planned', w.ids.hk2]);
		}
	});

	it('hand in the same photograph: for one of them it is new', async () => {
		for (const _ of rounds) {
			const actions = [await w.in('in_progress'), await w.in('in_progress')];
			const photos = [await w.photo()];
			const hk = await w.as('hk');
			const answers = await Promise.all(actions.map(({ id }) =>
				hk.post(`/v1/actions/${id}/hand-in`, { done: 'x', photos })));
			assert.deepEqual(statuses(answers), [200, 422]);
		}
	});

	it('comment with one id: there is one comment', async () => {
		const action = await w.open();
		const body = { id: randomUUID(), text: 'Good' };
		assert.deepEqual(statuses(await together(action, ...Array(4).fill(['hk', 'comments', body]))),
			[200, 200, 200, 201]);
		assert.equal(kinds(await w.timeline(action)).filter((kind) => kind === 'commented').length, 1);
	});
});
