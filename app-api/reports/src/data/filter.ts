/*
 * What all pages of the reports are limited to. It is in the address of each page, by these names, so that a
 * link shows the same to somebody else; what is as by default is left out of it.
 */
import type { LocationQuery, LocationQueryRaw } from 'vue-router';
import { add_days, days_between, first_of_month, is_day, month_of, type Day } from './days';

export const periods = ['last30', 'last90', 'last365', 'month', 'last_month', 'quarter', 'last_quarter', 'year'] as const;
export type Period = (typeof periods)[number];
export const default_period: Period = 'last90';

export const kinds = ['daily', 'self', 'tour', 'special', 'mystery'] as const;
export type Kind = (typeof kinds)[number];

export interface Filter {
	/* 'own': from the day `from` to the day `to`, both included. */
	period: Period | 'own';
	from: Day;
	to: Day;
	/* '' where it is not limited. */
	unit_id: string;
	checklist_id: string;
	kind: Kind | '';
	department_id: string;
}

export interface Days {
	first: Day;
	last: Day;
}

const ids = ['unit_id', 'checklist_id', 'department_id'] as const;
export const filter_names = ['period', 'from', 'to', 'unit_id', 'checklist_id', 'kind', 'department_id'] as const;

export const no_filter: Filter = {
	period: default_period,
	from: '',
	to: '',
	unit_id: '',
	checklist_id: '',
	kind: '',
	department_id: '',
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function one(query: LocationQuery, name: string): string {
	const value = query[name];
	return (Array.isArray(value) ? value[0] : value) ?? '';
}

/* What makes no sense counts as not said: an address may have been typed by hand. */
export function filter_of(query: LocationQuery): Filter {
	const filter: Filter = { ...no_filter };
	const from = one(query, 'from');
	const to = one(query, 'to');
	if (is_day(from) && is_day(to) && from <= to) Object.assign(filter, { period: 'own', from, to });
	else filter.period = periods.find((period) => period === one(query, 'period')) ?? default_period;
	for (const name of ids) {
		if (uuid.test(one(query, name))) filter[name] = one(query, name);
	}
	filter.kind = kinds.find((kind) => kind === one(query, 'kind')) ?? '';
	return filter;
}

export function query_of(filter: Filter): LocationQueryRaw {
	const query: LocationQueryRaw = {};
	if (filter.period === 'own') Object.assign(query, { from: filter.from, to: filter.to });
	else if (filter.period !== default_period) query['period'] = filter.period;
	for (const name of ['unit_id', 'checklist_id', 'kind', 'department_id'] as const) {
		if (filter[name]) query[name] = filter[name];
	}
	return query;
}

export function has_filter(query: LocationQuery): boolean {
	return filter_names.some((name) => query[name] !== undefined);
}

/* The days that a period has by the day it is read. */
export function days_of({ period, from, to }: Pick<Filter, 'period' | 'from' | 'to'>, today: Day): Days {
	const month = first_of_month(today);
	const quarter = first_of_month(today, -(month_of(today) % 3));
	switch (period) {
		case 'own':
			return { first: from, last: to };
		case 'last30':
			return { first: add_days(today, -29), last: today };
		case 'last90':
			return { first: add_days(today, -89), last: today };
		case 'last365':
			return { first: add_days(today, -364), last: today };
		case 'month':
			return { first: month, last: today };
		case 'last_month':
			return { first: first_of_month(today, -1), last: add_days(month, -1) };
		case 'quarter':
			return { first: quarter, last: today };
		case 'last_quarter':
			return { first: first_of_month(quarter, -3), last: add_days(quarter, -1) };
		case 'year':
			return { first: `${today.slice(0, 4)}-01-01`, last: today };
	}
}

/* As many days, directly before: what the period is compared with. */
export function days_before({ first, last }: Days): Days {
	return { first: add_days(first, -days_between(first, last)), last: add_days(first, -1) };
}
