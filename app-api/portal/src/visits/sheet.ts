/* A sheet as it is read: section by section, instance by instance, each answer in words. */
import { i18n } from '@shared/i18n';
import { text_of } from '@shared/i18n';
import { format_day, format_number } from '@shared/format';
import { answerKey, instancesOf, type Answer, type Answers, type Checklist, type Instances, type Question } from '@shared/scoring/checklist';
import type { Finding, Result } from '@shared/scoring/result';

export interface Line {
	/* As in the sheet: "room.minibar@2". */
	key: string;
	question: Question;
	answer: Answer | null;
	finding: Finding | null;
	/* Against the revision before. */
	is_changed: boolean;
}

export interface Part {
	key: string;
	title: string;
	instance: string | null;
	lines: Line[];
}

export interface Written {
	answers: Answers;
	instances: Instances;
	result: Result | null;
}

/* The order of the members says nothing. */
const written = (answer: Answer | undefined) => JSON.stringify(Object.entries(answer ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)));

function is_other(one: Answer | undefined, other: Answer | undefined): boolean {
	return written(one) !== written(other);
}

/* An answer that can be put right, with where it stands. */
export interface Editable {
	key: string;
	question: Question;
	answer: Answer;
	where: string;
}

export function editable_lines(parts: Part[]): Editable[] {
	return parts.flatMap((part) =>
		part.lines.map(({ key, question, answer }) => ({
			key,
			question,
			answer: answer ?? {},
			where: part.instance === null ? part.title : `${part.title} · ${part.instance}`,
		})),
	);
}

/* Of what is being put right, what is otherwise than it was; null where nothing is answered any more. */
export function changed_answers(before: Answers, edits: Answers): Record<string, Answer | null> {
	const others = Object.entries(edits).filter(([key, now]) => is_other(now, before[key]));
	return Object.fromEntries(others.map(([key, now]) => [key, Object.keys(now).length ? now : null]));
}

export function sheet_parts(checklist: Checklist, sheet: Written, before: Written | null = null): Part[] {
	const parts: Part[] = [];
	for (const section of checklist.sections) {
		for (let i = 0; i < instancesOf(section, sheet.instances); i++) {
			const instance = section.repeats ? (sheet.instances[section.key]?.[i] ?? null) : null;
			const lines = section.questions.map((question): Line => {
				const key = answerKey(question.key, section.repeats ? i : null);
				const finding = sheet.result?.findings.find((one) => one.question === question.key && one.instance === instance);
				return {
					key,
					question,
					answer: sheet.answers[key] ?? null,
					finding: finding ?? null,
					is_changed: before !== null && is_other(sheet.answers[key], before.answers[key]),
				};
			});
			parts.push({ key: `${section.key}@${i}`, title: text_of(section.title), instance, lines });
		}
	}
	return parts;
}

function label_of(question: Question, key: string): string {
	return text_of(question.choices?.find((choice) => choice.key === key)?.label) || key;
}

/* What was answered, in words; '' where nothing was. */
export function answer_text(question: Question, answer: Answer | null): string {
	const t = i18n.global.t;
	if (!answer) return '';
	if (answer.not_applicable) return t('visits.not_applicable');
	if (answer.choice !== undefined) return label_of(question, answer.choice);
	if (answer.choices) return answer.choices.map((key) => label_of(question, key)).join(t('visits.and')) || t('visits.none_of_them');
	if (answer.check !== undefined) return t(answer.check ? 'frame.yes' : 'frame.no');
	if (answer.number !== undefined) return `${format_number(answer.number, 3)}${question.unit ? ` ${question.unit}` : ''}`;
	if (answer.date) return format_day(answer.date);
	if (answer.place) return `${answer.place.lat.toFixed(5)}, ${answer.place.lon.toFixed(5)}`;
	return answer.text ?? '';
}

/* The photographs and the signature of an answer. */
export function answer_pictures(answer: Answer | null): string[] {
	return [...(answer?.photos ?? []), ...(answer?.signature ? [answer.signature] : [])];
}

/* Why a visit failed, by what the checklist calls things. */
export function reason_text(checklist: Checklist, reason: Result['reasons'][number]): string {
	const t = i18n.global.t;
	const question = checklist.sections.flatMap((section) => section.questions).find((one) => one.key === reason.question);
	const section = checklist.sections.find((one) => one.key === reason.section);
	const name = text_of(question?.text) || text_of(section?.title);
	return t(`visits.reasons.${reason.kind}`, { name });
}
