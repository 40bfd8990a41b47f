import { start_client } from '@shared/start';
import App from './App.vue';
import { texts } from './locales';
import { router } from './router';

void start_client({ root: App, router, texts });
