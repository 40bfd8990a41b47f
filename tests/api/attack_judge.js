/*
 * attack_judge: sends the requests of an attack and holds what comes back against what the contract
 * promises. What is wrong is kept, with the request, so that it can be sent again.
 */
import { elsewhere } from './attack_world.js';
import { written } from './attack.js';
import { problemName } from './schema.js';

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const idsOf = (text) => (text.match(uuid) ?? []).map((id) => id.toLowerCase());

export class Judge {
	sent = 0;
	faults = [];
	/* Operations that were done at least once. */
	done = new Set();
	#field;
	#told = { ours: new Map(), theirs: new Map() };
	#asked = { ours: new Set(), theirs: new Set() };

	/* look: what else to do with each {operation, request, answer}. */
	constructor(field, look = () => {}) {
		this.#field = field;
		this.look = look;
	}

	/* The answer; undefined where there was none that the contract has. */
	async send(operation, { api, method, target, body, headers = {} }) {
		const isRaw = typeof body === 'string' || body instanceof Uint8Array;
		const text = body === undefined || isRaw ? body : written(body);
		const request = { method, target, headers: Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)),
			text, isJson: text !== undefined && !isRaw };
		this.sent++;
		const answer = await this.#ask(api, request).catch((error) => this.#fault(request, error.message + (error.cause ? `: ${error.cause}` : '')));
		if (!answer)
			return undefined;
		this.#listen(api, request, answer);
		for (const fault of [...this.#faultsOf(operation, request, answer)])
			this.#fault(request, `${answer.status}: ${fault}\n    ${answer.text.slice(0, 600)}`);
		if (answer.status < 300)
			this.done.add(operation.handler);
		this.look({ operation, request, answer, api });
		return answer;
	}

	/* A kept connection may end while the next request is on its way (RFC 9112, 9.5): whoever meets that asks again. */
	#ask(api, { method, target, text, headers }) {
		const ask = () => api.request(method, target, text, headers);
		return ask().catch((error) => (error.cause?.code === 'UND_ERR_SOCKET' ? ask() : Promise.reject(error)));
	}

	#fault({ method, target, headers, text = '' }, what) {
		const body = text instanceof Uint8Array ? `${text.length} bytes` : text.length > 2000 ? `${text.slice(0, 2000)} and so on` : text;
		this.faults.push(`${method} ${target} ${JSON.stringify(headers)}\n    ${body}\n    ${what}`);
	}

	* #faultsOf(operation, request, answer) {
		if (answer.status >= 500)
			yield 'the server broke';
		if (answer.status < 300 && request.isJson && operation.schema) {
			const body = parsed(request.text);
			if (body === undefined)
				yield 'taken, and it is no JSON';
			else if (this.#field.contract.describes(request.method, operation.template, body) === false)
				yield 'taken, and the contract describes no such body';
		}
		const name = problemName(answer.body);
		if (['invalid_body', 'malformed_json', 'invalid_checklist'].includes(name) && !answer.body.errors?.length)
			yield 'what is wrong is not said';
		const value = answer.body?.errors?.length && this.#pointedAt(name, request);
		for (const { pointer, source, row } of answer.body?.errors ?? [])
			if (!source && !row && !leads(pointer, value))
				yield `${pointer} leads nowhere`;
	}

	#pointedAt(name, request) {
		if (name === 'invalid_query')
			return Object.fromEntries([...new URL(request.target, 'http://x').searchParams].map(([name, value]) => [name, value.split(',')]));
		if (name === 'invalid_capture_record')
			return parsed(request.headers['capture-record']);
		return parsed(request.text);
	}

	/* What is told to whom, and what they knew already. */
	#listen(api, { target, text, headers }, answer) {
		const side = api === this.#field.theirs ? 'theirs' : 'ours';
		for (const id of idsOf(`${target} ${text ?? ''} ${JSON.stringify(headers)}`))
			this.#asked[side].add(id);
		for (const id of idsOf(answer.text))
			this.#told[side].set(id, target);
		if (side === 'ours' && answer.text.includes(elsewhere))
			this.faults.push(`${target} tells of the other group: ${answer.text.slice(0, 500)}`);
	}

	/* Ids that one group has alone and the other has heard, where it did not name them itself. */
	overheard(ours, theirs) {
		return [['ours', theirs, ours], ['theirs', ours, theirs]].flatMap(([side, foreign, own]) =>
			[...this.#told[side]].filter(([id]) => foreign.has(id) && !own.has(id) && !this.#asked[side].has(id))
				.map(([id, where]) => `${where} tells ${side} of ${id}`));
	}
}

function parsed(text) {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/* Whether a pointer names a part of the value, or one that is missing from a part. */
function leads(pointer, value) {
	if (pointer === '' || value === undefined)
		return true;
	const names = pointer.split('/').slice(1).map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
	const parent = names.slice(0, -1).reduce((at, name) => at?.[name], value);
	return typeof parent === 'object' && parent !== null;
}
