import { describe, expect, it } from 'vitest';
import { csv_of, file_name } from '../src/data/csv';

const line = (...cells: (string | number | null)[]) => csv_of([cells]).slice(1, -2);

describe('a table as a file', () => {
	it('begins with a byte order mark and ends its lines as spreadsheets do', () => {
		expect(csv_of([['门店', 'n'], ['外滩', 1]])).toBe('\uFEFF门店,n\r\n外滩,1\r\n');
	});

	it('keeps what looks like a formula a text', () => {
		for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1']) expect(line(text)).toContain(`'${text}`);
		expect(line("=HYPERLINK(\"http://x\")")).toBe('"\'=HYPERLINK(""http://x"")"');
	});

	it('keeps numbers numbers, also below zero, and nothing nothing', () => {
		expect(line(-1.5, 0, null, 97.13)).toBe('-1.5,0,,97.13');
	});

	it('puts into quotes what would break a line or a field', () => {
		expect(line('a,b', 'say "so"', 'two\nlines', ' space')).toBe('"a,b","say ""so""","two\nlines"," space"');
	});

	it('is called something that every computer can write', () => {
		expect(file_name('Scores', 'A/B: "C"', '', '1 Jan – 2 Feb')).toBe('Scores A B C 1 Jan – 2 Feb');
		expect(file_name('x'.repeat(300))).toHaveLength(120);
	});
});
