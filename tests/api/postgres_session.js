/*
 * A session of PostgreSQL's beside the server's own: what it locks stays locked until it ends, so
 * that a test can hold a request in the middle.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { patience, psqlBinary } from './harness.js';

export class Session {
	#child;
	#lines;
	#waiting = [];
	#gone;

	constructor(conninfo) {
		this.#child = spawn(psqlBinary, ['-X', '-q', '-A', '-t', '-d', conninfo],
			{ stdio: ['pipe', 'pipe', 'inherit'] });
		this.#gone = new Promise((resolve) => { this.#child.once('close', resolve); });
		this.#lines = createInterface(this.#child.stdout);
		this.#lines.on('line', (line) => this.#waiting.shift()?.(line));
	}

	/* Runs statements, and is back when they are done. */
	async run(sql) {
		const done = new Promise((resolve) => { this.#waiting.push(resolve); });
		this.#child.stdin.write(`${sql};\n\\echo done\n`);
		assert.equal(await done, 'done');
	}

	/* Ends it, which may be said twice; what it has not committed is undone. */
	async end() {
		this.#child.stdin.end();
		await this.#gone;
	}
}

/* Locks a table against everybody until the session ends. */
export async function locked(database, table) {
	const session = new Session(database.superuser);
	await session.run(`begin; lock table ${table} in access exclusive mode`);
	return session;
}

/* Waits for something to become true, and gives it. */
export async function until(question, what = 'it') {
	for (const end = Date.now() + patience; Date.now() < end; await pause(20)) {
		const answer = await question();
		if (answer)
			return answer;
	}
	return assert.fail(`${what} did not happen in ${patience / 1000} s`);
}

/* Waits until so many of the server's transactions wait for a lock, or more: its loops may want it, too. */
export const waitingFor = (database, nr) => until(async () => {
	const [row] = await database.sql(`select count(*)::integer as nr from pg_stat_activity
		where datname = '${database.name}' and application_name = 'gemba' and wait_event_type = 'Lock'`);
	return row.nr >= nr;
}, `${nr} waiting transactions`);
