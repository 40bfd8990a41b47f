import { liveQuery } from 'dexie';
import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';

/* What a question to the database answers, now and whenever that changes, in any tab. */
export function useLive<T>(ask: () => Promise<T>, first: T): Readonly<ShallowRef<T>> {
	const answer = shallowRef(first) as ShallowRef<T>;
	const watching = liveQuery(ask).subscribe({ next: (found) => (answer.value = found), error: () => undefined });
	onScopeDispose(() => watching.unsubscribe());
	return answer;
}
