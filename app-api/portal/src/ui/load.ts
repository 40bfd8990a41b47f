/*
 * A thing that a page shows: loaded when its id changes, loaded again on demand. What is shown stays while
 * it is loaded anew.
 */
import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import { Problem } from '@shared/problem';

export function useLoad<T>(id: () => string, get: (id: string) => Promise<T>) {
	const thing = shallowRef<T | null>(null);
	const problem = shallowRef<Problem | null>(null);
	const is_loading = ref(true);
	let asked = 0;

	async function reload(): Promise<void> {
		const mine = ++asked;
		is_loading.value = true;
		problem.value = null;
		try {
			const got = await get(id());
			if (mine === asked) thing.value = got;
		} catch (thrown) {
			if (mine === asked) problem.value = Problem.of(thrown);
		} finally {
			if (mine === asked) is_loading.value = false;
		}
	}

	watch(
		id,
		() => {
			thing.value = null;
			void reload();
		},
		{ immediate: true },
	);
	onScopeDispose(() => asked++);
	return { thing, problem, is_loading, reload };
}
