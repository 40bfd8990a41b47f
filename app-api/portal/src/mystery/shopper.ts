/* A mystery shopper as the register has it. */
import { answer, api, type Schemas } from '@shared/api';
import type { Find } from '@shared/pickers';

export type Shopper = Schemas['Shopper'];

export const shopper_states: readonly Schemas['ShopperState'][] = ['active', 'resting'];

export const shopper_get = (id: string): Promise<Shopper> => answer(api.GET('/v1/shoppers/{id}', { params: { path: { id } } }));

/* Who may go along with somebody: everybody else. */
export function find_companions(but: string): Find {
	return async (q, signal) => {
		const query = { limit: 20, ...(q ? { q } : {}) };
		const page = await answer(api.GET('/v1/shoppers', { params: { query }, signal }));
		return page.items.filter((one) => one.id !== but).map((one) => ({ value: one.id, text: one.nickname, note: one.person.name }));
	};
}
