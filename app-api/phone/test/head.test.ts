import { Blob as FileBlob } from 'node:buffer';
import { describe, expect, it, vi } from 'vitest';
import { head_of } from '../src/capture/head';

const segment = (marker: number, content: number[] | Uint8Array) =>
	Uint8Array.from([0xff, marker, (content.length + 2) >> 8, (content.length + 2) & 0xff, ...content]);
const exif = segment(0xe1, [0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0]);
const frame = segment(0xc0, [8, 3000 >> 8, 3000 & 0xff, 4000 >> 8, 4000 & 0xff, 3]);
const scan = segment(0xda, [1, 2, 3]);
const begin = Uint8Array.from([0xff, 0xd8]);
const file = (...parts: Uint8Array[]) => new FileBlob(parts) as unknown as Blob;

/* How much of a file was read at once, at the most. */
function watched(whole: Blob) {
	let most = 0;
	const slice = whole.slice.bind(whole);
	vi.spyOn(whole, 'slice').mockImplementation((start, end) => {
		const part = slice(start, end);
		most = Math.max(most, part.size);
		return part;
	});
	vi.spyOn(whole, 'arrayBuffer').mockImplementation(() => Promise.reject(new Error('the whole file')));
	return () => most;
}

describe('a file of 100 MB', () => {
	it('is known by its head, without ever being in memory as a whole', async () => {
		const noise = new Uint8Array(1_000_000);
		const whole = file(begin, exif, frame, scan, ...Array.from({ length: 100 }, () => noise));
		const most = watched(whole);
		expect(whole.size).toBeGreaterThan(100_000_000);
		expect(await head_of(whole)).toEqual({ is_jpeg: true, size: { width: 4000, height: 3000 }, exif });
		expect(most()).toBeLessThanOrEqual(256 * 1024);
	});

	it('is known also where 100 MB of other segments stand before the picture', async () => {
		const filler = segment(0xe2, new Uint8Array(65_533));
		const whole = file(begin, ...Array.from({ length: 1530 }, () => filler), exif, frame, scan);
		const most = watched(whole);
		expect(whole.size).toBeGreaterThan(100_000_000);
		expect(await head_of(whole)).toEqual({ is_jpeg: true, size: { width: 4000, height: 3000 }, exif });
		expect(most()).toBeLessThanOrEqual(256 * 1024);
	});
});

describe('the head of a file', () => {
	it('tells the size of a PNG before it is decoded', async () => {
		const png = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 0x80, 0, 0, 0, 0x40, 0];
		expect(await head_of(file(Uint8Array.from(png)))).toEqual({ is_jpeg: false, size: { width: 32768, height: 16384 }, exif: null });
	});

	it('says nothing of what is cut off, empty, or no picture', async () => {
		const none = { is_jpeg: false, size: null, exif: null };
		expect(await head_of(file())).toEqual(none);
		expect(await head_of(file(new TextEncoder().encode('This is not a picture at all, only words.')))).toEqual(none);
		expect(await head_of(file(begin))).toEqual({ ...none, is_jpeg: true });
		for (const cut of [3, 5, 8, exif.length, exif.length + 4]) {
			const bytes = Uint8Array.from([...begin, ...exif, ...frame]).slice(0, cut + 2);
			expect((await head_of(file(bytes))).size).toBeNull();
		}
	});
});
