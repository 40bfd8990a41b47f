/*
 * Somebody else changed the same sheet while this phone filled it in. The newest is fetched and the two are
 * put together: what only one side changed is taken from it; what both changed stays as it is here, and the
 * other answer is noted beside it for a person to see.
 */
import type { Answer, Answers, Instances } from '@shared/scoring/checklist';
import { server_now } from '../capture/clock';
import type { Bundle, PhoneDb } from '../store/db';
import { answers_read } from '../store/sheet';
import { bundle_ask } from '../store/visits';

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

export interface Together {
	answers: Answers;
	/* Keys that both sides changed, differently: ours is kept. */
	conflicts: string[];
}

export function together(base: Answers, ours: Answers, theirs: Answers): Together {
	const answers: Answers = {};
	const conflicts: string[] = [];
	for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
		const is_ours_new = !same(ours[key], base[key]);
		const is_theirs_new = !same(theirs[key], base[key]);
		const kept: Answer | undefined = is_ours_new ? ours[key] : theirs[key];
		if (kept) answers[key] = kept;
		if (is_ours_new && is_theirs_new && !same(ours[key], theirs[key])) conflicts.push(key);
	}
	return { answers, conflicts };
}

/* Names that only they have come after ours, so that our answers keep their numbers. */
export function names_together(ours: Instances, theirs: Instances): Instances {
	const sections = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
	return Object.fromEntries(
		[...sections].map((key) => [key, [...new Set([...(ours[key] ?? []), ...(theirs[key] ?? [])])]]),
	);
}

/* Their answers under the numbers that the names have here. */
export function renumbered(answers: Answers, bundle: Bundle, from: Instances, to: Instances): Answers {
	const sections = new Map(bundle.version.document.sections.flatMap((one) => one.questions.map((q) => [q.key, one.key] as const)));
	return Object.fromEntries(
		Object.entries(answers).map(([key, answer]) => {
			const [question, number] = key.split('@') as [string, string | undefined];
			const section = sections.get(question) ?? '';
			const name = number && from[section]?.[Number(number) - 1];
			const at = name ? (to[section] ?? []).indexOf(name) : -1;
			return [at < 0 ? key : `${question}@${at + 1}`, answer];
		}),
	);
}

export async function bundle_merge(db: PhoneDb, bundle: Bundle, now = server_now()): Promise<string[]> {
	const id = bundle.inspection.id;
	return db.transaction('rw', [db.bundles, db.sheets, db.answers, db.submissions], async () => {
		const [old, sheet, ours] = await Promise.all([db.bundles.get(id), db.sheets.get(id), answers_read(db, id)]);
		const their_names = bundle.sheet?.instances ?? {};
		const instances = names_together(sheet?.instances ?? {}, their_names);
		const theirs = renumbered(bundle.sheet?.answers ?? {}, bundle, their_names, instances);
		const base = renumbered(old?.bundle.sheet?.answers ?? {}, bundle, old?.bundle.sheet?.instances ?? {}, instances);
		const { answers, conflicts } = together(base, ours, theirs);
		await db.submissions.delete(id);
		await db.bundles.put({ id, bundle, fetched_at: now });
		await db.answers.where({ visit_id: id }).delete();
		await db.answers.bulkPut(Object.entries(answers).map(([key, answer]) => ({ visit_id: id, key, answer, at: now })));
		if (sheet) {
			const base_edit = bundle.sheet ? `"${bundle.sheet.revision}.${bundle.sheet.edit}"` : null;
			const doubled = Object.fromEntries(conflicts.flatMap((key) => (theirs[key] ? [[key, theirs[key]!]] : [])));
			await db.sheets.put({ ...sheet, instances, base: base_edit, theirs: doubled, changed_at: now });
		}
		return conflicts;
	});
}

export async function reconcile(db: PhoneDb, id: string): Promise<string[]> {
	return bundle_merge(db, await bundle_ask(id));
}
