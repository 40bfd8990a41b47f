/* Idempotency-Key: what is the same request, for whom, and for how long; and what is cut off in the middle. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import net from 'node:net';
import { after, before, describe, it } from 'node:test';
import { is } from './group.js';
import { start } from './harness.js';
import { Session, until } from './postgres_session.js';
import { bad, day, good, rows, world } from './visits.js';

let w;
let list;
before(async () => {
	w = await world();
	list = await w.checklist();
});
after(() => w?.stop());

const key = (text = randomUUID()) => ({ 'idempotency-key': text });
const region = (name = 'South') => ({ parent_id: w.hotels.id, kind: 'region', code: `r-${randomUUID().slice(0, 8)}`, name });
const isReplay = (answer) => answer.headers.get('idempotent-replayed') === 'true';
/* The cluster is everybody's: only what this file's own server holds. */
const advisory = `from pg_locks where locktype = 'advisory' and granted
	and database = (select oid from pg_database where datname = current_database())`;
const kept = async (after) => (await w.sql(`select count(*)::integer as n from idempotency_key
	where at > '${new Date(after).toISOString()}'`))[0].n;

describe('an Idempotency-Key', () => {
	it('is 1 to 255 visible ASCII characters', async () => {
		for (const text of ['x', '!', '~'.repeat(255), '"8e03978e-40d5-43e8-bc93-6894a57f9324"'])
			is(await w.admin.post('/v1/units', region(), key(text)), 201);
		for (const text of ['', 'x'.repeat(256), 'a b', 'é', 'a\tb'])
			is(await w.admin.post('/v1/units', region(), key(text)), 400, 'bad_request');
	});

	it('gets the first answer byte for byte, with its status, Location and ETag', async () => {
		const its = key();
		const body = { unit_id: w.shanghai.id, checklist_id: list.id };
		const first = await w.quality.post('/v1/inspections', body, its);
		is(first, 201);
		assert.ok(!isReplay(first));
		is(await w.quality.post(`/v1/inspections/${first.body.id}/cancel`, { reason: 'Closed' }), 200);
		const again = await w.quality.post('/v1/inspections', body, its);
		assert.ok(isReplay(again));
		for (const name of ['location', 'etag', 'content-type'])
			assert.equal(again.headers.get(name), first.headers.get(name), name);
		assert.deepEqual([again.status, again.text], [first.status, first.text]);
	});

	it('gets the first answer of nothing, too', async () => {
		const person = await w.group.person('viewer', w.top);
		const its = key();
		const send = () => w.admin.post(`/v1/people/${person.id}/password`, { password: 'another long password' }, its);
		assert.ok(!isReplay(await send()));
		const again = await send();
		assert.deepEqual([again.status, again.text, isReplay(again)], [204, '', true]);
	});

	it('is one request\'s: another body, path, query or method is refused, and has no effect', async () => {
		const its = key();
		const body = region();
		const made = is(await w.admin.post('/v1/units', body, its), 201);
		const there = await w.sql('select count(*) as n from unit');
		for (const request of [['POST', '/v1/units', region()], ['POST', '/v1/units', { ...body, name: 'East' }],
			['POST', '/v1/departments', body], ['PATCH', `/v1/units/${made.id}`, { name: 'East' }],
			['POST', '/v1/units', `${JSON.stringify(body)} `]])
			is(await w.admin.request(...request, its), 422, 'idempotency_key_reused');
		const document = (await w.checklist()).document;
		const code = { ...document, code: 'other' };
		is(await w.admin.post('/v1/checklists', code, its), 422, 'idempotency_key_reused');
		assert.deepEqual(await w.sql('select count(*) as n from unit'), there);
		const drafts = key();
		is(await w.admin.post(`/v1/checklists?id=${randomUUID()}`, code, drafts), 201);
		is(await w.admin.post(`/v1/checklists?id=${randomUUID()}`, code, drafts), 422, 'idempotency_key_reused');
	});

	it('is its person\'s: somebody else may use the same', async () => {
		const its = key();
		const body = { unit_id: w.shanghai.id, checklist_id: list.id };
		const one = is(await w.quality.post('/v1/inspections', body, its), 201);
		const two = await w.admin.post('/v1/inspections', body, its);
		assert.ok(!isReplay(two));
		assert.notEqual(is(two, 201).id, one.id);
		const [top] = is(await w.other.get('/v1/units?kind=group'), 200).items;
		const strange = await w.other.post('/v1/units', { parent_id: top.id, kind: 'brand', code: 'b', name: 'B' }, its);
		is(strange, 201);
		assert.ok(!isReplay(strange));
	});

	it('asks for the session and the right as any request', async () => {
		const planner = await w.group.somebody('quality', w.top);
		const its = key();
		const body = { unit_id: w.shanghai.id, checklist_id: list.id };
		is(await planner.post('/v1/inspections', body, its), 201);
		is(await w.admin.patch(`/v1/people/${planner.person.id}`, { state: 'left' }), 200);
		is(await planner.post('/v1/inspections', body, its), 401, 'session_ended');
	});

	it('keeps no refusal: what was refused may succeed', async () => {
		const its = key();
		const body = region();
		const blocker = is(await w.admin.post('/v1/units', { ...region(), code: body.code }), 201);
		is(await w.admin.post('/v1/units', body, its), 409, 'unit_code_is_taken');
		is(await w.admin.patch(`/v1/units/${blocker.id}`, { code: `${body.code}-2` }), 200);
		const made = await w.admin.post('/v1/units', body, its);
		is(made, 201);
		assert.ok(!isReplay(made));
	});

	it('is in use while the first request runs, and free again when that came to nothing', async () => {
		const its = key();
		const body = { unit_id: w.shanghai.id, checklist_id: list.id };
		const blocker = new Session(w.server.database.superuser);
		await blocker.run('begin; lock table inspection in access exclusive mode');
		const first = w.quality.post('/v1/inspections', body, its);
		try {
			await until(async () => (await w.sql(`select count(*)::integer as n ${advisory}`))[0].n > 0, 'the first request');
			const second = await w.quality.post('/v1/inspections', body, its);
			is(second, 409, 'idempotency_key_in_use');
			assert.equal(second.headers.get('retry-after'), '1');
			/* The database ends it, as it would if the server had died. */
			await w.sql(`select pg_terminate_backend(pid) ${advisory}`);
		} finally {
			await blocker.end();
		}
		/* Nothing is left of it: the request runs again by itself, or its next try does. */
		const answer = await first;
		assert.ok([201, 503].includes(answer.status), answer.text);
		const last = is(await w.quality.post('/v1/inspections', body, its), 201);
		assert.deepEqual(await w.sql(`select count(*)::integer as n from event where subject_id = '${last.id}'`), [{ n: 1 }]);
	});

	it('holds for 32 at once, and one of them does it', async () => {
		for (const [target, body, api] of [
			['/v1/inspections', { unit_id: w.shanghai.id, checklist_id: list.id, note: randomUUID() }, w.quality],
			[`/v1/inspections/${await w.visit(list)}/submit`, { answers: bad }, w.inspector]]) {
			const its = key();
			const answers = await Promise.all(Array.from({ length: 32 }, () => api.post(target, body, its)));
			const done = answers.filter((answer) => answer.status < 300);
			assert.equal(done.filter((answer) => !isReplay(answer)).length, 1);
			assert.equal(new Set(done.map((answer) => answer.text)).size, 1);
			for (const answer of answers.filter((each) => each.status >= 300))
				is(answer, 409, 'idempotency_key_in_use');
		}
	});

	it('keeps what was answered so that only the key opens it', async () => {
		const its = key();
		const name = `Secret ${randomUUID()}`;
		is(await w.admin.post('/v1/units', region(name), its), 201);
		const dump = JSON.stringify(await w.sql('select * from idempotency_key'));
		for (const text of [name, Buffer.from(name).toString('base64url').slice(4, -4), its['idempotency-key']])
			assert.ok(!dump.includes(text));
	});

	it('is remembered for 30 days, and then forgotten', async () => {
		const its = key();
		const body = { unit_id: w.shanghai.id, checklist_id: list.id, note: 'Again' };
		const id = randomUUID();
		const named = { ...body, id };
		const first = is(await w.quality.post('/v1/inspections', body, its), 201);
		is(await w.quality.post('/v1/inspections', named), 201);
		await w.pass(30 * day - 1000);
		assert.equal(is(await w.quality.post('/v1/inspections', body, its), 201).id, first.id);
		await w.pass(2000);
		/* A key is good for another thing; an id is for ever. */
		const next = await w.quality.post('/v1/inspections', body, its);
		assert.ok(!isReplay(next));
		assert.notEqual(is(next, 201).id, first.id);
		assert.equal(is(await w.quality.post('/v1/inspections', named), 200).id, id);
	});
});

describe('keys whose time is over', () => {
	it('are forgotten by any node, many at a time, and no others are', async () => {
		await w.sql.script(`insert into idempotency_key (tenant_id, person_id, key_sha256, route, request_sha256, status, answer, at)
			select tenant_id, person_id, encode(sha256(n::text::bytea), 'hex'), route, request_sha256, status, answer, '2020-01-01'
			  from (select * from idempotency_key limit 1) k, generate_series(1, 2500) n`);
		is(await w.admin.post('/v1/units', region(), key()), 201);
		const now = w.server.clock.now;
		const young = await kept(now - 30 * day);
		assert.ok(young > 0);
		/* Its loops run as it starts. */
		const node = await start({ database: w.server.database, now });
		await until(async () => await kept(0) === young, 'forgetting').finally(() => node.stop());
		assert.equal(await kept(now - 30 * day), young);
	});
});

describe('a submission', () => {
	it('of 32 at once is 32 times done and once there, also after it was corrected', async () => {
		const id = await w.visit(await w.checklist(), { needs_review: true });
		const { context } = await w.bundle(id);
		const send = () => w.submit(id, bad, w.inspector, { context_id: context.id });
		const answers = await Promise.all(Array.from({ length: 32 }, send));
		for (const answer of answers)
			assert.equal(is(answer, 200) && answer.text, answers[0].text);
		assert.deepEqual(await rows(w, id), { sheets: 1, outcomes: 1, findings: 0, photos: 0, events: 2, told: 0 });

		is(await w.quality.post(`/v1/inspections/${id}/corrections`, { answers: good, reason: 'It was dry' }), 200);
		const late = await Promise.all(Array.from({ length: 8 }, send));
		for (const answer of late)
			assert.equal(is(answer, 200).inspection.percent, '100.00');
		is(await w.submit(id, good, w.inspector, { context_id: context.id }), 409, 'inspection_not_open');
		is(await w.quality.post(`/v1/inspections/${id}/release`), 200);
		assert.equal(is(await send(), 200).inspection.state, 'released');
		assert.equal((await rows(w, id)).sheets, 2);
	});

	it('that is cut off anywhere is none', async () => {
		const id = await w.visit(await w.checklist());
		const body = Buffer.from(JSON.stringify({ answers: { ...bad, remark: { text: '地面湿滑' } } }));
		const token = await w.inspector.bearer();
		const head = (size) => Buffer.from([`POST /v1/inspections/${id}/submit HTTP/1.1`, `Host: 127.0.0.1:${w.server.port}`,
			`Authorization: Bearer ${token}`, 'Content-Type: application/json', `Content-Length: ${size}`, '', '']
			.join('\r\n'));
		const whole = Buffer.concat([head(body.length), body]);
		const start = head(body.length).length;
		/* Half-closed: the server may still answer. Destroyed: it may not. */
		const cut = (bytes, isRude) => new Promise((resolve) => {
			const parts = [];
			const socket = net.connect({ port: w.server.port, host: '127.0.0.1', allowHalfOpen: true }, () =>
				socket.write(bytes, () => (isRude ? socket.destroy() : socket.end())));
			socket.on('data', (part) => parts.push(part));
			socket.on('error', () => {});
			socket.on('end', () => socket.destroy());
			socket.on('close', () => resolve(Buffer.concat(parts).toString()));
		});
		const places = [...Array(body.length).keys()].map((n) => start + n);
		const early = Array.from({ length: 20 }, (_, n) => Math.floor(start * (n / 20)));
		for (let from = 0; from < places.length + early.length; from += 16) {
			const answers = await Promise.all([...early, ...places].slice(from, from + 16)
				.map((n) => cut(whole.subarray(0, n), n % 3 === 0)));
			for (const answer of answers)
				assert.ok(!/^HTTP\/1\.1 2/.test(answer), answer);
		}
		/* What says that it is shorter than it is has no end. */
		for (let n = 0; n < body.length; n += 7)
			assert.match(await cut(Buffer.concat([head(n), body.subarray(0, n)])), /^HTTP\/1\.1 (400|422) /);
		const there = await rows(w, id);
		assert.deepEqual([there.sheets, there.outcomes, there.findings], [0, 0, 0]);
		assert.match(await cut(whole), /^HTTP\/1\.1 200 /);
		assert.equal((await rows(w, id)).sheets, 1);
	});
});
