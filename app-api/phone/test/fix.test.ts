import { describe, expect, it } from 'vitest';
import type { PhoneDb } from '../src/store/db';
import { fix_photo_keep, fix_photo_remove, fix_set, fixed_of, fixes_read, fixes_unshown } from '../src/store/fix';
import { answer_change, instance_add, instance_remove, photo_keep, PhotoIsShown, SheetIsClosed } from '../src/store/sheet';
import { with_photo } from '../src/store/answer';
import { visit_forget } from '../src/store/visits';
import { visit_exported } from '../src/outbox/export';
import { enqueue } from '../src/outbox/outbox';
import { targets_there } from '../src/visit/form';
import { bundle, bytes, checklist, database, photo, visit_id } from './world';

const times = { started_at: '2026-11-21T08:00:00.000Z', finished_at: '2026-11-21T08:30:00.000Z' };
const [a, b, c] = ['a', 'b', 'c'].map((sign) => sign.repeat(64)) as [string, string, string];
const failed = new Set(['clean']);
const every = () => true;

async function failing(): Promise<PhoneDb> {
	const db = database();
	await db.bundles.put({ id: visit_id, bundle: bundle(), fetched_at: 1 });
	await photo_keep(db, photo(a), bytes(1), 'clean', (old) => ({ ...with_photo(old, a), choice: 'no', note: 'wet' }));
	return db;
}

const body = (row: { body: string }) => JSON.parse(row.body) as { fixed?: unknown };

describe('what was put right at once', () => {
	it('is on the disk when the tap has been told of, and begins the visit as an answer does', async () => {
		const db = database();
		await fix_set(db, visit_id, 'clean', true, 1000);
		db.close();
		const after = database(db.name);
		expect(await fixes_read(after, visit_id)).toEqual({ clean: { is_fixed: true, photos: [] } });
		expect(await after.sheets.get(visit_id)).toMatchObject({ started_at: 1000 });
	});

	it('is sent beside the answers, with its photographs', async () => {
		const db = await failing();
		await fix_set(db, visit_id, 'clean', true);
		await fix_photo_keep(db, photo(b), bytes(2), 'clean');
		const row = await enqueue(db, visit_id, times, 5, failed);
		expect(JSON.parse(row.body)).toEqual({
			context_id: bundle().context.id, answers: { clean: { choice: 'no', note: 'wet', photos: [a] } }, instances: {}, fixed: { clean: [b] }, ...times,
		});
		expect(row.photos).toEqual([a, b]);
	});

	it('is not sent while it is switched off, and keeps its photographs for when it is switched on again', async () => {
		const db = await failing();
		await fix_photo_keep(db, photo(b), bytes(2), 'clean');
		expect(await fix_set(db, visit_id, 'clean', false)).toEqual({ clean: { is_fixed: false, photos: [b] } });
		expect(fixed_of(await fixes_read(db, visit_id), every)).toEqual({});
		expect(await db.files.get(b)).toBeDefined();
		await fix_set(db, visit_id, 'clean', true);
		expect(fixed_of(await fixes_read(db, visit_id), every)).toEqual({ clean: [b] });
	});

	it('is not sent of an answer that does not fail any more', async () => {
		const db = await failing();
		await fix_photo_keep(db, photo(b), bytes(2), 'clean');
		await answer_change(db, visit_id, 'clean', () => ({ choice: 'yes' }));
		const row = await enqueue(db, visit_id, times, 5, new Set());
		expect(body(row).fixed).toBeUndefined();
		expect(row.photos).toEqual([]);
	});

	it('wants a photograph, and says where', async () => {
		const db = await failing();
		const fixes = await fix_set(db, visit_id, 'clean', true);
		expect(fixes_unshown(fixes, every)).toEqual(['clean']);
		expect(fixes_unshown(fixes, () => false)).toEqual([]);
		expect(fixes_unshown(await fix_photo_keep(db, photo(b), bytes(2), 'clean'), every)).toEqual([]);
		expect(fixes_unshown(await fix_photo_remove(db, visit_id, 'clean', b), every)).toEqual(['clean']);
	});

	it('stands among what is missing where it is in the form', () => {
		const missing = [{ section: 0, instance: null, key: 'lit' }, { section: 1, instance: 1, key: 'bed@2' }];
		expect(targets_there(checklist, missing, ['bed@1', 'clean']).map(({ key }) => key)).toEqual(['clean', 'lit', 'bed@1', 'bed@2']);
	});

	it('no longer changes once it is submitted', async () => {
		const db = await failing();
		await enqueue(db, visit_id, times, 5, failed);
		await expect(fix_set(db, visit_id, 'clean', true)).rejects.toThrow(SheetIsClosed);
		await expect(fix_photo_keep(db, photo(b), bytes(2), 'clean')).rejects.toThrow(SheetIsClosed);
		expect(await db.files.get(b)).toBeUndefined();
	});
});

describe('its photograph', () => {
	it('was taken for it: not one that an answer, another failure or another visit shows', async () => {
		const db = await failing();
		await expect(fix_photo_keep(db, photo(a), bytes(1), 'clean')).rejects.toThrow(PhotoIsShown);
		await photo_keep(db, photo(c, { visit_id: 'other' }), bytes(3), 'clean', (old) => with_photo(old, c));
		await expect(fix_photo_keep(db, photo(c), bytes(3), 'clean')).rejects.toThrow(PhotoIsShown);
		await fix_photo_keep(db, photo(b), bytes(2), 'clean');
		await expect(fix_photo_keep(db, photo(b), bytes(2), 'lit')).rejects.toThrow(PhotoIsShown);
		await expect(photo_keep(db, photo(b), bytes(2), 'lit', (old) => with_photo(old, b))).rejects.toThrow(PhotoIsShown);
		expect(await fixes_read(db, visit_id)).toEqual({ clean: { is_fixed: true, photos: [b] } });
	});

	it('is there once, however often it is kept', async () => {
		const db = await failing();
		await Promise.all([fix_photo_keep(db, photo(b), bytes(2), 'clean'), fix_photo_keep(db, photo(b), bytes(2), 'clean')]);
		expect(await fixes_read(db, visit_id)).toEqual({ clean: { is_fixed: true, photos: [b] } });
	});

	it('stays when the answer changes, and goes when it is removed', async () => {
		const db = await failing();
		await fix_photo_keep(db, photo(b), bytes(2), 'clean');
		await answer_change(db, visit_id, 'clean', () => ({ choice: 'no' }));
		expect([await db.files.get(a), await db.files.get(b)]).toEqual([undefined, expect.anything()]);
		await fix_photo_remove(db, visit_id, 'clean', b);
		expect(await db.files.count()).toBe(0);
		expect(await db.photos.count()).toBe(0);
	});

	it('goes with its room, and those of the later rooms move up', async () => {
		const db = await failing();
		for (const name of ['1203', '1507', '1601']) await instance_add(db, visit_id, 'room', name);
		await fix_photo_keep(db, photo(b), bytes(2), 'bed@1');
		await fix_photo_keep(db, photo(c), bytes(3), 'bed@3');
		await instance_remove(db, visit_id, checklist.sections[1]!, 0);
		expect(await fixes_read(db, visit_id)).toEqual({ 'bed@2': { is_fixed: true, photos: [c] } });
		expect([await db.files.get(b), await db.files.get(c)]).toEqual([undefined, expect.anything()]);
	});

	it('goes with the visit, and along when the visit is taken off as a file', async () => {
		const db = await failing();
		await fix_photo_keep(db, photo(b), bytes(2), 'clean');
		const file = JSON.parse(await (await visit_exported(db, visit_id)).text()) as { fixed: unknown; photos: { sha256: string }[] };
		expect(file.fixed).toEqual({ clean: { is_fixed: true, photos: [b] } });
		expect(file.photos.map(({ sha256 }) => sha256)).toEqual([a, b]);
		await visit_forget(db, visit_id);
		expect([await db.fixes.count(), await db.files.count()]).toEqual([0, 0]);
	});
});
