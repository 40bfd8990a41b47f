/* Who may see a photograph, and how much of it. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { start } from './harness.js';
import { action, decoded, department, manyFailures, person, picture, put, putNew, realPhotographs, showInAction,
	store, visit } from './photos.js';
import { problemName } from './schema.js';

const [real] = await realPhotographs();
const sizes = ['', '/thumbnail', '/view', '/original'];

let server, uploader, here, elsewhere;

before(async () => {
	server = await start();
	[here, elsewhere] = [await store(server), await store(server)];
	uploader = await person(server, ['inspection.conduct'], { unit: here });
});
after(() => server.stop());

/* A photograph of the uploader, looked at. */
async function photograph(bytes = picture()) {
	const { status, text, body } = await put(uploader.api, bytes, {
		type: bytes[0] === 0xff ? 'image/jpeg' : 'image/png',
		record: { method: 'camera', claimed_at: '2026-11-20T08:00:00Z', lat: 31.2, lon: 121.4 },
	});
	assert.ok(status < 300, text);
	await decoded(uploader.api, body.sha256);
	return body.sha256;
}

/* The statuses of the photograph itself, thumbnail, view and original. */
const statuses = ({ api }, address) => Promise.all(sizes.map(async (size) =>
	(await api.get(`/v1/photos/${address}${size}`)).status));

const all = [200, 200, 200, 200];
const none = [404, 404, 404, 404];
const noOriginal = [200, 200, 200, 403];

const known = async ({ api }, address) => (await api.get(`/v1/photos/${address}`)).body;

describe('a photograph that nothing shows', () => {
	it('is its uploader\'s alone', async () => {
		const address = await photograph();
		const admin = { api: server.api(await server.signIn()) };
		assert.deepEqual(await statuses(uploader, address), all);
		assert.deepEqual(await statuses(admin, address), none);
		assert.deepEqual(await statuses({ api: server.api(await server.signIn('other')) }, address), none);
		assert.deepEqual((await Promise.all(sizes.map(async (size) =>
			(await server.api().get(`/v1/photos/${address}${size}`)).status))), [401, 401, 401, 401]);
	});

	it('does not exist where nobody has sent it', async () => {
		const { status, body } = await uploader.api.get(`/v1/photos/${'0'.repeat(64)}`);
		assert.deepEqual([status, problemName(body)], [404, 'not_found']);
	});
});

describe('a photograph of a visit', () => {
	it('is seen by whoever sees the visit, whole', async () => {
		const address = await photograph();
		const id = await visit(server, address, { unit: here });
		const reader = await person(server, ['inspection.read'], { unit: here });
		assert.deepEqual(await statuses(reader, address), all);
		const photo = await known(reader, address);
		assert.deepEqual(photo.inspections, [{ inspection_id: id, question: 'floor', instance: null }]);
		assert.equal(photo.uploaded_by, uploader.id);
		assert.deepEqual(photo.captures.map(({ person_id, method }) => [person_id, method]),
			[[uploader.id, 'camera']]);
	});

	it('is not seen at another store, nor with other rights at the same', async () => {
		const address = await photograph();
		await visit(server, address, { unit: here });
		assert.deepEqual(await statuses(await person(server, ['inspection.read'], { unit: elsewhere }), address), none);
		assert.deepEqual(await statuses(await person(server, ['action.read', 'report.read'], { unit: here }), address),
			none);
	});

	it('is told of with the visits that the caller sees, and no others', async () => {
		const address = await photograph();
		const ids = [await visit(server, address, { unit: here }), await visit(server, address, { unit: elsewhere })];
		const reader = await person(server, ['inspection.read'], { unit: elsewhere });
		assert.deepEqual((await known(reader, address)).inspections.map(({ inspection_id }) => inspection_id), [ids[1]]);
		const above = await person(server, ['inspection.read']);
		assert.deepEqual((await known(above, address)).inspections.map(({ inspection_id }) => inspection_id).sort(),
			ids.sort());
	});

	it('is seen by who leads it, without any right', async () => {
		const address = await photograph();
		const lead = await person(server, ['report.read'], { unit: elsewhere });
		await visit(server, address, { unit: here, lead: lead.id, state: 'started' });
		assert.deepEqual(await statuses(lead, address), all);
	});

	it('is found at once among many, also where the planner knows of none', async () => {
		await manyFailures(server, elsewhere, 400);
		const address = await photograph();
		await visit(server, address, { unit: here });
		const reader = await person(server, ['inspection.read'], { unit: here });
		await known(reader, address);
		/* Whoever goes over all of it needs that long each time; a busy machine only now and then. */
		for (let tries = 1, took = Infinity; took >= 2000; tries++) {
			const began = Date.now();
			await known(reader, address);
			took = Date.now() - began;
			assert.ok(took < 2000 || tries < 10, `it took ${took} ms`);
		}
	});
});

describe('a photograph of an action', () => {
	it('is seen by who sees the action; the original with the right to see visits there', async () => {
		const address = await photograph();
		const id = await action(server, { unit: here });
		await showInAction(server, id, address);
		const worker = await person(server, ['action.read'], { unit: here });
		assert.deepEqual(await statuses(worker, address), noOriginal);
		assert.deepEqual((await known(worker, address)).actions, [{ action_id: id, step: 'hand_in' }]);
		assert.deepEqual(await statuses(await person(server, ['action.read', 'inspection.read'], { unit: here }), address),
			all);
		assert.deepEqual(await statuses(await person(server, ['action.read'], { unit: elsewhere }), address), none);
		assert.deepEqual(await statuses(await person(server, ['inspection.read'], { unit: here }), address), none);
	});

	it('is seen by the department that answers for it, and by no other', async () => {
		const [mine, other] = [await department(server), await department(server)];
		const address = await photograph();
		await showInAction(server, await action(server, { unit: here, department: mine }), address);
		const head = await person(server, ['action.read'], { unit: here, department: mine });
		assert.deepEqual(await statuses(head, address), noOriginal);
		assert.deepEqual(await statuses(await person(server, ['action.read'], { unit: here, department: other }), address),
			none);
	});

	it('is seen by who is responsible for it', async () => {
		const address = await photograph();
		const responsible = await person(server, ['action.work'], { unit: elsewhere });
		await showInAction(server, await action(server, { unit: here, responsible: responsible.id }), address);
		assert.deepEqual(await statuses(responsible, address), noOriginal);
	});

	it('may be one of the visit at which its finding was made', async () => {
		const address = await photograph();
		const about = await visit(server, address, { unit: here });
		const id = await action(server, { unit: here, visit: about });
		const worker = await person(server, ['action.read'], { unit: here });
		assert.deepEqual(await statuses(worker, address), noOriginal);
		const photo = await known(worker, address);
		assert.deepEqual([photo.inspections, photo.actions], [[], [{ action_id: id, step: 'finding' }]]);
	});
});

describe('a photograph of a finding', () => {
	it('is seen by who sees the finding; the original with the right to see visits there', async () => {
		const address = await photograph();
		await action(server, { unit: here, visit: await visit(server, address, { unit: here }) });
		const reader = await person(server, ['finding.read'], { unit: here });
		assert.deepEqual(await statuses(reader, address), noOriginal);
		const { inspections, findings, actions } = await known(reader, address);
		assert.deepEqual([inspections.length, findings.length, actions.length], [0, 1, 0]);
		assert.deepEqual(await statuses(await person(server, ['finding.read'], { unit: elsewhere }), address), none);
	});
});

describe('a photograph of a mystery visit', () => {
	const secrets = ['taken_at', 'taken_offset', 'lat', 'lon', 'camera', 'software', 'uploaded_by', 'uploaded_at',
		'decoded_at'];

	it('is seen without anything that tells of the shopper', async () => {
		const address = await photograph(real?.bytes);
		const about = await visit(server, address, { unit: here, kind: 'mystery' });
		await action(server, { unit: here, visit: about });
		const reader = await person(server, ['inspection.read', 'action.read'], { unit: here });
		assert.deepEqual(await statuses(reader, address), noOriginal);
		const photo = await known(reader, address);
		for (const secret of secrets)
			assert.equal(photo[secret], null, secret);
		assert.deepEqual([photo.captures, photo.state], [[], 'ready']);

		/* Its own uploader knows it all, and so does who may know the shopper. */
		const knowing = await person(server, ['inspection.read', 'mystery.identity'], { unit: here });
		for (const who of [uploader, knowing]) {
			assert.deepEqual(await statuses(who, address), all);
			const { uploaded_by, decoded_at, captures, camera } = await known(who, address);
			assert.equal(uploaded_by, uploader.id);
			assert.ok(decoded_at && captures.length === 1);
			assert.equal(Boolean(camera), Boolean(real));
		}
	});

	it('stays so when somebody shows it elsewhere, too', async () => {
		const address = await photograph();
		await visit(server, address, { unit: here, kind: 'mystery' });
		await visit(server, address, { unit: here });
		await showInAction(server, await action(server, { unit: here }), address, 'comment');
		const reader = await person(server, ['inspection.read', 'action.read'], { unit: here });
		assert.deepEqual(await statuses(reader, address), noOriginal);
		assert.equal((await known(reader, address)).uploaded_by, null);
		const otherwise = await person(server, ['inspection.read', 'mystery.identity'], { unit: elsewhere });
		assert.deepEqual(await statuses(otherwise, address), none);
	});

	it('does not exist for the store before its release', async () => {
		const address = await photograph();
		await visit(server, address, { unit: here, kind: 'mystery', state: 'submitted' });
		assert.deepEqual(await statuses(await person(server, ['inspection.read'], { unit: here }), address), none);
		assert.deepEqual(await statuses(await person(server, ['inspection.read']), address), noOriginal);
	});
});

describe('a picture that is shown', () => {
	it('is kept by the browser and by nobody between', async () => {
		const address = await photograph();
		for (const size of ['thumbnail', 'view', 'original']) {
			const { headers } = await uploader.api.get(`/v1/photos/${address}/${size}`);
			assert.match(headers.get('cache-control'), /^private, max-age=\d+, immutable$/);
			assert.equal(headers.get('etag'), `"${address}-${size}"`);
			assert.equal(headers.get('x-content-type-options'), 'nosniff');
			assert.match(headers.get('content-disposition'), size === 'original' ?
				/^attachment; filename="[0-9a-f]{16}\.png"$/ : /^inline$/);
			const again = await uploader.api.get(`/v1/photos/${address}/${size}`,
				{ 'if-none-match': headers.get('etag') });
			assert.deepEqual([again.status, again.bytes.length], [304, 0]);
		}
		const stranger = await person(server, ['inspection.read'], { unit: elsewhere });
		const { status } = await stranger.api.get(`/v1/photos/${address}/view`,
			{ 'if-none-match': `"${address}-view"` });
		assert.equal(status, 404);
	});

	it('is no longer shown to who has left', async () => {
		const address = await putNew(uploader.api, picture());
		const gone = await person(server, ['inspection.read'], { unit: here });
		await visit(server, address, { unit: here });
		assert.equal((await gone.api.get(`/v1/photos/${address}`)).status, 200);
		await server.sql.script(`delete from membership where person_id = '${gone.id}'`);
		assert.equal((await gone.api.get(`/v1/photos/${address}`)).status, 404);
	});
});
