import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

const scripts = new URL('../../scripts/', import.meta.url).pathname;
const versions = readdirSync('/usr/lib/postgresql').sort((a, b) => b - a);
const psql = `/usr/lib/postgresql/${versions[0]}/bin/psql`;

const firstLine = (child) => new Promise((resolve, reject) => {
	createInterface(child.stdout).once('line', resolve);
	child.once('exit', (code) => reject(new Error(`ended with ${code} and said nothing`)));
});

const ask = (conninfo, question) =>
	spawnSync(psql, ['-XAtc', question, '-d', `${conninfo} dbname=postgres`], { encoding: 'utf8' });

async function isGone(folder) {
	for (const end = Date.now() + 120000; existsSync(folder) && Date.now() < end;)
		await pause(20);
	return !existsSync(folder);
}

const folderOf = (conninfo) => path.dirname(/host=(\S+)/.exec(conninfo)[1]);

describe('scripts/lib/test-cluster', () => {
	it('lends a PostgreSQL with a socket and no port until its standard input closes', async () => {
		const lender = spawn(`${scripts}lib/test-cluster`, { stdio: ['pipe', 'pipe', 'inherit'] });
		const conninfo = await firstLine(lender);
		assert.equal(ask(conninfo, `select current_setting('listen_addresses') || '/' ||
			current_setting('server_encoding') || '/' || current_setting('TimeZone') || '/' ||
			(select rolsuper or rolbypassrls from pg_roles where rolname = 'gemba') || '/' ||
			(select count(*) from pg_collation where collname = 'zh-x-icu')`).stdout,
		'/UTF8/UTC/false/1\n');
		const ended = new Promise((resolve) => lender.once('exit', resolve));
		lender.stdin.end();
		assert.equal(await ended, 0);
		assert.ok(!existsSync(folderOf(conninfo)));
		assert.notEqual(ask(conninfo, 'select 1').status, 0);
	});

	it('goes away when the borrower is killed', async () => {
		const borrower = spawn('bash', ['-c', `. ${scripts}lib/common.sh; . ${scripts}lib/borrow.sh
			borrow_cluster; echo "$cluster"; read -r`], { stdio: ['pipe', 'pipe', 'inherit'] });
		const conninfo = await firstLine(borrower);
		assert.equal(ask(conninfo, 'select 1').stdout, '1\n');
		borrower.kill('SIGKILL');
		assert.ok(await isGone(folderOf(conninfo)));
	});

	it('outlives an interrupt, which its borrower gets as well', async () => {
		const lender = spawn(`${scripts}lib/test-cluster`, { stdio: ['pipe', 'pipe', 'inherit'] });
		const conninfo = await firstLine(lender);
		lender.kill('SIGINT');
		lender.kill('SIGTERM');
		assert.equal(ask(conninfo, 'select 1').stdout, '1\n');
		lender.stdin.end();
		assert.ok(await isGone(folderOf(conninfo)));
	});
});
