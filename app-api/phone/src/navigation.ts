import type { NavigationEntry } from '@shared/navigation';

/* One line for each page that is reached from everywhere. */
export const navigation: NavigationEntry[] = [
	{ route: 'today', text: 'today.title', icon: 'visit' },
	{ route: 'outbox', text: 'outbox.title', icon: 'send' },
	{ route: 'sent', text: 'sent.title', icon: 'check' },
	{ route: 'account', text: 'me.title', icon: 'account' },
];
