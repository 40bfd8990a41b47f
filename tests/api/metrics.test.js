/* What the server tells Prometheus of itself, where it is asked to. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort, gemba, password, start } from './harness.js';
import { picture, putNew, decoded } from './photos.js';
import { locked, until } from './postgres_session.js';

/* The text format, strictly: {name{labels}: number}; every sample under its HELP and TYPE. */
function parse(text) {
	const samples = {};
	const types = {};
	assert.ok(text.endsWith('\n'));
	for (const line of text.slice(0, -1).split('\n')) {
		const [, name, type] = /^# TYPE ([a-z_]+) (counter|gauge|histogram)$/.exec(line) ?? [];
		if (type) {
			assert.ok(!types[name], `${name} twice`);
			types[name] = type;
			continue;
		}
		if (/^# HELP [a-z_]+ \S.*$/.test(line))
			continue;
		const sample = /^([a-z_]+)(\{[a-z_]+="[^"\\\n]*"(?:,[a-z_]+="[^"\\\n]*")*\})? (-?\d+(?:\.\d+)?)$/.exec(line);
		assert.ok(sample, line);
		assert.ok(types[sample[1]] || types[sample[1].replace(/_(bucket|sum|count)$/, '')] === 'histogram', line);
		const key = sample[1] + (sample[2] ?? '');
		assert.ok(!(key in samples), `${key} twice`);
		samples[key] = Number(sample[3]);
	}
	return samples;
}

describe('GET /metrics', () => {
	let server;
	let url;
	before(async () => {
		const port = await freePort();
		url = `http://127.0.0.1:${port}/metrics`;
		server = await start({ env: { GEMBA_METRICS: `127.0.0.1:${port}` } });
	});
	after(() => server?.stop());

	const metrics = async () => {
		const answer = await fetch(url);
		assert.equal(answer.status, 200);
		assert.match(answer.headers.get('content-type'), /^text\/plain; version=0\.0\.4/);
		return parse(await answer.text());
	};

	it('are told at any moment of the start', async (t) => {
		const port = await freePort();
		let isUp = false;
		const told = (async () => {
			let nr = 0;
			while (!isUp || !nr) {
				const text = await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { connection: 'close' } })
					.then((answer) => answer.text(), () => '');
				nr += text !== '' && 'gemba_request_seconds_count' in parse(text);
			}
		})();
		const starting = await start({ env: { GEMBA_METRICS: `127.0.0.1:${port}` } });
		t.after(() => starting.stop());
		isUp = true;
		await told;
	});

	it('counts requests by route, method and status, and how long they took', async () => {
		const api = server.api(await server.signIn());
		const before = await metrics();
		const answered = before.gemba_request_seconds_count + 4;
		await api.get('/v1/units');
		await api.get('/v1/units');
		await api.get('/v1/units/0190163d-8694-739b-aea5-966c26f8ad91');
		await api.get('/nowhere');
		/* What was answered is counted right after. */
		const now = await until(async () => {
			const seen = await metrics();
			return seen.gemba_request_seconds_count >= answered && seen;
		}, 'counting');
		const more = (key) => now[key] - (before[key] ?? 0);
		assert.equal(more('gemba_requests_total{method="GET",route="/v1/units",status="2xx"}'), 2);
		assert.equal(more('gemba_requests_total{method="GET",route="/v1/units/{id}",status="4xx"}'), 1);
		assert.equal(more('gemba_requests_total{method="",route="",status="4xx"}'), 1);
		assert.equal(more('gemba_problems_total{problem="not_found"}'), 2);
		assert.equal(more('gemba_request_seconds_count'), 4);
		assert.equal(now['gemba_request_seconds_bucket{le="+Inf"}'], now.gemba_request_seconds_count);
		const buckets = Object.keys(now).filter((key) => key.startsWith('gemba_request_seconds_bucket'));
		assert.ok(buckets.every((key, i) => !i || now[key] >= now[buckets[i - 1]]));
	});

	it('counts sign-ins that failed', async () => {
		const before = await metrics();
		await server.api().post('/v1/sessions', { tenant: 'demo', login: 'admin', password: `${password}!` });
		const key = 'gemba_problems_total{problem="wrong_credentials"}';
		await until(async () => (await metrics())[key] > (before[key] ?? 0), 'counting');
		assert.equal((await metrics())[key] - (before[key] ?? 0), 1);
	});

	it('tells the pool, the queues, the disk and the process', async () => {
		const now = await metrics();
		for (const key of ['gemba_db_connections_in_use{role="app"}', 'gemba_db_waiting{role="app"}',
			'gemba_db_waited_seconds_total{role="system"}', 'gemba_photos_to_decode', 'gemba_events_unstamped'])
			assert.ok(now[key] >= 0, key);
		assert.equal(now.gemba_database_up, 1);
		assert.ok(now.gemba_photos_disk_free_bytes > 0);
		assert.ok(now.gemba_photos_disk_bytes >= now.gemba_photos_disk_free_bytes);
		assert.ok(now.process_resident_memory_bytes > 1e6);
		assert.ok(now.process_cpu_seconds_total > 0);
		assert.equal(now['gemba_build_info{version="0.1.0"}'], 1);
	});

	it('shows a request that waits for the database', async (t) => {
		const lock = await locked(server.database, 'unit');
		t.after(() => lock.end());
		const api = server.api(await server.signIn());
		const asked = api.get('/v1/units');
		await until(async () => (await metrics())['gemba_db_connections_in_use{role="app"}'] >= 1, 'the request');
		await lock.end();
		assert.equal((await asked).status, 200);
	});

	it('shows photographs that wait', async () => {
		const api = server.api(await server.signIn());
		const address = await putNew(api, picture());
		await decoded(api, address);
		await until(async () => (await metrics()).gemba_photos_to_decode === 0, 'the decoder');
	});

	it('is nothing else, nor anywhere else', async () => {
		assert.equal((await fetch(url.replace('/metrics', '/v1/me'))).status, 404);
		assert.equal((await fetch(url, { method: 'POST' })).status, 405);
		const answer = await server.api(await server.signIn()).get('/metrics');
		assert.equal(answer.status, 404);
	});
});

describe('GEMBA_METRICS and GEMBA_LOG', () => {
	it('must be an address and a level', async () => {
		for (const env of [{ GEMBA_METRICS: 'yes' }, { GEMBA_LOG: 'loud' }]) {
			const { code, stderr } = await gemba(['config'], { env });
			assert.equal(code, 1);
			assert.match(stderr, new RegExp(`^gemba: ${Object.keys(env)[0]} must be`));
		}
	});

	it('leave out the requests where only errors are wanted', async (t) => {
		const server = await start({ env: { GEMBA_LOG: 'error' } });
		t.after(() => server.stop());
		await server.api().get('/healthz');
		assert.equal(server.log, '');
	});
});
