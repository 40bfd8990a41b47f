/*
 * One submission to the server: its photographs that the server does not have, then the sheet. What comes
 * back decides what becomes of it; nothing here waits or asks again by itself.
 */
import { is_storage_full, Problem } from '@shared/problem';
import { by_server } from '../capture/clock';
import { sha256_hex } from '../capture/hash';
import type { KeptProblem, PhoneDb, PhotoRow, ServerSheet, SubmissionRow, Submitted } from '../store/db';
import type { Change } from './merge';

/* What the outbox asks of the server; every refusal is thrown as a Problem. */
export interface Server {
	put_photo(photo: PhotoRow, bytes: ArrayBuffer): Promise<void>;
	submit(submission: SubmissionRow): Promise<Submitted>;
	start(visit_id: string, started_at: number, context_id: string): Promise<void>;
	/* The sheet as it stands there; not_found before the visit has begun. */
	sheet(visit_id: string): Promise<ServerSheet>;
	/* Some answers, on the edit that was seen; revision_conflict where somebody else has changed the same ones since. */
	fill_in(visit_id: string, base: string, change: Change): Promise<ServerSheet>;
}

/* sent, refused: it is over. later: again at next_try_at. stop: nothing can be sent now by anybody. */
export type Outcome = 'sent' | 'refused' | 'later' | 'stop';

/* How often, in one go, the server may ask for photographs that it was sent. */
const rounds = 3;
const first_pause_ms = 5_000;
const longest_pause_ms = 300_000;
/* However long a server asks for. */
export const longest_wait_ms = 3_600_000;

export function kept_problem(problem: Problem, at: number): KeptProblem {
	const { name, status, title, detail, body } = problem;
	return { name, status, title, detail, instance: problem.instance ?? null, body, at };
}

/* A little longer each time, never all phones at once; not before the server wants it. */
export function pause_ms(attempts: number, retry_after_s: number | undefined, random = Math.random()): number {
	const own = Math.min(longest_pause_ms, first_pause_ms * 2 ** Math.min(attempts, 10));
	return Math.min(longest_wait_ms, Math.max(own * (0.75 + random / 2), (retry_after_s ?? 0) * 1000));
}

/* Whether the same will do later, without a person. */
function is_passing(problem: Problem): boolean {
	return problem.is_passing || ['photos_pending', 'photos_missing', 'photo_differs'].includes(problem.name);
}

/* Whether the server may have it: it said no; no answer came, or one from something in between; as before. */
function is_uncertain_after(problem: Problem, before: boolean): boolean {
	const { status } = problem;
	if (status === 0 || status === 502 || status === 504 || problem.name === 'not_understood') return true;
	return status >= 500 || status === 408 || status === 429 || problem.is_about_session ? before : false;
}

/* Where the device has no room for a note, sending is what makes room: it goes on without. */
async function noted(note: Promise<unknown>): Promise<void> {
	await note.catch((thrown: unknown) => {
		if (!is_storage_full(thrown)) throw thrown;
	});
}

function texts(value: unknown): string[] {
	return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}

function lost(sha256: string): Problem {
	return new Problem('photo_lost', 0, { title: 'A photograph is no longer on this phone', detail: sha256, body: { photos: [sha256] } });
}

/* Bytes that arrived changed are sent again; bytes that have changed here are lost. */
async function put_whole(server: Server, photo: PhotoRow, bytes: ArrayBuffer): Promise<void> {
	try {
		await server.put_photo(photo, bytes);
	} catch (thrown) {
		const is_here_changed = Problem.of(thrown).name === 'photo_differs' && (await sha256_hex(bytes)) !== photo.sha256;
		throw is_here_changed ? lost(photo.sha256) : thrown;
	}
}

export async function send_photos(db: PhoneDb, server: Server, row: Pick<SubmissionRow, 'visit_id' | 'photos'>, now: () => number): Promise<void> {
	for (const sha256 of row.photos) {
		const photo = await db.photos.get([row.visit_id, sha256]);
		/* Without a row it is of somebody else's answer that was taken over: the server has it, or says so. */
		if (!photo || photo.sent_at) continue;
		const file = await db.files.get(sha256);
		/* The server may have it, or somebody has written it off: the server says whether it waits for it. */
		if (!file) continue;
		await put_whole(server, photo, file.bytes);
		await noted(db.photos.update([row.visit_id, sha256], { sent_at: now() }));
	}
}

/* The server has lost what it was sent, or never had it: those go out once more, as far as they are here. */
async function unsend(db: PhoneDb, row: SubmissionRow, hashes: string[]): Promise<void> {
	const here = await Promise.all(hashes.map((sha256) => db.files.where({ sha256 }).count()));
	const gone = hashes.find((_, i) => !here[i]);
	if (gone) throw lost(gone);
	await Promise.all(hashes.map((sha256) => db.photos.update([row.visit_id, sha256], { sent_at: null })));
}

async function deliver(db: PhoneDb, server: Server, row: SubmissionRow, now: () => number): Promise<Submitted> {
	for (let round = 1; ; round++) {
		await send_photos(db, server, row, now);
		await noted(db.submissions.update(row.visit_id, { is_uncertain: true }));
		try {
			return await server.submit(row);
		} catch (thrown) {
			const problem = Problem.of(thrown);
			await noted(db.submissions.update(row.visit_id, { is_uncertain: is_uncertain_after(problem, row.is_uncertain) }));
			if (problem.name !== 'photos_missing') throw thrown;
			await unsend(db, row, texts(problem.body['photos']));
			if (round === rounds) throw thrown;
		}
	}
}

/* The bytes that no other visit still has to send. */
async function drop_files(db: PhoneDb, row: SubmissionRow): Promise<void> {
	for (const sha256 of row.photos) {
		const waiting = await db.photos.where({ sha256 }).filter((photo) => photo.visit_id !== row.visit_id && !photo.sent_at).count();
		if (!waiting) await db.files.delete(sha256);
	}
}

/* The server has it all on its disk: the bytes here may go. On a full device they go first, to make room for saying so. */
async function put_away(db: PhoneDb, row: SubmissionRow, answer: Submitted, at: number): Promise<void> {
	const tables = [db.submissions, db.photos, db.files];
	const sent = { state: 'sent', sent_at: by_server(at), sent_on: at, answer, problem: null, is_uncertain: false } as const;
	const both = () =>
		db.transaction('rw', tables, async () => {
			await db.submissions.update(row.visit_id, sent);
			await drop_files(db, row);
		});
	try {
		await both();
	} catch (thrown) {
		if (!is_storage_full(thrown)) throw thrown;
		await db.transaction('rw', tables, () => drop_files(db, row));
		await both();
	}
}

async function put_off(db: PhoneDb, row: SubmissionRow, problem: Problem, at: number): Promise<void> {
	const next_try_at = at + pause_ms(row.attempts, problem.retry_after_s);
	await noted(db.submissions.update(row.visit_id, { attempts: row.attempts + 1, next_try_at, problem: kept_problem(problem, by_server(at)) }));
}

/* The same bytes would be refused again: it stays here until a person decides. */
async function refuse(db: PhoneDb, row: SubmissionRow, problem: Problem, at: number): Promise<void> {
	await noted(db.submissions.update(row.visit_id, { state: 'refused', attempts: row.attempts + 1, problem: kept_problem(problem, by_server(at)) }));
}

export async function send_one(db: PhoneDb, server: Server, row: SubmissionRow, now: () => number): Promise<Outcome> {
	try {
		await put_away(db, row, await deliver(db, server, row, now), now());
		return 'sent';
	} catch (thrown) {
		/* Of this device, like a database that was closed: nothing is known of the sheet by it. */
		if (!(thrown instanceof Problem) || thrown.name === 'broken') throw thrown;
		if (thrown.is_about_session) return 'stop';
		if (thrown.name === 'photo_lost' || !is_passing(thrown)) {
			await refuse(db, row, thrown, now());
			return 'refused';
		}
		await put_off(db, row, thrown, now());
		return thrown.name === 'offline' ? 'stop' : 'later';
	}
}
