/* The main job in Chinese, dark. */
import { tell } from './main_job.js';

tell('zh-CN', 'dark');
