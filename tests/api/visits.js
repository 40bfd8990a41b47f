/*
 * visits: what the tests of visits share: checklists in force, visits to fill in, and sheets.
 */
import { randomUUID } from 'node:crypto';
import { Group, is, newCode } from './group.js';
import { start } from './harness.js';

export const hour = 3600 * 1000;
export const day = 24 * hour;

const question = (key, type, more) => ({ key, text: { en: key, 'zh-CN': `问 ${key}` }, type, ...more });
const failing = { severity: 'major', department: 'housekeeping' };

/* Two questions that can fail, and some that cannot. */
export function checklist(changes = {}) {
	return {
		format: 'gemba.checklist/1',
		code: newCode('visits'),
		title: { en: 'Lobby', 'zh-CN': '大堂' },
		kind: 'tour',
		scoring: { method: 'points', pass_line: 85, bands: [{ grade: 'A', from: 90 }, { grade: 'B', from: 0 }],
			repeat: { lookback: 3, days: 180, factors: [1, 1.5, 2] } },
		sections: [{ key: 'floor', title: { en: 'Floor' }, questions: [
			question('floor.clean', 'choice', { ...failing, indicator: 'clean.floor', required: true, choices: [
				{ key: 'yes', label: { en: 'Yes' }, points: 5 },
				{ key: 'partly', label: { en: 'Partly' }, points: 2, fails: true },
				{ key: 'no', label: { en: 'No' }, points: 0, fails: true },
				{ key: 'na', label: { en: 'N/A' }, not_applicable: true }] }),
			question('exit.lit', 'check', { points: 5, fails: false, critical: true, severity: 'critical',
				department: 'engineering' }),
			question('bin.empty', 'check', { points: 2, fails: false, severity: 'minor',
				department: 'housekeeping', may_skip: true }),
			question('remark', 'text'),
			question('view', 'photo', { photos: { max: 5 } }),
			question('closed', 'text', { relevant: { question: 'exit.lit', in: [false] } }),
		] }],
		...changes,
	};
}

/* One with a section of rooms besides. */
export function roomChecklist(changes = {}) {
	const whole = checklist();
	whole.sections.push({ key: 'room', title: { en: 'Rooms' },
		repeats: { min: 1, max: 5, name: { en: 'Room' } },
		questions: [question('room.cold', 'number', { ...failing, may_skip: true,
			ranges: [{ from: 0, to: 8, points: 3 }, { from: 8, points: 0, fails: true }] }),
		question('room.note', 'text')] });
	return { ...whole, ...changes };
}

export const good = { 'floor.clean': { choice: 'yes' }, 'exit.lit': { check: true }, 'bin.empty': { check: true } };
export const bad = { 'floor.clean': { choice: 'no', note: 'wet' }, 'exit.lit': { check: true },
	'bin.empty': { check: false } };

/* A server with a group of stores, and somebody of each role who has to do with visits. */
export async function world(options) {
	const server = await start(options);
	const group = await (await Group.of(server)).stores();
	const { admin, top, hotels, east, shanghai } = group;
	const [quality, inspector, colleague, regional, manager, viewer] = await Promise.all([
		group.somebody('quality', top), group.somebody('inspector', hotels),
		group.somebody('inspector', hotels), group.somebody('regional_manager', east),
		group.somebody('store_manager', shanghai), group.somebody('viewer', top)]);
	for (const code of ['housekeeping', 'engineering'])
		is(await admin.post('/v1/departments', { code, name: { en: code } }), 201);
	/* At once, unless a test is about the delay. */
	is(await admin.patch('/v1/review-policy', { mystery_release_from_hours: 0, mystery_release_to_hours: 0,
		narrative_chars: 0 }), 200);
	const other = server.api(await server.signIn('other'));
	return new World({ server, group, other, admin, quality, inspector, colleague, regional, manager, viewer,
		...Object.fromEntries(['top', 'hotels', 'east', 'west', 'shanghai', 'ningbo', 'chengdu']
			.map((name) => [name, group[name]])) });
}

class World {
	constructor(members) {
		Object.assign(this, members);
		this.sql = this.server.sql;
	}

	stop() { return this.server.stop(); }

	/* Time passes, and everybody signs in again. */
	async pass(ms) {
		await this.server.clock.advance(ms);
		for (const api of [this.admin, this.quality, this.inspector, this.colleague, this.regional, this.manager,
			this.viewer])
			api.expire(() => this.server.signIn('demo', api.person?.login));
		this.other.expire(() => this.server.signIn('other'));
	}

	/* A checklist with version 1 in force: {id, document}. */
	async checklist(document = checklist()) {
		const made = is(await this.admin.post('/v1/checklists', document), 201);
		is(await this.admin.post(`/v1/checklists/${made.id}/versions/1/publish`), 200);
		return { id: made.id, document };
	}

	/* The next version of it, in force. */
	async publish(list, document) {
		const { id: version } = is(await this.admin.post(`/v1/checklists/${list.id}/versions`, document), 201);
		const shown = is(await this.admin.get(`/v1/checklists/${list.id}`), 200);
		is(await this.admin.post(`/v1/checklists/${list.id}/versions/${shown.draft.number}/publish`), 200);
		return version;
	}

	/* A visit to Shanghai led by the inspector, unless it is said otherwise; its id. */
	async visit(list, more = {}, as = this.quality) {
		const visit = is(await as.post('/v1/inspections', { unit_id: this.shanghai.id,
			checklist_id: list.id, lead_id: this.inspector.person.id, ...more }), 201);
		return visit.id;
	}

	async bundle(id, as = this.inspector) {
		return is(await as.get(`/v1/inspections/${id}/bundle`), 200);
	}

	async start(id, as = this.inspector, body = {}) {
		return is(await as.post(`/v1/inspections/${id}/start`, body), 200);
	}

	submit(id, answers, as = this.inspector, more = {}, headers = {}) {
		return as.post(`/v1/inspections/${id}/submit`, { answers, ...more }, headers);
	}

	/* A visit that was made, filled in and submitted in one go: the answer to it. */
	async done(list, answers, more = {}) {
		const id = await this.visit(list, more);
		return is(await this.submit(id, answers), 200);
	}

	/* What the newest sheet says, with its ETag. */
	async sheet(id, as = this.inspector) {
		const answer = await as.get(`/v1/inspections/${id}/sheet`);
		return { ...is(answer, 200), etag: answer.headers.get('etag') };
	}
}

/* Makes the database take a photograph for one that everybody has sent (or `by`) and that was decoded. */
export async function photo(world, { state = 'ready', sha256, by } = {}) {
	const address = sha256 ?? Buffer.from(randomUUID().replaceAll('-', '').repeat(2), 'hex').toString('hex');
	await world.sql.script(`
		insert into photo (tenant_id, sha256, size_bytes, state, unreadable_why, format, width, height,
		                   uploaded_by, uploaded_at, due_at)
		select tenant_id, '${address}', 100, '${state}', ${state === 'unreadable' ? "'It is cut off.'" : 'null'},
		       'jpeg', 10, 10, id, now(), 'infinity'
		  from person where login = 'admin' and tenant_id = (select id from tenant where code = 'demo');
		insert into capture (tenant_id, id, sha256, person_id, received_at)
		select tenant_id, gen_random_uuid(), '${address}', id, now() from person
		 where tenant_id = (select id from tenant where code = 'demo') ${by ? `and login = '${by}'` : ''}`);
	return address;
}

/* Events of a visit, in their order. */
export async function events(world, id) {
	const rows = await world.sql(`select kind from event where subject_id = '${id}' order by at, id`);
	return rows.map((row) => row.kind);
}

/* How many rows of a visit there are where; told: events of the actions of its findings. */
export async function rows(world, id) {
	const [counts] = await world.sql(`select (select count(*) from sheet where inspection_id = '${id}') as sheets,
		(select count(*) from outcome where inspection_id = '${id}') as outcomes,
		(select count(*) from finding where inspection_id = '${id}') as findings,
		(select count(*) from inspection_photo where inspection_id = '${id}') as photos,
		(select count(*) from event where subject_id = '${id}') as events,
		(select count(*) from event e join finding f on f.action_id = e.subject_id
		  where f.inspection_id = '${id}') as told`);
	return counts;
}

export function sorted(list) {
	return [...list].sort();
}
