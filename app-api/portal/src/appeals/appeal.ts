/* An appeal as its page shows it, and the answer that it is about. */
import { answer, api, type Schemas } from '@shared/api';
import type { Answers } from '@shared/scoring/checklist';
import { editable_lines, sheet_parts, type Editable } from '../visits/sheet';
import { document_get, sheet_get, visit_get } from '../visits/visit';

export type Appeal = Schemas['AppealDetail'];
export type Outcome = Schemas['AppealDecision']['outcome'];

export const outcomes: readonly Outcome[] = ['upheld', 'changed', 'declined'];
export const appeal_states = ['open', 'upheld', 'changed', 'declined', 'withdrawn', 'moot'] as const;

export const appeal_get = (id: string): Promise<Appeal> => answer(api.GET('/v1/appeals/{id}', { params: { path: { id } } }));
export const finding_get = (id: string): Promise<Schemas['Finding']> => answer(api.GET('/v1/findings/{id}', { params: { path: { id } } }));

export interface Disputed {
	/* As in the sheet: "room.minibar@2". */
	key: string;
	answers: Answers;
	/* Every answer of the sheet: another one may have to be put right with it. */
	lines: Editable[];
}

/* What was answered, by the sheet in force; null where the question is not asked there any more. */
export async function disputed_answer(appeal: Appeal): Promise<Disputed | null> {
	const visit = await visit_get(appeal.inspection_id);
	const [checklist, sheet] = await Promise.all([document_get(visit.checklist.id, visit.version!), sheet_get(visit.id, visit.revision)]);
	const parts = sheet_parts(checklist, sheet);
	for (const part of parts) {
		const line = part.lines.find((one) => one.question.key === appeal.question && part.instance === appeal.instance);
		if (line) return { key: line.key, answers: sheet.answers, lines: editable_lines(parts) };
	}
	return null;
}
