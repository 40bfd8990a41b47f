/* The columns of the table of escalations: how much climbed in the period, how high, and how much of it is complaints. */
import type { LocationQueryRaw, RouteLocationRaw } from 'vue-router';
import { i18n } from '@shared/i18n';
import type { EscalationRow } from '../data/report';
import { behind, is_whole, row_name } from '../data/rows';
import type { PageFilter } from '../data/useFilter';
import { count_text } from '../data/words';
import type { TableColumn } from '../ui/table';

export const escalation_dimensions = ['region', 'brand', 'store', 'department', 'severity'] as const;
export type EscalationBy = (typeof escalation_dimensions)[number];
type Count = 'actions' | 'complaints' | 'running' | 'level_1' | 'level_2' | 'level_3' | 'by_extensions' | 'steps';

export function escalation_columns(by: EscalationBy, filter: PageFilter): TableColumn<EscalationRow>[] {
	const { t } = i18n.global;

	function link(row: EscalationRow, more: LocationQueryRaw): RouteLocationRaw | null {
		if (is_whole(row)) return filter.link('escalation-list', {}, more);
		const found = behind(row, by);
		return found && filter.link('escalation-list', found.change, { ...found.more, ...more });
	}
	const count = (key: Count, more: LocationQueryRaw): TableColumn<EscalationRow> => ({
		key,
		label: t(`escalations.columns.${key}`),
		value: (row) => row[key],
		text: (row) => count_text(row[key]),
		to: (row) => (row[key] ? link(row, more) : null),
		is_number: true,
	});
	return [
		{ key: 'name', label: t(`by.${by}`), value: (row) => row_name(row, by), to: (row) => link(row, { highest: 'true' }), is_main: true },
		/* Each action once, at the highest level that it reached in the time. */
		count('actions', { highest: 'true' }),
		count('complaints', { highest: 'true', complaint: 'true' }),
		{ ...count('running', { running: 'true' }), tone: (row) => (row.running ? 'bad' : null) },
		count('level_1', { highest: 'true', level: '1' }),
		count('level_2', { highest: 'true', level: '2' }),
		count('level_3', { highest: 'true', level_from: '3' }),
		count('by_extensions', { cause: 'extensions' }),
		count('steps', {}),
	];
}
