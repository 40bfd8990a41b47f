/* Calendars: days in their order, as runs of days that are the same, and what a day is by all that it builds upon. */
import { answer, api, type Schemas } from '@shared/api';
import { language } from '@shared/i18n';
import type { Find, NameOf } from '@shared/pickers';

export type Calendar = Schemas['Calendar'];
export type CalendarDay = Schemas['CalendarDay'];

export const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;
const day_ms = 86_400_000;

export const calendar_get = (id: string): Promise<Calendar> => answer(api.GET('/v1/calendars/{id}', { params: { path: { id } } }));

export const find_calendars: Find = async (q, signal) => {
	const page = await answer(api.GET('/v1/calendars', { params: { query: { limit: 20, ...(q ? { q } : {}) } }, signal }));
	return page.items.map((one) => ({ value: one.id, text: one.name, ...(one.unit_name ? { note: one.unit_name } : {}) }));
};

export const calendar_name: NameOf = async (id) => (await calendar_get(id)).name;

/* Monday is 1, as ISO has it. */
export function weekday_name(weekday: number, style: 'short' | 'narrow' | 'long' = 'short'): string {
	return new Intl.DateTimeFormat(language.value, { weekday: style, timeZone: 'UTC' }).format(Date.UTC(2024, 0, weekday));
}

export const at_of = (day: string): number => Date.parse(`${day}T00:00Z`);
export const day_of = (at: number): string => new Date(at).toISOString().slice(0, 10);
export const weekday_of = (day: string): number => ((new Date(at_of(day)).getUTCDay() + 6) % 7) + 1;
export const next_day = (day: string): string => day_of(at_of(day) + day_ms);

export interface Run {
	first: string;
	last: string;
	is_open: boolean;
	name: string;
}

export function sorted_days(days: readonly CalendarDay[]): CalendarDay[] {
	return [...days].sort((a, b) => a.day.localeCompare(b.day));
}

/* Days behind each other that say the same are one line. */
export function runs_of(days: readonly CalendarDay[]): Run[] {
	const runs: Run[] = [];
	for (const { day, is_open, name } of sorted_days(days)) {
		const run = runs.at(-1);
		if (run && run.is_open === is_open && run.name === (name ?? '') && next_day(run.last) === day) run.last = day;
		else runs.push({ first: day, last: day, is_open, name: name ?? '' });
	}
	return runs;
}

/* Some days are set: what stood there before gives way. */
export function days_with(days: readonly CalendarDay[], run: Run): CalendarDay[] {
	const kept = days.filter(({ day }) => day < run.first || day > run.last);
	const set: CalendarDay[] = [];
	for (let at = at_of(run.first); at <= at_of(run.last); at += day_ms) {
		set.push({ day: day_of(at), is_open: run.is_open, ...(run.name ? { name: run.name } : {}) });
	}
	return sorted_days([...kept, ...set]);
}

export const days_without = (days: readonly CalendarDay[], run: Run): CalendarDay[] =>
	days.filter(({ day }) => day < run.first || day > run.last);

/* The calendars that one builds upon, the nearest first. */
export async function bases_of(base_id: string): Promise<Calendar[]> {
	const found: Calendar[] = [];
	for (let id: string | null = base_id || null; id && found.length < 20; id = found.at(-1)!.base_id) found.push(await calendar_get(id));
	return found;
}

/* By its own days, then by those that it builds upon, else by its own week. */
export function is_open_on(day: string, days: ReadonlyMap<string, CalendarDay>, bases: readonly ReadonlyMap<string, CalendarDay>[], closed: readonly number[]): { is_open: boolean; named: CalendarDay | null } {
	const named = days.get(day) ?? bases.find((one) => one.has(day))?.get(day) ?? null;
	return { is_open: named ? named.is_open : !closed.includes(weekday_of(day)), named };
}

export const by_day = (days: readonly CalendarDay[]): Map<string, CalendarDay> => new Map(days.map((one) => [one.day, one]));
