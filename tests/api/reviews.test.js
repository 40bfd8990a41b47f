/* What is between a submission and its release: the queue, four eyes, the way back, and the clock. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { all, is } from './group.js';
import { until } from './postgres_session.js';
import { bad, checklist, day, events, good, hour, photo, rows, sorted, world } from './visits.js';

let w;
let list;

before(async () => {
	w = await world();
	list = await w.checklist();
});
after(() => w?.stop());

const time = (ms) => new Date(ms).toISOString();
const at = (id, verb = '') => `/v1/inspections/${id}${verb && `/${verb}`}`;
const shown = async (id, as = w.quality) => is(await as.get(at(id)), 200);
const review = async (id, as = w.quality) => is(await as.get(at(id, 'review')), 200).review;
const policy = async (change) => is(await w.admin.patch('/v1/review-policy', change), 200);
const queue = async (api, query = '') => (await all(api, `/v1/reviews${query}`)).map((item) => item.inspection.id);

async function submitted(answers = bad, more = {}) {
	const id = await w.visit(list, { needs_review: true, ...more });
	is(await w.submit(id, answers), 200);
	return id;
}

/* Until the clock of the server has done what it has to do. */
const becomes = (id, state) => until(async () =>
	(await w.sql(`select state from review where inspection_id = '${id}'`))[0]?.state === state, `the review is ${state}`);

describe('the queue', () => {
	it('has what waits, the oldest first, for those who may review it', async () => {
		const first = await submitted();
		await w.server.clock.advance(1000);
		const second = await submitted();
		const own = await queue(w.quality);
		assert.ok(own.indexOf(first) >= 0 && own.indexOf(first) < own.indexOf(second));
		assert.deepEqual(await queue(w.quality, `?unit_id=${w.ningbo.id}`), []);
		assert.deepEqual(await queue(w.quality, '?kind=daily'), []);
		assert.ok((await queue(w.quality, `?unit_id=${w.east.id}&kind=tour`)).includes(first));
		for (const api of [w.manager, w.regional, w.viewer, w.inspector])
			is(await api.get('/v1/reviews'), 403, 'forbidden');
		assert.deepEqual(await queue(w.other), []);
		is(await w.quality.post(at(first, 'release')), 200);
		assert.ok(!(await queue(w.quality)).includes(first));
		assert.ok((await queue(w.quality, '?state=released,excluded')).includes(first));
		is(await w.quality.get('/v1/reviews?state=open&kind=x&limit=0'), 422, 'invalid_query', ['/state/0', '/kind', '/limit']
			.filter((pointer) => pointer !== '/state/0'));
		is(await w.quality.get('/v1/reviews?state=open'), 422, 'invalid_query', ['/state/0']);
		is(await w.quality.get('/v1/reviews?after=x'), 422, 'invalid_query');
	});

	it('has nothing that the caller has filled in', async () => {
		const own = await w.visit(list, { needs_review: true, lead_id: w.quality.person.id });
		is(await w.submit(own, good, w.quality), 200);
		assert.ok(!(await queue(w.quality)).includes(own));
		assert.ok((await queue(w.admin)).includes(own));
		for (const verb of ['return', 'exclude'])
			is(await w.quality.post(at(own, verb), { reason: 'x' }), 403, 'forbidden');
	});

	it('is told to those who may review, and to nobody at the store', async () => {
		const id = await submitted();
		const told = async (api) => is(await api.get('/v1/inbox?limit=200'), 200).items
			.some((item) => item.subject_id === id && item.kind === 'visit.to_review');
		await until(() => told(w.quality), 'the notice');
		assert.equal(await told(w.manager), false);
	});
});

describe('a visit that is returned', () => {
	it('is with who made it again, once, with what was submitted and the reason', async () => {
		const id = await w.visit(list, { needs_review: true });
		const fixed = { 'bin.empty': [await photo(w)] };
		is(await w.submit(id, bad, w.inspector, { fixed }), 200);
		const body = { reason: 'Say which floor.' };
		is(await w.quality.post(at(id, 'return'), body), 200);
		const again = is(await w.quality.post(at(id, 'return'), body), 200);
		const { now } = w.server.clock;
		assert.deepEqual([again.inspection.state, again.inspection.revision, again.inspection.status,
			again.inspection.submitted_at, again.review.state, again.review.return_reason], ['started', 2, null, null,
			'returned', 'Say which floor.']);
		assert.equal(Date.parse(again.review.redo_until), Date.parse(again.review.returned_at) + day);
		assert.ok(Date.parse(again.review.returned_at) <= now);
		assert.deepEqual(again.review.reviewer, { id: w.quality.person.id, name: w.quality.person.name });
		assert.deepEqual((await review(id, w.inspector)).return_reason, 'Say which floor.');
		const sheet = await w.sheet(id);
		assert.deepEqual([sheet.revision, sheet.answers, sheet.fixed, sheet.is_submitted], [2, bad, fixed, false]);
		/* The phone is handed both: what was submitted, and what is to be mended by when. */
		const bundle = await w.bundle(id);
		assert.deepEqual([bundle.sheet.revision, bundle.sheet.fixed, bundle.returned], [2, fixed,
			{ reason: 'Say which floor.', returned_at: again.review.returned_at, redo_until: again.review.redo_until }]);

		/* What the phone had sent may come once more, and is not a new submission. */
		const late = is(await w.submit(id, bad, w.inspector, { fixed }), 200);
		assert.equal(late.inspection.state, 'started');
		const changed = { ...bad, remark: { text: 'The third floor.' } };
		const done = is(await w.submit(id, changed, w.inspector, {}, { 'if-match': sheet.etag }), 200);
		assert.deepEqual([done.inspection.state, done.inspection.revision], ['submitted', 2]);
		assert.equal((await review(id)).state, 'waiting');
		assert.deepEqual((await rows(w, id)).sheets, 2);
		is(await w.quality.post(at(id, 'return'), { reason: 'And the wing.' }), 409, 'review_returned_before');
		const released = is(await w.quality.post(at(id, 'release'), { grade: 7 }), 200);
		assert.deepEqual([released.inspection.state, released.findings.map((one) => [one.question, one.is_fixed_on_spot])],
			['released', [['floor.clean', false], ['bin.empty', true]]]);
		assert.equal((await review(id)).grade, 7);
		assert.deepEqual(sorted(await events(w, id)), ['inspection.planned', 'inspection.released', 'inspection.returned',
			'inspection.submitted', 'inspection.submitted']);
	});

	it('is left out when it is not mended in time', async () => {
		const id = await submitted();
		is(await w.quality.post(at(id, 'return'), { reason: 'Say more.' }), 200);
		await w.pass(day - 1000);
		assert.equal((await shown(id)).state, 'started');
		await w.pass(2000);
		await becomes(id, 'excluded');
		const { inspection, review: r } = is(await w.quality.get(at(id, 'review')), 200);
		assert.deepEqual([inspection.state, r.outcome, r.reviewer], ['excluded', 'rejected',
			{ id: w.quality.person.id, name: w.quality.person.name }]);
		is(await w.submit(id, good), 409, 'inspection_not_open');
		assert.equal((await rows(w, id)).findings, 0);
	});

	it('needs a reason, the right, and a submitted visit', async () => {
		const id = await submitted();
		for (const verb of ['return', 'exclude', 'reshop']) {
			is(await w.quality.post(at(id, verb), { reason: ' ' }, { 'idempotency-key': randomUUID() }), 422, 'invalid_body', ['/reason']);
			is(await w.quality.post(at(id, verb), { reason: 'x'.repeat(2001) }, { 'idempotency-key': randomUUID() }), 422, 'invalid_body', ['/reason']);
			is(await w.inspector.post(at(id, verb), { reason: 'x' }, { 'idempotency-key': randomUUID() }), 403, 'forbidden');
			is(await w.other.post(at(id, verb), { reason: 'x' }, { 'idempotency-key': randomUUID() }), 404, 'not_found');
		}
		const early = await w.visit(list, { needs_review: true });
		for (const verb of ['return', 'exclude', 'reshop'])
			is(await w.quality.post(at(early, verb), { reason: 'x' }, { 'idempotency-key': randomUUID() }), 409, 'inspection_not_open');
	});
});

describe('an approved visit', () => {
	it('is released when its moment has come, which is drawn between the bounds of the policy', async () => {
		await policy({ release_from_hours: 10, release_to_hours: 20 });
		const drawn = new Set();
		const made = [];
		for (let i = 0; i < 4; i++) {
			const id = await submitted();
			const now = w.server.clock.now;
			const answer = is(await w.quality.post(at(id, 'release'), { grade: 9 }), 200);
			assert.deepEqual([answer.inspection.state, answer.findings], ['submitted', []]);
			const { release_at, state } = await review(id);
			assert.equal(state, 'approved');
			assert.ok(Date.parse(release_at) >= now + 10 * hour && Date.parse(release_at) < w.server.clock.now + 20 * hour, release_at);
			drawn.add(Date.parse(release_at) - now);
			made.push({ id, release_at: Date.parse(release_at) });
			assert.equal(is(await w.quality.post(at(id, 'release')), 200).inspection.state, 'submitted');
			is(await w.admin.post(at(id, 'release')), 409, 'review_is_decided');
			is(await w.admin.post(at(id, 'return'), { reason: 'x' }), 409, 'review_is_decided');
			is(await w.quality.post(at(id, 'corrections'), { answers: good, reason: 'x' }), 409, 'review_is_decided');
		}
		assert.equal(drawn.size, 4);
		const [stays, ...others] = made.sort((a, b) => a.release_at - b.release_at).reverse();
		is(await w.quality.post(at(stays.id, 'exclude'), { reason: 'A friend of the manager.' }), 200);
		await w.pass(others[0].release_at - w.server.clock.now + 1);
		for (const { id } of others)
			await becomes(id, 'released');
		await w.pass(11 * hour);
		for (const { id, release_at } of others) {
			const visit = await shown(id);
			assert.equal(visit.state, 'released');
			assert.ok(Date.parse(visit.released_at) >= release_at);
			assert.equal((await rows(w, id)).findings, 2);
		}
		assert.equal((await shown(stays.id)).state, 'excluded');
		await policy({ release_from_hours: 0, release_to_hours: 0 });
	});

	it('of a mystery visit is seen by the store from then on', async () => {
		await policy({ mystery_release_from_hours: 24, mystery_release_to_hours: 72 });
		const mystery = await w.checklist(checklist({ kind: 'mystery' }));
		const id = await w.visit(mystery);
		is(await w.submit(id, bad), 200);
		is(await w.quality.post(at(id, 'release')), 200);
		is(await w.manager.get(at(id)), 404, 'not_found');
		is(await w.manager.get(at(id, 'review')), 404, 'not_found');
		await w.pass(24 * hour - 1000);
		assert.equal((await shown(id)).state, 'submitted');
		await w.pass(49 * hour);
		await becomes(id, 'released');
		assert.equal((await shown(id, w.manager)).state, 'released');
		is(await w.manager.get(at(id, 'review')), 404, 'not_found');
		const told = await w.sql(`select distinct person_id from event where subject_id = '${id}' and kind <> 'inspection.planned'`);
		assert.deepEqual(told, [{ person_id: null }]);
		await policy({ mystery_release_from_hours: 0, mystery_release_to_hours: 0 });
	});
});

describe('a release that fails', () => {
	it('holds up no other, and is tried again', async () => {
		await policy({ release_from_hours: 1, release_to_hours: 1 });
		const [broken, whole] = [await submitted(), await submitted()];
		await w.sql.script(`create function spoil() returns trigger language plpgsql as $$ begin raise exception 'spoilt'; end $$;
			create trigger spoil before update on inspection for each row
				when (new.id = '${broken}' and new.state = 'released') execute function spoil()`);
		for (const id of [broken, whole])
			is(await w.quality.post(at(id, 'release')), 200);
		await w.pass(hour + 1000);
		await becomes(whole, 'released');
		assert.equal((await shown(broken)).state, 'submitted');
		await w.sql.script('drop trigger spoil on inspection');
		await w.pass(hour);
		await becomes(broken, 'released');
		await policy({ release_from_hours: 0, release_to_hours: 0 });
	});
});

describe('what waits for too long', () => {
	it('is told to headquarters, once', async () => {
		const id = await submitted();
		await w.pass(72 * hour + 1000);
		await until(async () => (await review(id)).is_overdue, 'the review is overdue');
		assert.equal((await shown(id)).state, 'submitted');
		await until(async () => is(await w.quality.get('/v1/inbox?limit=200'), 200).items
			.some((item) => item.subject_id === id && item.kind === 'visit.review_overdue'), 'the notice');
		await w.pass(72 * hour);
		assert.equal((await events(w, id)).filter((kind) => kind === 'inspection.review_overdue').length, 1);
		is(await w.quality.post(at(id, 'release')), 200);
	});

	it('is approved, where the policy says so', async () => {
		await policy({ review_hours: 1, review_overdue: 'release' });
		const id = await submitted();
		await w.pass(hour + 1000);
		await becomes(id, 'released');
		const { inspection, review: r } = is(await w.quality.get(at(id, 'review')), 200);
		assert.deepEqual([inspection.state, r.reviewer, r.release_at !== null], ['released', null, true]);
		assert.equal((await rows(w, id)).findings, 2);
		await policy({ review_hours: 72, review_overdue: 'tell' });
	});
});

describe('a visit that is left out', () => {
	it('stays, with its reason, and counts for nothing', async () => {
		const id = await submitted();
		const body = { reason: 'The wrong hall.', grade: 2 };
		const { inspection, review: r } = is(await w.quality.post(at(id, 'exclude'), body), 200);
		assert.deepEqual([inspection.state, r.state, r.outcome, r.reason, r.grade], ['excluded', 'excluded', 'excluded',
			'The wrong hall.', 2]);
		is(await w.quality.post(at(id, 'exclude'), body), 200);
		is(await w.admin.post(at(id, 'exclude'), body), 409, 'review_is_decided');
		is(await w.quality.post(at(id, 'release')), 409, 'inspection_not_open');
		is(await w.quality.post(at(id, 'exclude'), { ...body, grade: 11 }), 422, 'invalid_body', ['/grade']);
		assert.equal((await rows(w, id)).findings, 0);
		const figures = async () => is(await w.quality.get(`/v1/reports/scores?by=checklist&unit_id=${w.shanghai.id}`), 200);
		const counted = await figures();
		is(await w.quality.post(at(await submitted(), 'exclude'), { reason: 'The wrong hall.' }), 200);
		assert.deepEqual((await figures()).rows, counted.rows);
		is(await w.quality.post(at(await submitted(), 'release')), 200);
		assert.notDeepEqual((await figures()).rows, counted.rows);
		assert.deepEqual((await all(w.quality, `/v1/inspections?state=excluded&checklist_id=${list.id}`))
			.filter((item) => item.id === id).length, 1);
	});

	it('is planned once more for somebody else', async () => {
		const id = await submitted();
		const body = { id: randomUUID(), reason: 'Half of it is blank.', due_at: time(w.server.clock.now + day) };
		is(await w.quality.post(at(id, 'reshop'), { ...body, lead_id: w.inspector.person.id }), 409, 'reshop_needs_another_shopper');
		assert.equal((await shown(id)).state, 'submitted');
		const done = is(await w.quality.post(at(id, 'reshop'), body), 201);
		assert.deepEqual([done.inspection.state, done.review.outcome, done.review.reshop_id], ['excluded', 'reshop', body.id]);
		is(await w.quality.post(at(id, 'reshop'), body), 200);
		const again = await shown(body.id);
		assert.deepEqual([again.unit.id, again.checklist.id, again.needs_review, again.state, again.lead],
			[w.shanghai.id, list.id, true, 'open', null]);
		is(await w.inspector.post(at(body.id, 'take')), 409, 'reshop_needs_another_shopper');
		is(await w.submit(body.id, good), 409, 'reshop_needs_another_shopper');
		is(await w.quality.patch(at(body.id), { lead_id: w.inspector.person.id }), 409, 'reshop_needs_another_shopper');
		is(await w.colleague.post(at(body.id, 'take')), 200);
		is(await w.submit(body.id, good, w.colleague), 200);
		/* And once more: neither of the two. */
		const third = randomUUID();
		is(await w.quality.post(at(body.id, 'reshop'), { id: third, reason: 'Again.' }), 201);
		for (const api of [w.inspector, w.colleague])
			is(await api.post(at(third, 'take')), 409, 'reshop_needs_another_shopper');
	});

	it('has one end, however many end it at once', async () => {
		const id = await submitted();
		const answers = await Promise.all([
			w.quality.post(at(id, 'exclude'), { reason: 'a' }), w.admin.post(at(id, 'return'), { reason: 'b' }),
			w.quality.post(at(id, 'release')), w.admin.post(at(id, 'release')),
			w.quality.post(at(id, 'reshop'), { id: randomUUID(), reason: 'c' })]);
		const ended = answers.filter((answer) => answer.status < 300);
		assert.ok(ended.length === 1 || (ended.length === 2 && (await review(id)).returned_at), JSON.stringify(answers.map((a) => a.status)));
		for (const answer of answers)
			assert.ok([200, 201, 409].includes(answer.status), answer.text);
	});
});

describe('a store that was closed', () => {
	const misfire = (id, body, as = w.inspector) => as.post(at(id, 'misfire'), body);

	it('is told by who went there, with photographs, and decided by the review', async () => {
		const id = await w.visit(list, { needs_review: true });
		const body = { note: 'A sign says "closed".', photos: [await photo(w)] };
		is(await misfire(id, { ...body, photos: ['c'.repeat(64)] }), 409, 'photos_missing');
		is(await misfire(id, { note: '', photos: [] }), 422, 'invalid_body', ['/note', '/photos']);
		is(await misfire(id, { ...body, photos: ['x'] }), 422, 'invalid_body', ['/photos/0']);
		is(await misfire(id, body, w.colleague), 403, 'forbidden');
		const told = is(await misfire(id, body), 200);
		assert.deepEqual([told.inspection.state, told.review.state, told.review.misfire_note, told.review.misfire_photos],
			['misfired', 'waiting', body.note, body.photos]);
		is(await misfire(id, body), 200);
		is(await misfire(id, { ...body, note: 'Other.' }), 409, 'inspection_not_open');
		is(await w.quality.get(`/v1/photos/${body.photos[0]}`), 200);
		assert.ok((await queue(w.quality)).includes(id));
		is(await w.quality.post(at(id, 'release')), 409, 'inspection_not_open');
		const { inspection, review: r } = is(await w.quality.post(at(id, 'exclude'), { outcome: 'misfire', reason: 'So it is.' }), 200);
		assert.deepEqual([inspection.state, inspection.status, r.outcome], ['misfired', null, 'misfire']);
	});

	it('is gone to again where the review does not believe it', async () => {
		const id = await w.visit(list, { needs_review: true });
		is(await misfire(id, { note: 'Closed.', photos: [await photo(w)] }), 200);
		assert.equal(is(await w.quality.post(at(id, 'return'), { reason: 'The side door is open.' }), 200).inspection.state, 'open');
		is(await w.submit(id, good), 200);
		assert.equal((await review(id)).state, 'waiting');
		is(await w.quality.post(at(id, 'release')), 200);
	});

	it('is nothing that a visit without review can say', async () => {
		const id = await w.visit(list);
		is(await misfire(id, { note: 'Closed.', photos: [await photo(w)] }), 409, 'visit_is_not_reviewed');
	});
});

describe('the policy of reviews', () => {
	it('changes by what is given, within bounds', async () => {
		const before = await policy({});
		assert.deepEqual([before.review_hours, before.review_overdue, before.revision_hours], [72, 'tell', 24]);
		assert.equal((await policy({ review_hours: 48.0 })).review_hours, 48);
		await policy({ review_hours: 72 });
		is(await w.admin.patch('/v1/review-policy', { release_from_hours: 5, release_to_hours: 4 }), 422, 'release_hours_are_in_order');
		is(await w.admin.patch('/v1/review-policy', { review_hours: 0, review_overdue: 'x', revision_hours: 721, release_to_hours: -1, y: 1 }),
			422, 'invalid_body', ['/release_to_hours', '/review_hours', '/review_overdue', '/revision_hours', '/y']);
		assert.deepEqual(is(await w.admin.get('/v1/review-policy'), 200), before);
		is(await w.quality.get('/v1/review-policy'), 403, 'forbidden');
		is(await w.quality.patch('/v1/review-policy', {}), 403, 'forbidden');
	});
});
