import { beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '@shared/problem';
import type { Answer } from '@shared/scoring/checklist';
import { enqueue, flush, next_due } from '../src/outbox/outbox';
import type { Change } from '../src/outbox/merge';
import type { Server } from '../src/outbox/send';
import { share, unshared } from '../src/outbox/team';
import { with_photo } from '../src/store/answer';
import { fix_photo_keep, fix_photo_remove, fix_set, fixes_read } from '../src/store/fix';
import type { Bundle, PhoneDb, ServerSheet, Submitted } from '../src/store/db';
import { answer_change, answers_read, instance_add, is_shared, photo_keep, theirs_settle } from '../src/store/sheet';
import { unsent_work } from '../src/store/unsent';
import { bundle_keep, list_keep, sweep } from '../src/store/visits';
import { bundle, bytes, database, photo, visit_id } from './world';

/* A server that keeps one sheet by the rules of the real one: a change is refused where somebody has touched the same since. */
class FakeServer implements Server {
	content: ServerSheet | null = null;
	touched = new Map<string, number>();
	log: string[] = [];
	problem: Problem | null = null;
	/* The answer to the next change gets lost. */
	is_deaf = false;

	async put_photo({ sha256 }: { sha256: string }): Promise<void> {
		this.fail();
		this.log.push(`photo ${sha256[0]}`);
	}

	async submit(): Promise<Submitted> {
		throw new Error('nobody submits here');
	}

	async start(): Promise<void> {
		this.fail();
		this.content ??= { revision: 1, edit: 0, context_id: 'c', answers: {}, instances: {}, fixed: null };
	}

	async sheet(): Promise<ServerSheet> {
		this.fail();
		if (!this.content) throw new Problem('not_found', 404);
		return structuredClone(this.content);
	}

	async fill_in(_: string, base: string, change: Change): Promise<ServerSheet> {
		this.fail();
		const sheet = this.content!;
		const edit = Number(base.slice(1, -1).split('.')[1]);
		const keys = [
			...Object.keys(change.answers).filter((key) => JSON.stringify(change.answers[key] ?? undefined) !== JSON.stringify(sheet.answers[key])),
			...Object.keys(change.instances).filter((key) => JSON.stringify(change.instances[key]) !== JSON.stringify(sheet.instances?.[key])).map((key) => `#${key}`),
			...Object.keys(change.fixed).filter((key) => JSON.stringify(change.fixed[key] ?? undefined) !== JSON.stringify(sheet.fixed?.[key])).map((key) => `!${key}`),
		];
		if (keys.some((key) => (this.touched.get(key) ?? 0) > edit)) throw new Problem('revision_conflict', 412);
		if (keys.length) sheet.edit++;
		for (const key of keys) this.touched.set(key, sheet.edit);
		const put = <V>(old: Record<string, V>, by: Record<string, V | null>) => Object.fromEntries(Object.entries({ ...old, ...by }).filter(([, value]) => value !== null)) as Record<string, V>;
		sheet.answers = put<Answer>(sheet.answers, change.answers);
		sheet.instances = put<string[]>(sheet.instances ?? {}, change.instances);
		sheet.fixed = put<string[]>(sheet.fixed ?? {}, change.fixed);
		this.log.push(['change', ...Object.keys(change.answers), ...Object.keys(change.fixed).map((key) => `!${key}`)].join(' '));
		if (this.is_deaf) {
			this.is_deaf = false;
			throw new Problem('unanswered', 0);
		}
		return structuredClone(sheet);
	}

	private fail(): void {
		if (this.problem) throw this.problem;
	}
}

const yes: Answer = { check: true };
const no: Answer = { check: false };
const [a, b, c] = ['a', 'b', 'c'].map((sign) => sign.repeat(64)) as [string, string, string];
const now = () => 1_000_000;
const people = { lead: { id: 'l', name: 'Lin' }, team: [{ id: 'm', name: 'Wu' }] };
const visit = (change: Partial<Bundle['inspection']> = {}) => bundle({ inspection: { ...bundle().inspection, ...people, ...change } as Bundle['inspection'] });

let server: FakeServer;
let lead: PhoneDb;
let member: PhoneDb;
const say = (db: PhoneDb, key: string, answer: Answer) => answer_change(db, visit_id, key, () => answer);
const told = (db: PhoneDb) => flush(db, server, now);
const asked = (db: PhoneDb) => share(db, server, visit_id, now);

beforeEach(async () => {
	server = new FakeServer();
	[lead, member] = [database(), database()];
	await bundle_keep(lead, visit());
	await bundle_keep(member, visit());
});

describe('a team', () => {
	it('hears question by question what each of it says, photographs first', async () => {
		await say(lead, 'lit', yes);
		await told(lead);
		await photo_keep(member, photo(a), bytes(1), 'clean', (old) => ({ ...with_photo(old, a), choice: 'no', note: 'wet' }));
		expect(await unshared(member, visit_id)).toBe(1);
		await told(member);
		expect(server.log).toEqual(['change lit', 'photo a', 'change clean']);
		expect(await answers_read(member, visit_id)).toMatchObject({ lit: yes });
		expect(await asked(lead)).toBe(true);
		expect(await answers_read(lead, visit_id)).toEqual({ lit: yes, clean: { choice: 'no', note: 'wet', photos: [a] } });
		expect((await lead.sheets.get(visit_id))!).toMatchObject({ base: '"1.2"', arrived: { nr: 1 } });
		expect(await unshared(member, visit_id)).toBe(0);
		expect(await next_due(member, now())).toBeNull();
	});

	it('has one list of rooms, and each answer in its room', async () => {
		await instance_add(lead, visit_id, 'room', '1203');
		await say(lead, 'bed@1', yes);
		await instance_add(member, visit_id, 'room', '1601');
		await say(member, 'bed@1', no);
		await told(lead);
		await told(member);
		await asked(lead);
		for (const db of [lead, member]) {
			expect((await db.sheets.get(visit_id))!.instances).toEqual({ room: ['1203', '1601'] });
			expect(await answers_read(db, visit_id)).toEqual({ 'bed@1': yes, 'bed@2': no });
		}
		expect(server.content).toMatchObject({ instances: { room: ['1203', '1601'] }, answers: { 'bed@1': yes, 'bed@2': no } });
	});

	it('keeps two answers to one question apart until somebody has chosen', async () => {
		await say(lead, 'lit', yes);
		await say(member, 'lit', no);
		await told(lead);
		await say(member, 'clean', { choice: 'yes' });
		await told(member);
		expect(server.content!.answers).toEqual({ lit: yes, clean: { choice: 'yes' } });
		expect((await member.sheets.get(visit_id))!.theirs).toEqual({ lit: yes });
		expect((await answers_read(member, visit_id))['lit']).toEqual(no);
		await theirs_settle(member, visit_id, 'lit');
		await told(member);
		expect(server.content!.answers['lit']).toEqual(no);
		await asked(lead);
		expect((await answers_read(lead, visit_id))['lit']).toEqual(no);
		expect((await lead.sheets.get(visit_id))!.theirs).toEqual({});
	});

	it('takes over what another has changed since, and what another has taken away', async () => {
		await say(member, 'lit', no);
		await say(member, 'clean', { choice: 'yes' });
		await told(member);
		await asked(lead);
		await say(lead, 'lit', yes);
		await say(lead, 'clean', {});
		await told(lead);
		await asked(member);
		expect(await answers_read(member, visit_id)).toEqual({ lit: yes });
		expect((await member.sheets.get(visit_id))!.theirs).toEqual({});
	});

	it('loses nothing where the answer of the server gets lost', async () => {
		await say(member, 'lit', no);
		server.is_deaf = true;
		await told(member);
		expect(await unshared(member, visit_id)).toBeGreaterThan(0);
		await say(member, 'lit', yes);
		await told(member);
		await told(member);
		await theirs_settle(member, visit_id, 'lit');
		await told(member);
		expect(server.content!.answers).toEqual({ lit: yes });
		expect(await unshared(member, visit_id)).toBe(0);
	});

	it('waits without a network, and goes on with the next', async () => {
		server.problem = new Problem('offline', 0);
		await say(member, 'lit', no);
		await told(member);
		expect(await unshared(member, visit_id)).toBe(1);
		expect(await next_due(member, now())).toBe(0);
		server.problem = null;
		await told(member);
		expect(server.content!.answers).toEqual({ lit: no });
	});

	it('is told where the server refuses, and asked again only by the next answer', async () => {
		await say(member, 'lit', no);
		await told(member);
		await say(member, 'lit', yes);
		server.problem = new Problem('inspection_not_open', 409, { title: 'Over' });
		await told(member);
		expect((await member.sheets.get(visit_id))!.warning).toMatchObject({ name: 'inspection_not_open' });
		expect(await next_due(member, now())).toBeNull();
		expect(is_shared((await member.sheets.get(visit_id))!)).toBe(false);
		server.problem = null;
		await say(member, 'lit', no);
		await told(member);
		expect((await member.sheets.get(visit_id))!.warning).toBeNull();
	});

	it('is no matter of a visit of one, nor of a mystery visit', async () => {
		for (const change of [{ team: [] }, { kind: 'mystery' as const }]) {
			const db = database();
			await bundle_keep(db, visit(change));
			await say(db, 'lit', yes);
			await told(db);
		}
		expect(server.log).toEqual([]);
	});
});

describe('what one of a team has put right', () => {
	const fix = (db: PhoneDb, sha256: string, key = 'lit') => fix_photo_keep(db, photo(sha256), bytes(sha256.charCodeAt(0)), key);
	const shown = async (db: PhoneDb) => Object.fromEntries(Object.entries(await fixes_read(db, visit_id)).map(([key, { is_fixed, photos }]) => [key, is_fixed ? photos : null]));

	beforeEach(async () => {
		await say(member, 'lit', no);
		await fix(member, a);
	});

	it('comes to the others with its photograph, which is sent first, and goes out with what the lead sends', async () => {
		expect(await unshared(member, visit_id)).toBe(1);
		await told(member);
		expect(server.log).toEqual(['photo a', 'change lit !lit']);
		await asked(lead);
		expect(await shown(lead)).toEqual({ lit: [a] });
		expect((await lead.sheets.get(visit_id))!.arrived).toMatchObject({ nr: 1 });
		expect(await lead.files.count()).toBe(0);
		const times = { started_at: '2026-11-21T08:00:00.000Z', finished_at: '2026-11-21T08:30:00.000Z' };
		const row = await enqueue(lead, visit_id, times, 5, new Set(['lit']));
		expect([(JSON.parse(row.body) as { fixed: unknown }).fixed, row.photos]).toEqual([{ lit: [a] }, [a]]);
	});

	it('waits here without a network, and is told with the answer', async () => {
		server.problem = new Problem('offline', 0);
		await told(member);
		expect(await shown(member)).toEqual({ lit: [a] });
		server.problem = null;
		await told(member);
		expect(server.content!.fixed).toEqual({ lit: [a] });
		expect(await unshared(member, visit_id)).toBe(0);
	});

	it('is what both have photographed, where two have put the same right', async () => {
		await say(lead, 'lit', no);
		await fix(lead, b);
		await told(lead);
		await told(member);
		await asked(lead);
		for (const db of [lead, member]) expect(await shown(db)).toEqual({ lit: [b, a] });
		expect(server.content!.fixed).toEqual({ lit: [b, a] });
		expect((await member.sheets.get(visit_id))!.theirs).toEqual({});
	});

	it('is taken back by any of them, and keeps its photograph where it was taken', async () => {
		await told(member);
		await asked(lead);
		await fix_set(lead, visit_id, 'lit', false);
		await told(lead);
		expect(server.content!.fixed).toEqual({});
		await asked(member);
		expect(await shown(member)).toEqual({ lit: null });
		expect(await member.files.count()).toBe(1);
		await fix_set(member, visit_id, 'lit', true);
		await told(member);
		await asked(lead);
		expect(await shown(lead)).toEqual({ lit: [a] });
	});

	it('says that nothing was put right where the lead has taken back the last of it', async () => {
		await told(member);
		await asked(lead);
		await fix_photo_remove(lead, visit_id, 'lit', a);
		const row = await enqueue(lead, visit_id, { started_at: '', finished_at: '' }, 5, new Set(['lit']));
		expect([(JSON.parse(row.body) as { fixed: unknown }).fixed, row.photos]).toEqual([{}, []]);
	});

	it('stands in the room that it is of, whatever number that has elsewhere', async () => {
		await instance_add(lead, visit_id, 'room', '1203');
		await instance_add(member, visit_id, 'room', '1601');
		await say(member, 'bed@1', no);
		await fix(member, c, 'bed@1');
		await told(lead);
		await told(member);
		expect(server.content!.fixed).toEqual({ lit: [a], 'bed@2': [c] });
		await asked(lead);
		expect(await shown(lead)).toEqual({ lit: [a], 'bed@2': [c] });
		expect(await shown(member)).toEqual({ lit: [a], 'bed@2': [c] });
	});

	it('waits with the answer where two have answered differently', async () => {
		await say(lead, 'lit', yes);
		await told(lead);
		await told(member);
		expect(server.content!.fixed).toEqual({});
		await theirs_settle(member, visit_id, 'lit');
		await told(member);
		expect([server.content!.answers['lit'], server.content!.fixed]).toEqual([no, { lit: [a] }]);
	});

	it('is there where the visit is begun on another phone later', async () => {
		await told(member);
		const late = database();
		await bundle_keep(late, { ...visit(), sheet: server.content });
		expect(await shown(late)).toEqual({ lit: [a] });
		expect(await unshared(late, visit_id)).toBe(0);
	});
});

describe('what a member has handed over', () => {
	beforeEach(async () => {
		await photo_keep(member, photo(a), bytes(1), 'clean', (old) => with_photo(old, a));
	});

	it('is not work that is on this phone alone', async () => {
		expect(await unsent_work(member)).toEqual({ visits: 1, photos: 1 });
		await told(member);
		expect(await unsent_work(member)).toEqual({ visits: 0, photos: 0 });
	});

	it('leaves the phone with the visit when that is over, and not before it is handed over', async () => {
		await list_keep(member, [visit().inspection]);
		await list_keep(member, []);
		await sweep(member);
		expect(await member.bundles.count()).toBe(1);
		await told(member);
		await sweep(member);
		expect([await member.bundles.count(), await member.answers.count(), await member.files.count()]).toEqual([0, 0, 0]);
	});
});
