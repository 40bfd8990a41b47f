import { describe, expect, it } from 'vitest';
import type { Question } from '@shared/scoring/checklist';
import { number_typed, with_not_applicable, with_note, with_photo, with_value, without_photo } from '../src/store/answer';
import {
	answer_change, answers_read, instance_add, instance_remove, instance_rename, name_fault, photo_keep, photo_place, SheetIsClosed,
} from '../src/store/sheet';
import { bytes, bundle, checklist, database, photo, visit_id } from './world';

const [clean, , lit] = checklist.sections[0]!.questions as [Question, Question, Question];
const room = checklist.sections[1]!;

describe('an answer', () => {
	it('has one value, or is not applicable, and keeps its note with either', () => {
		const noted = with_note(with_value(clean, undefined, 'no'), 'wet');
		expect(noted).toEqual({ choice: 'no', note: 'wet' });
		expect(with_not_applicable(clean, noted, true)).toEqual({ note: 'wet', not_applicable: true });
		expect(with_value(clean, { note: 'wet', not_applicable: true }, 'yes')).toEqual({ note: 'wet', choice: 'yes' });
		expect(with_value(lit, { check: true }, false)).toEqual({ check: false });
		expect(with_value(clean, noted, undefined)).toEqual({ note: 'wet' });
		expect(with_note({ note: 'wet' }, '')).toEqual({});
	});

	it('shows a photograph once, and none when the last is gone', () => {
		const one = with_photo(with_photo({ choice: 'no' }, 'a'), 'a');
		expect(one).toEqual({ choice: 'no', photos: ['a'] });
		expect(without_photo(one, 'a')).toEqual({ choice: 'no' });
	});

	it('takes a number as people type it', () => {
		const typed = ['6.5', '6,5', ' -3 ', '\uff16\uff0e\uff15', '', 'abc', '1.2345', '1.2300', '.5', '1e3', '--1'];
		expect(typed.map(number_typed)).toEqual([6.5, 6.5, -3, 6.5, 'empty', 'wrong', 'decimals', 1.23, 0.5, 'wrong', 'wrong']);
	});
});

describe('the sheet on the phone', () => {
	it('is there after the phone went off: what was told of is on the disk', async () => {
		const db = database();
		await answer_change(db, visit_id, 'clean', (old) => with_value(clean, old, 'no'), 1000);
		db.close();
		const after = database(db.name);
		expect(await answers_read(after, visit_id)).toEqual({ clean: { choice: 'no' } });
		expect(await after.sheets.get(visit_id)).toMatchObject({ started_at: 1000 });
	});

	it('loses none of many taps at once, in the same answer too', async () => {
		const db = database();
		await Promise.all([
			answer_change(db, visit_id, 'clean', (old) => with_value(clean, old, 'no')),
			answer_change(db, visit_id, 'clean', (old) => with_note(old, 'wet')),
			answer_change(db, visit_id, 'lit', (old) => with_value(lit, old, true)),
			answer_change(db, visit_id, 'clean', (old) => with_photo(old, 'a')),
		]);
		expect(await answers_read(db, visit_id)).toEqual({ clean: { choice: 'no', note: 'wet', photos: ['a'] }, lit: { check: true } });
	});

	it('starts with the first answer and keeps that time', async () => {
		const db = database();
		await answer_change(db, visit_id, 'lit', (old) => with_value(lit, old, true), 1000);
		await answer_change(db, visit_id, 'lit', (old) => with_value(lit, old, false), 2000);
		expect(await db.sheets.get(visit_id)).toMatchObject({ started_at: 1000, changed_at: 2000 });
	});

	it('no longer changes once it is submitted', async () => {
		const db = database();
		await db.submissions.add({ visit_id, state: 'queued' } as never);
		await expect(answer_change(db, visit_id, 'lit', () => ({ check: true }))).rejects.toThrow(SheetIsClosed);
		await expect(photo_keep(db, photo('a'), bytes(1), 'clean', (old) => with_photo(old, 'a'))).rejects.toThrow(SheetIsClosed);
		expect(await answers_read(db, visit_id)).toEqual({});
		expect(await db.files.count()).toBe(0);
	});
});

describe('a photograph on the phone', () => {
	it('is kept with the answer that shows it, or not at all', async () => {
		const db = database();
		await photo_keep(db, photo('a'), bytes(1, 2, 3), 'clean', (old) => with_photo(old, 'a'));
		expect(new Uint8Array((await db.files.get('a'))!.bytes)).toEqual(Uint8Array.from([1, 2, 3]));
		const failing = photo_keep(db, photo('b'), bytes(4), 'clean', () => {
			throw new Error('full');
		});
		await expect(failing).rejects.toThrow('full');
		expect(await db.files.get('b')).toBeUndefined();
		expect(await answers_read(db, visit_id)).toEqual({ clean: { photos: ['a'] } });
	});

	it('goes with its last use, and stays while another question or visit shows it', async () => {
		const db = database();
		const show = (old: Parameters<typeof with_photo>[0]) => with_photo(old, 'a');
		await photo_keep(db, photo('a'), bytes(1), 'clean', show);
		await photo_keep(db, photo('a'), bytes(1), 'lit', show);
		await photo_keep(db, photo('a', { visit_id: 'other' }), bytes(1), 'clean', show);
		await answer_change(db, visit_id, 'clean', (old) => without_photo(old, 'a'));
		expect(await db.photos.get([visit_id, 'a'])).toBeDefined();
		await answer_change(db, visit_id, 'lit', (old) => without_photo(old, 'a'));
		expect(await db.photos.get([visit_id, 'a'])).toBeUndefined();
		expect(await db.files.get('a')).toBeDefined();
		await answer_change(db, 'other', 'clean', (old) => without_photo(old, 'a'));
		expect(await db.files.get('a')).toBeUndefined();
	});

	it('gets its place later, until it is sent', async () => {
		const db = database();
		await photo_keep(db, photo('a'), bytes(1), 'clean', (old) => with_photo(old, 'a'));
		await photo_place(db, visit_id, 'a', { lat: 31, lon: 121 });
		await photo_place(db, visit_id, 'a', { lat: 1, lon: 1 });
		expect((await db.photos.get([visit_id, 'a']))!.record).toEqual({ method: 'camera', lat: 31, lon: 121 });
		await photo_keep(db, photo('b', { sent_at: 5 }), bytes(2), 'clean', (old) => with_photo(old, 'b'));
		await photo_place(db, visit_id, 'b', { lat: 31, lon: 121 });
		expect((await db.photos.get([visit_id, 'b']))!.record).toEqual({ method: 'camera' });
	});
});

describe('rooms', () => {
	it('are named, renamed, and move up with their answers when one goes', async () => {
		const db = database();
		await db.bundles.put({ id: visit_id, bundle: bundle(), fetched_at: 1 });
		for (const name of ['1203', '1507', '1601']) await instance_add(db, visit_id, 'room', name);
		await instance_rename(db, visit_id, 'room', 1, '1508');
		await answer_change(db, visit_id, 'bed@1', () => ({ check: true, note: 'first' }));
		await photo_keep(db, photo('a'), bytes(1), 'view@2', (old) => with_photo(old, 'a'));
		await answer_change(db, visit_id, 'bed@3', () => ({ check: false, note: 'third' }));
		expect(await instance_remove(db, visit_id, room, 1)).toEqual({ room: ['1203', '1601'] });
		expect(await answers_read(db, visit_id)).toEqual({ 'bed@1': { check: true, note: 'first' }, 'bed@2': { check: false, note: 'third' } });
		expect(await db.files.count()).toBe(0);
	});

	it('have names that are not empty, not long, and not there twice', () => {
		expect(name_fault('  ', [])).toBe('empty');
		expect(name_fault('\u5ba2'.repeat(65), [])).toBe('long');
		expect(name_fault('1203', ['1203'])).toBe('twice');
		expect(name_fault('1203', ['1203'], 0)).toBeNull();
	});
});
