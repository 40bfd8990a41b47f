/*
 * The store was closed: what whoever went there says, and the photographs that show it. Kept as it is typed and
 * taken, beside the answers; nothing of it starts the visit.
 */
import { server_now } from '../capture/clock';
import type { Closed, PhoneDb, PhotoRow } from './db';
import { drop_unused, expect_open, fresh, PhotoIsShown, tables } from './sheet';

export const closed_photos_most = 10;

export const nothing_said: Closed = { note: '', photos: [] };

function change(db: PhoneDb, visit_id: string, by: (old: Closed) => Closed | Promise<Closed>, now: number): Promise<Closed> {
	return db.transaction('rw', tables(db), async () => {
		await expect_open(db, visit_id);
		const sheet = (await db.sheets.get(visit_id)) ?? fresh(visit_id, now);
		const old = sheet.closed ?? nothing_said;
		const closed = await by(old);
		await db.sheets.put({ ...sheet, closed });
		await drop_unused(db, visit_id, old.photos.filter((one) => !closed.photos.includes(one)));
		return closed;
	});
}

export function closed_note(db: PhoneDb, visit_id: string, note: string, now = server_now()): Promise<Closed> {
	return change(db, visit_id, (old) => ({ ...old, note }), now);
}

/* A photograph that shows an answer was not taken before a closed door. */
export function closed_photo_keep(db: PhoneDb, photo: PhotoRow, bytes: ArrayBuffer, now = server_now()): Promise<Closed> {
	const { visit_id, sha256 } = photo;
	const keep = async (old: Closed): Promise<Closed> => {
		if (old.photos.includes(sha256)) return old;
		if (await db.photos.where({ sha256 }).count()) throw new PhotoIsShown();
		await db.files.put({ sha256, bytes });
		await db.photos.put(photo);
		return { ...old, photos: [...old.photos, sha256] };
	};
	return change(db, visit_id, keep, now);
}

export function closed_photo_remove(db: PhoneDb, visit_id: string, sha256: string, now = server_now()): Promise<Closed> {
	return change(db, visit_id, (old) => ({ ...old, photos: old.photos.filter((one) => one !== sha256) }), now);
}
