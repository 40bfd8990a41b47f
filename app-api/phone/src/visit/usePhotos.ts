/* Taking, marking and removing the photographs of one question, and what went wrong with it. */
import { ref } from 'vue';
import { is_storage_full, Problem } from '@shared/problem';
import type { Question } from '@shared/scoring/checklist';
import { capture, capture_drawing, PictureRefused, type Captured } from '../capture/capture';
import { place_now, record_place } from '../capture/place';
import { with_photo, with_value, without_photo } from '../store/answer';
import { fix_photos_most } from '../store/fix';
import { PhotoIsShown, SheetIsClosed } from '../store/sheet';
import type { Visit } from './useVisit';

export type Trouble = 'too_large' | 'not_a_picture' | 'empty' | 'no_room' | 'storage_full' | 'closed' | 'shown' | 'not_secure' | 'broken';

export function trouble_of(thrown: unknown): Trouble {
	if (thrown instanceof PictureRefused) return thrown.why;
	if (thrown instanceof SheetIsClosed) return 'closed';
	if (thrown instanceof PhotoIsShown) return 'shown';
	if (is_storage_full(thrown)) return 'storage_full';
	return typeof crypto.subtle === 'undefined' ? 'not_secure' : 'broken';
}

/* With `is_fix` the photographs of how it was put right, not those of the answer. */
export function usePhotos(visit: Visit, key: () => string, question: () => Question, is_fix = false) {
	const working = ref(0);
	const trouble = ref<Trouble | null>(null);
	const most = () => (is_fix ? fix_photos_most : (question().photos?.max ?? 10));
	const count = () => (is_fix ? visit.fixes.value[key()] : visit.answers.value[key()])?.photos?.length ?? 0;

	async function guarded(work: () => Promise<void>): Promise<boolean> {
		working.value++;
		trouble.value = null;
		try {
			await work();
			return true;
		} catch (thrown) {
			trouble.value = trouble_of(thrown);
			if (trouble.value === 'broken') console.error(Problem.of(thrown));
			return false;
		} finally {
			working.value--;
		}
	}

	async function keep({ photo, bytes }: Captured): Promise<void> {
		const row = { ...photo, visit_id: visit.id };
		if (is_fix) await visit.keep_fix_photo(key(), row, bytes);
		else await visit.keep_photo(key(), row, bytes, (answer) => with_photo(answer, photo.sha256));
		if (photo.record.method !== 'camera' || photo.record.lat !== undefined) return;
		void place_now().then((fix) => visit.complete_record(photo.sha256, record_place(fix))).catch(() => undefined);
	}

	/* One after the other: several large pictures at once are too much for a small phone. */
	async function take(files: File[], method: 'camera' | 'gallery'): Promise<boolean> {
		for (const file of files) {
			if (count() >= most()) {
				trouble.value = 'no_room';
				return false;
			}
			if (!(await guarded(async () => keep(await capture(file, method))))) return false;
		}
		return true;
	}

	/* The marked copy stands beside the photograph, which stays as evidence. */
	async function mark(sha256: string, canvas: HTMLCanvasElement): Promise<boolean> {
		if (count() >= most()) {
			trouble.value = 'no_room';
			return true;
		}
		return guarded(async () => {
			const bytes = await visit.file(sha256);
			const record = visit.photos.value.get(sha256)?.record;
			if (bytes && record) await keep(await capture_drawing(canvas, { bytes: new Uint8Array(bytes), record }));
		});
	}

	function sign(canvas: HTMLCanvasElement): Promise<boolean> {
		return guarded(async () => {
			const { photo, bytes } = await capture_drawing(canvas, null);
			await visit.keep_photo(key(), { ...photo, visit_id: visit.id }, bytes, (answer) => with_value(question(), answer, photo.sha256));
		});
	}

	const remove = (sha256: string) =>
		guarded(() => (is_fix ? visit.remove_fix_photo(key(), sha256) : visit.change(key(), (answer) => without_photo(answer, sha256))));

	return { working, trouble, most, count, take, mark, sign, remove };
}
