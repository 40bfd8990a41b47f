/* The built clients as they are served; a folder made here stands for them. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { start } from './harness.js';

const script = `console.log(${JSON.stringify('x'.repeat(5000))});`;
let folder;
let server;

before(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'gemba-pages-'));
	await mkdir(path.join(folder, 'phone/assets'), { recursive: true });
	await mkdir(path.join(folder, 'portal'));
	await writeFile(path.join(folder, 'index.html'), '<!doctype html><title>Gemba</title>');
	await writeFile(path.join(folder, 'phone/index.html'), '<!doctype html><title>Phone</title>');
	await writeFile(path.join(folder, 'phone/assets/app-1a2b.js'), script);
	await writeFile(path.join(folder, 'phone/sw.js'), 'self.skipWaiting();');
	await writeFile(path.join(folder, 'phone/.hidden.js'), 'secret');
	await writeFile(path.join(folder, 'phone/notes.doc'), 'no type of ours');
	server = await start({ env: { GEMBA_PAGES: folder } });
});

after(async () => {
	await server.stop();
	await rm(folder, { recursive: true });
});

const get = (url, headers) => server.api().get(url, headers);

describe('GET /', () => {
	it('is the page that leads to the clients, with a strict policy', async () => {
		const answer = await get('/');
		assert.equal(answer.status, 200);
		assert.match(answer.text, /<title>Gemba/);
		const policy = answer.headers.get('content-security-policy');
		assert.match(policy, /default-src 'self'/);
		assert.doesNotMatch(policy, /'unsafe-|https?:/);
		assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
	});
});

describe('GET /phone/{rest}', () => {
	it('gives files with their type, for ever where the name has a hash', async () => {
		const hashed = await get('/phone/assets/app-1a2b.js');
		assert.equal(hashed.status, 200);
		assert.match(hashed.headers.get('content-type'), /^text\/javascript/);
		assert.match(hashed.headers.get('cache-control'), /immutable/);
		assert.equal((await get('/phone/sw.js')).headers.get('cache-control'), 'no-cache');
	});

	it('answers the client page for paths of the client, and 404 for files that are not there', async () => {
		assert.match((await get('/phone/')).text, /<title>Phone/);
		assert.match((await get('/phone/visits/today')).text, /<title>Phone/);
		assert.equal((await get('/phone/assets/gone.js')).status, 404);
		assert.equal((await get('/phone/.hidden.js')).status, 404);
		assert.equal((await get('/phone/notes.doc')).status, 404);
		assert.equal((await get('/reports/')).status, 404);
	});

	it('never leaves its folder', async () => {
		for (const way of ['/phone/../index.html', '/phone/%2e%2e/index.html', '/phone/assets/../../portal'])
			assert.notEqual((await server.raw(`GET ${way} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`))
				.toString().includes('<title>Gemba'), true, way);
	});

	it('answers 304 to its own ETag', async () => {
		const { headers } = await get('/phone/');
		assert.equal((await get('/phone/', { 'If-None-Match': headers.get('etag') })).status, 304);
	});

	it('is compressed once', async () => {
		const answer = await get('/phone/assets/app-1a2b.js', { 'Accept-Encoding': 'gzip' });
		assert.equal(answer.headers.get('content-encoding'), 'gzip');
		assert.ok(Number(answer.headers.get('content-length')) < 200);
		assert.equal(answer.text, script);
	});
});
