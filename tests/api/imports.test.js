/* Stores and people from tables: dry runs, reports by row, all or nothing, and the same again. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { all, Group, is, newCode } from './group.js';
import { start } from './harness.js';
import { until } from './postgres_session.js';
import { CSV, sheetsOf, XLSX, xlsx } from './workbook.js';

let server;
let group;
let admin;

before(async () => {
	server = await start();
	group = await (await Group.of(server)).stores();
	({ admin } = group);
});
after(() => server?.stop());

const send = (api, noun, file, { dry = false, type = typeof file === 'string' ? CSV : XLSX } = {}) =>
	api.post(`/v1/${noun}/import${dry ? '?dry_run=true' : ''}`, file, { 'content-type': type });
const results = (report) => report.rows.map(({ result }) => result);
const unitOf = async (code, api = admin) =>
	(await all(api, `/v1/units?q=${encodeURIComponent(code)}`)).find((unit) => unit.code === code);
const places = (answer) => answer.body.errors.map(({ row, column }) => `${column ?? ''}${row}`);

describe('stores from a table', () => {
	it('are made with everything above them, in whatever order they stand', async () => {
		const [brand, region, store] = [newCode('b'), newCode('r'), newCode('s')];
		const report = is(await send(admin, 'units', xlsx([
			{ name: 'Notes', rows: [['Nothing here']] },
			{ name: '门店', merges: ['A1:H1'], rows: [
				['2026 年门店清单'], [],
				['门店编号', '门店名称', '类型', '上级编号', '时区', '纬度', '经度', '标签', '营业状态', '负责人'],
				[store, '外滩店', '门店', region, 'Asia/Shanghai', 31.2397, 121.4903, '大堂、minibar', '营业中', '李'],
				[region, '华东', '区域', brand],
				[brand, '云栖', '品牌'],
			] },
		])), 200);
		assert.deepEqual([report.created, report.changed, report.unchanged, report.faulty], [3, 0, 0, 0]);
		assert.deepEqual([report.sheet, report.heading_row, report.dry_run], ['门店', 3, false]);
		assert.deepEqual(report.columns.map(({ meaning }) => meaning), ['code', 'name', 'kind', 'parent', 'time_zone',
			'lat', 'lon', 'tags', 'state', null]);
		const made = await unitOf(store);
		assert.deepEqual([made.name, made.kind, made.lat, made.lon, made.tags, made.state],
			['外滩店', 'store', 31.2397, 121.4903, ['大堂', 'minibar'], 'open']);
		assert.equal(made.parent_id, (await unitOf(region)).id);
		assert.equal((await unitOf(region)).parent_id, (await unitOf(brand)).id);
		assert.equal((await unitOf(brand)).parent_id, group.top.id);
		const [{ n }] = await server.sql('select count(*)::int as n from unit_above where unit_id = $1', made.id);
		assert.equal(n, 4);
		const events = await server.sql('select kind, unit_id from event where subject_id = $1', made.id);
		assert.deepEqual(events, [{ kind: 'unit.created', unit_id: made.id }]);
	});

	it('change nothing in a dry run, change what differs, and change nothing the second time', async () => {
		const code = newCode('s');
		const csv = (name) => `code;name;region;time zone\n${code};${name};${group.east.code};Asia/Shanghai\n`;
		const tried = is(await send(admin, 'units', csv('First'), { dry: true }), 200);
		assert.deepEqual([tried.dry_run, tried.created], [true, 1]);
		assert.equal(await unitOf(code), undefined);
		assert.deepEqual(results(is(await send(admin, 'units', csv('First')), 200)), ['created']);
		assert.deepEqual(results(is(await send(admin, 'units', csv('First')), 200)), ['unchanged']);
		const { changed_at: before } = await unitOf(code);
		const report = is(await send(admin, 'units', csv('Second')), 200);
		assert.deepEqual(report.rows, [{ row: 2, key: code, name: 'Second', result: 'changed',
			changes: [{ column: 'name', from: 'First', to: 'Second' }] }]);
		await server.clock.advance(1000);
		is(await send(admin, 'units', csv('Second')), 200);
		assert.deepEqual([(await unitOf(code)).name, (await unitOf(code)).changed_at], ['Second', before]);
		const kinds = await server.sql('select kind from event where subject_id = $1 order by kind',
			(await unitOf(code)).id);
		assert.deepEqual(kinds.map(({ kind }) => kind), ['unit.changed', 'unit.created']);
	});

	it('are moved, and an empty cell leaves what is there', async () => {
		const store = await group.unit(group.east, 'store', { address: 'Here 1', tags: ['a'] });
		const report = is(await send(admin, 'units',
			`编号,名称,上级,地址,标签\n${store.code},,${group.west.code},,\n`), 200);
		assert.deepEqual(report.rows[0].changes, [{ column: 'parent', from: group.east.code, to: group.west.code }]);
		const moved = await unitOf(store.code);
		assert.deepEqual([moved.parent_id, moved.name, moved.address, moved.tags],
			[group.west.id, store.name, 'Here 1', ['a']]);
		const kinds = await server.sql('select kind from event where subject_id = $1 order by kind', store.id);
		assert.deepEqual(kinds.map(({ kind }) => kind), ['unit.created', 'unit.moved']);
	});

	it('are all refused where one row has a fault, each with its row and column', async () => {
		const code = newCode('s');
		const rows = [
			['Code', 'Name', 'Kind', 'Parent', 'Time zone', 'Lat', 'Lon', 'Radius (m)'],
			[code, 'Good', 'store', group.east.code, 'Asia/Shanghai', 1, 2, 100],
			[newCode('s'), '', 'castle', 'nowhere', 'Mars/Olympus', 91, 1, '3 km'],
			[code, 'Again', 'store', group.east.code, 'Asia/Shanghai'],
			['', 'No code', 'store', group.east.code, 'Asia/Shanghai', 5],
			[newCode('s'), 'Below a store', 'store', group.shanghai.code, 'Asia/Shanghai'],
			[newCode('s'), 'No zone', 'store', group.east.code],
			[group.shanghai.code, null, 'region'],
		];
		const answer = await send(admin, 'units', xlsx([{ name: 'S', rows }]));
		is(answer, 422, 'import_has_faults');
		assert.deepEqual(places(answer).sort(), ['A4', 'A5', 'B3', 'C3', 'C8', 'D3', 'D6', 'E3', 'E7', 'F3', 'G5', 'H3']);
		assert.ok(answer.body.errors.every(({ sheet, pointer, detail }) => sheet === 'S' && pointer === '' && detail));
		assert.equal(await unitOf(code), undefined);
		const tried = is(await send(admin, 'units', xlsx([{ name: 'S', rows }]), { dry: true }), 200);
		assert.deepEqual(results(tried), ['created', 'faulty', 'faulty', 'faulty', 'faulty', 'faulty', 'faulty']);
		assert.equal(tried.errors.length, 12);
	});

	it('cannot stand on each other in a ring', async () => {
		const [a, b] = [newCode('r'), newCode('r')];
		const answer = await send(admin, 'units', `code,name,kind,parent\n${a},A,region,${b}\n${b},B,region,${a}\n`);
		is(answer, 422, 'import_has_faults');
		assert.deepEqual(places(answer), ['D2', 'D3']);
	});

	it('are made once by parallel imports of the same table', async () => {
		const codes = Array.from({ length: 20 }, () => newCode('p'));
		const csv = `code,name,parent,time zone\n${codes.map((code) =>
			`${code},${code},${group.east.code},Asia/Shanghai`).join('\n')}`;
		const answers = await Promise.all(Array.from({ length: 4 }, () => send(admin, 'units', csv)));
		const reports = answers.map((answer) => is(answer, 200));
		assert.deepEqual(reports.map(({ created }) => created).sort((a, b) => a - b), [0, 0, 0, 20]);
	});

	it('are managed only where the caller manages', async () => {
		const manager = await group.somebody('regional_manager', group.east);
		const code = newCode('s');
		const csv = (parent) => `code,name,parent,time zone\n${code},Mine,${parent},Asia/Shanghai\n`;
		assert.deepEqual(places(await send(manager, 'units', csv(group.west.code))), ['C2']);
		assert.deepEqual(places(await send(manager, 'units', `code,name,time zone\n${code},Mine,Asia/Shanghai\n`)), ['A2']);
		assert.deepEqual(places(await send(manager, 'units', `code,name\n${group.chengdu.code},Mine now\n`)), ['A2']);
		assert.deepEqual(places(await send(manager, 'units', `code,parent\n${group.ningbo.code},${group.hotels.code}\n`)), ['B2']);
		is(await send(manager, 'units', csv(group.east.code)), 200);
		const viewer = await group.somebody('viewer', group.top);
		is(await send(viewer, 'units', csv(group.east.code)), 403, 'forbidden');
		const other = server.api(await server.signIn('other'));
		assert.deepEqual(places(await send(other, 'units', csv(group.east.code))), ['C2']);
		assert.equal((await all(other, `/v1/units?q=${group.east.code}`)).length, 0);
	});

	it('come back from their own export unchanged, as CSV and as a workbook', async () => {
		await group.unit(group.east, 'store', { name: '=1+1, "quoted"', address: '-5 Road\nSecond line', tags: ['x', 'y'],
			lat: -1.5, lon: 2.25, radius_m: 300 });
		for (const format of ['csv', 'xlsx']) {
			const answer = await admin.get(`/v1/units/export?format=${format}`);
			is(answer, 200);
			assert.match(answer.headers.get('content-disposition'), new RegExp(`gemba-stores\\.${format}`));
			if (format === 'csv')
				assert.match(answer.text, /^\ufeff.*\r\n/);
			if (format === 'csv')
				assert.ok(answer.text.includes('"\'=1+1, ""quoted"""') && answer.text.includes('"\'-5 Road'));
			const report = is(await send(admin, 'units', answer.bytes, { type: format === 'csv' ? CSV : XLSX }), 200);
			assert.ok(report.unchanged > 7);
			assert.deepEqual([report.created, report.changed, report.faulty], [0, 0, 0], JSON.stringify(report.rows.filter(({ result }) => result !== 'unchanged')));
		}
		const manager = await group.somebody('regional_manager', group.west);
		const { text } = await manager.get('/v1/units/export?format=csv');
		assert.ok(text.includes(group.chengdu.code) && !text.includes(group.shanghai.code));
	});

	it('have a template that says what to know and can be filled in', async () => {
		const sheets = sheetsOf((await admin.get('/v1/units/export?template=true')).bytes);
		const [heading, example] = sheets['门店 Stores'];
		assert.deepEqual(heading.slice(0, 2), ['编号 Code', '名称 Name']);
		assert.equal(sheets['说明 Read me'].length, heading.length + 1);
		const report = is(await send(admin, 'units', xlsx([{ name: 'S', rows: [heading, example] }]), { dry: true }), 200);
		assert.ok(report.columns.every(({ meaning }) => meaning));
		assert.equal(report.errors.length, 1, 'the example stands below a region that is not there');
	});
});

describe('people from a table', () => {
	it('are made with their roles, changed and left alone', async () => {
		const [a, b] = [newCode('anna'), newCode('bo')];
		const table = (phone) => xlsx([{ name: '人员', rows: [
			['登录名', '姓名', '邮箱', '手机号', '语言', '角色', '门店编号', '部门'],
			[a.toUpperCase(), '安娜', `${a}@example.com`, phone, '中文', '门店经理', group.shanghai.code],
			[a, null, null, null, null, 'inspector', group.ningbo.name],
			[b, 'Bo'],
		] }]);
		const report = is(await send(admin, 'people', table(13800138000)), 200);
		assert.deepEqual(results(report), ['created', 'changed', 'created']);
		const people = await all(admin, '/v1/people');
		const anna = people.find(({ login }) => login === a);
		assert.deepEqual([anna.name, anna.phone, anna.language, anna.state], ['安娜', '13800138000', 'zh-CN', 'active']);
		const held = await all(admin, `/v1/memberships?person_id=${anna.id}`);
		assert.deepEqual(held.map(({ role, unit }) => `${role.code} ${unit.code}`).sort(),
			[`inspector ${group.ningbo.code}`, `store_manager ${group.shanghai.code}`]);
		const events = await server.sql('select kind from event where subject_id = any (array(select id from membership where person_id = $1) || $1::uuid) order by kind', anna.id);
		assert.deepEqual(events.map(({ kind }) => kind), ['membership.given', 'membership.given', 'person.created']);
		assert.deepEqual(results(is(await send(admin, 'people', table(13800138000)), 200)),
			['unchanged', 'unchanged', 'unchanged']);
		assert.deepEqual(is(await send(admin, 'people', table('+86 1')), 200).rows[0].changes,
			[{ column: 'phone', from: '13800138000', to: '+86 1' }]);
	});

	it('who leave lose their sessions and get no role', async () => {
		const somebody = await group.somebody('inspector', group.east);
		const { login } = somebody.person;
		assert.deepEqual(places(await send(admin, 'people',
			`login,state,role,unit\n${login},离职,viewer,${group.west.code}\n`)), ['C2']);
		is(await somebody.get('/v1/me'), 200);
		is(await send(admin, 'people', `login,state\n${login},离职\n`), 200);
		is(await somebody.get('/v1/me'), 401, 'session_ended');
	});

	it('are told with every fault where it is', async () => {
		const answer = await send(admin, 'people', [
			'login,name,email,role,unit,state,department',
			`Bad Login,X,nope,inspector,${group.east.code},active,`,
			`${newCode('p')},,a@b,king,${group.east.code},asleep,`,
			`${newCode('p')},Y,,inspector,,,`,
			`${newCode('p')},Y,,inspector,nowhere,,nobody`,
			'',
			',Z,,,,,',
		].join('\n'));
		is(answer, 422, 'import_has_faults');
		assert.deepEqual(places(answer).sort(), ['A2', 'A7', 'B3', 'C2', 'D3', 'E4', 'E5', 'F3', 'G5']);
	});

	it('get only what the caller may give, and only below', async () => {
		const manager = await group.somebody('regional_manager', group.east);
		const login = newCode('p');
		const row = (role, unit) => `login,name,role,unit\n${login},P,${role},${unit}\n`;
		assert.deepEqual(places(await send(manager, 'people', row('quality', group.east.code))), ['C2']);
		assert.deepEqual(places(await send(manager, 'people', row('inspector', group.west.code))), ['D2']);
		assert.deepEqual(places(await send(manager, 'people', `login,name\n${login},P\n`)).length, 1);
		is(await send(manager, 'people', row('inspector', group.shanghai.code)), 200);
		/* A mightier one is not theirs to change. */
		assert.deepEqual(places(await send(manager, 'people', 'login,name\nadmin,Nobody\n')), ['A2']);
		const equal = await group.person('quality', group.east);
		assert.deepEqual(places(await send(manager, 'people', `login,name\n${equal.login},Nobody\n`)), ['A2']);
		const inspector = await group.somebody('inspector', group.east);
		is(await send(inspector, 'people', row('inspector', group.east.code)), 403, 'forbidden');
		is(await inspector.get('/v1/people/export'), 403, 'forbidden');
	});

	it('come back from their own export unchanged', async () => {
		for (const format of ['csv', 'xlsx']) {
			const { bytes } = await admin.get(`/v1/people/export?format=${format}`);
			const report = is(await send(admin, 'people', bytes, { type: format === 'csv' ? CSV : XLSX }), 200);
			assert.deepEqual([report.created, report.changed, report.faulty], [0, 0, 0]);
			assert.ok(report.unchanged > 5);
		}
		assert.ok(sheetsOf((await admin.get('/v1/people/export?template=true')).bytes)['说明 Read me']);
	});
});

/* On tables that had a handful of rows until now, where every plan looks as good as another. */
describe('thousands of rows at once', () => {
	const nr = 2000;
	let own;
	before(async () => {
		own = await start();
	});
	after(() => own?.stop());

	/* Rows read of the tables since the last time, once what was inserted there has been counted. */
	function readSince(earlier, inserted) {
		return until(async () => {
			const [now] = await own.sql(`
				select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint as read,
				       sum(n_tup_ins) filter (where relname = $1)::bigint as inserted
				  from pg_stat_user_tables
				 where relname in ('unit', 'unit_above', 'person', 'membership')`, inserted);
			return now.inserted >= nr && { read: now.read, more: now.read - earlier };
		}, 'counting');
	}

	it('are not gone over for each of them', async () => {
		const big = await (await Group.of(own)).stores();
		const codes = Array.from({ length: nr }, (_, i) => `many-${i}`);
		const units = `code,name,parent,time zone\n${codes.map((code) =>
			`${code},${code},${big.east.code},Asia/Shanghai`).join('\n')}\n`;
		const people = (name) => `login,name,role,unit\n${codes.map((code, i) =>
			`p${i},${name} ${i},inspector,${code}`).join('\n')}\n`;
		assert.equal(is(await send(big.admin, 'units', units), 200).created, nr);
		const { read } = await readSince(0, 'unit');
		assert.ok(read < 100 * nr, `${read} rows read for ${nr} stores`);
		assert.equal(is(await send(big.admin, 'people', people('One')), 200).created, nr);
		assert.equal(is(await send(big.admin, 'people', people('Two')), 200).changed, nr);
		const { more } = await readSince(read, 'membership');
		assert.ok(more < 200 * nr, `${more} rows read for ${nr} people, twice`);
	});
});
