/*
 * The one way to the server: `await answer(api.GET('/v1/units', { params: { query } }))` gives the body or
 * throws a Problem. The token, its refreshing, a busy server and a lost network are dealt with here.
 */
import createClient from 'openapi-fetch';
import { heard_from_server, heard_nothing } from './connection';
import type { components, paths } from './contract';
import { Problem, problem_of } from './problem';
import { access_token } from './tokens';

export type Schemas = components['schemas'];
export type Right = Schemas['Right'];

export interface SendOptions {
	/* How often a busy server is asked again; a caller with an outbox of its own says 0. */
	tries_again?: number;
	/* When no answer counts as none. */
	patience_ms?: number;
	/* Signing in: without a token. */
	is_public?: boolean;
}

const longest_wait_ms = 10_000;

function wait(ms: number, signal: AbortSignal): Promise<void> {
	return new Promise((done, stop) => {
		const timer = setTimeout(done, ms);
		signal.addEventListener('abort', () => {
			clearTimeout(timer);
			stop(signal.reason as Error);
		});
	});
}

/* One try. The caller's signal and our patience end it; only the caller's is passed on as it came. */
async function fetch_once(request: Request, patience_ms: number): Promise<Response> {
	const ours = new AbortController();
	const pass_on = () => ours.abort(request.signal.reason);
	request.signal.addEventListener('abort', pass_on);
	const timer = setTimeout(() => ours.abort(), patience_ms);
	const asked_at = Date.now();
	try {
		const response = await fetch(request.clone(), { signal: ours.signal });
		heard_from_server(response, asked_at);
		return response;
	} catch (cause) {
		if (request.signal.aborted) throw request.signal.reason;
		heard_nothing();
		throw new Problem(ours.signal.aborted ? 'unanswered' : 'offline', 0, { cause });
	} finally {
		clearTimeout(timer);
		request.signal.removeEventListener('abort', pass_on);
	}
}

/* A busy server says when to come back; without that, a little later each time, never all at once. */
function pause_ms(problem: Problem, attempt: number): number {
	const asked = problem.retry_after_s === undefined ? 500 * 2 ** attempt : problem.retry_after_s * 1000;
	return asked + Math.random() * 250;
}

/* The answer, which is a good one: everything else is thrown as a Problem. */
export async function send(request: Request, options: SendOptions = {}): Promise<Response> {
	const { tries_again = 3, patience_ms = 30_000, is_public = false } = options;
	let stale: string | undefined;
	for (let attempt = 0; ; ) {
		let token: string | undefined;
		if (!is_public) {
			token = await access_token(stale);
			request.headers.set('authorization', `Bearer ${token}`);
		}
		const response = await fetch_once(request, patience_ms);
		if (response.ok) return response;
		const problem = await problem_of(response);
		if (problem.is_about_session && token && stale === undefined) {
			stale = token;
			continue;
		}
		const pause = pause_ms(problem, attempt);
		if (problem.status !== 503 || attempt >= tries_again || pause > longest_wait_ms) throw problem;
		attempt++;
		await wait(pause, request.signal);
	}
}

/* Of a path: photographs, exports, raw bodies. */
export function send_to(path: string, init: RequestInit = {}, options: SendOptions = {}): Promise<Response> {
	return send(new Request(new URL(path, location.origin), init), options);
}

export const api = createClient<paths>({
	baseUrl: location.origin,
	fetch: (request) => send(request),
});

/* For what needs no session. */
export const public_api = createClient<paths>({
	baseUrl: location.origin,
	fetch: (request) => send(request, { is_public: true }),
});

/* The body of an answer; the problems have been thrown already. */
export async function answer<R extends { data?: unknown; response: Response }>(
	call: Promise<R>,
): Promise<Exclude<R['data'], undefined>> {
	const { data } = await call;
	return data as Exclude<R['data'], undefined>;
}
