/* Findings of visits: the actions that they open, join, raise and reopen. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { refused, World } from './actions_world.js';

let w;
before(async () => { w = await World.start(); });
after(() => w?.stop());

describe('a question that fails at a visit', () => {
	const day = 86400000;
	const question = (key, severity, department, more) => ({ key, text: { en: `About ${key}` }, type: 'check',
		points: 1, fails: false, severity, department, ...more });
	const checklist = (code, kind = 'tour') => ({
		format: 'gemba.checklist/1', code, title: { en: code }, kind, scoring: { method: 'points' },
		sections: [
			{ key: 'lobby', title: { en: 'Lobby' }, questions: [
				question('lamp', 'minor', 'works'),
				question('floor', 'major', 'rooms', { indicator: 'cleanliness.floor' }),
				question('exit', 'critical', 'works'),
				question('sign', 'minor', 'unheard-of')] },
			{ key: 'room', title: { en: 'Rooms' }, repeats: { name: { en: 'Room' }, max: 5 }, questions: [
				question('bed', 'minor', 'rooms')] }],
	});
	const fine = ['lamp', 'floor', 'exit', 'sign', 'bed@1', 'bed@2'];
	let id;

	before(async () => {
		id = await publish(checklist('lobby'));
	});

	async function publish(document) {
		const admin = await w.as('admin');
		const made = w.ok(await admin.post('/v1/checklists', document), 201);
		w.ok(await admin.post(`/v1/checklists/${made.id}/versions/1/publish`));
		return made.id;
	}

	/* A visit at which these questions fail, with a note each; the answer of its submission. */
	async function submit(inspection, failed, by = 'inspector', answers = {}) {
		const sheet = Object.fromEntries(fine.map((key) => [key, { check: !failed.includes(key) }]));
		for (const key of failed)
			sheet[key].note = `${key} is wrong`;
		return (await w.as(by)).post(`/v1/inspections/${inspection}/submit`,
			{ answers: { ...sheet, ...answers }, instances: { room: ['1203', '1507'] } });
	}

	/* A visit that has begun. */
	async function begin(store, by = 'inspector') {
		const made = w.ok(await (await w.as('admin')).post('/v1/inspections',
			{ unit_id: w.ids[store], checklist_id: id, lead_id: w.ids[by] }), 201);
		w.ok(await (await w.as(by)).post(`/v1/inspections/${made.id}/start`, {}));
		return made.id;
	}

	async function visit(store, failed, by, answers) {
		await w.server.clock.advance(60000);
		return w.ok(await submit(await begin(store), failed, by, answers));
	}

	const actionsAt = async (store) => Promise.all(w.ok(await (await w.as('admin')).get(
		`/v1/actions?unit_id=${w.ids[store]}&sort=newest`)).items.map((action) => w.get(action)));

	it('opens an action in the transaction of the release', async () => {
		const { inspection, findings } = await visit('s1', ['lamp', 'floor', 'exit', 'sign']);
		assert.deepEqual(findings.map((finding) => finding.question), ['lamp', 'floor', 'exit', 'sign']);
		const actions = await Promise.all(findings.map((finding) => w.get(finding.action_id)));
		assert.deepEqual(actions.map((action) => [action.question, action.kind, action.severity,
			action.needs_cause, action.responsible_name, action.routed_by]), [
			['lamp', 'correction', 'minor', false, 'Person eng', 'duty'],
			['floor', 'corrective', 'major', true, 'Person hk', 'duty'],
			['exit', 'corrective', 'critical', true, 'Person eng', 'duty'],
			['sign', 'correction', 'minor', false, 'Person mgr', 'manager']]);
		for (const action of actions) {
			const [finding] = action.findings;
			assert.deepEqual([finding.source, finding.inspection_id, finding.note, finding.lost, finding.found_by,
				finding.title, action.title, action.checklist_id], ['inspection', inspection.id,
				`${action.question} is wrong`, 1, w.ids.inspector, { en: `About ${action.question}` },
				finding.title, id]);
		}
		assert.deepEqual([actions[1].findings[0].indicator, actions[3].department_id], ['cleanliness.floor', null]);
		const list = w.ok(await (await w.as('admin')).get(`/v1/actions?inspection_id=${inspection.id}`));
		assert.deepEqual(list.items.map((action) => action.id).sort(), actions.map((action) => action.id).sort());
		assert.deepEqual(w.ok(await (await w.as('admin')).get('/v1/actions?question=floor')).items
			.map((action) => action.id), [actions[1].id]);
	});

	it('in several instances is one action with a finding for each', async () => {
		const store = await w.addStore();
		const { findings } = await visit(store, ['bed@1', 'bed@2']);
		assert.deepEqual(findings.map((finding) => finding.instance), ['1203', '1507']);
		const [action, ...others] = await actionsAt(store);
		assert.deepEqual(others, []);
		assert.deepEqual(action.findings.map((finding) => finding.note).sort(), ['bed@1 is wrong', 'bed@2 is wrong']);
		const [line] = await w.timeline(action);
		assert.deepEqual([line.kind, line.findings], ['action.opened', findings.map((finding) => finding.id)]);
	});

	it('joins the action that is open, raised to corrective as a repeat, and due by the earlier date', async () => {
		const store = await w.addStore();
		await visit(store, ['lamp', 'exit']);
		const [first] = (await actionsAt(store)).filter((action) => action.question === 'lamp');
		await w.do(first, 'north', 'start');
		await w.server.clock.advance(day);
		await w.policy('due_minor_hours', 24);
		await visit(store, ['lamp', 'exit']);
		await w.policy('due_minor_hours', 720);
		const actions = await actionsAt(store);
		assert.equal(actions.length, 2);
		const lamp = await w.get(first);
		assert.deepEqual([lamp.kind, lamp.state, lamp.needs_cause, lamp.started_by, lamp.severity],
			['corrective', 'open', true, null, 'minor']);
		assert.ok(lamp.due_at < first.due_at);
		assert.deepEqual(lamp.findings.map((finding) => finding.repeat), [1, 2]);
		assert.deepEqual((await w.timeline(lamp)).map((line) => line.kind),
			['action.opened', 'action.started', 'action.raised']);
		const exit = actions.find((action) => action.question === 'exit');
		assert.deepEqual((await w.timeline(exit)).map((line) => [line.kind, line.findings.length]),
			[['action.opened', 1], ['action.joined', 1]]);
	});

	it('joins what is planned, and leaves the plan as it is', async () => {
		const store = await w.addStore();
		await visit(store, ['floor']);
		const [action] = await actionsAt(store);
		await w.do(action, 'north', 'plan', { cause: 'A leak', plan: 'Mend it' });
		const { findings } = await visit(store, ['floor']);
		assert.equal(findings[0].action_id, action.id);
		const joined = await w.get(action);
		assert.deepEqual([joined.state, joined.plan, joined.due_at], ['planned', 'Mend it', action.due_at]);
	});

	it('sends what was handed in back to be planned, where it has no plan for what it has become', async () => {
		const store = await w.addStore();
		await visit(store, ['lamp']);
		const [action] = await actionsAt(store);
		await w.do(action, 'north', 'start');
		await w.handIn(action, 'north');
		await visit(store, ['lamp']);
		const back = await w.get(action, 'qa');
		assert.deepEqual([back.state, back.kind, back.handed_in_at, back.done], ['open', 'corrective', null, null]);
		refused(await w.try(action, 'qa', 'verify', {}), 409, 'action_not_in_state');
	});

	it('reopens the action that waits for its effect, for another round', async () => {
		const store = await w.addStore();
		await visit(store, ['floor']);
		const [action] = await actionsAt(store);
		const round = async (fixer, verifier) => {
			await w.do(action, fixer, 'plan', { cause: 'A leak', plan: 'Mend it' });
			await w.do(action, fixer, 'start');
			await w.handIn(action, fixer);
			return w.do(action, verifier, 'verify', {});
		};
		assert.equal((await round('north', 'inspector')).state, 'monitoring');
		await w.server.clock.advance(10 * day);
		await visit(store, ['floor']);
		const again = await w.get(action);
		assert.deepEqual([again.state, again.round, again.cause, again.plan, again.verified_by, again.handed_in_at],
			['open', 2, null, null, null, null]);
		assert.ok(again.due_at > action.due_at);
		assert.equal((await w.timeline(action)).at(-1).kind, 'action.reopened');
		await w.give('qa', 'regional_manager', 'brand');
		assert.equal((await round('qa', 'north')).round, 2);
		assert.deepEqual((await w.get(action)).photos.map((photo) => photo.round), [1, 2]);
	});

	it('opens another after the action is closed or cancelled', async () => {
		const store = await w.addStore();
		const { findings: [first] } = await visit(store, ['lamp']);
		await w.do(first.action_id, 'qa', 'cancel', { reason: 'Taken down' });
		const { findings: [second] } = await visit(store, ['lamp']);
		assert.notEqual(second.action_id, first.action_id);
		assert.deepEqual((await actionsAt(store)).map((action) => action.state), ['open', 'cancelled']);
	});

	it('at another store or of another checklist is another action', async () => {
		const [store, other] = [await w.addStore(), await w.addStore()];
		await visit(store, ['lamp']);
		await visit(other, ['lamp']);
		const tour = id;
		id = await publish(checklist('lobby-too'));
		await visit(store, ['lamp']);
		id = tour;
		assert.equal((await actionsAt(store)).length, 2);
		assert.equal((await actionsAt(other)).length, 1);
	});

	it('shows the photographs of its answer, which are not new for a fix', async () => {
		const store = await w.addStore();
		const photo = await w.photo();
		const { findings: [finding] } = await visit(store, ['lamp'], 'inspector',
			{ lamp: { check: false, photos: [photo] } });
		const action = await w.get(finding.action_id);
		assert.deepEqual(action.findings[0].photos, [photo]);
		await w.do(action, 'north', 'start');
		refused(await w.try(action, 'north', 'hand-in', { done: 'x', photos: [photo] }), 422, 'hand_in_needs_a_photo');
	});

	it('at two visits that are submitted at once is one action', async () => {
		for (let round = 0; round < 6; round++) {
			const store = await w.addStore();
			const visits = await Promise.all([begin(store), begin(store), begin(store)]);
			const failed = ['lamp', 'floor', 'exit', 'sign', 'bed@1', 'bed@2'];
			const answers = await Promise.all(visits.map((visit) => submit(visit, failed)));
			answers.forEach((answer) => w.ok(answer));
			const actions = await actionsAt(store);
			assert.deepEqual(actions.map((action) => action.question).sort(), ['bed', 'exit', 'floor', 'lamp', 'sign']);
			for (const action of actions) {
				assert.equal(action.findings.length, action.question === 'bed' ? 6 : 3);
				assert.deepEqual((await w.timeline(action)).map((line) => line.kind).sort(),
					['action.joined', 'action.joined', 'action.opened']);
			}
		}
	});

	it('is not lost between a visit and a verification at the same moment', async () => {
		for (let round = 0; round < 6; round++) {
			const store = await w.addStore();
			const { findings: [{ action_id: action }] } = await visit(store, ['floor']);
			await w.do(action, 'north', 'plan', { cause: 'A leak', plan: 'Mend it' });
			await w.do(action, 'north', 'start');
			await w.handIn(action, 'north');
			const next = await begin(store);
			const inspector = await w.as('inspector');
			const [verified, submitted] = await Promise.all([
				inspector.post(`/v1/actions/${action}/verify`, {}), submit(next, ['floor'])]);
			const after = await w.get(action);
			assert.equal(w.ok(submitted).findings[0].action_id, action);
			assert.equal(after.findings.length, 2);
			w.ok(verified);
			assert.ok(after.state === 'open' && after.round === 2 || after.state === 'monitoring', after.state);
			const kinds = (await w.timeline(action)).map((line) => line.kind);
			assert.equal(kinds.includes('action.reopened'), after.state === 'open');
		}
	});

	it('found by a mystery shopper says nothing of who found it, and when', async () => {
		const store = await w.addStore();
		await w.addPerson('ghost');
		await w.give('ghost', 'shopper', store);
		const tour = id;
		id = await publish(checklist('ghost', 'mystery'));
		const secret = await begin(store, 'ghost');
		id = tour;
		w.ok(await submit(secret, ['lamp'], 'ghost'));
		assert.deepEqual(await actionsAt(store), []);
		await w.server.clock.advance(3 * day);
		const admin = await w.as('admin');
		w.ok(await admin.patch('/v1/review-policy', { mystery_release_from_hours: 0, mystery_release_to_hours: 0 }));
		w.ok(await admin.post(`/v1/inspections/${secret}/release`));
		const [action] = await actionsAt(store);
		const [finding] = action.findings;
		assert.deepEqual([finding.found_by, finding.found_by_name, action.opened_by], [null, null, null]);
		assert.equal(finding.found_at, new Date(w.server.clock.now).toISOString());
		const [line] = await w.timeline(action);
		assert.deepEqual([line.person_id, line.person_name], [null, null]);
		for (const given of [action.id, finding.id, line.id])
			assert.equal(given[14], '4', given);
	});
});
