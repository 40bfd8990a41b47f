/* What becomes of a picture before it is kept: decided here, done in capture.ts. */
import type { Size } from './jpeg';

export const longest_edge = 1600;
export const wanted_bytes = 300_000;
/* Already that small, and upright: kept as it came. */
const small_bytes = 450_000;
/* Above these a phone's browser may die of decoding it: what it decodes into has four bytes a pixel. */
export const most_bytes = 250_000_000;
export const most_pixels = 100_000_000;

export type Refusal = 'too_large' | 'not_a_picture' | 'empty';

export function refusal_of(bytes: number, size: Size | null): Refusal | null {
	if (!bytes) return 'empty';
	if (bytes > most_bytes || (size && size.width * size.height > most_pixels)) return 'too_large';
	return null;
}

export function fitted({ width, height }: Size, edge = longest_edge): Size {
	const scale = Math.min(1, edge / Math.max(width, height));
	return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

export function is_kept_as_it_is(is_jpeg: boolean, bytes: number, size: Size | null, orientation: number): boolean {
	return is_jpeg && orientation === 1 && bytes <= small_bytes && size !== null && Math.max(size.width, size.height) <= longest_edge;
}

/* Tried in this order until the picture is small enough; the last one counts as it is. */
export const qualities = [0.82, 0.72, 0.62, 0.5];

export function is_small_enough(bytes: number, quality: number): boolean {
	return bytes <= wanted_bytes || quality === qualities[qualities.length - 1];
}
