import { beforeAll, describe, expect, it } from 'vitest';
import { i18n } from '@shared/i18n';
import type { Checklist, Question } from '@shared/scoring/checklist';
import type { Result } from '@shared/scoring/result';
import shared from '@shared/locales/en';
import own from '../src/locales/en';
import { answer_pictures, answer_text, changed_answers, editable_lines, reason_text, sheet_parts } from '../src/visits/sheet';

beforeAll(() => i18n.global.setLocaleMessage('en', { ...shared, ...own }));

const question = (more: Partial<Question>): Question => ({ key: 'q', text: { en: 'Q' }, type: 'text', ...more });
const choices = [
	{ key: 'yes', label: { en: 'Yes' } },
	{ key: 'no', label: { en: 'No' } },
];
const list: Checklist = {
	format: 'gemba.checklist/1',
	code: 'rooms',
	title: { en: 'Rooms' },
	kind: 'daily',
	scoring: { method: 'points' },
	sections: [
		{ key: 'lobby', title: { en: 'Lobby' }, questions: [question({ key: 'clean', type: 'check' })] },
		{ key: 'room', title: { en: 'Room' }, repeats: { name: { en: 'Number' } }, questions: [question({ key: 'bar', type: 'number', unit: '°C' })] },
	],
};

describe('an answer in words', () => {
	it.each([
		[question({ type: 'choice', choices }), { choice: 'no' }, 'No'],
		[question({ type: 'choice', choices }), { choice: 'gone' }, 'gone'],
		[question({ type: 'choices', choices }), { choices: ['yes', 'no'] }, 'Yes, No'],
		[question({ type: 'choices', choices }), { choices: [] }, 'None of them'],
		[question({ type: 'check' }), { check: false }, 'No'],
		[question({ type: 'number', unit: '°C' }), { number: 6.5 }, '6.5 °C'],
		[question({ type: 'text' }), { text: 'wet' }, 'wet'],
		[question({ type: 'place' }), { place: { lat: 31.2, lon: 121.5 } }, '31.20000, 121.50000'],
		[question({ type: 'number' }), { not_applicable: true as const }, 'Not applicable'],
		[question({ type: 'photo' }), { photos: ['a'] }, ''],
		[question({ type: 'text' }), null, ''],
	])('is what was chosen or written', (asked, answer, text) => {
		expect(answer_text(asked, answer)).toBe(text);
	});

	it('has the signature among its pictures', () => {
		expect(answer_pictures({ photos: ['a', 'b'], signature: 'c' })).toEqual(['a', 'b', 'c']);
		expect(answer_pictures(null)).toEqual([]);
	});
});

describe('a sheet', () => {
	const result = {
		findings: [{ question: 'bar', instance: '1507', severity: 'minor', department: 'hk', indicator: null, lost: 3, repeat: 1 }],
	} as unknown as Result;
	const sheet = {
		answers: { clean: { check: true }, 'bar@1': { number: 5 }, 'bar@2': { number: 9 } },
		instances: { room: ['1203', '1507'] },
		result,
	};

	it('is read section by section, and instance by instance where it repeats', () => {
		const parts = sheet_parts(list, sheet);
		expect(parts.map((part) => [part.title, part.instance, part.lines.map((line) => line.key)])).toEqual([
			['Lobby', null, ['clean']],
			['Room', '1203', ['bar@1']],
			['Room', '1507', ['bar@2']],
		]);
	});

	it('shows the failure at the instance that failed', () => {
		expect(sheet_parts(list, sheet).map((part) => part.lines[0]!.finding !== null)).toEqual([false, false, true]);
	});

	it('marks what a correction changed', () => {
		const before = { ...sheet, answers: { ...sheet.answers, 'bar@1': { number: 6 } } };
		expect(sheet_parts(list, sheet, before).map((part) => part.lines[0]!.is_changed)).toEqual([false, true, false]);
		expect(sheet_parts(list, sheet).some((part) => part.lines[0]!.is_changed)).toBe(false);
	});

	it('gives each answer to be put right, with where it stands', () => {
		expect(editable_lines(sheet_parts(list, sheet)).map(({ key, where }) => [key, where])).toEqual([
			['clean', 'Lobby'],
			['bar@1', 'Room · 1203'],
			['bar@2', 'Room · 1507'],
		]);
	});

	it('knows what was put right from what is written otherwise', () => {
		const before = { clean: { check: true, note: 'wet' }, 'bar@1': { number: 6 } };
		expect(changed_answers(before, { clean: { note: 'wet', check: true } })).toEqual({});
		expect(changed_answers(before, { clean: { check: false, note: 'wet' }, 'bar@1': {}, 'bar@2': { number: 1 } })).toEqual({
			clean: { check: false, note: 'wet' },
			'bar@1': null,
			'bar@2': { number: 1 },
		});
	});

	it('says why it failed by what the checklist calls things', () => {
		expect(reason_text(list, { kind: 'gate', section: 'room' })).toContain('Room');
		expect(reason_text(list, { kind: 'critical', question: 'clean', instance: null })).toBe('Critical: Q');
	});
});
