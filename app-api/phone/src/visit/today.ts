/* What waits, as it is known here: which visits are begun, late, for today, open or still to come. */
import { day_of } from '@shared/format';
import type { Inspection, PhoneDb, SubmissionRow } from '../store/db';

export interface TodayVisit {
	inspection: Inspection;
	/* Everything that it needs is on this phone. */
	is_here: boolean;
	/* Answers on this phone. */
	answers: number;
	submission: SubmissionRow | null;
	/* No longer in the list, but with work on this phone. */
	is_gone: boolean;
}

export interface Today {
	visits: TodayVisit[];
	listed_at: number | null;
}

export type GroupName = 'begun' | 'late' | 'today' | 'open' | 'soon';

/* What is as it was stays the same object, so that only what has changed is drawn again. */
export function today_kept(before: Today, now: Today): Today {
	const known = new Map(before.visits.map((one) => [one.inspection.id, one]));
	const visits = now.visits.map((one) => {
		const old = known.get(one.inspection.id);
		return old && JSON.stringify(old) === JSON.stringify(one) ? old : one;
	});
	return { ...now, visits };
}

export async function today_read(db: PhoneDb): Promise<Today> {
	/* In one go: asked one by one for each visit it would take a slow phone a second. */
	const [rows, here, submissions, listed, answered] = await db.transaction('r', [db.visits, db.bundles, db.submissions, db.facts, db.answers], () =>
		Promise.all([
			db.visits.toArray(),
			db.bundles.toCollection().primaryKeys(),
			db.submissions.toArray(),
			db.facts.get('listed'),
			db.answers.orderBy('visit_id').keys(),
		]),
	);
	const known = new Set(here);
	const sent = new Map(submissions.map((row) => [row.visit_id, row]));
	const answers = new Map<unknown, number>();
	for (const id of answered) answers.set(id, (answers.get(id) ?? 0) + 1);
	const visits = rows.map(({ id, inspection, is_listed }): TodayVisit => ({
		inspection,
		is_here: known.has(id),
		answers: answers.get(id) ?? 0,
		submission: sent.get(id) ?? null,
		is_gone: !is_listed,
	}));
	return {
		visits: visits.filter((one) => !one.submission && (!one.is_gone || one.answers > 0)),
		listed_at: listed?.at ?? null,
	};
}

function group_of({ inspection, answers }: TodayVisit, now: number): GroupName {
	if (answers || inspection.state === 'started') return 'begun';
	const start = inspection.start_at ? Date.parse(inspection.start_at) : -Infinity;
	const due = inspection.due_at ? Date.parse(inspection.due_at) : Infinity;
	if (due < now) return 'late';
	/* By the store's clock: its today is not always the phone's. No day is longer than 25 hours. */
	const is_today = (moment: number) => Math.abs(moment - now) < 25 * 3_600_000 && day_of(moment, inspection.unit.time_zone) === day_of(now, inspection.unit.time_zone);
	if (start > now) return is_today(start) ? 'today' : 'soon';
	return is_today(due) ? 'today' : 'open';
}

const when = ({ inspection }: TodayVisit) => Date.parse(inspection.due_at ?? inspection.start_at ?? '9999-12-31T00:00:00Z');

export function groups_of(visits: TodayVisit[], now: number): { name: GroupName; visits: TodayVisit[] }[] {
	const names: GroupName[] = ['begun', 'late', 'today', 'open', 'soon'];
	const sorted = [...visits].sort((a, b) => when(a) - when(b)).map((one) => ({ one, name: group_of(one, now) }));
	return names
		.map((name) => ({ name, visits: sorted.filter((each) => each.name === name).map(({ one }) => one) }))
		.filter((group) => group.visits.length);
}
