import { start_client } from '@shared/start';
import App from './App.vue';
import { texts } from './locales';
import { router } from './router';
import { look_ahead } from './store/visits';

/* The list is on its way while the page is still being made. */
look_ahead();
void start_client({ root: App, router, texts });
