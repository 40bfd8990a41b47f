import { describe, expect, it } from 'vitest';
import type { Texts } from '@shared/i18n';
import en from '../src/locales/en';
import zh from '../src/locales/zh-CN';

function texts_of(texts: Texts, path = ''): [string, string][] {
	return Object.entries(texts).flatMap(([key, text]) => (typeof text === 'string' ? [[path + key, text] as [string, string]] : texts_of(text, `${path}${key}.`)));
}
/* Each once: the forms of a plural name the same. */
const names = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]))].sort();

describe('the texts', () => {
	it('are there in both languages, with the same gaps to fill', () => {
		const english = new Map(texts_of(en));
		const chinese = new Map(texts_of(zh));
		expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort());
		for (const [key, text] of english) expect([key, names(chinese.get(key) ?? '')]).toEqual([key, names(text)]);
	});

	it('are not English in Chinese', () => {
		const same = texts_of(zh).filter(([, text]) => /[a-z]{3}/i.test(text.replaceAll(/\{\w+\}/g, '')));
		expect(same).toEqual([]);
	});
});
