/*
 * What waits to be sent. A visit that is submitted is frozen here: the same bytes go out until the server
 * has them, or refuses them for good; then a person decides.
 */
import { Problem } from '@shared/problem';
import type { Answers } from '@shared/scoring/checklist';
import { by_server } from '../capture/clock';
import { photos_of } from '../store/answer';
import { nothing_said } from '../store/closed';
import { fixed_of, fixes_read, type Fixed } from '../store/fix';
import type { Bundle, PhoneDb, SheetRow, SubmissionRow } from '../store/db';
import { answers_read } from '../store/sheet';
import { kept_problem, longest_wait_ms, send_one, type Server } from './send';
import { share_all, to_share } from './team';

export interface Times {
	/* By the server's clock, RFC 3339. */
	started_at: string;
	finished_at: string;
}

/* That nothing was put right is said where the server may think otherwise. */
function body_of({ context, sheet: there }: Bundle, answers: Answers, sheet: SheetRow | undefined, fixed: Fixed, times: Times): object {
	const beside = Object.keys({ ...there?.fixed, ...fixed }).length ? { fixed } : {};
	return { context_id: context.id, answers, instances: sheet?.instances ?? {}, ...beside, ...times };
}

const none: ReadonlySet<string> = new Set();

function queued(visit_id: string, body: unknown, photos: string[], now: number): SubmissionRow {
	return {
		visit_id,
		state: 'queued',
		body: JSON.stringify(body),
		if_match: null,
		photos: [...new Set(photos)],
		made_at: by_server(now),
		attempts: 0,
		next_try_at: now,
		is_uncertain: false,
		problem: null,
		sent_at: null,
		answer: null,
	};
}

/*
 * Freezes the sheet of a visit and puts it into the outbox; the second time it is there already. `failed` are
 * the keys of the answers that fail: only those can have been put right.
 */
export function enqueue(db: PhoneDb, visit_id: string, times: Times, now = Date.now(), failed = none): Promise<SubmissionRow> {
	return db.transaction('rw', [db.submissions, db.sheets, db.answers, db.fixes, db.bundles], async () => {
		const there = await db.submissions.get(visit_id);
		if (there) return there;
		const [row, sheet, answers] = await Promise.all([db.bundles.get(visit_id), db.sheets.get(visit_id), answers_read(db, visit_id)]);
		const fixed = fixed_of(await fixes_read(db, visit_id), (key) => failed.has(key));
		if (!row) throw new Problem('broken', 0, { detail: `The visit ${visit_id} is not on this phone.` });
		const photos = [...Object.values(answers).flatMap(photos_of), ...Object.values(fixed).flat()];
		const body = body_of(row.bundle, answers, sheet, fixed, times);
		const submission: SubmissionRow = { ...queued(visit_id, body, photos, now), if_match: sheet?.base ?? null };
		await db.submissions.add(submission);
		return submission;
	});
}

/* The same for a store that was closed: the note and the photographs go out instead of answers. */
export function enqueue_closed(db: PhoneDb, visit_id: string, now = Date.now()): Promise<SubmissionRow> {
	return db.transaction('rw', [db.submissions, db.sheets], async () => {
		const there = await db.submissions.get(visit_id);
		if (there) return there;
		const { note, photos } = (await db.sheets.get(visit_id))?.closed ?? nothing_said;
		if (!note.trim() || !photos.length) throw new Problem('broken', 0, { detail: `Nothing shows that the store of ${visit_id} was closed.` });
		const submission: SubmissionRow = { ...queued(visit_id, { note: note.trim(), photos }, photos, now), is_closed: true };
		await db.submissions.add(submission);
		return submission;
	});
}

/* Whether the sheet may be changed again: never while the server may have it. */
export function may_take_back(row: SubmissionRow): boolean {
	return row.state !== 'sent' && !row.is_uncertain;
}

export function take_back(db: PhoneDb, visit_id: string): Promise<boolean> {
	return db.transaction('rw', db.submissions, async () => {
		const row = await db.submissions.get(visit_id);
		if (!row || !may_take_back(row)) return false;
		await db.submissions.delete(visit_id);
		return true;
	});
}

/* Somebody wants it now: also what was refused goes out once more, as it is. */
export async function hurry(db: PhoneDb, visit_id: string | null = null, now = Date.now()): Promise<void> {
	const rows = await db.submissions.where('state').anyOf(visit_id ? ['queued', 'refused'] : ['queued']).toArray();
	for (const row of rows.filter((one) => !visit_id || one.visit_id === visit_id)) {
		await db.submissions.update(row.visit_id, { state: 'queued', next_try_at: now });
	}
}

/*
 * The server hears early that a visit has begun; and whoever begins hears early that it is too late.
 * False where there is no network.
 */
async function tell_starts(db: PhoneDb, server: Server, now: () => number): Promise<boolean> {
	const sheets = await db.sheets.filter((sheet) => !sheet.is_start_told && sheet.started_at !== null).toArray();
	for (const { id, started_at } of sheets) {
		const bundle = (await db.bundles.get(id))?.bundle;
		/* That a guest is a shopper, nobody hears before it is over; and a submission tells it by itself. */
		if (!bundle || bundle.inspection.kind === 'mystery' || (await db.submissions.get(id))) {
			await db.sheets.update(id, { is_start_told: true });
			continue;
		}
		try {
			await server.start(id, started_at!, bundle.context.id);
			await db.sheets.update(id, { is_start_told: true, warning: null });
		} catch (thrown) {
			const problem = Problem.of(thrown);
			if (problem.status === 0) return false;
			if (problem.is_passing || problem.is_about_session) return true;
			await db.sheets.update(id, { is_start_told: true, warning: kept_problem(problem, now()) });
		}
	}
	return true;
}

/* What waits longer than anything has to was put off by a clock that has been set right since. */
export function is_due({ next_try_at }: SubmissionRow, now: number): boolean {
	return next_try_at <= now || next_try_at > now + longest_wait_ms;
}

/* When the outbox has something to do next; null where nothing waits. A beginning, and what a team shares, is to be told at once. */
export async function next_due(db: PhoneDb, now = Date.now()): Promise<number | null> {
	const queued = await db.submissions.where({ state: 'queued' }).toArray();
	const begun = await db.sheets.filter((sheet) => !sheet.is_start_told && sheet.started_at !== null).count();
	const shared = begun ? [] : await to_share(db);
	const times = [...queued.map((row) => (is_due(row, now) ? Math.min(row.next_try_at, now) : row.next_try_at)), ...(begun || shared.length ? [0] : [])];
	return times.length ? Math.min(...times) : null;
}

/* Sends what is due, the oldest first. One that is refused or put off does not hold up the others. */
export async function flush(db: PhoneDb, server: Server, now: () => number = Date.now): Promise<void> {
	if (!(await tell_starts(db, server, now)) || !(await share_all(db, server, now))) return;
	const tried = new Set<string>();
	for (;;) {
		const queued = await db.submissions.where({ state: 'queued' }).sortBy('made_at');
		const row = queued.find((one) => is_due(one, now()) && !tried.has(one.visit_id));
		if (!row) return;
		tried.add(row.visit_id);
		if ((await send_one(db, server, row, now)) === 'stop') return;
	}
}
