/* A trend in steps that neither tremble nor hide: days of a month, weeks of half a year, months of more. */
import { add_days, days_between, first_of_month, first_of_week, type Day } from './days';
import type { Days } from './filter';

export type Step = 'day' | 'week' | 'month';

export function step_for({ first, last }: Days): Step {
	const days = days_between(first, last);
	if (days <= 31) return 'day';
	return days <= 190 ? 'week' : 'month';
}

function step_begin(day: Day, step: Step): Day {
	if (step === 'day') return day;
	return step === 'week' ? first_of_week(day) : first_of_month(day);
}

function step_after(day: Day, step: Step): Day {
	if (step === 'month') return first_of_month(day, 1);
	return add_days(day, step === 'week' ? 7 : 1);
}

/* The days of one step that the period has. */
export function step_days(begin: Day, step: Step, { first, last }: Days): Days {
	const end = add_days(step_after(begin, step), -1);
	return { first: begin < first ? first : begin, last: end > last ? last : end };
}

/* Every step of the period, also those in which there was nothing: a gap is a fact. */
export function fill_steps<R extends { key: string | null }>(rows: R[], step: Step, { first, last }: Days): { begin: Day; row: R | null }[] {
	const by_key = new Map(rows.map((row) => [row.key, row]));
	const filled = [];
	for (let begin = step_begin(first, step); begin <= last; begin = step_after(begin, step)) {
		filled.push({ begin, row: by_key.get(begin) ?? null });
	}
	return filled;
}
