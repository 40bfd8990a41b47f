import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { cluster, psql, start } from './harness.js';

const exists = async (name) => (await psql(`${await cluster()} dbname=postgres`,
	`select count(*) from pg_database where datname = '${name}'`)).trim() === '1';

describe('the harness', () => {
	it('takes its database and its folder away again', async () => {
		const server = await start({ template: 'gemba_empty' });
		assert.ok(await exists(server.database.name) && existsSync(server.folder));
		await server.stop();
		assert.ok(!await exists(server.database.name) && !existsSync(server.folder));
	});

	it('fails where the server did not end by itself, and cleans up all the same', async () => {
		const server = await start({ template: 'gemba_empty' });
		process.kill(server.pid, 'SIGKILL');
		await assert.rejects(server.stop(), /the server ended with SIGKILL/);
		assert.ok(!await exists(server.database.name) && !existsSync(server.folder));
	});

	it('says why a server does not start', async () => {
		await assert.rejects(start({ template: 'gemba_empty', env: { GEMBA_LISTEN: 'nowhere' } }),
			/the server does not start:\n.*GEMBA_LISTEN/s);
	});

	it('sends bytes as they are', async () => {
		const server = await start({ template: 'gemba_empty' });
		assert.match(await server.raw('GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
			/^HTTP\/1\.1 200 OK\r\n.*\r\n\r\n\{"status":"ok"\}$/s);
		await server.stop();
	});
});
