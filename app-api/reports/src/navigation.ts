import type { NavigationEntry } from '@shared/navigation';

/* One line for each page that is reached from everywhere. */
export const navigation: NavigationEntry[] = [{ route: 'start', text: 'start.title', icon: 'chart' }];
