/*
 * Who may do what: every role at three places, somebody without a role, somebody of another tenant
 * and nobody at all, each asks for everything that routes.def lists, of things that are there.
 *
 * The route's right is read from routes.def. An entry here says what else the answer hangs on. A
 * route that has no entry fails the test.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { newCode } from './group.js';
import { password, start } from './harness.js';
import { Side, callersOf } from './matrix_world.js';
import { picture, sha256 } from './photos.js';
import { bad, checklist, good } from './visits.js';

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const rightTexts = Object.fromEntries([...read('server/access/rights.def')
	.matchAll(/^RIGHT\((\w+),\s*"([^"]+)"/gm)].map(([, name, text]) => [name, text]));
const routes = [...read('server/routes.def').matchAll(
	/^(PUBLIC|ROUTE)\((\w+),\s*"([^"]+)",\s*(\w+),/gm,
)].map(([, access, method, path, right]) => ({ name: `${method} ${path}`, method, path,
	isPublic: access === 'PUBLIC', right: access === 'ROUTE' && right !== 'none' ? rightTexts[right] : null }));

/* ---- what the answer hangs on: the status for a caller */

/* May: it is done; sees: forbidden; else it is not there. */
const guarded = (ok, may, sees) => (c) => (may(c) ? ok : sees(c) ? 403 : 404);
const seen = (sees) => guarded(200, sees, () => false);
const everybody = (status) => () => status;
/* What belongs to the whole tenant: seen by all with the route's right. */
const whole = (ok, right) => guarded(ok, (c) => c.top(right) || (c.place === 'abroad' && c.has(right)), () => true);

const readsVisits = (c) => c.at('inspection.read', 'inspection.plan', 'inspection.review');
const readsActions = (c) => c.at('action.read');
const step = (right) => guarded(200, (c) => c.at(...[right].flat()), readsActions);
const mayBring = (c) => c.has('inspection.conduct', 'finding.create', 'action.work', 'action.verify');

const manages = (c) => ['admin at group', 'admin at east', 'regional_manager at group',
	'regional_manager at east'].includes(c.name);
const sees = (c) => c.at('organization.read');

/* ---- what is asked for: the thing (one new thing where the caller may change it), and the body */

const id = (thing) => ({ id: thing.id });
const of = (make) => async (side) => id(await make(side));
const place = { unit_id: (side) => side.at('shanghai').id };
const later = () => new Date(Date.now() + 100 * 86400000).toISOString();
const password2 = 'another horse battery staple';

const entries = {
	'DELETE /v1/sessions/current': { who: everybody(204), isLast: true },
	'GET /v1/sessions': { who: everybody(200) },
	'DELETE /v1/sessions': { who: everybody(204), isLast: true },
	'DELETE /v1/sessions/{id}': { thing: of((side) => side.session()), who: everybody(404) },
	'GET /v1/devices': { who: everybody(200) },
	'DELETE /v1/devices/{id}': { thing: of((side) => side.device()), who: guarded(204, manages, sees) },
	'POST /v1/me/enrolments': { who: everybody(201) },

	'GET /v1/me': { who: everybody(200) },
	'PATCH /v1/me': { body: () => ({ language: 'zh-CN' }), who: everybody(200) },
	'POST /v1/me/password': { isLast: true, who: everybody(204),
		body: () => ({ old_password: password, new_password: password2 }) },
	'GET /v1/policy': { who: whole(200, 'organization.manage') },
	'PATCH /v1/policy': { body: () => ({ hand_in_photos: 1 }), who: whole(200, 'organization.manage') },
	'GET /v1/units': { who: everybody(200) },
	'POST /v1/units': { who: guarded(201, (c) => c.at('organization.manage'), sees), unseen: 422,
		body: (side) => ({ parent_id: side.at('east').id, kind: 'store', code: newCode('u'), name: 'U',
			time_zone: 'UTC' }) },
	'POST /v1/units/import': { headers: () => ({ 'content-type': 'text/csv' }),
		who: (c) => (c.at('organization.manage') ? 200 : 422),
		body: (side) => `code,name,parent,time zone\n${newCode('u')},U,${side.at('east').code},UTC\n` },
	'GET /v1/units/export': { query: '?format=csv', who: everybody(200) },
	'GET /v1/units/{id}': { thing: (side) => id(side.at('shanghai')), who: seen(sees) },
	'PATCH /v1/units/{id}': { thing: of((side) => side.unit()), body: () => ({ name: 'Other' }),
		who: guarded(200, (c) => c.at('organization.manage'), sees) },
	...Object.fromEntries(['departments', 'partners'].flatMap((noun) => {
		const make = of((side) => side.department(noun === 'partners'));
		return Object.entries({
			[`GET /v1/${noun}`]: { who: everybody(200) },
			[`POST /v1/${noun}`]: { body: () => ({ code: newCode('d'), name: { en: 'D' } }),
				who: whole(201, 'organization.manage') },
			[`GET /v1/${noun}/{id}`]: { thing: make, isTenants: true, who: everybody(200) },
			[`PATCH /v1/${noun}/{id}`]: { thing: make, isTenants: true, body: () => ({ name: { en: 'E' } }),
				who: whole(200, 'organization.manage') },
		});
	})),
	'GET /v1/calendars': { who: everybody(200) },
	'POST /v1/calendars': { thing: of((side) => side.unit()), unseen: 422, body: (side, { id: unit_id }) =>
		({ name: 'Holidays', unit_id }), who: guarded(201, (c) => c.at('organization.manage'), sees) },
	'GET /v1/calendars/{id}': { thing: of((side) => side.calendar()), who: seen(sees) },
	'PATCH /v1/calendars/{id}': { thing: of((side) => side.calendar()), body: () => ({ name: 'Other' }),
		who: guarded(200, (c) => c.at('organization.manage'), sees) },
	'DELETE /v1/calendars/{id}': { thing: of((side) => side.calendar()),
		who: guarded(204, (c) => c.at('organization.manage'), sees) },
	'GET /v1/people': { who: everybody(200) },
	'POST /v1/people': { unseen: 422, who: guarded(201, manages, (c) => c.at()),
		body: (side) => ({ login: newCode('p'), name: 'P', membership: {
			role_id: side.group.roles.viewer.id, unit_id: side.at('shanghai').id } }) },
	'POST /v1/people/import': { headers: () => ({ 'content-type': 'text/csv' }),
		who: (c) => (manages(c) ? 200 : 422),
		body: (side) => `login,name,role,unit\n${newCode('p')},P,viewer,${side.at('shanghai').code}\n` },
	'GET /v1/people/export': { query: '?format=csv', who: everybody(200) },
	'GET /v1/people/{id}': { thing: of((side) => side.person()), who: seen(sees) },
	'PATCH /v1/people/{id}': { thing: of((side) => side.person()), body: () => ({ name: 'Q' }),
		who: guarded(200, manages, sees) },
	'POST /v1/people/{id}/password': { thing: of((side) => side.person()), body: () => ({ password: password2 }),
		who: guarded(204, manages, sees) },
	...Object.fromEntries(['enrolments', 'invitations', 'resets'].map((what) =>
		[`POST /v1/people/{id}/${what}`, { thing: of((side) => side.person()), who: guarded(201, manages, sees) }])),
	'DELETE /v1/people/{id}/sessions': { thing: of((side) => side.person()), who: guarded(204, manages, sees) },
	'GET /v1/people/{id}/handover': { thing: of((side) => side.person()), who: guarded(200, manages, sees) },
	'POST /v1/people/{id}/erase': { thing: of((side) => side.gonePerson()), isTenants: true,
		body: () => ({ reason: 'Asked for it' }), who: whole(200, 'people.manage') },
	'GET /v1/people/{id}/lock': { thing: of((side) => side.person()), who: guarded(200, manages, sees) },
	'DELETE /v1/people/{id}/lock': { thing: of((side) => side.person()), who: guarded(204, manages, sees) },
	'GET /v1/rights': { who: everybody(200) },
	'GET /v1/roles': { who: everybody(200) },
	'POST /v1/roles': { body: () => ({ code: newCode('r'), name: { en: 'R' }, rights: ['report.read'] }),
		who: whole(201, 'people.manage') },
	'GET /v1/roles/{id}': { thing: of((side) => side.role()), isTenants: true, who: everybody(200) },
	'PATCH /v1/roles/{id}': { thing: of((side) => side.role()), isTenants: true,
		body: () => ({ name: { en: 'S' } }), who: whole(200, 'people.manage') },
	'GET /v1/memberships': { who: everybody(200) },
	'POST /v1/memberships': { unseen: 422, who: guarded(201, manages, (c) => c.at()),
		thing: async (side) => ({ id: (await side.person()).id }),
		body: (side, { id: person }) => ({ person_id: person, role_id: side.group.roles.shopper.id,
			unit_id: side.at('shanghai').id }) },
	'GET /v1/memberships/{id}': { thing: of((side) => side.membership()), who: seen(sees) },
	'PATCH /v1/memberships/{id}': { thing: of((side) => side.membership()), body: () => ({ ends_on: '2099-12-31' }),
		who: guarded(200, manages, sees) },
	'DELETE /v1/memberships/{id}': { thing: of((side) => side.membership()), who: guarded(204, manages, sees) },

	'GET /v1/checklists': { who: everybody(200) },
	'POST /v1/checklists': { body: () => checklist({ code: newCode('c') }), who: everybody(201) },
	'POST /v1/checklists/check': { body: () => checklist({ code: newCode('c') }), who: everybody(204) },
	'GET /v1/checklists/{id}': { thing: of((side) => side.checklist()), isTenants: true, who: everybody(200) },
	'POST /v1/checklists/{id}/retire': { thing: of((side) => side.checklist()), isTenants: true,
		who: whole(200, 'checklist.publish') },
	'POST /v1/checklists/{id}/versions': { thing: (side) => side.checklist(), isTenants: true,
		body: (_, { code }) => checklist({ code }), who: everybody(201) },
	'GET /v1/checklists/{id}/versions/{number}': { thing: of((side) => side.checklist()), isTenants: true,
		who: everybody(200) },
	'PUT /v1/checklists/{id}/versions/{number}': { thing: (side) => side.checklist(true), isTenants: true,
		headers: ({ etag }) => ({ 'if-match': etag }), body: (_, { code }) => checklist({ code }), who: everybody(200) },
	'DELETE /v1/checklists/{id}/versions/{number}': { thing: of((side) => side.checklist(true)), isTenants: true,
		who: everybody(204) },
	'POST /v1/checklists/{id}/versions/{number}/publish': { thing: of((side) => side.checklist(true)),
		isTenants: true, who: whole(200, 'checklist.publish') },
	'GET /v1/checklists/workbook': { who: everybody(200) },
	'POST /v1/checklists/workbook': { query: '?dry_run=true', headers: () => ({ 'content-type': 'text/csv' }),
		body: () => 'Question,Points\nClean?,5\n', who: everybody(200) },
	'GET /v1/checklists/{id}/versions/{number}/workbook': { thing: of((side) => side.checklist()),
		isTenants: true, who: everybody(200) },
	'GET /v1/checklists/{id}/versions/{number}/document': { thing: of((side) => side.checklist()),
		isTenants: true, who: everybody(200) },

	'PUT /v1/photos/{sha256}': { thing: () => ({ bytes: picture() }), ownThing: true,
		params: ({ bytes }) => ({ sha256: sha256(bytes) }), body: (side, { bytes }) => bytes,
		headers: () => ({ 'content-type': 'image/png' }), who: (c) => (mayBring(c) ? 201 : 403), isTenants: true },
	...Object.fromEntries(['', '/thumbnail', '/view', '/original'].map((what) =>
		[`GET /v1/photos/{sha256}${what}`, { thing: (side) => ({ sha256: side.picture }),
			who: seen((c) => c.at('inspection.read', 'finding.read', 'action.read') || readsVisits(c)) }])),

	'POST /v1/inspections': { unseen: 422, who: guarded(201, (c) => c.at('inspection.plan'), (c) => c.at()),
		body: (side) => ({ unit_id: place.unit_id(side), checklist_id: side.list.id }) },
	'POST /v1/inspections/bulk': { unseen: 422, who: guarded(201, (c) => c.at('inspection.plan'), (c) => c.at()),
		body: (side) => ({ inspections: [{ unit_id: place.unit_id(side), checklist_id: side.list.id }] }) },
	'GET /v1/inspections': { who: everybody(200) },
	'GET /v1/inspections/{id}': { thing: of((side) => side.startedVisit()), who: seen(readsVisits) },
	'PATCH /v1/inspections/{id}': { thing: of((side) => side.startedVisit()), body: () => ({ note: 'n' }),
		who: guarded(200, (c) => c.at('inspection.plan'), readsVisits) },
	'POST /v1/inspections/{id}/cancel': { thing: of((side) => side.startedVisit()),
		body: () => ({ reason: 'Closed' }), who: guarded(200, (c) => c.at('inspection.plan'), readsVisits) },
	'GET /v1/inspections/{id}/bundle': { thing: of((side) => side.visit()),
		who: guarded(200, (c) => c.at('inspection.conduct'), readsVisits) },
	'POST /v1/inspections/{id}/take': { thing: of((side) => side.visit()),
		who: guarded(200, (c) => c.at('inspection.conduct'), readsVisits) },
	'POST /v1/inspections/{id}/start': { thing: of((side) => side.visit()), body: () => ({}),
		who: guarded(200, (c) => c.at('inspection.conduct'), readsVisits) },
	'GET /v1/inspections/{id}/sheet': { thing: of((side) => side.startedVisit()), who: seen(readsVisits) },
	'PUT /v1/inspections/{id}/sheet': { thing: of((side) => side.startedVisit()), body: () => ({ answers: good }),
		headers: () => ({ 'if-match': '"1-0"' }), who: guarded(200, () => false, readsVisits) },
	'PATCH /v1/inspections/{id}/sheet': { thing: of((side) => side.startedVisit()),
		headers: () => ({ 'if-match': '"1-0"' }), body: () => ({ answers: {} }), who: guarded(200, () => false, readsVisits) },
	'POST /v1/inspections/{id}/submit': { thing: of((side) => side.visit()), body: () => ({ answers: bad }),
		who: guarded(200, (c) => c.at('inspection.conduct'), readsVisits) },
	'POST /v1/inspections/{id}/corrections': { thing: of((side) => side.visitToReview()),
		body: () => ({ answers: good, reason: 'Mistyped' }),
		who: guarded(200, (c) => c.at('inspection.review'), readsVisits) },
	'POST /v1/inspections/{id}/release': { thing: of((side) => side.visitToReview()),
		who: guarded(200, (c) => c.at('inspection.review'), readsVisits) },

	'GET /v1/inspections/{id}/review': { thing: of((side) => side.visitToReview()), who: seen(readsVisits) },
	...Object.fromEntries([['return'], ['exclude'], ['reshop', 'inspection.plan', 201]].map(([verb, more, status = 200]) =>
		[`POST /v1/inspections/{id}/${verb}`, { thing: of((side) => side.visitToReview()), body: () => ({ reason: 'Vague' }),
			who: guarded(status, (c) => c.at('inspection.review') && (!more || c.at(more)), readsVisits) }])),
	'POST /v1/inspections/{id}/misfire': { thing: of((side) => side.visit({ needs_review: true })),
		body: async (side, thing, api) => ({ note: 'Closed', photos: [await side.ownPhoto(api)] }),
		who: guarded(200, (c) => c.at('inspection.conduct'), readsVisits) },
	'GET /v1/reviews': { who: everybody(200) },
	'GET /v1/review-policy': { who: whole(200, 'organization.manage') },
	'PATCH /v1/review-policy': { body: () => ({ review_hours: 48 }), who: whole(200, 'organization.manage') },
	'POST /v1/inspections/{id}/void': { thing: of((side) => side.releasedVisit()), body: () => ({ reason: 'Wrong store' }),
		who: guarded(200, (c) => c.at('inspection.void'), readsVisits) },
	'POST /v1/inspections/{id}/lost-photos': { thing: of((side) => side.visit()),
		body: () => ({ sha256: sha256(randomUUID()), question: 'view', reason: 'The phone fell' }),
		who: guarded(201, (c) => c.at('photo.write_off'), readsVisits) },

	/* No built-in role has mystery.identity; mystery.test.js has who does. */
	'GET /v1/shoppers': { who: everybody(200) },
	'POST /v1/shoppers': { body: (side) => ({ person_id: side.fixer.person.id, nickname: newCode('Bird') }), who: everybody(201) },
	'GET /v1/shoppers/{id}': { thing: of((side) => side.visit()), who: everybody(404) },
	'PATCH /v1/shoppers/{id}': { thing: of((side) => side.visit()), body: () => ({}), who: everybody(404) },
	'POST /v1/shoppers/{id}/recognised': { thing: of((side) => side.visit()), who: everybody(404),
		body: (side) => ({ unit_id: side.at('shanghai').id }) },
	'GET /v1/mystery/visits': { who: everybody(200) },
	'GET /v1/mystery/visits/{id}/requirements': { thing: of((side) => side.mysteryVisit()), who: seen((c) => c.at('inspection.plan')) },
	'PUT /v1/mystery/visits/{id}/requirements': { thing: of((side) => side.mysteryVisit()), body: () => ({}),
		who: guarded(200, (c) => c.at('inspection.plan'), readsVisits) },
	'GET /v1/mystery/offers': { who: everybody(200) },
	/* nobody of these is in the register */
	...Object.fromEntries([['take', () => ({ on: '2026-12-01' })], ['give-back']].map(([verb, body]) =>
		[`POST /v1/mystery/offers/{id}/${verb}`, { thing: of((side) => side.mysteryVisit()), body, who: everybody(404) }])),

	'GET /v1/findings': { who: everybody(200) },
	'POST /v1/findings': { who: guarded(201, (c) => c.at('finding.create'), (c) => c.at()),
		body: (side) => ({ unit_id: place.unit_id(side), severity: 'minor', title: { en: 'Wet' },
			department_id: side.housekeeping.id }) },
	'GET /v1/findings/{id}': { thing: of((side) => side.finding()), who: seen((c) => c.at('finding.read')) },

	'GET /v1/actions': { who: everybody(200) },
	'GET /v1/actions/{id}': { thing: of((side) => side.action()), who: seen(readsActions) },
	'GET /v1/actions/{id}/timeline': { thing: of((side) => side.action()), who: seen(readsActions) },
	'POST /v1/actions/{id}/plan': { thing: of((side) => side.action('open', 'major')),
		body: () => ({ cause: 'A leak', plan: 'Mend it' }), who: step('action.work') },
	'POST /v1/actions/{id}/start': { thing: of((side) => side.action()), who: step('action.work') },
	'POST /v1/actions/{id}/hand-in': { thing: of((side) => side.action('in_progress')), who: step('action.work'),
		body: async (side, thing, api) => ({ done: 'Mopped', photos: [await side.ownPhoto(api)] }) },
	'POST /v1/actions/{id}/verify': { thing: of((side) => side.action('submitted')), body: () => ({}),
		who: step('action.verify') },
	'POST /v1/actions/{id}/return': { thing: of((side) => side.action('submitted')),
		body: () => ({ reason: 'Still wet' }), who: step('action.verify') },
	'POST /v1/actions/{id}/assign': { thing: of((side) => side.action()),
		body: (side) => ({ person_id: side.fixer.person.id }), who: step('action.assign') },
	'POST /v1/actions/{id}/raise': { thing: of((side) => side.action()), body: () => ({ reason: 'Again' }),
		who: step(['action.assign', 'action.verify']) },
	'POST /v1/actions/{id}/cancel': { thing: of((side) => side.action()), body: () => ({ reason: 'Not ours' }),
		who: step('action.cancel') },
	'POST /v1/actions/{id}/waive': { thing: of((side) => side.action()), body: () => ({ reason: 'So be it' }),
		who: step('action.approve') },
	'POST /v1/actions/{id}/extensions': { thing: of((side) => side.action()), who: guarded(201,
		(c) => c.at('action.work'), readsActions), body: () => ({ due_at: later(), reason: 'Rain' }) },
	...Object.fromEntries(['approve', 'decline'].map((verb) =>
		[`POST /v1/actions/{id}/extensions/{extension_id}/${verb}`, { thing: (side) => side.extension(later()),
			body: () => ({}), who: step('action.approve') }])),
	'POST /v1/actions/hand-over': { who: everybody(200), body: (side) => ({ from_person_id: randomUUID(),
		to_person_id: side.fixer.person.id, reason: 'On leave' }) },
	'POST /v1/actions/{id}/look-elsewhere': { thing: of((side) => side.actionOfVisit()), who: guarded(201,
		(c) => c.at('inspection.plan'), readsActions),
	body: (side) => ({ unit_ids: [side.at('ningbo').id], due_at: later() }) },
	'POST /v1/actions/{id}/proposals': { thing: of((side) => side.action('closed')), who: guarded(201,
		(c) => c.at('action.work', 'action.verify', 'action.assign'), readsActions),
	body: () => ({ kind: 'training', text: 'Show it' }) },
	'GET /v1/proposals': { who: everybody(200) },
	...Object.fromEntries(['accept', 'decline'].map((verb) => [`POST /v1/proposals/{id}/${verb}`,
		{ thing: of((side) => side.proposal()), isTenants: true, body: () => ({}), who: whole(200, 'action.approve') }])),
	'GET /v1/extensions': { who: everybody(200) },
	'POST /v1/actions/{id}/comments': { thing: of((side) => side.action()), body: () => ({ text: 'Seen' }),
		who: guarded(201, readsActions, () => false) },

	'POST /v1/findings/{id}/appeals': { thing: of((side) => side.foundAtVisit()), body: () => ({ reason: 'It was dry' }),
		who: guarded(201, (c) => c.at('appeal.make'), (c) => c.at('finding.read')) },
	'GET /v1/appeals': { who: everybody(200) },
	'GET /v1/appeals/{id}': { thing: of((side) => side.appeal()), who: seen((c) => c.at('finding.read')) },
	'POST /v1/appeals/{id}/decide': { thing: of((side) => side.appeal()), body: () => ({ outcome: 'upheld', note: 'Wet' }),
		who: guarded(200, (c) => c.at('appeal.decide'), (c) => c.at('finding.read')) },
	/* nobody but who made it: that is tried in appeals.test.js */
	'POST /v1/appeals/{id}/withdraw': { thing: of((side) => side.appeal()),
		who: guarded(200, () => false, (c) => c.at('finding.read')) },

	'GET /v1/escalation-policy': { who: whole(200, 'organization.manage') },
	'PUT /v1/escalation-policy': { body: () => ({ is_on: true, clock: 'all_hours', extensions_most: 2,
		ladders: { critical: [], major: [], minor: [] } }), who: whole(200, 'organization.manage') },
	'GET /v1/escalations': { who: everybody(200) },
	'GET /v1/audit': { who: whole(200, 'audit.read') },
	'GET /v1/webhooks': { who: whole(200, 'webhook.manage') },
	'POST /v1/webhooks': { body: () => ({ url: 'https://hook.invalid/' }), who: whole(201, 'webhook.manage') },
	...Object.fromEntries([['GET', '', 200], ['PATCH', '', 200, {}], ['DELETE', '', 204], ['POST', '/rotate', 200],
		['POST', '/test', 202], ['GET', '/deliveries', 200]].map(([method, more, status, body]) =>
		[`${method} /v1/webhooks/{id}${more}`, { thing: of((side) => side.webhook()), isTenants: true,
			...body && { body: () => body }, who: whole(status, 'webhook.manage') }])),
	'POST /v1/webhooks/{id}/deliveries/{delivery_id}/redeliver': { thing: (side) => side.delivery(), isTenants: true,
		who: whole(202, 'webhook.manage') },
	'GET /v1/plans': { who: everybody(200) },
	'POST /v1/plans': { unseen: 422, body: (side) => side.planned(), who: guarded(201, (c) => c.at('inspection.plan'),
		(c) => c.at()) },
	'POST /v1/plans/preview': { unseen: 422, body: (side) => side.planned(), who: guarded(200,
		(c) => c.at('inspection.plan'), (c) => c.at()) },
	'GET /v1/plans/{id}': { thing: of((side) => side.plan()), who: seen((c) => c.at('inspection.plan')) },
	'PATCH /v1/plans/{id}': { thing: of((side) => side.plan()), body: () => ({ name: 'Other' }),
		who: seen((c) => c.at('inspection.plan')) },
	'GET /v1/plans/{id}/occurrences': { thing: of((side) => side.plan()), who: seen((c) => c.at('inspection.plan')) },
	'GET /v1/plans/{id}/draw': { query: '?occurrence=2150-01-01T09:00', thing: of((side) => side.plan()), who: everybody(404) },
	'GET /v1/inbox': { who: everybody(200) },
	'GET /v1/inbox/count': { who: everybody(200) },
	'POST /v1/inbox/read': { body: () => ({ until: '2026-01-01T00:00:00Z' }), who: everybody(204) },
	/* one's own are tried in inbox.test.js */
	'POST /v1/inbox/{id}/read': { thing: (side) => side.notice(), who: everybody(404) },

	'GET /v1/changes': { who: everybody(200) },

	'GET /v1/reports/scores': { query: '?by=unit', who: everybody(200) },
	'GET /v1/reports/findings': { query: '?by=unit', who: everybody(200) },
	'GET /v1/reports/actions': { query: '?by=unit', who: everybody(200) },
	'GET /v1/reports/escalations': { query: '?by=unit', who: everybody(200) },
	'GET /v1/reports/appeals': { query: '?by=unit', who: everybody(200) },
	'GET /v1/reports/punctuality': { query: '?by=unit', who: everybody(200) },
};

/* ---- asking */

let server;
let side;
let other;
let callers;

before(async () => {
	server = await start();
	[side, other] = [await Side.of(server, 'demo'), await Side.of(server, 'other')];
	callers = await callersOf(side, other);
});
after(() => server?.stop());

const entryOf = (route) => entries[route.name];
const asked = routes.filter((route) => !route.isPublic);
const pathOf = (route, params) => route.path.replace(/\{(\w+)\}/g, (_, name) =>
	params[name] ?? { number: '1', code: 'a-code', extension_id: randomUUID(), delivery_id: randomUUID() }[name]);

async function ask(route, api, thing) {
	const entry = entryOf(route);
	const params = entry.params?.(thing) ?? thing;
	const body = await entry.body?.(side, thing, api);
	return api.request(route.method, pathOf(route, params) + (entry.query ?? ''), body, entry.headers?.(thing));
}

/* What the route's right and the entry say together. */
function expected(route, caller) {
	const entry = entryOf(route);
	if (route.right && !caller.has(route.right))
		return 403;
	if (caller.place === 'abroad')
		return entry.isTenants && route.path.includes('{id}') ? 404 : entry.unseen && entry.who(caller) >= 400 ?
			entry.unseen : entry.who(caller);
	const status = entry.who(caller);
	return status === 404 && entry.unseen ? entry.unseen : status;
}

/* Every caller's answer against what is expected of it. */
async function assertMatrix(route) {
	const entry = entryOf(route);
	const wrong = [];
	let common = await entry.thing?.(side);
	for (const caller of callers) {
		const status = expected(route, caller);
		const answer = await ask(route, caller.api, common);
		if (answer.status !== status)
			wrong.push(`${caller.name}: ${answer.status} instead of ${status}: ${answer.text.slice(0, 200)}`);
		/* Whoever may has changed it; the next caller needs another one. */
		if (route.method !== 'GET' && (answer.status < 300 || entry.ownThing))
			common = await entry.thing?.(side);
	}
	assert.deepEqual(wrong.slice(0, 5), [], `${wrong.length} of ${callers.length} callers`);
}

describe('whoever asks', () => {
	it('asks for everything that there is', () => {
		assert.deepEqual(asked.filter((route) => !entryOf(route)).map(({ name }) => name), []);
		const names = asked.map(({ name }) => name);
		assert.deepEqual(Object.keys(entries).filter((name) => !names.includes(name)), []);
	});

	it('is told 401 without a token, of what is there and of what is not', async () => {
		const api = server.api();
		for (const route of asked) {
			const params = { id: randomUUID(), sha256: 'ab'.repeat(32) };
			const answer = await api.request(route.method, pathOf(route, params));
			assert.equal(answer.status, 401, route.name);
		}
	});

	for (const route of asked.filter((one) => !entryOf(one)?.isLast))
		it(`is answered by right: ${route.name}`, () => assertMatrix(route));
});

describe('what another tenant has', () => {
	/* The same but for the ids that were asked for. */
	const plain = ({ status, body, text }, asked) => ({ status,
		text: body ? JSON.stringify({ ...body, instance: undefined }).replaceAll(asked, 'ID') : text });
	const key = (thing) => Object.values(thing).find((value) => typeof value === 'string');

	for (const route of asked.filter(({ path }) => /\{(id|sha256)\}/.test(path)))
		it(`is answered like what nobody has: ${route.name}`, async () => {
			const entry = entryOf(route);
			if (entry.ownThing)
				return;
			const theirs = await entry.thing(other);
			const nobodys = theirs.id ? { ...theirs, id: randomUUID() } :
				{ ...theirs, sha256: sha256(Buffer.from(randomUUID())) };
			const there = await ask(route, side.admin, theirs);
			const nowhere = await ask(route, side.admin, nobodys);
			assert.ok([403, 404, 422].includes(there.status), there.text);
			assert.deepEqual(plain(there, key(theirs)), plain(nowhere, key(nobodys)));
		});

	it('is answered as fast, too', async () => {
		const theirs = [(await other.startedVisit()).id, (await other.action()).id];
		const median = (list) => list.sort((a, b) => a - b)[list.length / 2];
		const measured = async (path, id) => {
			const times = { theirs: [], nobodys: [] };
			for (let round = 0; round < 40; round++)
				for (const [whose, which] of [['theirs', id], ['nobodys', randomUUID()]]) {
					const began = process.hrtime.bigint();
					assert.equal((await side.admin.get(`/v1/${path}/${which}`)).status, 404);
					times[whose].push(Number(process.hrtime.bigint() - began) / 1e6);
				}
			return [median(times.theirs), median(times.nobodys)];
		};
		const isAlike = ([a, b]) => Math.abs(a - b) < 2 + Math.min(a, b) / 2;
		/* What can be told by time can be told each time; a busy machine does it now and then. */
		for (const [i, path] of ['inspections', 'actions'].entries())
			for (let attempt = 1, times = null; !times || !isAlike(times); attempt++) {
				times = await measured(path, theirs[i]);
				assert.ok(isAlike(times) || attempt < 10, `${path}: ${times.join(' ms and ')} ms`);
			}
	});

	it('is in no list, and nor is what lies in another branch', async () => {
		const mine = [(await side.startedVisit()).id, (await side.action()).id, (await side.finding()).id];
		const theirs = [(await other.startedVisit()).id, (await other.action()).id, (await other.finding()).id,
			other.top.id, other.list.id, other.fixer.person.id, other.picture];
		const beside = [...mine, side.at('shanghai').id, side.at('ningbo').id];
		const lists = asked.filter(({ method, path }) => method === 'GET' && !path.includes('{'));
		for (const caller of callers.filter(({ place: where }) => ['west', 'group', 'none'].includes(where))) {
			for (const route of lists) {
				const { text } = await caller.api.get(route.path + (entryOf(route).query ?? ''));
				for (const hidden of caller.place === 'group' ? theirs : [...theirs, ...beside])
					assert.ok(!text.includes(hidden), `${route.name} for ${caller.name} tells of ${hidden}`);
			}
		}
	});
});

/* Last, because it ends the callers' sessions. */
describe('what is one\'s own', () => {
	for (const name of ['POST /v1/me/password', 'DELETE /v1/sessions'])
		it(`is everybody's: ${name}`, () => assertMatrix(asked.find((route) => route.name === name)));

	it('is all of that', () => assert.deepEqual(asked.filter((one) => entryOf(one)?.isLast).map(({ name }) => name),
		['DELETE /v1/sessions/current', 'DELETE /v1/sessions', 'POST /v1/me/password']));
});
