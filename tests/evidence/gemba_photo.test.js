// The photograph decoder as the server starts it: a program, three paths, one line of JSON.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { chunk, eoi, exifOrientation, header, jpeg, jpegMarkers, jpegSize, manyScans, png, random,
	segment, signature, soi } from './pictures.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const shared = process.env.GEMBA_SHARED ?? path.join(root, '../shared');
const program = path.join(path.dirname(process.env.GEMBA ?? path.join(root, 'build/asan/gemba')),
	'gemba-photo');

let folder;
before(() => {
	folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gemba-photo-'));
});
after(() => fs.rmSync(folder, { recursive: true }));

const inFolder = (name) => path.join(folder, name);

// Runs it on a path; what it answered, and the names that it left.
const runOn = (original, { limits = '' } = {}) => {
	for (const name of fs.readdirSync(folder))
		if (name.startsWith('made-'))
			fs.rmSync(inFolder(name));
	const made = [inFolder('made-thumbnail'), inFolder('made-view')];
	const result = spawnSync('/bin/sh', ['-c', `${limits} exec "$0" "$@"`, program, original, ...made],
		{ encoding: 'buffer', timeout: 60_000 });
	return { status: result.status, signal: result.signal, output: result.stdout,
		error: result.stderr.toString(),
		left: fs.readdirSync(folder).filter((name) => name.startsWith('made-')).sort() };
};

const run = (bytes, options) => {
	fs.writeFileSync(inFolder('original'), bytes);
	return runOn(inFolder('original'), options);
};

// One line, UTF-8, JSON; and nothing else whatever the file was.
const answerOf = ({ output, error }) => {
	const text = new TextDecoder('utf-8', { fatal: true }).decode(output);
	assert.match(text, /^\{[^\n]*\}\n$/, error);
	return JSON.parse(text);
};

const read = (bytes, options) => {
	const result = run(bytes, options);
	const answer = answerOf(result);
	assert.equal(result.status, 0, answer.unreadable ?? result.error);
	assert.deepEqual(result.left, ['made-thumbnail', 'made-view']);
	return answer;
};

const checkUnreadable = (result, why) => {
	assert.equal(result.status, 3, result.error);
	assert.deepEqual(result.left, []);
	const answer = answerOf(result);
	assert.deepEqual(Object.keys(answer), ['unreadable']);
	assert.match(answer.unreadable, /^[A-Z].*\.$/);
	if (why)
		assert.match(answer.unreadable, why);
};

const refuse = (bytes, why, options) => checkUnreadable(run(bytes, options), why);

// Either read or refused, never anything else.
const checkSettled = (result, name) => {
	assert.equal(result.signal, null, name);
	if (result.status === 3)
		return checkUnreadable(result);
	assert.equal(result.status, 0, `${name}: ${result.error}`);
	assert.ok(answerOf(result).width > 0);
};

const half = { width: 64, height: 32, level: (x, y) => (y < 2 ? 250 : 5) };

describe('a photograph', () => {
	test('is described in one line and made small twice', () => {
		const answer = read(jpeg({ width: 4000, height: 2000, level: (x) => x % 200 }));
		assert.deepEqual(Object.keys(answer), ['format', 'width', 'height', 'orientation', 'taken_at',
			'taken_offset', 'taken_subsec', 'gps_at', 'lat', 'lon', 'gps_accuracy', 'camera_make',
			'camera_model', 'software', 'dhash', 'sharpness', 'brightness', 'contrast', 'notes']);
		assert.equal(answer.format, 'jpeg');
		assert.deepEqual([answer.width, answer.height], [4000, 2000]);
		assert.deepEqual(jpegSize(fs.readFileSync(inFolder('made-thumbnail'))),
			{ width: 320, height: 160 });
		assert.deepEqual(jpegSize(fs.readFileSync(inFolder('made-view'))),
			{ width: 1600, height: 800 });
	});

	test('is never made larger', () => {
		read(jpeg(half));
		for (const name of ['made-thumbnail', 'made-view'])
			assert.deepEqual(jpegSize(fs.readFileSync(inFolder(name))), { width: 64, height: 32 });
	});

	// In the file the corner lies elsewhere for each orientation; upright it is always top left.
	test('stands upright however it was stored', () => {
		const corner = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0], [0, 1], [1, 1], [1, 0]];
		const hashes = new Set();
		for (let orientation = 1; orientation <= 8; orientation++) {
			const [right, below] = corner[orientation - 1];
			const [columns, rows] = orientation < 5 ? [18, 16] : [16, 18];
			const level = (x, y) => {
				const fromLeft = right ? columns - 1 - x : x;
				const fromTop = below ? rows - 1 - y : y;
				const [u, v] = orientation < 5 ? [fromLeft, fromTop] : [fromTop, fromLeft];
				return u < 6 && v < 4 ? 250 : 40 + u * 3 + v;
			};
			const answer = read(jpeg({ width: columns * 8, height: rows * 8, level,
				segments: [exifOrientation(orientation)] }));
			assert.deepEqual([answer.width, answer.height, answer.orientation],
				[144, 128, orientation]);
			hashes.add(answer.dhash);
			hashes.add(read(fs.readFileSync(inFolder('made-view'))).dhash);
		}
		assert.equal(hashes.size, 1);
	});

	test('is written again without what was hidden in it', () => {
		const secret = Buffer.from('<script>alert(1)</script>PK\x03\x04');
		const answer = read(Buffer.concat([jpeg({ ...half, segments: [exifOrientation(3),
			segment(0xfe, secret), segment(0xed, secret)] }), secret]));
		assert.equal(answer.orientation, 3);
		for (const name of ['made-thumbnail', 'made-view']) {
			const bytes = fs.readFileSync(inFolder(name));
			assert.equal(bytes.includes('script'), false);
			assert.deepEqual([...new Set(jpegMarkers(bytes))], [0xe0, 0xdb, 0xc0, 0xc4]);
			assert.ok(bytes.subarray(-2).equals(eoi));
		}
	});

	test('may be a PNG, and its EXIF data counts', () => {
		const exif = chunk('eXIf', exifOrientation(6).subarray(10));
		const answer = read(png({ width: 30, height: 20 }, [exif]));
		assert.deepEqual([answer.format, answer.width, answer.height], ['png', 20, 30]);
		assert.equal(answer.brightness, 0);
	});

	test('replaces the files of an earlier run and leaves no drafts', () => {
		read(jpeg(half));
		fs.writeFileSync(inFolder('again'), jpeg({ ...half, width: 24 }));
		const made = [inFolder('made-thumbnail'), inFolder('made-view')];
		fs.writeFileSync(`${made[0]}.tmp`, 'what a crash left');
		assert.equal(spawnSync(program, [inFolder('again'), ...made]).status, 0);
		assert.equal(jpegSize(fs.readFileSync(made[0])).width, 24);
		assert.deepEqual(fs.readdirSync(folder).filter((name) => name.endsWith('.tmp')), []);
	});

	test('may have fifty megapixels in any form', () => {
		const size = { width: 8192, height: 6144 };
		assert.equal(read(jpeg({ ...size, level: () => 200 })).brightness, 200);
		assert.equal(read(png(size)).width, 8192);
		assert.equal(read(png({ ...size, type: 6, depth: 16, interlaced: true })).height, 6144);
		assert.equal(read(manyScans({ ...size, scans: 5 })).contrast, 0);
	});
});

describe('a photograph of a phone', () => {
	// As exiftool reads them.
	const known = {
		'apple-iphone-4s.jpg': { width: 2448, height: 3264, orientation: 6,
			taken_at: '2012-08-26T15:53:03', camera_make: 'Apple', camera_model: 'iPhone 4S',
			software: '5.1.1', lat: null },
		'apple-iphone-5.jpg': { width: 3264, height: 2448, orientation: 3,
			taken_at: '2012-09-29T16:11:25', lat: 47.6271667, lon: -122.3373333, gps_at: null,
			camera_model: 'iPhone 5', software: '6.0' },
		'apple-iphone-6.jpg': { orientation: 1, taken_at: '2014-09-16T14:05:12', taken_subsec: '133',
			lat: 51.7624083, lon: -0.3178917, gps_at: null, camera_model: 'iPhone 6' },
		'htc-one-m8.jpg': { width: 2688, height: 1520, taken_at: '2014-03-25T17:14:14',
			taken_subsec: '930', camera_make: 'HTC', camera_model: 'HTC One_M8', software: null },
		'nexus-4.jpg': { width: 2448, height: 3264, orientation: 1, taken_at: '2013-01-20T18:54:08',
			gps_at: '2013-01-19T15:50:09Z', lat: 51.5624657, lon: -0.0773322, camera_make: 'LGE' },
		'oppo-r7-plus.jpg': { width: 3120, height: 4160, taken_at: '2018-07-16T17:52:22',
			gps_at: '2018-07-16T15:52:22Z', lat: 60.2674637, lon: 8.7711324, camera_make: 'OPPO' },
		'samsung-gt-i9505-galaxy-s4.jpg': { width: 4128, height: 2322, camera_make: 'SAMSUNG',
			taken_at: '2014-11-27T17:52:49', camera_model: 'GT-I9505', software: 'I9505XXUGNG8' },
		'sony-d5403-xperia-z2.jpg': { width: 3264, height: 2448, taken_at: '2014-09-23T16:38:23',
			camera_make: 'Sony', camera_model: 'D6503', software: '17.1.A.2.55_9_f300' },
	};
	const photos = path.join(shared, 'photos');
	const skip = !fs.existsSync(photos) && `no photographs in ${photos}`;

	for (const [name, expected] of Object.entries(known))
		test(`${name} tells when, where and with what it was taken`, { skip }, () => {
			const answer = read(fs.readFileSync(path.join(photos, name)));
			assert.deepEqual(Object.fromEntries(Object.keys(expected).map((key) => [key, answer[key]])),
				expected);
			assert.deepEqual(answer.notes, []);
			assert.ok(answer.sharpness > 50 && answer.contrast > 20);
			const view = jpegSize(fs.readFileSync(inFolder('made-view')));
			assert.equal(Math.max(view.width, view.height), 1600);
			assert.equal(view.width > view.height, answer.width > answer.height);
		});

	test('that was cut off is refused, and noted when only the last rows are missing', { skip }, () => {
		const bytes = fs.readFileSync(path.join(photos, 'nexus-4.jpg'));
		refuse(bytes.subarray(0, bytes.length / 2), /is cut off: only \d+ % of it is there/);
		const answer = read(bytes.subarray(0, bytes.length - 20_000));
		assert.match(answer.notes[0], /^truncated: the last \d % of the rows are missing$/);
	});

	test('that is damaged anywhere is read or refused', { skip }, () => {
		const next = random(1);
		for (const name of Object.keys(known)) {
			const whole = fs.readFileSync(path.join(photos, name));
			for (let turn = 0; turn < 6; turn++) {
				const bytes = Buffer.from(whole.subarray(0, whole.length * (turn % 2 ? 1 : next())));
				const reach = turn < 3 ? 2000 : bytes.length;
				for (let i = 0; i < 20; i++)
					bytes[Math.floor(next() * reach)] = Math.floor(next() * 256);
				checkSettled(run(bytes), `${name}, turn ${turn}`);
			}
		}
	});
});

describe('a PNG of the suite', () => {
	const suite = path.join(shared, 'corpora/libpng');
	const skip = !fs.existsSync(suite) && `no pictures in ${suite}`;

	test('is read when it is valid, and refused when it is built to crash', { skip }, () => {
		const names = fs.readdirSync(suite).filter((name) => name.endsWith('.png'));
		assert.ok(names.length > 100);
		for (const name of names) {
			const result = runOn(path.join(suite, name));
			checkSettled(result, name);
			if (/^(basn|ft|ibasn|ift|gray|rgb|palette)/.test(name))
				assert.equal(result.status, 0, name);
			if (/^(huge_|bad)/.test(name))
				assert.equal(result.status, 3, name);
		}
	});
});

describe('a file that is no photograph', () => {
	test('is refused with what it is', () => {
		refuse(Buffer.alloc(0), /^The file is empty\.$/);
		refuse(Buffer.from('<!doctype html><img src=x onerror=alert(1)>'), /neither a JPEG nor a PNG/);
		refuse(Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), /HEIC/);
		refuse(Buffer.alloc(1000), /neither/);
		refuse(signature, /does not begin with its header/);
		refuse(soi, /neither/);
		refuse(Buffer.concat([soi, Buffer.from([0xff])]), /cannot be decoded/);
	});

	test('is refused when it is noise, with or without a beginning', () => {
		const next = random(2);
		for (let i = 0; i < 60; i++) {
			const noise = Buffer.from(Array.from({ length: 2000 }, () => next() * 256));
			refuse(Buffer.concat([[Buffer.alloc(0), soi, signature][i % 3], noise]));
		}
	});

	test('is refused when it is two things at once and neither whole', () => {
		refuse(Buffer.concat([Buffer.from('GIF89a'), jpeg(half)]), /GIF/);
		refuse(Buffer.concat([Buffer.from('%PDF-1.7\n'), png({ width: 3, height: 3 })]), /PDF/);
		refuse(Buffer.concat([signature, jpeg(half)]), /header/);
	});

	test('is refused above 25 MB without being looked at', () => {
		const large = jpeg({ width: 8, height: 8, level: () => 9 });
		refuse(Buffer.concat([large, Buffer.alloc((25 << 20) + 1 - large.length)]), /larger than 25 MB/);
		read(Buffer.concat([large, Buffer.alloc((25 << 20) - large.length)]));
	});
});

describe('a hostile file', () => {
	test('that claims a size beyond the limits is refused at once', () => {
		const little = chunk('IDAT', Buffer.from([0x78, 0x9c, 3, 0, 0, 0, 0, 1]));
		const claim = (options) => Buffer.concat([signature, header(options), little, chunk('IEND')]);
		refuse(claim({ width: 0x7fffffff, height: 0x7fffffff }), /at most 16384/);
		refuse(claim({ width: 16384, height: 16384 }), /more than 50 megapixels/);
		refuse(claim({ width: 8192, height: 6144, type: 6, depth: 16, interlaced: true }), /decoded/);
		const frame = jpeg(half);
		frame.writeUInt32BE(0x40014001, frame.indexOf(Buffer.from([0xff, 0xc0])) + 5);
		refuse(frame, /at most 16384/);
	});

	test('with a chunk longer than the file is refused before memory is taken for it', () => {
		for (const name of ['eXIf', 'iCCP', 'zTXt', 'IDAT', 'PLTE', 'juNk'])
			for (const length of [0x3fffffff, 0x7fffffff, 0xffffffff])
				refuse(Buffer.concat([signature, header({ width: 1, height: 1 }),
					chunk(name, Buffer.alloc(4), length)]), /claims \d+ bytes, and 4 are left/);
	});

	test('with too many scans is refused', () => {
		refuse(manyScans({ width: 64, height: 64, scans: 201 }), /more than 200 scans/);
		read(manyScans({ width: 64, height: 64, scans: 200 }));
	});

	test('that takes too long is stopped, and that is an answer too', () => {
		refuse(manyScans({ width: 8192, height: 6144, scans: 200 }), /too long to decode/,
			{ limits: 'ulimit -S -t 1;' });
	});

	test('with lying EXIF data is read all the same', () => {
		const tiff = (text) => Buffer.from(text, 'latin1');
		const loop = 'MM\0*\0\0\0\x08\0\x02\x87\x69\0\x04\0\0\0\x01\0\0\0\x08' +
			'\x88\x25\0\x04\0\0\0\x01\0\0\0\x08\0\0\0\x08';
		const beyond = 'II*\0\x08\0\0\0\x01\0\x0f\x01\x02\0\xff\xff\xff\xff\xff\xff\xff\xff';
		const cases = [[loop, 0], [beyond, 1], ['MM\0*\xff\xff\xff\xff', 1], ['', 1], ['II', 1],
			['II*\0\x08\0\0\0\xff\xff', 1]];
		for (const [text, notes] of cases) {
			const exif = segment(0xe1, tiff(`Exif\0\0${text}`));
			const answer = read(jpeg({ ...half, segments: [exif] }));
			assert.equal(answer.notes.length, notes, JSON.stringify(text));
			assert.equal(answer.orientation, 1);
			read(png({ width: 3, height: 3 }, [chunk('eXIf', tiff(text))]));
		}
	});

	test('with a segment whose length lies is read or refused', () => {
		for (const length of [0, 1, 2, 7, 9, 200, 0xffff]) {
			const bytes = jpeg({ ...half, segments: [exifOrientation(6)] });
			bytes.writeUInt16BE(length, 4);
			checkSettled(run(bytes), `length ${length}`);
		}
	});

	test('with a camera name of any bytes is answered in UTF-8', () => {
		const name = Buffer.from('\xff\xfe"\\\x01\xe7\x9b\xb8\xed\xa0\x80\x00', 'latin1');
		const exif = segment(0xe1, Buffer.from('Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x0f\0\x02\0\0\0' +
			String.fromCharCode(name.length) + '\0\0\0\x1a\0\0\0\0', 'latin1'), name);
		assert.equal(read(jpeg({ ...half, segments: [exif] })).camera_make, '��"\\ 相���');
	});
});

describe('what is not the fault of the file', () => {
	const checkFault = (arguments_, sentence) => {
		const result = spawnSync(program, arguments_);
		assert.equal(result.status, 1);
		assert.equal(result.stdout.length, 0);
		assert.match(result.stderr.toString(), sentence);
	};
	const makeOriginal = () => fs.writeFileSync(inFolder('original'), jpeg(half));

	test('is said on standard error', () => {
		makeOriginal();
		const made = [inFolder('made-thumbnail'), inFolder('made-view')];
		checkFault([inFolder('absent'), ...made], /absent cannot be opened: No such file/);
		checkFault([folder, ...made], /is not a file/);
		checkFault([inFolder('original'), inFolder('no/thumbnail'), made[1]],
			/cannot be made: No such file/);
		checkFault([inFolder('original'), '/dev/full/x', made[1]], /cannot be made: Not a directory/);
		checkFault([inFolder('original')], /^Usage: gemba-photo ORIGINAL THUMBNAIL VIEW\n$/);
	});

	test('a full disk leaves no half file', () => {
		makeOriginal();
		const result = runOn(inFolder('original'), { limits: "trap '' XFSZ; ulimit -f 0;" });
		assert.equal(result.status, 1);
		assert.match(result.error, /made-thumbnail cannot be written: File too large/);
		assert.deepEqual(result.left, []);
	});

	test('an answer that nobody takes is a fault', () => {
		makeOriginal();
		const result = spawnSync('/bin/sh', ['-c', 'exec "$0" "$@" >/dev/full', program,
			inFolder('original'), inFolder('made-thumbnail'), inFolder('made-view')]);
		assert.equal(result.status, 1);
		assert.match(result.stderr.toString(), /answer cannot be written: No space left/);
	});

	test('files that the server has open are out of reach', () => {
		makeOriginal();
		const reach = ['/proc/self/fd/3/made-thumbnail', '/proc/self/fd/3/made-view'];
		const opened = fs.openSync(folder, 'r');
		const result = spawnSync(program, [inFolder('original'), ...reach],
			{ stdio: ['ignore', 'pipe', 'pipe', opened] });
		fs.closeSync(opened);
		assert.equal(result.status, 1);
		assert.match(result.stderr.toString(), /cannot be made: No such file/);
	});
});
