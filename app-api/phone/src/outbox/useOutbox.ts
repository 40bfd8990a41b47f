/* What the outbox holds, as the pages show it. */
import type { PhoneDb, SubmissionRow } from '../store/db';
import { useDb } from '../store/useDb';
import { useLive } from '../store/useLive';

export interface Waiting {
	submission: SubmissionRow;
	name: string;
	title: Record<string, string> | string;
	photos: number;
	photos_sent: number;
	bytes: number;
}

export async function waiting_read(db: PhoneDb): Promise<Waiting[]> {
	const rows = await db.submissions.where('state').anyOf('queued', 'refused').sortBy('made_at');
	return Promise.all(
		rows.map(async (submission): Promise<Waiting> => {
			const [visit, bundle, photos] = await Promise.all([
				db.visits.get(submission.visit_id),
				db.bundles.get(submission.visit_id),
				db.photos.where({ visit_id: submission.visit_id }).toArray(),
			]);
			const inspection = bundle?.bundle.inspection ?? visit?.inspection;
			const used = photos.filter((photo) => submission.photos.includes(photo.sha256));
			const unsent = used.filter((photo) => photo.sent_at === null);
			return {
				submission,
				name: inspection?.unit.name ?? '',
				title: inspection?.checklist.title ?? '',
				photos: submission.photos.length,
				photos_sent: submission.photos.length - unsent.length,
				bytes: unsent.reduce((sum, photo) => sum + photo.size, 0) + submission.body.length,
			};
		}),
	);
}

export function useOutbox() {
	const db = useDb();
	return useLive<Waiting[]>(() => waiting_read(db), []);
}
