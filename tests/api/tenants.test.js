/*
 * Two tenants on one server: the same codes and names in both, and nothing of the one in the
 * other. An id of the other tenant is answered exactly as an id that nobody has.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { gemba, password, start } from './harness.js';
import { Group, all, ids, is, newCode, nobody } from './group.js';

let server;
let demo;
let other;
let theirs;

before(async () => {
	server = await start();
	demo = await (await Group.of(server, 'demo')).stores();
	other = await (await Group.of(server, 'other')).stores();
	const person = await other.person('viewer', other.shanghai);
	const name = { en: 'Theirs' };
	theirs = {
		unit: other.shanghai,
		region: other.east,
		person,
		role: await other.role(['organization.read']),
		membership: (await all(other.admin, `/v1/memberships?person_id=${person.id}`))[0],
		department: is(await other.admin.post('/v1/departments', { code: newCode('d'), name }), 201),
		partner: is(await other.admin.post('/v1/partners', { code: newCode('d'), name }), 201),
	};
});
after(() => server?.stop());

/* What differs between two answers to the same question about two ids. */
const plain = ({ status, body }, id) => ({ status,
	body: JSON.parse(JSON.stringify({ ...body, instance: undefined }).replaceAll(id, 'ID')) });

describe('another tenant', () => {
	const places = ['units', 'departments', 'partners', 'people', 'roles', 'memberships'];
	const nouns = { units: 'unit', departments: 'department', partners: 'partner', people: 'person',
		roles: 'role', memberships: 'membership' };

	for (const place of places) {
		it(`has nothing in ${place}`, async () => {
			const { id } = theirs[nouns[place]];
			is(await other.admin.get(`/v1/${place}/${id}`), 200);
			const ask = async (of) => [
				await demo.admin.get(`/v1/${place}/${of}`),
				place === 'memberships' ? await demo.admin.del(`/v1/memberships/${of}`) :
					await demo.admin.patch(`/v1/${place}/${of}`, {}),
				...place === 'people' ?
					[await demo.admin.post(`/v1/people/${of}/password`, { password })] : [],
			];
			const answers = await ask(id);
			const unknown = await ask(nobody);
			for (const [i, answer] of answers.entries()) {
				is(answer, 404, 'not_found');
				assert.deepEqual(plain(answer, id), plain(unknown[i], nobody));
			}
			assert.ok(!ids(await all(demo.admin, `/v1/${place}`)).includes(id));
		});
	}

	it('is not reached by an id in a body', async () => {
		const person = await demo.person('viewer', demo.east);
		const membership = { person_id: person.id, role_id: demo.roles.viewer.id, unit_id: demo.west.id };
		const store = { kind: 'store', code: newCode('s'), name: 'S', time_zone: 'UTC' };
		const bodies = [
			['post', '/v1/units', (id) => ({ ...store, parent_id: id }), theirs.region, '/parent_id'],
			['patch', `/v1/units/${demo.shanghai.id}`, (id) => ({ parent_id: id }), theirs.region, '/parent_id'],
			['post', '/v1/memberships', (id) => ({ ...membership, person_id: id }), theirs.person, '/person_id'],
			['post', '/v1/memberships', (id) => ({ ...membership, role_id: id }), theirs.role, '/role_id'],
			['post', '/v1/memberships', (id) => ({ ...membership, unit_id: id }), theirs.unit, '/unit_id'],
			['post', '/v1/memberships', (id) => ({ ...membership, department_id: id }), theirs.department,
				'/department_id'],
			['post', '/v1/people', (id) => ({ login: newCode('p'), name: 'P', membership: {
				role_id: id, unit_id: demo.top.id } }), theirs.role, '/membership/role_id'],
			['post', '/v1/people', (id) => ({ login: newCode('p'), name: 'P', membership: {
				role_id: demo.roles.viewer.id, unit_id: id } }), theirs.unit, '/membership/unit_id'],
		];
		for (const [method, path, body, { id }, pointer] of bodies) {
			const answer = await demo.admin[method](path, body(id));
			is(answer, 422, 'invalid_body', [pointer]);
			assert.deepEqual(plain(answer, id),
				plain(await demo.admin[method](path, body(nobody)), nobody));
		}
	});

	it('is not reached by an id in a query', async () => {
		for (const [path, name, { id }] of [['units', 'below', theirs.region],
			['people', 'unit_id', theirs.unit], ['people', 'role_id', theirs.role],
			['memberships', 'person_id', theirs.person], ['memberships', 'role_id', theirs.role],
			['memberships', 'unit_id', theirs.unit], ['memberships', 'department_id', theirs.department]])
			assert.deepEqual(await all(demo.admin, `/v1/${path}?${name}=${id}`), []);
	});

	it('can have the same ids, codes and sign-in names without anybody noticing', async () => {
		const id = randomUUID();
		const code = newCode('shared');
		for (const group of [demo, other]) {
			const unit = { id, parent_id: group.top.id, kind: 'brand', code, name: group.tenant };
			assert.equal(is(await group.admin.post('/v1/units', unit), 201).name, group.tenant);
			is(await group.admin.post('/v1/departments', { id, code, name: { en: group.tenant } }), 201);
			is(await group.admin.post('/v1/roles', { id, code, name: { en: group.tenant },
				rights: ['report.read'] }), 201);
			is(await group.admin.post('/v1/people', { id, login: code, name: group.tenant,
				membership: { id, unit_id: group.top.id, role_id: group.roles.viewer.id } }), 201);
			is(await group.admin.post(`/v1/people/${id}/password`, { password: `${group.tenant} 123456` }),
				204);
		}
		for (const group of [demo, other]) {
			assert.equal(is(await group.admin.get(`/v1/units/${id}`), 200).name, group.tenant);
			assert.equal(is(await group.admin.get(`/v1/people/${id}`), 200).name, group.tenant);
			assert.equal(is(await group.admin.get(`/v1/memberships/${id}`), 200).unit_id, group.top.id);
			const token = await server.signIn(group.tenant, code, `${group.tenant} 123456`);
			assert.equal(is(await server.api(token).get('/v1/me'), 200).tenant.code, group.tenant);
		}
		is(await demo.admin.patch(`/v1/people/${id}`, { state: 'left' }), 200);
		is(await server.api(await server.signIn('other', code, 'other 123456')).get('/v1/me'), 200);
	});

	it('does not see the other one by its cursor', async () => {
		const page = is(await other.admin.get('/v1/units?limit=1'), 200);
		const mine = await all(demo.admin, '/v1/units');
		const rest = is(await demo.admin.get(`/v1/units?limit=200&after=${page.next}`), 200).items;
		for (const unit of rest)
			assert.ok(ids(mine).includes(unit.id));
	});
});

describe('the walls of the database', () => {
	const tables = ['tenant', 'policy', 'unit', 'unit_above', 'department', 'person', 'role',
		'membership', 'session', 'event'];
	const views = ['scope', 'person_seen', 'unit_shown', 'department_shown', 'person_shown', 'role_shown',
		'membership_shown'];

	it('show a statement that forgets its tenant the rows of the transaction\'s tenant only', async () => {
		const [{ id }] = await server.sql("select id from tenant where code = 'demo'");
		for (const table of [...tables, ...views]) {
			const column = table === 'tenant' ? 'id' : 'tenant_id';
			const out = await server.sql.script(`set role gemba_app; set app.tenant = '${id}';
				set app.now = '2026-11-21T00:00:00Z';
				select count(*) filter (where ${column} = '${id}') > 0, count(*) filter (where ${column} <> '${id}')
				  from ${table};`);
			assert.equal(out.trim(), 't|0', table);
		}
	});

	it('show nothing at all without a tenant', async () => {
		for (const table of [...tables, ...views]) {
			await assert.rejects(server.sql.script(`set role gemba_app; set app.tenant = '';
				set app.now = '2026-11-21'; select count(*) from ${table};`), /invalid input syntax for type uuid/);
			await assert.rejects(server.sql.script(`set role gemba_app; select count(*) from ${table};`),
				/app\.tenant/);
		}
	});

	it('take no row for another tenant', async () => {
		const [{ id }] = await server.sql("select id from tenant where code = 'demo'");
		const [{ id: foreign }] = await server.sql("select id from tenant where code = 'other'");
		await assert.rejects(server.sql.script(`set role gemba_app; set app.tenant = '${id}';
			insert into unit (tenant_id, id, parent_id, kind, code, name, created_at, changed_at)
			values ('${foreign}', gen_random_uuid(), '${other.top.id}', 'brand', 'x', 'x', now(), now());`),
		/row-level security/);
		const out = await server.sql.script(`set role gemba_app; set app.tenant = '${id}';
			with gone as (update person set name = 'x' where tenant_id = '${foreign}' returning id)
			select count(*) from gone;`);
		assert.equal(out.trim(), '0');
	});

	it('let what crosses tenants read and write only what it needs', async () => {
		for (const statement of ['select * from unit', 'select name from person', 'select * from session',
			'update tenant set name = code', 'update person set epoch = 0', 'delete from tenant',
			'select * from membership'])
			await assert.rejects(server.sql.script(`set role gemba_system; ${statement};`),
				/permission denied/, statement);
	});
});

describe('a new tenant', () => {
	const add = (...args) => gemba(['person', 'add', ...args, '--password-stdin'],
		{ database: server.database, input: `${password}\n` });

	it('comes with its policy, its roles and the unit above all others', async () => {
		const { code, stderr } = await add('--tenant', 'third', '--tenant-name', '第三集团', '--login', 'a',
			'--name', 'A', '--role', 'admin');
		assert.equal(code, 0, stderr);
		const third = await Group.of({ api: (t) => server.api(t),
			signIn: () => server.signIn('third', 'a') }, 'third');
		assert.deepEqual([third.top.code, third.top.name, third.top.kind], ['third', '第三集团', 'group']);
		assert.equal(Object.keys(third.roles).length, 8);
		assert.equal((await all(third.admin, '/v1/people')).length, 1);
		const policies = await server.sql(
			"select p.* from policy p join tenant t on t.id = p.tenant_id where t.code = 'third'");
		assert.equal(policies.length, 1);
	});

	it('is completed where making it was cut short', async () => {
		await server.sql.script(`insert into tenant (id, code, name, created_at)
			values ('${randomUUID()}', 'half', 'Half', now())`);
		const { code, stderr } = await add('--tenant', 'half', '--login', 'a', '--name', 'A', '--role', 'admin');
		assert.equal(code, 0, stderr);
		const me = is(await server.api(await server.signIn('half', 'a')).get('/v1/me'), 200);
		assert.deepEqual([me.tenant.name, me.memberships[0].unit.name], ['Half', 'Half']);
	});

	it('gets the built-in roles as this program has them', async () => {
		await server.sql.script(`update role set rights = '{report.read}' from tenant t
			where t.id = role.tenant_id and t.code = 'third' and role.code = 'viewer'`);
		const { code } = await add('--tenant', 'third', '--login', 'b', '--name', 'B', '--role', 'viewer');
		assert.equal(code, 0);
		const api = server.api(await server.signIn('third', 'b'));
		is(await api.get('/v1/units'), 200);
	});

	it('is made once, however many ask at the same time', async () => {
		const results = await Promise.all([1, 2, 3, 4].map((n) => add('--tenant', 'rush', '--tenant-name',
			'Rush', '--login', `p${n}`, '--name', 'P', '--role', 'admin')));
		assert.ok(results.some(({ code }) => code === 0));
		for (const { code, stderr } of results)
			assert.ok(code === 0 || /There is a group with this code already/.test(stderr), stderr);
		const [{ count }] = await server.sql("select count(*) from tenant where code = 'rush'");
		assert.equal(count, 1);
	});
});
