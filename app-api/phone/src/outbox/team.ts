/*
 * Several people on one visit, each with a phone of his or her own. What one says goes to the server question by
 * question, its photographs first, and comes to the others from there; the lead sends the whole. What two have
 * answered differently stays on each phone as it is, the other answer beside it, and goes nowhere until somebody
 * there has chosen. Without a network everything waits here, as the answers themselves do.
 */
import { Problem } from '@shared/problem';
import { server_now } from '../capture/clock';
import { photos_of } from '../store/answer';
import type { Bundle, PhoneDb, ServerSheet, SheetRow } from '../store/db';
import { change_of, change_size, is_no_change, with_change, type Change, type Content } from './merge';
import { content_here, content_of, merge_tables, put_together } from './reconcile';
import { kept_problem, send_photos, type Server } from './send';

/* How often, in one go, others may have been first. */
const rounds = 4;

/* A mystery visit has one guest, of whom nothing is told before it is over. */
export function is_team({ inspection }: Pick<Bundle, 'inspection'>): boolean {
	return inspection.kind !== 'mystery' && (inspection.team?.length ?? 0) > 0;
}

interface Standing {
	bundle: Bundle;
	sheet: SheetRow | undefined;
	base: Content;
	ours: Content;
	change: Change;
}

async function standing(db: PhoneDb, id: string): Promise<Standing | null> {
	const bundle = (await db.bundles.get(id))?.bundle;
	if (!bundle || (await db.submissions.get(id))) return null;
	const [sheet, ours] = await Promise.all([db.sheets.get(id), content_here(db, id)]);
	const base = content_of(bundle.sheet);
	return { bundle, sheet, base, ours, change: change_of(base, ours, new Set(Object.keys(sheet?.theirs ?? {}))) };
}

/* Of how many questions of a visit of a team something is on this phone alone. */
export async function unshared(db: PhoneDb, id: string): Promise<number> {
	const now = await db.transaction('r', merge_tables(db), () => standing(db, id));
	return now ? change_size(now.change) : 0;
}

/* What the server has is here as well; and if that is all that there is, nothing more is to be told. */
function take_in(db: PhoneDb, { bundle }: Standing, base: Content, sheet: ServerSheet): Promise<void> {
	const id = bundle.inspection.id;
	return db.transaction('rw', merge_tables(db), async () => {
		if (await db.submissions.get(id)) return;
		await put_together(db, { ...bundle, sheet }, base);
		const after = await standing(db, id);
		if (after?.sheet && is_no_change(after.change)) await db.sheets.update(id, { shared_at: after.sheet.changed_at, warning: null });
	});
}

async function hand_over(db: PhoneDb, server: Server, before: Standing, now: () => number): Promise<void> {
	const { bundle, base, change } = before;
	const visit_id = bundle.inspection.id;
	const photos = [...Object.values(change.answers).flatMap((one) => (one ? photos_of(one) : [])), ...Object.values(change.fixed).flatMap((one) => one ?? [])];
	await send_photos(db, server, { visit_id, photos }, now);
	const tag = `"${bundle.sheet!.revision}.${bundle.sheet!.edit}"`;
	await take_in(db, before, with_change(base, change), await server.fill_in(visit_id, tag, change));
}

/* Both ways, once. False where there is nothing to ask the server about yet. */
export async function share(db: PhoneDb, server: Server, id: string, now: () => number): Promise<boolean> {
	for (let round = 1; ; round++) {
		const before = await db.transaction('r', merge_tables(db), () => standing(db, id));
		if (!before) return false;
		try {
			if (before.bundle.sheet && !is_no_change(before.change)) {
				await hand_over(db, server, before, now);
				return true;
			}
			await take_in(db, before, before.base, await server.sheet(id));
			if (before.bundle.sheet || is_no_change(before.change)) return true;
		} catch (thrown) {
			const problem = Problem.of(thrown);
			/* Nobody has begun it, as far as the server knows. */
			if (problem.name === 'not_found' && !before.bundle.sheet) return false;
			if (problem.name !== 'revision_conflict' || round === rounds) throw problem;
			await take_in(db, before, before.base, await server.sheet(id));
		}
	}
}

export function is_to_share(sheet: SheetRow): boolean {
	return sheet.started_at !== null && sheet.is_start_told && (sheet.shared_at ?? 0) < sheet.changed_at;
}

/* Those with a team, begun here and not yet handed in. */
export async function to_share(db: PhoneDb): Promise<string[]> {
	const ids = (await db.sheets.filter(is_to_share).toArray()).map(({ id }) => id);
	const open = await Promise.all(ids.map(async (id) => {
		const bundle = (await db.bundles.get(id))?.bundle;
		return bundle && is_team(bundle) && !(await db.submissions.get(id)) ? [id] : [];
	}));
	return open.flat();
}

/* A refusal is kept for the person to see; the next answer tries again. */
async function refuse(db: PhoneDb, id: string, problem: Problem): Promise<void> {
	const sheet = await db.sheets.get(id);
	if (sheet) await db.sheets.update(id, { warning: kept_problem(problem, server_now()), shared_at: sheet.changed_at });
}

/* Hands over what is new in each. False where there is no network. */
export async function share_all(db: PhoneDb, server: Server, now: () => number): Promise<boolean> {
	for (const id of await to_share(db)) {
		try {
			await share(db, server, id, now);
		} catch (thrown) {
			if (!(thrown instanceof Problem) || thrown.name === 'broken') throw thrown;
			if (thrown.status === 0) return false;
			if (thrown.is_passing || thrown.is_about_session || thrown.name === 'revision_conflict') return true;
			await refuse(db, id, thrown);
		}
	}
	return true;
}
