import { describe, expect, it } from 'vitest';
import { add_days, begin_of, days_between, first_of_week, is_day } from '../src/data/days';
import { days_before, days_of, filter_of, has_filter, no_filter, periods, query_of, type Filter } from '../src/data/filter';

const unit = '01a0c669-8800-7836-ad09-db3361815873';
const query = (search: string) => Object.fromEntries(new URLSearchParams(search));

describe('the filter in the address', () => {
	it('comes back as it was written', () => {
		const filters: Filter[] = [
			no_filter,
			{ ...no_filter, period: 'last_quarter', unit_id: unit },
			{ ...no_filter, period: 'own', from: '2026-02-01', to: '2026-02-28', kind: 'mystery', checklist_id: unit, department_id: unit },
			...periods.map((period) => ({ ...no_filter, period })),
		];
		for (const filter of filters) expect(filter_of(query_of(filter) as Record<string, string>)).toEqual(filter);
	});

	it('leaves out what is as by default', () => {
		expect(query_of(no_filter)).toEqual({});
		expect(query_of({ ...no_filter, kind: 'self' })).toEqual({ kind: 'self' });
	});

	it('takes what makes no sense for not said', () => {
		for (const search of ['period=whenever', 'unit_id=1;drop', 'kind=secret', 'from=2026-02-30&to=2026-03-01', 'from=2026-03-02&to=2026-03-01', 'from=2026-03-01']) {
			expect(filter_of(query(search))).toEqual(no_filter);
		}
	});

	it('knows whether an address says anything of it', () => {
		expect(has_filter(query('by=store&result=fail'))).toBe(false);
		expect(has_filter(query('by=store&kind=self'))).toBe(true);
	});
});

describe('periods', () => {
	const days = (period: Filter['period'], today: string) => days_of({ ...no_filter, period }, today);

	it('have the days that their names say', () => {
		expect(days('last30', '2026-03-01')).toEqual({ first: '2026-01-31', last: '2026-03-01' });
		expect(days('month', '2026-03-01')).toEqual({ first: '2026-03-01', last: '2026-03-01' });
		expect(days('last_month', '2028-03-31')).toEqual({ first: '2028-02-01', last: '2028-02-29' });
		expect(days('quarter', '2026-05-05')).toEqual({ first: '2026-04-01', last: '2026-05-05' });
		expect(days('last_quarter', '2026-01-01')).toEqual({ first: '2025-10-01', last: '2025-12-31' });
		expect(days('year', '2026-12-31')).toEqual({ first: '2026-01-01', last: '2026-12-31' });
	});

	it('have as many days as their names say', () => {
		for (const [period, count] of [['last30', 30], ['last90', 90], ['last365', 365]] as const) {
			const { first, last } = days(period, '2026-11-21');
			expect(days_between(first, last)).toBe(count);
		}
	});

	it('are compared with as many days directly before', () => {
		expect(days_before({ first: '2026-03-01', last: '2026-03-31' })).toEqual({ first: '2026-01-29', last: '2026-02-28' });
		expect(days_before({ first: '2026-01-01', last: '2026-01-01' })).toEqual({ first: '2025-12-31', last: '2025-12-31' });
	});
});

describe('days', () => {
	it('are real ones', () => {
		expect(is_day('2028-02-29')).toBe(true);
		for (const text of ['2026-02-29', '2026-13-01', '26-01-01', '', '2026-1-1']) expect(is_day(text)).toBe(false);
	});

	it('move over months, years and changes of the clock', () => {
		expect(add_days('2026-03-28', 2)).toBe('2026-03-30');
		expect(add_days('2026-12-31', 1)).toBe('2027-01-01');
		expect(first_of_week('2026-11-22')).toBe('2026-11-16');
		expect(first_of_week('2026-11-16')).toBe('2026-11-16');
	});

	it('begin at midnight by the reader’s clock', () => {
		const moment = new Date(begin_of('2026-07-01'));
		expect([moment.getFullYear(), moment.getMonth(), moment.getDate(), moment.getHours()]).toEqual([2026, 6, 1, 0]);
	});
});
