/* The visits that wait for this person, and what each needs without a network. */
import { answer, api, send_to } from '@shared/api';
import { is_before, moment_of, server_now, type Moment } from '../capture/clock';
import { list_asked } from './ahead';
import type { Bundle, BundleRow, Inspection, PhoneDb, SheetRow, SubmissionRow } from './db';
import { is_shared } from './sheet';

/* How many visits, at most, are fetched without being asked for. */
const fetched_unasked = 30;
/* As many bundles are asked for at a time. */
const fetched_at_once = 5;
/* What starts later than this from now is fetched when somebody asks. */
const soon_ms = 48 * 3_600_000;
/* A bundle that is older is fetched anew, as long as nothing is filled in. */
const fresh_ms = 4 * 3_600_000;
/* How many pictures of one failure come along. */
const thumbs_each = 4;
/* What was sent stays to be looked at, and goes then. */
const kept_sent_ms = 14 * 86_400_000;

export async function list_keep(db: PhoneDb, found: Inspection[], now = server_now()): Promise<void> {
	await db.transaction('rw', [db.visits, db.facts], async () => {
		await db.visits.toCollection().modify({ is_listed: 0 });
		await db.visits.bulkPut(found.map((inspection) => ({ id: inspection.id, inspection, is_listed: 1 })));
		await db.facts.put({ name: 'listed', at: now });
	});
}

/* A visit that goes on from what the server has of it, by this person or the team. */
export function sheet_of(bundle: Bundle, now: number): SheetRow {
	const started = Date.parse(bundle.inspection.started_at ?? '');
	return {
		id: bundle.inspection.id,
		instances: bundle.sheet?.instances ?? {},
		base: bundle.sheet ? `"${bundle.sheet.revision}.${bundle.sheet.edit}"` : null,
		started_at: Number.isNaN(started) ? now : started,
		is_start_told: true,
		warning: null,
		place: null,
		changed_at: now,
	};
}

/* Sent from here, and to be filled in all the same: the review has returned it. */
function was_returned(row: SubmissionRow | undefined, asked_at: Moment): boolean {
	if (row?.state !== 'sent' || row.sent_at === null) return false;
	return is_before({ server: row.sent_at, device: row.sent_on ?? row.sent_at }, asked_at);
}

/* The server has what was sent and hands it out again, so that it is mended, not made anew. */
async function put_back(db: PhoneDb, id: string): Promise<void> {
	await Promise.all([db.answers, db.fixes].map((table) => table.where({ visit_id: id }).delete()));
	await Promise.all([db.submissions, db.sheets, db.bundles].map((table) => table.delete(id)));
}

const bundle_tables = (db: PhoneDb) => [db.bundles, db.sheets, db.answers, db.fixes, db.submissions];

/* What is filled in here is never replaced; it keeps the context that it was begun with. */
export async function bundle_keep(db: PhoneDb, bundle: Bundle, now = server_now(), asked_at: Moment | null = null): Promise<boolean> {
	const id = bundle.inspection.id;
	return db.transaction('rw', bundle_tables(db), async () => {
		if (asked_at && was_returned(await db.submissions.get(id), asked_at)) await put_back(db, id);
		const has_work = (await db.answers.where({ visit_id: id }).count()) > 0 || (await db.submissions.get(id));
		const is_begun = has_work || Object.keys((await db.sheets.get(id))?.instances ?? {}).length > 0;
		if (is_begun && (await db.bundles.get(id))) return false;
		await db.bundles.put({ id, bundle, fetched_at: now });
		if (!bundle.sheet || is_begun) return true;
		await db.sheets.put(sheet_of(bundle, now));
		const rows = Object.entries(bundle.sheet.answers).map(([key, one]) => ({ visit_id: id, key, answer: one, at: now }));
		await db.answers.bulkPut(rows);
		await db.fixes.bulkPut(Object.entries(bundle.sheet.fixed ?? {}).map(([key, photos]) => ({ visit_id: id, key, is_fixed: true, photos, at: now })));
		return true;
	});
}

export async function bundle_ask(id: string): Promise<Bundle> {
	return (await answer(api.GET('/v1/inspections/{id}/bundle', { params: { path: { id } } }))) as unknown as Bundle;
}

/* Pictures of last time's failures; a visit can do without, so what goes wrong is left for the next time. */
async function thumbs_fetch(db: PhoneDb, { inspection, previous }: Bundle): Promise<void> {
	const visit_id = inspection.id;
	const there = new Set((await db.thumbs.where({ visit_id }).primaryKeys()).map(([, sha256]) => sha256));
	const wanted_now = [...new Set(previous.flatMap(({ photos }) => photos.slice(0, thumbs_each)))];
	for (const sha256 of wanted_now.filter((one) => !there.has(one))) {
		const response = await send_to(`/v1/photos/${sha256}/thumbnail`, {}, { tries_again: 0 }).catch(() => null);
		if (response) await db.thumbs.put({ visit_id, sha256, bytes: await response.arrayBuffer() });
	}
}

/* Several at a time, kept together: each time that something is kept the list is read anew. The first problem is thrown. */
export async function bundles_fetch(db: PhoneDb, ids: string[]): Promise<void> {
	const problems: unknown[] = [];
	for (let from = 0; from < ids.length; from += fetched_at_once) {
		const asked_at = moment_of(Date.now());
		const asked = await Promise.allSettled(ids.slice(from, from + fetched_at_once).map(bundle_ask));
		const bundles = asked.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
		problems.push(...asked.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : [])));
		await db.transaction('rw', bundle_tables(db), async () => {
			for (const bundle of bundles) await bundle_keep(db, bundle, server_now(), asked_at);
		});
		for (const bundle of bundles) await thumbs_fetch(db, bundle).catch(() => undefined);
	}
	if (problems.length) throw problems[0];
}

export function bundle_fetch(db: PhoneDb, id: string): Promise<void> {
	return bundles_fetch(db, [id]);
}

/* Which of the listed visits should be on the device before anybody asks. */
export function wanted(listed: Inspection[], there: ReadonlySet<string>, now = server_now()): string[] {
	return listed
		.filter((one) => one.state !== 'planned' || !one.start_at || Date.parse(one.start_at) < now + soon_ms)
		.slice(0, fetched_unasked)
		.map((one) => one.id)
		.filter((id) => !there.has(id));
}

/* Something was filled in here, and is not all with the rest of the team. */
async function is_only_here(db: PhoneDb, id: string): Promise<boolean> {
	const answers = await db.answers.where({ visit_id: id }).count();
	const sheet = await db.sheets.get(id);
	return answers > 0 && !(sheet && is_shared(sheet));
}

/* Removes what is of no more use: visits of others without work here, what was sent long ago. */
export async function sweep(db: PhoneDb, now = server_now()): Promise<void> {
	await db.transaction('rw', db.tables, async () => {
		const rows = await db.visits.where({ is_listed: 0 }).toArray();
		for (const { id } of rows) {
			const submission = await db.submissions.get(id);
			if (submission && (submission.state !== 'sent' || (submission.sent_at ?? 0) > now - kept_sent_ms)) continue;
			if (!submission && (await is_only_here(db, id))) continue;
			await visit_forget(db, id);
		}
	});
}

/* Asks for the list; then for each visit that should be here. One that fails does not stop the others. */
export async function refresh(db: PhoneDb, now = server_now()): Promise<void> {
	const { found: listed, asked_at } = await list_asked();
	await list_keep(db, listed, now);
	const rows = await db.bundles.toArray();
	const begun = new Set((await db.answers.orderBy('visit_id').uniqueKeys()).map(String));
	const returned = new Set((await db.submissions.filter((row) => was_returned(row, asked_at)).primaryKeys()).map(String));
	const is_here = (row: BundleRow) => !returned.has(row.id) && (row.fetched_at > now - fresh_ms || begun.has(row.id));
	const there = new Set(rows.filter(is_here).map((row) => row.id));
	const problem = await bundles_fetch(db, wanted(listed, there, now)).catch((thrown: unknown) => thrown ?? true);
	await sweep(db, now);
	if (problem) throw problem;
}

/* Everything of a visit goes from this phone; only a person decides that. */
export async function visit_forget(db: PhoneDb, id: string): Promise<void> {
	await db.transaction('rw', db.tables, async () => {
		const photos = await db.photos.where({ visit_id: id }).toArray();
		await Promise.all([db.answers, db.fixes, db.photos, db.thumbs].map((table) => table.where({ visit_id: id }).delete()));
		await Promise.all([db.visits, db.bundles, db.sheets, db.submissions].map((table) => table.delete(id)));
		for (const { sha256 } of photos) {
			if (!(await db.photos.where({ sha256 }).count())) await db.files.delete(sha256);
		}
	});
}
