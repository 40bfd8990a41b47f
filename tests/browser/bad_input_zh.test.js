/* What goes wrong on the phone, in Chinese. */
import { endure } from './bad_input.js';

endure('zh-CN');
