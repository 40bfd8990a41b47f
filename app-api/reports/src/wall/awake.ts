/* Keeps the screen from going dark, where the browser can; it lets go when the page is hidden. */
import { onBeforeUnmount, onMounted } from 'vue';

export function keep_awake(): void {
	let lock: WakeLockSentinel | null = null;
	let is_wanted = true;

	async function hold(): Promise<void> {
		if (!('wakeLock' in navigator) || document.visibilityState !== 'visible') return;
		/* Refused on a low battery: then the screen sleeps, and nothing is lost. */
		const held = await navigator.wakeLock.request('screen').catch(() => null);
		if (is_wanted) lock = held;
		else await held?.release();
	}
	const again = () => void hold();

	onMounted(() => {
		void hold();
		document.addEventListener('visibilitychange', again);
	});
	onBeforeUnmount(() => {
		is_wanted = false;
		document.removeEventListener('visibilitychange', again);
		void lock?.release();
	});
}
