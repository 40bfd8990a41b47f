import { client_router } from '@shared/router';
import type { Right } from '@shared/api';
import type { RouteRecordRaw } from 'vue-router';

type Page = () => Promise<unknown>;

/* A page at the end of its part's path. */
function page(path: string, name: string, component: Page, title: string, rights?: Right[]): RouteRecordRaw {
	return { path, name, component: component as never, meta: { title, ...(rights ? { rights } : {}) } };
}

const visit: Page = () => import('./visits/VisitPage.vue');
const imports: Page = () => import('./imports/ImportPage.vue');
const departments: Page = () => import('./organization/DepartmentsPage.vue');
const department: Page = () => import('./organization/DepartmentPage.vue');

/* The same of a spreadsheet that comes in. */
function import_page(path: string, noun: 'units' | 'people' | 'checklists', right: Right): RouteRecordRaw {
	return { ...page(path, `${noun}-import`, imports, `imports.titles.${noun}`, [right]), props: { noun } } as RouteRecordRaw;
}

/* A list, one of it, and a new one, below /organization. */
function listed(many: string, one: string, list: Page, single: Page, title: string, change: Right): RouteRecordRaw[] {
	const key = title.includes('.') ? title : `${title}.title`;
	return [
		{
			path: `/organization/${many}`,
			children: [
				page('', many, list, key, ['organization.read']),
				page('new', `${one}-new`, single, key, [change]),
				page(':id', one, single, key, ['organization.read']),
			],
		},
	];
}

export const router = client_router({
	base: import.meta.env.BASE_URL,
	routes: [
		{ path: '/', redirect: { name: 'actions' } },
		...(['welcome', 'reset'] as const).map((name) => ({
			path: `/${name}`,
			name,
			component: () => import('./access/ChoosePasswordPage.vue'),
			meta: { is_public: true, is_bare: true, title: `access.${name}.title` },
		})),
		{
			path: '/actions',
			children: [
				page('', 'actions', () => import('./actions/ActionsPage.vue'), 'actions.title'),
				page(':id', 'action', () => import('./actions/ActionPage.vue'), 'words.action'),
			],
		},
		page('/extensions', 'extensions', () => import('./actions/ExtensionsPage.vue'), 'extensions.title', ['action.approve']),
		page('/proposals', 'proposals', () => import('./actions/ProposalsPage.vue'), 'proposals.title', ['action.approve']),
		{
			path: '/findings',
			children: [
				page('', 'findings', () => import('./findings/FindingsPage.vue'), 'findings.title', ['finding.read']),
				page('new', 'finding-new', () => import('./findings/FindingNewPage.vue'), 'findings.add', ['finding.create']),
			],
		},
		{
			path: '/appeals',
			children: [
				page('', 'appeals', () => import('./appeals/AppealsPage.vue'), 'appeals.title', ['finding.read']),
				page(':id', 'appeal', () => import('./appeals/AppealPage.vue'), 'appeals.one', ['finding.read']),
			],
		},
		page('/escalations', 'escalations', () => import('./escalations/EscalationsPage.vue'), 'escalations.title', ['action.read']),
		page('/organization/escalation', 'ladder', () => import('./escalations/LadderPage.vue'), 'ladder.title', ['organization.manage']),
		{
			path: '/results',
			children: [
				page('', 'results', () => import('./visits/ResultsPage.vue'), 'visits.results', ['inspection.read']),
				page(':id', 'result', visit, 'visits.one'),
			],
		},
		{
			path: '/visits',
			children: [
				page('', 'visits', () => import('./visits/VisitsPage.vue'), 'visits.title', ['inspection.read', 'inspection.plan']),
				page('new', 'visit-new', () => import('./visits/VisitNewPage.vue'), 'visits.add', ['inspection.plan']),
				page(':id', 'visit', visit, 'visits.one'),
			],
		},
		page('/reviews', 'reviews', () => import('./visits/ReviewsPage.vue'), 'reviews.title', ['inspection.review']),
		{
			path: '/plans',
			children: [
				page('', 'plans', () => import('./plans/PlansPage.vue'), 'plans.title', ['inspection.plan']),
				page('new', 'plan-new', () => import('./plans/PlanPage.vue'), 'plans.add', ['inspection.plan']),
				page(':id', 'plan', () => import('./plans/PlanPage.vue'), 'plans.one', ['inspection.plan']),
				page(':id/draw', 'plan-draw', () => import('./plans/DrawPage.vue'), 'plans.draw.title', ['inspection.plan']),
			],
		},
		{
			path: '/checklists',
			children: [
				page('', 'checklists', () => import('./checklists/ChecklistsPage.vue'), 'checklists.title', ['checklist.read']),
				page('new', 'checklist-new', () => import('./checklists/EditorPage.vue'), 'editor.title', ['checklist.edit']),
				import_page('import', 'checklists', 'checklist.edit'),
				page(':id', 'checklist', () => import('./checklists/ChecklistPage.vue'), 'words.checklist', ['checklist.read']),
				page(':id/edit', 'checklist-edit', () => import('./checklists/EditorPage.vue'), 'editor.title', ['checklist.edit']),
				page(':id/compare', 'checklist-compare', () => import('./checklists/ComparePage.vue'), 'checklists.compare', ['checklist.read']),
			],
		},
		{
			path: '/webhooks',
			children: [
				page('', 'webhooks', () => import('./webhooks/WebhooksPage.vue'), 'webhooks.title', ['webhook.manage']),
				page('new', 'webhook-new', () => import('./webhooks/WebhookPage.vue'), 'webhooks.add', ['webhook.manage']),
				page(':id', 'webhook', () => import('./webhooks/WebhookPage.vue'), 'webhooks.one', ['webhook.manage']),
			],
		},
		...listed('calendars', 'calendar', () => import('./calendars/CalendarsPage.vue'), () => import('./calendars/CalendarPage.vue'), 'calendars', 'organization.manage'),
		{
			path: '/shoppers',
			children: [
				page('', 'shoppers', () => import('./mystery/ShoppersPage.vue'), 'shoppers.title', ['mystery.identity']),
				page('new', 'shopper-new', () => import('./mystery/ShopperPage.vue'), 'shoppers.add', ['mystery.identity']),
				page(':id', 'shopper', () => import('./mystery/ShopperPage.vue'), 'shoppers.one', ['mystery.identity']),
			],
		},
		page('/organization/reviews', 'review-policy', () => import('./mystery/ReviewPolicyPage.vue'), 'review_policy.title', ['organization.manage']),
		page('/organization/policy', 'policy', () => import('./organization/PolicyPage.vue'), 'policy.title', ['organization.manage']),
		import_page('/organization/units/import', 'units', 'organization.manage'),
		import_page('/organization/people/import', 'people', 'people.manage'),
		...listed('units', 'unit', () => import('./organization/UnitsPage.vue'), () => import('./organization/UnitPage.vue'), 'units', 'organization.manage'),
		...listed('departments', 'department', departments, department, 'departments.titles.department', 'organization.manage'),
		...listed('partners', 'partner', departments, department, 'departments.titles.partner', 'organization.manage'),
		...listed('people', 'person', () => import('./organization/PeoplePage.vue'), () => import('./organization/PersonPage.vue'), 'people', 'people.manage'),
		page('/organization/roles/matrix', 'role-matrix', () => import('./organization/RoleMatrixPage.vue'), 'roles.matrix', ['organization.read']),
		...listed('roles', 'role', () => import('./organization/RolesPage.vue'), () => import('./organization/RolePage.vue'), 'roles', 'people.manage'),
		page('/organization/audit', 'audit', () => import('./organization/AuditPage.vue'), 'audit.title', ['audit.read']),
	],
});
