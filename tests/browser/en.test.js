/* The main job in English, light. */
import { tell } from './main_job.js';

tell('en', 'light');
