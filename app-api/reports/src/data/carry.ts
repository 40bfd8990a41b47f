/* Going to another page of the reports keeps the filter, where the link does not say another. */
import type { LocationQuery, Router } from 'vue-router';
import { filter_of, has_filter, query_of } from './filter';

declare module 'vue-router' {
	interface RouteMeta {
		/* The page is limited by the filter. */
		is_filtered?: boolean;
	}
}

export function carry_filter(router: Router): void {
	let kept: LocationQuery = {};
	router.beforeEach((to, from) => {
		if (!to.meta.is_filtered || to.name === from.name || has_filter(to.query) || !has_filter(kept)) return true;
		return { ...to, query: { ...query_of(filter_of(kept)), ...to.query }, replace: from.name === to.name };
	});
	router.afterEach((to) => {
		if (to.meta.is_filtered) kept = to.query;
	});
}
