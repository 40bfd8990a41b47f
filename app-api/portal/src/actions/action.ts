/* An action as its page shows it, and the steps that can be done with it. */
import { answer, api, type Schemas } from '@shared/api';
import { Problem } from '@shared/problem';

export type Action = Schemas['ActionDetail'];
export type Step = Schemas['ActionStep'];

/* The step that brings it on is offered first; returning and ending it stand apart. */
export const main_steps: readonly Step[] = ['plan', 'start', 'hand_in', 'verify', 'return'];
export const side_steps: readonly Step[] = ['extend', 'propose', 'assign', 'raise', 'waive', 'cancel'];

export const action_get = (id: string): Promise<Action> => answer(api.GET('/v1/actions/{id}', { params: { path: { id } } }));

/* Whether the refusal means that the page shows something that is no longer so. */
export function is_stale(problem: Problem): boolean {
	return [404, 409, 412].includes(problem.status) && problem.name !== 'photos_missing' && problem.name !== 'photos_unreadable';
}

/* What is sent: members that are blank are left out, as the server wants them. */
export function filled<T extends Record<string, unknown>>(body: T): T {
	const kept = Object.entries(body).filter(([, value]) => {
		if (typeof value === 'string') return value.trim() !== '';
		return Array.isArray(value) ? value.length > 0 : value !== undefined;
	});
	return Object.fromEntries(kept) as T;
}
