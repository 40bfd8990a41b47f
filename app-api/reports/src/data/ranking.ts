/* Which stores gained most against the days before. */
import type { Schemas } from '@shared/api';

type ScoreRow = Schemas['ScoreRow'];
export type Counts = Schemas['ScoreReport']['counts'];

/* Fewer visits than that say nothing about a store: it is not ranked. */
export const least_visits = 3;

export interface Change {
	id: string;
	/* Percent points. */
	change: number;
	now: ScoreRow;
	before: ScoreRow;
}

/* What a place is ranked by: its mean score; of a department's questions, how many passed. */
export function merit_of(row: ScoreRow, counts: Counts): string | null {
	return counts === 'questions' ? row.pass_rate : row.mean_percent;
}

/* How many visits that merit comes from. */
export function visits_of(row: ScoreRow, counts: Counts): number {
	return counts === 'questions' ? row.visits : row.scored;
}

/* Two decimals each: the difference in whole hundredths is exact. */
export function points_between(now: string, before: string): number {
	return (Math.round(Number(now) * 100) - Math.round(Number(before) * 100)) / 100;
}

/* Only stores with enough visits on both sides, and whose score went up. The most improved first. */
export function most_improved(now: ScoreRow[], before: ScoreRow[], counts: Counts = 'visits', least = least_visits): Change[] {
	const then = new Map(before.map((row) => [row.id, row]));
	const changes = now.flatMap((row) => {
		const old = row.id ? then.get(row.id) : undefined;
		if (!row.id || !old || visits_of(row, counts) < least || visits_of(old, counts) < least) return [];
		const [merit, old_merit] = [merit_of(row, counts), merit_of(old, counts)];
		if (merit === null || old_merit === null) return [];
		const change = points_between(merit, old_merit);
		return change > 0 ? [{ id: row.id, change, now: row, before: old }] : [];
	});
	return changes.sort(
		(a, b) => b.change - a.change || b.now.visits - a.now.visits || (a.now.key ?? '').localeCompare(b.now.key ?? ''),
	);
}
