import { beforeEach, describe, expect, it } from 'vitest';
import { enqueue_closed, take_back } from '../src/outbox/outbox';
import { closed_note, closed_photo_keep, closed_photo_remove } from '../src/store/closed';
import type { PhoneDb } from '../src/store/db';
import { answer_change, answers_read, photo_keep, PhotoIsShown, SheetIsClosed } from '../src/store/sheet';
import { with_photo } from '../src/store/answer';
import { bundle_keep } from '../src/store/visits';
import { bundle, bytes, database, photo, visit_id } from './world';

const a = 'a'.repeat(64);
const b = 'b'.repeat(64);
let db: PhoneDb;
const closed = async () => (await db.sheets.get(visit_id))!.closed;

beforeEach(async () => {
	db = database();
	await bundle_keep(db, bundle());
});

describe('a store that was closed', () => {
	it('is told with a note and photographs, kept as they come, and does not start the visit', async () => {
		await closed_note(db, visit_id, ' The door is locked. ');
		await closed_photo_keep(db, photo(a), bytes(1));
		await closed_photo_keep(db, photo(b), bytes(2));
		await closed_photo_remove(db, visit_id, a);
		expect(await closed()).toEqual({ note: ' The door is locked. ', photos: [b] });
		expect((await db.sheets.get(visit_id))!.started_at).toBeNull();
		expect(await db.files.toCollection().primaryKeys()).toEqual([b]);
		const row = await enqueue_closed(db, visit_id, 5);
		expect(row).toMatchObject({ is_closed: true, photos: [b], state: 'queued' });
		expect(JSON.parse(row.body)).toEqual({ note: 'The door is locked.', photos: [b] });
		expect(await enqueue_closed(db, visit_id, 9)).toEqual(row);
	});

	it('is not told without a note and a photograph', async () => {
		await expect(enqueue_closed(db, visit_id)).rejects.toThrow();
		await closed_note(db, visit_id, '  ');
		await closed_photo_keep(db, photo(a), bytes(1));
		await expect(enqueue_closed(db, visit_id)).rejects.toThrow();
		expect(await db.submissions.count()).toBe(0);
	});

	it('is shown by photographs that show nothing else, and these stay whatever becomes of the answers', async () => {
		await photo_keep(db, photo(a), bytes(1), 'clean', (old) => with_photo(old, a));
		await expect(closed_photo_keep(db, photo(a), bytes(1))).rejects.toThrow(PhotoIsShown);
		await closed_photo_keep(db, photo(b), bytes(2));
		await answer_change(db, visit_id, 'clean', () => ({}));
		expect(await db.files.toCollection().primaryKeys()).toEqual([b]);
	});

	it('no longer changes while it is on its way, and again when it was taken back', async () => {
		await closed_note(db, visit_id, 'Locked');
		await closed_photo_keep(db, photo(a), bytes(1));
		await enqueue_closed(db, visit_id);
		await expect(closed_note(db, visit_id, 'Open')).rejects.toThrow(SheetIsClosed);
		expect(await take_back(db, visit_id)).toBe(true);
		await closed_note(db, visit_id, 'Still locked');
		expect(await closed()).toEqual({ note: 'Still locked', photos: [a] });
	});
});

describe('a visit that the review has returned', () => {
	const returned = { reason: 'The photograph is blurred.', returned_at: '2026-11-21T10:00:00.000Z', redo_until: '2026-11-22T10:00:00.000Z' };
	const sheet = { revision: 2, edit: 0, context_id: 'c', answers: { lit: { check: true } }, instances: {} };
	const at = (moment: number) => ({ server: moment, device: moment });

	it('is to be filled in again, from what was sent', async () => {
		await answer_change(db, visit_id, 'lit', () => ({ check: true, note: 'old' }));
		await db.submissions.add({ visit_id, state: 'sent', sent_at: 100 } as never);
		expect(await bundle_keep(db, bundle({ sheet, returned }), 300, at(200))).toBe(true);
		expect(await answers_read(db, visit_id)).toEqual({ lit: { check: true } });
		expect(await db.submissions.count()).toBe(0);
		expect((await db.sheets.get(visit_id))!.base).toBe('"2.0"');
	});

	it('is known by the phone\'s own clock, as the server\'s is only estimated, unless that was set meanwhile', async () => {
		const minute = 60_000;
		for (const [sent_at, sent_on, asked_at, is_returned] of [
			[9_000, 5_000, { server: 6_500, device: 6_000 }, true],
			[4_000, 5_000, { server: 4_500, device: 4_000 }, false],
			[10 * minute, 70 * minute, { server: 20 * minute, device: 20 * minute }, true],
			[20 * minute, 5 * minute, { server: 10 * minute, device: 10 * minute }, false],
		] as const) {
			await db.submissions.put({ visit_id, state: 'sent', sent_at, sent_on } as never);
			await bundle_keep(db, bundle({ sheet, returned }), 300, asked_at);
			expect(await db.submissions.count()).toBe(is_returned ? 0 : 1);
		}
	});

	it('is not what was handed out before it was sent, nor what still waits to be sent', async () => {
		await answer_change(db, visit_id, 'lit', () => ({ check: false }));
		for (const row of [{ state: 'sent', sent_at: 100 }, { state: 'queued', sent_at: null }]) {
			await db.submissions.put({ visit_id, ...row } as never);
			expect(await bundle_keep(db, bundle({ sheet }), 300, at(row.sent_at ? 90 : 200))).toBe(false);
			expect(await answers_read(db, visit_id)).toEqual({ lit: { check: false } });
		}
	});
});
