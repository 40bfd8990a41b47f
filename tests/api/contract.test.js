/* The contract against the program: what the server answers and what can go wrong are each told once. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import { writeRoutes, writes } from './writes.js';

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const document = parse(read('app-api/openapi.yaml'));

/* PUBLIC(GET, "/path", …, handler) and ROUTE(…): the lines of routes.def. */
const routes = [...read('server/routes.def').matchAll(
	/^(PUBLIC|ROUTE)\((\w+),\s*"([^"]+)",.*\b(http_\w+)\)$/gm,
)].map(([, access, method, path, handler]) =>
	({ name: `${method} ${path}`, handler, isPublic: access === 'PUBLIC' }));

const operations = Object.entries(document.paths).flatMap(([path, item]) =>
	['get', 'post', 'put', 'patch', 'delete'].filter((method) => item[method]).map((method) =>
		({ name: `${method.toUpperCase()} ${path}`, path, shared: item.parameters ?? [], ...item[method] })));

/* What only commands meet, or whoever goes around the API, is no part of the contract. */
const elsewhere = ['files and commands', 'guards of the database'];
const problems = new Map();
let section = '';
for (const line of read('server/base/problems.def').split('\n')) {
	section = line.match(/^\/\* ([a-z ]+) \*\/$/)?.[1] ?? section;
	const [, name, status] = line.match(/^PROBLEM\((\w+),\s*(\d+),/) ?? [];
	if (name)
		problems.set(name, { status: Number(status), isElsewhere: elsewhere.includes(section) });
}

function deref(value) {
	while (value?.$ref)
		value = value.$ref.slice(2).split('/').reduce((inner, part) => inner?.[part], document);
	return value;
}

describe('the contract', () => {
	it('has exactly the routes of routes.def, each with its handler', () => {
		assert.ok(routes.length > 50, 'routes.def is not read');
		assert.equal(routes.length, read('server/routes.def').match(/^(PUBLIC|ROUTE)\(/gm).length);
		assert.deepEqual(operations.map(({ name, operationId }) => `${name} ${operationId}`).sort(),
			routes.map(({ name, handler }) => `${name} ${handler}`).sort());
	});

	it('takes an Idempotency-Key where something is made', () => {
		const made = [...read('server/routes.def').matchAll(/^ROUTE\(\w+,.*\bKEYED,.*\b(http_\w+)\)$/gm)].map((m) => m[1]);
		assert.ok(made.length > 5);
		assert.deepEqual(operations.filter(({ parameters = [] }) =>
			parameters.some(({ $ref }) => $ref === '#/components/parameters/idempotency_key'))
			.map(({ operationId }) => operationId).sort(), made.sort());
	});

	it('has every write sent twice by a test', () => {
		for (const { handler, method, path } of writeRoutes)
			assert.ok(writes[handler], `${method} ${path}: tests/api/writes.js has no line for ${handler}`);
	});

	it('has exactly the kinds of change of events.def, with what each tells', () => {
		const events = [...read('server/outbox/events.def').matchAll(
			/^EVENT\("([^"]+)",\s*"([^"]+)",\s*"([^"]+)"\)$/gm)].map(([, ...event]) => event);
		assert.ok(events.length > 30, 'events.def is not read');
		const { ChangeKind, Change } = document.components.schemas;
		assert.deepEqual(ChangeKind.enum, events.map(([kind]) => kind));
		for (const [kind, subject, what] of events) {
			assert.ok(ChangeKind.description.split('\n').includes(`- ${kind}: ${what}`), kind);
			assert.ok(Change.properties.subject.enum.includes(subject), kind);
		}
	});

	it('asks for a token where the program does', () => {
		for (const { name, isPublic } of routes) {
			const { security } = operations.find((operation) => operation.name === name);
			assert.deepEqual(security ?? document.security, isPublic ? [] : [{ bearer: [] }], name);
		}
	});

	it('describes every parameter of its paths', () => {
		for (const { name, path, shared, parameters = [] } of operations) {
			const told = [...shared, ...parameters].map(deref).filter((one) => one.in === 'path').map((one) => one.name);
			assert.deepEqual(told.sort(), [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort(), name);
		}
	});

	it('summarises every operation and gives it a tag that is listed', () => {
		const tags = document.tags.map(({ name }) => name);
		for (const { name, summary, tags: its = [] } of operations) {
			assert.ok(summary, name);
			assert.ok(its.length === 1 && tags.includes(its[0]), name);
		}
	});

	it('names only problems that there are, each under its status', () => {
		for (const { name, responses } of operations) {
			for (const [status, response] of Object.entries(responses)) {
				for (const problem of deref(response)['x-problems'] ?? []) {
					assert.ok(problems.has(problem), `${name}: ${problem} is not in problems.def`);
					if (status !== 'default')
						assert.equal(problems.get(problem).status, Number(status), `${name}: ${problem}`);
				}
			}
		}
	});

	it('names every problem that a request can meet', () => {
		const named = new Set(operations.flatMap(({ responses }) =>
			Object.values(responses).flatMap((response) => deref(response)['x-problems'] ?? [])));
		const missing = [...problems].filter(([name, { isElsewhere }]) => !isElsewhere && !named.has(name));
		assert.deepEqual(missing.map(([name]) => name), []);
	});

	it('ends every operation with what any request can meet', () => {
		for (const { name, responses, path } of operations)
			if (!path.endsWith('z'))
				assert.equal(responses.default?.$ref, '#/components/responses/problem', name);
	});

	it('uses every schema that it has', () => {
		const text = JSON.stringify(document);
		for (const name of Object.keys(document.components.schemas))
			assert.ok(text.includes(`"#/components/schemas/${name}"`), `${name} is not used`);
	});

	it('has examples for what is sent, and they are as the schemas say', () => {
		const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false });
		addFormats(ajv);
		ajv.addSchema(document, 'openapi');
		let checked = 0;
		for (const [name, schema] of Object.entries(document.components.schemas)) {
			for (const example of schema.examples ?? []) {
				const validate = ajv.getSchema(`openapi#/components/schemas/${name}`);
				assert.ok(validate(example), `${name}: ${ajv.errorsText(validate.errors)}`);
				checked++;
			}
		}
		assert.ok(checked > 30, `${checked} examples`);
		for (const { name, requestBody } of operations) {
			for (const [type, { schema, example, examples }] of Object.entries(requestBody?.content ?? {})) {
				if (type !== 'application/json')
					continue;
				const has = example ?? examples ?? schema.example ?? deref(schema).examples;
				assert.ok(has, `${name} has no example of its body`);
			}
		}
	});
});
