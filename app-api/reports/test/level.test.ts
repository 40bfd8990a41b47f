import { describe, expect, it } from 'vitest';
import { home_of, parts_of, type UnitKind } from '../src/data/level';

type Membership = Parameters<typeof home_of>[0][number];
const today = '2026-11-21';

function membership(role: string, kind: UnitKind, unit_id: string, dates: { starts_on?: string; ends_on?: string } = {}): Membership {
	return {
		id: `${role}-${unit_id}`,
		person_id: 'p',
		role_id: 'r',
		unit_id,
		department_id: null,
		starts_on: dates.starts_on ?? null,
		ends_on: dates.ends_on ?? null,
		created_at: '2026-01-01T00:00:00Z',
		person: { login: 'p', name: 'P' },
		role: { code: role, name: { en: role } },
		unit: { kind, code: unit_id, name: unit_id },
		department: null,
	};
}

describe('where reports begin', () => {
	it('is the group for headquarters, the region for its manager, the store for its manager', () => {
		expect(home_of([membership('viewer', 'group', 'g')], today)?.kind).toBe('group');
		expect(home_of([membership('regional_manager', 'region', 'r')], today)).toEqual({ id: 'r', name: 'r', kind: 'region' });
		expect(home_of([membership('store_manager', 'store', 's')], today)?.id).toBe('s');
	});

	it('is the highest of several', () => {
		const several = [membership('store_manager', 'store', 's'), membership('regional_manager', 'region', 'r')];
		expect(home_of(several, today)?.id).toBe('r');
	});

	it('is nowhere in particular for whoever has several beside each other', () => {
		expect(home_of([membership('store_manager', 'store', 's'), membership('store_manager', 'store', 't')], today)).toBeNull();
	});

	it('is one place for whoever has several roles at it', () => {
		expect(home_of([membership('store_manager', 'store', 's'), membership('viewer', 'store', 's')], today)?.id).toBe('s');
	});

	it('does not go by roles without reports, nor by roles that are over or still to come', () => {
		const mine = [
			membership('inspector', 'group', 'g'),
			membership('regional_manager', 'region', 'old', { ends_on: '2026-11-20' }),
			membership('regional_manager', 'region', 'new', { starts_on: '2026-11-22' }),
			membership('store_manager', 'store', 's', { starts_on: today, ends_on: today }),
		];
		expect(home_of(mine, today)?.id).toBe('s');
		expect(home_of([], today)).toBeNull();
	});
});

describe('what a level is made of', () => {
	it('is never the level itself', () => {
		for (const kind of ['brand', 'region', 'store'] as const) expect(parts_of(kind)).not.toContain(kind);
		expect(parts_of('group').slice(0, 2)).toEqual(['brand', 'region']);
		expect(parts_of(null)).toEqual(parts_of('group'));
	});
});
