/*
 * Whether the server was there when it was last asked. The browser's own word counts only when it says
 * that there is no network: a network without our server is the common case.
 */
import { readonly, ref } from 'vue';

const online = ref(navigator.onLine);
const offset_ms = ref<number | null>(null);
/* When the browser last said that there is no network. */
let gone_at = 0;

export const is_online = readonly(online);

/* How far this device's clock is ahead of the server's; null until the server has answered once. */
export const clock_offset_ms = readonly(offset_ms);

export function heard_from_server(response: Response, asked_at: number): void {
	/* What was asked before the network went may still be answered; what was asked since proves that there is one. */
	if (asked_at > gone_at) online.value = true;
	const said = Date.parse(response.headers.get('date') ?? '');
	/* The header has whole seconds: the middle of that second against the middle of the request. */
	if (!Number.isNaN(said)) offset_ms.value = Math.round((asked_at + Date.now()) / 2 - (said + 500));
}

export function heard_nothing(): void {
	online.value = false;
}

addEventListener('offline', () => {
	gone_at = Date.now();
	online.value = false;
});
addEventListener('online', () => {
	gone_at = 0;
	online.value = true;
});
