/*
 * A full disk: whoever sends a photograph is told to come again, nothing of it is kept by halves,
 * and everything goes on by itself when there is room again.
 *
 * The photographs are in a file system of two megabytes that nobody else sees, where such a thing
 * may be made; else no file may be larger than a hundred kilobytes, which looks the same to whoever
 * writes.
 */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { is } from './group.js';
import { run, start } from './harness.js';
import { decoded, holding, picture, put, putNew, sha256 } from './photos.js';
import { until } from './postgres_session.js';

const small = 102400;
const mounted = 'mount -t tmpfs -o size=2m none "$0" && exec "$@"';

/* A disk for the photographs: how a server is started on it, and how it is filled and emptied. */
async function smallDisk(folder) {
	const ways = [['unshare', '-rm'], ['unshare', '-m']];
	for (const way of ways) {
		const within = [...way, 'sh', '-c', mounted, folder];
		if ((await run(within[0], [...within.slice(1), 'true'])).code !== 0)
			continue;
		/* As the server sees it. */
		const seen = (server) => path.join('/proc', String(server.pid), 'root', folder);
		const ballast = (server) => path.join(seen(server), 'ballast');
		return {
			isReal: true,
			within,
			seen,
			fill: (server) => writeFile(ballast(server), Buffer.alloc(4 << 20)).catch((error) => {
				assert.equal(error.code, 'ENOSPC');
			}),
			empty: (server) => rm(ballast(server)),
		};
	}
	const limit = async (server, most) => {
		const { code, stderr } = await run('prlimit', ['--pid', String(server.pid), `--fsize=${most}:unlimited`]);
		assert.equal(code, 0, stderr);
	};
	return {
		within: ['sh', '-c', 'trap "" XFSZ; exec "$@"', 'sh'],
		seen: () => folder,
		fill: (server) => limit(server, small),
		empty: (server) => limit(server, 'unlimited'),
	};
}

let folder;
let disk;
let program;
let server;
let api;
before(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'gemba-disk-'));
	await mkdir(path.join(folder, 'photos'));
	disk = await smallDisk(path.join(folder, 'photos'));
	program = await holding(path.join(folder, 'program'));
	server = await start({ within: disk.within,
		env: { GEMBA_PHOTOS: path.join(folder, 'photos'), GEMBA_PHOTO_PROGRAM: program } });
	api = server.api(await server.signIn());
});
after(async () => {
	await server?.stop();
	await rm(folder, { recursive: true, force: true });
});

/* Larger than what is allowed where only the size of a file can be limited. */
const large = () => Buffer.concat([picture(), Buffer.alloc(2 * small)]);

const incoming = () => readdir(path.join(disk.seen(server), 'incoming'));

function assertFull({ status, headers, body, text }) {
	assert.equal(status, 503, text);
	assert.match(body.type, /\/busy$/);
	assert.match(body.detail, /disk is full/);
	assert.match(headers.get('retry-after'), /^[1-9]\d*$/);
}

describe('while the disk of the photographs is full', () => {
	it('an upload is told to come again, and leaves nothing', async (t) => {
		const kept = await putNew(api, picture());
		await decoded(api, kept);
		const bytes = large();
		await disk.fill(server);
		t.after(() => disk.empty(server));
		for (let i = 0; i < 3; i++)
			assertFull(await put(api, bytes));
		/* It goes with its unit of work, after the answer. */
		await until(async () => !(await incoming()).length, 'cleaning up');
		assert.deepEqual(await server.sql('select 1 from photo where sha256 = $1', sha256(bytes)), []);
		assert.equal((await api.get(`/v1/photos/${sha256(bytes)}`)).status, 404);
		await until(() => /status=503 .*problem=busy cause="an upload cannot be/.test(server.log), 'the line in the log');
	});

	it('everything else is done', async (t) => {
		const kept = await putNew(api, picture());
		await decoded(api, kept);
		await disk.fill(server);
		t.after(() => disk.empty(server));
		assert.equal((await api.get(`/v1/photos/${kept}/original`)).status, 200);
		const [top] = is(await api.get('/v1/units?kind=group'), 200).items;
		is(await api.post('/v1/units', { parent_id: top.id, kind: 'brand', code: 'b', name: 'B' }), 201);
	});

	it('what was refused is taken as soon as there is room again', async () => {
		const bytes = large();
		await disk.fill(server);
		assertFull(await put(api, bytes));
		await disk.empty(server);
		const address = await putNew(api, bytes);
		assert.equal(sha256((await api.get(`/v1/photos/${address}/original`)).bytes), address);
	});

	it('a photograph whose small pictures find no room is looked at again later', async (t) => {
		if (!disk.isReal)
			return t.skip('no file system can be made here');
		await writeFile(`${program}.hold`, '');
		const address = await putNew(api, picture());
		await disk.fill(server);
		await rm(`${program}.hold`);
		await until(() => /the photo program failed/.test(server.log), 'the failure');
		await disk.empty(server);
		assert.equal((await api.get(`/v1/photos/${address}`)).body.state, 'stored');
		await server.clock.advance(61000);
		assert.equal((await decoded(api, address)).state, 'ready');
	});
});
