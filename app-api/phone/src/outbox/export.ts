/* All that this phone has of a visit, as one file: for whoever has to enter by hand what could not be sent. */
import type { PhoneDb } from '../store/db';
import { fixes_read } from '../store/fix';
import { answers_read } from '../store/sheet';

function base64(bytes: ArrayBuffer): string {
	let text = '';
	const view = new Uint8Array(bytes);
	for (let at = 0; at < view.length; at += 0x8000) text += String.fromCharCode(...view.subarray(at, at + 0x8000));
	return btoa(text);
}

export async function visit_exported(db: PhoneDb, visit_id: string, now = new Date()): Promise<Blob> {
	const [bundle, sheet, submission, photos] = await Promise.all([
		db.bundles.get(visit_id),
		db.sheets.get(visit_id),
		db.submissions.get(visit_id),
		db.photos.where({ visit_id }).toArray(),
	]);
	const head = {
		format: 'gemba.visit-export/1',
		exported_at: now.toISOString(),
		inspection: bundle?.bundle.inspection ?? (await db.visits.get(visit_id))?.inspection ?? { id: visit_id },
		checklist: bundle?.bundle.version ?? null,
		context: bundle?.bundle.context ?? null,
		instances: sheet?.instances ?? {},
		started_at: sheet?.started_at ? new Date(sheet.started_at).toISOString() : null,
		answers: await answers_read(db, visit_id),
		fixed: await fixes_read(db, visit_id),
		closed: sheet?.closed ?? null,
		problem: submission?.problem ?? null,
	};
	/* In parts, one photograph after the other: all of them as one text would be too much for a phone. */
	const parts: BlobPart[] = [JSON.stringify(head, null, '\t').replace(/\n\}$/, ',\n\t"photos": [')];
	for (const [i, photo] of photos.entries()) {
		const file = await db.files.get(photo.sha256);
		const { sha256, type, record } = photo;
		parts.push(i ? ',' : '', '\n\t\t', JSON.stringify({ sha256, type, record, base64: file ? base64(file.bytes) : null }));
	}
	parts.push('\n\t]\n}\n');
	return new Blob(parts, { type: 'application/json' });
}
