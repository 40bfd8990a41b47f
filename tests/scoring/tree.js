// What the random sheets are made of: a sequence of random numbers that depends on a seed, and trees of
// objects, lists, strings, booleans and Num, of which write() makes the text.

// A number, as a count of thousandths or as the very text it is to be written as.
export class Num {
	constructor(count, text) {
		this.count = count;
		this.text = text;
	}
}

export const isObject = (value) => value !== null && typeof value === "object" && !Array.isArray(value) &&
	!(value instanceof Num);

// The same tree once more.
export function copy(tree) {
	if (Array.isArray(tree))
		return tree.map(copy);
	if (!isObject(tree))
		return tree;
	const other = {};
	for (const name of Object.keys(tree))
		other[name] = copy(tree[name]);
	return other;
}

// A sequence of random numbers that depends on the seed alone (mulberry32).
export class Random {
	constructor(seed) {
		this.state = seed >>> 0;
	}

	// A whole number from 0, below n.
	below(n) {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let t = this.state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * n);
	}

	from(least, most) {
		return least + this.below(most - least + 1);
	}

	chance(percent) {
		return this.below(100) < percent;
	}

	pick(list) {
		return list[this.below(list.length)];
	}

	// Some items of a list, in random order.
	some(list, count) {
		const rest = [...list];
		const taken = [];
		while (taken.length < count && rest.length > 0)
			taken.push(...rest.splice(this.below(rest.length), 1));
		return taken;
	}
}

export function spell(count) {
	const size = Math.abs(count);
	const digits = String(size % 1000).padStart(3, "0").replace(/0+$/, "");
	return `${count < 0 ? "-" : ""}${Math.floor(size / 1000)}${digits === "" ? "" : `.${digits}`}`;
}

// One of the many ways to write the same number.
function spellSomehow(r, count) {
	const text = spell(count);
	if (!r.chance(15))
		return text;
	if (count === 0)
		return r.pick(["0.0", "-0", "0e5", "-0.00", "0E-7"]);
	if (text.includes("."))
		return r.pick([`${text}0`, `${text}00000000000000000000001`, `${count}e-3`, `${count}E-03`]);
	return r.pick([`${text}.0`, `${text}.000000`, `${text}e0`, `${count}e-3`, `${text}0.0E-1`]);
}

export const num = (r, count) => new Num(count, spellSomehow(r, count));
export const whole = (r, count) => num(r, count * 1000);

// The text of a tree. `twice` on an object is the name of a member that is written two times.
export const twice = Symbol("twice");

export function write(tree, space = "") {
	if (tree instanceof Num)
		return tree.text;
	if (Array.isArray(tree))
		return `[${space}${tree.map((item) => write(item, space)).join(`,${space}`)}]`;
	if (tree === null || typeof tree !== "object")
		return JSON.stringify(tree);
	const member = (name) => `${JSON.stringify(name)}:${space}${write(tree[name], space)}`;
	const members = Object.keys(tree).map(member);
	if (tree[twice] !== undefined)
		members.push(member(tree[twice]));
	return `{${members.join(`,${space}`)}}${space}`;
}
