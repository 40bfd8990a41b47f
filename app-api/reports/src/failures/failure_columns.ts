/* The columns of the table of failures, and where each figure leads. */
import { format_number } from '@shared/format';
import { i18n } from '@shared/i18n';
import type { FindingRow } from '../data/report';
import { behind, number_of, row_name } from '../data/rows';
import type { PageFilter } from '../data/useFilter';
import { count_text, percent_text } from '../data/words';
import type { TableColumn } from '../ui/table';

export const failure_dimensions = ['question', 'department', 'indicator', 'severity', 'brand', 'region', 'store'] as const;
export type FailureBy = (typeof failure_dimensions)[number];

/* The number stands in the chart, where there is no room for names. */
export interface NumberedRow {
	nr: number;
	name: string;
	row: FindingRow;
}

export interface FailureTable {
	severity: string;
	/* How often the most frequent failed. */
	most: number;
	checklist: (id: string | null) => string;
}

export function numbered(rows: FindingRow[], by: FailureBy): NumberedRow[] {
	return rows.map((row, n) => ({ nr: n + 1, name: row_name(row, by), row }));
}

export function failure_columns(by: FailureBy, filter: PageFilter, more: FailureTable): TableColumn<NumberedRow>[] {
	const { t } = i18n.global;
	const { severity, most, checklist } = more;

	function to({ row }: NumberedRow) {
		const found = behind(row, by);
		return found && filter.link('findings', found.change, { ...(severity ? { severity } : {}), ...found.more });
	}
	function to_fixed({ row }: NumberedRow) {
		const found = behind(row, by);
		return found && filter.link('findings', found.change, { ...(severity ? { severity } : {}), ...found.more, fixed_on_spot: 'true' });
	}
	const count = (key: 'repeats' | 'visits' | 'units', label: string): TableColumn<NumberedRow> => ({
		key,
		label,
		value: ({ row }) => row[key],
		text: ({ row }) => count_text(row[key]),
		is_number: true,
	});
	return [
		{ key: 'nr', label: t('failures.nr'), value: ({ nr }) => nr, is_number: true },
		{ key: 'name', label: t(`by.${by}`), value: ({ name }) => name, note: ({ row }) => (by === 'question' ? checklist(row.id) : ''), to, is_main: true },
		{ key: 'findings', label: t('failures.findings'), value: ({ row }) => row.findings, text: ({ row }) => count_text(row.findings), to, bar: ({ row }) => row.findings / most, is_number: true },
		{ key: 'share', label: t('failures.share'), value: ({ row }) => number_of(row.share), text: ({ row }) => percent_text(number_of(row.share)), is_number: true },
		{ key: 'together', label: t('failures.together'), value: ({ row }) => number_of(row.cumulative_share), text: ({ row }) => percent_text(number_of(row.cumulative_share)), is_number: true },
		count('repeats', t('failures.repeated')),
		{ key: 'fixed', label: t('failures.fixed'), value: ({ row }) => row.fixed_on_spot, text: ({ row }) => count_text(row.fixed_on_spot), to: (item) => (item.row.fixed_on_spot ? to_fixed(item) : null), is_number: true },
		{ key: 'lost', label: t('failures.lost'), value: ({ row }) => row.lost, text: ({ row }) => format_number(row.lost, 1), is_number: true },
		count('visits', t('overview.visits')),
		count('units', t('failures.stores')),
	];
}
