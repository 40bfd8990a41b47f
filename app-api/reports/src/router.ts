import { client_router } from '@shared/router';
import type { Right } from '@shared/api';
import type { RouteRecordRaw } from 'vue-router';
import { carry_filter } from './data/carry';

type Page = () => Promise<unknown>;

/* A page that is limited by the filter in its address. */
function page(path: string, name: string, component: Page, title: string, rights: Right[] = ['report.read']): RouteRecordRaw {
	return { path, name, component: component as never, meta: { title, rights, is_filtered: true } };
}

export const router = client_router({
	base: import.meta.env.BASE_URL,
	routes: [
		page('/', 'overview', () => import('./overview/OverviewPage.vue'), 'overview.title'),
		page('/scores', 'scores', () => import('./scores/ScoresPage.vue'), 'scores.title'),
		page('/failures', 'failures', () => import('./failures/FailuresPage.vue'), 'failures.title'),
		page('/progress', 'progress', () => import('./progress/ProgressPage.vue'), 'progress.title'),
		page('/punctuality', 'punctuality', () => import('./punctuality/PunctualityPage.vue'), 'punctuality.title'),
		page('/punctuality/list', 'punctuality-list', () => import('./punctuality/PunctualityListPage.vue'), 'punctuality.list', ['inspection.read']),
		page('/escalations', 'escalations', () => import('./escalations/EscalationsPage.vue'), 'escalations.title'),
		page('/escalations/list', 'escalation-list', () => import('./escalations/EscalationListPage.vue'), 'escalations.list', ['action.read']),
		page('/appeals', 'appeals', () => import('./appeals/AppealsPage.vue'), 'appeals.title'),
		page('/appeals/list', 'appeal-list', () => import('./appeals/AppealListPage.vue'), 'appeals.list', ['finding.read']),
		page('/visits', 'visits', () => import('./visits/VisitsPage.vue'), 'visits.title', ['inspection.read']),
		page('/findings', 'findings', () => import('./visits/FindingsPage.vue'), 'findings.title', ['finding.read']),
		page('/actions', 'actions', () => import('./visits/ActionsPage.vue'), 'actions.title', ['action.read']),
		{
			path: '/visits/:id',
			name: 'visit',
			component: () => import('./visits/VisitPage.vue'),
			meta: { title: 'visits.visit', rights: ['inspection.read'] },
		},
		{
			path: '/actions/:id',
			name: 'action',
			component: () => import('./visits/ActionPage.vue'),
			meta: { title: 'actions.action', rights: ['action.read'] },
		},
		{
			path: '/wall',
			name: 'wall',
			component: () => import('./wall/WallPage.vue'),
			meta: { title: 'wall.title', rights: ['report.read'], is_bare: true, is_filtered: true },
		},
	],
});

carry_filter(router);
