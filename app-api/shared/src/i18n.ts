/*
 * The languages. Chosen on this device, else the browser's. Each language is a chunk of its own, so that
 * nobody loads the texts of the others.
 */
import { createI18n, type I18n } from 'vue-i18n';
import { computed } from 'vue';

export const languages = ['en', 'zh-CN'] as const;
export type Language = (typeof languages)[number];

export interface Texts {
	[key: string]: string | Texts;
}
/* What a client's locales/ folder offers: how to load each language. */
export type TextLoaders = Record<Language, () => Promise<{ default: Texts }>>;

const language_key = 'gemba.language';
const untold_key = 'gemba.language.untold';

const shared_texts: TextLoaders = {
	en: () => import('./locales/en'),
	'zh-CN': () => import('./locales/zh-CN'),
};

export const i18n = createI18n({
	legacy: false,
	locale: 'en' as Language,
	missingWarn: false,
	fallbackWarn: false,
	messages: {} as Record<Language, Texts>,
}) as unknown as I18n<Record<Language, Texts>, Record<string, never>, Record<string, never>, Language, false>;

let client_texts: TextLoaders | null = null;

function closest(tag: string): Language | undefined {
	if (/^zh\b/i.test(tag)) return 'zh-CN';
	return languages.find((language) => tag.toLowerCase().startsWith(language));
}

export function language_wanted(): Language {
	const chosen = localStorage.getItem(language_key);
	for (const tag of [chosen ?? '', ...navigator.languages]) {
		const language = closest(tag);
		if (language) return language;
	}
	return 'en';
}

export const language = computed(() => i18n.global.locale.value);

function texts_of(wanted: Language, client: TextLoaders | null) {
	return Promise.all([shared_texts[wanted](), client?.[wanted]()]);
}

/* On their way, for whoever starts the texts later. */
export function fetch_texts(client: TextLoaders): Promise<void> {
	return texts_of(language_wanted(), client).then(() => undefined, () => undefined);
}

async function use_language(wanted: Language): Promise<void> {
	const [shared, own] = await texts_of(wanted, client_texts);
	i18n.global.setLocaleMessage(wanted, { ...shared.default, ...own?.default });
	i18n.global.locale.value = wanted;
	document.documentElement.lang = wanted;
}

export async function start_texts(texts: TextLoaders): Promise<void> {
	client_texts = texts;
	await use_language(language_wanted());
	addEventListener('storage', (event) => {
		if (event.key === language_key) void use_language(language_wanted());
	});
}

/* Chosen here, and not yet known to the server, whose e-mails are to follow. */
export function language_untold(): Language | null {
	const kept = localStorage.getItem(untold_key);
	return languages.find((one) => one === kept) ?? null;
}

export function language_is_told(told: Language): void {
	if (language_untold() === told) localStorage.removeItem(untold_key);
}

export async function choose_language(wanted: Language): Promise<void> {
	localStorage.setItem(language_key, wanted);
	localStorage.setItem(untold_key, wanted);
	await use_language(wanted);
}

/* Of a text that the group wrote in several languages, the reader's; else English, else any. */
export function text_of(texts: Record<string, string> | string | null | undefined): string {
	if (!texts) return '';
	if (typeof texts === 'string') return texts;
	return texts[language.value] ?? texts['en'] ?? Object.values(texts)[0] ?? '';
}
