/* gemba backup and gemba restore: everything, of one moment, and nothing that only looks whole. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { all, is } from './group.js';
import { binary, database, gemba, start } from './harness.js';
import { Side } from './matrix_world.js';
import { fileOf, picture, put, sha256 } from './photos.js';
import { until } from './postgres_session.js';

let server;
let side;
let other;
let folder;
before(async () => {
	server = await start();
	[side, other] = [await Side.of(server, 'demo'), await Side.of(server, 'other')];
	await side.action('submitted');
	folder = await mkdtemp(path.join(tmpdir(), 'gemba-backup-'));
});
after(async () => {
	await server?.stop();
	await rm(folder, { recursive: true, force: true });
});

const photosOf = (of) => path.join(of.folder, 'photos');
const backup = (to = folder) => gemba(['backup', '--to', to],
	{ database: server.database, env: { GEMBA_PHOTOS: photosOf(server) } });
const restore = (db, photos, from = folder) => gemba(['restore', '--from', from],
	{ database: db, env: { GEMBA_PHOTOS: photos } });

async function done(promise) {
	const { code, stdout, stderr } = await promise;
	assert.equal(code, 0, stderr);
	return stdout.trimEnd();
}

/* Everything a tenant can be asked for. */
async function everything(api) {
	const lists = ['units', 'departments', 'partners', 'people', 'roles', 'memberships', 'checklists',
		'inspections', 'findings', 'actions'];
	const told = {};
	for (const name of lists)
		told[name] = await all(api, `/v1/${name}`);
	for (const visit of told.inspections) {
		const answer = await api.get(`/v1/inspections/${visit.id}/sheet`);
		told[`sheet ${visit.id}`] = [answer.status, answer.status === 200 && answer.text];
	}
	for (const { id } of told.actions)
		told[`timeline ${id}`] = await all(api, `/v1/actions/${id}/timeline`);
	return told;
}

/* A server on what was restored, compared with the one that goes on. */
async function assertSame(db, photos) {
	const again = await start({ database: db, env: { GEMBA_PHOTOS: photos }, now: server.clock.now });
	try {
		for (const [tenant, of] of [['demo', side], ['other', other]]) {
			const api = again.api(await again.signIn(tenant));
			assert.deepEqual(await everything(api), await everything(of.admin));
			for (const what of ['original', 'view', 'thumbnail']) {
				const [one, two] = [await api.get(`/v1/photos/${of.picture}/${what}`),
					await of.admin.get(`/v1/photos/${of.picture}/${what}`)];
				assert.equal(one.status, 200, one.text);
				assert.ok(one.bytes.equals(two.bytes), what);
			}
		}
		is(await again.api(await again.signIn('demo')).post('/v1/departments',
			{ code: 'after', name: { en: 'After' } }), 201);
	} finally {
		await again.stop();
	}
}

describe('a backup', () => {
	it('made while the server runs gives everything back', async (t) => {
		const where = await done(backup());
		assert.deepEqual((await readdir(where)).sort(), ['database', 'manifest']);
		const db = await database('template0');
		t.after(() => db.drop());
		const photos = path.join(folder, 'restored');
		const said = await done(restore(db, photos));
		const [{ nr }] = await server.sql('select count(*)::integer as nr from photo');
		assert.match(said, new RegExp(`^Restored the database and ${nr} photographs\\.$`));
		await assertSame(db, photos);
		/* Neither over a database nor over photographs that are there. */
		assert.match((await restore(db, path.join(folder, 'elsewhere'))).stderr, /has tables already/);
		const empty = await database('template0');
		t.after(() => empty.drop());
		assert.match((await restore(empty, photos)).stderr, /holds photographs already/);
	});

	it('keeps the places of the feed: who read before it goes on, who read after it reads the lists anew', async (t) => {
		const api = side.admin;
		const settled = (db) => until(async () =>
			(await db.sql('select 1 from event where seq is null and tell_at is null limit 1')).length === 0, 'stamping');
		const make = async (as, code) => is(await as.post('/v1/departments', { code, name: { en: code } }), 201).id;
		await settled(server.database);
		const { next: before } = is(await api.get('/v1/changes'), 200);
		const kept = await make(api, 'kept');
		await settled(server.database);
		const to = path.join(folder, 'feed');
		await done(backup(to));
		await make(api, 'lost');
		await settled(server.database);
		const { next: afterwards } = is(await api.get('/v1/changes'), 200);

		const db = await database('template0');
		t.after(() => db.drop());
		const photos = path.join(folder, 'feed-photos');
		await done(restore(db, photos, to));
		const again = await start({ database: db, env: { GEMBA_PHOTOS: photos, GEMBA_KEYS: path.join(server.folder, 'keys') }, now: server.clock.now });
		t.after(() => again.stop());
		const same = again.api(await again.signIn('demo'));
		await make(same, 'other');
		await make(same, 'another');
		await settled(db);
		const told = is(await same.get(`/v1/changes?after=${before}`), 200);
		assert.deepEqual(told.items.filter((one) => one.subject === 'department').map((one) => one.subject_id)[0], kept);
		assert.equal(told.items.filter((one) => one.subject === 'department').length, 3);
		const { next } = is(await same.get(`/v1/changes?after=${afterwards}`), 410, 'resync');
		assert.deepEqual(is(await same.get(`/v1/changes?after=${next}`), 200).items, []);
		/* Without the keys of the first server its places mean nothing, and the lists are read anew. */
		const stranger = await start({ database: db, env: { GEMBA_PHOTOS: photos }, now: server.clock.now });
		t.after(() => stranger.stop());
		is(await stranger.api(await stranger.signIn('demo')).get(`/v1/changes?after=${before}`), 410, 'resync');
		/* The chain of the audit log goes on, too. */
		await until(async () => (await db.sql('select 1 from audit_entry where seq is null limit 1')).length === 0, 'sealing');
		const verified = await gemba(['audit', 'verify', '--tenant', 'demo'], { database: db,
			env: { GEMBA_AUDIT_KEY: path.join(folder, 'audit-key') } });
		assert.equal(verified.code, 0, verified.stderr);
	});

	it('copies a photograph once, however many backups there are', async () => {
		const file = await fileOf(server, side.picture, { photos: path.join(folder, 'photos') });
		const before = (await stat(file)).mtimeMs;
		await server.clock.advance(1000);
		const bytes = picture();
		is(await put(side.inspector, bytes), 201);
		await done(backup());
		assert.equal((await stat(file)).mtimeMs, before);
		const fresh = await fileOf(server, sha256(bytes), { photos: path.join(folder, 'photos') });
		assert.equal(sha256(await readFile(fresh)), sha256(bytes));
	});

	it('that was killed half way is none, and the next one is whole', async (t) => {
		const to = path.join(folder, 'killed');
		for (const part of ['.partial', 'photos']) {
			const child = spawn(binary, ['backup', '--to', to], { stdio: 'ignore', env: { ...process.env,
				GEMBA_DATABASE: server.database.owner, GEMBA_PHOTOS: photosOf(server) } });
			await until(async () => (await readdir(to).catch(() => [])).some((name) => name.endsWith(part)),
				'the beginning');
			child.kill('SIGKILL');
			await once(child, 'close');
			const whole = (await readdir(to)).filter((name) => /Z$/.test(name));
			if (!whole.length)
				assert.match((await restore(server.database, path.join(folder, 'x'), to)).stderr, /no backup that is whole/);
		}
		await done(backup(to));
		assert.ok((await readdir(to)).every((name) => !name.endsWith('.partial')));
		const db = await database('template0');
		t.after(() => db.drop());
		await done(restore(db, path.join(folder, 'from-killed'), to));
	});

	it('that has lost or changed a byte is not restored', async (t) => {
		const to = path.join(folder, 'spoilt');
		const where = await done(backup(to));
		const db = await database('template0');
		t.after(() => db.drop());
		const photo = await fileOf(server, side.picture, { photos: path.join(to, 'photos') });
		for (const [file, words] of [[path.join(where, 'database'), /database is damaged/],
			[photo, /is damaged/], [path.join(where, 'manifest'), /is not whole/]]) {
			const bytes = await readFile(file);
			await appendFile(file, 'x');
			const { code, stderr } = await restore(db, path.join(folder, 'y'), to);
			assert.equal(code, 1);
			assert.match(stderr, words);
			await writeFile(file, bytes);
		}
		await rm(photo);
		assert.match((await restore(db, path.join(folder, 'y'), to)).stderr, /is missing/);
		const [{ nr }] = await db.sql("select count(*)::integer as nr from pg_tables where schemaname = 'public'");
		assert.equal(nr, 0);
	});

	it('leaves out a photograph that the disk has damaged, says which, and fails', async () => {
		const bytes = picture();
		is(await put(side.inspector, bytes), 201);
		const file = await fileOf(server, sha256(bytes));
		await until(async () => (await readdir(path.dirname(file))).includes(`${sha256(bytes)}.view.jpg`), 'the decoder');
		await writeFile(file, Buffer.alloc(bytes.length));
		const { code, stderr } = await backup();
		assert.equal(code, 1);
		assert.match(stderr, new RegExp(`${sha256(bytes)} is damaged`));
		assert.match(stderr, /1 damaged photographs are not in the backup/);
	});

	it('needs a folder that can be written to, and PostgreSQL', async () => {
		assert.equal((await gemba(['backup'])).code, 1);
		assert.match((await gemba(['restore', '--to', 'x'])).stderr, /^usage: gemba restore --from FOLDER/);
		assert.match((await backup('/proc/nowhere')).stderr, /cannot be made/);
		const { code, stderr } = await gemba(['backup', '--to', path.join(folder, 'z')],
			{ env: { GEMBA_DATABASE: 'host=/nowhere dbname=x', GEMBA_PHOTOS: photosOf(server) } });
		assert.equal(code, 1);
		assert.match(stderr, /pg_dump failed/);
		assert.deepEqual((await readdir(path.join(folder, 'z'))).filter((name) => /Z$/.test(name)), []);
	});
});
