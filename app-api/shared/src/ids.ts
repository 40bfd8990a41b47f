/*
 * Ids that the client makes: version 7, which sorts by time; version 4 for what can be reached from a
 * mystery visit, as a time in the id would tell when the visit was.
 */
function bytes(): Uint8Array {
	/* Not randomUUID(): without HTTPS there is none. */
	return crypto.getRandomValues(new Uint8Array(16));
}

function written(id: Uint8Array, version: number): string {
	id[6] = (id[6]! & 0x0f) | (version << 4);
	id[8] = (id[8]! & 0x3f) | 0x80;
	const hex = Array.from(id, (byte) => byte.toString(16).padStart(2, '0')).join('');
	return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export function new_id(now = Date.now()): string {
	const id = bytes();
	for (let i = 0; i < 6; i++) id[i] = Math.floor(now / 2 ** (8 * (5 - i))) & 0xff;
	return written(id, 7);
}

export function new_secret_id(): string {
	return written(bytes(), 4);
}
