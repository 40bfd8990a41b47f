import { expect, test } from 'vitest';
import { new_id, new_secret_id } from '@shared/ids';

test('an id is a UUID of version 7 that begins with its time', () => {
	const at = Date.parse('2026-11-21T08:00:00.123Z');
	const id = new_id(at);
	expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
	expect(parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(at);
	expect(new_id(at)).not.toBe(id);
});

test('an id for a mystery visit tells no time', () => {
	expect(new_secret_id()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
