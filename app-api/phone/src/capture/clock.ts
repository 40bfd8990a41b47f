/*
 * How far this device's clock is ahead of the server's, as last measured; kept for the days without a
 * network.
 */
import { computed, ref, watch } from 'vue';
import { clock_offset_ms } from '@shared/connection';

const key = 'gemba.phone.clock';
/* A clock that is this far off confuses dates on the page. */
const wrong_ms = 5 * 60_000;

function kept(): number | null {
	const value = Number(localStorage.getItem(key) ?? Number.NaN);
	return Number.isNaN(value) ? null : value;
}

const last = ref(kept());

watch(clock_offset_ms, (offset) => {
	if (offset === null) return;
	last.value = offset;
	localStorage.setItem(key, String(offset));
});

export const offset_ms = computed(() => clock_offset_ms.value ?? last.value);
export const is_clock_wrong = computed(() => Math.abs(offset_ms.value ?? 0) > wrong_ms);

/* A moment of this device by the server's clock. What is kept is kept by that, as a clock may be set right any time. */
export function by_server(at: number): number {
	return at - (offset_ms.value ?? 0);
}

export function server_now(): number {
	return by_server(Date.now());
}
