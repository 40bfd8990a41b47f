/*
 * words: what stands on the pages, from the clients' own texts, so that the story is told by what their
 * readers read: reader('phone', 'zh-CN')('submit.send').
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { pages } from './browser.js';

/* Those that the pages were built from. */
const root = pathToFileURL(path.join(path.resolve(pages), '../'));

/* What a file of texts exports: objects in plain JavaScript, and the names of further such files. */
function load(file) {
	const parts = {};
	const exported = [];
	const source = readFileSync(file, 'utf8')
		.replace(/^import (.+) from '(.+)';$/gm, (_, names, from) => {
			const part = load(new URL(`${from}.ts`, file));
			const named = names.match(/^\{(.*)\}$/)?.[1].split(',').map((name) => name.trim());
			Object.assign(parts, named ? Object.fromEntries(named.map((name) => [name, part[name]])) : { [names]: part.all });
			return '';
		})
		.replace(/^export const (\w+)/gm, (_, name) => {
			exported.push(name);
			return `const ${name}`;
		})
		.replace(/^export default/m, 'const all =');
	const give = `\nreturn { all: typeof all === 'undefined' ? undefined : all, ${exported.join(', ')} };`;
	return new Function(...Object.keys(parts), source + give)(...Object.values(parts));
}

/* The text of a key; {n} and the like are taken from `values`. */
export function reader(client, locale) {
	const books = [client, 'shared'].map((name) => load(new URL(`${name}/src/locales/${locale}.ts`, root)).all);
	return (key, values = {}) => {
		const found = books.map((book) => key.split('.').reduce((at, step) => at?.[step], book)).find((text) => typeof text === 'string');
		assert.ok(found, `${client} has no text ${key} in ${locale}`);
		return found.replace(/\{(\w+)\}/g, (_, name) => values[name]);
	};
}
