/* Asks again and again; sooner after a failure, and at once when the network or the screen comes back. */
import { onBeforeUnmount, onMounted, ref } from 'vue';
import { look_at_calendar } from '../data/useFilter';

const every_ms = 2 * 60_000;
const after_failure_ms = 20_000;
/* A screen that is never touched would keep an old client for ever. */
const renew_page_ms = 24 * 3_600_000;

export function useRefresh(reload: () => Promise<boolean>) {
	const refreshed_at = ref<Date | null>(null);
	const is_away = ref(false);
	const began = Date.now();
	let timer: ReturnType<typeof setTimeout> | undefined;
	let is_running = false;

	async function refresh(): Promise<void> {
		clearTimeout(timer);
		if (is_running) return;
		is_running = true;
		look_at_calendar();
		const is_well = await reload().catch(() => false);
		is_running = false;
		is_away.value = !is_well;
		if (is_well) refreshed_at.value = new Date();
		if (is_well && Date.now() - began > renew_page_ms) location.reload();
		timer = setTimeout(() => void refresh(), is_well ? every_ms : after_failure_ms);
	}

	const come_back = () => {
		if (document.visibilityState === 'visible') void refresh();
	};

	onMounted(() => {
		void refresh();
		addEventListener('online', come_back);
		document.addEventListener('visibilitychange', come_back);
	});
	onBeforeUnmount(() => {
		clearTimeout(timer);
		is_running = true;
		removeEventListener('online', come_back);
		document.removeEventListener('visibilitychange', come_back);
	});

	return { refreshed_at, is_away };
}
