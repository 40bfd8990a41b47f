/* One-time codes: how a link carries one, and the drawing of the link as a QR code. */
import qrcode from 'qrcode-generator';

/* "#group.CODE" of the page's address: what a camera or a letter has opened. */
export function code_of_hash(hash: string): { tenant: string; code: string } {
	const [, tenant = '', code = ''] = /^#(.+)\.([0-9A-Za-z-]+)$/.exec(decodeURIComponent(hash)) ?? [];
	return { tenant, code };
}

/* The dark squares as one path on a grid of `size`, with the quiet zone that scanners want. */
export function qr_path(text: string): { size: number; path: string } {
	const code = qrcode(0, 'M');
	code.addData(text);
	code.make();
	const count = code.getModuleCount();
	const quiet = 4;
	let path = '';
	for (let row = 0; row < count; row++) {
		for (let column = 0; column < count; column++) {
			if (code.isDark(row, column)) path += `M${column + quiet} ${row + quiet}h1v1h-1z`;
		}
	}
	return { size: count + 2 * quiet, path };
}
