import { computed, effectScope, nextTick, ref } from 'vue';
import { describe, expect, it } from 'vitest';
import type { List } from '@shared/list';
import { useSifted } from '../src/data/sift';

/* A list of the server with pages of ten. */
function list_of(all: number[]) {
	const shown = ref(10);
	let asked = 1;
	const list = computed<List<number>>(() => ({
		items: all.slice(0, shown.value),
		has_more: shown.value < all.length,
		is_loading: false,
		problem: null,
		is_filtered: false,
		filter: () => '',
		set: () => undefined,
		clear: () => undefined,
		more: async () => {
			asked++;
			shown.value += 10;
		},
		reload: async () => undefined,
	}));
	return { list, asked: () => asked };
}
const numbers = (to: number) => Array.from({ length: to }, (_, n) => n);

async function settled(): Promise<void> {
	for (let i = 0; i < 300; i++) await nextTick();
}

describe('a sifted list', () => {
	it('reads on until there is a page of what is wanted', async () => {
		const { list, asked } = list_of(numbers(1000));
		await effectScope().run(async () => {
			const sifted = useSifted(list, { keep: () => (n) => n % 4 === 0 });
			await settled();
			expect(sifted.value.items).toHaveLength(50);
			expect(sifted.value.has_more).toBe(true);
			expect(asked()).toBe(20);
			await sifted.value.more();
			await settled();
			expect(sifted.value.items).toHaveLength(100);
		});
	});

	it('ends where the list ends, and where nothing more can come', async () => {
		await effectScope().run(async () => {
			const whole = useSifted(list_of(numbers(35)).list, { keep: () => (n) => n === 34 });
			const past = list_of(numbers(1000));
			const early = useSifted(past.list, { keep: () => (n) => n < 15, is_past: (n) => n >= 15 });
			await settled();
			expect(whole.value).toMatchObject({ items: [34], has_more: false, is_loading: false });
			expect(early.value.items).toHaveLength(15);
			expect(early.value.has_more).toBe(false);
			expect(past.asked()).toBe(2);
		});
	});

	it('asks for nothing where everything is wanted', async () => {
		const { list, asked } = list_of(numbers(1000));
		await effectScope().run(async () => {
			const sifted = useSifted(list, { keep: () => null });
			await settled();
			expect(sifted.value.items).toHaveLength(10);
			expect(asked()).toBe(1);
		});
	});
});
