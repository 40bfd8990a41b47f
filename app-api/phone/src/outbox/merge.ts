/*
 * Two sheets that grew from the same one, put together. Rooms of a repeating section are known by their names:
 * their numbers are those of the server's sheet, and what is new here comes after them, so that two phones that
 * tell each other come to the same sheet.
 */
import type { Answer, Answers, Checklist, Instances, Section } from '@shared/scoring/checklist';
import { fix_photos_most, type Fixed } from '../store/fix';

export interface Content {
	answers: Answers;
	instances: Instances;
	fixed: Fixed;
}

export const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

export interface Together {
	answers: Answers;
	/* Keys that both sides changed, differently: ours is kept. */
	conflicts: string[];
}

export function together(base: Answers, ours: Answers, theirs: Answers): Together {
	const answers: Answers = {};
	const conflicts: string[] = [];
	for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
		const is_ours_new = !same(ours[key], base[key]);
		const is_theirs_new = !same(theirs[key], base[key]);
		const kept: Answer | undefined = is_ours_new ? ours[key] : theirs[key];
		if (kept) answers[key] = kept;
		if (is_ours_new && is_theirs_new && !same(ours[key], theirs[key])) conflicts.push(key);
	}
	return { answers, conflicts };
}

/*
 * What was put right is not decided between two: it has the photographs of both, but for those that one side took
 * away. Theirs come first, so that two phones come to the same list.
 */
export function fixed_together(base: Fixed, ours: Fixed, theirs: Fixed): Fixed {
	const keys = [...new Set([...Object.keys(theirs), ...Object.keys(ours)])];
	const photos_of = (key: string): string[] => {
		const [was, here, there] = [base[key] ?? [], ours[key] ?? [], theirs[key] ?? []];
		const stay = there.filter((one) => here.includes(one) || !was.includes(one));
		const come = here.filter((one) => !there.includes(one) && !was.includes(one));
		return [...stay, ...come].slice(0, fix_photos_most);
	};
	return Object.fromEntries(keys.map((key) => [key, photos_of(key)] as const).filter(([, photos]) => photos.length));
}

/* "bed@2" by the name of its room, "bed@1507", and back; what has no such room stays as it is. */
class Names {
	private section_of: Map<string, string>;

	constructor(document: Checklist) {
		this.section_of = new Map(document.sections.flatMap((one) => one.questions.map((question) => [question.key, one.key] as const)));
	}

	named(key: string, instances: Instances): string {
		const [question, number] = key.split('@') as [string, string | undefined];
		const name = number && instances[this.section_of.get(question) ?? '']?.[Number(number) - 1];
		return name === undefined || name === '' ? key : `${question}@#${name}`;
	}

	/* Undefined where there is no such room. */
	numbered(key: string, instances: Instances): string | undefined {
		const at = key.indexOf('@#');
		if (at < 0) return key;
		const question = key.slice(0, at);
		const place = (instances[this.section_of.get(question) ?? ''] ?? []).indexOf(key.slice(at + 2));
		return place < 0 ? undefined : `${question}@${place + 1}`;
	}

	all_named<V>(values: Record<string, V>, instances: Instances): Record<string, V> {
		return Object.fromEntries(Object.entries(values).map(([key, value]) => [this.named(key, instances), value]));
	}

	all_numbered<V>(values: Record<string, V>, instances: Instances): Record<string, V> {
		return Object.fromEntries(
			Object.entries(values).flatMap(([key, value]) => {
				const there = this.numbered(key, instances);
				return there === undefined ? [] : [[there, value]];
			}),
		);
	}
}

/* What was kept under a room's old number, under its new one; of a room that went away it goes, too. */
export function renumbered<V>(values: Record<string, V>, document: Checklist, from: Instances, to: Instances): Record<string, V> {
	const names = new Names(document);
	return names.all_numbered(names.all_named(values, from), to);
}

/* A room that one side took away goes, unless the other has said something new in it. */
function names_merged(section: Section, base: Content, ours: Content, theirs: Content): string[] {
	const names = ({ instances }: Content) => instances[section.key] ?? [];
	const [was, here, there] = [names(base), names(ours), names(theirs)];
	const is_changed = (side: Content, name: string) =>
		section.questions.some(({ key }) => {
			const at = (content: Content) => `${key}@${names(content).indexOf(name) + 1}`;
			return !same(side.answers[at(side)], base.answers[at(base)]) || !same(side.fixed[at(side)], base.fixed[at(base)]);
		});
	const stays = there.filter((name) => here.includes(name) || !was.includes(name) || is_changed(theirs, name));
	const comes = here.filter((name) => !there.includes(name) && (!was.includes(name) || is_changed(ours, name)));
	return [...stays, ...comes];
}

export interface Merged extends Content {
	/* By the numbers of the merged sheet, with the other answer. */
	conflicts: Record<string, Answer | undefined>;
	/* Of how many questions something of theirs is new here. */
	came: number;
}

export function merged(document: Checklist, base: Content, ours: Content, theirs: Content): Merged {
	const names = new Names(document);
	const repeating = document.sections.filter((one) => one.repeats);
	const lists = repeating.map((section) => [section.key, names_merged(section, base, ours, theirs)] as const);
	const instances = Object.fromEntries(lists.filter(([, list]) => list.length));
	const by_name = ({ answers, fixed, instances: its }: Content) => ({ answers: names.all_named(answers, its), fixed: names.all_named(fixed, its) });
	const [was, here, there] = [by_name(base), by_name(ours), by_name(theirs)];
	const both = together(was.answers, here.answers, there.answers);
	const fixed = fixed_together(was.fixed, here.fixed, there.fixed);
	const came = new Set([
		...Object.keys(both.answers).filter((key) => !same(both.answers[key], here.answers[key])),
		...Object.keys(fixed).filter((key) => !same(fixed[key], here.fixed[key])),
	]).size;
	return {
		answers: names.all_numbered(both.answers, instances),
		instances,
		fixed: names.all_numbered(fixed, instances),
		conflicts: names.all_numbered(Object.fromEntries(both.conflicts.map((key) => [key, there.answers[key]])), instances),
		came,
	};
}

export interface Change {
	answers: Record<string, Answer | null>;
	instances: Record<string, string[] | null>;
	fixed: Record<string, string[] | null>;
}

/* What makes theirs of ours, but for the keys that are still to be decided; null takes away. */
export function change_of(base: Content, ours: Content, undecided: ReadonlySet<string>): Change {
	const changed = <V>(from: Record<string, V>, to: Record<string, V>): [string, V | null][] =>
		[...new Set([...Object.keys(from), ...Object.keys(to)])].filter((key) => !same(from[key], to[key])).map((key) => [key, to[key] ?? null]);
	const decided = <V>(from: Record<string, V>, to: Record<string, V>) => Object.fromEntries(changed(from, to).filter(([key]) => !undecided.has(key)));
	return {
		answers: decided(base.answers, ours.answers),
		instances: Object.fromEntries(changed(base.instances, ours.instances)),
		fixed: decided(base.fixed, ours.fixed),
	};
}

/* Of how many questions and sections something changes. */
export function change_size({ answers, instances, fixed }: Change): number {
	return new Set([...Object.keys(answers), ...Object.keys(fixed)]).size + Object.keys(instances).length;
}

export const is_no_change = (change: Change) => change_size(change) === 0;

/* What was asked for, as it stands when the server has it. */
export function with_change(base: Content, change: Change): Content {
	const put = <V>(old: Record<string, V>, by: Record<string, V | null>) =>
		Object.fromEntries(Object.entries({ ...old, ...by }).filter(([, value]) => value !== null)) as Record<string, V>;
	return { answers: put(base.answers, change.answers), instances: put(base.instances, change.instances), fixed: put(base.fixed, change.fixed) };
}
