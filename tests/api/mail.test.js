/*
 * Letters: a real mail server on this machine gets what people are to be told, in their language,
 * as often as each wants and never twice, and says what cannot be delivered.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { is, newCode } from './group.js';
import { gemba, password, start } from './harness.js';
import { credentials, mailServer } from './mail_server.js';
import { until } from './postgres_session.js';
import { bad, checklist, day, hour, world } from './visits.js';

const minute = 60000;
const site = 'https://gemba.example.org';
let post;
let w;
let list;

const settings = (server, more = {}) => ({ GEMBA_SMTP: server.url, GEMBA_MAIL_FROM: '质检 Gemba <gemba@example.org>',
	GEMBA_URL: site, ...more });

before(async () => {
	post = await mailServer();
	/* Noon in Shanghai, so that no letter of the day is due by itself. */
	const noon = Math.floor(Date.now() / day) * day + 4 * hour;
	w = await world({ env: settings(post), now: noon });
	list = await w.checklist();
});
beforeEach(() => w.pass(0));
after(async () => {
	await w?.stop();
	await post?.stop();
});

const address = (name = 'li.na') => `${name}.${randomUUID().slice(0, 8)}@example.org`;
/* Somebody with an address. */
async function reader(more = {}, role = 'inspector', unit = w.hotels) {
	const api = await w.group.somebody(role, unit, { email: address(), ...more });
	return Object.assign(api, { email: api.person.email });
}
const preference = async (api, mail) => is(await api.patch('/v1/me', { mail }), 200);
const visit = (api, more) => w.visit(list, { lead_id: api.person.id, ...more });
/* Time passes; these sign in again, too. */
async function later(ms, ...readers) {
	await w.pass(ms);
	for (const api of readers)
		api.token = await w.server.signIn('demo', api.person.login);
}
const seconds = (nr) => w.server.clock.advance(nr * 1000);
const mails = (api) => w.sql(`select * from mail where person_id = $1 order by made_at`, api.person.id);

/* So many notices of the person are there, and whoever writes letters has looked since. */
async function looked(api, nr) {
	await until(async () => (await w.sql(`select count(*)::integer as nr from notice where person_id = $1`,
		api.person.id))[0].nr >= nr, `${nr} notices`);
	await seconds(6);
	const now = new Date(w.server.clock.now).toISOString();
	await until(async () => (await w.sql(`select count(*)::integer as nr from postman where looked_at < $1`, now))[0].nr === 0,
		'a look');
}

/* The same, for the letters of the day. */
async function lookedDaily() {
	const now = new Date(w.server.clock.now).toISOString();
	await w.sql.script(`update postman set daily_at = '-infinity'`);
	await seconds(31);
	await until(async () => (await w.sql(`select count(*)::integer as nr from postman where daily_at < $1`, now))[0].nr === 0,
		'a look');
}
/* Letters to the address, however long that takes; the clock goes on only after a look, or what is to be told were no news any more. */
const comes = (world, server, email) => until(async () => {
	const letters = await server.letters(email);
	const now = new Date(world.server.clock.now).toISOString();
	if (!letters.length && !(await world.sql('select 1 from postman where looked_at < $1', now)).length)
		await world.server.clock.advance(6000);
	return letters.length && letters;
}, `a letter to ${email}`);
/* Nothing waits to be sent now. */
const sent = () => until(async () => (await w.sql(`select count(*)::integer as nr from mail
	where state = 'waiting' and attempts = 0`))[0].nr === 0, 'sending');

describe('a letter', () => {
	it('tells in English what is new, plain and as HTML, with a link', async () => {
		const api = await reader({ name: 'Li "Na" <b>' });
		const id = await visit(api);
		await looked(api, 1);
		const [letter] = await post.got(api.email);
		assert.equal(letter.envelope, api.email);
		assert.equal(letter.from, '质检 Gemba <gemba@example.org>');
		assert.equal(letter.subject, 'A new visit');
		assert.equal(letter.headers['content-language'], 'en');
		assert.equal(letter.headers['list-unsubscribe'], `<${site}/portal/account>`);
		assert.equal(Date.parse(letter.headers.date), Math.floor(w.server.clock.now / 1000) * 1000);
		assert.match(letter.headers['message-id'], /^<[0-9a-f-]{36}@example\.org>$/);
		assert.match(letter.plain, /^Hello Li "Na" <b>,\n/);
		assert.ok(letter.plain.includes(`Lobby · ${w.shanghai.name}`));
		assert.ok(letter.plain.includes(`${site}/phone/visits/${id}`));
		assert.ok(letter.html.includes('Hello Li &quot;Na&quot; &lt;b&gt;,'));
		assert.ok(letter.html.includes(`<a href="${site}/phone/visits/${id}">A new visit</a>`));
	});

	it('tells in Chinese whoever reads Chinese', async () => {
		const api = await reader({ name: '李娜', language: 'zh-CN' });
		await visit(api, { due_at: new Date(w.server.clock.now + 3 * day).toISOString() });
		await looked(api, 1);
		const [letter] = await post.got(api.email);
		assert.equal(letter.subject, '新的检查任务');
		assert.equal(letter.headers['content-language'], 'zh-CN');
		assert.match(letter.plain, /^李娜，您好：\n/);
		assert.match(letter.plain, /大堂 · .* · 截止 \d{4}-\d\d-\d\d 12:00 \(Asia\/Shanghai\)/);
		assert.ok(letter.html.includes('<html lang="zh-CN">'));
	});

	it('tells whoever planned what became of the visits of somebody who left', async () => {
		const planner = await reader({}, 'quality');
		const goer = await w.group.person('inspector', w.hotels);
		const plan = is(await planner.post('/v1/plans', { name: 'Every day', unit_id: w.shanghai.id, checklist_id: list.id, rrule: 'FREQ=DAILY',
			starts_on: new Date(w.server.clock.now).toISOString().slice(0, 10), on_closed: 'keep', assign: 'person', person_id: goer.id }), 201);
		await until(async () => is(await planner.get(`/v1/plans/${plan.id}/occurrences`), 200).items.length >= 14, 'the visits');
		is(await w.admin.patch(`/v1/people/${goer.id}`, { state: 'left' }), 200);
		await looked(planner, 1);
		const [letter] = await post.got(planner.email);
		assert.equal(letter.subject, 'Somebody left; the visits were handed on');
		assert.match(letter.plain, /Every day · .* · handed on: 0 · nobody can go: 1[45]\n/);
		assert.ok(letter.plain.includes(`${site}/portal/plans/${plan.id}`));
	});

	it('holds what comes within ten minutes of another, and no notice comes twice', async () => {
		const api = await reader();
		const first = await visit(api);
		await looked(api, 1);
		await post.got(api.email);
		const news = [await visit(api), await visit(api), await visit(api)];
		await looked(api, 4);
		assert.equal((await mails(api)).length, 1);
		await later(10 * minute);
		await looked(api, 4);
		const letters = await post.got(api.email, 2);
		assert.equal(letters[1].subject, '3 things are new for you');
		for (const id of news)
			assert.ok(letters[1].plain.includes(id));
		assert.ok(!letters[1].plain.includes(first));
		await later(20 * minute);
		await looked(api, 4);
		await post.got(api.email, 2);
	});

	it('is one, however many servers there are', async () => {
		const others = await Promise.all([1, 2].map(() => start({ database: w.server.database, now: w.server.clock.now,
			env: settings(post) })));
		const readers = [await reader(), await reader(), await reader()];
		for (const api of readers)
			await visit(api);
		for (const api of readers)
			await looked(api, 1);
		await Promise.all(others.map((other) => other.clock.set(w.server.clock.now)));
		for (const api of readers)
			await post.got(api.email);
		await sent();
		await Promise.all(others.map((other) => other.stop()));
		for (const api of readers)
			await post.got(api.email);
	});

	it('says nothing of what was read, and is not sent where nothing is left', async () => {
		const api = await reader();
		await visit(api);
		await until(async () => (is(await api.get('/v1/inbox'), 200).items.length === 1), 'the notice');
		is(await api.post('/v1/inbox/read', { until: new Date(w.server.clock.now + minute).toISOString() }), 204);
		await looked(api, 1);
		assert.deepEqual(await mails(api), []);
	});

	it('of a mystery visit says neither where nor what', async () => {
		const shopper = await reader({}, 'shopper');
		const id = await w.visit(await w.checklist(checklist({ kind: 'mystery', title: { en: 'Secret supper' } })),
			{ lead_id: shopper.person.id });
		await looked(shopper, 1);
		const [letter] = await post.got(shopper.email);
		assert.equal(letter.subject, 'A new visit');
		assert.ok(letter.plain.includes(`${site}/phone/visits/${id}`));
		for (const text of [letter.plain, letter.html])
			assert.ok(!text.includes('Secret') && !text.includes(w.shanghai.name));
	});

	it('tells the store nothing of a mystery visit before it is released', async () => {
		const manager = await reader({}, 'store_manager', w.chengdu);
		const shopper = await w.group.somebody('shopper', w.hotels);
		const id = await w.visit(await w.checklist(checklist({ kind: 'mystery' })),
			{ lead_id: shopper.person.id, unit_id: w.chengdu.id });
		is(await shopper.post(`/v1/inspections/${id}/start`, {}), 200);
		is(await shopper.post(`/v1/inspections/${id}/submit`, { answers: bad }), 200);
		await looked(manager, 0);
		assert.deepEqual(await mails(manager), []);
		is(await w.quality.post(`/v1/inspections/${id}/release`), 200);
		await looked(manager, 1);
		const [letter] = await post.got(manager.email);
		assert.ok(!JSON.stringify(letter).includes(shopper.person.name));
	});

	it('goes neither to who left, nor to who may not see it any more, nor to who wants none', async () => {
		const [left, moved, none] = [await reader(), await reader(), await reader()];
		await preference(none, 'none');
		for (const api of [left, moved, none])
			await visit(api);
		await until(async () => (await w.sql(`select count(*)::integer as nr from notice where person_id = any (array[$1, $2, $3]::uuid[])`,
			left.person.id, moved.person.id, none.person.id))[0].nr === 3, 'three notices');
		is(await w.admin.patch(`/v1/people/${left.person.id}`, { state: 'left' }), 200);
		const visits = await w.sql(`select id from inspection where lead_id = $1`, moved.person.id);
		is(await w.quality.patch(`/v1/inspections/${visits[0].id}`, { lead_id: w.inspector.person.id }), 200);
		const [membership] = is(await w.admin.get(`/v1/memberships?person_id=${moved.person.id}`), 200).items;
		is(await w.admin.del(`/v1/memberships/${membership.id}`), 204);
		await looked(none, 1);
		await sent();
		for (const api of [left, moved, none])
			assert.deepEqual(await post.letters(api.email), []);
	});
});

describe('a header', () => {
	it('takes nothing that a person has typed', async () => {
		for (const email of ['a@example.org\r\nBcc: b@example.org', 'a@example.org\nX: y'])
			is(await w.admin.post('/v1/people', { login: newCode('x'), name: 'X', email }), 422, 'invalid_body');
		for (const email of ['a><b@example.org', 'a@example.org>,<b@example.org', '"a,b"@example.org', 'ä@example.org',
			'a@example..org', 'a,b@example.org']) {
			const api = await reader({ email });
			await visit(api);
			await looked(api, 1);
			await sent();
			const me = is(await api.get('/v1/me'), 200);
			assert.equal(me.mail_bounced_why, 'No letter can be sent to this address.', email);
		}
		assert.deepEqual((await post.letters()).filter(({ envelope }) => /^[ab]@/.test(envelope)), []);
	});

	it('is encoded where it is not plain, in words of at most 75 characters', async () => {
		const api = await reader({ language: 'zh' });
		await preference(api, 'daily');
		for (let i = 0; i < 3; i++)
			await visit(api);
		await looked(api, 3);
		await w.pass(day);
		await lookedDaily();
		await sent();
		const [letter] = await post.got(api.email);
		assert.equal(letter.subject, 'Gemba 每日摘要：3 条');
	});
});

describe('the letter of the day', () => {
	it('comes once, at eight where the person works, with what came before', async () => {
		const api = await reader({}, 'inspector', w.shanghai);
		await preference(api, 'daily');
		const before = [await visit(api), await visit(api)];
		await looked(api, 2);
		await lookedDaily();
		assert.deepEqual(await mails(api), [], 'it is afternoon');
		const local = (w.server.clock.now + 8 * hour) % day;
		await w.pass(day - local + 8 * hour - minute);
		await lookedDaily();
		assert.deepEqual(await mails(api), [], 'it is a minute to eight');
		await w.server.clock.advance(2 * minute);
		const late = await visit(api);
		await looked(api, 3);
		await lookedDaily();
		const [letter] = await post.got(api.email);
		assert.equal(letter.subject, 'Your Gemba letter of the day: 2');
		for (const id of before)
			assert.ok(letter.plain.includes(id));
		assert.ok(!letter.plain.includes(late));
		await lookedDaily();
		await post.got(api.email);
	});

	it('is one after days without a server, too', async () => {
		const api = await reader({}, 'inspector', w.shanghai);
		await preference(api, 'daily');
		await visit(api);
		await looked(api, 1);
		await w.pass(5 * day);
		await lookedDaily();
		await sent();
		await lookedDaily();
		await post.got(api.email);
	});
});

describe('what does not go through', () => {
	it('for now is tried again, and then is there once', async () => {
		const api = await reader({ email: address('busy') });
		await visit(api);
		await looked(api, 1);
		const [first] = await until(async () => (await mails(api)).filter((mail) => mail.attempts === 1).length && mails(api),
			'the first try');
		assert.deepEqual([first.state, first.status], ['waiting', 451]);
		assert.match(first.why, /Come back later/);
		await post.calm();
		await w.server.clock.advance(2 * minute);
		await post.got(api.email);
		const last = await until(async () => (await mails(api)).find((mail) => mail.state === 'sent'), 'the end');
		assert.deepEqual([last.attempts, last.why], [2, null]);
	});

	it('for good ends it, is seen on the person, and ends when the address is given anew', async () => {
		const api = await reader({ email: address('nobody') });
		await visit(api);
		await looked(api, 1);
		const person = await until(async () => {
			const shown = is(await w.admin.get(`/v1/people/${api.person.id}`), 200);
			return shown.mail_bounced_at && shown;
		}, 'the bounce');
		assert.equal(person.mail_bounced_why, '550 5.1.1 There is nobody of that name.');
		assert.deepEqual((await mails(api)).map(({ state, attempts }) => [state, attempts]), [['failed', 1]]);
		await visit(api);
		await later(11 * minute, api);
		await looked(api, 2);
		assert.equal((await mails(api)).length, 1, 'nothing more is tried');
		const email = address();
		const me = is(await api.patch('/v1/me', { email }), 200);
		assert.deepEqual([me.mail_bounced_at, me.mail_bounced_why], [null, null]);
		await looked(api, 2);
		await post.got(email);
	});

	it('because of who sends is not held against the address', async () => {
		const api = await reader({ email: address('foreign') });
		await visit(api);
		await looked(api, 1);
		await until(async () => (await mails(api)).some(({ state }) => state === 'failed'), 'the end');
		assert.equal(is(await api.get('/v1/me'), 200).mail_bounced_at, null);
	});
});

describe('a way in', () => {
	const link = (letter, page) => {
		const [, tenant, code] = new RegExp(`${site}/portal/${page}#([a-z]+)\\.([0-9A-Z]{16})\\n`).exec(letter.plain);
		return { tenant, code };
	};

	it('comes to whoever has forgotten the password, and to nobody else', async () => {
		const api = await reader({ language: 'zh-CN' });
		is(await w.server.api().post('/v1/password-resets', { tenant: 'demo', login: api.person.login }), 202);
		is(await w.server.api().post('/v1/password-resets', { tenant: 'demo', login: 'nobody-at-all' }), 202);
		const [letter] = await comes(w, post, api.email);
		assert.equal(letter.subject, '重设您的 Gemba 密码');
		assert.equal(letter.headers['list-unsubscribe'], undefined);
		const fresh = `${password} anew`;
		is(await w.server.api().post('/v1/password-resets/accept', { ...link(letter, 'reset'), password: fresh }), 200);
		await w.server.signIn('demo', api.person.login, fresh);
	});

	it('comes to whoever is invited', async () => {
		const email = address();
		const person = await w.group.person('inspector', w.hotels, { email });
		is(await w.admin.post(`/v1/people/${person.id}/invitations`), 201);
		const [letter] = await comes(w, post, email);
		assert.equal(letter.subject, 'Your access to Gemba');
		is(await w.server.api().post('/v1/invitations/accept', { ...link(letter, 'welcome'), password }), 200);
		await w.server.signIn('demo', person.login);
	});
});

describe('the preference', () => {
	it('is one of three, and one\'s own', async () => {
		const api = await reader();
		assert.equal(is(await api.get('/v1/me'), 200).mail, 'at_once');
		assert.equal((await preference(api, 'daily')).mail, 'daily');
		assert.equal(is(await w.admin.get(`/v1/people/${api.person.id}`), 200).mail, 'daily');
		is(await api.patch('/v1/me', { mail: 'hourly' }), 422, 'invalid_body');
		is(await api.patch('/v1/me', { mail: null }), 422, 'invalid_body');
	});

	it('and the letters are gone with who is erased', async () => {
		const api = await reader();
		await visit(api);
		await looked(api, 1);
		await post.got(api.email);
		is(await w.admin.patch(`/v1/people/${api.person.id}`, { state: 'left' }), 200);
		is(await w.admin.post(`/v1/people/${api.person.id}/erase`, { reason: 'Asked for it' }), 200);
		assert.deepEqual(await mails(api), []);
	});
});

describe('the way to the mail server', () => {
	const secret = async () => {
		const file = path.join(post.folder, 'password');
		await (await import('node:fs/promises')).writeFile(file, `${credentials.password}\n`);
		return file;
	};

	it('is encrypted and signed in to, and is not taken where the certificate does not hold', async (t) => {
		const safe = await mailServer({ tls: true });
		t.after(() => safe.stop());
		const signed = { GEMBA_SMTP_USER: credentials.user, GEMBA_SMTP_PASSWORD_FILE: await secret() };
		const own = await world({ env: settings(safe, { ...signed, GEMBA_SMTP_CA: safe.ca }) });
		const email = address();
		const api = await own.group.somebody('inspector', own.hotels, { email });
		await own.visit(await own.checklist(), { lead_id: api.person.id });
		await comes(own, safe, email);
		const [letter] = await safe.got(email);
		assert.match(letter.headers.received, /with esmtpsa/);
		await own.stop();
		const wrong = await world({ env: settings(safe, { ...signed, GEMBA_SMTP_CA: path.join(safe.folder, 'other') }) });
		const reader = await wrong.group.somebody('inspector', wrong.hotels, { email });
		await wrong.visit(await wrong.checklist(), { lead_id: reader.person.id });
		const [mail] = await until(async () => {
			await wrong.server.clock.advance(6000);
			return (await wrong.sql(`select * from mail where attempts > 0`)).length && wrong.sql(`select * from mail`);
		}, 'the try');
		assert.deepEqual([mail.state, mail.why], ['waiting', 'The mail server\'s certificate does not hold.']);
		await wrong.stop();
		await safe.got(email);
	});

	it('is refused in one sentence where a setting is not right', async () => {
		const bads = [
			[{ GEMBA_SMTP: 'http://127.0.0.1' }, /GEMBA_SMTP is not right: it begins with smtp/],
			[{ GEMBA_SMTP: 'smtp://me:secret@127.0.0.1' }, /settings of their own/],
			[{ GEMBA_MAIL_FROM: 'nobody' }, /GEMBA_MAIL_FROM/],
			[{ GEMBA_MAIL_FROM: 'X <a@b>\r\nBcc: c@d' }, /GEMBA_MAIL_FROM/],
			[{ GEMBA_URL: '' }, /GEMBA_SMTP needs GEMBA_URL/],
			[{ GEMBA_URL: 'https://gemba.example.org/' }, /without a slash/],
			[{ GEMBA_SMTP_USER: 'x' }, /need each other/],
			[{ GEMBA_SMTP_USER: 'x', GEMBA_SMTP_PASSWORD_FILE: '/nowhere' }, /GEMBA_SMTP_PASSWORD_FILE: \/nowhere/],
		];
		for (const [env, sentence] of bads) {
			const { code, stderr } = await gemba(['serve', '--listen', '127.0.0.1:1'],
				{ database: w.server.database, env: { GEMBA_KEYS: path.join(w.server.folder, 'keys'),
					GEMBA_PHOTOS: path.join(w.server.folder, 'photos'), ...settings(post, env) } });
			assert.equal(code, 1, JSON.stringify(env));
			assert.match(stderr, sentence);
			assert.equal(stderr.trim().split('\n').length, 1, stderr);
		}
	});
});

describe('the texts', () => {
	it('are there for everything that people are told', async () => {
		const file = (name) => readFile(new URL(`../../server/${name}`, import.meta.url), 'utf8');
		const kinds = [...(await file('notices/notices.def')).matchAll(/^NOTICE\("[^"]+",\s*"([^"]+)"/gm),
			...(await file('notices/notice.sql')).matchAll(/then '([a-z_.]+)' else '([a-z_.]+)' end as kind/g)]
			.flatMap(([, ...found]) => found);
		const letters = await file('messengers/letter.def');
		assert.ok(kinds.length > 20);
		for (const kind of kinds)
			assert.ok(letters.includes(`LINE("${kind}",`), kind);
	});
});
