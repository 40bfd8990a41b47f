/*
 * Every operation of the contract, attacked: good requests bent out of shape, by people who may and
 * by strangers. Whatever comes back is something that the contract says, and what is kept holds.
 *
 *	GEMBA_ATTACK_SEED=7 GEMBA_ATTACK_TIMES=5 node --test tests/api/attack.test.js
 *
 * sends other requests, and five times as many. What fails is shown with its seed and the request.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Bender, Chance } from './attack.js';
import { Judge } from './attack_judge.js';
import { Field } from './attack_world.js';
import { gemba } from './harness.js';
import { until } from './postgres_session.js';
import { Contract, problemName } from './schema.js';

const seed = process.env.GEMBA_ATTACK_SEED ?? '1';
const times = Number(process.env.GEMBA_ATTACK_TIMES ?? 1);
const contract = Contract.load();

let field;
let judge;
let bender;
before(async () => {
	field = await Field.make(contract, { now: Date.parse('2026-11-20T08:00:00Z') });
	judge = new Judge(field);
	bender = new Bender(contract, field.ids);
});
after(() => field?.w.stop());

/* As often as there is something to bend; the good request comes last, when it may be too late for it. */
async function attack(operation) {
	const chance = new Chance(`${seed} ${operation.handler}`);
	const good = await operation.good();
	for (let i = operation.bends * times; i > 0; i--) {
		const bent = bender.bend(chance, good, operation);
		if (!operation.isOfOneself && chance.is(0.1))
			bent.api = chance.pick(field.strangers);
		await judge.send(operation, bent);
	}
	const answer = await judge.send(operation, good);
	/* Wrong attempts are counted by the address, which all here have in common. */
	if (operation.isOfOneself)
		await field.w.sql('delete from attempt returning 1 as gone');
	return answer;
}

/* One key for two requests: the second is not done. */
async function reuse(operation) {
	const { api, method, target, body, headers } = await operation.good();
	const key = { 'idempotency-key': randomUUID() };
	const first = await judge.send(operation, { api, method, target, body, headers: { ...headers, ...key } });
	const second = await judge.send(operation, { api, method, target, body: { ...body, other: 1 }, headers: { ...headers, ...key } });
	assert.ok(first.status < 300, first.text);
	assert.equal(problemName(second.body), 'idempotency_key_reused', second.text);
}

/* The ids of all that a group has. */
async function idsOf(tenant) {
	const { sql } = field.w;
	const tables = await sql(`select table_name as name from information_schema.columns join information_schema.tables using (table_schema, table_name)
		where table_schema = 'public' and table_type = 'BASE TABLE' and column_name in ('id', 'tenant_id') group by 1 having count(*) = 2`);
	const rows = await sql(tables.map(({ name }) => `select id from ${name}
		where tenant_id = (select id from tenant where code = '${tenant}')`).join(' union '));
	return new Set(rows.map(({ id }) => id));
}

const failed = (faults) => `seed ${seed}: ${faults.length} faults\n${faults.slice(0, 5).join('\n')}`;

describe('whatever is sent', () => {
	it('is answered as the contract says, and tells nothing of another group', async () => {
		for (const operation of field.operations)
			await attack(operation);
		assert.equal(judge.faults.length, 0, failed(judge.faults));
		assert.ok(judge.sent > 1000, `${judge.sent} requests`);
	});

	it('was done at least once, each operation', () => {
		/* The clients are there only once they are built. */
		const never = field.operations.map(({ handler }) => handler)
			.filter((handler) => !judge.done.has(handler) && !handler.startsWith('http_page_'));
		assert.deepEqual(never, ['http_plan_draw_get']);
	});

	it('is not done where its Idempotency-Key was another request\'s', async () => {
		for (const handler of ['http_unit_post', 'http_finding_post', 'http_action_comment'])
			await reuse(field.operations.find((operation) => operation.handler === handler));
	});

	it('tells nobody of what another group has', async () => {
		const [ours, theirs] = await Promise.all(['demo', 'other'].map(idsOf));
		assert.ok(ours.size > 1000 && theirs.size > 30, `${ours.size} and ${theirs.size} ids`);
		assert.deepEqual(judge.overheard(ours, theirs), []);
	});

	it('breaks nothing that the server would have to tell of', () => {
		assert.deepEqual(field.w.server.log.split('\n').filter((line) => /level=(error|warn)|Sanitizer|runtime error/.test(line)), []);
	});
});

describe('what is kept', () => {
	const none = (text) => async () => assert.deepEqual(await field.w.sql(text), []);

	it('is an audit log that holds', async () => {
		await until(async () => (await field.w.sql('select 1 from audit_entry where seq is null limit 1')).length === 0, 'sealing');
		const { code, stdout, stderr } = await gemba(['audit', 'verify'], { database: field.w.server.database });
		assert.equal(code, 0, stderr);
		assert.match(stdout, /^demo: \d{3,} entries hold\.$/m);
	});

	it('is scored as "gemba score" would', async () => {
		const sheets = await field.w.sql(`select v.document::text as checklist, s.result::text as result, s.document::text as sheet, c.tags, c.history
			from sheet s join scoring_context c on c.tenant_id = s.tenant_id and c.id = s.context_id
			join checklist_version v on v.tenant_id = c.tenant_id and v.id = c.version_id
			where s.is_submitted order by md5(s.document::text) limit 10`);
		assert.equal(sheets.length, 10);
		const folder = await mkdtemp(path.join(tmpdir(), 'gemba-attack-'));
		for (const { checklist, result, sheet, tags, history } of sheets) {
			await writeFile(`${folder}/checklist`, checklist);
			await writeFile(`${folder}/answers`, JSON.stringify({ ...JSON.parse(sheet), ...tags.length && { store: { tags } }, history }));
			const { stdout, stderr } = await gemba(['score', '--checklist', `${folder}/checklist`, '--answers', `${folder}/answers`]);
			assert.equal(stdout.trimEnd(), result, stderr);
		}
		await rm(folder, { recursive: true });
	});

	it('is told of each unit where it happened', none(`select kind from event
		where unit_id is null and subject in ('inspection', 'finding', 'action', 'appeal', 'extension')`));

	it('is a visit in order', none(`select id, state from inspection where not (visible_from <= start_at and start_at <= coalesce(due_at, 'infinity')
			and coalesce(due_at, start_at) <= coalesce(miss_at, 'infinity'))
		or state = 'released' and (released_at is null or submitted_at is null)`));
});
