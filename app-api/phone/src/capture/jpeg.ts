/*
 * Just enough of JPEG and EXIF to keep what a camera wrote: the size of a picture without decoding it, its
 * APP1 segment, and that segment put into the smaller picture.
 */
interface Segment {
	marker: number;
	/* Of the marker's first byte, and of the byte behind the segment. */
	start: number;
	end: number;
}

const app1 = 0xe1;
const start_of_scan = 0xda;

export function is_jpeg(bytes: Uint8Array): boolean {
	return bytes[0] === 0xff && bytes[1] === 0xd8;
}

function at16(bytes: Uint8Array, at: number): number {
	return (bytes[at]! << 8) | bytes[at + 1]!;
}

/* The segments before the picture's data; ends quietly where the file makes no sense. */
function* segments(bytes: Uint8Array): Generator<Segment> {
	if (!is_jpeg(bytes)) return;
	for (let at = 2; at + 4 <= bytes.length; ) {
		if (bytes[at] !== 0xff) return;
		const marker = bytes[at + 1]!;
		if (marker === 0xff) {
			at++;
			continue;
		}
		const end = at + 2 + at16(bytes, at + 2);
		if (end > bytes.length || end < at + 4) return;
		yield { marker, start: at, end };
		if (marker === start_of_scan) return;
		at = end;
	}
}

function is_exif(bytes: Uint8Array, { marker, start, end }: Segment): boolean {
	if (marker !== app1 || end - start < 18) return false;
	return [0x45, 0x78, 0x69, 0x66, 0, 0].every((byte, i) => bytes[start + 4 + i] === byte);
}

/* The whole APP1 segment with EXIF, marker and length included. */
export function exif_segment(bytes: Uint8Array): Uint8Array | null {
	for (const segment of segments(bytes)) {
		if (is_exif(bytes, segment)) return bytes.slice(segment.start, segment.end);
	}
	return null;
}

export interface Size {
	width: number;
	height: number;
}

/* Whether a segment of this marker tells the picture's size. */
export function is_frame(marker: number): boolean {
	return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/* As stored: a picture that lies on its side has width and height exchanged. */
export function jpeg_size(bytes: Uint8Array): Size | null {
	for (const { marker, start, end } of segments(bytes)) {
		if (is_frame(marker) && end - start >= 10) return { height: at16(bytes, start + 5), width: at16(bytes, start + 7) };
	}
	return null;
}

/* Where the value of the orientation tag (0x0112) stands in an EXIF segment, and how it is written. */
function orientation_at(exif: Uint8Array): { at: number; is_little: boolean } | null {
	const tiff = 10;
	const view = new DataView(exif.buffer, exif.byteOffset, exif.byteLength);
	const order = String.fromCharCode(exif[tiff]!, exif[tiff + 1]!);
	if (order !== 'II' && order !== 'MM') return null;
	const is_little = order === 'II';
	const ifd = tiff + view.getUint32(tiff + 4, is_little);
	if (ifd + 2 > exif.length) return null;
	const count = view.getUint16(ifd, is_little);
	for (let i = 0; i < count; i++) {
		const entry = ifd + 2 + i * 12;
		if (entry + 12 > exif.length) return null;
		if (view.getUint16(entry, is_little) === 0x0112) return { at: entry + 8, is_little };
	}
	return null;
}

/* 1 (upright) to 8. */
export function orientation_of(exif: Uint8Array | null): number {
	const found = exif && orientation_at(exif);
	if (!found) return 1;
	const value = new DataView(exif.buffer, exif.byteOffset).getUint16(found.at, found.is_little);
	return value >= 1 && value <= 8 ? value : 1;
}

/* The same segment for a picture that was drawn upright. */
export function made_upright(exif: Uint8Array): Uint8Array {
	const copy = exif.slice();
	const found = orientation_at(copy);
	if (found) new DataView(copy.buffer).setUint16(found.at, 1, found.is_little);
	return copy;
}

/* EXIF stands first in a file, before what a canvas writes there. */
export function with_exif(jpeg: Uint8Array, exif: Uint8Array): Uint8Array {
	const rest = jpeg.subarray(2);
	const whole = new Uint8Array(2 + exif.length + rest.length);
	whole.set(jpeg.subarray(0, 2));
	whole.set(exif, 2);
	whole.set(rest, 2 + exif.length);
	return whole;
}
