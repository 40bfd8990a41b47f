/*
 * group: a small group of companies, made through the API, for tests that need somebody somewhere.
 *
 *	group ── hotels (brand) ── east (region) ── shanghai, ningbo (stores)
 *	                        └─ west (region) ── chengdu (store)
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { problemName } from './schema.js';

/* The answer has this status and, where one is named, is this problem; gives the body. */
export function is(answer, status, problem, pointers) {
	assert.equal(answer.status, status, answer.text);
	if (problem)
		assert.equal(problemName(answer.body), problem, answer.text);
	if (pointers)
		assert.deepEqual(answer.body.errors.map((error) => error.pointer).sort(),
			[...pointers].sort(), answer.text);
	return answer.body;
}

/* Every item of a list, page after page. */
export async function all(api, target, limit = 200) {
	const items = [];
	let next = null;
	do {
		const query = `${target.includes('?') ? '&' : '?'}limit=${limit}` +
			(next ? `&after=${encodeURIComponent(next)}` : '');
		const page = is(await api.get(target + query), 200);
		assert.ok(page.items.length <= limit && (page.items.length === limit || !page.next));
		items.push(...page.items);
		({ next } = page);
	} while (next);
	return items;
}

export const ids = (items) => items.map((item) => item.id).sort();

let codes = 0;
export const newCode = (prefix = 'x') => `${prefix}-${++codes}`;

export class Group {
	constructor(server, tenant, admin, top, roles) {
		Object.assign(this, { server, tenant, admin, top, roles });
	}

	/* Of a tenant of the template, by its administrator. */
	static async of(server, tenant = 'demo') {
		const admin = server.api(await server.signIn(tenant));
		const [top] = await all(admin, '/v1/units?kind=group');
		const roles = Object.fromEntries((await all(admin, '/v1/roles'))
			.map((role) => [role.code, role]));
		return new Group(server, tenant, admin, top, roles);
	}

	async unit(parent, kind, more = {}) {
		return is(await this.admin.post('/v1/units', { parent_id: parent.id, kind,
			code: newCode(kind), name: newCode(`The ${kind}`),
			...kind === 'store' && { time_zone: 'Asia/Shanghai' }, ...more }), 201);
	}

	async stores() {
		this.hotels = await this.unit(this.top, 'brand');
		this.east = await this.unit(this.hotels, 'region');
		this.west = await this.unit(this.hotels, 'region');
		this.shanghai = await this.unit(this.east, 'store');
		this.ningbo = await this.unit(this.east, 'store');
		this.chengdu = await this.unit(this.west, 'store');
		return this;
	}

	/* Somebody with a role at a unit, not signed in. */
	async person(role, unit, more = {}) {
		return is(await this.admin.post('/v1/people', { login: newCode(role), name: newCode(role),
			membership: { role_id: this.roles[role].id, unit_id: unit.id }, ...more }), 201);
	}

	/* The same, signed in: an Api that knows its person. The password is the administrator's, so that none is hashed. */
	async somebody(role, unit, more) {
		const person = await this.person(role, unit, more);
		const { sql } = this.server;
		this.hash ??= (await sql(`select password_hash from person where login = 'admin' limit 1`))[0].password_hash;
		await sql('update person set password_hash = $2 where id = $1 returning id', person.id, this.hash);
		const api = this.server.api(await this.server.signIn(this.tenant, person.login));
		return Object.assign(api, { person });
	}

	async role(rights) {
		const code = newCode('role');
		const role = is(await this.admin.post('/v1/roles', { code, name: { en: code }, rights }), 201);
		this.roles[code] = role;
		return role;
	}

	async give(person, role, unit, more = {}) {
		return is(await this.admin.post('/v1/memberships', { person_id: person.id, role_id: role.id,
			unit_id: unit.id, ...more }), 201);
	}
}

export const nobody = randomUUID();
