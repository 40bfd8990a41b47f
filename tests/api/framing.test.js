/*
 * framing: where one request ends and the next begins. Whatever two programs could read in two
 * ways is refused, the connection is closed, and nothing behind it is run.
 *
 * The vectors of llhttp are read from ../shared/corpora/http where that is there.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { start } from './harness.js';
import { until } from './postgres_session.js';

const good = 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n';
const last = 'GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

let server;
let token;
before(async () => {
	server = await start({ env: { GEMBA_THREADS: '8' } });
	token = await server.signIn();
});
after(() => server.stop());

/* The answers on one connection, each by its own Content-Length. */
function answersIn(text) {
	const answers = [];
	let rest = Buffer.from(text);
	while (rest.length) {
		const end = rest.indexOf('\r\n\r\n');
		assert.ok(end > 0, `no answer: ${rest}`);
		const [line, ...fields] = rest.toString('utf8', 0, end).split('\r\n');
		const headers = Object.fromEntries(fields.map((field) => {
			const colon = field.indexOf(':');
			return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
		}));
		const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(line)?.[1]);
		const size = status < 200 ? 0 : Number(headers['content-length'] ?? 0);
		answers.push({ status, headers, body: rest.toString('utf8', end + 4, end + 4 + size) });
		rest = rest.subarray(end + 4 + size);
	}
	return answers;
}

/* Strings are bytes here: one each up to \xff. */
const exchange = async (bytes) => answersIn(await server.raw(Buffer.from(bytes, 'latin1')));

/* A connection of one's own: what the server has said until it is closed. */
function converse(speak) {
	return new Promise((resolve) => {
		const parts = [];
		const socket = net.connect(server.port, '127.0.0.1', () => speak(socket));
		socket.setNoDelay(true);
		socket.on('data', (part) => parts.push(part));
		socket.on('error', () => {});
		socket.on('end', () => socket.end());
		socket.on('close', () => resolve(answersIn(Buffer.concat(parts).toString())));
	});
}

/* Says it, and that there is nothing more to come. */
const sayAndEnd = (bytes) => converse((socket) => socket.end(Buffer.from(bytes, 'latin1')));

/* The last answer is a refusal that says what it is, and that nothing will follow. */
function assertRefusal(answer, statuses, name) {
	assert.ok(statuses.includes(answer.status),
		`${name}: ${answer.status} instead of ${statuses}: ${answer.body}`);
	assert.equal(answer.headers['content-type'], 'application/problem+json', name);
	assert.equal(answer.headers.connection, 'close', name);
	const problem = JSON.parse(answer.body);
	assert.equal(problem.status, answer.status, name);
	assert.match(problem.type, /^\/problems\/[a-z-]+$/, name);
	assert.ok(problem.detail && problem.instance, name);
	assert.equal(answer.headers['request-id'], problem.instance, name);
}

async function assertRefused(name, bytes, status) {
	const statuses = [status].flat();
	const alone = await exchange(bytes + last);
	assert.equal(alone.length, 1, `${name}: ${alone.map((a) => a.status)}`);
	assertRefusal(alone[0], statuses, name);

	const behind = await exchange(good + good + bytes + last);
	assert.deepEqual(behind.slice(0, -1).map((a) => a.status), [200, 200], `${name}, behind two`);
	assertRefusal(behind[2], statuses, `${name}, behind two`);
}

const head = (...lines) => ['GET /healthz HTTP/1.1', 'Host: a', ...lines, '', ''].join('\r\n');
const post = (...lines) => ['POST /v1/sessions HTTP/1.1', 'Host: a',
	'Content-Type: application/json', ...lines, '', ''].join('\r\n');
const to = (target, method = 'GET') => `${method} ${target} HTTP/1.1\r\nHost: a\r\n\r\n`;
const many = (nr) => Array.from({ length: nr }, (_, i) => `X-${i}: y`);

describe('a request that can be read in two ways is refused:', () => {
	const vectors = {
		'Content-Length with Transfer-Encoding':
			[post('Content-Length: 5', 'Transfer-Encoding: chunked') + '0\r\n\r\n', 411],
		'Transfer-Encoding before Content-Length':
			[post('Transfer-Encoding: chunked', 'Content-Length: 5') + '0\r\n\r\n', 411],
		'Transfer-Encoding': [post('Transfer-Encoding: chunked') + '0\r\n\r\n', 411],
		'Transfer-Encoding: identity': [post('Transfer-Encoding: identity'), 411],
		'an unknown Transfer-Encoding': [post('Transfer-Encoding: xchunked'), 400],
		'two Transfer-Encodings':
			[post('Transfer-Encoding: chunked', 'Transfer-Encoding: identity'), 400],
		'two Content-Lengths': [post('Content-Length: 2', 'Content-Length: 3') + '{}', 400],
		'two Content-Lengths that agree': [post('Content-Length: 2', 'Content-Length: 2') + '{}', 400],
		'a Content-Length that is a list': [post('Content-Length: 2, 2') + '{}', 400],
		'a Content-Length with a plus': [post('Content-Length: +5') + '{}   ', 400],
		'a Content-Length with a minus': [post('Content-Length: -5'), 400],
		'a Content-Length in hex': [post('Content-Length: 0x5') + '{}   ', 400],
		'a Content-Length of letters': [post('Content-Length: five'), 400],
		'an empty Content-Length': [post('Content-Length:'), 400],
		'a Content-Length of 13 digits': [post('Content-Length: 0000000000002') + '{}', 400],
		'a Content-Length beyond 64 bits': [post('Content-Length: 18446744073709551618') + '{}', 400],
		'a space before the colon of Content-Length': [post('Content-Length : 2') + '{}', 400],
		'a folded line': [head('X: a', ' b'), 400],
		'a folded line that hides Authorization':
			[head('X: a', ' b', 'Authorization: Bearer x'), 400],
		'a line folded with a tab': [head('X: a', '\tb'), 400],
		'a folded line that hides Content-Length': [post('X: a', ' b', 'Content-Length: 2') + '{}', 400],
		'a space before the first header': ['GET /healthz HTTP/1.1\r\n Host: a\r\nHost: a\r\n\r\n', 400],
		'64 headers': [head(...many(63)), 431],
		'65 headers, the last of which is Content-Length': [post(...many(62), 'Content-Length: 2') + '{}', 431],
		'a head of more than 16 kB': [head(`X: ${'y'.repeat(17000)}`), 431],
		'a head of more than 32 kB': [head(`X: ${'y'.repeat(40000)}`), 400],
		'HTTP/1.0 with Transfer-Encoding':
			[post('Transfer-Encoding: chunked').replace('1.1', '1.0') + '0\r\n\r\n', 411],
		'no Host': ['GET /healthz HTTP/1.1\r\n\r\n', 400],
		'no Host among others': ['GET /healthz HTTP/1.1\r\nX: y\r\n\r\n', 400],
		'an empty Host': ['GET /healthz HTTP/1.1\r\nHost:\r\n\r\n', 400],
		'two Hosts': [head('Host: b'), 400],
		'a Host that is a list': [to('/healthz').replace('Host: a', 'Host: a, b'), 400],
		'two Authorizations': [head('Authorization: Bearer x', 'Authorization: Bearer y'), 400],
		'two Content-Types': [post('Content-Type: text/plain', 'Content-Length: 2') + '{}', 400],
		'lines that end with LF alone': [head('X: y').replaceAll('\r\n', '\n'), 400],
		'one line that ends with LF alone': ['GET /healthz HTTP/1.1\r\nX: y\nHost: a\r\n\r\n', 400],
		'a bare CR in a value': [head('X: a\rY: b'), 400],
		'a NUL in a value': [head('X: a\0b'), 400],
		'a control character in a value': [head('X: a\x01b'), 400],
		'a header without a name': [head(': b'), 400],
		'a header without a colon': [head('Nonsense'), 400],
		'a name that is no token': [head('X@: b'), 400],
		'a name with bytes above ASCII': [head('Xä: b'), 400],
		'two spaces in the request line': ['GET  /healthz HTTP/1.1\r\nHost: a\r\n\r\n', 400],
		'a space behind the version': ['GET /healthz HTTP/1.1 \r\nHost: a\r\n\r\n', 400],
		'an empty line before the request': [`\r\n${good}`, 400],
		'two empty lines before the request': [`\r\n\r\n${good}`, 400],
		'HTTP/2.0': [good.replace('1.1', '2.0'), 505],
		'HTTP/1.2': [good.replace('1.1', '1.2'), 505],
		'no version': ['GET /healthz\r\n\r\n', 400],
		'another protocol': [good.replace('HTTP', 'ICE'), 400],
		'a small letter in the protocol': [good.replace('HTTP', 'HTTp'), 400],
		'garbage': ['\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03', 400],
		'more garbage': ['\xff\xfe\xfd\xfc\r\n\r\n', 400],
	};

	for (const [name, [bytes, status]] of Object.entries(vectors))
		it(name, () => assertRefused(name, bytes, status));
});

describe('a target that is not a plain path is refused:', () => {
	const targets = ['/v1/%00', '/healthz%00', '/v1/a%2fb', '/v1/a%2Fb', '/v1/%5c', '/v1/%5C',
		'/v1\\units', '//healthz', '/v1//units', '/healthz#top', '/healthz?a=b#top', '/v1/\xff',
		'/v1/\xc0\xaf', '/v1/\xed\xa0\x80', '*', 'healthz', 'http://a/healthz',
		'HTTP://a/healthz', 'http://a', 'ftp://a/healthz', '?a=b', '/%zz?a=%', '/healthz?a=%zz',
		'/healthz?a=%f', '/healthz?a=%00', '/healthz?a=%ff', `/${'x'.repeat(5000)}`];
	/* The last of these is decided when the path is looked up: nothing is in doubt but the value. */
	const kept = ['/%zz?a=%', '/healthz?a=%zz', '/healthz?a=%f', '/healthz?a=%00', '/healthz?a=%ff'];

	for (const target of targets.filter((t) => !kept.includes(t)))
		it(JSON.stringify(target.slice(0, 40)), () => assertRefused(target, to(target), 400));

	it('an absolute target that names this very server', () =>
		assertRefused('absolute', to(`http://127.0.0.1:${server.port}/healthz`), 400));

	for (const target of kept)
		it(`${JSON.stringify(target)}, and the connection goes on`, async () => {
			const answers = await exchange(to(target) + last);
			assert.deepEqual(answers.map((a) => a.status), [400, 200]);
		});

	it('dots are no way up', async () => {
		const answers = await exchange(to('/v1/../healthz') + to('/./healthz') + to('/healthz/..')
			+ to('/%2e%2e/healthz') + last);
		assert.deepEqual(answers.map((a) => a.status), [404, 404, 404, 404, 200]);
	});
});

describe('methods', () => {
	for (const method of ['TRACE', 'TRACK', 'FOO', 'get', 'GETT', 'PRI'])
		it(`${method} is not spoken`, () => assertRefused(method, to('/healthz', method), 501));

	for (const method of ['CONNECT', 'PROPFIND', 'MKCOL', 'LOCK', 'REPORT', 'OPTIONS', 'DELETE'])
		it(`${method} is not allowed where there is no route for it`, async () => {
			const [answer] = await exchange(to('/healthz', method) + last);
			assert.equal(answer.status, 405);
			assert.equal(answer.headers.allow, 'GET, HEAD');
			const [other] = await exchange(to('/v1/nowhere', method) + last);
			assert.equal(other.status, 404);
		});

	it('CONNECT to another host is refused', () =>
		assertRefused('CONNECT', to('example.com:443', 'CONNECT'), 501));

	it('a CORS preflight is not answered for everybody', async () => {
		for (const origin of ['https://evil.example', 'null']) {
			const [answer] = await exchange(head(`Origin: ${origin}`,
				'Access-Control-Request-Method: PUT', 'Access-Control-Request-Headers: authorization')
				.replace('GET', 'OPTIONS') + last);
			assert.equal(answer.status, 405);
			for (const name of Object.keys(answer.headers))
				assert.ok(!name.startsWith('access-control-'), name);
		}
	});

	it('OPTIONS * is refused', () => assertRefused('OPTIONS *', to('*', 'OPTIONS'), 400));
});

describe('a connection', () => {
	it('answers pipelined requests in their order', async () => {
		const answers = await exchange(good + to('/readyz') + to('/nowhere') + good + last);
		assert.deepEqual(answers.map((a) => a.status), [200, 200, 404, 200, 200]);
		assert.deepEqual(answers.map((a) => a.headers.connection),
			['keep-alive', 'keep-alive', 'keep-alive', 'keep-alive', 'close']);
	});

	it('goes on behind a refused body', async () => {
		const body = JSON.stringify({ text: 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n' });
		const upload = (target, type) => [`POST ${target} HTTP/1.1`, 'Host: a', `Content-Type: ${type}`,
			`Content-Length: ${body.length}`, '', body].join('\r\n');
		const answers = await exchange(upload('/v1/nowhere', 'application/json')
			+ upload('/healthz', 'application/json') + upload('/v1/sessions', 'text/plain')
			+ upload('/v1/units', 'application/json') + upload('/v1/sessions', 'application/json') + last);
		assert.deepEqual(answers.map((a) => a.status), [404, 405, 415, 401, 422, 200]);
	});

	it('gives the answer to whoever sends far too much', async () => {
		const bytes = `PUT /v1/photos/${'a'.repeat(64)} HTTP/1.1\r\nHost: a\r\n`
			+ `Content-Type: image/jpeg\r\nContent-Length: ${26 * 1024 * 1024 + 1}\r\nAuthorization: Bearer ${token}\r\n\r\n`;
		const answers = await exchange(bytes + 'x'.repeat(26 * 1024 * 1024 + 1) + last);
		assert.deepEqual(answers.map((a) => a.status), [413, 200]);
	});

	it('closes for HTTP/1.0 and whenever it is asked to', async () => {
		for (const [version, connection] of [['1.0', ''], ['1.0', 'Connection: keep-alive\r\n'],
			['1.1', 'Connection: close\r\n'], ['1.1', 'Connection: CLOSE\r\n'],
			['1.1', 'Connection: TE, close\r\n'], ['1.1', 'Connection: Upgrade\r\nUpgrade: h2c\r\n']]) {
			const answers = await exchange(
				`GET /healthz HTTP/${version}\r\nHost: a\r\n${connection}\r\n` + good);
			assert.deepEqual(answers.map((a) => [a.status, a.headers.connection]), [[200, 'close']],
				version + connection);
		}
	});

	it('takes space behind a value as no part of it', async () => {
		const body = '{}';
		const answers = await exchange(`POST /v1/sessions HTTP/1.1 \r\n`.replace(' \r', '\r')
			+ `Host: a  \r\nContent-Type: application/json \r\nContent-Length: ${body.length} \r\n\r\n${body}`
			+ 'GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close  \r\n\r\n' + good);
		assert.deepEqual(answers.map((a) => a.status), [422, 200]);
	});

	it('is not given what another left behind', async () => {
		/* What the victim pipelines stays in the buffer that the next connection gets. */
		const first = head(`X-Long: ${'y'.repeat(1000)}`);
		const second = ['GET /v1/checklists HTTP/1.1', 'Host: a', `Authorization: Bearer ${token}`,
			'Connection: close', '', ''].join('\r\n');
		for (let i = 0; i < 16; i++)
			assert.deepEqual((await exchange(first + second)).map((a) => a.status), [200, 200]);
		for (let i = 0; i < 16; i++) {
			const [answer, ...others] = await exchange(`\r\n\r\n${' '.repeat(first.length - 4)}`);
			assertRefusal(answer, [400], 'left behind');
			assert.deepEqual(others, []);
		}
	});

	it('that ends in the middle of a head is closed', async () => {
		const answers = await sayAndEnd('GET /healthz HT');
		assert.equal(answers.length, 1);
		assertRefusal(answers[0], [400], 'half a head');
		assert.deepEqual(await sayAndEnd(''), []);
	});
});

describe('a body', () => {
	const session = JSON.stringify({ tenant: 'demo', login: 'admin', password: 'wrong' });

	it('is waited for where it comes in pieces', async () => {
		const answers = await converse(async (socket) => {
			const request = post(`Content-Length: ${session.length}`, 'Connection: close') + session;
			for (const byte of Buffer.from(request))
				await new Promise((sent) => { socket.write(Buffer.from([byte]), sent); });
		});
		assert.deepEqual(answers.map((a) => a.status), [401]);
	});

	it('that is shorter than it says is refused when its sender has ended', async () => {
		const answers = await sayAndEnd(post('Content-Length: 1000') + session);
		assert.equal(answers.length, 1);
		assertRefusal(answers[0], [408], 'a short body');
	});

	it('that is longer than it says is the next request', async () => {
		const answers = await exchange(post(`Content-Length: ${session.length}`) + session + last);
		assert.deepEqual(answers.map((a) => a.status), [401, 200]);
	});

	it('is asked for where the client waits to be told', async () => {
		const answers = await exchange(post(`Content-Length: ${session.length}`,
			'Expect: 100-continue') + session + last);
		assert.deepEqual(answers.map((a) => a.status), [100, 401, 200]);
	});

	it('is not asked for where it would be refused', async () => {
		const answers = await exchange(post('Content-Length: 1000000', 'Expect: 100-continue'));
		assert.equal(answers.length, 1);
		assertRefusal(answers[0], [413], 'too large');
	});
});

describe('whoever is slow is cut off', () => {
	/* Sends a byte each 100 ms until the server has had enough; what it said. */
	async function trickle(beginning, byte) {
		let timer;
		const answers = await converse((socket) => {
			socket.write(beginning);
			timer = setInterval(() => socket.write(byte), 100);
		});
		clearInterval(timer);
		return answers[0];
	}

	it('in the head and in the body', async () => {
		const [slowHead, slowBody] = await Promise.all([
			trickle('GET /healthz HTTP/1.1\r\nHost: a\r\nX: ', 'y'),
			trickle(post('Content-Length: 1000'), ' '),
		]);
		assertRefusal(slowHead, [408], 'a slow head');
		assertRefusal(slowBody, [408], 'a slow body');
	});

	it('in a later head of a connection that was kept, which may be idle for longer than that', async () => {
		const quick = await start({ env: { GEMBA_HEAD_SECONDS: '3' } });
		const parts = [];
		const ended = [];
		const socket = net.connect(quick.port, '127.0.0.1');
		const answers = () => answersIn(Buffer.concat(parts).toString());
		const said = (nr) => until(() => answers().length >= nr, `${nr} answers`);
		let drip;
		try {
			socket.setNoDelay(true);
			socket.on('data', (part) => parts.push(part));
			socket.on('error', () => {});
			socket.on('close', () => ended.push(Date.now()));
			socket.write(good);
			await said(1);
			await new Promise((passed) => setTimeout(passed, 3500));
			/* idle, a head in two pieces, two requests at once: all of that is as ever */
			socket.write(good.slice(0, 20));
			await new Promise((passed) => setTimeout(passed, 100));
			socket.write(good.slice(20) + good);
			await said(3);
			const began = Date.now();
			socket.write('GET /healthz HTTP/1.1\r\nHost: a\r\nX: ');
			drip = setInterval(() => socket.write('y'), 100);
			await until(() => ended.length, 'the end');
			assert.ok(ended[0] - began > 2900, `it took ${ended[0] - began} ms`);
			assert.deepEqual(answers().map((answer) => answer.status), [200, 200, 200, 408]);
			assertRefusal(answers()[3], [408], 'a slow head');
		} finally {
			clearInterval(drip);
			socket.destroy();
			await quick.stop();
		}
	});
});

/* ---- llhttp's vectors */

/* As llhttp's own runner reads them: a heading, what kind it is, the bytes, what comes of them. */
function vectorsIn(markdown) {
	const parts = markdown.split(/^#{1,6} /m).slice(1);
	return parts.map((part) => ({
		name: part.slice(0, part.indexOf('\n')).trim(),
		type: /<!-- meta=(\{.*\}) -->/.exec(part)?.[1],
		http: /^```http\n([\s\S]*?)\n?^```$/m.exec(part)?.[1],
		log: /^```log\n([\s\S]*?)^```/m.exec(part)?.[1],
	})).filter((vector) => vector.http !== undefined && vector.log && vector.type)
		.map((vector) => ({ ...vector, type: JSON.parse(vector.type).type }));
}

function bytesOf(text) {
	const escapes = { r: '\r', n: '\n', t: '\t', f: '\f' };
	return text.replace(/\\\n/g, '').replace(/\n/g, '\r\n')
		.replace(/\\([rntf])/g, (_, letter) => escapes[letter])
		.replace(/\\x([0-9a-fA-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
}

/* Many of them have no Host, which is refused by itself. */
function withHost(bytes) {
	const end = bytes.indexOf('\r\n');
	return end < 0 || /^host *:/im.test(bytes) ? null
		: `${bytes.slice(0, end)}\r\nHost: a${bytes.slice(end)}`;
}

describe('what llhttp calls an error', () => {
	const shared = process.env.GEMBA_SHARED ?? new URL('../../../shared', import.meta.url).pathname;
	const folder = path.join(shared, 'corpora/http');
	if (!existsSync(folder)) {
		it('is refused', { skip: 'corpora/http is not there; set GEMBA_SHARED' }, () => {});
		return;
	}
	const vectors = readdirSync(folder).filter((name) => name.endsWith('.md')).flatMap((file) =>
		vectorsIn(readFileSync(path.join(folder, file), 'utf8')).map((v) => ({ file, ...v })));
	/* A pause is what llhttp does at CONNECT and Upgrade; the request is well formed. */
	const errors = vectors.filter(({ type, log }) =>
		type === 'request' && /error code=(?!2[12])/.test(log));

	it('are vectors enough to be the real ones', () => {
		assert.ok(vectors.length > 120 && errors.length > 40, `${vectors.length}, ${errors.length}`);
	});

	for (const { file, name, http, log } of errors)
		it(`${file}: ${name}`, async () => {
			const before = (log.slice(0, log.indexOf('error code')).match(/message complete/g) ?? []).length;
			for (const bytes of [bytesOf(http), withHost(bytesOf(http))]) {
				if (bytes === null)
					continue;
				/* An end for the head, where the vector has none. */
				const answers = await exchange(`${bytes}\r\n\r\n${last}`);
				assert.ok(answers.length <= before + 1, `${answers.length} answers`);
				for (const answer of answers)
					assert.ok(answer.status >= 400, `${JSON.stringify(bytes)}: ${answer.status}`);
				if (answers.length)
					assert.equal(answers.at(-1).headers.connection, 'close');
			}
		});

	it('and everything else is answered, and ends', async () => {
		for (const { file, name, http } of vectors)
			for (const bytes of [bytesOf(http), withHost(bytesOf(http))].filter(Boolean))
				assert.ok((await sayAndEnd(bytes)).length, `${file}: ${name}`);
	});
});
