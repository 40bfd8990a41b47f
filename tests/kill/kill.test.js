/*
 * kill -9 at random moments while several clients write: visits, photographs, submissions and the
 * steps of actions, each sent again until it is answered, and now and then twice at once.
 *
 * What was acknowledged is there afterwards, once; and the server goes on by itself when
 * PostgreSQL is back. GEMBA_KILL_ROUNDS says how often; scripts/test kill does it 20 times.
 */
import assert from 'node:assert/strict';
import { randomInt, randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { all, is } from '../api/group.js';
import { picture, sha256 } from '../api/photos.js';
import { until } from '../api/postgres_session.js';
import { bad, world } from '../api/visits.js';
import { Durable } from './durable.js';

const rounds = Number(process.env.GEMBA_KILL_ROUNDS ?? 3);
const clients = 5;

let postgres;
let w;
let list;
before(async () => {
	postgres = await Durable.start();
	w = await world();
	list = await w.checklist();
});
after(async () => {
	await w?.stop();
	await postgres?.stop();
});

/* ---- clients that never give up */

/* Everything that was acknowledged: visit → its photographs, and its correction's steps. */
const ledger = new Map();
const odd = [];
let isOver = false;

/* Down, away or full of work: try again. Anything else is an answer. */
const isAgain = ({ status, body }) => status === 503 || status === 401 ||
	(status === 409 && /photos-pending|idempotency-key-in-use/.test(body?.type));

async function signInAgain(api) {
	api.token = await w.server.signIn('demo', api.person?.login).catch(() => api.token);
}

async function send(request, api) {
	const twice = randomInt(10) === 0;
	const answers = await Promise.all([request(api), ...twice ? [request(api)] : []]);
	return answers.find((one) => !isAgain(one)) ?? answers[0];
}

/* Sends it until it is answered. */
async function insist(api, request, expected) {
	for (;;) {
		const answer = await send(request, api).catch((error) => {
			/* What the contract does not have is a find; that nobody answers is what we are here for. */
			if (error.code === 'ERR_ASSERTION')
				odd.push(error.message);
			return { status: 503 };
		});
		if (answer.status === 503 && answer.headers && !answer.headers.get('retry-after'))
			odd.push(`503 without Retry-After: ${answer.text}`);
		if (answer.status === 401)
			await signInAgain(api);
		else if (!isAgain(answer)) {
			assert.ok(expected.includes(answer.status), `${answer.status}: ${answer.text}`);
			return answer.body;
		}
		await pause(5 + randomInt(30));
	}
}

async function sendPhoto(api) {
	const bytes = picture();
	await insist(api, (as) => as.put(`/v1/photos/${sha256(bytes)}`, bytes, { 'content-type': 'image/png' }),
		[200, 201]);
	return sha256(bytes);
}

const steps = ['start', 'hand-in', 'verify'];

async function correct(entry) {
	const bodies = { start: () => undefined, verify: () => ({}),
		'hand-in': async () => ({ done: 'Mopped', photos: [await sendPhoto(w.regional)] }) };
	for (const step of steps) {
		const body = await bodies[step]();
		await insist(step === 'verify' ? w.quality : w.regional,
			(as) => as.post(`/v1/actions/${entry.action}/${step}`, body), [200]);
		entry.photos.push(...body?.photos ?? []);
		entry.steps.push(step);
	}
}

/* A store of its own, so that its failures are no repeats. */
async function visit() {
	const [id, unit] = [randomUUID(), randomUUID()];
	const entry = { photos: [], steps: [], findings: [] };
	await insist(w.admin, (as) => as.post('/v1/units', { id: unit, parent_id: w.east.id, kind: 'store',
		code: `s-${unit}`, name: 'S', time_zone: 'UTC' }), [200, 201]);
	await insist(w.quality, (as) => as.post('/v1/inspections', { id, unit_id: unit,
		checklist_id: list.id, lead_id: w.inspector.person.id }), [200, 201]);
	ledger.set(id, entry);
	entry.photos.push(await sendPhoto(w.inspector), await sendPhoto(w.inspector));
	const photos = [...entry.photos];
	const done = await insist(w.inspector, (as) => as.post(`/v1/inspections/${id}/submit`,
		{ answers: { ...bad, view: { photos } } }), [200]);
	entry.findings = done.findings.map((finding) => finding.id);
	entry.action = done.findings.find(({ severity }) => severity === 'minor').action_id;
	await correct(entry);
}

async function work() {
	while (!isOver)
		await visit();
}

/* ---- afterwards */

async function assertPhotos(photos) {
	for (const address of photos) {
		const answer = await w.admin.get(`/v1/photos/${address}/original`);
		assert.equal(answer.status, 200, answer.text);
		assert.equal(sha256(answer.bytes), address);
	}
}

async function assertKept() {
	await signInAgain(w.admin);
	const visits = await all(w.admin, '/v1/inspections');
	assert.deepEqual(visits.map((one) => one.id).sort(), [...ledger.keys()].sort());
	const findings = await all(w.admin, '/v1/findings');
	assert.deepEqual(findings.map((one) => one.id).sort(),
		[...ledger.values()].flatMap((entry) => entry.findings).sort());
	for (const [id, entry] of ledger) {
		const shown = is(await w.admin.get(`/v1/inspections/${id}`), 200);
		assert.deepEqual([shown.state, shown.failed], ['released', 2], id);
		const sheet = is(await w.admin.get(`/v1/inspections/${id}/sheet`), 200);
		assert.deepEqual([...sheet.answers.view.photos].sort(), entry.photos.slice(0, 2).sort());
		await assertAction(entry);
		await assertPhotos(entry.photos);
	}
}

/* Each step that was acknowledged, once, in its order. */
async function assertAction(entry) {
	const { items } = is(await w.admin.get(`/v1/actions/${entry.action}/timeline?limit=200`), 200);
	const kinds = items.map((item) => item.kind.replace(/^action\./, ''));
	for (const kind of ['started', 'handed_in', 'verified'])
		assert.equal(kinds.filter((one) => one === kind).length, 1, `${entry.action}: ${kinds}`);
}

const is503 = async () => {
	const answer = await fetch(`${w.server.url}/readyz`);
	return answer.status === 503 && answer.headers.get('retry-after');
};

/* ---- the rounds */

const victims = {
	async server() {
		await w.server.kill();
		await pause(randomInt(100));
		await w.server.restart();
	},
	async postgres() {
		await postgres.crash();
		await until(is503, 'a 503 with Retry-After');
		assert.equal((await fetch(`${w.server.url}/healthz`)).status, 200);
		await postgres.startAgain();
		await until(async () => (await fetch(`${w.server.url}/readyz`)).ok, 'the recovery');
	},
};

describe('kill -9', () => {
	for (let round = 0; round < rounds; round++) {
		const victim = round % 3 === 1 ? 'server' : 'postgres';
		it(`of ${victim === 'server' ? 'the server' : 'PostgreSQL'} loses nothing and doubles nothing`, { timeout: 900000 }, async () => {
			isOver = false;
			const before = ledger.size;
			const busy = Promise.all(Array.from({ length: clients }, work));
			busy.catch(() => { isOver = true; });
			for (let kill = 0; kill < 2 && !isOver; kill++) {
				await pause(100 + randomInt(900));
				await victims[victim]();
				/* What a decoder had leased comes free by time. */
				await w.server.clock.advance(5 * 60000);
			}
			isOver = true;
			await busy;
			assert.deepEqual(odd, []);
			assert.ok(ledger.size > before);
			await assertKept();
		});
	}
});
