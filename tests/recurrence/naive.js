/*
 * naive: a recurrence expanded period by period as RFC 5545 says it, by JavaScript's own calendar, so
 * that nothing here is the server's.
 */
const dayMs = 86400000;
const names = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const at = (text) => new Date(`${text}T00:00:00Z`);
const text = (date) => date.toISOString().slice(0, 10);
const plus = (date, days) => new Date(date.getTime() + days * dayMs);
const months = new Map();
/* Asked for the same months by thousands of rules: each is made once. */
const monthDays = (year, month) => {
	const first = Date.UTC(year, month, 1);
	if (!months.has(first)) {
		const days = [];
		for (let date = new Date(first); date.getUTCMonth() === ((month % 12) + 12) % 12; date = plus(date, 1))
			days.push(date);
		months.set(first, days);
	}
	return months.get(first);
};

/* The days of a list that BYDAY names; numbers count within the list. */
function byDay(days, list) {
	const same = names.map((_, day) => days.filter((date) => date.getUTCDay() === day));
	return days.filter((date) => list.some(({ nth, day }) => date.getUTCDay() === day &&
		(!nth || same[day].at(nth > 0 ? nth - 1 : nth) === date)));
}

const isNamed = (date, list) => list.some(({ day }) => date.getUTCDay() === day);

function byMonthDay(date, list) {
	const length = monthDays(date.getUTCFullYear(), date.getUTCMonth()).length;
	return list.some((n) => (n > 0 ? n : length + 1 + n) === date.getUTCDate());
}

function ofMonth(rule, year, month, start) {
	let days = monthDays(year, month);
	if (rule.BYMONTH && !rule.BYMONTH.includes(days[0].getUTCMonth() + 1))
		return [];
	if (rule.BYDAY)
		days = byDay(days, rule.BYDAY);
	if (rule.BYMONTHDAY)
		days = days.filter((date) => byMonthDay(date, rule.BYMONTHDAY));
	if (!rule.BYDAY && !rule.BYMONTHDAY)
		days = days.filter((date) => date.getUTCDate() === start.getUTCDate());
	if (rule.BYSETPOS)
		days = days.filter((date, i) => rule.BYSETPOS.some((n) => (n > 0 ? n - 1 : days.length + n) === i));
	return days;
}

function ofYear(rule, year, start) {
	const months = Array.from({ length: 12 }, (_, i) => i);
	if (!rule.BYMONTH && rule.BYDAY) {
		return byDay(months.flatMap((month) => monthDays(year, month)), rule.BYDAY);
	}
	if (!rule.BYMONTH)
		return ofMonth(rule, year, start.getUTCMonth(), start);
	return months.flatMap((month) => ofMonth(rule, year, month, start));
}

function ofWeek(rule, first, start) {
	const days = Array.from({ length: 7 }, (_, i) => plus(first, i));
	return days.filter((date) => (rule.BYDAY ? isNamed(date, rule.BYDAY) :
		date.getUTCDay() === start.getUTCDay()) && (!rule.BYMONTH || rule.BYMONTH.includes(date.getUTCMonth() + 1)));
}

function ofDay(rule, date) {
	return (!rule.BYMONTH || rule.BYMONTH.includes(date.getUTCMonth() + 1)) &&
		(!rule.BYMONTHDAY || byMonthDay(date, rule.BYMONTHDAY)) &&
		(!rule.BYDAY || isNamed(date, rule.BYDAY)) ? [date] : [];
}

function period(rule, start, n) {
	const steps = n * (rule.INTERVAL ?? 1);
	switch (rule.FREQ) {
	case 'DAILY':
		return ofDay(rule, plus(start, steps));
	case 'WEEKLY': {
		const back = rule.WKST === 'SU' ? start.getUTCDay() : (start.getUTCDay() + 6) % 7;
		return ofWeek(rule, plus(start, steps * 7 - back), start);
	}
	case 'MONTHLY':
		return ofMonth(rule, start.getUTCFullYear(), start.getUTCMonth() + steps, start);
	default:
		return ofYear(rule, start.getUTCFullYear() + steps, start);
	}
}

export function parse(line) {
	const rule = {};
	for (const part of line.split(';')) {
		const [name, value] = part.split('=');
		rule[name] = name === 'BYDAY' ? value.split(',').map((entry) =>
			({ nth: Number(entry.slice(0, -2)), day: names.indexOf(entry.slice(-2)) })) :
			name.startsWith('BY') ? value.split(',').map(Number) :
				['INTERVAL', 'COUNT'].includes(name) ? Number(value) : value;
	}
	return rule;
}

/* The days from `from` until before `to`. */
export function expand(line, startText, from, to) {
	const rule = parse(line);
	const start = at(startText);
	const until = rule.UNTIL && `${rule.UNTIL.slice(0, 4)}-${rule.UNTIL.slice(4, 6)}-${rule.UNTIL.slice(6)}`;
	const found = [];
	const end = at(to);
	for (let n = 0, count = 0; ; n++) {
		const days = period(rule, start, n);
		const unit = { DAILY: 1, WEEKLY: 7, MONTHLY: 31, YEARLY: 366 }[rule.FREQ];
		for (const date of days) {
			const day = text(date);
			if (date < start || (until && day > until) || date >= end)
				continue;
			if (rule.COUNT && count++ >= rule.COUNT)
				return found;
			if (day >= from)
				found.push(day);
		}
		if (plus(start, (n * (rule.INTERVAL ?? 1) - 1) * unit * 0.9 - 400) > end)
			return found;
	}
}
