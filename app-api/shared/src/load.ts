/*
 * What a page shows of the server: asked for when the question changes, and again on demand. What answers
 * another question is never shown; what answers the same stays in sight until the new answer is there.
 *
 *	const { thing: unit, problem, reload } = useLoad(() => id.value, (wanted) => unit_get(wanted));
 */
import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import { Problem } from './problem';

/* A question of null is none: nothing is asked. */
export function useLoad<Q, T>(question: () => Q | null, ask: (question: Q, signal: AbortSignal) => Promise<T>) {
	const thing = shallowRef<T | null>(null);
	const problem = shallowRef<Problem | null>(null);
	const is_loading = ref(false);
	let running: AbortController | null = null;

	/* False where the server did not answer; what was there stays. */
	async function reload(): Promise<boolean> {
		running?.abort();
		const asked = question();
		if (asked === null) return true;
		const mine = (running = new AbortController());
		is_loading.value = true;
		try {
			const got = await ask(asked, mine.signal);
			if (mine.signal.aborted) return true;
			thing.value = got;
			problem.value = null;
			return true;
		} catch (thrown) {
			if (mine.signal.aborted) return true;
			problem.value = Problem.of(thrown);
			return false;
		} finally {
			if (running === mine) is_loading.value = false;
		}
	}

	watch(
		() => JSON.stringify(question()),
		() => {
			thing.value = null;
			problem.value = null;
			void reload();
		},
		{ immediate: true },
	);
	onScopeDispose(() => running?.abort());
	return { thing, problem, is_loading, reload };
}
