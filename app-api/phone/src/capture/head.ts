/*
 * What a picture says of itself in its first segments, read piece by piece: a file of 100 MB is never in
 * memory as a whole on our account.
 */
import { exif_segment, is_frame, jpeg_size, type Size } from './jpeg';

export interface Head {
	is_jpeg: boolean;
	/* As stored; null where it is not told. */
	size: Size | null;
	exif: Uint8Array | null;
}

const piece = 256 * 1024;
const app1 = 0xe1;
const start_of_scan = 0xda;

function pieces(file: Blob): (start: number, length: number) => Promise<Uint8Array> {
	let bytes = new Uint8Array();
	let from = 0;
	return async (start, length) => {
		if (start < from || start + length > from + bytes.length) {
			bytes = new Uint8Array(await file.slice(start, start + Math.max(piece, length)).arrayBuffer());
			from = start;
		}
		return bytes.slice(start - from, start - from + length);
	};
}

/* Of a JPEG its APP1 segments and its frame, as a small file of their own. */
async function digest(file: Blob, read: (start: number, length: number) => Promise<Uint8Array>): Promise<Uint8Array> {
	const kept: number[] = [0xff, 0xd8];
	for (let at = 2; at + 4 <= file.size; ) {
		const [mark, marker, high, low] = (await read(at, 4)) as unknown as [number, number, number, number];
		if (mark !== 0xff || marker === start_of_scan) break;
		if (marker === 0xff) {
			at++;
			continue;
		}
		const length = 2 + ((high << 8) | low);
		if (length < 4 || at + length > file.size) break;
		if (marker === app1 || is_frame(marker)) kept.push(...(await read(at, length)));
		if (is_frame(marker)) break;
		at += length;
	}
	return Uint8Array.from(kept);
}

const png_begins = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

export async function head_of(file: Blob): Promise<Head> {
	const read = pieces(file);
	const begin = await read(0, 24);
	if (begin[0] === 0xff && begin[1] === 0xd8) {
		const bytes = await digest(file, read);
		return { is_jpeg: true, size: jpeg_size(bytes), exif: exif_segment(bytes) };
	}
	const is_png = begin.length === 24 && png_begins.every((byte, i) => begin[i] === byte);
	const view = new DataView(begin.buffer);
	return { is_jpeg: false, size: is_png ? { width: view.getUint32(16), height: view.getUint32(20) } : null, exif: null };
}
