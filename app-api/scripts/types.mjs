/*
 * The contract as TypeScript knows it: shared/src/contract.d.ts and change_kinds.ts, made of openapi.yaml. The first
 * line tells of which, by its hash, and with what: what is made of it already stays.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const contract = new URL('../openapi.yaml', import.meta.url);
const types = new URL('../shared/src/contract.d.ts', import.meta.url);
const kinds = new URL('../shared/src/change_kinds.ts', import.meta.url);

const text = readFileSync(contract, 'utf8');
const made_of = createHash('sha256').update(text);
for (const file of ['types.mjs', '../package-lock.json']) made_of.update(readFileSync(new URL(file, import.meta.url)));
const head = `/* Made from openapi.yaml by npm run types: ${made_of.digest('hex')} */\n`;

function is_made(file) {
	return existsSync(file) && readFileSync(file, 'utf8').startsWith(head);
}

/* The kinds of changes that the contract lists, as a list for pages that let one choose of them. */
function kinds_of_changes() {
	const section = text.split(/^ {4}ChangeKind:$/m)[1]?.split(/^ {4}\S/m)[0] ?? '';
	const names = [...(section.split(/^ {6}enum:$/m)[1] ?? '').matchAll(/^ {8}- (\S+)$/gm)].map(([, kind]) => kind);
	if (!names.length) throw new Error('openapi.yaml has no list of kinds at ChangeKind.');
	return `export const change_kinds = [\n${names.map((kind) => `\t'${kind}',`).join('\n')}\n] as const;\n`;
}

if (!is_made(kinds)) writeFileSync(kinds, head + kinds_of_changes());
if (!is_made(types)) {
	const { default: types_of, astToString } = await import('openapi-typescript');
	writeFileSync(types, head + astToString(await types_of(contract, { defaultNonNullable: false })));
}
