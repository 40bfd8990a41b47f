/*
 * writes: for every write of routes.def a request that has an effect, on something of its own, so
 * that tests can send each of them in any way and look at what came of it.
 *
 *	writes[handler](world) gives {api, method, target, body, headers, again}
 *
 * The body has the id of what is made, where it can. again: the statuses that the same request
 * may get when it comes again without an Idempotency-Key, besides that of a success. needsKey: what is
 * made is shown once, and its maker cannot choose an id.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { is, newCode } from './group.js';
import { password } from './harness.js';
import { picture, sha256 } from './photos.js';
import { until } from './postgres_session.js';
import { bad, checklist, good, photo } from './visits.js';

/* {handler, method, path, right, transaction}: the lines of routes.def that may change something. */
export const writeRoutes = [...readFileSync(new URL('../../server/routes.def', import.meta.url), 'utf8').matchAll(
	/^ROUTE\((\w+),\s*"([^"]+)",\s*(\w+),\s*(\w+),\s*(\w+),\s*(\w+)\)$/gm,
)].map(([, method, path, right, transaction, body, handler]) => ({ handler, method, path, right, transaction, body }))
	.filter(({ method }) => method !== 'GET');

const post = (api, target, body, more) => ({ api, method: 'POST', target, body, ...more });
const patch = (api, target, body, more) => ({ api, method: 'PATCH', target, body, ...more });
const put = (api, target, body, more) => ({ api, method: 'PUT', target, body, ...more });
const del = (api, target, more) => ({ api, method: 'DELETE', target, ...more });
const name = () => ({ en: newCode('name') });

/* ---- what a write is about */

const newPerson = async (w) => `/v1/people/${(await w.group.person('viewer', w.top)).id}`;
const device = async (w) => {
	const { code } = is(await w.admin.post(`${await newPerson(w)}/enrolments`), 201);
	return is(await w.admin.post('/v1/devices', { tenant: 'demo', code, key: 'k'.repeat(30), name: 'A phone',
		platform: 'x' }), 201).device_id;
};
const draft = async (w) => {
	const list = is(await w.admin.post('/v1/checklists', checklist()), 201);
	const read = await w.admin.get(`/v1/checklists/${list.id}/versions/1`);
	return { ...list, at: `/v1/checklists/${list.id}/versions/1`, etag: read.headers.get('etag') };
};
const visit = async (w, more) => `/v1/inspections/${await w.visit(await w.checklist(), more)}`;
const started = async (w) => {
	const target = await visit(w);
	is(await w.inspector.post(`${target}/start`, {}), 200);
	return { target, headers: { 'if-match': (await w.inspector.get(`${target}/sheet`)).headers.get('etag') } };
};
const submitted = async (w) => {
	const target = await visit(w, { needs_review: true });
	is(await w.inspector.post(`${target}/submit`, { answers: bad }), 200);
	return target;
};

/* Somebody who may know who shoppers are; nobody can give the right who has it not. */
const keeper = async (w) => {
	const role = await w.group.role(['mystery.identity']);
	const api = await w.group.somebody('viewer', w.top);
	await w.sql.script(`insert into membership (tenant_id, id, person_id, role_id, unit_id, created_at)
		select tenant_id, gen_random_uuid(), id, '${role.id}', '${w.top.id}', now() from person where id = '${api.person.id}'`);
	return api;
};
const shopper = async (w) => {
	const api = await w.group.somebody('shopper', w.top);
	is(await (await keeper(w)).post('/v1/shoppers', { id: randomUUID(), person_id: api.person.id, nickname: newCode('Bird') }), 201);
	return api;
};
const shopperOf = async (w) => `/v1/shoppers/${is(await (await keeper(w)).post('/v1/shoppers', { id: randomUUID(),
	person_id: (await w.group.person('shopper', w.top)).id, nickname: newCode('Bird') }), 201).id}`;
/* To a store of its own, so that no other visit stands in its way. */
const offered = async (w) => w.visit(await w.checklist(checklist({ kind: 'mystery' })), { lead_id: undefined,
	unit_id: (await w.group.unit(await w.group.unit(w.top, 'brand'), 'store')).id });
const today = (w) => new Date(w.server.clock.now + 8 * 3600000).toISOString().slice(0, 10);

/* An action of a severity, with the steps that lead to a state. */
const action = async (w, severity, steps = []) => {
	const { findings } = await w.done(await w.checklist(), bad);
	const target = `/v1/actions/${findings.find((finding) => finding.severity === severity).action_id}`;
	for (const step of steps)
		is(await w.manager.post(`${target}/${step}`, step === 'hand-in' ? await fix(w) : undefined), 200);
	return target;
};
const fix = async (w) => ({ done: 'Mopped', photos: [await photo(w)] });
const later = () => ({ id: randomUUID(), due_at: new Date(Date.now() + 100 * 86400000).toISOString(), reason: 'Rain' });
const extension = async (w) => {
	const target = await action(w, 'minor');
	return `${target}/extensions/${is(await w.manager.post(`${target}/extensions`, later()), 201).id}`;
};
/* A finding of a released visit, and an appeal against it. */
const finding = async (w) => (await w.done(await w.checklist(), bad)).findings[0].id;
const appeal = async (w) => `/v1/appeals/${is(await w.manager.post(`/v1/findings/${await finding(w)}/appeals`,
	{ id: randomUUID(), reason: 'It was dry' }), 201).id}`;
/* It leads nowhere: the name is reserved for that. */
const webhook = async (w) => `/v1/webhooks/${is(await w.admin.post('/v1/webhooks',
	{ id: randomUUID(), url: 'https://hook.invalid/' }), 201).id}`;
/* One that the inspector has not read: of a new visit. */
const notice = async (w) => {
	const made = (await visit(w)).split('/').at(-1);
	const find = async () => is(await w.inspector.get('/v1/inbox?unread=true&limit=200'), 200).items
		.find((item) => item.subject_id === made)?.id;
	await until(find, 'the notice');
	return find();
};
const calendar = async (w) => `/v1/calendars/${is(await w.admin.post('/v1/calendars',
	{ name: newCode('calendar'), days: [{ day: '2026-10-01', is_open: false }] }), 201).id}`;
/* Far away, so that no visit comes of it meanwhile. */
const aPlan = async (w) => ({ name: newCode('plan'), unit_id: w.hotels.id, checklist_id: (await w.checklist()).id,
	starts_on: '2150-01-01' });
const handedIn = (w) => action(w, 'minor', ['start', 'hand-in']);

const csv = { headers: { 'content-type': 'text/csv' } };
const closed = async (w) => {
	const target = await handedIn(w);
	is(await w.regional.post(`${target}/verify`, {}), 200);
	return target;
};
const proposal = async (w) => `/v1/proposals/${is(await w.manager.post(`${await closed(w)}/proposals`,
	{ kind: 'training', text: 'Show it' }), 201).id}`;

/* ---- one line a route */

export const writes = {
	http_session_delete: async (w) => del((await w.group.somebody('viewer', w.top)), '/v1/sessions/current',
		{ again: [401] }),
	http_session_delete_all: async (w) => del((await w.group.somebody('viewer', w.top)), '/v1/sessions', { again: [401] }),
	http_session_delete_one: async (w) => {
		const api = await w.group.somebody('viewer', w.top);
		const { id } = is(await api.post('/v1/sessions', { tenant: 'demo', login: api.person.login, password }), 201);
		return del(api, `/v1/sessions/${id}`);
	},
	http_device_delete: async (w) => del(w.admin, `/v1/devices/${await device(w)}`),
	http_me_patch: async (w) => patch(await w.group.somebody('viewer', w.top), '/v1/me', { phone: '+86 21 1' }),
	http_me_password: async (w) => post(await w.group.somebody('viewer', w.top), '/v1/me/password',
		{ old_password: password, new_password: `${password} 2` }, { again: [422] }),

	http_policy_patch: async (w) => patch(w.admin, '/v1/policy', { hand_in_photos: 1 }),

	http_me_enrolment: async (w) => post(await w.group.somebody('viewer', w.top), '/v1/me/enrolments', undefined,
		{ needsKey: true }),
	http_unit_post: async (w) => post(w.admin, '/v1/units', { id: randomUUID(), parent_id: w.hotels.id, kind: 'region',
		code: newCode('unit'), name: 'South' }),
	http_unit_patch: async (w) => patch(w.admin, `/v1/units/${(await w.group.unit(w.hotels, 'region')).id}`,
		{ name: 'North' }),
	http_unit_import: async (w) => post(w.admin, '/v1/units/import',
		`code,name,parent,time zone\n${newCode('unit')},New,${w.hotels.code},Asia/Shanghai\n`, csv),
	http_department_post: async (w) => post(w.admin, '/v1/departments',
		{ id: randomUUID(), code: newCode('department'), name: name() }),
	http_department_patch: async (w) => patch(w.admin, `/v1/departments/${is(await w.admin.post('/v1/departments',
		{ code: newCode('department'), name: name() }), 201).id}`, { name: name() }),
	http_partner_post: async (w) => post(w.admin, '/v1/partners',
		{ id: randomUUID(), code: newCode('partner'), name: name() }),
	http_partner_patch: async (w) => patch(w.admin, `/v1/partners/${is(await w.admin.post('/v1/partners',
		{ code: newCode('partner'), name: name() }), 201).id}`, { name: name() }),
	http_person_post: async (w) => post(w.admin, '/v1/people', { id: randomUUID(), login: newCode('person'),
		name: 'Li', membership: { role_id: w.group.roles.viewer.id, unit_id: w.top.id } }),
	http_person_import: async (w) => post(w.admin, '/v1/people/import',
		`login,name,role,unit\n${newCode('person')},New,viewer,${w.hotels.code}\n`, csv),
	http_person_patch: async (w) => patch(w.admin, `/v1/people/${(await w.group.person('viewer', w.top)).id}`,
		{ name: 'Wang' }),
	http_person_password: async (w) => post(w.admin, `/v1/people/${(await w.group.person('viewer', w.top)).id}/password`,
		{ password }),
	http_person_enrolment: async (w) => post(w.admin, `${await newPerson(w)}/enrolments`, undefined, { needsKey: true }),
	http_person_invitation: async (w) => post(w.admin, `${await newPerson(w)}/invitations`, undefined, { needsKey: true }),
	http_person_reset: async (w) => post(w.admin, `${await newPerson(w)}/resets`, undefined, { needsKey: true }),
	http_person_sessions_delete: async (w) => del(w.admin, `${await newPerson(w)}/sessions`),
	http_person_erase: async (w) => {
		const target = await newPerson(w);
		is(await w.admin.patch(target, { state: 'left' }), 200);
		return post(w.admin, `${target}/erase`, { reason: 'Asked for it' });
	},
	http_person_lock_delete: async (w) => del(w.admin, `${await newPerson(w)}/lock`),
	http_role_post: async (w) => post(w.admin, '/v1/roles',
		{ id: randomUUID(), code: newCode('role'), name: name(), rights: ['action.read'] }),
	http_role_patch: async (w) => patch(w.admin, `/v1/roles/${(await w.group.role(['action.read'])).id}`,
		{ name: name() }),
	http_membership_post: async (w) => post(w.admin, '/v1/memberships', { id: randomUUID(), role_id: w.group.roles.viewer.id,
		person_id: (await w.group.person('viewer', w.top)).id, unit_id: w.hotels.id }),
	http_membership_patch: async (w) => patch(w.admin, `/v1/memberships/${(await w.group.give(
		await w.group.person('viewer', w.top), w.group.roles.viewer, w.hotels)).id}`, { ends_on: '2099-12-31' }),
	http_membership_delete: async (w) => del(w.admin, `/v1/memberships/${(await w.group.give(
		await w.group.person('viewer', w.top), w.group.roles.viewer, w.hotels)).id}`, { again: [404] }),

	http_calendar_post: async (w) => post(w.admin, '/v1/calendars', { id: randomUUID(), name: 'Holidays',
		unit_id: (await w.group.unit(w.hotels, 'region')).id, days: [{ day: '2026-10-01', is_open: false, name: null },
			{ day: '2026-10-10', is_open: true }] }),
	http_calendar_patch: async (w) => patch(w.admin, await calendar(w), { days: [{ day: '2026-10-02', is_open: false }] }),
	http_calendar_delete: async (w) => del(w.admin, await calendar(w), { again: [404] }),

	http_plan_post: async (w) => post(w.admin, '/v1/plans', { id: randomUUID(), ...await aPlan(w) }),
	http_plan_preview: async (w) => post(w.admin, '/v1/plans/preview', await aPlan(w), { isQuestion: true }),
	http_plan_patch: async (w) => patch(w.admin, `/v1/plans/${is(await w.admin.post('/v1/plans', await aPlan(w)), 201).id}`,
		{ note: 'Look twice' }),

	http_checklist_post: async (w) => post(w.admin, `/v1/checklists?id=${randomUUID()}`, checklist()),
	http_checklist_check: async (w) => post(w.admin, '/v1/checklists/check', checklist(), { isQuestion: true }),
	http_checklist_retire: async (w) => post(w.admin, `/v1/checklists/${(await w.checklist()).id}/retire`),
	http_workbook_import: async (w) => post(w.admin, `/v1/checklists/workbook?code=${newCode('book')}`,
		'Question,Points\nIs the floor clean?,5\n', csv),
	http_checklist_version_post: async (w) => {
		const { id, document } = await w.checklist();
		return post(w.admin, `/v1/checklists/${id}/versions?id=${randomUUID()}`, document);
	},
	http_checklist_version_put: async (w) => {
		const { at, code, etag } = await draft(w);
		return put(w.admin, at, checklist({ code, title: { en: 'Hall' } }), { headers: { 'if-match': etag } });
	},
	http_checklist_version_delete: async (w) => del(w.admin, (await draft(w)).at, { again: [404] }),
	http_checklist_version_publish: async (w) => post(w.admin, `${(await draft(w)).at}/publish`),

	http_photo_put: async (w) => {
		const bytes = picture();
		return put(w.inspector, `/v1/photos/${sha256(bytes)}`, bytes, { headers: { 'content-type': 'image/png' },
			isUpload: true });
	},

	http_inspection_post: async (w) => post(w.quality, '/v1/inspections', { id: randomUUID(), unit_id: w.shanghai.id,
		checklist_id: (await w.checklist()).id, lead_id: w.inspector.person.id }),
	http_inspection_post_many: async (w) => {
		const { id } = await w.checklist();
		return post(w.quality, '/v1/inspections/bulk', { inspections: [w.shanghai, w.ningbo].map((store) =>
			({ id: randomUUID(), unit_id: store.id, checklist_id: id })) });
	},
	http_inspection_patch: async (w) => patch(w.quality, await visit(w), { note: 'Look below' }),
	http_inspection_cancel: async (w) => post(w.quality, `${await visit(w)}/cancel`, { reason: 'Closed' }),
	http_inspection_take: async (w) => post(w.inspector, `${await visit(w, { lead_id: undefined })}/take`),
	http_inspection_start: async (w) => post(w.inspector, `${await visit(w)}/start`, {}),
	http_sheet_put: async (w) => {
		const { target, headers } = await started(w);
		return put(w.inspector, `${target}/sheet`, { answers: good }, { headers });
	},
	http_sheet_patch: async (w) => {
		const { target, headers } = await started(w);
		return patch(w.inspector, `${target}/sheet`, { answers: { remark: { text: 'wet' } } }, { headers });
	},
	http_sheet_submit: async (w) => post(w.inspector, `${await visit(w)}/submit`, { answers: bad }),
	http_sheet_correct: async (w) => post(w.quality, `${await submitted(w)}/corrections`,
		{ answers: good, reason: 'It was dry' }),
	http_inspection_release: async (w) => post(w.quality, `${await submitted(w)}/release`),

	http_inspection_return: async (w) => post(w.quality, `${await submitted(w)}/return`, { reason: 'Say more' }),
	http_inspection_exclude: async (w) => post(w.quality, `${await submitted(w)}/exclude`, { reason: 'The wrong store' }),
	http_inspection_reshop: async (w) => post(w.quality, `${await submitted(w)}/reshop`,
		{ id: randomUUID(), reason: 'Too vague' }, { again: [409] }),
	http_inspection_misfire: async (w) => post(w.inspector, `${await visit(w, { needs_review: true })}/misfire`,
		{ note: 'The door is locked', photos: [await photo(w)] }),
	http_review_policy_patch: async (w) => patch(w.admin, '/v1/review-policy', { review_hours: 48 }),

	http_shopper_post: async (w) => post(await keeper(w), '/v1/shoppers', { id: randomUUID(),
		person_id: (await w.group.person('shopper', w.top)).id, nickname: newCode('Bird') }),
	http_shopper_patch: async (w) => patch(await keeper(w), await shopperOf(w), { state: 'resting' }),
	http_shopper_recognise: async (w) => post(await keeper(w), `${await shopperOf(w)}/recognised`, { unit_id: w.shanghai.id }),
	http_offer_require: async (w) => put(w.quality, `/v1/mystery/visits/${await offered(w)}/requirements`, { min_rating: 3 }),
	http_offer_take: async (w) => post(await shopper(w), `/v1/mystery/offers/${await offered(w)}/take`, { on: today(w) }),
	http_offer_give_back: async (w) => {
		const [api, id] = [await shopper(w), await offered(w)];
		is(await api.post(`/v1/mystery/offers/${id}/take`, { on: today(w) }), 200);
		return post(api, `/v1/mystery/offers/${id}/give-back`);
	},

	http_inspection_void: async (w) => post(w.quality, `/v1/inspections/${(await w.done(await w.checklist(), bad)).inspection.id}/void`,
		{ reason: 'Wrong store' }),
	http_lost_photo_post: async (w) => post(w.quality, `${await visit(w)}/lost-photos`, { sha256: sha256(randomUUID()),
		question: 'view', reason: 'The phone fell into the pool' }),

	http_finding_post: async (w) => post(w.inspector, '/v1/findings', { id: randomUUID(), unit_id: w.shanghai.id,
		severity: 'minor', title: { en: 'The floor is wet' } }),

	http_action_plan: async (w) => post(w.manager, `${await action(w, 'major')}/plan`,
		{ cause: 'A leak', plan: 'Mend it' }),
	http_action_start: async (w) => post(w.manager, `${await action(w, 'minor')}/start`),
	http_action_hand_in: async (w) => post(w.manager, `${await action(w, 'minor', ['start'])}/hand-in`, await fix(w)),
	http_action_verify: async (w) => post(w.regional, `${await handedIn(w)}/verify`, {}),
	http_action_return: async (w) => post(w.regional, `${await handedIn(w)}/return`, { reason: 'Still wet' }),
	http_action_assign: async (w) => post(w.regional, `${await action(w, 'minor')}/assign`,
		{ person_id: w.regional.person.id }),
	http_action_raise: async (w) => post(w.manager, `${await action(w, 'minor')}/raise`, { reason: 'Again and again' }),
	http_action_cancel: async (w) => post(w.quality, `${await action(w, 'minor')}/cancel`, { reason: 'Not ours' }),
	http_action_waive: async (w) => post(w.quality, `${await action(w, 'minor')}/waive`, { reason: 'So be it' }),
	http_extension_post: async (w) => post(w.manager, `${await action(w, 'minor')}/extensions`, later()),
	http_extension_approve: async (w) => post(w.regional, `${await extension(w)}/approve`, {}),
	http_extension_decline: async (w) => post(w.regional, `${await extension(w)}/decline`, {}),
	http_appeal_post: async (w) => post(w.manager, `/v1/findings/${await finding(w)}/appeals`,
		{ id: randomUUID(), reason: 'It was dry', photos: [await photo(w)] }),
	http_appeal_decide: async (w) => post(w.quality, `${await appeal(w)}/decide`, { outcome: 'changed', note: 'It was',
		answers: { 'floor.clean': { choice: 'yes' }, 'bin.empty': { check: true } } }),
	http_appeal_withdraw: async (w) => post(w.manager, `${await appeal(w)}/withdraw`),

	/* A group has one; what changes is what it says. */
	http_escalation_policy_put: async (w) => {
		const put = (is_on) => ({ api: w.admin, method: 'PUT', target: '/v1/escalation-policy', body: { is_on, clock: 'all_hours',
			extensions_most: 2, ladders: { minor: [], major: [], critical: [{ after_hours: 4, role_id: w.group.roles.store_manager.id }] } } });
		is(await send(put(false)), 200);
		return put(true);
	},
	http_action_hand_over: async (w) => {
		const target = await action(w, 'minor');
		const { responsible_id } = is(await w.admin.get(target), 200);
		return post(w.regional, '/v1/actions/hand-over', { from_person_id: responsible_id, to_person_id: w.regional.person.id,
			action_ids: [target.split('/').at(-1)], reason: 'On leave' });
	},
	http_action_look_elsewhere: async (w) => post(w.quality, `${await action(w, 'minor')}/look-elsewhere`,
		{ unit_ids: [w.ningbo.id, w.chengdu.id], due_at: later().due_at }),
	http_proposal_post: async (w) => post(w.manager, `${await closed(w)}/proposals`,
		{ id: randomUUID(), kind: 'training', text: 'Show it' }),
	http_proposal_accept: async (w) => post(w.quality, `${await proposal(w)}/accept`, {}),
	http_proposal_decline: async (w) => post(w.quality, `${await proposal(w)}/decline`, {}),
	http_action_comment: async (w) => post(w.manager, `${await action(w, 'minor')}/comments`,
		{ id: randomUUID(), text: 'On it' }),

	http_webhook_post: async (w) => post(w.admin, '/v1/webhooks', { id: randomUUID(), url: 'https://example.com/hook' }),
	http_webhook_patch: async (w) => patch(w.admin, await webhook(w), { description: 'For the till' }),
	http_webhook_delete: async (w) => del(w.admin, await webhook(w), { again: [404] }),
	http_webhook_rotate: async (w) => post(w.admin, `${await webhook(w)}/rotate`, undefined, { needsKey: true }),
	http_webhook_test: async (w) => post(w.admin, `${await webhook(w)}/test`, undefined, { needsKey: true }),
	http_webhook_redeliver: async (w) => {
		const target = await webhook(w);
		const { id } = is(await w.admin.post(`${target}/test`, undefined, { 'idempotency-key': randomUUID() }), 202);
		return post(w.admin, `${target}/deliveries/${id}/redeliver`);
	},

	http_inbox_read: async (w) => post(w.inspector, `/v1/inbox/${await notice(w)}/read`),
	http_inbox_read_until: async (w) => {
		await notice(w);
		return post(w.inspector, '/v1/inbox/read', { until: new Date().toISOString() });
	},
};

/* The same without the ids that its maker chose. */
export function unnamed({ body, target, ...request }) {
	const strip = (value) => (Array.isArray(value) ? value.map(strip) : stripped(value));
	const stripped = (value) => {
		if (!value || typeof value !== 'object')
			return value;
		const { id, ...rest } = value;
		return rest;
	};
	const lists = Object.fromEntries(Object.entries(stripped(body) ?? {}).map(([key, value]) =>
		[key, Array.isArray(value) ? strip(value) : value]));
	return { ...request, body: body && lists, target: target.replace(/\?id=.*/, '') };
}

export const send = ({ api, method, target, body, headers }, more = {}) =>
	api.request(method, target, body, { ...headers, ...more });
