import { liveQuery } from 'dexie';
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';

/*
 * What a question to the database answers, now and whenever that changes, in any tab; `kept` makes of the answer
 * before and the new one what is shown.
 */
export function useLive<T>(ask: () => Promise<T>, first: T, kept = (_: T, now: T): T => now): Readonly<ShallowRef<T>> {
	const answer = shallowRef(first) as ShallowRef<T>;
	const watching = liveQuery(ask).subscribe({ next: (found) => (answer.value = kept(answer.value, found)), error: () => undefined });
	onScopeDispose(() => watching.unsubscribe());
	return answer;
}
