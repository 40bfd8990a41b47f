// The result of answers that were accepted, rule by rule (the numbers are those of the page).

import { entryName } from "./answers.js";
import {
	ONE, ZERO, add, divide, fixed, fraction, isLess, isZero, larger, multiply, plain, round, smaller,
	subtract, sum, thousandths,
} from "./rational.js";

const HUNDRED = fraction(100n);
const BLANK_NOTE = /^[ \t\n\u00a0\u3000]*$/;

// Every question of the sheet, once per instance, in checklist order: a cell. `number` is the instance
// from 1, or 0 in a section that does not repeat; `name` is its name or null.
function cellsOf(checklist, answers) {
	const cells = [];
	for (const section of checklist.sections) {
		const names = section.repeats === undefined ? [null] :
			answers.instances.get(section.key) ?? [];
		names.forEach((name, i) => {
			const number = section.repeats === undefined ? 0 : i + 1;
			for (const question of section.questions)
				cells.push(cellOf(section, question, number, name, answers));
		});
	}
	return cells;
}

function isBlank(question, value) {
	if (value === undefined)
		return true;
	return (question.type === "text" && value === "") ||
		(question.type === "photo" && value.length === 0);
}

function cellOf(section, question, number, name, answers) {
	const entry = answers.entries.get(entryName(question, section, number)) ??
		{ value: undefined, photos: [], note: "", not_applicable: false };
	const chosen = question.type === "choice" ?
		question.choices.find((choice) => choice.key === entry.value) : undefined;
	const notApplicable = entry.not_applicable || chosen?.not_applicable === true;
	return { section, question, number, name, ...entry, not_applicable: notApplicable,
		blank: !notApplicable && isBlank(question, entry.value),
		answered: false, shown: false, finding: false,
		earned: ZERO, possible: ZERO, lost: ZERO, repeat: 0 };
}

// Rule 1. A question names earlier ones only, so one pass in order decides it.
function decideShown(cells, tags) {
	for (const cell of cells) {
		const { applies = {}, relevant } = cell.question;
		const any = applies.any_tag === undefined || applies.any_tag.some((tag) => tags.has(tag));
		const none = applies.not_tag === undefined || !applies.not_tag.some((tag) => tags.has(tag));
		cell.shown = any && none && (relevant === undefined || isMet(relevant, cell, cells));
		cell.answered = cell.shown && !cell.blank && !cell.not_applicable;
	}
}

function isMet(relevant, cell, cells) {
	const named = cells.find((other) => other.question.key === relevant.question &&
		(other.section !== cell.section || other.number === cell.number));
	if (!named.answered)
		return false;
	if (named.question.type === "choices")
		return named.value.some((key) => relevant.in.includes(key));
	return relevant.in.includes(named.value);
}

function chosenOf(cell) {
	const { type, choices } = cell.question;
	if (type === "choice")
		return choices.filter((choice) => choice.key === cell.value);
	if (type === "choices")
		return choices.filter((choice) => (cell.value ?? []).includes(choice.key));
	return [];
}

function rangeOf(cell) {
	return (cell.question.ranges ?? []).find(({ from, to }) =>
		(from === undefined || cell.value >= from) && (to === undefined || cell.value < to));
}

const pointsOf = (item) => thousandths(item?.points ?? 0n);
const most = (items) => items.map(pointsOf).reduce(larger, ZERO);

function possibleOf(cell) {
	const { type, choices, ranges = [], points } = cell.question;
	switch (type) {
	case "choice": {
		const [chosen] = chosenOf(cell);
		if (chosen?.possible !== undefined)
			return thousandths(chosen.possible);
		return most(choices.filter((choice) => !choice.not_applicable));
	}
	case "choices":
		return sum(choices.map((choice) => larger(pointsOf(choice), ZERO)));
	case "check":
		return thousandths(points);
	case "number":
		return most(ranges);
	default:
		return ZERO;
	}
}

function earnedOf(cell) {
	switch (cell.question.type) {
	case "choice":
	case "choices":
		return sum(chosenOf(cell).map(pointsOf));
	case "check":
		return cell.value ? pointsOf(cell.question) : ZERO;
	case "number":
		return pointsOf(rangeOf(cell));
	default:
		return ZERO;
	}
}

function isFinding(cell) {
	switch (cell.question.type) {
	case "choice":
	case "choices":
		return chosenOf(cell).some((choice) => choice.fails === true);
	case "check":
		return cell.question.fails === cell.value;
	case "number":
		return rangeOf(cell)?.fails === true;
	default:
		return false;
	}
}

// What a finding costs under `deduction` and `demerit`, before weight and repeat.
function deductOf(cell) {
	const failing = cell.question.type === "number" ? [rangeOf(cell)] :
		chosenOf(cell).filter((choice) => choice.fails === true);
	const own = failing.filter((item) => item.deduct !== undefined);
	if (own.length === 0)
		return thousandths(cell.question.deduct);
	return sum(own.map((item) => thousandths(item.deduct)));
}

const countsLosses = (scoring) => scoring.method === "deduction" || scoring.method === "demerit";

function repeatFactor(scoring, repeat) {
	if (scoring.repeat === undefined)
		return ONE;
	const { factors } = scoring.repeat;
	return thousandths(factors[Math.min(repeat, factors.length) - 1]);
}

// Rules 2 to 5.
function scoreCell(cell, scoring, history) {
	if (!cell.shown)
		return;
	const weight = thousandths(cell.question.weight);
	const possible = cell.question.bonus ? ZERO : possibleOf(cell);
	if (!cell.answered) {
		const policy = cell.blank ? scoring.blank : scoring.not_applicable;
		cell.possible = policy === "zero" ? multiply(possible, weight) : ZERO;
		return;
	}
	const earned = earnedOf(cell);
	cell.possible = multiply(possible, weight);
	cell.earned = multiply(earned, weight);
	cell.finding = isFinding(cell);
	if (!cell.finding)
		return;
	cell.repeat = (history.get(cell.question.key) ?? 0) + 1;
	const plainLoss = countsLosses(scoring) ? deductOf(cell) : larger(subtract(possible, earned), ZERO);
	cell.lost = multiply(multiply(plainLoss, weight), repeatFactor(scoring, cell.repeat));
	cell.earned = subtract(cell.possible, cell.lost);
}

const ratio = (earned, possible) =>
	(isZero(possible) ? null : divide(multiply(earned, HUNDRED), possible));

// Rule 6; for deduction and demerit rules 10 and 11.
function scoreSection(section, cells, scoring) {
	const own = cells.filter((cell) => cell.section === section);
	if (countsLosses(scoring))
		return { section, earned: sum(own.map((cell) => cell.lost)), possible: ZERO, percent: null };
	const possible = sum(own.map((cell) => cell.possible));
	let earned = sum(own.map((cell) => cell.earned));
	if (scoring.floor_zero)
		earned = larger(earned, ZERO);
	return { section, earned, possible, percent: ratio(earned, possible) };
}

// Rule 9.
function weightedMean(sections) {
	let above = ZERO;
	let under = ZERO;
	for (const { section, percent } of sections) {
		if (percent === null)
			continue;
		const weight = thousandths(section.weight ?? 1000n);
		above = add(above, multiply(weight, round(percent, 6)));
		under = add(under, weight);
	}
	return isZero(under) ? null : divide(above, under);
}

// Rules 7 to 12.
function scoreTotal(sections, scoring, answered) {
	const { method } = scoring;
	let earned = sum(sections.map((one) => one.earned));
	let possible = sum(sections.map((one) => one.possible));
	if (method === "demerit")
		return { earned, possible: ZERO, percent: null };
	if (method === "deduction") {
		possible = thousandths(scoring.base);
		earned = subtract(possible, earned);
	}
	if (scoring.floor_zero)
		earned = larger(earned, ZERO);
	let percent = method === "weighted_sections" ? weightedMean(sections) : ratio(earned, possible);
	if (method === "deduction" && !answered)
		percent = null;
	if (scoring.cap_at_full) {
		if (percent !== null)
			percent = smaller(percent, HUNDRED);
		if (!isZero(possible))
			earned = smaller(earned, possible);
	}
	return { earned, possible, percent };
}

// Rule 13.
function afterCritical(percent, scoring, cells) {
	const effect = scoring.critical_effect;
	if (percent === null || !cells.some((cell) => cell.finding && cell.question.critical))
		return percent;
	if (effect === "zero")
		return ZERO;
	return effect === "status_only" ? percent : smaller(percent, thousandths(effect.cap));
}

// The band, or null: rule 11 for demerit, rule 14 for the others.
function bandOf(total, scoring, cells, answered) {
	const { bands, method } = scoring;
	if (bands === undefined)
		return null;
	if (method === "demerit")
		return answered ? bands.find((band) => isWithin(band, total, cells)) : null;
	if (total.percent === null)
		return null;
	const down = [...bands].sort((a, b) => (a.from < b.from ? 1 : -1));
	return down.find((band) => !isLess(total.percent, thousandths(band.from))) ?? down.at(-1);
}

function isWithin(band, total, cells) {
	const exceeds = (value, limit) => limit !== undefined && isLess(thousandths(limit), value);
	return !exceeds(total.earned, band.max_total) &&
		!cells.some((cell) => exceeds(cell.lost, band.max_single));
}

function reasonsOf(cells, sections, total, scoring, band) {
	const reasons = [];
	const isUnder = (percent, line) =>
		percent !== null && line !== undefined && isLess(percent, thousandths(line));
	for (const cell of cells)
		if (cell.finding && cell.question.critical)
			reasons.push({ kind: "critical", question: cell.question.key, instance: cell.name });
	for (const { section, percent } of sections)
		if (isUnder(percent, section.gate))
			reasons.push({ kind: "gate", section: section.key });
	if (isUnder(total.percent, scoring.pass_line))
		reasons.push({ kind: "pass_line" });
	if (band?.fails === true)
		reasons.push({ kind: "band" });
	return reasons;
}

function statusOf(reasons, total, scoring, answered) {
	if (reasons.length > 0)
		return "fail";
	const scored = scoring.method === "demerit" ? answered : total.percent !== null;
	return scored ? "pass" : "not_scored";
}

// Whether "always", "failed" or "never" asks for something on this cell.
const asks = (when, cell) =>
	(when === "always" && cell.answered) || (when === "failed" && cell.finding);

function needsOf(cell) {
	const { question } = cell;
	const needs = [];
	if (!cell.shown)
		return needs;
	if (question.required && cell.blank)
		needs.push("answer");
	const photosWhen = question.type === "photo" ? "always" : question.photos.when;
	if (asks(photosWhen, cell) && cell.photos.length < question.photos.min)
		needs.push("photos");
	if (asks(question.note, cell) && BLANK_NOTE.test(cell.note))
		needs.push("note");
	return needs;
}

function missingOf(checklist, answers, cells) {
	const missing = [];
	for (const section of checklist.sections) {
		const instances = answers.instances.get(section.key) ?? [];
		if (section.repeats !== undefined && instances.length < section.repeats.min)
			missing.push({ section: section.key, needs: "instances" });
		for (const cell of cells.filter((one) => one.section === section))
			for (const needs of needsOf(cell))
				missing.push({ question: cell.question.key, instance: cell.name, needs });
	}
	return missing;
}

const shownPercent = (percent) => (percent === null ? null : fixed(percent, 2));

function shownFinding(cell) {
	const { key, severity, department, indicator = null } = cell.question;
	return { question: key, instance: cell.name, severity, department, indicator, lost: cell.lost,
		repeat: cell.repeat };
}

// The result, its members in order; numbers are fractions still.
export function resultOf(checklist, answers) {
	const { scoring } = checklist;
	const cells = cellsOf(checklist, answers);
	decideShown(cells, answers.tags);
	for (const cell of cells)
		scoreCell(cell, scoring, answers.history);
	const answered = cells.some((cell) => cell.answered);
	const sections = checklist.sections.map((section) => scoreSection(section, cells, scoring));
	const total = scoreTotal(sections, scoring, answered);
	total.percent = afterCritical(total.percent, scoring, cells);
	const band = bandOf(total, scoring, cells, answered);
	const reasons = reasonsOf(cells, sections, total, scoring, band);
	return {
		earned: total.earned, possible: total.possible, percent: shownPercent(total.percent),
		grade: band === null ? null : band.grade,
		status: statusOf(reasons, total, scoring, answered), reasons,
		sections: sections.map(({ section, earned, possible, percent }) =>
			({ key: section.key, earned, possible, percent: shownPercent(percent) })),
		findings: cells.filter((cell) => cell.finding).map(shownFinding),
		missing: missingOf(checklist, answers, cells),
	};
}

// The line: compact JSON, a fraction as a decimal with at most three places.
export function print(value) {
	if (Array.isArray(value))
		return `[${value.map(print).join(",")}]`;
	if (value === null || typeof value !== "object")
		return JSON.stringify(value);
	if (typeof value.n === "bigint")
		return plain(value);
	return `{${Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}:${print(item)}`)
		.join(",")}}`;
}
