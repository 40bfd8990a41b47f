/*
 * A visit that is being filled in. What it shows is what the database has: an answer is written first and
 * shown when it is on the disk. Other tabs that write the same visit are heard.
 */
import { liveQuery } from 'dexie';
import { computed, inject, onScopeDispose, provide, ref, shallowRef, type InjectionKey } from 'vue';
import { is_online } from '@shared/connection';
import { answerKey, type Answer, type Answers, type Instances, type Sheet } from '@shared/scoring/checklist';
import { outcomesByKey } from '@shared/scoring/result';
import type { Score } from '@shared/scoring/scorer';
import { useSession } from '@shared/session';
import { share_now, work_now } from '../outbox/runner';
import { is_team } from '../outbox/team';
import { useDb } from '../store/useDb';
import type { Bundle, PhotoRow, SheetRow, SubmissionRow } from '../store/db';
import * as fix_store from '../store/fix';
import * as store from '../store/sheet';
import { needs_by_key, sections_of, target_at, targets_of, targets_there } from './form';
import { scorer } from './scorer';

export type Visit = ReturnType<typeof useVisit>;
const visit_key: InjectionKey<Visit> = Symbol('visit');

export function provide_visit(visit: Visit): void {
	provide(visit_key, visit);
}

export function inject_visit(): Visit {
	return inject(visit_key)!;
}

const nothing: Instances = {};
/* How soon one hears what the others of a team say. */
const listen_ms = 5_000;

/* What of a sheet's row the page shows; the rest changes with every tap. */
const seen_of = (row: SheetRow | null) => JSON.stringify(row && { ...row, changed_at: 0, place: null });

export function useVisit(id: string) {
	const db = useDb();
	const session = useSession();
	const bundle = shallowRef<Bundle | null>(null);
	const sheet = shallowRef<SheetRow | null>(null);
	const answers = shallowRef<Answers>({});
	const fixes = shallowRef<fix_store.Fixes>({});
	const photos = shallowRef<Map<string, PhotoRow>>(new Map());
	const submission = shallowRef<SubmissionRow | null>(null);
	const is_loaded = ref(false);
	/* Members of a team fill in, and say what they have put right; one of them leads, and sends. A mystery visit names nobody. */
	const is_lead = computed(() => {
		const lead = bundle.value?.inspection.lead;
		return !lead || lead.id === session.me?.id;
	});
	const is_sharing = computed(() => !!bundle.value && is_team(bundle.value) && !submission.value);
	let score: Score | null = null;

	const instances = computed(() => sheet.value?.instances ?? nothing);

	const whole = computed<Sheet | null>(() => {
		if (!bundle.value) return null;
		const { tags, history } = bundle.value.context;
		return { answers: answers.value, instances: instances.value, tags, history };
	});

	const scored = computed(() => (is_loaded.value && whole.value && score ? score(whole.value) : null));
	const result = computed(() => scored.value?.result ?? null);
	const outcomes = computed(() => {
		if (!bundle.value || !whole.value || !scored.value) return new Map<string, never>();
		return outcomesByKey(bundle.value.version.document, whole.value, scored.value);
	});
	const is_failed = (key: string) => outcomes.value.get(key) === 'failed';
	const unshown = computed(() => fix_store.fixes_unshown(fixes.value, is_failed));
	const targets = computed(() => {
		if (!bundle.value || !result.value) return [];
		const { document } = bundle.value.version;
		return targets_there(document, targets_of(document, instances.value, result.value), unshown.value);
	});
	const needs = computed(() => {
		if (!bundle.value || !result.value) return new Map<string, Set<never>>();
		return needs_by_key(bundle.value.version.document, instances.value, result.value);
	});
	/* Questions that two have answered differently, as far as they are asked now. */
	const undecided = computed(() => {
		const document = bundle.value?.version.document;
		const keys = Object.keys(sheet.value?.theirs ?? {});
		return document ? keys.filter((key) => (outcomes.value.get(key) ?? 'hidden') !== 'hidden').map((key) => target_at(document, key)) : [];
	});
	const sections = computed(() => {
		if (!bundle.value || !result.value) return [];
		return sections_of(bundle.value.version.document, instances.value, outcomes.value, targets.value);
	});

	async function read(): Promise<void> {
		const [kept, kept_sheet, kept_answers, kept_fixes, kept_photos, kept_submission] = await Promise.all([
			db.bundles.get(id),
			db.sheets.get(id),
			store.answers_read(db, id),
			fix_store.fixes_read(db, id),
			db.photos.where({ visit_id: id }).toArray(),
			db.submissions.get(id),
		]);
		bundle.value = kept?.bundle ?? null;
		sheet.value = kept_sheet ?? null;
		answers.value = kept_answers;
		fixes.value = kept_fixes;
		photos.value = new Map(kept_photos.map((photo) => [photo.sha256, photo]));
		submission.value = kept_submission ?? null;
	}

	async function load(): Promise<void> {
		await read();
		if (bundle.value) score = (await scorer()).for(bundle.value.version.document);
		is_loaded.value = true;
		listen();
		watching = liveQuery(() => Promise.all([db.sheets.get(id), db.submissions.get(id)])).subscribe({
			next: ([row, sent]) => {
				/* What came from the others is in the answers, too. */
				const has_more = row?.base !== sheet.value?.base || row?.arrived?.at !== sheet.value?.arrived?.at;
				if (has_more) void read();
				else if (seen_of(row ?? null) !== seen_of(sheet.value)) sheet.value = row ?? null;
				submission.value = sent ?? null;
			},
			error: () => undefined,
		});
	}

	/* ---- what the others of the team say, while one looks and there is a network */
	const listen = () => {
		if (is_sharing.value && is_online.value && !document.hidden) void share_now(id).catch(() => undefined);
	};
	const listening = setInterval(listen, listen_ms);
	document.addEventListener('visibilitychange', listen);
	onScopeDispose(() => {
		clearInterval(listening);
		document.removeEventListener('visibilitychange', listen);
	});

	/* ---- what others do: another tab, or the outbox */
	const channel = new BroadcastChannel('gemba.phone.visits');
	channel.addEventListener('message', (event: MessageEvent<string>) => event.data === id && void read());
	const tell = () => channel.postMessage(id);
	let watching: { unsubscribe(): void } | null = null;
	onScopeDispose(() => {
		channel.close();
		watching?.unsubscribe();
	});

	/* What is said first begins the visit; the server hears of it when it can, and a team of all that is said. */
	function send(): void {
		if (sheet.value?.started_at == null || is_sharing.value) void work_now().catch(() => undefined);
	}

	function shown(key: string, answer: Answer): void {
		send();
		const { [key]: _, ...others } = answers.value;
		answers.value = Object.keys(answer).length ? { ...others, [key]: answer } : others;
		tell();
	}

	async function change(key: string, by: (answer: Answer | undefined) => Answer): Promise<void> {
		shown(key, await store.answer_change(db, id, key, by));
	}

	async function keep_photo(key: string, photo: PhotoRow, bytes: ArrayBuffer, by: (answer: Answer | undefined) => Answer): Promise<void> {
		const answer = await store.photo_keep(db, photo, bytes, key, by);
		photos.value = new Map(photos.value).set(photo.sha256, photo);
		shown(key, answer);
	}

	/* ---- what was put right at once */
	async function fix(work: Promise<fix_store.Fixes>): Promise<void> {
		fixes.value = await work;
		send();
		tell();
	}

	async function keep_fix_photo(key: string, photo: PhotoRow, bytes: ArrayBuffer): Promise<void> {
		await fix(fix_store.fix_photo_keep(db, photo, bytes, key));
		photos.value = new Map(photos.value).set(photo.sha256, photo);
	}

	async function complete_record(sha256: string, place: Partial<PhotoRow['record']>): Promise<void> {
		await store.photo_place(db, id, sha256, place);
		const photo = await db.photos.get([id, sha256]);
		if (photo) photos.value = new Map(photos.value).set(sha256, photo);
	}

	async function change_instances(work: Promise<Instances>): Promise<void> {
		await work;
		await read();
		tell();
	}

	return {
		id,
		bundle,
		sheet,
		answers,
		photos,
		submission,
		instances,
		is_loaded,
		is_lead,
		/* Only where somebody reviews that, and by whoever leads. */
		may_be_closed: computed(() => is_lead.value && !submission.value && (bundle.value?.inspection.needs_review ?? false)),
		is_sharing,
		/* What nobody would hear of is not asked. */
		may_fix: computed(() => is_lead.value || is_sharing.value),
		result,
		outcomes,
		needs,
		targets,
		fixes,
		fixed: computed(() => fix_store.fixed_of(fixes.value, is_failed)),
		failed: computed(() => new Set([...outcomes.value.keys()].filter(is_failed))),
		unshown,
		undecided,
		sections,
		load,
		read,
		change,
		keep_photo,
		set_fixed: (key: string, is_fixed: boolean) => fix(fix_store.fix_set(db, id, key, is_fixed)),
		keep_fix_photo,
		remove_fix_photo: (key: string, sha256: string) => fix(fix_store.fix_photo_remove(db, id, key, sha256)),
		file: async (sha256: string) => (await db.files.get(sha256))?.bytes ?? null,
		settle: (key: string) => store.theirs_settle(db, id, key),
		thumb: async (sha256: string) => (await db.thumbs.get([id, sha256]))?.bytes ?? null,
		complete_record,
		remember: (place: NonNullable<SheetRow['place']>) => store.place_keep(db, id, place),
		add_instance: (section: string, name: string) => change_instances(store.instance_add(db, id, section, name)),
		rename_instance: (section: string, at: number, name: string) =>
			change_instances(store.instance_rename(db, id, section, at, name)),
		remove_instance: (section: { key: string; questions: { key: string }[] }, at: number) =>
			change_instances(store.instance_remove(db, id, section, at)),
		answer: (question: string, instance: number | null) => answers.value[answerKey(question, instance)],
	};
}
