// Fractions of whole numbers without limit: n / d with d above 0. Nothing here is ever rounded but by
// the functions that say so.

export const fraction = (n, d = 1n) => (d < 0n ? { n: -n, d: -d } : { n, d });
export const ZERO = fraction(0n);
export const ONE = fraction(1n);

// A count of thousandths: what the numbers of a checklist are.
export const thousandths = (count) => fraction(count, 1000n);

export const add = (a, b) => fraction(a.n * b.d + b.n * a.d, a.d * b.d);
export const subtract = (a, b) => fraction(a.n * b.d - b.n * a.d, a.d * b.d);
export const multiply = (a, b) => fraction(a.n * b.n, a.d * b.d);
export const divide = (a, b) => fraction(a.n * b.d, a.d * b.n);
export const isZero = (a) => a.n === 0n;
export const isLess = (a, b) => a.n * b.d < b.n * a.d;
export const larger = (a, b) => (isLess(a, b) ? b : a);
export const smaller = (a, b) => (isLess(b, a) ? b : a);
export const sum = (list) => list.reduce(add, ZERO);

// The nearest whole number of 10^-places, half away from zero.
function units(a, places) {
	const scaled = a.n * 10n ** BigInt(places);
	const negative = scaled < 0n;
	const size = negative ? -scaled : scaled;
	const whole = size / a.d;
	const rest = size % a.d;
	const rounded = 2n * rest >= a.d ? whole + 1n : whole;
	return negative ? -rounded : rounded;
}

// The same value with at most so many places.
export function round(a, places) {
	return fraction(units(a, places), 10n ** BigInt(places));
}

// "-12.30" for two places: always so many.
export function fixed(a, places) {
	const count = units(a, places);
	const digits = String(count < 0n ? -count : count).padStart(places + 1, "0");
	const split = digits.length - places;
	return `${count < 0n ? "-" : ""}${digits.slice(0, split)}.${digits.slice(split)}`;
}

// "12.3": at most three places and no zero too many.
export function plain(a) {
	return fixed(a, 3).replace(/\.?0+$/, "");
}
