import { describe, expect, it, vi } from 'vitest';
import { createI18n } from 'vue-i18n';
import type { Texts } from '@shared/i18n';
import en from '../src/locales/en';
import zh from '../src/locales/zh-CN';
import { right_groups } from '../src/organization/rights';

function flat(texts: Texts, path = ''): [string, string][] {
	return Object.entries(texts).flatMap(([key, text]) => (typeof text === 'string' ? [[path + key, text] as [string, string]] : flat(text, `${path}${key}.`)));
}

describe('the texts', () => {
	it.each([
		['en', en],
		['zh-CN', zh],
	])('of %s can all be read', (language, texts) => {
		const complaints = vi.spyOn(console, 'error').mockImplementation(() => undefined);
		const { global } = createI18n({ legacy: false, locale: language, messages: { [language]: texts } });
		for (const [key] of flat(texts)) global.t(key, { n: 1 });
		expect(complaints.mock.calls).toEqual([]);
	});

	it('name every right', () => {
		const named = new Set(flat(en).map(([key]) => key));
		const rights = right_groups.flatMap((group) => [...group.rights]);
		expect(rights.filter((right) => !named.has(`roles.right.${right.replace('.', '_')}`))).toEqual([]);
	});
});
