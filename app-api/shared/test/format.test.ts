import { beforeEach, describe, expect, test } from 'vitest';
import { day_of, format_bytes, format_date, format_day, format_number, format_percent, format_relative } from '@shared/format';
import { i18n } from '@shared/i18n';
import en from '../src/locales/en';
import zh from '../src/locales/zh-CN';

beforeEach(() => {
	i18n.global.setLocaleMessage('en', en);
	i18n.global.setLocaleMessage('zh-CN', zh);
	i18n.global.locale.value = 'en';
});

describe('a moment', () => {
	const at = '2026-11-21T17:30:00Z';

	test('is told by the clock of the store', () => {
		expect(format_date(at, 'moment', 'Asia/Shanghai')).toBe('Nov 22, 2026, 01:30');
		expect(format_date(at, 'moment', 'America/New_York')).toBe('Nov 21, 2026, 12:30');
	});

	test('is told in Chinese as the Chinese write it', () => {
		i18n.global.locale.value = 'zh-CN';
		expect(format_date(at, 'moment', 'Asia/Shanghai')).toBe('2026年11月22日 01:30');
	});

	test('at midnight is 00:00, never 24:00', () => {
		expect(format_date('2026-11-21T16:00:00Z', 'time', 'Asia/Shanghai')).toBe('00:00');
	});

	test('is told by how far off it is, in whole steps towards now', () => {
		const now = Date.parse(at);
		expect(format_relative(now + 47 * 3_600_000, now)).toBe('tomorrow');
		expect(format_relative(now - 90 * 60_000, now)).toBe('1 hour ago');
		expect(format_relative(now + 10_000, now)).toBe('this minute');
		expect(format_relative(now + 5 * 60_000, now)).toBe('in 5 minutes');
		expect(format_relative(now - 86_400_000, now)).toBe('yesterday');
		expect(format_relative(now - 9 * 86_400_000, now)).toBe('9 days ago');
		i18n.global.locale.value = 'zh-CN';
		expect([1, -1, 3].map((hours) => format_relative(now + hours * 3_600_000, now))).toEqual(['1小时后', '1小时前', '3小时后']);
		expect([1, 2, -2].map((days) => format_relative(now + days * 86_400_000, now))).toEqual(['明天', '2天后', '2天前']);
	});

	test('is of a day by the clock of the store', () => {
		expect(day_of(Date.parse(at), 'Asia/Shanghai')).toBe(day_of(Date.parse('2026-11-22T15:59:00Z'), 'Asia/Shanghai'));
		expect(day_of(Date.parse(at), 'Asia/Shanghai')).not.toBe(day_of(Date.parse(at), 'Europe/London'));
	});
});

test('a date without a time is the same day everywhere', () => {
	expect(format_day('2026-11-21')).toBe('Nov 21, 2026');
	expect(format_day('2026-01-01')).toBe('Jan 1, 2026');
});

test('a percent is text from the server, and nothing is a dash', () => {
	expect(format_percent('85.33')).toBe('85.3%');
	expect(format_percent('100.00')).toBe('100.0%');
	expect(format_percent('85.33', 2)).toBe('85.33%');
	expect(format_percent(null)).toBe('–');
});

test('numbers are grouped and bytes rounded up', () => {
	expect(format_number(100_000)).toBe('100,000');
	expect(format_bytes(1)).toBe('1\u00a0kB');
	expect(format_bytes(24_960_000)).toBe('25\u00a0MB');
});
