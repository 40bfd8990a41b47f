/* The stores of a round of visits: one by one, all of a part of the group, or by a list of their codes. */
import { answer, api, type Schemas } from '@shared/api';

export type Store = Pick<Schemas['Unit'], 'id' | 'code' | 'name' | 'time_zone'>;

const page_size = 200;
/* Up to here each code is looked for by itself; a longer list is compared with all stores. */
const few = 20;

function picked({ id, code, name, time_zone }: Schemas['Unit']): Store {
	return { id, code, name, time_zone };
}

export async function stores_of(below: string, tag: string): Promise<Store[]> {
	const found: Store[] = [];
	for (let after: string | undefined; ; ) {
		const query = {
			kind: 'store' as const,
			state: 'open' as const,
			limit: page_size,
			...(below ? { below } : {}),
			...(tag ? { tag } : {}),
			...(after ? { after } : {}),
		};
		const page = await answer(api.GET('/v1/units', { params: { query } }));
		found.push(...page.items.map(picked));
		if (!page.next) return found;
		after = page.next;
	}
}

export const store_get = async (id: string): Promise<Store> => picked(await answer(api.GET('/v1/units/{id}', { params: { path: { id } } })));

/* As people paste them: lines, commas, semicolons, columns of a sheet. */
export function codes_of(text: string): string[] {
	return [...new Set(text.split(/[\s,;，；、]+/).filter(Boolean))];
}

export interface Found {
	stores: Store[];
	unknown: string[];
}

export function match_codes(codes: string[], stores: Store[]): Found {
	const by_code = new Map(stores.map((store) => [store.code.toLowerCase(), store]));
	const found: Found = { stores: [], unknown: [] };
	for (const code of codes) {
		const store = by_code.get(code.toLowerCase());
		if (store) found.stores.push(store);
		else found.unknown.push(code);
	}
	return found;
}

export async function stores_by_codes(codes: string[]): Promise<Found> {
	if (codes.length > few) return match_codes(codes, await stores_of('', ''));
	const near: Store[] = [];
	for (const code of codes) {
		const query = { kind: 'store' as const, q: code, limit: page_size };
		near.push(...(await answer(api.GET('/v1/units', { params: { query } }))).items.map(picked));
	}
	return match_codes(codes, near);
}
