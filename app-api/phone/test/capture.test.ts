import { describe, expect, it } from 'vitest';
import { doubts_of, measure } from '../src/capture/measure';
import { distance_m } from '../src/capture/place';
import { fitted, is_kept_as_it_is, is_small_enough, qualities, refusal_of } from '../src/capture/plan';

describe('a picture before it is kept', () => {
	it('is made to fit 1600 pixels, never larger, in its own proportions', () => {
		expect(fitted({ width: 4032, height: 3024 })).toEqual({ width: 1600, height: 1200 });
		expect(fitted({ width: 3024, height: 4032 })).toEqual({ width: 1200, height: 1600 });
		expect(fitted({ width: 800, height: 600 })).toEqual({ width: 800, height: 600 });
		expect(fitted({ width: 20_000, height: 3 })).toEqual({ width: 1600, height: 1 });
	});

	it('stays as it came where it is a small, upright JPEG', () => {
		const size = { width: 1600, height: 1200 };
		expect(is_kept_as_it_is(true, 400_000, size, 1)).toBe(true);
		expect(is_kept_as_it_is(true, 400_000, size, 6)).toBe(false);
		expect(is_kept_as_it_is(true, 900_000, size, 1)).toBe(false);
		expect(is_kept_as_it_is(true, 400_000, { width: 1601, height: 1200 }, 1)).toBe(false);
		expect(is_kept_as_it_is(true, 400_000, null, 1)).toBe(false);
		expect(is_kept_as_it_is(false, 400_000, size, 1)).toBe(false);
	});

	it('is pressed until it is about 300 kB, and taken as it is in the end', () => {
		expect(is_small_enough(310_000, qualities[0]!)).toBe(false);
		expect(is_small_enough(290_000, qualities[0]!)).toBe(true);
		expect(is_small_enough(900_000, qualities.at(-1)!)).toBe(true);
	});

	it('is refused where the phone could not decode it', () => {
		expect(refusal_of(0, null)).toBe('empty');
		expect(refusal_of(100_000_000, { width: 8000, height: 6000 })).toBeNull();
		expect(refusal_of(300_000_000, null)).toBe('too_large');
		expect(refusal_of(5_000_000, { width: 20_000, height: 20_000 })).toBe('too_large');
		expect(refusal_of(5_000_000, { width: 8000, height: 6000 })).toBeNull();
	});
});

/* A picture of 64 by 64 by a rule for its greys. */
function doubts(grey: (x: number, y: number) => number) {
	const rgba = new Uint8ClampedArray(64 * 64 * 4);
	for (let i = 0; i < 64 * 64; i++) rgba.fill(grey(i % 64, Math.floor(i / 64)), i * 4, i * 4 + 3);
	return doubts_of(measure(rgba, 64, 64));
}

describe('what a picture is doubted for', () => {
	it('is nothing where it has edges and light', () => {
		expect(doubts((x, y) => ((x >> 2) + (y >> 2)) % 2 ? 210 : 60)).toEqual([]);
	});

	it('is that it is blurred where it has no edges', () => {
		expect(doubts((x) => 60 + x * 2)).toEqual(['blurred']);
	});

	it('is that it is dark, and then nothing else', () => {
		expect(doubts(() => 8)).toEqual(['dark']);
		expect(doubts((x, y) => ((x >> 2) + (y >> 2)) % 2 ? 40 : 0)).toEqual(['dark']);
	});
});

describe('a distance', () => {
	it('is right within a per cent', () => {
		expect(distance_m({ lat: 31.2304, lon: 121.4737 }, { lat: 31.2304, lon: 121.4737 })).toBe(0);
		expect(distance_m({ lat: 31, lon: 121 }, { lat: 32, lon: 121 })).toBeCloseTo(111_195, -2);
	});
});
