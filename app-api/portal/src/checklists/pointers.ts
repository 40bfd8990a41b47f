/* Where a fault of the document is shown: the part of the editor, and the pointer of the field there. */
import type { Fault } from '@shared/problem';
import type { At } from './document';

export type Part = 'head' | 'scoring' | 'section' | 'question';

export interface Place {
	part: Part;
	section: number;
	question: number;
}

export const head: Place = { part: 'head', section: -1, question: -1 };
export const scoring: Place = { part: 'scoring', section: -1, question: -1 };
export const section_place = (section: number): Place => ({ part: 'section', section, question: -1 });
export const question_place = ({ section, question }: At): Place => ({ part: 'question', section, question });

export function place_of(pointer: string): Place {
	const [, first, section, inner, question] = pointer.split('/');
	if (first === 'scoring') return scoring;
	if (first !== 'sections' || section === undefined || !/^\d+$/.test(section)) return head;
	if (inner === 'questions' && question !== undefined && /^\d+$/.test(question)) {
		return question_place({ section: Number(section), question: Number(question) });
	}
	return section_place(Number(section));
}

export function pointer_of(place: Place): string {
	if (place.part === 'head') return '';
	if (place.part === 'scoring') return '/scoring';
	const section = `/sections/${place.section}`;
	return place.part === 'section' ? section : `${section}/questions/${place.question}`;
}

export function is_same(one: Place, other: Place): boolean {
	return one.part === other.part && one.section === other.section && one.question === other.question;
}

/* How many faults each part has, by its pointer. */
export function faults_by_place(faults: readonly Fault[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const fault of faults) {
		const key = pointer_of(place_of(fault.pointer));
		counts.set(key, (counts.get(key) ?? 0) + 1);
	}
	return counts;
}

/* Below its part: "/choices/0/label"; '' is the part itself. */
export function rest_of(pointer: string): string {
	return pointer.slice(pointer_of(place_of(pointer)).length);
}
