import { describe, expect, it } from 'vitest';
import type { Answer } from '@shared/scoring/checklist';
import { change_of, is_no_change, merged, with_change, type Content } from '../src/outbox/merge';
import { checklist } from './world';

const yes: Answer = { check: true };
const no: Answer = { check: false };
const none: Content = { answers: {}, instances: {} };
const rooms = (names: string[], answers: Record<string, Answer> = {}): Content => ({ answers, instances: names.length ? { room: names } : {} });
const put = (base: Content, ours: Content, theirs: Content) => merged(checklist, base, ours, theirs);

describe('two sheets that grew from one', () => {
	it('have the rooms of both, by the numbers that the server gave them', () => {
		const ours = rooms(['1203'], { 'bed@1': yes, lit: yes });
		const theirs = rooms(['1601'], { 'bed@1': no });
		expect(put(none, ours, theirs)).toEqual({
			answers: { lit: yes, 'bed@1': no, 'bed@2': yes }, instances: { room: ['1601', '1203'] }, conflicts: {}, came: 1,
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
		let server = rooms(['1', '2'], { 'bed@1': yes });
		const phones = [rooms(['1', '2', '3'], { 'bed@1': yes, 'bed@3': no }), rooms(['2', '4'], { 'bed@2': yes, lit: no }), server].map((here) => ({ here, base: server }));
		for (let round = 0; round < 3; round++) {
			for (const phone of phones) {
				const both = put(phone.base, phone.here, server);
				phone.here = { answers: both.answers, instances: both.instances };
				server = with_change(server, change_of(server, phone.here, new Set()));
				phone.base = server;
			}
		}
		for (const { here } of phones) expect(is_no_change(change_of(server, here, new Set()))).toBe(true);
		expect(server.instances).toEqual({ room: ['2', '3', '4'] });
		expect(server.answers).toEqual({ 'bed@2': no, 'bed@3': yes, lit: no });
	});

	it('know no rooms in names that look like numbers or signs', () => {
		const ours = rooms(['2', '@', '#1'], { 'bed@1': yes, 'bed@2': no });
		const both = put(none, ours, rooms(['1', '#1'], { 'bed@2': yes }));
		expect(both.instances).toEqual({ room: ['1', '#1', '2', '@'] });
		expect(both.answers).toEqual({ 'bed@2': yes, 'bed@3': yes, 'bed@4': no });
	});
});

describe('a change', () => {
	const base = rooms(['1203'], { lit: yes, 'bed@1': yes });

	it('is what differs; null takes away, and what is undecided is left out', () => {
		const ours = { answers: { lit: no, clean: { choice: 'yes' } }, instances: {} };
		const change = change_of(base, ours, new Set(['clean']));
		expect(change).toEqual({ answers: { lit: no, 'bed@1': null }, instances: { room: null } });
		expect(with_change(base, change)).toEqual({ answers: { lit: no }, instances: {} });
		expect(is_no_change(change_of(base, base, new Set()))).toBe(true);
	});
});
