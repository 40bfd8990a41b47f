/*
 * A stand-in for the server: answers by method and path, and remembers what it was asked. The modules of
 * the session keep their state, so each test loads them anew, as a tab does.
 */
import { vi } from 'vitest';

type Answer = (request: Request) => Response | Promise<Response>;

export interface Asked {
	method: string;
	path: string;
	token: string | null;
	body: string;
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
	return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } });
}

export function problem(status: number, name: string, more: object = {}, headers: Record<string, string> = {}): Response {
	const type = `/problems/${name.replaceAll('_', '-')}`;
	return json(status, { type, title: name, status, detail: `About ${name}.`, ...more }, headers);
}

export function session(n: number, expires_in = 900) {
	return {
		id: 'session',
		person_id: 'person',
		token_type: 'Bearer',
		access_token: `access-${n}`,
		refresh_token: `refresh-${n}`,
		expires_in,
	};
}

export function stand_in(answers: Record<string, Answer>): Asked[] {
	const asked: Asked[] = [];
	vi.stubGlobal('fetch', async (input: Request | string, init?: RequestInit) => {
		const request = typeof input === 'string' ? new Request(new URL(input, location.origin), init) : input;
		const path = new URL(request.url).pathname;
		asked.push({
			method: request.method,
			path,
			token: request.headers.get('authorization'),
			body: await request.clone().text(),
		});
		const answer = answers[`${request.method} ${path}`];
		if (!answer) throw new TypeError(`nobody answers ${request.method} ${path}`);
		return answer(request);
	});
	return asked;
}

/* Locks as a browser has them, shared by what this file calls tabs. */
export function give_locks(): void {
	let last: Promise<unknown> = Promise.resolve();
	const request = (_: string, work: () => Promise<unknown>) => {
		const mine = last.then(work, work);
		last = mine.catch(() => undefined);
		return mine;
	};
	Object.defineProperty(navigator, 'locks', { value: { request }, configurable: true });
}

export function keep_session(n: number): void {
	const { id, person_id, refresh_token } = session(n);
	localStorage.setItem('gemba.session', JSON.stringify({ session_id: id, person_id, refresh_token }));
}

/* A tab: the modules with a memory of their own, over the storage that all share. */
export async function tab() {
	vi.resetModules();
	const api = await import('@shared/api');
	const tokens = await import('@shared/tokens');
	return { ...api, ...tokens, get: (path: string) => api.send_to(path).then((response) => response.json() as Promise<unknown>) };
}
