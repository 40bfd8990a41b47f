import { describe, expect, it } from 'vitest';
import type { Checklist } from '@shared/scoring/checklist';
import {
	can_fail, checklist_cleaned, checklist_new, free_key, list_move, question_add, question_copy, question_move, question_new,
	question_remove, question_rename, question_retype, question_step, questions_of, relevance_choices, section_add, section_remove,
	type Sketch,
} from '../src/checklists/document';

/* Sections by their questions: sketch('ab', 'c') has a and b in the first, c in the second. */
function sketch(...sections: string[]): Sketch {
	const checklist = checklist_new();
	checklist.sections = sections.map((keys, n) => ({
		key: `s${n}`,
		title: { en: `Section ${n}` },
		questions: [...keys].map((key) => ({ ...question_new(key), text: { en: key } })),
	}));
	return checklist;
}

const shape = (checklist: Sketch) => checklist.sections.map((section) => section.questions.map((question) => question.key).join(''));

describe('moving questions', () => {
	it('puts one before another of its section, counted as the list is before the move', () => {
		const list = sketch('abcd');
		expect(question_move(list, { section: 0, question: 0 }, { section: 0, question: 3 })).toEqual({ section: 0, question: 2 });
		expect(shape(list)).toEqual(['bcad']);
		expect(question_move(list, { section: 0, question: 3 }, { section: 0, question: 1 })).toEqual({ section: 0, question: 1 });
		expect(shape(list)).toEqual(['bdca']);
	});

	it('puts one into another section, also at its end', () => {
		const list = sketch('ab', 'cd');
		expect(question_move(list, { section: 0, question: 1 }, { section: 1, question: 2 })).toEqual({ section: 1, question: 2 });
		expect(shape(list)).toEqual(['a', 'cdb']);
	});

	it('leaves everything where it is if one of the places is not there', () => {
		const list = sketch('ab');
		const from = { section: 0, question: 5 };
		expect(question_move(list, from, { section: 0, question: 0 })).toBe(from);
		expect(question_move(list, { section: 0, question: 0 }, { section: 4, question: 0 })).toEqual({ section: 0, question: 0 });
		expect(shape(list)).toEqual(['ab']);
	});

	it('walks step by step through its section and into the next one, and stops at the ends', () => {
		const list = sketch('ab', 'c');
		let at = { section: 0, question: 0 };
		const seen = [];
		for (let n = 0; n < 5; n++) {
			at = question_step(list, at, 1);
			seen.push(shape(list).join('|'));
		}
		expect(seen).toEqual(['ba|c', 'b|ac', 'b|ca', 'b|ca', 'b|ca']);
		for (let n = 0; n < 5; n++) at = question_step(list, at, -1);
		expect(shape(list)).toEqual(['ab', 'c']);
		expect(at).toEqual({ section: 0, question: 0 });
	});
});

describe('adding and taking out', () => {
	it('gives every new part a key that nothing has', () => {
		const list = sketch('a');
		for (let n = 0; n < 3; n++) question_add(list, 0);
		question_copy(list, { section: 0, question: 0 });
		section_add(list);
		section_add(list);
		const keys = questions_of(list).map((question) => question.key);
		expect(new Set(keys).size).toBe(keys.length);
		expect(new Set(list.sections.map((section) => section.key)).size).toBe(3);
		expect(free_key('room', ['room', 'room-2'])).toBe('room-3');
		expect(free_key('x'.repeat(64), ['x'.repeat(64)])).toHaveLength(60);
	});

	it('takes a question out with what depended on it', () => {
		const list = sketch('ab', 'c');
		for (const question of questions_of(list).slice(1)) question.relevant = { question: 'a', in: ['yes'] };
		question_remove(list, { section: 0, question: 0 });
		expect(questions_of(list).map((question) => question.relevant)).toEqual([undefined, undefined]);
	});

	it('takes a section out with what depended on its questions', () => {
		const list = sketch('a', 'b');
		list.sections[1]!.questions[0]!.relevant = { question: 'a', in: ['yes'] };
		section_remove(list, 0);
		expect(shape(list)).toEqual(['b']);
		expect(list.sections[0]!.questions[0]!.relevant).toBeUndefined();
	});

	it('copies a question without tying the two together', () => {
		const list = sketch('a');
		question_copy(list, { section: 0, question: 0 });
		list.sections[0]!.questions[1]!.choices![0]!.points = 9;
		expect(list.sections[0]!.questions[0]!.choices![0]!.points).toBe(1);
	});

	it('moves an item of a list only within it', () => {
		const list = ['a', 'b', 'c'];
		expect(list_move(list, 0, 2)).toBe(true);
		expect(list).toEqual(['b', 'c', 'a']);
		expect([list_move(list, 0, 3), list_move(list, -1, 0), list_move(list, 1, 1)]).toEqual([false, false, false]);
		expect(list).toEqual(['b', 'c', 'a']);
	});
});

describe('changing a question', () => {
	it('lets those that depend on it follow a new key', () => {
		const list = sketch('ab');
		list.sections[0]!.questions[1]!.relevant = { question: 'a', in: ['no'] };
		question_rename(list, list.sections[0]!.questions[0]!, 'z');
		expect(list.sections[0]!.questions[1]!.relevant!.question).toBe('z');
	});

	it('keeps of another type only what that type knows', () => {
		const question = { ...question_new('a'), severity: 'major' as const, department: 'housekeeping' };
		question_retype(question, 'number');
		expect(question).toEqual({ key: 'a', text: {}, type: 'number', required: true });
		question_retype(question, 'choice');
		expect(question.choices!.map((choice) => choice.key)).toEqual(['yes', 'no']);
		expect(can_fail(question)).toBe(true);
	});

	it('lets a choice of several mean neither "not applicable" nor a total of its own', () => {
		const question = question_new('a');
		question.choices!.push({ key: 'na', label: { en: 'N/A' }, not_applicable: true });
		question.choices![0]!.possible = 4;
		question_retype(question, 'choices');
		expect(question.choices!.some((choice) => choice.not_applicable || choice.possible !== undefined)).toBe(false);
	});

	it('can depend on earlier questions with an answer to compare, not on those of another repeating section', () => {
		const list = sketch('ab', 'cd', 'e');
		list.sections[1]!.repeats = { name: { en: 'Room' } };
		question_retype(list.sections[0]!.questions[1]!, 'text');
		const keys = (section: number, question: number) => relevance_choices(list, { section, question }).map((one) => one.key);
		expect(keys(2, 0)).toEqual(['a']);
		expect(keys(1, 1)).toEqual(['a', 'c']);
		expect(keys(0, 0)).toEqual([]);
	});
});

describe('what is sent', () => {
	it('leaves out what says nothing and keeps what a default would change', () => {
		const list = sketch('a');
		list.scoring = { method: 'points', pass_line: undefined, floor_zero: false, cap_at_full: undefined, bands: [] };
		const question = list.sections[0]!.questions[0]!;
		Object.assign(question, { unit: '', bonus: false, guidance: {}, applies: { any_tag: [], not_tag: [] }, photos: {}, min: 0 });
		expect(checklist_cleaned(list).scoring).toEqual({ method: 'points', floor_zero: false });
		expect(Object.keys(checklist_cleaned(list).sections[0]!.questions[0]!).sort()).toEqual(
			['choices', 'key', 'min', 'required', 'severity', 'text', 'type'].sort(),
		);
	});

	it('says of a check that an unticked box is the failure, and of a choice nothing where it is none', () => {
		const list = sketch('ab');
		question_retype(list.sections[0]!.questions[0]!, 'check');
		list.sections[0]!.questions[0]!.fails = false;
		list.sections[0]!.questions[1]!.choices![0]!.fails = false;
		const [check, choice] = checklist_cleaned(list).sections[0]!.questions;
		expect(check!.fails).toBe(false);
		expect('fails' in choice!.choices![0]!).toBe(false);
	});

	it('counts the members of every list as the editor does, so that pointers fit', () => {
		const list = sketch('a', 'b');
		list.sections[0]!.title = {};
		list.sections[0]!.questions[0]!.text = {};
		list.sections[0]!.questions[0]!.choices![0]!.label = {};
		const sent = checklist_cleaned(list);
		expect(shape(sent)).toEqual(['a', 'b']);
		expect(sent.sections[0]!.questions[0]!.choices![0]!).toEqual({ key: 'yes', label: {}, points: 1 });
	});

	it('is, for a checklist that is right, the same again', () => {
		const list: Checklist = checklist_cleaned(sketch('ab', 'c'));
		expect(checklist_cleaned(list)).toEqual(list);
	});
});
