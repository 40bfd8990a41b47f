/* The columns of the table of appeals: how many were made in the period, and what became of them. */
import type { LocationQueryRaw, RouteLocationRaw } from 'vue-router';
import { format_number } from '@shared/format';
import { i18n } from '@shared/i18n';
import type { AppealRow } from '../data/report';
import { behind, is_whole, number_of, row_name } from '../data/rows';
import type { PageFilter } from '../data/useFilter';
import { count_text, percent_text } from '../data/words';
import type { TableColumn } from '../ui/table';

export const appeal_dimensions = ['region', 'brand', 'store', 'checklist', 'department', 'severity'] as const;
export type AppealBy = (typeof appeal_dimensions)[number];

export function appeal_columns(by: AppealBy, filter: PageFilter): TableColumn<AppealRow>[] {
	const { t } = i18n.global;

	function link(row: AppealRow, more: LocationQueryRaw): RouteLocationRaw | null {
		if (is_whole(row)) return filter.link('appeal-list', {}, more);
		const found = behind(row, by);
		return found && filter.link('appeal-list', found.change, { ...found.more, ...more });
	}
	const count = (key: 'appeals' | 'open' | 'late' | 'upheld' | 'changed' | 'declined' | 'withdrawn' | 'moot', label: string, more: LocationQueryRaw): TableColumn<AppealRow> => ({
		key,
		label,
		value: (row) => row[key],
		text: (row) => count_text(row[key]),
		to: (row) => (row[key] ? link(row, more) : null),
		is_number: true,
	});
	const state = (key: 'open' | 'upheld' | 'changed' | 'declined' | 'withdrawn' | 'moot') => count(key, t(`appeal_state.${key}`), { state: key });
	return [
		{ key: 'name', label: t(`by.${by}`), value: (row) => row_name(row, by), to: (row) => link(row, {}), is_main: true },
		count('appeals', t('appeals.made'), {}),
		state('open'),
		{ ...count('late', t('due.late'), { late: 'true' }), tone: (row) => (row.late ? 'bad' : null) },
		state('upheld'),
		state('changed'),
		state('declined'),
		{
			key: 'changed_rate',
			label: t('appeals.changed_rate'),
			value: (row) => number_of(row.changed_rate),
			text: (row) => percent_text(number_of(row.changed_rate)),
			is_number: true,
		},
		{
			key: 'days',
			label: t('appeals.days'),
			value: (row) => (row.mean_hours_to_decide ? Math.round((Number(row.mean_hours_to_decide) / 24) * 10) / 10 : null),
			text: (row) => (row.mean_hours_to_decide ? format_number(Number(row.mean_hours_to_decide) / 24, 1) : '–'),
			is_number: true,
		},
		state('withdrawn'),
		state('moot'),
	];
}
