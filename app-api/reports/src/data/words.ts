/* Figures, days and changes as the reader's language says them. */
import { format_day, format_number, format_percent } from '@shared/format';
import { i18n, language } from '@shared/i18n';
import type { Days } from './filter';

export function days_text({ first, last }: Days): string {
	if (first === last) return format_day(first);
	return i18n.global.t('words.days', { first: format_day(first), last: format_day(last) });
}

/* With its sign: "+1.2", "−0.4", "±0.0". The change of a percent is in points. */
export function change_text(change: number, digits = 1): string {
	const rounded = Number(change.toFixed(digits));
	const sign = rounded === 0 ? '±' : rounded > 0 ? '+' : '−';
	const format = new Intl.NumberFormat(language.value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
	return sign + format.format(Math.abs(rounded));
}

export function percent_text(value: number | null): string {
	return format_percent(value === null ? null : String(value));
}

/* "–" where there is nothing yet. */
export function count_text(value: number | null | undefined): string {
	return value === null || value === undefined ? '–' : format_number(value);
}

const axis_styles: Record<'day' | 'week' | 'month', Intl.DateTimeFormatOptions> = {
	day: { month: 'numeric', day: 'numeric' },
	week: { month: 'short', day: 'numeric' },
	month: { year: '2-digit', month: 'short' },
};

/* The beginning of a step of a trend, short. */
export function axis_text(day: string, step: 'day' | 'week' | 'month'): string {
	const format = new Intl.DateTimeFormat(language.value, { ...axis_styles[step], timeZone: 'UTC' });
	return format.format(new Date(`${day}T00:00:00Z`));
}
