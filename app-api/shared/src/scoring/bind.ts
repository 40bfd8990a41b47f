/*
 * The stream of numbers that server/scoring/wasm/scoring_wasm.c reads: a checklist and a sheet, in
 * the order in which that file reads them.
 */
import {
	answerKey, applies, instancesOf, places, type Answer, type Checklist, type Question, type Sheet,
} from './checklist';

const NONE = -1;
const methods = ['points', 'weighted_sections', 'deduction', 'demerit'];
const whens = ['never', 'failed', 'always'];
const scoredTypes = ['choice', 'choices', 'check', 'number'];
const UNSCORED = 4;
const ALWAYS = 2;

/* The server takes only numbers with at most three places, so this is exact. */
const thousandths = (n: number): number => Math.round(n * 1000);
const orNone = (n: number | undefined): number => (n === undefined ? NONE : thousandths(n));
const flag = (b: boolean | undefined): number => (b ? 1 : 0);
const gap = (name: string | undefined, fallback: number): number =>
	name === undefined ? fallback : flag(name === 'zero');

/* Where a question's choices or ranges begin among all of the checklist. */
interface Layout {
	first: number[];
	inFirst: number[];
}

function bindScoring(out: number[], { scoring }: Checklist): void {
	const effect = scoring.critical_effect ?? 'status_only';
	const isCap = typeof effect === 'object';
	out.push(methods.indexOf(scoring.method), gap(scoring.blank, 1), gap(scoring.not_applicable, 0),
		isCap ? 2 : flag(effect === 'zero'), isCap ? thousandths(effect.cap) : 0,
		orNone(scoring.pass_line), thousandths(scoring.base ?? 100),
		flag(scoring.floor_zero ?? true), flag(scoring.cap_at_full ?? true));
	const bands = scoring.bands ?? [];
	out.push(bands.length);
	for (const band of bands)
		out.push(thousandths(band.from ?? 0), orNone(band.max_total), orNone(band.max_single),
			flag(band.fails));
	const factors = scoring.repeat?.factors ?? [];
	out.push(factors.length, ...factors.map(thousandths));
}

function bindSections(out: number[], checklist: Checklist): void {
	let first = 0;
	out.push(checklist.sections.length);
	for (const section of checklist.sections) {
		out.push(thousandths(section.weight ?? 1), orNone(section.gate), first,
			section.questions.length, section.repeats ? section.repeats.min ?? 1 : 1);
		first += section.questions.length;
	}
}

const choicesOf = (q: Question) =>
	(q.type === 'choice' || q.type === 'choices' ? q.choices ?? [] : []);
const rangesOf = (q: Question) => (q.type === 'number' ? q.ranges ?? [] : []);

/* The answers to `other` that show a question, as the scorer counts them, ascending. */
function shownBy(other: Question, values: readonly (string | boolean)[]): number[] {
	const indices = values.map((value) => (typeof value === 'boolean' ? flag(value)
		: choicesOf(other).findIndex((choice) => choice.key === value)));
	return [...new Set(indices)].sort((a, b) => a - b);
}

function failsOn(q: Question): number {
	return q.type !== 'check' || q.fails === undefined ? 2 : flag(q.fails);
}

function bindQuestion(out: number[], q: Question, first: number,
	relevant: { at: number; inFirst: number; inNr: number }): void {
	const type = scoredTypes.indexOf(q.type);
	out.push(type < 0 ? UNSCORED : type, thousandths(q.weight ?? 1), thousandths(q.points ?? 0),
		thousandths(q.deduct ?? 0), first, choicesOf(q).length + rangesOf(q).length,
		relevant.at, relevant.inFirst, relevant.inNr, q.photos?.min ?? 0,
		q.type === 'photo' ? ALWAYS : whens.indexOf(q.photos?.when ?? 'never'),
		whens.indexOf(q.note ?? 'never'), failsOn(q), flag(q.critical), flag(q.bonus),
		flag(q.required));
}

function layOut(questions: readonly Question[]): Layout {
	const layout: Layout = { first: [], inFirst: [] };
	let choices = 0;
	let ranges = 0;
	let shown = 0;
	for (const q of questions) {
		layout.first.push(q.type === 'number' ? ranges : choices);
		layout.inFirst.push(shown);
		choices += choicesOf(q).length;
		ranges += rangesOf(q).length;
		shown += relevantOf(questions, q)?.values.length ?? 0;
	}
	return layout;
}

function relevantOf(questions: readonly Question[], q: Question):
	{ at: number; values: number[] } | undefined {
	const { relevant } = q;
	if (!relevant)
		return undefined;
	const at = questions.findIndex(({ key }) => key === relevant.question);
	return { at, values: shownBy(questions[at]!, relevant.in) };
}

function bindQuestions(out: number[], questions: readonly Question[]): void {
	const layout = layOut(questions);
	out.push(questions.length);
	questions.forEach((q, i) => {
		const relevant = relevantOf(questions, q);
		bindQuestion(out, q, layout.first[i]!, {
			at: relevant?.at ?? NONE,
			inFirst: layout.inFirst[i]!,
			inNr: relevant?.values.length ?? 0,
		});
	});
	const choices = questions.flatMap(choicesOf);
	out.push(choices.length);
	for (const choice of choices)
		out.push(thousandths(choice.points ?? 0), orNone(choice.possible), orNone(choice.deduct),
			flag(choice.fails), flag(choice.not_applicable));
	const ranges = questions.flatMap(rangesOf);
	out.push(ranges.length);
	for (const range of ranges)
		out.push(range.from === undefined ? -Infinity : thousandths(range.from),
			range.to === undefined ? Infinity : thousandths(range.to),
			thousandths(range.points ?? 0), orNone(range.deduct), flag(range.fails));
	const shown = questions.flatMap((q) => relevantOf(questions, q)?.values ?? []);
	out.push(shown.length, ...shown);
}

export function bindChecklist(checklist: Checklist): number[] {
	const out: number[] = [];
	bindScoring(out, checklist);
	bindSections(out, checklist);
	bindQuestions(out, checklist.sections.flatMap(({ questions }) => questions));
	return out;
}

/* ---- a sheet */

const BLANK = 0;
const ANSWERED = 1;
const NOT_APPLICABLE = 2;

function stateOf(q: Question, answer: Answer | undefined): number {
	if (!answer)
		return BLANK;
	if (answer.not_applicable)
		return NOT_APPLICABLE;
	switch (q.type) {
	case 'choice': {
		const choice = choicesOf(q).find(({ key }) => key === answer.choice);
		return choice ? choice.not_applicable ? NOT_APPLICABLE : ANSWERED : BLANK;
	}
	case 'text':
		return answer.text ? ANSWERED : BLANK;
	case 'photo':
		return answer.photos?.length ? ANSWERED : BLANK;
	default:
		return answer[q.type] === undefined ? BLANK : ANSWERED;
	}
}

function valueOf(q: Question, answer: Answer | undefined): number {
	if (q.type === 'choice')
		return Math.max(0, choicesOf(q).findIndex(({ key }) => key === answer?.choice));
	if (q.type === 'check')
		return flag(answer?.check);
	return q.type === 'number' ? thousandths(answer?.number ?? 0) : 0;
}

const blanks = /^[ \t\n\u00a0\u3000]*$/;
const hasNote = (answer: Answer | undefined): boolean => !blanks.test(answer?.note ?? '');

export function bindSheet(checklist: Checklist, sheet: Sheet): number[] {
	const questions = checklist.sections.flatMap((section) => section.questions);
	const chosen: number[] = [];
	const answers: number[] = [];
	for (const { question, instance } of places(checklist, sheet.instances)) {
		const answer = sheet.answers[answerKey(question.key, instance)];
		const picked = question.type === 'choices' ? shownBy(question, answer?.choices ?? []) : [];
		answers.push(stateOf(question, answer), valueOf(question, answer), chosen.length,
			picked.length, answer?.photos?.length ?? 0, flag(hasNote(answer)));
		chosen.push(...picked);
	}
	return [
		checklist.sections.length,
		...checklist.sections.map((section) => instancesOf(section, sheet.instances)),
		...questions.map((question) => flag(applies(question, sheet.tags))),
		questions.length, ...questions.map(({ key }) => sheet.history[key] ?? 0),
		chosen.length, ...chosen,
		...answers,
	];
}
