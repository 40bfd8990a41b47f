/* SHA-256 in lower-case hex. */
export async function sha256_hex(bytes: Uint8Array<ArrayBuffer> | ArrayBuffer): Promise<string> {
	const hash = await crypto.subtle.digest('SHA-256', bytes);
	return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
