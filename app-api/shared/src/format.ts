/* Numbers and times as the reader's language writes them; times of a store by the store's clock. */
import { i18n, language } from './i18n';

export type DateStyle = 'date' | 'time' | 'moment' | 'day' | 'whole_day' | 'whole_moment';

const date_options: Record<DateStyle, Intl.DateTimeFormatOptions> = {
	date: { year: 'numeric', month: 'short', day: 'numeric' },
	time: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
	moment: { year: 'numeric', month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
	day: { month: 'short', day: 'numeric', weekday: 'short' },
	whole_day: { year: 'numeric', month: 'short', day: 'numeric', weekday: 'short' },
	whole_moment: { year: 'numeric', month: 'short', day: 'numeric', weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
};

/* Making a formatter costs more than formatting a thousand times. */
const made = new Map<string, Intl.DateTimeFormat | Intl.NumberFormat>();

function once<F extends Intl.DateTimeFormat | Intl.NumberFormat>(key: string, make: () => F): F {
	const whole = `${language.value} ${key}`;
	const there = made.get(whole);
	if (there) return there as F;
	const fresh = make();
	made.set(whole, fresh);
	return fresh;
}

function date_format(style: DateStyle, time_zone?: string | null): Intl.DateTimeFormat {
	return once(`${style} ${time_zone ?? ''}`, () => {
		const zone = time_zone ? { timeZone: time_zone } : {};
		return new Intl.DateTimeFormat(language.value, { ...date_options[style], ...zone });
	});
}

export function format_date(at: string | number | Date, style: DateStyle = 'moment', time_zone?: string | null): string {
	return date_format(style, time_zone).format(new Date(at));
}

/* A date without a time: '2026-11-21'. */
export function format_day(date: string, style: DateStyle = 'date'): string {
	return format_date(`${date}T12:00:00Z`, style, 'UTC');
}

const days = new Map<string, string>();

/* The day of a moment there, for telling whether two are the same; by the formatter that writes moments, as each costs. */
export function day_of(at: number, time_zone?: string | null): string {
	/* Many visits are of one minute. */
	const minute = Math.floor(at / 60_000);
	const key = `${language.value} ${time_zone ?? ''} ${minute}`;
	const known = days.get(key);
	if (known) return known;
	const parts = date_format('moment', time_zone).formatToParts(minute * 60_000);
	const day = parts.filter(({ type }) => type === 'year' || type === 'month' || type === 'day').map(({ value }) => value).join(' ');
	if (days.size > 1000) days.clear();
	days.set(key, day);
	return day;
}

const steps: ['day' | 'hour' | 'minute', number][] = [
	['day', 86_400_000],
	['hour', 3_600_000],
	['minute', 60_000],
];

/* "in 3 days", "2 hours ago"; with words of our own, as a phone takes a tenth of a second to find the system's. */
export function format_relative(at: string | number | Date, now = Date.now()): string {
	const ms = new Date(at).getTime() - now;
	const [unit, size] = steps.find(([, step]) => Math.abs(ms) >= step) ?? ['minute', 60_000];
	const n = Math.trunc(ms / size);
	if (n === 0) return i18n.global.t('relative.now');
	return i18n.global.t(`relative.${unit}.${n > 0 ? 'ahead' : 'ago'}`, { n: Math.abs(n) }, Math.abs(n));
}

export function format_number(value: number, digits = 0): string {
	const format = once(`number ${digits}`, () => new Intl.NumberFormat(language.value, { maximumFractionDigits: digits }));
	return format.format(value);
}

/* The server's percents are texts with two decimals, null of nothing. */
export function format_percent(percent: string | null | undefined, digits = 1): string {
	if (percent === null || percent === undefined) return '–';
	const format = once(
		`percent ${digits}`,
		() => new Intl.NumberFormat(language.value, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
	);
	return `${format.format(Number(percent))}%`;
}

/* Number and unit stay on one line. */
export function format_bytes(bytes: number): string {
	if (bytes < 1_000_000) return `${format_number(Math.ceil(bytes / 1000))}\u00a0kB`;
	return `${format_number(bytes / 1_000_000, 1)}\u00a0MB`;
}
