/*
 * Whether a picture can be made use of, by the measures that the server takes too (the variance of the
 * Laplacian on 512 pixels, the mean brightness): so the person hears it while there is time.
 */
import type { Doubt } from '../store/db';

export const measured_edge = 512;
const blurred_below = 45;
const dark_below = 32;

export interface Measures {
	sharpness: number;
	brightness: number;
}

function greys(rgba: Uint8ClampedArray): Uint8Array {
	const grey = new Uint8Array(rgba.length / 4);
	for (let i = 0; i < grey.length; i++) {
		grey[i] = (rgba[i * 4]! * 77 + rgba[i * 4 + 1]! * 150 + rgba[i * 4 + 2]! * 29) >> 8;
	}
	return grey;
}

function laplacian_variance(grey: Uint8Array, width: number, height: number): number {
	let count = 0;
	let sum = 0;
	let squares = 0;
	for (let y = 1; y + 1 < height; y++) {
		for (let x = 1; x + 1 < width; x++) {
			const at = y * width + x;
			const edge = grey[at - width]! + grey[at + width]! + grey[at - 1]! + grey[at + 1]! - 4 * grey[at]!;
			count++;
			sum += edge;
			squares += edge * edge;
		}
	}
	return count ? squares / count - (sum / count) ** 2 : 0;
}

export function measure(rgba: Uint8ClampedArray, width: number, height: number): Measures {
	const grey = greys(rgba);
	const brightness = grey.length ? grey.reduce((sum, one) => sum + one, 0) / grey.length : 0;
	return { sharpness: laplacian_variance(grey, width, height), brightness };
}

/* A dark picture has no edges either: that it is dark says it all. */
export function doubts_of({ sharpness, brightness }: Measures): Doubt[] {
	if (brightness < dark_below) return ['dark'];
	return sharpness < blurred_below ? ['blurred'] : [];
}
