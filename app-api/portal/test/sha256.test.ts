import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { picture_type } from '../src/ui/photo_send';
import { sha256, sha256_plain } from '../src/ui/sha256';

describe('the address of a photograph', () => {
	it('is the SHA-256 of its bytes, also where the browser has none', async () => {
		for (const size of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 100_003]) {
			const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 31 + size) & 0xff);
			const hex = createHash('sha256').update(bytes).digest('hex');
			expect(sha256_plain(bytes)).toBe(hex);
			expect(await sha256(bytes)).toBe(hex);
		}
	});
});

describe('a picture', () => {
	it('is known by its first bytes and by nothing else', () => {
		expect(picture_type(Uint8Array.of(0xff, 0xd8, 0xff, 0xe1))).toBe('image/jpeg');
		expect(picture_type(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a))).toBe('image/png');
		expect(picture_type(new TextEncoder().encode('GIF89a'))).toBeNull();
		expect(picture_type(new Uint8Array())).toBeNull();
	});
});
