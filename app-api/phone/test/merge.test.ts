import { describe, expect, it } from 'vitest';
import type { Answer } from '@shared/scoring/checklist';
import { change_of, change_size, fixed_together, is_no_change, merged, with_change, type Content } from '../src/outbox/merge';
import { checklist } from './world';

const yes: Answer = { check: true };
const no: Answer = { check: false };
const none: Content = { answers: {}, instances: {}, fixed: {} };
const rooms = (names: string[], answers: Record<string, Answer> = {}, fixed: Record<string, string[]> = {}): Content => ({
	answers, instances: names.length ? { room: names } : {}, fixed,
});
const put = (base: Content, ours: Content, theirs: Content) => merged(checklist, base, ours, theirs);

describe('two sheets that grew from one', () => {
	it('have the rooms of both, by the numbers that the server gave them', () => {
		const ours = rooms(['1203'], { 'bed@1': yes, lit: yes });
		const theirs = rooms(['1601'], { 'bed@1': no });
		expect(put(none, ours, theirs)).toEqual({
			answers: { lit: yes, 'bed@1': no, 'bed@2': yes }, instances: { room: ['1601', '1203'] }, fixed: {}, conflicts: {}, came: 1,
		});
	});

	it('lose the room that one side took away, unless the other has answered in it since', () => {
		const base = rooms(['1203', '1601', '1507'], { 'bed@1': yes, 'bed@2': yes, 'bed@3': yes });
		const ours = rooms(['1203', '1507'], { 'bed@1': no, 'bed@2': yes });
		const theirs = rooms(['1601', '1507'], { 'bed@1': yes, 'bed@2': yes });
		const both = put(base, ours, theirs);
		expect(both.instances).toEqual({ room: ['1507', '1203'] });
		expect(both.answers).toEqual({ 'bed@1': yes, 'bed@2': no });
	});

	it('keep one’s own answer where both have changed it, with the other beside it', () => {
		const base = rooms(['1203'], { 'bed@1': yes });
		const both = put(base, rooms(['1203'], { 'bed@1': no, lit: yes }), rooms(['1601', '1203'], { 'bed@2': { check: true, note: 'torn' }, lit: yes }));
		expect(both.answers).toEqual({ lit: yes, 'bed@2': no });
		expect(both.conflicts).toEqual({ 'bed@2': { check: true, note: 'torn' } });
	});

	it('are the same on both phones, however often they tell each other', () => {
		let server = rooms(['1', '2'], { 'bed@1': yes }, { lit: ['z'] });
		const phones = [rooms(['1', '2', '3'], { 'bed@1': yes, 'bed@3': no }, { lit: ['z', 'a'], 'bed@3': ['c'] }), rooms(['2', '4'], { 'bed@2': yes, lit: no }, { lit: ['b'] }), server].map((here) => ({ here, base: server }));
		for (let round = 0; round < 3; round++) {
			for (const phone of phones) {
				const both = put(phone.base, phone.here, server);
				phone.here = { answers: both.answers, instances: both.instances, fixed: both.fixed };
				server = with_change(server, change_of(server, phone.here, new Set()));
				phone.base = server;
			}
		}
		for (const { here } of phones) expect(is_no_change(change_of(server, here, new Set()))).toBe(true);
		expect(server.instances).toEqual({ room: ['2', '3', '4'] });
		expect(server.answers).toEqual({ 'bed@2': no, 'bed@3': yes, lit: no });
		expect(server.fixed).toEqual({ lit: ['a', 'b'], 'bed@2': ['c'] });
	});

	it('know no rooms in names that look like numbers or signs', () => {
		const ours = rooms(['2', '@', '#1'], { 'bed@1': yes, 'bed@2': no });
		const both = put(none, ours, rooms(['1', '#1'], { 'bed@2': yes }));
		expect(both.instances).toEqual({ room: ['1', '#1', '2', '@'] });
		expect(both.answers).toEqual({ 'bed@2': yes, 'bed@3': yes, 'bed@4': no });
	});
});

describe('what two have put right', () => {
	it('has the photographs of both, but for those that one has taken away', () => {
		const put_right = (was: string[], here: string[], there: string[]) => fixed_together({ lit: was }, { lit: here }, { lit: there })['lit'];
		expect(put_right([], ['a'], ['b'])).toEqual(['b', 'a']);
		expect(put_right(['a', 'b'], ['b', 'c'], ['a', 'b', 'd'])).toEqual(['b', 'd', 'c']);
		expect(put_right(['a'], [], ['a'])).toBeUndefined();
		expect(put_right(['a'], ['a'], [])).toBeUndefined();
	});

	it('has no more photographs than the server takes', () => {
		const many = (sign: string) => Array.from({ length: 6 }, (_, i) => `${sign}${i}`);
		expect(fixed_together({}, { lit: many('a') }, { lit: many('b') })['lit']).toEqual([...many('b'), ...many('a').slice(0, 4)]);
	});

	it('keeps a room that the other has taken away, and stands in it by its name', () => {
		const base = rooms(['1203', '1601'], { 'bed@2': no });
		const both = put(base, rooms(['1203', '1601'], { 'bed@2': no }, { 'bed@2': ['a'] }), rooms(['1507', '1203'], {}));
		expect(both).toMatchObject({ instances: { room: ['1507', '1203', '1601'] }, fixed: { 'bed@3': ['a'] } });
	});
});

describe('a change', () => {
	const base = rooms(['1203'], { lit: yes, 'bed@1': yes }, { lit: ['a'] });

	it('is what differs; null takes away, and what is undecided is left out', () => {
		const ours = { answers: { lit: no, clean: { choice: 'yes' } }, instances: {}, fixed: { clean: ['b'], lit: ['a', 'c'] } };
		const change = change_of(base, ours, new Set(['clean']));
		expect(change).toEqual({ answers: { lit: no, 'bed@1': null }, instances: { room: null }, fixed: { lit: ['a', 'c'] } });
		expect(change_size(change)).toBe(3);
		expect(with_change(base, change)).toEqual({ answers: { lit: no }, instances: {}, fixed: { lit: ['a', 'c'] } });
		expect(is_no_change(change_of(base, base, new Set()))).toBe(true);
	});
});
