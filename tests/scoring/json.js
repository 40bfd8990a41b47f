// A strict JSON reader (RFC 8259) that keeps what the checklist format needs and JSON.parse loses:
// a member given twice is an error, and a number stays the text it was written as.
//
// Values are { kind: "object", members: Map }, { kind: "array", items: [] }, { kind: "string", value },
// { kind: "number", text }, { kind: "boolean", value } and { kind: "null" }.

// Deeper nesting than this is refused: nothing in the format is deeper than ten levels.
const MAX_DEPTH = 2048;

const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const SPACE = /[ \t\n\r]*/y;
const PLAIN = /[^"\\\0-\x1f]*/y;
const HEX = /^[0-9A-Fa-f]{4}$/;
const SHORT = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

class Refusal extends Error {
	constructor(pointer, detail) {
		super(detail);
		this.pointer = pointer;
	}
}

// The pointer (RFC 6901) of a member or an item of what is at `pointer`.
export function below(pointer, name) {
	const text = String(name);
	return `${pointer}/${/[~/]/.test(text) ? text.replaceAll("~", "~0").replaceAll("/", "~1") : text}`;
}

class Reader {
	constructor(text) {
		this.text = text;
		this.at = 0;
	}

	syntax(detail) {
		throw new Refusal("", `${detail} at character ${this.at + 1}`);
	}

	skipSpace() {
		SPACE.lastIndex = this.at;
		SPACE.exec(this.text);
		this.at = SPACE.lastIndex;
	}

	next() {
		this.skipSpace();
		return this.text[this.at];
	}

	expect(character) {
		if (this.next() !== character)
			this.syntax(`${character} expected`);
		this.at++;
	}

	document() {
		const value = this.value("", 0);
		if (this.next() !== undefined)
			this.syntax("nothing more expected");
		return value;
	}

	value(pointer, depth) {
		if (depth > MAX_DEPTH)
			this.syntax("nested too deeply");
		switch (this.next()) {
		case "{":
			return this.object(pointer, depth);
		case "[":
			return this.array(pointer, depth);
		case '"':
			return { kind: "string", value: this.string() };
		case "t":
			return this.word("true", { kind: "boolean", value: true });
		case "f":
			return this.word("false", { kind: "boolean", value: false });
		case "n":
			return this.word("null", { kind: "null" });
		default:
			return this.number();
		}
	}

	word(word, value) {
		if (!this.text.startsWith(word, this.at))
			this.syntax("a value expected");
		this.at += word.length;
		return value;
	}

	number() {
		NUMBER.lastIndex = this.at;
		const match = NUMBER.exec(this.text);
		if (match === null)
			this.syntax("a value expected");
		this.at += match[0].length;
		return { kind: "number", text: match[0] };
	}

	object(pointer, depth) {
		const members = new Map();
		this.expect("{");
		if (this.next() === "}") {
			this.at++;
			return { kind: "object", members };
		}
		for (;;) {
			if (this.next() !== '"')
				this.syntax("a member name expected");
			const name = this.string();
			if (members.has(name))
				throw new Refusal(below(pointer, name), "is given twice");
			this.expect(":");
			members.set(name, this.value(below(pointer, name), depth + 1));
			if (this.next() === "}")
				break;
			this.expect(",");
		}
		this.at++;
		return { kind: "object", members };
	}

	array(pointer, depth) {
		const items = [];
		this.expect("[");
		if (this.next() === "]") {
			this.at++;
			return { kind: "array", items };
		}
		for (;;) {
			items.push(this.value(below(pointer, items.length), depth + 1));
			if (this.next() === "]")
				break;
			this.expect(",");
		}
		this.at++;
		return { kind: "array", items };
	}

	string() {
		let value = "";
		this.at++;
		for (;;) {
			PLAIN.lastIndex = this.at;
			value += PLAIN.exec(this.text)[0];
			this.at = PLAIN.lastIndex;
			const character = this.text[this.at];
			if (character === undefined)
				this.syntax("the string does not end");
			if (character < " ")
				this.syntax("a control character in a string");
			this.at++;
			if (character === '"')
				break;
			value += this.escape();
		}
		if (!value.isWellFormed())
			this.syntax("half a surrogate pair in the string that ends");
		if (value.includes("\0"))
			this.syntax("U+0000 in the string that ends");
		return value;
	}

	escape() {
		const letter = this.text[this.at];
		if (letter === "u") {
			const digits = this.text.slice(this.at + 1, this.at + 5);
			if (!HEX.test(digits))
				this.syntax("four hexadecimal digits expected");
			this.at += 5;
			return String.fromCharCode(parseInt(digits, 16));
		}
		if (letter === undefined || !Object.hasOwn(SHORT, letter))
			this.syntax("an unknown escape");
		this.at++;
		return SHORT[letter];
	}
}

function decode(bytes) {
	if (typeof bytes === "string") {
		if (!bytes.isWellFormed())
			throw new Refusal("", "is not UTF-8");
		return bytes;
	}
	try {
		return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
	} catch {
		throw new Refusal("", "is not UTF-8");
	}
}

// The value of a text (a string, or bytes), or { error: { pointer, detail } }. Reading stops at the
// first thing that is wrong.
export function readJson(bytes) {
	try {
		return { value: new Reader(decode(bytes)).document() };
	} catch (error) {
		if (error instanceof Refusal)
			return { error: { pointer: error.pointer, detail: error.message } };
		throw error;
	}
}
