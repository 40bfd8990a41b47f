/*
 * The main job, end to end and through the API alone: a checklist in, a photographed visit scored,
 * its failures with the departments that answer for them, and one of them fixed and verified.
 */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Group, all, is } from './group.js';
import { gemba, start } from './harness.js';
import { decoded, insist, picture, put, realPhotographs, sha256 } from './photos.js';

const templates = new URL('../../templates/', import.meta.url).pathname;
const read = (name) => readFile(templates + name, 'utf8');

let server;
before(async () => { server = await start(); });
after(() => server?.stop());

/* An answer that does not fail; as few photographs as will do. */
function fine(question, photos) {
	const entry = {};
	const shown = photos.slice(0, Math.max(1, question.photos?.min ?? 1));
	switch (question.type) {
	case 'choice':
		entry.choice = question.choices.find((choice) => !choice.fails && !choice.not_applicable).key;
		break;
	case 'choices':
		entry.choices = question.choices.filter((choice) => !choice.fails && choice.points > 0).map((choice) => choice.key);
		break;
	case 'check':
		entry.check = question.fails === undefined ? true : !question.fails;
		break;
	case 'number': {
		const range = question.ranges?.find((one) => !one.fails) ?? { from: question.min ?? 0 };
		entry.number = range.from ?? range.to - 1;
		break;
	}
	case 'photo':
		return { photos: shown };
	case 'signature':
		return { signature: photos[0] };
	case 'date':
		return { date: '2026-11-21' };
	case 'place':
		return { place: { lat: 31.2304, lon: 121.4737, accuracy: 8 } };
	default:
		return { text: '一切正常。' };
	}
	if (question.photos?.when === 'always')
		entry.photos = shown;
	if (question.note === 'always')
		entry.note = 'as it should be';
	return entry;
}

/* The same question with the first answer that fails, photographed. */
function failing(question, photo) {
	const choice = question.choices?.find((one) => one.fails);
	return { ...choice ? { choice: choice.key } : { check: question.fails }, photos: [photo], note: '有问题 — see the photo' };
}

/* A sheet without failures, for two instances of whatever repeats. */
function whole(document, photos) {
	const sheet = { answers: {}, instances: {} };
	for (const section of document.sections) {
		if (section.repeats)
			sheet.instances[section.key] = Array.from({ length: Math.max(2, section.repeats.min ?? 1) }, (_, i) => `${1203 + i}`);
		for (const suffix of sheet.instances[section.key]?.map((_, i) => `@${i + 1}`) ?? [''])
			for (const question of section.questions)
				sheet.answers[question.key + suffix] = fine(question, photos);
	}
	return sheet;
}

describe('the main job', () => {
	const them = {};

	it('an administrator makes the group: stores, departments, people', async () => {
		const group = await (await Group.of(server)).stores();
		const { admin, top, shanghai } = group;
		them.departments = {};
		for (const { kind, ...body } of JSON.parse(await read('departments.json')))
			them.departments[body.code] = is(await admin.post(kind === 'partner' ? '/v1/partners' : '/v1/departments', body), 201);
		const head = (code) => ({ membership: { role_id: group.roles.department_head.id, unit_id: shanghai.id,
			department_id: them.departments[code].id } });
		Object.assign(them, { group, admin,
			quality: await group.somebody('quality', top),
			inspector: await group.somebody('inspector', group.hotels),
			manager: await group.somebody('store_manager', shanghai),
			housekeeper: await group.somebody('department_head', shanghai, head('housekeeping')),
			engineer: await group.somebody('department_head', shanghai, head('engineering')),
			neighbour: await group.somebody('store_manager', group.ningbo) });
		assert.equal(is(await them.housekeeper.get('/v1/me'), 200).memberships.length, 1);
	});

	it('the quality department takes a ready checklist and publishes it', async () => {
		them.text = await read('guest-room-inspection.json');
		them.document = JSON.parse(them.text);
		const made = is(await them.quality.post('/v1/checklists', them.text), 201);
		is(await them.quality.post(`/v1/checklists/${made.id}/versions/1/publish`), 200);
		const version = await them.quality.get(`/v1/checklists/${made.id}/versions/1/document`);
		assert.equal(version.text, them.text);
		them.checklist = made;
	});

	it('a visit is planned, and found by the inspector on the phone', async () => {
		const { quality, inspector, group, checklist } = them;
		const due = new Date(server.clock.now + 3600000).toISOString();
		const visit = is(await quality.post('/v1/inspections', { unit_id: group.shanghai.id, checklist_id: checklist.id,
			lead_id: inspector.person.id, due_at: due, is_unannounced: true }), 201);
		const mine = is(await inspector.get('/v1/inspections?mine=true&state=open,started&sort=due'), 200);
		assert.deepEqual(mine.items.map((item) => item.id), [visit.id]);
		assert.deepEqual(await all(them.manager, '/v1/inspections'), []);
		them.visit = visit.id;
	});

	it('the phone takes the bundle and works without a network', async () => {
		const { inspector, document, visit } = them;
		them.bundle = is(await inspector.get(`/v1/inspections/${visit}/bundle`), 200);
		assert.deepEqual(them.bundle.version.document, document);
		const real = await realPhotographs();
		them.pictures = real.length ? real.map(({ bytes, name }) => ({ bytes, type: name.endsWith('.png') ? 'image/png' : 'image/jpeg' })) :
			Array.from({ length: 8 }, () => ({ bytes: picture(), type: 'image/png' }));
		them.hashes = them.pictures.map(({ bytes }) => sha256(bytes));
		const [evidence] = them.hashes;
		them.sheet = whole(document, them.hashes.slice(1, 5));
		const can = (department) => document.sections.flatMap((section) => section.questions.map((question) => ({ section, question })))
			.find(({ question }) => question.department === department && question.severity !== 'minor' &&
				question.choices?.some((choice) => choice.fails) && question.type === 'choice');
		them.failures = ['housekeeping', 'engineering'].map((department) => {
			const { section, question } = can(department);
			const key = question.key + (section.repeats ? '@1' : '');
			them.sheet.answers[key] = failing(question, evidence);
			return { department, question, instance: section.repeats ? '1203' : null };
		});
	});

	it('the inspector sees the score before leaving: that of "gemba score"', async () => {
		const folder = await mkdtemp(path.join(tmpdir(), 'gemba-job-'));
		const { tags, history } = them.bundle.context;
		await writeFile(`${folder}/checklist`, them.text);
		await writeFile(`${folder}/answers`, JSON.stringify({ ...them.sheet, ...tags.length && { store: { tags } }, history }));
		const { code, stdout, stderr } = await gemba(['score', '--checklist', `${folder}/checklist`, '--answers', `${folder}/answers`]);
		await rm(folder, { recursive: true });
		assert.equal(code, 0, stderr);
		them.score = stdout.trimEnd();
		assert.deepEqual(JSON.parse(them.score).missing, []);
	});

	it('back in the network it submits; the server names the photographs that have not arrived', async () => {
		const { inspector, visit, sheet, hashes, bundle } = them;
		them.submission = { ...sheet, context_id: bundle.context.id, started_at: new Date(server.clock.now - 1800000).toISOString(),
			finished_at: new Date(server.clock.now).toISOString() };
		const problem = is(await inspector.post(`/v1/inspections/${visit}/submit`, them.submission), 409, 'photos_missing');
		const shown = Object.values(sheet.answers).flatMap(({ photos = [], signature }) => [...photos, ...signature ? [signature] : []]);
		assert.ok(shown.includes(hashes[0]));
		assert.deepEqual(problem.photos.sort(), [...new Set(shown)].sort());
		them.missing = problem.photos;
	});

	it('sends them, each twice at the same moment, and the visit again, as often as it likes', async () => {
		const { inspector, visit, pictures, hashes, missing } = them;
		await Promise.all(missing.flatMap((hash) => {
			const { bytes, type } = pictures[hashes.indexOf(hash)];
			const record = { method: 'camera', claimed_at: new Date(server.clock.now).toISOString(), lat: 31.2304, lon: 121.4737 };
			return [0, 1].map(async () => assert.ok([200, 201].includes((await put(inspector, bytes, { type, record })).status)));
		}));
		const answers = await Promise.all([0, 1, 2].map(() => insist(() =>
			inspector.post(`/v1/inspections/${visit}/submit`, them.submission))));
		for (const answer of answers)
			assert.equal(is(answer, 200).inspection.state, 'released');
		assert.equal(new Set(answers.map((answer) => answer.text)).size, 1);
		assert.ok(answers[0].text.includes(`,"result":${them.score},"findings":`));
		them.done = answers[0].body;
		assert.equal(them.done.inspection.is_late, false);
		assert.equal((await decoded(inspector, hashes[0])).state, 'ready');
	});

	it('every failure lies with the department that answers for it', async () => {
		const { failures, done, housekeeper, engineer, manager, neighbour } = them;
		assert.deepEqual(done.findings.map((finding) => finding.question).sort(), failures.map(({ question }) => question.key).sort());
		for (const [person, department] of [[housekeeper, 'housekeeping'], [engineer, 'engineering']]) {
			const { question, instance } = failures.find((failure) => failure.department === department);
			const items = await all(person, '/v1/actions?mine=true');
			assert.deepEqual(items.map((item) => [item.question, item.kind, item.state, item.routed_by]),
				[[question.key, 'corrective', 'open', 'duty']]);
			const action = is(await person.get(`/v1/actions/${items[0].id}`), 200);
			assert.deepEqual(action.title, question.text);
			assert.deepEqual([action.findings[0].instance, action.findings[0].photos], [instance, [them.hashes[0]]]);
			assert.equal((await person.get(`/v1/photos/${them.hashes[0]}/thumbnail`)).status, 200);
			them[department] = action.id;
		}
		assert.equal((await all(manager, '/v1/actions')).length, 2);
		assert.deepEqual(await all(neighbour, '/v1/actions'), []);
		is(await neighbour.get(`/v1/actions/${them.housekeeping}`), 404, 'not_found');
		assert.deepEqual((await all(manager, '/v1/inspections')).map((item) => item.id), [them.visit]);
	});

	it('the department head plans it, does it and hands it in with a new photograph', async () => {
		const { housekeeper, housekeeping, pictures, hashes } = them;
		const step = (name, body) => housekeeper.post(`/v1/actions/${housekeeping}/${name}`, body);
		is(await step('plan', { plan: 'Mend it.' }), 422, 'cause_is_missing');
		is(await step('plan', { cause: 'Nobody looks there.', plan: 'Look there every morning.' }), 200);
		is(await step('start'), 200);
		is(await step('hand-in', { done: 'Done.' }), 422, 'hand_in_needs_a_photo');
		const { bytes, type } = pictures[5];
		is(await put(housekeeper, bytes, { type, record: { method: 'camera' } }), 201);
		await decoded(housekeeper, hashes[5]);
		assert.equal(is(await step('hand-in', { done: 'Done, and on the morning list.', photos: [hashes[5]] }), 200).state, 'submitted');
	});

	it('another person verifies it, and it waits for the next visits to prove it', async () => {
		const { housekeeper, manager, housekeeping } = them;
		is(await housekeeper.post(`/v1/actions/${housekeeping}/verify`, {}), 403, 'forbidden');
		assert.equal(is(await manager.post(`/v1/actions/${housekeeping}/verify`, { note: 'Seen.' }), 200).state, 'monitoring');
		const { items } = is(await manager.get(`/v1/actions/${housekeeping}/timeline`), 200);
		assert.deepEqual(items.map((line) => line.kind).sort(),
			['action.handed_in', 'action.opened', 'action.planned', 'action.started', 'action.verified']);
	});

	it('headquarters sees it in the figures', async () => {
		const { quality, group, done } = them;
		const { rows } = is(await quality.get('/v1/reports/scores?by=store'), 200);
		const row = rows.find((one) => one.id === group.shanghai.id);
		assert.deepEqual([row.visits, row.mean_percent], [1, done.result.percent]);
		const findings = is(await quality.get('/v1/reports/findings?by=department'), 200).rows;
		assert.deepEqual(findings.map((one) => [one.key, one.findings]).sort(), [['engineering', 1], ['housekeeping', 1]]);
		const actions = is(await quality.get('/v1/reports/actions?by=department'), 200).rows;
		const states = Object.fromEntries(actions.map((one) => [one.key, one.states]));
		assert.deepEqual([states.housekeeping.monitoring, states.engineering.open], [1, 1]);
		assert.deepEqual(is(await them.neighbour.get('/v1/reports/scores?by=store'), 200).total.visits, 0);
	});

	it('the next visit passes the question, so its history is clean', async () => {
		const { quality, inspector, group, checklist, sheet, failures } = them;
		await server.clock.advance(60000);
		const next = is(await quality.post('/v1/inspections', { unit_id: group.shanghai.id, checklist_id: checklist.id,
			lead_id: inspector.person.id }), 201).id;
		const bundle = is(await inspector.get(`/v1/inspections/${next}/bundle`), 200);
		assert.deepEqual(bundle.context.history, Object.fromEntries(failures.map(({ question }) => [question.key, 1])));
		assert.deepEqual(bundle.previous.map((one) => [one.question, one.photos.length]).sort(),
			failures.map(({ question }) => [question.key, 1]).sort());
		const answers = whole(them.document, them.hashes.slice(1, 5)).answers;
		is(await inspector.post(`/v1/inspections/${next}/start`, {}), 200);
		const put1 = await inspector.put(`/v1/inspections/${next}/sheet`, { answers, instances: sheet.instances }, { 'if-match': '"1.0"' });
		assert.deepEqual(is(put1, 200).result.missing, []);
		assert.deepEqual(is(await inspector.post(`/v1/inspections/${next}/submit`, {}), 200).findings, []);
		await server.clock.advance(60000);
		const last = is(await quality.post('/v1/inspections', { unit_id: group.shanghai.id, checklist_id: checklist.id,
			lead_id: inspector.person.id }), 201).id;
		assert.deepEqual(is(await inspector.get(`/v1/inspections/${last}/bundle`), 200).context.history, {});
	});

	it('another group sees nothing of it', async () => {
		const other = server.api(await server.signIn('other'));
		for (const list of ['inspections', 'checklists', 'actions', 'findings', 'departments'])
			assert.deepEqual(await all(other, `/v1/${list}`), [], list);
		for (const target of [`inspections/${them.visit}`, `inspections/${them.visit}/sheet`, `inspections/${them.visit}/bundle`,
			`checklists/${them.checklist.id}`, `actions/${them.housekeeping}`, `findings/${them.done.findings[0].id}`,
			`photos/${them.hashes[0]}`, `photos/${them.hashes[0]}/original`, `units/${them.group.shanghai.id}`,
			`people/${them.inspector.person.id}`])
			is(await other.get(`/v1/${target}`), 404, 'not_found');
		is(await other.post(`/v1/inspections/${them.visit}/submit`, them.submission), 404, 'not_found');
		is(await other.post(`/v1/actions/${them.engineering}/plan`, { cause: 'x', plan: 'y' }), 404, 'not_found');
		assert.equal(is(await other.get('/v1/reports/scores?by=unit'), 200).total.visits, 0);
	});
});
