/* Actions in lists and timelines, comments, and every text that is typed. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { refused, World } from './actions_world.js';

const plan = { cause: 'A leak', plan: 'Mend it' };
const day = 86400000;

let w;
before(async () => { w = await World.start(); });
after(() => w?.stop());

const kinds = (lines) => lines.map((line) => line.kind.replace('action.', ''));

describe('a comment', () => {
	it('stands in the timeline in any state, with its photographs', async () => {
		for (const state of ['open', 'closed', 'cancelled']) {
			const action = await w.in(state);
			const photo = await w.photo();
			const answer = await w.try(action, 'viewer', 'comments', { text: 'I saw it', photos: [photo] });
			assert.equal(answer.headers.get('location'), `/v1/actions/${action.id}/timeline`);
			const line = w.ok(answer, 201);
			assert.deepEqual([line.kind, line.text, line.photos, line.person_name],
				['action.commented', 'I saw it', [photo], 'Person viewer']);
			assert.deepEqual((await w.timeline(action)).at(-1), line);
		}
	});

	it('is there once, by the id that its writer gave it', async () => {
		const [action, other] = [await w.open(), await w.open()];
		const body = { id: randomUUID(), text: 'Good' };
		const first = w.ok(await w.try(action, 'hk', 'comments', body), 201);
		assert.equal(first.id, body.id);
		assert.deepEqual(w.ok(await w.try(action, 'hk', 'comments', body), 200), first);
		refused(await w.try(action, 'hk', 'comments', { ...body, text: 'Bad' }), 409, 'id_is_taken');
		refused(await w.try(action, 'mgr', 'comments', body), 409, 'id_is_taken');
		refused(await w.try(other, 'hk', 'comments', body), 409, 'id_is_taken');
		const [{ id }] = await w.timeline(action);
		refused(await w.try(action, 'hk', 'comments', { id, text: 'Good' }), 409, 'id_is_taken');
	});
});

describe('every text', () => {
	const shared = process.env.GEMBA_SHARED ?? new URL('../../../shared', import.meta.url).pathname;
	const isTaken = (text) => !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/.test(text) && /[^\s\p{DI}\u2800]/u.test(text);
	let naughty, good;

	before(async () => {
		naughty = await readFile(`${shared}/corpora/strings/blns.json`, 'utf8').then(JSON.parse, () => null);
		good = naughty?.filter(isTaken);
	});

	/* Long texts of many, for what cannot be said as often. */
	const chunks = () => good.reduce((all, text) => {
		if ([...all.at(-1), ...text].length > 3800)
			all.push('');
		all[all.length - 1] += `${text}\n`;
		return all;
	}, ['']);

	it('is kept byte for byte, whatever it is', async (t) => {
		if (!naughty)
			return t.skip('there are no strings beside this copy');
		const action = await w.open();
		const hk = await w.as('hk');
		assert.ok(good.length > 400);
		for (const text of good) {
			const line = w.ok(await hk.post(`/v1/actions/${action.id}/comments`, { text }), 201);
			assert.equal(line.text, text);
		}
	});

	it('is kept in each field', async (t) => {
		if (!naughty)
			return t.skip('there are no strings beside this copy');
		for (const text of chunks()) {
			const title = { en: [...text].slice(0, 500).join(''), 'zh-CN': [...text].slice(-500).join('') };
			const finding = await w.find({ severity: 'major', title, note: text });
			assert.deepEqual([finding.title, finding.note], [title, text]);
			const id = finding.action_id;
			const planned = await w.do(id, 'hk', 'plan', { cause: text, plan: text });
			assert.deepEqual([planned.title, planned.cause, planned.plan], [title, text, text]);
			await w.do(id, 'mgr', 'assign', { person_id: w.ids.hk2, reason: text });
			await w.do(id, 'hk', 'start');
			assert.equal((await w.handIn(id, 'hk', { done: text })).done, text);
			await w.do(id, 'mgr', 'return', { reason: text });
			await w.handIn(id, 'hk');
			assert.equal((await w.do(id, 'mgr', 'verify', { note: text })).verification, text);
			assert.equal((await w.do(id, 'qa', 'cancel', { reason: text })).cancel_reason, text);
			const lines = await w.timeline(id);
			assert.deepEqual(lines.map((line) => line.text).filter((line) => line !== 'Mopped'),
				[null, text, text, null, text, text, text, text]);
		}
	});

	it('is refused where it is blank, too long or has control characters', async () => {
		const action = await w.open();
		const bad = [...(naughty ?? []).filter((text) => !isTaken(text)), '', 'a\u0001', 'a\r', '\u007f', '\u3000\u00a0 ', 'x'.repeat(4001), 5, null, ['x']];
		for (const text of bad) {
			const { errors } = refused(await w.try(action, 'hk', 'comments', { text }), 422, 'invalid_body');
			assert.deepEqual(errors.map((error) => error.pointer), ['/text']);
		}
		const cancel = refused(await w.try(action, 'qa', 'cancel', { reason: ' ', why: 'x' }), 422, 'invalid_body');
		assert.deepEqual(cancel.errors.map((error) => error.pointer).sort(), ['/reason', '/why']);
		for (const body of ['', '{', '[]', '{"text":"a","text":"b"}', '"x"'])
			assert.ok([400, 422].includes((await w.try(action, 'hk', 'comments', body)).status), body);
	});
});

describe('the list of actions', () => {
	let list, store;
	const ids = async (query, login = 'admin') => {
		const { items } = w.ok(await (await w.as(login)).get(`/v1/actions?limit=200&${query}`));
		return items.map((item) => item.id);
	};

	before(async () => {
		store = await w.addStore();
		await w.give('mgr2', 'store_manager', store);
		list = [];
		for (const [severity, department] of [['minor', 'rooms'], ['critical', 'works'], ['major', 'rooms'],
			['minor', 'lift'], ['critical', 'rooms']]) {
			await w.server.clock.advance(1000);
			list.push(await w.open({ unit: store, severity, department }));
		}
	});

	const here = () => `unit_id=${w.ids[store]}`;
	const of = (...numbers) => numbers.map((n) => list[n].id);

	it('is in the order of what is due, or the newest first', async () => {
		assert.deepEqual(await ids(here()), of(1, 4, 2, 0, 3));
		assert.deepEqual(await ids(`${here()}&sort=newest`), of(4, 3, 2, 1, 0));
	});

	it('comes in pages that hold each action once', async () => {
		for (const sort of ['due', 'newest'])
			assert.deepEqual(await w.list(`/v1/actions?${here()}&sort=${sort}`, 'admin', 2),
				await ids(`${here()}&sort=${sort}`));
	});

	it('can be narrowed', async () => {
		assert.deepEqual(await ids(`${here()}&severity=critical`), of(1, 4));
		assert.deepEqual(await ids(`${here()}&kind=correction`), of(0, 3));
		assert.deepEqual(await ids(`${here()}&department_id=${w.ids.lift}`), of(3));
		assert.deepEqual(await ids(`${here()}&state=open,planned`), of(1, 4, 2, 0, 3));
		assert.deepEqual(await ids(`${here()}&state=closed`), []);
		assert.deepEqual(await ids(`${here()}&mine=true`, 'mgr2'), of(1, 4, 2, 0, 3));
		assert.deepEqual(await ids(`${here()}&mine=true`, 'north'), []);
		assert.deepEqual(await ids(`${here()}&inspection_id=${randomUUID()}`), []);
		assert.deepEqual(await ids(`${here()}&question=floor.clean`), []);
		assert.deepEqual((await ids(`unit_id=${w.ids.brand}`)).filter((id) => list.some((a) => a.id === id)).length, 5);
		assert.deepEqual(await ids(`unit_id=${randomUUID()}`), []);
	});

	it('holds what the caller may see', async () => {
		await w.addPerson('hk-here');
		await w.give('hk-here', 'department_head', store, 'rooms');
		assert.deepEqual(await ids(here(), 'hk-here'), of(4, 2, 0));
		assert.deepEqual(await ids('', 'hk-here'), of(4, 2, 0));
		assert.deepEqual(await ids(here(), 'south'), []);
		assert.deepEqual(await ids('', 'nobody'), []);
		w.ok(await (await w.as('admin', 'other')).get(`/v1/actions?${here()}`)).items.forEach(assert.fail);
	});

	it('knows what is overdue, until it is handed in', async () => {
		assert.deepEqual(await ids(`${here()}&overdue=true`), []);
		await w.server.clock.advance(2 * day);
		assert.deepEqual(await ids(`${here()}&overdue=true`), of(1, 4));
		assert.deepEqual(await ids(`${here()}&overdue=false`), of(2, 0, 3));
		assert.equal((await w.get(list[1])).is_overdue, true);
		for (const step of ['plan', 'start'])
			await w.do(list[1], 'north', step, step === 'plan' ? plan : undefined);
		assert.deepEqual(await ids(`${here()}&overdue=true`), of(1, 4));
		assert.equal((await w.handIn(list[1], 'north')).is_overdue, false);
		assert.deepEqual(await ids(`${here()}&overdue=true`), of(4));
	});

	it('is the same for whoever reaches many units as for whoever reaches few', async () => {
		await w.addPerson('wide');
		await w.give('wide', 'department_head', 'brand', 'rooms');
		/* Of another department, so that only being responsible lets it be seen. */
		const { id } = await w.open({ department: 'works' });
		await w.sql.script(`update action set responsible_id = '${w.ids.wide}' where id = '${id}'`);
		for (let n = 0; n < 60; n++)
			await w.open({ unit: ['s1', 's2', 's3'][n % 3], department: ['rooms', 'works'][n & 1],
				severity: ['minor', 'major', 'critical'][n % 5 % 3] });
		await w.in('closed');
		const opened = Date.parse((await w.get({ id })).opened_at) + 1;
		const filters = ['', 'severity=critical', 'kind=correction', `department_id=${w.ids.rooms}`, 'overdue=true',
			'overdue=false', 'state=open,planned', 'state=closed,cancelled', 'mine=true', 'question=floor',
			`unit_id=${w.ids.brand}`, `unit_id=${w.ids.s1}`, `unit_id=${w.ids.r2}&state=open`, `responsible_id=${w.ids.wide}`,
			'handed_in=any', 'handed_in=late', `from=${new Date(opened).toISOString()}`, `checklist_id=${randomUUID()}`];
		/* One after the other: a server that has more to do at once than it can says so. */
		const lists = async () => {
			const all = {};
			for (const login of ['admin', 'inspector', 'wide', 'south'])
				for (const sort of ['due', 'newest'])
					for (const filter of filters)
						all[`${login} ${sort} ${filter}`] = await w.list(`/v1/actions?sort=${sort}&${filter}`, login, 50);
			return all;
		};
		const few = await lists();
		await w.addManyStores();
		assert.deepEqual(await lists(), few);
		assert.ok(few['admin due '].length > 50 && few['wide newest '].length > 20);
		assert.ok(few['admin due '].length > few['wide due '].length);
		assert.deepEqual(new Set(few['admin due ']), new Set(few['admin newest ']));
		assert.ok(few['wide due mine=true'].includes(id) && few['wide due '].includes(id));
	});

	it('refuses what it does not know', async () => {
		const admin = await w.as('admin');
		const cursor = (text) => Buffer.from(text).toString('base64url');
		for (const [query, pointer] of [['state=open,lost', '/state/1'], ['state=', '/state/0'],
			['severity=bad', '/severity'], ['handed_in=never', '/handed_in'], ['responsible_id=x', '/responsible_id'],
			['checklist_id=x', '/checklist_id'], ['from=today', '/from'], ['kind=x', '/kind'], ['overdue=maybe', '/overdue'],
			['sort=oldest', '/sort'], ['limit=0', '/limit'], ['limit=201', '/limit'], ['unit_id=x', '/unit_id'],
			['colour=red', '/colour'], ['after=%20', '/after'], [`after=${cursor('x')}`, '/after'],
			[`after=${cursor(`yesterday ${randomUUID()}`)}`, '/after']]) {
			const { errors } = refused(await admin.get(`/v1/actions?${query}`), 422, 'invalid_query');
			assert.deepEqual(errors.map((error) => error.pointer), [pointer], query);
		}
	});
});

describe('the timeline', () => {
	it('comes in pages, in its order', async () => {
		const action = await w.open();
		for (let i = 0; i < 5; i++)
			w.ok(await w.try(action, 'hk', 'comments', { text: `Nr ${i}` }), 201);
		const lines = await w.timeline(action);
		assert.deepEqual(await w.list(`/v1/actions/${action.id}/timeline?`, 'admin', 2), lines.map((line) => line.id));
		assert.deepEqual(lines.map((line) => line.text), [null, 'Nr 0', 'Nr 1', 'Nr 2', 'Nr 3', 'Nr 4']);
	});
});
