/* Two sheets of one visit beside each other: the questions that they answer differently. */
import type { Answer, Answers, Instances, Question } from '@shared/scoring/checklist';
import { renumbered } from '../outbox/merge';
import type { Bundle } from '../store/db';

export interface Difference {
	key: string;
	question: Question;
	/* The room, in a repeating section. */
	name: string | null;
	here: Answer | undefined;
	there: Answer | undefined;
}

export interface Side {
	answers: Answers;
	instances: Instances | null;
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/* In the order of the form. Rooms are the same where they have the same name; those of there alone come last. */
export function differences(bundle: Bundle, here: Side, there: Side): Difference[] {
	const document = bundle.version.document;
	const names = Object.fromEntries(
		document.sections.map(({ key }) => [key, [...new Set([...(here.instances?.[key] ?? []), ...(there.instances?.[key] ?? [])])]]),
	);
	const theirs = renumbered(there.answers, document, there.instances ?? {}, names);
	return document.sections.flatMap((section) => {
		const rooms = section.repeats ? (names[section.key] ?? []) : [null];
		return rooms.flatMap((name, i) =>
			section.questions
				.map((question) => ({ question, name, key: name === null ? question.key : `${question.key}@${i + 1}` }))
				.map((one) => ({ ...one, here: here.answers[one.key], there: theirs[one.key] }))
				.filter((one) => !same(one.here, one.there)),
		);
	});
}
