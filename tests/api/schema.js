/*
 * The contract, app-api/openapi.yaml, as a judge of answers: which operation a request was, and
 * whether what came back is what that operation describes.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const file = new URL('../../app-api/openapi.yaml', import.meta.url);
const kept = new URL('../../build/contract.json', import.meta.url);
const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

const escaped = (text) => text.replaceAll('~', '~0').replaceAll('/', '~1');

/* The document; to read so much YAML takes longer than many a test file, so what was read is kept, with its hash. */
function read() {
	const text = readFileSync(file, 'utf8');
	const hash = createHash('sha256').update(text).digest('hex');
	try {
		const [of, document] = JSON.parse(readFileSync(kept, 'utf8'));
		if (of === hash)
			return document;
	} catch {
		/* nothing is kept yet */
	}
	const document = createRequire(import.meta.url)('yaml').parse(text);
	const fresh = new URL(`${kept}.${process.pid}`);
	mkdirSync(new URL('.', kept), { recursive: true });
	writeFileSync(fresh, JSON.stringify([hash, document]));
	renameSync(fresh, kept);
	return document;
}

export class Contract {
	#ajv;
	#document;
	#templates;
	#validators = new Map();

	constructor(document) {
		this.#document = document;
		/* Most schemas are used a few times only: they are soon compiled rather than fast. */
		this.#ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false, inlineRefs: false,
			code: { optimize: false } });
		addFormats(this.#ajv);
		/* What OpenAPI's own formats say beyond JSON Schema's is in the schemas' limits. */
		for (const format of ['int32', 'int64', 'binary', 'password'])
			this.#ajv.addFormat(format, true);
		this.#ajv.addSchema(document, 'openapi');
		this.#templates = Object.keys(document.paths).map((template) => ({
			template,
			/* Of two that match, the one with more fixed characters is meant. */
			weight: template.replace(/\{[^}]*\}/g, '').length,
			pattern: new RegExp(`^${template.replace(/[.*+?^$()|[\]\\]/g, '\\$&')
				.replace('{rest}', '.*').replace(/\{[^}]*\}/g, '[^/]+')}$`),
		})).sort((a, b) => b.weight - a.weight);
	}

	static load() {
		return new Contract(read());
	}

	/* Every operation: method, path template and its description. */
	get operations() {
		return Object.entries(this.#document.paths).flatMap(([template, item]) =>
			methods.filter((method) => item[method])
				.map((method) => ({ method, template, ...item[method] })));
	}

	/* What a reference leads to. */
	deref(value) {
		return this.#deref(value)[0];
	}

	/* Whether an operation describes such a body; undefined where it describes none in JSON. */
	describes(method, path, body) {
		const [template, verb] = [this.template(path), method.toLowerCase()];
		const described = this.#document.paths[template]?.[verb]?.requestBody?.content['application/json'];
		return described && this.#validator(`#/paths/${escaped(template)}/${verb}/requestBody/content/application~1json/schema`)(body);
	}

	template(path) {
		return this.#templates.find(({ pattern }) => pattern.test(path))?.template;
	}

	/* Throws where the answer is not what the contract says; {status, type, text, body}. */
	check(method, path, answer) {
		const name = `${method} ${path} ${answer.status}`;
		const template = this.template(path);
		if (!template)
			return this.#checkGeneral(name, answer, 404, 'not_found');
		/* HEAD is GET without the body. */
		const verb = method === 'HEAD' ? 'get' : method.toLowerCase();
		const operation = this.#document.paths[template][verb];
		if (!operation)
			return this.#checkGeneral(name, answer, 405, 'method_not_allowed');

		const where = `#/paths/${escaped(template)}/${verb}`;
		const [response, at] = this.#response(operation, where, answer.status);
		assert.ok(response, `${name}: ${method} ${template} does not describe this status`);
		this.#checkContent(name, response, at, answer);
		if (answer.type === 'application/problem+json' && method !== 'HEAD')
			this.#checkProblem(name, answer, [response, operation, this.#general(operation)]);
	}

	/* What is not in the contract at all is refused, as a problem. */
	#checkGeneral(name, answer, status, problem) {
		assert.equal(answer.status, status, `${name}: the contract does not have this operation`);
		if (name.startsWith('HEAD '))
			return;
		assert.equal(answer.type, 'application/problem+json', name);
		assert.equal(problemName(answer.body), problem, name);
	}

	#response(operation, where, status) {
		for (const key of [String(status), `${String(status)[0]}XX`, 'default']) {
			if (operation.responses?.[key])
				return this.#deref(operation.responses[key], `${where}/responses/${key}`);
		}
		return [];
	}

	/* What any request can meet, beside what the operation says of a status. */
	#general(operation) {
		const [response] = this.#deref(operation.responses?.default);
		return response ?? {};
	}

	#deref(value, at) {
		while (value?.$ref) {
			at = value.$ref;
			value = at.slice(2).split('/').map(decodeURIComponent)
				.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
				.reduce((inner, part) => inner?.[part], this.#document);
			assert.ok(value, `app-api/openapi.yaml has no ${at}`);
		}
		return [value, at];
	}

	#checkContent(name, response, at, answer) {
		if (!response.content) {
			assert.equal(answer.text, '', `${name}: the contract describes no body`);
			return;
		}
		const described = Object.keys(response.content);
		const type = described.find((media) => media === answer.type) ??
			described.find((media) => media === `${answer.type.split('/')[0]}/*`);
		assert.ok(type, `${name}: ${answer.type || 'no type'} is none of ${described.join(', ')}`);
		if (!/[/+]json$/.test(answer.type) || !response.content[type].schema ||
			name.startsWith('HEAD '))
			return;
		const validate = this.#validator(`${at}/content/${escaped(type)}/schema`);
		if (!validate(answer.body))
			assert.fail(`${name}: the body is not as the contract says\n` +
				validate.errors.map(explain).join('\n') + `\n${answer.text.slice(0, 2000)}`);
	}

	#validator(at) {
		if (!this.#validators.has(at)) {
			const $ref = `openapi${at.replaceAll('{', '%7B').replaceAll('}', '%7D')}`;
			this.#validators.set(at, this.#ajv.compile({ $ref }));
		}
		return this.#validators.get(at);
	}

	#checkProblem(name, answer, places) {
		const { body } = answer;
		assert.equal(body.status, answer.status, `${name}: the problem tells another status`);
		const names = places.flatMap((place) => [...this.#problems(place)]);
		assert.ok(names.includes(problemName(body)),
			`${name}: ${problemName(body)} is none of the problems described: ` +
			`${names.join(', ') || 'none is'}\n${answer.text}`);
	}

	/* Names of problems: by x-problems, by examples, or by the const or enum of the type. */
	* #problems(place) {
		yield* (place['x-problems'] ?? []).map(kind);
		for (const media of Object.values(place.content ?? {})) {
			yield* this.#types(media.schema);
			for (const example of Object.values(media.examples ?? {})) {
				const [{ value }] = this.#deref(example);
				if (value)
					yield problemName(value);
			}
			if (media.example)
				yield problemName(media.example);
		}
	}

	* #types(schema) {
		if (!schema)
			return;
		const [{ properties, allOf = [], anyOf = [], oneOf = [] }] = this.#deref(schema);
		if (properties?.type?.const)
			yield kind(properties.type.const);
		yield* (properties?.type?.enum ?? []).map(kind);
		for (const part of [...allOf, ...anyOf, ...oneOf])
			yield* this.#types(part);
	}
}

/* "…/photos-missing" is photos_missing of base/problems.def. */
function kind(type) {
	return String(type).replace(/^.*[/:]/, '').replaceAll('-', '_');
}

export function problemName(problem) {
	return kind(problem?.type);
}

function explain({ instancePath, message, params }) {
	return `  ${instancePath || '(the whole)'}: ${message} ${JSON.stringify(params)}`;
}
