/* The columns of the table of actions: what stands open now, and what became of those of the period. */
import type { LocationQueryRaw, RouteLocationRaw } from 'vue-router';
import { format_number } from '@shared/format';
import { i18n } from '@shared/i18n';
import type { ActionRow } from '../data/report';
import { behind, is_whole, number_of, row_name, type NamedRow } from '../data/rows';
import type { PageFilter } from '../data/useFilter';
import { count_text, percent_text } from '../data/words';
import type { TableColumn } from '../ui/table';

export const progress_dimensions = ['region', 'brand', 'store', 'department', 'severity', 'kind', 'responsible'] as const;
export type ProgressBy = (typeof progress_dimensions)[number];

export interface ProgressRow extends NamedRow {
	standing: ActionRow | null;
	opened: ActionRow | null;
}

export function join_progress(standing: ActionRow[], opened: ActionRow[]): ProgressRow[] {
	const key_of = (row: ActionRow) => row.id ?? row.key ?? '';
	const rows = new Map<string, ProgressRow>();
	for (const row of standing) rows.set(key_of(row), { id: row.id, key: row.key, name: row.name, standing: row, opened: null });
	for (const row of opened) {
		const line = rows.get(key_of(row)) ?? { id: row.id, key: row.key, name: row.name, standing: null, opened: null };
		rows.set(key_of(row), { ...line, opened: row });
	}
	return [...rows.values()];
}

const of_period = { of: 'period' };
const spare = (column: TableColumn<ProgressRow>): TableColumn<ProgressRow> => ({ ...column, is_spare: true });

export function progress_columns(by: ProgressBy, filter: PageFilter): TableColumn<ProgressRow>[] {
	const { t } = i18n.global;

	function link(row: ProgressRow, more: LocationQueryRaw): RouteLocationRaw | null {
		const report = row.standing ?? row.opened;
		if (report && is_whole(report)) return filter.link('actions', {}, more);
		const found = behind(row, by);
		return found && filter.link('actions', found.change, { ...found.more, ...more });
	}
	const count = (key: string, value: (row: ProgressRow) => number | undefined, more: LocationQueryRaw): TableColumn<ProgressRow> => ({
		key,
		label: t(`progress.${key}`),
		value: (row) => value(row) ?? 0,
		text: (row) => count_text(value(row) ?? 0),
		to: (row) => (value(row) ? link(row, more) : null),
		is_number: true,
	});
	return [
		{
			key: 'name',
			label: t(`by.${by}`),
			value: (row) => row_name(row, by === 'kind' ? 'kind' : by),
			to: (row) => link(row, { state: 'unfinished' }),
			is_main: true,
		},
		count('open', (row) => row.standing?.unfinished, { state: 'unfinished' }),
		{ ...count('overdue', (row) => row.standing?.overdue, { overdue: 'true' }), tone: (row) => (row.standing?.overdue ? 'bad' : null) },
		count('to_verify', (row) => row.standing?.states.submitted, { state: 'submitted' }),
		count('opened', (row) => row.opened?.actions, of_period),
		{
			key: 'on_time',
			label: t('overview.on_time'),
			value: (row) => number_of(row.opened?.on_time_rate),
			text: (row) => percent_text(number_of(row.opened?.on_time_rate)),
			to: (row) => (row.opened?.on_time_rate ? link(row, { ...of_period, handed_in: 'any' }) : null),
			is_number: true,
		},
		{
			key: 'hours',
			label: t('progress.days'),
			value: (row) => (row.opened?.mean_hours_to_hand_in ? Math.round((Number(row.opened.mean_hours_to_hand_in) / 24) * 10) / 10 : null),
			text: (row) => (row.opened?.mean_hours_to_hand_in ? format_number(Number(row.opened.mean_hours_to_hand_in) / 24, 1) : '–'),
			is_number: true,
		},
		count('returned', (row) => row.opened?.returned, of_period),
		count('reopened', (row) => row.opened?.reopened, of_period),
		count('effective', (row) => row.opened?.effective, of_period),
		spare(count('too_little_evidence', (row) => row.opened?.too_little_evidence, of_period)),
		spare(count('recurrences', (row) => row.opened?.recurrences, of_period)),
		spare(count('extensions', (row) => row.opened?.extensions, of_period)),
	];
}
