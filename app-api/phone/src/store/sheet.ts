/*
 * The sheet of a visit on this device. Every function ends when the write is on the disk; only then may
 * the page show it.
 */
import type { Answer, Answers, Instances } from '@shared/scoring/checklist';
import { server_now } from '../capture/clock';
import { is_empty, photos_of } from './answer';
import type { PhoneDb, PhotoRow, SheetRow } from './db';

/* It is on its way or over, and no longer changes here. */
export class SheetIsClosed extends Error {}

/* What was put right is shown by a photograph that shows nothing else. */
export class PhotoIsShown extends Error {}

/* All that was filled in here is with the server: of a visit of a team. */
export function is_shared(sheet: SheetRow): boolean {
	return sheet.shared_at !== undefined && sheet.shared_at >= sheet.changed_at && !sheet.warning && !Object.keys(sheet.theirs ?? {}).length;
}

export const tables = (db: PhoneDb) => [db.sheets, db.answers, db.fixes, db.photos, db.files, db.submissions];

export async function expect_open(db: PhoneDb, visit_id: string): Promise<void> {
	if (await db.submissions.get(visit_id)) throw new SheetIsClosed();
}

export function fresh(visit_id: string, now: number): SheetRow {
	return {
		id: visit_id,
		instances: {},
		base: null,
		started_at: null,
		is_start_told: false,
		warning: null,
		place: null,
		changed_at: now,
	};
}

/* The first thing that is said starts the visit. */
export async function touch(db: PhoneDb, visit_id: string, now: number, change: Partial<SheetRow> = {}): Promise<void> {
	const sheet = (await db.sheets.get(visit_id)) ?? fresh(visit_id, now);
	await db.sheets.put({ ...sheet, started_at: sheet.started_at ?? now, changed_at: now, ...change });
}

export async function answers_read(db: PhoneDb, visit_id: string): Promise<Answers> {
	const rows = await db.answers.where({ visit_id }).toArray();
	return Object.fromEntries(rows.map((row) => [row.key, row.answer]));
}

async function put_answer(db: PhoneDb, visit_id: string, key: string, answer: Answer, now: number): Promise<void> {
	if (is_empty(answer)) await db.answers.delete([visit_id, key]);
	else await db.answers.put({ visit_id, key, answer, at: now });
}

/* Photographs that nothing of the visit shows any more; and bytes that no visit shows. */
export async function drop_unused(db: PhoneDb, visit_id: string, hashes: string[]): Promise<void> {
	if (!hashes.length) return;
	const fixes = await db.fixes.where({ visit_id }).toArray();
	const closed = (await db.sheets.get(visit_id))?.closed?.photos ?? [];
	const used = new Set([...Object.values(await answers_read(db, visit_id)).flatMap(photos_of), ...fixes.flatMap((fix) => fix.photos), ...closed]);
	for (const sha256 of hashes.filter((one) => !used.has(one))) {
		await db.photos.delete([visit_id, sha256]);
		if (!(await db.photos.where({ sha256 }).count())) await db.files.delete(sha256);
	}
}

/*
 * Changes one answer by what is there now, not by what the page believed: two taps in a row, or two tabs,
 * never undo each other.
 */
export function answer_change(
	db: PhoneDb,
	visit_id: string,
	key: string,
	change: (answer: Answer | undefined) => Answer,
	now = server_now(),
): Promise<Answer> {
	return db.transaction('rw', tables(db), async () => {
		await expect_open(db, visit_id);
		const old = (await db.answers.get([visit_id, key]))?.answer;
		const answer = change(old);
		await put_answer(db, visit_id, key, answer, now);
		await drop_unused(db, visit_id, old ? photos_of(old) : []);
		await touch(db, visit_id, now);
		return answer;
	});
}

/* A photograph and the answer that shows it: both or neither. */
export function photo_keep(
	db: PhoneDb,
	photo: PhotoRow,
	bytes: ArrayBuffer,
	key: string,
	change: (answer: Answer | undefined) => Answer,
	now = server_now(),
): Promise<Answer> {
	return db.transaction('rw', tables(db), async () => {
		const { visit_id, sha256 } = photo;
		await expect_open(db, visit_id);
		if (await db.fixes.where({ visit_id }).filter((fix) => fix.photos.includes(sha256)).count()) throw new PhotoIsShown();
		const old = (await db.answers.get([visit_id, key]))?.answer;
		const answer = change(old);
		await db.files.put({ sha256, bytes });
		if (!(await db.photos.get([visit_id, sha256]))) await db.photos.put(photo);
		await put_answer(db, visit_id, key, answer, now);
		await drop_unused(db, visit_id, old ? photos_of(old) : []);
		await touch(db, visit_id, now);
		return answer;
	});
}

/* Where a fix came after the picture: the record is completed as long as nothing was sent. */
export async function photo_place(db: PhoneDb, visit_id: string, sha256: string, place: Partial<PhotoRow['record']>): Promise<void> {
	await db.transaction('rw', db.photos, async () => {
		const photo = await db.photos.get([visit_id, sha256]);
		if (!photo || photo.sent_at !== null || photo.record.lat !== undefined) return;
		await db.photos.put({ ...photo, record: { ...photo.record, ...place } });
	});
}

/* Which of two answers holds is decided: the other is no longer shown. */
export async function theirs_settle(db: PhoneDb, visit_id: string, key: string, now = server_now()): Promise<void> {
	await db.transaction('rw', db.sheets, async () => {
		const sheet = await db.sheets.get(visit_id);
		if (!sheet?.theirs?.[key]) return;
		const { [key]: _, ...theirs } = sheet.theirs;
		await db.sheets.put({ ...sheet, theirs, changed_at: now });
	});
}

export async function place_keep(db: PhoneDb, visit_id: string, place: NonNullable<SheetRow['place']>): Promise<void> {
	await db.transaction('rw', db.sheets, async () => {
		const sheet = (await db.sheets.get(visit_id)) ?? fresh(visit_id, server_now());
		await db.sheets.put({ ...sheet, place });
	});
}

/* ---- the instances of a repeating section */

function change_instances(
	db: PhoneDb,
	visit_id: string,
	section: string,
	change: (names: string[]) => string[],
	now: number,
): Promise<Instances> {
	return db.transaction('rw', tables(db), async () => {
		await expect_open(db, visit_id);
		const instances = (await db.sheets.get(visit_id))?.instances ?? {};
		const names = change(instances[section] ?? []);
		const { [section]: _, ...others } = instances;
		const changed = names.length ? { ...others, [section]: names } : others;
		await touch(db, visit_id, now, { instances: changed });
		return changed;
	});
}

export function instance_add(db: PhoneDb, visit_id: string, section: string, name: string, now = server_now()): Promise<Instances> {
	return change_instances(db, visit_id, section, (names) => [...names, name], now);
}

export function instance_rename(
	db: PhoneDb, visit_id: string, section: string, at: number, name: string, now = server_now(),
): Promise<Instances> {
	return change_instances(db, visit_id, section, (names) => names.map((old, i) => (i === at ? name : old)), now);
}

/* What was put right moves up as the answers do. Gives the photographs that went. */
async function move_fix(db: PhoneDb, visit_id: string, to: string, from: string): Promise<string[]> {
	const [here, next] = await Promise.all([db.fixes.get([visit_id, to]), db.fixes.get([visit_id, from])]);
	if (next) await db.fixes.put({ ...next, key: to });
	else await db.fixes.delete([visit_id, to]);
	return here?.photos ?? [];
}

/* Its answers go with it, and those of the later ones move up: answers are numbered, not named. */
export function instance_remove(
	db: PhoneDb, visit_id: string, section: { key: string; questions: { key: string }[] }, at: number, now = server_now(),
): Promise<Instances> {
	return db.transaction('rw', tables(db), async () => {
		const names = (await db.sheets.get(visit_id))?.instances[section.key] ?? [];
		const gone: string[] = [];
		for (const { key } of section.questions) {
			for (let i = at; i < names.length; i++) {
				const here = await db.answers.get([visit_id, `${key}@${i + 1}`]);
				const next = await db.answers.get([visit_id, `${key}@${i + 2}`]);
				if (i === at && here) gone.push(...photos_of(here.answer));
				await put_answer(db, visit_id, `${key}@${i + 1}`, next?.answer ?? {}, next?.at ?? now);
				gone.push(...(await move_fix(db, visit_id, `${key}@${i + 1}`, `${key}@${i + 2}`)));
			}
		}
		const changed = await change_instances(db, visit_id, section.key, (all) => all.filter((_, i) => i !== at), now);
		await drop_unused(db, visit_id, gone);
		return changed;
	});
}

export type NameFault = 'empty' | 'long' | 'twice';

/* What is wrong with the name of an instance; `at` is the one that is being renamed. */
export function name_fault(name: string, names: readonly string[], at = -1): NameFault | null {
	if (!name.trim()) return 'empty';
	if ([...name].length > 64) return 'long';
	return names.some((other, i) => i !== at && other === name) ? 'twice' : null;
}
