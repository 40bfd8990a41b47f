/* Photographs that nothing shows are removed ninety days after they were last sent, and no others. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { is } from './group.js';
import { start } from './harness.js';
import { Side } from './matrix_world.js';
import { decoded, fileOf, picture, put, sha256 } from './photos.js';
import { until } from './postgres_session.js';
import { day, good } from './visits.js';

describe('a photograph that nothing shows', () => {
	let server;
	let side;
	before(async () => {
		server = await start();
		side = await Side.of(server, 'demo');
	});
	after(() => server?.stop());

	async function sent(bytes = picture()) {
		const answer = await put(side.inspector, bytes);
		assert.ok(answer.status < 300, answer.text);
		await decoded(side.inspector, sha256(bytes));
		return sha256(bytes);
	}

	const rows = async (address) => (await server.sql(
		'select (select count(*) from photo where sha256 = $1) + (select count(*) from capture where sha256 = $1) as nr',
		address))[0].nr;

	async function later(ms) {
		await server.clock.advance(ms);
		for (const api of [side.admin, side.inspector, side.fixer])
			api.token = await server.signIn('demo', api.person?.login);
	}

	it('is removed after ninety days, with its files; what something shows stays', async () => {
		const again = picture();
		const unused = [await sent(), await sent()];
		const resent = await sent(again);
		const [draft, fix] = [await sent(), await sent()];
		const visit = await side.startedVisit();
		const { headers } = await side.inspector.get(`/v1/inspections/${visit.id}/sheet`);
		is(await side.inspector.put(`/v1/inspections/${visit.id}/sheet`,
			{ answers: { ...good, view: { photos: [draft] } }, fixed: { 'floor.clean': [fix] } }, { 'if-match': headers.get('etag') }), 200);
		const action = await side.action('submitted');
		const shown = (await server.sql(`select sha256 from action_photo where action_id = '${action.id}'`))[0].sha256;
		const kept = [side.picture, draft, fix, resent, shown];
		for (const address of unused)
			for (const ending of ['', '.view.jpg', '.thumbnail.jpg'])
				assert.ok(existsSync(await fileOf(server, address, { ending })));

		await later(89 * day);
		is(await put(side.inspector, again), 200);
		await later(2 * day);
		/* The loop looks at each start, and every hour. */
		await server.kill();
		await server.restart();
		for (const address of unused) {
			await until(async () => await rows(address) === 0, 'the removal');
			for (const ending of ['', '.view.jpg', '.thumbnail.jpg']) {
				const file = await fileOf(server, address, { ending });
				await until(() => !existsSync(file), 'the file');
			}
			assert.equal((await side.inspector.get(`/v1/photos/${address}`)).status, 404);
		}
		for (const address of kept) {
			assert.ok(await rows(address) >= 2, address);
			assert.ok(existsSync(await fileOf(server, address)), address);
		}
	});

	it('can be sent again as if it had never been there', async () => {
		const bytes = picture();
		const address = await sent(bytes);
		await later(91 * day);
		await server.kill();
		await server.restart();
		await until(async () => await rows(address) === 0, 'the removal');
		await until(async () => !existsSync(await fileOf(server, address)), 'the file');
		is(await put(side.inspector, bytes), 201);
		await decoded(side.inspector, address);
		assert.equal(sha256((await side.inspector.get(`/v1/photos/${address}/original`)).bytes), address);
	});
});
