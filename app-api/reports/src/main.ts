import { start_client } from '@shared/start';
import App from './App.vue';
import { texts } from './locales';
import './print';
import { router } from './router';
import './reports.css';

void start_client({ root: App, router, texts });
