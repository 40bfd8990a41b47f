/*
 * Nothing of a mystery visit can be seen from the store before its release: every GET of routes.def,
 * asked by the store's people for every thing there is and with every filter that could tell, is
 * answered to the byte as it was before the visit was thought of. The clock stands still meanwhile.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { is } from './group.js';
import { mysteryWorld } from './mystery_world.js';
import { until } from './postgres_session.js';
import { bad, day, good, hour, photo } from './visits.js';

const routes = [...readFileSync(new URL('../../server/routes.def', import.meta.url), 'utf8').matchAll(
	/^(?:PUBLIC|ROUTE)\(GET,\s*"([^"]+)",/gm)].map(([, path]) => path).filter((path) => !path.includes('{rest}') && path !== '/');

let w;
let store; /* somebody who may do everything at the store, and nothing beyond */
let id;
let ids;
let hashes;
let cursors;

before(async () => {
	w = await mysteryWorld();
	const rights = w.group.roles.admin.rights;
	const role = await w.group.role(rights);
	store = await w.group.somebody(role.code, w.shanghai);
	w.shopperApi = await w.shopper();
	id = randomUUID();
	const tour = await w.done(await w.checklist(), bad);
	hashes = [await photo(w, { by: w.shopperApi.person.login }), await photo(w, { by: w.shopperApi.person.login })];
	ids = [id, tour.inspection.id, tour.findings[0].id, tour.findings[0].action_id, w.shanghai.id, w.top.id, w.list.id,
		w.shopperApi.shopper.id, w.shopperApi.person.id, w.manager.person.id, w.inspector.person.id];
	/* Everything that loops make of that is there. */
	await settled();
});
after(() => w?.stop());

/* Every event has its place, and everybody has been told. */
const settled = () => until(async () => (await w.sql(`select (select count(*) from event where seq is null
	and tell_at is null) = 0 and not exists (select from teller t join stamp s using (tenant_id) where t.event_seq < s.event_seq)
	as is_settled`))[0].is_settled, 'everybody has been told');

const filters = {
	'/v1/inspections': () => ['sort=due', 'mine=true', 'free=true&sort=due', 'kind=mystery', 'kind=mystery&sort=due',
		'state=planned,open,started,submitted', 'state=excluded,misfired,missed,cancelled', 'state=released',
		`unit_id=${w.shanghai.id}`, `checklist_id=${w.list.id}`, `lead_id=${w.shopperApi.person.id}`, 'limit=1', 'status=fail',
		'from=2020-01-01T00:00:00Z', `to=${new Date(w.server.clock.now + 90 * day).toISOString()}`],
	'/v1/reviews': () => ['state=waiting,returned,approved,released,excluded', 'kind=mystery', `unit_id=${w.shanghai.id}`],
	'/v1/findings': () => ['kind=mystery', `inspection_id=${id}`, `checklist_id=${w.list.id}`, 'question=floor.clean'],
	'/v1/actions': () => [`checklist_id=${w.list.id}`, 'overdue=true', 'state=open', `responsible_id=${w.manager.person.id}`],
	'/v1/changes': () => ['limit=1', 'after=0', 'after=0&limit=500', 'after=0&kinds=inspection.released', ...cursors.map((after) => `after=${encodeURIComponent(after)}`)],
	'/v1/inbox': () => ['unread=true'],
	'/v1/memberships': () => [`person_id=${w.shopperApi.person.id}`],
	'/v1/people': () => ['q=shopper'],
	'/v1/units/export': () => ['format=csv'],
	'/v1/people/export': () => ['format=csv'],
	'/v1/reports/scores': () => ['unit', 'brand', 'region', 'checklist', 'question', 'inspector', 'department', 'month', 'week', 'day', 'kind']
		.flatMap((by) => [`by=${by}`, `by=${by}&kind=mystery`]),
	'/v1/reports/findings': () => ['unit', 'question', 'department', 'checklist'].flatMap((by) => [`by=${by}`, `by=${by}&kind=mystery`]),
	'/v1/reports/actions': () => ['unit', 'department', 'checklist', 'month'].map((by) => `by=${by}`),
};

/* Paths of a route, with everything there is in the place of what it names. */
function targets(path) {
	const named = path.match(/\{\w+\}/)?.[0];
	if (!named)
		return [path, ...(filters[path]?.() ?? []).map((query) => `${path}?${query}`)];
	const values = named === '{sha256}' ? hashes : ids;
	return values.map((value) => path.replace(named, value).replaceAll(/\{\w+\}/g, named === '{id}' && path.includes('number') ? '1' : ids[0]));
}

async function look(api) {
	const seen = {};
	for (const path of routes)
		for (const target of targets(path)) {
			const answer = await api.get(target);
			/* What differs each time: the request's id, sealed cursors, and the date in a workbook. */
			const text = /spreadsheet|zip/.test(answer.headers.get('content-type')) ? '' : (answer.text ?? '')
				.replaceAll(/"instance":"[^"]*"/g, '').replace(path === '/v1/changes' ? /"next":"[^"]{100,}"/ : /^$/, '');
			seen[target] = `${answer.status} ${answer.headers.get('etag')} ${answer.headers.get('link')} ${text}`;
		}
	return seen;
}

const lookAll = async () => ({ manager: await look(w.manager), store: await look(store) });

describe('a mystery visit', () => {
	it('is seen nowhere at the store before its release, however far it has come', async () => {
		const cursor = async (api) => is(await api.get('/v1/changes?limit=200'), 200).next;
		cursors = [await cursor(w.manager), await cursor(store)];
		const earlier = await lookAll();
		assert.ok(Object.keys(earlier.store).length > 200);
		const unchanged = async (step) => {
			await settled();
			const now = await lookAll();
			for (const who of ['manager', 'store'])
				for (const [target, text] of Object.entries(now[who]))
					assert.equal(text, earlier[who][target], `${who}: GET ${target} tells that the visit ${step}`);
		};
		await unchanged('is not there yet');

		const shopper = w.shopperApi;
		const due_at = new Date(w.server.clock.now + 20 * hour).toISOString();
		is(await w.quality.post('/v1/inspections', { id, unit_id: w.shanghai.id, checklist_id: w.list.id, due_at }), 201);
		await unchanged('is planned');
		is(await w.take(shopper, id, w.dayIn(0)), 200);
		await unchanged('is taken');
		const { context } = is(await shopper.get(`/v1/inspections/${id}/bundle`), 200);
		is(await shopper.post(`/v1/inspections/${id}/start`, { context_id: context.id }), 200);
		await unchanged('is started');
		const answers = { ...bad, view: { photos: [hashes[0]] }, remark: { text: 'Nobody was there.' } };
		is(await w.submit(id, answers, shopper, { context_id: context.id }), 200);
		await unchanged('is submitted');
		is(await w.quality.post(`/v1/inspections/${id}/corrections`, { answers, reason: 'A name was in it.' }), 200);
		is(await w.quality.post(`/v1/inspections/${id}/return`, { reason: 'Say more.' }), 200);
		await unchanged('is returned');
		const etag = (await shopper.get(`/v1/inspections/${id}/sheet`)).headers.get('etag');
		is(await w.submit(id, { ...answers, remark: { text: 'Nobody was there for an hour.' } }, shopper, {}, { 'if-match': etag }), 200);
		is(await w.admin.patch('/v1/review-policy', { mystery_release_from_hours: 24, mystery_release_to_hours: 72 }), 200);
		is(await w.quality.post(`/v1/inspections/${id}/release`, { grade: 8 }), 200);
		await unchanged('is approved');

		await w.pass(73 * hour);
		await until(async () => (await w.sql(`select state from inspection where id = '${id}'`))[0].state === 'released', 'the release');
		const shown = is(await w.manager.get(`/v1/inspections/${id}`), 200);
		assert.deepEqual([shown.day_part !== null, shown.started_at, shown.submitted_at], [true, null, null]);
		is(await w.manager.get(`/v1/photos/${hashes[0]}`), 200);
		is(await w.manager.get(`/v1/photos/${hashes[1]}`), 404, 'not_found');
		is(await w.manager.get(`/v1/inspections/${id}/review`), 404, 'not_found');
		await settled();
		const kinds = is(await w.manager.get('/v1/changes?after=0&limit=500'), 200).items.filter((item) => item.subject_id === id)
			.map((item) => item.kind);
		assert.deepEqual(kinds, ['inspection.released']);
	});

	it('that is left out is never seen there', async () => {
		w.keeper.token = await w.server.signIn('demo', w.keeper.person.login);
		const [list, another] = [w.list, await w.shopper()];
		store.token = await w.server.signIn('demo', store.person.login);
		id = randomUUID();
		ids[0] = id;
		await settled();
		cursors = [];
		const earlier = await lookAll();
		is(await w.admin.patch('/v1/review-policy', { store_spacing_days: 0 }), 200);
		is(await w.quality.post('/v1/inspections', { id, unit_id: w.shanghai.id, checklist_id: list.id, lead_id: another.person.id }), 201);
		is(await w.submit(id, good, another), 200);
		is(await w.quality.post(`/v1/inspections/${id}/exclude`, { reason: 'The wrong hall.' }), 200);
		await settled();
		assert.deepEqual(await lookAll(), earlier);
	});
});
