/* Paper is light, whatever the screen is. */
import { is_dark } from '@shared/theme';

addEventListener('beforeprint', () => {
	document.documentElement.dataset['theme'] = 'light';
});
addEventListener('afterprint', () => {
	document.documentElement.dataset['theme'] = is_dark.value ? 'dark' : 'light';
});
