/* The columns of the table of parts, and where each of their figures leads. */
import type { LocationQueryRaw, RouteLocationRaw } from 'vue-router';
import { i18n } from '@shared/i18n';
import type { Part } from '../data/level';
import { behind, is_whole, number_of, row_name } from '../data/rows';
import type { PageFilter } from '../data/useFilter';
import { count_text, percent_text } from '../data/words';
import type { TableColumn } from '../ui/table';
import type { PartRow } from './parts';

const units: Part[] = ['brand', 'region', 'store'];

export function part_columns(by: Part, counts: 'visits' | 'questions', filter: PageFilter): TableColumn<PartRow>[] {
	const { t } = i18n.global;
	const is_unit = units.includes(by);

	/* The last line is of everything: it has the filter of the page. */
	function link(row: PartRow, page: string, more: LocationQueryRaw = {}): RouteLocationRaw | null {
		if (row.score && is_whole(row.score)) return filter.link(page, {}, more);
		const found = behind(row, by);
		return found && filter.link(page, found.change, { ...found.more, ...more });
	}
	const count = (key: string, label: string, value: (row: PartRow) => number | null | undefined, page: string, more?: LocationQueryRaw) => ({
		key,
		label,
		value: (row: PartRow) => value(row) ?? 0,
		text: (row: PartRow) => count_text(value(row) ?? 0),
		to: (row: PartRow) => (value(row) ? link(row, page, more) : null),
		is_number: true,
	});
	const percent = (key: string, label: string, value: (row: PartRow) => string | null | undefined, page: string, more?: LocationQueryRaw) => ({
		key,
		label,
		value: (row: PartRow) => number_of(value(row)),
		text: (row: PartRow) => percent_text(number_of(value(row))),
		to: (row: PartRow) => (value(row) ? link(row, page, more) : null),
		is_number: true,
	});

	const columns: TableColumn<PartRow>[] = [
		{
			key: 'name',
			label: t(`by.${by}`),
			value: (row) => row_name(row, by),
			to: (row) => (is_unit || by === 'department' || by === 'checklist' ? link(row, 'overview') : null),
			is_main: true,
		},
		count('visits', t('overview.visits'), (row) => row.score?.visits, 'visits'),
	];
	if (counts === 'visits') columns.push(percent('mean', t('overview.mean'), (row) => row.score?.mean_percent, 'visits'));
	columns.push(
		counts === 'visits'
			? percent('pass', t('overview.pass_rate'), (row) => row.score?.pass_rate, 'visits', { result: 'fail' })
			: percent('pass', t('overview.questions_passed'), (row) => row.score?.pass_rate, 'findings'),
	);
	if (by === 'checklist') return columns;
	return [
		...columns,
		count('findings', t('failures.findings'), (row) => row.findings?.findings, 'findings'),
		count('open', t('overview.open'), (row) => row.standing?.unfinished, 'actions', { state: 'unfinished' }),
		{ ...count('overdue', t('overview.overdue'), (row) => row.standing?.overdue, 'actions', { overdue: 'true' }), tone: (row) => (row.standing?.overdue ? 'bad' : null) },
		percent('on_time', t('overview.on_time'), (row) => row.opened?.on_time_rate, 'actions', { of: 'period', handed_in: 'any' }),
	];
}
