/* Forms have '' where the server has null. */
type Blank<T> = { [K in keyof T]: null extends T[K] ? Exclude<T[K], null> | '' : T[K] };

export function blanked<T extends object>(thing: T): Blank<T> {
	return Object.fromEntries(Object.entries(thing).map(([key, value]) => [key, value ?? ''])) as Blank<T>;
}

/* What is emptied is said to be nothing. */
export function nulled<T extends object>(changes: T): { [K in keyof T]: T[K] | null } {
	const entries = Object.entries(changes).map(([key, value]) => {
		if (typeof value === 'string') return [key, value.trim() === '' ? null : value.trim()];
		return [key, value === undefined ? null : value];
	});
	return Object.fromEntries(entries) as { [K in keyof T]: T[K] | null };
}

/* Of something new, only what was filled in. */
export function given<T extends object>(draft: T): Partial<T> {
	const kept = Object.entries(nulled(draft)).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0));
	return Object.fromEntries(kept) as Partial<T>;
}
