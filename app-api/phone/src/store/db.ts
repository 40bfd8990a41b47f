/*
 * What the phone keeps: one database for each person who signs in here, so that nobody sees or sends the
 * work of another. A write is told of only when the device has it on its disk ("strict").
 */
import Dexie, { type Table } from 'dexie';
import type { Schemas } from '@shared/api';
import type { Answer, Checklist, Instances } from '@shared/scoring/checklist';

export type Inspection = Schemas['Inspection'];
/* What the server answers; a visit that was not made has no result. */
export type Submitted = Pick<Schemas['Submitted'], 'inspection' | 'findings'> & { result: Schemas['Submitted']['result'] | null };
export type CaptureRecord = Schemas['CaptureRecord'];

/* What failed at the visit before, as the bundle tells it. */
export interface Previous {
	question: string;
	instance: string | null;
	severity: 'minor' | 'major' | 'critical';
	repeat: number;
	note: string | null;
	found_at: string;
	/* None where it was put right at once. */
	action_id: string | null;
	action_state: string | null;
	photos: string[];
}

export interface BundleUnit {
	id: string;
	code: string;
	name: string;
	time_zone: string | null;
	lat: number | null;
	lon: number | null;
	radius_m: number | null;
	address: string | null;
	tags: string[];
}

export interface ServerSheet {
	revision: number;
	edit: number;
	context_id: string;
	answers: Record<string, Answer>;
	instances: Instances | null;
	/* What was put right, each with its photographs. Not in a bundle that an older client has kept. */
	fixed?: Record<string, string[]> | null;
}

export interface Bundle {
	inspection: Inspection;
	unit: BundleUnit;
	departments: { code: string; kind: string; name: Record<string, string> }[];
	version: { id: string; number: number; sha256: string; document: Checklist };
	context: { id: string; tags: string[]; history: Record<string, number> };
	previous: Previous[];
	sheet: ServerSheet | null;
	/* The review wants it done again: why, and until when. */
	returned: { reason: string; returned_at: string; redo_until: string } | null;
}

/* A visit as the server last listed it. */
export interface VisitRow {
	id: string;
	inspection: Inspection;
	/* In the newest list; else it went to somebody else, or is over. */
	is_listed: 0 | 1;
}

export interface BundleRow {
	id: string;
	bundle: Bundle;
	fetched_at: number;
}

export interface Closed {
	note: string;
	photos: string[];
}

/* What was said of a visit here, but for the answers. */
export interface SheetRow {
	id: string;
	instances: Instances;
	/* The edit of the server's sheet that these answers grew from; null where there was none. */
	base: string | null;
	/* By the server's clock. */
	started_at: number | null;
	/* The server knows that it has started. */
	is_start_told: boolean;
	/* What the server said when it was told, where that needs a person. */
	warning: KeptProblem | null;
	/* Of a visit of a team: the change that the server was last asked to take; and what came from the others last. */
	shared_at?: number;
	arrived?: { nr: number; at: number };
	/* Of a sheet that two filled in: what the other answered where the two differ. */
	theirs?: Record<string, Answer>;
	/* The store was closed: what is to be said of that. */
	closed?: Closed;
	/* Where one was last. */
	place: { section: number; instance: number | null } | null;
	changed_at: number;
}

export interface AnswerRow {
	visit_id: string;
	/* With "@1" in repeating sections. */
	key: string;
	answer: Answer;
	at: number;
}

/* A failure that was put right during the visit, with what shows that. */
export interface FixRow {
	visit_id: string;
	/* As of its answer. */
	key: string;
	/* Switched off again it keeps its photographs, and is not sent. */
	is_fixed: boolean;
	photos: string[];
	at: number;
}

export type Doubt = 'blurred' | 'dark';

export interface PhotoRow {
	visit_id: string;
	sha256: string;
	type: 'image/jpeg' | 'image/png';
	width: number;
	height: number;
	size: number;
	record: CaptureRecord;
	doubts: Doubt[];
	taken_at: number;
	sent_at: number | null;
}

export interface FileRow {
	sha256: string;
	bytes: ArrayBuffer;
}

/* How a failure of last time looked, small. */
export interface ThumbRow {
	visit_id: string;
	sha256: string;
	bytes: ArrayBuffer;
}

/* A problem as it can be kept. */
export interface KeptProblem {
	name: string;
	status: number;
	title: string;
	detail: string;
	instance: string | null;
	body: Record<string, unknown>;
	at: number;
}

/* queued: it goes out by itself. refused: somebody has to look. sent: the server has it. */
export type SubmissionState = 'queued' | 'refused' | 'sent';

export interface SubmissionRow {
	visit_id: string;
	state: SubmissionState;
	/* That the store was closed, instead of the answers. */
	is_closed?: boolean;
	/* The very bytes that are sent, each time the same. */
	body: string;
	if_match: string | null;
	photos: string[];
	made_at: number;
	attempts: number;
	next_try_at: number;
	/* It was sent, and no answer told what became of it. */
	is_uncertain: boolean;
	problem: KeptProblem | null;
	sent_at: number | null;
	/* The same moment by the clock of this device. */
	sent_on?: number;
	answer: Submitted | null;
}

/* When something was last done: 'listed', the visits asked for. */
export interface FactRow {
	name: 'listed';
	at: number;
}

export class PhoneDb extends Dexie {
	declare visits: Table<VisitRow, string>;
	declare bundles: Table<BundleRow, string>;
	declare sheets: Table<SheetRow, string>;
	declare answers: Table<AnswerRow, [string, string]>;
	declare fixes: Table<FixRow, [string, string]>;
	declare photos: Table<PhotoRow, [string, string]>;
	declare files: Table<FileRow, string>;
	declare thumbs: Table<ThumbRow, [string, string]>;
	declare submissions: Table<SubmissionRow, string>;
	declare facts: Table<FactRow, string>;

	constructor(name: string) {
		super(name, { chromeTransactionDurability: 'strict' });
		this.version(1).stores({
			visits: 'id, is_listed',
			bundles: 'id',
			sheets: 'id',
			answers: '[visit_id+key], visit_id',
			photos: '[visit_id+sha256], visit_id, sha256',
			files: 'sha256',
			submissions: 'visit_id, state',
			facts: 'name',
		});
		this.version(2).stores({ thumbs: '[visit_id+sha256], visit_id' });
		this.version(3).stores({ fixes: '[visit_id+key], visit_id' });
	}
}

const prefix = 'gemba.phone.';
let current: PhoneDb | null = null;

export function db_name(person_id: string): string {
	return prefix + person_id;
}

/* The database of this person; another's is closed. */
export function db_of(person_id: string): PhoneDb {
	const name = db_name(person_id);
	if (current?.name === name) return current;
	current?.close();
	current = new PhoneDb(name);
	return current;
}

export function db_close(): void {
	current?.close();
	current = null;
}
