/*
 * What a client loads before it shows anything: its page, the scripts and styles that the page names, in
 * kilobytes as they travel (gzip). The phone's scripts have a limit; above it the build fails.
 */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const phone_limit_kb = 200;
let is_too_large = false;

for (const name of ['phone', 'portal', 'reports']) {
	const folder = new URL(`../dist/${name}/`, import.meta.url);
	const page = readFileSync(new URL('index.html', folder), 'utf8');
	const named = [...page.matchAll(/(?:src|href)="\/[a-z]+\/([^"]+\.(js|css))"/g)];
	const kb = (type) =>
		named
			.filter((file) => file[2] === type)
			.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file[1], folder))).length / 1000, 0);
	const scripts = kb('js');
	console.log(`${name}: first load ${scripts.toFixed(1)} kB scripts, ${kb('css').toFixed(1)} kB styles (gzip)`);
	is_too_large ||= name === 'phone' && scripts > phone_limit_kb;
}

if (is_too_large) {
	console.error(`The phone's first load is above ${phone_limit_kb} kB of scripts.`);
	process.exitCode = 1;
}
