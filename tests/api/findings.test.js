/* Findings: whose action each becomes, and those that are written down by hand. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { refused, sha, World } from './actions_world.js';

let w;
before(async () => { w = await World.start(); });
after(() => w?.stop());

/* Whose action a finding at the unit becomes: [login, how]. */
async function routed(unit, department, more) {
	const { responsible_id, routed_by } = await w.open({ unit, department, ...more });
	const login = Object.keys(w.ids).find((name) => w.ids[name] === responsible_id) ?? null;
	return [login, routed_by];
}

describe('a finding goes to', () => {
	it('the person on duty for its department, a partner like any other', async () => {
		assert.deepEqual(await routed('s1', 'rooms'), ['hk', 'duty']);
		assert.deepEqual(await routed('s1', 'works'), ['eng', 'duty']);
		await w.addPerson('fitter');
		await w.give('fitter', 'department_head', 'brand', 'lift');
		assert.deepEqual(await routed('s1', 'lift'), ['fitter', 'duty']);
		assert.deepEqual(await routed('s3', 'lift'), ['fitter', 'duty']);
	});

	it('the nearest on duty, and of two the one who was there first', async () => {
		const store = await w.addStore();
		for (const [login, unit] of [['far', 'brand'], ['near', 'r1'], ['here', store], ['late', store]]) {
			await w.addPerson(login);
			await w.give(login, 'department_head', unit, 'works');
		}
		assert.deepEqual(await routed(store, 'works'), ['here', 'duty']);
		assert.deepEqual(await routed('s2', 'works'), ['near', 'duty']);
		assert.deepEqual(await routed('s3', 'works'), ['far', 'duty']);
	});

	it('the store manager where nobody is on duty, or no department answers for it', async () => {
		assert.deepEqual(await routed('s2', 'rooms'), ['mgr2', 'manager']);
		assert.deepEqual(await routed('s2', null), ['mgr2', 'manager']);
		assert.deepEqual(await routed('s1', null), ['mgr', 'manager']);
	});

	it('the region where the store has no manager, and headquarters where the region has none', async () => {
		assert.deepEqual(await routed('s3', 'rooms'), ['south', 'region']);
		await w.sql.script(`delete from membership where person_id = '${w.ids.south}'`);
		const [login, how] = await routed('s3', 'rooms', { by: 'qa' });
		assert.ok(['qa', null].includes(login) && how === 'headquarters');
		await w.give('south', 'regional_manager', 'r2');
	});

	it('nobody whose time has not come or is over, and nobody who has left', async () => {
		const store = await w.addStore();
		for (const login of ['future', 'past', 'left', 'now'])
			await w.addPerson(login);
		for (const login of ['future', 'past', 'left', 'now'])
			await w.give(login, 'department_head', store, 'rooms');
		const today = new Date(w.server.clock.now).toISOString().slice(0, 10);
		await w.sql.script(`
			update membership set starts_on = date '${today}' + 1 where person_id = '${w.ids.future}';
			update membership set ends_on = date '${today}' - 1 where person_id = '${w.ids.past}';
			update person set state = 'left' where id = '${w.ids.left}';
			update membership set starts_on = '${today}', ends_on = '${today}' where person_id = '${w.ids.now}'`);
		assert.deepEqual(await routed(store, 'rooms'), ['now', 'duty']);
	});

	it('nobody at all with an alert, and is not lost', async () => {
		const [other] = await w.sql(`select u.id as unit, u.tenant_id as tenant, p.id as person
			from unit u join tenant t on t.id = u.tenant_id join person p on p.tenant_id = t.id
			where t.code = 'other' and u.parent_id is null`);
		/* Nobody can do that who is not the superuser: a group keeps its administrator. */
		await w.sql.script(`set session_replication_role = replica;
			insert into role (tenant_id, id, code, name, rights, created_at, changed_at)
			values ('${other.tenant}', gen_random_uuid(), 'reporter', '{"en":"R"}',
				'{finding.create,action.read}', now(), now());
			update membership set role_id = (select id from role where tenant_id = '${other.tenant}'
				and code = 'reporter') where tenant_id = '${other.tenant}'`);
		const api = await w.as('admin', 'other');
		const finding = w.ok(await api.post('/v1/findings',
			{ unit_id: other.unit, severity: 'critical', title: { en: 'Smoke' } }), 201);
		const action = w.ok(await api.get(`/v1/actions/${finding.action_id}`));
		assert.deepEqual([action.responsible_id, action.routed_by, action.state], [null, 'headquarters', 'open']);
		const { items } = w.ok(await api.get(`/v1/actions/${action.id}/timeline`));
		assert.deepEqual(items.map((line) => line.kind), ['action.opened', 'action.unroutable']);
	});
});

describe('a finding by hand', () => {
	const body = (more) => ({ unit_id: w.ids.s1, department_id: w.ids.rooms, severity: 'minor',
		title: { en: 'The lamp flickers', 'zh-CN': '灯闪' }, ...more });

	it('is there with its action and its photographs', async () => {
		const photos = [await w.photo(), await w.photo()];
		const answer = await (await w.as('inspector')).post('/v1/findings', body({ note: 'Floor 2', photos }));
		const finding = w.ok(answer, 201);
		assert.equal(answer.headers.get('location'), `/v1/findings/${finding.id}`);
		assert.deepEqual([finding.source, finding.question, finding.lost, finding.repeat, finding.note],
			['hand', null, 0, 1, 'Floor 2']);
		assert.deepEqual(finding.title, { en: 'The lamp flickers', 'zh-CN': '灯闪' });
		assert.deepEqual(finding.photos, photos.sort());
		assert.deepEqual(w.ok(await (await w.as('mgr')).get(`/v1/findings/${finding.id}`)), finding);
		const action = await w.get(finding.action_id);
		assert.deepEqual(action.findings, [finding]);
		assert.deepEqual([action.title, action.opened_by, action.photos], [finding.title, w.ids.inspector, []]);
	});

	it('never joins another', async () => {
		assert.notEqual((await w.find()).action_id, (await w.find()).action_id);
	});

	it('is there once, by the id that its finder gave it', async () => {
		const inspector = await w.as('inspector');
		const photos = [await w.photo(), await w.photo()];
		const given = body({ id: randomUUID(), note: 'x', photos });
		const first = w.ok(await inspector.post('/v1/findings', given), 201);
		assert.equal(first.id, given.id);
		assert.deepEqual(w.ok(await inspector.post('/v1/findings', { ...given, photos: [...photos].reverse(),
			title: { 'zh-CN': '灯闪', en: 'The lamp flickers' } })), first);
		for (const other of [{ note: 'y' }, { severity: 'major' }, { title: { en: 'x' } }, { unit_id: w.ids.s2 },
			{ department_id: w.ids.works }, { photos: photos.slice(1) }, { photos: undefined }, { note: undefined }])
			refused(await inspector.post('/v1/findings', { ...given, ...other }), 409, 'id_is_taken');
		refused(await (await w.as('mgr')).post('/v1/findings', given), 409, 'id_is_taken');
		assert.equal((await w.get(first.action_id)).findings.length, 1);
	});

	it('is there once where it is sent several times at once', async () => {
		const inspector = await w.as('inspector');
		for (let round = 0; round < 5; round++) {
			const given = body({ id: randomUUID() });
			const answers = await Promise.all(Array.from({ length: 4 }, () => inspector.post('/v1/findings', given)));
			assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 200, 200, 201]);
			const actions = await w.sql('select action_id from finding where id = $1', given.id);
			assert.deepEqual(answers.map((answer) => answer.body.action_id), Array(4).fill(actions[0].action_id));
		}
	});

	it('needs a unit that the finder may see and report, and a department in use', async () => {
		const [other] = await w.sql(`select u.id from unit u join tenant t on t.id = u.tenant_id
			where t.code = 'other'`);
		const inspector = await w.as('inspector');
		for (const unit_id of [other.id, randomUUID()])
			refused(await inspector.post('/v1/findings', body({ unit_id })), 404, 'not_found');
		refused(await (await w.as('mgr2')).post('/v1/findings', body()), 404, 'not_found');
		refused(await (await w.as('viewer')).post('/v1/findings', body()), 403, 'forbidden');
		refused(await w.server.api().post('/v1/findings', body()), 401, 'not_signed_in');
		const elsewhere = randomUUID();
		await w.sql.script(`insert into department (tenant_id, id, kind, code, name, created_at, changed_at)
			select id, '${elsewhere}', 'department', 'rooms', '{"en":"R"}', now(), now()
			  from tenant where code = 'other'`);
		for (const department_id of [randomUUID(), w.ids.s1, elsewhere]) {
			const { errors } = refused(await inspector.post('/v1/findings', body({ department_id })),
				422, 'invalid_body');
			assert.deepEqual(errors.map((error) => error.pointer), ['/department_id']);
		}
	});

	it('tells every fault of its body', async () => {
		const inspector = await w.as('inspector');
		const { errors } = refused(await inspector.post('/v1/findings', { unit_id: 'x', severity: 'bad',
			title: { english: '' }, photos: ['x'], colour: 'red', note: null }), 422, 'invalid_body');
		assert.deepEqual(errors.map((error) => error.pointer).sort(),
			['/colour', '/note', '/photos/0', '/severity', '/title/english', '/unit_id']);
		refused(await inspector.post('/v1/findings', {}), 422, 'invalid_body');
		refused(await inspector.post('/v1/findings', body({ photos: [sha()] })), 409, 'photos_missing');
		refused(await inspector.post('/v1/findings', '{"unit_id":'), 400, 'malformed_json');
	});
});

describe('a finding by hand that belongs to an open action', () => {
	const day = 86400000;
	const joins = (action, more) => w.find({ action_id: action.id, title: { en: 'Wet again' }, ...more });

	it('joins it: a repeat, due by the earlier date, and told of', async () => {
		const action = await w.open();
		await w.server.clock.advance(day);
		await w.policy('due_minor_hours', 24);
		const finding = await joins(action, { by: 'mgr', note: 'Floor 3' });
		await w.policy('due_minor_hours', 720);
		assert.deepEqual([finding.action_id, finding.source, finding.repeat, finding.question, finding.note],
			[action.id, 'hand', 2, null, 'Floor 3']);
		const joined = await w.get(action);
		assert.deepEqual(joined.findings.map((one) => one.title.en), ['The floor is wet', 'Wet again']);
		assert.deepEqual([joined.kind, joined.state, joined.needs_cause, joined.severity, joined.title],
			['corrective', 'open', true, 'minor', action.title]);
		assert.equal(Date.parse(joined.due_at), w.server.clock.now + day);
		const line = (await w.timeline(action)).at(-1);
		assert.deepEqual([line.kind, line.findings, line.person_id], ['action.raised', [finding.id], w.ids.mgr]);
		assert.equal((await joins(action)).repeat, 3);
		assert.equal((await w.timeline(action)).at(-1).kind, 'action.joined');
	});

	it('makes it as grave as the gravest, and sends it back where it has no plan for that', async () => {
		const action = await w.in('submitted');
		await joins(action, { severity: 'critical' });
		const back = await w.get(action);
		assert.deepEqual([back.severity, back.kind, back.state, back.handed_in_at, back.started_by],
			['critical', 'corrective', 'open', null, null]);
		const planned = await w.in('planned', { severity: 'major' });
		await joins(planned);
		const still = await w.get(planned);
		assert.deepEqual([still.severity, still.state, still.plan, still.due_at],
			['major', 'planned', 'Mend it', planned.due_at]);
	});

	it('reopens one that waits for its effect', async () => {
		const action = await w.in('monitoring', { severity: 'major' });
		await w.server.clock.advance(day);
		await joins(action);
		const again = await w.get(action);
		assert.deepEqual([again.state, again.round, again.plan, again.verified_by, again.effect_until],
			['open', 2, null, null, null]);
		assert.deepEqual(again.rounds.map((round) => [round.round, round.plan, round.effect]),
			[[1, 'Mend it', 'not_effective']]);
		assert.equal((await w.timeline(action)).at(-1).kind, 'action.reopened');
	});

	it('has photographs of its own, also one that another shows', async () => {
		const [one, two] = [await w.photo(), await w.photo()];
		const action = await w.open({ photos: [one] });
		const finding = await joins(action, { photos: [one, two] });
		assert.deepEqual(finding.photos, [one, two].sort());
		assert.deepEqual((await w.get(action)).findings.map((each) => each.photos), [[one], [one, two].sort()]);
		assert.deepEqual((await joins(action)).photos, []);
		await w.do(action, 'hk', 'plan', { cause: 'A leak', plan: 'Mend it' });
		await w.do(action, 'hk', 'start');
		refused(await w.try(action, 'hk', 'hand-in', { done: 'x', photos: [two] }), 422, 'hand_in_needs_a_photo');
	});

	it('takes over the department of the action, also as a complaint', async () => {
		const action = await w.open({ department: 'works' });
		for (const source of ['hand', 'complaint'])
			assert.equal((await joins(action, { department: null, source })).department_id, w.ids.works);
		const nobodys = await w.open({ department: null });
		assert.equal((await joins(nobodys, { department: null })).department_id, null);
		const { errors } = refused(await (await w.as('inspector')).post('/v1/findings', { unit_id: w.ids.s1,
			severity: 'minor', title: { en: 'x' }, source: 'complaint', action_id: nobodys.id }), 422, 'invalid_body');
		assert.deepEqual(errors.map((error) => error.pointer), ['/department_id']);
	});

	it('joins no action that is over, disputed, elsewhere, of another department, or not to be seen', async () => {
		const action = await w.open();
		const tried = async (body, login = 'inspector') => {
			const { errors } = refused(await (await w.as(...login.split('@'))).post('/v1/findings', { unit_id: w.ids.s1,
				severity: 'minor', title: { en: 'x' }, ...body }), 422, 'invalid_body');
			assert.deepEqual(errors.map((error) => error.pointer), ['/action_id']);
			return errors[0].detail;
		};
		assert.match(await tried({ action_id: (await w.in('closed')).id }), /closed/);
		assert.match(await tried({ action_id: (await w.in('cancelled')).id }), /cancelled/);
		assert.match(await tried({ action_id: (await w.open({ unit: 's2' })).id }), /another unit/);
		assert.match(await tried({ action_id: action.id, department_id: w.ids.works }), /another department/);
		assert.match(await tried({ action_id: (await w.open({ department: null })).id,
			department_id: w.ids.works }), /another department/);
		const disputed = await w.open();
		await w.sql.script(`update action set state = 'disputed', disputed_at = now(), disputed_from = 'open'
			where id = '${disputed.id}'`);
		assert.match(await tried({ action_id: disputed.id }), /disputed/);
		assert.match(await tried({ action_id: randomUUID() }), /no action/);
		/* one who may write findings there, and sees no action but their own */
		await w.addRole('writer', ['finding.create']);
		await w.addPerson('writer');
		await w.give('writer', 'writer', 's1');
		assert.match(await tried({ action_id: action.id }, 'writer'), /no action/);
		const [other] = await w.sql(`select u.id as unit from unit u join tenant t on t.id = u.tenant_id
			where t.code = 'other' and u.parent_id is null`);
		assert.match(await tried({ action_id: action.id, unit_id: other.unit }, 'admin@other'), /no action/);
		assert.equal((await w.get(action)).findings.length, 1);
	});

	it('is there once, and is the same only for the same action', async () => {
		const [action, another] = [await w.open(), await w.open()];
		const inspector = await w.as('inspector');
		const given = { id: randomUUID(), unit_id: w.ids.s1, severity: 'major', title: { en: 'x' }, action_id: action.id };
		const answers = await Promise.all(Array.from({ length: 5 }, () => inspector.post('/v1/findings', given)));
		assert.deepEqual(answers.map((answer) => answer.status).sort(), [200, 200, 200, 200, 201]);
		w.ok(await inspector.post('/v1/findings', { ...given, department_id: w.ids.rooms }));
		for (const action_id of [another.id, undefined])
			refused(await inspector.post('/v1/findings', { ...given, action_id }), 409, 'id_is_taken');
		refused(await inspector.post('/v1/findings', { id: another.findings[0].id, unit_id: w.ids.s1, severity: 'minor',
			title: { en: 'The floor is wet' }, department_id: w.ids.rooms, action_id: another.id }), 409, 'id_is_taken');
		assert.equal((await w.get(action)).findings.length, 2);
		await w.do(action, 'qa', 'cancel', { reason: 'Not needed' });
		w.ok(await inspector.post('/v1/findings', given));
	});

	it('is not lost where several join at once, and one of them verifies', async () => {
		for (let round = 0; round < 4; round++) {
			const action = await w.in('submitted', { severity: 'major' });
			const [verified, ...joined] = await Promise.all([w.try(action, 'north', 'verify', {}),
				...['minor', 'critical', 'major'].map(async (severity) =>
					(await w.as('inspector')).post('/v1/findings', { unit_id: w.ids.s1, severity,
						title: { en: severity }, action_id: action.id }))]);
			joined.forEach((answer) => w.ok(answer, 201));
			const then = await w.get(action);
			w.ok(verified);
			assert.deepEqual(then.findings.map((one) => one.repeat).sort(), [1, 2, 3, 4]);
			assert.equal(then.severity, 'critical');
			assert.deepEqual([then.state, then.round], then.round === 2 ? ['open', 2] : ['monitoring', 1]);
		}
	});
});

describe('the list of findings', () => {
	let store, list;
	const ids = async (query, login = 'admin') => w.ok(await (await w.as(login)).get(
		`/v1/findings?limit=200&${query}`)).items.map((item) => item.id);

	before(async () => {
		store = await w.addStore();
		list = [];
		for (const [severity, department] of [['minor', 'rooms'], ['critical', 'works'], ['major', null]]) {
			await w.server.clock.advance(1000);
			list.push(await w.find({ unit: store, severity, department, by: 'admin' }));
		}
	});

	const here = () => `unit_id=${w.ids[store]}`;
	const of = (...numbers) => numbers.map((n) => list[n].id);

	it('is the newest first, and can be narrowed', async () => {
		assert.deepEqual(await ids(here()), of(2, 1, 0));
		assert.deepEqual(await ids(`${here()}&severity=critical`), of(1));
		assert.deepEqual(await ids(`${here()}&department_id=${w.ids.rooms}`), of(0));
		assert.deepEqual(await ids(`${here()}&source=hand`), of(2, 1, 0));
		assert.deepEqual(await ids(`${here()}&source=inspection`), []);
		assert.deepEqual(await ids(`${here()}&from=${list[1].found_at}`), of(2, 1));
		assert.deepEqual(await ids(`${here()}&to=${list[1].found_at}`), of(0));
		assert.deepEqual(await ids(`${here()}&inspection_id=${randomUUID()}`), []);
		assert.deepEqual(await ids(`${here()}&checklist_id=${randomUUID()}&question=floor`), []);
		assert.deepEqual((await ids(`unit_id=${w.ids.r1}`)).slice(0, 3), of(2, 1, 0));
	});

	it('comes in pages that hold each finding once', async () => {
		assert.deepEqual(await w.list(`/v1/findings?${here()}`, 'admin', 1), of(2, 1, 0));
	});

	it('holds what the caller may see, and what the caller found', async () => {
		await w.addPerson('works-here');
		await w.give('works-here', 'department_head', store, 'works');
		assert.deepEqual(await ids('', 'works-here'), of(1));
		assert.deepEqual(await ids(here(), 'south'), []);
		assert.deepEqual(await ids(here(), 'nobody'), []);
		for (const api of [await w.as('south'), await w.as('works-here'), await w.as('admin', 'other')])
			refused(await api.get(`/v1/findings/${list[0].id}`), 404, 'not_found');
		const own = await w.find({ unit: store, department: 'rooms', by: 'works-here' });
		assert.deepEqual(await ids(here(), 'works-here'), [own.id, ...of(1)]);
	});

	it('refuses what it does not know', async () => {
		for (const query of ['kind=x', 'indicator=', 'counted=perhaps', 'severity=bad', 'source=x', 'from=yesterday', 'after=x', 'limit=0', 'question=A b',
			`after=${Buffer.from(`x ${randomUUID()}`).toString('base64url')}`])
			refused(await (await w.as('admin')).get(`/v1/findings?${query}`), 422, 'invalid_query');
	});

	it('is the same for whoever reaches many units as for whoever reaches few', async () => {
		await w.addPerson('wide');
		await w.give('wide', 'department_head', 'brand', 'rooms');
		await w.find({ by: 'wide', department: 'works' });
		for (let n = 0; n < 60; n++)
			await w.find({ unit: ['s1', 's2', 's3'][n % 3], department: ['rooms', 'works'][n & 1],
				severity: ['minor', 'critical'][n % 5 & 1] });
		const filters = ['', 'severity=critical', 'source=inspection', 'counted=true', 'kind=tour', 'indicator=safety', `department_id=${w.ids.rooms}`,
			`from=${list[1].found_at}`, `to=${list[1].found_at}`, 'question=lamp', `unit_id=${w.ids.brand}`,
			`unit_id=${w.ids.s1}`];
		/* One after the other: a server that has more to do at once than it can says so. */
		const lists = async () => {
			const all = {};
			for (const login of ['admin', 'inspector', 'wide', 'south'])
				for (const filter of filters)
					all[`${login} ${filter}`] = await w.list(`/v1/findings?${filter}`, login, 20);
			return all;
		};
		const few = await lists();
		await w.addManyStores();
		assert.deepEqual(await lists(), few);
		assert.ok(few['admin '].length > few['wide '].length && few['wide '].length > 20);
	});
});
