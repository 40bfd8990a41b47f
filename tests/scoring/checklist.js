// Reads a checklist: the shapes of its members first, then the rules that hold between them. A rule
// between members is only applied where the members it rests on are well formed.

import { below } from "./json.js";
import {
	Errors, FAULTY, boolean, decimal, integer, isGood, key, list, mapping, matching, nonEmpty,
	object, oneOf, optional, required, stringOrBoolean,
} from "./shape.js";

export const MAX_BYTES = 4 * 1024 * 1024;
const MAX_QUESTIONS = 2000;
const LANGUAGE = /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

function texts(value, pointer, errors) {
	const result = mapping(nonEmpty)(value, pointer, errors);
	if (result === FAULTY)
		return FAULTY;
	if (result.size === 0)
		return errors.add(pointer, "must have at least one language");
	for (const tag of result.keys())
		if (!LANGUAGE.test(tag))
			errors.add(below(pointer, tag), "is not a language tag");
	return result;
}

function criticalEffect(value, pointer, errors) {
	if (value.kind === "object")
		return object({ cap: required(decimal(0, 1000)) })(value, pointer, errors);
	return oneOf("status_only", "zero")(value, pointer, errors);
}

const points = optional(decimal(-10000, 10000));
const deduct = optional(decimal(0, 10000));
const amount = optional(decimal(-1000000000, 1000000000));
const percentage = optional(decimal(0, 1000));
const limit = optional(decimal(0, 1000000));
const weight = optional(decimal(0, 1000));
const flag = optional(boolean);
const when = oneOf("always", "failed", "never");

const choice = object({
	key: required(key), label: required(texts), points, possible: optional(decimal(0, 10000)),
	fails: flag, deduct, not_applicable: flag,
});
const range = object({ from: amount, to: amount, points, fails: flag, deduct });
const photos = object({
	min: optional(integer(0, 20)), max: optional(integer(1, 20)), when: optional(when),
});
const applies = object({ any_tag: optional(list(nonEmpty)), not_tag: optional(list(nonEmpty)) });
const relevant = object({ question: required(key), in: required(list(stringOrBoolean)) });

const question = object({
	key: required(key), text: required(texts),
	type: required(oneOf("choice", "choices", "check", "number", "text", "date", "photo",
		"signature", "place")),
	choices: optional(list(choice)), ranges: optional(list(range)),
	points: optional(decimal(0, 10000)), fails: flag, unit: optional(nonEmpty), min: amount,
	max: amount, weight, deduct, bonus: flag, critical: flag, required: flag, may_skip: flag,
	severity: optional(oneOf("minor", "major", "critical")), department: optional(key),
	indicator: optional(matching(/^[a-z0-9-]+(\.[a-z0-9-]+){0,6}$/,
		"must be one to seven keys joined by dots")),
	photos: optional(photos), note: optional(when), guidance: optional(texts),
	reference: optional(nonEmpty), applies: optional(applies), relevant: optional(relevant),
});
const section = object({
	key: required(key), title: required(texts), weight, gate: percentage,
	repeats: optional(object({
		min: optional(integer(1, 50)), max: optional(integer(1, 50)), name: required(texts),
	})),
	questions: required(list(question)),
});
const scoring = object({
	method: required(oneOf("points", "weighted_sections", "deduction", "demerit")),
	base: optional(decimal(1, 1000000)), pass_line: percentage,
	bands: optional(list(object({
		grade: required(nonEmpty), from: percentage, max_total: limit, max_single: limit,
		fails: flag,
	}))),
	repeat: optional(object({
		lookback: optional(integer(1, 20)), days: optional(integer(1, 1000)),
		factors: required(list(decimal(0, 100), { most: 10 })),
	})),
	blank: optional(oneOf("zero", "exclude")), not_applicable: optional(oneOf("zero", "exclude")),
	critical_effect: optional(criticalEffect), floor_zero: flag, cap_at_full: flag,
});
const checklist = object({
	format: required(oneOf("gemba.checklist/1")), code: required(key), title: required(texts),
	kind: required(oneOf("daily", "tour", "special", "mystery", "self")),
	scoring: required(scoring), sections: required(list(section)),
});

// The items of a list that are whole, each with its pointer; none where there is no list.
function each(items, pointer) {
	if (!isGood(items))
		return [];
	return items.map((item, i) => ({ item, at: below(pointer, i), i }))
		.filter(({ item }) => item !== FAULTY);
}

// Every value of `name` after the first one that is the same is an error.
function checkUnique(items, name, errors) {
	const seen = new Set();
	for (const { item, at } of items) {
		if (!isGood(item[name]))
			continue;
		if (seen.has(item[name]))
			errors.add(below(at, name), "is taken already");
		seen.add(item[name]);
	}
}

function checkLeast(value, least, most, pointer, errors) {
	const min = value.min ?? least;
	const max = value.max ?? most;
	if (isGood(min) && isGood(max) && min > max)
		errors.add(below(pointer, "min"), "is above max");
}

function checkChoices(question, pointer, errors) {
	const choices = each(question.choices, below(pointer, "choices"));
	let notApplicable = 0;
	checkUnique(choices, "key", errors);
	for (const { item, at } of choices) {
		if (isGood(item.possible) && item.points !== FAULTY && item.possible < (item.points ?? 0n))
			errors.add(below(at, "possible"), "is below the points");
		if (item.not_applicable !== true)
			continue;
		for (const name of ["points", "possible", "fails", "deduct"])
			if (item[name] !== undefined)
				errors.add(below(at, name), "a choice that is not applicable has none");
		if (isGood(question.type) && question.type !== "choice")
			errors.add(below(at, "not_applicable"), "only the type choice may have it");
		else if (++notApplicable > 1)
			errors.add(below(at, "not_applicable"), "another choice has it already");
	}
}

const isBelow = (end, start) => end === undefined || start === undefined || start < end;

function checkRanges(question, pointer, errors) {
	const sound = [];
	for (const { item, at } of each(question.ranges, below(pointer, "ranges"))) {
		if (item.from === FAULTY || item.to === FAULTY)
			continue;
		if (!isBelow(item.to, item.from)) {
			errors.add(below(at, "to"), "is not above from");
			continue;
		}
		if (sound.some((other) => isBelow(item.to, other.from) && isBelow(other.to, item.from)))
			errors.add(at, "overlaps another range");
		sound.push(item);
	}
}

function anyFails(items) {
	if (items === FAULTY)
		return FAULTY;
	if (items.some((item) => item.fails === true))
		return true;
	return items.some((item) => item === FAULTY || item.fails === FAULTY) ? FAULTY : false;
}

// true, false, or FAULTY where that cannot be known.
function canFail(question) {
	switch (question.type) {
	case FAULTY:
		return FAULTY;
	case "choice":
	case "choices":
		return anyFails(question.choices);
	case "number":
		return anyFails(question.ranges ?? []);
	case "check":
		return question.fails === FAULTY ? FAULTY : question.fails !== undefined;
	default:
		return false;
	}
}

function checkQuestion(question, pointer, errors) {
	if ((question.type === "choice" || question.type === "choices") && question.choices === undefined)
		question.choices = errors.add(below(pointer, "choices"), "is missing");
	checkChoices(question, pointer, errors);
	checkRanges(question, pointer, errors);
	if (isGood(question.photos))
		checkLeast(question.photos, 0, 10, below(pointer, "photos"), errors);
	const fails = canFail(question);
	if (fails === true) {
		for (const name of ["severity", "department"])
			if (question[name] === undefined)
				errors.add(below(pointer, name), "is missing for a question that can fail");
		if (question.bonus === true)
			errors.add(below(pointer, "bonus"), "a bonus question cannot fail");
	}
	if (fails === false && question.critical === true)
		errors.add(below(pointer, "critical"), "this question cannot fail");
}

function canBeAnswered(named, value) {
	if (named.type === "check")
		return value === true || value === false;
	return named.choices.some((item) => item.key === value && item.not_applicable !== true);
}

function checkIn(named, values, pointer, errors) {
	if (!isGood(values) || (named.type !== "check" && !isGood(named.choices)))
		return;
	if (named.choices?.some?.((item) => item === FAULTY || item.key === FAULTY))
		return;
	values.forEach((value, i) => {
		if (value !== FAULTY && !canBeAnswered(named, value))
			errors.add(below(pointer, i), "cannot be an answer of the question named");
	});
}

// `earlier` are the places of the questions before this one: { section, question }.
function checkRelevant(place, earlier, keysAreWhole, errors) {
	const { question: condition, in: values } = place.question.relevant;
	const pointer = below(place.at, "relevant");
	if (!isGood(condition))
		return;
	const found = earlier.find((other) => other.question.key === condition);
	if (found === undefined) {
		if (keysAreWhole)
			errors.add(below(pointer, "question"), "names no earlier question");
	} else if (found.section !== place.section && found.section.repeats !== undefined) {
		errors.add(below(pointer, "question"), "names a question of another repeating section");
	} else if (!["choice", "choices", "check", FAULTY].includes(found.question.type)) {
		errors.add(below(pointer, "question"), "names a question that is no choice, choices or check");
	} else if (found.question.type !== FAULTY) {
		checkIn(found.question, values, below(pointer, "in"), errors);
	}
}

function checkSections(sections, errors) {
	const whole = each(sections, "/sections");
	checkUnique(whole, "key", errors);
	const places = [];
	for (const { item: section, at } of whole) {
		if (isGood(section.repeats))
			checkLeast(section.repeats, 1, 20, below(at, "repeats"), errors);
		for (const { item, at: here } of each(section.questions, below(at, "questions")))
			places.push({ item, question: item, at: here, section });
	}
	checkUnique(places, "key", errors);
	if (places.length > MAX_QUESTIONS)
		errors.add("/sections", `has more than ${MAX_QUESTIONS} questions`);
	const keysAreWhole = places.every(({ question }) => question.key !== FAULTY);
	places.forEach((place, i) => {
		checkQuestion(place.question, place.at, errors);
		if (isGood(place.question.relevant))
			checkRelevant(place, places.slice(0, i), keysAreWhole, errors);
	});
	if (whole.some(({ item }) => item.weight !== undefined))
		for (const { item, at } of whole)
			if (item.weight === undefined)
				errors.add(below(at, "weight"), "is missing: other sections have one");
}

// A member that a band must have or must not have.
function checkHas(band, name, must, at, errors) {
	if (must && band[name] === undefined)
		errors.add(below(at, name), "is missing");
	if (!must && band[name] !== undefined)
		errors.add(below(at, name), "has no place here");
}

function checkLimits(bands, last, errors) {
	let before;
	for (const { item: band, at, i } of bands) {
		checkHas(band, "from", false, at, errors);
		checkHas(band, "max_total", i !== last, at, errors);
		if (i === last)
			checkHas(band, "max_single", false, at, errors);
		else if (isGood(before) && isGood(band.max_total) && band.max_total <= before)
			errors.add(below(at, "max_total"), "is not above the one before");
		before = band.max_total;
	}
}

function checkBands(scoring, errors) {
	const pointer = "/scoring/bands";
	const bands = each(scoring.bands, pointer);
	checkUnique(bands, "grade", errors);
	if (!isGood(scoring.bands) || scoring.method === FAULTY)
		return;
	if (scoring.method === "demerit") {
		checkLimits(bands, scoring.bands.length - 1, errors);
		return;
	}
	for (const { item, at } of bands) {
		checkHas(item, "from", true, at, errors);
		checkHas(item, "max_total", false, at, errors);
		checkHas(item, "max_single", false, at, errors);
	}
	checkUnique(bands, "from", errors);
	if (scoring.bands.every((band) => band !== FAULTY && isGood(band.from) && band.from !== 0n))
		errors.add(pointer, "has no band from 0");
}

// Fills in what the page says of members that are not given.
function withDefaults(checklist) {
	const defaults = { blank: "zero", not_applicable: "exclude", critical_effect: "status_only",
		floor_zero: true, cap_at_full: true, base: 100000n };
	checklist.scoring = { ...defaults, ...checklist.scoring };
	for (const section of checklist.sections) {
		if (section.repeats !== undefined)
			section.repeats = { min: 1, max: 20, ...section.repeats };
		section.questions = section.questions.map((question) => ({
			weight: 1000n, points: 0n, deduct: 0n, bonus: false, critical: false,
			required: false, may_skip: false, note: "never", ...question,
			photos: { min: 0, max: 10, when: "never", ...question.photos },
		}));
	}
	return checklist;
}

// The checklist that a JSON value means, numbers as counts of thousandths; undefined with errors.
export function readChecklist(value) {
	const errors = new Errors("checklist");
	const result = checklist(value, "", errors);
	if (result !== FAULTY) {
		if (isGood(result.scoring))
			checkBands(result.scoring, errors);
		checkSections(result.sections, errors);
	}
	if (errors.list.length > 0)
		return { errors: errors.list };
	return { checklist: withDefaults(result), errors: [] };
}
