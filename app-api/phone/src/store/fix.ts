/*
 * What failed and was put right during the visit: kept beside the answers, each tap on the disk before the
 * page shows it. An answer that is put right on paper only does not count: it takes a photograph of its own.
 */
import { server_now } from '../capture/clock';
import type { FixRow, PhoneDb, PhotoRow } from './db';
import { drop_unused, expect_open, PhotoIsShown, tables, touch } from './sheet';

/* By the key of the answer. */
export type Fixes = Record<string, Pick<FixRow, 'is_fixed' | 'photos'>>;

/* What was put right, as it is told: the photographs of each. */
export type Fixed = Record<string, string[]>;

/* How many the server takes for one failure. */
export const fix_photos_most = 10;

export async function fixes_read(db: PhoneDb, visit_id: string): Promise<Fixes> {
	const rows = await db.fixes.where({ visit_id }).toArray();
	return Object.fromEntries(rows.map(({ key, is_fixed, photos }) => [key, { is_fixed, photos }]));
}

function change(db: PhoneDb, visit_id: string, key: string, by: (old: FixRow) => FixRow | Promise<FixRow>, now: number): Promise<Fixes> {
	return db.transaction('rw', tables(db), async () => {
		await expect_open(db, visit_id);
		const old = (await db.fixes.get([visit_id, key])) ?? { visit_id, key, is_fixed: false, photos: [], at: now };
		const fix = await by(old);
		await db.fixes.put({ ...fix, at: now });
		await drop_unused(db, visit_id, old.photos.filter((one) => !fix.photos.includes(one)));
		await touch(db, visit_id, now);
		return fixes_read(db, visit_id);
	});
}

/* Switched off, the photographs stay for when it is switched on again. */
export function fix_set(db: PhoneDb, visit_id: string, key: string, is_fixed: boolean, now = server_now()): Promise<Fixes> {
	return change(db, visit_id, key, (old) => ({ ...old, is_fixed }), now);
}

/* A photograph that this phone already has was not taken for it. */
export function fix_photo_keep(db: PhoneDb, photo: PhotoRow, bytes: ArrayBuffer, key: string, now = server_now()): Promise<Fixes> {
	const { visit_id, sha256 } = photo;
	const keep = async (old: FixRow): Promise<FixRow> => {
		if (old.photos.includes(sha256)) return old;
		if (await db.photos.where({ sha256 }).count()) throw new PhotoIsShown();
		await db.files.put({ sha256, bytes });
		await db.photos.put(photo);
		return { ...old, is_fixed: true, photos: [...old.photos, sha256] };
	};
	return change(db, visit_id, key, keep, now);
}

export function fix_photo_remove(db: PhoneDb, visit_id: string, key: string, sha256: string, now = server_now()): Promise<Fixes> {
	return change(db, visit_id, key, (old) => ({ ...old, photos: old.photos.filter((one) => one !== sha256) }), now);
}

/* Failures that are said to be put right, and nothing shows it yet. */
export function fixes_unshown(fixes: Fixes, is_failed: (key: string) => boolean): string[] {
	return Object.keys(fixes).filter((key) => fixes[key]!.is_fixed && !fixes[key]!.photos.length && is_failed(key));
}

/* As a team is told of it while the sheet is filled in, when nobody knows yet what will fail. */
export function fixed_said(fixes: Fixes): Fixed {
	const said = Object.entries(fixes).filter(([, { is_fixed, photos }]) => is_fixed && photos.length);
	return Object.fromEntries(said.map(([key, { photos }]) => [key, photos]));
}

/* As it is sent: what does not fail any more was not to be put right. */
export function fixed_of(fixes: Fixes, is_failed: (key: string) => boolean): Fixed {
	return Object.fromEntries(Object.entries(fixed_said(fixes)).filter(([key]) => is_failed(key)));
}

/* What the team has come to, with what of it is here: who takes it back elsewhere switches it off. */
export function fixes_after(here: Fixes, agreed: Fixed): Fixes {
	const said = fixed_said(here);
	const kept = Object.entries(here).map(([key, fix]) => [key, said[key] && !agreed[key] ? { ...fix, is_fixed: false } : fix] as const);
	return { ...Object.fromEntries(kept), ...Object.fromEntries(Object.entries(agreed).map(([key, photos]) => [key, { is_fixed: true, photos }])) };
}
