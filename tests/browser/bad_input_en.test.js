/* What goes wrong on the phone, in English. */
import { endure } from './bad_input.js';

endure('en');
