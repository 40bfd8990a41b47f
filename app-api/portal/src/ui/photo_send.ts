/*
 * Sends a photograph: refuses what the server would refuse before it is on its way, and says how it was
 * taken. It has arrived when this is through.
 */
import { send_to, type Schemas } from '@shared/api';
import { clock_offset_ms } from '@shared/connection';
import { Problem } from '@shared/problem';
import { sha256 } from './sha256';

export const most_bytes = 26_214_400;
export const photo_types = 'image/jpeg,image/png';

/* By its first bytes: a file's name or type may say anything. */
export function picture_type(bytes: Uint8Array): 'image/jpeg' | 'image/png' | null {
	const starts = (...with_bytes: number[]) => with_bytes.every((byte, i) => bytes[i] === byte);
	if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg';
	if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
	return null;
}

function capture_record(file: File, method: 'camera' | 'file'): string {
	const record: Schemas['CaptureRecord'] = { method };
	if (method === 'camera') record.claimed_at = new Date(file.lastModified).toISOString();
	if (clock_offset_ms.value !== null) record.clock_offset_ms = clock_offset_ms.value;
	return JSON.stringify(record);
}

export async function photo_send(file: File, method: 'camera' | 'file'): Promise<string> {
	if (file.size > most_bytes) throw new Problem('too_large', 413);
	let bytes: Uint8Array<ArrayBuffer>;
	try {
		bytes = new Uint8Array(await file.arrayBuffer());
	} catch (cause) {
		throw new Problem('photos_unreadable', 0, { cause });
	}
	const type = picture_type(bytes);
	if (!type) throw new Problem('unsupported_media_type', 415, { title: 'The file is no JPEG or PNG' });
	const hash = await sha256(bytes);
	const headers = { 'content-type': type, 'capture-record': capture_record(file, method) };
	/* Five minutes: a large photograph over a poor line. */
	await send_to(`/v1/photos/${hash}`, { method: 'PUT', body: bytes, headers }, { patience_ms: 300_000 });
	return hash;
}
