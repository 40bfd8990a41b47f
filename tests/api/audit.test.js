/*
 * The audit log: everything that changes something leaves one entry with its change, whichever
 * route or command it is, and what is refused leaves none.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { all, is } from './group.js';
import { gemba, password } from './harness.js';
import { picture, sha256 } from './photos.js';
import { until } from './postgres_session.js';
import { bad, checklist, world } from './visits.js';
import { send, writeRoutes, writes } from './writes.js';

let w;
before(async () => { w = await world(); });
after(() => w?.stop());

/* What has been written down since: [rows, what the deed gave]. */
async function entries(deed) {
	const there = new Set((await w.sql('select id from audit_entry')).map((row) => row.id));
	const result = await deed();
	const rows = await w.sql('select * from audit_entry order by at, id');
	return [rows.filter((row) => !there.has(row.id)), result];
}

const isDone = (answer) => answer.status >= 200 && answer.status < 300;

describe('every write', () => {
	for (const { handler, method, path } of writeRoutes) {
		it(`leaves one entry: ${method} ${path}`, async () => {
			const request = await writes[handler](w);
			const [rows, answer] = await entries(() => send(request, { 'idempotency-key': randomUUID() }));
			assert.ok(isDone(answer), answer.text);
			if (request.isQuestion)
				return assert.deepEqual(rows, []);
			assert.equal(rows.length, 1, JSON.stringify(rows));
			const [row] = rows;
			assert.equal(row.operation, handler.replace('http_', ''));
			assert.ok(row.person_id && row.session_id && row.request_id);
			assert.equal(row.request_id, answer.headers.get('request-id'));
			assert.match(row.address_hash, /^[0-9a-f]{64}$/);
			const named = /\/([0-9a-f-]{36}|[0-9a-f]{64})(\/|$)/.exec(request.target);
			if (named)
				assert.equal(row.subject_id, named[1]);
			else if (answer.body?.id)
				assert.equal(row.subject_id, answer.body.id);
			assert.match(row.subject, /^[a-z][a-z-]*$/);
			return true;
		});
	}

	it('leaves none where it is refused', async () => {
		const stranger = w.other;
		for (const { handler } of writeRoutes.filter((route) => !/_me_|session/.test(route.handler))) {
			const request = await writes[handler](w);
			const [rows, answer] = await entries(() =>
				send({ ...request, api: stranger }, { 'idempotency-key': randomUUID() }));
			if (!isDone(answer))
				assert.deepEqual(rows, [], handler);
		}
	});

	it('leaves none for a body that is no good', async () => {
		const [rows, answer] = await entries(() => w.admin.post('/v1/units', { name: '' }));
		is(answer, 422);
		assert.deepEqual(rows, []);
	});
});

describe('an entry', () => {
	it('is hashed with a salt of who did it, and holds no personal data', async () => {
		const name = `Somebody ${randomUUID()}`;
		const [rows] = await entries(async () => {
			for (const api of [w.admin, w.admin])
				is(await api.patch(`/v1/people/${w.viewer.person.id}`, { name }), 200);
			is(await w.viewer.patch('/v1/me', { language: 'en' }), 200);
		});
		assert.equal(rows.length, 3);
		assert.ok(!JSON.stringify(rows).includes(name) && !JSON.stringify(rows).includes('127.0.0.1'));
		assert.equal(rows[0].body_hash, rows[1].body_hash);
		assert.equal(rows[0].address_hash, rows[1].address_hash);
		assert.notEqual(rows[2].address_hash, rows[0].address_hash);
	});

	it('never has a hash of what may hold a password', async () => {
		const person = await w.group.person('viewer', w.top);
		const [rows] = await entries(async () => {
			is(await w.admin.post(`/v1/people/${person.id}/password`, { password }), 204);
			await w.server.signIn('demo', person.login);
		});
		assert.deepEqual(rows.map(({ operation, body_hash }) => [operation, body_hash]),
			[['person_password', null], ['session_post', null]]);
	});

	it('tells who signed in, and of a refusal neither whose name nor where from', async () => {
		const [rows, refusals] = await entries(async () => {
			await w.server.signIn('demo', 'admin');
			const attempts = [];
			for (const login of ['admin', 'nobody-at-all', 'admin'])
				attempts.push(await w.server.api().post('/v1/sessions',
					{ tenant: 'demo', login, password: 'wrong horse' }));
			attempts.push(await w.server.api().post('/v1/sessions',
				{ tenant: 'no-such-group', login: 'admin', password: 'wrong horse' }));
			return attempts;
		});
		refusals.forEach((answer) => is(answer, 401, 'wrong_credentials'));
		assert.deepEqual(rows.map(({ operation, person_id }) => [operation, !!person_id]),
			[['session_post', true], ['session_refused', false], ['session_refused', false],
				['session_refused', false]]);
		const [, one, two, three] = rows;
		assert.equal(one.subject_id, three.subject_id);
		assert.notEqual(one.subject_id, two.subject_id);
		assert.match(one.subject_id, /^[0-9a-f]{64}$/);
	});

	it('is left by looking at the original of a photograph, and not by looking at a copy', async () => {
		const bytes = picture();
		const target = `/v1/photos/${sha256(bytes)}`;
		is(await w.inspector.put(target, bytes, { 'content-type': 'image/png' }), 201);
		await until(async () => (await w.inspector.get(target)).body.state === 'ready', 'decoding');
		const [rows] = await entries(async () => {
			is(await w.inspector.get(`${target}/view`), 200);
			is(await w.inspector.get(`${target}/original`), 200);
			is(await w.manager.get(`${target}/original`), 404);
		});
		assert.deepEqual(rows.map(({ operation, person_id, subject_id }) => [operation, person_id, subject_id]),
			[['photo_original', w.inspector.person.id, sha256(bytes)]]);
	});

	it('is left by what is done on the command line', async () => {
		const [rows, { code, stderr }] = await entries(() => gemba(['person', 'add', '--tenant', 'demo',
			'--login', 'second', '--name', 'Second', '--role', 'viewer', '--password-stdin'],
		{ database: w.server.database, input: `${password}\n` }));
		assert.equal(code, 0, stderr);
		assert.deepEqual(rows.map(({ operation, person_id, subject }) => [operation, person_id, subject]),
			[['person_add', null, 'person']]);
	});

	it('goes with its change: what is submitted and rolled back leaves neither', async () => {
		const target = `/v1/inspections/${await w.visit(await w.checklist())}`;
		const [rows, answer] = await entries(() => w.inspector.post(`${target}/submit`,
			{ answers: { ...bad, view: { photos: ['0'.repeat(64)] } } }));
		is(answer, 409, 'photos_missing');
		assert.deepEqual(rows, []);
	});
});

describe('GET /v1/audit', () => {
	const read = async (api, query = '') => {
		await until(async () => (await w.sql('select 1 from audit_entry where seq is null')).length === 0, 'sealing');
		return all(api, `/v1/audit${query}`);
	};

	it('shows who did what, the newest first, to whoever may see it', async () => {
		const unit = await w.group.unit(w.hotels, 'region');
		const items = await read(w.admin);
		assert.deepEqual(items.map((item) => item.seq), items.map((_, i) => items.length - i));
		const [own] = await read(w.admin, `?subject_id=${unit.id}`);
		assert.deepEqual([own.operation, own.subject, own.person_name], ['unit_post', 'unit', 'Admin']);
		for (const api of [w.viewer, w.quality, w.manager])
			is(await api.get('/v1/audit'), 403, 'forbidden');
		assert.deepEqual((await read(w.other)).filter((item) => items.some(({ id }) => id === item.id)), []);
	});

	it('is narrowed by person, thing, operation and time', async () => {
		const { id } = w.inspector.person;
		const of_person = await read(w.admin, `?person_id=${id}`);
		assert.ok(of_person.length && of_person.every((item) => item.person_id === id));
		const begun = await read(w.admin, `?person_id=${id}&operation=action_`);
		assert.deepEqual(begun.map((item) => item.id),
			of_person.filter((item) => item.operation.startsWith('action_')).map((item) => item.id));
		const units = await read(w.admin, '?subject=unit&operation=unit_patch');
		assert.ok(units.length && units.every((item) => item.operation === 'unit_patch'));
		const later = new Date(w.server.clock.now + 3600000).toISOString();
		assert.deepEqual(await read(w.admin, `?from=${later}`), []);
		assert.deepEqual((await read(w.admin, `?to=${later}`)).length, (await read(w.admin)).length);
		for (const query of ['person_id=x', 'after=x', 'from=today', 'limit=0'])
			is(await w.admin.get(`/v1/audit?${query}`), 422, 'invalid_query');
	});

	it('names nobody who went on a mystery visit, in no way of asking', async () => {
		const shopper = await w.group.somebody('shopper', w.hotels);
		const id = await w.visit(await w.checklist(checklist({ kind: 'mystery' })), { lead_id: shopper.person.id });
		const bytes = picture();
		is(await shopper.post(`/v1/inspections/${id}/start`, {}), 200);
		is(await shopper.put(`/v1/photos/${sha256(bytes)}`, bytes, { 'content-type': 'image/png' }), 201);
		is(await shopper.post(`/v1/inspections/${id}/submit`, { answers: bad }), 200);
		const visit = await read(w.admin, `?subject_id=${id}`);
		assert.deepEqual(visit.map(({ operation, person_id, person_name }) => [operation, person_id, person_name]),
			[['sheet_submit', null, null], ['inspection_start', null, null], ['inspection_post', null, null]]);
		assert.deepEqual((await read(w.admin, `?subject_id=${sha256(bytes)}`)).map((item) => item.person_id), [null]);
		assert.deepEqual((await read(w.admin, `?person_id=${shopper.person.id}`))
			.filter((item) => /^(inspection|sheet|photo)_/.test(item.operation)), []);
		assert.deepEqual(await read(w.admin, `?person_id=${shopper.person.id}&subject_id=${id}`), []);
	});
});

describe('the log', () => {
	it('is chained soon after, densely, for each group by itself', async () => {
		await until(async () => (await w.sql('select 1 from audit_entry where seq is null')).length === 0,
			'sealing');
		for (const { tenant_id, seq, link } of await w.sql('select * from audit_seal')) {
			const rows = await w.sql('select seq, link from audit_entry where tenant_id = $1 order by seq',
				tenant_id);
			assert.deepEqual(rows.map((row) => row.seq), rows.map((_, i) => i + 1));
			assert.equal(rows.length, seq);
			assert.equal(rows.at(-1)?.link ?? link, link);
			assert.equal(new Set(rows.map((row) => row.link)).size, rows.length);
		}
	});

	it('is changed by nobody: not by the program, and not by whoever owns it', async () => {
		const { script } = w.sql;
		for (const change of ['update audit_entry set operation = $$x$$', 'delete from audit_entry',
			'truncate audit_entry', 'update audit_entry set seq = seq + 1, link = link'])
			await assert.rejects(script(change), /The audit log only grows/, change);
		const [{ id }] = await w.sql(`select id from tenant where code = 'demo'`);
		for (const change of ['update audit_entry set operation = $$x$$', 'delete from audit_entry',
			'update audit_entry set seq = 1', 'update audit_seal set seq = 0'])
			await assert.rejects(script(`set role gemba_app; set app.tenant = '${id}'; ${change}`),
				/permission denied/, change);
		await assert.rejects(script(`set role gemba_system; update audit_entry set operation = 'x'`),
			/permission denied/);
	});

	it('stays whole when a person is forgotten, whose hashes then tell nothing', async () => {
		const [{ id }] = await w.sql(`select id from tenant where code = 'demo'`);
		await w.sql.script(`set role gemba_app; set app.tenant = '${id}';
			delete from audit_salt where person_id = '${w.colleague.person.id}'`);
		const [rows] = await entries(async () => is(await w.colleague.patch('/v1/me', { language: 'en' }), 200));
		assert.deepEqual(rows.map(({ address_hash, body_hash }) => [address_hash, body_hash]), [[null, null]]);
	});
});
