import type { PhoneDb } from './db';
import { is_shared } from './sheet';

/* Work that is on this phone alone: begun or waiting to be sent. */
export interface Unsent {
	visits: number;
	photos: number;
}

export async function unsent_work(db: PhoneDb): Promise<Unsent> {
	const shared = (await db.sheets.filter(is_shared).primaryKeys()).map(String);
	const sent = new Set([...(await db.submissions.where({ state: 'sent' }).primaryKeys()).map(String), ...shared]);
	const begun = (await db.answers.orderBy('visit_id').uniqueKeys()).map(String).filter((id) => !sent.has(id));
	const waiting = (await db.submissions.where('state').anyOf('queued', 'refused').primaryKeys()).map(String);
	const photos = await db.photos.filter((photo) => photo.sent_at === null && !sent.has(photo.visit_id)).count();
	return { visits: new Set([...begun, ...waiting]).size, photos };
}
