/* Sending photographs, and what is kept of them. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { jpegMarkers, jpegSize, signature } from '../evidence/pictures.js';
import { start } from './harness.js';
import { decoded, fileOf, person, picture, put, putNew, realPhotographs, sha256 } from './photos.js';
import { until } from './postgres_session.js';
import { problemName } from './schema.js';

const real = await realPhotographs();
const megabyte = 1 << 20;

let server, api, token;

before(async () => {
	server = await start();
	token = await server.signIn();
	api = server.api(token);
});
after(() => server.stop());

/* The file of an upload that was refused goes with its unit of work, after the answer. */
const nothingIsLeft = () => until(async () =>
	!(await readdir(path.join(server.folder, 'photos/incoming'))).length, 'cleaning up');
const rows = (address) => server.sql('select * from photo where sha256 = $1', address);

async function refused(answer, status, problem) {
	const { body, text } = answer;
	assert.equal(answer.status, status, text);
	assert.equal(problemName(body), problem);
	return body;
}

describe('a photograph', () => {
	for (const { name, bytes } of real)
		it(`is taken as it comes from a phone: ${name}`, async () => {
			const address = await putNew(api, bytes, { type: 'image/jpeg' });
			const photo = await decoded(api, address);
			assert.equal(photo.state, 'ready');
			assert.equal(photo.format, 'jpeg');
			assert.equal(photo.size_bytes, bytes.length);
			assert.match(photo.taken_at, /^20\d\d-/);
			assert.ok(photo.camera);

			const original = await api.get(`/v1/photos/${address}/original`);
			assert.ok(original.bytes.equals(bytes));
			for (const [size, most] of [['thumbnail', 320], ['view', 1600]]) {
				const { status, type, bytes: made } = await api.get(`/v1/photos/${address}/${size}`);
				assert.equal(status, 200);
				assert.equal(type, 'image/jpeg');
				const { width, height } = jpegSize(made);
				assert.equal(Math.max(width, height), Math.min(most, Math.max(photo.width, photo.height)));
				assert.equal(width > height, photo.width > photo.height);
				assert.ok(!jpegMarkers(made).includes(0xe1), 'no metadata');
			}
		});
	if (!real.length)
		it('is taken as it comes from a phone', { skip: 'no ../shared/photos (GEMBA_SHARED) here' });

	it('may be a PNG', async () => {
		const address = await putNew(api, picture({ width: 400, height: 300 }));
		const photo = await decoded(api, address);
		assert.deepEqual([photo.state, photo.format, photo.width, photo.height],
			['ready', 'png', 400, 300]);
		assert.equal((await api.get(`/v1/photos/${address}/original`)).type, 'image/png');
	});

	it('is told to be new once, and never an error after that', async () => {
		const bytes = picture();
		const first = await put(api, bytes);
		assert.deepEqual([first.status, first.headers.get('location')],
			[201, `/v1/photos/${sha256(bytes)}`]);
		assert.deepEqual(first.body,
			{ sha256: sha256(bytes), size_bytes: bytes.length, state: 'stored' });
		await decoded(api, sha256(bytes));
		const second = await put(api, bytes);
		assert.deepEqual([second.status, second.body.state], [200, 'ready']);
	});

	it('may come twenty times at once', async () => {
		const bytes = picture();
		const answers = await Promise.all(Array.from({ length: 20 }, () => put(api, bytes)));
		assert.deepEqual(answers.map(({ status }) => status).sort(), [...Array(19).fill(200), 201]);
		assert.equal((await decoded(api, sha256(bytes))).captures.length, 1);
		await nothingIsLeft();
	});

	it('may come with fifteen others at once', async () => {
		const many = real.length ? real.map(({ bytes }) => bytes) : [];
		while (many.length < 16)
			many.push(picture({ width: 900, height: 700 }));
		const answers = await Promise.all(many.map((bytes) =>
			put(api, bytes, { type: bytes[0] === 0xff ? 'image/jpeg' : 'image/png' })));
		assert.ok(answers.every(({ status }) => status === 200 || status === 201));
		for (const bytes of many)
			assert.equal((await decoded(api, sha256(bytes))).state, 'ready');
	});

	it('is whatever its bytes are, not what its type says', async () => {
		const address = await putNew(api, picture(), { type: 'image/jpeg; x=y' });
		assert.equal((await decoded(api, address)).format, 'png');
	});

	it('is kept when only its row or only its file had been left by a crash', async () => {
		const [withoutRow, withoutFile] = [picture(), picture()];
		await putNew(api, withoutFile);
		await decoded(api, sha256(withoutFile));
		const place = await fileOf(server, sha256(withoutFile));
		await rm(place);
		await rm(`${place}.view.jpg`);
		assert.equal((await put(api, withoutFile)).status, 200);
		assert.ok((await readFile(place)).equals(withoutFile));
		assert.equal((await decoded(api, sha256(withoutFile))).state, 'ready');
		assert.equal((await api.get(`/v1/photos/${sha256(withoutFile)}/view`)).status, 200);

		const other = await fileOf(server, sha256(withoutRow));
		await mkdir(path.dirname(other), { recursive: true });
		await writeFile(other, withoutRow);
		assert.equal((await put(api, withoutRow)).status, 201);
		assert.equal((await decoded(api, sha256(withoutRow))).state, 'ready');
	});
});

describe('a database that asks to try again', () => {
	it('is asked again, with the photograph at its place', async () => {
		await server.sql.script(`create sequence tries;
			grant usage on tries to gemba_app;
			create function try_again() returns trigger language plpgsql as $$
			begin
				if nextval('tries') <= 2 then
					raise exception 'a deadlock' using errcode = '40P01';
				end if;
				return new;
			end $$;
			create trigger try_again before insert on photo for each row execute function try_again()`);
		const address = await putNew(api, picture());
		assert.equal((await decoded(api, address)).state, 'ready');
		assert.deepEqual(await server.sql('select last_value from tries'), [{ last_value: 3 }]);
		await server.sql.script('drop trigger try_again on photo; drop function try_again(); drop sequence tries');
	});
});

describe('an upload is refused', () => {
	it('where the bytes are not what the address says, and both are named', async () => {
		const [bytes, other] = [picture(), sha256(picture())];
		const { detail } = await refused(await put(api, bytes, { address: other }), 422, 'photo_differs');
		assert.ok(detail.includes(other) && detail.includes(sha256(bytes)));
		assert.deepEqual(await rows(other), []);
		await nothingIsLeft();
	});

	it('where there are no bytes', async () => {
		const { errors } = await refused(await put(api, Buffer.alloc(0)), 422, 'invalid_body');
		assert.equal(errors[0].pointer, '');
	});

	it('where it is neither JPEG nor PNG', async () => {
		const truncated = Buffer.from([0xff, 0xd8]);
		for (const bytes of [Buffer.from('GIF89a and so on'), Buffer.from('<svg/>'), truncated,
			signature.subarray(0, 7), Buffer.alloc(1)])
			await refused(await put(api, bytes), 415, 'unsupported_media_type');
		for (const type of ['image/gif', 'application/json', 'image/jpegs', ''])
			await refused(await put(api, picture(), { type }), 415, 'unsupported_media_type');
	});

	it('where the kind is not one, before anybody has sent the bytes', async () => {
		const answer = await server.raw(`PUT /v1/photos/${sha256(picture())} HTTP/1.1\r\nHost: a\r\n` +
			`Authorization: Bearer ${api.token}\r\nContent-Type: image/gif\r\nContent-Length: 20000000\r\n` +
			'Expect: 100-continue\r\n\r\n');
		assert.match(answer, /^HTTP\/1\.1 415 .*Connection: close.*unsupported-media-type/s);
		await nothingIsLeft();
	});

	it('where the address is no SHA-256 in lower case', async () => {
		const bytes = picture();
		for (const address of ['x', sha256(bytes).toUpperCase(), `${sha256(bytes)}0`])
			await refused(await put(api, bytes, { address }), 404, 'not_found');
	});

	it('where it is larger than 25 MB, and not a byte before', async () => {
		const bytes = Buffer.concat([picture(), Buffer.alloc(25 * megabyte)]);
		const most = bytes.subarray(0, 25 * megabyte);
		assert.equal((await put(api, most)).status, 201);
		await refused(await put(api, bytes), 413, 'too_large');
		assert.deepEqual(await rows(sha256(bytes)), []);
		await nothingIsLeft();
	});

	it('without a right whose work shows photographs', async () => {
		const viewer = await person(server, ['inspection.read', 'action.read', 'report.read']);
		const bytes = picture();
		await refused(await put(viewer.api, bytes), 403, 'forbidden');
		await refused(await put(server.api(), bytes), 401, 'not_signed_in');
		assert.deepEqual(await rows(sha256(bytes)), []);
		await assert.rejects(readFile(await fileOf(server, sha256(bytes))), { code: 'ENOENT' });
		for (const right of ['inspection.conduct', 'finding.create', 'action.work', 'action.verify'])
			await putNew((await person(server, [right])).api, picture());
	});
});

/* Speaks HTTP by hand: what came until the other side closed the connection. */
async function talk(dialogue) {
	const socket = net.connect({ port: server.port, host: '127.0.0.1', allowHalfOpen: true });
	const ended = once(socket, 'close');
	let heard = '';
	socket.setEncoding('utf8').on('data', (text) => { heard += text; }).on('error', () => {});
	await once(socket, 'connect');
	await dialogue(socket, async (wanted) => {
		while (!wanted.test(heard))
			await once(socket, 'data');
	});
	await Promise.race([ended, once(socket, 'end')]);
	socket.destroy();
	return heard;
}

const head = (bytes, more = '') =>
	`PUT /v1/photos/${sha256(bytes)} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n` +
	`Content-Type: image/png\r\nContent-Length: ${bytes.length}\r\n${more}\r\n`;

describe('on a bad line', () => {
	it('half a photograph leaves nothing behind', async () => {
		const bytes = picture({ width: 900, height: 700 });
		const answer = await talk((socket) => {
			socket.write(head(bytes));
			socket.end(bytes.subarray(0, 500));
		});
		assert.match(answer, /^HTTP\/1\.1 408 .*Connection: close.*request-timeout/s);
		await nothingIsLeft();
		assert.deepEqual(await rows(sha256(bytes)), []);
	});

	it('a phone that asks first is told to go on', async () => {
		const bytes = picture();
		const answer = await talk(async (socket, heard) => {
			socket.write(head(bytes, 'Expect: 100-continue\r\nConnection: close\r\n'));
			await heard(/^HTTP\/1\.1 100 Continue\r\n\r\n/);
			socket.write(bytes);
		});
		assert.match(answer, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 201 /);
	});

	it('a phone that asks first and may not is told so at once', async () => {
		const answer = await talk((socket) => socket.write(head(picture(),
			'Expect: 100-continue\r\n').replace(token, 'x')));
		assert.match(answer, /^HTTP\/1\.1 401 /);
	});
});

describe('a capture record', () => {
	const record = { method: 'camera', claimed_at: '2026-11-20T16:14:03.120+08:00', clock_offset_ms: -840,
		lat: 31.2304, lon: 121.4737, accuracy_m: 12.5, is_mock: false, original_size_bytes: 4182233,
		original_width: 4032, original_height: 3024 };

	it('is kept as it was told', async () => {
		const address = await putNew(api, picture(), { record });
		const { captures: [{ person_id, received_at, ...capture }] } =
			(await api.get(`/v1/photos/${address}`)).body;
		assert.deepEqual(capture, { ...record, claimed_at: '2026-11-20T08:14:03.120Z' });
		const [{ uploaded_by }] = await rows(address);
		assert.equal(person_id, uploaded_by);
		assert.equal(Date.parse(received_at), server.clock.now);
	});

	it('is noted once for a person and a moment', async () => {
		const bytes = picture();
		const other = await person(server, ['inspection.conduct']);
		await putNew(api, bytes, { record });
		for (const again of [record, { ...record, method: 'gallery' },
			{ method: 'file', claimed_at: '2026-11-20T08:14:03.121Z' }, undefined, { method: 'file' }])
			assert.equal((await put(api, bytes, { record: again })).status, 200);
		assert.equal((await put(other.api, bytes, { record })).status, 200);
		const captures = await server.sql(
			'select method, person_id from capture where sha256 = $1 order by received_at, claimed_at', sha256(bytes));
		assert.deepEqual(captures.map(({ method }) => method).sort(), ['camera', 'camera', 'file', null].sort());
		/* Each sees the own ones: they have the bytes, and no visit together. */
		assert.equal((await api.get(`/v1/photos/${sha256(bytes)}`)).body.captures.length, 3);
		const seen = (await other.api.get(`/v1/photos/${sha256(bytes)}`)).body;
		assert.deepEqual([seen.captures.length, seen.uploaded_by, seen.uploaded_at], [1, null, null]);
	});

	it('is faulted with the place of each fault, and nothing is kept', async () => {
		const cases = [
			[{}, ['/method']],
			[{ method: 'painted' }, ['/method']],
			[{ method: 'camera', lat: 91, lon: -181 }, ['/lat', '/lon']],
			[{ method: 'camera', lat: 31 }, ['/lon']],
			[{ method: 'camera', lon: 31 }, ['/lat']],
			[{ method: 'camera', claimed_at: '2026-02-30T00:00:00Z' }, ['/claimed_at']],
			[{ method: 'camera', claimed_at: null, is_mock: 'no' }, ['/claimed_at', '/is_mock']],
			[{ method: 'camera', accuracy_m: -1, original_width: 0, original_height: 1.5 },
				['/accuracy_m', '/original_width', '/original_height']],
			[{ method: 'camera', clock_offset_ms: 1e15, original_size_bytes: 2 ** 53 },
				['/clock_offset_ms', '/original_size_bytes']],
			[{ method: 'camera', colour: 'red' }, ['/colour']],
			['{"method":"camera","method":"file"}', ['/method']],
			['{"method":"camera"', ['']],
			['camera', ['']],
			['[]', ['']],
			['', ['']],
		];
		const bytes = picture();
		for (const [record, pointers] of cases) {
			const body = await refused(await put(api, bytes, { record }), 422, 'invalid_capture_record');
			assert.deepEqual(body.errors.map(({ pointer }) => pointer).sort(), pointers.sort(),
				JSON.stringify(record));
			assert.ok(body.errors.every(({ source }) => source === 'Capture-Record'));
		}
		assert.deepEqual(await rows(sha256(bytes)), []);
	});

	it('comes once', async () => {
		const bytes = picture();
		const answer = await talk((socket) => {
			socket.write(head(bytes, 'Capture-Record: {"method":"camera"}\r\nCapture-Record: {"method":"file"}\r\n' +
				'Connection: close\r\n'));
			socket.write(bytes);
		});
		assert.match(answer, /^HTTP\/1\.1 422 .*invalid-capture-record/s);
	});
});

describe('the same photograph of two groups', () => {
	it('is two photographs, of which each knows its own', async () => {
		const bytes = picture();
		const others = server.api(await server.signIn('other'));
		const address = await putNew(api, bytes);
		assert.equal((await others.get(`/v1/photos/${address}`)).status, 404);
		await putNew(others, bytes);
		await decoded(others, address);
		await rm(await fileOf(server, address, { tenant: 'demo' }));
		assert.ok((await others.get(`/v1/photos/${address}/original`)).bytes.equals(bytes));
		assert.equal((await rows(address)).length, 2);
	});
});

describe('the folder of uploads', () => {
	it('is made, and is rid of what nobody finished in a day', async () => {
		const photos = path.join(await mkdtemp(path.join(tmpdir(), 'gemba-photos-')), 'not/there/yet');
		const env = { GEMBA_PHOTOS: photos };
		await (await start({ env })).stop();
		const [old, young] = ['old', 'young'].map((name) => path.join(photos, 'incoming', name));
		await writeFile(old, 'half');
		await writeFile(young, 'half');
		const dayAndHour = Date.now() / 1000 - 25 * 3600;
		await utimes(old, dayAndHour, dayAndHour);
		await (await start({ env })).stop();
		assert.deepEqual(await readdir(path.join(photos, 'incoming')), ['young']);
		await rm(path.join(photos, '../../..'), { recursive: true });
	});
});
