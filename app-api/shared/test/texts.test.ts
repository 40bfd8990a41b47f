import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fault_text } from '@shared/faults';
import { i18n, text_of, type Texts } from '@shared/i18n';

const app = join(import.meta.dirname, '../..');
const clients = ['phone', 'portal', 'reports'];

function keys(texts: Texts, above = ''): string[] {
	return Object.entries(texts).flatMap(([key, value]) => (typeof value === 'string' ? [above + key] : keys(value, `${above}${key}.`)));
}

function placeholders(texts: Texts, key: string): string[] {
	const value = key.split('.').reduce<Texts | string>((at, part) => (at as Texts)[part] ?? '', texts);
	/* each once: the forms of a plural name the same places again */
	return [...new Set([...String(value).matchAll(/\{(\w+)\}/g)].map((found) => found[1]!))].sort();
}

async function texts(folder: string, language: string): Promise<Texts> {
	return ((await import(/* @vite-ignore */ join(app, folder, 'src/locales', `${language}.ts`))) as { default: Texts }).default;
}

/* The keys that the sources of a folder name as they are; those put together from parts are not seen. */
function named_in(client: string): { file: string; key: string }[] {
	const folder = join(app, client, 'src');
	const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
	return files
		.filter((file) => /\.(vue|ts)$/.test(file) && !file.startsWith('locales') && !file.endsWith('.d.ts'))
		.flatMap((file) => {
			const source = readFileSync(join(folder, file), 'utf8');
			const found = [...source.matchAll(/\bt\('([\w.-]+)'/g), ...source.matchAll(/\b(?:text|title|group): '(\w+\.[\w.]+)'/g)];
			return found.map((one) => ({ file, key: one[1]! }));
		});
}

describe.each(clients)('the texts of %s', (client) => {
	test('are the same in English and in Chinese, with the same places to fill', async () => {
		const [en, zh] = [await texts(client, 'en'), await texts(client, 'zh-CN')];
		expect(keys(zh).sort()).toEqual(keys(en).sort());
		for (const key of keys(en)) expect([key, placeholders(zh, key)]).toEqual([key, placeholders(en, key)]);
	});

	test('are all there that its pages name', async () => {
		const known = new Set([...keys(await texts('shared', 'en')), ...keys(await texts(client, 'en'))]);
		expect(named_in(client).filter(({ key }) => !known.has(key))).toEqual([]);
	});

	test('do not hide those that all share', async () => {
		const shared = Object.keys(await texts('shared', 'en'));
		expect(Object.keys(await texts(client, 'en')).filter((key) => shared.includes(key))).toEqual([]);
	});
});

describe('what all share', () => {
	/* English has the server's own words for faults and for the rarer problems. */
	const is_servers = (key: string) => /^(faults|problems)\./.test(key);

	test('is the same in English and in Chinese', async () => {
		const [en, zh] = [await texts('shared', 'en'), await texts('shared', 'zh-CN')];
		const own = (all: Texts) => keys(all).filter((key) => !is_servers(key)).sort();
		expect(own(zh)).toEqual(own(en));
		expect(keys(en).filter((key) => key.startsWith('problems.') && !keys(zh).includes(key))).toEqual([]);
		for (const key of own(en)) expect([key, placeholders(zh, key)]).toEqual([key, placeholders(en, key)]);
	});

	test('has what its own parts name', async () => {
		const known = new Set(keys(await texts('shared', 'en')));
		expect(named_in('shared').length).toBeGreaterThan(50);
		expect(named_in('shared').filter(({ key }) => !known.has(key))).toEqual([]);
	});

	test('names every problem of the contract in Chinese', async () => {
		const contract = readFileSync(join(app, 'openapi.yaml'), 'utf8');
		const lists = [...contract.matchAll(/x-problems:\s*\[([^\]]+)\]/g)].flatMap((found) => found[1]!.split(','));
		const named = new Set(lists.map((name) => name.trim()));
		expect(named.size).toBeGreaterThan(40);
		const zh = keys(await texts('shared', 'zh-CN'));
		expect([...named].filter((name) => !zh.includes(`problems.${name}.title`))).toEqual([]);
	});

	test('tells the common faults of a body in Chinese, with what they name', async () => {
		i18n.global.setLocaleMessage('zh-CN', await texts('shared', 'zh-CN'));
		i18n.global.locale.value = 'zh-CN';
		const told = (detail: string) => fault_text({ pointer: '/x', detail });
		expect(told('"name" is missing.')).toBe('此项必填。');
		expect(told('"name" must have at most 200 characters.')).toBe('最多 200 个字符。');
		expect(told('"radius_m" must be a number from 1 to 100000.')).toBe('须在 1 到 100000 之间。');
		expect(told('"number" must be from 0 to 10.')).toBe('须在 0 到 10 之间。');
		expect(told('This sheet has more than 10000 rows.')).toBe('此表超过 10000 行。');
		for (const detail of ['This question has no such choice.', 'Somebody else leads this visit.', 'The end must be after the beginning.',
			'There is no unit with the code or the name "x".', '"teal" is none of: active, left.', 'A store needs a time zone.',
			'"effect" must be a list.', 'A photo is named by its SHA-256: 64 lower-case hex digits.', '"number" does not answer a question of type "choice".'])
			expect(told(detail)).toMatch(/^[^a-z]+。|^须为以下之一/);
		expect(told('Something that nobody foresaw.')).toBe('Something that nobody foresaw.');
		i18n.global.locale.value = 'en';
		expect(told('"name" is missing.')).toBe('"name" is missing.');
	});

	test('shows what the group wrote in the reader’s language, else in English, else in any', () => {
		i18n.global.locale.value = 'zh-CN';
		expect(text_of({ en: 'Floor', 'zh-CN': '地面' })).toBe('地面');
		expect(text_of({ en: 'Floor' })).toBe('Floor');
		expect(text_of({ fr: 'Sol' })).toBe('Sol');
		expect(text_of(null)).toBe('');
	});
});
