/* Tables that come from and go to spreadsheets: of stores, people and checklists. */
import { send_to, type Schemas } from '@shared/api';

export type Noun = 'units' | 'people' | 'checklists';
export type RowReport = Schemas['ImportReport'];
export type WorkbookReport = Schemas['WorkbookReport'];
export interface TableFault {
	pointer: string;
	detail: string;
	sheet?: string;
	row?: number;
	column?: string;
}

const paths: Record<Noun, { send: string; template: string; again?: string }> = {
	units: { send: '/v1/units/import', template: '/v1/units/export?template=true', again: '/v1/units/export' },
	people: { send: '/v1/people/import', template: '/v1/people/export?template=true', again: '/v1/people/export' },
	checklists: { send: '/v1/checklists/workbook', template: '/v1/checklists/workbook' },
};

export const has_export = (noun: Noun): boolean => paths[noun].again !== undefined;

/* A browser without a spreadsheet program calls a file nothing. */
export async function send_table(noun: Noun, file: File, query: Record<string, string>): Promise<RowReport | WorkbookReport> {
	const type = file.name.toLowerCase().endsWith('.csv') ? 'text/csv' : 'application/octet-stream';
	const response = await send_to(
		`${paths[noun].send}?${new URLSearchParams(query).toString()}`,
		{ method: 'POST', body: file, headers: { 'content-type': type } },
		{ patience_ms: 120_000, tries_again: 0 },
	);
	return (await response.json()) as RowReport | WorkbookReport;
}

export function save(blob: Blob, name: string): void {
	const link = document.createElement('a');
	link.href = URL.createObjectURL(blob);
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

export async function download(noun: Noun, what: 'template' | 'again'): Promise<void> {
	const response = await send_to(paths[noun][what] ?? paths[noun].template);
	save(await response.blob(), `gemba-${noun}${what === 'template' ? '-template' : ''}.xlsx`);
}

function quoted(cell: string): string {
	const safe = /^[=+\-@]/.test(cell) ? `'${cell}` : cell;
	return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/* What came of each row, as a file for the one who has to put it right. */
export function report_csv(heading: string[], report: RowReport): string {
	const rows = report.rows.map((row) => {
		const faults = (report.errors ?? []).filter((fault) => fault.row === row.row).map((fault) => `${fault.column ?? ''}: ${fault.detail}`);
		const changes = row.changes.map((change) => `${change.column}: ${change.from ?? ''} → ${change.to ?? ''}`);
		return [String(row.row), row.key ?? '', row.name ?? '', row.result, [...changes, ...faults].join('\n')];
	});
	return `\ufeff${[heading, ...rows].map((cells) => cells.map(quoted).join(',')).join('\r\n')}\r\n`;
}
