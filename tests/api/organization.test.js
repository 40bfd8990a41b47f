/* Units, departments, partners and roles over HTTP. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { start } from './harness.js';
import { Group, all, ids, is, newCode, nobody } from './group.js';

let server;
let group;
let admin;

before(async () => {
	server = await start();
	group = await (await Group.of(server)).stores();
	({ admin } = group);
});
after(() => server?.stop());

const newUnit = (more = {}) => ({ parent_id: group.top.id, kind: 'brand', code: newCode('u'),
	name: newCode('Unit'), ...more });

describe('POST /v1/units', () => {
	it('makes a store with everything that can be said about it', async () => {
		const given = newUnit({ kind: 'store', parent_id: group.east.id, state: 'opening',
			time_zone: 'America/Argentina/Buenos_Aires', lat: -34.603722, lon: -58.381592,
			radius_m: 250, address: 'Av. 9 de Julio\n1000', tags: ['lobby', '机场', 'a"b\\c', '{}'] });
		const answer = await admin.post('/v1/units', given);
		const unit = is(answer, 201);
		assert.equal(answer.headers.get('location'), `/v1/units/${unit.id}`);
		for (const [key, value] of Object.entries(given))
			assert.deepEqual(unit[key], value);
		assert.deepEqual(is(await admin.get(`/v1/units/${unit.id}`), 200), unit);
	});

	it('takes null for what is not known', async () => {
		const unit = is(await admin.post('/v1/units', newUnit({ lat: null, lon: null,
			radius_m: null, address: null, time_zone: null })), 201);
		assert.deepEqual([unit.lat, unit.lon, unit.radius_m, unit.address, unit.time_zone],
			[null, null, null, null, null]);
		assert.deepEqual([unit.state, unit.tags], ['open', []]);
	});

	it('names every fault at once', async () => {
		is(await admin.post('/v1/units', { parent_id: 'x', kind: 'group', code: '', name: ' ',
			state: 'shut', time_zone: '', lat: 91, lon: '1', radius_m: 0, address: '', tags: [''],
			colour: 'red' }), 422, 'invalid_body', ['/parent_id', '/kind', '/code', '/name', '/state',
			'/time_zone', '/lat', '/lon', '/radius_m', '/address', '/tags/0', '/colour']);
		is(await admin.post('/v1/units', {}), 422, 'invalid_body',
			['/parent_id', '/kind', '/code', '/name']);
		is(await admin.post('/v1/units', newUnit({ code: 'x'.repeat(65), name: '名'.repeat(201),
			tags: ['t'.repeat(65)] })), 422, 'invalid_body', ['/code', '/name']);
		is(await admin.post('/v1/units', newUnit({ tags: ['ok', 't'.repeat(65)] })), 422,
			'invalid_body', ['/tags/1']);
		is(await admin.post('/v1/units', '{"code":'), 400, 'malformed_json');
		is(await admin.post('/v1/units', newUnit(), { 'content-type': 'text/plain' }), 415,
			'unsupported_media_type');
	});

	it('counts characters, not bytes', async () => {
		const name = '名'.repeat(200);
		assert.equal(is(await admin.post('/v1/units', newUnit({ name })), 201).name, name);
	});

	it('knows the time zones', async () => {
		for (const zone of ['Mars/Olympus', 'asia/shanghai', 'Asia/Shanghai ', 'UTC+8', 'posixrules',
			'posix/Asia/Shanghai', '../etc/passwd', "'; drop table unit; --", '+08:00'])
			is(await admin.post('/v1/units', newUnit({ time_zone: zone })), 422, 'invalid_body',
				['/time_zone']);
		for (const zone of ['Asia/Shanghai', 'UTC', 'Etc/GMT-8', 'America/Port-au-Prince'])
			is(await admin.post('/v1/units', newUnit({ time_zone: zone })), 201);
	});

	it('wants a time zone of every store, and both halves of a place', async () => {
		is(await admin.post('/v1/units', newUnit({ kind: 'store' })), 422, 'unit_store_has_time_zone', ['/time_zone']);
		is(await admin.post('/v1/units', newUnit({ lat: 1 })), 422, 'unit_place_is_whole', ['/lat', '/lon']);
		is(await admin.post('/v1/units', newUnit({ lon: 1, lat: null })), 422, 'unit_place_is_whole', ['/lat', '/lon']);
	});

	it('puts nothing below a store, nor below what is not there', async () => {
		is(await admin.post('/v1/units', newUnit({ parent_id: group.chengdu.id })), 409,
			'unit_below_a_store');
		is(await admin.post('/v1/units', newUnit({ parent_id: nobody, time_zone: 'No/Where' })), 422,
			'invalid_body', ['/parent_id', '/time_zone']);
	});

	it('is the same unit when it is sent again, in parallel too', async () => {
		const id = randomUUID();
		const given = newUnit({ id, parent_id: group.top.id.toUpperCase(), lat: 1e1, lon: -0.5,
			tags: ['b', 'a'] });
		const answers = await Promise.all(Array.from({ length: 12 },
			() => admin.post('/v1/units', given)));
		assert.deepEqual(answers.map((answer) => answer.status).sort(), [...Array(11).fill(200), 201]);
		for (const answer of answers)
			assert.deepEqual(answer.body, answers[0].body);
		is(await admin.post('/v1/units', { ...given, id: id.toUpperCase() }), 200);
	});

	it('refuses an id or a code that something else has', async () => {
		const unit = await group.unit(group.top, 'brand');
		const { id, code, name } = unit;
		const same = { id, parent_id: group.top.id, kind: 'brand', code, name };
		is(await admin.post('/v1/units', same), 200);
		for (const change of [{ name: 'Other' }, { code: newCode() }, { kind: 'region' },
			{ parent_id: group.hotels.id }, { tags: ['x'] }, { lat: 1, lon: 2 }])
			is(await admin.post('/v1/units', { ...same, ...change }), 409, 'id_is_taken');
		is(await admin.post('/v1/units', newUnit({ code })), 409, 'unit_code_is_taken');
		const codes = await Promise.all(Array.from({ length: 6 }, () =>
			admin.post('/v1/units', { ...newUnit(), code: 'one-of-six' })));
		assert.deepEqual(codes.map((answer) => answer.status).sort(), [201, ...Array(5).fill(409)]);
	});

	it('tells of it, once', async () => {
		const given = newUnit({ id: randomUUID() });
		await admin.post('/v1/units', given);
		await admin.post('/v1/units', given);
		const events = await server.sql(
			"select kind, unit_id from event where subject = 'unit' and subject_id = $1", given.id);
		assert.deepEqual(events, [{ kind: 'unit.created', unit_id: given.id }]);
	});
});

describe('PATCH /v1/units/{id}', () => {
	it('changes what is given and empties what is null', async () => {
		const unit = await group.unit(group.east, 'store', { lat: 1, lon: 2, radius_m: 3,
			address: 'here', tags: ['a'] });
		const target = `/v1/units/${unit.id}`;
		assert.deepEqual(is(await admin.patch(target, {}), 200), unit);
		const closed = is(await admin.patch(target, { state: 'closed', tags: [] }), 200);
		assert.deepEqual(closed, { ...unit, state: 'closed', tags: [] });
		const bare = is(await admin.patch(target, { lat: null, lon: null, radius_m: null,
			address: null, name: 'Bare', code: newCode('bare'), time_zone: 'Asia/Tokyo' }), 200);
		assert.deepEqual([bare.lat, bare.lon, bare.radius_m, bare.address], [null, null, null, null]);
		assert.deepEqual([bare.name, bare.time_zone], ['Bare', 'Asia/Tokyo']);
		assert.deepEqual(is(await admin.get(target), 200), bare);
	});

	it('keeps the rules of the tree and of stores', async () => {
		const target = `/v1/units/${group.shanghai.id}`;
		is(await admin.patch(target, { time_zone: null }), 422, 'unit_store_has_time_zone', ['/time_zone']);
		is(await admin.patch(target, { lat: 5 }), 422, 'unit_place_is_whole', ['/lat', '/lon']);
		is(await admin.patch(target, { time_zone: 'No/Where', tags: ['x'.repeat(65)] }), 422,
			'invalid_body', ['/tags/0', '/time_zone']);
		is(await admin.patch(target, { code: group.ningbo.code }), 409, 'unit_code_is_taken');
		is(await admin.patch(target, { kind: 'brand' }), 422, 'invalid_body', ['/kind']);
		is(await admin.patch(target, { name: null, state: null, tags: null, parent_id: null }), 422,
			'invalid_body', ['/name', '/state', '/tags', '/parent_id']);
		is(await admin.patch(target, { parent_id: group.ningbo.id }), 409, 'unit_below_a_store');
		is(await admin.patch(target, { parent_id: nobody }), 422, 'invalid_body', ['/parent_id']);
		is(await admin.patch(`/v1/units/${group.east.id}`, { parent_id: group.east.id }), 409,
			'unit_below_itself');
		is(await admin.patch(`/v1/units/${group.hotels.id}`, { parent_id: group.east.id }), 409,
			'unit_below_itself');
		is(await admin.patch(`/v1/units/${group.top.id}`, { parent_id: group.east.id }), 422,
			'unit_only_the_group_has_no_parent');
		is(await admin.patch(`/v1/units/${nobody}`, { name: 'x' }), 404, 'not_found');
		is(await admin.patch('/v1/units/nonsense', { name: 'x' }), 404, 'not_found');
		assert.deepEqual(is(await admin.get(target), 200), group.shanghai);
	});
});

describe('GET /v1/units', () => {
	it('filters by kind, state, tag, place and part of a name or code', async () => {
		const brand = await group.unit(group.top, 'brand', { name: 'ÄGÄIS 100%_', tags: ['sea'] });
		const store = await group.unit(brand, 'store', { state: 'closed', tags: ['sea', 'new'],
			code: 'AEG\\1' });
		const of = async (query) => ids(await all(admin, `/v1/units?${query}`));
		assert.deepEqual(await of(`below=${brand.id}`), ids([brand, store]));
		assert.deepEqual(await of(`below=${brand.id}&kind=store`), [store.id]);
		assert.deepEqual(await of(`parent_id=${brand.id}`), [store.id]);
		assert.deepEqual(await of('tag=sea'), ids([brand, store]));
		assert.deepEqual(await of('state=closed&tag=new'), [store.id]);
		assert.deepEqual(await of('q=%C3%A4g%C3%A4'), [brand.id]);
		assert.deepEqual(await of('q=100%25_'), [brand.id]);
		assert.deepEqual(await of('q=aeg%5C1'), [store.id]);
		assert.deepEqual(await of('tag=nowhere'), []);
		assert.deepEqual(await of(`below=${nobody}`), []);
		assert.deepEqual(await of('kind=group'), [group.top.id]);
	});

	it('goes through everything once, in the order people expect, whatever the page', async () => {
		const names = ['阿姨', '北京', '成都', 'b', 'A', '1', 'Z', '上海', '阿姨', 'a b ', '\u{1F600}'];
		const brand = await group.unit(group.top, 'brand', { name: '广州' });
		for (const name of names)
			await group.unit(brand, 'region', { name });
		const once = await all(admin, `/v1/units?below=${brand.id}`);
		assert.equal(once.length, names.length + 1);
		for (const limit of [1, 2, 3, 5])
			assert.deepEqual(await all(admin, `/v1/units?below=${brand.id}`, limit), once);
		const order = new Intl.Collator('zh').compare;
		const read = once.map((unit) => unit.name);
		assert.deepEqual(read.filter((name) => /\p{L}/u.test(name)),
			[...names, '广州'].filter((name) => /\p{L}/u.test(name)).sort(order));
	});

	it('refuses a query that it does not understand', async () => {
		for (const [query, pointer] of [['limit=0', '/limit'], ['limit=201', '/limit'],
			['limit=x', '/limit'], ['kind=hotel', '/kind'], ['below=1', '/below'], ['after=x', '/after'],
			['after=eA', '/after'], ['colour=red', '/colour']])
			is(await admin.get(`/v1/units?${query}`), 422, 'invalid_query', [pointer]);
		is(await admin.get('/v1/units?limit=1&limit=2'), 422, 'invalid_query');
	});

	it('takes any text that ends in an id as the place to go on from', async () => {
		for (const key of ['', '\'; --', '名', '\n', 'x'.repeat(1000)]) {
			const after = Buffer.from(`${key} ${nobody}`).toString('base64url');
			is(await admin.get(`/v1/units?after=${after}`), 200);
			is(await admin.get(`/v1/departments?after=${after}`), 200);
			is(await admin.get(`/v1/memberships?after=${after}`), 200);
			is(await admin.get(`/v1/people?after=${after}`), 200);
		}
	});
});

/* ---- departments and partners */

for (const [noun, plural] of [['department', 'departments'], ['partner', 'partners']]) {
	const path = `/v1/${plural}`;
	const newOne = (more = {}) => ({ code: newCode(noun), name: { en: newCode('Name'), 'zh-CN': '名' },
		...more });

	describe(path, () => {
		it('makes, shows, changes and retires one', async () => {
			const given = newOne({ contact: 'ask\nLi Na', state: 'active' });
			const answer = await admin.post(path, given);
			const made = is(answer, 201);
			assert.equal(answer.headers.get('location'), `${path}/${made.id}`);
			assert.equal(made.kind, noun);
			for (const [key, value] of Object.entries(given))
				assert.deepEqual(made[key], value);
			const target = `${path}/${made.id}`;
			assert.deepEqual(is(await admin.get(target), 200), made);
			const changed = is(await admin.patch(target, { name: { fr: 'Étage' }, contact: null,
				state: 'retired', code: newCode('again') }), 200);
			assert.deepEqual([changed.name, changed.contact, changed.state],
				[{ fr: 'Étage' }, null, 'retired']);
			assert.deepEqual(is(await admin.get(target), 200), changed);
			assert.deepEqual(is(await admin.patch(target, {}), 200), changed);
		});

		it('keeps the languages in their order', async () => {
			const text = `{"code":"${newCode(noun)}","name":{"zh-CN":"客房","en":"Rooms","de":"Zimmer"}}`;
			const answer = await admin.post(path, text);
			is(answer, 201);
			assert.match(answer.text, /"name":\{"zh-CN":"客房","en":"Rooms","de":"Zimmer"\}/);
		});

		it('names the faults', async () => {
			is(await admin.post(path, { id: 1, code: 'A b', name: {}, contact: '', state: 'x', kind: 'y' }),
				422, 'invalid_body', ['/id', '/code', '/name', '/contact', '/state', '/kind']);
			is(await admin.post(path, newOne({ name: { 'not a tag': 'x', en: '' } })), 422,
				'invalid_body', ['/name/not a tag', '/name/en']);
			is(await admin.post(path, newOne({ name: { en: 'x'.repeat(201) } })), 422, 'invalid_body',
				['/name/en']);
			is(await admin.post(path, {}), 422, 'invalid_body', ['/code', '/name']);
		});

		it('is the same one when it is sent again, in parallel too', async () => {
			const given = newOne({ id: randomUUID() });
			const answers = await Promise.all(Array.from({ length: 8 }, () => admin.post(path, given)));
			assert.deepEqual(answers.map((answer) => answer.status).sort(), [...Array(7).fill(200), 201]);
			is(await admin.post(path, { ...given, contact: 'other' }), 409, 'id_is_taken');
			is(await admin.post(path, newOne({ code: given.code })), 409, 'department_code_is_taken');
			const target = `${path}/${is(await admin.post(path, newOne()), 201).id}`;
			is(await admin.patch(target, { code: given.code }), 409, 'department_code_is_taken');
		});

		it('is not found among the others', async () => {
			const made = is(await admin.post(path, newOne()), 201);
			const elsewhere = noun === 'partner' ? '/v1/departments' : '/v1/partners';
			is(await admin.get(`${elsewhere}/${made.id}`), 404, 'not_found');
			is(await admin.patch(`${elsewhere}/${made.id}`, { state: 'retired' }), 404, 'not_found');
			is(await admin.post(elsewhere, { id: made.id, code: made.code, name: made.name }), 409,
				'id_is_taken');
			assert.ok(!ids(await all(admin, elsewhere)).includes(made.id));
			is(await admin.get(`${path}/${nobody}`), 404, 'not_found');
			is(await admin.patch(`${path}/${nobody}`, {}), 404, 'not_found');
		});

		it('lists them by code, with filters', async () => {
			const one = is(await admin.post(path, newOne({ name: { en: 'Ünïque' } })), 201);
			const two = is(await admin.post(path, newOne({ state: 'retired' })), 201);
			const list = await all(admin, path, 2);
			assert.deepEqual(list.map((item) => item.code), list.map((item) => item.code).sort());
			assert.deepEqual(await all(admin, path), list);
			assert.deepEqual(ids(await all(admin, `${path}?q=%C3%BCn%C3%AFQ`)), [one.id]);
			assert.deepEqual(ids(await all(admin, `${path}?q=${two.code.toUpperCase()}&state=retired`)),
				[two.id]);
			assert.ok(!ids(await all(admin, `${path}?state=active`)).includes(two.id));
			is(await admin.get(`${path}?state=x`), 422, 'invalid_query', ['/state']);
		});

		it('is for the whole group to decide', async () => {
			const manager = await group.somebody('regional_manager', group.east);
			const viewer = await group.somebody('viewer', group.top);
			const made = is(await admin.post(path, newOne()), 201);
			is(await manager.get(`${path}/${made.id}`), 200);
			is(await manager.post(path, newOne()), 403, 'forbidden');
			is(await manager.patch(`${path}/${made.id}`, { state: 'retired' }), 403, 'forbidden');
			is(await viewer.post(path, newOne()), 403, 'forbidden');
			assert.deepEqual(is(await admin.get(`${path}/${made.id}`), 200), made);
		});
	});
}

/* ---- roles */

describe('/v1/rights', () => {
	it('has every right that a role can have, with what it allows in both languages', async () => {
		const { items } = is(await admin.get('/v1/rights'), 200);
		const rights = items.map((item) => item.right);
		const [built] = (await all(admin, '/v1/roles')).filter((role) => role.code === 'admin');
		assert.deepEqual(rights.filter((right) => right !== 'mystery.identity'), built.rights);
		for (const { name } of items)
			assert.ok(name.en && /\p{Script=Han}/u.test(name['zh-CN']));
		const shopper = await group.somebody('shopper', group.top);
		is(await shopper.get('/v1/rights'), 403, 'forbidden');
	});
});

describe('/v1/roles', () => {
	const newRole = (more = {}) => ({ code: newCode('role'), name: { en: 'Role' },
		rights: ['organization.read'], ...more });

	it('has the built-in roles, and they never change', async () => {
		const built = (await all(admin, '/v1/roles')).filter((role) => role.is_built_in);
		assert.deepEqual(built.map((role) => role.code), ['admin', 'department_head', 'inspector',
			'quality', 'regional_manager', 'shopper', 'store_manager', 'viewer']);
		for (const role of built) {
			assert.ok(role.name.en && role.name['zh-CN']);
			assert.ok(!role.rights.includes('mystery.identity'));
			is(await admin.patch(`/v1/roles/${role.id}`, { name: { en: 'x' } }), 409,
				'built_in_role_never_changes');
			assert.deepEqual(is(await admin.get(`/v1/roles/${role.id}`), 200), role);
		}
	});

	it('makes and changes roles of the tenant\'s own', async () => {
		const given = newRole({ rights: ['report.read', 'organization.read'] });
		const answer = await admin.post('/v1/roles', given);
		const role = is(answer, 201);
		assert.equal(answer.headers.get('location'), `/v1/roles/${role.id}`);
		assert.deepEqual(role.rights, ['organization.read', 'report.read']);
		const target = `/v1/roles/${role.id}`;
		const changed = is(await admin.patch(target, { rights: ['action.read'], name: { en: 'New' },
			code: newCode('again') }), 200);
		assert.deepEqual([changed.rights, changed.name], [['action.read'], { en: 'New' }]);
		assert.deepEqual(is(await admin.get(target), 200), changed);
		is(await admin.patch(target, { code: 'admin' }), 409, 'role_code_is_taken');
		is(await admin.get(`/v1/roles/${nobody}`), 404, 'not_found');
		is(await admin.patch(`/v1/roles/${nobody}`, {}), 404, 'not_found');
	});

	it('names the faults', async () => {
		is(await admin.post('/v1/roles', newRole({ rights: ['organization.read', 'fly', '',
			'organization.read'] })), 422, 'invalid_body', ['/rights/2']);
		is(await admin.post('/v1/roles', newRole({ rights: ['organization.read', 'fly',
			'organization.read'] })), 422, 'invalid_body', ['/rights/1', '/rights/2']);
		is(await admin.post('/v1/roles', newRole({ rights: [] })), 422, 'invalid_body', ['/rights']);
		is(await admin.post('/v1/roles', { is_built_in: true }), 422, 'invalid_body',
			['/is_built_in', '/code', '/name', '/rights']);
	});

	it('is the same role when it is sent again, in parallel too', async () => {
		const given = newRole({ id: randomUUID(), rights: ['report.read', 'organization.read'] });
		const answers = await Promise.all(Array.from({ length: 8 },
			() => admin.post('/v1/roles', given)));
		assert.deepEqual(answers.map((answer) => answer.status).sort(), [...Array(7).fill(200), 201]);
		is(await admin.post('/v1/roles', { ...given, rights: ['report.read'] }), 409, 'id_is_taken');
		is(await admin.post('/v1/roles', newRole({ code: given.code })), 409, 'role_code_is_taken');
	});

	it('lists them by code, page by page, and finds them by name', async () => {
		const list = await all(admin, '/v1/roles');
		assert.deepEqual(list.map((role) => role.code), list.map((role) => role.code).sort());
		assert.deepEqual(await all(admin, '/v1/roles', 3), list);
		assert.deepEqual((await all(admin, '/v1/roles?q=%E7%A5%9E%E7%A7%98')).map((r) => r.code),
			['shopper']);
	});

	it('cannot be bent to give or take what one does not have', async () => {
		const { rights } = await group.role(['organization.read', 'people.manage', 'report.read']);
		const hr = await group.somebody(Object.keys(group.roles).at(-1), group.top);
		const role = await group.role(['organization.read', 'action.read']);
		const target = `/v1/roles/${role.id}`;
		is(await hr.patch(target, { name: { en: 'Ours' } }), 200);
		is(await hr.patch(target, { rights: ['organization.read', 'action.read', 'report.read'] }), 200);
		is(await hr.patch(target, { rights: ['action.read', 'action.cancel'] }), 403, 'forbidden');
		is(await hr.patch(target, { rights }), 403, 'forbidden');
		is(await admin.patch(target, { rights: ['mystery.identity'] }), 403, 'forbidden');
		assert.deepEqual(is(await admin.get(target), 200).rights,
			['organization.read', 'action.read', 'report.read']);
	});

	it('is for the whole group to decide', async () => {
		const manager = await group.somebody('regional_manager', group.east);
		const role = await group.role(['organization.read']);
		is(await manager.post('/v1/roles', newRole()), 403, 'forbidden');
		is(await manager.patch(`/v1/roles/${role.id}`, { name: { en: 'x' } }), 403, 'forbidden');
	});
});

/* ---- scope */

describe('a regional manager', () => {
	let manager;
	before(async () => { manager = await group.somebody('regional_manager', group.east); });

	it('sees the branch and nothing else', async () => {
		const seen = ids(await all(manager, '/v1/units'));
		assert.ok(seen.includes(group.east.id) && seen.includes(group.shanghai.id));
		for (const unit of [group.top, group.hotels, group.west, group.chengdu]) {
			assert.ok(!seen.includes(unit.id));
			is(await manager.get(`/v1/units/${unit.id}`), 404, 'not_found');
		}
		assert.deepEqual(await all(manager, `/v1/units?below=${group.west.id}`), []);
	});

	it('manages the branch and nothing else', async () => {
		const store = is(await manager.post('/v1/units', newUnit({ parent_id: group.east.id,
			kind: 'store', time_zone: 'Asia/Shanghai' })), 201);
		is(await manager.patch(`/v1/units/${store.id}`, { name: 'Mine' }), 200);
		is(await manager.post('/v1/units', newUnit({ parent_id: group.west.id })), 422, 'invalid_body',
			['/parent_id']);
		is(await manager.post('/v1/units', newUnit({ parent_id: group.top.id })), 422, 'invalid_body',
			['/parent_id']);
		is(await manager.patch(`/v1/units/${group.chengdu.id}`, { name: 'Mine' }), 404, 'not_found');
	});

	it('moves a store within the branch, not out of it or into it', async () => {
		const part = await group.unit(group.east, 'region');
		const store = await group.unit(group.east, 'store');
		const move = (unit, to) => manager.patch(`/v1/units/${unit.id}`, { parent_id: to.id });
		is(await move(store, part), 200);
		is(await move(store, group.east), 200);
		is(await move(store, group.west), 422, 'invalid_body', ['/parent_id']);
		is(await move(group.chengdu, group.east), 404, 'not_found');
		is(await move(group.east, part), 403, 'forbidden');
		assert.equal(is(await admin.get(`/v1/units/${store.id}`), 200).parent_id, group.east.id);
	});

	it('loses what moves away', async () => {
		const store = await group.unit(group.east, 'store');
		is(await manager.get(`/v1/units/${store.id}`), 200);
		is(await admin.patch(`/v1/units/${store.id}`, { parent_id: group.west.id }), 200);
		is(await manager.get(`/v1/units/${store.id}`), 404, 'not_found');
	});
});

describe('somebody who sees a unit', () => {
	it('is told that changing it is forbidden', async () => {
		const viewer = await group.somebody('viewer', group.east);
		is(await viewer.get(`/v1/units/${group.shanghai.id}`), 200);
		is(await viewer.patch(`/v1/units/${group.shanghai.id}`, { name: 'x' }), 403, 'forbidden');
		is(await viewer.post('/v1/units', newUnit({ parent_id: group.east.id })), 403, 'forbidden');
		const manager = await group.somebody('regional_manager', group.shanghai);
		await group.give(manager.person, group.roles.viewer, group.east);
		is(await manager.patch(`/v1/units/${group.shanghai.id}`, { name: 'Yours' }), 200);
		is(await manager.patch(`/v1/units/${group.ningbo.id}`, { name: 'x' }), 403, 'forbidden');
		is(await manager.post('/v1/units', newUnit({ parent_id: group.east.id })), 403, 'forbidden');
		is(await manager.patch(`/v1/units/${group.shanghai.id}`, { parent_id: group.east.id }), 200);
	});
});
