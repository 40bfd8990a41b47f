import { describe, expect, it } from 'vitest';
import { by_day, days_with, days_without, is_open_on, runs_of, weekday_of } from '../src/calendars/calendar';

const closed = (day: string, name?: string) => ({ day, is_open: false, ...(name ? { name } : {}) });

describe('the days of a calendar', () => {
	it('that say the same behind each other are one line, also over the end of a month', () => {
		const days = [closed('2026-10-02', 'Holiday'), closed('2026-09-30', 'Holiday'), closed('2026-10-01', 'Holiday'), { day: '2026-10-03', is_open: true }, closed('2026-10-05')];
		expect(runs_of(days)).toEqual([
			{ first: '2026-09-30', last: '2026-10-02', is_open: false, name: 'Holiday' },
			{ first: '2026-10-03', last: '2026-10-03', is_open: true, name: '' },
			{ first: '2026-10-05', last: '2026-10-05', is_open: false, name: '' },
		]);
	});

	it('that are set take the place of those before, and can be taken out again', () => {
		const run = { first: '2028-02-28', last: '2028-03-01', is_open: false, name: '' };
		const days = days_with([{ day: '2028-02-29', is_open: true }, closed('2028-05-01')], run);
		expect(days).toEqual([closed('2028-02-28'), closed('2028-02-29'), closed('2028-03-01'), closed('2028-05-01')]);
		expect(days_without(days, run)).toEqual([closed('2028-05-01')]);
	});

	it('are looked for here, then in what it builds upon, and else are as the week says', () => {
		const own = by_day([{ day: '2026-10-10', is_open: true }]);
		const bases = [by_day([closed('2026-10-10'), closed('2026-10-01')])];
		expect(weekday_of('2026-10-11')).toBe(7);
		const is_open = (day: string) => is_open_on(day, own, bases, [6, 7]).is_open;
		expect([is_open('2026-10-10'), is_open('2026-10-01'), is_open('2026-10-11'), is_open('2026-10-12')]).toEqual([true, false, false, true]);
	});
});
