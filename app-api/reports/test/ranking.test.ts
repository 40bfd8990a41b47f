import { describe, expect, it } from 'vitest';
import { merit_of, points_between, visits_of } from '../src/data/ranking';
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
		before: null,
		change: null,
		filter: null,
		...more,
	};
}

describe('what a store is ranked by', () => {
	it('is its mean of the scored visits, of a department the questions that passed', () => {
		const row = store('a', '85.10', 4, { visits: 9, pass_rate: '50.00' });
		expect([merit_of(row, 'visits'), visits_of(row, 'visits')]).toEqual(['85.10', 4]);
		expect([merit_of(row, 'questions'), visits_of(row, 'questions')]).toEqual(['50.00', 9]);
	});

	it('changes by whole hundredths', () => {
		expect(points_between('85.10', '80.00')).toBe(5.1);
		expect(points_between('90.01', '90.00')).toBe(0.01);
		expect(points_between('0.10', '0.30')).toBe(-0.2);
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
