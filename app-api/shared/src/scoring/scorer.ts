/*
 * The server's own arithmetic (server/scoring), compiled to WebAssembly: the score that an
 * inspector sees before leaving is the score in the report.
 *
 *	const scorer = await loadScorer(fetch(wasmUrl));
 *	const score = scorer.for(checklist);
 *	score({ answers, instances, tags, history }).result
 */
import { bindChecklist, bindSheet } from './bind';
import type { Checklist, Sheet } from './checklist';
import { readResult, type Scored } from './result';

interface Exports {
	memory: WebAssembly.Memory;
	forget(): void;
	stream(n: number): number;
	bind(): void;
	score(): number;
}

export type Score = (sheet: Sheet) => Scored;

export class Scorer {
	#exports: Exports;
	#bound: Checklist | undefined;

	constructor(instance: WebAssembly.Instance) {
		this.#exports = instance.exports as unknown as Exports;
	}

	/* A function that scores sheets of this checklist. */
	for(checklist: Checklist): Score {
		return (sheet) => {
			this.#bind(checklist);
			this.#write(bindSheet(checklist, sheet));
			return readResult(checklist, sheet, this.#text(this.#exports.score()));
		};
	}

	#bind(checklist: Checklist): void {
		if (this.#bound === checklist)
			return;
		this.#bound = undefined;
		this.#exports.forget();
		this.#write(bindChecklist(checklist));
		this.#exports.bind();
		this.#bound = checklist;
	}

	#write(numbers: number[]): void {
		const at = this.#exports.stream(numbers.length);
		new Float64Array(this.#exports.memory.buffer, at, numbers.length).set(numbers);
	}

	#text(at: number): string {
		const bytes = new Uint8Array(this.#exports.memory.buffer);
		return new TextDecoder().decode(bytes.subarray(at, bytes.indexOf(0, at)));
	}
}

export async function loadScorer(source: BufferSource | Response | Promise<Response>): Promise<Scorer> {
	const bytes = ArrayBuffer.isView(source) || source instanceof ArrayBuffer
		? source : await (await source).arrayBuffer();
	const { instance } = await WebAssembly.instantiate(bytes as BufferSource);
	return new Scorer(instance);
}
