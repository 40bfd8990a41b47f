/* The kinds of changes that the contract lists, as a list for pages that let one choose of them. */
import { readFileSync, writeFileSync } from 'node:fs';

const [contract, output] = process.argv.slice(2);
const section = readFileSync(contract, 'utf8').split(/^ {4}ChangeKind:$/m)[1]?.split(/^ {4}\S/m)[0] ?? '';
const kinds = [...(section.split(/^ {6}enum:$/m)[1] ?? '').matchAll(/^ {8}- (\S+)$/gm)].map(([, kind]) => kind);
if (!kinds.length) throw new Error(`${contract} has no list of kinds at ChangeKind.`);
const lines = kinds.map((kind) => `\t'${kind}',`).join('\n');
const text = `/* Made from openapi.yaml by npm run types. */\nexport const change_kinds = [\n${lines}\n] as const;\n`;
if (text !== read(output)) writeFileSync(output, text);

function read(file) {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}
