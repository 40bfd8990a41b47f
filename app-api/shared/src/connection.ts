/*
 * Whether the server was there when it was last asked. The browser's own word counts only when it says
 * that there is no network: a network without our server is the common case.
 */
import { readonly, ref } from 'vue';

const online = ref(navigator.onLine);
const offset_ms = ref<number | null>(null);

export const is_online = readonly(online);

/* How far this device's clock is ahead of the server's; null until the server has answered once. */
export const clock_offset_ms = readonly(offset_ms);

export function heard_from_server(response: Response, asked_at: number): void {
	/* An answer that was on its way when the network went is the last one. */
	online.value = navigator.onLine;
	const said = Date.parse(response.headers.get('date') ?? '');
	/* The header has whole seconds: the middle of that second against the middle of the request. */
	if (!Number.isNaN(said)) offset_ms.value = Math.round((asked_at + Date.now()) / 2 - (said + 500));
}

export function heard_nothing(): void {
	online.value = false;
}

addEventListener('offline', () => (online.value = false));
addEventListener('online', () => (online.value = true));
