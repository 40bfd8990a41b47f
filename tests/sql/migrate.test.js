import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { database, gemba, psql, start } from '../api/harness.js';

const migrations = readdirSync(new URL('../../schema', import.meta.url))
	.filter((name) => name.endsWith('.sql')).map((name) => name.slice(0, -4)).sort();

/* A database as a program left it that knew only so many migrations. */
async function migratedUpTo(db, nr) {
	const own = (script) => psql(db.owner, script);
	await own(`create table schema_migration (number integer primary key, name text not null,
		checksum text not null, applied_at timestamptz not null default now())`);
	for (const name of migrations.slice(0, nr)) {
		const sql = readFileSync(new URL(`../../schema/${name}.sql`, import.meta.url), 'utf8');
		const checksum = createHash('sha256').update(sql).digest('hex');
		await own(`begin;\n${sql}\ninsert into schema_migration (number, name, checksum)
			values (${Number(name.slice(0, 4))}, '${name}', '${checksum}'); commit;`);
	}
}

describe('gemba migrate', () => {
	let db;
	const recorded = async () =>
		(await db.sql('select name from schema_migration order by number')).map((row) => row.name);

	beforeEach(async () => { db = await database('template0'); });
	afterEach(() => db.drop());

	it('brings an empty database up to date, and the second time changes nothing', async () => {
		const first = await gemba(['migrate'], { database: db });
		assert.equal(first.code, 0, first.stderr);
		assert.deepEqual(await recorded(), migrations);
		const before = await db.sql('select * from schema_migration order by number');
		const second = await gemba(['migrate'], { database: db });
		assert.equal(second.code, 0, second.stderr);
		assert.deepEqual(await db.sql('select * from schema_migration order by number'), before);
	});

	it('may run several times at once', async () => {
		const runs = await Promise.all([1, 2, 3, 4].map(() => gemba(['migrate'], { database: db })));
		assert.deepEqual(runs.map(({ code, stderr }) => [code, stderr]), runs.map(() => [0, '']));
		assert.deepEqual(await recorded(), migrations);
	});

	it('furnishes the groups that were there before with what is new', async () => {
		await migratedUpTo(db, 6);
		await db.sql.script(`insert into tenant (id, code, name, created_at)
			values (gen_random_uuid(), 'old', 'Old', now()), (gen_random_uuid(), 'older', 'Older', now())`);
		const { code, stderr } = await gemba(['migrate'], { database: db });
		assert.equal(code, 0, stderr);
		assert.deepEqual(await recorded(), migrations);
		assert.deepEqual(await db.sql(`select t.code, s.event_seq from tenant t
			left join stamp s on s.tenant_id = t.id order by t.code`),
		[{ code: 'old', event_seq: 0 }, { code: 'older', event_seq: 0 }]);
	});

	it('refuses a database whose migration was another one', async () => {
		assert.equal((await gemba(['migrate'], { database: db })).code, 0);
		await db.sql.script(`update schema_migration set checksum = repeat('0', 64) where number = 2`);
		const { code, stderr } = await gemba(['migrate'], { database: db });
		assert.equal(code, 1);
		assert.match(stderr, new RegExp(`${migrations[1]}.* is not the one of this program`));
	});

	it('leaves nothing behind of a migration that fails', async () => {
		await db.sql.script('create table checklist_version (in_the_way integer)');
		const { code, stderr } = await gemba(['migrate'], { database: db });
		assert.equal(code, 1);
		assert.match(stderr, /0002_checklists.*already exists/);
		assert.deepEqual(await recorded(), migrations.slice(0, 1));
		await db.sql.script('drop table checklist_version');
		assert.equal((await gemba(['migrate'], { database: db })).code, 0);
		assert.deepEqual(await recorded(), migrations);
	});
});

describe('gemba serve', () => {
	let db;
	beforeEach(async () => { db = await database('gemba_empty'); });
	afterEach(() => db.drop());

	it('does not start over a migration that is another one', async () => {
		await db.sql.script(`update schema_migration set checksum = repeat('0', 64) where number = 1`);
		await assert.rejects(start({ database: db }), /is not the one of this program/);
	});

	it('does not start over a schema that is newer or older than it', async () => {
		await db.sql.script(`insert into schema_migration values (9999, '9999_later', 'x', now())`);
		await assert.rejects(start({ database: db }), /run "gemba migrate" of the newest program/);
		await db.sql.script(`delete from schema_migration where number >= ${migrations.length}`);
		await assert.rejects(start({ database: db }), /run "gemba migrate" of the newest program/);
	});
});
