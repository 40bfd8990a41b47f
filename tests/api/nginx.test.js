/*
 * nginx in front, with the example of scripts/nginx: the main flow through TLS, malformed requests,
 * and hundreds of slow clients who keep nobody else waiting.
 */
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import https from 'node:https';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { is } from './group.js';
import { Api, freePort } from './harness.js';
import { insist, picture, sha256 } from './photos.js';
import { until } from './postgres_session.js';
import { bad, world } from './visits.js';

const run = promisify(execFile);
const example = new URL('../../scripts/nginx/gemba.conf', import.meta.url);
const program = ['/usr/sbin/nginx', '/usr/bin/nginx'].find(existsSync);
const shared = process.env.GEMBA_SHARED ?? new URL('../../../shared', import.meta.url).pathname;

/* The certificate is made for this one test. */
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
process.removeAllListeners('warning');

/* The example as it is, but for ports, the certificate, and how many may come from this one address. */
async function configuration(folder, upstream, port, plain) {
	const text = (await readFile(example, 'utf8'))
		.replace('server 127.0.0.1:8080;', `server 127.0.0.1:${upstream};`)
		.replace('listen 443 ssl http2;', `listen 127.0.0.1:${port} ssl http2;`)
		.replace('listen 80;', `listen 127.0.0.1:${plain};`)
		.replaceAll('gemba.example.com', 'localhost')
		.replaceAll('/etc/ssl/gemba', folder)
		.replace('limit_conn gemba_connections 50;', 'limit_conn gemba_connections 1000;');
	const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
		.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n');
	return `worker_processes 2; daemon off; pid ${folder}/pid; error_log ${folder}/error.log;
		${process.getuid() === 0 ? 'user root;' : ''}
		events { worker_connections 2048; }
		http { access_log off; ${temporary}\n${text} }`;
}

describe('nginx in front', { skip: !program && 'nginx is not here' }, () => {
	let w;
	let nginx;
	let port;
	let plainPort;
	let front;
	before(async () => {
		w = await world({ env: { GEMBA_TRUSTED_PROXIES: '127.0.0.1', GEMBA_RATE_ADDRESS: '0' } });
		const folder = path.join(w.server.folder, 'nginx');
		await mkdir(folder);
		await run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
			'-days', '2', '-subj', '/CN=localhost', '-keyout', `${folder}/key.pem`, '-out', `${folder}/fullchain.pem`]);
		[port, plainPort] = [await freePort(), await freePort()];
		await writeFile(`${folder}/nginx.conf`, await configuration(folder, w.server.port, port, plainPort));
		nginx = spawn('setpriv', ['--pdeathsig', 'TERM', program, '-p', folder, '-e', `${folder}/error.log`,
			'-c', `${folder}/nginx.conf`], { stdio: ['ignore', 'inherit', 'inherit'] });
		front = (token) => new Api(`https://localhost:${port}`, token);
		await until(() => front().get('/readyz').then(({ status }) => status === 200, () => false), 'nginx');
	});
	after(async () => {
		if (nginx) {
			nginx.kill('SIGQUIT');
			await once(nginx, 'close');
		}
		await w?.stop();
	});

	it('lets a whole visit through', async () => {
		const list = await w.checklist();
		const signed = is(await front().post('/v1/sessions', { tenant: 'demo', login: w.inspector.person.login,
			password: 'correct horse battery staple' }), 201);
		const api = front(signed.access_token);
		const id = await w.visit(list);
		is(await api.get(`/v1/inspections/${id}/bundle`), 200);
		const bytes = picture({ width: 900, height: 900 });
		is(await api.put(`/v1/photos/${sha256(bytes)}`, bytes, { 'content-type': 'image/png' }), 201);
		const done = is(await insist(() => api.post(`/v1/inspections/${id}/submit`,
			{ answers: { ...bad, view: { photos: [sha256(bytes)] } } })), 200);
		assert.equal(done.inspection.state, 'released');
		assert.equal(sha256((await api.get(`/v1/photos/${sha256(bytes)}/original`)).bytes), sha256(bytes));
	});

	it('says that only TLS is spoken, and sends who comes without there', async () => {
		const { headers } = await front().get('/healthz');
		assert.equal(headers.get('strict-transport-security'), 'max-age=31536000');
		assert.doesNotMatch(headers.get('server') ?? '', /\d/);
		const moved = await fetch(`http://localhost:${plainPort}/portal/`, { redirect: 'manual' });
		assert.equal(moved.status, 301);
		assert.match(moved.headers.get('location'), /^https:\/\/localhost\/portal\/$/);
	});

	const secure = (bytes) => new Promise((resolve) => {
		const parts = [];
		const socket = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => socket.end(bytes));
		socket.on('data', (part) => parts.push(part)).on('error', () => {});
		socket.on('close', () => resolve(Buffer.concat(parts).toString('latin1')));
	});

	it('and the server behind it stand every request that llhttp was tried with', async (t) => {
		const folder = path.join(shared, 'corpora/http');
		if (!existsSync(folder))
			return t.skip('corpora/http is not there; set GEMBA_SHARED');
		const vectors = readdirSync(folder).filter((name) => name.endsWith('.md')).flatMap((name) =>
			[...readFileSync(path.join(folder, name), 'utf8').matchAll(/```http\n([\s\S]*?)\n```/g)].map(([, text]) =>
				text.replace(/\\\n/g, '').replace(/\n/g, '\r\n').replace(/\\r/g, '\r').replace(/\\n/g, '\n')));
		assert.ok(vectors.length > 120);
		for (const bytes of vectors)
			await secure(Buffer.from(`${bytes}\r\n\r\n`, 'latin1'));
		is(await front().get('/healthz'), 200);
		assert.doesNotMatch(w.server.log, / status=5(?!0[135])/);
	});

	/* Milliseconds of so many honest requests, over connections that are kept. */
	async function times(nr, token) {
		const agent = new https.Agent({ keepAlive: true, maxSockets: 2, rejectUnauthorized: false });
		const took = [];
		const ask = () => new Promise((resolve, reject) => {
			const began = process.hrtime.bigint();
			https.get({ port, host: '127.0.0.1', path: '/v1/me', agent, headers: { host: 'localhost',
				authorization: `Bearer ${token}` } }, (answer) => {
				answer.resume().on('end', () => {
					assert.equal(answer.statusCode, 200);
					took.push(Number(process.hrtime.bigint() - began) / 1e6);
					resolve();
				});
			}).on('error', reject);
		});
		for (let i = 0; i < nr; i++)
			await ask();
		agent.destroy();
		return took.sort((a, b) => a - b);
	}

	const p99 = (list) => list[Math.floor(list.length * 0.99)];

	/* Connections that say a byte now and then, and never finish. */
	async function besiege(nr, beginning, next) {
		const sockets = await Promise.all(Array.from({ length: nr }, () => new Promise((resolve, reject) => {
			const socket = tls.connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
				socket.write(beginning);
				resolve(socket);
			});
			socket.once('error', reject);
		})));
		for (const socket of sockets)
			socket.on('error', () => {}).resume();
		const drip = setInterval(() => sockets.forEach((socket) => socket.writable && socket.write(next)), 700);
		return () => {
			clearInterval(drip);
			sockets.forEach((socket) => socket.destroy());
		};
	}

	it('keeps 200 slow heads and 200 slow bodies from making anybody wait', async () => {
		const token = await w.server.signIn();
		const photo = `PUT /v1/photos/${'ab'.repeat(32)} HTTP/1.1\r\nHost: localhost\r\n` +
			`Authorization: Bearer ${token}\r\nContent-Type: image/png\r\nContent-Length: 1000000\r\n\r\nx`;
		/* The machine may be busy with something else: what counts is the difference, in one of ten tries. */
		for (let attempt = 1; ; attempt++) {
			const before = p99(await times(300, token));
			const leave = [await besiege(200, 'GET / HTTP/1.1\r\nHost: localhost\r\n', 'X-A: b\r\n'),
				await besiege(200, photo, 'x')];
			const during = p99(await times(300, token));
			leave.forEach((go) => go());
			if (during < 50 || during < before * 2)
				return;
			assert.ok(attempt < 10, `p99 ${before.toFixed(1)} ms, and ${during.toFixed(1)} ms under attack`);
		}
	});
});
