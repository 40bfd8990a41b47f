/* Tables as files for a spreadsheet. */
export type Cell = string | number | null;

/*
 * A text that begins like a formula would be reckoned by the spreadsheet that opens it: a ' before it keeps
 * it a text. Numbers are numbers, also below zero.
 */
function field(cell: Cell): string {
	if (cell === null) return '';
	if (typeof cell === 'number') return String(cell);
	const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
	return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

/* With a byte order mark, without which Excel takes Chinese for something else. */
export function csv_of(rows: Cell[][]): string {
	return `\uFEFF${rows.map((row) => `${row.map(field).join(',')}\r\n`).join('')}`;
}

/* What a file may be called anywhere. */
export function file_name(...parts: string[]): string {
	return parts
		.filter(Boolean)
		.join(' ')
		.replaceAll(/[\\/:*?"<>|\p{Cc}]+/gu, ' ')
		.replaceAll(/\s+/g, ' ')
		.trim()
		.slice(0, 120);
}

export function download_csv(name: string, rows: Cell[][]): void {
	const link = document.createElement('a');
	link.href = URL.createObjectURL(new Blob([csv_of(rows)], { type: 'text/csv;charset=utf-8' }));
	link.download = `${name}.csv`;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
