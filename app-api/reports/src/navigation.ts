import type { NavigationEntry } from '@shared/navigation';

/* One line for each page that is reached from everywhere. */
export const navigation: NavigationEntry[] = [
	{ route: 'overview', text: 'overview.title', icon: 'home', rights: ['report.read'] },
	{ route: 'scores', text: 'scores.title', icon: 'chart', rights: ['report.read'] },
	{ route: 'failures', text: 'failures.title', icon: 'finding', rights: ['report.read'] },
	{ route: 'progress', text: 'progress.title', icon: 'action', rights: ['report.read'] },
	{ route: 'punctuality', text: 'punctuality.title', icon: 'clock', rights: ['report.read'] },
	{ route: 'escalations', text: 'escalations.title', icon: 'up', rights: ['report.read'] },
	{ route: 'appeals', text: 'appeals.title', icon: 'edit', rights: ['report.read'] },
	{ route: 'visits', text: 'visits.title', icon: 'visit', rights: ['inspection.read'], group: 'groups.behind' },
	{ route: 'findings', text: 'findings.title', icon: 'alert', rights: ['finding.read'], group: 'groups.behind' },
	{ route: 'actions', text: 'actions.title', icon: 'checklist', rights: ['action.read'], group: 'groups.behind' },
];
