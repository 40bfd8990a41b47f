import { start_client } from '@shared/start';
import { session_kept } from '@shared/tokens';
import App from './App.vue';
import { texts } from './locales';
import { router } from './router';
import { db_of } from './store/db';

/* The database opens while the page is being made. */
const person = session_kept()?.person_id;
if (person) void db_of(person).open().catch(() => undefined);
void start_client({ root: App, router, texts });
