/*
 * The document under the pen: what is chosen in it, its faults as the server finds them while one writes,
 * and keeping it as a draft.
 */
import { computed, inject, onScopeDispose, provide, ref, shallowRef, watch, type InjectionKey } from 'vue';
import { new_id } from '@shared/ids';
import { Problem } from '@shared/problem';
import type { Checklist } from '@shared/scoring/checklist';
import { useWork } from '@shared/work';
import { document_check, document_save, type Draft, type Saved } from './checklist';
import { checklist_cleaned, checklist_new, type Sketch } from './document';
import { faults_by_place, head, type Place } from './pointers';

const pause_ms = 700;

export function useEditor() {
	const document = ref<Sketch>(checklist_new());
	const place = ref<Place>(head);
	const faults_problem = shallowRef<Problem | null>(null);
	const is_checked = ref(false);
	/* As it was last kept, to know whether there is something to lose. */
	const kept = ref('');
	const draft = shallowRef<Draft | null>(null);
	let draft_id = new_id();
	let running: AbortController | null = null;
	let timer: ReturnType<typeof setTimeout> | undefined;

	const cleaned = computed(() => checklist_cleaned(document.value));
	const text = computed(() => JSON.stringify(cleaned.value));
	const is_dirty = computed(() => text.value !== kept.value);
	const faults = computed(() => faults_problem.value?.faults ?? []);
	const counts = computed(() => faults_by_place(faults.value));

	async function check(): Promise<void> {
		running?.abort();
		const mine = (running = new AbortController());
		try {
			await document_check(cleaned.value, mine.signal);
			if (mine.signal.aborted) return;
			faults_problem.value = null;
			is_checked.value = true;
		} catch (thrown) {
			if (mine.signal.aborted) return;
			const problem = Problem.of(thrown);
			/* A check that could not be made says nothing about the document. */
			is_checked.value = problem.name === 'invalid_checklist';
			if (is_checked.value) faults_problem.value = problem;
		}
	}

	watch(text, () => {
		is_checked.value = false;
		running?.abort();
		clearTimeout(timer);
		timer = setTimeout(() => void check(), pause_ms);
	});
	onScopeDispose(() => {
		clearTimeout(timer);
		running?.abort();
	});

	function load(from: Checklist, of: Draft | null, is_kept: boolean): void {
		document.value = JSON.parse(JSON.stringify(from)) as Sketch;
		draft.value = of;
		kept.value = is_kept ? text.value : '';
		place.value = head;
		void check();
	}

	const { run, is_busy, problem } = useWork(async (id: string | null, done: (saved: Saved) => void) => {
		const sent = text.value;
		try {
			const saved = await document_save(cleaned.value, id, draft.value, draft_id);
			draft.value = { number: saved.number, etag: saved.etag, document: cleaned.value };
			draft_id = new_id();
			kept.value = sent;
			done(saved);
		} catch (thrown) {
			const refused = Problem.of(thrown);
			if (refused.faults.length) {
				faults_problem.value = refused;
				is_checked.value = true;
			}
			throw refused;
		}
	});

	return { document, place, cleaned, is_dirty, faults_problem, faults, counts, is_checked, draft, load, check, save: run, is_busy, problem };
}

export type Editor = ReturnType<typeof useEditor>;

const editor_key: InjectionKey<Editor> = Symbol('editor');

export function provide_editor(editor: Editor): void {
	provide(editor_key, editor);
}

/* The editor that the fields stand in. */
export function the_editor(): Editor {
	const editor = inject(editor_key);
	if (!editor) throw new Error('there is no editor around');
	return editor;
}
