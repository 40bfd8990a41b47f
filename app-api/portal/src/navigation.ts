import type { NavigationEntry } from '@shared/navigation';

/* One line for each page that is reached from everywhere. */
export const navigation: NavigationEntry[] = [
	{ route: 'actions', text: 'actions.title', icon: 'action', group: 'groups.work' },
	{ route: 'extensions', text: 'extensions.title', icon: 'clock', group: 'groups.work', rights: ['action.approve'] },
	{ route: 'findings', text: 'findings.title', icon: 'finding', group: 'groups.work', rights: ['finding.read'] },
	{ route: 'appeals', text: 'appeals.title', icon: 'alert', group: 'groups.work', rights: ['appeal.make', 'appeal.decide'] },
	{ route: 'escalations', text: 'escalations.title', icon: 'up', group: 'groups.work', rights: ['action.assign'] },
	{ route: 'results', text: 'visits.results', icon: 'chart', group: 'groups.work', rights: ['inspection.read'] },
	{ route: 'visits', text: 'visits.title', icon: 'calendar', group: 'groups.work', rights: ['inspection.read', 'inspection.plan'] },
	{ route: 'reviews', text: 'reviews.title', icon: 'check', group: 'groups.quality', rights: ['inspection.review'] },
	{ route: 'plans', text: 'plans.title', icon: 'refresh', group: 'groups.quality', rights: ['inspection.plan'] },
	{ route: 'checklists', text: 'checklists.title', icon: 'checklist', group: 'groups.quality', rights: ['checklist.read'] },
	{ route: 'shoppers', text: 'shoppers.title', icon: 'people', group: 'groups.quality', rights: ['mystery.identity'] },
	{ route: 'proposals', text: 'proposals.title', icon: 'edit', group: 'groups.quality', rights: ['action.approve'] },
	{ route: 'units', text: 'units.title', icon: 'unit', group: 'groups.organization', rights: ['organization.read'] },
	{ route: 'departments', text: 'departments.titles.department', icon: 'department', group: 'groups.organization', rights: ['organization.read'] },
	{ route: 'partners', text: 'departments.titles.partner', icon: 'store', group: 'groups.organization', rights: ['organization.read'] },
	{ route: 'people', text: 'people.title', icon: 'people', group: 'groups.organization', rights: ['organization.read'] },
	{ route: 'roles', text: 'roles.title', icon: 'role', group: 'groups.organization', rights: ['organization.read'] },
	{ route: 'calendars', text: 'calendars.title', icon: 'calendar', group: 'groups.organization', rights: ['organization.read'] },
	{ route: 'ladder', text: 'ladder.title', icon: 'up', group: 'groups.organization', rights: ['organization.manage'] },
	{ route: 'policy', text: 'policy.title', icon: 'settings', group: 'groups.organization', rights: ['organization.manage'] },
	{ route: 'review-policy', text: 'review_policy.title', icon: 'settings', group: 'groups.organization', rights: ['organization.manage'] },
	{ route: 'webhooks', text: 'webhooks.title', icon: 'globe', group: 'groups.organization', rights: ['webhook.manage'] },
	{ route: 'audit', text: 'audit.title', icon: 'clock', group: 'groups.organization', rights: ['audit.read'] },
];
