/* What the server reckons, and how a page holds it: loaded when the question changes, and again on demand. */
import { onScopeDispose, ref, shallowRef, watch } from 'vue';
import { answer, api, type Schemas } from '@shared/api';
import type { paths } from '@shared/contract';
import { Problem } from '@shared/problem';

type Query<P extends keyof paths> = paths[P] extends { get: { parameters: { query?: infer Q } } } ? NonNullable<Q> : never;

export type ScoreRow = Schemas['ScoreRow'];
export type FindingRow = Schemas['FindingRow'];
export type ActionRow = Schemas['ActionRow'];
export type ScoreQuery = Query<'/v1/reports/scores'>;
export type FindingQuery = Query<'/v1/reports/findings'>;
export type ActionQuery = Query<'/v1/reports/actions'>;

/* The most rows that the server gives at once. */
export const all_rows = 10_000;

export function scores(query: ScoreQuery, signal?: AbortSignal) {
	return answer(api.GET('/v1/reports/scores', { params: { query }, ...(signal ? { signal } : {}) }));
}

export function findings(query: FindingQuery, signal?: AbortSignal) {
	return answer(api.GET('/v1/reports/findings', { params: { query }, ...(signal ? { signal } : {}) }));
}

export function actions(query: ActionQuery, signal?: AbortSignal) {
	return answer(api.GET('/v1/reports/actions', { params: { query }, ...(signal ? { signal } : {}) }));
}

export interface Report<T> {
	readonly value: T | null;
	readonly problem: Problem | null;
	readonly is_loading: boolean;
	/* False where the server did not answer; what was there stays. */
	reload: () => Promise<boolean>;
}

/*
 * `question` is what is asked, null where there is nothing to ask. What answers another question is never
 * shown; what answers the same stays in sight until the new answer is there.
 */
export function useReport<Q, T>(question: () => Q | null, ask: (question: Q, signal: AbortSignal) => Promise<T>): Report<T> {
	const value = shallowRef<T | null>(null);
	const problem = shallowRef<Problem | null>(null);
	const is_loading = ref(false);
	let running: AbortController | null = null;

	async function reload(): Promise<boolean> {
		running?.abort();
		const asked = question();
		if (asked === null) return true;
		const mine = (running = new AbortController());
		is_loading.value = true;
		try {
			const got = await ask(asked, mine.signal);
			if (mine.signal.aborted) return true;
			value.value = got;
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
			value.value = null;
			problem.value = null;
			void reload();
		},
		{ immediate: true },
	);
	onScopeDispose(() => running?.abort());

	return {
		get value() {
			return value.value;
		},
		get problem() {
			return problem.value;
		},
		get is_loading() {
			return is_loading.value;
		},
		reload,
	};
}
