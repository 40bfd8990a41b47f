/* How often one may ask: by person, by address, and that a day's work sent at once is fine. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { gemba, start } from './harness.js';
import { is } from './group.js';
import { until } from './postgres_session.js';
import { world } from './visits.js';

const isRefused = ({ status }) => status === 429;

/* The answers to so many of the same request, sent by several connections. */
async function many(nr, ask, isEnough = () => false) {
	const answers = [];
	let sent = 0;
	await Promise.all(Array.from({ length: 10 }, async () => {
		while (sent++ < nr && !isEnough(answers))
			answers.push(await ask());
	}));
	return answers;
}

/* So many until one is refused, whatever comes free meanwhile; how many were not. */
async function flood(ask) {
	const answers = await many(20000, ask, (given) => given.some(isRefused));
	const refused = answers.filter(isRefused);
	assert.ok(refused.length, 'nothing was refused');
	for (const answer of refused) {
		is(answer, 429, 'too_many_requests');
		assert.match(answer.headers.get('retry-after'), /^[1-9]\d?$/);
	}
	return answers.length - refused.length;
}

describe('a person who asks too often', () => {
	let w;
	before(async () => { w = await world({ env: { GEMBA_RATE_PERSON: '5' } }); });
	after(() => w?.stop());

	it('is told when to go on, and can; nobody else is concerned', async () => {
		/* Twenty seconds' worth at once, and what came free meanwhile. */
		assert.ok(await flood(() => w.viewer.get('/v1/units')) >= 100);
		is(await w.inspector.get('/v1/units'), 200);
		assert.equal((await w.server.api().get('/healthz')).status, 200);
		await until(async () => (await w.viewer.get('/v1/units')).status === 200, 'going on');
	});

	it('is the same person with another token', async () => {
		await flood(() => w.manager.get('/v1/units'));
		const again = w.server.api(await w.server.signIn('demo', w.manager.person.login));
		assert.ok(await flood(() => again.get('/v1/units')) < 100, 'it begins anew');
	});
});

describe('an address from which too much comes', () => {
	let server;
	before(async () => {
		server = await start({ env: { GEMBA_RATE_ADDRESS: '3', GEMBA_TRUSTED_PROXIES: '127.0.0.1' } });
	});
	after(() => server?.stop());

	const from = (address) => () => server.api().get('/healthz', { 'x-forwarded-for': address });

	it('is refused before anything is looked at; others are not', async () => {
		assert.ok(await flood(from('203.0.113.7')) >= 60);
		assert.equal((await from('203.0.113.8')()).status, 200);
		assert.ok(await flood(() => server.api('nonsense').get('/v1/me', { 'x-forwarded-for': '203.0.113.7' })) < 60);
	});

	it('is all of a network that one household has', async () => {
		await flood(from('2001:db8:1:2::1'));
		assert.ok(await flood(from('2001:db8:1:2::ffff')) < 60, 'it begins anew');
		assert.equal((await from('2001:db8:1:3::1')()).status, 200);
	});

	it('is never this machine, whose proxy nobody has said to trust', async () => {
		const answers = await many(200, () => server.api().get('/healthz'));
		assert.ok(answers.every(({ status }) => status === 200));
	});
});

describe('the limits as they are by default', () => {
	it('let a phone send the ten visits of its day at once', async (t) => {
		const { stdout } = await gemba(['config'], {});
		const rate = /^GEMBA_RATE_PERSON=(\d+)$/m.exec(stdout)[1];
		const server = await start({ env: { GEMBA_RATE_PERSON: rate } });
		t.after(() => server.stop());
		const api = server.api(await server.signIn());
		const answers = await many(10 * 60, () => api.get('/v1/me'));
		assert.ok(answers.every(({ status }) => status === 200));
	});
});
