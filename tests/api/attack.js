/*
 * attack: good requests bent out of shape, by what the contract says of them and by what people and
 * programs have sent elsewhere. The same seed bends in the same way, but for the ids.
 *
 *	const chance = new Chance('7 http_unit_post');
 *	const bent = new Bender(contract, ids).bend(chance, request, operation);
 *	await sent(bent);
 */
import { randomOf } from './fill.js';
import { picture, sha256 } from './photos.js';

/* Chances that are the same each time for the same words. */
export class Chance {
	constructor(words) {
		const hash = [...words].reduce((sum, letter) => Math.imul(sum ^ letter.codePointAt(0), 16777619), 2166136261);
		Object.assign(this, randomOf(hash));
	}

	is(share) { return this.below(10000) < share * 10000; }

	uuid() {
		const hex = Array.from({ length: 8 }, () => this.below(65536).toString(16).padStart(4, '0')).join('');
		return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
	}
}

/* ---- JSON that JavaScript would not write */

/* Stands for these characters of a document. */
export class Raw {
	constructor(text) { this.text = text; }
	toString() { return this.text; }
}

export function written(value) {
	if (value instanceof Raw)
		return value.text;
	if (Array.isArray(value))
		return `[${value.map(written).join()}]`;
	if (!value || typeof value !== 'object')
		return JSON.stringify(value);
	return `{${Object.entries(value).filter(([, member]) => member !== undefined)
		.map(([name, member]) => `${JSON.stringify(name)}:${written(member)}`).join()}}`;
}

/* ---- values that have broken something somewhere */

const longest = 2001;
const texts = ['', ' ', '\u3000\u00a0', '\t\n', 'null', '0', '-1', 'true', 'a'.repeat(65), 'a'.repeat(201), '问'.repeat(longest),
	'😀'.repeat(101), 'e\u0301\u0323'.repeat(40), '\u202eevil\u202c', '\u200b', '\u2028', '\ufeffx', '\ufffe', '\ud800', '\udc00\ud800',
	'\u0000', 'a\u0000b', '\u0007', '\u007f', '\u0085', '1\r2', '\'; drop table unit; --', '%s%n{}$1\\', '<b>&amp;"', '../..', 'a/b~c',
	'ＡＢＣ', '١٢٣', 'ﬁ', 'É', 'E\u0301', 'İstanbul', '𠜎', '=1+1', 'a,b', ' x '];
const numbers = ['-0', '0', '-1', '1', '0.1', '0.30000000000000004', '1.0', '1E+2', '2.5', '0.0001', '100.001', '2147483647', '2147483648',
	'9007199254740991', '9007199254740993', '9223372036854775807', '9223372036854775808', '-9223372036854775809',
	'123456789012345678901234567890', '1e308', '-1e308', '1e400', '1e-400', '3652059', '-2147483649'].map((text) => new Raw(text));
const moments = ['0000-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '0001-01-01T00:00:00+23:59', '1000-06-01T00:00:00Z', '1969-12-31T23:59:59.999Z',
	'1970-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59-23:59', '10000-01-01T00:00:00Z', '+010000-01-01T00:00:00Z',
	'-0044-03-15T00:00:00Z', '2016-12-31T23:59:60Z', '2026-02-30T00:00:00Z', '2026-11-22T24:00:00Z', '2026-11-22T08:00:00+14:00',
	'2026-11-22T08:00:00-23:59', '2026-11-22T08:00:00+24:00', '2026-11-22t08:00:00z', '2026-11-22 08:00:00Z', '2026-11-22T08:00:00',
	'2026-11-22T08:00:00.123456789123Z', '2026-11-22T08:00:00,5Z', '2026-11-22T08:00Z', '2030-01-01T00:00:00Z', '2026-11-22', 'infinity', 'now'];
const dates = ['0000-01-01', '0001-01-01', '1000-01-01', '1900-02-29', '2024-02-29', '2026-02-29', '2026-00-10', '2026-12-32', '2026-1-1',
	'9999-12-31', '10000-01-01', '-0001-01-01', '-infinity', '2026-11-22T00:00:00Z', '2026-11-22 BC', 'today', '2027-06-01', '2020-01-01'];
const words = ['a', 'en', 'zh-CN', 'x-1', 'Asia/Shanghai', '09:00', '23:59', '2026-12-01', '2026-12-01T09:00', 'https://hook.invalid/x', 'Some words',
	'https://127.0.0.1/', 'ftp://x/', 'FREQ=DAILY', 'FREQ=DAILY;COUNT=2', 'FREQ=DAILY;UNTIL=20200101', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30',
	'FREQ=MONTHLY;BYMONTHDAY=-31', 'FREQ=WEEKLY;INTERVAL=99999999999', 'FREQ=DAILY;COUNT=0', 'FREQ=SECONDLY', 'someone@example.com', 'open',
	'open,closed', 'UTC', 'posixrules', '../etc/passwd', 'ab'.repeat(32)];
const others = [null, true, false, '', 0, [], {}, [[]], [null], { a: 1 }];

const deep = (open, close, levels) => new Raw(open.repeat(levels) + close.repeat(levels));
const wholes = ['', ' ', '[]', '{}', 'null', 'true', '0', '"x"', '{', '{"a":', '{"a":1,}', '[1,]', '\ufeff{}', '{}x', '{} {}', 'NaN', '{\'a\':1}',
	'{"":""}', '{"__proto__":{}}', '\u0000', '{"a":"\\ud800"}', '{"\\u0000":1}', '{"a":01}', '{"a":1e}', '{"a":"\t"}',
	deep('[', ']', 255).text, deep('[', ']', 300).text, deep('{"a":', '}', 5000).text, `{"a":"${'x'.repeat(300000)}"}`];

/* ---- a value of a schema */

const isObject = (value) => value && typeof value === 'object' && !Array.isArray(value) && !(value instanceof Raw);

export class Bender {
	#contract;
	#ids;

	/* ids: {mine, theirs, gone}, lists of UUIDs that may grow. */
	constructor(contract, ids) {
		this.#contract = contract;
		this.#ids = ids;
	}

	/* One schema of those that it may be, with what goes for all of them. */
	#schema(schema, chance) {
		schema = this.#contract.deref(schema) ?? {};
		const choice = schema.oneOf ?? schema.anyOf;
		const parts = [...schema.allOf ?? [], ...choice ? [chance.pick(choice)] : []].map((part) => this.#schema(part, chance));
		return parts.reduce((whole, part) => ({ ...whole, ...part, properties: { ...whole.properties, ...part.properties },
			required: [...whole.required ?? [], ...part.required ?? []] }), schema);
	}

	/* The schema of a part of a value, as far as it is known. */
	#schemaAt(schema, path, chance) {
		return path.reduce((at, name) => {
			const { properties = {}, additionalProperties, items } = this.#schema(at, chance);
			return (typeof name === 'number' ? items : properties[name] ?? additionalProperties) || {};
		}, schema);
	}

	#id(chance) {
		const { mine, theirs, gone } = this.#ids;
		const kinds = [mine, mine, theirs, gone, [chance.uuid()], ['00000000-0000-0000-0000-000000000000']];
		return chance.pick(chance.pick(kinds)) ?? chance.uuid();
	}

	/* Good by its own schema, as often as not good by the rules. */
	make(schema, chance, depth = 0) {
		const the = this.#schema(schema, chance);
		if (the.const !== undefined || the.enum)
			return the.const ?? chance.pick(the.enum);
		const type = [the.type].flat().filter(Boolean);
		switch (chance.pick(type)) {
		case 'null': return null;
		case 'boolean': return chance.is(0.5);
		case 'integer': case 'number': return this.#number(the, chance);
		case 'string': return this.#text(the, chance);
		case 'array': return Array.from({ length: Math.min(chance.below(3) + (the.minItems ?? 0), the.maxItems ?? 3) },
			() => this.make(the.items ?? {}, chance, depth + 1));
		default: return this.#object(the, chance, depth);
		}
	}

	#number({ minimum = 0, maximum = minimum + 1000 }, chance) {
		return chance.pick([minimum, maximum, Math.floor((minimum + maximum) / 2), Math.min(minimum + 1, maximum)]);
	}

	#text({ format, pattern, minLength = 0, maxLength = longest }, chance) {
		if (format === 'uuid')
			return this.#id(chance);
		if (format === 'date-time')
			return chance.pick(['2026-11-20T08:00:00Z', '2030-01-01T00:00:00+08:00', ...moments]);
		if (format === 'date')
			return chance.pick(['2026-12-01', '2027-01-31', ...dates]);
		const fit = pattern ? [...words, ...texts].filter((text) => new RegExp(pattern, 'u').test(text)) :
			[...words, ...texts, 'x'.repeat(Math.min(maxLength, longest)), 'x'.repeat(minLength)];
		return fit.length ? chance.pick(fit) : 'x';
	}

	#object({ properties = {}, required = [], additionalProperties }, chance, depth) {
		const names = Object.keys(properties).filter((name) => required.includes(name) || (depth < 4 && chance.is(0.4)));
		const made = Object.fromEntries(names.map((name) => [name, this.make(properties[name], chance, depth + 1)]));
		if (isObject(additionalProperties) && chance.is(0.8))
			made[chance.pick(['en', 'zh-CN', 'a', 'floor.clean'])] = this.make(additionalProperties, chance, depth + 1);
		return made;
	}

	/* At the edge of what a schema allows, or beyond. */
	edge(schema, chance, old) {
		const the = this.#schema(schema, chance);
		const type = [the.type].flat();
		const { minimum, maximum, minLength, maxLength, minItems, maxItems } = the;
		const given = (limit, make) => (limit === undefined ? [] : make(limit));
		const lists = [];
		if (the.enum || the.const)
			lists.push([...(the.enum ?? [the.const]), ...(the.enum ?? [the.const]).map((name) => String(name).toUpperCase()), 'other', '']);
		if (type.includes('integer') || type.includes('number') || typeof old === 'number')
			lists.push(numbers, [...given(minimum, (n) => [n - 1, n]), ...given(maximum, (n) => [n, n + 1, n + 0.5])]);
		if (the.format === 'uuid' || /^[0-9a-f-]{36}$/.test(old))
			lists.push([this.#id(chance), String(old ?? this.#id(chance)).toUpperCase(), String(old).slice(1), `{${old}}`]);
		else if (the.format === 'date-time' || /^\d{4}-\d\d-\d\dT/.test(old))
			lists.push(moments);
		else if (the.format === 'date' || /^\d{4}-\d\d-\d\d$/.test(old))
			lists.push(dates);
		else if (type.includes('string') || typeof old === 'string')
			lists.push(texts, words, [...given(maxLength, (n) => ['x'.repeat(n), '😀'.repeat(n), 'x'.repeat(n + 1), 'e\u0301'.repeat(n)]),
				...given(minLength, (n) => ['x'.repeat(n), 'x'.repeat(Math.max(n - 1, 0))])]);
		if (type.includes('array') || Array.isArray(old))
			lists.push(this.#lengths(the, chance, Array.isArray(old) ? old : []));
		if (type.includes('object'))
			lists.push([{}, this.make(the, chance), { x: 1 }]);
		const list = chance.pick(lists.filter((one) => one.length));
		return list ? chance.pick(list) : chance.pick(others);
	}

	#lengths({ items = {}, maxItems = 200, minItems = 0 }, chance, old) {
		const item = old[0] ?? this.make(items, chance);
		const many = (nr) => Array.from({ length: Math.min(nr, 301) }, () => item);
		const made = (nr) => Array.from({ length: Math.min(nr, 51) }, () => this.make(items, chance));
		return [[], [item], [item, item], many(maxItems), many(maxItems + 1), made(maxItems), made(maxItems + 1), [...old, item],
			made(2), [...old].reverse(), many(Math.max(minItems - 1, 0))];
	}

	/* ---- a body bent once */

	#bendValue(chance, body, schema) {
		const copy = structuredClone(body);
		const path = chance.pick(places(copy));
		const at = this.#schemaAt(schema, path, chance);
		const [parent, name] = [path.slice(0, -1).reduce((inner, key) => inner[key], copy), path.at(-1)];
		if (path.length === 0)
			return this.#bendRoot(chance, copy, schema);
		const old = parent[name];
		switch (chance.below(isObject(old) ? 9 : 7)) {
		case 0:
			if (Array.isArray(parent)) parent.splice(name, 1); else delete parent[name];
			break;
		case 1: parent[name] = null; break;
		case 2: parent[name] = chance.pick(others); break;
		case 3: parent[name] = this.make(at, chance); break;
		case 7: case 8: parent[name] = this.#bendRoot(chance, old, at); break;
		default: parent[name] = this.edge(at, chance, old);
		}
		return copy;
	}

	/* An object with a member more: one that the contract has, an unknown one, or one twice. */
	#bendRoot(chance, object, schema) {
		const the = this.#schema(schema, chance);
		const known = Object.keys(the.properties ?? {});
		const missing = known.filter((name) => !(name in object));
		const kind = chance.below(10);
		if (kind === 0)
			return { ...object, [chance.pick(['unknown', '', 'id ', 'ID', '__proto__x', 'a/b~c', '问', '\ud800', 'x'.repeat(5000)])]: 1 };
		if (kind === 1 && Object.keys(object).length) {
			const name = chance.pick(Object.keys(object));
			return new Raw(`${written(object).slice(0, -1)},${JSON.stringify(name)}:${written(object[name])}}`);
		}
		const name = chance.pick(missing.length ? missing : known);
		if (name === undefined)
			return { ...object, [chance.pick(['en', 'zh-CN', 'zz-Zzzz-ZZ', 'e', 'floor.clean', 'exit.lit#2'])]: this.make(the.additionalProperties || {}, chance) };
		const make = chance.is(0.6) ? this.make(the.properties[name], chance) : this.edge(the.properties[name], chance, object[name]);
		return { ...object, [name]: make };
	}

	/* Where the value of a part of a body is now replaced, several times over. */
	body(chance, body, schema) {
		if (chance.is(0.04))
			return new Raw(chance.pick(wholes));
		if (chance.is(0.06))
			return this.make(schema, chance);
		let bent = isObject(body) ? body : this.make(schema, chance);
		for (let times = 1 + (chance.is(0.25) ? 1 + chance.below(2) : 0); times > 0 && isObject(bent); times--)
			bent = this.#bendValue(chance, bent, schema);
		return bent;
	}

	/* ---- what stands around a body */

	/* A query by the operation's parameters; with it what was there. */
	#query(chance, target, operation) {
		const url = new URL(target, 'http://x');
		const known = operation.query;
		const pairs = [...url.searchParams].map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
		const chosen = [...known.filter(({ required }) => required && chance.is(0.95)),
			...Array.from({ length: chance.below(4) }, () => chance.pick(known))];
		for (const { name, schema } of chosen) {
			const value = chance.is(0.55) ? this.make(schema, chance) : this.edge(schema, chance);
			const text = isObject(value) || Array.isArray(value) ? 'x' : String(value).slice(0, 3000);
			pairs.push(`${name}=${encodeURIComponent(text.toWellFormed())}`);
		}
		if (chance.is(0.06))
			pairs.push(chance.pick(['x=1', 'a', '=', '&&', 'limit=%', 'limit=%zz', 'q=%00', 'q=%ff', 'q=%ed%a0%80', 'q=+', 'q=%2B', 'after=AAAA', 'after=%20', '__proto__=1',
				'limit=5&limit=5', 'limit=05', 'limit=+5', 'limit=5.0', 'limit=-0', 'after=bm93IGhlcmU', 'after=IDAwMDAwMDAwLTAwMDAtMDAwMC0wMDAwLTAwMDAwMDAwMDAwMA']));
		return url.pathname + (pairs.length ? `?${pairs.join('&')}` : '');
	}

	#path(chance, target) {
		const [path, query] = target.split('?');
		const parts = path.split('/');
		const places = parts.flatMap((part, i) => (/^[0-9a-f-]{36}$|^[0-9a-f]{64}$|^\d+$/.test(part) ? [i] : []));
		if (!places.length)
			return target;
		const i = chance.pick(places);
		const odd = ['0', '-1', '1e3', '999999999', '2147483648', '99999999999999999999', 'x', '%20', '%E9', '%F0%9F%98%80', `${parts[i].slice(1)}x`, `${parts[i]}0`];
		parts[i] = chance.pick([parts[i].toUpperCase(), this.#id(chance), this.#id(chance), chance.pick(odd)]);
		return parts.join('/') + (query ? `?${query}` : '');
	}

	#headers(chance, headers) {
		const tags = ['"1-0"', '*', 'W/"1-0"', '"', '""', '"a"b"', '"1-0", "1-1"', '"999999999999999999999-0"', '"-1-0"', '"0-0"', `"${'9'.repeat(300)}"`, 'é'];
		return { ...headers, ...chance.pick([
			{ 'if-match': chance.pick(tags) }, { 'if-match': undefined }, { 'if-none-match': chance.pick(tags) },
			{ 'accept-language': chance.pick(['', '*', 'zh-CN,zh;q=0.9', 'xx-'.repeat(200), ';q=1', 'en;q=é']) },
			{ 'content-type': chance.pick(['text/plain', 'application/json; charset=latin1', 'APPLICATION/JSON', 'application/xml', 'json', 'multipart/form-data',
				'application/json;charset=UTF-8', 'text/csv', 'image/png', 'é']) },
			{ 'idempotency-key': chance.pick(['x', 'a b', 'é', 'k'.repeat(255), 'k'.repeat(256), '']) },
			{ accept: chance.pick(['text/html', 'image/webp', '*/*;q=0', '']) }, { 'accept-encoding': chance.pick(['gzip', 'gzip;q=0', 'br', 'identity;q=0, *;q=0']) },
			{ range: 'bytes=5-2' }, { 'x-forwarded-for': '::1, é' }, { 'capture-record': chance.pick(['{}', '{', 'null', '{"method":"camera","lat":91,"lon":1e400}',
				'{"method":"camera","claimed_at":"9999-12-31T23:59:59-23:59","clock_offset_ms":9223372036854775807}']) },
		]) };
	}

	/* A file that is no JSON: a table, or a picture. */
	#file(chance, body) {
		if (typeof body !== 'string') {
			const bytes = Buffer.from(body);
			const cut = bytes.subarray(0, chance.below(bytes.length));
			const changed = Buffer.from(bytes);
			changed[chance.below(bytes.length)] ^= 1 + chance.below(255);
			return chance.pick([cut, changed, Buffer.from('x'), picture(), Buffer.concat([bytes, bytes])]);
		}
		const lines = body.split('\n').map((line) => line.split(','));
		for (let nr = 1 + chance.below(3); nr > 0; nr--) {
			const line = chance.pick(lines);
			line[chance.below(line.length)] = chance.pick([...texts, ...words, ...dates, '"', '""x', '"a\nb"']).toWellFormed();
		}
		const text = lines.map((line) => line.join(chance.is(0.95) ? ',' : ';')).join('\n');
		return chance.pick([text, text, text, `\ufeff${text}`, text.slice(0, chance.below(text.length)), text + text, '\u0000', '', 'PK\u0003\u0004']);
	}

	/* The request with something else about it than it was. */
	bend(chance, request, operation) {
		const bent = { ...request };
		if (operation.schema)
			bent.body = chance.is(0.9) ? this.body(chance, request.body, operation.schema) : request.body;
		else if (request.body !== undefined && chance.is(0.8))
			bent.body = this.#file(chance, request.body);
		if (request.body instanceof Uint8Array && chance.is(0.7))
			bent.target = `/v1/photos/${sha256(bent.body)}`;
		else if (chance.is(operation.schema ? 0.08 : 0.25))
			bent.target = this.#path(chance, bent.target);
		if (operation.query.length && chance.is(operation.schema ? 0.2 : 0.9))
			bent.target = this.#query(chance, bent.target, operation);
		if (chance.is(0.07))
			bent.headers = this.#headers(chance, bent.headers);
		return bent;
	}
}

/* The path of every value within a value, itself too. */
function places(value, path = []) {
	const inner = Array.isArray(value) ? value.map((item, i) => [i, item]) : isObject(value) ? Object.entries(value) : [];
	return [path, ...inner.flatMap(([name, item]) => places(item, [...path, name]))];
}
