/* Whether the person has to do with more than one store: only then is there one to choose. */
import type { Me } from '@shared/session';

export function sees_several_stores(me: Me | null): boolean {
	const places = new Set((me?.memberships ?? []).map((one) => one.unit_id));
	return places.size !== 1 || (me?.memberships ?? []).some((one) => one.unit.kind !== 'store');
}
