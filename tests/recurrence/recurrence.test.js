/* Recurrences: thousands of rules of what is accepted, each expanded twice by two that know nothing of each other. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { run } from '../api/harness.js';
import { expand } from './naive.js';

const root = new URL('../../', import.meta.url).pathname;
const lines = process.env.GEMBA_RECURRENCE_LINES ?? ['asan', 'debug']
	.map((preset) => path.join(root, 'build', preset, 'recurrence-lines')).find(existsSync);

/* [{from, to, start, rule}] becomes the server's answers. */
async function answers(list) {
	const { code, stdout, stderr } = await run(lines, [],
		{ input: list.map(({ from, to, start, rule }) => `${from} ${to} ${start} ${rule}\n`).join('') });
	assert.equal(code, 0, stderr);
	const all = stdout.split('\n');
	assert.equal(all.length, list.length + 1);
	return all.slice(0, -1);
}
const days = async (start, rule, to, from = start) => (await answers([{ from, to, start, rule }]))[0].split(' ').filter(Boolean);

/* A generator of our own with a seed, so that what fails can be run again. */
function random(seed) {
	let state = seed >>> 0;
	const next = () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
	const below = (n) => Math.floor(next() * n);
	const some = (list, most) => {
		const left = [...list];
		return Array.from({ length: 1 + below(most) }, () => left.splice(below(left.length), 1)[0]);
	};
	return { below, some, chance: (p) => next() < p };
}

const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => from + i).filter(Boolean);

function ruleOf(r) {
	const freq = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'][r.below(4)];
	const parts = [`FREQ=${freq}`];
	const byMonth = r.chance(0.3);
	if (r.chance(0.5))
		parts.push(`INTERVAL=${1 + r.below(freq === 'YEARLY' ? 3 : 6)}`);
	if (byMonth)
		parts.push(`BYMONTH=${r.some(range(1, 12), 4)}`);
	let byDay = r.chance(0.5);
	if (byDay) {
		const most = freq === 'YEARLY' && !byMonth ? 53 : 5;
		parts.push(`BYDAY=${r.some(weekdays, 3).map((day) => (['MONTHLY', 'YEARLY'].includes(freq) && r.chance(0.4) ?
			`${[1, 2, -1, -2, most][r.below(5)]}${day}` : day))}`);
	}
	if (freq !== 'WEEKLY' && (freq !== 'YEARLY' || byMonth) && r.chance(0.35))
		parts.push(`BYMONTHDAY=${r.some(range(freq === 'DAILY' ? 1 : -31, 31), 4)}`);
	if (freq === 'MONTHLY' && byDay && r.chance(0.4))
		parts.push(`BYSETPOS=${r.some([1, 2, 3, -1, -2], 2)}`);
	if (r.chance(0.2))
		parts.push(`COUNT=${1 + r.below(30)}`);
	else if (r.chance(0.2))
		parts.push(`UNTIL=20${26 + r.below(4)}0${1 + r.below(9)}1${r.below(10)}`);
	if (r.chance(0.5))
		parts.push(`WKST=${r.chance(0.5) ? 'SU' : 'MO'}`);
	return parts.join(';');
}

describe('a recurrence', () => {
	it('has the days that an expansion of another kind finds', async () => {
		const r = random(Number(process.env.GEMBA_SEED ?? 20261122));
		const list = Array.from({ length: 6000 }, () => {
			const start = new Date(Date.UTC(2024 + r.below(3), r.below(12), 1 + r.below(31))).toISOString().slice(0, 10);
			const from = r.chance(0.5) ? start : `2027-0${1 + r.below(9)}-11`;
			return { start, from, to: '2030-01-01', rule: ruleOf(r) };
		});
		const found = await answers(list);
		let filled = 0;
		for (const [i, one] of list.entries()) {
			const wanted = expand(one.rule, one.start, one.from, one.to).join(' ');
			assert.equal(found[i], wanted, JSON.stringify(one));
			filled += wanted !== '';
		}
		assert.ok(filled > 4000, `only ${filled} have any day`);
	});

	it('every second Sunday begins in the week of its start, also where that is a Monday', async () => {
		assert.deepEqual(await days('2026-11-02', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU', '2026-12-31'),
			['2026-11-08', '2026-11-22', '2026-12-06', '2026-12-20']);
		assert.deepEqual(await days('2026-11-02', 'FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU', '2026-12-31'),
			['2026-11-15', '2026-11-29', '2026-12-13', '2026-12-27']);
	});

	it('on the 31st leaves out shorter months, and 29 February three years of four', async () => {
		assert.deepEqual(await days('2026-01-31', 'FREQ=MONTHLY', '2026-08-01'),
			['2026-01-31', '2026-03-31', '2026-05-31', '2026-07-31']);
		assert.deepEqual(await days('2024-02-29', 'FREQ=YEARLY', '2034-01-01'), ['2024-02-29', '2028-02-29', '2032-02-29']);
		assert.deepEqual(await days('2026-01-31', 'FREQ=MONTHLY;BYMONTHDAY=-1', '2026-05-01'),
			['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30']);
	});

	it('is never on days that do not come', async () => {
		assert.deepEqual(await days('2026-01-01', 'FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30', '2040-01-01'), []);
	});

	for (const [rule, part] of Object.entries({
		'FREQ=HOURLY': 'FREQ', 'INTERVAL=2': 'FREQ', '': 'An empty part', 'FREQ=DAILY;BYHOUR=9': 'BYHOUR', 'FREQ=DAILY;;': 'An empty part',
		'FREQ=DAILY;INTERVAL=0': 'INTERVAL', 'FREQ=DAILY;INTERVAL=1000': 'INTERVAL', 'FREQ=DAILY;INTERVAL=2x': 'INTERVAL',
		'FREQ=WEEKLY;BYDAY=1MO': 'BYDAY', 'FREQ=MONTHLY;BYDAY=6MO': 'BYDAY', 'FREQ=WEEKLY;BYDAY=XX': 'BYDAY', 'FREQ=WEEKLY;BYDAY=': 'BYDAY',
		'FREQ=WEEKLY;BYDAY=MO,MO': 'BYDAY', 'FREQ=WEEKLY;BYMONTHDAY=1': 'BYMONTHDAY', 'FREQ=MONTHLY;BYMONTHDAY=0': 'BYMONTHDAY',
		'FREQ=DAILY;BYMONTHDAY=-1': 'BYMONTHDAY', 'FREQ=YEARLY;BYMONTHDAY=1': 'BYMONTHDAY', 'FREQ=MONTHLY;BYMONTHDAY=32': 'BYMONTHDAY', 'FREQ=MONTHLY;BYMONTH=13': 'BYMONTH',
		'FREQ=MONTHLY;BYSETPOS=1': 'BYSETPOS', 'FREQ=WEEKLY;BYDAY=MO;BYSETPOS=1': 'BYSETPOS', 'FREQ=DAILY;COUNT=0': 'COUNT',
		'FREQ=DAILY;COUNT=3;UNTIL=20270101': 'UNTIL', 'FREQ=DAILY;UNTIL=20270230': 'UNTIL', 'FREQ=DAILY;UNTIL=20270101T000000Z': 'UNTIL',
		'FREQ=WEEKLY;WKST=FR': 'WKST', 'FREQ=DAILY;FREQ=DAILY': 'FREQ', 'FREQ=DAILY;X-OWN=1': 'X-OWN', 'freq=daily': 'freq',
		'FREQ=YEARLY;BYWEEKNO=20': 'BYWEEKNO', 'FREQ=YEARLY;BYYEARDAY=100': 'BYYEARDAY', 'FREQ=DAILY;BYDAY=99999999999MO': 'BYDAY',
	}))
		it(`refuses ${rule || 'nothing at all'} and names ${part}`, async () => {
			const [answer] = await answers([{ from: '2026-01-01', to: '2027-01-01', start: '2026-01-01', rule }]);
			assert.ok(answer.startsWith(`${part}: `), answer);
		});
});
