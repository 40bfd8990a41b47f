import { beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '@shared/problem';
import type { Answer } from '@shared/scoring/checklist';
import { flush, next_due } from '../src/outbox/outbox';
import type { Change } from '../src/outbox/merge';
import type { Server } from '../src/outbox/send';
import { share, unshared } from '../src/outbox/team';
import { with_photo } from '../src/store/answer';
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
		this.content ??= { revision: 1, edit: 0, context_id: 'c', answers: {}, instances: {} };
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
		];
		if (keys.some((key) => (this.touched.get(key) ?? 0) > edit)) throw new Problem('revision_conflict', 412);
		if (keys.length) sheet.edit++;
		for (const key of keys) this.touched.set(key, sheet.edit);
		const put = <V>(old: Record<string, V>, by: Record<string, V | null>) => Object.fromEntries(Object.entries({ ...old, ...by }).filter(([, value]) => value !== null)) as Record<string, V>;
		sheet.answers = put<Answer>(sheet.answers, change.answers);
		sheet.instances = put<string[]>(sheet.instances ?? {}, change.instances);
		this.log.push(`change ${Object.keys(change.answers).join(' ')}`);
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
const a = 'a'.repeat(64);
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
