import { describe, expect, it } from 'vitest';
import { exif_segment, is_jpeg, jpeg_size, made_upright, orientation_of, with_exif } from '../src/capture/jpeg';

const jfif = [0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0];
const frame = (width: number, height: number) => [0xff, 0xc0, 0, 11, 8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0];
const scan = [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0x34, 0xff, 0xd9];

/* An EXIF segment whose first directory has a camera's name beside the orientation. */
function exif(orientation: number, order: 'II' | 'MM'): number[] {
	const is_little = order === 'II';
	const n16 = (n: number) => (is_little ? [n & 255, n >> 8] : [n >> 8, n & 255]);
	const n32 = (n: number) => (is_little ? [...n16(n & 0xffff), ...n16(n >> 16)] : [...n16(n >> 16), ...n16(n & 0xffff)]);
	const make = [...n16(0x010f), ...n16(2), ...n32(4), 0x41, 0x42, 0x43, 0];
	const turned = [...n16(0x0112), ...n16(3), ...n32(1), ...n16(orientation), 0, 0];
	const tiff = [order.charCodeAt(0), order.charCodeAt(1), ...n16(42), ...n32(8), ...n16(2), ...make, ...turned, ...n32(0)];
	const body = [0x45, 0x78, 0x69, 0x66, 0, 0, ...tiff];
	return [0xff, 0xe1, (body.length + 2) >> 8, (body.length + 2) & 255, ...body];
}

const picture = (...parts: number[][]) => Uint8Array.from([0xff, 0xd8, ...parts.flat()]);

describe('EXIF in a JPEG', () => {
	it('is found behind other segments, byte for byte', () => {
		const segment = exif(6, 'II');
		expect([...exif_segment(picture(jfif, segment, frame(40, 30), scan))!]).toEqual(segment);
	});

	it('is not taken for what is another APP1, like XMP', () => {
		const xmp = [0xff, 0xe1, 0, 18, ...Array.from('http://ns.adobe.', (sign) => sign.charCodeAt(0))];
		expect(exif_segment(picture(xmp, frame(40, 30), scan))).toBeNull();
		expect([...exif_segment(picture(xmp, exif(1, 'MM'), scan))!]).toEqual(exif(1, 'MM'));
	});

	it.each(['II', 'MM'] as const)('has its orientation read and set upright, nothing else changed (%s)', (order) => {
		for (const orientation of [1, 3, 6, 8]) {
			const segment = Uint8Array.from(exif(orientation, order));
			expect(orientation_of(segment)).toBe(orientation);
			expect([...made_upright(segment)]).toEqual(exif(1, order));
			expect([...segment]).toEqual(exif(orientation, order));
		}
	});

	it('stands first in the new picture, whose own segments follow', () => {
		const segment = Uint8Array.from(exif(1, 'II'));
		const drawn = picture(jfif, frame(1600, 1200), scan);
		const whole = with_exif(drawn, segment);
		expect([...whole]).toEqual([...picture([...segment], jfif, frame(1600, 1200), scan)]);
		expect([...exif_segment(whole)!]).toEqual([...segment]);
		expect(jpeg_size(whole)).toEqual({ width: 1600, height: 1200 });
	});

	it('is not looked for in what is cut off, empty, or no JPEG', () => {
		const whole = picture(jfif, exif(6, 'II'), frame(40, 30), scan);
		for (let end = 0; end < whole.length; end++) {
			const cut = whole.subarray(0, end);
			const found = exif_segment(cut);
			if (found) expect([...found]).toEqual(exif(6, 'II'));
			jpeg_size(cut);
		}
		expect(exif_segment(new Uint8Array())).toBeNull();
		expect(is_jpeg(Uint8Array.from([0x89, 0x50, 0x4e, 0x47]))).toBe(false);
	});

	it('counts as upright where the directory points outside of the segment', () => {
		const segment = Uint8Array.from(exif(6, 'II'));
		segment[14] = 0xff;
		expect(orientation_of(segment)).toBe(1);
		expect([...made_upright(segment)]).toEqual([...segment]);
	});
});

describe('the size of a JPEG', () => {
	it('is read from its frame, without decoding', () => {
		expect(jpeg_size(picture(jfif, frame(4032, 3024), scan))).toEqual({ width: 4032, height: 3024 });
		expect(jpeg_size(picture(jfif, scan))).toBeNull();
	});
});
