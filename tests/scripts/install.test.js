/* What cmake --install puts where, and that it serves from there. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = new URL('../../', import.meta.url).pathname;
const preset = ['asan', 'debug', 'release'].find((name) => existsSync(path.join(root, 'build', name, 'gemba')));

describe('cmake --install', () => {
	let folder;
	const at = (name) => path.join(folder, 'usr', name);
	before(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'gemba-install-'));
		await run('cmake', ['--install', path.join(root, 'build', preset), '--prefix', '/usr'],
			{ env: { ...process.env, DESTDIR: folder } });
	});
	after(() => rm(folder, { recursive: true }));

	it('brings the programs, the templates, the unit and what is to be read', async () => {
		for (const name of ['bin/gemba', 'bin/gemba-photo', 'lib/systemd/system/gemba.service',
			'share/doc/gemba/README.md', 'share/doc/gemba/gemba.conf', 'share/doc/gemba/openapi.yaml'])
			assert.ok(existsSync(at(name)), name);
		assert.ok((await readdir(at('share/gemba/templates'))).length > 10);
	});

	it('makes a program that finds what was installed beside it, wherever it is called from', async () => {
		const { stdout } = await run(at('bin/gemba'), ['config'], { cwd: '/' });
		const settings = Object.fromEntries(stdout.split('\n').filter((line) => /^GEMBA_/.test(line))
			.map((line) => line.split(/=(.*)/)));
		assert.equal(path.resolve(settings.GEMBA_TEMPLATES), at('share/gemba/templates'));
		assert.equal(path.resolve(settings.GEMBA_PHOTO_PROGRAM), at('bin/gemba-photo'));
		if (existsSync(path.join(root, 'app-api/dist/index.html')))
			assert.equal(path.resolve(settings.GEMBA_PAGES), at('share/gemba/pages'));
		const checked = await run(at('bin/gemba'), ['checklist', 'check',
			path.join(settings.GEMBA_TEMPLATES, 'hotel-lobby-daily.json')], { cwd: '/' });
		assert.match(checked.stdout, /no faults/);
	});

	it('has a unit that systemd understands', async (t) => {
		const unit = at('lib/systemd/system/gemba.service');
		const text = await readFile(unit, 'utf8');
		assert.match(text, /^ExecStart=\/usr\/bin\/gemba serve$/m);
		if (!existsSync('/usr/bin/systemd-analyze'))
			return t.skip('systemd-analyze is not here');
		/* It looks for the program at its final place, which is not there. */
		const said = await run('systemd-analyze', ['verify', '--man=no', unit]).catch((error) => error);
		const faults = said.stderr.split('\n').filter((line) => line.includes('gemba.service') &&
			!/is not executable|Failed to (prepare|create|connect)|Failed to resolve user/.test(line));
		assert.deepEqual(faults, []);
	});
});
