/* Mystery visits, in English. */
import { tell } from './mystery.js';

tell('en');
