/*
 * Where somebody's reports begin: headquarters at the group, a regional manager at the region, a store
 * manager at the store.
 */
import type { Schemas } from '@shared/api';
import type { Day } from './days';

type Membership = Schemas['Membership'];
export type UnitKind = Schemas['UnitKind'];

const kinds: UnitKind[] = ['group', 'brand', 'region', 'store'];
/* They go to places to inspect them, and have no reports of them. */
const without_reports = ['inspector', 'shopper'];

export interface Home {
	id: string;
	name: string;
	kind: UnitKind;
}

function is_in_force({ starts_on, ends_on }: Membership, today: Day): boolean {
	return (!starts_on || starts_on <= today) && (!ends_on || today <= ends_on);
}

/* The one highest unit of a person's roles; null for whoever has several beside each other. */
export function home_of(memberships: Membership[], today: Day): Home | null {
	const mine = memberships.filter((one) => is_in_force(one, today) && !without_reports.includes(one.role.code));
	const rank = (one: Membership) => kinds.indexOf(one.unit.kind);
	const top = Math.min(...mine.map(rank));
	const units = new Map(mine.filter((one) => rank(one) === top).map((one) => [one.unit_id, one.unit]));
	const [only] = units;
	return only && units.size === 1 ? { id: only[0], name: only[1].name, kind: only[1].kind } : null;
}

/* What one wants to see apart at a level, the nearest first. */
export type Part = 'brand' | 'region' | 'store' | 'department' | 'checklist';

export function parts_of(kind: UnitKind | null): Part[] {
	switch (kind) {
		case 'brand':
			return ['region', 'store', 'department', 'checklist'];
		case 'region':
			return ['store', 'department', 'checklist'];
		case 'store':
			return ['department', 'checklist'];
		default:
			return ['brand', 'region', 'department', 'checklist'];
	}
}
