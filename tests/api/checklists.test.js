/* Checklists over HTTP and from the command line: drafts, versions, publishing, importing. */
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { is } from './group.js';
import { gemba, psql, start } from './harness.js';
import { person, store } from './photos.js';

const templates = new URL('../../templates/', import.meta.url).pathname;

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

let codes = 0;
const newCode = () => `list-${++codes}`;

/* A small checklist; what is given replaces members of it. */
function document(changes = {}) {
	return {
		format: 'gemba.checklist/1',
		code: newCode(),
		title: { en: 'Lobby', 'zh-CN': '大堂' },
		kind: 'daily',
		scoring: { method: 'points', pass_line: 85 },
		sections: [section('floor', [check('floor.clean'), choice('floor.dry')])],
		...changes,
	};
}

function section(key, questions) {
	return { key, title: { en: key }, questions };
}

function check(key) {
	return { key, text: { en: key }, type: 'check', points: 5, fails: false, severity: 'major',
		department: 'housekeeping' };
}

function choice(key) {
	return { key, text: { en: key }, type: 'choice',
		choices: [{ key: 'yes', label: { en: 'Yes' }, points: 2 }, { key: 'no', label: { en: 'No' } }] };
}

const pointers = (answer) => answer.body.errors.map((error) => error.pointer).sort();

let server;
let api;
let other;

before(async () => {
	server = await start();
	api = server.api(await server.signIn('demo'));
	other = server.api(await server.signIn('other'));
});
after(() => server?.stop());

/* A checklist with a draft; published: with version 1 in force. */
async function make(changes, { published = false, as = api } = {}) {
	const doc = document(changes);
	const body = is(await as.post('/v1/checklists', doc), 201);
	if (published)
		is(await as.post(`/v1/checklists/${body.id}/versions/1/publish`), 200);
	return { doc, id: body.id, at: `/v1/checklists/${body.id}` };
}

/* Somebody with these rights at the group, or only at a store of it. */
async function personWith(rights, { atStore = false } = {}) {
	return (await person(server, rights, { unit: atStore ? await store(server) : undefined })).api;
}

describe('a new checklist', () => {
	it('takes its code, kind and title from the document, whose first version is a draft', async () => {
		const doc = document({ kind: 'tour' });
		const answer = await api.post('/v1/checklists', doc);
		const body = is(answer, 201);
		assert.equal(answer.headers.get('location'), `/v1/checklists/${body.id}`);
		assert.deepEqual([body.code, body.kind, body.title, body.state],
			[doc.code, 'tour', doc.title, 'active']);
		assert.equal(body.published, null);
		assert.deepEqual(body.versions, [body.draft]);
		assert.equal(body.draft.number, 1);
		assert.equal(body.draft.state, 'draft');
		assert.equal(body.draft.questions_nr, 2);
		assert.equal(body.draft.sha256, sha256(JSON.stringify(doc)));
		assert.deepEqual(is(await api.get(`/v1/checklists/${body.id}`), 200), body);
	});

	it('has the id that the caller chose, and is made once however often it is sent', async () => {
		const id = randomUUID();
		const doc = document();
		const answers = await Promise.all(Array.from({ length: 4 },
			() => api.post(`/v1/checklists?id=${id}`, doc)));
		assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 200, 200, 201]);
		for (const { body } of answers)
			assert.equal(body.id, id);
		assert.equal((await server.sql('select 1 from checklist_version where checklist_id = $1', id)).length, 1);
		is(await api.post(`/v1/checklists?id=${id}`, document()), 409, 'id_is_taken');
	});

	it('has a code of its own within the group, and groups do not see each other', async () => {
		const { doc } = await make();
		is(await api.post('/v1/checklists', doc), 409, 'checklist_code_is_taken');
		is(await other.post('/v1/checklists', doc), 201);
	});

	it('is refused with every fault and where it is', async () => {
		const doc = document({
			kind: 'weekly',
			sections: [section('a', [{ ...check('a'), department: undefined }, { ...check('a'), points: -1 }])],
		});
		const answer = await api.post('/v1/checklists', { ...doc, colour: 'red' });
		is(answer, 422, 'invalid_checklist');
		assert.deepEqual(pointers(answer), ['/colour', '/kind', '/sections/0/questions/0/department',
			'/sections/0/questions/1/key', '/sections/0/questions/1/points']);
	});

	it('is looked at without being kept', async () => {
		const doc = document();
		is(await api.post('/v1/checklists/check', doc), 204);
		const refused = await api.post('/v1/checklists/check', { ...doc, kind: 'weekly', sections: [section('a', [])] });
		is(refused, 422, 'invalid_checklist');
		assert.deepEqual(pointers(refused), ['/kind', '/sections/0/questions']);
		assert.equal((await server.sql('select 1 from checklist where code = $1', doc.code)).length, 0);
	});

	it('is refused as a whole where it is no JSON, or its query is unknown', async () => {
		for (const text of ['', '{', '[1,]', '{"code":"a","code":"b"}', '\ufeff{}', '{"format":"\\u0000"}'])
			is(await api.post('/v1/checklists', text), 400);
		is(await api.post('/v1/checklists?ID=1', document()), 422, 'invalid_query');
		is(await api.post('/v1/checklists?id=1', document()), 422, 'invalid_query');
		assert.equal((await server.sql(`select 1 from checklist where code = ''`)).length, 0);
	});

	it('has at most 4 MiB', async () => {
		const doc = JSON.stringify(document());
		const filled = (size) => doc + ' '.repeat(size - Buffer.byteLength(doc));
		const most = 4 * 1024 * 1024;
		is(await api.post('/v1/checklists', filled(most + 1)), 413, 'too_large');
		const { id } = is(await api.post('/v1/checklists', filled(most)), 201);
		const kept = await api.get(`/v1/checklists/${id}/versions/1/document`);
		assert.ok(kept.bytes.equals(Buffer.from(filled(most))));
	});
});

describe('a document', () => {
	it('is kept byte for byte', async () => {
		const text = JSON.stringify(document(), null, '\t').replace('"points": 5,', '"points":5.000e0 ,')
			.replace('大堂', '\\u5927\\u5802') + '\r\n';
		const { id } = is(await api.post('/v1/checklists', text), 201);
		const answer = await api.get(`/v1/checklists/${id}/versions/1/document`);
		is(answer, 200);
		assert.equal(answer.bytes.toString('hex'), Buffer.from(text).toString('hex'));
		assert.equal(answer.headers.get('etag'), `"${sha256(text)}"`);
		const { body } = await api.get(`/v1/checklists/${id}/versions/1`);
		assert.deepEqual(body.document, JSON.parse(text));
		assert.equal(body.document.title['zh-CN'], '大堂');
	});

	it('is not sent again to whoever has it, until its version changes', async () => {
		const { at } = await make();
		for (const target of [`${at}/versions/1`, `${at}/versions/1/document`]) {
			const tag = (await api.get(target)).headers.get('etag');
			const again = await fetch(server.url + target,
				{ headers: { authorization: `Bearer ${api.token}`, 'if-none-match': tag } });
			assert.equal(again.status, 304);
		}
		const tag = (await api.get(`${at}/versions/1`)).headers.get('etag');
		is(await api.post(`${at}/versions/1/publish`), 200);
		assert.notEqual((await api.get(`${at}/versions/1`)).headers.get('etag'), tag);
	});

	for (const title of ['\'; drop table checklist; --', '"\\"', '\\u0041', '{}', '%s%n$1', '${7*7}', '\t\n\r',
		'\u0001\u001f\u007f\u0085', '\u202eRTL\u2066\u2069', 'Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè', '👩‍👩‍👧‍👦🇨🇳', '𠜎𠜱𠝹', '\ufeff\u200b\ufffe\uffff', 'ﷺ',
		'null', 'NULL', 'undefined', '<script>alert(1)</script>', '../../etc/passwd\u2028\u2029', ' ', 'İı', '田'.repeat(5000)])
		it(`may have the title ${JSON.stringify(title.slice(0, 30))}`, async () => {
			const { doc, id } = await make({ title: { en: title } }, { published: true });
			const { body } = await api.get(`/v1/checklists/${id}`);
			assert.equal(body.title.en, title);
			const kept = await api.get(`/v1/checklists/${id}/versions/1/document`);
			assert.equal(kept.text, JSON.stringify(doc));
		});
});

describe('a draft', () => {
	it('is replaced by whoever names the document that is replaced', async () => {
		const { doc, at } = await make();
		const tag = (await api.get(`${at}/versions/1`)).headers.get('etag');
		const changed = { ...doc, title: { en: 'Entrance' } };
		is(await api.put(`${at}/versions/1`, changed), 428, 'revision_required');
		is(await api.put(`${at}/versions/1`, changed, { 'if-match': '"old"' }), 412, 'revision_conflict');
		is(await api.put(`${at}/versions/1`, changed, { 'if-match': '*' }), 412, 'revision_conflict');

		const answer = await api.put(`${at}/versions/1`, changed, { 'if-match': tag });
		assert.equal(is(answer, 200).sha256, sha256(JSON.stringify(changed)));
		assert.equal(answer.headers.get('etag'), `"${answer.body.sha256}"`);
		assert.deepEqual((await api.get(at)).body.title, { en: 'Entrance' });
		assert.deepEqual((await api.get(`${at}/versions/1`)).body.document, changed);

		/* The answer was lost: the same again, with the tag from before. */
		is(await api.put(`${at}/versions/1`, changed, { 'if-match': tag }), 200);
		is(await api.put(`${at}/versions/1`, doc, { 'if-match': tag }), 412, 'revision_conflict');
	});

	it('is replaced by one of several who saw the same', async () => {
		const { doc, at } = await make();
		const tag = (await api.get(`${at}/versions/1`)).headers.get('etag');
		const answers = await Promise.all([1, 2, 3, 4].map((n) =>
			api.put(`${at}/versions/1`, { ...doc, title: { en: `${n}` } }, { 'if-match': tag })));
		assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412, 412, 412]);
	});

	it('is refused with its faults, and is then as it was', async () => {
		const { doc, at } = await make();
		const tag = (await api.get(`${at}/versions/1`)).headers.get('etag');
		const answer = await api.put(`${at}/versions/1`,
			{ ...doc, code: newCode(), kind: 'self' }, { 'if-match': tag });
		is(answer, 422, 'invalid_checklist');
		assert.deepEqual(pointers(answer), ['/code', '/kind']);
		assert.deepEqual((await api.get(`${at}/versions/1`)).body.document, doc);
	});

	it('can be deleted, and leaves its number to the next', async () => {
		const { doc, at } = await make();
		is(await api.del(`${at}/versions/1`), 204);
		is(await api.del(`${at}/versions/1`), 404, 'not_found');
		assert.deepEqual(is(await api.get(at), 200).versions, []);
		assert.equal(is(await api.post(`${at}/versions`, doc), 201).number, 1);
	});

	it('is alone', async () => {
		const { doc, at } = await make();
		is(await api.post(`${at}/versions`, doc), 409, 'one_draft_per_checklist');
		is(await api.del(`${at}/versions/1`), 204);
		const answers = await Promise.all([1, 2, 3].map(() => api.post(`${at}/versions`, doc)));
		assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409]);
	});
});

describe('the next version', () => {
	it('is made once however often it is sent with its id', async () => {
		const { doc, id, at } = await make({}, { published: true });
		const version = randomUUID();
		const next = { ...doc, title: { en: 'Second' } };
		const first = await api.post(`${at}/versions?id=${version}`, next);
		assert.equal(is(first, 201).number, 2);
		assert.equal(first.headers.get('location'), `/v1/checklists/${id}/versions/2`);
		assert.deepEqual(is(await api.post(`${at}/versions?id=${version}`, next), 200), first.body);

		const elsewhere = await make();
		is(await api.del(`${elsewhere.at}/versions/1`), 204);
		is(await api.post(`${elsewhere.at}/versions?id=${version}`, elsewhere.doc), 409, 'id_is_taken');
		/* The title is still that of the version in force. */
		assert.deepEqual((await api.get(at)).body.title, doc.title);
	});

	it('keeps the code, the kind, and the type of every question that was ever published', async () => {
		const { doc, at } = await make({}, { published: true });
		const second = { ...doc, sections: [section('other', [check('other')])] };
		is(await api.post(`${at}/versions`, second), 201);
		is(await api.post(`${at}/versions/2/publish`), 200);

		const answer = await api.post(`${at}/versions`, {
			...doc,
			code: newCode(),
			kind: 'mystery',
			sections: [section('x', [check('x')]), section('floor', [check('floor.dry'), check('floor.clean'), choice('other')])],
		});
		is(answer, 422, 'invalid_checklist');
		assert.deepEqual(pointers(answer),
			['/code', '/kind', '/sections/1/questions/0/type', '/sections/1/questions/2/type']);
		assert.match(answer.body.errors.find(({ pointer }) => pointer.endsWith('0/type')).detail, /"choice"/);

		/* The questions of version 1 may come back as what they were. */
		is(await api.post(`${at}/versions`, doc), 201);
	});

	it('may give a question that was only drafted another type', async () => {
		const { doc, at } = await make();
		const tag = (await api.get(`${at}/versions/1`)).headers.get('etag');
		is(await api.put(`${at}/versions/1`, { ...doc, sections: [section('floor', [choice('floor.clean')])] },
			{ 'if-match': tag }), 200);
	});
});

describe('publishing', () => {
	it('puts the draft in force and retires the version that was', async () => {
		const { doc, at } = await make({}, { published: true });
		const next = { ...doc, title: { en: 'Second' } };
		is(await api.post(`${at}/versions`, next), 201);
		const published = is(await api.post(`${at}/versions/2/publish`), 200);
		assert.equal(published.state, 'published');
		assert.equal(published.published_at, new Date(server.clock.now).toISOString());

		const { body } = await api.get(at);
		assert.deepEqual(body.versions.map(({ number, state }) => [number, state]),
			[[2, 'published'], [1, 'retired']]);
		assert.equal(body.published.number, 2);
		assert.equal(body.draft, null);
		assert.deepEqual(body.title, { en: 'Second' });
	});

	it('again changes nothing, and what was retired never comes back', async () => {
		const { doc, at } = await make({}, { published: true });
		const first = (await api.get(`${at}/versions/1`)).body;
		await server.clock.advance(1000);
		const again = is(await api.post(`${at}/versions/1/publish`), 200);
		assert.equal(again.published_at, first.published_at);
		is(await api.post(`${at}/versions`, doc), 201);
		is(await api.post(`${at}/versions/2/publish`), 200);
		is(await api.post(`${at}/versions/1/publish`), 409, 'published_version_is_final');
		is(await api.post(`${at}/versions/3/publish`), 404, 'not_found');
	});

	it('by two at once puts one version in force, and both hear that it is', async () => {
		const { doc, at, id } = await make({}, { published: true });
		for (let number = 2; number < 5; number++) {
			is(await api.post(`${at}/versions`, doc), 201);
			const answers = await Promise.all(Array.from({ length: 4 },
				() => api.post(`${at}/versions/${number}/publish`)));
			for (const answer of answers)
				assert.equal(is(answer, 200).state, 'published');
		}
		const [{ events }] = await server.sql(`select count(*)::int as events from event
			where kind = 'checklist.published' and subject_id = $1`, id);
		assert.equal(events, 4);
		assert.deepEqual((await api.get(at)).body.versions.map(({ state }) => state),
			['published', 'retired', 'retired', 'retired']);
	});

	it('takes only what the publisher has seen, where he says what that was', async () => {
		const { doc, at } = await make();
		const tag = (await api.get(`${at}/versions/1`)).headers.get('etag');
		is(await api.put(`${at}/versions/1`, { ...doc, title: { en: 'Sly' } }, { 'if-match': tag }), 200);
		is(await api.post(`${at}/versions/1/publish`, undefined, { 'if-match': tag }), 412, 'revision_conflict');
		const now = (await api.get(`${at}/versions/1`)).headers.get('etag');
		is(await api.post(`${at}/versions/1/publish`, undefined, { 'if-match': now }), 200);
		is(await api.post(`${at}/versions/1/publish`, undefined, { 'if-match': now }), 200);
	});

	it('is final: nothing replaces or deletes what was published', async () => {
		const { doc, at } = await make({}, { published: true });
		const tag = (await api.get(`${at}/versions/1`)).headers.get('etag');
		is(await api.put(`${at}/versions/1`, { ...doc, title: { en: 'x' } }, { 'if-match': tag }), 409,
			'published_version_is_final');
		is(await api.del(`${at}/versions/1`), 409, 'published_version_is_final');
		assert.equal((await api.get(`${at}/versions/1/document`)).text, JSON.stringify(doc));
	});

	for (const [name, statement] of Object.entries({
		'another document': `update checklist_version set document = '{}'`,
		'another hash': `update checklist_version set sha256 = ''`,
		'other questions': `update checklist_version set questions = '{a,b}'`,
		'other types': `update checklist_version set types = '{text,text}'`,
		'other departments': `update checklist_version set departments = '{a,b}'`,
		'another number': 'update checklist_version set number = 9',
		'another publisher': 'update checklist_version set published_by = null',
		'another date': 'update checklist_version set published_at = now()',
		'the state of a draft': `update checklist_version set state = 'draft', published_at = null`,
		'no row': 'delete from checklist_version',
		'another code for its checklist': `update checklist set code = 'x'`,
		'another kind for its checklist': `update checklist set kind = 'self'`,
	}))
		it(`is final in the database too: ${name}`, async () => {
			const { id } = await make({}, { published: true });
			const column = statement.includes('checklist_version') ? 'checklist_id' : 'id';
			await assert.rejects(psql(server.database.superuser, `${statement} where ${column} = '${id}'`),
				/never|published version/);
		});
});

describe('retiring', () => {
	it('leaves no version in force and lets no new one be', async () => {
		const { doc, at } = await make({}, { published: true });
		is(await api.post(`${at}/versions`, doc), 201);
		const body = is(await api.post(`${at}/retire`), 200);
		assert.equal(body.state, 'retired');
		assert.equal(body.published, null);
		assert.deepEqual(body.versions.map(({ state }) => state), ['draft', 'retired']);
		assert.deepEqual(is(await api.post(`${at}/retire`), 200), body);

		const tag = (await api.get(`${at}/versions/2`)).headers.get('etag');
		is(await api.post(`${at}/versions/2/publish`), 409, 'checklist_retired');
		is(await api.put(`${at}/versions/2`, { ...doc, title: { en: 'x' } }, { 'if-match': tag }), 409,
			'checklist_retired');
		is(await api.del(`${at}/versions/2`), 204);
		is(await api.post(`${at}/versions`, doc), 409, 'checklist_retired');
	});
});

describe('the list', () => {
	it('goes by code, page by page, every checklist once', async () => {
		const all = is(await api.get('/v1/checklists?limit=200'), 200);
		assert.equal(all.next, null);
		assert.deepEqual(all.items.map(({ code }) => code), all.items.map(({ code }) => code).sort());
		const found = [];
		for (let after = ''; after !== null;) {
			const { items, next } = is(await api.get(`/v1/checklists?limit=7${after && `&after=${after}`}`), 200);
			assert.ok(items.length === 7 || next === null);
			found.push(...items);
			after = next;
		}
		assert.deepEqual(found, all.items);
	});

	it('has what is of a kind and in a state', async () => {
		const special = await make({ kind: 'special' });
		const retired = await make({ kind: 'special' });
		is(await api.post(`${retired.at}/retire`), 200);
		const ids = async (query) => is(await api.get(`/v1/checklists?limit=200&${query}`), 200).items.map(({ id }) => id);
		assert.deepEqual((await ids('kind=special')).sort(), [special.id, retired.id].sort());
		assert.deepEqual(await ids('kind=special&state=retired'), [retired.id]);
		assert.deepEqual(await ids('kind=special&state=active'), [special.id]);
		assert.deepEqual(await ids('kind=mystery&state=retired'), []);
	});

	it('has what a part of the code or of the title names, in any language and letters', async () => {
		const two = await make({ title: { en: 'The 100%_Lobby tour', 'zh-CN': '三号楼巡更' } });
		const ids = async (q) => is(await api.get(`/v1/checklists?${new URLSearchParams({ q, limit: 200 })}`), 200).items.map(({ id }) => id);
		for (const q of ['100%_lobby', '100%_LOBBY TOUR', '三号楼', '巡更', two.doc.code, two.doc.code.toUpperCase()])
			assert.deepEqual(await ids(q), [two.id], q);
		for (const q of ['100%lobby', '三巡', 'zh-CN', '"', "' or true --"])
			assert.ok(!(await ids(q)).includes(two.id), q);
		assert.ok((await ids('')).includes(two.id));
	});

	it('refuses what it does not know', async () => {
		for (const query of [`q=${'x'.repeat(201)}`, 'kind=weekly', 'state=gone', 'limit=0', 'limit=201', 'limit=x', 'after=x', 'color=red', 'kind='])
			is(await api.get(`/v1/checklists?${query}`), 422, 'invalid_query');
	});
});

describe('who may', () => {
	it('nobody of another group sees, changes or publishes a checklist', async () => {
		const { doc, id, at } = await make({}, { published: true });
		is(await api.post(`${at}/versions`, doc), 201);
		const tag = (await api.get(`${at}/versions/2`)).headers.get('etag');
		for (const answer of [
			await other.get(at), await other.get(`${at}/versions/1`), await other.get(`${at}/versions/1/document`),
			await other.post(`${at}/versions`, doc), await other.del(`${at}/versions/2`),
			await other.put(`${at}/versions/2`, doc, { 'if-match': tag }),
			await other.post(`${at}/versions/2/publish`), await other.post(`${at}/retire`)])
			is(answer, 404, 'not_found');
		const { items } = is(await other.get('/v1/checklists?limit=200'), 200);
		assert.ok(!items.some((item) => item.id === id));
		/* Another group may have the same id for something else. */
		is(await other.post(`/v1/checklists?id=${id}`, document()), 201);
		assert.deepEqual((await api.get(`${at}/versions/2`)).body.document, doc);
	});

	it('nobody without the right', async () => {
		const { doc, at } = await make();
		const reader = await personWith(['checklist.read']);
		is(await reader.get(at), 200);
		is(await reader.get('/v1/checklists'), 200);
		for (const answer of [
			await reader.post('/v1/checklists', document()), await reader.post(`${at}/versions`, doc),
			await reader.put(`${at}/versions/1`, doc, { 'if-match': '"x"' }), await reader.del(`${at}/versions/1`),
			await reader.post(`${at}/versions/1/publish`), await reader.post(`${at}/retire`)])
			is(answer, 403, 'forbidden');
		const nobody = await personWith(['finding.read']);
		is(await nobody.get('/v1/checklists'), 403, 'forbidden');
		is(await nobody.get(`${at}/versions/1/document`), 403, 'forbidden');
		is(await server.api().get(at), 401, 'not_signed_in');
	});

	it('a store may draft, but what concerns the whole group is decided there', async () => {
		const all = ['checklist.read', 'checklist.edit', 'checklist.publish'];
		const store = await personWith(all, { atStore: true });
		const { at } = await make({}, { as: store });
		is(await store.post(`${at}/versions/1/publish`), 403, 'forbidden');
		is(await store.post(`${at}/retire`), 403, 'forbidden');
		const group = await personWith(all);
		is(await group.post(`${at}/versions/1/publish`), 200);
		is(await group.post(`${at}/retire`), 200);
	});
});

describe('what is not there', () => {
	it('is not found', async () => {
		const { doc, at } = await make();
		const nowhere = `/v1/checklists/${randomUUID()}`;
		for (const answer of [
			await api.get(nowhere), await api.get(`${nowhere}/versions/1`), await api.post(`${nowhere}/versions`, doc),
			await api.post(`${nowhere}/retire`), await api.post(`${nowhere}/versions/1/publish`),
			await api.get(`${at}/versions/2`), await api.get(`${at}/versions/2/document`),
			await api.del(`${at}/versions/2`), await api.put(`${at}/versions/2`, doc, { 'if-match': '"x"' }),
			await api.get(`${at}/versions/0`), await api.get(`${at}/versions/01`), await api.get('/v1/checklists/x')])
			is(answer, 404, 'not_found');
	});
});

describe('gemba checklist import', () => {
	let folder;
	before(async () => { folder = await mkdtemp(path.join(tmpdir(), 'gemba-import-')); });
	after(() => rm(folder, { recursive: true }));

	const run = (...args) => gemba(['checklist', 'import', ...args], { database: server.database });

	async function file(doc) {
		const name = path.join(folder, `${randomUUID()}.json`);
		await writeFile(name, typeof doc === 'string' ? doc : JSON.stringify(doc));
		return name;
	}

	const published = async (code) => (await api.get('/v1/checklists?limit=200')).body.items
		.find((item) => item.code === code)?.published;

	it('takes in the ready checklists, once', async () => {
		const files = (await readdir(templates)).filter((name) => name.endsWith('.json') && name !== 'departments.json')
			.map((name) => path.join(templates, name));
		const first = await run('--tenant', 'demo', '--publish', ...files);
		assert.equal(first.code, 0, first.stderr);
		assert.deepEqual(first.stdout.trimEnd().split('\n').map((line) => line.split(': ')[0]), files);
		for (const line of first.stdout.trimEnd().split('\n'))
			assert.match(line, / version 1 published$/);
		for (const name of files) {
			const text = await readFile(name, 'utf8');
			assert.equal((await published(JSON.parse(text).code)).sha256, sha256(text));
		}
		const second = await run('--tenant', 'demo', '--publish', ...files);
		assert.equal(second.code, 0);
		for (const line of second.stdout.trimEnd().split('\n'))
			assert.match(line, / version 1 is there already$/);
	});

	it('makes a draft, and publishes it when it is asked to', async () => {
		const doc = document();
		const name = await file(doc);
		assert.equal((await run('--tenant', 'demo', name)).stdout, `${name}: ${doc.code} version 1 drafted\n`);
		assert.equal(await published(doc.code), null);
		assert.equal((await run('--tenant', 'demo', name)).stdout, `${name}: ${doc.code} version 1 is there already\n`);
		assert.equal((await run('--tenant', 'demo', '--publish', name)).stdout, `${name}: ${doc.code} version 1 published\n`);
		assert.equal((await published(doc.code)).created_by, null);

		const next = await file({ ...doc, title: { en: 'Second' } });
		assert.equal((await run('--tenant', 'demo', '--publish', next)).stdout, `${next}: ${doc.code} version 2 published\n`);
	});

	it('goes on after a file that has faults, of which nothing is taken in', async () => {
		const doc = document();
		const good = await file(doc);
		const bad = await file({ ...document(), kind: 'weekly', sections: [] });
		const broken = await file('{');
		const retyped = await file({ ...doc, sections: [section('floor', [choice('floor.clean')])] });
		const { code, stdout, stderr } = await run('--tenant', 'demo', '--publish', bad, broken, good, retyped);
		assert.equal(code, 2);
		assert.equal(stdout, `${good}: ${doc.code} version 1 published\n`);
		for (const text of [`gemba: ${bad}: There are 2 faults`, '  /kind: ', '  /sections: ', `gemba: ${broken}: `,
			`gemba: ${retyped}: `, '  /sections/0/questions/0/type: '])
			assert.ok(stderr.includes(text), `${text} is not in:\n${stderr}`);
		assert.equal((await published(doc.code)).number, 1);
		assert.equal(is(await api.get('/v1/checklists?limit=200'), 200).items.filter((item) => item.code === doc.code)[0].draft, null);
	});

	it('does not touch a draft that somebody else writes', async () => {
		const { doc, at } = await make();
		const name = await file({ ...doc, title: { en: 'From a file' } });
		const { code, stdout, stderr } = await run('--tenant', 'demo', name);
		assert.equal(code, 1);
		assert.equal(stdout, '');
		assert.match(stderr, /draft already/);
		assert.deepEqual((await api.get(`${at}/versions/1`)).body.document, doc);
	});

	it('says what is wrong with its words, the group or the file', async () => {
		const name = await file(document());
		for (const args of [[], ['--tenant', 'demo'], [name], ['--tenant', 'nobody', name], ['--tenant', 'demo', `${name}.not`],
			['--tenant', 'demo', folder], ['--force', '--tenant', 'demo', name]]) {
			const { code, stdout, stderr } = await run(...args);
			assert.equal(code, 1, stderr);
			assert.equal(stdout, '');
			assert.notEqual(stderr, '');
		}
	});
});
