/* What a phone is handed out: the bundle, and the history in it. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { is } from './group.js';
import { bad, checklist, day, good, roomChecklist, world } from './visits.js';

const second = 1000;
const at = (target) => `/v1/inspections${target ? `/${target}` : ''}`;

let w;
let list;

before(async () => {
	w = await world();
	list = await w.checklist();
});
after(() => w?.stop());

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

		await w.server.clock.advance(second);
		is(await w.admin.patch(`/v1/units/${store.id}`, { tags: ['lobby'] }), 200);
		const later = await w.inspector.get(at(`${id}/bundle`), { 'if-none-match': tag });
		assert.notEqual(is(later, 200).context.id, bundle.context.id);
		assert.deepEqual(later.body.context.tags, ['lobby']);
		await w.server.clock.advance(second);
		is(await w.admin.patch(`/v1/units/${store.id}`, { tags: ['lobby', 'minibar'] }), 200);
		await w.bundle(id);
		const [last] = await w.sql(`select tags from scoring_context where inspection_id = '${id}' order by made_at desc limit 1`);
		assert.deepEqual(last.tags, ['lobby', 'minibar']);
	});

	it('tells what failed at the visit before', async () => {
		const before = await w.checklist();
		const { inspection, findings } = await w.done(before, bad);
		const { previous, returned } = await w.bundle(await w.visit(before));
		assert.equal(returned, null);
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
		const [a, b, unseen] = [await w.visit(gone), await w.visit(gone), await w.visit(gone)];
		const { context } = await w.bundle(a);
		await w.start(b);
		is(await w.admin.post(`/v1/checklists/${gone.id}/retire`), 200);
		is(await w.inspector.get(at(`${a}/bundle`)), 409, 'checklist_not_published');
		is(await w.submit(unseen, good), 409, 'checklist_not_published');
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
