/* Everything that the overview and the wall screen show; each part is asked for by itself. */
import { computed, type Ref } from 'vue';
import { least_visits } from '../data/ranking';
import { actions, findings, scores, useReport } from '../data/report';
import type { Trail } from '../data/trail';
import { fill_steps, step_for } from '../data/trend';
import { time_zone, type PageFilter } from '../data/useFilter';

export const failures_shown = 12;
export const stores_shown = 6;

export function useOverview(filter: PageFilter, trail: Ref<Trail | null>) {
	const { what, what_actions, during, during_before, days } = filter;
	const step = computed(() => step_for(days.value));
	const has_stores = computed(() => trail.value !== null && trail.value.kind !== 'store');

	const trend = useReport(
		() => ({ ...what.value, ...during.value, by: step.value, time_zone, limit: 1000 }),
		(query, signal) => scores(query, signal),
	);
	const before = useReport(
		() => ({ ...what.value, ...during_before.value, by: 'kind' as const, limit: 1 }),
		(query, signal) => scores(query, signal),
	);
	/* As they stand now, whenever they were opened. */
	const standing = useReport(
		() => ({ ...what_actions.value, by: 'severity' as const }),
		(query, signal) => actions(query, signal),
	);
	const opened = useReport(
		() => ({ ...what_actions.value, ...during.value, by: 'severity' as const }),
		(query, signal) => actions(query, signal),
	);
	const failures = useReport(
		() => ({ ...what.value, ...during.value, by: 'question' as const, limit: failures_shown }),
		(query, signal) => findings(query, signal),
	);
	const worst = useReport(
		() =>
			has_stores.value
				? { ...what.value, ...during.value, by: 'store' as const, sort: 'worst' as const, min_visits: least_visits, limit: stores_shown }
				: null,
		(query, signal) => scores(query, signal),
	);
	const changed = (sort: 'improved' | 'worsened') =>
		useReport(
			() =>
				has_stores.value
					? { ...what.value, ...during.value, by: 'store' as const, sort, time_zone, min_visits: least_visits, limit: stores_shown }
					: null,
			(query, signal) => scores(query, signal),
		);
	const improved = changed('improved');
	const worsened = changed('worsened');

	const points = computed(() => fill_steps(trend.value?.rows ?? [], step.value, days.value));
	const all = [trend, before, standing, opened, failures, worst, improved, worsened];

	/* True where the server answered everything. */
	async function reload(): Promise<boolean> {
		return (await Promise.all(all.map((part) => part.reload()))).every(Boolean);
	}

	return { step, has_stores, trend, before, standing, opened, failures, worst, improved, worsened, points, reload };
}

export type Overview = ReturnType<typeof useOverview>;
