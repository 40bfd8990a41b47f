/* The columns of the table of scores, and where each figure leads. */
import type { LocationQueryRaw, RouteLocationRaw } from 'vue-router';
import { i18n } from '@shared/i18n';
import { format_number } from '@shared/format';
import { least_visits, type Counts } from '../data/ranking';
import type { ScoreRow } from '../data/report';
import { behind, is_whole, number_of, row_name } from '../data/rows';
import type { PageFilter } from '../data/useFilter';
import { count_text, percent_text } from '../data/words';
import type { TableColumn } from '../ui/table';

export const score_dimensions = ['brand', 'region', 'store', 'checklist', 'department', 'kind', 'inspector'] as const;
export type ScoreBy = (typeof score_dimensions)[number];

export function score_columns(by: ScoreBy, counts: Counts, filter: PageFilter, has_demerits: boolean): TableColumn<ScoreRow>[] {
	const { t } = i18n.global;

	function link(row: ScoreRow, page: string, more: LocationQueryRaw = {}): RouteLocationRaw | null {
		if (is_whole(row)) return filter.link(page, {}, more);
		const found = behind(row, by);
		return found && filter.link(page, found.change, { ...found.more, ...more });
	}
	/* A department's questions are behind its findings; what they were asked at, behind its visits. */
	const of_failed = (row: ScoreRow) => (counts === 'questions' ? link(row, 'findings') : link(row, 'visits', { result: 'fail' }));
	const of_passed = (row: ScoreRow) => (counts === 'questions' ? null : link(row, 'visits', { result: 'pass' }));

	const columns: TableColumn<ScoreRow>[] = [
		{
			key: 'name',
			label: t(`by.${by}`),
			value: (row) => row_name(row, by),
			note: (row) => (row.visits < least_visits && counts === 'visits' ? t('scores.few') : ''),
			to: (row) => (by === 'inspector' ? link(row, 'visits') : link(row, 'overview')),
			is_main: true,
		},
		{ key: 'visits', label: t('overview.visits'), value: (row) => row.visits, text: (row) => count_text(row.visits), to: (row) => link(row, 'visits'), is_number: true },
	];
	if (counts === 'visits') {
		columns.push({
			key: 'mean',
			label: t('overview.mean'),
			value: (row) => number_of(row.mean_percent),
			text: (row) => percent_text(number_of(row.mean_percent)),
			to: (row) => (row.mean_percent ? link(row, 'visits') : null),
			bar: (row) => (row.mean_percent === null ? null : Number(row.mean_percent) / 100),
			is_number: true,
		});
	}
	columns.push(
		{
			key: 'pass',
			label: counts === 'questions' ? t('overview.questions_passed') : t('overview.pass_rate'),
			value: (row) => number_of(row.pass_rate),
			text: (row) => percent_text(number_of(row.pass_rate)),
			to: (row) => (row.pass_rate ? of_failed(row) : null),
			...(counts === 'questions' ? { bar: (row: ScoreRow) => (row.pass_rate === null ? null : Number(row.pass_rate) / 100) } : {}),
			is_number: true,
		},
		{ key: 'passed', label: t('scores.passed'), value: (row) => row.passed, text: (row) => count_text(row.passed), to: (row) => (row.passed ? of_passed(row) : null), is_number: true },
		{ key: 'failed', label: t('scores.failed'), value: (row) => row.failed, text: (row) => count_text(row.failed), to: (row) => (row.failed ? of_failed(row) : null), is_number: true },
	);
	if (has_demerits) {
		columns.push({
			key: 'demerits',
			label: t('scores.demerits'),
			value: (row) => number_of(row.demerit_mean),
			text: (row) => (row.demerit_mean === null ? '–' : format_number(Number(row.demerit_mean), 2)),
			is_number: true,
		});
	}
	return columns;
}
