/* Visits: making, changing, cancelling and starting them. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { all, ids, is, nobody } from './group.js';
import { checklist, day, events, good, hour, photo, world } from './visits.js';

const shared = process.env.GEMBA_SHARED ?? new URL('../../../shared', import.meta.url).pathname;

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
		const inspections = strings.filter((text) => !/[\0-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]/.test(text))
			.map((note) => visit({ id: randomUUID(), unit_id: w.chengdu.id, note }));
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
		const inspections = Array.from({ length: 1000 }, () => visit({ id: randomUUID(),
			unit_id: w.chengdu.id, team: [w.colleague.person.id] }));
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
		is(await w.quality.patch(at(id), { miss_at: time(now) }), 422, 'inspection_times_are_in_order', ['/miss_at']);
		is(await w.quality.patch(at(id), { start_at: time(now), note: 'x' }), 422, 'inspection_times_are_in_order', ['/start_at']);
		assert.equal(is(await w.quality.get(at(id)), 200).miss_at, null);
	});

	it('is found by its id in capitals, too', async () => {
		const id = await w.visit(list);
		assert.equal(is(await w.quality.get(at(id.toUpperCase())), 200).id, id);
		is(await w.quality.patch(at(id.toUpperCase()), { note: 'Look below' }), 200);
		const told = await w.sql("select operation from audit_entry where subject_id = $1 and operation = 'inspection_patch'", id);
		assert.equal(told.length, 1);
	});

	it('is not missed before it is there', async () => {
		const now = w.server.clock.now;
		const over = { due_at: time(now - 2 * hour), miss_at: time(now - hour) };
		is(await w.quality.post(at(), visit(over)), 422, 'invalid_body', ['/miss_at']);
		is(await w.quality.post(at('bulk'), { inspections: [visit(), visit(over)] }), 422, 'invalid_body', ['/inspections/1/miss_at']);
		const body = visit({ id: randomUUID(), miss_at: time(now + second) });
		is(await w.quality.post(at(), body), 201);
		is(await w.quality.patch(at(body.id), over), 422, 'invalid_body', ['/miss_at']);
		await w.server.clock.advance(2 * second);
		is(await w.quality.post(at(), body), 200);
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

	it('hands over the photographs of whoever started it, too', async () => {
		const id = await w.visit(list);
		await w.start(id);
		const address = await photo(w, { by: w.inspector.person.login });
		is(await w.inspector.patch(at(`${id}/sheet`), { answers: { ...good, view: { photos: [address] } } },
			{ 'if-match': '"1.0"' }), 200);
		is(await w.quality.patch(at(id), { lead_id: w.colleague.person.id }), 200);
		is(await w.colleague.post(at(`${id}/submit`), {}), 200);
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
