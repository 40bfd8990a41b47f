/* What becomes of whoever tries passwords and codes, and of whose account it is. */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { password, start } from './harness.js';
import { Group, is, newCode, nobody } from './group.js';
import { locked, until, waitingFor } from './postgres_session.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const begin = Date.parse('2026-11-21T08:00:00Z');

let server;
let group;
let addresses = 0;
let person;

before(async () => {
	server = await start({ now: begin,
		env: { GEMBA_TRUSTED_PROXIES: '127.0.0.1' } });
	group = await (await Group.of(server)).stores();
});
after(() => server?.stop());

beforeEach(async () => {
	await server.clock.set(begin);
	person = await group.person('viewer', group.shanghai);
	is(await group.admin.post(`/v1/people/${person.id}/password`, { password }), 204);
});

const newAddress = () => `10.2.${addresses >> 8}.${addresses++ & 255}`;
const signIn = (from, secret, login = person.login, tenant = 'demo') => server.api()
	.post('/v1/sessions', { tenant, login, password: secret }, { 'x-forwarded-for': from });
const wrong = (from, login, tenant) => signIn(from, 'not the password', login, tenant);

/* Wrong as often as is free, and once more: the next is refused. */
async function block(from, login, tenant) {
	for (let i = 0; i < 11; i++)
		is(await wrong(from, login, tenant), 401, 'wrong_credentials');
}

function waitOf(answer) {
	is(answer, 429, 'too_many_attempts');
	return Number(answer.headers.get('retry-after'));
}

describe('whoever tries passwords', () => {
	it('waits twice as long each time, up to a quarter of an hour', async () => {
		const from = newAddress();
		const waits = [];
		await block(from);
		for (let i = 0; i < 7; i++) {
			const wait = waitOf(await wrong(from));
			waits.push(wait);
			await server.clock.advance((wait - 1) * SECOND);
			is(await signIn(from, password), 429, 'too_many_attempts');
			await server.clock.advance(SECOND);
			is(await wrong(from), 401, 'wrong_credentials');
		}
		assert.equal(waits[0], 30);
		for (const [i, wait] of waits.entries())
			assert.ok(i === 0 || wait === 900 || wait > waits[i - 1] * 1.5, waits.join(' '));
		assert.equal(waits.at(-1), 900);
		assert.ok(waits.slice(0, 4).every((wait) => wait < 300), waits.join(' '));
	});

	it('gets no further by asking while the answer is no', async () => {
		const from = newAddress();
		await block(from);
		for (let i = 0; i < 20; i++)
			assert.equal(waitOf(await wrong(from)), 30);
		await server.clock.advance(30 * SECOND);
		is(await signIn(from, password), 201);
	});

	it('gets no further by trying many at once', async () => {
		const from = newAddress();
		const answers = await Promise.all(Array.from({ length: 40 }, () => wrong(from)));
		const looked = answers.filter((answer) => answer.status === 401).length;
		assert.equal(looked, 11);
		assert.equal(answers.filter((answer) => answer.status === 429).length, 29);
	});

	it('is told the same of a name and a group that nobody has', async () => {
		for (const [login, tenant] of [['nobody', 'demo'], [person.login, 'nowhere'], ["x'--", 'demo']]) {
			const from = newAddress();
			await block(from, login, tenant);
			assert.equal(waitOf(await wrong(from, login, tenant)), 30);
		}
	});

	it('is kept from every account of that address at last', async () => {
		const from = newAddress();
		for (let i = 0; i < 101; i++)
			is(await wrong(from, newCode('guess')), 401, 'wrong_credentials');
		assert.ok(waitOf(await signIn(from, password)) >= 29);
		is(await signIn(newAddress(), password), 201);
		await server.clock.advance(HOUR);
		is(await signIn(from, password), 201);
	});

	it('is one in the whole /64 of an IPv6 address', async () => {
		for (let i = 0; i < 11; i++)
			is(await wrong(`2001:db8:7:7::${i + 1}`), 401, 'wrong_credentials');
		waitOf(await wrong('2001:db8:7:7:ffff::1'));
		is(await wrong('2001:db8:7:8::1'), 401, 'wrong_credentials');
	});

	it('is not believed an address by anybody but the proxy', async () => {
		const open = await start({ database: server.database, now: server.clock.now });
		try {
			const forged = (i) => open.api().post('/v1/sessions', { tenant: 'demo', login: person.login,
				password: 'wrong' }, { 'x-forwarded-for': `10.9.9.${i}` });
			for (let i = 0; i < 11; i++)
				is(await forged(i), 401, 'wrong_credentials');
			is(await forged(99), 429, 'too_many_attempts');
		} finally {
			await open.stop();
		}
	});

	it('waits at every server, for the counts are in the database', async () => {
		const from = newAddress();
		await block(from);
		const second = await start({ database: server.database, now: server.clock.now,
			env: { GEMBA_TRUSTED_PROXIES: '127.0.0.1' } });
		try {
			is(await second.api().post('/v1/sessions', { tenant: 'demo', login: person.login, password },
				{ 'x-forwarded-for': from }), 429, 'too_many_attempts');
		} finally {
			await second.stop();
		}
	});
});

describe('whose account it is', () => {
	it('signs in elsewhere while somebody tries', async () => {
		await block(newAddress());
		is(await signIn(newAddress(), password), 201);
	});

	it('is not locked out of a known address by all the world', async () => {
		const home = newAddress();
		is(await signIn(home, password), 201);
		for (let i = 0; i < 101; i++)
			is(await wrong(newAddress()), 401, 'wrong_credentials');
		assert.ok(waitOf(await signIn(newAddress(), password)) >= 59, 'a stranger may not try on');
		is(await signIn(home, password), 201);
		const lock = is(await group.admin.get(`/v1/people/${person.id}/lock`), 200);
		assert.equal(lock.is_everywhere, true);
		await server.clock.advance(HOUR);
		is(await signIn(newAddress(), password), 201);
	});

	it('begins anew after one right sign-in', async () => {
		const home = newAddress();
		for (let round = 0; round < 3; round++) {
			for (let i = 0; i < 9; i++)
				is(await wrong(home), 401, 'wrong_credentials');
			is(await signIn(home, password), 201);
		}
	});

	it('is let in again by whoever manages people', async () => {
		const home = newAddress();
		const lock = `/v1/people/${person.id}/lock`;
		assert.deepEqual(is(await group.admin.get(lock), 200), { blocked_until: null, is_everywhere: false });
		await block(home);
		const told = is(await group.admin.get(lock), 200);
		assert.equal(Date.parse(told.blocked_until), server.clock.now + 30 * SECOND);
		is(await group.admin.del(lock), 204);
		is(await group.admin.del(lock), 204);
		is(await signIn(home, password), 201);
	});

	it('is no business of anybody else', async () => {
		const lock = `/v1/people/${person.id}/lock`;
		const manager = await group.somebody('regional_manager', group.west);
		const viewer = await group.somebody('viewer', group.top);
		for (const method of ['get', 'del']) {
			is(await viewer[method](lock), 403, 'forbidden');
			is(await manager[method](lock), 404, 'not_found');
			is(await group.admin[method](`/v1/people/${nobody}/lock`), 404, 'not_found');
		}
	});
});

describe('what was counted', () => {
	const isSwept = async () => (await server.sql('select 1 from attempt where counted_at < $1',
		new Date(server.clock.now - 48 * HOUR).toISOString())).length === 0;

	it('is removed when it means nothing any more', async () => {
		await block(newAddress());
		await server.clock.advance(49 * HOUR);
		await until(isSwept, 'the sweep');
	});

	it('is removed, too, where the clock jumps in the middle of the removal', async () => {
		/* Beyond where the clock was before: it was set back since. */
		await server.clock.advance(50 * HOUR);
		await block(newAddress());
		const session = await locked(server.database, 'attempt');
		await server.clock.advance(11 * MINUTE);
		await waitingFor(server.database, 1);
		await server.clock.advance(49 * HOUR);
		await session.end();
		await until(isSwept, 'the sweep');
	});
});
