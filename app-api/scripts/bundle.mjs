/*
 * One TypeScript module with what it imports, as one file that Node runs; for tests that try a
 * client's code outside of a browser.
 *
 *	node bundle.mjs ENTRY.ts OUTPUT.mjs
 */
import path from 'node:path';
import { build } from 'vite';

const [entry, output] = process.argv.slice(2).map((file) => path.resolve(file));

await build({
	configFile: false,
	logLevel: 'error',
	build: {
		lib: { entry, formats: ['es'], fileName: () => path.basename(output) },
		outDir: path.dirname(output),
		emptyOutDir: false,
		minify: false,
		target: 'node20',
	},
});
