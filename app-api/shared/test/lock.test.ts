import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { one_at_a_time } from '@shared/lock';

beforeEach(() => {
	localStorage.clear();
	Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true });
	vi.useFakeTimers();
});

afterEach(() => vi.useRealTimers());

test('without Web Locks, a lease in the storage lets one in at a time', async () => {
	let inside = 0;
	let most = 0;
	const work = async () => {
		most = Math.max(most, ++inside);
		await new Promise((done) => setTimeout(done, 100));
		inside--;
	};
	const all = Promise.all([1, 2, 3, 4].map(() => one_at_a_time('refresh', work)));
	await vi.advanceTimersByTimeAsync(10_000);
	await all;
	expect(most).toBe(1);
	expect(localStorage.length).toBe(0);
});

test('a lease of a tab that is gone ends by itself', async () => {
	localStorage.setItem('gemba.lock.refresh', JSON.stringify({ owner: 'gone', until: Date.now() + 20_000 }));
	const done = vi.fn();
	void one_at_a_time('refresh', async () => done());
	await vi.advanceTimersByTimeAsync(19_000);
	expect(done).not.toHaveBeenCalled();
	await vi.advanceTimersByTimeAsync(2_000);
	expect(done).toHaveBeenCalledOnce();
});

test('work that fails lets the next one in', async () => {
	const failed = expect(one_at_a_time('refresh', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
	await vi.advanceTimersByTimeAsync(1_000);
	await failed;
	const next = one_at_a_time('refresh', async () => 'in');
	await vi.advanceTimersByTimeAsync(1_000);
	expect(await next).toBe('in');
});
