/*
 * A text that is typed: kept a moment after the last key, and at once when the field is left or the phone
 * put away. What comes from elsewhere is taken over while nobody types.
 */
import { onScopeDispose, ref, watch } from 'vue';

const pause_ms = 250;

export function useTyped(kept: () => string, keep: (text: string) => void) {
	const text = ref(kept());
	let timer: ReturnType<typeof setTimeout> | undefined;

	function flush(): void {
		if (timer === undefined) return;
		clearTimeout(timer);
		timer = undefined;
		if (text.value !== kept()) keep(text.value);
	}

	function typed(event: Event): void {
		text.value = (event.target as HTMLInputElement | HTMLTextAreaElement).value;
		clearTimeout(timer);
		timer = setTimeout(flush, pause_ms);
	}

	const flush_hidden = () => document.visibilityState === 'hidden' && flush();
	document.addEventListener('visibilitychange', flush_hidden);
	addEventListener('pagehide', flush);
	watch(kept, (now) => timer === undefined && (text.value = now));
	onScopeDispose(() => {
		flush();
		document.removeEventListener('visibilitychange', flush_hidden);
		removeEventListener('pagehide', flush);
	});

	return { text, typed, flush };
}
