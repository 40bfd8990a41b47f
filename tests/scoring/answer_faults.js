// Ways to make valid answers invalid, each with the pointers at which it is to be reported.

import { below } from "./json.js";
import { Num } from "./tree.js";

const HASH = "0123456789abcdef".repeat(4);
const VALUES = { choice: "yes", choices: ["yes"], check: true, number: new Num(0, "1"), text: "x",
	date: "2026-11-21", photos: [HASH], signature: HASH, place: { lat: new Num(0, "1"), lon: new Num(0, "1") } };
const MEMBER_OF = { photo: "photos" };
const memberOf = (question) => MEMBER_OF[question.type] ?? question.type;

// What a value of each type cannot be.
const WRONG = {
	choice: ["", "nobody", "NA", null, 1, true, []],
	choices: ["", {}, null, true],
	check: ["true", 1, 0, null, []],
	number: ["1", null, true, new Num(0, "1.0001"), new Num(0, "1e-4"), new Num(0, "1000000000.001"),
		new Num(0, "-1000000001"), new Num(0, "1e400"), new Num(0, "99999999999999999999")],
	text: [1, null, true, {}],
	date: ["", "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-4-3", "2026-11-21T",
		"21.11.2026", "2026-11-21\n", "２026-11-21", 20261121, null],
	photo: [null, "x", {}, true],
	signature: ["", HASH.slice(1), `${HASH}0`, HASH.toUpperCase(), "g".repeat(64), null, [HASH]],
	place: [null, [], "31,121", true],
};

function namesOf(answers, section) {
	const names = answers.instances?.[section.key];
	return Array.isArray(names) ? names : [];
}

// Every question that can be answered: { question, section, name } with the entry's name.
function placesOf(checklist, answers) {
	return checklist.sections.flatMap((section) => section.questions.flatMap((question) => {
		if (section.repeats === undefined)
			return [{ question, section, name: question.key }];
		return namesOf(answers, section).map((_, i) =>
			({ question, section, name: `${question.key}@${i + 1}` }));
	}));
}

function mayBeNotApplicable(question) {
	return question.may_skip === true || (question.type === "choice" &&
		question.choices.some((one) => one.not_applicable === true));
}

// A fault in an entry of one of the questions that fit. `make` gets the entry, with no value in it.
function onEntry(accepts, make) {
	return (r, answers, checklist) => {
		const fitting = placesOf(checklist, answers).filter(({ question }) => accepts(question));
		if (fitting.length === 0)
			return undefined;
		const { question, name } = r.pick(fitting);
		answers.answers ??= {};
		const entry = {};
		answers.answers[name] = entry;
		return make(r, entry, question).map((tail) => `${below("/answers", name)}${tail}`);
	};
}

const ofType = (...types) => (question) => types.includes(question.type);
const any = () => true;

const entries = {
	"a value of the wrong kind": onEntry(any, (r, entry, question) => {
		entry[memberOf(question)] = r.pick(WRONG[question.type]);
		return [`/${memberOf(question)}`];
	}),
	"a value that does not suit the type": onEntry(any, (r, entry, question) => {
		const others = Object.keys(VALUES).filter((name) => name !== memberOf(question) && name !== "photos");
		const name = r.pick(others);
		entry[name] = VALUES[name];
		return [`/${name}`];
	}),
	"two values": onEntry(ofType("check", "text", "date"), (r, entry, question) => {
		entry[question.type] = VALUES[question.type];
		entry.signature = HASH;
		return ["/signature"];
	}),
	"a value beside not applicable": onEntry((question) => question.may_skip === true &&
		["check", "text", "date", "photo"].includes(question.type), (r, entry, question) => {
		entry.not_applicable = true;
		entry[memberOf(question)] = question.type === "photo" ? [] : VALUES[memberOf(question)];
		return [`/${memberOf(question)}`];
	}),
	"not applicable where it must be answered": onEntry((question) => !mayBeNotApplicable(question),
		(r, entry) => {
			entry.not_applicable = true;
			return ["/not_applicable"];
		}),
	"not applicable but not true": onEntry(any, (r, entry) => {
		entry.not_applicable = r.pick([false, null, "true", 1]);
		return ["/not_applicable"];
	}),
	"an unknown member of an entry": onEntry(any, (r, entry) => {
		const name = r.pick(["photo", "value", "", "a/b", "constructor"]);
		entry[name] = r.pick([1, null, "x"]);
		return [below("", name)];
	}),
	"a wrong note": onEntry(any, (r, entry) => {
		entry.note = r.pick([null, 1, [], true]);
		return ["/note"];
	}),
	"wrong photos": onEntry(any, (r, entry) => {
		entry.photos = r.pick([null, "x", {}, true]);
		return ["/photos"];
	}),
	"a photo that is no hash": onEntry((question) => question.photos === undefined, (r, entry) => {
		entry.photos = [HASH, r.pick(["", HASH.toUpperCase(), HASH.slice(1), null, 5])];
		return ["/photos/1"];
	}),
	"a photo given twice": onEntry((question) => question.photos === undefined, (r, entry) => {
		entry.photos = [HASH, HASH.replace("0", "1"), HASH];
		return ["/photos/2"];
	}),
	"too many photos": onEntry(any, (r, entry, question) => {
		const most = (question.photos?.max?.count ?? 10000) / 1000;
		entry.photos = Array.from({ length: most + 1 }, (_, i) => String(i).padStart(64, "0"));
		return ["/photos"];
	}),
	"an unknown choice among others": onEntry(ofType("choices"), (r, entry, question) => {
		entry.choices = [question.choices[0].key, r.pick(["nobody", "", null, 5])];
		return ["/choices/1"];
	}),
	"a choice given twice": onEntry(ofType("choices"), (r, entry, question) => {
		entry.choices = [question.choices[0].key, question.choices[0].key];
		return ["/choices/1"];
	}),
	"a number below min": onEntry((question) => question.min !== undefined, (r, entry, question) => {
		entry[question.type] = new Num(0, `${question.min.count - 1}e-3`);
		return [`/${question.type}`];
	}),
	"a number above max": onEntry((question) => question.max !== undefined, (r, entry, question) => {
		entry[question.type] = new Num(0, `${question.max.count + 1}e-3`);
		return [`/${question.type}`];
	}),
	"a wrong place": onEntry(ofType("place"), (r, entry) => {
		const name = r.pick(["lat", "lon", "accuracy"]);
		const numbers = { lat: ["90.0001", "-91", "1e400"], lon: ["180.5", "-181", "1e99"], accuracy: ["-1", "1e400"] };
		entry.place = { ...VALUES.place };
		entry.place[name] = r.pick([null, "1", true, ...numbers[name].map((text) => new Num(0, text))]);
		return [`/place/${name}`];
	}),
	"half a place": onEntry(ofType("place"), (r, entry) => {
		const name = r.pick(["lat", "lon"]);
		entry.place = { ...VALUES.place };
		delete entry.place[name];
		return [`/place/${name}`];
	}),
	"more than a place": onEntry(ofType("place"), (r, entry) => {
		entry.place = { ...VALUES.place, altitude: new Num(0, "5") };
		return ["/place/altitude"];
	}),
};

// Sections that repeat, with as many instances as they have.
function repeating(checklist, answers) {
	return checklist.sections.filter((section) => section.repeats !== undefined)
		.map((section) => ({ section, count: namesOf(answers, section).length }));
}

// A list of names for a random repeating section; `make` gives it and the tail of the pointer.
function onNames(make) {
	return (r, answers, checklist) => {
		const sections = repeating(checklist, answers);
		if (sections.length === 0)
			return undefined;
		const { section, count } = r.pick(sections);
		const [names, tail] = make(r, section, count);
		answers.instances = { ...answers.instances, [section.key]: names };
		return [`/instances/${section.key}${tail}`];
	};
}

const files = {
	"an unknown question"(r, answers) {
		const name = r.pick(["nobody", "", "@1", "a/b~c", "nobody@1"]);
		answers.answers = { ...answers.answers, [name]: {} };
		return [below("/answers", name)];
	},
	"an instance that is not there"(r, answers, checklist) {
		const { section, question } = r.pick(checklist.sections.flatMap((one) =>
			one.questions.map((question) => ({ section: one, question }))));
		const count = namesOf(answers, section).length;
		const tails = section.repeats === undefined ? ["@1", "@0", "@"] :
			["", "@", "@0", "@01", "@+1", "@1.0", "@ 1", "@1@1", `@${count + 1}`, "@18446744073709551617",
				"@4294967297", "@-1"];
		const name = question.key + r.pick(tails);
		answers.answers = { ...answers.answers, [name]: {} };
		return [below("/answers", name)];
	},
	"an entry that is no object"(r, answers, checklist) {
		const places = placesOf(checklist, answers);
		if (places.length === 0)
			return undefined;
		const { name } = r.pick(places);
		answers.answers = { ...answers.answers, [name]: r.pick([null, true, "yes", [], new Num(0, "1")]) };
		return [below("/answers", name)];
	},
	"an unknown member of the file"(r, answers) {
		const name = r.pick(["format", "Answers", "", "a/b"]);
		answers[name] = r.pick([null, {}, 1]);
		return [below("", name)];
	},
	"a wrong member of the file"(r, answers) {
		const name = r.pick(["answers", "store", "history"]);
		answers[name] = r.pick([null, [], "x", true, new Num(0, "0")]);
		return [`/${name}`];
	},
	"instances of no repeating section"(r, answers, checklist) {
		const single = checklist.sections.filter((section) => section.repeats === undefined);
		const key = single.length > 0 && r.chance(60) ? r.pick(single).key : "nowhere";
		answers.instances = { ...answers.instances, [key]: ["1203"] };
		return [`/instances/${key}`];
	},
	"too many instances": onNames((r, section) => {
		const most = (section.repeats.max?.count ?? 20000) / 1000;
		return [Array.from({ length: most + 1 }, (_, i) => `${i}`), ""];
	}),
	"two instances of one name": onNames((r, section, count) => {
		const most = (section.repeats.max?.count ?? 20000) / 1000;
		const names = Array.from({ length: Math.min(most, Math.max(count, 2)) }, (_, i) => `${i}`);
		names[names.length - 1] = "0";
		return [names, `/${names.length - 1}`];
	}),
	"a wrong name": onNames((r, section, count) => {
		const names = Array.from({ length: Math.max(count, 1) }, (_, i) => `${i}`);
		names[0] = r.pick(["", "x".repeat(65), "😀".repeat(65), null, 5, []]);
		return [names, "/0"];
	}),
	"instances that are no list"(r, answers, checklist) {
		const empty = repeating(checklist, answers).filter(({ count }) => count === 0);
		if (empty.length === 0)
			return undefined;
		const { section } = r.pick(empty);
		answers.instances = { ...answers.instances, [section.key]: r.pick([null, {}, "x", true]) };
		return [`/instances/${section.key}`];
	},
	"an unknown member of the store"(r, answers) {
		answers.store = { ...answers.store, name: "Shanghai" };
		return ["/store/name"];
	},
	"wrong tags"(r, answers) {
		answers.store = { tags: r.pick([[], null, "lobby", {}]) };
		return ["/store/tags"];
	},
	"a wrong tag"(r, answers) {
		answers.store = { tags: ["lobby", r.pick(["", null, true, []])] };
		return ["/store/tags/1"];
	},
	"a wrong history"(r, answers, checklist) {
		const { key } = r.pick(r.pick(checklist.sections).questions);
		const value = r.pick([null, "1", true, new Num(0, "-1"), new Num(0, "1001"), new Num(0, "0.5"),
			new Num(0, "1e400"), new Num(0, "-1e-3")]);
		answers.history = { ...answers.history, [key]: value };
		return [below("/history", key)];
	},
};

export const answerFaults = { ...entries, ...files };
