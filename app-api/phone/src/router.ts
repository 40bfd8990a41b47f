import { client_router } from '@shared/router';
import TodayPage from './pages/TodayPage.vue';

export const router = client_router({
	base: import.meta.env.BASE_URL,
	works_offline: true,
	routes: [
		/* Where one starts: it comes with the program, the other pages when they are opened. */
		{ path: '/', name: 'today', component: TodayPage, meta: { title: 'today.title' } },
		{
			path: '/visits/:id',
			name: 'visit',
			component: () => import('./pages/VisitPage.vue'),
			props: true,
			meta: { title: 'visit.title', is_bare: true },
		},
		{
			path: '/visits/:id/submit',
			name: 'submit',
			component: () => import('./pages/SubmitPage.vue'),
			props: true,
			meta: { title: 'submit.title', is_bare: true },
		},
		{
			path: '/visits/:id/sent',
			name: 'sent-visit',
			component: () => import('./pages/SentVisitPage.vue'),
			props: true,
			meta: { title: 'sent.title' },
		},
		{
			path: '/free',
			name: 'free',
			component: () => import('./pages/FreePage.vue'),
			meta: { title: 'free.title', rights: ['inspection.conduct'] },
		},
		{ path: '/enrol', name: 'enrol', component: () => import('./pages/EnrolPage.vue'), meta: { is_public: true, is_bare: true, title: 'enrol.title' } },
		{ path: '/outbox', name: 'outbox', component: () => import('./pages/OutboxPage.vue'), meta: { title: 'outbox.title' } },
		{ path: '/sent', name: 'sent', component: () => import('./pages/SentPage.vue'), meta: { title: 'sent.title' } },
	],
});

/* The account page of all clients, with what this phone holds below it. */
router.addRoute({ path: '/account', name: 'account', component: () => import('./pages/MePage.vue'), meta: { title: 'me.title' } });
