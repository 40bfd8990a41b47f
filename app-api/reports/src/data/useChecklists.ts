/* What checklists are called: the same question can stand in several. */
import { shallowRef } from 'vue';
import { answer, api, type Schemas } from '@shared/api';
import { text_of } from '@shared/i18n';
import { useSession } from '@shared/session';

let asked: Promise<Map<string, Schemas['Texts']>> | null = null;

async function load(): Promise<Map<string, Schemas['Texts']>> {
	const titles = new Map<string, Schemas['Texts']>();
	for (let after: string | null = ''; after !== null; ) {
		const query = { limit: 200, ...(after ? { after } : {}) };
		const page: Schemas['ChecklistPage'] = await answer(api.GET('/v1/checklists', { params: { query } }));
		for (const one of page.items) titles.set(one.id, one.title);
		after = page.next;
	}
	return titles;
}

/* '' until it is known, and for whoever may not see checklists. */
export function useChecklists() {
	const titles = shallowRef(new Map<string, Schemas['Texts']>());
	if (useSession().can('checklist.read')) {
		asked ??= load();
		asked.then((found) => (titles.value = found)).catch(() => (asked = null));
	}
	return (id: string | null): string => (id ? text_of(titles.value.get(id)) : '');
}
