/* The units above the one that a page is about, down from where its reader's reports begin. */
import { shallowRef, watch } from 'vue';
import { answer, api, type Schemas } from '@shared/api';
import { useSession } from '@shared/session';
import type { Home, UnitKind } from './level';

type Unit = Pick<Schemas['Unit'], 'id' | 'name' | 'kind' | 'parent_id'>;

const known = new Map<string, Promise<Unit>>();

function unit(id: string): Promise<Unit> {
	let asked = known.get(id);
	if (!asked) {
		asked = answer(api.GET('/v1/units/{id}', { params: { path: { id } } }));
		known.set(id, asked);
		asked.catch(() => known.delete(id));
	}
	return asked;
}

/* What lies above one's own place one may not see: the trail begins below it. */
async function up(id: string, home: Home | null): Promise<Unit[]> {
	const trail: Unit[] = [];
	for (let at: string | null = id; at; ) {
		const found: Unit | null = await unit(at).catch(() => null);
		if (!found) break;
		trail.unshift(found);
		at = found.id === home?.id ? null : found.parent_id;
	}
	return trail;
}

export interface Trail {
	units: Unit[];
	/* Null where a reader has several places beside each other and has chosen none. */
	kind: UnitKind | null;
}

/* Null until it is known. */
export function useTrail(unit_id: () => string, home: () => Home | null) {
	const session = useSession();
	const trail = shallowRef<Trail | null>(null);
	let asked = 0;

	watch(
		[unit_id, home],
		async ([id, base]) => {
			const mine = ++asked;
			const own = base && id === base.id ? { ...base, parent_id: null } : null;
			/* One's own place is known without asking, so that the first page does not wait. */
			if (own || !id) {
				trail.value = { units: own ? [own] : [], kind: own?.kind ?? null };
				return;
			}
			const units = session.can('organization.read') ? await up(id, base) : [];
			if (mine === asked) trail.value = { units, kind: units.at(-1)?.kind ?? null };
		},
		{ immediate: true },
	);
	return trail;
}
