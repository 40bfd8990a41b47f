/* What takes longest is asked for first: the list and the texts are on their way while the program is still read. */
import { fetch_texts } from '@shared/i18n';
import { texts } from './locales';
import { look_ahead } from './store/ahead';

look_ahead();
void fetch_texts(texts);
void import('./app');
