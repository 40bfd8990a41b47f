/* Measuring is tried, too: what it compares must be the same on either side. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { database, gemba } from './harness.js';

describe('gemba bench', () => {
	let folder;
	before(async () => { folder = await mkdtemp(path.join(tmpdir(), 'gemba-bench-')); });
	after(() => rm(folder, { recursive: true, force: true }));

	for (const [what, ...options] of [['submit', '--clients', '1'], ['photo', '--clients', '1'], ['score']]) {
		it(`${what} compares, and ends with its figures`, async () => {
			const { code, stdout, stderr } = await gemba(['bench', what, '--seconds', '1', ...options], {
				database: await database('gemba_empty'),
				env: { GEMBA_PHOTOS: path.join(folder, what), GEMBA_KEYS: path.join(folder, `${what}.keys`) },
			});
			assert.equal(code, 0, stderr.slice(-2000));
			assert.match(stdout, /\d/);
		});
	}
});
