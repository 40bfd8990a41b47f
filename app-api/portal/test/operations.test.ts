import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import en from '../src/locales/en/operations';
import zh from '../src/locales/zh/operations';

/* What the contract has that changes something: only that is in the audit log. */
function changing(): string[] {
	let method = '';
	const found: string[] = [];
	for (const line of readFileSync(join(import.meta.dirname, '../../openapi.yaml'), 'utf8').split('\n')) {
		method = /^ {4}(get|post|put|patch|delete):/.exec(line)?.[1] ?? method;
		const operation = /^ {6}operationId: http_(\w+)/.exec(line)?.[1];
		if (operation && method !== 'get') found.push(operation);
	}
	return found;
}

describe('the audit log', () => {
	it('has words for every operation, and no words for what there is not', () => {
		const commands = ['checklist_import', 'person_add', 'session_refused'];
		expect(changing().length).toBeGreaterThan(80);
		expect(Object.keys(en).sort()).toEqual([...changing(), ...commands].sort());
	});

	it('has a word of its own for each, in either language', () => {
		for (const words of [en, zh]) expect(new Set(Object.values(words)).size).toBe(Object.keys(words).length);
	});
});
