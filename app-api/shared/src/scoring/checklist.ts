/*
 * A checklist as it is written (gemba.checklist/1), and the order in which its parts are counted.
 * The server has checked the document before anybody gets it; here it is only read.
 */
export type Texts = Record<string, string>;
export type Severity = 'minor' | 'major' | 'critical';
export type When = 'always' | 'failed' | 'never';
export type QuestionType =
	| 'choice' | 'choices' | 'check' | 'number' | 'text' | 'date' | 'photo' | 'signature' | 'place';

export interface Choice {
	key: string;
	label: Texts;
	points?: number;
	possible?: number;
	deduct?: number;
	fails?: boolean;
	not_applicable?: boolean;
}

export interface Range {
	from?: number;
	to?: number;
	points?: number;
	deduct?: number;
	fails?: boolean;
}

export interface Question {
	key: string;
	text: Texts;
	type: QuestionType;
	choices?: Choice[];
	ranges?: Range[];
	points?: number;
	fails?: boolean;
	deduct?: number;
	weight?: number;
	bonus?: boolean;
	critical?: boolean;
	severity?: Severity;
	department?: string;
	indicator?: string;
	required?: boolean;
	may_skip?: boolean;
	photos?: { min?: number; max?: number; when?: When };
	note?: When;
	guidance?: Texts;
	reference?: string;
	unit?: string;
	min?: number;
	max?: number;
	applies?: { any_tag?: string[]; not_tag?: string[] };
	relevant?: { question: string; in: (string | boolean)[] };
}

export interface Section {
	key: string;
	title: Texts;
	weight?: number;
	gate?: number;
	repeats?: { min?: number; max?: number; name: Texts };
	questions: Question[];
}

export interface Band {
	grade: string;
	from?: number;
	max_total?: number;
	max_single?: number;
	fails?: boolean;
}

export interface Checklist {
	format: 'gemba.checklist/1';
	code: string;
	title: Texts;
	kind: 'daily' | 'self' | 'tour' | 'special' | 'mystery';
	scoring: {
		method: 'points' | 'weighted_sections' | 'deduction' | 'demerit';
		blank?: 'zero' | 'exclude';
		not_applicable?: 'zero' | 'exclude';
		critical_effect?: 'status_only' | 'zero' | { cap: number };
		pass_line?: number;
		base?: number;
		floor_zero?: boolean;
		cap_at_full?: boolean;
		bands?: Band[];
		repeat?: { lookback?: number; days?: number; factors: number[] };
	};
	sections: Section[];
}

export interface Place {
	lat: number;
	lon: number;
	accuracy?: number;
}

/* What is written to one question; a question of a repeating section once an instance ("key@1"). */
export interface Answer {
	choice?: string;
	choices?: string[];
	check?: boolean;
	number?: number;
	text?: string;
	date?: string;
	photos?: string[];
	signature?: string;
	place?: Place;
	not_applicable?: true;
	note?: string;
}

export type Answers = Record<string, Answer>;
export type Instances = Record<string, string[]>;

/* All that a score depends on: the answers, and the context that the server handed out. */
export interface Sheet {
	answers: Answers;
	instances: Instances;
	tags: readonly string[];
	history: Readonly<Record<string, number>>;
}

/* The key under which an answer is kept; `instance` counts from 0, null where nothing repeats. */
export function answerKey(question: string, instance: number | null): string {
	return instance === null ? question : `${question}@${instance + 1}`;
}

/* How often a section is answered: once, or once for each name that it has been given. */
export function instancesOf(section: Section, instances: Instances): number {
	return section.repeats ? instances[section.key]?.length ?? 0 : 1;
}

/* Every answer that a sheet can have, in the order in which they are counted. */
export function* places(checklist: Checklist, instances: Instances):
	Generator<{ section: Section; question: Question; instance: number | null }> {
	for (const section of checklist.sections)
		for (let i = 0; i < instancesOf(section, instances); i++)
			for (const question of section.questions)
				yield { section, question, instance: section.repeats ? i : null };
}

/* What the store's tags leave of a question. */
export function applies(question: Question, tags: readonly string[]): boolean {
	const { any_tag: any, not_tag: not } = question.applies ?? {};
	return (!any || any.some((tag) => tags.includes(tag))) &&
		!not?.some((tag) => tags.includes(tag));
}
