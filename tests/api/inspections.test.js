/* Visits: making, listing, changing and cancelling them, starting them, the bundle; and who sees them. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { all, ids, is, nobody } from './group.js';
import { bad, checklist, day, events, good, hour, roomChecklist, world } from './visits.js';

const shared = process.env.GEMBA_SHARED ?? new URL('../../../shared', import.meta.url).pathname;

const at = (target) => `/v1/inspections${target ? `/${target}` : ''}`;
const second = 1000;
const time = (ms) => new Date(ms).toISOString();

let w;
let list;
let other;

before(async () => {
	w = await world();
	list = await w.checklist();
	other = w.server.api(await w.server.signIn('other'));
});
after(() => w?.stop());

const visit = (more = {}) => ({ unit_id: w.shanghai.id, checklist_id: list.id, ...more });
const listed = async (api, query = '') => ids(await all(api, `/v1/inspections${query && `?${query}`}`));

describe('a new visit', () => {
	it('is open at once, or planned until its start', async () => {
		const answer = await w.quality.post(at(), visit({ note: 'bring a torch' }));
		const body = is(answer, 201);
		assert.equal(answer.headers.get('location'), `/v1/inspections/${body.id}`);
		assert.deepEqual([body.state, body.kind, body.unit.id, body.checklist.code, body.note, body.lead],
			['open', 'tour', w.shanghai.id, list.document.code, 'bring a torch', null]);
		const start = w.server.clock.now + 10 * second;
		const planned = is(await w.quality.post(at(), visit({ start_at: time(start) })), 201);
		assert.equal(planned.state, 'planned');
		await w.server.clock.set(start);
		assert.equal(is(await w.quality.get(at(planned.id)), 200).state, 'open');
		assert.ok((await listed(w.quality, 'state=open')).includes(planned.id));
		assert.ok(!(await listed(w.quality, 'state=planned')).includes(planned.id));
		assert.deepEqual(await events(w, planned.id), ['inspection.planned']);
	});

	it('may come again, also after it has changed', async () => {
		const body = visit({ id: randomUUID(), lead_id: w.inspector.person.id, team: [w.colleague.person.id],
			due_at: time(w.server.clock.now + day) });
		is(await w.quality.post(at(), body), 201);
		is(await w.quality.post(at(), { ...body, id: body.id.toUpperCase() }), 200);
		is(await w.quality.patch(at(body.id), { due_at: null, lead_id: null }), 200);
		const again = is(await w.quality.post(at(), body), 200);
		assert.deepEqual([again.due_at, again.lead], [null, null]);
		is(await w.quality.post(at(), { ...body, note: 'other' }), 409, 'id_is_taken');
		is(await w.admin.post(at(), body), 409, 'id_is_taken');
		is(await other.post(at(), body), 422, 'invalid_body', ['/checklist_id', '/unit_id'].slice(1));
	});

	it('is made once, however many phones make it at the same moment', async () => {
		const body = visit({ id: randomUUID() });
		const answers = await Promise.all(Array.from({ length: 8 }, () => w.quality.post(at(), body)));
		assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 200, 200, 200, 200, 200, 200, 201]);
		assert.deepEqual(await events(w, body.id), ['inspection.planned']);
	});

	it('names every fault of its body', async () => {
		const now = w.server.clock.now;
		is(await w.quality.post(at(), { unit_id: 'x', checklist_id: 3, team: ['y'], note: 'a\u0001b', lead: 1 }), 422,
			'invalid_body', ['/unit_id', '/checklist_id', '/team/0', '/note', '/lead']);
		is(await w.quality.post(at(), visit({ note: 'x'.repeat(2001) })), 422, 'invalid_body', ['/note']);
		is(await w.quality.post(at(), visit({ team: Array(21).fill(w.colleague.person.id) })), 422, 'invalid_body',
			['/team']);
		is(await w.quality.post(at(), visit({ visible_from: time(now + 3), due_at: time(now + 2),
			miss_at: time(now + 1) })), 422, 'invalid_body', ['/due_at', '/miss_at']);
		is(await w.quality.post(at(), visit({ lead_id: w.viewer.person.id })), 422, 'invalid_body', ['/lead_id']);
		is(await w.quality.post(at(), visit({ team: [nobody] })), 422, 'invalid_body', ['/team']);
		is(await w.quality.post(at(), visit({ unit_id: w.east.id })), 422, 'invalid_body', ['/unit_id']);
		is(await w.quality.post(at(), visit({ unit_id: nobody })), 422, 'invalid_body', ['/unit_id']);
		is(await w.quality.post(at(), visit({ checklist_id: nobody })), 422, 'invalid_body', ['/checklist_id']);
	});

	it('needs a checklist that is in force, and a store that is not closed', async () => {
		const draft = is(await w.admin.post('/v1/checklists', checklist()), 201);
		is(await w.quality.post(at(), visit({ checklist_id: draft.id })), 422, 'invalid_body', ['/checklist_id']);
		const gone = await w.checklist();
		is(await w.admin.post(`/v1/checklists/${gone.id}/retire`), 200);
		is(await w.quality.post(at(), visit({ checklist_id: gone.id })), 422, 'invalid_body', ['/checklist_id']);
		const closed = await w.group.unit(w.east, 'store', { state: 'closed' });
		is(await w.quality.post(at(), visit({ unit_id: closed.id })), 422, 'invalid_body', ['/unit_id']);
	});

	it('is planned only where one may, by whoever may', async () => {
		is(await w.regional.post(at(), visit()), 201);
		is(await w.regional.post(at(), visit({ unit_id: w.chengdu.id })), 422, 'invalid_body', ['/unit_id']);
		for (const api of [w.manager, w.inspector, w.viewer])
			is(await api.post(at(), visit()), 403, 'forbidden');
		is(await other.post(at(), visit()), 422, 'invalid_body', ['/unit_id']);
		is(await w.server.api().post(at(), visit()), 401, 'not_signed_in');
	});

	it('takes no people of another tenant', async () => {
		const [{ id }] = is(await other.get('/v1/people'), 200).items;
		is(await w.quality.post(at(), visit({ lead_id: id })), 422, 'invalid_body', ['/lead_id']);
		is(await w.quality.post(at(), visit({ team: [id] })), 422, 'invalid_body', ['/team']);
	});

	it('keeps every naughty note as it is', async (t) => {
		const strings = await readFile(`${shared}/corpora/strings/blns.json`, 'utf8').then(JSON.parse, () => null);
		if (!strings)
			return t.skip('corpora/strings is not here');
		const inspections = strings.filter((text) => !/[\0-\x08\x0b-\x1f\x7f]/.test(text))
			.map((note) => visit({ id: randomUUID(), note }));
		for (const one of inspections.slice(0, 30))
			is(await w.quality.post(at(), one), 201);
		is(await w.quality.post(at('bulk'), { inspections: inspections.slice(30) }), 201);
		for (const { id, note } of inspections)
			assert.equal(is(await w.quality.get(at(id)), 200).note, note);
	});
});

describe('many visits at once', () => {
	it('are all made or none, with the place of every fault', async () => {
		const good = visit({ id: randomUUID() });
		is(await w.quality.post(at('bulk'), { inspections: [good, visit({ unit_id: nobody }), visit({ note: 3 })] }), 422,
			'invalid_body', ['/inspections/2/note']);
		is(await w.quality.post(at('bulk'), { inspections: [good, visit({ unit_id: nobody }), visit({ lead_id: nobody })] }),
			422, 'invalid_body', ['/inspections/1/unit_id', '/inspections/2/lead_id']);
		is(await w.quality.get(at(good.id)), 404, 'not_found');
		is(await w.quality.post(at('bulk'), { inspections: [good, good] }), 422, 'invalid_body', ['/inspections/1/id']);
		is(await w.quality.post(at('bulk'), { inspections: [] }), 422, 'invalid_body', ['/inspections']);
		is(await w.quality.post(at('bulk'), { inspections: [3] }), 422, 'invalid_body', ['/inspections/0']);
	});

	it('may be a thousand, and may come again', async () => {
		const inspections = Array.from({ length: 1000 }, () => visit({ id: randomUUID(), team: [w.colleague.person.id] }));
		const made = is(await w.quality.post(at('bulk'), { inspections }), 201);
		assert.deepEqual([made.made, made.ids], [1000, inspections.map((one) => one.id)]);
		assert.equal(is(await w.quality.post(at('bulk'), { inspections }), 200).made, 0);
		const more = [...inspections.slice(0, 5), visit()];
		assert.equal(is(await w.quality.post(at('bulk'), { inspections: more }), 201).made, 1);
		is(await w.quality.post(at('bulk'), { inspections: [...inspections, visit()] }), 422, 'invalid_body', ['/inspections']);
		is(await w.quality.post(at('bulk'), { inspections: [{ ...inspections[0], note: 'other' }] }), 409, 'id_is_taken');
		const [{ n }] = await w.sql(`select count(*) as n from event where kind = 'inspection.planned'
			and subject_id in (${inspections.map((one) => `'${one.id}'`).join()})`);
		assert.equal(n, 1000);
	});
});

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

	const of = async (api, query) => (await listed(api, query)).filter((id) => Object.values(own).flat().includes(id));

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
			['from=now', '/from'], ['sort=size', '/sort'], ['limit=0', '/limit'], ['mine=perhaps', '/mine'],
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
				assert.ok((await listed(api)).includes(id));
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

describe('changing a visit', () => {
	it('changes what is named, empties what is null, and leaves the rest', async () => {
		const now = w.server.clock.now;
		const id = await w.visit(list, { due_at: time(now + day), note: 'a' });
		const first = is(await w.quality.get(at(id)), 200);
		const changed = is(await w.quality.patch(at(id), { start_at: time(now + hour), note: null,
			team: [w.colleague.person.id], needs_review: true }), 200);
		assert.deepEqual(changed, { ...first, start_at: time(now + hour), note: null, needs_review: true, state: 'planned',
			team: [{ id: w.colleague.person.id, name: w.colleague.person.name }] });
		const back = is(await w.quality.patch(at(id), { start_at: null, team: [], due_at: null, lead_id: null,
			needs_review: false }), 200);
		assert.deepEqual(back, { ...first, due_at: null, is_late: null, note: null, lead: null });
		assert.deepEqual(is(await w.quality.patch(at(id), {}), 200), back);
	});

	it('keeps the times in order', async () => {
		const now = w.server.clock.now;
		const id = await w.visit(list, { visible_from: time(now + 5 * hour) });
		is(await w.quality.patch(at(id), { miss_at: time(now) }), 422, 'inspection_times_are_in_order');
		assert.equal(is(await w.quality.get(at(id)), 200).miss_at, null);
	});

	it('names faults, and people who cannot', async () => {
		const id = await w.visit(list);
		is(await w.quality.patch(at(id), { lead_id: w.viewer.person.id, team: [nobody] }), 422, 'invalid_body',
			['/lead_id', '/team']);
		is(await w.quality.patch(at(id), { team: null, is_unannounced: null, unit_id: w.ningbo.id }), 422, 'invalid_body',
			['/team', '/is_unannounced', '/unit_id']);
	});

	it('needs the right there, and eyes', async () => {
		const id = await w.visit(list, { unit_id: w.chengdu.id });
		is(await w.regional.patch(at(id), { note: 'x' }), 404, 'not_found');
		is(await w.inspector.patch(at(id), { note: 'x' }), 403, 'forbidden');
		is(await other.patch(at(id), { note: 'x' }), 404, 'not_found');
		is(await w.quality.patch(at(nobody), { note: 'x' }), 404, 'not_found');
	});

	it('hands a started visit over, and nothing else', async () => {
		const id = await w.visit(list, { team: [w.colleague.person.id] });
		await w.start(id);
		is(await w.quality.patch(at(id), { due_at: time(0) }), 409, 'inspection_not_open');
		is(await w.quality.patch(at(id), { lead_id: w.colleague.person.id, team: [] }), 200);
		is(await w.submit(id, good), 403, 'forbidden');
		is(await w.submit(id, good, w.colleague), 200);
		is(await w.quality.patch(at(id), { note: 'x' }), 409, 'inspection_not_open');
	});

	it('changes its tag with everything that it shows', async () => {
		const id = await w.visit(list);
		const tags = new Set();
		const tag = async () => tags.add((await w.quality.get(at(id))).headers.get('etag'));
		await tag();
		is(await w.quality.patch(at(id), { note: 'x' }), 200);
		await tag();
		await w.start(id);
		await tag();
		is(await w.quality.post(at(`${id}/cancel`), { reason: 'rain' }), 200);
		await tag();
		assert.equal(tags.size, 4);
		is(await w.quality.get(at(id), { 'if-none-match': [...tags].at(-1) }), 304);
	});
});

describe('cancelling a visit', () => {
	it('needs a reason and the right, and may come again', async () => {
		const id = await w.visit(list);
		is(await w.quality.post(at(`${id}/cancel`), { reason: ' ' }), 422, 'invalid_body', ['/reason']);
		is(await w.quality.post(at(`${id}/cancel`), { reason: 'x'.repeat(2001) }), 422, 'invalid_body', ['/reason']);
		is(await w.quality.post(at(`${id}/cancel`), {}), 422, 'invalid_body', ['/reason']);
		is(await w.inspector.post(at(`${id}/cancel`), { reason: 'rain' }), 403, 'forbidden');
		const body = is(await w.quality.post(at(`${id}/cancel`), { reason: 'rain' }), 200);
		assert.deepEqual([body.state, body.cancel_reason, body.is_late], ['cancelled', 'rain', null]);
		is(await w.quality.post(at(`${id}/cancel`), { reason: 'rain' }), 200);
		is(await w.quality.post(at(`${id}/cancel`), { reason: 'snow' }), 409, 'inspection_not_open');
		is(await w.admin.post(at(`${id}/cancel`), { reason: 'rain' }), 409, 'inspection_not_open');
		assert.deepEqual((await events(w, id)).sort(), ['inspection.cancelled', 'inspection.planned']);
	});

	it('ends it for the phone', async () => {
		const id = await w.visit(list);
		const { context } = await w.bundle(id);
		is(await w.quality.post(at(`${id}/cancel`), { reason: 'rain' }), 200);
		is(await w.inspector.get(at(`${id}/bundle`)), 409, 'inspection_not_open');
		is(await w.inspector.post(at(`${id}/start`), {}), 409, 'inspection_not_open');
		is(await w.submit(id, good), 409, 'inspection_not_open');
		is(await w.submit(id, good, w.inspector, { context_id: context.id }), 409, 'inspection_not_open');
		is(await w.inspector.post(at(`${id}/submit`), {}), 409, 'inspection_not_open');
	});

	it('is too late after submission', async () => {
		const { inspection } = await w.done(list, good);
		is(await w.quality.post(at(`${inspection.id}/cancel`), { reason: 'rain' }), 409, 'inspection_not_open');
	});
});

describe('starting a visit', () => {
	it('takes the version in force and keeps it', async () => {
		const versions = await w.checklist();
		const id = await w.visit(versions);
		const started = await w.start(id, w.inspector, { started_at: time(w.server.clock.now - hour) });
		assert.deepEqual([started.state, started.version, started.started_at, started.revision],
			['started', 1, time(w.server.clock.now - hour), 1]);
		await w.publish(versions, { ...versions.document, title: { en: 'New' } });
		assert.equal((await w.start(id)).version, 1);
		assert.equal((await w.bundle(id)).version.number, 1);
		assert.equal((await w.start(await w.visit(versions))).version, 2);
	});

	it('begins no later than now', async () => {
		const id = await w.visit(list);
		assert.equal((await w.start(id, w.inspector, { started_at: '9999-12-31T23:59:59Z' })).started_at,
			time(w.server.clock.now));
	});

	it('gives it one lead, whoever is first', async () => {
		for (let n = 0; n < 5; n++) {
			const id = await w.visit(list, { lead_id: undefined });
			const people = [w.inspector, w.colleague, w.quality, w.regional];
			const answers = await Promise.all(people.map((api) => api.post(at(`${id}/start`), {})));
			const [first] = answers.filter((answer) => answer.status === 200);
			assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 403, 403, 403]);
			assert.equal(first.body.lead.id, people[answers.indexOf(first)].person.id);
			assert.deepEqual((await events(w, id)).sort(), ['inspection.planned', 'inspection.started']);
		}
	});

	it('is for its lead and team', async () => {
		const id = await w.visit(list, { team: [w.colleague.person.id] });
		is(await w.regional.post(at(`${id}/start`), {}), 403, 'forbidden');
		is(await w.regional.get(at(`${id}/bundle`)), 403, 'forbidden');
		assert.equal((await w.start(id, w.colleague)).lead.id, w.inspector.person.id);
		const free = await w.visit(list, { lead_id: undefined, team: [w.viewer.person.id] });
		is(await w.viewer.post(at(`${free}/start`), {}), 403, 'forbidden');
		is(await other.post(at(`${id}/start`), {}), 404, 'not_found');
	});

	it('takes a context of its own bundle only', async () => {
		const [a, b] = [await w.visit(list), await w.visit(list)];
		const { context } = await w.bundle(a);
		is(await w.inspector.post(at(`${b}/start`), { context_id: context.id }), 409, 'context_unknown');
		is(await w.inspector.post(at(`${b}/start`), { context_id: nobody }), 409, 'context_unknown');
		is(await w.inspector.post(at(`${a}/start`), { context_id: context.id }), 200);
		assert.equal((await w.sheet(a)).context_id, context.id);
	});
});

describe('a bundle', () => {
	it('has everything that the phone needs, and stays the same while nothing changes', async () => {
		const store = await w.group.unit(w.east, 'store', { tags: ['lobby', 'minibar'], lat: 31.2, lon: 121.5, radius_m: 200 });
		const id = await w.visit(list, { unit_id: store.id });
		const answer = await w.inspector.get(at(`${id}/bundle`));
		const bundle = is(answer, 200);
		assert.deepEqual(bundle.version.document, list.document);
		assert.deepEqual(bundle.context.tags, ['lobby', 'minibar']);
		assert.deepEqual(bundle.context.history, {});
		assert.deepEqual([bundle.unit.lat, bundle.unit.radius_m, bundle.sheet, bundle.previous], [31.2, 200, null, []]);
		assert.deepEqual(bundle.departments.map((one) => one.code), ['engineering', 'housekeeping']);
		const tag = answer.headers.get('etag');
		is(await w.inspector.get(at(`${id}/bundle`), { 'if-none-match': tag }), 304);
		assert.deepEqual(await w.sql(`select count(*) as n from scoring_context where inspection_id = '${id}'`), [{ n: 1 }]);

		is(await w.admin.patch(`/v1/units/${store.id}`, { tags: ['lobby'] }), 200);
		const later = await w.inspector.get(at(`${id}/bundle`), { 'if-none-match': tag });
		assert.notEqual(is(later, 200).context.id, bundle.context.id);
		assert.deepEqual(later.body.context.tags, ['lobby']);
		is(await w.admin.patch(`/v1/units/${store.id}`, { tags: ['lobby', 'minibar'] }), 200);
		await w.bundle(id);
		const [last] = await w.sql(`select tags from scoring_context where inspection_id = '${id}' order by made_at desc limit 1`);
		assert.deepEqual(last.tags, ['lobby', 'minibar']);
	});

	it('tells what failed at the visit before', async () => {
		const before = await w.checklist();
		const { inspection, findings } = await w.done(before, bad);
		const { previous } = await w.bundle(await w.visit(before));
		assert.deepEqual(previous.map((one) => [one.question, one.note, one.action_state]),
			[['bin.empty', null, 'open'], ['floor.clean', 'wet', 'open']]);
		assert.deepEqual(previous.map((one) => one.action_id).sort(), findings.map((one) => one.action_id).sort());
		assert.equal(inspection.state, 'released');
		await w.server.clock.advance(second);
		await w.done(before, good);
		assert.deepEqual((await w.bundle(await w.visit(before))).previous, []);
	});

	it('keeps, after the start, the context that the visit started with', async () => {
		const versions = await w.checklist();
		const id = await w.visit(versions, { team: [w.colleague.person.id] });
		const first = await w.bundle(id);
		await w.publish(versions, { ...versions.document, title: { en: 'New' } });
		assert.equal((await w.bundle(id, w.colleague)).version.number, 2);
		await w.start(id, w.inspector, { context_id: first.context.id });
		const started = await w.bundle(id, w.colleague);
		assert.deepEqual([started.version.number, started.context.id], [1, first.context.id]);
		assert.deepEqual(started.sheet.answers, {});
	});

	it('is refused of a checklist that was retired, unless the visit has started', async () => {
		const gone = await w.checklist();
		const [a, b] = [await w.visit(gone), await w.visit(gone)];
		const { context } = await w.bundle(a);
		await w.start(b);
		is(await w.admin.post(`/v1/checklists/${gone.id}/retire`), 200);
		is(await w.inspector.get(at(`${a}/bundle`)), 409, 'checklist_not_published');
		await w.bundle(b);
		is(await w.submit(a, good, w.inspector, { context_id: context.id }), 200);
		is(await w.submit(b, good), 200);
	});
});

describe('history', () => {
	/* What the bundle says after visits with these answers, the oldest first. */
	async function after(document, sheets) {
		const past = await w.checklist(document);
		const unit_id = (await w.group.unit(w.east, 'store')).id;
		for (const [answers, instances] of sheets) {
			await w.server.clock.advance(second);
			is(await w.submit(await w.visit(past, { unit_id }), answers, w.inspector, { instances }), 200);
		}
		return (await w.bundle(await w.visit(past, { unit_id }))).context.history;
	}

	const floor = (choice) => [{ ...good, 'floor.clean': { choice } }];

	it('counts failures in a row, up to the last pass', async () => {
		assert.deepEqual(await after(checklist(), [floor('no'), floor('partly')]), { 'floor.clean': 2 });
		assert.deepEqual(await after(checklist(), [floor('no'), floor('yes'), floor('no')]), { 'floor.clean': 1 });
		assert.deepEqual(await after(checklist(), [floor('no'), floor('yes')]), {});
	});

	it('looks past what was not applicable, blank or hidden', async () => {
		assert.deepEqual(await after(checklist(), [floor('no'), floor('na'), floor('no')]), { 'floor.clean': 2 });
		const blank = [{ 'floor.clean': { choice: 'yes' }, 'exit.lit': { check: true } }];
		const binFull = [{ ...good, 'bin.empty': { check: false } }];
		assert.deepEqual(await after(checklist(), [binFull, blank, binFull]), { 'bin.empty': 2 });
		const hidden = checklist();
		hidden.sections[0].questions[2].relevant = { question: 'floor.clean', in: ['yes'] };
		assert.deepEqual(await after(hidden, [binFull, [{ ...binFull[0], 'floor.clean': { choice: 'na' } }]]),
			{ 'bin.empty': 1 });
	});

	it('goes back so many visits, and so many days', async () => {
		assert.deepEqual(await after(checklist(), [floor('no'), floor('no'), floor('no'), floor('no')]),
			{ 'floor.clean': 3 });
		const short = checklist({ scoring: { method: 'points', repeat: { lookback: 20, days: 2, factors: [1] } } });
		const past = await w.checklist(short);
		const store = await w.group.unit(w.east, 'store');
		for (let n = 0; n < 4; n++) {
			is(await w.submit(await w.visit(past, { unit_id: store.id }), floor('no')[0]), 200);
			await w.pass(0.9 * day);
		}
		const { context } = await w.bundle(await w.visit(past, { unit_id: store.id }));
		assert.deepEqual(context.history, { 'floor.clean': 2 });
	});

	it('counts a repeating question as failed if any instance did', async () => {
		const cold = (...numbers) => [{ ...good, ...Object.fromEntries(numbers.map((number, i) =>
			[`room.cold@${i + 1}`, number === null ? { not_applicable: true } : { number }])) },
		{ room: numbers.map((_, i) => `${1200 + i}`) }];
		assert.deepEqual(await after(roomChecklist(), [cold(5, 9, 5), cold(9)]), { 'room.cold': 2 });
		assert.deepEqual(await after(roomChecklist(), [cold(9), cold(5, null), cold(null)]), {});
	});

	it('is of this store and this checklist, and of released visits', async () => {
		const past = await w.checklist();
		const reviewed = await w.visit(past, { needs_review: true });
		is(await w.submit(reviewed, bad), 200);
		is(await w.submit(await w.visit(past, { unit_id: w.ningbo.id }), bad), 200);
		const { context } = await w.bundle(await w.visit(past));
		assert.deepEqual(context.history, {});
		is(await w.quality.post(at(`${reviewed}/release`)), 200);
		assert.deepEqual((await w.bundle(await w.visit(past))).context.history, { 'bin.empty': 1, 'floor.clean': 1 });
	});

	it('follows the question into the next version', async () => {
		const past = await w.checklist();
		await w.done(past, bad);
		const next = structuredClone(past.document);
		next.sections[0].questions.reverse();
		next.sections[0].questions = next.sections[0].questions.filter((one) => one.key !== 'closed');
		await w.publish(past, next);
		const id = await w.visit(past);
		assert.deepEqual((await w.bundle(id)).context.history, { 'bin.empty': 1, 'floor.clean': 1 });
		const { result } = is(await w.submit(id, bad), 200);
		assert.deepEqual(result.findings.map((one) => [one.question, one.repeat, one.lost]),
			[['bin.empty', 2, 3], ['floor.clean', 2, 7.5]]);
	});
});
