/* A visit with what its page shows: the sheet, the checklist that it was filled in by, its findings. */
import { answer, api, send_to, type Schemas } from '@shared/api';
import type { Answers, Checklist, Instances } from '@shared/scoring/checklist';
import type { Result } from '@shared/scoring/result';
import type { Written } from './sheet';

export type Visit = Schemas['Inspection'];

export interface Revision extends Written {
	revision: number;
	is_submitted: boolean;
	changed_at: string | null;
	reason: string | null;
	/* What was put right during the visit, by the answer's key, with what shows it. */
	fixed: Record<string, string[]>;
}

export const visit_get = (id: string): Promise<Visit> => answer(api.GET('/v1/inspections/{id}', { params: { path: { id } } }));

export async function sheet_get(id: string, revision: number): Promise<Revision> {
	const sheet = await answer(api.GET('/v1/inspections/{id}/sheet', { params: { path: { id }, query: { revision } } }));
	return {
		revision: sheet.revision,
		is_submitted: sheet.is_submitted,
		changed_at: sheet.changed_at,
		reason: sheet.reason,
		fixed: sheet.fixed ?? {},
		answers: sheet.answers as Answers,
		instances: sheet.instances as Instances,
		result: sheet.result as Result | null,
	};
}

/* A published version never changes: it is asked for once. */
const documents = new Map<string, Promise<Checklist>>();

export function document_get(checklist_id: string, number: number): Promise<Checklist> {
	const path = `/v1/checklists/${checklist_id}/versions/${number}/document`;
	let document = documents.get(path);
	if (!document) {
		document = send_to(path).then((response) => response.json() as Promise<Checklist>);
		documents.set(path, document);
		document.catch(() => documents.delete(path));
	}
	return document;
}

/* By question and instance: what failed, as a finding. */
export async function findings_of(inspection_id: string): Promise<Map<string, Schemas['Finding']>> {
	const found = new Map<string, Schemas['Finding']>();
	for (let after: string | undefined; ; ) {
		const query = { inspection_id, limit: 200, ...(after ? { after } : {}) };
		const page = await answer(api.GET('/v1/findings', { params: { query } }));
		for (const one of page.items) found.set(`${one.question}@${one.instance ?? ''}`, one);
		if (!page.next) return found;
		after = page.next;
	}
}
