/* What is asked of a shopper who wants to take a mystery visit. */
import { answer, api, type Schemas } from '@shared/api';
import { language } from '@shared/i18n';

export type Requirements = Schemas['VisitRequirements'];

export const requirements_get = (id: string): Promise<Requirements> =>
	answer(api.GET('/v1/mystery/visits/{id}/requirements', { params: { path: { id } } }));

/* "Japanese (ja)"; a tag that nobody knows is itself. */
export function language_name(tag: string): string {
	const name = new Intl.DisplayNames(language.value, { type: 'language', fallback: 'none' }).of(tag);
	return name ? `${name} (${tag})` : tag;
}
