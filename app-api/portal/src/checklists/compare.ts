/*
 * What became of a checklist from one version to another: parts that came, went, moved, and members that
 * are others now. Questions and sections are the same where their keys are.
 */
import type { Checklist, Question, Section } from '@shared/scoring/checklist';

export interface Change {
	/* "title", "choices", "scoring.pass_line". */
	member: string;
	was: unknown;
	now: unknown;
}

export type Fate = 'added' | 'removed' | 'changed' | 'moved';

export interface Row {
	fate: Fate;
	key: string;
	/* The part as it is now; of what went, as it was. */
	part: Question | Section;
	section: string;
	changes: Change[];
}

export interface Comparison {
	head: Change[];
	sections: Row[];
	questions: Row[];
}

type Members = Record<string, unknown>;

function is_equal(one: unknown, other: unknown): boolean {
	if (one === other) return true;
	if (!one || !other || typeof one !== 'object' || typeof other !== 'object') return false;
	const mine = one as Members;
	const its = other as Members;
	const keys = new Set([...Object.keys(mine), ...Object.keys(its)]);
	return Array.isArray(one) === Array.isArray(other) && [...keys].every((key) => is_equal(mine[key], its[key]));
}

function changes_of(was: Members, now: Members, without: readonly string[], prefix = ''): Change[] {
	const members = new Set([...Object.keys(was), ...Object.keys(now)].filter((key) => !without.includes(key)));
	return [...members].flatMap((key) => {
		return is_equal(was[key], now[key]) ? [] : [{ member: prefix + key, was: was[key], now: now[key] }];
	});
}

/*
 * Of what is in both, the ones that were taken out of their order: all but the longest run that kept it, so
 * that one question dragged far is one that moved.
 */
export function moved_keys(was: readonly string[], now: readonly string[]): Set<string> {
	const place = new Map(was.map((key, i) => [key, i]));
	const common = now.filter((key) => place.has(key));
	const best: number[] = [];
	const before: number[] = [];
	let last = -1;
	common.forEach((key, i) => {
		best[i] = 1;
		before[i] = -1;
		for (let j = 0; j < i; j++) {
			if (place.get(common[j]!)! < place.get(key)! && best[j]! + 1 > best[i]!) {
				best[i] = best[j]! + 1;
				before[i] = j;
			}
		}
		if (last < 0 || best[i]! > best[last]!) last = i;
	});
	const kept = new Set<string>();
	for (let i = last; i >= 0; i = before[i]!) kept.add(common[i]!);
	return new Set(common.filter((key) => !kept.has(key)));
}

interface Placed<T> {
	part: T;
	section: string;
}

function rows<T extends Question | Section>(was: Map<string, Placed<T>>, now: Map<string, Placed<T>>, without: string[], moved: Set<string>): Row[] {
	const found: Row[] = [];
	for (const [key, one] of now) {
		const old = was.get(key);
		if (!old) {
			found.push({ fate: 'added', key, ...one, changes: [] });
			continue;
		}
		const changes = changes_of(old.part as unknown as Members, one.part as unknown as Members, without);
		const has_moved = old.section !== one.section || moved.has(key);
		if (changes.length) found.push({ fate: 'changed', key, ...one, changes });
		else if (has_moved) found.push({ fate: 'moved', key, ...one, changes: [] });
	}
	for (const [key, one] of was) if (!now.has(key)) found.push({ fate: 'removed', key, ...one, changes: [] });
	return found;
}

function sections_of(checklist: Checklist) {
	return new Map(checklist.sections.map((part) => [part.key, { part, section: '' }]));
}

function questions_of(checklist: Checklist) {
	return new Map(checklist.sections.flatMap((section) => section.questions.map((part) => [part.key, { part, section: section.key }] as const)));
}

export function compare(was: Checklist, now: Checklist): Comparison {
	const flat = ({ scoring, sections: _, ...head }: Checklist) => ({ head: head as Members, scoring: scoring as unknown as Members });
	const a = flat(was);
	const b = flat(now);
	const order = <T>(parts: Map<string, T>) => [...parts.keys()];
	const sections = [sections_of(was), sections_of(now)] as const;
	const questions = [questions_of(was), questions_of(now)] as const;
	return {
		head: [...changes_of(a.head, b.head, []), ...changes_of(a.scoring, b.scoring, [], 'scoring.')],
		sections: rows(sections[0], sections[1], ['key', 'questions'], moved_keys(order(sections[0]), order(sections[1]))),
		questions: rows(questions[0], questions[1], ['key'], moved_keys(order(questions[0]), order(questions[1]))),
	};
}

/*
 * Which two versions are meant where an address does not say: the newest, and the one before it. `numbers` has the
 * newest first; null where there are no two.
 */
export function to_compare(numbers: readonly number[], from: number, to: number): { from: number; to: number } | null {
	const known = (n: number) => (numbers.includes(n) ? n : undefined);
	const now = known(to) ?? numbers.find((n) => n !== known(from));
	const was = known(from) ?? numbers.find((n) => n < (now ?? 0)) ?? numbers.find((n) => n !== now);
	return was === undefined || now === undefined ? null : { from: was, to: now };
}
