/* Units of the tree. */
import { answer, api, type Schemas } from '@shared/api';

export type Unit = Schemas['Unit'];

export const unit_get = (id: string): Promise<Unit> => answer(api.GET('/v1/units/{id}', { params: { path: { id } } }));

export interface Children {
	items: Unit[];
	next: string | null;
}

export function children_get(parent_id: string, after: string | null): Promise<Children> {
	return answer(api.GET('/v1/units', { params: { query: { parent_id, limit: 100, ...(after ? { after } : {}) } } }));
}
