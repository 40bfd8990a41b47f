/*
 * Editing. A form gives its fields the problem that saving met, and learns from them which pointers they
 * show, so that its notice tells only the rest.
 */
import { computed, inject, onBeforeUnmount, onMounted, onUnmounted, provide, reactive, ref, toRaw, type InjectionKey, type Ref } from 'vue';
import { onBeforeRouteLeave } from 'vue-router';
import { i18n } from './i18n';
import type { Problem } from './problem';
import { useWork } from './work';

interface Form {
	problem: Ref<Problem | null>;
	shown: Set<string>;
}

const form_key: InjectionKey<Form> = Symbol('form');

export function provide_form(problem: Ref<Problem | null>): Form {
	const form = { problem, shown: reactive(new Set<string>()) };
	provide(form_key, form);
	return form;
}

/* `is_list`: the field shows the faults of the list's items, too; they are known as "/tags/*". */
export function use_form_field(pointer: () => string | undefined, is_list: () => boolean | undefined = () => false): Form | null {
	const form = inject(form_key, null);
	const mine = () => [pointer(), is_list() && pointer() ? `${pointer()}/*` : undefined].filter((one) => one !== undefined);
	onMounted(() => mine().forEach((one) => form?.shown.add(one)));
	onUnmounted(() => mine().forEach((one) => form?.shown.delete(one)));
	return form;
}

/* Whether a field shows the fault of this pointer itself. */
export function is_shown(shown: ReadonlySet<string> | undefined, pointer: string): boolean {
	return Boolean(shown?.has(pointer) || shown?.has(pointer.replace(/\/\d+$/, '/*')));
}

/* Asks before changes are thrown away, by a link or by closing the tab. */
export function guard_changes(is_dirty: () => boolean): void {
	const unload = (event: BeforeUnloadEvent) => {
		if (is_dirty()) event.preventDefault();
	};
	addEventListener('beforeunload', unload);
	onBeforeUnmount(() => removeEventListener('beforeunload', unload));
	onBeforeRouteLeave(() => !is_dirty() || confirm(i18n.global.t('frame.unsaved')));
}

/* What a form knows of an edit, whatever it is of. */
export interface Editing {
	is_dirty: boolean;
	is_busy: boolean;
	is_saved: boolean;
	problem: Problem | null;
	save: () => Promise<boolean>;
	reset: () => void;
}

function copy<T>(value: T): T {
	return JSON.parse(JSON.stringify(value)) as T;
}

/*
 * A draft of something that is saved as a whole or by its changes:
 *	const edit = useEdit({ name: '', tags: [] }, async ({ changes }) => answer(api.PATCH(…, { body: changes })));
 *	edit.load(unit);	edit.draft.name = …;	await edit.save();
 */
export function useEdit<T extends object>(
	empty: T,
	save_it: (what: { draft: T; changes: Partial<T> }) => Promise<unknown>,
) {
	const saved = ref(copy(empty)) as Ref<T>;
	const draft = ref(copy(empty)) as Ref<T>;
	const is_saved = ref(false);

	const changes = computed<Partial<T>>(() => {
		const now = draft.value as Record<string, unknown>;
		const was = saved.value as Record<string, unknown>;
		const keys = Object.keys(now).filter((key) => JSON.stringify(now[key]) !== JSON.stringify(was[key]));
		return Object.fromEntries(keys.map((key) => [key, now[key]])) as Partial<T>;
	});
	const is_dirty = computed(() => Object.keys(changes.value).length > 0);

	/* Only the members that the draft has. */
	function load(from: T): void {
		const picked = Object.fromEntries(Object.keys(empty).map((key) => [key, from[key as keyof T]]));
		saved.value = copy(picked) as T;
		draft.value = copy(picked) as T;
	}

	const { run, is_busy, problem } = useWork(async () => {
		is_saved.value = false;
		const sent = copy(toRaw(draft.value));
		await save_it({ draft: sent, changes: copy(toRaw(changes.value)) });
		/* What was typed meanwhile is still a change. */
		saved.value = sent;
		is_saved.value = true;
	});

	function reset(): void {
		draft.value = copy(toRaw(saved.value));
		problem.value = null;
	}

	return reactive({ draft, changes, is_dirty, is_busy, is_saved, problem, load, save: run, reset });
}

export type Edit<T extends object> = ReturnType<typeof useEdit<T>>;
