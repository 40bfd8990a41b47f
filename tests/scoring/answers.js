// Reads the answers to a checklist that was accepted.

import { below } from "./json.js";
import {
	Errors, FAULTY, anyString, atMost, boolean, double, integer, list, mapping, matching,
	nonEmpty, object, onlyTrue, optional, required, thousandthsOf,
} from "./shape.js";

const MOST_ANSWER = 1000000000000n;	// thousandths
const VALUE_OF = { choice: "choice", choices: "choices", check: "check", number: "number",
	text: "text", date: "date", photo: "photos", signature: "signature", place: "place" };
const VALUES = Object.values(VALUE_OF);

const hash = matching(/^[0-9a-f]{64}$/, "must be 64 lower-case hexadecimal digits");
const place = object({ lat: required(double(-90, 90)), lon: required(double(-180, 180)),
	accuracy: optional(double(0, Infinity)) });
const store = object({ tags: optional(list(nonEmpty)) });
const history = mapping(integer(0, 1000));
const names = list(atMost(64), { mayBeEmpty: true });

function isDate(text) {
	const match = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
	if (match === null)
		return false;
	const [year, month, day] = match.slice(1).map(Number);
	const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
	const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
	return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}

function date(value, pointer, errors) {
	if (value.kind !== "string" || !isDate(value.value))
		return errors.add(pointer, "must be a real date, YYYY-MM-DD");
	return value.value;
}

function checkOnce(items, pointer, errors) {
	items.forEach((item, i) => {
		if (item !== FAULTY && items.indexOf(item) < i)
			errors.add(below(pointer, i), "is given already");
	});
}

const isChoiceOf = (question, key) => question.choices.some((choice) => choice.key === key);

const shapes = {
	choice(question, value, pointer, errors) {
		const key = anyString(value, pointer, errors);
		if (key !== FAULTY && !isChoiceOf(question, key))
			return errors.add(pointer, "is not a choice of this question");
		return key;
	},
	choices(question, value, pointer, errors) {
		const keys = list(anyString, { mayBeEmpty: true })(value, pointer, errors);
		if (keys === FAULTY)
			return FAULTY;
		keys.forEach((key, i) => {
			if (key !== FAULTY && !isChoiceOf(question, key))
				errors.add(below(pointer, i), "is not a choice of this question");
		});
		checkOnce(keys, pointer, errors);
		return keys;
	},
	check: (question, value, pointer, errors) => boolean(value, pointer, errors),
	number(question, value, pointer, errors) {
		const count = value.kind === "number" ? thousandthsOf(value.text) : null;
		const least = question.min ?? -MOST_ANSWER;
		const most = question.max ?? MOST_ANSWER;
		if (count === null)
			return errors.add(pointer, "must be a number with at most three places");
		if (count < least || count > most)
			return errors.add(pointer, "is not between min and max");
		return count;
	},
	text: (question, value, pointer, errors) => anyString(value, pointer, errors),
	date: (question, value, pointer, errors) => date(value, pointer, errors),
	photos(question, value, pointer, errors) {
		const photos = list(hash, { mayBeEmpty: true })(value, pointer, errors);
		if (photos === FAULTY)
			return FAULTY;
		checkOnce(photos, pointer, errors);
		if (photos.length > question.photos.max)
			errors.add(pointer, `has more than ${question.photos.max} photos`);
		return photos;
	},
	signature: (question, value, pointer, errors) => hash(value, pointer, errors),
	place: (question, value, pointer, errors) => place(value, pointer, errors),
	note: (question, value, pointer, errors) => anyString(value, pointer, errors),
	not_applicable: (question, value, pointer, errors) => onlyTrue(value, pointer, errors),
};

function mayBeNotApplicable(question) {
	return question.may_skip || (question.type === "choice" &&
		question.choices.some((choice) => choice.not_applicable));
}

// One entry: { value, photos, note, not_applicable }, each undefined where it is not given.
function readEntry(question, value, pointer, errors) {
	const own = VALUE_OF[question.type];
	const entry = {};
	if (value.kind !== "object")
		return errors.add(pointer, "must be an object");
	for (const [name, member] of value.members) {
		const at = below(pointer, name);
		if (!Object.hasOwn(shapes, name))
			errors.add(at, "is not a member known here");
		else if (VALUES.includes(name) && name !== own && name !== "photos")
			errors.add(at, `does not suit the type ${question.type}`);
		else
			entry[name] = shapes[name](question, member, at, errors);
	}
	if (entry.not_applicable === true) {
		if (!mayBeNotApplicable(question))
			errors.add(below(pointer, "not_applicable"), "this question must be answered");
		if (entry[own] !== undefined)
			errors.add(below(pointer, own), "stands beside not applicable");
	}
	return { value: entry[own], photos: entry.photos ?? [], note: entry.note ?? "",
		not_applicable: entry.not_applicable === true };
}

// The names of the instances of each section that repeats: a Map from its key to a list, FAULTY
// where there should be a list and is none.
function readInstances(checklist, value, pointer, errors) {
	const result = new Map();
	if (value === undefined)
		return result;
	if (value.kind !== "object") {
		errors.add(pointer, "must be an object");
		return null;
	}
	for (const [key, member] of value.members) {
		const at = below(pointer, key);
		const section = checklist.sections.find((one) => one.key === key);
		if (section?.repeats === undefined) {
			errors.add(at, "is not a section that repeats");
			continue;
		}
		const list = names(member, at, errors);
		result.set(key, list);
		if (list === FAULTY)
			continue;
		checkOnce(list, at, errors);
		if (list.length > section.repeats.max)
			errors.add(at, `has more than ${section.repeats.max} instances`);
	}
	return result;
}

// What the key of an entry names: { section, question, instance }, instance from 1, or 0 in a section
// that does not repeat; null where it names nothing.
function find(checklist, instances, name) {
	const [, key, , number] = /^([^@]*)(@(.*))?$/s.exec(name);
	for (const section of checklist.sections) {
		const question = section.questions.find((one) => one.key === key);
		if (question === undefined)
			continue;
		if (section.repeats === undefined)
			return number === undefined ? { question, instance: 0 } : null;
		if (number === undefined || !/^[1-9][0-9]*$/.test(number))
			return null;
		const list = instances === null ? FAULTY : instances.get(section.key) ?? [];
		if (list !== FAULTY && BigInt(number) > BigInt(list.length))
			return null;
		return { question, instance: Number(number) };
	}
	return null;
}

function readEntries(checklist, instances, value, pointer, errors) {
	const result = new Map();
	if (value === undefined)
		return result;
	if (value.kind !== "object") {
		errors.add(pointer, "must be an object");
		return result;
	}
	for (const [name, member] of value.members) {
		const at = below(pointer, name);
		const found = find(checklist, instances, name);
		if (found === null)
			errors.add(at, "names no question, or an instance that is not there");
		else
			result.set(name, readEntry(found.question, member, at, errors));
	}
	return result;
}

const MEMBERS = ["answers", "instances", "store", "history"];

// { answers, errors }; answers: { entries: Map, instances: Map, tags: Set, history: Map }.
export function readAnswers(checklist, value) {
	const errors = new Errors("answers");
	if (value.kind !== "object") {
		errors.add("", "must be an object");
		return { errors: errors.list };
	}
	const members = value.members;
	for (const name of members.keys())
		if (!MEMBERS.includes(name))
			errors.add(below("", name), "is not a member known here");
	const read = (name, shape) => (members.has(name) ?
		shape(members.get(name), below("", name), errors) : undefined);
	const instances = readInstances(checklist, members.get("instances"), "/instances", errors);
	const entries = readEntries(checklist, instances, members.get("answers"), "/answers", errors);
	const tags = read("store", store)?.tags;
	const past = read("history", history);
	if (errors.list.length > 0)
		return { errors: errors.list };
	return { errors: [], answers: { entries, instances, tags: new Set(tags ?? []),
		history: past ?? new Map() } };
}

export const entryName = (question, section, number) =>
	(section.repeats === undefined ? question.key : `${question.key}@${number}`);
