/* Sheets while they are filled in: whole and by question, by one person and by a team. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { is, nobody } from './group.js';
import { bad, checklist, good, photo, roomChecklist, world } from './visits.js';

const at = (id) => `/v1/inspections/${id}/sheet`;

let w;
let list;
let rooms;
let other;

before(async () => {
	w = await world();
	list = await w.checklist();
	rooms = await w.checklist(roomChecklist());
	({ other } = w);
});
after(() => w?.stop());

/* A started visit of the inspector with the colleague in the team. */
async function started(of = list) {
	const id = await w.visit(of, { team: [w.colleague.person.id] });
	await w.start(id);
	return id;
}

const put = (id, tag, body, as = w.inspector) => as.put(at(id), body, { 'if-match': `"${tag}"` });
const patch = (id, tag, body, as = w.inspector) => as.patch(at(id), body, { 'if-match': `"${tag}"` });

/* The problem's names of what somebody else has changed. */
const conflict = (answer) => is(answer, 412, 'revision_conflict').questions;

describe('a sheet', () => {
	it('begins empty with the start, and is not there before', async () => {
		const id = await w.visit(list);
		is(await w.inspector.get(at(id)), 404, 'not_found');
		await w.start(id);
		const sheet = await w.sheet(id);
		assert.deepEqual([sheet.revision, sheet.edit, sheet.is_submitted, sheet.answers, sheet.instances, sheet.result,
			sheet.etag], [1, 0, false, {}, {}, null, '"1.0"']);
		is(await w.inspector.get(`${at(id)}?revision=2`), 404, 'not_found');
		is(await w.inspector.get(`${at(id)}?revision=0`), 422, 'invalid_query', ['/revision']);
		is(await w.inspector.get(at(id), { 'if-none-match': '"1.0"' }), 304);
	});

	it('is seen by whoever sees the visit, and filled in by its lead and team', async () => {
		const id = await started();
		for (const api of [w.manager, w.quality, w.viewer, w.regional]) {
			is(await api.get(at(id)), 200);
			is(await patch(id, '1.0', { answers: good }, api), 403, 'forbidden');
			is(await put(id, '1.0', { answers: good }, api), 403, 'forbidden');
		}
		is(await patch(id, '1.0', { answers: good }, w.colleague), 200);
		for (const [method, body] of [['get'], ['put', { answers: good }], ['patch', { answers: good }]])
			is(await other[method](at(id), body, { 'if-match': '"1.1"' }), 404, 'not_found');
		is(await w.inspector.get(at(nobody)), 404, 'not_found');
		is(await patch(await w.visit(list, { lead_id: undefined }), '1.0', { answers: good }), 409, 'inspection_not_open');
	});

	it('is filled in only between start and submission', async () => {
		const id = await w.visit(list);
		is(await put(id, '1.0', { answers: good }), 409, 'inspection_not_open');
		await w.start(id);
		is(await w.inspector.post(`/v1/inspections/${id}/submit`, { answers: good }), 200);
		is(await put(id, '1.1', { answers: bad }), 409, 'inspection_not_open');
		is(await patch(id, '1.1', { answers: bad }), 409, 'inspection_not_open');
	});

	it('is changed on an edit that was seen', async () => {
		const id = await started();
		is(await w.inspector.put(at(id), { answers: good }), 428, 'revision_required');
		is(await w.inspector.patch(at(id), { answers: good }), 428, 'revision_required');
		for (const tag of ['', 'x', '1', '1.', '.1', '1.x', '1.0 ', '+1.0', '1.-1', '2.0', '1.1', '99999999999999999999.0',
			'1.99999999999999999999'])
			assert.equal(conflict(await patch(id, tag, { answers: good })), undefined, tag);
		is(await w.inspector.patch(at(id), { answers: good }, { 'if-match': '*' }), 412, 'revision_conflict');
		is(await w.inspector.patch(at(id), { answers: good }, { 'if-match': 'W/"1.0"' }), 412, 'revision_conflict');
		const answer = await patch(id, '1.0', { answers: good });
		assert.equal(is(answer, 200).edit, 1);
		assert.equal(answer.headers.get('etag'), '"1.1"');
		assert.deepEqual([is(await w.inspector.get(`/v1/inspections/${id}`), 200).edit], [1]);
	});

	it('has its score at every edit, also with what is missing', async () => {
		const id = await started();
		const first = is(await patch(id, '1.0', { answers: { 'exit.lit': { check: true } } }), 200);
		assert.deepEqual([first.result.earned, first.result.possible, first.result.missing],
			[5, 12, [{ question: 'floor.clean', instance: null, needs: 'answer' }]]);
		const second = is(await patch(id, '1.1', { answers: { 'floor.clean': { choice: 'partly' } } }), 200);
		assert.deepEqual([second.result.percent, second.result.missing, second.result.status], ['58.33', [], 'fail']);
	});

	it('changes by question: a null takes an answer away, the rest stays', async () => {
		const id = await started();
		is(await put(id, '1.0', { answers: { ...good, remark: { text: 'a' } } }), 200);
		const sheet = is(await patch(id, '1.1', { answers: { remark: null, 'bin.empty': { not_applicable: true } } }), 200);
		assert.deepEqual(sheet.answers, { 'floor.clean': good['floor.clean'], 'exit.lit': good['exit.lit'],
			'bin.empty': { not_applicable: true } });
		assert.deepEqual(is(await patch(id, '1.2', { answers: { remark: null } }), 200).edit, 2);
	});

	it('may come again: what it has already is no change', async () => {
		const id = await started();
		const body = { answers: { 'exit.lit': { check: true }, remark: { text: 'x' } } };
		is(await patch(id, '1.0', body), 200);
		assert.equal(is(await patch(id, '1.0', body), 200).edit, 1);
		assert.equal(is(await patch(id, '1.0', body, w.colleague), 200).edit, 1);
		const whole = { answers: { ...good, remark: { text: 'x' } } };
		assert.equal(is(await put(id, '1.1', whole), 200).edit, 2);
		assert.equal(is(await put(id, '1.1', whole), 200).edit, 2);
		is(await patch(id, '1.2', { answers: { remark: null } }), 200);
		assert.equal(is(await patch(id, '1.2', { answers: { remark: null } }), 200).edit, 3);
	});

	it('has instances of its repeating sections', async () => {
		const id = await started(rooms);
		const first = is(await put(id, '1.0', { answers: { ...good, 'room.cold@1': { number: 5 }, 'room.cold@2': { number: 9 } },
			instances: { room: ['1203', '1507'] } }), 200);
		assert.deepEqual(first.result.findings.map((one) => one.instance), ['1507']);
		is(await patch(id, '1.1', { instances: { room: ['1203'] } }), 422, 'invalid_sheet', ['/answers/room.cold@2']);
		const less = is(await patch(id, '1.1', { instances: { room: ['1203'] }, answers: { 'room.cold@2': null } }), 200);
		assert.deepEqual([less.instances, less.result.findings], [{ room: ['1203'] }, []]);
		is(await patch(id, '1.2', { instances: { room: null } }), 422, 'invalid_sheet', ['/answers/room.cold@1']);
		const none = is(await patch(id, '1.2', { instances: { room: null }, answers: { 'room.cold@1': null } }), 200);
		assert.deepEqual([none.instances, none.result.missing], [{}, [{ section: 'room', needs: 'instances' }]]);
		is(await patch(id, '1.3', { instances: { floor: ['x'], room: ['', 'a', 'a'] } }), 422, 'invalid_sheet',
			['/instances/floor', '/instances/room/0', '/instances/room/2']);
	});

	it('refuses what is no answer, with the pointer to each', async () => {
		const id = await started();
		const wrong = { 'floor.clean': { choice: 'perhaps' }, nothing: { check: true }, 'exit.lit': { check: 1 },
			remark: { choice: 'x' }, 'bin.empty@1': { check: true }, view: { photos: ['x'] } };
		const pointers = ['/answers/floor.clean/choice', '/answers/nothing', '/answers/exit.lit/check', '/answers/remark/choice',
			'/answers/bin.empty@1', '/answers/view/photos/0'];
		for (const answer of [await put(id, '1.0', { answers: wrong }), await patch(id, '1.0', { answers: wrong })])
			assert.deepEqual(is(answer, 422, 'invalid_sheet').errors.map((error) => error.pointer).sort(), pointers.sort(),
				answer.text);
		is(await put(id, '1.0', { answers: { remark: null } }), 422, 'invalid_sheet', ['/answers/remark']);
		is(await put(id, '1.0', {}), 422, 'invalid_body', ['/answers']);
		is(await put(id, '1.0', { answers: [], instances: 3, context_id: 'x', colour: 'red' }), 422, 'invalid_body',
			['/answers', '/instances', '/context_id', '/colour']);
		is(await put(id, '1.0', '{"answers":{"remark":{"text":"a"},"remark":{"text":"b"}}}'), 400, 'malformed_json');
		is(await patch(id, '1.0', '{"answers":'), 400, 'malformed_json');
		is(await patch(id, '1.0', { answers: { store: { tags: [] }, history: {} } }), 422, 'invalid_sheet');
		assert.equal((await w.sheet(id)).edit, 0);
	});

	it('keeps every character of a text', async () => {
		const id = await started();
		const text = '"\\\u0001\t\n\u2028😀 大堂 </script> \u202e \ufeff {"a":null}';
		const sheet = is(await patch(id, '1.0', { answers: { remark: { text, note: text } } }), 200);
		assert.deepEqual(sheet.answers.remark, { text, note: text });
		assert.deepEqual((await w.sheet(id)).answers.remark, { text, note: text });
	});

	it('shows photographs before they have arrived', async () => {
		const id = await started();
		const sheet = is(await patch(id, '1.0', { answers: { view: { photos: ['a'.repeat(64)] } } }), 200);
		assert.deepEqual(sheet.answers.view.photos, ['a'.repeat(64)]);
	});

	it('may be scored with another context of the same version, of this visit', async () => {
		const [versions, tag] = [await w.checklist(), randomUUID()];
		const store = await w.group.unit(w.east, 'store');
		const id = await w.visit(versions, { unit_id: store.id });
		const first = await w.bundle(id);
		is(await w.admin.patch(`/v1/units/${store.id}`, { tags: [tag] }), 200);
		const second = await w.bundle(id);
		await w.publish(versions, { ...versions.document, title: { en: 'New' } });
		const third = await w.bundle(id);
		await w.start(id, w.inspector, { context_id: first.context.id });
		assert.equal(is(await patch(id, '1.0', { context_id: second.context.id }), 200).context_id, second.context.id);
		is(await patch(id, '1.1', { context_id: third.context.id }), 409, 'context_unknown');
		is(await patch(id, '1.1', { context_id: nobody }), 409, 'context_unknown');
		const elsewhere = await w.bundle(await w.visit(versions));
		is(await put(id, '1.1', { context_id: elsewhere.context.id, answers: good }), 409, 'context_unknown');
	});
});

describe('a team', () => {
	it('changes different questions at the same time', async () => {
		const id = await started();
		is(await patch(id, '1.0', { answers: { remark: { text: 'mine' } } }), 200);
		const merged = is(await patch(id, '1.0', { answers: { 'exit.lit': { check: true } } }, w.colleague), 200);
		assert.deepEqual([merged.edit, merged.answers], [2, { remark: { text: 'mine' }, 'exit.lit': { check: true } }]);
	});

	it('is told which answers somebody else has changed', async () => {
		const id = await started(rooms);
		is(await patch(id, '1.0', { answers: { remark: { text: 'a' }, 'exit.lit': { check: true } },
			instances: { room: ['1'] } }), 200);
		const late = { answers: { remark: { text: 'b' }, 'exit.lit': { check: true }, 'bin.empty': { check: true } },
			instances: { room: ['2'] } };
		assert.deepEqual(conflict(await patch(id, '1.0', late, w.colleague)), ['remark', '#room']);
		assert.deepEqual(conflict(await patch(id, '1.0', { answers: { remark: null } }, w.colleague)), ['remark']);
		is(await patch(id, '1.1', late, w.colleague), 200);
		assert.deepEqual(conflict(await patch(id, '1.1', { answers: { remark: { text: 'c' } } })), ['remark']);
		is(await patch(id, '1.1', { answers: { 'floor.clean': { choice: 'yes' } } }), 200);
		assert.deepEqual(conflict(await patch(id, '1.1', { answers: { remark: { text: 'c' } } })), ['remark']);
	});

	it('loses nothing to a whole sheet that had not seen it', async () => {
		const id = await started();
		is(await put(id, '1.0', { answers: { remark: { text: 'a' }, 'exit.lit': { check: true } } }), 200);
		is(await patch(id, '1.1', { answers: { 'bin.empty': { check: true } } }, w.colleague), 200);
		is(await patch(id, '1.2', { answers: { 'exit.lit': null } }, w.colleague), 200);
		assert.deepEqual(conflict(await put(id, '1.1', { answers: { remark: { text: 'b' }, 'exit.lit': { check: true } } })),
			['exit.lit', 'bin.empty']);
		/* What it says the same is no conflict. */
		is(await put(id, '1.1', { answers: { remark: { text: 'b' }, 'bin.empty': { check: true } } }), 200);
		assert.deepEqual((await w.sheet(id)).answers, { remark: { text: 'b' }, 'bin.empty': { check: true } });
	});

	it('sees the photographs that one of it has taken for the sheet, until it is submitted by who may see the visit', async () => {
		const id = await started();
		const address = await photo(w, { by: w.colleague.person.login });
		const unused = await photo(w, { by: w.colleague.person.login });
		const seen = (api, sha256 = address) => api.get(`/v1/photos/${sha256}`);
		is(await seen(w.inspector), 404, 'not_found');
		is(await patch(id, '1.0', { answers: { view: { photos: [address] } } }, w.colleague), 200);
		is(await seen(w.inspector), 200);
		is(await seen(w.colleague), 200);
		is(await seen(w.inspector, unused), 404, 'not_found');
		for (const api of [w.quality, w.manager, w.regional, other])
			is(await seen(api), 404, 'not_found');
		/* Somebody else's photograph is not seen by naming it in one's own sheet. */
		const mine = await w.visit(list);
		await w.start(mine);
		is(await patch(mine, '1.0', { answers: { view: { photos: [unused] } } }), 200);
		is(await seen(w.inspector, unused), 404, 'not_found');
		is(await patch(id, '1.1', { answers: { view: null } }, w.colleague), 200);
		is(await seen(w.inspector), 404, 'not_found');
		is(await patch(id, '1.2', { answers: { ...good, view: { photos: [address] } } }, w.colleague), 200);
		is(await w.inspector.post(`/v1/inspections/${id}/submit`, {}), 200);
		for (const api of [w.inspector, w.quality, w.manager])
			is(await seen(api), 200);
	});

	it('says what it has put right, each of it, with a photograph that nothing else shows', async () => {
		const id = await started(rooms);
		const [fix, more, shown] = await Promise.all([w.colleague, w.inspector, w.colleague]
			.map((api) => photo(w, { by: api.person.login })));
		const used = await photo(w);
		is(await patch(id, '1.0', { answers: { ...bad, view: { photos: [shown] }, 'room.cold@1': { number: 9 } },
			instances: { room: ['1203'] }, fixed: { 'bin.empty': [fix] } }, w.colleague), 200);
		is(await w.inspector.get(`/v1/photos/${fix}`), 200);
		const sheet = is(await patch(id, '1.1', { fixed: { 'room.cold@1': [more] } }), 200);
		assert.deepEqual([sheet.edit, sheet.fixed], [2, { 'bin.empty': [fix], 'room.cold@1': [more] }]);
		assert.deepEqual((await w.bundle(id, w.colleague)).sheet.fixed, sheet.fixed);
		assert.equal(is(await patch(id, '1.0', { fixed: { 'bin.empty': [fix] } }), 200).edit, 2);

		await w.done(list, { ...good, view: { photos: [used] } });
		const faults = async (fixed, pointers) => is(await patch(id, '1.2', { fixed }, w.colleague), 422, 'invalid_sheet', pointers);
		await faults({ 'bin.full': [fix], 'room.cold': [fix], 'room.cold@2': [fix], 'bin.empty@1': [fix] },
			['/fixed/bin.full', '/fixed/room.cold', '/fixed/room.cold@2', '/fixed/bin.empty@1']);
		await faults({ 'bin.empty': [] }, ['/fixed/bin.empty']);
		await faults({ 'bin.empty': 'yes' }, ['/fixed/bin.empty']);
		await faults({ 'bin.empty': Array.from({ length: 11 }, (_, n) => String(n % 10).repeat(64)) }, ['/fixed/bin.empty']);
		await faults({ 'bin.empty': ['x'] }, ['/fixed/bin.empty/0']);
		await faults({ 'bin.empty': [fix, fix] }, ['/fixed/bin.empty/1']);
		await faults({ 'bin.empty': [shown] }, ['/fixed/bin.empty/0']);
		await faults({ 'floor.clean': [more] }, ['/fixed/floor.clean/0']);
		await faults({ 'floor.clean': [used] }, ['/fixed']);
		is(await patch(id, '1.2', { fixed: [] }), 422, 'invalid_body', ['/fixed']);
		is(await patch(id, '1.2', { instances: { room: null }, answers: { 'room.cold@1': null } }), 422, 'invalid_sheet',
			['/fixed/room.cold@1']);

		for (const api of [w.manager, w.quality])
			is(await patch(id, '1.2', { fixed: { 'bin.empty': null } }, api), 403, 'forbidden');
		is(await patch(id, '1.2', { fixed: { 'bin.empty': null } }, other), 404, 'not_found');
		assert.deepEqual([(await w.sheet(id)).edit, (await w.sheet(id)).fixed], [2, sheet.fixed]);
	});

	it('is told where somebody else has put the same right since', async () => {
		const id = await started();
		const [one, two] = [await photo(w), await photo(w)];
		is(await patch(id, '1.0', { answers: bad }), 200);
		is(await patch(id, '1.1', { fixed: { 'bin.empty': [one] } }, w.colleague), 200);
		assert.deepEqual(conflict(await patch(id, '1.1', { fixed: { 'bin.empty': [two] } })), ['!bin.empty']);
		assert.deepEqual(conflict(await put(id, '1.1', { answers: bad, fixed: {} })), ['!bin.empty']);
		is(await patch(id, '1.1', { fixed: { 'floor.clean': [two] } }), 200);
		assert.deepEqual(is(await put(id, '1.3', { answers: bad }), 200).fixed, { 'bin.empty': [one], 'floor.clean': [two] });
		assert.deepEqual(is(await patch(id, '1.3', { fixed: { 'bin.empty': null, none: null } }), 200).fixed, { 'floor.clean': [two] });
		assert.equal(is(await put(id, '1.4', { answers: bad, fixed: {} }), 200).fixed, null);
	});

	it('loses nothing, whatever it does at the same moment', async () => {
		const questions = Array.from({ length: 24 }, (_, n) => ({ key: `q${n}`, text: { en: 'q' }, type: 'text' }));
		const wide = await w.checklist(checklist({ sections: [{ key: 's', title: { en: 's' }, questions }] }));
		const id = await started(wide);
		const people = [w.inspector, w.colleague];
		/* By question, on an edit that most have already changed; each question belongs to one. */
		await Promise.all(questions.map(async ({ key }, n) =>
			is(await patch(id, '1.0', { answers: { [key]: { text: `by ${n}` } } }, people[n % 2]), 200)));
		const sheet = await w.sheet(id);
		assert.equal(sheet.edit, 24);
		assert.deepEqual(sheet.answers, Object.fromEntries(questions.map(({ key }, n) => [key, { text: `by ${n}` }])));

		/* The same question: of those on the same edit, one wins and the others are told. */
		const answers = await Promise.all(Array.from({ length: 12 }, (_, n) =>
			patch(id, '1.24', { answers: { q0: { text: `now ${n}` } } }, people[n % 2])));
		const winners = answers.filter((answer) => answer.status === 200);
		assert.equal(winners.length, 1);
		for (const answer of answers.filter((one) => one.status !== 200))
			assert.deepEqual(conflict(answer), ['q0']);
		assert.deepEqual((await w.sheet(id)).answers.q0, winners[0].body.answers.q0);

		/* A whole sheet against one question, again and again: nothing that was acknowledged is lost. */
		for (let n = 0; n < 8; n++) {
			const before = await w.sheet(id);
			const tag = `1.${before.edit}`;
			const [whole, one] = await Promise.all([
				put(id, tag, { answers: { ...before.answers, q1: { text: `whole ${n}` } } }),
				patch(id, tag, { answers: { q2: { text: `one ${n}` } } }, w.colleague)]);
			const { answers: now } = await w.sheet(id);
			assert.equal(one.status, 200, one.text);
			assert.equal(now.q2.text, `one ${n}`);
			assert.equal(now.q1.text === `whole ${n}`, whole.status === 200, whole.text);
			if (whole.status !== 200)
				assert.deepEqual(conflict(whole), ['q2']);
		}
	});
});

describe('submitting a sheet that was filled in here', () => {
	const submit = (id, body, headers) => w.inspector.post(`/v1/inspections/${id}/submit`, body, headers);

	it('takes it as it stands', async () => {
		const id = await started();
		is(await put(id, '1.0', { answers: bad }), 200);
		is(await patch(id, '1.1', { answers: { remark: { text: 'x' } } }, w.colleague), 200);
		is(await w.colleague.post(`/v1/inspections/${id}/submit`, {}), 403, 'forbidden');
		const live = (await w.sheet(id)).result;
		const done = is(await submit(id, {}), 200);
		assert.deepEqual(done.result, live);
		assert.deepEqual([done.inspection.revision, done.inspection.edit], [1, 3]);
		const sheet = await w.sheet(id);
		assert.deepEqual([sheet.is_submitted, sheet.edit, sheet.etag, sheet.answers],
			[true, 3, '"1.3"', { ...bad, remark: { text: 'x' } }]);
		is(await submit(id, {}), 200);
		is(await submit(id, { answers: { ...bad, remark: { text: 'x' } } }), 200);
	});

	const isFixed = ({ findings }) => Object.fromEntries(findings.map((one) => [one.question, one.is_fixed_on_spot]));

	it('counts what the team has put right, as far as it fails in the end, whether or not the lead repeats it', async () => {
		for (const body of [{}, { answers: { ...bad, 'exit.lit': { check: true } } }, 'whole']) {
			const id = await started();
			const [fix, lamp] = [await photo(w, { by: w.colleague.person.login }), await photo(w)];
			is(await patch(id, '1.0', { answers: { ...bad, 'exit.lit': { check: false } },
				fixed: { 'bin.empty': [fix], 'exit.lit': [lamp] } }, w.colleague), 200);
			is(await patch(id, '1.1', { answers: { 'exit.lit': { check: true } } }), 200);
			const sent = body === 'whole' ? { answers: bad, fixed: { 'bin.empty': [fix] } } : body;
			const done = is(await submit(id, sent, { 'if-match': '"1.2"' }), 200);
			assert.deepEqual(isFixed(done), { 'floor.clean': false, 'bin.empty': true });
			assert.deepEqual((await w.sheet(id)).fixed, { 'bin.empty': [fix] });
			assert.deepEqual(is(await submit(id, sent, { 'if-match': '"1.2"' }), 200), done);
			const finding = done.findings.find((one) => one.question === 'bin.empty');
			assert.deepEqual(is(await w.quality.get(`/v1/findings/${finding.id}`), 200).fix_photos, [fix]);
		}
	});

	it('takes nothing for put right where the lead says so, on an edit that was seen', async () => {
		const id = await started();
		is(await patch(id, '1.0', { answers: bad }), 200);
		is(await patch(id, '1.1', { fixed: { 'bin.empty': [await photo(w)] } }, w.colleague), 200);
		is(await submit(id, { answers: bad, fixed: {} }), 428, 'revision_required');
		assert.deepEqual(conflict(await submit(id, { answers: bad, fixed: {} }, { 'if-match': '"1.1"' })), ['!bin.empty']);
		const done = is(await submit(id, { answers: bad, fixed: {} }, { 'if-match': '"1.2"' }), 200);
		assert.deepEqual(isFixed(done), { 'floor.clean': false, 'bin.empty': false });
		assert.equal((await w.sheet(id)).fixed, null);
	});

	it('asks for the photographs of what was put right, and takes none of somebody outside the team', async () => {
		const id = await started();
		const [gone, foreign] = ['c'.repeat(64), await photo(w, { by: w.viewer.person.login })];
		is(await patch(id, '1.0', { answers: bad, fixed: { 'bin.empty': [gone], 'floor.clean': [foreign] } }, w.colleague), 200);
		is(await w.inspector.get(`/v1/photos/${foreign}`), 404, 'not_found');
		assert.deepEqual(is(await submit(id, {}), 409, 'photos_missing').photos, [gone, foreign]);
		is(await patch(id, '1.1', { fixed: { 'bin.empty': null, 'floor.clean': null } }), 200);
		assert.deepEqual(isFixed(is(await submit(id, {}), 200)), { 'floor.clean': false, 'bin.empty': false });
	});

	it('takes it only as it was seen, where that is said', async () => {
		const id = await started();
		is(await put(id, '1.0', { answers: bad }), 200);
		is(await submit(id, {}, { 'if-match': '"1.0"' }), 412, 'revision_conflict');
		is(await submit(id, {}, { 'if-match': 'x' }), 412, 'revision_conflict');
		is(await submit(id, {}, { 'if-match': '"1.1"' }), 200);
		is(await submit(id, {}, { 'if-match': '"1.1"' }), 200);
	});

	it('does not overwrite with a whole sheet what that has not seen', async () => {
		const id = await started();
		is(await patch(id, '1.0', { answers: { remark: { text: 'by a colleague' } } }, w.colleague), 200);
		is(await submit(id, { answers: good }), 428, 'revision_required');
		assert.deepEqual(conflict(await submit(id, { answers: good }, { 'if-match': '"1.0"' })), ['remark']);
		is(await submit(id, { answers: { ...good, remark: { text: 'by a colleague' } } }), 428, 'revision_required');
		is(await submit(id, { answers: { ...good, remark: { text: 'by a colleague' } } }, { 'if-match': '"1.0"' }), 200);
	});

	it('needs no edit to be named where nothing was changed here, or nothing is lost', async () => {
		const id = await started();
		is(await submit(id, { answers: good }), 200);
		const same = await started();
		is(await put(same, '1.0', { answers: good }), 200);
		is(await submit(same, { answers: good }), 200);
	});

	it('says what is missing, and changes nothing', async () => {
		const id = await started();
		is(await submit(id, {}), 409, 'sheet_incomplete');
		const address = 'b'.repeat(64);
		is(await patch(id, '1.0', { answers: { ...good, view: { photos: [address] } } }), 200);
		assert.deepEqual(is(await submit(id, {}), 409, 'photos_missing').photos, [address]);
		assert.equal((await w.sheet(id)).is_submitted, false);
		await photo(w, { sha256: address });
		is(await submit(id, {}), 200);
	});
});
