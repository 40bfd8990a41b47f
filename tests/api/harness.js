/*
 * harness: the real server, on a database of its own, for one test file.
 *
 *	const server = await start();
 *	const api = server.api(await server.signIn('demo', 'admin'));
 *	const { status, body } = await api.get('/v1/units');
 *	await server.stop();
 *
 * Every answer is held against the contract. stop() is part of the test: the server must end by
 * itself with status 0, so what a sanitizer has found fails the file.
 *
 * scripts/test lends one PostgreSQL to all files (GEMBA_TEST_CLUSTER); a file that is run alone
 * borrows its own.
 */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { Contract } from './schema.js';

const root = new URL('../../', import.meta.url).pathname;

export const binary = process.env.GEMBA ?? ['asan', 'debug']
	.map((preset) => path.join(root, 'build', preset, 'gemba')).find(existsSync);

/* Debian's own psql, in the PATH, is a wrapper that takes four times as long. */
const postgres = '/usr/lib/postgresql';
const newest = readdirSync(postgres).sort((a, b) => b - a)[0];
export const psqlBinary = path.join(postgres, newest, 'bin/psql');

/* Tenants of gemba_template, each with the administrator "admin" and this password. */
export const tenants = { demo: 'Demo', other: 'Other' };
export const password = 'correct horse battery staple';

/* How long a test waits for something, in ms: the machine that tests is often busy. */
export const patience = Number(process.env.GEMBA_PATIENCE ?? 120000);

/* ---- the cluster and its databases */

let borrowed;

/* How to connect to the cluster as its superuser; borrows one where none was lent. */
export async function cluster() {
	borrowed ??= process.env.GEMBA_TEST_CLUSTER ?? borrow();
	return borrowed;
}

async function borrow() {
	const lender = spawn(path.join(root, 'scripts/lib/test-cluster'),
		{ stdio: ['pipe', 'pipe', 'inherit'] });
	/* Its standard input closes when this process ends, however it ends. */
	const [line] = await Promise.race([
		new Promise((resolve) => createInterface(lender.stdout).once('line', (l) => resolve([l]))),
		new Promise((resolve) => lender.once('exit', () => resolve([]))),
	]);
	assert.ok(line, 'no PostgreSQL for the tests');
	for (const handle of [lender, lender.stdin, lender.stdout])
		handle.unref();
	await makeTemplates(line);
	return line;
}

/* Runs a program to its end: {code, stdout, stderr}. */
export function run(file, args, { input = '', env = {} } = {}) {
	return new Promise((resolve) => {
		const child = execFile(file, args,
			{ env: { ...process.env, ...env }, maxBuffer: 1 << 26 },
			(error, stdout, stderr) =>
				resolve({ code: error ? error.code ?? error.signal : 0, stdout, stderr }));
		child.stdin.on('error', () => {});
		child.stdin.end(input);
	});
}

/* A script for psql; ON_ERROR_STOP, as the superuser unless the connection says otherwise. */
export async function psql(conninfo, script, args = []) {
	const { code, stdout, stderr } = await run(psqlBinary,
		['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', ...args, '-d', conninfo],
		{ input: script });
	assert.equal(code, 0, `psql: ${stderr}\n${script}`);
	return stdout;
}

function literal(value) {
	if (value === null || value === undefined)
		return 'null';
	if (typeof value === 'number' || typeof value === 'boolean')
		return String(value);
	const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
	return `'${text.replaceAll("'", "''")}'`;
}

/*
 * Connections that stay: of each new one PostgreSQL learns the whole schema anew. One that is lost
 * with its server is replaced by the next statement.
 */
function sessions(conninfo) {
	const { host, user, dbname } = Object.fromEntries(conninfo.split(' ').map((part) => part.split('=')));
	const pool = new pg.Pool({ host, user, database: dbname, max: 3, allowExitOnIdle: true });
	pool.on('error', () => {});
	return pool;
}

class Database {
	#sessions;

	constructor(server, name) {
		this.name = name;
		this.superuser = `${server} dbname=${name}`;
		this.owner = this.superuser.replace('user=postgres', 'user=gemba');
		this.sql = (text, ...params) => this.#rows(text, params);
		this.sql.script = (text) => psql(this.superuser, text);
	}

	/* The rows of one statement as objects; $1 … are taken from params. Sees every tenant. */
	async #rows(text, params) {
		const bound = text.replace(/\$(\d+)/g, (_, n) => literal(params[n - 1]));
		this.#sessions ??= sessions(this.superuser);
		const { rows } = await this.#sessions.query(
			`with answer as (${bound}) select coalesce(json_agg(answer), '[]') as all from answer`);
		return rows[0].all;
	}

	async drop() {
		await this.#sessions?.end();
		const server = await cluster();
		await psql(`${server} dbname=postgres`, `drop database ${this.name} with (force)`);
	}
}

let databases = 0;

/* A database of one's own: a copy of a template, or empty with template0. */
export async function database(template = 'gemba_template') {
	const server = await cluster();
	const name = `t${process.pid}_${++databases}`;
	/* By its files: through the log it takes twice the work, here where nothing is written for good. */
	await psql(`${server} dbname=postgres`,
		`create database ${name} template ${template} owner gemba strategy file_copy`);
	return new Database(server, name);
}

/* Runs the program as a command, against a database where one is given. */
export function gemba(args, { database: db, input, env = {} } = {}) {
	return run(binary, args,
		{ input, env: { ...(db ? { GEMBA_DATABASE: db.owner } : {}), ...env } });
}

async function gembaOrFail(args, options) {
	const { code, stdout, stderr } = await gemba(args, options);
	assert.equal(code, 0, `gemba ${args.join(' ')}: ${stderr}${stdout}`);
}

/* gemba_empty is migrated; gemba_template has the tenants, too. */
export async function makeTemplates(server) {
	const make = (name, template) => psql(`${server} dbname=postgres`,
		`create database ${name} template ${template} owner gemba`);
	await make('gemba_empty', 'template0');
	await gembaOrFail(['migrate'], { database: new Database(server, 'gemba_empty') });
	await make('gemba_template', 'gemba_empty');
	for (const [code, name] of Object.entries(tenants))
		await addAdministrator(new Database(server, 'gemba_template'), code, name);
}

async function addAdministrator(db, tenant, name) {
	await gembaOrFail(['person', 'add', '--tenant', tenant, '--tenant-name', name,
		'--login', 'admin', '--name', 'Admin', '--role', 'admin', '--password-stdin'],
	{ database: db, input: `${password}\n` });
}

/* ---- the server */

class Clock {
	#file;
	#last = Promise.resolve();

	constructor(file, now) {
		this.#file = file;
		this.now = now;
	}

	/* The server reads the file at each unit of work; it never sees half of one. The last one said is what holds. */
	set(ms) {
		this.now = ms;
		this.#last = this.#last.then(async () => {
			await writeFile(`${this.#file}.new`, `${ms}\n`);
			await rename(`${this.#file}.new`, this.#file);
		});
		return this.#last;
	}

	advance(ms) {
		return this.set(this.now + ms);
	}
}

function isFree(port) {
	return new Promise((resolve) => {
		const probe = net.createServer().once('error', () => resolve(false));
		probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
	});
}

let ports = 0;

/* Below the ports that the system gives to clients, and apart from other processes' choice. */
export async function freePort() {
	for (;;) {
		const port = 20000 + (process.pid * 61 + ports++) % 12000;
		if (await isFree(port))
			return port;
	}
}

/*
 * Starts a server on a copy of the template. Options: template, database (one that is there
 * already; stop() leaves it), now (ms; the test clock stands at it), clock: false (real time),
 * env (further settings), args (further flags), within (a command that runs the command behind it).
 */
export async function start(options = {}) {
	assert.ok(binary && existsSync(binary), 'the program is not built; scripts/build asan');
	const db = options.database ?? await database(options.template);
	const folder = await mkdtemp(path.join(tmpdir(), 'gemba-server-'));
	const clock = new Clock(path.join(folder, 'clock'), options.now ?? Date.now());
	await clock.set(clock.now);
	const port = await freePort();
	const args = ['serve', ...(options.args ?? [])];
	if (options.clock !== false)
		args.push('--test-clock', path.join(folder, 'clock'));
	const env = {
		PATH: process.env.PATH,
		ASAN_OPTIONS: 'detect_leaks=1:strict_string_checks=1',
		UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1',
		TSAN_OPTIONS: process.env.TSAN_OPTIONS ?? `suppressions=${root}tests/tsan.supp`,
		GEMBA_DATABASE: db.owner,
		GEMBA_LISTEN: `127.0.0.1:${port}`,
		GEMBA_PHOTOS: path.join(folder, 'photos'),
		GEMBA_KEYS: path.join(folder, 'keys'),
		/* Tests are in a hurry, and machines that test are slow: neither is what a test is about, unless it says so. */
		GEMBA_RATE_PERSON: '0',
		GEMBA_QUEUE_SECONDS: '60',
		GEMBA_LOCK_SECONDS: '60',
		/* Most of the threads that a server has by itself would only be made and ended. */
		GEMBA_THREADS: '256',
		...options.env,
	};
	const server = new Server({ db, folder, clock, port, isOurs: !options.database, within: options.within });
	await server.launch(args, env);
	return server;
}

/* The connections that fetch keeps, apart for each server, so that they end with it. */
function newConnections() {
	const Agent = globalThis[Symbol.for('undici.globalDispatcher.1')]?.constructor;
	return Agent && new Agent();
}

class Server {
	#connections;
	#child;
	#command;
	#exit;
	#log = '';
	#isOurs;
	#within;

	constructor({ db, folder, clock, port, isOurs, within = [] }) {
		Object.assign(this, { database: db, sql: db.sql, folder, clock, port });
		this.url = `http://127.0.0.1:${port}`;
		this.#isOurs = isOurs;
		this.#within = within;
	}

	/* setpriv: the server dies with this process, even if that is killed. */
	async launch(args, env) {
		this.#command = [args, env];
		this.hasEnded = false;
		const [command, ...rest] = [...this.#within, 'setpriv', '--pdeathsig', 'KILL', binary, ...args];
		this.#child = spawn(command, rest, { env, stdio: ['ignore', 'pipe', 'pipe'] });
		for (const stream of [this.#child.stdout, this.#child.stderr])
			stream.setEncoding('utf8').on('data', (text) => { this.#log += text; });
		this.#exit = new Promise((resolve) => this.#child.once('close', (code, signal) => {
			this.hasEnded = true;
			resolve(signal ?? code);
		}));
		for (const end = Date.now() + patience; ;) {
			const isReady = await fetch(`${this.url}/readyz`, { headers: { connection: 'close' } })
				.then((answer) => answer.ok, () => false);
			if (isReady) {
				this.#connections = newConnections();
				return;
			}
			if (this.hasEnded && /is it taken\?/.test(this.#log) && env.GEMBA_LISTEN === `127.0.0.1:${this.port}`)
				return this.#moveOn(args, env);
			if (this.hasEnded || Date.now() > end) {
				this.#child.kill('SIGKILL');
				await this.#exit;
				await this.#clean();
				assert.fail(`the server does not start:\n${this.#log}`);
			}
			await pause(20);
		}
	}

	/* Somebody else was quicker at this port. */
	async #moveOn(args, env) {
		this.#log = '';
		this.port = await freePort();
		this.url = `http://127.0.0.1:${this.port}`;
		return this.launch(args, { ...env, GEMBA_LISTEN: `127.0.0.1:${this.port}` });
	}

	get pid() {
		return this.#child.pid;
	}

	/* Everything the server has said so far. */
	get log() {
		return this.#log;
	}

	api(token) {
		return new Api(this.url, token, this.#connections);
	}

	/* The access token of a person of a tenant. */
	async signIn(tenant = 'demo', login = 'admin', secret = password) {
		const { status, body, text } = await this.api()
			.post('/v1/sessions', { tenant, login, password: secret });
		assert.equal(status, 201, text);
		return body.access_token;
	}

	/* Sends these bytes on a connection of their own; everything that came until it was closed. */
	raw(bytes, { timeoutMs = patience } = {}) {
		return new Promise((resolve, reject) => {
			const parts = [];
			const socket = net.connect(this.port, '127.0.0.1', () => socket.write(bytes));
			socket.setTimeout(timeoutMs, () => socket.destroy(
				new Error(`nothing came for ${timeoutMs} ms after: ${Buffer.concat(parts)}`)));
			socket.on('data', (part) => parts.push(part));
			socket.on('end', () => socket.end());
			socket.on('error', (error) => (error.code === 'ECONNRESET' || error.code === 'EPIPE' ?
				resolve(Buffer.concat(parts).toString()) : reject(error)));
			socket.on('close', () => resolve(Buffer.concat(parts).toString()));
		});
	}

	/* Ends it as nobody should; nothing is tidied up. */
	async kill() {
		this.#child.kill('SIGKILL');
		await this.#exit;
	}

	/* The same server again, after kill(). */
	restart() {
		return this.launch(...this.#command);
	}

	/* Ends the server as an administrator would; a dirty end is a failure of the tests. */
	async stop() {
		await this.#connections?.close();
		this.#child.kill('SIGTERM');
		const late = setTimeout(() => this.#child.kill('SIGKILL'), patience);
		/* CivetWeb looks every two seconds whether to stop, and after a connection. */
		const knock = setInterval(() => {
			const socket = net.connect(this.port, '127.0.0.1', () => socket.destroy());
			socket.on('error', () => {});
		}, 20);
		const status = await this.#exit;
		clearInterval(knock);
		clearTimeout(late);
		await this.#clean();
		assert.equal(status, 0, `the server ended with ${status}:\n${this.#log.slice(-20000)}`);
	}

	async #clean() {
		if (this.#isOurs)
			await this.database.drop();
		await rm(this.folder, { recursive: true });
	}
}

/* ---- requests */

let contract;

/* The routes that make something: they want its id or an Idempotency-Key. */
const keyed = [...readFileSync(path.join(root, 'server/routes.def'), 'utf8')
	.matchAll(/^ROUTE\((\w+),\s*"([^"]+)",.*\bKEYED,/gm)]
	.map(([, method, route]) => ({ method, pattern: new RegExp(`^${route.replace(/\{\w+\}/g, '[^/]+')}$`) }));

function makesSomething(method, target) {
	const { pathname } = new URL(target, 'http://x');
	return keyed.some((route) => route.method === method && route.pattern.test(pathname));
}

export class Api {
	#signIn;

	constructor(url, token, connections) {
		Object.assign(this, { url, token, connections });
	}

	/* The token is too old from now on: whoever asks next signs in first, and who never asks again does not. */
	expire(signIn) {
		let token;
		this.#signIn = () => (token ??= signIn());
	}

	async bearer() {
		const signIn = this.#signIn;
		if (signIn) {
			this.token = await signIn();
			this.#signIn = this.#signIn === signIn ? undefined : this.#signIn;
		}
		return this.token;
	}

	get(target, headers) { return this.request('GET', target, undefined, headers); }
	head(target, headers) { return this.request('HEAD', target, undefined, headers); }
	post(target, body, headers) { return this.request('POST', target, body, headers); }
	put(target, body, headers) { return this.request('PUT', target, body, headers); }
	patch(target, body, headers) { return this.request('PATCH', target, body, headers); }
	del(target, body, headers) { return this.request('DELETE', target, body, headers); }

	/*
	 * Strings and bytes are sent as they are, anything else as JSON: {status, headers, body, …}.
	 * What makes something gets an Idempotency-Key of its own, unless the headers say otherwise.
	 */
	async request(method, target, body, { 'idempotency-key': key, ...headers } = {}) {
		key ??= key === undefined && makesSomething(method, target) ? randomUUID() : null;
		const isRaw = typeof body === 'string' || body instanceof Uint8Array;
		const token = await this.bearer();
		const response = await fetch(this.url + target, {
			method,
			dispatcher: this.connections,
			redirect: 'manual',
			headers: {
				...token && { authorization: `Bearer ${token}` },
				...body !== undefined && { 'content-type': 'application/json' },
				...key !== null && { 'idempotency-key': key },
				...headers,
			},
			body: body === undefined || isRaw ? body : JSON.stringify(body),
		});
		const answer = await this.#read(response);
		contract ??= Contract.load();
		contract.check(method, new URL(this.url + target).pathname, answer);
		return answer;
	}

	async #read(response) {
		const bytes = Buffer.from(await response.arrayBuffer());
		const type = (response.headers.get('content-type') ?? '').split(';')[0].trim();
		const isJson = /[/+]json$/.test(type) && bytes.length > 0;
		const text = bytes.toString();
		const { status, headers } = response;
		return { status, headers, type, bytes, text, body: isJson ? JSON.parse(text) : undefined };
	}
}
