import { beforeEach, describe, expect, test } from 'vitest';
import { format_bytes, format_date, format_day, format_number, format_percent, format_relative } from '@shared/format';
import { i18n } from '@shared/i18n';

beforeEach(() => (i18n.global.locale.value = 'en'));

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
