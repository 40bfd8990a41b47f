// Ways to make a valid checklist invalid, each with the pointers at which it is to be reported.

import { canFail } from "./random.js";
import { Num, isObject, spell } from "./tree.js";
import { below } from "./json.js";

// What a member of each kind cannot be.
const WRONG = {
	key: ["", "A", "-a", "a b", "é", "a@1", "a".repeat(65), "a\n", 5, true, null, [], {}],
	word: ["", "nonsense", "Points", 1, false, null, []],
	flag: ["true", 0, 1, null, [], {}],
	text: ["", 5, true, null, {}, []],
	list: [[], {}, "x", null, 0],
	indicator: ["", "A", "a..b", "a.", ".a", "a_b", "1.2.3.4.5.6.7.8", 1, null],
	texts: [{}, [], "x", null, 1],
	object: [[], "x", null, true, 1],
};

const dec = (from, to) => ({ from, to });
const int = (from, to) => ({ from, to, whole: true });
const AMOUNT = dec(-1000000000, 1000000000);
const MEMBERS = {
	checklist: { format: "word", code: "key", title: "texts", kind: "word", scoring: "object",
		sections: "list" },
	scoring: { method: "word", base: dec(1, 1000000), pass_line: dec(0, 1000), bands: "list",
		repeat: "object", blank: "word", not_applicable: "word", critical_effect: "word",
		floor_zero: "flag", cap_at_full: "flag" },
	cap: { cap: dec(0, 1000) },
	repeat: { lookback: int(1, 20), days: int(1, 1000), factors: "list" },
	band: { grade: "text", from: dec(0, 1000), max_total: dec(0, 1000000), max_single: dec(0, 1000000),
		fails: "flag" },
	section: { key: "key", title: "texts", weight: dec(0, 1000), gate: dec(0, 1000), repeats: "object",
		questions: "list" },
	repeats: { min: int(1, 50), max: int(1, 50), name: "texts" },
	question: { key: "key", text: "texts", type: "word", choices: "list", ranges: "list",
		points: dec(0, 10000), fails: "flag", unit: "text", min: AMOUNT, max: AMOUNT,
		weight: dec(0, 1000), deduct: dec(0, 10000), bonus: "flag", critical: "flag",
		required: "flag", may_skip: "flag", severity: "word", department: "key",
		indicator: "indicator", photos: "object", note: "word", guidance: "texts",
		reference: "text", applies: "object", relevant: "object" },
	choice: { key: "key", label: "texts", points: dec(-10000, 10000), possible: dec(0, 10000),
		fails: "flag", deduct: dec(0, 10000), not_applicable: "flag" },
	range: { from: AMOUNT, to: AMOUNT, points: dec(-10000, 10000), fails: "flag",
		deduct: dec(0, 10000) },
	photos: { min: int(0, 20), max: int(1, 20), when: "word" },
	applies: { any_tag: "list", not_tag: "list" },
	relevant: { question: "key", in: "list" },
	texts: {},
};
const REQUIRED = {
	checklist: ["format", "code", "title", "kind", "scoring", "sections"], scoring: ["method"],
	cap: ["cap"], repeat: ["factors"], band: ["grade"], section: ["key", "title", "questions"],
	repeats: ["name"], question: ["key", "text", "type"], choice: ["key", "label"],
	relevant: ["question", "in"],
};

const items = (list) => (Array.isArray(list) ? list : []);

// Every object of a checklist: { role, value, at }, a question with its section.
export function sitesOf(checklist) {
	const sites = [];
	const visit = (role, value, at, section) => {
		if (!isObject(value))
			return;
		sites.push({ role, value, at, section });
		for (const [name, kind] of Object.entries(MEMBERS[role]))
			if (kind === "texts")
				visit("texts", value[name], below(at, name));
	};
	const all = (role, list, at, section) =>
		items(list).forEach((value, i) => visit(role, value, below(at, i), section));
	const { scoring, sections } = checklist;
	visit("checklist", checklist, "");
	visit("scoring", scoring, "/scoring");
	visit("repeat", scoring?.repeat, "/scoring/repeat");
	all("band", scoring?.bands, "/scoring/bands");
	visit("cap", scoring?.critical_effect, "/scoring/critical_effect");
	items(sections).forEach((section, i) => {
		const at = `/sections/${i}`;
		visit("section", section, at);
		visit("repeats", section?.repeats, `${at}/repeats`);
		items(section?.questions).forEach((question, j) => {
			const here = `${at}/questions/${j}`;
			visit("question", question, here, section);
			if (!isObject(question))
				return;
			all("choice", question.choices, `${here}/choices`, section);
			all("range", question.ranges, `${here}/ranges`, section);
			for (const role of ["photos", "applies", "relevant"])
				visit(role, question[role], `${here}/${role}`, section);
		});
	});
	return sites;
}

function wrongNumber(r, { from, to, whole }) {
	const bad = [`${from - 1}`, `${to + 1}`, `${spell(to * 1000 + 1)}`, `${spell(from * 1000 - 1)}`, "1e400",
		"-1e400", "99999999999999999999", "0.0005", "1.0001", "0.1234567", "1e-9", "12345678901234.5"];
	if (whole)
		bad.push("1.5", "0.999", "15e-1");
	return r.chance(75) ? new Num(NaN, r.pick(bad)) : r.pick(["5", null, true, [], {}]);
}

const wrong = (r, kind) => (typeof kind === "string" ? r.pick(WRONG[kind]) : wrongNumber(r, kind));

// What a function below gives: the pointers of the fault it made, or undefined where it could make none.
const general = {
	"an unknown member"(r, sites) {
		const { role, value, at } = r.pick(sites);
		const name = role === "texts" ? r.pick(["", "e", "en_US", "en-", "zh-C", "english"]) :
			r.pick(["colour", "Key", "", "a/b", "a~b", "__proto", "constructor"]);
		value[name] = r.pick(["x", 1, null, {}]);
		return [below(at, name)];
	},
	"a required member is missing"(r, sites) {
		const { role, value, at } = r.pick(sites.filter((site) => REQUIRED[site.role] !== undefined));
		const name = r.pick(REQUIRED[role]);
		delete value[name];
		return [below(at, name)];
	},
	"a wrong member"(r, sites) {
		const { role, value, at } = r.pick(sites);
		const names = Object.keys(value).filter((name) => MEMBERS[role][name] !== undefined);
		if (names.length === 0)
			return undefined;
		const name = r.pick(names);
		value[name] = wrong(r, MEMBERS[role][name]);
		return [below(at, name)];
	},
	"a wrong member that was not there"(r, sites) {
		const { role, value, at } = r.pick(sites);
		const names = Object.keys(MEMBERS[role]).filter((name) => value[name] === undefined);
		if (names.length === 0)
			return undefined;
		const name = r.pick(names);
		value[name] = wrong(r, MEMBERS[role][name]);
		return [below(at, name)];
	},
	"a wrong text"(r, sites) {
		const { value, at } = r.pick(sites.filter((site) => site.role === "texts"));
		const name = r.pick(Object.keys(value));
		value[name] = r.pick(["", 5, null, {}]);
		return [below(at, name)];
	},
	"a wrong item"(r, sites) {
		const lists = sites.flatMap(({ value, at }) => Object.entries(value)
			.filter(([, list]) => Array.isArray(list))
			.map(([name, list]) => ({ list, at: below(at, name) })));
		const { list, at } = r.pick(lists);
		const i = r.below(list.length);
		list[i] = r.pick([null, [], new Num(NaN, "-1")]);
		return [below(at, i)];
	},
};

const questionsOf = (sites, accepts = () => true) =>
	sites.filter(({ role, value, section }) => role === "question" && accepts(value, section));

// A member set on a random question of those that fit.
function onQuestion(accepts, name, value) {
	return (r, sites) => {
		const fitting = questionsOf(sites, accepts);
		if (fitting.length === 0)
			return undefined;
		const { value: question, at } = r.pick(fitting);
		if (value === undefined)
			delete question[name];
		else
			question[name] = value;
		return [below(at, name)];
	};
}

function copied(r, sites, role, name) {
	const those = sites.filter((site) => site.role === role);
	if (those.length < 2)
		return undefined;
	const second = r.from(1, those.length - 1);
	those[second].value[name] = those[r.below(second)].value[name];
	return [below(those[second].at, name)];
}

const plainNum = (count) => new Num(count, spell(count));
const withChoices = (question) => ["choice", "choices"].includes(question.type);

const relations = {
	"two questions of one key": (r, sites) => copied(r, sites, "question", "key"),
	"two sections of one key": (r, sites) => copied(r, sites, "section", "key"),
	"two bands of one grade": (r, sites) => copied(r, sites, "band", "grade"),
	"two choices of one key"(r, sites) {
		const fitting = questionsOf(sites, (question) => question.choices?.length > 1);
		if (fitting.length === 0)
			return undefined;
		const { value, at } = r.pick(fitting);
		value.choices[1].key = value.choices[0].key;
		return [`${at}/choices/1/key`];
	},
	"a choice that is not applicable and has points"(r, sites) {
		const fitting = sites.filter(({ role, value }) => role === "choice" && value.not_applicable === true);
		if (fitting.length === 0)
			return undefined;
		const { value, at } = r.pick(fitting);
		const name = r.pick(["points", "possible", "fails", "deduct"]);
		value[name] = name === "fails" ? false : plainNum(0);
		return [below(at, name)];
	},
	"a second choice that is not applicable"(r, sites) {
		const fitting = questionsOf(sites, (question) => question.type === "choices" ||
			(question.type === "choice" && question.choices.some((one) => one.not_applicable === true)));
		if (fitting.length === 0)
			return undefined;
		const { value, at } = r.pick(fitting);
		value.choices.push({ key: "another-na", label: { en: "N/A" }, not_applicable: true });
		return [`${at}/choices/${value.choices.length - 1}/not_applicable`];
	},
	"possible below the points"(r, sites) {
		const fitting = sites.filter(({ role, value }) => role === "choice" && value.points?.count > 0);
		if (fitting.length === 0)
			return undefined;
		const { value, at } = r.pick(fitting);
		value.possible = plainNum(value.points.count - 1);
		return [below(at, "possible")];
	},
	"a range that ends where it starts"(r, sites) {
		const fitting = sites.filter(({ role, value }) => role === "range" && value.from && value.to);
		if (fitting.length === 0)
			return undefined;
		const { value, at } = r.pick(fitting);
		value.to = plainNum(value.from.count);
		return [below(at, "to")];
	},
	"two ranges that overlap"(r, sites) {
		const fitting = questionsOf(sites, (question) => question.ranges !== undefined);
		if (fitting.length === 0)
			return undefined;
		const { value, at } = r.pick(fitting);
		const { from, to } = r.pick(value.ranges);
		const end = to?.count ?? 1000000000000;
		value.ranges.push({ from: plainNum(from === undefined ? end - 1 : from.count), to: plainNum(end) });
		return [`${at}/ranges/${value.ranges.length - 1}`];
	},
	"more photos needed than allowed"(r, sites) {
		const { value, at } = r.pick(questionsOf(sites));
		value.photos = r.pick([{ min: plainNum(11000) }, { min: plainNum(3000), max: plainNum(2000) }]);
		return [`${at}/photos/min`];
	},
	"more instances needed than allowed"(r, sites) {
		const { value, at } = r.pick(sites.filter((site) => site.role === "section"));
		if (value.repeats === undefined)
			return undefined;
		value.repeats.min = plainNum(((value.repeats.max?.count ?? 20000) / 1000 + 1) * 1000);
		return value.repeats.min.count > 50000 ? undefined : [`${at}/repeats/min`];
	},
	"choices are missing": onQuestion(withChoices, "choices", undefined),
	"severity is missing": onQuestion(canFail, "severity", undefined),
	"department is missing": onQuestion(canFail, "department", undefined),
	"critical and cannot fail": onQuestion((question) => !canFail(question), "critical", true),
	"a bonus that can fail": onQuestion(canFail, "bonus", true),
	"some sections have no weight"(r, sites) {
		const sections = sites.filter((site) => site.role === "section");
		if (sections.length < 2)
			return undefined;
		const without = r.some(sections, r.from(1, sections.length - 1));
		for (const site of sections)
			site.value.weight = plainNum(1000);
		for (const site of without)
			delete site.value.weight;
		return without.map(({ at }) => below(at, "weight"));
	},
	"eleven factors"(r, sites, checklist) {
		checklist.scoring.repeat = { factors: Array.from({ length: 11 }, () => plainNum(1000)) };
		return ["/scoring/repeat/factors"];
	},
	"relevant names what it must not"(r, sites) {
		const all = questionsOf(sites);
		const i = r.below(all.length);
		const { value, at, section } = all[i];
		const bad = all.filter((other, j) => j >= i ||
			!["choice", "choices", "check"].includes(other.value.type) ||
			(other.section !== section && other.section.repeats !== undefined));
		const key = r.chance(20) ? "nobody" : r.pick(bad).value.key;
		value.relevant = { question: key, in: [true] };
		return [`${at}/relevant/question`];
	},
	"in holds what cannot be answered"(r, sites) {
		const fitting = questionsOf(sites, (question) => question.relevant !== undefined);
		if (fitting.length === 0)
			return undefined;
		const { value: { relevant }, at } = r.pick(fitting);
		const named = sites.find((site) => site.value.key === relevant.question).value;
		const bad = named.type === "check" ? ["true", "yes", ""] : [true, false, "", "nobody"];
		if (named.type === "choice" && named.choices.some((one) => one.not_applicable === true))
			bad.push("na");
		relevant.in.push(r.pick(bad));
		return [`${at}/relevant/in/${relevant.in.length - 1}`];
	},
};

// Faults of bands, for each method's own kind of them.
const bandFaults = {
	"a band without its from"(r, bands) {
		const i = r.below(bands.length);
		delete bands[i].from;
		return [`/scoring/bands/${i}/from`];
	},
	"a band with limits"(r, bands) {
		const i = r.below(bands.length);
		const name = r.pick(["max_total", "max_single"]);
		bands[i][name] = plainNum(1000000);
		return [`/scoring/bands/${i}/${name}`];
	},
	"no band from 0"(r, bands) {
		bands.find((band) => band.from.count === 0).from = new Num(123, "0.123");
		return ["/scoring/bands"];
	},
	"two bands from the same"(r, bands) {
		bands.push({ grade: "another", from: plainNum(r.pick(bands).from.count) });
		return [`/scoring/bands/${bands.length - 1}/from`];
	},
};
const demeritFaults = {
	"a demerit band without max_total"(r, bands) {
		const i = r.below(bands.length - 1);
		if (bands.length < 2)
			return undefined;
		delete bands[i].max_total;
		return [`/scoring/bands/${i}/max_total`];
	},
	"a last demerit band with a limit"(r, bands) {
		const name = r.pick(["max_total", "max_single"]);
		bands.at(-1)[name] = plainNum(1000000000);
		return [`/scoring/bands/${bands.length - 1}/${name}`];
	},
	"a demerit band with from"(r, bands) {
		const i = r.below(bands.length);
		bands[i].from = plainNum(0);
		return [`/scoring/bands/${i}/from`];
	},
	"max_total that does not ascend"(r, bands) {
		const i = r.below(bands.length - 1);
		if (bands.length < 2)
			return undefined;
		bands.splice(i + 1, 0, { grade: "another", max_total: plainNum(bands[i].max_total.count) });
		return [`/scoring/bands/${i + 1}/max_total`];
	},
};

function onBands(fault, demerit) {
	return (r, sites, checklist) => {
		const { bands, method } = checklist.scoring;
		if (bands === undefined || (method === "demerit") !== demerit)
			return undefined;
		return fault(r, bands);
	};
}

export const checklistFaults = { ...general, ...relations };
for (const [faults, demerit] of [[bandFaults, false], [demeritFaults, true]])
	for (const [name, fault] of Object.entries(faults))
		checklistFaults[name] = onBands(fault, demerit);
