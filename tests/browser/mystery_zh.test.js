/* Mystery visits, in Chinese. */
import { tell } from './mystery.js';

tell('zh-CN');
