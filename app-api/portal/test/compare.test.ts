import { describe, expect, it } from 'vitest';
import type { Checklist, Question } from '@shared/scoring/checklist';
import { compare, moved_keys, to_compare } from '../src/checklists/compare';

function checklist(sections: Record<string, (string | Partial<Question>)[]>, more: Partial<Checklist> = {}): Checklist {
	return {
		format: 'gemba.checklist/1',
		code: 'lobby',
		title: { en: 'Lobby' },
		kind: 'daily',
		scoring: { method: 'points' },
		sections: Object.entries(sections).map(([key, questions]) => ({
			key,
			title: { en: key },
			questions: questions.map((one) => {
				const given = typeof one === 'string' ? { key: one } : one;
				return { text: { en: given.key ?? '' }, type: 'check', ...given } as Question;
			}),
		})),
		...more,
	};
}

const fates = (was: Checklist, now: Checklist) => compare(was, now).questions.map((row) => `${row.fate} ${row.key}`);

describe('comparing two versions', () => {
	it('finds nothing between a version and itself, in whatever order its members stand', () => {
		const one = checklist({ a: [{ key: 'x', points: 1, fails: false }] });
		const other = checklist({ a: [{ fails: false, points: 1, key: 'x' }] });
		expect(compare(one, other)).toEqual({ head: [], sections: [], questions: [] });
	});

	it('finds questions that came, went and are asked differently, with their members before and now', () => {
		const was = checklist({ a: ['x', 'y'] });
		const now = checklist({ a: [{ key: 'x', points: 3, text: { en: 'X?' } }, 'z'] });
		expect(fates(was, now)).toEqual(['changed x', 'added z', 'removed y']);
		expect(compare(was, now).questions[0]!.changes).toEqual([
			{ member: 'text', was: { en: 'x' }, now: { en: 'X?' } },
			{ member: 'points', was: undefined, now: 3 },
		]);
	});

	it('says that a question stands in another section', () => {
		expect(fates(checklist({ a: ['x', 'y'], b: ['z'] }), checklist({ a: ['y'], b: ['z', 'x'] }))).toEqual(['moved x']);
	});

	it('says of one question that was dragged far that it moved, and of no other', () => {
		expect(fates(checklist({ a: ['v', 'w', 'x', 'y', 'z'] }), checklist({ a: ['w', 'x', 'y', 'z', 'v'] }))).toEqual(['moved v']);
		expect(moved_keys(['a', 'b', 'c', 'd'], ['d', 'a', 'b', 'c'])).toEqual(new Set(['d']));
		expect(moved_keys(['a', 'b'], ['b', 'new', 'a']).size).toBe(1);
	});

	it('finds what changed in sections and in the scoring', () => {
		const now = checklist({ a: ['x'] }, { scoring: { method: 'points', pass_line: 90 }, title: { en: 'The lobby' } });
		now.sections[0]!.gate = 70;
		now.sections.push({ key: 'b', title: { en: 'b' }, questions: [{ key: 'q', text: { en: 'q' }, type: 'text' }] });
		const found = compare(checklist({ a: ['x'] }), now);
		expect(found.head.map((change) => change.member)).toEqual(['title', 'scoring.pass_line']);
		expect(found.sections.map((row) => `${row.fate} ${row.key}`)).toEqual(['changed a', 'added b']);
		expect(found.sections[0]!.changes).toEqual([{ member: 'gate', was: undefined, now: 70 }]);
	});

	it('takes a list for another one than an object with the same members', () => {
		const was = checklist({ a: [{ key: 'x', applies: { any_tag: ['spa'] } }] });
		const now = checklist({ a: [{ key: 'x', applies: { any_tag: ['spa', 'pool'] } }] });
		expect(compare(was, now).questions[0]!.changes[0]!.member).toBe('applies');
	});
});

describe('which two versions are compared', () => {
	it('is what the address says, else the two newest', () => {
		expect(to_compare([3, 2, 1], 0, 0)).toEqual({ from: 2, to: 3 });
		expect(to_compare([3, 2, 1], 1, 0)).toEqual({ from: 1, to: 3 });
		expect(to_compare([3, 2, 1], 3, 0)).toEqual({ from: 3, to: 2 });
		expect(to_compare([3, 2, 1], 0, 2)).toEqual({ from: 1, to: 2 });
		expect(to_compare([3, 2, 1], 0, 1)).toEqual({ from: 3, to: 1 });
		expect(to_compare([3, 2, 1], 77, 0)).toEqual({ from: 2, to: 3 });
	});

	it('is none where there is but one', () => {
		expect(to_compare([1], 0, 0)).toBeNull();
		expect(to_compare([1], 1, 1)).toEqual({ from: 1, to: 1 });
	});
});
