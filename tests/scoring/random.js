// Random sheets that are valid, from a seed: a checklist and answers to it, pulled towards the
// boundaries (a gate that the percent just meets, ratios that end in a half, the largest numbers allowed).

import { score } from "./naive.js";
import { Num, Random, num, whole, write } from "./tree.js";

const WORDS = ["Floor", "大堂", "清洁 干燥", "\"quoted\"", "back\\slash", "a/b", "😀", "line\nend",
	"tab\there", "\u2028", "\u0001\u001f", "\u007f", "é", " ", "-0", "null", "<b>&amp;</b>", "~0~1"];
const LANGUAGES = ["en", "zh-CN", "zh-Hant-TW", "fil", "DE", "es-419"];
const TAGS = ["lobby", "minibar", "hostel", "酒店", "a b"];
const TYPES = ["choice", "choice", "choice", "choice", "choices", "choices", "check", "check", "check",
	"number", "number", "text", "date", "photo", "signature", "place"];
const LARGEST = { points: 10000000, weight: 1000000, factor: 100000, answer: 1000000000000 };
// Of these, sums make denominators whose ratios end in a half at the second or the sixth place.
const POINTS = [0, 1, 5, 10, 125, 333, 500, 1000, 1000, 1500, 2000, 2500, 3000, 5000, 7000, 8000, 10000,
	16000, 80000, 800000, 1600000, 6400000, 9999999, LARGEST.points];

class Maker {
	constructor(seed) {
		this.r = new Random(seed);
		this.small = this.r.chance(50);
		this.large = this.r.chance(8);
		this.halves = !this.large && this.r.chance(15);
		this.questions = [];
		this.ticked = new Map();	// what is answered to a question that fineSections() made
	}

	texts() {
		const result = {};
		for (const tag of this.r.some(LANGUAGES, this.r.from(1, 2)))
			result[tag] = this.r.pick(WORDS);
		return result;
	}

	key(prefix, i) {
		const tail = this.r.chance(10) ? this.r.pick(["._-", "-a", ".x", "_"]) : "";
		const key = `${prefix}${i}${tail}`;
		return this.r.chance(2) ? key.padEnd(64, "0") : key;
	}

	points(mayBeNegative) {
		const { r } = this;
		let count = this.small ? r.from(0, 5) * 1000 : r.pick(POINTS);
		if (this.large)
			count = r.pick([LARGEST.points, LARGEST.points, 9999999, 1]);
		else if (this.halves)
			count = r.pick([1000, 1000, 7000, 800000, 1600000, 6400000, 128000]);
		else if (!this.small && r.chance(20))
			count = r.below(LARGEST.points);
		if (mayBeNegative && r.chance(12))
			count = -count;
		return num(r, count);
	}

	deduct() {
		return this.points(false);
	}

	weight() {
		const { r } = this;
		if (this.large)
			return num(r, r.pick([LARGEST.weight, 999999, 1]));
		return num(r, r.pick([0, 1, 500, 1000, 1000, 1500, 2000, 4000, 333, r.below(LARGEST.weight)]));
	}

	percentage() {
		const { r } = this;
		return num(r, r.pick([0, 50000, 60000, 66667, 70000, 80000, 85000, 90000, 100000, 33333,
			r.below(120000), 1000000]));
	}

	maybe(object, percent, name, make) {
		if (this.r.chance(percent))
			object[name] = make();
	}

	choices(type) {
		const { r } = this;
		const choices = [];
		for (let i = 0; i < r.from(1, 5); i++) {
			const choice = { key: r.pick(["c", "yes.", "n-"]) + i, label: this.texts() };
			this.maybe(choice, 80, "points", () => this.points(true));
			this.maybe(choice, 35, "fails", () => r.chance(85));
			this.maybe(choice, 30, "deduct", () => this.deduct());
			this.maybe(choice, 12, "possible", () => num(r, r.from(
				Math.max(0, choice.points?.count ?? 0), r.chance(50) ? LARGEST.points :
					Math.max(0, choice.points?.count ?? 0))));
			this.maybe(choice, 5, "not_applicable", () => false);
			choices.push(choice);
		}
		if (type === "choice" && r.chance(35))
			choices.splice(r.from(0, choices.length), 0,
				{ key: "na", label: this.texts(), not_applicable: true });
		return choices;
	}

	ranges() {
		const { r } = this;
		const reach = r.pick([100000, 100000, LARGEST.answer]);
		const ends = new Set();
		while (ends.size < 5)
			ends.add(r.chance(20) ? r.from(-5, 5) : Math.round((r.below(2000001) / 1000000 - 1) * reach));
		const marks = [...ends].sort((a, b) => a - b);
		if (r.chance(20))
			[marks[0], marks[4]] = [-LARGEST.answer, LARGEST.answer];
		const ranges = [];
		for (let i = 0; i + 1 < marks.length; i++) {
			if (r.chance(25))
				continue;
			const range = { from: num(r, marks[i]), to: num(r, marks[i + 1]) };
			if (i === 0 && r.chance(50))
				delete range.from;
			if (i + 2 === marks.length && r.chance(50))
				delete range.to;
			this.maybe(range, 80, "points", () => this.points(true));
			this.maybe(range, 40, "fails", () => r.chance(85));
			this.maybe(range, 30, "deduct", () => this.deduct());
			ranges.push(range);
		}
		if (ranges.length === 0)
			ranges.push({ points: this.points(true), fails: true });
		return r.some(ranges, ranges.length);
	}

	photos() {
		const { r } = this;
		const photos = {};
		this.maybe(photos, 60, "min", () => whole(r, r.from(0, 3)));
		this.maybe(photos, 60, "max", () => whole(r, r.chance(80) ? r.from(3, 5) : 20));
		this.maybe(photos, 80, "when", () => r.pick(["always", "failed", "failed", "never"]));
		return photos;
	}

	applies() {
		const { r } = this;
		const applies = {};
		this.maybe(applies, 60, "any_tag", () => r.some(TAGS, r.from(1, 3)));
		this.maybe(applies, 50, "not_tag", () => r.some(TAGS, r.from(1, 2)));
		return applies;
	}

	relevant(section) {
		const { r } = this;
		const named = this.questions.filter((other) =>
			["choice", "choices", "check"].includes(other.question.type) &&
			(other.section === section || other.section.repeats === undefined));
		if (named.length === 0)
			return undefined;
		const { question } = r.pick(named);
		const possible = question.type === "check" ? [true, false] :
			question.choices.filter((one) => one.not_applicable !== true).map((one) => one.key);
		if (possible.length === 0)
			return undefined;
		return { question: question.key, in: r.some(possible, r.from(1, possible.length)) };
	}

	// What has no effect on this type, but may be there.
	idle(question) {
		const { r } = this;
		if (!["choice", "choices"].includes(question.type))
			this.maybe(question, 3, "choices", () => this.choices("choices"));
		if (question.type !== "number")
			this.maybe(question, 3, "ranges", () => this.ranges());
		if (question.type !== "check") {
			this.maybe(question, 3, "fails", () => r.chance(50));
			this.maybe(question, 3, "points", () => this.points(false));
		}
	}

	question(section, i) {
		const { r } = this;
		const question = { key: this.key(r.pick(["q", "q.", "room."]), i), text: this.texts(),
			type: r.pick(TYPES) };
		if (question.type === "choice" || question.type === "choices")
			question.choices = this.choices(question.type);
		if (question.type === "check") {
			this.maybe(question, 90, "points", () => this.points(false));
			this.maybe(question, 60, "fails", () => r.chance(20));
		}
		if (question.type === "number") {
			this.maybe(question, 85, "ranges", () => this.ranges());
			this.maybe(question, 20, "min", () => num(r, r.pick([-20000, 0, -LARGEST.answer])));
			this.maybe(question, 20, "max", () => num(r, r.pick([0, 40000, LARGEST.answer])));
			this.maybe(question, 50, "unit", () => "°C");
		}
		this.idle(question);
		const fails = canFail(question);
		if (fails || r.chance(10)) {
			question.severity = r.pick(["minor", "major", "critical"]);
			question.department = r.pick(["housekeeping", "engineering", "f.b"]);
		}
		this.maybe(question, 50, "deduct", () => this.deduct());
		this.maybe(question, 25, "weight", () => this.weight());
		this.maybe(question, fails ? 20 : 0, "critical", () => true);
		this.maybe(question, fails ? 0 : 20, "bonus", () => true);
		this.maybe(question, 30, "indicator", () => r.pick(["a", "a.b-c.0", "1.2.3.4.5.6.7"]));
		this.maybe(question, 30, "required", () => r.chance(85));
		this.maybe(question, 30, "may_skip", () => r.chance(85));
		this.maybe(question, 40, "photos", () => this.photos());
		this.maybe(question, 40, "note", () => r.pick(["always", "failed", "failed", "never"]));
		this.maybe(question, 10, "guidance", () => this.texts());
		this.maybe(question, 10, "reference", () => r.pick(WORDS));
		this.maybe(question, 15, "applies", () => this.applies());
		const relevant = r.chance(35) ? this.relevant(section) : undefined;
		if (relevant !== undefined)
			question.relevant = relevant;
		this.questions.push({ section, question });
		return question;
	}

	section(i, weighted) {
		const { r } = this;
		const section = { key: this.key("s", i), title: this.texts() };
		if (r.chance(35)) {
			section.repeats = { name: this.texts() };
			this.maybe(section.repeats, 50, "min", () => whole(r, r.from(1, 3)));
			this.maybe(section.repeats, 50, "max", () => whole(r, r.pick([3, 4, 50])));
		}
		if (weighted)
			section.weight = this.weight();
		this.maybe(section, 35, "gate", () => this.percentage());
		section.questions = [];
		for (let j = 0; j < r.from(1, this.halves ? 4 : 6); j++)
			section.questions.push(this.question(section, `${i}-${j}`));
		return section;
	}

	box(key, points, weight, ticked) {
		const { r } = this;
		const question = { key, text: this.texts(), type: "check", points: num(r, points) };
		if (weight !== 1)
			question.weight = whole(r, weight);
		this.ticked.set(key, ticked);
		return question;
	}

	// Sections whose percents, rounded to six places, have another mean than the exact ones: thirds that
	// would add up to a whole number, or a thousandth of a point less than half of very many.
	fineSections() {
		const { r } = this;
		const half = r.chance(40);
		const sections = Array.from({ length: half ? r.from(1, 2) : 4 }, (_, i) =>
			({ key: `s${i}`, title: this.texts(), questions: [] }));
		sections.forEach((section, i) => {
			const all = r.pick([1, 5, 25, 50, 250, 500]);
			const less = r.chance(70);
			section.questions = half ? [this.box(`q${i}-a`, 9999999, 1, true),
				this.box(`q${i}-b`, 10000000, all - 1, true), this.box(`q${i}-c`, 10000000, all, false),
				this.box(`q${i}-d`, 1, 1, false), this.box(`q${i}-e`, 2, 1, !less)] :
				[0, 1, 2].map((j) => this.box(`q${i}-${j}`, 1000, 1, r.chance(50)));
			if (half && less)
				section.questions.pop();
		});
		return sections;
	}

	bands(method) {
		const { r } = this;
		const grades = r.some(["A", "B", "C", "优", "F\"", "😀"], r.from(1, 4));
		const bands = grades.map((grade) => ({ grade }));
		const froms = new Set([0]);
		while (froms.size < bands.length)
			froms.add(this.percentage().count);
		const totals = [...froms].sort((a, b) => a - b).map((count) => num(r, count));
		bands.forEach((band, i) => {
			if (method !== "demerit")
				band.from = totals[i];
			else if (i + 1 < bands.length) {
				band.max_total = totals[i];
				this.maybe(band, 50, "max_single", () => this.points(false));
			}
			this.maybe(band, 30, "fails", () => r.chance(70));
		});
		return method === "demerit" ? bands : r.some(bands, bands.length);
	}

	repeat() {
		const { r } = this;
		const repeat = { factors: [] };
		for (let i = 0; i < r.pick([1, 2, 3, 10]); i++)
			repeat.factors.push(num(r, this.large ? LARGEST.factor :
				r.pick([0, 1, 333, 500, 1000, 1500, 2000, 12345, LARGEST.factor])));
		this.maybe(repeat, 30, "lookback", () => whole(r, r.from(1, 20)));
		this.maybe(repeat, 30, "days", () => whole(r, r.from(1, 1000)));
		return repeat;
	}

	scoring(method) {
		const { r } = this;
		const scoring = { method };
		this.maybe(scoring, 50, "base", () => num(r, r.pick([100000, 1000, 10000, 1000000000, 333333])));
		this.maybe(scoring, 55, "pass_line", () => this.percentage());
		this.maybe(scoring, 65, "bands", () => this.bands(method));
		this.maybe(scoring, 50, "repeat", () => this.repeat());
		this.maybe(scoring, 40, "blank", () => r.pick(["zero", "exclude", "exclude"]));
		this.maybe(scoring, 40, "not_applicable", () => r.pick(["zero", "zero", "exclude"]));
		this.maybe(scoring, 60, "critical_effect", () =>
			r.pick(["status_only", "zero", { cap: this.percentage() }, { cap: this.percentage() }]));
		this.maybe(scoring, 40, "floor_zero", () => r.chance(25));
		this.maybe(scoring, 40, "cap_at_full", () => r.chance(25));
		return scoring;
	}

	checklist() {
		const { r } = this;
		if (r.chance(4))
			return this.frame("weighted_sections", this.fineSections());
		const method = r.pick(["points", "points", "points", "weighted_sections", "weighted_sections",
			"deduction", "demerit"]);
		const weighted = r.chance(method === "weighted_sections" ? 80 : 15);
		const sections = [];
		for (let i = 0; i < r.from(1, 4); i++)
			sections.push(this.section(i, weighted));
		return this.frame(method, sections);
	}

	frame(method, sections) {
		return { format: "gemba.checklist/1", code: "code.1-x_y", title: this.texts(),
			kind: this.r.pick(["daily", "tour", "special", "mystery", "self"]),
			scoring: this.scoring(method), sections };
	}

	hash() {
		let hash = "";
		while (hash.length < 64)
			hash += this.r.below(16).toString(16);
		return hash;
	}

	// A number a question accepts, often the very end of a range.
	number(question) {
		const { r } = this;
		const least = question.min?.count ?? -LARGEST.answer;
		const most = question.max?.count ?? LARGEST.answer;
		const ends = [least, most, 0];
		for (const { from, to } of question.ranges ?? [])
			ends.push(...[from, to].filter((end) => end !== undefined).map((end) => end.count));
		const near = r.pick(ends) + r.pick([0, 0, -1, 1, 500, r.from(-50000, 50000)]);
		return num(r, Math.min(most, Math.max(least, near)));
	}

	value(question) {
		const { r } = this;
		switch (question.type) {
		case "choice":
			return { choice: r.pick(question.choices).key };
		case "choices":
			return { choices: r.some(question.choices, r.from(0, question.choices.length))
				.map((one) => one.key) };
		case "check":
			return { check: r.chance(this.halves ? 30 : 60) };
		case "number":
			return { number: this.number(question) };
		case "text":
			return { text: r.pick(["", " ", "wet", "湿"]) };
		case "date":
			return { date: r.pick(["2026-11-21", "2024-02-29", "2000-02-29", "9999-12-31"]) };
		case "photo":
			return {};
		case "signature":
			return { signature: this.hash() };
		default:
			return { place: { lat: new Num(0, r.pick(["31.2304", "-90", "90.0", "1e-7"])),
				lon: new Num(0, r.pick(["121.4737", "-180", "180"])),
				...(r.chance(50) ? { accuracy: new Num(0, r.pick(["0", "12", "0.00001", "1e20"])) } : {}) } };
		}
	}

	entry(question) {
		const { r } = this;
		if (this.ticked.has(question.key))
			return { check: this.ticked.get(question.key) };
		const skips = question.may_skip === true || (question.type === "choice" &&
			question.choices.some((one) => one.not_applicable === true));
		let entry = r.chance(88) ? this.value(question) : {};
		const skipped = skips && r.chance(20);
		if (skipped)
			entry = { not_applicable: true };
		this.maybe(entry, 35, "note", () =>
			r.pick(["wet near the door", "", " \t\n\u00a0\u3000", "\u3000", "\r", " x ", "\u2003"]));
		if (r.chance(question.type === "photo" ? 85 : 35) && !(skipped && question.type === "photo")) {
			const most = Math.min(4, (question.photos?.max?.count ?? 10000) / 1000);
			const least = (question.photos?.min?.count ?? 1000) / 1000;
			const count = r.chance(50) ? Math.min(least, most) : r.from(0, most);
			entry.photos = Array.from({ length: count }, () => this.hash());
		}
		return entry;
	}

	names(section) {
		const { r } = this;
		const least = (section.repeats.min?.count ?? 1000) / 1000;
		const most = (section.repeats.max?.count ?? 20000) / 1000;
		const count = r.chance(5) ? most : Math.min(most, r.pick([0, least - 1, least, least, least + 1, 4]));
		const base = r.pick(["12", "房 ", "😀", "\"", "\\", "\u0007", "#"]);
		return Array.from({ length: count }, (_, i) =>
			(r.chance(3) ? `${base}${i}`.padEnd(base === "😀" ? 65 : 64, "x") : `${base}${i}`));
	}

	answers(checklist) {
		const { r } = this;
		const [entries, instances, history] = [{}, {}, {}];
		for (const section of checklist.sections) {
			let suffixes = [""];
			if (section.repeats !== undefined) {
				const names = this.names(section);
				if (names.length > 0 || r.chance(50))
					instances[section.key] = names;
				suffixes = names.map((_, i) => `@${i + 1}`);
			}
			for (const suffix of suffixes)
				for (const question of section.questions)
					if (this.ticked.has(question.key) || r.chance(88))
						entries[question.key + suffix] = this.entry(question);
		}
		for (const { question } of this.questions)
			this.maybe(history, 30, question.key, () => whole(r, r.pick([0, 1, 2, 3, 9, 1000])));
		this.maybe(history, 10, "unknown question", () => whole(r, 3));
		const answers = {};
		this.maybe(answers, Object.keys(entries).length > 0 ? 100 : 50, "answers", () => entries);
		this.maybe(answers, Object.keys(instances).length > 0 ? 100 : 20, "instances", () => instances);
		this.maybe(answers, 70, "history", () => history);
		this.maybe(answers, 75, "store", () =>
			(r.chance(90) ? { tags: r.some(TAGS, r.from(1, 3)) } : {}));
		return answers;
	}
}

export function canFail(question) {
	const lists = { choice: question.choices, choices: question.choices, number: question.ranges ?? [] };
	if (question.type === "check")
		return question.fails !== undefined;
	return (lists[question.type] ?? []).some((one) => one.fails === true);
}

// Moves one line of the checklist to where the result is, or a thousandth beside it.
function tune(r, checklist, answers) {
	const { result } = score(write(checklist), write(answers));
	const { percent, earned, sections, findings } = JSON.parse(result);
	const { scoring } = checklist;
	const near = (value, least, most) => {
		const count = Math.round(Number(value) * 1000) + r.pick([0, 0, 0, -1, 1, 5, -5]);
		return num(r, Math.min(most, Math.max(least, count)));
	};
	const scored = checklist.sections.filter((_, i) => sections[i].percent !== null);
	for (const section of r.some(scored, r.from(0, 2)))
		section.gate = near(sections[checklist.sections.indexOf(section)].percent, 0, 1000000);
	if (percent !== null && r.chance(60))
		scoring.pass_line = near(percent, 0, 1000000);
	for (const [i, band] of (scoring.bands ?? []).entries()) {
		const others = scoring.bands.filter((other) => other !== band);
		if (band.from?.count > 0 && percent !== null && r.chance(60)) {
			const from = near(percent, 1, 1000000);
			if (others.every((other) => other.from.count !== from.count))
				band.from = from;
		}
		if (band.max_total !== undefined && r.chance(60)) {
			const total = near(earned, 0, 1000000000);
			if (total.count > (scoring.bands[i - 1]?.max_total.count ?? -1) &&
				total.count < (scoring.bands[i + 1]?.max_total?.count ?? Infinity))
				band.max_total = total;
		}
		if (band.max_total !== undefined && findings.length > 0 && r.chance(50))
			band.max_single = near(r.pick(findings).lost, 0, 1000000000);
	}
	if (scoring.critical_effect?.cap !== undefined && percent !== null && r.chance(40))
		scoring.critical_effect.cap = near(percent, 0, 1000000);
}

// { checklist, answers } as trees.
export function randomSheet(seed) {
	const maker = new Maker(seed);
	const checklist = maker.checklist();
	const answers = maker.answers(checklist);
	if (maker.r.chance(70))
		tune(maker.r, checklist, answers);
	return { checklist, answers };
}

const kept = new Map();

// The same for a seed that is asked for again and again; not to be changed.
export function sheetOf(seed) {
	if (!kept.has(seed))
		kept.set(seed, randomSheet(seed));
	return kept.get(seed);
}

// The texts of a sheet: { checklist, answers }.
export function writeSheet(sheet, seed = 0) {
	const space = ["", "", " ", "\n\t", "\r\n "][seed % 5];
	return { checklist: write(sheet.checklist, space), answers: write(sheet.answers, space) };
}
