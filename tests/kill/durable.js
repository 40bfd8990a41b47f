/* A PostgreSQL that writes to the disk like a real one, and that can be ended as no one should. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { makeTemplates } from '../api/harness.js';

const root = new URL('../../', import.meta.url).pathname;

export class Durable {
	#lender;
	#lines;

	/* The tests' databases are made in it from here on. */
	static async start() {
		const durable = new Durable();
		durable.#lender = spawn(path.join(root, 'scripts/lib/test-cluster'), ['durable'],
			{ stdio: ['pipe', 'pipe', 'inherit'] });
		durable.#lines = createInterface(durable.#lender.stdout)[Symbol.asyncIterator]();
		durable.address = await durable.#line();
		process.env.GEMBA_TEST_CLUSTER = durable.address;
		await makeTemplates(durable.address);
		return durable;
	}

	async #line() {
		const { value } = await this.#lines.next();
		assert.ok(value, 'PostgreSQL is gone');
		return value;
	}

	/* kill -9 of all its processes at once. */
	async crash() {
		this.#lender.stdin.write('crash\n');
		assert.equal(await this.#line(), 'crashed');
	}

	async startAgain() {
		this.#lender.stdin.write('start\n');
		assert.equal(await this.#line(), this.address);
	}

	async stop() {
		const gone = new Promise((resolve) => { this.#lender.once('exit', resolve); });
		this.#lender.stdin.end();
		await gone;
	}
}
