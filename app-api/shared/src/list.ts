/*
 * A list of the server in a page: its filters are in the address of the page, so that a link shows the
 * same; it grows by the server's cursor.
 *
 *	const list = useList('/v1/actions', { filters: ['state', 'overdue'], fixed: () => ({ mine: true }) });
 */
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue';
import { useRoute, useRouter, type LocationQuery } from 'vue-router';
import { send_to } from './api';
import type { paths } from './contract';
import { Problem } from './problem';

interface Page<T> {
	items: T[];
	next: string | null;
}

/* What a GET of a path answers, and what it can be asked. */
type AnswerOf<P extends keyof paths> = paths[P] extends {
	get: { responses: { 200: { content: { 'application/json': infer A } } } };
}
	? A
	: never;
type AskedOf<P extends keyof paths> = paths[P] extends { get: { parameters: { query?: infer Q } } } ? NonNullable<Q> : never;

export type ListPath = { [P in keyof paths]: AnswerOf<P> extends never ? never : AnswerOf<P> extends Page<unknown> ? P : never }[keyof paths];
export type ItemOf<P extends ListPath> = AnswerOf<P> extends Page<infer T> ? T : never;
export type QueryOf<P extends ListPath> = AskedOf<P>;
type FilterOf<P extends ListPath> = Exclude<keyof QueryOf<P>, 'after' | 'limit'> & string;

export interface ListOptions<P extends ListPath, F extends QueryOf<P> = QueryOf<P>> {
	/* The parameters that the person sets; they are in the page's address by the same names. */
	filters?: readonly FilterOf<P>[];
	/* Of the filters those that are views of the list, chosen by ViewTabs or the like: clearing leaves them alone. */
	views?: readonly FilterOf<P>[];
	/* What a filter is before somebody touches it. */
	defaults?: Partial<Record<FilterOf<P>, string>>;
	/* What the page itself asks for; a change of it loads anew. */
	fixed?: () => F;
	/* For {id} in the path. */
	params?: () => Record<string, string>;
}

export interface List<T> {
	items: T[];
	has_more: boolean;
	is_loading: boolean;
	problem: Problem | null;
	is_filtered: boolean;
	filter: (name: string) => string;
	set: (name: string, value: string) => void;
	clear: () => void;
	more: () => Promise<void>;
	reload: () => Promise<void>;
}

function one(value: LocationQuery[string] | undefined): string | undefined {
	const first = Array.isArray(value) ? value[0] : value;
	return first ?? undefined;
}

/* Filters as the address has them; an empty one is "all", an absent one its default. */
export function filters_of(query: LocationQuery, names: readonly string[], defaults: Record<string, string | undefined>) {
	return Object.fromEntries(names.map((name) => [name, one(query[name]) ?? defaults[name] ?? '']));
}

/* The address with one filter set; what is as by default is left out. */
export function query_with(query: LocationQuery, name: string, value: string, by_default = ''): LocationQuery {
	const { [name]: _, ...rest } = query;
	return value === by_default ? rest : { ...rest, [name]: value };
}

function search_of(parts: object[]): string {
	const search = new URLSearchParams();
	for (const [name, value] of Object.entries(Object.assign({}, ...parts) as Record<string, unknown>)) {
		if (value !== undefined && value !== null && value !== '') search.set(name, String(value));
	}
	return search.toString();
}

export function useList<P extends ListPath, const F extends QueryOf<P>>(path: P, options: ListOptions<P, F> = {}) {
	const { filters = [], views = [], defaults = {}, fixed, params } = options;
	const narrowing = filters.filter((name) => !views.includes(name));
	const standard = defaults as Record<string, string | undefined>;
	const route = useRoute();
	const router = useRouter();
	const home = route.name;

	const items = shallowRef<ItemOf<P>[]>([]);
	const next = ref<string | null>(null);
	const is_loading = ref(true);
	const problem = shallowRef<Problem | null>(null);
	let running: AbortController | null = null;

	const values = computed(() => filters_of(route.query, filters, standard));
	const is_filtered = computed(() => narrowing.some((name) => values.value[name] !== (standard[name] ?? '')));
	const address = computed(() => {
		const where = Object.entries(params?.() ?? {}).reduce((to, [name, value]) => to.replace(`{${name}}`, value), path as string);
		return `${where}?${search_of([values.value, fixed?.() ?? {}])}`;
	});

	async function load(after: string | null): Promise<void> {
		running?.abort();
		const mine = (running = new AbortController());
		is_loading.value = true;
		problem.value = null;
		try {
			const from = after ? `&after=${encodeURIComponent(after)}` : '';
			const response = await send_to(address.value + from, { signal: mine.signal });
			const page = (await response.json()) as Page<ItemOf<P>>;
			if (mine.signal.aborted) return;
			items.value = after ? [...items.value, ...page.items] : page.items;
			next.value = page.next;
		} catch (thrown) {
			if (mine.signal.aborted) return;
			problem.value = Problem.of(thrown);
		} finally {
			if (running === mine) is_loading.value = false;
		}
	}

	function set(name: string, value: string): void {
		void router.replace({ query: query_with(route.query, name, value, standard[name]) });
	}

	function clear(): void {
		const rest = narrowing.reduce((query, name) => query_with(query, name, standard[name] ?? '', standard[name]), route.query);
		void router.replace({ query: rest });
	}

	/* Leaving the page changes the query too; that is no reason to ask. */
	watch(address, () => route.name === home && load(null), { immediate: true });
	onScopeDispose(() => running?.abort());

	return computed<List<ItemOf<P>>>(() => ({
		items: items.value,
		has_more: next.value !== null,
		is_loading: is_loading.value,
		problem: problem.value,
		is_filtered: is_filtered.value,
		filter: (name) => values.value[name] ?? '',
		set,
		clear,
		more: () => load(next.value),
		reload: () => load(null),
	}));
}
