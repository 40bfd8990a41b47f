/*
 * workbook: .xlsx files as other programs write them, without any of ours: a ZIP of XML.
 *
 *	xlsx([{ name: 'Stores', rows: [['Code', 'Name'], ['S1', 'One']], merges: ['A1:B1'] }])
 *
 * A cell is a text, a number, a boolean, null, or { v, style } with one of the styles below,
 * { rich: [runs], reading } for a text in pieces with its pronunciation, { inline }, { formula, v }.
 */
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
export const CSV = 'text/csv';

const escape = (text) => String(text).replace(/[&<>"]/g,
	(c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]);

/* Entries are {name, data, flags, stored, crc, inflated}; the last three lie where they are given. */
export function zip(entries) {
	const parts = [];
	const central = [];
	let at = 0;
	for (const { name, data, flags = 0, stored = false, crc, inflated } of entries) {
		const bytes = Buffer.from(data);
		const packed = stored ? bytes : deflateRawSync(bytes);
		const path = Buffer.from(name);
		const head = Buffer.alloc(26);
		head.writeUInt16LE(20, 0);
		head.writeUInt16LE(flags, 2);
		head.writeUInt16LE(stored ? 0 : 8, 4);
		head.writeUInt32LE(crc ?? crc32(bytes), 10);
		head.writeUInt32LE(packed.length, 14);
		head.writeUInt32LE(inflated ?? bytes.length, 18);
		head.writeUInt16LE(path.length, 22);
		const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), head, path, packed]);
		const rest = Buffer.alloc(14);
		rest.writeUInt32LE(at, 10);
		central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), head, rest, path]));
		parts.push(local);
		at += local.length;
	}
	const directory = Buffer.concat(central);
	const end = Buffer.alloc(22);
	end.write('PK\x05\x06', 'latin1');
	end.writeUInt16LE(entries.length, 8);
	end.writeUInt16LE(entries.length, 10);
	end.writeUInt32LE(directory.length, 12);
	end.writeUInt32LE(at, 16);
	return Buffer.concat([...parts, directory, end]);
}

export function unzip(bytes) {
	const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
	const files = new Map();
	for (let at = bytes.readUInt32LE(end + 16), n = bytes.readUInt16LE(end + 10); n > 0; n--) {
		const method = bytes.readUInt16LE(at + 10);
		const size = bytes.readUInt32LE(at + 20);
		const [name, extra, comment] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
		const local = bytes.readUInt32LE(at + 42);
		const from = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
		const packed = bytes.subarray(from, from + size);
		files.set(bytes.toString('utf8', at + 46, at + 46 + name),
			method ? inflateRawSync(packed) : packed);
		at += 46 + name + extra + comment;
	}
	return files;
}

const letters = (column) => (column < 26 ? '' : letters(Math.floor(column / 26) - 1)) +
	String.fromCharCode(65 + column % 26);

/* What a cell can look like: index into cellXfs. */
const styles = { plain: 0, date: 1, percent: 2, custom: 3, time: 4, colour: 5 };

const stylesXml = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">
<numFmts count="2"><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/><numFmt numFmtId="177" formatCode="[Red]0.0&quot;d&quot;"/></numFmts>
<cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs>
<cellXfs count="6"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="9"/><xf numFmtId="176"/><xf numFmtId="20"/><xf numFmtId="177"/></cellXfs>
</styleSheet>`;

class Strings {
	#items = [];

	add(xml) {
		this.#items.push(xml);
		return this.#items.length - 1;
	}

	get xml() {
		return `<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${this.#items
			.map((item) => `<si>${item}</si>`).join('')}</sst>`;
	}
}

function cellXml(ref, cell, strings) {
	if (typeof cell === 'number')
		return `<c r="${ref}"><v>${cell}</v></c>`;
	if (typeof cell === 'boolean')
		return `<c r="${ref}" t="b"><v>${Number(cell)}</v></c>`;
	if (typeof cell === 'string')
		return `<c r="${ref}" t="s"><v>${strings.add(`<t xml:space="preserve">${escape(cell)}</t>`)}</v></c>`;
	if (cell.rich) {
		const xml = cell.rich.map((run) => `<r><rPr><b/></rPr><t>${escape(run)}</t></r>`).join('') +
			(cell.reading ? `<rPh sb="0" eb="1"><t>${escape(cell.reading)}</t></rPh><phoneticPr fontId="1"/>` : '');
		return `<c r="${ref}" t="s"><v>${strings.add(xml)}</v></c>`;
	}
	if (cell.inline)
		return `<c r="${ref}" t="inlineStr"><is><t>${escape(cell.inline)}</t></is></c>`;
	if (cell.formula)
		return `<c r="${ref}" t="str"><f>${escape(cell.formula)}</f><v>${escape(cell.v)}</v></c>`;
	return `<c r="${ref}" s="${styles[cell.style]}"><v>${cell.v}</v></c>`;
}

function sheetXml({ rows, merges = [] }, strings) {
	const xml = rows.map((row, r) => {
		const cells = (row ?? []).map((cell, c) => (cell === null || cell === undefined || cell === '' ? '' :
			cellXml(`${letters(c)}${r + 1}`, cell, strings))).join('');
		return cells && `<row r="${r + 1}">${cells}</row>`;
	}).join('');
	return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${xml}</sheetData>${
	merges.length ? `<mergeCells>${merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>` : ''}</worksheet>`;
}

const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/* The parts as a list, so that a test can spoil one. */
export function parts(sheets) {
	const strings = new Strings();
	const pages = sheets.map((sheet) => sheet.xml ?? sheetXml(sheet, strings));
	return [
		{ name: '[Content_Types].xml', data: '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>' },
		{ name: '_rels/.rels', data: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${relation}/officeDocument" Target="xl/workbook.xml"/></Relationships>` },
		{ name: 'xl/workbook.xml', data: `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="${relation}"><sheets>${
			sheets.map(({ name, hidden }, i) => `<sheet name="${escape(name)}" sheetId="${i + 1}"${hidden ? ' state="hidden"' : ''} r:id="rId${i + 1}"/>`).join('')}</sheets></workbook>` },
		/* Sheets are in the order of the workbook, not of their files. */
		{ name: 'xl/_rels/workbook.xml.rels', data: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${
			sheets.map((_, i) => `<Relationship Id="rId${i + 1}" Type="${relation}/worksheet" Target="worksheets/sheet${sheets.length - i}.xml"/>`).join('')
		}<Relationship Id="s" Type="${relation}/sharedStrings" Target="/xl/sharedStrings.xml"/><Relationship Id="t" Type="${relation}/styles" Target="styles.xml"/></Relationships>` },
		{ name: 'xl/styles.xml', data: stylesXml },
		...pages.map((data, i) => ({ name: `xl/worksheets/sheet${sheets.length - i}.xml`, data })),
		{ name: 'xl/sharedStrings.xml', data: strings.xml },
	];
}

export const xlsx = (sheets) => zip(parts(sheets));

/* The texts of each sheet of a workbook that our server wrote, row by row. */
export function sheetsOf(bytes) {
	const files = unzip(bytes);
	const plain = (xml) => xml.replace(/&(lt|gt|amp|quot|apos);/g,
		(_, name) => ({ lt: '<', gt: '>', amp: '&', quot: '"', apos: '\'' })[name]);
	const names = [...files.get('xl/workbook.xml').toString().matchAll(/<sheet name="([^"]*)"/g)];
	return Object.fromEntries(names.map(([, name], i) => {
		const rows = [];
		const xml = files.get(`xl/worksheets/sheet${i + 1}.xml`).toString();
		for (const [, ref, r, body] of xml.matchAll(/<c r="([A-Z]+)(\d+)"[^>]*>(.*?)<\/c>/gs)) {
			const column = [...ref].reduce((n, c) => 26 * n + c.charCodeAt(0) - 64, 0) - 1;
			const text = body.match(/<(?:t|v)[^>]*>(.*?)<\/(?:t|v)>/s);
			(rows[r - 1] ??= [])[column] = text ? plain(text[1]) : '';
		}
		return [plain(name), rows];
	}));
}
