/*
 * The phone's score against the second implementation: the same arithmetic as WebAssembly, with
 * the binding that the phone uses, over random sheets. (score.test.js holds that implementation
 * against the server's.)
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { score } from './naive.js';
import { randomSheet, writeSheet } from './random.js';

const root = new URL('../../', import.meta.url).pathname;
const sheets = 3000;
let folder;
let scorer;

/* The phone's TypeScript as Node takes it: vite's own compiler, into a folder of this run. */
before(async () => {
	folder = mkdtempSync(path.join(tmpdir(), 'gemba-phone-'));
	const wasm = path.join(folder, 'scoring.wasm');
	const module = path.join(folder, 'scorer.mjs');
	execFileSync(path.join(root, 'scripts/build-wasm'), [wasm]);
	execFileSync(process.execPath, [path.join(root, 'app-api/scripts/bundle.mjs'),
		path.join(root, 'app-api/shared/src/scoring/scorer.ts'), module]);
	const { loadScorer } = await import(pathToFileURL(module).href);
	scorer = await loadScorer(readFileSync(wasm));
});

after(() => rmSync(folder, { recursive: true }));

function phoneScore(checklist, answers) {
	return scorer.for(checklist)({
		answers: answers.answers ?? {},
		instances: answers.instances ?? {},
		tags: answers.store?.tags ?? [],
		history: answers.history ?? {},
	}).result;
}

it(`scores ${sheets} random sheets as the server does`, () => {
	const first = Number(process.env.GEMBA_SEED ?? 1) * 100000;
	for (let seed = first; seed < first + sheets; seed++) {
		const sheet = writeSheet(randomSheet(seed), seed);
		const expected = JSON.parse(score(sheet.checklist, sheet.answers).result);
		const found = phoneScore(JSON.parse(sheet.checklist), JSON.parse(sheet.answers));
		assert.deepEqual(found, expected, `seed ${seed}`);
		assert.deepEqual(Object.keys(found), Object.keys(expected));
	}
});

it('scores one checklist after another, and the same sheet the same again', () => {
	const [a, b] = [7, 8].map((seed) => writeSheet(randomSheet(seed), seed));
	const [first, second] = [a, b].map((sheet) => [JSON.parse(sheet.checklist), JSON.parse(sheet.answers)]);
	const before = phoneScore(...first);
	phoneScore(...second);
	assert.deepEqual(phoneScore(...first), before);
});
