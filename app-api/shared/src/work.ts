/*
 * Something that takes a moment and can fail: whether it is under way, and the problem it met. A second
 * press while it is under way does nothing.
 */
import { ref, shallowRef } from 'vue';
import { Problem } from './problem';

export function useWork<A extends unknown[]>(work: (...args: A) => Promise<unknown>) {
	const is_busy = ref(false);
	const problem = shallowRef<Problem | null>(null);

	/* True where it went well. */
	async function run(...args: A): Promise<boolean> {
		if (is_busy.value) return false;
		is_busy.value = true;
		problem.value = null;
		try {
			await work(...args);
			return true;
		} catch (thrown) {
			problem.value = Problem.of(thrown);
			return false;
		} finally {
			is_busy.value = false;
		}
	}

	return { run, is_busy, problem };
}
