/* Starts a client: theme, texts, session, routes; then the page. A client's main.ts calls this alone. */
import { createPinia } from 'pinia';
import { createApp, watchEffect, type Component } from 'vue';
import type { Router } from 'vue-router';
import { i18n, start_texts, type TextLoaders } from './i18n';
import { useSession } from './session';
import { start_theme } from './theme';
import './theme.css';

export interface Client {
	root: Component;
	router: Router;
	texts: TextLoaders;
}

export async function start_client({ root, router, texts }: Client): Promise<void> {
	start_theme();
	const app = createApp(root).use(createPinia()).use(i18n);
	const session = useSession();
	/* The texts, the person and the first page come at the same time, none after the other. */
	const written = start_texts(texts);
	const asked = session.is_signed_in ? session.load() : Promise.resolve();
	/* Rights may have changed, but whoever is known does not wait for that. */
	if (session.is_known) asked.catch(() => undefined);
	else await asked.catch(() => undefined);
	app.use(router);
	await Promise.all([written, router.isReady()]);
	watchEffect(() => {
		const title = router.currentRoute.value.meta.title;
		document.title = title ? `${i18n.global.t(title)} · Gemba` : 'Gemba';
	});
	app.mount('#app');
}
