/* Looking at photographs: what is none, and what becomes of them when something of ours breaks. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { header, jpeg, manyScans, png, random, signature } from '../evidence/pictures.js';
import { database, start } from './harness.js';
import { decoded, fileOf, holding, picture, program, put, putNew, realProgram, sha256 } from './photos.js';
import { until } from './postgres_session.js';
import { problemName } from './schema.js';

const minute = 60_000;

let folder;

before(async () => { folder = await mkdtemp(path.join(tmpdir(), 'gemba-photos-')); });
after(() => rm(folder, { recursive: true }));

const inFolder = (name) => path.join(folder, name);

/* A server of one's own, with somebody signed in. */
async function serving(options) {
	const server = await start(options);
	const api = server.api(await server.signIn());
	const row = async (address) =>
		(await server.sql('select state, attempts, due_at from photo where sha256 = $1', address))[0];
	return { server, api, row };
}

const withProgram = (file, more = {}) => serving({ env: { GEMBA_PHOTO_PROGRAM: file }, ...more });

describe('a file that is no picture', () => {
	let server, api;
	before(async () => ({ server, api } = await serving()));
	after(() => server.stop());

	const next = random(1);
	const whole = jpeg({ width: 64, height: 48, level: (x, y) => (x + y) * 9 });
	const files = {
		'a JPEG of noise': Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]),
			Buffer.from({ length: 5000 }, () => next() * 256)]),
		'nothing but how a JPEG begins': whole.subarray(0, 3),
		'a PNG without a size': signature,
		'a PNG that claims a terabyte of pixels':
			Buffer.concat([signature, header({ width: 1 << 30, height: 1 << 30 })]),
		'a PNG that is larger than 50 megapixels': png({ width: 16000, height: 16000, depth: 1, type: 0 }),
		'a JPEG that would be decoded for minutes': manyScans({ width: 3000, height: 2000, scans: 900 }),
	};
	for (const [name, bytes] of Object.entries(files))
		it(`is unreadable, and says why: ${name}`, async () => {
			const address = await putNew(api, bytes, { type: 'image/jpeg' });
			const photo = await decoded(api, address);
			assert.equal(photo.state, 'unreadable');
			assert.match(photo.unreadable_why, /^[A-Z].*\.$/);
			for (const size of ['thumbnail', 'view']) {
				const { status, body } = await api.get(`/v1/photos/${address}/${size}`);
				assert.deepEqual([status, problemName(body)], [409, 'photos_unreadable']);
				assert.deepEqual(body.photos, [address]);
				assert.deepEqual(body.reasons, { [address]: photo.unreadable_why });
			}
			/* Whoever judges it can look at what came. */
			assert.ok((await api.get(`/v1/photos/${address}/original`)).bytes.equals(bytes));
			assert.equal((await put(api, bytes, { type: 'image/jpeg' })).body.state, 'unreadable');
		});
});

describe('a photograph that is not looked at yet', () => {
	it('is pending, and can be had as it came', async () => {
		const file = await holding(inFolder('pending'));
		await writeFile(`${file}.hold`, '');
		const { server, api } = await withProgram(file);
		const bytes = picture();
		const address = await putNew(api, bytes);
		const answer = await api.get(`/v1/photos/${address}/thumbnail`);
		assert.deepEqual([answer.status, problemName(answer.body), answer.body.photos],
			[409, 'photos_pending', [address]]);
		assert.equal(answer.headers.get('retry-after'), '1');
		assert.ok((await api.get(`/v1/photos/${address}/original`)).bytes.equals(bytes));
		await rm(`${file}.hold`);
		assert.equal((await decoded(api, address)).state, 'ready');
		assert.equal((await api.get(`/v1/photos/${address}/thumbnail`)).status, 200);
		await server.stop();
	});

	it('is looked at by the next server when this one is killed', async () => {
		const file = await holding(inFolder('killed'));
		await writeFile(`${file}.hold`, '');
		const env = { GEMBA_PHOTO_PROGRAM: file, GEMBA_PHOTOS: inFolder('of-the-killed') };
		const db = await database();
		const now = Date.now();
		const first = await serving({ database: db, env, now });
		const addresses = [await putNew(first.api, picture()), await putNew(first.api, picture())];
		await until(async () => (await first.row(addresses[0])).attempts === 1, 'the look');
		process.kill(first.server.pid, 'SIGKILL');
		await assert.rejects(first.server.stop(), /ended with SIGKILL/);
		await rm(`${file}.hold`);

		const second = await serving({ database: db, env, now: now + minute });
		for (const address of addresses)
			assert.equal((await decoded(second.api, address)).state, 'ready');
		await second.server.stop();
		await db.drop();
	});

	it('is given back by a server that stops', async () => {
		const file = await holding(inFolder('stopped'));
		await writeFile(`${file}.hold`, '');
		const db = await database();
		const photos = inFolder('of-the-stopped');
		const env = { GEMBA_PHOTO_PROGRAM: file, GEMBA_PHOTOS: photos };
		const first = await serving({ database: db, env });
		const address = await putNew(first.api, picture());
		await until(async () => (await first.row(address)).attempts === 1, 'the look');
		await first.server.stop();
		assert.deepEqual([(await first.row(address)).state, (await first.row(address)).attempts], ['stored', 0]);
		await rm(`${file}.hold`);

		const second = await serving({ database: db, env });
		assert.equal((await decoded(second.api, address)).state, 'ready');
		await second.server.stop();
		await db.drop();
	});
});

describe('a photo program that breaks', () => {
	const broken = {
		crashes: 'kill -SEGV $$',
		'is killed': 'kill -KILL $$',
		'says nothing': 'exit 0',
		'says something else': 'echo "[1,2]"',
		'says nonsense': 'echo "{\\"format\\":\\"jpeg\\",\\"width\\":-1,\\"height\\":1}"',
		'never stops talking': 'while :; do echo "{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}{}"; done',
		'gives no reason': 'echo "{\\"unreadable\\":null}"; exit 3',
	};
	for (const [how, script] of Object.entries(broken))
		it(`and ${how} is tried three times`, async () => {
			const { server, api, row } = await withProgram(await program(inFolder('broken'), script));
			const bytes = picture();
			const address = await putNew(api, bytes);
			for (const attempt of [1, 2]) {
				await until(async () => {
					const { attempts, due_at } = await row(address);
					return attempts === attempt && Date.parse(due_at) < server.clock.now + 10_000;
				}, `attempt ${attempt}`);
				await server.clock.advance(10_000);
				/* Sending it again wakes the decoder. */
				assert.equal((await put(api, bytes)).status, 200);
			}
			const photo = await decoded(api, address);
			assert.deepEqual([photo.state, photo.unreadable_why],
				['unreadable', 'The picture could not be decoded.']);
			await until(() => /the photo program crashed/.test(server.log), 'the line in the log');
			await server.stop();
		});

	it('and takes too long is tried again, minutes later each time, and then it is said', async () => {
		const file = await holding(inFolder('late'));
		await writeFile(`${file}.hold`, '');
		const { server, api, row } = await withProgram(file, { env: { GEMBA_PHOTO_PROGRAM: file, GEMBA_DECODE_SECONDS: '1' } });
		const bytes = picture();
		const address = await putNew(api, bytes);
		const late = async (attempt, minutes) => {
			const due = server.clock.now + minutes * minute;
			await until(async () => {
				const { attempts, due_at } = await row(address);
				return attempts === attempt && Date.parse(due_at) === due;
			}, `the wait after attempt ${attempt}`);
			assert.equal((await row(address)).state, 'stored');
			await server.clock.advance(minutes * minute);
			await put(api, bytes);
		};
		await late(1, 1);
		await late(2, 4);
		const photo = await decoded(api, address);
		assert.deepEqual([photo.state, photo.unreadable_why], ['unreadable', 'The picture takes too long to decode.']);
		assert.ok((await api.get(`/v1/photos/${address}/original`)).bytes.equals(bytes));
		await until(() => /the photo program took too long/.test(server.log), 'the line in the log');

		const other = await putNew(api, picture());
		await until(async () => (await row(other)).attempts === 1 && Date.parse((await row(other)).due_at) === server.clock.now + minute, 'the wait');
		await rm(`${file}.hold`);
		await server.clock.advance(minute);
		await putNew(api, picture());
		assert.equal((await decoded(api, other)).state, 'ready');
		await server.stop();
	});

	it('and is not there is waited for', async () => {
		const file = inFolder('missing');
		const { server, api, row } = await withProgram(file);
		const address = await putNew(api, picture());
		await until(() => /level=error problem="the photo program does not run".*cannot be started/.test(server.log),
			'the line in the log');
		await until(async () => (await row(address)).attempts === 0, 'giving back');
		assert.equal((await row(address)).state, 'stored');
		await program(file, `exec ${realProgram} "$@"`);
		await server.clock.advance(2 * minute);
		assert.equal((await decoded(api, address)).state, 'ready');
		await server.stop();
	});

	it('and cannot write is waited for, without blame for the photograph', async () => {
		const file = await holding(inFolder('full'));
		await writeFile(`${file}.hold`, '');
		const { server, api, row } = await withProgram(file);
		const bytes = picture();
		const address = await putNew(api, bytes);
		/* A folder is where the thumbnail is to be written. */
		const inTheWay = `${await fileOf(server, address, { ending: '.thumbnail.jpg' })}.tmp`;
		await mkdir(inTheWay);
		await rm(`${file}.hold`);
		await until(() => /problem="the photo program failed".*cannot be made/.test(server.log),
			'the line in the log');
		await until(async () => (await row(address)).attempts === 0, 'giving back');
		await rmdir(inTheWay);
		await server.clock.advance(2 * minute);
		await put(api, bytes);
		assert.equal((await decoded(api, address)).state, 'ready');
		await server.stop();
	});

	it('gets no environment, and no file of the server', async () => {
		const file = await program(inFolder('curious'),
			'(tr "\\0" "\\n" </proc/self/environ | grep -v "^\\(PWD\\|SHLVL\\|_\\)="; ls -l /proc/$$/fd) >"$0.saw" 2>&1\n' +
			`exec ${realProgram} "$@"`);
		const { server, api } = await withProgram(file);
		await decoded(api, await putNew(api, picture()));
		const saw = await readFile(`${file}.saw`, 'utf8');
		assert.doesNotMatch(saw, /GEMBA|PATH=/);
		assert.match(saw, / 0 -> \/dev\/null$/m);
		assert.doesNotMatch(saw, /socket:|eventfd/);
		await server.stop();
	});
});

describe('a file that is gone from under its row', () => {
	let server, api, row;
	before(async () => ({ server, api, row } = await serving()));
	after(() => server.stop());

	it('is told to the operator, not to the client', async () => {
		const address = await putNew(api, picture());
		await decoded(api, address);
		for (const [size, ending] of [['original', ''], ['view', '.view.jpg'], ['thumbnail', '.thumbnail.jpg']]) {
			const file = await fileOf(server, address, { ending });
			await rm(file);
			const { status, body } = await api.get(`/v1/photos/${address}/${size}`);
			assert.deepEqual([status, problemName(body)], [500, 'internal']);
			assert.ok(!body.detail.includes('/'));
			await until(() => server.log.includes(`${file} is not there`), 'the line in the log');
			await until(() => /status=500 .*problem=internal/.test(server.log), 'the line of the request');
		}
		assert.equal((await api.get(`/v1/photos/${address}`)).body.state, 'ready');
	});

	it('is not held against a photograph that is still to be looked at', async () => {
		const [bytes, other] = [picture(), picture()];
		const address = await putNew(api, bytes);
		const file = await fileOf(server, address);
		await decoded(api, address);
		await rename(file, `${file}.away`);
		await server.sql.script(`update photo set state = 'stored', decoded_at = null, attempts = 0,
			due_at = '${new Date(server.clock.now).toISOString()}' where sha256 = '${address}'`);
		await decoded(api, await putNew(api, other));
		await until(() => server.log.includes('a photograph is not on disk'), 'the line in the log');
		assert.equal((await row(address)).state, 'stored');
		/* The same bytes again, and it is looked at at once. */
		assert.equal((await put(api, bytes)).status, 200);
		assert.equal((await decoded(api, address)).state, 'ready');
		assert.equal(sha256(await readFile(file)), address);
	});
});
