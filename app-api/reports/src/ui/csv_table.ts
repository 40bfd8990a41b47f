import type { Cell } from '../data/csv';
import type { TableColumn } from './table';

/* A table as it is shown, with a line of headings. */
export function csv_of_table<R>(columns: TableColumn<R>[], rows: R[]): Cell[][] {
	return [columns.map((column) => column.label), ...rows.map((row) => columns.map((column) => column.value(row)))];
}
