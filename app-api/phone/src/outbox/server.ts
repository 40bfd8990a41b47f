/* The server as the outbox needs it. It asks once: the outbox itself knows when to ask again. */
import { answer, api, send_to, type Schemas } from '@shared/api';
import type { PhotoRow, ServerSheet, SubmissionRow, Submitted } from '../store/db';
import type { Change } from './merge';
import type { Server } from './send';

/* A photograph over a bad network takes its time. */
const photo_patience_ms = 180_000;
const patience_ms = 60_000;

/* A header is ASCII; the record is, by its making, but for nobody's sake may it break the request. */
function header_json(value: unknown): string {
	return JSON.stringify(value).replace(/[^\x20-\x7e]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

async function put_photo(photo: PhotoRow, bytes: ArrayBuffer): Promise<void> {
	const headers = { 'content-type': photo.type, 'capture-record': header_json(photo.record) };
	const init = { method: 'PUT', headers, body: bytes };
	await send_to(`/v1/photos/${photo.sha256}`, init, { tries_again: 0, patience_ms: photo_patience_ms });
}

async function submit(row: SubmissionRow): Promise<Submitted> {
	const headers = { 'content-type': 'application/json', ...(row.if_match ? { 'if-match': row.if_match } : {}) };
	const init = { method: 'POST', headers, body: row.body };
	const response = await send_to(`/v1/inspections/${row.visit_id}/${row.is_closed ? 'misfire' : 'submit'}`, init, { tries_again: 0, patience_ms });
	if (!row.is_closed) return (await response.json()) as Submitted;
	const { inspection } = (await response.json()) as Schemas['ReviewedVisit'];
	return { inspection, result: null, findings: [] };
}

async function start(visit_id: string, started_at: number, context_id: string): Promise<void> {
	const body = JSON.stringify({ started_at: new Date(started_at).toISOString(), context_id });
	const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
	await send_to(`/v1/inspections/${visit_id}/start`, init, { tries_again: 0, patience_ms });
}

async function sheet(visit_id: string): Promise<ServerSheet> {
	return answer(api.GET('/v1/inspections/{id}/sheet', { params: { path: { id: visit_id } } })) as Promise<ServerSheet>;
}

async function fill_in(visit_id: string, base: string, change: Change): Promise<ServerSheet> {
	const headers = { 'content-type': 'application/json', 'if-match': base };
	const init = { method: 'PATCH', headers, body: JSON.stringify(change) };
	const response = await send_to(`/v1/inspections/${visit_id}/sheet`, init, { tries_again: 0, patience_ms });
	return (await response.json()) as ServerSheet;
}

export const server: Server = { put_photo, submit, start, sheet, fill_in };
