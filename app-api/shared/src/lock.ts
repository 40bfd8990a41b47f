/*
 * One tab at a time. Web Locks where there are some; browsers have none without HTTPS, and there a
 * lease in the storage that all tabs share does it.
 */
const lease_ms = 20_000;

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

interface Lease {
	owner: string;
	until: number;
}

function lease_read(key: string): Lease | null {
	try {
		const lease = JSON.parse(localStorage.getItem(key) ?? 'null') as Lease | null;
		return lease && lease.until > Date.now() ? lease : null;
	} catch {
		return null;
	}
}

async function with_lease<T>(name: string, work: () => Promise<T>): Promise<T> {
	const key = `gemba.lock.${name}`;
	const owner = `${Date.now()}.${Math.random()}`;
	for (;;) {
		if (!lease_read(key)) {
			localStorage.setItem(key, JSON.stringify({ owner, until: Date.now() + lease_ms }));
			/* Two that wrote at the same moment see here who was last. */
			await sleep(20 + Math.random() * 30);
			if (lease_read(key)?.owner === owner) break;
		}
		await sleep(50 + Math.random() * 50);
	}
	try {
		return await work();
	} finally {
		if (lease_read(key)?.owner === owner) localStorage.removeItem(key);
	}
}

export function one_at_a_time<T>(name: string, work: () => Promise<T>): Promise<T> {
	if (navigator.locks) return navigator.locks.request(`gemba.${name}`, work) as Promise<T>;
	return with_lease(name, work);
}
