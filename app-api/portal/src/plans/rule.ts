/*
 * How often: what most plans say is chosen, anything else of RFC 5545 that the server takes is written as it
 * is. rule_of() reads a rule into what is chosen, text_of_rule() writes it.
 */
export const frequencies = ['once', 'daily', 'weekly', 'monthly', 'weekday', 'own'] as const;
export type Frequency = (typeof frequencies)[number];

export interface Rule {
	frequency: Frequency;
	interval: number;
	/* Of the week: MO … SU. */
	days: string[];
	/* Of the month; -1 is the last one. */
	month_day: number;
	/* The nth such day of the week in a month; -1 is the last. */
	nth: number;
	weekday: string;
	until: string;
	/* As it is written, where it is one's own. */
	text: string;
}

export const weekday_codes = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;

export const rule_new = (): Rule => ({ frequency: 'weekly', interval: 1, days: ['MO'], month_day: 1, nth: 1, weekday: 'MO', until: '', text: '' });

function parts_of(text: string): Map<string, string> {
	return new Map(
		text.toUpperCase().replace(/^RRULE:/, '').split(';').filter(Boolean).map((part) => {
			const [name, value] = part.split('=');
			return [name ?? '', value ?? ''];
		}),
	);
}

const until_of = (value: string | undefined) => value?.replace(/^(\d{4})(\d{2})(\d{2}).*$/, '$1-$2-$3') ?? '';

export function rule_of(text: string | null): Rule {
	const rule = rule_new();
	if (!text) return { ...rule, frequency: 'once' };
	const own: Rule = { ...rule, frequency: 'own', text };
	const parts = parts_of(text);
	const has_only = (...names: string[]) => [...parts.keys()].every((name) => ['FREQ', 'INTERVAL', 'UNTIL', ...names].includes(name));
	Object.assign(rule, { interval: Number(parts.get('INTERVAL') ?? 1), until: until_of(parts.get('UNTIL')) });
	const by_day = parts.get('BYDAY')?.split(',') ?? [];
	switch (parts.get('FREQ')) {
		case 'DAILY':
			return has_only() ? { ...rule, frequency: 'daily' } : own;
		case 'WEEKLY':
			return has_only('BYDAY') && by_day.every((day) => (weekday_codes as readonly string[]).includes(day)) ? { ...rule, frequency: 'weekly', days: by_day } : own;
		case 'MONTHLY': {
			const [, nth, weekday] = /^(-?\d)([A-Z]{2})$/.exec(by_day.length === 1 ? by_day[0]! : '') ?? [];
			if (nth && weekday && has_only('BYDAY')) return { ...rule, frequency: 'weekday', nth: Number(nth), weekday };
			const month_day = Number(parts.get('BYMONTHDAY'));
			return month_day && has_only('BYMONTHDAY') ? { ...rule, frequency: 'monthly', month_day } : own;
		}
		default:
			return own;
	}
}

/* null: once. */
export function text_of_rule(rule: Rule): string | null {
	const interval = rule.interval > 1 ? [`INTERVAL=${rule.interval}`] : [];
	const until = rule.until ? [`UNTIL=${rule.until.replaceAll('-', '')}`] : [];
	const days = [...rule.days].sort((a, b) => weekday_codes.indexOf(a as never) - weekday_codes.indexOf(b as never));
	switch (rule.frequency) {
		case 'once':
			return null;
		case 'daily':
			return ['FREQ=DAILY', ...interval, ...until].join(';');
		case 'weekly':
			return ['FREQ=WEEKLY', ...interval, ...(days.length ? [`BYDAY=${days.join(',')}`] : []), ...until].join(';');
		case 'monthly':
			return ['FREQ=MONTHLY', ...interval, `BYMONTHDAY=${rule.month_day}`, ...until].join(';');
		case 'weekday':
			return ['FREQ=MONTHLY', ...interval, `BYDAY=${rule.nth}${rule.weekday}`, ...until].join(';');
		case 'own':
			return rule.text.trim() || null;
	}
}
