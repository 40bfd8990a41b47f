/* Checklists over HTTP and from the command line: drafts, versions, publishing, importing. */
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gemba, password, psql, start } from './harness.js';
import { problemName } from './schema.js';

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

function is(answer, status, problem) {
	assert.equal(answer.status, status, answer.text);
	if (problem)
		assert.equal(problemName(answer.body), problem, answer.text);
	return answer.body;
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

/* Somebody with these rights at the group, or at a store of it. */
async function personWith(rights, { at = 'group' } = {}) {
	const login = `p${randomUUID().slice(0, 8)}`;
	await server.sql.script(`
		with t as (select id from tenant where code = 'demo'),
		     g as (select u.id from unit u, t where u.tenant_id = t.id and u.parent_id is null),
		     store as (insert into unit (tenant_id, id, parent_id, kind, code, name, time_zone, created_at, changed_at)
		               select t.id, gen_random_uuid(), g.id, 'store', '${login}', 'S', 'UTC', now(), now() from t, g
		               returning tenant_id, id),
		     p as (insert into person (tenant_id, id, login, name, password_hash, created_at, changed_at)
		           select t.id, gen_random_uuid(), '${login}', 'P',
		                  (select password_hash from person where tenant_id = t.id and login = 'admin'), now(), now()
		             from t returning tenant_id, id),
		     r as (insert into role (tenant_id, id, code, name, rights, created_at, changed_at)
		           select t.id, gen_random_uuid(), '${login}', '{"en":"R"}', '{${rights.join(',')}}', now(), now()
		             from t returning id)
		select p.tenant_id, p.id as person, r.id as role, ${at === 'group' ? 'g' : 'store'}.id as unit
		  into temp made from p, r, g, store;`.replace(/\s+select p\.tenant_id[\s\S]*/, '') +
		` insert into membership (tenant_id, id, person_id, role_id, unit_id, created_at)
		select p.tenant_id, gen_random_uuid(), p.id, r.id, ${at === 'group' ? 'g' : 'store'}.id, now()
		  from p, r, g, store;`);
	return server.api(await server.signIn('demo', login, password));
}
