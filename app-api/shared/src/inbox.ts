/*
 * What the person was told and has not read yet: how much it is, asked for now and then while somebody
 * looks, never by a page in the background or without a network; and where a notice leads.
 */
import { defineStore } from 'pinia';
import { onScopeDispose, ref, watch } from 'vue';
import type { RouteLocationRaw, Router } from 'vue-router';
import { answer, api, send_to, type Schemas } from './api';
import { is_online } from './connection';
import { useSession } from './session';

export type Notice = Schemas['Notice'];

/* The server counts no further. */
export const most_counted = 100;
const every_ms = 60_000;
const least_ms = 10_000;

export const useInbox = defineStore('inbox', () => {
	const session = useSession();
	const unread = ref(0);
	let asked_at = -Infinity;

	/* One that fails is no news: the count stays as it was until the next. */
	async function refresh(): Promise<void> {
		asked_at = Date.now();
		const person = session.me?.id;
		const response = await send_to('/v1/inbox/count', {}, { tries_again: 0 }).catch(() => null);
		if (!response || session.me?.id !== person) return;
		unread.value = ((await response.json()) as Schemas['InboxCount']).unread;
	}

	function look(): void {
		if (document.hidden || !is_online.value || !session.is_signed_in || !session.is_known) return;
		if (Date.now() - asked_at >= least_ms) void refresh();
	}

	/* For as long as the component that calls it is there. */
	function keep_looking(): void {
		const timer = setInterval(look, every_ms);
		document.addEventListener('visibilitychange', look);
		onScopeDispose(() => {
			clearInterval(timer);
			document.removeEventListener('visibilitychange', look);
		});
		const whose = () => [session.is_signed_in, session.me?.id] as const;
		watch(whose, ([is_in, id], before) => {
			if (!is_in || id !== before?.[1]) unread.value = 0;
			asked_at = -Infinity;
			look();
		}, { immediate: true });
		watch(is_online, look);
	}

	/* Told also while the page gives way to the one that the notice leads to. */
	async function read(notice: Notice): Promise<void> {
		await send_to(`/v1/inbox/${notice.id}/read`, { method: 'POST', keepalive: true });
		await refresh();
	}

	/* The clock of the server is finer than the moments that it writes. */
	async function read_until(newest: Notice): Promise<void> {
		const until = new Date(Date.parse(newest.at) + 1).toISOString();
		await answer(api.POST('/v1/inbox/read', { body: { until } }));
		await refresh();
	}

	return { unread, refresh, keep_looking, read, read_until };
});

const pages = { inspection: 'visit', action: 'action', webhook: 'webhook', appeal: 'appeal', plan: 'plan' } as const;
const elsewhere = { inspection: '/portal/visits/', action: '/portal/actions/', webhook: '/portal/webhooks/', appeal: '/portal/appeals/', plan: '/portal/plans/' } as const;

/* The page of what a notice is about: of this client where it has one that the person may see, else of the portal. */
export function place_of(notice: Notice, router: Router): { to: RouteLocationRaw } | { href: string } {
	const session = useSession();
	const name = pages[notice.subject];
	const is_gone_from_phone = router.hasRoute('sent-visit') && ['visit.cancelled', 'visit.excluded', 'visit.missed'].includes(notice.kind);
	if (router.hasRoute(name) && !is_gone_from_phone) {
		const to = { name, params: { id: notice.subject_id } };
		const { rights } = router.resolve(to).meta;
		if (!rights || session.can(...rights)) return { to };
	}
	return { href: `${elsewhere[notice.subject]}${notice.subject_id}` };
}
