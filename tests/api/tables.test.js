/* The reader of .xlsx and CSV, seen through an import that only tries: what it reads, what it refuses. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { is } from './group.js';
import { start } from './harness.js';
import { CSV, parts, XLSX, xlsx, zip } from './workbook.js';

let server;
let api;

before(async () => {
	server = await start();
	api = server.api(await server.signIn());
});
after(() => server?.stop());

const dry = (file, type = typeof file === 'string' ? CSV : XLSX) =>
	api.post('/v1/units/import?dry_run=true', file, { 'content-type': type });
const keys = (report) => report.rows.map(({ key, name }) => [key, name]);
const read = async (file, type) => keys(is(await dry(file, type), 200));
/* What a cell is read as: the name in the row of the code "c". */
const cell = async (value) => (await read(xlsx([{ name: 'S', rows: [['code', 'name'], ['c', value]] }])))[0][1];

async function refused(file, problem, words, type) {
	const answer = await dry(file, type);
	is(answer, problem === 'workbook_too_large' ? 413 : 422, problem);
	assert.match(answer.body.detail, words);
}

describe('a workbook', () => {
	it('gives each cell as its reader saw it', async () => {
		assert.equal(await cell('plain'), 'plain');
		assert.equal(await cell({ rich: ['大堂', '地面'], reading: 'だいどう' }), '大堂地面');
		assert.equal(await cell({ inline: 'in & line' }), 'in & line');
		assert.equal(await cell({ formula: 'A1&"x"', v: 'codex' }), 'codex');
		assert.equal(await cell(1.1000000000000001), '1.1');
		assert.equal(await cell({ v: '1.1000000000000001', style: 'plain' }), '1.1');
		assert.equal(await cell({ v: '1.3800138E10', style: 'plain' }), '13800138000');
		assert.equal(await cell(0), '0');
		assert.equal(await cell(true), 'TRUE');
		assert.equal(await cell({ v: 0.855, style: 'percent' }), '85.5%');
		assert.equal(await cell({ v: 46347, style: 'date' }), '2026-11-21');
		assert.equal(await cell({ v: 46347.75, style: 'custom' }), '2026-11-21T18:00');
		assert.equal(await cell({ v: 1, style: 'date' }), '1900-01-01');
		assert.equal(await cell({ v: 61, style: 'date' }), '1900-03-01');
		assert.equal(await cell({ v: 0.5, style: 'time' }), '12:00');
		assert.equal(await cell({ v: 3, style: 'colour' }), '3');
		assert.equal(await cell('two\r\nlines_x000D_\ttab'), 'two\nlines\ttab');
		assert.equal(await cell('　 padded\u00a0'), 'padded');
	});

	it('counts days from 1904 where it says so', async () => {
		const list = parts([{ name: 'S', rows: [['code', 'name'], ['c', { v: 1, style: 'date' }]] }]);
		const workbook = list.find(({ name }) => name === 'xl/workbook.xml');
		workbook.data = workbook.data.replace('<sheets>', '<workbookPr date1904="1"/><sheets>');
		assert.deepEqual(await read(zip(list)), [['c', '1904-01-02']]);
	});

	it('is read in the order of its tabs, without the hidden ones, and below its titles', async () => {
		const sheet = (name, code, more = {}) => ({ name, rows: [['A title over it all'], [], ['Code', 'Name'], [code, name]],
			merges: ['A1:D1'], ...more });
		const report = is(await dry(xlsx([sheet('Hidden', 'h', { hidden: true }), sheet('First', 'f'), sheet('Second', 's')])), 200);
		assert.deepEqual([report.sheet, report.heading_row, report.rows[0].row, report.rows[0].key], ['First', 3, 4, 'f']);
	});

	it('may be written with other prefixes and without references', async () => {
		const xml = '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData><x:row>' +
			'<x:c t="inlineStr"><x:is><x:t>code</x:t></x:is></x:c><x:c t="inlineStr"><x:is><x:t>name</x:t></x:is></x:c></x:row>' +
			'<x:row><x:c t="inlineStr"><x:is><x:t>c</x:t></x:is></x:c><x:c><x:v>5</x:v></x:c></x:row></x:sheetData></x:worksheet>';
		assert.deepEqual(await read(xlsx([{ name: 'S', xml }])), [['c', '5']]);
	});

	it('is refused with a sentence where it is something else', async () => {
		const old = Buffer.from('d0cf11e0a1b11ae1', 'hex');
		await refused(Buffer.concat([old, Buffer.alloc(600)]), 'workbook_unreadable', /old \.xls file/);
		await refused(Buffer.concat([old, Buffer.alloc(600), Buffer.from('EncryptedPackage', 'utf16le')]), 'workbook_unreadable', /password/);
		await refused('<html><table><tr><td>code</td></tr></table></html>', 'workbook_unreadable', /web page/);
		await refused(Buffer.from('%PDF-1.7'), 'workbook_unreadable', /PDF/);
		await refused(Buffer.from('\x89PNG\r\n', 'latin1'), 'workbook_unreadable', /picture/);
		await refused(zip([{ name: 'word/document.xml', data: '<w/>' }]), 'workbook_unreadable', /Word/);
		await refused(zip([{ name: 'xl/workbook.bin', data: 'x' }]), 'workbook_unreadable', /xlsb/);
		await refused(zip([{ name: 'mimetype', data: 'x' }, { name: 'content.xml', data: '<x/>' }]), 'workbook_unreadable', /OpenDocument/);
		await refused(zip([{ name: 'a.txt', data: 'x' }]), 'workbook_unreadable', /archive/);
		await refused(Buffer.from('PK\x03\x04 and nothing', 'latin1'), 'workbook_unreadable', /damaged/);
		await refused('', 'workbook_unreadable', /empty/);
		is(await dry('code,name', 'application/json'), 415, 'unsupported_media_type');
		is(await dry('code,name', 'multipart/form-data; boundary=x'), 415, 'unsupported_media_type');
	});

	const plain = () => parts([{ name: 'S', rows: [['code', 'name'], ['c', 'n']] }]);
	const spoilt = (name, change) => zip(plain().map((part) =>
		(part.name === name ? { ...part, ...change(part) } : part)));
	const sheet1 = 'xl/worksheets/sheet1.xml';

	it('is refused where it is damaged or protected', async () => {
		assert.deepEqual(await read(zip(plain())), [['c', 'n']]);
		await refused(spoilt(sheet1, () => ({ crc: 1 })), 'workbook_unreadable', /damaged/);
		await refused(spoilt(sheet1, () => ({ flags: 1 })), 'workbook_unreadable', /password/);
		await refused(spoilt(sheet1, ({ data }) => ({ data: data.slice(0, -20) })), 'workbook_unreadable', /damaged/);
		await refused(spoilt(sheet1, ({ data }) => ({ data: data.replaceAll('r="2"', 'r="1"') })), 'workbook_unreadable', /damaged/);
		const whole = xlsx([{ name: 'S', rows: [['code', 'name'], ['c', 'n']] }]);
		for (let size = 50; size < whole.length; size += 97)
			is(await dry(whole.subarray(0, size)), 422, 'workbook_unreadable');
	});

	it('declares no entities and refers to nothing outside', async () => {
		const bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>';
		await refused(spoilt(sheet1, ({ data }) => ({ data: data.replace('<worksheet', `${bomb}<worksheet`) })),
			'workbook_unreadable', /damaged/);
		await refused(spoilt('xl/sharedStrings.xml', ({ data }) => ({
			data: `<!DOCTYPE x SYSTEM "file:///etc/passwd">${data}` })), 'workbook_unreadable', /damaged/);
		const relations = (target) => spoilt('xl/_rels/workbook.xml.rels', ({ data }) => ({
			data: data.replace('worksheets/sheet1.xml', target) }));
		for (const target of ['../../../../etc/passwd', '/etc/passwd', 'http://localhost/x.xml', '..//..//xl/none.xml'])
			is(await dry(relations(target)), 422, 'import_has_faults');
		assert.deepEqual(await read(relations('../../x/../xl/./worksheets/sheet1.xml')), [['c', 'n']]);
	});

	it('stays within its limits', async () => {
		const huge = `<worksheet><sheetData>${'<row/>'.repeat(2000000)}</sheetData></worksheet>`;
		await refused(spoilt(sheet1, () => ({ data: huge })), 'workbook_too_large', /unpacks/);
		await refused(spoilt(sheet1, ({ data }) => ({ data, inflated: 0x7fffffff })), 'workbook_too_large', /unpacks/);
		const many = plain().concat(Array.from({ length: 1000 }, (_, i) => ({ name: `x${i}`, data: '' })));
		await refused(zip(many), 'workbook_too_large', /1,000 parts/);
		await refused(spoilt(sheet1, () => ({ data: `<worksheet>${'<a>'.repeat(200)}` })), 'workbook_unreadable', /damaged/);
		await refused(spoilt(sheet1, () => ({ stored: true, data: `<worksheet><!--${'x'.repeat(3000000)}-->` })),
			'workbook_unreadable', /damaged/);
		await refused(xlsx([{ name: 'S', rows: [['code', 'name'], ['c', 'x'.repeat(32768)]] }]), 'workbook_too_large', /32,767/);
		assert.equal(is(await dry(xlsx([{ name: 'S', rows: [['code', 'address'], ['c', '字'.repeat(32767)]] }])), 200)
			.errors[0].column, 'B');
		const wide = [];
		wide[300] = 'far out';
		await refused(xlsx([{ name: 'S', rows: [['code'], wide] }]), 'workbook_too_large', /256 columns/);
		is(await dry(Buffer.alloc(16 * 1024 * 1024 + 1)), 413, 'too_large');
	});

	it('waits for its turn where many come at once', async () => {
		const rows = Array.from({ length: 5000 }, (_, i) => [`c${i}`, `Name of ${i}`, 'x', i, i / 2]);
		const file = xlsx([{ name: 'S', rows: [['no', 'such', 'columns', 'in', 'it'], ...rows] }]);
		const answers = await Promise.all(Array.from({ length: 5 }, () => dry(file)));
		for (const answer of answers)
			is(answer, 422, 'import_has_faults');
	});
});

describe('a CSV', () => {
	const table = 'code,name\r\nc,"大堂, ""quoted""\nline"\r\n';
	const rows = [['c', '大堂, "quoted"\nline']];

	it('may be in any of the encodings that spreadsheets write', async () => {
		assert.deepEqual(await read(table), rows);
		assert.deepEqual(await read(`\ufeff${table}`), rows);
		assert.deepEqual(await read(Buffer.from(`\ufeff${table}`, 'utf16le'), CSV), rows);
		assert.deepEqual(await read(Buffer.from(table, 'utf16le'), CSV), rows);
		assert.deepEqual(await read(Buffer.from(`\ufeff${table}`, 'utf16le').swap16(), CSV), rows);
		const gb = Buffer.concat([Buffer.from('code,name\nc,'), Buffer.from('b4f3ccc3', 'hex'), Buffer.from('\n')]);
		assert.deepEqual(await read(gb, 'application/vnd.ms-excel'), [['c', '大堂']]);
		await refused(Buffer.concat([Buffer.from('code,name\nc,'), Buffer.from('ff41', 'hex')]), 'workbook_unreadable', /UTF-8/, CSV);
		await refused(Buffer.from('code,name\0,xy'), 'workbook_unreadable', /UTF-8/, CSV);
	});

	it('may be separated by commas, semicolons or tabs', async () => {
		assert.deepEqual(await read('code;name\nc;a, b\n'), [['c', 'a, b']]);
		assert.deepEqual(await read('code\tname\nc\ta; b\n'), [['c', 'a; b']]);
		assert.deepEqual(await read('sep=;\r\ncode;name,x\r\nc;y'), [['c', null]]);
		assert.deepEqual(await read('"x""y";"x;y;z",code,name,and\n"1;",c,n\n'), [['c', 'n']]);
	});

	it('loses the mark that guards against formulas, and nothing else', async () => {
		assert.deepEqual(await read('code,name\nc,\'=1+1\nd,\'quoted\ne,=x\n'), [['c', '=1+1'], ['d', '\'quoted'], ['e', '=x']]);
	});

	it('keeps the numbers of its lines', async () => {
		const report = is(await dry('\n\nTitle\ncode,name\n\na,"1\n2\n3"\nb,n\n'), 200);
		assert.deepEqual([report.heading_row, ...report.rows.map(({ row }) => row)], [4, 6, 9]);
	});

	it('is refused where a quotation mark is never closed', async () => {
		await refused('code,name\nc,"open\n', 'workbook_unreadable', /line 2 is never closed/);
	});
});
