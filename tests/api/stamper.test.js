/*
 * The stamper: what was committed gets its place in the order of reading, dense and for good,
 * whoever writes, on however many servers.
 */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Group, is } from './group.js';
import { database, psql, start } from './harness.js';
import { Session, until } from './postgres_session.js';

let db;
let server;
let group;

before(async () => {
	db = await database();
	server = await start({ database: db });
	group = await Group.of(server);
});
after(async () => {
	await server.stop();
	await db.drop();
});

const tenantId = async (code = 'demo') =>
	(await db.sql('select id from tenant where code = $1', code))[0].id;

/* The ids of what is stamped, in its order. */
async function stamped(tenant) {
	const rows = await db.sql(
		'select seq, id from event where tenant_id = $1 and seq is not null order by seq', tenant);
	rows.forEach((row, i) => assert.equal(row.seq, i + 1, 'a place is left out'));
	return rows.map((row) => row.id);
}

/* Everything whose time has come. */
const allStamped = () => until(async () =>
	(await db.sql(`select count(*)::integer as nr from event
	                where seq is null and tell_at is null`))[0].nr === 0, 'stamping');

let codes = 0;
const newUnit = (api) => api.post('/v1/units', { parent_id: group.top.id, kind: 'brand',
	code: `s-${++codes}`, name: 'A brand' });

/* An event as another program would write it, in a transaction that stays open for a while. */
const insert = (tenant, more = '') => `
	insert into event (tenant_id, id, at, kind, subject, subject_id, tell_at)
	values ('${tenant}', gen_random_uuid(), '2020-01-01', 'unit.changed', 'unit', gen_random_uuid(),
	        ${more || 'null'}) returning id`;

describe('events', () => {
	it('are stamped soon after they happened, and told by their tenant alone', async () => {
		is(await newUnit(group.admin), 201);
		await allStamped();
		const [{ nr }] = await db.sql(`select count(*)::integer as nr from event
			where tenant_id = $1`, await tenantId());
		assert.equal((await stamped(await tenantId())).length, nr);
		assert.deepEqual(await db.sql(`select event_seq from stamp where tenant_id = $1`,
			await tenantId()), [{ event_seq: nr }]);
	});

	it('that are committed late come after what was read before, and none is left out', async () => {
		const tenant = await tenantId();
		const slow = new Session(db.superuser);
		await slow.run('begin');
		await slow.run(insert(tenant).replace('returning id', ''));
		is(await newUnit(group.admin), 201);
		await allStamped();
		const before = await stamped(tenant);
		await slow.run('commit');
		await slow.end();
		await until(async () => (await stamped(tenant)).length === before.length + 1,
			'stamping the late one');
		const now = await stamped(tenant);
		assert.deepEqual(now.slice(0, -1), before);
		/* It happened years before everything else: that does not bring it to the front. */
		assert.deepEqual(await db.sql('select at < $1 as is_old from event where id = $2',
			'2021-01-01', now.at(-1)), [{ is_old: true }]);
	});

	it('keep their places while many write through several servers, one of them killed', async () => {
		const tenant = await tenantId();
		const second = await start({ database: db });
		const doomed = await start({ database: db });
		const apis = [];
		for (const node of [server, second, doomed])
			for (let i = 0; i < 3; i++)
				apis.push(node.api(await node.signIn()));
		let isDone = false;
		let made = 0;
		const writers = apis.map(async (api, i) => {
			while (!isDone) {
				const answer = await newUnit(api).catch(() => null);
				if (!answer && i < 6)
					assert.fail('a server that was not killed does not answer');
				if (!answer)
					return;
				made += answer.status === 201;
			}
		});
		let before = await stamped(tenant);
		for (let round = 0; round < 12 || made <= 50; round++) {
			if (round === 5)
				process.kill(doomed.pid, 'SIGKILL');
			await until(async () => {
				const now = await stamped(tenant);
				assert.deepEqual(now.slice(0, before.length), before, 'the past has changed');
				const grew = now.length > before.length;
				before = now;
				return grew;
			}, 'stamping more');
		}
		isDone = true;
		await Promise.all(writers);
		await assert.rejects(doomed.stop());
		await second.stop();
		await allStamped();
		const [{ nr }] = await db.sql(`select count(*)::integer as nr from event
			where tenant_id = $1`, tenant);
		assert.equal((await stamped(tenant)).length, nr);
	});

	it('that are to be told later wait for their moment', async () => {
		const tenant = await tenantId();
		const at = new Date(server.clock.now + 3600000).toISOString();
		const [{ id }] = JSON.parse(await psql(db.superuser,
			`with made as (${insert(tenant, `'${at}'`)}) select json_agg(made) from made`));
		is(await newUnit(group.admin), 201);
		await allStamped();
		assert.ok(!(await stamped(tenant)).includes(id));
		await server.clock.advance(3600000);
		await until(async () => (await stamped(tenant)).at(-1) === id, 'its moment');
	});

	it('keep their place whoever asks, and only the stamper gives it', async () => {
		const as = (role) => db.superuser.replace('user=postgres', `user=${role}`);
		await assert.rejects(psql(db.superuser, 'update event set seq = seq + 1000000'),
			/keeps its place/);
		const tenant = await tenantId();
		await assert.rejects(psql(as('gemba_app'), `set app.tenant = '${tenant}';
			update event set seq = 1`), /permission denied/);
		await assert.rejects(psql(as('gemba_system'), `update event set kind = 'x'`),
			/permission denied/);
		await assert.rejects(psql(as('gemba_app'), `set app.tenant = '${tenant}';
			update stamp set event_seq = 0`), /permission denied/);
	});
});
