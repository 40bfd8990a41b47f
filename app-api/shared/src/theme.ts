/* Light or dark: as the system says, until somebody chooses. theme.css has the colours. */
import { computed, ref, watchEffect } from 'vue';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const theme_key = 'gemba.theme';
const system = matchMedia('(prefers-color-scheme: dark)');
const is_system_dark = ref(system.matches);
system.addEventListener('change', (event) => (is_system_dark.value = event.matches));

function theme_kept(): Theme {
	const kept = localStorage.getItem(theme_key);
	return themes.find((theme) => theme === kept) ?? 'system';
}

export const theme = ref<Theme>(theme_kept());
export const is_dark = computed(() => (theme.value === 'system' ? is_system_dark.value : theme.value === 'dark'));

export function choose_theme(wanted: Theme): void {
	theme.value = wanted;
	localStorage.setItem(theme_key, wanted);
}

/* Vant has its own class for dark; both are set from one place. */
export function start_theme(): void {
	watchEffect(() => {
		const root = document.documentElement;
		root.dataset['theme'] = is_dark.value ? 'dark' : 'light';
		root.classList.toggle('van-theme-dark', is_dark.value);
	});
	addEventListener('storage', (event) => {
		if (event.key === theme_key) theme.value = theme_kept();
	});
}
