/* The ways to look at the list of actions, and which of them an address means. */
import type { LocationQuery } from 'vue-router';

export const unfinished_states = ['open', 'planned', 'in_progress', 'submitted', 'monitoring', 'disputed'];

export const views = ['unfinished', 'overdue', 'submitted', 'all'] as const;
export const views_of_period = ['all', 'any', 'on_time', 'late'] as const;
export type View = (typeof views)[number] | (typeof views_of_period)[number];

/* '' for a state that has no button of its own. */
export function view_of(query: LocationQuery): View | '' {
	if (query['of'] === 'period') {
		return views_of_period.find((view) => view === query['handed_in']) ?? (query['state'] ? '' : 'all');
	}
	if (query['overdue'] === 'true') return 'overdue';
	if (!query['state']) return 'all';
	return views.find((view) => view === query['state']) ?? '';
}
