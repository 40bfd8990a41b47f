/*
 * What a target begins with, into a folder: node tests/fuzz/seeds.js TARGET FOLDER
 *
 * Requests from the examples of the contract, checklists from the templates, tokens, heads; what
 * lies in tests/fuzz/seeds/TARGET; and ../shared/corpora where that is there.
 */
import { createHash, createHmac } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { parts, zip } from '../api/workbook.js';

const root = new URL('../../', import.meta.url).pathname;
const shared = process.env.GEMBA_SHARED ?? path.join(root, '../shared');
const read = (file) => readFileSync(path.join(root, file));

/* The bytes of a folder's files, none where there is no such folder. */
function files(folder, most = 100000) {
	const at = path.resolve(root, folder);
	if (!existsSync(at))
		return [];
	return readdirSync(at, { recursive: true }).sort().map((name) => path.join(at, name))
		.filter((name) => statSync(name).isFile() && statSync(name).size <= most)
		.map((name) => readFileSync(name));
}

const id = '0190163d-8694-739b-aea5-966c26f8ad91';
const values = { id, sha256: 'ab'.repeat(32), number: '1', code: 'a-code', rest: 'index.html' };

/* One request for each operation, and one more for each example of its body. */
function requests() {
	const { parse } = createRequire(path.join(root, 'tests/package.json'))('yaml');
	const document = parse(read('app-api/openapi.yaml').toString());
	const deref = (value) => {
		while (value?.$ref)
			value = value.$ref.slice(2).split('/').reduce((inner, part) => inner?.[part], document);
		return value;
	};
	const seeds = [];
	for (const [template, item] of Object.entries(document.paths))
		for (const [verb, operation] of Object.entries(item)) {
			if (!['get', 'put', 'post', 'patch', 'delete'].includes(verb))
				continue;
			const target = template.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? id);
			const query = [...item.parameters ?? [], ...operation.parameters ?? []].map(deref)
				.filter((one) => one.in === 'query')
				.map(({ name, schema, example }) => {
					const { enum: names, format, type, items, examples } = deref(schema) ?? {};
					const value = example ?? examples?.[0] ?? names?.[0] ?? deref(items)?.enum?.[0] ??
						{ uuid: id, date: '2026-11-21', 'date-time': '2026-11-21T08:00:00Z' }[format] ??
						{ integer: 3, boolean: true }[type] ?? 'x';
					return `${name}=${encodeURIComponent(value)}`;
				}).join('&');
			const media = deref(operation.requestBody)?.content?.['application/json'];
			const schema = deref(media?.schema);
			const examples = [...schema?.examples ?? [], ...media?.example ? [media.example] : [],
				...Object.values(media?.examples ?? {}).map((one) => deref(one).value)];
			const record = verb === 'put' && template.includes('photos') ?
				'{"method":"camera","claimed_at":"2026-11-21T08:00:00Z","lat":31.2,"lon":121.5,"accuracy_m":8}' : '';
			for (const body of examples.length ? examples : [''])
				seeds.push(`${verb.toUpperCase()} ${target}${query && `?${query}`}\n${record}\n` +
					(body === '' ? '' : JSON.stringify(body)));
		}
	return seeds;
}

function tokens() {
	const part = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
	const sign = (head, claims) => {
		const text = `${part(head)}.${part(claims)}`;
		return `${text}.${createHmac('sha256', 'k'.repeat(32)).update(text).digest('base64url')}`;
	};
	const head = { alg: 'HS256', typ: 'JWT', kid: 'first' };
	const claims = { iss: 'gemba', aud: 'gemba-api', cls: 'access', sub: id, tnt: id, sid: id, epo: 3,
		iat: 1790000000, exp: 1790000900 };
	const seeds = [sign(head, claims), sign({ ...head, alg: 'none' }, claims), sign({ ...head, crit: ['x'] }, claims),
		sign(head, { ...claims, epo: '3' }), sign(head, { ...claims, exp: 1 }), sign({ ...head, kid: 'second' }, claims)];
	const wycheproof = path.join(shared, 'corpora/jws/json_web_signature_test.json');
	if (existsSync(wycheproof))
		for (const group of JSON.parse(readFileSync(wycheproof)).testGroups)
			seeds.push(...group.tests.map(({ jws }) => (typeof jws === 'string' ? jws : JSON.stringify(jws))));
	return seeds;
}

function heads() {
	const plain = 'GET /a?b=c HTTP/1.1\r\nHost: a\r\n\r\n';
	const post = 'POST /b HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}';
	const seeds = [plain, post, plain + post + plain, `${plain}\r\n${plain}`,
		post.replace('Length: 2', 'Length: 2\r\nContent-Length: 2'), post.replace('Length: 2', 'Length: +2'),
		post.replace('Content-Length: 2', 'Transfer-Encoding: chunked'), plain.replace('Host: a', 'Host: a\r\n b: c'),
		plain.replace('Host: a', 'Host : a'), plain.replaceAll('\r\n', '\n'), plain.replace('1.1', '1.0'),
		plain.replace('/a', '/%2f'), post.replace('\r\n\r\n', '\r\nExpect: 100-continue\r\n\r\n'),
		`HEAD /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n${plain}`];
	for (const bytes of files(path.join(shared, 'corpora/http')))
		for (const [, http] of bytes.toString().matchAll(/```http\n([\s\S]*?)\n```/g))
			seeds.push(http.replace(/\\\n/g, '').replace(/\n/g, '\r\n').replace(/\\r/g, '\r').replace(/\\n/g, '\n'));
	return seeds;
}

function sheets() {
	const seeds = files('templates').map((bytes) => `${bytes}\0{}`);
	for (const bytes of files('tests/scoring/examples')) {
		const { checklist, answers } = bytes[0] === 123 ? JSON.parse(bytes) : {};
		if (checklist)
			seeds.push(`${JSON.stringify(checklist)}\0${JSON.stringify(answers ?? {})}`);
	}
	return seeds;
}

/* As a workbook, and as its parts: between them a byte that no XML has. */
function workbooks() {
	const rows = [['门店编号 Store code', 'Name', '日期'], ['S1', { rich: ['a', 'b'], reading: 'c' }, { v: 45000.5, style: 'date' }],
		[{ inline: 'x' }, 1.5, true, null, { v: 0.5, style: 'percent' }, { v: 0.25, style: 'time' }, { v: 45000, style: 'custom' },
			{ formula: 'A1&"x"', v: 'S1x' }, { v: 3, style: 'colour' }, '-1,000.5', 'a, b; "c\nd"', '_x000D_']];
	const books = [[{ name: 'Stores', rows }, { name: '门店', rows, hidden: true, merges: ['A1:B1'] }], [{ name: 'one', rows }],
		[{ name: 'empty', rows: [] }]].map(parts);
	const plain = books.map((book) => Buffer.concat(book.filter(({ name }) => name !== '[Content_Types].xml')
		.flatMap(({ data }, i) => [...i ? [Buffer.from([255])] : [], Buffer.from(data)])));
	return [...books.map(zip), ...plain, zip([{ name: 'word/document.xml', data: '' }])];
}

function tables() {
	const comma = '\ufeff门店编号 Store code,Name\r\nS1,"a ""b"", c"\r\n\r\nS2,"two\nlines"\n\'=1+1,12.5%,-1.5\n';
	return [comma, comma.replaceAll(',', ';'), comma.replaceAll(',', '\t'), `sep=;\n${comma.slice(1).replaceAll(',', ';')}`,
		Buffer.from(comma, 'utf16le'), Buffer.from(comma.slice(1), 'utf16le'), Buffer.from(comma, 'utf16le').swap16(),
		Buffer.from('b1e0bac52cc3fbb3c60a53312ca2a1a3ac0a', 'hex'), 'a,"never ended', 'a\rb\rc', ',,,', '"', '<html>'];
}

const everything = { uuid: id, text: 't', string: '\u0000', key: 'a.b', sha256: values.sha256, date: '2026-11-21',
	texts: { en: 'x', 'zh-CN': '地' }, time: '2026-11-21T08:00:00+08:00', integer: 5, decimal: 1.125, real: -3.5,
	boolean: true, colour: 'red', text_list: ['a'], key_list: ['k'], uuid_list: [id], list: [1], object: {}, json: 1 };

const own = {
	json_fuzz: () => [JSON.stringify({ ...everything, string: 's' }), JSON.stringify(everything),
		...files(path.join(shared, 'corpora/json'), 10000)],
	request_fuzz: requests,
	score_fuzz: sheets,
	token_fuzz: tokens,
	head_fuzz: heads,
	image_fuzz: () => files(path.join(shared, 'corpora/libpng')),
	xlsx_fuzz: workbooks,
	csv_fuzz: tables,
	exif_fuzz: () => files(path.join(shared, 'photos'), 10000000).map((bytes) => bytes.subarray(12, 12 + 4096)),
};

const [target, folder] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const seeds = [...own[target]?.() ?? [], ...files(`tests/fuzz/seeds/${target}`)];
for (const seed of seeds)
	writeFileSync(path.join(folder, createHash('sha1').update(seed).digest('hex')), seed);
console.error(`${seeds.length} seeds for ${target}`);
