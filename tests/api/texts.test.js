/* The strings that break programs, in every text field of the organization. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { start } from './harness.js';
import { Group, is, newCode } from './group.js';

let server;
let group;
let admin;

before(async () => {
	server = await start();
	group = await Group.of(server);
	({ admin } = group);
});
after(() => server?.stop());

describe('a text', () => {
	const unit = (more) => admin.post('/v1/units', { parent_id: group.top.id, kind: 'brand', code: newCode('brand'), name: 'A brand', ...more });
	const unseen = ['\u200b', '\u202e\u202c', '\u3164', '\ufeff \u2028', '\u{e0020}'];

	it('that names something can be seen', async () => {
		for (const text of unseen) {
			is(await unit({ name: text }), 422, 'invalid_body', ['/name']);
			is(await unit({ tags: ['x', text] }), 422, 'invalid_body', ['/tags/1']);
			is(await admin.post('/v1/departments', { code: newCode('d'), name: { en: 'x', 'zh-CN': text } }), 422, 'invalid_body', ['/name/zh-CN']);
			is(await admin.post('/v1/roles', { code: newCode('r'), name: { en: text }, rights: ['action.read'] }), 422, 'invalid_body', ['/name/en']);
		}
		is(await unit({ name: '\u200fفندق', tags: ['👩\u200d🍳'] }), 201);
	});

	it('has no control characters, and nothing that is no character', async () => {
		for (const text of ['a\u0085b', 'a\u009f', '\ufffe', 'a\uffff'])
			is(await unit({ name: text, address: text }), 422, 'invalid_body', ['/name', '/address']);
		is(await unit({ name: 'a\u00a0b\ufffd' }), 201);
	});

	it('that is a code has no blanks at its ends, where nobody would see them', async () => {
		for (const code of [' x', 'x ', 'x\u00a0', '\ufeffx', 'x\u200b'])
			is(await unit({ code }), 422, 'invalid_body', ['/code']);
		const made = is(await unit({ code: newCode('with a blank') }), 201);
		is(await admin.patch(`/v1/units/${made.id}`, { code: `${made.code} ` }), 422, 'invalid_body', ['/code']);
	});
});

describe('every text of the organization', () => {
	const shared = process.env.GEMBA_SHARED ?? new URL('../../../shared', import.meta.url).pathname;
	let strings;
	before(async () => {
		strings = await readFile(`${shared}/corpora/strings/blns.json`, 'utf8')
			.then(JSON.parse, () => undefined);
	});

	/*
	 * The strings go into every field of the thing at once. What is faulted is left out at the
	 * next try; everything else must come back exactly.
	 */
	async function holds(target, fieldsOf, string, api = admin) {
		const body = fieldsOf(string);
		for (;;) {
			const answer = await api.patch(target, body);
			if (answer.status !== 422) {
				const shown = is(answer, 200);
				for (const [field, value] of Object.entries(body))
					assert.deepEqual(shown[field], value);
				return;
			}
			for (const { pointer } of is(answer, 422, 'invalid_body').errors) {
				const field = pointer.split('/')[1];
				assert.ok(field in body, `${pointer} of ${JSON.stringify(string)}`);
			}
			for (const { pointer } of answer.body.errors)
				delete body[pointer.split('/')[1]];
		}
	}

	async function eachString(t, f) {
		if (!strings) {
			t.skip('corpora/strings is not there; set GEMBA_SHARED');
			return;
		}
		for (let i = 0; i < strings.length; i += 8)
			await Promise.all(strings.slice(i, i + 8).map(f));
	}

	it('comes back exactly, or is refused where it stands: units', async (t) => {
		const unit = await group.unit(group.top, 'brand');
		const units = await Promise.all(Array.from({ length: 8 }, () => group.unit(unit, 'region')));
		await eachString(t, (string, i) => holds(`/v1/units/${units[i].id}`, (s) =>
			({ name: s, code: [...s].slice(0, 50).join('') + '\u00b7'.repeat(i + 1), address: s, tags: [s, 'x'] }), string));
	});

	it('comes back exactly, or is refused where it stands: departments and roles', async (t) => {
		const departments = [];
		const roles = [];
		for (let i = 0; i < 8; i++) {
			const name = { en: 'x' };
			departments.push(is(await admin.post('/v1/departments', { code: newCode('d'), name }), 201));
			roles.push(await group.role(['organization.read']));
		}
		await eachString(t, async (string, i) => {
			await holds(`/v1/departments/${departments[i].id}`, (s) =>
				({ name: { en: s }, contact: s, code: s }), string);
			await holds(`/v1/roles/${roles[i].id}`, (s) => ({ name: { 'zh-CN': s }, rights: [s] }), string);
		});
	});

	it('comes back exactly, or is refused where it stands: people', async (t) => {
		const people = await Promise.all(Array.from({ length: 8 }, () =>
			group.person('viewer', group.top)));
		const own = await group.somebody('viewer', group.top);
		await eachString(t, async (string, i) => {
			await holds(`/v1/people/${people[i].id}`, (s) =>
				({ name: s, email: s, phone: s, language: s }), string);
			await holds('/v1/me', (s) => ({ email: `${s}@${s}`, phone: s, language: s }), string, own);
		});
	});

	it('can be looked for', async (t) => {
		const paths = ['/v1/units', '/v1/people', '/v1/roles', '/v1/departments'];
		let n = 0;
		await eachString(t, async (string) => {
			const text = encodeURIComponent(string);
			for (const target of [`${paths[n++ % paths.length]}?q=${text}&limit=1`, `/v1/units?tag=${text}`])
				assert.ok([200, 400, 422].includes((await admin.get(target)).status), target);
		});
	});
});
