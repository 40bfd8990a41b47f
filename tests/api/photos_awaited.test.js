/* What a visit shows has to have arrived, and to be a picture, before the visit is submitted. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { start } from './harness.js';
import { decoded, holding, insist, person, picture, put, putNew, sha256, store } from './photos.js';
import { until } from './postgres_session.js';
import { problemName } from './schema.js';

const checklist = {
	format: 'gemba.checklist/1',
	code: 'floors',
	title: { en: 'Floors' },
	kind: 'tour',
	scoring: { method: 'points', pass_line: 50 },
	sections: [{
		key: 'all',
		title: { en: 'All' },
		questions: ['clean', 'dry'].map((key) => ({
			key,
			text: { en: key },
			type: 'check',
			points: 5,
			severity: 'minor',
			photos: { min: 0, max: 5, when: 'always' },
		})),
	}],
};

let folder, file, server, api, inspector, unit, checklistId;

before(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'gemba-photos-'));
	file = await holding(path.join(folder, 'held'));
	server = await start({ env: { GEMBA_PHOTO_PROGRAM: file } });
	api = server.api(await server.signIn());
	unit = await store(server);
	inspector = await person(server, ['inspection.read', 'inspection.conduct', 'checklist.read'], { unit });
	const { status, body, text } = await api.post('/v1/checklists', checklist);
	assert.equal(status, 201, text);
	checklistId = body.id;
	const published = await api.post(`/v1/checklists/${checklistId}/versions/1/publish`);
	assert.equal(published.status, 200, published.text);
});
after(async () => {
	await server.stop();
	await rm(folder, { recursive: true });
});

/* A visit of the inspector with these photographs of each question, ready to be submitted. */
async function visit(photographs) {
	const id = randomUUID();
	const made = await api.post('/v1/inspections',
		{ id, unit_id: unit, checklist_id: checklistId, lead_id: inspector.id });
	assert.equal(made.status, 201, made.text);
	const bundle = await inspector.api.get(`/v1/inspections/${id}/bundle`);
	assert.equal(bundle.status, 200, bundle.text);
	const answers = Object.fromEntries(Object.entries(photographs)
		.map(([question, photos]) => [question, { check: true, photos }]));
	const state = async () => (await api.get(`/v1/inspections/${id}`)).body.state;
	const submit = () => inspector.api.post(`/v1/inspections/${id}/submit`, { context_id: bundle.body.context.id, answers });
	return { id, state, submit, insist: () => insist(submit) };
}

function refused({ status, body, text }, problem) {
	assert.equal(status, 409, text);
	assert.equal(problemName(body), problem, text);
	return body;
}

describe('a visit that shows photographs', () => {
	it('names all that have not arrived, changes nothing, and is submitted once they have', async () => {
		const [first, second, arrived] = [picture(), picture(), picture()];
		await decoded(inspector.api, await putNew(inspector.api, arrived));
		const { submit, insist, state } = await visit({ clean: [second, arrived, first].map(sha256), dry: [sha256(first)] });
		const before = await state();
		assert.deepEqual(refused(await submit(), 'photos_missing').photos.sort(),
			[sha256(first), sha256(second)].sort());
		assert.equal(await state(), before);
		await putNew(inspector.api, first);
		assert.deepEqual(refused(await submit(), 'photos_missing').photos, [sha256(second)]);
		await putNew(inspector.api, second);
		const { status, text } = await insist();
		assert.equal(status, 200, text);
		assert.equal(await state(), 'released');
		/* And whoever sees the visit sees them. */
		for (const bytes of [first, second, arrived])
			assert.equal((await api.get(`/v1/photos/${sha256(bytes)}/thumbnail`)).status, 200);
	});

	it('has those of another group missing', async () => {
		const others = server.api(await server.signIn('other'));
		const address = await putNew(others, picture());
		const { submit } = await visit({ clean: [address] });
		assert.deepEqual(refused(await submit(), 'photos_missing').photos, [address]);
	});

	it('is not submitted with what is no picture, and is told why it is none', async () => {
		const bytes = Buffer.concat([picture().subarray(0, 60), Buffer.from(randomUUID())]);
		const address = await putNew(inspector.api, bytes);
		const { insist } = await visit({ clean: [address], dry: [address] });
		const { photos, reasons } = refused(await insist(), 'photos_unreadable');
		assert.deepEqual(photos, [address]);
		assert.equal(reasons[address], (await decoded(inspector.api, address)).unreadable_why);
	});

	it('waits for those that are being looked at', async () => {
		const bytes = picture();
		const address = sha256(bytes);
		const { insist } = await visit({ clean: [address] });
		await writeFile(`${file}.hold`, '');
		await putNew(inspector.api, bytes);
		await until(async () => (await server.sql('select attempts from photo where sha256 = $1', address))[0].attempts,
			'the look');
		let hasEnded = false;
		const submission = insist().finally(() => { hasEnded = true; });
		await api.get('/v1/me');
		assert.ok(!hasEnded);
		await rm(`${file}.hold`);
		const { status, text } = await submission;
		assert.equal(status, 200, text);
	});

	it('is asked to come again when that takes too long', async () => {
		/* What is looked at for half a minute is taken for hung: nothing else is done meanwhile. */
		const bytes = picture();
		const address = sha256(bytes);
		const { submit } = await visit({ clean: [address] });
		await writeFile(`${file}.hold`, '');
		await putNew(inspector.api, bytes);
		const answer = await submit();
		assert.deepEqual(refused(answer, 'photos_pending').photos, [address]);
		assert.equal(answer.headers.get('retry-after'), '1');
		await rm(`${file}.hold`);
		await decoded(inspector.api, address);
		assert.equal((await submit()).status, 200);
		assert.equal((await put(inspector.api, bytes)).status, 200);
	});
});
