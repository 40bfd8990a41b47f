/*
 * The routes of a client: its pages, signing in, one's own account, and nothing here. A route says by its
 * meta which rights it wants; without a session one is led to sign in and back again.
 */
import { nextTick } from 'vue';
import { createRouter, createWebHistory, type RouteLocationNormalized, type RouteRecordRaw, type Router } from 'vue-router';
import type { Right } from './api';
import { useSession } from './session';

declare module 'vue-router' {
	interface RouteMeta {
		/* The key of the page's title. */
		title?: string;
		/* One of them is enough. */
		rights?: Right[];
		/* Without a session. */
		is_public?: boolean;
		/* Without the frame: a wall screen, a visit that fills the phone. */
		is_bare?: boolean;
	}
}

export interface RouterOptions {
	base: string;
	routes: RouteRecordRaw[];
	/* It works with what is known from the last time, also when the session has ended. */
	works_offline?: boolean;
}

const shared_routes: RouteRecordRaw[] = [
	{
		path: '/sign-in',
		name: 'sign-in',
		component: () => import('./pages/SignInPage.vue'),
		meta: { is_public: true, is_bare: true, title: 'sign_in.title' },
	},
	{
		path: '/forgotten',
		name: 'forgotten',
		component: () => import('./pages/ForgottenPage.vue'),
		meta: { is_public: true, is_bare: true, title: 'forgotten.title' },
	},
	{
		path: '/account',
		name: 'account',
		component: () => import('./pages/AccountPage.vue'),
		meta: { title: 'account.title' },
	},
	{
		path: '/inbox',
		name: 'inbox',
		component: () => import('./pages/InboxPage.vue'),
		meta: { title: 'inbox.title' },
	},
	{
		path: '/:nowhere(.*)*',
		name: 'nowhere',
		component: () => import('./pages/NowherePage.vue'),
		meta: { title: 'nowhere.title' },
	},
];

function guard(router: Router, works_offline: boolean): void {
	router.beforeEach((to) => {
		const session = useSession();
		const is_in = session.is_known && (session.is_signed_in || works_offline);
		if (to.name === 'sign-in' && session.is_known && session.is_signed_in) return '/';
		if (to.meta.is_public) return true;
		if (!is_in) return { name: 'sign-in', query: to.path === '/' ? {} : { to: to.fullPath } };
		if (to.meta.rights && !session.can(...to.meta.rights)) {
			return { name: 'nowhere', params: { nowhere: to.path.slice(1).split('/') }, query: to.query, replace: true };
		}
		return true;
	});
}

/* A page's heading takes the focus, so that a screen reader starts there; not when only the query changed. */
function focus_heading(to: RouteLocationNormalized, from: RouteLocationNormalized): void {
	if (to.path === from.path || from.matched.length === 0) return;
	void nextTick(() => document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true }));
}

/* A chunk that is gone means that a newer client has been put up: load that, once. */
function reload_when_replaced(router: Router): void {
	const key = 'gemba.reloaded';
	router.onError((error: Error, to) => {
		const is_chunk = /dynamically imported module|Importing a module script|error loading/i.test(error.message);
		if (!is_chunk || !navigator.onLine || sessionStorage.getItem(key) === to.fullPath) return;
		sessionStorage.setItem(key, to.fullPath);
		location.assign(router.resolve(to.fullPath).href);
	});
	router.afterEach(() => sessionStorage.removeItem(key));
}

export function client_router({ base, routes, works_offline = false }: RouterOptions): Router {
	const router = createRouter({
		history: createWebHistory(base),
		routes: [...routes, ...shared_routes],
		scrollBehavior(to, from, saved) {
			if (saved) return saved;
			return to.path === from.path ? false : { top: 0 };
		},
	});
	guard(router, works_offline);
	reload_when_replaced(router);
	router.afterEach(focus_heading);
	return router;
}
