/* What the server reckons, and how a page holds it. */
import { answer, api, type Schemas } from '@shared/api';
import type { paths } from '@shared/contract';
import { useLoad } from '@shared/load';
import type { Problem } from '@shared/problem';

type Query<P extends keyof paths> = paths[P] extends { get: { parameters: { query?: infer Q } } } ? NonNullable<Q> : never;

export type ScoreRow = Schemas['ScoreRow'];
export type FindingRow = Schemas['FindingRow'];
export type ActionRow = Schemas['ActionRow'];
export type AppealRow = Schemas['AppealRow'];
export type EscalationRow = Schemas['EscalationRow'];
export type PunctualityRow = Schemas['PunctualityRow'];
export type ScoreQuery = Query<'/v1/reports/scores'>;
export type FindingQuery = Query<'/v1/reports/findings'>;
export type ActionQuery = Query<'/v1/reports/actions'>;
export type AppealQuery = Query<'/v1/reports/appeals'>;
export type EscalationQuery = Query<'/v1/reports/escalations'>;
export type PunctualityQuery = Query<'/v1/reports/punctuality'>;

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

export function appeals(query: AppealQuery, signal?: AbortSignal) {
	return answer(api.GET('/v1/reports/appeals', { params: { query }, ...(signal ? { signal } : {}) }));
}

export function escalations(query: EscalationQuery, signal?: AbortSignal) {
	return answer(api.GET('/v1/reports/escalations', { params: { query }, ...(signal ? { signal } : {}) }));
}

export function punctuality(query: PunctualityQuery, signal?: AbortSignal) {
	return answer(api.GET('/v1/reports/punctuality', { params: { query }, ...(signal ? { signal } : {}) }));
}

export interface Report<T> {
	readonly value: T | null;
	readonly problem: Problem | null;
	readonly is_loading: boolean;
	/* False where the server did not answer; what was there stays. */
	reload: () => Promise<boolean>;
}

/* As useLoad, in one object for the parts of a page. */
export function useReport<Q, T>(question: () => Q | null, ask: (question: Q, signal: AbortSignal) => Promise<T>): Report<T> {
	const { thing, problem, is_loading, reload } = useLoad(question, ask);
	return {
		get value() {
			return thing.value;
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
