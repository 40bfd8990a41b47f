/*
 * Somebody else changed the same sheet while this phone filled it in. The newest and what is here are put
 * together: what only one side changed is taken from it; what both changed stays as it is here, and the
 * other answer is noted beside it for a person to see.
 */
import { server_now } from '../capture/clock';
import { photos_of } from '../store/answer';
import type { Bundle, PhoneDb, ServerSheet } from '../store/db';
import { fixed_said, fixes_after, fixes_read } from '../store/fix';
import { answers_read, drop_unused, tables } from '../store/sheet';
import { bundle_ask, sheet_of } from '../store/visits';
import { merged, renumbered, same, type Content, type Merged } from './merge';

export const merge_tables = (db: PhoneDb) => [db.bundles, ...tables(db)];

export function content_of(sheet: ServerSheet | null | undefined): Content {
	return { answers: sheet?.answers ?? {}, instances: sheet?.instances ?? {}, fixed: sheet?.fixed ?? {} };
}

export async function content_here(db: PhoneDb, id: string): Promise<Content> {
	const [answers, sheet, fixes] = await Promise.all([answers_read(db, id), db.sheets.get(id), fixes_read(db, id)]);
	return { answers, instances: sheet?.instances ?? {}, fixed: fixed_said(fixes) };
}

async function put_answers(db: PhoneDb, id: string, ours: Content, both: Merged, now: number): Promise<void> {
	const gone = Object.keys(ours.answers).filter((key) => !both.answers[key]);
	const put = Object.entries(both.answers).filter(([key, answer]) => !same(answer, ours.answers[key]));
	await db.answers.bulkDelete(gone.map((key): [string, string] => [id, key]));
	await db.answers.bulkPut(put.map(([key, answer]) => ({ visit_id: id, key, answer, at: now })));
}

/* What was put right stands under the number that its room has now. Gives the photographs that went. */
async function put_fixes(db: PhoneDb, bundle: Bundle, ours: Content, both: Merged, now: number): Promise<string[]> {
	const visit_id = bundle.inspection.id;
	const before = await fixes_read(db, visit_id);
	const after = fixes_after(renumbered(before, bundle.version.document, ours.instances, both.instances), both.fixed);
	if (same(before, after)) return [];
	await db.fixes.where({ visit_id }).delete();
	await db.fixes.bulkPut(Object.entries(after).map(([key, fix]) => ({ visit_id, key, ...fix, at: now })));
	const kept = new Set(Object.values(after).flatMap((fix) => fix.photos));
	return Object.values(before).flatMap((fix) => fix.photos).filter((one) => !kept.has(one));
}

/* Where one was: the same room, under the number that it has now. */
function place_after<P extends { section: number; instance: number | null } | null>(place: P, bundle: Bundle, ours: Content, both: Merged): P {
	const section = place && bundle.version.document.sections[place.section]?.key;
	if (!section || place.instance === null) return place;
	const at = (both.instances[section] ?? []).indexOf(ours.instances[section]?.[place.instance] ?? '');
	return at < 0 ? place : { ...place, instance: at };
}

/*
 * The sheet of the bundle and what is here become one, inside the caller's transaction. `base`: what both grew
 * from, where that is not the sheet that the server was last known to have.
 */
export async function put_together(db: PhoneDb, bundle: Bundle, base: Content | null, now = server_now()): Promise<Merged> {
	const id = bundle.inspection.id;
	const [old, sheet, ours] = await Promise.all([db.bundles.get(id), db.sheets.get(id), content_here(db, id)]);
	const { document } = bundle.version;
	const both = merged(document, base ?? content_of(old?.bundle.sheet), ours, content_of(bundle.sheet));
	await put_answers(db, id, ours, both, now);
	const unfixed = await put_fixes(db, bundle, ours, both, now);
	const doubled = { ...renumbered(sheet?.theirs ?? {}, document, ours.instances, both.instances), ...both.conflicts };
	const theirs = Object.fromEntries(Object.entries(doubled).flatMap(([key, one]) => (one && !same(one, both.answers[key]) ? [[key, one]] : [])));
	await db.bundles.put({ id, bundle, fetched_at: old?.fetched_at ?? now });
	const row = { ...sheet_of(bundle, now), ...sheet };
	const known = bundle.sheet ? `"${bundle.sheet.revision}.${bundle.sheet.edit}"` : null;
	const arrived = both.came ? { nr: both.came, at: now } : row.arrived;
	await db.sheets.put({ ...row, id, instances: both.instances, base: known, theirs, place: place_after(row.place, bundle, ours, both), ...(arrived ? { arrived } : {}) });
	await drop_unused(db, id, [...Object.values(ours.answers).flatMap(photos_of), ...unfixed]);
	return both;
}

export async function bundle_merge(db: PhoneDb, bundle: Bundle, now = server_now()): Promise<string[]> {
	const id = bundle.inspection.id;
	return db.transaction('rw', merge_tables(db), async () => {
		await db.submissions.delete(id);
		const both = await put_together(db, bundle, null, now);
		await db.bundles.update(id, { fetched_at: now });
		await db.sheets.update(id, { changed_at: now });
		return Object.keys(both.conflicts);
	});
}

export async function reconcile(db: PhoneDb, id: string): Promise<string[]> {
	return bundle_merge(db, await bundle_ask(id));
}
