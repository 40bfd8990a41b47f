/* A released visit that was wrong, and photographs that were lost with their phone. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { refused, sha, World } from './actions_world.js';

let w;
let id;
before(async () => {
	w = await World.start();
	const admin = await w.as('admin');
	const question = (key, severity) => ({ key, text: { en: `About ${key}` }, type: 'check', points: 1, fails: false,
		severity, department: 'rooms', photos: { max: 3 } });
	const made = w.ok(await admin.post('/v1/checklists', { format: 'gemba.checklist/1', code: 'void', kind: 'tour',
		title: { en: 'Void' }, scoring: { method: 'points' }, sections: [{ key: 'lobby', title: { en: 'Lobby' },
			questions: [question('lamp', 'minor'), question('floor', 'major')] }] }), 201);
	w.ok(await admin.post(`/v1/checklists/${made.id}/versions/1/publish`));
	id = made.id;
});
after(() => w?.stop());

const plan = async (store, more = {}) => w.ok(await (await w.as('admin')).post('/v1/inspections',
	{ unit_id: w.ids[store], checklist_id: id, lead_id: w.ids.inspector, ...more }), 201).id;

async function submit(inspection, failed = [], photos = {}) {
	const answers = Object.fromEntries(['lamp', 'floor'].map((key) => [key,
		{ check: !failed.includes(key), ...photos[key] && { photos: photos[key] } }]));
	return (await w.as('inspector')).post(`/v1/inspections/${inspection}/submit`, { answers });
}

async function visit(store, failed) {
	await w.server.clock.advance(60000);
	return w.ok(await submit(await plan(store), failed));
}

const voiding = async (inspection, reason = 'Wrong store', login = 'qa') =>
	(await w.as(login)).post(`/v1/inspections/${inspection}/void`, { reason });

async function verified(action, plan = {}) {
	await w.do(action, 'north', 'plan', { cause: 'A leak', plan: 'Mend it', ...plan });
	await w.do(action, 'north', 'start');
	await w.handIn(action, 'north');
	return w.do(action, 'qa', 'verify', {});
}

describe('a released visit that was wrong', () => {
	it('stays visible as voided, and counts for nothing', async () => {
		const store = await w.addStore();
		const { inspection, findings } = await visit(store, ['lamp', 'floor']);
		const voided = w.ok(await voiding(inspection.id));
		assert.deepEqual([voided.state, voided.void_reason, voided.voided_at !== null], ['voided', 'Wrong store', true]);
		assert.deepEqual(w.ok(await voiding(inspection.id)), voided);
		refused(await voiding(inspection.id, 'Another reason'), 409, 'inspection_not_open');
		const admin = await w.as('admin');
		for (const { id: finding, action_id } of findings) {
			assert.equal(w.ok(await admin.get(`/v1/findings/${finding}`)).is_void, true);
			const action = await w.get(action_id);
			assert.deepEqual([action.state, action.cancel_reason], ['cancelled', 'Wrong store']);
		}
		const report = async (name) => w.ok(await admin.get(`/v1/reports/${name}?unit_id=${w.ids[store]}&by=unit`)).total;
		assert.equal((await report('scores')).visits, 0);
		assert.equal((await report('findings')).findings, 0);
		const next = await plan(store);
		const bundle = w.ok(await (await w.as('inspector')).get(`/v1/inspections/${next}/bundle`));
		assert.deepEqual([bundle.context.history, bundle.previous], [{}, []]);
		const [told] = await w.sql(`select data from event where kind = 'inspection.voided' and subject_id = '${inspection.id}'`);
		assert.deepEqual(told.data, { reason: 'Wrong store' });
	});

	it('cancels nothing that somebody works on, or that others found', async () => {
		const store = await w.addStore();
		const first = await visit(store, ['lamp', 'floor']);
		const [lamp, floor] = first.findings.map((finding) => ({ id: finding.action_id }));
		await w.do(lamp, 'north', 'start');
		const second = await visit(store, ['floor']);
		w.ok(await voiding(second.inspection.id));
		assert.equal((await w.get(floor)).state, 'open');
		assert.deepEqual((await w.get(floor)).findings.map((finding) => finding.is_void), [false, true]);
		w.ok(await voiding(first.inspection.id));
		assert.deepEqual([(await w.get(lamp)).state, (await w.get(floor)).state], ['in_progress', 'cancelled']);
		const last = (await w.timeline(lamp)).at(-1);
		assert.deepEqual([last.kind, last.text, last.inspection_id], ['action.finding_voided', 'Wrong store', first.inspection.id]);
	});

	it('withdraws what it proved', async () => {
		const store = await w.addStore();
		const action = { id: (await visit(store, ['floor'])).findings[0].action_id };
		await verified(action);
		await visit(store, []);
		const { inspection } = await visit(store, []);
		assert.equal((await w.get(action)).effect, 'effective');
		w.ok(await voiding(inspection.id));
		let shown = await w.get(action);
		assert.deepEqual([shown.state, shown.effect, shown.passes_nr, shown.closed_at], ['monitoring', null, 1, null]);
		assert.deepEqual(shown.checks.map((check) => check.withdrawn_at === null), [true, false]);
		await visit(store, []);
		shown = await w.get(action);
		assert.deepEqual([shown.state, shown.effect], ['closed', 'effective']);
	});

	it('takes back the round that it alone had begun', async () => {
		const store = await w.addStore();
		const action = { id: (await visit(store, ['floor'])).findings[0].action_id };
		await verified(action);
		const { inspection } = await visit(store, ['floor']);
		assert.deepEqual([(await w.get(action)).state, (await w.get(action)).round], ['open', 2]);
		w.ok(await voiding(inspection.id));
		const shown = await w.get(action);
		assert.deepEqual([shown.state, shown.round, shown.plan, shown.rounds, shown.verified_by],
			['monitoring', 1, 'Mend it', [], w.ids.qa]);
		await visit(store, ['floor']);
		assert.deepEqual([(await w.get(action)).state, (await w.get(action)).rounds.length], ['open', 1]);
	});

	it('is voided by whoever has the right, and only once it is released', async () => {
		const { inspection } = await visit('s1', []);
		for (const login of ['inspector', 'north', 'mgr'])
			refused(await voiding(inspection.id, 'x', login), 403, 'forbidden');
		refused(await (await w.as('qa')).post(`/v1/inspections/${inspection.id}/void`, {}), 422, 'invalid_body');
		refused(await voiding(await plan('s1')), 409, 'inspection_not_open');
		const other = await (await w.as('admin', 'other')).post(`/v1/inspections/${inspection.id}/void`, { reason: 'x' });
		refused(other, 404, 'not_found');
	});
});

describe('a photograph that was lost', () => {
	const lose = async (inspection, body, login = 'qa') => (await w.as(login)).post(`/v1/inspections/${inspection}/lost-photos`, body);

	it('is written off with a reason, and the submission does not wait for it', async () => {
		const inspection = await plan('s1');
		const [lost, there] = [sha(), await w.photo()];
		const photos = { lamp: [lost, there] };
		assert.deepEqual(refused(await submit(inspection, ['lamp'], photos), 409, 'photos_missing').photos, [lost]);
		const body = { sha256: lost, question: 'lamp', reason: 'The phone fell into the pool' };
		const noted = w.ok(await lose(inspection, body), 201);
		assert.deepEqual([noted.sha256, noted.reason, noted.person_id], [lost, body.reason, w.ids.qa]);
		assert.deepEqual(w.ok(await lose(inspection, body)), noted);
		const { inspection: shown, findings } = w.ok(await submit(inspection, ['lamp'], photos));
		assert.deepEqual(shown.lost_photos, [noted]);
		const finding = w.ok(await (await w.as('admin')).get(`/v1/findings/${findings[0].id}`));
		assert.deepEqual(finding.photos, [there]);
		refused(await lose(inspection, { ...body, sha256: sha() }), 409, 'inspection_not_open');
	});

	it('is not one that has arrived, nor of a question that is not asked', async () => {
		const inspection = await plan('s1');
		refused(await lose(inspection, { sha256: await w.photo(), question: 'lamp', reason: 'x' }), 409, 'photo_has_arrived');
		assert.deepEqual(refused(await lose(inspection, { sha256: sha(), question: 'roof', reason: 'x' }), 422, 'invalid_body')
			.errors.map((error) => error.pointer), ['/question']);
		for (const login of ['inspector', 'mgr'])
			refused(await lose(inspection, { sha256: sha(), question: 'lamp', reason: 'x' }, login), 403, 'forbidden');
	});
});
