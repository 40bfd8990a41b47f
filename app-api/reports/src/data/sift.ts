/*
 * A list of the server of which only some lines are wanted, by something that the server is not asked for:
 * it is read on until there is a page of them, or the end.
 */
import { computed, ref, watch, type ComputedRef } from 'vue';
import type { List } from '@shared/list';

const page_size = 50;

export interface Sieve<T> {
	/* Null keeps everything. */
	keep: () => ((item: T) => boolean) | null;
	/* The list is ordered: after this line there is nothing more that would be kept. */
	is_past?: (item: T) => boolean;
}

export function useSifted<T>(list: ComputedRef<List<T>>, { keep, is_past = () => false }: Sieve<T>): ComputedRef<List<T>> {
	const wanted = ref(page_size);

	const kept = computed(() => {
		const wants = keep();
		return wants ? list.value.items.filter(wants) : list.value.items;
	});
	const is_over = computed(() => {
		const last = list.value.items.at(-1);
		return !list.value.has_more || (last !== undefined && is_past(last));
	});
	const is_short = computed(() => keep() !== null && kept.value.length < wanted.value && !is_over.value);

	watch(
		() => [is_short.value, list.value.is_loading, list.value.problem, list.value.items],
		() => {
			if (is_short.value && !list.value.is_loading && !list.value.problem) void list.value.more();
		},
		{ immediate: true },
	);

	async function more(): Promise<void> {
		wanted.value = kept.value.length + page_size;
		if (!is_short.value) await list.value.more();
	}

	return computed(() => ({
		...list.value,
		items: kept.value,
		has_more: !is_over.value,
		is_loading: list.value.is_loading || (is_short.value && !list.value.problem),
		more,
	}));
}
