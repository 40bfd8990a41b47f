import { describe, expect, it } from 'vitest';
import type { Inspection } from '../src/store/db';
import { unsent_work } from '../src/store/unsent';
import { bundle_keep, list_keep, sweep, wanted } from '../src/store/visits';
import { differences } from '../src/visit/difference';
import { answer_change, answers_read, instance_add, photo_keep, theirs_settle } from '../src/store/sheet';
import { together } from '../src/outbox/merge';
import { bundle_merge } from '../src/outbox/reconcile';
import { visit_exported } from '../src/outbox/export';
import { with_photo } from '../src/store/answer';
import { groups_of, today_kept, today_read } from '../src/visit/today';
import { bundle, bytes, database, photo, visit_id } from './world';

const hour = 3_600_000;
const now = Date.parse('2026-11-21T08:00:00Z');
const at = (ms: number) => new Date(now + ms).toISOString();
const visit = (id: string, change: Partial<Inspection> = {}) =>
	({ id, state: 'open', start_at: null, due_at: at(hour), unit: { name: id, time_zone: 'Asia/Shanghai' }, ...change }) as unknown as Inspection;

describe('the list', () => {
	it('asks for what starts soon and is not here yet, thirty at the most', () => {
		const listed = [
			visit('late', { due_at: at(-hour) }), visit('here'), visit('soon', { state: 'planned', start_at: at(30 * hour) }),
			visit('far', { state: 'planned', start_at: at(72 * hour) }),
		];
		expect(wanted(listed, new Set(['here']), now)).toEqual(['late', 'soon']);
		expect(wanted(Array.from({ length: 99 }, (_, i) => visit(String(i))), new Set(), now)).toHaveLength(30);
	});

	it('shows begun, late, for today, open and soon, what is due first first', async () => {
		const db = database();
		await list_keep(db, [
			visit('today2', { due_at: at(2 * hour) }), visit('today1'), visit('open', { due_at: at(24 * hour) }), visit('soon', { state: 'planned', start_at: at(30 * hour), due_at: at(40 * hour) }),
			visit('late', { due_at: at(-hour) }), visit('begun', { due_at: at(-hour) }),
		]);
		await answer_change(db, 'begun', 'lit', () => ({ check: true }));
		const before = await today_read(db);
		const { visits } = before;
		/* Read again, what is as it was is the same thing, and is not drawn anew. */
		expect(today_kept(before, await today_read(db)).visits.every((one, i) => one === visits[i])).toBe(true);
		const groups = groups_of(visits, now).map((group) => [group.name, group.visits.map((one) => one.inspection.id)]);
		expect(groups).toEqual([['begun', ['begun']], ['late', ['late']], ['today', ['today1', 'today2']], ['open', ['open']], ['soon', ['soon']]]);
	});

	it('goes by the day of the store, not by the one of the phone', () => {
		const one = (time_zone: string, change: Partial<Inspection>) =>
			groups_of([{ inspection: visit('one', { unit: { name: 'one', time_zone } as Inspection['unit'], due_at: null, ...change }), is_here: true, answers: 0, submission: null, is_gone: false }], now)[0]?.name;
		/* 16:00 in Shanghai, midnight in Los Angeles, 21:00 in Auckland. */
		expect(one('Asia/Shanghai', { start_at: at(7 * hour) })).toBe('today');
		expect(one('Asia/Shanghai', { start_at: at(9 * hour) })).toBe('soon');
		expect(one('America/Los_Angeles', { start_at: at(23 * hour) })).toBe('today');
		expect(one('Pacific/Auckland', { start_at: at(4 * hour) })).toBe('soon');
		expect(one('Pacific/Auckland', { due_at: at(2 * hour) })).toBe('today');
		expect(one('Pacific/Auckland', { due_at: at(4 * hour) })).toBe('open');
		expect(one('Asia/Shanghai', {})).toBe('open');
	});

	it('keeps a visit that went to somebody else as long as there is work in it', async () => {
		const db = database();
		await list_keep(db, [visit('worked'), visit('untouched')]);
		await answer_change(db, 'worked', 'lit', () => ({ check: true }));
		await list_keep(db, [visit('new')]);
		await sweep(db, now);
		expect((await db.visits.toArray()).map(({ id }) => id).sort()).toEqual(['new', 'worked']);
		const { visits } = await today_read(db);
		expect(visits.find((one) => one.inspection.id === 'worked')).toMatchObject({ is_gone: true, answers: 1 });
	});

	it('lets what was sent go after two weeks, and never what was not', async () => {
		const db = database();
		await list_keep(db, [visit('sent'), visit('fresh'), visit('refused')]);
		const submission = { attempts: 0, photos: [] };
		await db.submissions.bulkAdd([
			{ ...submission, visit_id: 'sent', state: 'sent', sent_at: now - 15 * 24 * hour },
			{ ...submission, visit_id: 'fresh', state: 'sent', sent_at: now - hour },
			{ ...submission, visit_id: 'refused', state: 'refused', sent_at: null },
		] as never[]);
		await list_keep(db, []);
		await sweep(db, now);
		expect((await db.submissions.toArray()).map((row) => row.visit_id).sort()).toEqual(['fresh', 'refused']);
	});
});

describe('a bundle', () => {
	it('is replaced by a newer one, but not under the hands of who fills it in', async () => {
		const db = database();
		const newer = bundle({ context: { id: 'newer', tags: [], history: {} } });
		await bundle_keep(db, bundle());
		expect(await bundle_keep(db, newer)).toBe(true);
		await answer_change(db, visit_id, 'lit', () => ({ check: true }));
		expect(await bundle_keep(db, bundle({ context: { id: 'newest', tags: [], history: {} } }))).toBe(false);
		expect((await db.bundles.get(visit_id))!.bundle.context.id).toBe('newer');
	});

	it('brings what the server has of the sheet, with the edit it is of', async () => {
		const db = database();
		const sheet = { revision: 1, edit: 4, context_id: 'c', answers: { lit: { check: true } }, instances: { room: ['1203'] } };
		await bundle_keep(db, bundle({ sheet }), now);
		expect(await answers_read(db, visit_id)).toEqual({ lit: { check: true } });
		expect(await db.sheets.get(visit_id)).toMatchObject({ base: '"1.4"', instances: { room: ['1203'] }, is_start_told: true });
	});
});

describe('two phones on one sheet', () => {
	it('take over what only one of them changed, and show what both did', () => {
		const base = { a: { check: true }, b: { check: true }, c: { check: true }, d: { check: true } };
		const ours = { a: { check: false }, b: { check: true }, c: { check: false }, new: { text: 'x' } };
		const theirs = { a: { check: true }, b: { check: false }, c: { check: true, note: 'n' }, d: { check: false } };
		expect(together(base, ours, theirs)).toEqual({
			answers: { a: { check: false }, b: { check: false }, c: { check: false }, new: { text: 'x' } },
			conflicts: ['c', 'd'],
		});
	});

	it('become one sheet on the newest edit, with the other answer beside one’s own', async () => {
		const db = database();
		await bundle_keep(db, bundle());
		await instance_add(db, visit_id, 'room', '1203');
		await answer_change(db, visit_id, 'lit', () => ({ check: true }));
		await answer_change(db, visit_id, 'bed@1', () => ({ check: true }));
		await db.submissions.add({ visit_id, state: 'refused' } as never);
		const sheet = {
			revision: 1, edit: 7, context_id: 'c', instances: { room: ['1601', '1203'] },
			answers: { lit: { check: false }, clean: { choice: 'yes' }, 'bed@1': { check: false } },
		};
		expect(await bundle_merge(db, bundle({ sheet }))).toEqual(['lit']);
		expect(await answers_read(db, visit_id)).toEqual({
			lit: { check: true }, clean: { choice: 'yes' }, 'bed@1': { check: false }, 'bed@2': { check: true },
		});
		expect(await db.sheets.get(visit_id)).toMatchObject({ base: '"1.7"', instances: { room: ['1601', '1203'] }, theirs: { lit: { check: false } } });
		expect(await db.submissions.count()).toBe(0);
	});
});

describe('two answers to one question', () => {
	const there = { answers: { lit: { check: false }, 'bed@1': { check: true }, 'bed@2': { check: false } }, instances: { room: ['1601', '1203'] } };
	const here = { answers: { lit: { check: true }, clean: { choice: 'yes' }, 'bed@1': { check: false } }, instances: { room: ['1203'] } };

	it('are told question by question, rooms by their names', () => {
		const found = differences(bundle(), here, there);
		expect(found.map(({ question, name, here: ours, there: theirs }) => [question.key, name, ours, theirs])).toEqual([
			['clean', null, { choice: 'yes' }, undefined],
			['lit', null, { check: true }, { check: false }],
			['bed', '1601', undefined, { check: true }],
		]);
		expect(differences(bundle(), here, here)).toEqual([]);
	});

	it('both stay until one is chosen, and then the choice stays', async () => {
		const db = database();
		await bundle_keep(db, bundle());
		await answer_change(db, visit_id, 'lit', () => ({ check: true }));
		await answer_change(db, visit_id, 'clean', () => ({ choice: 'no' }));
		const sheet = { revision: 1, edit: 2, context_id: 'c', instances: {}, answers: { lit: { check: false }, clean: { choice: 'yes' } } };
		expect((await bundle_merge(db, bundle({ sheet }))).sort()).toEqual(['clean', 'lit']);
		await theirs_settle(db, visit_id, 'lit');
		expect((await db.sheets.get(visit_id))!.theirs).toEqual({ clean: { choice: 'yes' } });
		await answer_change(db, visit_id, 'lit', () => ({ check: true, note: 'later' }));
		expect((await db.sheets.get(visit_id))!.theirs).toEqual({ clean: { choice: 'yes' } });
		expect((await answers_read(db, visit_id))['clean']).toEqual({ choice: 'no' });
	});
});

describe('leaving', () => {
	it('counts the work that is on this phone alone', async () => {
		const db = database();
		expect(await unsent_work(db)).toEqual({ visits: 0, photos: 0 });
		await photo_keep(db, photo('a'), bytes(1), 'clean', (old) => with_photo(old, 'a'));
		await db.submissions.add({ visit_id: 'queued', state: 'queued' } as never);
		await answer_change(db, 'sent', 'lit', () => ({ check: true }));
		await db.submissions.add({ visit_id: 'sent', state: 'sent' } as never);
		expect(await unsent_work(db)).toEqual({ visits: 2, photos: 1 });
	});

	it('a visit can be taken along as one file, with its photographs', async () => {
		const db = database();
		await bundle_keep(db, bundle());
		await photo_keep(db, photo('a'), bytes(1, 2, 3), 'clean', (old) => ({ ...with_photo(old, 'a'), note: 'wet "]' }));
		await photo_keep(db, photo('b'), bytes(4), 'clean', (old) => with_photo(old, 'b'));
		const text = await (await visit_exported(db, visit_id, new Date(now))).text();
		expect(JSON.parse(text)).toMatchObject({
			format: 'gemba.visit-export/1',
			inspection: { id: visit_id },
			answers: { clean: { note: 'wet "]', photos: ['a', 'b'] } },
			photos: [{ sha256: 'a', base64: 'AQID' }, { sha256: 'b', base64: 'BA==' }],
		});
	});
});
