/*
 * gemba audit: a log that was changed by whoever can change everything is found out, and what is
 * wrong first is named; the checkpoints outside of the database tell the rest.
 */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Group } from './group.js';
import { database, gemba, start } from './harness.js';
import { until } from './postgres_session.js';

let db;
let folder;
let key;
let checkpoints;

const audit = (...args) => gemba(['audit', ...args], { database: db,
	env: { GEMBA_AUDIT_KEY: path.join(folder, 'audit-key') } });
const verify = (...more) => audit('verify', '--tenant', 'demo', ...more);
const holds = ({ code, stdout, stderr }) => {
	assert.equal(code, 0, stderr);
	assert.match(stdout, /^demo: \d+ entries hold\.$/m);
};
const fails = ({ code, stderr }, what) => {
	assert.equal(code, 1);
	assert.match(stderr, what);
};

/* As the superuser, with every trigger out of the way, and undone afterwards. */
async function tampered(script, then) {
	await db.sql.script(`create table kept_entry as table audit_entry; create table kept_seal as table audit_seal;
		set session_replication_role = replica;
		${script.replaceAll('$demo', `(select id from tenant where code = 'demo')`)}`);
	try {
		await then();
	} finally {
		await db.sql.script(`set session_replication_role = replica; delete from audit_entry; delete from audit_seal;
			insert into audit_entry table kept_entry; insert into audit_seal table kept_seal;
			drop table kept_entry; drop table kept_seal`);
	}
}

before(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'gemba-audit-'));
	checkpoints = path.join(folder, 'checkpoints');
	db = await database();
	const server = await start({ database: db, clock: false });
	const group = await Group.of(server);
	const make = async (nr) => {
		for (let i = 0; i < nr; i++)
			await group.unit(group.top, 'brand');
		await until(async () => (await db.sql('select 1 from audit_entry where seq is null')).length === 0, 'sealing');
	};
	await make(20);
	const made = await audit('checkpoint', '--tenant', 'demo', '--out', checkpoints);
	assert.equal(made.code, 0, made.stderr);
	await make(10);
	assert.equal((await audit('checkpoint', '--tenant', 'demo', '--out', checkpoints)).code, 0);
	await server.stop();
	key = (await audit('key')).stdout.trim();
});
after(async () => {
	await db.drop();
	await rm(folder, { recursive: true });
});

describe('gemba audit verify', () => {
	it('finds that everything holds, with and without checkpoints, for one group and for all', async () => {
		holds(await verify());
		holds(await verify('--checkpoint', checkpoints));
		holds(await verify('--checkpoint', checkpoints, '--public-key', key));
		const all = await audit('verify');
		assert.equal(all.code, 0);
		assert.match(all.stdout, /^demo: .*\nother: .*\n$/);
	});

	it('names an entry that was altered', () => tampered(
		`update audit_entry set operation = 'unit_get' where tenant_id = $demo and seq = 7`,
		async () => fails(await verify(), /demo: place 7 is altered \(entry [0-9a-f-]{36}\)/)));

	it('names a value that was only moved into the next field', () => tampered(
		`update audit_entry set subject = subject_id, subject_id = subject where tenant_id = $demo and seq = 9`,
		async () => fails(await verify(), /place 9 is altered/)));

	it('names an entry that is missing', () => tampered(
		`delete from audit_entry where tenant_id = $demo and seq = 8`,
		async () => fails(await verify(), /place 8 is missing/)));

	it('names entries that were swapped, with their links or without', async () => {
		const swap = (columns) => `create temporary table old as select * from audit_entry where tenant_id = $demo and seq in (5, 12);
			update audit_entry set seq = -seq where tenant_id = $demo and seq in (5, 12);
			update audit_entry a set ${columns} where a.tenant_id = $demo and a.seq < 0`;
		await tampered(swap('seq = 17 + a.seq'),
			async () => fails(await verify(), /place 5 is reordered: .* place 12/));
		await tampered(swap('seq = 17 + a.seq, link = (select o.link from old o where o.seq = 17 + a.seq)'),
			async () => fails(await verify(), /place 5 is reordered: .* place 12/));
	});

	it('names where it was truncated, and by the checkpoint where the end was hidden, too', async () => {
		const cut = `delete from audit_entry where tenant_id = $demo and seq > 25`;
		await tampered(cut, async () => fails(await verify(), /place 26 is truncated: the log went on to place \d+/));
		await tampered(`${cut}; update audit_seal s set seq = 25, link = (select link from audit_entry a
				where a.tenant_id = s.tenant_id and a.seq = 25) where tenant_id = $demo`, async () => {
			holds(await verify());
			fails(await verify('--checkpoint', checkpoints),
				/place 26 is truncated: the log went on to place \d+ \(.*, line 2, signed /);
		});
	});

	it('tells by a checkpoint that the log was written anew', async () => {
		/* As a forger would: the server itself seals other entries from the beginning. */
		await tampered(`update audit_entry set seq = null, link = null, operation = 'unit_get' where tenant_id = $demo and seq = 10;
			update audit_entry set seq = null, link = null where tenant_id = $demo and seq > 9;
			update audit_seal s set seq = 9, link = (select link from audit_entry a
				where a.tenant_id = s.tenant_id and a.seq = 9) where tenant_id = $demo`, async () => {
			const server = await start({ database: db, clock: false });
			await until(async () => (await db.sql('select 1 from audit_entry where seq is null')).length === 0, 'sealing');
			await server.stop();
			holds(await verify());
			fails(await verify('--checkpoint', checkpoints), /checkpoint mismatch \(.*, line 1, signed /);
		});
	});

	it('does not believe a checkpoint that was signed by somebody else, or changed', async () => {
		const text = await readFile(checkpoints, 'utf8');
		const forged = path.join(folder, 'forged');
		await writeFile(forged, text.replace(/ (\d)(\d*) ([0-9a-f]{64}) /, ' 1$2 $3 '));
		fails(await verify('--checkpoint', forged), /demo: bad signature: .*forged, line 1/);
		const other = Buffer.alloc(32, 7).toString('base64url');
		fails(await verify('--checkpoint', checkpoints, '--public-key', other), /bad signature/);
		await writeFile(forged, 'nonsense\n');
		fails(await verify('--checkpoint', forged), /forged, line 1 is not a checkpoint/);
		fails(await verify('--checkpoint', path.join(folder, 'nowhere')), /cannot be read/);
	});

	it('tells of entries that nobody seals', () => tampered(
		`insert into audit_entry (tenant_id, id, at, operation)
			values ($demo, gen_random_uuid(), now() - interval '2 minutes', 'x')`,
		async () => fails(await verify(), /unsealed: 1 entries/)));

	it('says what is wrong with the command', async () => {
		fails(await audit('verify', '--tenant', 'nobody'), /There is no group "nobody"/);
		fails(await audit('verify', 'now'), /usage/);
		fails(await audit('checkpoint'), /usage/);
		fails(await audit('seal'), /usage/);
	});
});

describe('gemba audit checkpoint', () => {
	it('keeps its key to itself, and prints what verifies', async () => {
		assert.equal((await stat(path.join(folder, 'audit-key'))).mode & 0o777, 0o600);
		assert.match(key, /^[A-Za-z0-9_-]{43}$/);
		const { code, stdout } = await audit('checkpoint', '--tenant', 'demo');
		assert.equal(code, 0);
		assert.match(stdout, /^gemba-audit 1 demo [0-9a-f-]{36} \d+ [0-9a-f]{64} \S+Z [A-Za-z0-9_-]{86}\n$/);
	});

	it('signs nothing that does not hold', () => tampered(
		`update audit_entry set operation = 'unit_get' where tenant_id = $demo and seq = 7`,
		async () => fails(await audit('checkpoint', '--tenant', 'demo'), /place 7 is altered/)));
});
