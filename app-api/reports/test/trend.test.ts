import { describe, expect, it } from 'vitest';
import { axis_end, axis_of } from '../src/charts/trend_option';
import { fill_steps, step_days, step_for } from '../src/data/trend';
import { sorted } from '../src/ui/table';
import { view_of } from '../src/visits/action_views';

describe('the steps of a trend', () => {
	it('are days of a month, weeks of a quarter, months of a year', () => {
		expect(step_for({ first: '2026-10-01', last: '2026-10-31' })).toBe('day');
		expect(step_for({ first: '2026-07-01', last: '2026-09-30' })).toBe('week');
		expect(step_for({ first: '2026-01-01', last: '2026-12-31' })).toBe('month');
	});

	it('are all there, also those without a visit', () => {
		const rows = [{ key: '2026-11-09' }, { key: null }];
		const steps = fill_steps(rows, 'week', { first: '2026-11-04', last: '2026-11-21' });
		expect(steps.map((step) => [step.begin, step.row !== null])).toEqual([
			['2026-11-02', false],
			['2026-11-09', true],
			['2026-11-16', false],
		]);
		expect(fill_steps([], 'month', { first: '2025-12-31', last: '2026-02-01' }).map((step) => step.begin)).toEqual(['2025-12-01', '2026-01-01', '2026-02-01']);
		expect(fill_steps([], 'day', { first: '2026-02-28', last: '2026-03-01' })).toHaveLength(2);
	});

	it('have only days of the period', () => {
		const period = { first: '2026-11-04', last: '2026-11-21' };
		expect(step_days('2026-11-02', 'week', period)).toEqual({ first: '2026-11-04', last: '2026-11-08' });
		expect(step_days('2026-11-16', 'week', period)).toEqual({ first: '2026-11-16', last: '2026-11-21' });
		expect(step_days('2026-11-01', 'month', period)).toEqual(period);
	});
});

describe('the axes of a trend', () => {
	const point = (score: number | null, pass_rate: number | null = null) => ({ text: '', title: '', score, pass_rate, visits: 1 });

	it('show what moves, and everything', () => {
		expect(axis_of([point(97), point(99)])).toEqual({ min: 90, max: 100, interval: 5 });
		expect(axis_of([point(97, 66)])).toEqual({ min: 60, max: 100, interval: 10 });
		expect(axis_of([point(5)])).toEqual({ min: 0, max: 100, interval: 25 });
		expect(axis_of([point(98), point(101.2)])).toEqual({ min: 90, max: 105, interval: 5 });
		expect(axis_of([])).toEqual({ min: 0, max: 100, interval: 25 });
	});

	it('end at a round number', () => {
		expect([1, 3, 7, 10, 11, 26, 260].map(axis_end)).toEqual([1, 5, 10, 10, 20, 50, 500]);
	});
});

describe('a sorted table', () => {
	const column = { key: 'n', label: '', value: (row: { n: number | string | null }) => row.n };
	const order = (rows: (number | string | null)[], is_down: boolean) => sorted(rows.map((n) => ({ n })), column, is_down).map((row) => row.n);

	it('has nothing last, whichever way', () => {
		expect(order([2, null, 10, 1], false)).toEqual([1, 2, 10, null]);
		expect(order([2, null, 10, 1], true)).toEqual([10, 2, 1, null]);
		expect(order(['b', null, 'a'], false)).toEqual(['a', 'b', null]);
	});

	it('leaves the order alone where nobody sorts', () => {
		expect(sorted([3, 1, 2], undefined, true)).toEqual([3, 1, 2]);
	});
});

describe('the views of actions', () => {
	it('are known by their address', () => {
		expect(view_of({})).toBe('all');
		expect(view_of({ state: 'unfinished' })).toBe('unfinished');
		expect(view_of({ overdue: 'true' })).toBe('overdue');
		expect(view_of({ of: 'period', handed_in: 'late' })).toBe('late');
		expect(view_of({ of: 'period' })).toBe('all');
	});

	it('are none where a figure led to a state of its own', () => {
		expect(view_of({ state: 'monitoring' })).toBe('');
	});
});
