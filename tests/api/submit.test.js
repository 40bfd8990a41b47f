/* Submitting: what is kept and answered, once and again. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fill } from './fill.js';
import { is, nobody } from './group.js';
import { gemba } from './harness.js';
import { bad, checklist, day, events, good, hour, photo, roomChecklist, rows as counted, sorted, world } from './visits.js';

const shared = process.env.GEMBA_SHARED ?? new URL('../../../shared', import.meta.url).pathname;
const templates = new URL('../../templates/', import.meta.url).pathname;
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

/* Nothing of a submission is there. */
async function isUntouched(id, state = 'open') {
	const there = await rows(id);
	assert.deepEqual([there.outcomes, there.findings, there.photos], [0, 0, 0]);
	const shown = await shownOf(id);
	assert.deepEqual([shown.state, shown.status, shown.submitted_at], [state, null, null]);
	assert.ok(!(await events(w, id)).includes('inspection.submitted'));
	return true;
}

describe('a submission', () => {
	it('has no names without the answers that they are about', async () => {
		const id = await w.visit(list);
		const ask = () => w.inspector.post(`/v1/inspections/${id}/submit`, { instances: { room: ['1201'] } });
		is(await ask(), 422, 'invalid_body', ['/instances']);
		is(await w.submit(id, good), 200);
		is(await ask(), 422, 'invalid_body', ['/instances']);
		is(await w.inspector.post(`/v1/inspections/${id}/submit`, {}), 200);
	});

	it('is scored, kept, released and followed by actions in one go', async () => {
		const address = await photo(w);
		const id = await w.visit(list);
		const { context } = await w.bundle(id);
		const done = is(await w.submit(id, { ...bad, view: { photos: [address] } }, w.inspector,
			{ context_id: context.id }), 200);
		assert.deepEqual([done.inspection.state, done.inspection.status, done.inspection.grade, done.inspection.percent,
			done.inspection.earned, done.inspection.possible, done.inspection.asked, done.inspection.failed,
			done.inspection.not_applicable], ['released', 'fail', 'B', '41.67', 5, 12, 5, 2, 0]);
		assert.deepEqual(sorted(done.findings.map((each) => `${each.question} ${each.severity}`)),
			['bin.empty minor', 'floor.clean major']);
		assert.deepEqual(sorted(await events(w, id)),
			['inspection.planned', 'inspection.released', 'inspection.submitted']);

		const row = await one(`select i.exact_percent::text as exact, i.units_above, o.outcomes, o.lost, i.lead_id, i.started_by,
				i.submitted_by, i.released_by, i.version_id = o.version_id as is_version,
				o.version_id = c.version_id as is_context
			from inspection i join outcome o on o.inspection_id = i.id
			join scoring_context c on c.id = '${context.id}' where i.id = '${id}'`);
		assert.match(row.exact, /^41\.6{29,}7$/);
		assert.deepEqual(row.units_above, [w.shanghai.id, w.east.id, w.hotels.id, w.top.id]);
		assert.deepEqual(row.outcomes, [5, 4, 5, 1, 3, 0]);
		assert.deepEqual(row.lost, [5000, 0, 2000, 0, 0, 0]);
		assert.deepEqual([row.is_version, row.is_context], [true, true]);
		for (const who of ['lead_id', 'started_by', 'submitted_by', 'released_by'])
			assert.equal(row[who], w.inspector.person.id, who);
		assert.deepEqual(await w.sql(`select sha256, question, instance, revision from inspection_photo
			where inspection_id = '${id}'`), [{ sha256: address, question: 'view', instance: '', revision: 1 }]);

		const action = is(await w.quality.get(`/v1/actions/${done.findings[0].action_id}`), 200);
		assert.equal(action.kind, 'corrective');
		const finding = await one(`select found_by, note, lost, indicator from finding where id = '${done.findings[0].id}'`);
		assert.deepEqual(finding, { found_by: w.inspector.person.id, note: 'wet', lost: 5000, indicator: 'clean.floor' });
	});

	it('may come again: alone, in parallel, after a month', async () => {
		const id = await w.visit(await w.checklist());
		const { context } = await w.bundle(id);
		const body = { answers: bad, context_id: context.id, started_at: time(w.server.clock.now - hour) };
		const send = () => w.inspector.post(`/v1/inspections/${id}/submit`, body);
		const answers = await Promise.all(Array.from({ length: 16 }, send));
		for (const answer of answers) {
			is(answer, 200);
			assert.equal(answer.text, answers[0].text);
		}
		assert.deepEqual(await rows(id), { sheets: 1, outcomes: 1, findings: 2, photos: 0, events: 3, told: 2 });
		await w.pass(31 * day);
		assert.equal((await send()).text, answers[0].text);
		is(await w.inspector.post(`/v1/inspections/${id}/submit`, {}), 200);
		is(await w.submit(id, good, w.inspector, { context_id: context.id }), 409, 'inspection_not_open');
		is(await w.submit(id, bad, w.inspector, { context_id: nobody }), 409, 'inspection_not_open');
		assert.equal((await rows(id)).events, 3);
	});

	it('wins against others with other answers, which are told', async () => {
		for (let n = 0; n < 4; n++) {
			const id = await w.visit(list);
			const sheets = [good, bad, { ...good, remark: { text: 'x' } }, { ...bad, remark: { text: 'y' } }];
			const answers = await Promise.all(sheets.map((sheet) => w.submit(id, sheet)));
			assert.deepEqual(sorted(answers.map((answer) => answer.status)), [200, 409, 409, 409]);
			const won = sheets[answers.findIndex((answer) => answer.status === 200)];
			assert.deepEqual((await w.sheet(id)).answers, won);
			assert.equal((await rows(id)).sheets, 1);
		}
	});

	it('is the lead\'s', async () => {
		const id = await w.visit(list, { team: [w.colleague.person.id] });
		for (const api of [w.colleague, w.quality, w.manager, w.admin])
			is(await w.submit(id, good, api), 403, 'forbidden');
		is(await w.submit(id, good, other), 404, 'not_found');
		is(await other.post(`/v1/inspections/${id}/release`), 404, 'not_found');
		is(await other.post(`/v1/inspections/${id}/corrections`, { answers: good, reason: 'x' }), 404, 'not_found');
		is(await w.quality.patch(`/v1/inspections/${id}`, { lead_id: w.colleague.person.id }), 200);
		is(await w.submit(id, good), 403, 'forbidden');
		assert.ok(await isUntouched(id));
		is(await w.submit(id, good, w.colleague), 200);
	});

	it('takes a visit that nobody leads', async () => {
		const id = await w.visit(list, { lead_id: undefined });
		assert.equal(is(await w.submit(id, good, w.colleague), 200).inspection.lead.id, w.colleague.person.id);
		is(await w.submit(id, good, w.inspector), 403, 'forbidden');
		const free = await w.visit(list, { lead_id: undefined });
		const answers = await Promise.all([w.inspector, w.colleague, w.quality].map((api) => w.submit(free, good, api)));
		assert.deepEqual(sorted(answers.map((answer) => answer.status)), [200, 403, 403]);
	});

	it('takes a visit whose time has not come', async () => {
		const id = await w.visit(list, { start_at: time(w.server.clock.now + day) });
		assert.equal(is(await w.submit(id, good), 200).inspection.state, 'released');
	});

	it('keeps the context that the phone was handed out, whatever happens in between', async () => {
		const versions = await w.checklist();
		const store = await w.group.unit(w.east, 'store');
		const id = await w.visit(versions, { unit_id: store.id });
		const { context } = await w.bundle(id);
		const next = structuredClone(versions.document);
		next.sections[0].questions[0].choices[2].points = 4;
		await w.publish(versions, next);
		is(await w.submit(await w.visit(versions, { unit_id: store.id }), bad), 200);
		await w.server.clock.advance(1000);
		assert.notEqual((await w.bundle(id)).context.id, context.id);
		const done = is(await w.submit(id, bad, w.inspector, { context_id: context.id }), 200);
		assert.deepEqual([done.inspection.version, done.result.findings[0].repeat, done.result.findings[0].lost], [1, 1, 5]);
		/* Without a context: the one handed out last; never handed out: the one of now. */
		const last = await w.visit(versions, { unit_id: store.id });
		const handed = await w.bundle(last);
		assert.deepEqual(handed.context.history, { 'bin.empty': 2, 'floor.clean': 2 });
		await w.publish(versions, versions.document);
		assert.equal(is(await w.submit(last, good), 200).inspection.version, 2);
		assert.equal(is(await w.submit(await w.visit(versions), good), 200).inspection.version, 3);
	});

	it('takes no context of another visit', async () => {
		const elsewhere = await w.bundle(await w.visit(list));
		const id = await w.visit(list);
		for (const context_id of [elsewhere.context.id, nobody])
			is(await w.submit(id, good, w.inspector, { context_id }), 409, 'context_unknown');
		assert.ok(await isUntouched(id));
	});

	it('needs answers, and whole ones', async () => {
		const id = await w.visit(list);
		is(await w.inspector.post(`/v1/inspections/${id}/submit`, {}), 409, 'inspection_not_open');
		const missing = is(await w.submit(id, {}), 409, 'sheet_incomplete');
		assert.deepEqual(missing.missing, [{ question: 'floor.clean', instance: null, needs: 'answer' }]);
		is(await w.submit(id, { ...good, nothing: { check: true } }), 422, 'invalid_sheet', ['/answers/nothing']);
		is(await w.submit(id, good, w.inspector, { instances: { floor: ['x'] } }), 422, 'invalid_sheet', ['/instances/floor']);
		is(await w.inspector.post(`/v1/inspections/${id}/submit`, { answers: 3, started_at: 'now', colour: 1 }), 422,
			'invalid_body', ['/answers', '/started_at', '/colour']);
		is(await w.inspector.post(`/v1/inspections/${id}/submit`, '[]'), 422, 'invalid_body', ['']);
		is(await w.inspector.post(`/v1/inspections/${id}/submit`), 400, 'malformed_json');
		is(await w.submit(nobody, good), 404, 'not_found');
		is(await w.submit('x', good), 404, 'not_found');
		assert.ok(await isUntouched(id));
	});

	it('asks for everything that the checklist asks for', async () => {
		const strict = roomChecklist();
		Object.assign(strict.sections[0].questions[0], { photos: { min: 2, when: 'failed' }, note: 'failed' });
		const id = await w.visit(await w.checklist(strict));
		const answers = { ...good, 'floor.clean': { choice: 'no', note: ' \u3000' } };
		assert.deepEqual(is(await w.submit(id, answers), 409, 'sheet_incomplete').missing, [
			{ question: 'floor.clean', instance: null, needs: 'photos' },
			{ question: 'floor.clean', instance: null, needs: 'note' },
			{ section: 'room', needs: 'instances' }]);
		const photos = [await photo(w), await photo(w)];
		is(await w.submit(id, { ...answers, 'floor.clean': { choice: 'no', note: 'wet', photos } }, w.inspector,
			{ instances: { room: ['1'] } }), 200);
	});

	it('bounds the times that a phone tells', async () => {
		const now = w.server.clock.now;
		const times = async (more, made) => {
			const { inspection } = is(await w.submit(await w.visit(list, made), good, w.inspector, more), 200);
			return [inspection.started_at, inspection.finished_at, inspection.submitted_at, inspection.is_late];
		};
		assert.deepEqual(await times({}), [time(now), time(now), time(now), null]);
		assert.deepEqual(await times({ started_at: '9999-12-31T23:59:59Z', finished_at: '9999-12-31T23:59:59Z' }),
			[time(now), time(now), time(now), null]);
		assert.deepEqual(await times({ started_at: time(now), finished_at: time(now - hour) }),
			[time(now - hour), time(now - hour), time(now), null]);
		assert.deepEqual(await times({ started_at: '1980-01-06T00:00:00Z', finished_at: '1980-01-06T01:00:00Z' }),
			['1980-01-06T00:00:00.000Z', '1980-01-06T01:00:00.000Z', time(now), null]);
		assert.deepEqual(await times({ started_at: '1970-01-01T00:00:01Z' }, { due_at: time(now) }),
			['1970-01-01T00:00:01.000Z', time(now), time(now), false]);
		/* Late is what was finished late, not what arrived late. */
		const due = { due_at: time(now - hour) };
		assert.equal((await times({}, due))[3], true);
		assert.equal((await times({ finished_at: time(now - 2 * hour) }, due))[3], false);
	});

	it('keeps every naughty string of its notes, texts and names', async (t) => {
		const strings = await readFile(`${shared}/corpora/strings/blns.json`, 'utf8').then(JSON.parse, () => null);
		if (!strings)
			return t.skip('corpora/strings is not here');
		const rooms = roomChecklist();
		rooms.sections[1].repeats.max = 50;
		const naughty = await w.checklist(rooms);
		const names = [...new Set(strings)].filter((text) => text && [...text].length <= 64);
		for (let from = 0; from < strings.length; from += 45) {
			const texts = strings.slice(from, from + 45);
			const instances = { room: names.slice(from % names.length).concat(names).slice(0, 45) };
			const answers = { ...bad, remark: { text: texts.join('\n'), note: texts.join('; ') } };
			texts.forEach((text, i) => {
				answers[`room.cold@${i + 1}`] = { number: 9, note: text };
				answers[`room.note@${i + 1}`] = { text };
			});
			const id = await w.visit(naughty);
			const done = is(await w.submit(id, answers, w.inspector, { instances }), 200);
			const sheet = await w.sheet(id);
			assert.deepEqual([sheet.answers, sheet.instances], [answers, instances]);
			const kept = await w.sql(`select instance, note from finding where inspection_id = '${id}' and question = 'room.cold'`);
			assert.deepEqual(new Map(kept.map((row) => [row.instance, row.note])),
				new Map(texts.map((text, i) => [instances.room[i], text])));
			assert.equal(done.result.findings.length, texts.length + 2);
		}
	});

	it('may be as large as a checklist can be', async () => {
		const questions = Array.from({ length: 2000 }, (_, n) => ({ key: `q${n}`, text: { en: `Question ${n}` }, type: 'check',
			points: 1, fails: false, severity: 'minor', department: 'housekeeping' }));
		const large = await w.checklist(checklist({ sections: [{ key: 's', title: { en: 's' }, questions }] }));
		const answers = Object.fromEntries(questions.map(({ key }) => [key, { check: false }]));
		const done = is(await w.submit(await w.visit(large), answers), 200);
		assert.deepEqual([done.findings.length, done.inspection.failed, done.result.percent], [2000, 2000, '0.00']);

		const note = 'x'.repeat(2900);
		const heavy = Object.fromEntries(questions.map(({ key }) => [key, { check: true, note }]));
		const id = await w.visit(large);
		is(await w.submit(id, heavy), 200);
		assert.equal((await w.sheet(id)).answers.q1999.note, note);
		heavy.q0.note = 'x'.repeat(500000);
		is(await w.submit(await w.visit(large), heavy), 413, 'too_large');
	});
});

describe('the photographs of a submission', () => {
	it('are all there, or those that are not are named', async () => {
		const [ready, missing, other] = [await photo(w), 'a'.repeat(63) + '0', 'a'.repeat(63) + '1'];
		const id = await w.visit(list);
		const answers = { ...bad, view: { photos: [missing, ready] } };
		answers['floor.clean'] = { ...bad['floor.clean'], photos: [ready, other] };
		assert.deepEqual(is(await w.submit(id, answers), 409, 'photos_missing').photos.sort(), [missing, other]);
		assert.ok(await isUntouched(id));
		await photo(w, { sha256: missing });
		assert.deepEqual(is(await w.submit(id, answers), 409, 'photos_missing').photos, [other]);
		await photo(w, { sha256: other });
		is(await w.submit(id, answers), 200);
		assert.equal((await rows(id)).photos, 4);
	});

	it('are of those who fill it in: what only somebody else has sent is missing', async () => {
		const address = await photo(w, { by: 'admin' });
		const id = await w.visit(list);
		const answers = { ...good, view: { photos: [address] } };
		assert.deepEqual(is(await w.submit(id, answers), 409, 'photos_missing').photos, [address]);
		await w.sql.script(`insert into inspection_member (tenant_id, inspection_id, person_id)
			select tenant_id, '${id}', id from person
			 where login = 'admin' and tenant_id = (select id from tenant where code = 'demo')`);
		is(await w.submit(id, answers), 200);
	});

	it('are not those of another tenant', async () => {
		const address = await photo(w);
		await w.sql.script(`set session_replication_role = replica; update photo set tenant_id =
			(select id from tenant where code = 'other') where sha256 = '${address}'`);
		const id = await w.visit(list);
		is(await w.submit(id, { ...good, view: { photos: [address] } }), 409, 'photos_missing');
	});

	it('must be readable', async () => {
		const address = await photo(w, { state: 'unreadable' });
		const id = await w.visit(list);
		const problem = is(await w.submit(id, { ...good, view: { photos: [address] } }), 409, 'photos_unreadable');
		assert.deepEqual(problem.photos, [address]);
		assert.deepEqual(problem.reasons, { [address]: 'It is cut off.' });
		assert.ok(await isUntouched(id));
	});

	it('are waited for while they are looked at, and nobody else waits', async () => {
		const address = await photo(w, { state: 'stored' });
		const [waiting, late] = [await w.visit(list), await w.visit(list)];
		const answers = { ...good, view: { photos: [address] } };
		const problem = await w.submit(late, answers);
		assert.deepEqual(is(problem, 409, 'photos_pending').photos, [address]);
		assert.equal(problem.headers.get('retry-after'), '1');
		assert.ok(await isUntouched(late));
		const many = Array.from({ length: 12 }, () => w.submit(waiting, answers));
		is(await w.inspector.get(`/v1/inspections/${late}`), 200);
		await w.sql.script(`update photo set state = 'ready' where sha256 = '${address}'`);
		for (const answer of await Promise.all(many))
			is(answer, 200);
		is(await w.submit(late, answers), 200);
	});
});

describe('a result', () => {
	let folder;
	let photos;

	before(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'gemba-score-'));
		photos = await Promise.all(Array.from({ length: 24 }, () => photo(w)));
	});
	after(() => rm(folder, { recursive: true }));

	/* What the command prints for the same sheet. */
	async function scoreOf(document, sheet, context) {
		const files = ['checklist', 'answers'].map((name) => path.join(folder, `${name}.json`));
		await writeFile(files[0], document);
		await writeFile(files[1], JSON.stringify({ ...sheet, store: context.tags.length ? { tags: context.tags } : {},
			history: context.history }));
		const { code, stdout, stderr } = await gemba(['score', '--checklist', files[0], '--answers', files[1]]);
		assert.equal(code, 0, stderr);
		return stdout.trimEnd();
	}

	const resultOf = (text) => text.slice(text.indexOf(',"result":') + 10, text.lastIndexOf(',"findings":'));

	it('is byte for byte what "gemba score" prints, of every template, with the history of the store', async (t) => {
		const names = (await readdir(templates)).filter((name) => name.endsWith('.json') && name !== 'departments.json');
		assert.ok(names.length >= 10);
		for (const [seed, name] of names.entries()) {
			const text = await readFile(templates + name, 'utf8');
			const document = JSON.parse(text);
			const made = is(await w.admin.post('/v1/checklists', text), 201);
			is(await w.admin.post(`/v1/checklists/${made.id}/versions/1/publish`), 200);
			const tags = document.sections.flatMap((section) => section.questions)
				.flatMap((question) => question.applies?.any_tag ?? []);
			const store = await w.group.unit(w.east, 'store', { tags: [...new Set(tags)] });
			for (let visit = 0; visit < 3; visit++) {
				await w.server.clock.advance(1000);
				const id = await w.visit({ id: made.id }, { unit_id: store.id });
				const { context } = await w.bundle(id);
				const sheet = fill(document, seed * 10 + visit + 1, photos);
				const answer = await w.submit(id, sheet.answers, w.inspector,
					{ instances: sheet.instances, context_id: context.id });
				is(answer, 200);
				assert.equal(resultOf(answer.text), await scoreOf(text, sheet, context), `${name} ${visit}`);
				if (answer.body.inspection.state === 'submitted')
					is(await w.quality.post(`/v1/inspections/${id}/release`), 200);
				await checkFigures(id, answer.body.result, document);
				t.diagnostic(`${name}: ${answer.body.result.percent} ${Object.keys(context.history).length} failed before`);
			}
		}
	});

	/* The figures beside the result say the same as the result. */
	async function checkFigures(id, result, document) {
		const row = await one(`select i.percent::text as percent, round(i.exact_percent, 2)::text as rounded, i.status, i.grade,
				i.failed, i.asked, i.not_applicable, i.earned, i.possible, o.outcomes, o.lost,
				cardinality(v.questions) as questions
			from inspection i join outcome o on o.inspection_id = i.id join checklist_version v on v.id = o.version_id
			where i.id = '${id}'`);
		assert.deepEqual([row.percent, row.rounded, row.status, row.grade, row.failed, row.earned, row.possible],
			[result.percent, result.percent, result.status, result.grade, result.findings.length, result.earned,
				result.possible]);
		assert.deepEqual([row.outcomes.length, row.lost.length], [row.questions, row.questions]);
		const keys = document.sections.flatMap((section) => section.questions.map((question) => question.key));
		const failed = new Set(result.findings.map((finding) => finding.question));
		assert.deepEqual(keys.filter((_, i) => row.outcomes[i] === 5), keys.filter((key) => failed.has(key)));
		assert.ok(row.asked >= row.failed + row.not_applicable);
		const lost = result.findings.reduce((sum, finding) => sum + Math.round(finding.lost * 1000), 0);
		assert.equal(row.lost.reduce((sum, n) => sum + n, 0), lost);
	}
});
