/* How the review of a visit stands. */
import { answer, api, type Schemas } from '@shared/api';
import type { Visit } from './visit';

export type Review = Schemas['Review'];

/* Whoever sees a mystery visit only as the store does sees no review: its times are hidden there. */
export function has_review(visit: Visit): boolean {
	const was_sent = visit.submitted_at || visit.revision > 1 || ['excluded', 'misfired'].includes(visit.state);
	return Boolean(visit.needs_review && visit.created_at && was_sent);
}

export const review_get = async (id: string): Promise<Review> =>
	(await answer(api.GET('/v1/inspections/{id}/review', { params: { path: { id } } }))).review;
