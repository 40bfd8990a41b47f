/*
 * What the server does where PostgreSQL does not do what was asked: nothing by halves. A client is
 * told to come again, or never hears of it.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { binary, database, password, psql, run, start } from './harness.js';
import { problemName } from './schema.js';
import { locked, until, waitingFor } from './postgres_session.js';

async function started(t, options) {
	const server = await start(options);
	t.after(() => server.stop());
	return server;
}

function assertBusy({ status, body, headers, text }, words) {
	assert.equal(status, 503, text);
	assert.equal(problemName(body), 'busy');
	assert.match(headers.get('retry-after'), /^[1-9]\d*$/);
	if (words)
		assert.match(body.detail, words);
}

/* Ends every connection of the server's, as a restart of PostgreSQL would. */
const endConnections = (server) => server.sql(`select count(pg_terminate_backend(pid))
	from pg_stat_activity where datname = '${server.database.name}' and application_name = 'gemba'`);

/* To a session that ends, something happens at most so many times; answers how often it was tried. */
async function spoil(server, { times, deed, isAtCommit = false }) {
	await server.sql.script(`
		create sequence spoiled;
		grant usage on sequence spoiled to gemba_app;
		create function spoil() returns trigger language plpgsql as $$
		begin
			if nextval('public.spoiled') <= ${times} then ${deed}; end if;
			return null;
		end $$;
		create constraint trigger spoil after update on session
			deferrable initially ${isAtCommit ? 'deferred' : 'immediate'}
			for each row when (new.ended_at is not null) execute function spoil()`);
	return async () => {
		const [{ nr }] = await server.sql(
			'select case when is_called then last_value else 0 end::integer as nr from spoiled');
		return nr;
	};
}

/* Signs in, signs out, and says whether the session has ended in the database. */
async function signOut(server) {
	const { body } = await server.api().post('/v1/sessions', { tenant: 'demo', login: 'admin', password });
	const answer = await server.api(body.access_token).del('/v1/sessions/current');
	const [{ nr }] = await server.sql(
		'select count(*)::integer as nr from session where ended_at is not null');
	return { answer, hasEnded: nr === 1 };
}

describe('while the database is away', () => {
	it('clients are told to come again, and once it is back nothing need be done', async (t) => {
		const server = await started(t);
		const api = server.api(await server.signIn());
		const allow = (yes) => psql(server.database.superuser.replace(server.database.name, 'postgres'),
			`alter database ${server.database.name} allow_connections ${yes}`);

		await allow(false);
		await psql(server.database.superuser.replace(server.database.name, 'postgres'),
			`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${server.database.name}'`);
		assertBusy(await api.get('/v1/me'), /cannot be reached/);
		assertBusy(await api.post('/v1/units', { kind: 'store' }), /cannot be reached/);
		assertBusy(await server.api().post('/v1/sessions', { tenant: 'demo', login: 'admin', password }));
		assertBusy(await api.get('/readyz'));
		assert.equal((await api.get('/healthz')).status, 200);
		assert.equal((await api.get('/v1/nothing')).status, 404);

		await allow(true);
		assert.equal((await api.get('/readyz')).status, 200);
		assert.equal((await api.get('/v1/me')).status, 200);
	});

	it('nobody notices that it was restarted between two requests', async (t) => {
		const server = await started(t);
		const api = server.api(await server.signIn());
		for (let i = 0; i < 3; i++) {
			const all = await Promise.all(Array.from({ length: 12 }, () => api.get('/v1/me')));
			assert.deepEqual(all.map(({ status }) => status), Array(12).fill(200));
			await endConnections(server);
			assert.equal((await api.get('/v1/me')).status, 200);
		}
	});
});

describe('a transaction', () => {
	const serialization = "raise exception 'again' using errcode = '40001'";
	const deadlock = "raise exception 'again' using errcode = '40P01'";
	const kill = 'perform pg_terminate_backend(pg_backend_pid())';

	for (const [what, deed] of Object.entries({ serialization, deadlock, 'a lost connection': kill })) {
		it(`that fails twice by ${what} is run a third time`, async (t) => {
			const server = await started(t);
			const tries = await spoil(server, { times: 2, deed });
			const { answer, hasEnded } = await signOut(server);
			assert.equal(answer.status, 204, answer.text);
			assert.ok(hasEnded);
			assert.equal(await tries(), 3);
		});
	}

	it('that fails three times is left to the client', async (t) => {
		const server = await started(t);
		const tries = await spoil(server, { times: 100, deed: serialization });
		const { answer, hasEnded } = await signOut(server);
		assertBusy(answer, /busy/);
		assert.ok(!hasEnded);
		assert.equal(await tries(), 3);
	});

	it('that fails at its commit is run again', async (t) => {
		const server = await started(t);
		const tries = await spoil(server, { times: 1, deed: serialization, isAtCommit: true });
		const { answer, hasEnded } = await signOut(server);
		assert.equal(answer.status, 204);
		assert.ok(hasEnded);
		assert.equal(await tries(), 2);
	});

	it('whose commit got no answer is not run again, and the client hears of it', async (t) => {
		const server = await started(t);
		const tries = await spoil(server, { times: 1, deed: kill, isAtCommit: true });
		const { answer, hasEnded } = await signOut(server);
		assertBusy(answer, /whether this was done is not known/);
		assert.ok(!hasEnded);
		assert.equal(await tries(), 1);
		assert.equal((await server.api(await server.signIn()).del('/v1/sessions/current')).status, 204);
	});

	it('that breaks for a reason of ours tells nobody which', async (t) => {
		const server = await started(t);
		const tries = await spoil(server, { times: 100, deed: "raise exception 'geheim'" });
		const { answer, hasEnded } = await signOut(server);
		assert.equal(answer.status, 500);
		assert.equal(problemName(answer.body), 'internal');
		assert.doesNotMatch(answer.text, /geheim|P0001/);
		await until(() => /status=500 .*problem=internal cause="[^\n]*P0001 geheim"/.test(server.log), 'the line in the log');
		assert.ok(!hasEnded);
		assert.equal(await tries(), 1);
	});

	it('that is cancelled, as a statement that takes too long is, is left to the client', async (t) => {
		const server = await started(t);
		const api = server.api(await server.signIn());
		const lock = await locked(server.database, 'session');
		t.after(() => lock.end());
		const waiting = api.get('/v1/me');
		await waitingFor(server.database, 1);
		await server.sql(`select count(pg_cancel_backend(pid)) from pg_stat_activity
			where datname = '${server.database.name}' and wait_event_type = 'Lock'`);
		assertBusy(await waiting, /busy/);
		await lock.end();
		assert.equal((await api.get('/v1/me')).status, 200);
	});

	it('waits for a lock for five seconds, and no longer', async (t) => {
		const server = await started(t, { env: { GEMBA_LOCK_SECONDS: '5' } });
		const api = server.api(await server.signIn());
		const lock = await locked(server.database, 'session');
		t.after(() => lock.end());
		const began = Date.now();
		assertBusy(await api.get('/v1/me'), /busy/);
		assert.ok(Date.now() - began >= 4500);
	});
});

describe('with every connection taken', () => {
	it('whoever has waited for a second is told to come again, and the others are served', async (t) => {
		const server = await started(t, { env: { GEMBA_QUEUE_SECONDS: '1' } });
		const api = server.api(await server.signIn());
		const lock = await locked(server.database, 'session');
		t.after(() => lock.end());
		const served = Array.from({ length: 8 }, () => api.get('/v1/me'));
		await waitingFor(server.database, 8);

		const began = Date.now();
		assertBusy(await api.get('/v1/me'), /Too many requests at once/);
		assert.ok(Date.now() - began >= 900, `${Date.now() - began} ms`);
		await lock.end();
		assert.deepEqual((await Promise.all(served)).map(({ status }) => status), Array(8).fill(200));
	});

	it('whoever waits in the queue is served as soon as a connection is free', async (t) => {
		const server = await started(t);
		const api = server.api(await server.signIn());
		const lock = await locked(server.database, 'session');
		t.after(() => lock.end());
		const served = Array.from({ length: 12 }, () => api.get('/v1/me'));
		await waitingFor(server.database, 8);
		await lock.end();
		assert.deepEqual((await Promise.all(served)).map(({ status }) => status), Array(12).fill(200));
	});

	it('a few serve many', async (t) => {
		const server = await started(t, { env: { GEMBA_CONNECTIONS: '1' } });
		const api = server.api(await server.signIn());
		const all = await Promise.all(Array.from({ length: 40 }, () => api.get('/v1/me')));
		assert.deepEqual(all.map(({ status }) => status), Array(40).fill(200));
	});
});

describe('the steps of a transaction', () => {
	it('go wrong in every way, and nothing is done by halves', async (t) => {
		const db = await database('gemba_empty');
		t.after(() => db.drop());
		await db.sql.script(`
			create table scratch (id integer constraint id_is_taken primary key, text text not null);
			grant select, insert, update, delete on scratch to gemba_app`);
		const { code, stdout, stderr } = await run(path.join(path.dirname(binary), 'database-steps'), [],
			{ env: { GEMBA_DATABASE: db.owner } });
		assert.equal(code, 0, `${stdout}${stderr}`);
		assert.match(stderr + stdout, /\[ {2}PASSED {2}\] 15 test\(s\)/);
	});
});

describe('one tenant', () => {
	let db;
	let tables;
	let demo;
	let other;
	before(async () => {
		db = await database();
		tables = (await db.sql(`
			select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
			 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
			   and a.attname = 'tenant_id' order by 1`)).map(({ name }) => name);
		[{ demo, other }] = await db.sql(`
			select max(id::text) filter (where code = 'demo') as demo,
			       max(id::text) filter (where code = 'other') as other from tenant`);
		assert.ok(tables.length > 15 && demo && other);
	});
	after(() => db.drop());

	/* As the program does it: the role, and the tenant of the transaction. */
	const as = (tenant, sql) => psql(
		db.superuser.replace('user=postgres', 'user=gemba_app'),
		`begin; select set_config('app.tenant', '${tenant}', true), set_config('app.now', now()::text, true);
		${sql}; rollback`);

	async function refuses(sql, name) {
		await assert.rejects(as(demo, sql), /violates row-level security|permission denied/, name);
	}

	it('reads no row of another, in any table', async () => {
		const seen = {};
		for (const name of tables) {
			const rows = await as(demo, `select 'seen', count(*) filter (where tenant_id <> '${demo}'),
				count(*) from ${name}`).catch((error) => {
				assert.match(error.message, /permission denied/);
				return 'seen|0|0';
			});
			const [, others, all] = /seen\|(\d+)\|(\d+)/.exec(rows);
			assert.equal(others, '0', name);
			seen[name] = Number(all);
		}
		assert.ok(seen.person && seen.unit && seen.role && seen.membership, JSON.stringify(seen));
	});

	it('writes no row for another, into any table', async () => {
		for (const name of tables)
			await refuses(`insert into ${name} (tenant_id) values ('${other}')`, name);
	});

	it('gives no row away, and takes none, in any table', async () => {
		for (const name of tables) {
			const [{ nr }] = await db.sql(`select count(*)::integer as nr from ${name} where tenant_id = $1`, demo);
			if (nr)
				await refuses(`update ${name} set tenant_id = '${other}'`, name);
			for (const change of [`update ${name} set tenant_id = tenant_id where tenant_id = '${other}'`,
				`delete from ${name} where tenant_id = '${other}'`]) {
				const answer = await as(demo, `with changed as (${change} returning 1)
					select 'changed', count(*) from changed`).catch((error) => {
					assert.match(error.message, /permission denied/, name);
					return 'changed|0';
				});
				assert.match(answer, /changed\|0/, name);
			}
		}
	});

	it('is nobody where none is named', async () => {
		for (const name of tables)
			await assert.rejects(psql(db.superuser.replace('user=postgres', 'user=gemba_app'),
				`select count(*) from ${name}`), /app\.tenant|permission denied/, name);
	});
});
