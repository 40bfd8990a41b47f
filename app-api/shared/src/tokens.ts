/*
 * The session of this browser. The refresh token is in localStorage, under one key for all clients of
 * the origin; the access token is in memory only, and tabs tell each other the newest one. A refresh
 * token is used up when it is used, so only one tab at a time refreshes, and it writes the next token
 * down before anybody uses what came with it.
 */
import { readonly, ref } from 'vue';
import { heard_from_server, heard_nothing } from './connection';
import type { components } from './contract';
import { one_at_a_time } from './lock';
import { Problem, problem_of } from './problem';

type Session = components['schemas']['Session'];

interface Kept {
	session_id: string;
	person_id: string;
	refresh_token: string;
}

interface Access {
	token: string;
	session_id: string;
	good_until: number;
}

export const session_key = 'gemba.session';

/* A token that has less than this left is not used: the request may be slow. */
const margin_ms = 30_000;
const patience_ms = 15_000;

let access: Access | null = null;
let refreshing: Promise<string> | null = null;

const tabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('gemba.tokens');
tabs?.addEventListener('message', (event: MessageEvent<Access>) => (access = event.data));

export function session_kept(): Kept | null {
	try {
		const kept = JSON.parse(localStorage.getItem(session_key) ?? 'null') as Kept | null;
		return kept?.refresh_token ? kept : null;
	} catch {
		return null;
	}
}

const is_kept = ref(session_kept() !== null);

/* Whether there is a session to ask the server with; follows what other tabs do. */
export const has_session = readonly(is_kept);

addEventListener('storage', (event) => {
	if (event.key === session_key || event.key === null) is_kept.value = session_kept() !== null;
});

export function session_keep(session: Session, asked_at: number): void {
	localStorage.setItem(
		session_key,
		JSON.stringify({
			session_id: session.id,
			person_id: session.person_id,
			refresh_token: session.refresh_token,
		}),
	);
	is_kept.value = true;
	access = {
		token: session.access_token,
		session_id: session.id,
		good_until: asked_at + session.expires_in * 1000,
	};
	tabs?.postMessage(access);
}

export function session_forget(): void {
	access = null;
	localStorage.removeItem(session_key);
	is_kept.value = false;
}

/* The token in memory, unless it is the stale one, of another session, or about to end. */
function token_at_hand(stale?: string): string | null {
	if (!access || access.token === stale) return null;
	if (access.session_id !== session_kept()?.session_id) return null;
	return access.good_until - margin_ms > Date.now() ? access.token : null;
}

async function ask_for_next(refresh_token: string): Promise<Response> {
	try {
		return await fetch('/v1/sessions/refresh', {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ refresh_token }),
			signal: AbortSignal.timeout(patience_ms),
		});
	} catch (cause) {
		heard_nothing();
		throw new Problem('offline', 0, { cause });
	}
}

async function refresh_alone(stale?: string): Promise<string> {
	for (;;) {
		const token = token_at_hand(stale);
		if (token) return token;
		const kept = session_kept();
		if (!kept) throw new Problem('not_signed_in', 401);

		const asked_at = Date.now();
		const response = await ask_for_next(kept.refresh_token);
		heard_from_server(response, asked_at);
		const is_still_ours = session_kept()?.refresh_token === kept.refresh_token;
		if (response.ok) {
			const session = (await response.json()) as Session;
			if (session_kept()?.refresh_token !== kept.refresh_token) continue;
			session_keep(session, asked_at);
			return session.access_token;
		}
		const problem = await problem_of(response);
		if (problem.status === 401) {
			/* Signed in anew meanwhile: that session is another one. */
			if (!is_still_ours) continue;
			session_forget();
		}
		throw problem;
	}
}

/* An access token that is good; `stale` is one that the server has refused. */
export async function access_token(stale?: string): Promise<string> {
	const token = token_at_hand(stale);
	if (token) return token;
	refreshing ??= one_at_a_time('refresh', () => refresh_alone(stale)).finally(() => (refreshing = null));
	return refreshing;
}
