/*
 * What a client's navigation.ts lists: one line for each page that is reached from everywhere. The frame
 * shows a line to whoever has one of its rights; the page's route asks for the same.
 */
import type { Right } from './api';
import type { IconName } from './ui/icons';

export interface NavigationEntry {
	/* The route's name. */
	route: string;
	/* The key of the text. */
	text: string;
	icon: IconName;
	/* One of them is enough; without any, for everybody who is signed in. */
	rights?: Right[];
	/* Shown under this heading, in the order of the list. */
	group?: string;
}

/* The clients of this origin, and who has use for them. */
export interface ClientEntry {
	path: string;
	text: string;
	icon: IconName;
	rights: Right[];
}

export const clients: ClientEntry[] = [
	{ path: '/phone/', text: 'clients.phone', icon: 'phone', rights: ['inspection.conduct'] },
	{
		path: '/portal/',
		text: 'clients.portal',
		icon: 'store',
		rights: ['action.read', 'inspection.read', 'checklist.read', 'organization.read'],
	},
	{ path: '/reports/', text: 'clients.reports', icon: 'chart', rights: ['report.read'] },
];
