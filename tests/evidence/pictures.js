// Pictures made byte by byte, so that they can lie where an encoder would not.

import zlib from 'node:zlib';

const u16 = (value) => Buffer.from([value >> 8, value & 255]);
const u32 = (value) => {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value >>> 0);
	return bytes;
};

// ---- JPEG

export const segment = (marker, ...content) => {
	const body = Buffer.concat(content);
	return Buffer.concat([Buffer.from([0xff, marker]), u16(body.length + 2), body]);
};

// An EXIF segment that gives the orientation and nothing else.
export const exifOrientation = (orientation) =>
	segment(0xe1, Buffer.from('Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01', 'latin1'),
		u16(orientation), Buffer.alloc(6));

export const soi = Buffer.from([0xff, 0xd8]);
export const eoi = Buffer.from([0xff, 0xd9]);

const quantization = segment(0xdb, Buffer.from([0]), Buffer.alloc(64, 1));
const frame = (marker, width, height) =>
	segment(marker, Buffer.from([8]), u16(height), u16(width), Buffer.from([1, 1, 0x11, 0]));
const scan = (from, to, accuracy) =>
	segment(0xda, Buffer.from([1, 1, 0, from, to, accuracy]));

// A Huffman table in which every symbol has the same length of code, in their order.
const table = (id, length, symbols) => {
	const counts = Buffer.alloc(16);
	counts[length - 1] = symbols.length;
	return segment(0xc4, Buffer.from([id]), counts, Buffer.from(symbols));
};

class Bits {
	constructor() {
		this.bytes = [];
		this.value = 0;
		this.length = 0;
	}

	put(value, length) {
		for (let i = length - 1; i >= 0; i--) {
			this.value = (this.value << 1) | ((value >> i) & 1);
			if (++this.length < 8)
				continue;
			this.bytes.push(this.value);
			if (this.value === 0xff)
				this.bytes.push(0);
			this.value = this.length = 0;
		}
	}

	end() {
		while (this.length)
			this.put(1, 1);
		return Buffer.from(this.bytes);
	}
}

// A grey JPEG of plain 8 by 8 blocks; `level(x, y)` gives the brightness of a block.
export const jpeg = ({ width, height, level, segments = [] }) => {
	const bits = new Bits();
	let before = 0;
	for (let y = 0; y < Math.ceil(height / 8); y++)
		for (let x = 0; x < Math.ceil(width / 8); x++) {
			const mean = (level(x, y) - 128) * 8;
			const difference = mean - before;
			const size = Math.abs(difference).toString(2).length * (difference !== 0);
			bits.put(size, 4);
			bits.put(difference < 0 ? difference + (1 << size) - 1 : difference, size);
			bits.put(0, 1);
			before = mean;
		}
	return Buffer.concat([soi, ...segments, quantization, frame(0xc0, width, height),
		table(0x00, 4, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]), table(0x10, 1, [0]),
		scan(0, 63, 0), bits.end(), eoi]);
};

// A progressive JPEG with next to nothing in it; every scan is a walk over the whole picture. It
// refines the same four coefficients again and again, which is odd, but fewer than 1,000 times.
export const manyScans = ({ width, height, scans }) => {
	const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
	const runs = new Bits();
	for (let left = blocks; left > 0; left -= 32767) {
		const run = Math.min(left, 32767);
		const size = run.toString(2).length - 1;
		runs.put(size, 4);
		runs.put(run - (1 << size), size);
	}
	const nothing = runs.end();
	const refinement = Buffer.concat([scan(1, 4, 0x10), nothing]);
	return Buffer.concat([soi, quantization, frame(0xc2, width, height), table(0x00, 1, [0]),
		table(0x10, 4, [...Array(15).keys()].map((size) => size << 4)), scan(0, 0, 1),
		Buffer.alloc(Math.ceil(blocks / 8)), scan(1, 63, 1), nothing,
		...Array(scans - 2).fill(refinement), eoi]);
};

export const jpegSize = (bytes) => {
	for (let at = 2; ; at += 2 + bytes.readUInt16BE(at + 2))
		if (bytes[at + 1] === 0xc0)
			return { width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
};

export const jpegMarkers = (bytes) => {
	const markers = [];
	for (let at = 2; bytes[at + 1] !== 0xda; at += 2 + bytes.readUInt16BE(at + 2))
		markers.push(bytes[at + 1]);
	return markers;
};

// ---- PNG

export const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

const checksums = Array.from({ length: 256 }, (_, n) => {
	for (let bit = 0; bit < 8; bit++)
		n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
	return n;
});

const checksum = (bytes) => {
	let sum = 0xffffffff;
	for (const byte of bytes)
		sum = checksums[(sum ^ byte) & 255] ^ (sum >>> 8);
	return ~sum;
};

// `claimed` is the length that the chunk states, whatever it has.
export const chunk = (name, content = Buffer.alloc(0), claimed = content.length) => {
	const body = Buffer.concat([Buffer.from(name, 'latin1'), content]);
	return Buffer.concat([u32(claimed), body, u32(checksum(body))]);
};

export const header = ({ width, height, depth = 8, type = 2, interlaced = false }) =>
	chunk('IHDR', Buffer.concat([u32(width), u32(height),
		Buffer.from([depth, type, 0, 0, interlaced ? 1 : 0])]));

const passes = [[0, 8, 0, 8], [4, 8, 0, 8], [0, 4, 4, 8], [2, 4, 0, 4], [0, 2, 2, 4], [1, 2, 0, 2],
	[0, 1, 1, 2]];

// How many bytes the rows of all passes have, with the filter byte that begins each.
const rowBytes = ({ width, height, depth = 8, type = 2, interlaced = false }) => {
	const bits = depth * { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[type];
	const count = (length, first, step) => Math.ceil(Math.max(0, length - first) / step);
	let sum = 0;
	for (const [x, stepX, y, stepY] of interlaced ? passes : [[0, 1, 0, 1]]) {
		const columns = count(width, x, stepX);
		if (columns)
			sum += count(height, y, stepY) * (1 + Math.ceil((columns * bits) / 8));
	}
	return sum;
};

// A black PNG of any size and kind.
export const png = (options, chunks = []) =>
	Buffer.concat([signature, header(options), ...chunks,
		chunk('IDAT', zlib.deflateSync(Buffer.alloc(rowBytes(options)), { level: 1 })),
		chunk('IEND')]);

// ---- noise that is the same in every run

export const random = (seed) => () => {
	seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
	return seed / 4294967296;
};
