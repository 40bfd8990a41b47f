// The program against the naive half:
//   GEMBA_SCORE_LINES  a program that reads {"checklist": "<text>", "answers": "<text>"} a line and
//                      prints a line for each: the result, or the problem with its `errors`
//   GEMBA              the program gemba itself
//   GEMBA_SEED         the first seed of the random sheets (1): another number, other sheets

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { randomFaulty } from "./faults.js";
import { score } from "./naive.js";
import { sheetOf, writeSheet } from "./random.js";

const EXAMPLES = fileURLToPath(new URL("examples/", import.meta.url));
const SEED = Number(process.env.GEMBA_SEED ?? 1);

const examples = readdirSync(EXAMPLES).filter((name) => name.endsWith(".json")).map((name) => {
	const { id, checklist, answers } = JSON.parse(readFileSync(EXAMPLES + name, "utf8"));
	return { checklist: JSON.stringify(checklist), answers: JSON.stringify(answers), name: id };
});

function programOf(variable) {
	const program = process.env[variable];
	assert.ok(program, `${variable} must name a program; node --test tests/scoring/naive.test.js needs none`);
	return program;
}

const valid = (count) => Array.from({ length: count }, (_, i) =>
	({ ...writeSheet(sheetOf(SEED + i), SEED + i), name: `seed ${SEED + i}` }));

function faulty(count) {
	const sheets = [];
	for (let seed = SEED; sheets.length < count; seed++) {
		const sheet = randomFaulty(seed);
		if (sheet !== undefined)
			sheets.push({ ...sheet, name: `seed ${seed}: ${sheet.name}` });
	}
	return sheets;
}

const pointersOf = (errors) => [...new Set(errors.map(({ source, pointer }) => `${source} ${pointer}`))].sort();

// What is wrong with a problem for a sheet that is to be refused, or null. Where one fault brings others
// with it, which of those are said is left to the program; the fault itself must be. (Of two faults the
// second may have put an end to the first.)
function refusalDiffers(sheet, problem) {
	const expected = pointersOf(score(sheet.checklist, sheet.answers).errors);
	if (!Array.isArray(problem?.errors) || problem.errors.length === 0)
		return `no errors; expected ${expected.join(", ")}`;
	if (problem.errors.some(({ detail }) => typeof detail !== "string" || detail === ""))
		return "an error without detail";
	const got = pointersOf(problem.errors);
	const faults = pointersOf(sheet.expected).filter((one) => expected.includes(one));
	const brought = faults.join() !== expected.join();
	if (brought ? faults.every((one) => got.includes(one)) : got.join() === expected.join())
		return null;
	return `at ${got.join(", ")}; expected ${(brought ? faults : expected).join(", ")}`;
}

function parsed(line) {
	try {
		return JSON.parse(line);
	} catch {
		return undefined;
	}
}

// What differs from the naive half, or null.
function lineDiffers(sheet, line) {
	if (sheet.expected !== undefined)
		return refusalDiffers(sheet, parsed(line));
	const { result } = score(sheet.checklist, sheet.answers);
	return line === result ? null : `${line}\n  expected ${result}`;
}

// The lines a program prints for these sheets.
async function linesOf(program, sheets) {
	const child = spawn(program, [], { stdio: ["pipe", "pipe", "inherit"] });
	const ended = new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (status, signal) => resolve({ status, signal }));
	});
	child.stdin.on("error", () => {});	// it ended early: its status and the missing lines say so
	Readable.from(sheets.map(({ checklist, answers }) => `${JSON.stringify({ checklist, answers })}\n`))
		.pipe(child.stdin);
	const lines = [];
	const reading = (async () => {
		for await (const line of createInterface({ input: child.stdout, crlfDelay: Infinity }))
			lines.push(line);
	})();
	const [end] = await Promise.all([ended, reading]);
	return { lines, ...end };
}

async function compareLines(sheets) {
	const { lines, status, signal } = await linesOf(programOf("GEMBA_SCORE_LINES"), sheets);
	const differences = sheets.flatMap((sheet, i) => {
		if (i >= lines.length)
			return [];
		const difference = lineDiffers(sheet, lines[i]);
		return difference === null ? [] : [{ sheet, difference }];
	});
	const shown = differences.slice(0, 3).map(({ sheet, difference }) =>
		`${sheet.name}\n  ${difference}\n  checklist ${sheet.checklist}\n  answers ${sheet.answers}`);
	const names = differences.slice(3, 40).map(({ sheet, difference }) =>
		`${sheet.name}: ${difference.slice(0, 200)}`);
	assert.equal(differences.length, 0,
		`${differences.length} of ${sheets.length} differ\n${[...shown, ...names].join("\n")}`);
	assert.deepEqual({ status, signal, lines: lines.length }, { status: 0, signal: null, lines: sheets.length });
}

describe("the scoring of the server", () => {
	it("gives the worked examples", () => compareLines(examples));
	it("gives the same bytes for 4,000 random sheets", () => compareLines(valid(4000)));
	it("refuses 2,000 sheets with faults at the same places", () => compareLines(faulty(2000)));
});

describe("gemba score", () => {
	let folder;
	before(() => {
		folder = mkdtempSync(join(tmpdir(), "gemba-score-"));
	});
	after(() => rmSync(folder, { recursive: true }));

	const file = (name, content) => {
		const path = join(folder, name);
		writeFileSync(path, content);
		return path;
	};
	const run = (...args) => {
		const { status, stdout, stderr, error } = spawnSync(programOf("GEMBA"), ["score", ...args],
			{ encoding: "utf8" });
		assert.equal(error, undefined);
		return { status, stdout, stderr };
	};
	const runOn = ({ checklist, answers }) =>
		run("--checklist", file("checklist.json", checklist), "--answers", file("answers.json", answers));

	function prints(sheet) {
		const { status, stdout, stderr } = runOn(sheet);
		assert.deepEqual({ status, stdout }, { status: 0,
			stdout: `${score(sheet.checklist, sheet.answers).result}\n` }, `${sheet.name}: ${stderr}`);
	}

	function refuses(sheet) {
		const { status, stdout, stderr } = runOn(sheet);
		const problem = parsed(stderr);
		assert.deepEqual({ status, stdout }, { status: 2, stdout: "" }, `${sheet.name}: ${stderr}`);
		assert.equal(typeof problem?.title, "string", `${sheet.name}: no problem with a title: ${stderr}`);
		assert.equal(refusalDiffers(sheet, problem), null, sheet.name);
	}

	function complains(...args) {
		const { status, stdout, stderr } = run(...args);
		assert.deepEqual({ status, stdout }, { status: 1, stdout: "" }, stderr);
		assert.match(stderr, /\w+ \w+/);
		assert.equal(parsed(stderr), undefined, "a sentence, not a problem");
	}

	it("prints the result of the worked examples", () => examples.forEach(prints));
	it("prints the result of 100 random sheets", () => valid(100).forEach(prints));
	it("refuses 50 sheets with faults", () => faulty(50).forEach(refuses));
	for (const [says, bytes] of [["a byte that is no UTF-8", [0xff]], ["an overlong slash", [0xc0, 0xaf]],
		["a surrogate", [0xed, 0xa0, 0x80]], ["a character cut short", [0xe4, 0xb8]]])
		it(`refuses ${says}`, () => {
			const [{ checklist, answers }] = examples;
			const broken = Buffer.concat([Buffer.from('{"answers":{},"'), Buffer.from(bytes), Buffer.from('":1}')]);
			refuses({ name: says, checklist, answers: broken, expected: [{ source: "answers", pointer: "" }] });
			refuses({ name: says, checklist: broken, answers, expected: [{ source: "checklist", pointer: "" }] });
		});
	it("refuses a checklist that is larger than 4 MiB, and takes one that is just as large", () => {
		const [{ checklist, answers }] = examples;
		prints({ name: "4 MiB", checklist: checklist.padEnd(4194304, " "), answers });
		refuses({ name: "more", checklist: checklist.padEnd(4194305, " "), answers,
			expected: [{ source: "checklist", pointer: "" }] });
	});
	it("says that a file is missing", () => {
		const there = file("there.json", examples[0].checklist);
		complains("--checklist", join(folder, "nowhere.json"), "--answers", there);
		complains("--checklist", there, "--answers", join(folder, "nowhere.json"));
	});
	it("says that it is used wrongly", () => {
		const there = file("there.json", examples[0].checklist);
		complains();
		complains("--checklist", there);
		complains("--answers", there);
		complains("--checklist", there, "--answers");
		complains("--checklist", there, "--answers", there, "--colour", "red");
		complains("--checklist", there, "--answers", there, there);
	});
});
