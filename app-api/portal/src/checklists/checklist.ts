/* Checklists of the server: documents with the ETag that a change must name. */
import { answer, api, send_to, type Schemas } from '@shared/api';
import type { Checklist } from '@shared/scoring/checklist';

export type Detail = Schemas['ChecklistDetail'];

export const detail_get = (id: string): Promise<Detail> => answer(api.GET('/v1/checklists/{id}', { params: { path: { id } } }));

export interface Draft {
	number: number;
	etag: string;
	document: Checklist;
}

export async function version_get(id: string, number: number): Promise<Draft> {
	const response = await send_to(`/v1/checklists/${id}/versions/${number}`);
	const { document } = (await response.json()) as { document: Checklist };
	return { number, etag: response.headers.get('etag') ?? '', document };
}

const json = { 'content-type': 'application/json' };

/* Throws invalid_checklist with the faults; nothing is kept. */
export async function document_check(document: Checklist, signal: AbortSignal): Promise<void> {
	await send_to('/v1/checklists/check', { method: 'POST', headers: json, body: JSON.stringify(document), signal });
}

export interface Saved {
	id: string;
	number: number;
	etag: string;
}

/* A new checklist, a new draft of one that has none, or the draft anew. `new_id` is kept over repeats. */
export async function document_save(document: Checklist, id: string | null, draft: Draft | null, new_id: string): Promise<Saved> {
	const body = JSON.stringify(document, null, '\t');
	if (!id) {
		const response = await send_to(`/v1/checklists?id=${new_id}`, { method: 'POST', headers: json, body });
		const made = (await response.json()) as Detail;
		return { id: made.id, number: 1, etag: (await version_get(made.id, 1)).etag };
	}
	const path = `/v1/checklists/${id}/versions`;
	const response = draft
		? await send_to(`${path}/${draft.number}`, { method: 'PUT', headers: { ...json, 'if-match': draft.etag }, body })
		: await send_to(`${path}?id=${new_id}`, { method: 'POST', headers: json, body });
	const version = (await response.json()) as Schemas['ChecklistVersion'];
	return { id, number: version.number, etag: response.headers.get('etag') ?? '' };
}

/* Hands a document to the browser as a file. */
export function download(text: string, name: string): void {
	const link = document.createElement('a');
	link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/* A document that came as a file waits here for the editor that opens next. */
let handed: Checklist | null = null;

export function hand_over(document: Checklist): void {
	handed = document;
}

export function take_over(): Checklist | null {
	const document = handed;
	handed = null;
	return document;
}

/* What a file must at least be to be shown in the editor; the server's check says the rest. */
export function is_checklist(value: unknown): value is Checklist {
	const one = value as Partial<Checklist> | null;
	return (
		one?.format === 'gemba.checklist/1' &&
		typeof one.scoring === 'object' &&
		Array.isArray(one.sections) &&
		one.sections.every((section) => typeof section === 'object' && Array.isArray(section?.questions))
	);
}
