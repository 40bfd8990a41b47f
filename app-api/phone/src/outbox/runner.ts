/*
 * When the outbox works: at the start, when the network or the page comes back, after signing in, when
 * something new is in it, and by the clock. One tab at a time.
 */
import { ref, watch } from 'vue';
import { is_online } from '@shared/connection';
import { one_at_a_time } from '@shared/lock';
import { useSession } from '@shared/session';
import { db_of } from '../store/db';
import { flush, hurry, next_due } from './outbox';
import { server } from './server';
import { share } from './team';

/* Where nothing says that the network is back, this often. */
const look_ms = 30_000;

export const is_sending = ref(false);
let running: Promise<void> | null = null;
let is_asked_again = false;

function database() {
	const session = useSession();
	return session.me && session.is_signed_in ? db_of(session.me.id) : null;
}

async function run(): Promise<void> {
	do {
		is_asked_again = false;
		const db = database();
		if (!db || !navigator.onLine) return;
		await flush(db, server);
	} while (is_asked_again);
}

/* Sends what is due; while that is under way, whoever asks is heard afterwards. */
export function work_now(): Promise<void> {
	is_asked_again = true;
	running ??= one_at_a_time('outbox', async () => {
		is_sending.value = true;
		try {
			await run();
		} finally {
			is_sending.value = false;
		}
	}).finally(() => (running = null));
	return running;
}

/* What the others of a team have said comes here, and what is new here goes there. */
export function share_now(visit_id: string): Promise<void> {
	return one_at_a_time('outbox', async () => {
		const db = database();
		if (db && navigator.onLine) await share(db, server, visit_id, Date.now);
	});
}

/* What could not go out for want of a network does not wait for its turn. */
async function network_is_back(): Promise<void> {
	const db = database();
	if (db) await hurry(db);
	await work_now();
}

async function look(): Promise<void> {
	const db = database();
	const due = db && (await next_due(db));
	if (due !== null && due <= Date.now()) await work_now();
}

/* A failure here is shown by what stays in the outbox; the next occasion tries again. */
const quietly = (work: () => Promise<void>) => () => void work().catch(() => undefined);

export function start_outbox(): void {
	addEventListener('online', quietly(network_is_back));
	document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && quietly(work_now)());
	setInterval(quietly(look), look_ms);
	const session = useSession();
	watch(() => [session.me?.id, session.is_signed_in], quietly(work_now), { immediate: true });
	watch(is_online, (now, before) => now && !before && quietly(network_is_back)());
}
