/*
 * SHA-256 of a file. Browsers offer it only with HTTPS or on the same machine; a portal in the house's own
 * network may have neither, so it is here as well.
 */
const first = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

/* The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
function constants(): Uint32Array {
	const primes: number[] = [];
	for (let n = 2; primes.length < 64; n++) if (primes.every((prime) => n % prime)) primes.push(n);
	return Uint32Array.from(primes, (prime) => (Math.cbrt(prime) % 1) * 2 ** 32);
}

const turn = (word: number, by: number) => (word >>> by) | (word << (32 - by));

function padded(bytes: Uint8Array): DataView {
	const size = Math.ceil((bytes.length + 9) / 64) * 64;
	const whole = new Uint8Array(size);
	whole.set(bytes);
	whole[bytes.length] = 0x80;
	const view = new DataView(whole.buffer);
	view.setUint32(size - 8, Math.floor(bytes.length / 2 ** 29));
	view.setUint32(size - 4, (bytes.length << 3) >>> 0);
	return view;
}

function block(state: Uint32Array, w: Uint32Array, k: Uint32Array): void {
	for (let i = 16; i < 64; i++) {
		const a = w[i - 15]!;
		const b = w[i - 2]!;
		const s0 = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3);
		const s1 = turn(b, 17) ^ turn(b, 19) ^ (b >>> 10);
		w[i] = w[i - 16]! + s0 + w[i - 7]! + s1;
	}
	let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
	for (let i = 0; i < 64; i++) {
		const t1 = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + k[i]! + w[i]!) | 0;
		const t2 = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
		[h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
	}
	[a, b, c, d, e, f, g, h].forEach((word, i) => (state[i] = state[i]! + word));
}

export function sha256_plain(bytes: Uint8Array): string {
	const state = Uint32Array.from(first);
	const k = constants();
	const w = new Uint32Array(64);
	const view = padded(bytes);
	for (let at = 0; at < view.byteLength; at += 64) {
		for (let i = 0; i < 16; i++) w[i] = view.getUint32(at + 4 * i);
		block(state, w, k);
	}
	return Array.from(state, (word) => word.toString(16).padStart(8, '0')).join('');
}

export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
	if (!globalThis.crypto?.subtle) return sha256_plain(bytes);
	const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
	return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
