/* gemba demo: on an empty database it makes a group that everybody can look around in. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { all, is } from './group.js';
import { database, gemba, start } from './harness.js';
import { until } from './postgres_session.js';

const now = Date.parse('2026-11-20T14:00:00Z');
const secret = 'gemba-demo-2026';

let db;
let folder;
let env;
let server;
let made;
before(async () => {
	db = await database('template0');
	folder = await mkdtemp(path.join(tmpdir(), 'gemba-demo-'));
	env = { GEMBA_PHOTOS: path.join(folder, 'photos'), GEMBA_KEYS: path.join(folder, 'keys'),
		GEMBA_TEST_CLOCK_FILE: path.join(folder, 'clock') };
	await writeFile(env.GEMBA_TEST_CLOCK_FILE, `${now}\n`);
	const migrated = await gemba(['migrate'], { database: db, env });
	assert.equal(migrated.code, 0, migrated.stderr);
	made = await gemba(['demo'], { database: db, env });
	assert.equal(made.code, 0, made.stderr);
	const { GEMBA_PHOTOS, GEMBA_KEYS } = env;
	server = await start({ database: db, now, env: { GEMBA_PHOTOS, GEMBA_KEYS } });
});
after(async () => {
	await server?.stop();
	await db?.drop();
	await rm(folder, { recursive: true, force: true });
});

const signedIn = async (login) => server.api(await server.signIn('demo', login, secret));

/* How many of a list there are of each. */
function tally(items, key) {
	const counts = {};
	for (const item of items)
		counts[key(item)] = (counts[key(item)] ?? 0) + 1;
	return counts;
}

/* Everything the feed has told so far. */
async function feed(api) {
	const items = [];
	for (let after = '0'; ;) {
		const page = is(await api.get(`/v1/changes?limit=200&after=${encodeURIComponent(after)}`), 200);
		items.push(...page.items);
		after = page.next;
		if (!page.has_more)
			return items;
	}
}

function assertEach(counts, keys) {
	assert.deepEqual(keys.filter((key) => !counts[key]), [], JSON.stringify(counts));
}

describe('gemba demo', () => {
	it('complains of nothing, and says who can sign in', async () => {
		assert.equal(made.stderr, '');
		assert.match(made.stdout, /^60 of 60 days$/m);
		const logins = [...made.stdout.matchAll(/^ {2}([a-z][a-z0-9-]+) {2,}\S/gm)].map(([, login]) => login);
		assert.equal(logins.length, 9);
		for (const login of logins)
			assert.equal(is(await (await signedIn(login)).get('/v1/me'), 200).login, login);
	});

	it('says why it cannot be made', async () => {
		const empty = await database('gemba_empty');
		const without = await gemba(['demo'], { database: empty, env: { ...env, GEMBA_TEMPLATES: folder } });
		assert.equal(without.code, 1, without.stdout);
		assert.match(without.stderr, /departments\.json cannot be read: No such file or directory/);
		assert.deepEqual(await empty.sql('select id from tenant'), []);
		await empty.drop();
	});

	it('has an action in every state, at every turn, and of each kind', async () => {
		const admin = await signedIn('admin');
		const actions = await all(admin, '/v1/actions');
		assertEach(tally(actions, ({ state, kind }) => `${kind} ${state}`), [
			'correction open', 'correction in_progress', 'correction closed', 'corrective open',
			'corrective planned', 'corrective in_progress', 'corrective submitted', 'corrective monitoring',
			'corrective closed']);
		assertEach(tally(actions, ({ state }) => state), ['cancelled', 'waived']);
		assert.ok(actions.some(({ round }) => round > 1), 'none was reopened');
		assertEach(tally(await all(admin, '/v1/extensions'), ({ state }) => state), ['asked', 'approved', 'declined']);
		assert.ok((await all(admin, '/v1/proposals')).length > 0);
		const findings = await all(admin, '/v1/findings');
		assert.ok(findings.some(({ action_id, is_fixed_on_spot }) => is_fixed_on_spot && !action_id), 'nothing was put right on the spot');
	});

	it('has told in the feed what happened', async () => {
		await until(async () => (await db.sql('select 1 from event where seq is null and coalesce(tell_at, $1) <= $1 limit 1',
			new Date(now).toISOString())).length === 0, 'stamping');
		const told = await feed(await signedIn('admin'));
		assertEach(tally(told, ({ kind }) => kind), ['inspection.released', 'action.returned', 'action.effective',
			'action.reopened', 'action.commented', 'action.verified', 'action.proposed']);
	});

	it('shows the store of the sign-ins each of them', async () => {
		const manager = await signedIn('manager-lh-sha-bund');
		assertEach(tally(await all(manager, '/v1/actions'), ({ state }) => state),
			['open', 'planned', 'in_progress', 'submitted', 'monitoring', 'waived', 'cancelled']);
	});

	it('has visits to do today, and what they show can be looked at', async () => {
		const inspector = await signedIn('inspector');
		const [visit] = await all(inspector, '/v1/inspections?mine=true&state=open');
		is(await inspector.get(`/v1/inspections/${visit.id}/bundle`), 200);
		const [photo] = await server.sql(`select p.sha256 from photo p order by p.sha256 limit 1`);
		const quality = await signedIn('quality');
		assert.equal((await quality.get(`/v1/photos/${photo.sha256}/thumbnail`)).status, 200);
	});

	it('has counted what is counted, and measured the rest as finely as people do', async () => {
		const asked = Object.fromEntries((await db.sql('select id, document from checklist_version')).map(({ id, document }) =>
			[id, Object.fromEntries(JSON.parse(document).sections.flatMap(({ questions }) => questions.map((one) => [one.key, one])))]));
		const sheets = await db.sql('select s.document, i.version_id from sheet s' +
			' join inspection i on i.tenant_id = s.tenant_id and i.id = s.inspection_id');
		const numbers = {};
		for (const { document, version_id } of sheets)
			for (const [name, { number }] of Object.entries(document.answers))
				if (number !== undefined) {
					const { key, unit = '' } = asked[version_id][name.split('@')[0]];
					(numbers[`${key} ${unit}`.trim()] ??= []).push(number);
				}
		assert.ok(Object.keys(numbers).length > 20, JSON.stringify(Object.keys(numbers)));
		for (const key of ['bath.towels', 'lobby.lamps-out', 'fd.greet-seconds s'])
			assert.ok(numbers[key].every(Number.isInteger), `${key}: ${numbers[key]}`);
		for (const [key, found] of Object.entries(numbers))
			assert.ok(found.every((number) => Math.abs(number * 100 - Math.round(number * 100)) < 1e-6), `${key}: ${found}`);
		assert.ok(numbers['bath.towels'].every((number) => number <= 6), `${numbers['bath.towels']}`);
	});

	it('tells people what they have to do', async () => {
		const manager = await signedIn('manager-lh-sha-bund');
		await until(async () => (await all(manager, '/v1/inbox')).some(({ kind }) => kind === 'action.new'), 'the notice of an action');
		assert.ok(is(await manager.get('/v1/inbox/count'), 200).unread > 0);
	});

	it('has mystery guests: a register, offers, and a report in review', async () => {
		const register = await all(await signedIn('guests'), '/v1/shoppers');
		assert.equal(register.length, 2);
		assert.ok(register.every(({ visits_nr, graded_nr, rating }) => visits_nr > 0 && graded_nr > 0 && Number(rating) >= 6), JSON.stringify(register));
		const { shopper, items } = is(await (await signedIn('shopper')).get('/v1/mystery/offers'), 200);
		assert.ok(shopper && items.length > 0, JSON.stringify(items));
		const waiting = await all(await signedIn('quality'), '/v1/reviews');
		assert.deepEqual(waiting.map(({ inspection }) => inspection.kind), ['mystery']);
	});

	it('has an appeal to decide, and overdue actions that climb', async () => {
		const quality = await signedIn('quality');
		const appeals = await all(quality, '/v1/appeals?decide=true');
		assert.equal(appeals.length, 1);
		const disputed = is(await quality.get(`/v1/actions/${appeals[0].action_id}`), 200);
		assert.equal(disputed.state, 'disputed');
		await until(async () => (await all(quality, '/v1/escalations?running=true')).length > 0, 'an escalation');
	});

	it('fills the reports', async () => {
		const director = await signedIn('director');
		for (const [name, by] of [['scores', 'store'], ['findings', 'question'], ['actions', 'severity']]) {
			const { rows } = is(await director.get(`/v1/reports/${name}?by=${by}`), 200);
			assert.ok(rows.length >= 3, `${name}: ${rows.length} rows`);
		}
	});

	it('is in the audit log, which holds', async () => {
		await until(async () => (await db.sql('select 1 from audit_entry where seq is null limit 1')).length === 0,
			'sealing');
		const { code, stdout, stderr } = await gemba(['audit', 'verify', '--tenant', 'demo'],
			{ database: db, env: { ...env, GEMBA_AUDIT_KEY: path.join(folder, 'audit-key') } });
		assert.equal(code, 0, stderr);
		assert.match(stdout, /^demo: \d{4,} entries hold\.$/m);
	});

	it('changes nothing the second time', async () => {
		const count = () => db.sql(`select (select count(*) from person) as people, (select count(*) from unit) as units,
			(select count(*) from inspection) as visits, (select count(*) from photo) as photos`);
		const before = await count();
		const again = await gemba(['demo'], { database: db, env });
		assert.deepEqual([again.code, again.stderr], [0, '']);
		assert.match(again.stdout, /^The group is there already; nothing was changed\.$/m);
		assert.match(again.stdout, /^Sign in to the group "demo"/m);
		assert.deepEqual(await count(), before);
	});
});
