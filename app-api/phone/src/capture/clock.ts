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

/* One moment by both clocks: the server's, which is only estimated, and this device's own, which may be set any time. */
export interface Moment {
	server: number;
	device: number;
}

export function moment_of(at: number): Moment {
	return { server: by_server(at), device: at };
}

/* An estimate is as wrong as the answer that it was made from was slow. */
const estimate_ms = 120_000;

/* Which was first is told by the device's own clock, unless that was set in between. */
export function is_before(one: Moment, other: Moment): boolean {
	const apart = other.server - one.server;
	return Math.abs(apart) > estimate_ms ? apart > 0 : one.device < other.device;
}
