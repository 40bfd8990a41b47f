/*
 * Sends a step. Where it is refused because the action is no longer what the page shows, the page loads it
 * anew and says what it is now; what was typed stays.
 */
import { ref } from 'vue';
import { Problem } from '@shared/problem';
import { is_stale } from './action';

export function useStep(send: () => Promise<unknown>, reload: () => void) {
	const changed_to = ref('');

	async function run(): Promise<void> {
		changed_to.value = '';
		try {
			await send();
		} catch (thrown) {
			const problem = Problem.of(thrown);
			if (is_stale(problem)) reload();
			const state = problem.body['state'];
			if (typeof state === 'string') changed_to.value = state;
			throw problem;
		}
	}

	return { run, changed_to };
}
