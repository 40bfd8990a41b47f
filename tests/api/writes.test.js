/* Every write, each in the same way: sent twice at once and again, it has one effect. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { is } from './group.js';
import { world } from './visits.js';
import { send, unnamed, writeRoutes, writes } from './writes.js';

let w;
before(async () => { w = await world(); });
after(() => w?.stop());

/* How many rows each table has; signing in and its tries are not what is looked at, nor what a loop makes of it. */
const elsewhere = ['session', 'attempt', 'notice', 'mail', 'webhook_delivery'];

let tables;

async function count() {
	tables ??= (await w.sql(`select table_name as name from information_schema.tables
		where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> all ('{${elsewhere}}')`))
		.map(({ name }) => name);
	const rows = await w.sql(tables.map((name) => `select '${name}' as name, count(*) from ${name}`).join(' union all '));
	return Object.fromEntries(rows.map((row) => [row.name, row.count]));
}

async function effect(deed) {
	const there = await count();
	const result = await deed();
	const now = await count();
	return [Object.fromEntries(Object.entries(now).filter(([table, n]) => n !== there[table])
		.map(([table, n]) => [table, n - there[table]])), result];
}

const isDone = (answer) => answer.status >= 200 && answer.status < 300;
const withoutNews = ({ event, audit_entry, idempotency_key, ...rest }) => rest;

describe('sent twice at once and again, with one Idempotency-Key,', () => {
	for (const { handler, method, path } of writeRoutes.filter((route) => !['UPLOAD', 'WORKBOOK'].includes(route.body))) {
		it(`is done once: ${method} ${path}`, async () => {
			const one = unnamed(await writes[handler](w));
			const [single, first] = await effect(() => send(one, { 'idempotency-key': randomUUID() }));
			assert.ok(isDone(first), first.text);

			const other = unnamed(await writes[handler](w));
			const key = { 'idempotency-key': randomUUID() };
			const [twice, answers] = await effect(async () => {
				const twins = await Promise.all([send(other, key), send(other, key)]);
				return [...twins, await send(other, key)];
			});
			assert.deepEqual(twice, single);

			/* Signing out ends what would tell whose key it is; a question has no effect to keep. */
			const last = answers.pop();
			if (['http_session_delete', 'http_session_delete_all'].includes(handler))
				return is(last, 401, 'session_ended');
			const done = answers.filter(isDone);
			assert.ok(done.length, answers[0].text);
			for (const answer of answers.filter((each) => !isDone(each)))
				is(answer, 409, 'idempotency_key_in_use');
			for (const answer of done) {
				assert.deepEqual([answer.status, answer.text, answer.headers.get('location'), answer.headers.get('etag')],
					[last.status, last.text, last.headers.get('location'), last.headers.get('etag')]);
			}
			if (!one.isQuestion) {
				assert.equal(last.headers.get('idempotent-replayed'), 'true');
				assert.ok(done.filter((answer) => !answer.headers.has('idempotent-replayed')).length === 1);
				assert.equal(single.idempotency_key, 1);
			}
			return true;
		});
	}
});

describe('sent twice at once and again, without a key,', () => {
	for (const { handler, method, path } of writeRoutes) {
		it(`leaves the same: ${method} ${path}`, async () => {
			const one = await writes[handler](w);
			const [once, first] = await effect(() => send(one, { 'idempotency-key': null }));
			if (one.needsKey)
				return is(first, 400, 'idempotency_key_required');
			assert.ok(isDone(first), first.text);

			const other = await writes[handler](w);
			const [thrice, answers] = await effect(async () => {
				const twins = await Promise.all([0, 1].map(() => send(other, { 'idempotency-key': null })));
				return [...twins, await send(other, { 'idempotency-key': null })];
			});
			assert.deepEqual(withoutNews(thrice), withoutNews(once));
			assert.ok(answers.some(isDone), answers[0].text);
			for (const answer of answers.filter((each) => !isDone(each)))
				assert.ok(other.again?.includes(answer.status), answer.text);
			return true;
		});
	}
});

describe('what makes something', () => {
	for (const { handler, method, path } of writeRoutes.filter((route) => route.transaction === 'KEYED')) {
		it(`wants its id or a key: ${method} ${path}`, async () => {
			const request = unnamed(await writes[handler](w));
			const [nothing, answer] = await effect(() => send(request, { 'idempotency-key': null }));
			is(answer, 400, 'idempotency_key_required');
			assert.deepEqual(withoutNews(nothing), {});
		});
	}
});
