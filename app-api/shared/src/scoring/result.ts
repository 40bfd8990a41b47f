/*
 * What the scorer says, line by line, as a result: the same members in the same order as "gemba
 * score" prints them, and beside it what became of every answer.
 */
import { instancesOf, places, type Checklist, type Severity, type Sheet } from './checklist';

export type Status = 'pass' | 'fail' | 'not_scored';
export type Outcome = 'hidden' | 'blank' | 'not_applicable' | 'answered' | 'passed' | 'failed';
export type Need = 'instances' | 'answer' | 'photos' | 'note';

export interface Finding {
	question: string;
	instance: string | null;
	severity: Severity;
	department: string;
	indicator: string | null;
	lost: number;
	repeat: number;
}

export interface Missing {
	question?: string;
	instance?: string | null;
	section?: string;
	needs: Need;
}

export interface Reason {
	kind: 'critical' | 'gate' | 'pass_line' | 'band';
	question?: string;
	instance?: string | null;
	section?: string;
}

export interface Result {
	earned: number;
	possible: number;
	percent: string | null;
	grade: string | null;
	status: Status;
	reasons: Reason[];
	sections: { key: string; earned: number; possible: number; percent: string | null }[];
	findings: Finding[];
	missing: Missing[];
}

export interface Scored {
	result: Result;
	/* by answer, in the order of places() */
	outcomes: Outcome[];
}

const statuses: readonly Status[] = ['pass', 'fail', 'not_scored'];
const needs: readonly Need[] = ['instances', 'answer', 'photos', 'note'];
const outcomes: readonly Outcome[] =
	['hidden', 'blank', 'not_applicable', 'answered', 'passed', 'failed'];

const percent = (text: string): string | null => (text === '-' ? null : text);

class Reader {
	#lines: Map<string, string[][]> = new Map();

	constructor(text: string) {
		for (const line of text.split('\n')) {
			const [kind, ...fields] = line.split(' ');
			if (kind)
				this.#lines.set(kind, [...this.#lines.get(kind) ?? [], fields]);
		}
	}

	of(kind: string): string[][] {
		return this.#lines.get(kind) ?? [];
	}
}

function nameOf(checklist: Checklist, sheet: Sheet, section: number, instance: number): string | null {
	const { key, repeats } = checklist.sections[section]!;
	return repeats ? sheet.instances[key]![instance]! : null;
}

function readFindings(checklist: Checklist, sheet: Sheet, lines: string[][]) {
	const questions = checklist.sections.flatMap((section) => section.questions);
	return lines.map((fields) => {
		const [section, instance, question, lost, repeat, critical] = fields.map(Number);
		const { key, severity, department, indicator } = questions[question!]!;
		return {
			isCritical: critical === 1,
			finding: {
				question: key,
				instance: nameOf(checklist, sheet, section!, instance!),
				severity: severity!,
				department: department!,
				indicator: indicator ?? null,
				lost: lost!,
				repeat: repeat!,
			} satisfies Finding,
		};
	});
}

function readMissing(checklist: Checklist, sheet: Sheet, fields: string[]): Missing {
	const [section, instance, question, need] = fields.map(Number);
	if (question! < 0)
		return { section: checklist.sections[section!]!.key, needs: needs[need!]! };
	const questions = checklist.sections.flatMap((one) => one.questions);
	return {
		question: questions[question!]!.key,
		instance: nameOf(checklist, sheet, section!, instance!),
		needs: needs[need!]!,
	};
}

export function readResult(checklist: Checklist, sheet: Sheet, text: string): Scored {
	const reader = new Reader(text);
	const total = reader.of('T')[0]!;
	const sections = reader.of('S');
	const found = readFindings(checklist, sheet, reader.of('F'));
	const grade = Number(total[3]);
	const reasons: Reason[] = found.filter(({ isCritical }) => isCritical).map(({ finding }) =>
		({ kind: 'critical', question: finding.question, instance: finding.instance }));
	sections.forEach((fields, i) => {
		if (fields[3] === '1')
			reasons.push({ kind: 'gate', section: checklist.sections[i]!.key });
	});
	if (total[5] === '1')
		reasons.push({ kind: 'pass_line' });
	if (total[6] === '1')
		reasons.push({ kind: 'band' });
	return {
		result: {
			earned: Number(total[0]),
			possible: Number(total[1]),
			percent: percent(total[2]!),
			grade: grade < 0 ? null : checklist.scoring.bands![grade]!.grade,
			status: statuses[Number(total[4])]!,
			reasons,
			sections: sections.map(([earned, possible, ratio], i) => ({
				key: checklist.sections[i]!.key,
				earned: Number(earned),
				possible: Number(possible),
				percent: percent(ratio!),
			})),
			findings: found.map(({ finding }) => finding),
			missing: reader.of('M').map((fields) => readMissing(checklist, sheet, fields)),
		},
		outcomes: [...reader.of('O')[0]?.[0] ?? ''].map((digit) => outcomes[Number(digit)]!),
	};
}

/* By answer key: what became of it. */
export function outcomesByKey(checklist: Checklist, sheet: Sheet, scored: Scored): Map<string, Outcome> {
	const byKey = new Map<string, Outcome>();
	let at = 0;
	for (const { question, instance } of places(checklist, sheet.instances))
		byKey.set(instance === null ? question.key : `${question.key}@${instance + 1}`,
			scored.outcomes[at++] ?? 'blank');
	return byKey;
}

/* Whether every section has as many instances as it needs is among the missing; this is how many. */
export function instancesNeeded(checklist: Checklist, sheet: Sheet): number {
	return checklist.sections.reduce((sum, section) =>
		sum + Math.max(0, (section.repeats?.min ?? 0) - instancesOf(section, sheet.instances)), 0);
}
