/*
 * attack_world: what is attacked: a group with things of every kind, another one that nothing may be
 * heard of, and for every operation of the contract a good request of somebody who may ask for it.
 *
 *	const field = await Field.make(contract, { now });
 *	for (const operation of field.operations)
 *		await operation.good();	{api, method, target, body, headers}; undefined where there is nothing to ask for
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Group, is, newCode } from './group.js';
import { password } from './harness.js';
import { decoded, picture, put, sha256 } from './photos.js';
import { bad, checklist, world } from './visits.js';
import { writes } from './writes.js';

/* In every name that the other group has. */
export const elsewhere = 'Elsewhere';

/* What the good requests of others hang on comes last. */
const last = ['http_policy_patch', 'http_review_policy_patch', 'http_escalation_policy_put'];
/* Who asks them changes himself. */
const ofOneself = /_(session|me|device|invitation|reset|offer|shopper)_/;

/* The more there is to say, the more there is to say wrongly. */
const deepest = /Plan|Checklist|Submission|Sheet|Correction|AppealDecision|Policy|NewInspections|Calendar/;
const bendsOf = (schema, parameters) => (schema ? (deepest.test(schema.$ref) ? 17 : 8) : Math.min(2 + parameters.length, 5));

const uuids = (text) => text.match(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g) ?? [];

export class Field {
	/* Of a noun's path, the ids that its list has. */
	#listed = new Map();

	static async make(contract, options) {
		const field = new Field();
		field.contract = contract;
		field.w = await world(options);
		const { group, top, server } = field.w;
		field.ids = { mine: [], theirs: [], gone: [] };
		field.nobody = server.api();
		field.photo = await field.#picture();
		field.reader = await field.#reader();
		const theirs = await field.#populate();
		field.theirs = theirs.admin;
		field.strangers = [field.w.viewer, field.w.manager, field.w.colleague, await group.somebody('department_head', top),
			theirs.admin, field.nobody];
		field.operations = field.#operations();
		return field;
	}

	/* The ids that good requests need for themselves: what happens to those would happen to all. */
	get #kept() {
		const { w } = this;
		const people = Object.values(w).map((api) => api?.person?.id);
		return new Set([...people, ...['top', 'hotels', 'east', 'west', 'shanghai', 'ningbo', 'chengdu'].map((name) => w[name].id),
			...Object.values(w.group.roles).map(({ id }) => id), w.admin.id]);
	}

	async #picture() {
		const { inspector } = this.w;
		const bytes = picture();
		is(await put(inspector, bytes, { record: { method: 'camera', lat: 31.2, lon: 121.4 } }), 201);
		await decoded(inspector, sha256(bytes));
		return sha256(bytes);
	}

	/* Somebody who may see whatever there is, also who shoppers are. */
	async #reader() {
		const { w } = this;
		const role = await w.group.role(['mystery.identity']);
		const api = await w.group.somebody('admin', w.top);
		await w.sql.script(`insert into membership (tenant_id, id, person_id, role_id, unit_id, created_at)
			select tenant_id, gen_random_uuid(), id, '${role.id}', '${w.top.id}', now() from person where id = '${api.person.id}'`);
		return api;
	}

	/* The other group, and what is there no more. */
	async #populate() {
		const theirs = await Group.of(this.w.server, 'other');
		const { admin, top } = theirs;
		const store = await theirs.unit(top, 'store', { name: `${elsewhere} hotel` });
		const person = await theirs.person('viewer', store, { name: `${elsewhere} Li` });
		const department = is(await admin.post('/v1/departments', { code: 'housekeeping', name: { en: elsewhere } }), 201);
		is(await admin.post('/v1/departments', { code: 'engineering', name: { en: elsewhere } }), 201);
		const list = is(await admin.post('/v1/checklists', checklist({ title: { en: elsewhere } })), 201);
		is(await admin.post(`/v1/checklists/${list.id}/versions/1/publish`), 200);
		const visit = is(await admin.post('/v1/inspections', { unit_id: store.id, checklist_id: list.id, note: elsewhere }), 201);
		is(await admin.post(`/v1/inspections/${visit.id}/submit`, { answers: bad }), 200);
		const finding = is(await admin.post('/v1/findings', { unit_id: store.id, severity: 'minor', title: { en: elsewhere } }), 201);
		this.ids.theirs.push(store.id, person.id, department.id, list.id, visit.id, finding.id, finding.action_id, theirs.roles.viewer.id);
		const calendar = is(await this.w.admin.post('/v1/calendars', { name: 'Gone' }), 201);
		is(await this.w.admin.del(`/v1/calendars/${calendar.id}`), 204);
		this.ids.gone.push(calendar.id);
		return theirs;
	}

	/* Every operation with its schema, its parameters and its good request. */
	#operations() {
		const order = ({ handler, method }) => (last.includes(handler) ? 3 : method === 'GET' ? 2 : 1);
		return this.contract.operations.map(({ method, template, operationId: handler, parameters = [], requestBody }) => ({
			handler, method: method.toUpperCase(), template,
			schema: requestBody?.content['application/json']?.schema,
			query: parameters.map((one) => this.contract.deref(one)).filter((one) => one.in === 'query'),
			isOfOneself: ofOneself.test(handler),
			bends: bendsOf(requestBody?.content['application/json']?.schema, parameters),
		})).map((operation) => ({ ...operation, good: () => this.#good(operation) }))
			.sort((a, b) => order(a) - order(b));
	}

	async #good(operation) {
		const { handler } = operation;
		const make = writes[handler] ?? strangers[handler] ?? (() => this.#read(operation));
		const request = await make(this.w);
		const named = uuids(`${request?.target} ${JSON.stringify(request?.body)}`).filter((id) => !this.#kept.has(id));
		this.ids.mine.push(...named);
		const noun = request?.target.match(/^(\/v1\/[^?]+?)\/[0-9a-f-]{36}/);
		if (noun)
			this.#of(noun[1]).unshift(named[0]);
		return request;
	}

	#of(noun) {
		if (!this.#listed.has(noun))
			this.#listed.set(noun, []);
		return this.#listed.get(noun);
	}

	/* A GET of something that is there: the first that is answered. */
	async #read({ method, template, query }) {
		const noun = template.match(/^(\/v1\/[^{]+?)\/\{/)?.[1];
		const list = noun ? await this.#list(noun) : [undefined];
		const { reader, w } = this;
		const by = query.filter(({ required, schema }) => required && schema.enum).map(({ name, schema }) => `?${name}=${schema.enum[0]}`).join('');
		for (const id of list.slice(0, 8))
			for (const api of [reader, w.inspector]) {
				const target = template.replace('{id}', id).replace('{sha256}', this.photo).replace('{number}', '1').replace('{rest}', '') + by;
				if ((await api.get(target)).status === 200)
					return { api, method, target };
			}
		const target = template.replace('{id}', list[0] ?? randomUUID()).replace('{number}', '1').replace('{rest}', '');
		return { api: reader, method, target };
	}

	async #list(noun) {
		if (noun === '/v1/photos')
			return [this.photo];
		const mine = this.#of(noun);
		const { body } = await this.reader.get(`${noun}?limit=20`);
		return [...new Set([...mine, ...(body?.items ?? []).map(({ id }) => id)])];
	}
}

/* What is asked for without a token. */
const someone = async (w, what) => {
	const person = await w.group.person('viewer', w.top);
	return what ? is(await w.admin.post(`/v1/people/${person.id}/${what}`), 201) : person;
};
const post = (w, target, body) => ({ api: w.server.api(), method: 'POST', target, body: { tenant: 'demo', ...body } });
const strangers = {
	http_session_post: async (w) => post(w, '/v1/sessions', { login: 'admin', password }),
	http_session_refresh: async (w) => {
		const { refresh_token } = is(await w.server.api().post('/v1/sessions', { tenant: 'demo', login: 'admin', password }), 201);
		return { ...post(w, '/v1/sessions/refresh'), body: { refresh_token } };
	},
	http_device_post: async (w) => post(w, '/v1/devices', { code: (await someone(w, 'enrolments')).code, key: 'k'.repeat(30), name: 'A phone', platform: 'x' }),
	http_invitation_accept: async (w) => post(w, '/v1/invitations/accept', { code: (await someone(w, 'invitations')).code, password: `${password} ${newCode()}` }),
	http_reset_ask: async (w) => post(w, '/v1/password-resets', { login: (await someone(w)).login }),
	http_reset_accept: async (w) => post(w, '/v1/password-resets/accept', { code: (await someone(w, 'resets')).code, password: `${password} ${newCode()}` }),
};

/* Nothing that the contract has is left out. */
export function assertAll(operations) {
	const missing = operations.filter(({ handler, method }) => method !== 'GET' && !writes[handler] && !strangers[handler]);
	assert.deepEqual(missing.map(({ handler }) => handler), []);
}
