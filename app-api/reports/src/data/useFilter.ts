/*
 * The filter of the page that is shown: what it is, how it is set, and links that carry it on.
 *
 *	const filter = useFilter();
 *	filter.link('visits', { unit_id: row.id })
 */
import { computed, ref, shallowRef, watch } from 'vue';
import { useRoute, useRouter, type LocationQueryRaw, type RouteLocationRaw } from 'vue-router';
import { useSession } from '@shared/session';
import { add_days, begin_of, day_of } from './days';
import { days_before, days_of, filter_names, filter_of, no_filter, query_of, type Days, type Filter } from './filter';
import { home_of } from './level';

/* The day it is; a page that stays open for days looks again when it loads. */
const today = ref(day_of(new Date()));

export function look_at_calendar(): void {
	today.value = day_of(new Date());
}

/* Days and weeks are cut by the reader's clock. */
export const time_zone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

function moments({ first, last }: Days): { from: string; to: string } {
	return { from: begin_of(first), to: begin_of(add_days(last, 1)) };
}

export function useFilter() {
	const route = useRoute();
	const router = useRouter();
	const session = useSession();
	const page = route.name;

	/* Leaving the page changes the address too; that is no reason to ask the server. */
	const filter = shallowRef(filter_of(route.query));
	watch(
		() => route.query,
		(query) => {
			if (route.name === page) filter.value = filter_of(query);
		},
	);

	const home = computed(() => home_of(session.me?.memberships ?? [], today.value));
	const unit_id = computed(() => filter.value.unit_id || home.value?.id || '');
	const days = computed(() => days_of(filter.value, today.value));
	const before = computed(() => days_before(days.value));

	/* What to ask the server for, without the period. */
	const what = computed(() => {
		const { checklist_id, department_id, kind } = filter.value;
		return {
			...(unit_id.value ? { unit_id: unit_id.value } : {}),
			...(checklist_id ? { checklist_id } : {}),
			...(department_id ? { department_id } : {}),
			...(kind ? { kind } : {}),
		};
	});
	/* Actions know no kind of visit. */
	const what_actions = computed(() => {
		const { kind: _, ...rest } = what.value;
		return rest;
	});
	/* Whether a visit comes in time is no department's affair. */
	const what_visits = computed(() => {
		const { department_id: _, ...rest } = what.value;
		return rest;
	});
	const during = computed(() => moments(days.value));
	const during_before = computed(() => moments(before.value));

	function set(change: Partial<Filter>): void {
		const others = Object.fromEntries(
			Object.entries(route.query).filter(([name]) => !(filter_names as readonly string[]).includes(name)),
		);
		void router.replace({ query: { ...others, ...query_of({ ...filter.value, ...change }) } });
	}

	function link(name: string, change: Partial<Filter> = {}, more: LocationQueryRaw = {}): RouteLocationRaw {
		return { name, query: { ...query_of({ ...filter.value, ...change }), ...more } };
	}

	const is_limited = computed(() => {
		const { unit_id: unit, checklist_id, department_id, kind, period } = filter.value;
		return Boolean(unit || checklist_id || department_id || kind) || period !== no_filter.period;
	});
	function clear(): void {
		set(no_filter);
	}

	return { filter, home, unit_id, days, before, what, what_actions, what_visits, during, during_before, set, link, clear, is_limited };
}

export type PageFilter = ReturnType<typeof useFilter>;
