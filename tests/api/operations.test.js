/* Starting, stopping and watching the server: what whoever runs it relies on. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { database, gemba, password, start } from './harness.js';
import { picture, sha256 } from './photos.js';
import { locked, until, waitingFor } from './postgres_session.js';

/* A server for one test; that it ends with 0 is part of the test. */
async function started(t, options) {
	const server = await start(options);
	t.after(() => server.stop());
	return server;
}

const probe = (server, target) => fetch(server.url + target, { headers: { connection: 'close' } });

describe('the probes', () => {
	let server;
	before(async () => { server = await start(); });
	after(() => server.stop());

	it('say that the process lives and that requests are welcome', async () => {
		for (const [target, state] of [['/healthz', 'ok'], ['/readyz', 'ready']]) {
			const { status, body } = await server.api().get(target);
			assert.equal(status, 200);
			assert.deepEqual(body, { status: state });
			assert.equal((await server.api().head(target)).status, 200);
		}
	});

	it('ask for no token, and mind none', async () => {
		assert.equal((await server.api('nonsense').get('/healthz')).status, 200);
		assert.equal((await server.api('nonsense').get('/readyz')).status, 200);
	});
});

describe('SIGTERM', () => {
	/* A connection that begins an upload and goes on when it is told to. */
	async function beginUpload(server, token, bytes) {
		const socket = net.connect(server.port, '127.0.0.1');
		await once(socket, 'connect');
		const parts = [];
		socket.on('data', (part) => parts.push(part));
		socket.write([`PUT /v1/photos/${sha256(bytes)} HTTP/1.1`, 'Host: a', 'Content-Type: image/png',
			`Authorization: Bearer ${token}`, `Content-Length: ${bytes.length}`, '', ''].join('\r\n'));
		socket.write(bytes.subarray(0, 10));
		const incoming = path.join(server.folder, 'photos/incoming');
		await until(async () => (await readdir(incoming)).length, 'the upload');
		return async () => {
			socket.end(bytes.subarray(10));
			await once(socket, 'close');
			return Buffer.concat(parts).toString();
		};
	}

	it('lets a request and an upload finish, sends nobody new, and ends with 0', async (t) => {
		const server = await started(t);
		const token = await server.signIn();
		const bytes = picture({ width: 300, height: 300 });
		const goOn = await beginUpload(server, token, bytes);
		const { body: session } = await server.api().post('/v1/sessions',
			{ tenant: 'demo', login: 'admin', password });
		const lock = await locked(server.database, 'session');
		t.after(() => lock.end());
		const signOut = server.api(session.access_token).del('/v1/sessions/current');
		await waitingFor(server.database, 1);

		process.kill(server.pid, 'SIGTERM');
		await until(async () => (await probe(server, '/readyz')).status === 404, 'draining');
		process.kill(server.pid, 'SIGTERM');
		const alive = await fetch(`${server.url}/healthz`);
		assert.equal(alive.status, 200);
		assert.equal(alive.headers.get('connection'), 'close');
		assert.ok(!server.hasEnded);

		await lock.end();
		assert.equal((await signOut).status, 204);
		assert.ok(!server.hasEnded);
		assert.match(await goOn(), /^HTTP\/1\.1 201 Created\r\n[\s\S]*Connection: close\r\n/);
		await until(() => server.hasEnded, 'the end');
		await assert.rejects(probe(server, '/healthz'));
		assert.match(server.log, /event=draining[\s\S]*path=\/v1\/sessions\/current status=204/);
		assert.match(server.log, /path=\/v1\/photos\/\{sha256\} status=201[\s\S]*event=stopped/);
		const [{ nr }] = await server.sql('select count(*)::integer as nr from photo where sha256 = $1',
			sha256(bytes));
		assert.equal(nr, 1);
	});

	for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'])
		it(`${signal} ends an idle server at once, kept-alive connections or not`, async (t) => {
			const server = await started(t);
			const idle = net.connect(server.port, '127.0.0.1');
			t.after(() => idle.destroy());
			await once(idle, 'connect');
			idle.write('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n');
			await once(idle, 'data');
			const began = Date.now();
			process.kill(server.pid, signal);
			await until(() => server.hasEnded, 'the end');
			/* Whoever waits for something waits half a minute, and for an idle connection more than one. */
			assert.ok(Date.now() - began < 25000, `${Date.now() - began} ms`);
		});

	it('SIGHUP leaves alone who was started with nohup', async (t) => {
		const server = await started(t, { within: ['nohup'] });
		process.kill(server.pid, 'SIGHUP');
		assert.equal((await probe(server, '/healthz')).status, 200);
		process.kill(server.pid, 'SIGTERM');
		await until(() => server.hasEnded, 'the end');
		assert.match(server.log, /event=draining/);
	});
});

describe('a server that cannot start says why in one sentence, and ends with 1:', () => {
	let folder;
	let db;
	before(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'gemba-operations-'));
		db = await database();
	});
	after(async () => {
		await db.drop();
		await rm(folder, { recursive: true });
	});

	const serve = (env = {}, args = []) => gemba(['serve', ...args], { database: db, env: {
		GEMBA_LISTEN: '127.0.0.1:1', GEMBA_PHOTOS: path.join(folder, 'photos'),
		GEMBA_KEYS: path.join(folder, 'keys'), ...env } });

	async function assertSays({ code, stdout, stderr }, words) {
		assert.equal(code, 1, stderr);
		assert.equal(stdout, '');
		assert.match(stderr, words);
		const lines = stderr.trimEnd().split('\n').filter((line) => !/^time=/.test(line));
		assert.equal(lines.length, 1, stderr);
		assert.match(lines[0], /^gemba: /);
	}

	it('a port that is taken', async () => {
		const taken = net.createServer().listen(0, '127.0.0.1');
		await once(taken, 'listening');
		const listen = `127.0.0.1:${taken.address().port}`;
		await assertSays(await serve({ GEMBA_LISTEN: listen }), /cannot be listened on; is it taken\?/);
		taken.close();
	});

	it('an address of another machine', async () =>
		assertSays(await serve({ GEMBA_LISTEN: '192.0.2.1:8080' }), /192\.0\.2\.1:8080 cannot be listened on/));

	it('a database that is not there', async () => {
		await assertSays(await serve({ GEMBA_DATABASE: 'host=/nowhere dbname=x' }), /\/nowhere/);
		await assertSays(await serve({ GEMBA_DATABASE: db.owner.replace(db.name, 'nonsense') }),
			/database "nonsense" does not exist/);
	});

	it('a connection string that is none', async () =>
		assertSays(await serve({ GEMBA_DATABASE: 'nonsense' }), /GEMBA_DATABASE must be/));

	it('settings out of range, from the environment or a flag', async () => {
		await assertSays(await serve({ GEMBA_LISTEN: 'here' }), /GEMBA_LISTEN must be address:port/);
		await assertSays(await serve({ GEMBA_CONNECTIONS: '0' }), /GEMBA_CONNECTIONS must be a number/);
		await assertSays(await serve({}, ['--connections', '0']), /GEMBA_CONNECTIONS must be a number/);
		await assertSays(await serve({ GEMBA_THREADS: 'many' }), /GEMBA_THREADS must be a number/);
		await assertSays(await serve({ GEMBA_DECODERS: '-1' }), /GEMBA_DECODERS must be a number/);
		await assertSays(await serve({ GEMBA_PHOTOS: '' }), /GEMBA_PHOTOS must not be empty/);
		await assertSays(await serve({ GEMBA_KEYS: '' }), /GEMBA_KEYS must not be empty/);
		await assertSays(await serve({}, ['--keys']), /--keys needs a value/);
	});

	it('a flag or an argument that nobody knows', async () => {
		await assertSays(await serve({}, ['--thread=9']), /serve takes settings only, not "--thread=9"/);
		await assertSays(await serve({}, ['now']), /serve takes settings only, not "now"/);
		await assertSays(await gemba(['migrate', 'now'], { database: db }), /migrate takes settings only/);
		await assertSays(await gemba(['config', '-v'], { database: db }), /config takes settings only/);
	});

	it('a folder for the photographs that cannot be made', async () => {
		await writeFile(path.join(folder, 'file'), '');
		await assertSays(await serve({ GEMBA_PHOTOS: path.join(folder, 'file/photos') }), /file\/photos/);
	});

	it('a key file that cannot be made, or is none', async () => {
		await assertSays(await serve({ GEMBA_KEYS: path.join(folder, 'file/keys') }), /file\/keys cannot be made/);
		for (const [text, words] of [
			['', /has no key/],
			['# only a comment\n', /has no key/],
			['one\n', /is not "name secret"/],
			['one c2hvcnQ\n', /is not 32 bytes/],
			['one ====\n', /is not 32 bytes/],
			[`${'k'.repeat(40)} ${'A'.repeat(43)}\n`, /is not|32 bytes/],
			[`k ${'A'.repeat(43)}\n`.repeat(9), /more than 8 keys/],
		]) {
			await writeFile(path.join(folder, 'bad-keys'), text);
			await assertSays(await serve({ GEMBA_KEYS: path.join(folder, 'bad-keys') }), words);
		}
	});

	it('a database that was never migrated', async () => {
		const empty = await database('template0');
		await assertSays(await serve({ GEMBA_DATABASE: empty.owner }),
			/no tables of this program: run "gemba migrate"/);
		await empty.drop();
	});

	it('a database of a newer program', async () => {
		const newer = await database();
		await newer.sql.script("insert into schema_migration values (9999, '9999_future', 'x')");
		await assertSays(await serve({ GEMBA_DATABASE: newer.owner }),
			/The database has \d+ migrations, this program knows \d+/);
		await newer.drop();
	});

	it('a database whose migrations are not this program\'s', async () => {
		const other = await database();
		await other.sql.script("update schema_migration set checksum = repeat('0', 64) where number = 2");
		await assertSays(await serve({ GEMBA_DATABASE: other.owner }),
			/Migration 0002_\w+ of the database \(checksum 000000000000\) is not the one of this program/);
		await assertSays(await gemba(['migrate'], { database: other }), /is not the one of this program/);
		await other.drop();
	});

	it('a command that nobody knows', async () => {
		for (const args of [['nonsense'], []]) {
			const { code, stdout, stderr } = await gemba(args);
			assert.equal(code, 1);
			assert.equal(stdout, '');
			assert.match(stderr, /^usage: gemba COMMAND/);
		}
	});
});

describe('the key file', () => {
	it('is made for its owner alone, and kept', async (t) => {
		const server = await started(t);
		const file = path.join(server.folder, 'keys');
		assert.equal((await stat(file)).mode & 0o777, 0o600);
		assert.match(await readFile(file, 'utf8'), /^[0-9a-f]{8} [\w-]{43}\n$/);
	});
});

describe('gemba config', () => {
	const config = (env) => gemba(['config'], { env });

	it('prints every setting that is in force', async () => {
		const { code, stdout } = await config({ GEMBA_DATABASE: 'dbname=x', GEMBA_THREADS: '77' });
		assert.equal(code, 0);
		assert.match(stdout, /^GEMBA_DATABASE=dbname=x$/m);
		assert.match(stdout, /^GEMBA_THREADS=77$/m);
		assert.match(stdout, /^GEMBA_LISTEN=127\.0\.0\.1:8080$/m);
	});

	it('prints no password, however it is written', async () => {
		for (const conninfo of ['dbname=x password=geheim', "password = 'ge\\'heim geheim' dbname=x",
			'postgresql://u:geheim@h/x', 'postgresql://u:%67eheim@h/x', 'postgres://h/x?pass%77ord=geheim',
			'dbname=x sslpassword=geheim']) {
			const { code, stdout, stderr } = await config({ GEMBA_DATABASE: conninfo });
			assert.equal(code, 0, stderr);
			assert.match(stdout, /password=…/);
			assert.doesNotMatch(stdout + stderr, /geheim|%67eheim/);
		}
	});
});

/* The pairs of a line; undefined where it is not logfmt. */
function logfmt(line) {
	const pair = /([a-z_]+)=("(?:[^"\\]|\\.)*"|[^\s"=\\]+)(?: |$)/y;
	const pairs = {};
	while (pair.lastIndex < line.length) {
		const found = pair.exec(line);
		if (!found)
			return undefined;
		pairs[found[1]] = found[2].startsWith('"') ? JSON.parse(found[2]) : found[2];
	}
	return pairs;
}

describe('the log', () => {
	it('is one logfmt line a request, and tells no secret', async (t) => {
		const server = await started(t);
		const { body: session } = await server.api().post('/v1/sessions',
			{ tenant: 'demo', login: 'admin', password });
		const api = server.api(session.access_token);
		await server.api().post('/v1/sessions', { tenant: 'demo', login: 'admin', password: 'geheim-1' });
		await server.api('geheim-2').get('/v1/me');
		await api.get('/v1/people?q=geheim-3');
		await api.get('/geheim-4');
		await api.post('/v1/sessions', '{"tenant": "geheim-5');
		await server.api().post('/v1/sessions/refresh', { refresh_token: session.refresh_token });
		await server.raw('NONSENSE /geheim-6 HTTP/1.1\r\nAuthorization: geheim-7\r\n\r\n');
		const { headers } = await api.get('/healthz');
		process.kill(server.pid, 'SIGTERM');
		await until(() => server.hasEnded, 'the end');

		const lines = server.log.trimEnd().split('\n');
		for (const line of lines) {
			const pairs = logfmt(line);
			assert.ok(pairs?.time && pairs.level, line);
			assert.match(pairs.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
		}
		const secrets = [password, session.access_token, session.refresh_token, 'geheim',
			session.access_token.split('.')[2]];
		for (const secret of secrets)
			assert.ok(!server.log.includes(secret), `${secret} is in the log`);
		const id = headers.get('request-id');
		const [healthz] = lines.map(logfmt).filter((pairs) => pairs.request_id === id);
		assert.equal(healthz.method, 'GET');
		assert.equal(healthz.path, '/healthz');
		assert.equal(healthz.status, '200');
		assert.match(healthz.ms, /^\d+$/);
		assert.equal(lines.filter((line) => / status=501 .*problem=not_implemented$/.test(line)).length, 1);
	});
});
