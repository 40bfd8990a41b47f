/* From the file that a camera or a gallery hands over to the bytes that are kept and sent. */
import { sha256_hex } from './hash';
import { head_of } from './head';
import { exif_segment, made_upright, orientation_of, with_exif, type Size } from './jpeg';
import { doubts_of, measure, measured_edge } from './measure';
import { by_server, offset_ms } from './clock';
import { place_known, record_place } from './place';
import { fitted, is_kept_as_it_is, is_small_enough, qualities, refusal_of, type Refusal } from './plan';
import type { CaptureRecord, Doubt, PhotoRow } from '../store/db';

export class PictureRefused extends Error {
	constructor(readonly why: Refusal) {
		super(why);
	}
}

export interface Captured {
	photo: Omit<PhotoRow, 'visit_id'>;
	bytes: ArrayBuffer;
}

function draw(picture: CanvasImageSource, size: Size): HTMLCanvasElement {
	const canvas = document.createElement('canvas');
	canvas.width = size.width;
	canvas.height = size.height;
	const pen = canvas.getContext('2d')!;
	/* A picture without a ground of its own would become black. */
	pen.fillStyle = '#fff';
	pen.fillRect(0, 0, size.width, size.height);
	pen.imageSmoothingQuality = 'high';
	pen.drawImage(picture, 0, 0, size.width, size.height);
	return canvas;
}

function encode(canvas: HTMLCanvasElement, type: string, quality?: number): Promise<Uint8Array<ArrayBuffer>> {
	return new Promise((done, fail) =>
		canvas.toBlob(
			(blob) => (blob ? void blob.arrayBuffer().then((buffer) => done(new Uint8Array(buffer)), fail) : fail(new PictureRefused('not_a_picture'))),
			type,
			quality,
		),
	);
}

export async function encode_jpeg(canvas: HTMLCanvasElement): Promise<Uint8Array<ArrayBuffer>> {
	for (const quality of qualities) {
		const bytes = await encode(canvas, 'image/jpeg', quality);
		if (is_small_enough(bytes.length, quality)) return bytes;
	}
	throw new PictureRefused('not_a_picture');
}

export function encode_png(canvas: HTMLCanvasElement): Promise<Uint8Array<ArrayBuffer>> {
	return encode(canvas, 'image/png');
}

/* The browser turns it upright. */
async function decode(file: Blob): Promise<ImageBitmap> {
	try {
		return await createImageBitmap(file, { imageOrientation: 'from-image' });
	} catch {
		throw new PictureRefused('not_a_picture');
	}
}

function look_at(picture: ImageBitmap): Doubt[] {
	const size = fitted(picture, measured_edge);
	const pixels = draw(picture, size).getContext('2d')!.getImageData(0, 0, size.width, size.height);
	return doubts_of(measure(pixels.data, size.width, size.height));
}

function record_of(method: CaptureRecord['method'], taken_at: number, bytes: number, original: Size): CaptureRecord {
	const offset = offset_ms.value;
	return {
		method,
		claimed_at: new Date(taken_at).toISOString(),
		...(offset === null ? {} : { clock_offset_ms: offset }),
		/* The place of now is that of the picture only where the camera has just taken it. */
		...(method === 'camera' ? record_place(place_known()) : {}),
		original_size_bytes: bytes,
		original_width: original.width,
		original_height: original.height,
	};
}

export interface MadePicture {
	bytes: Uint8Array<ArrayBuffer>;
	type: PhotoRow['type'];
	size: Size;
	record: CaptureRecord;
	doubts: Doubt[];
	now: number;
}

export async function picture_made({ bytes, type, size, record, doubts, now }: MadePicture): Promise<Captured> {
	const sha256 = await sha256_hex(bytes);
	return {
		photo: { sha256, type, width: size.width, height: size.height, size: bytes.length, record, doubts, taken_at: by_server(now), sent_at: null },
		bytes: bytes.buffer,
	};
}

/* When it was taken: of the gallery's pictures the file says it, of the camera's the clock. */
function taken_at(file: File, method: CaptureRecord['method'], now: number): number {
	return method === 'camera' || !file.lastModified || file.lastModified > now ? now : file.lastModified;
}

export async function capture(file: File, method: 'camera' | 'gallery', now = Date.now()): Promise<Captured> {
	const { is_jpeg, size: stored, exif } = await head_of(file);
	const refusal = refusal_of(file.size, stored);
	if (refusal) throw new PictureRefused(refusal);

	const picture = await decode(file);
	try {
		const doubts = look_at(picture);
		const record = record_of(method, taken_at(file, method, now), file.size, picture);
		if (is_kept_as_it_is(is_jpeg, file.size, stored, orientation_of(exif))) {
			const bytes = new Uint8Array(await file.arrayBuffer());
			return await picture_made({ bytes, type: 'image/jpeg', size: stored!, record, doubts, now });
		}
		const size = fitted(picture);
		const small = await encode_jpeg(draw(picture, size));
		const bytes = exif ? (with_exif(small, made_upright(exif)) as Uint8Array<ArrayBuffer>) : small;
		return await picture_made({ bytes, type: 'image/jpeg', size, record, doubts, now });
	} finally {
		picture.close();
	}
}

/* What was drawn here: a signature, or marks on a photograph. */
export async function capture_drawing(canvas: HTMLCanvasElement, marked: { bytes: Uint8Array; record: CaptureRecord } | null, now = Date.now()): Promise<Captured> {
	const size = { width: canvas.width, height: canvas.height };
	if (!marked) {
		const record = record_of('file', now, 1, size);
		const bytes = await encode_png(canvas);
		return picture_made({ bytes, type: 'image/png', size, record: { ...record, original_size_bytes: bytes.length }, doubts: [], now });
	}
	const drawn = await encode_jpeg(canvas);
	const exif = exif_segment(marked.bytes);
	const bytes = exif ? (with_exif(drawn, made_upright(exif)) as Uint8Array<ArrayBuffer>) : drawn;
	return picture_made({ bytes, type: 'image/jpeg', size, record: { ...marked.record, method: 'file' }, doubts: [], now });
}
