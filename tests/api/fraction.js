/* fraction: exact numbers, so that a figure can be held against what it should be and not nearly. */
const abs = (n) => (n < 0n ? -n : n);

export class Fraction {
	constructor(num, den = 1) {
		this.num = BigInt(num);
		this.den = BigInt(den);
	}

	/* Of a decimal like "12.5". */
	static of(text) {
		const [whole, places = ''] = String(text).split('.');
		return new Fraction(whole + places, 10n ** BigInt(places.length));
	}

	static sum(fractions) {
		return fractions.reduce((a, b) => new Fraction(a.num * b.den + b.num * a.den, a.den * b.den), new Fraction(0));
	}

	static mean(fractions) {
		const { num, den } = Fraction.sum(fractions);
		return fractions.length ? new Fraction(num, den * BigInt(fractions.length)) : null;
	}

	/* Its text with so many decimals, rounded half away from zero. */
	round(places) {
		const scaled = abs(this.num) * 10n ** BigInt(places);
		const den = abs(this.den);
		const digits = String((2n * scaled + den) / (2n * den)).padStart(places + 1, '0');
		const sign = this.num < 0n !== this.den < 0n && /[1-9]/.test(digits) ? '-' : '';
		return `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
	}
}
