/* Days as 'YYYY-MM-DD': told apart, counted and moved without a clock that could change in between. */
export type Day = string;

const day_ms = 86_400_000;

function at(day: Day): number {
	return Date.parse(`${day}T00:00:00Z`);
}

function day_at(ms: number): Day {
	return new Date(ms).toISOString().slice(0, 10);
}

export function is_day(text: string): boolean {
	return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(at(text)) && day_at(at(text)) === text;
}

/* By the reader's clock. */
export function day_of(moment: Date): Day {
	return day_at(Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate()));
}

/* The first moment of a day by the reader's clock. */
export function begin_of(day: Day): string {
	const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
	return new Date(year, month - 1, date).toISOString();
}

export function add_days(day: Day, days: number): Day {
	return day_at(at(day) + days * day_ms);
}

/* How many days from the first to the last, both counted. */
export function days_between(first: Day, last: Day): number {
	return Math.round((at(last) - at(first)) / day_ms) + 1;
}

export function first_of_month(day: Day, months = 0): Day {
	const date = new Date(at(day));
	return day_at(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months, 1));
}

/* Weeks begin on Monday. */
export function first_of_week(day: Day): Day {
	const weekday = new Date(at(day)).getUTCDay();
	return add_days(day, -((weekday + 6) % 7));
}

export function month_of(day: Day): number {
	return new Date(at(day)).getUTCMonth();
}
