/*
 * What the matrix asks for: a side is one tenant with things of every kind, and a caller is
 * somebody with one role at one place. Things are made new each time, because a write changes them.
 *
 *	group ── hotels ── east ── shanghai (where the things are), ningbo
 *	                └─ west ── chengdu
 */
import { randomUUID } from 'node:crypto';
import { Group, is, newCode } from './group.js';
import { password } from './harness.js';
import { decoded, picture, put, sha256 } from './photos.js';
import { until } from './postgres_session.js';
import { bad, checklist } from './visits.js';

export class Side {
	static async of(server, tenant) {
		const side = new Side();
		side.server = server;
		side.group = await (await Group.of(server, tenant)).stores();
		Object.assign(side, { tenant, admin: side.group.admin, top: side.group.top });
		for (const code of ['housekeeping', 'engineering'])
			side[code] = is(await side.admin.post('/v1/departments', { code, name: { en: code } }), 201);
		side.inspector = await side.group.somebody('inspector', side.group.hotels);
		side.fixer = await side.group.somebody('department_head', side.group.shanghai,
			{ membership: { role_id: side.group.roles.department_head.id, unit_id: side.group.shanghai.id,
				department_id: side.housekeeping.id } });
		side.list = await side.checklist();
		side.picture = await side.photo();
		return side;
	}

	at(unit) { return this.group[unit]; }

	async department(partner) {
		return is(await this.admin.post(partner ? '/v1/partners' : '/v1/departments',
			{ code: newCode('d'), name: { en: 'One' } }), 201);
	}

	unit() { return this.group.unit(this.at('east'), 'store'); }
	person() { return this.group.person('viewer', this.at('shanghai')); }

	async gonePerson() {
		const person = await this.person();
		return is(await this.admin.patch(`/v1/people/${person.id}`, { state: 'left' }), 200);
	}

	async device() {
		const { code } = is(await this.admin.post(`/v1/people/${(await this.person()).id}/enrolments`), 201);
		const { device_id: id } = is(await this.server.api().post('/v1/devices', { tenant: this.tenant, code,
			key: randomUUID(), name: 'A phone', platform: 'x' }), 201);
		return { id };
	}

	async session() {
		return is(await this.server.api().post('/v1/sessions', { tenant: this.tenant,
			login: this.fixer.person.login, password }), 201);
	}

	role() { return this.group.role(['report.read']); }

	async membership() {
		const person = await this.person();
		return is(await this.admin.get(`/v1/memberships?person_id=${person.id}`), 200).items[0];
	}

	/* With version 1 in force; or only drafted. */
	async checklist(isDraft) {
		const code = newCode('list');
		const { id } = is(await this.admin.post('/v1/checklists', checklist({ code })), 201);
		if (!isDraft)
			is(await this.admin.post(`/v1/checklists/${id}/versions/1/publish`), 200);
		const { headers } = await this.admin.get(`/v1/checklists/${id}/versions/1`);
		return { id, code, etag: headers.get('etag') };
	}

	/* One that the inspector has taken and that a visit to Shanghai shows. */
	async photo() {
		const bytes = picture();
		is(await put(this.inspector, bytes), 201);
		await decoded(this.inspector, sha256(bytes));
		const visit = await this.visit({ lead_id: this.inspector.person.id });
		is(await this.submit(visit.id, { ...bad, view: { photos: [sha256(bytes)] } }), 200);
		return sha256(bytes);
	}

	async visit(more = {}) {
		return is(await this.admin.post('/v1/inspections',
			{ unit_id: this.at('shanghai').id, checklist_id: this.list.id, ...more }), 201);
	}

	planned() {
		return { name: newCode('plan'), unit_id: this.at('shanghai').id, checklist_id: this.list.id, starts_on: '2150-01-01' };
	}

	async plan() {
		return is(await this.admin.post('/v1/plans', this.planned()), 201);
	}

	async calendar() {
		return is(await this.admin.post('/v1/calendars', { unit_id: (await this.unit()).id, name: 'Holidays' }), 201);
	}

	async webhook() {
		return is(await this.admin.post('/v1/webhooks', { id: randomUUID(), url: 'https://hook.invalid/' }), 201);
	}

	async delivery() {
		const { id } = await this.webhook();
		const made = is(await this.admin.post(`/v1/webhooks/${id}/test`, undefined,
			{ 'idempotency-key': randomUUID() }), 202);
		return { id, delivery_id: made.id };
	}

	/* Of a visit that is new to the inspector. */
	async notice() {
		const { id } = await this.visit({ lead_id: this.inspector.person.id });
		const find = async () => is(await this.inspector.get('/v1/inbox?limit=200'), 200).items
			.find((item) => item.subject_id === id);
		await until(find, 'the notice');
		return { id: (await find()).id };
	}

	submit(id, answers = bad) {
		return this.inspector.post(`/v1/inspections/${id}/submit`, { answers });
	}

	async startedVisit() {
		const visit = await this.visit({ lead_id: this.inspector.person.id });
		is(await this.inspector.post(`/v1/inspections/${visit.id}/start`, {}), 200);
		return visit;
	}

	async mysteryVisit() {
		const list = is(await this.admin.post('/v1/checklists', checklist({ code: newCode('mystery'), kind: 'mystery' })), 201);
		is(await this.admin.post(`/v1/checklists/${list.id}/versions/1/publish`), 200);
		return this.visit({ checklist_id: list.id });
	}

	async visitToReview() {
		const visit = await this.visit({ lead_id: this.inspector.person.id, needs_review: true });
		is(await this.submit(visit.id), 200);
		return visit;
	}

	async finding(severity = 'minor') {
		return is(await this.admin.post('/v1/findings', { unit_id: this.at('shanghai').id, severity,
			department_id: this.housekeeping.id, title: { en: 'The floor is wet' } }), 201);
	}

	/* An action of housekeeping in Shanghai that has come so far. */
	async action(state = 'open', severity = 'minor') {
		const { action_id: id } = await this.finding(severity);
		const steps = state === 'open' ? [] : state === 'in_progress' ? ['start'] : ['start', 'hand-in'];
		for (const step of steps) {
			const body = step === 'hand-in' ? { done: 'Mopped', photos: [await this.ownPhoto(this.fixer)] } : undefined;
			is(await this.fixer.post(`/v1/actions/${id}/${step}`, body), 200);
		}
		if (state === 'closed')
			is(await this.admin.post(`/v1/actions/${id}/verify`, {}), 200);
		return { id };
	}

	async releasedVisit() {
		const visit = await this.visit({ lead_id: this.inspector.person.id });
		is(await this.submit(visit.id), 200);
		return visit;
	}

	async actionOfVisit() {
		const visit = await this.visit({ checklist_id: (await this.checklist()).id,
			lead_id: this.inspector.person.id });
		const { findings } = is(await this.submit(visit.id), 200);
		return { id: findings[0].action_id };
	}

	/* Of housekeeping, at a visit that is released. */
	async foundAtVisit() {
		const visit = await this.visit({ checklist_id: (await this.checklist()).id,
			lead_id: this.inspector.person.id });
		const { findings } = is(await this.submit(visit.id), 200);
		return { id: findings[0].id };
	}

	async appeal() {
		const { id } = await this.foundAtVisit();
		return is(await this.fixer.post(`/v1/findings/${id}/appeals`, { id: randomUUID(), reason: 'It was dry' }), 201);
	}

	async proposal() {
		const { id } = await this.action('closed');
		return is(await this.fixer.post(`/v1/actions/${id}/proposals`, { kind: 'training', text: 'Show it' }), 201);
	}

	/* A later date that the department's head has asked for. */
	async extension(due_at) {
		const { id } = await this.action();
		const made = is(await this.fixer.post(`/v1/actions/${id}/extensions`, { due_at, reason: 'Rain' }), 201);
		return { id, extension_id: made.id };
	}

	/* Sent by that person, shown by nothing. */
	async ownPhoto(api) {
		const bytes = picture();
		const answer = await put(api, bytes);
		if (answer.status === 201)
			await decoded(api, sha256(bytes));
		return sha256(bytes);
	}
}

export class Caller {
	constructor(members) {
		Object.assign(this, members);
	}

	has(...rights) { return rights.some((right) => this.rights.includes(right)); }
	/* Where the things are. */
	at(...rights) { return this.has(...rights) && ['group', 'east'].includes(this.place); }
	/* For the whole group. */
	top(...rights) { return this.has(...rights) && this.place === 'group'; }
}

/* Everybody who may ask: each built-in role at the group, where the things are, and beside it. */
export async function callersOf(side, other) {
	const { group } = side;
	const callers = [];
	for (const [code, role] of Object.entries(group.roles))
		for (const place of ['group', 'east', 'west'])
			callers.push(new Caller({ name: `${code} at ${place}`, place, rights: role.rights,
				api: await group.somebody(code, place === 'group' ? group.top : group[place]) }));
	const login = newCode('roleless');
	const person = is(await side.admin.post('/v1/people', { login, name: 'No role' }), 201);
	is(await side.admin.post(`/v1/people/${person.id}/password`, { password }), 204);
	const api = side.server.api(await side.server.signIn(side.tenant, login));
	callers.push(new Caller({ name: 'nobody in particular', place: 'none', rights: [],
		api: Object.assign(api, { person }) }));
	callers.push(new Caller({ name: 'the other tenant\'s administrator', place: 'abroad', rights:
		other.group.roles.admin.rights, api: other.admin }));
	return callers;
}

export const unknown = () => randomUUID();
