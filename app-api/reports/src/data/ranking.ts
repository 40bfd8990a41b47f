/* What stores are ranked by. */
import type { Schemas } from '@shared/api';

type Figures = Pick<Schemas['ScoreRow'], 'visits' | 'scored' | 'mean_percent' | 'pass_rate'>;
export type Counts = Schemas['ScoreReport']['counts'];

/* Fewer visits than that say nothing about a store: it is not ranked. */
export const least_visits = 3;

/* What a place is ranked by: its mean score; of a department's questions, how many passed. */
export function merit_of(row: Figures, counts: Counts): string | null {
	return counts === 'questions' ? row.pass_rate : row.mean_percent;
}

/* How many visits that merit comes from. */
export function visits_of(row: Figures, counts: Counts): number {
	return counts === 'questions' ? row.visits : row.scored;
}

/* Two decimals each: the difference in whole hundredths is exact. */
export function points_between(now: string, before: string): number {
	return (Math.round(Number(now) * 100) - Math.round(Number(before) * 100)) / 100;
}
