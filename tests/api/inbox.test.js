/* The inbox: who is told of what, once, and never of what is not his to know. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { is } from './group.js';
import { start } from './harness.js';
import { until } from './postgres_session.js';
import { bad, day, good, hour, photo, world } from './visits.js';

let w;
let list;
let head;

before(async () => {
	w = await world();
	list = await w.checklist();
	head = await w.group.somebody('department_head', w.shanghai);
});
after(() => w.stop());

const inbox = async (api, query = '') => is(await api.get(`/v1/inbox?limit=200${query}`), 200).items;
const of = async (api, id) => (await inbox(api)).filter((item) => item.subject_id === id);
const kinds = async (api, id) => (await of(api, id)).map((item) => item.kind).sort();
const told = (api, id, kind) => until(async () => (await of(api, id)).find((item) => item.kind === kind), kind);
const unread = async (api) => is(await api.get('/v1/inbox/count'), 200).unread;

/* Whatever is committed by now has been told. */
async function allTold() {
	const [{ nr }] = await w.sql(`select count(*)::integer as nr from event`);
	await until(async () => (await w.sql(`select coalesce(sum(event_seq), 0)::integer as nr from teller`))[0].nr >= nr,
		'telling');
}

/* The action that a visit with this failure opens, or reopens. */
async function failed(severity = 'minor') {
	const { findings } = await w.done(list, bad);
	return findings.find((finding) => finding.severity === severity).action_id;
}

async function step(api, id, name, body) {
	return is(await api.post(`/v1/actions/${id}/${name}`, body), 200);
}

describe('a visit', () => {
	it('is told to who leads it and to the team, and to nobody else', async () => {
		const id = await w.visit(list, { team: [w.colleague.person.id] });
		const notice = await told(w.inspector, id, 'visit.new');
		assert.equal(notice.subject, 'inspection');
		assert.equal(notice.unit.id, w.shanghai.id);
		assert.equal(notice.by.id, w.quality.person.id);
		assert.deepEqual(notice.title, list.document.title);
		await told(w.colleague, id, 'visit.new');
		for (const api of [w.quality, w.manager, w.regional, w.admin])
			assert.deepEqual(await of(api, id), []);
	});

	it('is told once, however often it is changed', async () => {
		const id = await w.visit(list);
		is(await w.quality.patch(`/v1/inspections/${id}`, { note: 'Look below' }), 200);
		is(await w.quality.patch(`/v1/inspections/${id}`, { note: 'And above' }), 200);
		await allTold();
		assert.deepEqual(await kinds(w.inspector, id), ['visit.new']);
	});

	it('is told to who leads it now when it was given to another person', async () => {
		const id = await w.visit(list);
		is(await w.quality.patch(`/v1/inspections/${id}`, { lead_id: w.colleague.person.id }), 200);
		await told(w.colleague, id, 'visit.new');
	});

	it('that is cancelled is told as well', async () => {
		const id = await w.visit(list);
		is(await w.quality.post(`/v1/inspections/${id}/cancel`, { reason: 'Closed' }), 200);
		await told(w.inspector, id, 'visit.cancelled');
	});

	it('that one made for oneself is no news', async () => {
		const id = await w.visit(list, { lead_id: w.quality.person.id });
		await allTold();
		assert.deepEqual(await of(w.quality, id), []);
	});
});

describe('an action', () => {
	it('is told to who is responsible, then to who verifies, then to who fixed it', async () => {
		const id = await failed();
		const responsible = is(await w.admin.get(`/v1/actions/${id}`), 200).responsible_id;
		assert.equal(responsible, w.manager.person.id);
		await told(w.manager, id, 'action.new');
		await step(w.regional, id, 'assign', { person_id: head.person.id });
		await told(head, id, 'action.new');
		await step(head, id, 'start');
		await step(head, id, 'hand-in', { done: 'Mopped', photos: [await photo(w)] });
		await told(w.manager, id, 'action.to_verify');
		assert.ok(!(await kinds(w.regional, id)).includes('action.to_verify'), 'the nearest is told');
		assert.ok(!(await kinds(head, id)).includes('action.to_verify'), 'nobody verifies his own fix');
		await step(w.manager, id, 'return', { reason: 'Still wet' });
		await told(head, id, 'action.returned');
		await step(head, id, 'hand-in', { done: 'Mopped again', photos: [await photo(w)] });
		await step(w.manager, id, 'verify', {});
		await told(head, id, 'action.verified');
	});

	it('is told on to the approver, and the answer back to who asked', async () => {
		const id = await failed();
		const asked = is(await w.manager.post(`/v1/actions/${id}/extensions`, { id: randomUUID(),
			due_at: new Date(Date.now() + 100 * day).toISOString(), reason: 'Rain' }), 201);
		await told(w.regional, id, 'action.extension_asked');
		assert.ok(!(await kinds(w.manager, id)).includes('action.extension_asked'));
		is(await w.regional.post(`/v1/actions/${id}/extensions/${asked.id}/approve`, {}), 200);
		await told(w.manager, id, 'action.extension_approved');
	});

	it('that may no longer be seen is neither listed nor counted', async () => {
		const reader = await w.group.somebody('department_head', w.ningbo);
		const { action_id: id } = is(await w.admin.post('/v1/findings', { id: randomUUID(), unit_id: w.ningbo.id,
			severity: 'minor', title: { en: 'The lamp is dark' } }), 201);
		await step(w.admin, id, 'assign', { person_id: reader.person.id });
		const notice = await told(reader, id, 'action.new');
		assert.ok(await unread(reader) > 0);
		await step(w.admin, id, 'assign', { person_id: w.regional.person.id });
		const [membership] = is(await w.admin.get(`/v1/memberships?person_id=${reader.person.id}`), 200).items;
		is(await w.admin.del(`/v1/memberships/${membership.id}`), 204);
		assert.deepEqual(await of(reader, id), []);
		assert.equal(await unread(reader), 0);
		is(await reader.post(`/v1/inbox/${notice.id}/read`), 404);
	});
});

describe('reading', () => {
	it('is one at a time, or up to a moment; again is no harm', async () => {
		const reader = await w.group.somebody('inspector', w.hotels);
		const visits = [];
		for (let i = 0; i < 3; i++)
			visits.push(await w.visit(list, { lead_id: reader.person.id }));
		const notices = await until(async () => {
			const items = await inbox(reader);
			return items.length === 3 && items;
		}, 'three notices');
		assert.equal(await unread(reader), 3);
		is(await reader.post(`/v1/inbox/${notices[0].id}/read`), 204);
		is(await reader.post(`/v1/inbox/${notices[0].id}/read`), 204);
		assert.equal(await unread(reader), 2);
		assert.equal((await inbox(reader, '&unread=true')).length, 2);
		is(await reader.post('/v1/inbox/read', { until: notices[0].at }), 204);
		assert.equal(await unread(reader), 0);
		assert.equal((await inbox(reader)).length, 3);
	});

	it('pages from the newest, and neither leaves out nor repeats', async () => {
		const reader = await w.group.somebody('inspector', w.hotels);
		for (let i = 0; i < 5; i++)
			await w.visit(list, { lead_id: reader.person.id });
		await until(async () => (await inbox(reader)).length === 5, 'five notices');
		const seen = [];
		for (let after = ''; after !== null;) {
			const page = is(await reader.get(`/v1/inbox?limit=2${after}`), 200);
			seen.push(...page.items.map((item) => item.id));
			after = page.next && `&after=${encodeURIComponent(page.next)}`;
		}
		assert.deepEqual(seen, (await inbox(reader)).map((item) => item.id));
	});

	it('of another person’s notice is not possible', async () => {
		const id = await w.visit(list);
		const notice = await told(w.inspector, id, 'visit.new');
		for (const api of [w.colleague, w.admin, w.other])
			is(await api.post(`/v1/inbox/${notice.id}/read`), 404);
		assert.equal((await told(w.inspector, id, 'visit.new')).read_at, null);
	});

	it('of nothing known is refused with what is wrong', async () => {
		is(await w.inspector.post(`/v1/inbox/${randomUUID()}/read`), 404);
		is(await w.inspector.post('/v1/inbox/read', {}), 422, 'invalid_body', ['/until']);
		is(await w.inspector.get('/v1/inbox?unread=perhaps'), 422, 'invalid_query');
		is(await w.server.api().get('/v1/inbox'), 401);
	});
});

/* The clock moves from here on. */
describe('time', () => {
	it('tells what is due within a day and what is overdue, once for each date', async () => {
		const visit = await w.visit(list, { due_at: new Date(w.server.clock.now + 2 * day).toISOString() });
		const id = await failed();
		const { due_at: due } = is(await w.admin.get(`/v1/actions/${id}`), 200);
		await allTold();
		assert.deepEqual(await kinds(w.inspector, visit), ['visit.new']);
		await w.pass(2 * day - hour);
		await told(w.inspector, visit, 'visit.due_soon');
		await w.pass(2 * hour);
		await told(w.inspector, visit, 'visit.late');
		await w.pass(Date.parse(due) - w.server.clock.now - hour);
		await told(w.manager, id, 'action.due_soon');
		await w.pass(2 * hour);
		await told(w.manager, id, 'action.overdue');
		await w.pass(hour);
		await told(w.manager, await failed('major'), 'action.joined');
		await allTold();
		assert.deepEqual((await kinds(w.manager, id)).filter((kind) => /due/.test(kind)),
			['action.due_soon', 'action.overdue']);
	});

	it('proves a fix, which is told to who made it, and so is what became of a proposal', async () => {
		const store = await w.group.unit(w.east, 'store');
		const { findings } = await w.done(list, bad, { unit_id: store.id });
		const action = { id: findings.find(({ severity }) => severity === 'major' || severity === 'critical').action_id };
		const fixer = await w.group.somebody('store_manager', store);
		await step(w.admin, action.id, 'assign', { person_id: fixer.person.id });
		await step(fixer, action.id, 'plan', { cause: 'A leak', plan: 'Mend it' });
		await step(fixer, action.id, 'start');
		await step(fixer, action.id, 'hand-in', { done: 'Mended', photos: [await photo(w)] });
		await step(w.regional, action.id, 'verify', {});
		const proposal = is(await fixer.post(`/v1/actions/${action.id}/proposals`, { kind: 'training', text: 'Show it' }), 201);
		is(await w.quality.post(`/v1/proposals/${proposal.id}/accept`, {}), 200);
		await told(fixer, action.id, 'action.proposal_accepted');
		for (let i = 0; i < 2; i++) {
			await w.pass(60000);
			await w.done(list, good, { unit_id: store.id });
		}
		assert.equal(is(await w.admin.get(`/v1/actions/${action.id}`), 200).effect, 'effective');
		const notice = await told(fixer, action.id, 'action.effective');
		assert.equal((await of(fixer, action.id)).filter((one) => one.kind === notice.kind).length, 1);
	});

	it('that has passed unnoticed for weeks floods nobody', async () => {
		const reader = await w.group.somebody('inspector', w.hotels);
		const visit = await w.visit(list, { lead_id: reader.person.id,
			due_at: new Date(w.server.clock.now + day / 2).toISOString() });
		await w.sql.script(`update notice set at = at where false;
			update teller set event_seq = 0`);
		await told(reader, visit, 'visit.new');
		const before = await inbox(reader);
		/* Time first: who tells may look at any moment. */
		await w.pass(30 * day);
		await w.sql.script('delete from notice; update teller set event_seq = 0');
		reader.token = await w.server.signIn('demo', reader.person.login);
		const fresh = await w.visit(list, { lead_id: reader.person.id });
		await told(reader, fresh, 'visit.new');
		assert.ok(before.some((item) => item.subject_id === visit));
		assert.deepEqual((await inbox(reader)).map((item) => item.subject_id), [fresh]);
	});
});

describe('several servers', () => {
	it('tell everything once', async () => {
		const second = await start({ database: w.server.database, now: w.server.clock.now });
		try {
			const reader = await w.group.somebody('inspector', w.hotels);
			await Promise.all(Array.from({ length: 20 }, () => w.visit(list, { lead_id: reader.person.id })));
			await until(async () => (await inbox(reader)).length >= 20, 'twenty notices');
			await allTold();
			assert.equal((await inbox(reader)).length, 20);
		} finally {
			await second.stop();
		}
	});
});
