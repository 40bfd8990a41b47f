/* Signing in, staying signed in, signing out, and tokens that are not ours. */
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { password, start } from './harness.js';
import { Group, all, is, nobody } from './group.js';

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;

let server;
let group;

before(async () => {
	server = await start({ now: Date.parse('2026-11-21T08:00:00Z'), env: { GEMBA_TRUSTED_PROXIES: '127.0.0.1' } });
	group = await Group.of(server);
});
after(() => server?.stop());

let callers = 0;

/* Each from an address of its own: what too many from one meet is told in lockout.test.js. */
const signIn = (body) => server.api().post('/v1/sessions', { tenant: 'demo', login: 'admin', password, ...body },
	{ 'x-forwarded-for': `10.1.${callers >> 8}.${callers++ & 255}` });
const refresh = (refresh_token) => server.api().post('/v1/sessions/refresh', { refresh_token });
const me = (token) => server.api(token).get('/v1/me');

describe('POST /v1/sessions', () => {
	it('gives two tokens, and the access token opens the door', async () => {
		const session = is(await signIn({ client: 'a phone' }), 201);
		assert.equal(session.expires_in, 900);
		const person = is(await me(session.access_token), 200);
		assert.equal(person.id, session.person_id);
		const [row] = await server.sql('select client, token_hash from session where id = $1', session.id);
		assert.equal(row.client, 'a phone');
		assert.ok(!session.refresh_token.includes(row.token_hash));
	});

	it('gives the same answer whatever is wrong', async () => {
		const roleless = is(await group.admin.post('/v1/people', { login: 'silent', name: 'Silent' }), 201);
		const left = await group.person('viewer', group.top);
		is(await group.admin.post(`/v1/people/${left.id}/password`, { password }), 204);
		is(await group.admin.patch(`/v1/people/${left.id}`, { state: 'left' }), 200);
		const answers = [];
		for (const wrong of [{ password: 'wrong' }, { login: 'nobody' }, { tenant: 'nowhere' },
			{ login: 'Admin' }, { tenant: 'DEMO' }, { login: roleless.login }, { login: left.login },
			{ tenant: 'other', login: 'silent' }, { password: `${password} ` },
			{ login: "admin'--" }, { tenant: "demo' or '1'='1" }]) {
			const { instance, ...body } = is(await signIn(wrong), 401, 'wrong_credentials');
			assert.ok(instance);
			answers.push(body);
		}
		for (const answer of answers)
			assert.deepEqual(answer, answers[0]);
	});

	it('takes as long for nobody as for a wrong password', async () => {
		const wrongs = [{ password: 'wrong password' }, { login: 'nobody' }, { tenant: 'nowhere' }];
		const least = wrongs.map(() => Infinity);
		const isTold = () => least[1] <= least[0] / 3 || least[2] <= least[0] / 3;
		/* In turns, so that a busy moment is everybody's, and on until each has had a calm one. */
		for (let round = 0; round < 6 || (round < 60 && isTold()); round++) {
			for (const [i, body] of wrongs.entries()) {
				const began = performance.now();
				is(await signIn(body), 401, 'wrong_credentials');
				least[i] = Math.min(least[i], performance.now() - began);
			}
		}
		assert.ok(!isTold(), `an unknown name is told from a wrong password by time: ${least}`);
	});

	it('keeps tenants apart', async () => {
		is(await signIn({ tenant: 'other' }), 201);
		const demo = is(await me(is(await signIn({}), 201).access_token), 200);
		const other = is(await me(is(await signIn({ tenant: 'other' }), 201).access_token), 200);
		assert.notEqual(demo.id, other.id);
		assert.deepEqual([demo.tenant.code, other.tenant.code], ['demo', 'other']);
	});

	it('names the faults of what is no sign-in at all', async () => {
		is(await signIn({ tenant: '', login: 7, password: null, client: 'x'.repeat(201), colour: 1 }), 422,
			'invalid_body', ['/tenant', '/login', '/password', '/client', '/colour']);
		is(await signIn({ password: 'x'.repeat(1025) }), 422, 'invalid_body', ['/password']);
		is(await server.api().post('/v1/sessions', '[]'), 422, 'invalid_body', ['']);
		is(await server.api().post('/v1/sessions', 'x'), 400, 'malformed_json');
	});

	it('takes any text for a name or a password, and none of them gets in', async (t) => {
		const shared = process.env.GEMBA_SHARED ?? new URL('../../../shared', import.meta.url).pathname;
		const strings = await readFile(`${shared}/corpora/strings/blns.json`, 'utf8')
			.then(JSON.parse, () => undefined);
		if (!strings) {
			t.skip('corpora/strings is not there; set GEMBA_SHARED');
			return;
		}
		/* Each costs a password hash, so every sixth will do. */
		const some = strings.filter((_, i) => i % 6 === 0);
		for (let i = 0; i < some.length; i += 8)
			await Promise.all(some.slice(i, i + 8).map(async (s) => {
				const answer = await signIn({ tenant: 'demo', login: s, password: s || 'x', client: s });
				assert.ok([401, 422].includes(answer.status), answer.text);
			}));
	});
});

describe('POST /v1/sessions/refresh', () => {
	it('replaces both tokens', async () => {
		const first = is(await signIn({}), 201);
		await server.clock.advance(MINUTE);
		const second = is(await refresh(first.refresh_token), 201);
		assert.equal(second.id, first.id);
		assert.notEqual(second.refresh_token, first.refresh_token);
		is(await me(second.access_token), 200);
		is(await refresh(second.refresh_token), 201);
	});

	it('forgives an answer that was lost, for a minute', async () => {
		const first = is(await signIn({}), 201);
		const lost = is(await refresh(first.refresh_token), 201);
		await server.clock.advance(59 * 1000);
		const again = is(await refresh(first.refresh_token), 201);
		is(await me(again.access_token), 200);
		assert.equal(again.refresh_token, lost.refresh_token);
		is(await refresh(again.refresh_token), 201);
	});

	it('ends the session where an old token comes back later', async () => {
		const first = is(await signIn({}), 201);
		const second = is(await refresh(first.refresh_token), 201);
		await server.clock.advance(61 * 1000);
		is(await refresh(first.refresh_token), 401, 'session_ended');
		is(await refresh(second.refresh_token), 401, 'session_ended');
		is(await me(second.access_token), 401, 'session_ended');
		const [row] = await server.sql('select ended_why from session where id = $1', first.id);
		assert.equal(row.ended_why, 'token used twice');
	});

	it('ends the session where a token comes back that was replaced twice', async () => {
		const first = is(await signIn({}), 201);
		const second = is(await refresh(first.refresh_token), 201);
		const third = is(await refresh(second.refresh_token), 201);
		is(await refresh(first.refresh_token), 401, 'session_ended');
		is(await refresh(third.refresh_token), 401, 'session_ended');
		is(await me(third.access_token), 401, 'session_ended');
	});

	it('has one next token, however often and how quickly it is asked for', async () => {
		const first = is(await signIn({}), 201);
		const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(first.refresh_token)));
		const next = new Set(answers.map((answer) => is(answer, 201).refresh_token));
		assert.equal(next.size, 1);
		for (const answer of answers)
			is(await me(answer.body.access_token), 200);
		is(await refresh([...next][0]), 201);
	});

	it('has next tokens that nobody can tell from the last', async () => {
		const tokens = [is(await signIn({}), 201).refresh_token];
		for (let i = 0; i < 3; i++)
			tokens.push(is(await refresh(tokens.at(-1)), 201).refresh_token);
		const secrets = tokens.map((token) => token.split('.')[2]);
		assert.equal(new Set(secrets).size, 4);
		const [tenant, family] = tokens[0].split('.');
		for (const secret of secrets.slice(0, 3))
			assert.ok(!secrets.includes(createHash('sha256').update(`${tenant}.${family}.${secret}`)
				.digest('hex')));
		const [row] = await server.sql('select s::text as all from session s where family_hash = $1',
			createHash('sha256').update(`${tenant}.${family}`).digest('hex'));
		for (const secret of [family, ...secrets])
			assert.ok(!row.all.includes(secret));
	});

	it('ends after 30 days without use', async () => {
		const begin = server.clock.now;
		const { refresh_token } = is(await signIn({}), 201);
		await server.clock.advance(30 * DAY - MINUTE);
		const next = is(await refresh(refresh_token), 201);
		await server.clock.advance(30 * DAY);
		is(await refresh(next.refresh_token), 401, 'session_ended');
		await server.clock.set(begin);
	});

	it('refuses what never was a token, and harms no session by it', async () => {
		const { refresh_token: good } = is(await signIn({}), 201);
		const [tenant, family, secret] = good.split('.');
		for (const bad of ['x', tenant, `${tenant}.`, `${tenant}.x`, `.${family}.${secret}`,
			`${tenant}.${secret}`, `${tenant}..${secret}`, `${tenant}.${secret}.${family}`,
			`${nobody}.${family}.${secret}`, good.toUpperCase(), `${tenant}.${family}x.${secret}`,
			`not-a-uuid-but-thirty-six-chars-long.${family}.${secret}`])
			is(await refresh(bad), 401, 'session_ended');
		is(await refresh(''), 422, 'invalid_body', ['/refresh_token']);
		is(await refresh('x'.repeat(201)), 422, 'invalid_body', ['/refresh_token']);
		is(await refresh(good), 201);
	});

	it('is not told of a session by its other parts', async () => {
		const session = is(await signIn({}), 201);
		const [tenant, , secret] = session.refresh_token.split('.');
		is(await refresh(`${tenant}.${session.id}.${secret}`), 401, 'session_ended');
		is(await refresh(session.refresh_token), 201);
	});
});

describe('DELETE /v1/sessions/current', () => {
	it('ends this session and no other', async () => {
		const one = is(await signIn({}), 201);
		const two = is(await signIn({}), 201);
		is(await server.api(one.access_token).del('/v1/sessions/current'), 204);
		is(await me(one.access_token), 401, 'session_ended');
		is(await refresh(one.refresh_token), 401, 'session_ended');
		is(await server.api(one.access_token).del('/v1/sessions/current'), 401, 'session_ended');
		is(await me(two.access_token), 200);
		is(await refresh(two.refresh_token), 201);
	});
});

describe('an access token', () => {
	let key;
	before(async () => {
		const file = path.join(server.folder, 'keys');
		assert.equal((await stat(file)).mode & 0o777, 0o600);
		const [kid, secret] = (await readFile(file, 'utf8')).trim().split(/\s+/);
		key = { kid, bytes: Buffer.from(secret, 'base64url') };
	});

	const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
	const unpart = (text) => JSON.parse(Buffer.from(text, 'base64url').toString());

	function forge(header, claims, bytes = key.bytes) {
		const text = `${part(header)}.${part(claims)}`;
		return `${text}.${createHmac('sha256', bytes).update(text).digest('base64url')}`;
	}

	async function good() {
		const { access_token } = is(await signIn({}), 201);
		const [header, claims] = access_token.split('.');
		return { token: access_token, header: unpart(header), claims: unpart(claims) };
	}

	it('holds for 15 minutes by the server\'s clock', async () => {
		const begin = server.clock.now;
		const { token } = await good();
		is(await me(token), 200);
		await server.clock.advance(14 * MINUTE);
		is(await me(token), 200);
		await server.clock.advance(2 * MINUTE);
		is(await me(token), 401, 'not_signed_in');
		await server.clock.set(begin);
	});

	it('is the one that was signed and nothing else', async () => {
		const { token, header, claims } = await good();
		is(await me(forge(header, claims)), 200);
		const [h, c, mac] = token.split('.');
		const none = part({ alg: 'none', typ: 'JWT', kid: key.kid });
		const stranger = { ...claims, sub: nobody };
		const bad = {
			'a claim that was changed': `${h}.${part(stranger)}.${mac}`,
			'no MAC': `${h}.${c}.`,
			'no third part': `${h}.${c}`,
			'alg none': `${none}.${c}.`,
			'alg none with a MAC': `${none}.${c}.${mac}`,
			'alg HS512': forge({ ...header, alg: 'HS512' }, claims),
			'alg missing': forge({ kid: key.kid }, claims),
			'another key': forge(header, claims, Buffer.alloc(32, 7)),
			'an empty key': forge(header, claims, Buffer.alloc(0)),
			'an unknown kid': forge({ ...header, kid: 'other' }, claims),
			'no kid': forge({ alg: 'HS256', typ: 'JWT' }, claims),
			crit: forge({ ...header, crit: ['exp'] }, claims),
			'exp as a text': forge(header, { ...claims, exp: String(claims.exp) }),
			'no exp': forge(header, { ...claims, exp: undefined }),
			'exp far away and iat too': forge(header, { ...claims, iat: claims.exp + 3600, exp: claims.exp + 7200 }),
			'no iat': forge(header, { ...claims, iat: undefined }),
			'another issuer': forge(header, { ...claims, iss: 'other' }),
			'another audience': forge(header, { ...claims, aud: 'other' }),
			'another class': forge(header, { ...claims, cls: 'refresh' }),
			'no session': forge(header, { ...claims, sid: undefined }),
			'no person': forge(header, { ...claims, sub: undefined }),
			'a tenant that is no id': forge(header, { ...claims, tnt: 'demo' }),
			'nothing of a token': 'x',
			'too much of one': 'x'.repeat(5000),
		};
		for (const [name, value] of Object.entries(bad)) {
			const answer = await me(value);
			assert.equal(answer.status, 401, `${name}: ${answer.text}`);
			is(answer, 401, 'not_signed_in');
			assert.match(answer.headers.get('www-authenticate'), /^Bearer/);
		}
	});

	it('is good for its own person, tenant, session and epoch only', async () => {
		const { header, claims } = await good();
		const other = is(await signIn({ tenant: 'other' }), 201);
		const theirs = unpart(other.access_token.split('.')[1]);
		for (const change of [{ sub: nobody }, { tnt: nobody }, { sid: nobody }, { epo: claims.epo + 1 },
			{ tnt: theirs.tnt }, { sub: theirs.sub }, { sid: theirs.sid },
			{ sub: theirs.sub, tnt: theirs.tnt }, { sub: theirs.sub, sid: theirs.sid }])
			is(await me(forge(header, { ...claims, ...change })), 401, 'session_ended');
	});

	it('comes in a header of its own', async () => {
		const { token } = await good();
		const get = (headers) => server.api().get('/v1/me', headers);
		is(await get({ authorization: `Bearer ${token}` }), 200);
		is(await get({ authorization: `bearer ${token}` }), 200);
		is(await get({ authorization: `Basic ${token}` }), 401, 'not_signed_in');
		is(await get({ authorization: token }), 401, 'not_signed_in');
		is(await get({ authorization: 'Bearer ' }), 401, 'not_signed_in');
		is(await get({ cookie: `access_token=${token}` }), 401, 'not_signed_in');
		is(await server.api().get(`/v1/me?access_token=${token}`), 401, 'not_signed_in');
	});

	it('never is in the log', async () => {
		const { token } = await good();
		const session = is(await signIn({}), 201);
		is(await refresh(session.refresh_token), 201);
		is(await me(token), 200);
		for (const secret of [token, session.refresh_token, password])
			assert.ok(!server.log.includes(secret));
	});
});

describe('rights', () => {
	it('are asked of the database at every request', async () => {
		const viewer = await group.somebody('viewer', group.top);
		is(await viewer.get('/v1/units'), 200);
		const [membership] = await all(group.admin, `/v1/memberships?person_id=${viewer.person.id}`);
		is(await group.admin.del(`/v1/memberships/${membership.id}`), 204);
		is(await viewer.get('/v1/units'), 403, 'forbidden');
		is(await viewer.get('/v1/me'), 200);
	});
});
