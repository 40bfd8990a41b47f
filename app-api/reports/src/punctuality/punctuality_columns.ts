/* The columns of the table of punctuality: how many visits were due in the period, and how many came late or not at all. */
import type { LocationQueryRaw, RouteLocationRaw } from 'vue-router';
import { i18n } from '@shared/i18n';
import type { PunctualityRow } from '../data/report';
import { behind, is_whole, number_of, row_name } from '../data/rows';
import type { PageFilter } from '../data/useFilter';
import { count_text, percent_text } from '../data/words';
import type { TableColumn } from '../ui/table';

export const punctuality_dimensions = ['region', 'brand', 'store', 'checklist', 'kind', 'inspector'] as const;
export type PunctualityBy = (typeof punctuality_dimensions)[number];

export function punctuality_columns(by: PunctualityBy, filter: PageFilter): TableColumn<PunctualityRow>[] {
	const { t } = i18n.global;

	function link(row: PunctualityRow, more: LocationQueryRaw): RouteLocationRaw | null {
		if (is_whole(row)) return filter.link('punctuality-list', {}, more);
		const found = behind(row, by);
		return found && filter.link('punctuality-list', found.change, { ...found.more, ...more });
	}
	const tones = { due: null, late: 'warn', unfinished: 'warn', missed: 'bad' } as const;
	const count = (key: keyof typeof tones): TableColumn<PunctualityRow> => ({
		key,
		label: t(`punctuality.columns.${key}`),
		value: (row) => row[key],
		text: (row) => count_text(row[key]),
		to: (row) => (row[key] ? link(row, { punctuality: key }) : null),
		tone: (row) => (row[key] ? tones[key] : null),
		is_number: true,
	});
	const share = (key: 'late_rate' | 'missed_rate', punctuality: 'late' | 'missed'): TableColumn<PunctualityRow> => ({
		key,
		label: t(`punctuality.columns.${key}`),
		value: (row) => number_of(row[key]),
		text: (row) => percent_text(number_of(row[key])),
		to: (row) => (row[punctuality] ? link(row, { punctuality }) : null),
		is_number: true,
	});
	return [
		{ key: 'name', label: t(`by.${by}`), value: (row) => row_name(row, by), to: (row) => link(row, { punctuality: 'due' }), is_main: true },
		count('due'),
		{
			key: 'on_time_rate',
			label: t('punctuality.columns.on_time_rate'),
			value: (row) => number_of(row.on_time_rate),
			text: (row) => percent_text(number_of(row.on_time_rate)),
			to: (row) => (row.on_time ? link(row, { punctuality: 'on_time' }) : null),
			is_number: true,
		},
		count('late'),
		share('late_rate', 'late'),
		count('unfinished'),
		count('missed'),
		share('missed_rate', 'missed'),
	];
}
