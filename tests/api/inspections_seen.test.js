/* Who sees which visits: lists, and what the store is not to know. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { all, ids, is, nobody } from './group.js';
import { bad, checklist, good, hour, world } from './visits.js';

const second = 1000;
const time = (ms) => new Date(ms).toISOString();
const at = (target) => `/v1/inspections${target ? `/${target}` : ''}`;

let w;
let list;
let other;

before(async () => {
	w = await world();
	list = await w.checklist();
	({ other } = w);
});
after(() => w?.stop());

const visit = (more = {}) => ({ unit_id: w.shanghai.id, checklist_id: list.id, ...more });
const listed = async (api, query = '') => ids(await all(api, `/v1/inspections${query && `?${query}`}`));

describe('a list of visits', () => {
	let lists;
	let own;

	before(async () => {
		lists = [await w.checklist(), await w.checklist(checklist({ kind: 'daily' }))];
		own = { shanghai: [], ningbo: [], chengdu: [] };
		const now = w.server.clock.now;
		for (const [i, unit] of ['shanghai', 'ningbo', 'chengdu'].entries())
			for (let n = 0; n < 6; n++) {
				await w.server.clock.advance(n % 2);
				own[unit].push(await w.visit(lists[n % 2], { unit_id: w[unit].id,
					...n < 4 && { due_at: time(now + (n % 2 ? 5 : 7 * i + n) * hour) } }));
			}
	});

	const of = async (api, query = '') => (await listed(api, query)).filter((id) => Object.values(own).flat().includes(id));

	it('shows what lies where one has a role', async () => {
		assert.deepEqual(await of(w.quality), Object.values(own).flat().sort());
		assert.deepEqual(await of(w.regional), [...own.shanghai, ...own.ningbo].sort());
		assert.deepEqual(await of(w.manager), [...own.shanghai].sort());
		assert.deepEqual(await listed(other), []);
	});

	it('narrows by state, unit, kind, checklist and period', async () => {
		assert.deepEqual(await of(w.quality, `unit_id=${w.east.id}`), [...own.shanghai, ...own.ningbo].sort());
		assert.deepEqual(await of(w.manager, `unit_id=${w.top.id}`), [...own.shanghai].sort());
		assert.deepEqual(await of(w.manager, `unit_id=${w.chengdu.id}`), []);
		assert.deepEqual(await listed(w.quality, `checklist_id=${lists[0].id}`),
			Object.values(own).flatMap((some) => some.filter((_, n) => n % 2 === 0)).sort());
		assert.deepEqual(await of(w.quality, 'kind=daily'),
			Object.values(own).flatMap((some) => some.filter((_, n) => n % 2 === 1)).sort());
		assert.deepEqual(await of(w.quality, 'state=released,submitted'), []);
		assert.deepEqual(await of(w.quality, 'state=open,started'), await of(w.quality));
		const now = time(w.server.clock.now + 1);
		assert.deepEqual(await of(w.quality, `from=${now}`), []);
		assert.deepEqual(await of(w.quality, `to=${now}`), await of(w.quality));
	});

	it('refuses what it does not know', async () => {
		for (const [query, pointer] of [['state=ajar', '/state/0'], ['kind=x', '/kind'], ['unit_id=3', '/unit_id'],
			['from=now', '/from'], ['status=good', '/status'], ['lead_id=me', '/lead_id'], ['department_id=', '/department_id'], ['sort=size', '/sort'], ['limit=0', '/limit'], ['mine=perhaps', '/mine'],
			['after=x', '/after'], ['colour=red', '/colour']])
			is(await w.quality.get(`/v1/inspections?${query}`), 422, 'invalid_query', [pointer]);
		for (const key of ['now', '', '99999-01-01', "'; drop table inspection; --", '-infinity'])
			is(await w.quality.get(`/v1/inspections?after=${Buffer.from(`${key} ${nobody}`).toString('base64url')}`), 422,
				'invalid_query', ['/after']);
	});

	it('tells everything once, page after page, with ties', async () => {
		for (const sort of ['newest', 'due'])
			for (const limit of [1, 2, 5, 200]) {
				const items = await all(w.quality, `/v1/inspections?sort=${sort}&checklist_id=${lists[0].id}`, limit);
				assert.equal(items.length, 9);
				assert.equal(new Set(ids(items)).size, 9);
				const keys = items.map((item) => (sort === 'due' ? item.due_at ?? '9999' : item.created_at));
				assert.deepEqual(keys, [...keys].sort((a, b) => (sort === 'due' ? 1 : -1) * (a < b ? -1 : a > b ? 1 : 0)));
			}
		assert.deepEqual(await of(w.regional, 'sort=due'), [...own.shanghai, ...own.ningbo].sort());
	});

	it('shows by when it is due only what is still to be done', async () => {
		const { inspection } = await w.done(lists[0], good);
		assert.ok(!(await listed(w.quality, 'sort=due')).includes(inspection.id));
		assert.ok((await listed(w.quality, 'state=released')).includes(inspection.id));
	});

	it('has one\'s own: to lead or as one of a team', async () => {
		const member = await w.group.somebody('viewer', w.chengdu);
		const id = await w.visit(lists[0], { team: [member.person.id, w.inspector.person.id] });
		assert.deepEqual(await listed(member, 'mine=true'), [id]);
		assert.deepEqual(await listed(member, 'mine=true&sort=due'), [id]);
		assert.ok((await listed(member)).includes(id));
		assert.equal((await listed(w.inspector, 'mine=true')).filter((one) => one === id).length, 1);
		is(await member.get(at(id)), 200);
	});

	it('shows somebody who may only inspect what nobody leads yet', async () => {
		const role = await w.group.role(['inspection.conduct']);
		const role2 = await w.group.role(['inspection.read']);
		for (const unit of [w.top, w.west, w.chengdu]) {
			const walker = await w.group.somebody(role.code, unit);
			await w.group.give(walker.person, role2, w.ningbo);
			const free = await w.visit(lists[1], { unit_id: w.chengdu.id, lead_id: undefined });
			const led = await w.visit(lists[1], { unit_id: w.chengdu.id });
			for (const sort of ['newest', 'due']) {
				const seen = await listed(walker, `sort=${sort}`);
				assert.ok(seen.includes(free) && !seen.includes(led));
				assert.deepEqual(seen.filter((id) => own.ningbo.includes(id)), [...own.ningbo].sort());
			}
			is(await walker.get(at(led)), 404, 'not_found');
			is(await walker.post(at(`${free}/start`), {}), 200);
			is(await walker.get(at(free)), 200);
		}
	});
});

describe('what the store is not to know', () => {
	/* Everything that could tell of a visit, asked by somebody. */
	async function isHidden(api, id) {
		is(await api.get(at(id)), 404, 'not_found');
		is(await api.get(at(`${id}/sheet`)), 404, 'not_found');
		is(await api.get(at(`${id}/bundle`)), 404, 'not_found');
		is(await api.post(at(`${id}/start`), {}), 404, 'not_found');
		is(await api.post(at(`${id}/submit`), { answers: good }), 404, 'not_found');
		is(await api.patch(at(`${id}/sheet`), { answers: good }, { 'if-match': '"1.0"' }), 404, 'not_found');
		for (const query of ['', 'sort=due', 'mine=true', `unit_id=${w.shanghai.id}`, 'kind=mystery',
			'state=planned,open,started,submitted', 'state=cancelled', `unit_id=${w.shanghai.id}&sort=due`])
			assert.ok(!(await listed(api, query)).includes(id), `?${query} tells`);
		return true;
	}

	it('is an unannounced visit before it starts', async () => {
		for (const lead_id of [w.inspector.person.id, undefined]) {
			const id = await w.visit(list, { is_unannounced: true, lead_id });
			assert.ok(await isHidden(w.manager, id));
			for (const api of [w.quality, w.regional, w.viewer, w.inspector])
				assert.ok((await listed(api, `unit_id=${w.shanghai.id}`)).includes(id));
			await w.start(id);
			assert.equal(is(await w.manager.get(at(id)), 200).state, 'started');
			assert.ok((await listed(w.manager)).includes(id));
			is(await w.manager.get(at(`${id}/sheet`)), 200);
		}
	});

	it('stays an unannounced visit that was cancelled before it started', async () => {
		const id = await w.visit(list, { is_unannounced: true });
		is(await w.quality.post(at(`${id}/cancel`), { reason: 'rain' }), 200);
		assert.ok(await isHidden(w.manager, id));
	});

	it('is a visit before it is to be visible, but not from its lead', async () => {
		const visible = w.server.clock.now + 10 * second;
		const id = await w.visit(list, { visible_from: time(visible) });
		assert.ok(await isHidden(w.manager, id));
		await w.bundle(id);
		await w.server.clock.set(visible);
		is(await w.manager.get(at(id)), 200);
	});

	it('can be planned only by somebody from above the store', async () => {
		const role = await w.group.role(['inspection.plan']);
		const planner = await w.group.somebody(role.code, w.shanghai);
		const id = await w.visit(list, { visible_from: time(w.server.clock.now + hour) }, planner);
		assert.ok((await listed(planner)).includes(id));
		is(await planner.post(at(), visit({ is_unannounced: true })), 422, 'invalid_body', ['/is_unannounced']);
		is(await planner.patch(at(id), { is_unannounced: true }), 422, 'invalid_body', ['/is_unannounced']);
		const mystery = await w.checklist(checklist({ kind: 'mystery' }));
		is(await planner.post(at(), visit({ checklist_id: mystery.id })), 422, 'invalid_body', ['/is_unannounced']);
	});

	it('is a mystery visit before its release, and after it who came and when', async () => {
		const mystery = await w.checklist(checklist({ kind: 'mystery' }));
		const shopper = await w.group.somebody('shopper', w.top);
		const made = is(await w.quality.post(at(), visit({ checklist_id: mystery.id, lead_id: shopper.person.id,
			due_at: time(w.server.clock.now + hour), note: 'Ms Li goes at noon' })), 201);
		const { id } = made;
		assert.deepEqual([made.needs_review, made.lead, made.team], [true, null, null]);
		assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4/);
		assert.ok(await isHidden(w.manager, id));
		const bundle = await w.bundle(id, shopper);
		assert.deepEqual(bundle.previous, []);
		assert.match(bundle.context.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4/);
		is(await w.submit(id, { ...bad, remark: { text: 'Slow.' } }, shopper, { started_at: '2026-11-20T04:30:00Z' }), 200);
		assert.ok(await isHidden(w.manager, id));
		is(await w.quality.post(at(`${id}/corrections`), { answers: bad, reason: 'Ms Li is named.' }), 200);
		is(await w.quality.post(at(`${id}/release`)), 200);

		const shown = is(await w.manager.get(at(id)), 200);
		for (const when of ['visible_from', 'start_at', 'due_at', 'miss_at', 'created_at', 'started_at', 'finished_at',
			'submitted_at', 'is_late', 'note', 'lead', 'team'])
			assert.equal(shown[when], null, when);
		assert.equal(shown.day_part, 'afternoon');
		const [item] = (await all(w.manager, '/v1/inspections?kind=mystery')).filter((one) => one.id === id);
		assert.deepEqual(item, shown);
		const sheet = is(await w.manager.get(at(`${id}/sheet`)), 200);
		assert.deepEqual([sheet.revision, sheet.changed_at, sheet.reason, sheet.answers], [2, null, null, bad]);
		is(await w.manager.get(at(`${id}/sheet?revision=1`)), 404, 'not_found');
		is(await w.manager.get(at(`${id}/sheet?revision=2`)), 200);

		const above = is(await w.regional.get(at(id)), 200);
		assert.deepEqual([above.started_at, above.note, above.lead], ['2026-11-20T04:30:00.000Z', 'Ms Li goes at noon', null]);
		assert.equal(is(await w.regional.get(at(`${id}/sheet`)), 200).reason, 'Ms Li is named.');
		const told = await w.sql(`select distinct person_id from event where subject_id = '${id}' and kind <> 'inspection.planned'`);
		assert.deepEqual(told, [{ person_id: null }]);
		const found = await w.sql(`select distinct found_by from finding where inspection_id = '${id}'`);
		assert.deepEqual(found, [{ found_by: null }]);
	});

	it('is taken on by nobody from the store itself, where it is no daily or self check', async () => {
		const id = await w.visit(list, { lead_id: undefined });
		is(await w.manager.get(at(id)), 200);
		is(await w.manager.post(at(`${id}/start`), {}), 403, 'forbidden');
		is(await w.submit(id, good, w.manager), 403, 'forbidden');
		const daily = await w.checklist(checklist({ kind: 'daily' }));
		const mine = await w.visit(daily, { lead_id: undefined });
		assert.equal((await w.start(mine, w.manager)).lead.id, w.manager.person.id);
	});
});
