import { beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '@shared/problem';
import { with_photo } from '../src/store/answer';
import type { PhoneDb, ServerSheet, SubmissionRow, Submitted } from '../src/store/db';
import { answer_change, photo_keep } from '../src/store/sheet';
import { enqueue, flush, hurry, may_take_back, next_due, take_back } from '../src/outbox/outbox';
import { pause_ms, type Server } from '../src/outbox/send';
import { sha256_hex } from '../src/capture/hash';
import { bundle, bytes, database, photo, visit_id } from './world';

const times = { started_at: '2026-11-21T08:00:00.000Z', finished_at: '2026-11-21T08:30:00.000Z' };
const result = { inspection: { id: visit_id, state: 'released' }, result: {}, findings: [] } as unknown as Submitted;

/* A server that keeps what arrives and answers as the test says; each answer is used once, then all is well. */
class FakeServer implements Server {
	photos = new Map<string, number>();
	submits: { visit_id: string; body: string; if_match: string | null }[] = [];
	starts: string[] = [];
	puts = 0;
	photo_answers: (Problem | null)[] = [];
	submit_answers: (Problem | (() => Problem) | null)[] = [];
	start_answers: (Problem | null)[] = [];
	/* Whether a failing submit got through all the same: the answer was lost on the way. */
	is_deaf = false;

	async put_photo({ sha256 }: { sha256: string }, file: ArrayBuffer): Promise<void> {
		this.puts++;
		const problem = this.photo_answers.shift();
		if (problem) throw problem;
		this.photos.set(sha256, file.byteLength);
	}

	async submit({ visit_id: id, body, if_match }: SubmissionRow): Promise<Submitted> {
		const answer = this.submit_answers.shift();
		const problem = typeof answer === 'function' ? answer() : answer;
		if (!problem || this.is_deaf) this.submits.push({ visit_id: id, body, if_match });
		if (problem) throw problem;
		return result;
	}

	async start(id: string): Promise<void> {
		this.starts.push(id);
		const problem = this.start_answers.shift();
		if (problem) throw problem;
	}

	async sheet(): Promise<ServerSheet> {
		throw new Problem('not_found', 404);
	}

	async fill_in(): Promise<ServerSheet> {
		throw new Problem('inspection_not_open', 409);
	}
}

const problem = (name: string, status: number, facts: ConstructorParameters<typeof Problem>[2] = {}) => new Problem(name, status, facts);
const offline = () => problem('offline', 0);

let db: PhoneDb;
let server: FakeServer;
let clock: number;
const now = () => clock;
const row = async () => (await db.submissions.get(visit_id))!;
const run = () => flush(db, server, now);
const a = 'a'.repeat(64);
const b = 'b'.repeat(64);

beforeEach(async () => {
	db = database();
	server = new FakeServer();
	clock = 1_000_000;
	await db.bundles.put({ id: visit_id, bundle: bundle(), fetched_at: 1 });
	await photo_keep(db, photo(a), bytes(1, 2, 3), 'clean', (old) => ({ ...with_photo(old, a), choice: 'no', note: 'wet' }));
	await photo_keep(db, photo(b), bytes(4, 5), 'clean', (old) => with_photo(old, b));
	await db.sheets.update(visit_id, { is_start_told: true });
	await enqueue(db, visit_id, times, clock);
});

describe('a submission', () => {
	it('goes out after its photographs, and then they leave the phone', async () => {
		await run();
		expect([...server.photos]).toEqual([[a, 3], [b, 2]]);
		expect(server.submits).toHaveLength(1);
		expect(JSON.parse(server.submits[0]!.body)).toEqual({
			context_id: bundle().context.id, answers: { clean: { choice: 'no', note: 'wet', photos: [a, b] } }, instances: {}, ...times,
		});
		expect(await row()).toMatchObject({ state: 'sent', sent_at: clock, answer: result, problem: null, is_uncertain: false });
		expect(await db.files.count()).toBe(0);
	});

	it('is frozen: asking twice changes nothing, and the sheet no longer changes', async () => {
		const first = await row();
		await enqueue(db, visit_id, { ...times, finished_at: 'later' }, clock + 5);
		expect(await row()).toEqual(first);
		await expect(answer_change(db, visit_id, 'lit', () => ({ check: true }))).rejects.toThrow();
	});

	it('says which edit of the server’s sheet it grew from', async () => {
		await take_back(db, visit_id);
		await db.sheets.update(visit_id, { base: '"1.3"' });
		await enqueue(db, visit_id, times, clock);
		await run();
		expect(server.submits[0]!.if_match).toBe('"1.3"');
	});

	it('goes out once, however often one asks', async () => {
		await run();
		await run();
		await hurry(db, visit_id, clock);
		await run();
		expect(server.submits).toHaveLength(1);
	});
});

describe('without a network', () => {
	it('waits, tries later and later, and loses nothing for days', async () => {
		const pauses: number[] = [];
		for (let day = 0; day < 12; day++) {
			server.photo_answers = [offline()];
			clock = (await next_due(db))!;
			await run();
			pauses.push((await row()).next_try_at - clock);
		}
		expect((await row()).state).toBe('queued');
		expect((await row()).attempts).toBe(12);
		expect(pauses[0]).toBeLessThan(8_000);
		expect(pauses.at(-1)).toBeGreaterThan(200_000);
		expect(pauses.at(-1)).toBeLessThanOrEqual(375_000);
		expect(await db.files.count()).toBe(2);
		clock += 5 * 86_400_000;
		await run();
		expect((await row()).state).toBe('sent');
	});

	it('does not try before its time, but at once when somebody asks', async () => {
		server.photo_answers = [offline()];
		await run();
		await run();
		expect(server.puts).toBe(1);
		await hurry(db, null, clock);
		await run();
		expect((await row()).state).toBe('sent');
	});

	it('sends only what the server does not have yet', async () => {
		server.photo_answers = [null, offline()];
		await run();
		expect([...server.photos.keys()]).toEqual([a]);
		clock = (await next_due(db))!;
		await run();
		expect(server.puts).toBe(3);
		expect((await row()).state).toBe('sent');
	});

	it('stops at the first that finds no network, and leaves the others as they are', async () => {
		await db.bundles.put({ id: 'other', bundle: bundle(), fetched_at: 1 });
		await enqueue(db, 'other', times, clock + 1);
		clock += 2;
		server.photo_answers = [offline()];
		await run();
		expect(server.submits).toHaveLength(0);
		expect((await db.submissions.get('other'))!.attempts).toBe(0);
	});
});

describe('a busy server', () => {
	it('is asked again when it says so', async () => {
		server.submit_answers = [problem('busy', 503, { retry_after_s: 600 })];
		await run();
		expect((await row()).next_try_at).toBeGreaterThanOrEqual(clock + 600_000);
		expect((await row()).state).toBe('queued');
		clock = (await row()).next_try_at;
		await run();
		expect((await row()).state).toBe('sent');
		expect(server.puts).toBe(2);
	});

	it('does not hold up the next visit', async () => {
		await db.bundles.put({ id: 'other', bundle: bundle(), fetched_at: 1 });
		await enqueue(db, 'other', times, clock + 1);
		clock += 2;
		server.submit_answers = [problem('internal', 500)];
		await run();
		expect((await row()).state).toBe('queued');
		expect((await db.submissions.get('other'))!.state).toBe('sent');
	});

	it('that still looks at photographs is asked again, with the photographs where they are', async () => {
		server.submit_answers = [problem('photos_pending', 409, { retry_after_s: 1, body: { photos: [a] } })];
		await run();
		expect((await row()).state).toBe('queued');
		clock = (await row()).next_try_at;
		await run();
		expect((await row()).state).toBe('sent');
		expect(server.puts).toBe(2);
	});
});

describe('missing photographs', () => {
	it('are sent, just those, and the sheet again, at once', async () => {
		server.submit_answers = [problem('photos_missing', 409, { body: { photos: [b] } })];
		await run();
		expect((await row()).state).toBe('sent');
		expect(server.puts).toBe(3);
		expect(server.submits).toHaveLength(1);
	});

	it('that go missing again and again are left for later instead of going round for ever', async () => {
		server.submit_answers = Array.from({ length: 20 }, () => problem('photos_missing', 409, { body: { photos: [b] } }));
		await run();
		expect((await row()).state).toBe('queued');
		expect(server.puts).toBe(4);
		expect((await row()).next_try_at).toBeGreaterThan(clock);
	});

	it('that the phone has lost are told to the person', async () => {
		await db.files.delete(b);
		server.submit_answers = [problem('photos_missing', 409, { body: { photos: [b] } })];
		await run();
		expect(await row()).toMatchObject({ state: 'refused', is_uncertain: false, problem: { name: 'photo_lost', body: { photos: [b] } } });
		expect(server.submits).toHaveLength(0);
	});

	it('that the phone has lost and somebody has written off hold nothing up', async () => {
		await db.files.delete(b);
		await run();
		expect([...server.photos.keys()]).toEqual([a]);
		expect(server.submits).toHaveLength(1);
		expect((await row()).state).toBe('sent');
	});

	it('that arrived damaged are sent again; that are damaged here are told', async () => {
		const whole = bytes(9, 9);
		const hash = await sha256_hex(whole);
		await take_back(db, visit_id);
		await photo_keep(db, photo(hash), whole, 'clean', () => ({ choice: 'no', photos: [hash] }));
		await enqueue(db, visit_id, times, clock);
		server.photo_answers = [problem('photo_differs', 422)];
		await run();
		expect((await row()).state).toBe('queued');
		await db.files.put({ sha256: hash, bytes: bytes(9, 8) });
		clock = (await row()).next_try_at;
		server.photo_answers = [problem('photo_differs', 422)];
		await run();
		expect(await row()).toMatchObject({ state: 'refused', problem: { name: 'photo_lost' } });
	});
});

describe('a refusal that a person has to solve', () => {
	it.each([
		['inspection_not_open', 409], ['sheet_incomplete', 409], ['photos_unreadable', 409], ['context_unknown', 409], ['invalid_sheet', 422],
		['forbidden', 403], ['not_found', 404], ['revision_conflict', 412],
	])('keeps everything and is not tried again by itself (%s)', async (name, status) => {
		server.submit_answers = [problem(name, status, { detail: 'because' })];
		await run();
		expect(await row()).toMatchObject({ state: 'refused', problem: { name, detail: 'because' } });
		expect(await db.files.count()).toBe(2);
		expect(await db.answers.count()).toBe(1);
		clock += 10 * 86_400_000;
		await hurry(db, null, clock);
		await run();
		expect((await row()).state).toBe('refused');
		expect(server.submits).toHaveLength(0);
	});

	it('can be corrected and submitted anew', async () => {
		server.submit_answers = [problem('sheet_incomplete', 409)];
		await run();
		expect(await take_back(db, visit_id)).toBe(true);
		await answer_change(db, visit_id, 'lit', () => ({ check: true }));
		await enqueue(db, visit_id, times, clock);
		await run();
		expect(JSON.parse(server.submits[0]!.body).answers.lit).toEqual({ check: true });
	});

	it('can be sent once more as it is, when the person says so', async () => {
		server.submit_answers = [problem('forbidden', 403)];
		await run();
		await hurry(db, visit_id, clock);
		await run();
		expect((await row()).state).toBe('sent');
	});
});

describe('never twice with different content', () => {
	it('what the server may have does not change any more, until it has said no', async () => {
		server.is_deaf = true;
		server.submit_answers = [problem('unanswered', 0)];
		await run();
		expect(may_take_back(await row())).toBe(false);
		expect(await take_back(db, visit_id)).toBe(false);
		server.submit_answers = [problem('busy', 503)];
		clock = (await row()).next_try_at;
		await run();
		expect(may_take_back(await row())).toBe(false);
		clock = (await row()).next_try_at;
		await run();
		expect(new Set(server.submits.map(({ body }) => body)).size).toBe(1);
		expect((await row()).state).toBe('sent');
	});

	it('may be taken back where only its photographs went out, or the server said no', async () => {
		server.photo_answers = [null, offline()];
		await run();
		expect(may_take_back(await row())).toBe(true);
		server.submit_answers = [problem('unanswered', 0), problem('sheet_incomplete', 409)];
		clock = (await row()).next_try_at;
		await run();
		clock = (await row()).next_try_at;
		await run();
		expect(may_take_back(await row())).toBe(true);
	});

	it('is in the air as uncertain before the server can have it', async () => {
		let seen: boolean | undefined;
		server.submit = async () => {
			seen = (await row()).is_uncertain;
			return result;
		};
		await run();
		expect(seen).toBe(true);
	});
});

describe('a session that ended', () => {
	it('stops the outbox without counting against anything', async () => {
		server.photo_answers = [problem('session_ended', 401)];
		await run();
		expect(await row()).toMatchObject({ state: 'queued', attempts: 0, problem: null });
		await run();
		expect((await row()).state).toBe('sent');
	});

	it('in the middle, after the photographs, goes on with the sheet', async () => {
		server.submit_answers = [problem('session_ended', 401)];
		await run();
		expect(await row()).toMatchObject({ state: 'queued', is_uncertain: false });
		await run();
		expect(server.puts).toBe(2);
		expect((await row()).state).toBe('sent');
	});
});

describe('a photograph of two visits', () => {
	it('stays on the phone until both have it at the server', async () => {
		await db.bundles.put({ id: 'other', bundle: bundle(), fetched_at: 1 });
		await photo_keep(db, photo(a, { visit_id: 'other' }), bytes(1, 2, 3), 'clean', (old) => with_photo(old, a));
		await db.sheets.update('other', { is_start_told: true });
		await run();
		expect(await db.files.get(a)).toBeDefined();
		expect(await db.files.get(b)).toBeUndefined();
		await enqueue(db, 'other', times, clock);
		await run();
		expect(await db.files.count()).toBe(0);
	});
});

describe('a visit that begins', () => {
	beforeEach(async () => {
		await db.submissions.clear();
		await db.sheets.update(visit_id, { is_start_told: false });
	});

	it('is told once', async () => {
		await run();
		await run();
		expect(server.starts).toEqual([visit_id]);
	});

	it('is told later where there is no network, and nothing else is tried', async () => {
		server.start_answers = [offline()];
		await run();
		expect((await db.sheets.get(visit_id))!.is_start_told).toBe(false);
		await run();
		expect((await db.sheets.get(visit_id))!.is_start_told).toBe(true);
	});

	it('hears early that somebody else was first', async () => {
		server.start_answers = [problem('inspection_not_open', 409, { detail: 'The visit is submitted.' })];
		await run();
		expect((await db.sheets.get(visit_id))!.warning).toMatchObject({ name: 'inspection_not_open', detail: 'The visit is submitted.' });
		expect(await db.answers.count()).toBe(1);
	});

	it('is not told of a mystery visit', async () => {
		const mystery = bundle();
		mystery.inspection = { ...mystery.inspection, kind: 'mystery' };
		await db.bundles.put({ id: visit_id, bundle: mystery, fetched_at: 1 });
		await run();
		expect(server.starts).toEqual([]);
		expect(await next_due(db)).toBeNull();
	});
});

describe('the pause', () => {
	it('doubles up to five minutes, spread so that not all phones come at once', () => {
		expect(pause_ms(0, undefined, 0.5)).toBe(5_000);
		expect(pause_ms(3, undefined, 0.5)).toBe(40_000);
		expect(pause_ms(30, undefined, 0.5)).toBe(300_000);
		expect(pause_ms(0, undefined, 0)).not.toBe(pause_ms(0, undefined, 0.9));
		expect(pause_ms(0, 120, 0)).toBe(120_000);
	});
});
