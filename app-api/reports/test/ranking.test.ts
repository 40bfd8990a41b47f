import { describe, expect, it } from 'vitest';
import { most_improved } from '../src/data/ranking';
import { behind, is_whole } from '../src/data/rows';
import { join_parts } from '../src/overview/parts';
import type { ScoreRow } from '../src/data/report';

function store(id: string, mean: string | null, scored: number, more: Partial<ScoreRow> = {}): ScoreRow {
	return {
		id,
		key: id,
		name: id,
		visits: scored,
		scored,
		mean_percent: mean,
		passed: 0,
		failed: 0,
		not_scored: 0,
		pass_rate: null,
		demerit_visits: 0,
		demerit_mean: null,
		demerit_total: 0,
		filter: null,
		...more,
	};
}
const names = (changes: { id: string }[]) => changes.map((change) => change.id);

describe('the most improved stores', () => {
	it('come by how many points they gained', () => {
		const before = [store('a', '80.00', 5), store('b', '70.00', 5), store('c', '90.00', 5)];
		const now = [store('a', '85.10', 5), store('b', '90.05', 5), store('c', '90.01', 5)];
		expect(names(most_improved(now, before))).toEqual(['b', 'a', 'c']);
		expect(most_improved(now, before).map((change) => change.change)).toEqual([20.05, 5.1, 0.01]);
	});

	it('leave out whoever was visited too rarely, on either side', () => {
		const before = [store('a', '10.00', 2), store('b', '10.00', 3), store('c', '10.00', 3)];
		const now = [store('a', '99.00', 9), store('b', '99.00', 2), store('c', '20.00', 3)];
		expect(names(most_improved(now, before))).toEqual(['c']);
	});

	it('count scored visits, not visits', () => {
		expect(most_improved([store('a', '99.00', 2, { visits: 9 })], [store('a', '10.00', 9)])).toEqual([]);
	});

	it('leave out new stores, stores without a score, and those that fell or stayed', () => {
		const before = [store('fell', '80.00', 5), store('same', '80.00', 5), store('none', null, 5)];
		const now = [store('new', '99.00', 5), store('fell', '79.99', 5), store('same', '80.00', 5), store('none', '99.00', 5)];
		expect(most_improved(now, before)).toEqual([]);
	});

	it('go by the questions that passed where a department is looked at', () => {
		const before = [store('a', null, 0, { visits: 4, pass_rate: '50.00' })];
		const now = [store('a', null, 0, { visits: 4, pass_rate: '75.00' })];
		expect(most_improved(now, before, 'questions')[0]?.change).toBe(25);
	});
});

describe('what is behind a row', () => {
	const row = { id: 'x', key: 'k', name: 'n' };

	it('is selected by what the row is', () => {
		expect(behind(row, 'region')).toEqual({ change: { unit_id: 'x' }, more: {} });
		expect(behind(row, 'question')).toEqual({ change: { checklist_id: 'x' }, more: { question: 'k' } });
		expect(behind(row, 'inspector')).toEqual({ change: {}, more: { lead_id: 'x' } });
		expect(behind({ ...row, id: null, key: 'mystery' }, 'kind')).toEqual({ change: { kind: 'mystery' }, more: {} });
		expect(behind({ ...row, id: null, key: 'corrective' }, 'kind')).toEqual({ change: {}, more: { action_kind: 'corrective' } });
	});

	it('cannot be selected where the row has no name', () => {
		for (const by of ['store', 'department', 'question', 'indicator', 'kind'] as const) {
			expect(behind({ id: null, key: null, name: null }, by)).toBeNull();
		}
		expect(is_whole({ id: null, key: null, filter: null })).toBe(false);
		expect(is_whole({ id: null, key: null, filter: {} })).toBe(true);
	});
});

describe('parts of a place', () => {
	it('are one row each, from whichever report they come', () => {
		const rows = join_parts({
			score: [store('a', '80.00', 3)],
			findings: [],
			standing: [{ id: 'b', key: 'b', name: 'B' } as never],
			opened: [{ id: 'a', key: 'a', name: 'A' } as never],
		});
		expect(rows.map((row) => [row.id, row.score !== null, row.standing !== null, row.opened !== null])).toEqual([
			['a', true, false, true],
			['b', false, true, false],
		]);
	});
});
