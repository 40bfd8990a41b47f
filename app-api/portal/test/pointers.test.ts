import { describe, expect, it } from 'vitest';
import { faults_by_place, head, is_same, place_of, pointer_of, question_place, rest_of, scoring, section_place } from '../src/checklists/pointers';

describe('a fault of a checklist', () => {
	it.each([
		['', head, ''],
		['/code', head, '/code'],
		['/title/en', head, '/title/en'],
		['/sections', head, '/sections'],
		['/scoring/bands/0/from', scoring, '/bands/0/from'],
		['/sections/2/gate', section_place(2), '/gate'],
		['/sections/2/questions', section_place(2), '/questions'],
		['/sections/12/questions/0/ranges/3/to', question_place({ section: 12, question: 0 }), '/ranges/3/to'],
		['/sections/1/questions/40', question_place({ section: 1, question: 40 }), ''],
		['/sections/x/questions/0', head, '/sections/x/questions/0'],
	])('at %s is shown at its part', (pointer, place, rest) => {
		expect(place_of(pointer)).toEqual(place);
		expect(rest_of(pointer)).toBe(rest);
	});

	it('is counted with the others of its part', () => {
		const faults = ['/sections/0/questions/1/text', '/sections/0/questions/1/choices/0/label', '/sections/0/title', '/code'];
		const counts = faults_by_place(faults.map((pointer) => ({ pointer, detail: '' })));
		expect([...counts]).toEqual([
			['/sections/0/questions/1', 2],
			['/sections/0', 1],
			['', 1],
		]);
	});

	it('leads to a part whose pointer leads back to it', () => {
		for (const place of [head, scoring, section_place(3), question_place({ section: 3, question: 7 })]) {
			expect(is_same(place_of(pointer_of(place)), place)).toBe(true);
		}
		expect(is_same(section_place(3), question_place({ section: 3, question: 0 }))).toBe(false);
	});
});
