/*
 * The form as one walks through it: what is shown of each section, how far it is, and where what is
 * missing stands. From the checklist, the names of the instances, and what the scorer says.
 */
import { answerKey, instancesOf, type Checklist, type Instances, type Question, type Section } from '@shared/scoring/checklist';
import type { Missing, Outcome, Result } from '@shared/scoring/result';

/* Where one is: a section, and in a repeating one the instance, counted from 0. */
export interface Place {
	section: number;
	instance: number | null;
}

export interface Spot extends Place {
	question: Question;
	/* Of its answer. */
	key: string;
}

export interface Target extends Place {
	/* Null: the section itself, for want of instances. */
	key: string | null;
}

export interface Count {
	/* Shown, and blank or answered. */
	asked: number;
	done: number;
	failed: number;
	missing: number;
}

export interface SectionView extends Count {
	index: number;
	section: Section;
	/* Of a repeating section its names, in their order. */
	names: string[] | null;
	by_instance: Count[];
}

type Outcomes = ReadonlyMap<string, Outcome>;

const nothing = (): Count => ({ asked: 0, done: 0, failed: 0, missing: 0 });

export function spots_of(checklist: Checklist, place: Place, outcomes: Outcomes): Spot[] {
	const section = checklist.sections[place.section];
	if (!section || (section.repeats && place.instance === null)) return [];
	return section.questions
		.map((question) => ({ ...place, question, key: answerKey(question.key, place.instance) }))
		.filter(({ key }) => (outcomes.get(key) ?? 'hidden') !== 'hidden');
}

function add(to: Count, one: Count): void {
	to.asked += one.asked;
	to.done += one.done;
	to.failed += one.failed;
	to.missing += one.missing;
}

function count_of(checklist: Checklist, place: Place, outcomes: Outcomes, missing: ReadonlySet<string>): Count {
	const count = nothing();
	for (const { key } of spots_of(checklist, place, outcomes)) {
		const outcome = outcomes.get(key);
		count.asked++;
		if (outcome !== 'blank') count.done++;
		if (outcome === 'failed') count.failed++;
		if (missing.has(key)) count.missing++;
	}
	return count;
}

/* The key of the answer that something missing is of; null for a section's instances. */
export function target_of(checklist: Checklist, instances: Instances, missing: Pick<Missing, 'question' | 'instance' | 'section'>): Target {
	const section = checklist.sections.findIndex((one) =>
		missing.question === undefined ? one.key === missing.section : one.questions.some(({ key }) => key === missing.question),
	);
	const { key, repeats } = checklist.sections[section]!;
	if (missing.question === undefined) return { section, instance: null, key: null };
	const instance = repeats ? (instances[key] ?? []).indexOf(missing.instance ?? '') : null;
	return { section, instance, key: answerKey(missing.question, instance) };
}

/* Where an answer stands, by its key. */
export function target_at(checklist: Checklist, key: string): Target {
	const [question, number] = key.split('@');
	const section = checklist.sections.findIndex((one) => one.questions.some((other) => other.key === question));
	return { section, instance: number === undefined ? null : Number(number) - 1, key };
}

export function targets_of(checklist: Checklist, instances: Instances, result: Result): Target[] {
	return result.missing.map((one) => target_of(checklist, instances, one));
}

/* With those that want a photograph of how they were put right, in the order of the form. */
export function targets_there(checklist: Checklist, targets: Target[], keys: string[]): Target[] {
	const all = [...targets, ...keys.map((key) => target_at(checklist, key))];
	return all.sort((a, b) => order_of(checklist, a) - order_of(checklist, b));
}

/* Sections of which something is shown; a repeating one always, as its instances are still to be named. */
export function sections_of(checklist: Checklist, instances: Instances, outcomes: Outcomes, targets: Target[]): SectionView[] {
	const missing = new Set(targets.flatMap(({ key }) => (key === null ? [] : [key])));
	const views = checklist.sections.map((section, index): SectionView => {
		const names = section.repeats ? (instances[section.key] ?? []) : null;
		const nr = instancesOf(section, instances);
		const by_instance = Array.from({ length: nr }, (_, i) =>
			count_of(checklist, { section: index, instance: names ? i : null }, outcomes, missing),
		);
		const whole = nothing();
		by_instance.forEach((one) => add(whole, one));
		whole.missing += targets.filter((one) => one.section === index && one.key === null).length;
		return { ...whole, index, section, names, by_instance };
	});
	return views.filter((view) => view.names || view.asked > 0);
}

/* How far down the form something stands; targets and spots compare by it. */
function order_of(checklist: Checklist, { section, instance, key }: Target): number {
	const questions = checklist.sections[section]?.questions ?? [];
	const at = key === null ? -1 : questions.findIndex((one) => answerKey(one.key, instance) === key);
	return (section * 64 + (instance ?? 0)) * 2048 + at + 1;
}

/* What is missing next, below `from`; from the top where nothing is. Several needs of one question count once. */
export function next_target(checklist: Checklist, targets: Target[], from: Target | null): Target | null {
	if (!from) return targets[0] ?? null;
	const here = order_of(checklist, from);
	return targets.find((one) => order_of(checklist, one) > here) ?? targets[0] ?? null;
}

/* The place before and after, through all instances; null at the ends. */
export function neighbour(views: SectionView[], place: Place, step: 1 | -1): Place | null {
	const places = views.flatMap((view): Place[] =>
		view.names?.length
			? view.names.map((_, instance) => ({ section: view.index, instance }))
			: [{ section: view.index, instance: null }],
	);
	const at = places.findIndex((one) => one.section === place.section && one.instance === place.instance);
	return places[at + step] ?? null;
}

/* A place that is there: what was remembered may have gone since. */
export function place_there(views: SectionView[], wanted: Place | null): Place {
	const view = views.find(({ index }) => index === wanted?.section) ?? views[0];
	if (!view) return { section: 0, instance: null };
	if (!view.names?.length) return { section: view.index, instance: null };
	const instance = Math.min(Math.max(0, wanted?.instance ?? 0), view.names.length - 1);
	return { section: view.index, instance: wanted?.section === view.index ? instance : 0 };
}

/* The needs of each answer, by its key. */
export function needs_by_key(checklist: Checklist, instances: Instances, result: Result): Map<string, Set<Missing['needs']>> {
	const needs = new Map<string, Set<Missing['needs']>>();
	for (const one of result.missing) {
		const { key } = target_of(checklist, instances, one);
		if (key === null) continue;
		needs.set(key, (needs.get(key) ?? new Set()).add(one.needs));
	}
	return needs;
}

/* What failed last time, by question; a name that is not here today shows nowhere. */
export function previous_here<P extends { question: string; instance: string | null }>(previous: P[], name: string | null): Map<string, P[]> {
	const found = new Map<string, P[]>();
	for (const one of previous) {
		if (name === null || one.instance === name) found.set(one.question, [...(found.get(one.question) ?? []), one]);
	}
	return found;
}
