/*
 * What can go wrong with a request, as the server tells it (RFC 9457) or as the client finds it:
 * offline (no answer came), unanswered (it took too long), not_understood (the answer is none of ours),
 * storage_full (this device has no room), broken (whatever else).
 */
export interface Fault {
	pointer: string;
	detail: string;
	source?: string;
}

interface ProblemBody {
	type?: unknown;
	title?: unknown;
	detail?: unknown;
	instance?: unknown;
	errors?: unknown;
	[member: string]: unknown;
}

export interface ProblemFacts {
	title?: string;
	detail?: string;
	instance?: string | undefined;
	faults?: Fault[];
	retry_after_s?: number | undefined;
	body?: Record<string, unknown>;
	cause?: unknown;
}

/* What the device says when nothing more fits; a database wraps it. */
export function is_storage_full(thrown: unknown): boolean {
	const error = thrown as { name?: string; inner?: { name?: string } } | null;
	return error?.name === 'QuotaExceededError' || error?.inner?.name === 'QuotaExceededError';
}

export class Problem extends Error {
	/* The name in the server's list of problems: session_ended, revision_conflict … */
	override readonly name: string;
	readonly status: number;
	readonly title: string;
	readonly detail: string;
	/* The request's id in the server's log. */
	readonly instance: string | undefined;
	readonly faults: Fault[];
	readonly retry_after_s: number | undefined;
	/* Everything the server said: photos, reasons, questions, missing, can … */
	readonly body: Record<string, unknown>;

	constructor(name: string, status: number, facts: ProblemFacts = {}) {
		super(facts.detail ?? facts.title ?? name, { cause: facts.cause });
		this.name = name;
		this.status = status;
		this.title = facts.title ?? '';
		this.detail = facts.detail ?? '';
		this.instance = facts.instance;
		this.faults = facts.faults ?? [];
		this.retry_after_s = facts.retry_after_s;
		this.body = facts.body ?? {};
	}

	/* It may go well when it is sent again as it is. */
	get is_passing(): boolean {
		return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
	}

	/* Nobody is signed in, or not any more. */
	get is_about_session(): boolean {
		return this.name === 'not_signed_in' || this.name === 'session_ended';
	}

	/* The fault of the field with this pointer, if there is one. */
	fault(pointer: string): string | undefined {
		return this.faults.find((fault) => fault.pointer === pointer)?.detail;
	}

	static of(thrown: unknown): Problem {
		if (thrown instanceof Problem) return thrown;
		return new Problem(is_storage_full(thrown) ? 'storage_full' : 'broken', 0, {
			detail: thrown instanceof Error ? thrown.message : String(thrown),
			cause: thrown,
		});
	}
}

function text(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

function faults_of(value: unknown): Fault[] {
	if (!Array.isArray(value)) return [];
	return value.flatMap((line: unknown) => {
		const fault = line as Partial<Fault> | null;
		if (typeof fault?.pointer !== 'string' || typeof fault.detail !== 'string') return [];
		return [{ pointer: fault.pointer, detail: fault.detail, ...(fault.source ? { source: fault.source } : {}) }];
	});
}

/* Seconds; the header has them as a number or as a date. */
export function retry_after(headers: Headers, now = Date.now()): number | undefined {
	const value = headers.get('retry-after');
	if (!value) return undefined;
	if (/^\d+$/.test(value)) return Number(value);
	const at = Date.parse(value);
	return Number.isNaN(at) ? undefined : Math.max(0, Math.ceil((at - now) / 1000));
}

/* Reads the answer's body, once. */
export async function problem_of(response: Response): Promise<Problem> {
	const retry_after_s = retry_after(response.headers);
	let body: ProblemBody = {};
	try {
		const read: unknown = await response.json();
		if (read && typeof read === 'object') body = read as ProblemBody;
	} catch {
		/* A proxy's page, or nothing: said by the status alone. */
	}
	const type = text(body.type);
	if (!type.startsWith('/problems/')) {
		const name = response.status === 503 || response.status === 502 || response.status === 504 ? 'busy' : 'not_understood';
		return new Problem(name, response.status, { detail: response.statusText, retry_after_s });
	}
	return new Problem(type.slice('/problems/'.length).replaceAll('-', '_'), response.status, {
		title: text(body.title),
		detail: text(body.detail),
		instance: text(body.instance) || undefined,
		faults: faults_of(body.errors),
		retry_after_s,
		body,
	});
}
