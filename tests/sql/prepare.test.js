/*
 * Every statement of server/ against the migrated schema, as the role that will run it: a wrong
 * column, a wrong type or a missing right is found before any request finds it.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { database, psqlBinary, run } from '../api/harness.js';

const root = new URL('../../', import.meta.url).pathname;
const files = readdirSync(`${root}server`, { recursive: true })
	.filter((name) => name.endsWith('.sql')).sort();

/* The migrations' own statements run as the owner; *_system.sql crosses tenants. */
function roleOf(file) {
	if (file === 'db/migrate.sql')
		return 'gemba';
	return file.endsWith('_system.sql') ? 'gemba_system' : 'gemba_app';
}

/* What a unit of work sets before its first statement; the plan is generic, as in the server. */
const session = `
	set app.tenant = '00000000-0000-4000-8000-000000000000';
	set app.now = '2026-01-31';
	set plan_cache_mode = force_generic_plan;
`;

let db;

async function scriptOf(file) {
	const { code, stdout, stderr } = await run(`${root}scripts/embed-sql`,
		['psql', `${root}server/${file}`]);
	assert.equal(code, 0, stderr);
	return { script: stdout, names: [...stdout.matchAll(/^\\warn (.*)$/gm)].map((m) => m[1]) };
}

/* What PostgreSQL says about each statement that it does not take, by name. */
async function complaintsAbout(script, role) {
	const { stderr } = await run(psqlBinary, ['-X', '-q', '-v', 'ON_ERROR_STOP=0', '-d',
		db.superuser.replace('user=postgres', `user=${role}`)], { input: session + script });
	const complaints = [];
	let name;
	for (const line of stderr.split('\n')) {
		if (/^[a-z][a-z0-9_]*$/.test(line))
			name = line;
		else if (/^(psql: )?(ERROR|FATAL|error):/.test(line))
			complaints.push(`${name}: ${line}`);
	}
	return complaints;
}

before(async () => { db = await database('gemba_empty'); });
after(() => db.drop());

describe('statements', () => {
	for (const file of files) {
		it(`of server/${file} fit the schema and the rights of ${roleOf(file)}`, async () => {
			const { script, names } = await scriptOf(file);
			assert.notEqual(names.length, 0);
			assert.deepEqual(await complaintsAbout(script, roleOf(file)), []);
		});
	}

	it('have names that are unique over the whole server, and short enough for PostgreSQL',
		async () => {
			const seen = new Map();
			const faults = [];
			for (const file of files) {
				for (const name of (await scriptOf(file)).names) {
					if (seen.has(name))
						faults.push(`${name} is in ${seen.get(name)} and in ${file}`);
					if (name.length > 63)
						faults.push(`${name} is longer than 63 characters`);
					seen.set(name, file);
				}
			}
			assert.deepEqual(faults, []);
		});

	it('look rows up by what an index takes: no coalesce(), greatest() or least() of parameters under row-level security', () => {
		const lines = files.flatMap((file) => readFileSync(`${root}server/${file}`, 'utf8').split('\n')
			.filter((line) => /\w\.\w+ [<>]=? (coalesce|greatest|least)\(\$/.test(line)).map((line) => `${file}: ${line.trim()}`));
		assert.deepEqual(lines, []);
	});

	it('of reports find what lies in the period by an index, not by reading what was before', async () => {
		const plan = async (file) => (await run(psqlBinary, ['-X', '-q', '-d', db.superuser.replace('user=postgres', 'user=gemba_app')],
			{ input: session + (await scriptOf(file)).script })).stdout;
		const plans = await plan('reports/report.sql') + await plan('reports/punctuality.sql');
		for (const column of ['released_at', 'found_at', 'opened_at', 'appealed_at', 'at', 'due_key'])
			assert.match(plans, new RegExp(`Index Cond: .*\\(${column} >= \\$\\d+\\) AND \\(${column} < \\$\\d+\\)`), column);
	});
});

describe('the test of statements', () => {
	const complaintsAs = (role, sql, name = 'x') => complaintsAbout(
		`\\warn ${name}\nprepare ${name} as ${sql};\nexplain execute ${name};\n`, role);

	it('finds a column that is not there', async () => {
		assert.deepEqual(await complaintsAs('gemba_app', 'select colour from unit', 'unit_get'),
			['unit_get: ERROR:  column "colour" does not exist',
				'unit_get: ERROR:  prepared statement "unit_get" does not exist']);
	});

	it('finds a right that is not granted', async () => {
		assert.deepEqual(await complaintsAs('gemba_app', 'delete from tenant'),
			['x: ERROR:  permission denied for table tenant']);
		assert.deepEqual(await complaintsAs('gemba_system', 'select phone from person'),
			['x: ERROR:  permission denied for table person']);
	});
});
