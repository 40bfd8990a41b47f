/*
 * What the tests of photographs share: pictures that nobody has sent before, people with few
 * rights, and visits and actions that show a photograph, written straight into the database.
 */
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { chunk, png } from '../evidence/pictures.js';
import { binary } from './harness.js';
import { until } from './postgres_session.js';
import { problemName } from './schema.js';

const shared = process.env.GEMBA_SHARED ?? new URL('../../../shared', import.meta.url).pathname;

/* The real photographs as {name, bytes}; none where this copy has no such folder. */
export async function realPhotographs() {
	const folder = path.join(shared, 'photos');
	const names = await readdir(folder).catch(() => []);
	return Promise.all(names.filter((name) => /\.(jpg|png)$/.test(name)).sort()
		.map(async (name) => ({ name, bytes: await readFile(path.join(folder, name)) })));
}

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/* A small PNG that is like no other. */
export const picture = (options = { width: 40, height: 30 }) =>
	png(options, [chunk('tEXt', Buffer.from(`Comment\0${randomUUID()}`))]);

/* Sends a photograph: address, type and capture record unless they are given otherwise. */
export function put(api, bytes, { address = sha256(bytes), type = 'image/png', record, headers } = {}) {
	return api.put(`/v1/photos/${address}`, bytes, {
		'content-type': type,
		...record !== undefined &&
			{ 'capture-record': typeof record === 'string' ? record : JSON.stringify(record) },
		...headers,
	});
}

export async function putNew(api, bytes, options) {
	const { status, text } = await put(api, bytes, options);
	assert.equal(status, 201, text);
	return options?.address ?? sha256(bytes);
}

/* The photograph as it is after it was looked at. */
export function decoded(api, address) {
	return until(async () => {
		const { status, body, text } = await api.get(`/v1/photos/${address}`);
		assert.equal(status, 200, text);
		return body.state !== 'stored' && body;
	}, 'decoding');
}

/* As a phone does: the server's patience is short where the machine is busy, and it is asked again. */
export async function insist(send) {
	const answer = await send();
	return answer.status === 409 && problemName(answer.body) === 'photos_pending' ? insist(send) : answer;
}

/* Where the server keeps a file. */
export async function fileOf(server, address, { tenant = 'demo', ending = '', photos } = {}) {
	const [{ id }] = await server.sql('select id from tenant where code = $1', tenant);
	return path.join(photos ?? path.join(server.folder, 'photos'), id, address.slice(0, 2),
		address + ending);
}

/* A program that stands for the one that decodes: a script of the shell. */
export async function program(file, script) {
	await writeFile(file, `#!/bin/sh\n${script}\n`);
	await chmod(file, 0o755);
	return file;
}

export const realProgram = path.join(path.dirname(binary ?? ''), 'gemba-photo');

/* Waits while the file "<itself>.hold" is there, then decodes. */
export const holding = (file) => program(file,
	`while [ -e "$0.hold" ]; do sleep 0.02; done\nexec ${realProgram} "$@"`);

/* ---- people and places */

/* A store of the tenant. */
export async function store(server, tenant = 'demo') {
	const id = randomUUID();
	await server.sql.script(`insert into unit (tenant_id, id, parent_id, kind, code, name, time_zone,
			created_at, changed_at)
		select t.id, '${id}', u.id, 'store', 'store-${id}', 'A store', 'Asia/Shanghai', now(), now()
		  from tenant t join unit u on u.tenant_id = t.id and u.parent_id is null
		 where t.code = '${tenant}'`);
	return id;
}

/* Somebody with these rights at the unit (none: at the top), signed in: {id, api}. */
export async function person(server, rights, { tenant = 'demo', unit, department } = {}) {
	const [id, role] = [randomUUID(), randomUUID()];
	const quoted = (value) => (value ? `'${value}'` : 'null');
	await server.sql.script(`
		insert into person (tenant_id, id, login, name, password_hash, created_at, changed_at)
		select tenant_id, '${id}', 'p-${id}', 'Somebody', password_hash, now(), now()
		  from person where login = 'admin' and tenant_id = (select id from tenant where code = '${tenant}');
		insert into role (tenant_id, id, code, name, rights, created_at, changed_at)
		select id, '${role}', 'r-${role}', '{"en":"A role"}', '{${rights.join()}}', now(), now()
		  from tenant where code = '${tenant}';
		insert into membership (tenant_id, id, person_id, role_id, unit_id, department_id, created_at)
		select t.id, gen_random_uuid(), '${id}', '${role}', coalesce(${quoted(unit)}, u.id), ${quoted(department)}, now()
		  from tenant t join unit u on u.tenant_id = t.id and u.parent_id is null
		 where t.code = '${tenant}'`);
	return { id, api: server.api(await server.signIn(tenant, `p-${id}`)) };
}

export async function department(server, tenant = 'demo') {
	const id = randomUUID();
	await server.sql.script(`insert into department (tenant_id, id, kind, code, name, created_at, changed_at)
		select id, '${id}', 'department', 'd-${id}', '{"en":"A department"}', now(), now()
		  from tenant where code = '${tenant}'`);
	return id;
}

/* ---- what shows a photograph; keys to what does not matter here are not looked at */

const unchecked = (script) => `begin; set local session_replication_role = replica; ${script}; commit`;

/* A visit that shows the photograph as the answer to the question "floor". */
export async function visit(server, address, { unit, kind = 'tour', state = 'released', lead } = {}) {
	const id = randomUUID();
	await server.sql.script(unchecked(`
		insert into inspection (tenant_id, id, unit_id, checklist_id, kind, state, lead_id, version_id,
			created_at, changed_at, status, started_at, submitted_at, released_at, needs_review, revision)
		select tenant_id, '${id}', id, gen_random_uuid(), '${kind}', '${state}', ${lead ? `'${lead}'` : 'null'},
			gen_random_uuid(), now(), now(), 'pass', now(), now(), now(), '${kind}' = 'mystery', 1
		  from unit where id = '${unit}';
		insert into inspection_photo (tenant_id, inspection_id, sha256, question, revision)
		select tenant_id, '${id}', '${address}', 'floor', 1 from unit where id = '${unit}'`));
	return id;
}

/* So many visits, each with a failure that shows a photograph of its own, and nobody has told the planner. */
export const manyFailures = (server, unit, nr) => server.sql.script(unchecked(`
	create temp table many on commit drop as select gen_random_uuid() as id, u.id as unit_id, u.tenant_id, md5(n::text) || md5(n::text) as sha256
	  from unit u, generate_series(1, ${nr}) n where u.id = '${unit}';
	insert into inspection (tenant_id, id, unit_id, checklist_id, kind, state, version_id, created_at, changed_at, status,
		started_at, submitted_at, released_at, needs_review, revision)
	select tenant_id, id, unit_id, gen_random_uuid(), 'tour', 'released', gen_random_uuid(), now(), now(), 'pass', now(),
		now(), now(), false, 1 from many;
	insert into inspection_photo (tenant_id, inspection_id, sha256, question, revision)
	select tenant_id, id, sha256, 'floor', 1 from many;
	insert into finding (tenant_id, id, source, unit_id, inspection_id, checklist_id, question, severity, title, found_at, action_id)
	select tenant_id, gen_random_uuid(), 'inspection', unit_id, id, gen_random_uuid(), 'floor', 'minor', '{"en":"Dirty"}', now(),
		gen_random_uuid() from many`));

/* An action at the unit; with a visit, it is about that visit's question "floor". */
export async function action(server, { unit, department: of, responsible, visit: about }) {
	const id = randomUUID();
	const quoted = (value) => (value ? `'${value}'` : 'null');
	await server.sql.script(unchecked(`
		insert into action (tenant_id, id, unit_id, department_id, kind, severity, title, responsible_id,
			routed_by, needs_cause, opened_at, due_at, changed_at, last_step)
		select tenant_id, '${id}', id, ${quoted(of)}, 'correction', 'minor', '{"en":"Mend it"}', ${quoted(responsible)},
			'hand', false, now(), now(), now(), gen_random_uuid()
		  from unit where id = '${unit}';
		insert into finding (tenant_id, id, source, unit_id, inspection_id, checklist_id, question, severity,
			title, found_at, action_id)
		select tenant_id, gen_random_uuid(), 'inspection', id, '${about}', gen_random_uuid(), 'floor', 'minor',
			'{"en":"Dirty"}', now(), '${id}'
		  from unit where id = '${unit}' and ${Boolean(about)}`.replace("'undefined'", 'null')));
	return id;
}

export function showInAction(server, id, address, step = 'hand_in') {
	return server.sql.script(unchecked(`
		insert into action_photo (tenant_id, action_id, sha256, step, round, person_id, added_at)
		select tenant_id, id, '${address}', '${step}', 1, gen_random_uuid(), now()
		  from action where id = '${id}'`));
}
