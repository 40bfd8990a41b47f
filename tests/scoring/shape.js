// The shapes values may have. A shape is a function (value, pointer, errors) that gives what the value
// means, or adds to `errors` and gives FAULTY. What a member that is not there gives is undefined.

import { below } from "./json.js";

export const FAULTY = Symbol("faulty");

// Neither absent nor faulty: something a further rule may rest on.
export const isGood = (value) => value !== undefined && value !== FAULTY;

export class Errors {
	constructor(source) {
		this.source = source;
		this.list = [];
	}

	add(pointer, detail) {
		this.list.push({ source: this.source, pointer, detail });
		return FAULTY;
	}
}

export const required = (shape) => ({ shape, required: true });
export const optional = (shape) => ({ shape, required: false });

// Exactly these members.
export function object(table) {
	const known = Object.entries(table).map(([name, { shape, required: must }]) =>
		({ name, tail: below("", name), shape, must }));
	return (value, pointer, errors) => {
		if (value.kind !== "object")
			return errors.add(pointer, "must be an object");
		const result = {};
		for (const name of value.members.keys())
			if (!Object.hasOwn(table, name))
				errors.add(below(pointer, name), "is not a member known here");
		for (const { name, tail, shape, must } of known) {
			const member = value.members.get(name);
			if (member !== undefined)
				result[name] = shape(member, pointer + tail, errors);
			else if (must)
				result[name] = errors.add(pointer + tail, "is missing");
		}
		return result;
	};
}

// Any members, all of one shape; a Map.
export function mapping(shape) {
	return (value, pointer, errors) => {
		if (value.kind !== "object")
			return errors.add(pointer, "must be an object");
		const result = new Map();
		for (const [name, member] of value.members)
			result.set(name, shape(member, below(pointer, name), errors));
		return result;
	};
}

export function list(shape, { most = Infinity, mayBeEmpty = false } = {}) {
	return (value, pointer, errors) => {
		if (value.kind !== "array")
			return errors.add(pointer, "must be a list");
		if (value.items.length === 0 && !mayBeEmpty)
			return errors.add(pointer, "must not be empty");
		if (value.items.length > most)
			errors.add(pointer, `must not have more than ${most} items`);
		return value.items.map((item, i) => shape(item, below(pointer, i), errors));
	};
}

function string(accepts, detail) {
	return (value, pointer, errors) => {
		if (value.kind !== "string" || !accepts(value.value))
			return errors.add(pointer, detail);
		return value.value;
	};
}

export const matching = (pattern, detail) => string((text) => pattern.test(text), detail);
export const oneOf = (...words) =>
	string((text) => words.includes(text), `must be one of ${words.join(", ")}`);
export const anyString = string(() => true, "must be a string");
export const nonEmpty = string((text) => text !== "", "must be a string that is not empty");
export const atMost = (characters) =>
	string((text) => text !== "" && [...text].length <= characters,
		`must be a string of 1 to ${characters} characters`);
export const key = matching(/^[a-z0-9][a-z0-9._-]{0,63}$/, "must be a key");

export function boolean(value, pointer, errors) {
	if (value.kind !== "boolean")
		return errors.add(pointer, "must be true or false");
	return value.value;
}

export function onlyTrue(value, pointer, errors) {
	if (value.kind !== "boolean" || !value.value)
		return errors.add(pointer, "must be true");
	return true;
}

// What both `in` of a choice and `in` of a check may hold.
export function stringOrBoolean(value, pointer, errors) {
	if (value.kind !== "string" && value.kind !== "boolean")
		return errors.add(pointer, "must be a string, true or false");
	return value.value;
}

// "-12.345" of -12345n.
function spelled(count) {
	const digits = String(count < 0n ? -count : count).padStart(4, "0");
	return `${count < 0n ? "-" : ""}${digits.slice(0, -3)}.${digits.slice(-3)}`;
}

// How many thousandths a number's text means: those of the decimal with three places whose nearest
// double is the nearest double of the text; or null. The product in double only proposes; what decides
// is that both texts are read as the same double. (Beyond 10^12 nothing in the format is accepted.)
export function thousandthsOf(text) {
	const double = Number(text);
	if (!(Math.abs(double) < 1e12))
		return null;
	const near = BigInt(Math.round(double * 1000));
	for (const count of [near, near - 1n, near + 1n])
		if (Number(spelled(count)) === double)
			return count;
	return null;
}

// A decimal with at most three places, as a count of thousandths (BigInt).
export function decimal(from, to) {
	return (value, pointer, errors) => {
		const detail = `must be a number from ${from} to ${to} with at most three places`;
		if (value.kind !== "number")
			return errors.add(pointer, detail);
		const count = thousandthsOf(value.text);
		if (count === null || count < BigInt(from) * 1000n || count > BigInt(to) * 1000n)
			return errors.add(pointer, detail);
		return count;
	};
}

export function integer(from, to) {
	return (value, pointer, errors) => {
		const detail = `must be a whole number from ${from} to ${to}`;
		if (value.kind !== "number")
			return errors.add(pointer, detail);
		const count = thousandthsOf(value.text);
		if (count === null || count % 1000n !== 0n)
			return errors.add(pointer, detail);
		const whole = Number(count / 1000n);
		return whole < from || whole > to ? errors.add(pointer, detail) : whole;
	};
}

// A plain double.
export function double(from, to) {
	return (value, pointer, errors) => {
		const number = value.kind === "number" ? Number(value.text) : NaN;
		if (!Number.isFinite(number) || number < from || number > to)
			return errors.add(pointer, `must be a number from ${from} to ${to}`);
		return number;
	};
}
