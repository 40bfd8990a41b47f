/* Rows for which a card of the wall has no room are left out whole, instead of cut through. */
import { onBeforeUnmount, onMounted, type ShallowRef } from 'vue';

export function fit_rows(ground: Readonly<ShallowRef<HTMLElement | null>>): void {
	function fit(): void {
		for (const card of ground.value?.children ?? []) {
			const end = card.getBoundingClientRect().bottom;
			for (const row of card.querySelectorAll<HTMLElement>('tbody tr')) {
				row.style.visibility = row.getBoundingClientRect().bottom > end ? 'hidden' : '';
			}
		}
	}
	const resized = new ResizeObserver(fit);
	const filled = new MutationObserver(fit);

	onMounted(() => {
		if (!ground.value) return;
		resized.observe(ground.value);
		filled.observe(ground.value, { childList: true, subtree: true });
	});
	onBeforeUnmount(() => {
		resized.disconnect();
		filled.disconnect();
	});
}
