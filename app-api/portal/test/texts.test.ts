import { describe, expect, it } from 'vitest';
import type { Texts } from '@shared/i18n';
import en from '../src/locales/en';
import zh from '../src/locales/zh-CN';

function flat(texts: Texts, path = ''): [string, string][] {
	return Object.entries(texts).flatMap(([key, text]) => (typeof text === 'string' ? [[path + key, text] as [string, string]] : flat(text, `${path}${key}.`)));
}
const gaps = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))].sort();

describe('the texts', () => {
	it('are there in both languages, with the same gaps to fill', () => {
		const chinese = new Map(flat(zh));
		expect([...chinese.keys()].sort()).toEqual(flat(en).map(([key]) => key).sort());
		for (const [key, text] of flat(en)) expect([key, gaps(chinese.get(key) ?? '')]).toEqual([key, gaps(text)]);
	});

	it('have no sign in them that vue-i18n takes for its own', () => {
		for (const [key, text] of [...flat(en), ...flat(zh)]) expect([key, /@[^{\s]*:|@\./.test(text)]).toEqual([key, false]);
	});
});
