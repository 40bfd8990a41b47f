import { describe, expect, it, beforeEach, afterEach, vi } from 'vitest';
import { flushPromises } from '@vue/test-utils';
import { heard_from_server } from '@shared/connection';
import { by_server, is_clock_wrong, offset_ms, server_now } from '../src/capture/clock';
import type { Inspection } from '../src/store/db';
import { answer_change } from '../src/store/sheet';
import { list_keep } from '../src/store/visits';
import { groups_of, today_read } from '../src/visit/today';
import { is_due, next_due } from '../src/outbox/outbox';
import { longest_wait_ms, pause_ms } from '../src/outbox/send';
import { database, visit_id } from './world';

const day = 86_400_000;
const hour = 3_600_000;
const truth = Date.parse('2026-11-21T08:00:00Z');

/* The phone believes `at`; the server, asked just now, says what it really is. */
async function meet_server(at: number): Promise<void> {
	vi.setSystemTime(at);
	heard_from_server(new Response(null, { headers: { date: new Date(truth).toUTCString() } }), Date.now());
	await flushPromises();
}

beforeEach(() => vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(async () => {
	await meet_server(truth + 500);
	vi.useRealTimers();
});

describe('a phone whose clock is wrong by a day', () => {
	for (const [how, off] of [['ahead', day], ['behind', -day]] as const) {
		it(`knows it from the server's answers, ${how}, also without a network later`, async () => {
			await meet_server(truth + off + 500);
			expect([offset_ms.value, is_clock_wrong.value]).toEqual([off, true]);
			expect(server_now()).toBe(truth + 500);
			expect(Number(localStorage.getItem('gemba.phone.clock'))).toBe(off);
		});

		it(`shows what is due today as the store's clock has it, ${how}`, async () => {
			await meet_server(truth + off + 500);
			const db = database();
			const visit = (id: string, due: number) => ({ id, state: 'open', start_at: null, due_at: new Date(truth + due).toISOString(), unit: { time_zone: 'Asia/Shanghai' } }) as unknown as Inspection;
			await list_keep(db, [visit('late', -hour), visit('open', 2 * hour)]);
			const { visits, listed_at } = await today_read(db);
			expect(groups_of(visits, server_now()).map(({ name, visits: some }) => [name, some[0]!.inspection.id])).toEqual([['late', 'late'], ['today', 'open']]);
			expect(listed_at).toBe(truth + 500);
		});

		it(`keeps when a visit was begun by the server's clock, ${how}, so that setting the clock right changes nothing`, async () => {
			await meet_server(truth + off + 500);
			const db = database();
			await answer_change(db, visit_id, 'lit', () => ({ check: true }));
			vi.setSystemTime(truth + hour);
			expect((await db.sheets.get(visit_id))!.started_at).toBe(truth + 500);
		});
	}

	it('is not called wrong for some seconds', async () => {
		await meet_server(truth + 20_000);
		expect(is_clock_wrong.value).toBe(false);
		expect(by_server(truth + 20_000)).toBe(truth + 500);
	});
});

describe('a clock that is set back while something waits', () => {
	it('does not hold it up for a day', async () => {
		const db = database();
		const row = { visit_id, state: 'queued', next_try_at: truth + day + 5000 } as never;
		await db.submissions.add(row);
		expect(is_due(row, truth + day)).toBe(false);
		expect(is_due(row, truth)).toBe(true);
		expect(await next_due(db, truth)).toBe(truth);
		expect(await next_due(db, truth + day)).toBe(truth + day + 5000);
	});

	it('as no pause is longer than an hour, whatever a server asks for', () => {
		expect(pause_ms(3, 86_400)).toBe(longest_wait_ms);
		expect(pause_ms(3, 600)).toBe(600_000);
	});
});
