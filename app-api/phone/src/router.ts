import { client_router } from '@shared/router';

export const router = client_router({
	base: import.meta.env.BASE_URL,
	works_offline: true,
	routes: [
		{
			path: '/',
			name: 'start',
			component: () => import('./pages/StartPage.vue'),
			meta: { title: 'start.title' },
		},
	],
});
