import { describe, expect, it } from 'vitest';
import { Problem } from '@shared/problem';
import { faults_by_store, visit_of, type Form } from '../src/visits/bulk';
import { codes_of, match_codes, type Store } from '../src/visits/stores';

const store = (code: string, time_zone = 'Asia/Shanghai'): Store => ({ id: `id-${code}`, code, name: code.toUpperCase(), time_zone });
const form: Form = {
	checklist_id: 'list',
	start_at: '',
	due_at: '2026-12-01T18:00',
	miss_at: '',
	lead_id: '',
	team: [],
	is_unannounced: false,
	needs_review: false,
	note: ' ',
};

describe('a round of visits', () => {
	it('is due by each store’s own clock, and says nothing that was not filled in', () => {
		expect(visit_of(form, store('sh'), 'one')).toEqual({
			id: 'one', unit_id: 'id-sh', checklist_id: 'list', due_at: '2026-12-01T10:00:00.000Z',
		});
		expect(visit_of(form, store('tokyo', 'Asia/Tokyo'), 'two').due_at).toBe('2026-12-01T09:00:00.000Z');
	});

	it('shows a fault that holds for all stores at its field, and others with their store', () => {
		const stores = [store('a'), store('b')];
		const faults = [
			{ pointer: '/inspections/0/due_at', detail: 'Too early.' },
			{ pointer: '/inspections/1/due_at', detail: 'Too early.' },
			{ pointer: '/inspections/1/lead_id', detail: 'That person may not inspect there.' },
		];
		const told = faults_by_store(new Problem('invalid_body', 422, { faults }), stores);
		expect(told.problem.faults).toEqual([{ pointer: '/due_at', detail: 'Too early.' }]);
		expect(told.problem.name).toBe('invalid_body');
		expect(told.by_store).toEqual([{ store: stores[1], fault: { pointer: '/lead_id', detail: 'That person may not inspect there.' } }]);
	});

	it('keeps a fault whose store is not there', () => {
		const faults = [{ pointer: '/inspections/7/unit_id', detail: 'Gone.' }];
		expect(faults_by_store(new Problem('invalid_body', 422, { faults }), [store('a')]).problem.faults).toEqual(faults);
	});
});

describe('a list of stores', () => {
	it('is read as people paste it', () => {
		expect(codes_of('sh-1\tsh-2\n sh-3,sh-1；sh-4、')).toEqual(['sh-1', 'sh-2', 'sh-3', 'sh-4']);
		expect(codes_of(' \n')).toEqual([]);
	});

	it('finds whole codes in either case and names the others', () => {
		const found = match_codes(['SH-1', 'sh-10', 'sh-2'], [store('sh-1'), store('sh-2'), store('sh-100')]);
		expect(found.stores.map((one) => one.code)).toEqual(['sh-1', 'sh-2']);
		expect(found.unknown).toEqual(['sh-10']);
	});
});
