/* The outbox over the wire: what the server is sent, and how often, when it fails in ways that pass. */
import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { with_photo } from '../src/store/answer';
import type { PhoneDb } from '../src/store/db';
import { photo_keep } from '../src/store/sheet';
import { sha256_hex } from '../src/capture/hash';
import { enqueue, flush, next_due } from '../src/outbox/outbox';
import { server } from '../src/outbox/server';
import { give_locks, json, keep_session, problem, session, stand_in, type Asked } from '../../shared/test/server';
import { bundle, bytes, database, photo, visit_id } from './world';

const times = { started_at: '2026-11-21T08:00:00.000Z', finished_at: '2026-11-21T08:30:00.000Z' };
const submit_path = `/v1/inspections/${visit_id}/submit`;
const released = { inspection: { id: visit_id, state: 'released' }, result: {}, findings: [] };

let db: PhoneDb;
let pictures: string[];

/* A server that keeps photographs by their hash and each submission by its body; `before` may refuse first. */
function serve(before: (request: Request) => Response | null = () => null) {
	const kept = { photos: new Map<string, number>(), submits: [] as string[] };
	let issued = 1;
	const put = (sha256: string) => async (request: Request) => {
		const refused = before(request);
		if (refused) return refused;
		const is_new = !kept.photos.has(sha256);
		kept.photos.set(sha256, (kept.photos.get(sha256) ?? 0) + 1);
		return json(is_new ? 201 : 200, { sha256, size_bytes: 1, state: 'ready' });
	};
	const asked = stand_in({
		'POST /v1/sessions/refresh': () => json(201, session(++issued)),
		[`POST ${submit_path}`]: async (request) => {
			const refused = before(request);
			if (refused) return refused;
			kept.submits.push(await request.text());
			return json(200, released);
		},
		...Object.fromEntries(pictures.map((sha256) => [`PUT /v1/photos/${sha256}`, put(sha256)])),
	});
	return { kept, asked };
}

const count = (asked: Asked[], method: string, path: string) => asked.filter((one) => one.method === method && one.path.startsWith(path)).length;

beforeEach(async () => {
	localStorage.clear();
	give_locks();
	keep_session(1);
	db = database();
	await db.bundles.put({ id: visit_id, bundle: bundle(), fetched_at: 1 });
	pictures = [];
	for (const file of [bytes(1, 2, 3), bytes(4, 5)]) {
		const sha256 = await sha256_hex(file);
		pictures.push(sha256);
		await photo_keep(db, photo(sha256), file, 'clean', (old) => ({ ...with_photo(old, sha256), choice: 'no', note: 'wet' }));
	}
	await db.sheets.update(visit_id, { is_start_told: true });
});

afterEach(() => {
	vi.unstubAllGlobals();
	vi.useRealTimers();
});

describe('a token that expires in the middle of an upload', () => {
	it('is renewed, and the photograph and the sheet are at the server once', async () => {
		await enqueue(db, visit_id, times);
		let is_expired = false;
		const { kept, asked } = serve((request) => {
			const token = request.headers.get('authorization');
			/* The second photograph finds the token at its end; what comes with a newer one is taken. */
			if (request.url.endsWith(pictures[1]!) && !is_expired) {
				is_expired = true;
				return problem(401, 'not_signed_in');
			}
			return is_expired && token === 'Bearer access-2' ? problem(401, 'not_signed_in') : null;
		});
		await flush(db, server);
		expect([...kept.photos.values()]).toEqual([1, 1]);
		expect(kept.submits).toHaveLength(1);
		expect(count(asked, 'POST', '/v1/sessions/refresh')).toBe(2);
		expect(await db.submissions.get(visit_id)).toMatchObject({ state: 'sent', problem: null });
	});
});

describe('a server that answers 503 for ten minutes', () => {
	it('is asked as seldom as it wants, then has everything once', async () => {
		vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-21T09:00:00Z') });
		const end = Date.now() + 600_000;
		await enqueue(db, visit_id, times);
		const { kept, asked } = serve(() => (Date.now() < end ? problem(503, 'busy', {}, { 'retry-after': '120' }) : null));
		while ((await db.submissions.get(visit_id))!.state === 'queued') {
			vi.setSystemTime((await next_due(db))!);
			await flush(db, server);
			const row = (await db.submissions.get(visit_id))!;
			if (row.state === 'queued') {
				expect(row.problem).toMatchObject({ name: 'busy', status: 503 });
				expect(row.next_try_at - Date.now()).toBeGreaterThanOrEqual(120_000);
				/* Between the tries nothing is asked. */
				const before = asked.length;
				await flush(db, server);
				expect(asked.length).toBe(before);
			}
		}
		expect(count(asked, 'PUT', '/v1/photos/')).toBeLessThanOrEqual(5 + 2);
		expect([...kept.photos.values()]).toEqual([1, 1]);
		expect(kept.submits).toHaveLength(1);
		expect(await db.submissions.get(visit_id)).toMatchObject({ state: 'sent' });
		expect(await db.files.count()).toBe(0);
	});

	it('in the middle, between the photographs and the sheet, gets no photograph twice', async () => {
		vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-21T09:00:00Z') });
		const end = Date.now() + 600_000;
		await enqueue(db, visit_id, times);
		const { kept } = serve((request) => (request.method === 'POST' && Date.now() < end ? problem(503, 'busy', {}, { 'retry-after': '300' }) : null));
		while ((await db.submissions.get(visit_id))!.state === 'queued') {
			vi.setSystemTime((await next_due(db))!);
			await flush(db, server);
		}
		expect([...kept.photos.values()]).toEqual([1, 1]);
		expect(kept.submits).toHaveLength(1);
	});
});

describe('a phone whose storage is full', () => {
	const full = () => Promise.reject(new Dexie.QuotaExceededError('no room')) as never;

	it('still sends what it has, which makes room', async () => {
		await enqueue(db, visit_id, times);
		const { kept } = serve();
		/* No note can be written as long as the photographs are there. */
		const update = db.submissions.update.bind(db.submissions);
		vi.spyOn(db.submissions, 'update').mockImplementation(((key: string, changes: object) =>
			db.files.count().then((n) => (n ? full() : update(key, changes)))) as never);
		await flush(db, server);
		expect(kept.submits).toHaveLength(1);
		expect(await db.files.count()).toBe(0);
		expect(await db.submissions.get(visit_id)).toMatchObject({ state: 'sent' });
	});

	it('keeps a submission in its place where nothing could be noted of a failure', async () => {
		await enqueue(db, visit_id, times);
		serve(() => problem(503, 'busy'));
		vi.spyOn(db.submissions, 'update').mockImplementation(full);
		await flush(db, server);
		vi.restoreAllMocks();
		expect(await db.submissions.get(visit_id)).toMatchObject({ state: 'queued', attempts: 0 });
		expect(await db.files.count()).toBe(2);
	});

	it('tells that a visit could not be submitted, and changes nothing', async () => {
		vi.spyOn(db.submissions, 'add').mockImplementation(full);
		await expect(enqueue(db, visit_id, times)).rejects.toMatchObject({ name: 'QuotaExceededError' });
		expect(await db.submissions.count()).toBe(0);
		expect(await db.answers.count()).toBe(1);
	});
});
