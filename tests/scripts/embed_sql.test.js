import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';

const scripts = new URL('../../scripts/', import.meta.url).pathname;

let folder;

before(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'gemba-embed-'));
	mkdirSync(path.join(folder, 'room'));
});
after(() => rmSync(folder, { recursive: true }));

function write(name, text) {
	const file = path.join(folder, name);
	writeFileSync(file, text);
	return file;
}

function embed(text, ...before) {
	const file = write('room/thing.sql', text);
	const run = spawnSync(`${scripts}embed-sql`, [...before, file], { encoding: 'utf8' });
	return { ...run, complaint: run.stderr.replace(`embed-sql: ${file}:`, '').trim() };
}

/* The bytes of every string of a generated file, as a C compiler makes them of it. */
function compiled(source, expression) {
	const header = `#include <stdio.h>
#include <stddef.h>
struct db_stmt { const char *name; int params; const char *sql; };
struct db_migration { int number; const char *name; const char *sql; };
extern const struct db_migration db_migrations[];
extern const size_t db_migrations_nr;
`;
	const program = header + source.replace('#include "db/db.h"', '') +
		`\nint main(void)\n{\n\tfputs(${expression}, stdout);\n\treturn 0;\n}\n`;
	const flags = ['-std=c17', '-Wall', '-Wextra', '-Wpedantic', '-Werror', '-x', 'c', '-'];
	const binary = path.join(folder, 'program');
	const gcc = spawnSync('gcc', ['-o', binary, ...flags], { input: program, encoding: 'utf8' });
	assert.equal(gcc.stderr, '');
	return spawnSync(binary).stdout;
}

describe('scripts/embed-sql', () => {
	it('counts the parameters of the statement, and not those in strings and comments', () => {
		const { stdout } = embed(`-- thing_get: one thing, by $7
select '$9', "$8", $$ $6 $$ -- and $5
  from thing /* $4
  of ' it */ where id = $3::uuid and name = $1 and kind = $2;
`);
		assert.match(stdout, /\.name = "thing_get",\n\t\.params = 3,/);
		assert.match(stdout, /#ifndef ROOM_THING_SQL_H/);
	});

	it('leaves the comments out and the rest as it was', () => {
		const { stdout } = embed(`-- thing_get: one
--   and more about it
select '\\d+ ??/ "ä"	''--'' ' -- a remark
     , 2;
`);
		assert.equal(compiled(stdout, 'thing_get_sql.sql').toString(),
			`select '\\d+ ??/ "ä"	''--'' '\n     , 2`);
	});

	it('takes statements longer than the 4095 characters of the C standard', () => {
		const long = `select '${'x'.repeat(9000)}'`;
		const { stdout } = embed(`-- thing_get: long\n${long};\n`);
		assert.equal(compiled(stdout, 'thing_get_sql.sql').toString(), long);
	});

	it('has psql prepare and explain the same statements, and parse what has no plan', () => {
		const { stdout } = embed('-- a_get: one\nselect 1; -- end\n\n' +
			'-- a_put: two\nwith x as (select $2)\nselect $1;\n-- a_lock: three\nlock a;\n', 'psql');
		assert.equal(stdout,
			'\\warn a_get\nprepare a_get as\nselect 1\n;\nexplain execute a_get;\n' +
			'\\warn a_put\nprepare a_put as\nwith x as (select $2)\nselect $1\n;\n' +
			'explain execute a_put(null, null);\n' +
			'\\warn a_lock\nlock a\n\\gdesc\n');
	});

	for (const [what, text, complaint] of [
		['a statement without a name', 'select 1;\n',
			'1: a statement needs a "-- name: what it answers" above it'],
		['a name without a statement', '-- a: x\n-- b: y\nselect 1;\n', '2: a has no statement'],
		['a missing semicolon', '-- a: x\nselect 1\n-- b: y\nselect 1;\n',
			'3: a does not end with a semicolon'],
		['a missing semicolon at the end', '-- a: x\nselect 1\n',
			'2: a does not end with a semicolon'],
		['two statements under a name', '-- a: x\nselect 1;\nselect 2;\n',
			'3: more than one statement under a'],
		['two statements in a line', '-- a: x\nselect 1; select 2;\n',
			'2: more than one statement in a line under a'],
		['a name that is there twice', '-- a: x\nselect 1;\n-- a: x\nselect 1;\n',
			'3: a is there twice'],
	]) {
		it(`refuses ${what}`, () => {
			const run = embed(text);
			assert.equal(run.status, 1);
			assert.equal(run.complaint, complaint);
		});
	}
});

describe('scripts/embed-schema', () => {
	const run = (...files) =>
		spawnSync(`${scripts}embed-schema`, files, { encoding: 'utf8' });

	it('keeps every byte of a migration', () => {
		const text = `-- "ä" ??/ \\n %s\n\ncreate table t ();\t\r\n${'-- more\n'.repeat(1000)}`;
		const first = write('0001_first.sql', 'select 1;\n');
		const second = write('0002_second.sql', text);
		const { stdout, status } = run(first, second);
		assert.equal(status, 0);
		assert.equal(compiled(stdout, 'db_migrations[1].sql').toString(), text);
		assert.equal(compiled(stdout, 'db_migrations[db_migrations_nr - 1].name').toString(),
			'0002_second');
	});

	it('refuses a gap in the numbers', () => {
		const { stderr, status } = run(write('0002_second.sql', 'select 1;\n'));
		assert.equal(status, 1);
		assert.match(stderr, /numbered from 1, without gaps/);
	});

	it('refuses a file that is not named like a migration', () => {
		const { stderr, status } = run(write('first.sql', 'select 1;\n'));
		assert.equal(status, 1);
		assert.match(stderr, /a migration is called NNNN_what\.sql/);
	});
});
