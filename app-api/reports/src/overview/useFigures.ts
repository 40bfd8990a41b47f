/* The figures at the top, each with how it changed and what is behind it. */
import { computed } from 'vue';
import { useI18n } from 'vue-i18n';
import { format_percent } from '@shared/format';
import { points_between } from '../data/ranking';
import type { PageFilter } from '../data/useFilter';
import { change_text, count_text } from '../data/words';
import type { Figure } from '../ui/FigureTile.vue';
import type { Overview } from './useOverview';

export function useFigures(overview: Overview, filter: PageFilter) {
	const { t } = useI18n();

	function change(now: string | null | undefined, before: string | null | undefined): Pick<Figure, 'change' | 'tone'> {
		if (!now || !before) return {};
		const points = points_between(now, before);
		return { change: t('overview.points', { n: change_text(points) }), tone: points > 0 ? 'good' : points < 0 ? 'bad' : 'idle' };
	}

	return computed<Figure[]>(() => {
		const { trend, before, standing, opened } = overview;
		const now = trend.value?.total;
		const then = before.value?.total;
		const on_time = opened.value?.total;
		const counts_questions = trend.value?.counts === 'questions';
		const more = now && then?.visits ? now.visits - then.visits : null;
		const score: Figure = {
			key: 'score',
			label: t('overview.mean'),
			value: format_percent(now?.mean_percent),
			...change(now?.mean_percent, then?.mean_percent),
			note: now && now.scored < now.visits ? t('overview.of_scored', { n: count_text(now.scored) }) : '',
			to: filter.link('visits'),
		};
		return [
			...(counts_questions ? [] : [score]),
			{
				key: 'pass_rate',
				label: counts_questions ? t('overview.questions_passed') : t('overview.pass_rate'),
				value: format_percent(now?.pass_rate),
				...change(now?.pass_rate, then?.pass_rate),
				note: now ? t('overview.failed', { n: count_text(now.failed) }) : '',
				to: counts_questions ? filter.link('findings') : filter.link('visits', {}, { result: 'fail' }),
			},
			{
				key: 'visits',
				label: t('overview.visits'),
				value: count_text(now?.visits),
				...(more === null ? {} : { change: change_text(more, 0), tone: 'idle' as const }),
				to: filter.link('visits'),
			},
			{
				key: 'open',
				label: t('overview.open'),
				value: count_text(standing.value?.total.unfinished),
				note: t('overview.now'),
				to: filter.link('actions', {}, { state: 'unfinished' }),
			},
			{
				key: 'overdue',
				label: t('overview.overdue'),
				value: count_text(standing.value?.total.overdue),
				is_alarming: Boolean(standing.value?.total.overdue),
				note: t('overview.now'),
				to: filter.link('actions', {}, { overdue: 'true' }),
			},
			{
				key: 'on_time',
				label: t('overview.on_time'),
				value: format_percent(on_time?.on_time_rate),
				note: on_time ? t('overview.of_handed_in', { n: count_text(on_time.handed_in) }) : '',
				to: filter.link('actions', {}, { of: 'period', handed_in: 'any' }),
			},
		];
	});
}
