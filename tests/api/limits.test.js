/*
 * limits: what holds for every request, whatever it asks for: who is let in, how much, in which
 * form, and what need not be sent again.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { after, before, describe, it } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { start } from './harness.js';
import { problemName } from './schema.js';

const nowhere = '0190163d-8694-739b-aea5-966c26f8ad91';

let server;
let token;
let api;
let version;
before(async () => {
	server = await start();
	token = await server.signIn();
	api = server.api(token);
	const template = new URL('../../templates/hotel-lobby-daily.json', import.meta.url);
	const { status, body, text } = await api.post('/v1/checklists', await readFile(template));
	assert.equal(status, 201, text);
	version = `/v1/checklists/${body.id}/versions/1`;
});
after(() => server.stop());

/* As it comes over the wire: nothing added, nothing unpacked. */
function plain(method, target, headers = {}) {
	return new Promise((resolve, reject) => {
		const request = http.request(server.url + target, { method, agent: false,
			headers: { authorization: `Bearer ${token}`, ...headers } }, (answer) => {
			const parts = [];
			answer.on('data', (part) => parts.push(part));
			answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers,
				bytes: Buffer.concat(parts) }));
		});
		request.on('error', reject);
		request.end();
	});
}

function refused({ status, body, text }, expected, problem) {
	assert.equal(status, expected, text);
	assert.equal(problemName(body), problem);
	return body;
}

describe('whoever is not signed in', () => {
	it('is asked to, and told how', async () => {
		for (const headers of [{}, { authorization: '' }, { authorization: 'Bearer' },
			{ authorization: 'Bearer ' }, { authorization: 'Bearer nonsense' },
			{ authorization: `Basic ${token}` }, { authorization: token },
			{ authorization: `Bearer ${token}x` }, { authorization: `Bearer  ${token}` },
			{ authorization: `Bearer ${token} ${token}` }]) {
			const answer = await server.api().get('/v1/me', headers);
			refused(answer, 401, 'not_signed_in');
			assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
		}
	});

	it('may write the scheme as he likes', async () => {
		for (const scheme of ['bearer', 'BEARER', 'Bearer'])
			assert.equal((await server.api().get('/v1/me',
				{ authorization: `${scheme} ${token}` })).status, 200);
	});

	it('finds nothing where there is nothing, like anybody else', async () => {
		for (const caller of [server.api(), server.api('nonsense'), api])
			for (const target of ['/v1/nothing', '/v1', '/v1/units/nonsense', `/v1/units/${nowhere}/`,
				`/v1/units/${nowhere}0`, '/v1/Units', `/v1/units%2f${nowhere}`.replace('%2f', '%20')])
				refused(await caller.get(target), 404, 'not_found');
	});

	it('learns which methods there are', async () => {
		for (const caller of [server.api(), api]) {
			const answer = await caller.del('/v1/units');
			refused(answer, 405, 'method_not_allowed');
			assert.equal(answer.headers.get('allow'), 'GET, HEAD, POST');
			refused(await caller.head('/v1/sessions/refresh').then((a) => ({ ...a, body: { type:
				'/problems/method-not-allowed' } })), 405, 'method_not_allowed');
		}
	});
});

describe('a query', () => {
	it('with a parameter that nobody knows has a fault', async () => {
		const { errors } = refused(await api.get('/v1/units?nonsense=1'), 422, 'invalid_query');
		assert.deepEqual(errors.map(({ pointer }) => pointer), ['/nonsense']);
	});

	it('with a parameter twice has a fault', async () => {
		for (const query of ['limit=1&limit=2', 'limit=1&limit=1', 'limit=1&%6cimit=1'])
			refused(await api.get(`/v1/units?${query}`), 422, 'invalid_query');
	});

	it('with values that are none has a fault for each', async () => {
		const { errors } = refused(await api.get('/v1/units?limit=x&below=z&state=q'), 422, 'invalid_query');
		assert.deepEqual(errors.map(({ pointer }) => pointer).sort(), ['/below', '/limit', '/state']);
	});

	it('asks for 1 to 200 rows', async () => {
		for (const limit of [1, 200])
			assert.equal((await api.get(`/v1/units?limit=${limit}`)).status, 200);
		for (const limit of [0, 201, -1, '1e2', '01', '1-2', ''])
			refused(await api.get(`/v1/units?limit=${limit}`), 422, 'invalid_query');
	});

	it('that cannot be decoded is not understood', async () => {
		for (const query of ['limit=%', 'limit=%zz', 'q=%00', 'q=%ff', 'q=%ed%a0%80', '%=1',
			Array.from({ length: 65 }, (_, i) => `p${i}=1`).join('&')])
			assert.equal((await plain('GET', `/v1/units?${query}`)).status, 400, query);
	});

	it('may be empty in several ways', async () => {
		for (const query of ['?', '?&', '?&&limit=1&'])
			assert.equal((await plain('GET', `/v1/units${query}`)).status, 200);
	});
});

describe('a body', () => {
	const text = (size) => JSON.stringify({ tenant: 'x'.repeat(size - '{"tenant":""}'.length) });

	it('has 256 kB at most where little is expected', async () => {
		refused(await server.api().post('/v1/sessions', text(256 * 1024)), 422, 'invalid_body');
		const { detail } = refused(await server.api().post('/v1/sessions', text(256 * 1024 + 1)), 413, 'too_large');
		assert.match(detail, /262145 bytes; at most 262144/);
	});

	it('has 6 MB at most where much is expected', async () => {
		refused(await api.post('/v1/inspections/bulk', text(6 * 1024 * 1024)), 422, 'invalid_body');
		refused(await api.post('/v1/inspections/bulk', text(6 * 1024 * 1024 + 1)), 413, 'too_large');
	});

	it('is not there where none is expected', async () => {
		refused(await api.del('/v1/sessions/current', '{}'), 413, 'too_large');
		assert.equal((await api.get('/v1/me')).status, 200);
	});

	it('is JSON, and says so', async () => {
		for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx',
			'application/problem+json', 'multipart/form-data; boundary=x', ''])
			refused(await server.api().post('/v1/sessions', '{}', { 'content-type': type }),
				415, 'unsupported_media_type');
		for (const type of ['application/json; charset=utf-8', 'Application/JSON', 'application/json ;x'])
			refused(await server.api().post('/v1/sessions', '{}', { 'content-type': type }), 422, 'invalid_body');
		for (const body of ['', '{', 'null x', '{"a":1,"a":2}', '{"tenant":"\xff'])
			refused(await server.api().post('/v1/sessions', Buffer.from(body, 'latin1')), 400, 'malformed_json');
	});
});

describe('an answer', () => {
	it('is compressed for whoever takes gzip, where it is worth it', async () => {
		const { headers, bytes } = await plain('GET', '/v1/roles');
		assert.equal(headers['content-encoding'], undefined);
		assert.ok(bytes.length > 1400, `${bytes.length} bytes are too few for this test`);
		for (const takes of ['gzip', 'br, gzip;q=0.5', '*', 'GZIP']) {
			const zipped = await plain('GET', '/v1/roles', { 'accept-encoding': takes });
			assert.equal(zipped.headers['content-encoding'], 'gzip', takes);
			assert.equal(zipped.headers.vary, 'Accept-Encoding');
			assert.equal(Number(zipped.headers['content-length']), zipped.bytes.length);
			assert.ok(zipped.bytes.length < bytes.length);
			assert.deepEqual(gunzipSync(zipped.bytes), bytes);
		}
		for (const takes of ['', 'identity', 'br', 'gzip;q=0', 'gzip;q=0.0, *', 'xgzip'])
			assert.equal((await plain('GET', '/v1/roles', { 'accept-encoding': takes }))
				.headers['content-encoding'], undefined, takes);
		assert.equal((await plain('GET', '/healthz', { 'accept-encoding': 'gzip' }))
			.headers['content-encoding'], undefined);
	});

	it('has a date, an id, and is kept by nobody', async () => {
		for (const target of ['/healthz', '/v1/me', '/v1/nothing']) {
			const { headers } = await plain('GET', target);
			assert.equal(headers.date, new Date(Math.floor(server.clock.now / 1000) * 1000).toUTCString());
			assert.match(headers['request-id'], /^[\w-]{16}$/);
			assert.equal(headers['cache-control'], 'no-store');
			assert.equal(headers['x-content-type-options'], 'nosniff');
		}
	});
});

describe('HEAD', () => {
	it('gets what GET gets, but for the body', async () => {
		for (const target of ['/healthz', '/v1/me', '/v1/roles', '/v1/roles?limit=1', version,
			`${version}/document`, '/v1/nothing', `/v1/units/${nowhere}`, '/v1/roles?nonsense=1']) {
			for (const encoding of ['identity', 'gzip']) {
				const get = await plain('GET', target, { 'accept-encoding': encoding });
				const head = await plain('HEAD', target, { 'accept-encoding': encoding });
				assert.equal(head.status, get.status);
				assert.equal(head.bytes.length, 0);
				assert.equal(Number(head.headers['content-length']), get.bytes.length);
				for (const headers of [head.headers, get.headers])
					delete headers['request-id'];
				assert.deepEqual(head.headers, get.headers, target);
			}
		}
	});

	it('leaves the connection in order', async () => {
		const text = await server.raw(`HEAD /v1/roles HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}`
			+ '\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
		assert.match(text, /^HTTP\/1\.1 200 OK\r\n(?:[^\r]+\r\n)+\r\nHTTP\/1\.1 200 OK\r\n/);
		assert.ok(text.endsWith('{"status":"ok"}'));
	});

	it('needs the same rights as GET', async () => {
		assert.equal((await plain('HEAD', '/v1/me', { authorization: 'Bearer nonsense' })).status, 401);
		assert.equal((await plain('HEAD', '/v1/sessions/refresh')).status, 405);
	});
});

describe('what the client has already', () => {
	it('is not sent again', async () => {
		const get = await plain('GET', version);
		const { etag } = get.headers;
		assert.match(etag, /^"[^"]+"$/);
		for (const tags of [etag, `W/${etag}`, `"other", ${etag}`, `W/"other" ,W/${etag}`, '*']) {
			for (const method of ['GET', 'HEAD']) {
				const answer = await plain(method, version, { 'if-none-match': tags });
				assert.equal(answer.status, 304, tags);
				assert.equal(answer.bytes.length, 0);
				assert.equal(answer.headers.etag, etag);
				assert.equal(answer.headers.vary, get.headers.vary);
				assert.equal(answer.headers['cache-control'], get.headers['cache-control']);
				assert.ok(answer.headers.date);
				assert.equal(answer.headers['content-length'], undefined);
				assert.equal(answer.headers['content-type'], undefined);
			}
		}
	});

	it('is sent where it is another', async () => {
		const { etag } = (await plain('GET', version)).headers;
		const inner = etag.slice(1, -1);
		for (const tags of [inner, `"${inner}0"`, `"x${inner}"`, '"other"', `"${inner}`, `${inner}"`, '',
			`"other, ${inner}"`, `w/${etag}`])
			assert.equal((await plain('GET', version, { 'if-none-match': tags })).status, 200, tags);
	});

	it('is nothing to a request that changes something, or that fails', async () => {
		assert.equal((await plain('POST', `${version}/publish`, { 'if-none-match': '*' })).status, 200);
		assert.equal((await plain('GET', '/v1/nothing', { 'if-none-match': '*' })).status, 404);
		assert.equal((await plain('GET', '/v1/roles', { 'if-none-match': '*' })).status, 200);
	});

	it('leaves the connection in order', async () => {
		const { etag } = (await plain('GET', version)).headers;
		const text = await server.raw(`GET ${version} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}`
			+ `\r\nIf-None-Match: ${etag}\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
		assert.match(text, /^HTTP\/1\.1 304 Not Modified\r\n(?:[^\r]+\r\n)+\r\nHTTP\/1\.1 200 OK\r\n/);
	});
});
