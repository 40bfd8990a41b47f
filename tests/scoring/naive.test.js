// The naive half alone: node --test tests/scoring/naive.test.js

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { faults, randomFaulty, withFaults } from "./faults.js";
import { readJson } from "./json.js";
import { check, score } from "./naive.js";
import { fixed, fraction, plain, round } from "./rational.js";
import { sheetOf, writeSheet } from "./random.js";
import { thousandthsOf } from "./shape.js";
import { Num, copy, isObject, spell, write } from "./tree.js";

const EXAMPLES = fileURLToPath(new URL("examples/", import.meta.url));

const pointersOf = (errors) => [...new Set(errors.map(({ source, pointer }) => `${source} ${pointer}`))].sort();

// A checklist with one section of these questions.
function checklist(questions, scoring = { method: "points" }, section = {}) {
	const whole = questions.map((question, i) => ({ key: `q${i}`, text: { en: "?" }, type: "check",
		severity: "minor", department: "d", ...question }));
	return { format: "gemba.checklist/1", code: "c", title: { en: "t" }, kind: "self", scoring,
		sections: [{ key: "s", title: { en: "t" }, ...section, questions: whole }] };
}

function resultOf(sheet, answers) {
	const { result, errors } = score(JSON.stringify(sheet), JSON.stringify(answers));
	assert.equal(errors, undefined, JSON.stringify(errors));
	return JSON.parse(result);
}

const refusedAt = (sheet, ...pointers) =>
	assert.deepEqual(pointersOf(check(JSON.stringify(sheet))), pointers.map((p) => `checklist ${p}`).sort());

describe("the worked examples", () => {
	for (const name of readdirSync(EXAMPLES).filter((one) => one.endsWith(".json"))) {
		const example = JSON.parse(readFileSync(EXAMPLES + name, "utf8"));
		it(`${example.id}: ${example.says}`, () => {
			assert.equal(`${example.id}.json`, name);
			assert.deepEqual(score(JSON.stringify(example.checklist), JSON.stringify(example.answers)),
				{ result: example.result });
		});
	}
});

describe("the reader of JSON", () => {
	it("keeps a number as it is written", () => {
		assert.deepEqual(readJson("1.50E+2").value, { kind: "number", text: "1.50E+2" });
	});
	it("reads escapes and pairs of surrogates", () => {
		assert.equal(readJson('"\\u0041\\n\\/\\ud83d\\ude00"').value.value, "A\n/😀");
	});
	for (const text of ["", " ", "{", "[1,]", "{\"a\":1,}", "{'a':1}", "{a:1}", "01", "+1", ".5", "1.", "1e", "-",
		"NaN", "Infinity", "tru", "nullx", "[1 2]", "{\"a\" 1}", "\"a", "\"\t\"", "\"\\x\"", "\"\\u12g4\"",
		"\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u0000\"", "\ufeff{}", "{}x", "\u00a0{}", "[".repeat(3000)])
		it(`refuses ${JSON.stringify(text.slice(0, 20))}`, () => {
			assert.equal(readJson(text).error.pointer, "");
		});
	it("names a member that is given twice, also where an escape hides it", () => {
		assert.equal(readJson('{"x":[{"a/b":1,"a\\u002fb":2}]}').error.pointer, "/x/0/a~1b");
	});
	it("stops at the first thing that is wrong", () => {
		assert.equal(readJson('{"a":1,"a":}').error.pointer, "/a");
		assert.equal(readJson('{"a":,"a":1}').error.pointer, "");
	});
	for (const bytes of [[0x22, 0xff, 0x22], [0x22, 0xc0, 0xaf, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22],
		[0x22, 0xf4, 0x90, 0x80, 0x80, 0x22], [0xef, 0xbb, 0xbf, 0x31], [0x22, 0xe4, 0xb8, 0x22]])
		it(`refuses the bytes ${Buffer.from(bytes).toString("hex")}`, () => {
			assert.equal(readJson(Buffer.from(bytes)).error.pointer, "");
		});
});

describe("a number", () => {
	for (const [text, count] of [["0", 0n], ["-0", 0n], ["-0.000e9", 0n], ["1.0", 1000n], ["1e1", 10000n],
		["0.001", 1n], ["-12.345", -12345n], ["1e-3", 1n], ["1000000000", 1000000000000n], ["1e-400", 0n],
		["999999999.999", 999999999999n], ["0.1000000000000000000001", 100n], ["5.00000000000000000001", 5000n]])
		it(`${text} is ${count} thousandths`, () => assert.equal(thousandthsOf(text), count));
	for (const text of ["0.0005", "1.0001", "0.00000001", "1e-320", "1e400", "-1e400", "1e12", "1.00000000001"])
		it(`${text} is not accepted`, () => assert.equal(thousandthsOf(text), null));
	it("is printed without a zero too many, an exponent or a minus before nothing", () => {
		const cases = [[1, 1, "1"], [100, 1, "100"], [-1, 2, "-0.5"], [1, 2000, "0.001"], [-1, 2000, "-0.001"],
			[1, 2001, "0"], [-1, 2001, "0"], [10n ** 30n, 1, `1${"0".repeat(30)}`], [1005, 1000, "1.005"]];
		for (const [n, d, text] of cases)
			assert.equal(plain(fraction(BigInt(n), BigInt(d))), text);
	});
	it("is rounded half away from zero", () => {
		assert.equal(fixed(fraction(1n, 200n), 2), "0.01");
		assert.equal(fixed(fraction(-1n, 200n), 2), "-0.01");
		assert.equal(fixed(fraction(-1n, 201n), 2), "0.00");
		assert.equal(fixed(round(fraction(100n, 12800n), 6), 6), "0.007813");
	});
});

describe("the rules", () => {
	it("gives the reasons in order: critical, gates, pass line, band", () => {
		const sheet = checklist([{ points: 1, fails: false, critical: true }, { points: 1, fails: false,
			critical: true }], { method: "points", pass_line: 50,
			bands: [{ grade: "Z", from: 0, fails: true }, { grade: "A", from: 80 }] }, { gate: 1 });
		assert.deepEqual(resultOf(sheet, { answers: { q0: { check: false }, q1: { check: false } } }).reasons, [
			{ kind: "critical", question: "q0", instance: null }, { kind: "critical", question: "q1", instance: null },
			{ kind: "gate", section: "s" }, { kind: "pass_line" }, { kind: "band" }]);
	});
	it("compares the exact percent, not the one it shows", () => {
		const sheet = checklist([{ points: 2 }, { points: 1 }], { method: "points", pass_line: 66.67 });
		const result = resultOf(sheet, { answers: { q0: { check: true }, q1: { check: false } } });
		assert.deepEqual([result.percent, result.status], ["66.67", "fail"]);
	});
	it("takes the mean of section percents that are rounded to six places", () => {
		const sheet = checklist([{ points: 2 }, { points: 1 }], { method: "weighted_sections", pass_line: 66.667 });
		sheet.sections.push({ ...sheet.sections[0], key: "t",
			questions: sheet.sections[0].questions.map((one) => ({ ...one, key: `t.${one.key}` })) });
		const answers = { q0: { check: true }, "t.q0": { check: true } };
		assert.deepEqual(resultOf(sheet, { answers }).percent, "66.67");
		sheet.scoring.pass_line = 66.666;
		assert.equal(resultOf(sheet, { answers }).status, "pass");
	});
	it("raises a percent below zero to zero where a critical finding makes it zero", () => {
		const choices = [{ key: "bad", label: { en: "bad" }, points: -3, fails: true },
			{ key: "good", label: { en: "good" }, points: 1 }];
		const sheet = checklist([{ type: "choice", choices, critical: true }],
			{ method: "points", floor_zero: false, critical_effect: "zero" });
		assert.equal(resultOf(sheet, { answers: { q0: { choice: "bad" } } }).percent, "0.00");
		sheet.scoring.critical_effect = { cap: 10 };
		assert.equal(resultOf(sheet, { answers: { q0: { choice: "bad" } } }).percent, "-300.00");
	});
	it("hides what rests on a hidden, blank or skipped question", () => {
		const relevant = (question) => ({ question, in: [true] });
		const sheet = checklist([{ may_skip: true, points: 1 }, { relevant: relevant("q0"), points: 1, required: true },
			{ relevant: relevant("q1"), points: 1, required: true }]);
		for (const [answers, possible, missing] of [
			[{ q0: { not_applicable: true }, q1: { check: true } }, 0, 0], [{ q1: { check: true } }, 1, 0],
			[{ q0: { check: false }, q1: { check: true } }, 1, 0], [{ q0: { check: true } }, 2, 1],
			[{ q0: { check: true }, q1: { check: true } }, 3, 1]]) {
			const result = resultOf(sheet, { answers });
			assert.deepEqual([result.possible, result.missing.length], [possible, missing]);
		}
	});
	it("names the same instance where a question names one of its own section", () => {
		const sheet = checklist([{}, { relevant: { question: "q0", in: [true] }, points: 1 }], { method: "points" },
			{ repeats: { name: { en: "Room" } } });
		const answers = { "q0@2": { check: true }, "q1@2": { check: true }, "q1@1": { check: true } };
		const result = resultOf(sheet, { answers, instances: { s: ["1", "2"] } });
		assert.deepEqual([result.earned, result.possible], [1, 1]);
	});
	it("adds up what chosen failing choices cost, and asks the question only where none says", () => {
		const choices = [1, 2, 3, 4].map((n) => ({ key: `c${n}`, label: { en: "x" }, fails: n !== 4,
			...(n === 3 ? {} : { deduct: n }) }));
		const sheet = checklist([{ type: "choices", choices, deduct: 50, weight: 2 }],
			{ method: "demerit", repeat: { factors: [1, 3] } });
		for (const [chosen, past, lost] of [[["c1", "c2", "c3", "c4"], 0, 6], [["c3", "c4"], 0, 100], [["c4"], 0, 0],
			[["c1"], 7, 6], [[], 0, 0]])
			assert.equal(resultOf(sheet, { answers: { q0: { choices: chosen } }, history: { q0: past } }).earned, lost);
	});
	it("asks for a note that is more than white space, of the kinds the page names", () => {
		const sheet = checklist([{ note: "always" }]);
		for (const [note, missing] of [["", 1], [" \t\n\u00a0\u3000", 1], ["\r", 0], ["\u2003", 0], ["x", 0]])
			assert.equal(resultOf(sheet, { answers: { q0: { check: true, note } } }).missing.length, missing);
	});
	it("bounds the photos of any answer of type photo", () => {
		const sheet = checklist([{ type: "photo", photos: { min: 2, when: "never" }, required: true }]);
		const hashes = ["a".repeat(64), "b".repeat(64)];
		const needs = (photos) => resultOf(sheet, { answers: { q0: { photos } } }).missing.map((one) => one.needs);
		assert.deepEqual([needs([]), needs(hashes.slice(1)), needs(hashes)], [["answer"], ["photos"], []]);
	});
	it("counts a text as answered under deduction, but not an empty one", () => {
		const sheet = checklist([{ type: "text" }], { method: "deduction" });
		assert.equal(resultOf(sheet, { answers: { q0: { text: "" } } }).percent, null);
		assert.equal(resultOf(sheet, { answers: { q0: { text: " " } } }).percent, "100.00");
	});
	it("caps the total, not the sections", () => {
		const sheet = checklist([{ points: 10 }, { points: 5, bonus: true }]);
		const answers = { q0: { check: true }, q1: { check: true } };
		const shown = ({ earned, percent, sections }) => [earned, percent, sections[0].earned, sections[0].percent];
		assert.deepEqual(shown(resultOf(sheet, { answers })), [10, "100.00", 15, "150.00"]);
		sheet.scoring.cap_at_full = false;
		assert.deepEqual(shown(resultOf(sheet, { answers })), [15, "150.00", 15, "150.00"]);
	});
	it("asks for instances before the questions of the section, and scores the rest", () => {
		const sheet = checklist([{ required: true, points: 1 }], { method: "points" },
			{ repeats: { min: 2, name: { en: "Room" } } });
		assert.deepEqual(resultOf(sheet, { instances: { s: ["7"] } }).missing,
			[{ section: "s", needs: "instances" }, { question: "q0", instance: "7", needs: "answer" }]);
	});
});

describe("a checklist that is refused", () => {
	it("says everything at once", () => {
		refusedAt({ colour: 1, scoring: {}, sections: [] }, "/colour", "/format", "/code", "/title", "/kind",
			"/scoring/method", "/sections");
	});
	it("has two bands that begin at the same score", () => {
		refusedAt(checklist([{}], { method: "points", bands: [{ grade: "GOOD", from: 80 }, { grade: "FAIR", from: 0 },
			{ grade: "EXCELLENT", from: 80 }] }), "/scoring/bands/2/from");
	});
	it("has more than 2,000 questions", () => {
		const many = (count) => checklist(Array.from({ length: count }, () => ({})));
		refusedAt(many(2000));
		refusedAt(many(2001), "/sections");
	});
	it("is larger than 4 MiB", () => {
		const text = JSON.stringify(checklist([{}]));
		assert.deepEqual(check(text.padEnd(4194304, " ")), []);
		assert.deepEqual(pointersOf(check(text.padEnd(4194305, " "))), ["checklist "]);
	});
	it("is alone with a syntax error or a member that is given twice", () => {
		assert.deepEqual(score('{"a":1,"a":2', "{").errors.map(({ source, pointer }) => [source, pointer]),
			[["checklist", "/a"]]);
		assert.deepEqual(pointersOf(score("{}", '{"a":1').errors), ["answers "]);
	});
	for (const fault of faults)
		it(`or the answers: ${fault.name}`, () => {
			let made = 0;
			let exact = 0;
			for (let seed = 0; seed < 400 && made < 40; seed++) {
				const faulty = withFaults(seed, fault);
				if (faulty === undefined)
					continue;
				const got = pointersOf(score(faulty.checklist, faulty.answers).errors ?? []);
				const missed = pointersOf(faulty.expected).filter((one) => !got.includes(one));
				assert.deepEqual(missed, [], `seed ${seed}`);
				made++;
				exact += got.length === faulty.expected.length ? 1 : 0;
			}
			assert.ok(made >= 15, `made ${made} times only`);
			assert.ok(exact >= made * 0.8, `${exact} of ${made} without other errors`);
		});
});

// The same tree with every number written plainly and the members of every object in reverse.
function reversed(tree) {
	if (tree instanceof Num)
		return Number.isNaN(tree.count) || tree.count === 0 ? tree : new Num(tree.count, spell(tree.count));
	if (Array.isArray(tree))
		return tree.map(reversed);
	if (!isObject(tree))
		return tree;
	return Object.fromEntries(Object.entries(tree).reverse().map(([name, value]) => [name, reversed(value)]));
}

const closeTo = (a, b) => Math.abs(a - b) <= 0.006 + Math.abs(b) * 1e-9;

describe("random sheets", () => {
	it("are accepted, and look the same however they are written", () => {
		for (let seed = 0; seed < 800; seed++) {
			const sheet = sheetOf(seed);
			const { checklist: text, answers } = writeSheet(sheet, seed);
			assert.deepEqual(check(text), [], `seed ${seed}`);
			const { result } = score(text, answers);
			assert.ok(!/[:,[]-?0[0-9]|-0[,}]|"-0\.00"|[0-9][eE]|\.[0-9]*0[,}]/.test(
				result.replace(/"(question|instance|grade|key|section)":"(\\.|[^"\\])*"/g, "")), result);
			const other = copy(sheet);
			assert.equal(score(write(reversed(other.checklist)), write(reversed(other.answers))).result, result);
		}
	});
	it("agree with floating point where it is good enough", () => {
		let compared = 0;
		for (let seed = 0; seed < 800; seed++) {
			const sheet = sheetOf(seed);
			const { scoring } = sheet.checklist;
			const { earned, possible, percent, sections } = JSON.parse(
				score(write(sheet.checklist), write(sheet.answers)).result);
			for (const one of sections)
				if (one.percent !== null && one.possible > 1) {
					assert.ok(closeTo(Number(one.percent), one.earned * 100 / one.possible) ||
						one.possible < 100, `seed ${seed}`);
					compared++;
				}
			if (scoring.method !== "points" || percent === null || scoring.critical_effect !== undefined ||
				possible < 100)
				continue;
			assert.ok(closeTo(Number(percent), earned * 100 / possible), `seed ${seed}`);
			compared++;
		}
		assert.ok(compared > 500, `${compared} compared`);
	});
	it("meet a line, a half and a band often enough to be worth it", () => {
		let [lines, thirds] = [0, 0];
		for (let seed = 0; seed < 800; seed++) {
			const sheet = sheetOf(seed);
			const { percent } = JSON.parse(score(write(sheet.checklist), write(sheet.answers)).result);
			const line = sheet.checklist.scoring.pass_line;
			lines += percent !== null && line !== undefined && Math.abs(line.count / 1000 - percent) <= 0.01 ? 1 : 0;
			thirds += percent !== null && !percent.endsWith("0") ? 1 : 0;
		}
		assert.ok(lines > 40 && thirds > 80, `${lines} lines, ${thirds} fractions`);
	});
	it("with faults are refused where the faults are", () => {
		let [made, exact] = [0, 0];
		for (let seed = 0; seed < 1500; seed++) {
			const faulty = randomFaulty(seed);
			if (faulty === undefined)
				continue;
			const { errors } = score(faulty.checklist, faulty.answers);
			assert.ok(errors?.length > 0, `seed ${seed}: ${faulty.name}`);
			made++;
			exact += pointersOf(errors).join() === pointersOf(faulty.expected).join() ? 1 : 0;
		}
		assert.ok(made > 800 && exact > made * 0.9, `${exact} of ${made}`);
	});
});
