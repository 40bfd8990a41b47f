import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

const script = new URL('../../scripts/check-layers', import.meta.url).pathname;

const LAYERS = `# lowest first
base
db              libpq-fe.h
http            civetweb.h zlib.h   # two of them
inspections
`;

describe('scripts/check-layers', () => {
	let folder;

	before(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'gemba-layers-'));
		await writeFile(path.join(folder, 'LAYERS'), LAYERS);
	});
	after(() => rm(folder, { recursive: true }));

	/* The complaints about one file, without the folder in front. */
	async function complaints(name, text) {
		const file = path.join(folder, name);
		await mkdir(path.dirname(file), { recursive: true });
		await writeFile(file, text);
		const { code, stdout } = await new Promise((resolve) =>
			execFile(script, [folder], (error, stdout) =>
				resolve({ code: error ? error.code : 0, stdout })));
		await rm(file);
		const lines = stdout.split('\n').filter(Boolean);
		assert.equal(code, lines.length ? 1 : 0);
		return lines.map((line) => line.replace(`${folder}/`, ''));
	}

	it('lets a room include itself and what is below it', async () => {
		assert.deepEqual(await complaints('http/x.c',
			'#include "http/x.h"\n#include "base/work.h"\n#include <stdio.h>\n'), []);
	});

	it('names the line that reaches up', async () => {
		assert.deepEqual(await complaints('db/x.c', '\n# include "inspections/inspection.h"\n'),
			['db/x.c:2: db reaches up to inspections']);
	});

	it('keeps a foreign header in its room', async () => {
		assert.deepEqual(await complaints('db/x.h', '#include <civetweb.h>\n#include <zlib.h>\n'),
			['db/x.h:1: civetweb.h belongs to http', 'db/x.h:2: zlib.h belongs to http']);
		assert.deepEqual(await complaints('db/x.h', '#include "libpq-fe.h"\n'), []);
	});

	it('lets the files that wire the rooms together include all rooms, and no foreign header',
		async () => {
			assert.deepEqual(await complaints('main.c',
				'#include "inspections/inspection.h"\n#include <libpq-fe.h>\n'),
			['main.c:2: libpq-fe.h belongs to db']);
		});

	it('keeps rooms from including those files', async () => {
		assert.deepEqual(await complaints('http/x.c', '#include "routes.h"\n'),
			['http/x.c:1: http reaches up to routes.h']);
	});

	it('finds a room that nobody listed', async () => {
		assert.deepEqual(await complaints('misc/x.c', 'int x;\n'),
			['misc/x.c:1: misc is not in LAYERS']);
	});
});
