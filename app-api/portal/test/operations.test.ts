import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import en from '../src/locales/en/operations';
import { audit as words_en } from '../src/locales/en/organization';
import zh from '../src/locales/zh/operations';
import { audit as words_zh } from '../src/locales/zh/organization';

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

/* What that is about, by the path, as the server names it. */
function subjects(): string[] {
	let noun = '';
	const found = new Set(['person']);
	for (const line of readFileSync(join(import.meta.dirname, '../../openapi.yaml'), 'utf8').split('\n')) {
		noun = /^ {2}\/v1\/([^/:]+)/.exec(line)?.[1] ?? noun;
		if (/^ {4}(post|put|patch|delete):/.test(line) && !['people', 'me'].includes(noun)) found.add(noun.replace(/s$/, ''));
	}
	return [...found].sort();
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

	it('has words for everything that it is about', () => {
		for (const words of [words_en, words_zh]) expect(Object.keys(words.subjects).sort()).toEqual(subjects());
	});
});
