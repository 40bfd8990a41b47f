/* The room that this device gives us, and whether it keeps its word when space gets short. */
export interface Room {
	used: number | null;
	quota: number | null;
	/* The browser promised not to clear it. */
	is_safe: boolean;
}

export async function room(): Promise<Room> {
	const storage = navigator.storage as StorageManager | undefined;
	const estimate = await storage?.estimate?.().catch(() => undefined);
	return {
		used: estimate?.usage ?? null,
		quota: estimate?.quota ?? null,
		is_safe: (await storage?.persisted?.().catch(() => false)) ?? false,
	};
}

/* Asked for when there is something to lose; browsers grant it to what is used or installed. */
export async function ask_to_keep(): Promise<boolean> {
	const storage = navigator.storage as StorageManager | undefined;
	if (await storage?.persisted?.().catch(() => false)) return true;
	return (await storage?.persist?.().catch(() => false)) ?? false;
}
