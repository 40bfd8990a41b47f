import { beforeAll, describe, expect, it } from 'vitest';
import type { Answers, Instances, Sheet } from '@shared/scoring/checklist';
import { outcomesByKey } from '@shared/scoring/result';
import type { Score } from '@shared/scoring/scorer';
import { needs_by_key, neighbour, next_target, place_there, previous_here, sections_of, spots_of, targets_of } from '../src/visit/form';
import { checklist, score_of } from './world';

let score: Score;
beforeAll(async () => {
	score = await score_of(checklist);
});

function form(answers: Answers, instances: Instances = {}, tags: string[] = []) {
	const sheet: Sheet = { answers, instances, tags, history: {} };
	const scored = score(sheet);
	const outcomes = outcomesByKey(checklist, sheet, scored);
	const targets = targets_of(checklist, instances, scored.result);
	return { outcomes, targets, sections: sections_of(checklist, instances, outcomes, targets), needs: needs_by_key(checklist, instances, scored.result) };
}

const keys = (spots: { key: string }[]) => spots.map(({ key }) => key);

describe('what is shown', () => {
	it('leaves out what is not relevant until an answer makes it so', () => {
		const before = form({});
		expect(keys(spots_of(checklist, { section: 0, instance: null }, before.outcomes))).toEqual(['clean', 'lit']);
		const after = form({ clean: { choice: 'no' } });
		expect(keys(spots_of(checklist, { section: 0, instance: null }, after.outcomes))).toEqual(['clean', 'why', 'lit']);
	});

	it('leaves out what does not apply to the store, in every room', () => {
		const rooms = { room: ['1203', '1507'] };
		const place = { section: 1, instance: 1 };
		expect(keys(spots_of(checklist, place, form({}, rooms).outcomes))).toEqual(['bed@2']);
		expect(keys(spots_of(checklist, place, form({}, rooms, ['sea']).outcomes))).toEqual(['bed@2', 'view@2']);
	});

	it('keeps a repeating section that has no room yet: its rooms are missing', () => {
		const { sections, targets } = form({});
		expect(sections.map((one) => [one.section.key, one.asked, one.missing])).toEqual([['floor', 2, 2], ['room', 0, 1]]);
		expect(targets.at(-1)).toEqual({ section: 1, instance: null, key: null });
	});

	it('counts what is done and what failed, room by room', () => {
		const { sections } = form({ clean: { choice: 'no' }, 'bed@2': { check: true } }, { room: ['1203', '1507'] });
		expect(sections[0]).toMatchObject({ asked: 3, done: 1, failed: 1 });
		expect(sections[1]!.by_instance.map(({ asked, done, missing }) => [asked, done, missing])).toEqual([[1, 0, 1], [1, 1, 0]]);
	});
});

describe('what is missing', () => {
	it('is named by its needs as soon as an answer fails', () => {
		const { needs } = form({ clean: { choice: 'no' } });
		expect([...needs.get('clean')!]).toEqual(['photos', 'note']);
		expect(form({ clean: { choice: 'yes' } }).needs.has('clean')).toBe(false);
	});

	it('is walked through from where one is, and round again', () => {
		const { targets } = form({ clean: { choice: 'no' } }, { room: ['1203', '1507'] });
		const walked = [];
		let at = null;
		for (let i = 0; i < 5; i++) walked.push((at = next_target(checklist, targets, at))!.key);
		expect(walked).toEqual(['clean', 'lit', 'bed@1', 'bed@2', 'clean']);
	});

	it('goes on below a question that has been answered meanwhile', () => {
		const { targets } = form({ clean: { choice: 'yes' }, lit: { check: true } }, { room: ['1203', '1507'] });
		expect(next_target(checklist, targets, { section: 0, instance: null, key: 'lit' })!.key).toBe('bed@1');
		expect(next_target(checklist, [], null)).toBeNull();
	});
});

describe('walking', () => {
	it('leads through the sections and rooms, and ends at the ends', () => {
		const { sections } = form({}, { room: ['1203', '1507'] });
		const first = { section: 0, instance: null };
		expect(neighbour(sections, first, 1)).toEqual({ section: 1, instance: 0 });
		expect(neighbour(sections, { section: 1, instance: 0 }, 1)).toEqual({ section: 1, instance: 1 });
		expect(neighbour(sections, { section: 1, instance: 1 }, 1)).toBeNull();
		expect(neighbour(sections, first, -1)).toBeNull();
	});

	it('comes to a place that is there, also where a room has gone', () => {
		const { sections } = form({}, { room: ['1203'] });
		expect(place_there(sections, { section: 1, instance: 4 })).toEqual({ section: 1, instance: 0 });
		expect(place_there(sections, { section: 9, instance: null })).toEqual({ section: 0, instance: null });
		expect(place_there(form({}).sections, { section: 1, instance: 2 })).toEqual({ section: 1, instance: null });
	});
});

describe('what failed last time', () => {
	it('is shown at the same question, of a room at the one with the same name', () => {
		const previous = [{ question: 'clean', instance: null }, { question: 'bed', instance: '1203' }];
		expect(previous_here(previous, null).get('clean')).toHaveLength(1);
		expect(previous_here(previous, '1203').get('bed')).toHaveLength(1);
		expect(previous_here(previous, '1507').get('bed')).toBeUndefined();
	});
});
