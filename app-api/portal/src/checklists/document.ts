/*
 * What an editor does with a checklist: parts are added, moved, renamed, taken out. Each works on the
 * document that it is given.
 */
import type { Checklist, Choice, Question, QuestionType, Section, Severity } from '@shared/scoring/checklist';

/* While it is written, any optional member may be emptied; checklist_cleaned() leaves those out. */
type Loose<T> = T extends (infer U)[]
	? Loose<U>[]
	: T extends object
		? string extends keyof T
			? T
			: { [K in keyof T]: object extends Pick<T, K> ? Loose<T[K]> | undefined : Loose<T[K]> }
		: T;

export type Sketch = Loose<Checklist>;
export type SketchSection = Loose<Section>;
export type SketchQuestion = Loose<Question>;
export type SketchChoice = Loose<Choice>;

export const question_types: readonly QuestionType[] = [
	'choice', 'choices', 'check', 'number', 'text', 'date', 'photo', 'signature', 'place',
];
export const severities: readonly Severity[] = ['minor', 'major', 'critical'];

export interface At {
	section: number;
	question: number;
}

/* The beginning of a new checklist: what it cannot do without. */
export function checklist_new(): Checklist {
	return {
		format: 'gemba.checklist/1',
		code: '',
		title: {},
		kind: 'daily',
		scoring: { method: 'points', pass_line: 80 },
		sections: [{ key: 'section-1', title: {}, questions: [question_new('question-1')] }],
	};
}

/* Yes and No, of which No is a failure: what most questions are. */
function choices_new(): Choice[] {
	return [
		{ key: 'yes', label: { en: 'Yes', 'zh-CN': '是' }, points: 1 },
		{ key: 'no', label: { en: 'No', 'zh-CN': '否' }, points: 0, fails: true },
	];
}

export function question_new(key: string): Question {
	return { key, text: {}, type: 'choice', choices: choices_new(), severity: 'minor', required: true };
}

export const questions_of = (checklist: Sketch): SketchQuestion[] => checklist.sections.flatMap((section) => section.questions);

/* A key that nothing has yet: the wanted one, or with a number behind it. */
export function free_key(wanted: string, taken: readonly string[]): string {
	if (!taken.includes(wanted)) return wanted;
	const base = wanted.replace(/-\d+$/, '').slice(0, 58);
	for (let n = 2; ; n++) if (!taken.includes(`${base}-${n}`)) return `${base}-${n}`;
}

/* Takes one out of a list and puts it where it shall be; false where it is there already. */
export function list_move<T>(list: T[], from: number, to: number): boolean {
	if (from === to || from < 0 || to < 0 || from >= list.length || to >= list.length) return false;
	list.splice(to, 0, ...list.splice(from, 1));
	return true;
}

export function section_add(checklist: Sketch): number {
	const keys = checklist.sections.map((section) => section.key);
	const question = question_new(free_key('question-1', questions_of(checklist).map((one) => one.key)));
	return checklist.sections.push({ key: free_key('section-1', keys), title: {}, questions: [question] }) - 1;
}

export function section_remove(checklist: Sketch, at: number): void {
	const gone = checklist.sections.splice(at, 1).flatMap((section) => section.questions);
	for (const question of gone) forget_question(checklist, question.key);
}

/* Behind the one at `at`, or at the end of the section. */
export function question_add(checklist: Sketch, section: number, at?: number): At {
	const { questions, key } = checklist.sections[section]!;
	const question = question_new(free_key(`${key}.1`.replace(/\.1$/, '.question-1'), questions_of(checklist).map((one) => one.key)));
	const place = at === undefined ? questions.length : at + 1;
	questions.splice(place, 0, question);
	return { section, question: place };
}

export function question_copy(checklist: Sketch, { section, question }: At): At {
	const { questions } = checklist.sections[section]!;
	const copy = JSON.parse(JSON.stringify(questions[question])) as SketchQuestion;
	copy.key = free_key(copy.key, questions_of(checklist).map((one) => one.key));
	questions.splice(question + 1, 0, copy);
	return { section, question: question + 1 };
}

export function question_remove(checklist: Sketch, { section, question }: At): void {
	const [gone] = checklist.sections[section]!.questions.splice(question, 1);
	if (gone) forget_question(checklist, gone.key);
}

/* Whoever depended on it depends on nothing. */
function forget_question(checklist: Sketch, key: string): void {
	for (const one of questions_of(checklist)) if (one.relevant?.question === key) delete one.relevant;
}

/* To a place that is counted as the list is before the move, as a drop between two rows tells it. */
export function question_move(checklist: Sketch, from: At, to: At): At {
	const out = checklist.sections[from.section]?.questions;
	const into = checklist.sections[to.section]?.questions;
	if (!out?.[from.question] || !into) return from;
	const [question] = out.splice(from.question, 1);
	const shift = from.section === to.section && from.question < to.question ? 1 : 0;
	const place = Math.min(Math.max(0, to.question - shift), into.length);
	into.splice(place, 0, question!);
	return { section: to.section, question: place };
}

/* One step up or down; at an end of the section into the next one. */
export function question_step(checklist: Sketch, at: At, step: -1 | 1): At {
	const { questions } = checklist.sections[at.section]!;
	const next = at.question + step;
	if (next >= 0 && next < questions.length) {
		list_move(questions, at.question, next);
		return { section: at.section, question: next };
	}
	const section = at.section + step;
	const other = checklist.sections[section];
	if (!other) return at;
	return question_move(checklist, at, { section, question: step < 0 ? other.questions.length : 0 });
}

/* Whoever depends on it follows the new name. */
export function question_rename(checklist: Sketch, question: SketchQuestion, key: string): void {
	for (const one of questions_of(checklist)) if (one.relevant?.question === question.key) one.relevant.question = key;
	question.key = key;
}

/* Members that a type knows nothing about go; what it cannot do without comes. */
export function question_retype(question: SketchQuestion, type: QuestionType): void {
	const has_choices = type === 'choice' || type === 'choices';
	question.type = type;
	if (has_choices) question.choices ??= choices_new();
	else delete question.choices;
	if (type === 'choices') for (const choice of question.choices ?? []) {
		delete choice.not_applicable;
		delete choice.possible;
	}
	if (type !== 'number') for (const key of ['ranges', 'unit', 'min', 'max'] as const) delete question[key];
	if (type !== 'check') {
		delete question.points;
		delete question.fails;
	}
	if (!can_fail(question)) for (const key of ['severity', 'department', 'critical', 'indicator', 'deduct'] as const) delete question[key];
}

export function can_fail(question: SketchQuestion): boolean {
	switch (question.type) {
		case 'choice':
		case 'choices':
			return question.choices?.some((choice) => choice.fails) ?? false;
		case 'number':
			return question.ranges?.some((range) => range.fails) ?? false;
		case 'check':
			return question.fails !== undefined;
		default:
			return false;
	}
}

/* What a question may depend on: an earlier one with an answer to compare, not of another repeating section. */
export function relevance_choices(checklist: Sketch, at: At): SketchQuestion[] {
	const found: SketchQuestion[] = [];
	checklist.sections.slice(0, at.section + 1).forEach((section: SketchSection, i) => {
		if (section.repeats && i !== at.section) return;
		const earlier = i === at.section ? section.questions.slice(0, at.question) : section.questions;
		found.push(...earlier.filter((one) => ['choice', 'choices', 'check'].includes(one.type)));
	});
	return found;
}

function is_nothing(value: unknown): boolean {
	if (value === undefined || value === null || value === '' || value === false) return true;
	if (Array.isArray(value)) return value.length === 0;
	return typeof value === 'object' && Object.keys(value).length === 0;
}

/* Only where it differs from being absent is false said. */
const false_matters = new Set(['fails', 'floor_zero', 'cap_at_full']);
/* Required everywhere; if it is empty the server shall say so. */
const never_dropped = new Set(['format', 'code', 'title', 'kind', 'scoring', 'sections', 'questions', 'key', 'text', 'type', 'label', 'name', 'in', 'question', 'grade', 'factors']);

function without_nothing(value: unknown, of_check = false): unknown {
	/* Nothing is taken out of a list: pointers count its members. */
	if (Array.isArray(value)) return value.map((one) => without_nothing(one));
	if (!value || typeof value !== 'object') return value;
	const is_check = (value as { type?: unknown }).type === 'check';
	const kept = Object.entries(value).flatMap(([key, member]) => {
		const inner = without_nothing(member, is_check);
		const says_false = inner === false && false_matters.has(key) && (key !== 'fails' || is_check || of_check);
		return is_nothing(inner) && !says_false && !never_dropped.has(key) ? [] : [[key, inner] as const];
	});
	return Object.fromEntries(kept);
}

/* As it is sent: members that say nothing are left out, everything else stays where it is. */
export function checklist_cleaned(checklist: Sketch): Checklist {
	return without_nothing(checklist) as Checklist;
}
