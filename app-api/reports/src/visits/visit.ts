/* A visit as it is read: the checklist's questions with what was answered, and what failed. */
import { answer, api, type Schemas } from '@shared/api';
import { format_day, format_number } from '@shared/format';
import { i18n, text_of } from '@shared/i18n';
import { answerKey, instancesOf, type Answer, type Answers, type Checklist, type Question } from '@shared/scoring/checklist';

export type Finding = Schemas['Finding'];

export interface Line {
	key: string;
	question: Question;
	answer: Answer | null;
	/* What was answered, in words; '' where it is a photograph alone. */
	text: string;
	photos: string[];
	finding: Finding | null;
}

export interface Block {
	key: string;
	title: string;
	/* Of a repeating section: which room. */
	instance: string | null;
	percent: string | null;
	lines: Line[];
}

export interface Visit {
	inspection: Schemas['Inspection'];
	sheet: Schemas['Sheet'];
	checklist: Checklist;
	findings: Finding[];
}

async function findings_of(inspection_id: string): Promise<Finding[]> {
	const found: Finding[] = [];
	for (let after: string | null | undefined; after !== null; ) {
		const query = { inspection_id, limit: 200, ...(after ? { after } : {}) };
		const page: Schemas['FindingPage'] = await answer(api.GET('/v1/findings', { params: { query } }));
		found.push(...page.items);
		after = page.next;
	}
	return found;
}

export async function load_visit(id: string): Promise<Visit> {
	const path = { id };
	const [inspection, sheet, findings] = await Promise.all([
		answer(api.GET('/v1/inspections/{id}', { params: { path } })),
		answer(api.GET('/v1/inspections/{id}/sheet', { params: { path } })),
		findings_of(id),
	]);
	const version = { id: inspection.checklist.id, number: inspection.version ?? 0 };
	const { document } = await answer(api.GET('/v1/checklists/{id}/versions/{number}', { params: { path: version } }));
	return { inspection, sheet, findings, checklist: document as unknown as Checklist };
}

function choice_text(question: Question, key: string): string {
	return text_of(question.choices?.find((choice) => choice.key === key)?.label) || key;
}

export function answer_text(question: Question, given: Answer | null): string {
	const { t } = i18n.global;
	if (!given) return t('visits.blank');
	if (given.not_applicable) return t('visits.not_applicable');
	if (given.choice !== undefined) return choice_text(question, given.choice);
	if (given.choices !== undefined) return given.choices.map((key) => choice_text(question, key)).join(t('words.and')) || t('visits.none_chosen');
	if (given.check !== undefined) return t(given.check ? 'frame.yes' : 'frame.no');
	if (given.number !== undefined) return [format_number(given.number, 3), question.unit].filter(Boolean).join(' ');
	if (given.date !== undefined) return format_day(given.date);
	if (given.place !== undefined) return `${given.place.lat.toFixed(5)}, ${given.place.lon.toFixed(5)}`;
	if (given.text) return given.text;
	return given.photos?.length || given.signature ? '' : t('visits.blank');
}

/* Why it failed, each reason once. */
export function reasons_of({ sheet, checklist }: Visit): string[] {
	const { t } = i18n.global;
	const reasons = (sheet.result?.reasons ?? []) as unknown as { kind: string; section?: string }[];
	const told = reasons.map(({ kind, section }) => {
		const title = text_of(checklist.sections.find((one) => one.key === section)?.title);
		return t(`visits.reasons.${kind}`, { section: title, line: format_number(checklist.scoring.pass_line ?? 0, 2) });
	});
	return [...new Set(told)];
}

export function blocks_of({ checklist, sheet, findings }: Visit): Block[] {
	const answers = sheet.answers as Answers;
	const instances = sheet.instances as Record<string, string[]>;
	/* The contract says of a section only which members it has. */
	const sections = (sheet.result?.sections ?? []) as unknown as { key: string; percent: string | null }[];
	const percents = new Map(sections.map((one) => [one.key, one.percent]));
	return checklist.sections.flatMap((section) =>
		Array.from({ length: instancesOf(section, instances) }, (_, n): Block => {
			const instance = section.repeats ? (instances[section.key]?.[n] ?? null) : null;
			return {
				key: `${section.key}@${n}`,
				title: text_of(section.title),
				instance,
				percent: n === 0 ? (percents.get(section.key) ?? null) : null,
				lines: section.questions.map((question) => {
					const key = answerKey(question.key, section.repeats ? n : null);
					const given = answers[key] ?? null;
					return {
						key,
						question,
						answer: given,
						text: answer_text(question, given),
						photos: [...(given?.photos ?? []), ...(given?.signature ? [given.signature] : [])],
						finding: findings.find((one) => one.question === question.key && one.instance === instance) ?? null,
					};
				}),
			};
		}),
	);
}
