import type { RouteLocationRaw } from 'vue-router';
import { language } from '@shared/i18n';
import type { Cell } from '../data/csv';

/* A column of a DataTable: what it sorts and downloads by, what it shows, where it leads. */
export interface TableColumn<R> {
	key: string;
	label: string;
	value: (row: R) => Cell;
	/* Shown instead of the value. */
	text?: (row: R) => string;
	to?: (row: R) => RouteLocationRaw | null;
	is_number?: boolean;
	/* What the row is: stands first on a narrow screen. */
	is_main?: boolean;
	/* Left out where the table would be tight; an entry of a narrow screen, and what is downloaded, has it. */
	is_spare?: boolean;
	/* Left out where there is hardly any room. */
	is_wide_only?: boolean;
	/* A line behind the number, from 0 to 1. */
	bar?: (row: R) => number | null;
	tone?: (row: R) => 'good' | 'bad' | 'warn' | null;
	/* Beside the text, softer. */
	note?: (row: R) => string;
}

export interface TableSort {
	key: string;
	is_down: boolean;
}

/* Nothing is always last, whichever way one sorts. */
export function sorted<R>(rows: R[], column: TableColumn<R> | undefined, is_down: boolean): R[] {
	if (!column) return rows;
	const way = is_down ? -1 : 1;
	return [...rows].sort((left, right) => {
		const a = column.value(left);
		const b = column.value(right);
		if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
		if (typeof a === 'number' && typeof b === 'number') return way * (a - b);
		return way * String(a).localeCompare(String(b), language.value);
	});
}
