// Makes a valid sheet invalid: one fault or two, in the checklist or in the answers.

import { answerFaults } from "./answer_faults.js";
import { checklistFaults, sitesOf } from "./checklist_faults.js";
import { below } from "./json.js";
import { sheetOf, writeSheet } from "./random.js";
import { Num, Random, copy, twice, write } from "./tree.js";

// Faults of a text: what they give is the new text and the pointers.
export const textFaults = {
	"cut off": (r, text) => [text.trimEnd().slice(0, r.below(text.trimEnd().length)), [""]],
	"more after the end": (r, text) => [text + r.pick(["x", "{}", ",", "]", "\u00a0", "//"]), [""]],
	"a byte order mark": (r, text) => [`\ufeff${text}`, [""]],
	"a comma too many": (r, text) => [text.replace(/\}\s*$/, ",}"), [""]],
	"a bad escape": (r, text) => [text.replace(/^\{/, `{${r.pick(["\"\\x\"", "\"\\u12G4\"", "\"\\ud800\"",
		"\"\\udc00x\"", "\"a\tb\"", "'a'", "a"])}:1,`), [""]],
	"a bad number": (r, text) => [text.replace(/^\{/, `{"x":${r.pick(["01", "+1", ".5", "1.", "1e", "NaN",
		"-", "0x1", "Infinity", "tru", "nul", "-a", "--1"])},`), [""]],
};

// The texts of an object in which a random member of a random object is written twice.
export function writtenTwice(r, tree) {
	const objects = [];
	const visit = (value, at) => {
		if (value === null || typeof value !== "object" || value instanceof Num)
			return;
		if (!Array.isArray(value) && Object.keys(value).length > 0)
			objects.push({ value, at });
		for (const [name, item] of Object.entries(value))
			visit(item, below(at, name));
	};
	visit(tree, "");
	const { value, at } = r.pick(objects);
	const name = r.pick(Object.keys(value));
	value[twice] = name;
	const text = write(tree);
	delete value[twice];
	return [text, [below(at, name)]];
}

// Each kind of fault: { source, name, apply(r, sheet) }, which changes the sheet and gives the pointers, or
// undefined where this sheet has no place for it.
export const faults = [
	...Object.entries(checklistFaults).map(([name, make]) => ({ source: "checklist", name,
		apply: (r, sheet) => make(r, sitesOf(sheet.checklist), sheet.checklist) })),
	...Object.entries(answerFaults).map(([name, make]) => ({ source: "answers", name,
		apply: (r, sheet) => make(r, sheet.answers, sheet.checklist) })),
];

// A fault is written for a valid sheet; of one that has a fault already it may not find its way about.
function applySecond(fault, r, sheet) {
	try {
		return fault.apply(r, sheet);
	} catch (error) {
		if (error instanceof TypeError)
			return undefined;
		throw error;
	}
}

const byPointer = (source, pointers) => [...new Set(pointers)].sort().map((pointer) => ({ source, pointer }));

// { checklist, answers, name, expected: [{ source, pointer }] } with the texts, or undefined. What is
// expected is what the faults themselves are reported at; one may bring others with it.
export function withFaults(seed, ...chosen) {
	const r = new Random(seed);
	const sheet = copy(sheetOf(seed));
	const pointers = [];
	for (const fault of chosen) {
		const made = fault === chosen[0] ? fault.apply(r, sheet) : applySecond(fault, r, sheet);
		if (made === undefined)
			return undefined;
		pointers.push(...made);
	}
	return { ...writeSheet(sheet, seed), name: chosen.map(({ name }) => name).join(" and "),
		expected: byPointer(chosen[0].source, pointers) };
}

function withTextFault(r, seed) {
	const sheet = sheetOf(seed);
	const source = r.pick(["checklist", "answers"]);
	const result = writeSheet(sheet, seed);
	const name = r.pick(["a member written twice", ...Object.keys(textFaults)]);
	if (Object.keys(sheet[source]).length === 0)
		return undefined;
	const [text, pointers] = name === "a member written twice" ? writtenTwice(r, sheet[source]) :
		textFaults[name](r, result[source]);
	return { ...result, [source]: text, name, expected: byPointer(source, pointers) };
}

// As withFaults(), with faults of one source that are chosen by the seed.
export function randomFaulty(seed) {
	const r = new Random(seed ^ 0x5bd1e995);
	if (r.chance(10))
		return withTextFault(r, seed);
	const first = r.pick(faults);
	if (r.chance(60))
		return withFaults(seed, first);
	return withFaults(seed, first,
		r.pick(faults.filter((other) => other !== first && other.source === first.source)));
}
