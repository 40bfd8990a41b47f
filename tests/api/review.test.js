/* Reviewing: corrections, the release, and that nothing changes after it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { is } from './group.js';
import { psql } from './harness.js';
import { problemName } from './schema.js';
import { bad, events, good, hour, rows as counted, sorted, world } from './visits.js';

const time = (ms) => new Date(ms).toISOString();

let w;
let list;
let other;

before(async () => {
	w = await world();
	list = await w.checklist();
	({ other } = w);
});
after(() => w?.stop());

const one = async (query) => (await w.sql(query))[0];
const shownOf = async (id, as = w.quality) => is(await as.get(`/v1/inspections/${id}`), 200);
const rows = (id) => counted(w, id);

describe('a reviewed visit', () => {
	const correct = (id, body, as = w.quality) => as.post(`/v1/inspections/${id}/corrections`, body);
	const release = (id, as = w.quality) => as.post(`/v1/inspections/${id}/release`);

	async function submitted(answers = bad, more = {}) {
		const id = await w.visit(await w.checklist(), { needs_review: true, ...more });
		const { context } = await w.bundle(id);
		const done = is(await w.submit(id, answers, w.inspector, { context_id: context.id,
			finished_at: time(w.server.clock.now - hour) }), 200);
		assert.deepEqual([done.inspection.state, done.inspection.released_at, done.findings], ['submitted', null, []]);
		return { id, context, done };
	}

	it('opens its actions with its release, found by who submitted it', async () => {
		const { id } = await submitted();
		assert.equal((await rows(id)).findings, 0);
		await w.server.clock.advance(1000);
		const done = is(await release(id), 200);
		assert.deepEqual([done.inspection.state, done.findings.length], ['released', 2]);
		const found = await one(`select distinct f.found_by, f.found_at = i.submitted_at as then
			from finding f join inspection i on i.id = f.inspection_id where i.id = '${id}'`);
		assert.deepEqual(found, { found_by: w.inspector.person.id, then: true });
		const again = await release(id);
		assert.deepEqual(is(again, 200).findings, done.findings);
		is(await release(id, w.admin), 409, 'inspection_not_open');
		assert.deepEqual(sorted(await events(w, id)), ['inspection.planned', 'inspection.released', 'inspection.submitted']);
	});

	it('is released once, however many release it', async () => {
		const { id } = await submitted();
		const answers = await Promise.all([w.quality, w.admin, w.quality, w.admin].map((api) => release(id, api)));
		assert.deepEqual(sorted(answers.map((answer) => answer.status)), [200, 200, 409, 409]);
		assert.equal((await rows(id)).findings, 2);
	});

	it('is corrected in a new revision with a reason, and the old one stays', async () => {
		const { id, context, done } = await submitted();
		const before = await w.sheet(id);
		const fixed = { ...bad, 'floor.clean': { choice: 'yes' } };
		await w.server.clock.advance(1000);
		const corrected = is(await correct(id, { answers: fixed, reason: 'The photograph shows it.' }), 200);
		assert.deepEqual([corrected.inspection.state, corrected.inspection.revision, corrected.inspection.edit,
			corrected.result.earned, corrected.findings], ['submitted', 2, 0, 10, []]);
		for (const when of ['started_at', 'finished_at', 'submitted_at'])
			assert.equal(corrected.inspection[when], done.inspection[when], when);
		assert.equal(corrected.inspection.lead.id, w.inspector.person.id);
		const sheet = await w.sheet(id);
		assert.deepEqual([sheet.revision, sheet.reason, sheet.answers, sheet.context_id, sheet.etag],
			[2, 'The photograph shows it.', fixed, context.id, '"2.0"']);
		const { etag, ...first } = before;
		assert.deepEqual(is(await w.quality.get(`/v1/inspections/${id}/sheet?revision=1`), 200), first);
		assert.deepEqual((await one(`select outcomes from outcome where inspection_id = '${id}'`)).outcomes, [4, 4, 5, 1, 1, 0]);

		/* The phone may still send what it sent. */
		const again = is(await w.submit(id, bad, w.inspector, { context_id: context.id }), 200);
		assert.deepEqual(again.result, corrected.result);
		is(await w.submit(id, fixed, w.inspector, { context_id: context.id }), 409, 'inspection_not_open');
		const after = is(await release(id), 200);
		assert.deepEqual(after.findings.map((each) => each.question), ['bin.empty']);
		is(await w.submit(id, bad, w.inspector, { context_id: context.id }), 200);
		is(await correct(id, { answers: bad, reason: 'No.' }), 409, 'inspection_not_open');
	});

	it('is corrected once by the same correction', async () => {
		const { id } = await submitted();
		const body = { answers: good, reason: 'So it was.' };
		for (const answer of await Promise.all([correct(id, body), correct(id, body), correct(id, body)]))
			assert.equal(is(answer, 200).inspection.revision, 2);
		is(await correct(id, { ...body, reason: 'Another.' }), 200);
		assert.equal((await shownOf(id)).revision, 3);
		is(await release(id), 200);
		assert.equal(is(await correct(id, { ...body, reason: 'Another.' }), 200).inspection.revision, 3);
	});

	it('is reviewed by somebody else than who filled it in', async () => {
		const { id } = await submitted(bad, { team: [w.quality.person.id] });
		for (const api of [w.quality])
			for (const answer of [await release(id, api), await correct(id, { answers: good, reason: 'x' }, api)])
				is(answer, 403, 'forbidden');
		for (const api of [w.inspector, w.manager, w.regional])
			for (const answer of [await release(id, api), await correct(id, { answers: good, reason: 'x' }, api)])
				is(answer, 403, 'forbidden');
		is(await release(id, w.admin), 200);
		const own = await w.visit(list, { needs_review: true, lead_id: w.quality.person.id });
		is(await w.submit(own, good, w.quality), 200);
		is(await release(own), 403, 'forbidden');
	});

	it('is corrected only by what could be submitted', async () => {
		const { id } = await submitted();
		is(await correct(id, { answers: {}, reason: 'x' }), 409, 'sheet_incomplete');
		is(await correct(id, { answers: { ...good, view: { photos: ['c'.repeat(64)] } }, reason: 'x' }), 409, 'photos_missing');
		is(await correct(id, { answers: { nothing: {} }, reason: 'x' }), 422, 'invalid_sheet', ['/answers/nothing']);
		is(await correct(id, { answers: good, reason: ' ' }), 422, 'invalid_body', ['/reason']);
		is(await correct(id, { answers: good, reason: 'x'.repeat(2001) }), 422, 'invalid_body', ['/reason']);
		is(await correct(id, { reason: 'x' }), 422, 'invalid_body', ['/answers']);
		assert.deepEqual([(await shownOf(id)).revision, (await rows(id)).sheets], [1, 1]);
	});

	it('cannot be corrected or released before it is submitted', async () => {
		const id = await w.visit(list, { needs_review: true });
		is(await release(id), 409, 'inspection_not_open');
		is(await correct(id, { answers: good, reason: 'x' }), 409, 'inspection_not_open');
		await w.start(id);
		is(await release(id), 409, 'inspection_not_open');
		is(await correct(id, { answers: good, reason: 'x' }), 409, 'inspection_not_open');
	});
});

describe('what was released', () => {
	/* As the program itself could try. */
	async function complaint(statement) {
		const [{ id }] = await w.sql("select id from tenant where code = 'demo'");
		return psql(w.server.database.superuser.replace('user=postgres', 'user=gemba_app'),
			`\\set VERBOSITY verbose\nset app.tenant = '${id}'; set app.now = '2026-11-21T00:00:00Z';\n${statement};`)
			.then(() => null, (error) => error.message);
	}

	it('changes no more, in the database either', async () => {
		const { inspection } = await w.done(list, bad, { team: [w.colleague.person.id] });
		const { id } = inspection;
		const released = /A released visit never changes/;
		for (const change of ['percent = 100', 'exact_percent = 100', 'failed = 0', "status = 'pass'", "state = 'started'",
			'units_above = null', 'finished_at = now()', 'lead_id = null', 'note = null, due_at = now()',
			"submitted_by = null", "grade = 'A'", 'revision = 2'])
			assert.match(await complaint(`update inspection set ${change} where id = '${id}'`), released, change);
		assert.match(await complaint(`update sheet set document = '{}' where inspection_id = '${id}'`),
			/A submitted sheet never changes/);
		assert.match(await complaint(`insert into sheet (tenant_id, inspection_id, revision, context_id, document, person_id,
			changed_at, reason) select tenant_id, inspection_id, 2, context_id, document, person_id, changed_at, 'x'
			from sheet where inspection_id = '${id}'`), released);
		assert.match(await complaint(`update outcome set lost = lost where inspection_id = '${id}'`), released);
		for (const statement of [`delete from inspection where id = '${id}'`, `delete from sheet where inspection_id = '${id}'`,
			`delete from outcome where inspection_id = '${id}'`, `update scoring_context set history = '{}'`,
			`update inspection_photo set sha256 = sha256`])
			assert.match(await complaint(statement), /permission denied/, statement);
		assert.deepEqual(await shownOf(id), inspection);
	});

	it('is only visible within its tenant, in the database either', async () => {
		const { inspection } = await w.done(list, bad);
		const [{ id }] = await w.sql("select id from tenant where code = 'other'");
		const count = await psql(w.server.database.superuser.replace('user=postgres', 'user=gemba_app'),
			`set app.tenant = '${id}'; set app.now = '2026-11-21T00:00:00Z'; select (select count(*) from inspection)
			+ (select count(*) from sheet) + (select count(*) from outcome) + (select count(*) from inspection_seen)
			+ (select count(*) from inspection_shown) + (select count(*) from scoring_context);`);
		assert.equal(count.trim(), '0');
		for (const target of ['', '/sheet', '/bundle'])
			is(await other.get(`/v1/inspections/${inspection.id}${target}`), 404, 'not_found');
	});

	it('is answered with the same problem as everything that is not there', async () => {
		const { inspection } = await w.done(list, good);
		const hidden = await other.get(`/v1/inspections/${inspection.id}`);
		const nothing = await other.get(`/v1/inspections/${randomUUID()}`);
		assert.deepEqual([hidden.status, problemName(hidden.body), hidden.body.title],
			[nothing.status, problemName(nothing.body), nothing.body.title]);
	});
});
