/*
 * Photographs are fetched with the token and shown from memory. What several places of a page show is
 * fetched once; what nobody shows any more is kept a little while and then let go.
 */
import { onScopeDispose, ref, watch, type Ref } from 'vue';
import { send_to } from './api';
import { Problem } from './problem';

export type PhotoSize = 'thumbnail' | 'view' | 'original';
export type PhotoLook = 'loading' | 'pending' | 'ready' | 'failed';

interface Held {
	url: string | null;
	loading: Promise<string>;
	users: number;
}

const most_unused = 120;
const most_tries = 20;
const held = new Map<string, Held>();

/* A photograph that has just come is still being looked at: the server says when to ask again. */
async function fetch_photo(sha256: string, size: PhotoSize, on_pending: () => void): Promise<string> {
	for (let tries = 1; ; tries++) {
		try {
			const response = await send_to(`/v1/photos/${sha256}/${size}`);
			return URL.createObjectURL(await response.blob());
		} catch (thrown) {
			const problem = Problem.of(thrown);
			if (problem.name !== 'photos_pending' || tries === most_tries) throw problem;
			on_pending();
			await new Promise((done) => setTimeout(done, (problem.retry_after_s ?? 1) * 1000));
		}
	}
}

function let_go(): void {
	const unused = [...held].filter(([, one]) => one.users === 0 && one.url);
	for (const [key, one] of unused.slice(0, Math.max(0, unused.length - most_unused))) {
		URL.revokeObjectURL(one.url!);
		held.delete(key);
	}
}

function hold(sha256: string, size: PhotoSize, on_pending: () => void): Held {
	const key = `${sha256}/${size}`;
	let one = held.get(key);
	if (!one) {
		const fresh: Held = { url: null, users: 0, loading: fetch_photo(sha256, size, on_pending) };
		fresh.loading.then(
			(url) => (fresh.url = url),
			() => held.delete(key),
		);
		one = fresh;
	}
	/* The newest is last, so the first are let go first. */
	held.delete(key);
	held.set(key, one);
	one.users++;
	return one;
}

/* The address of a photograph for an img, once it is wanted; and how far it is. */
export function usePhoto(sha256: () => string | null, size: PhotoSize, is_wanted: Ref<boolean> = ref(true)) {
	const url = ref<string | null>(null);
	const look = ref<PhotoLook>('loading');
	let mine: Held | null = null;

	function release(): void {
		if (mine) mine.users--;
		mine = null;
		let_go();
	}

	async function show(wanted: string): Promise<void> {
		look.value = 'loading';
		url.value = null;
		const one = (mine = hold(wanted, size, () => mine === one && (look.value = 'pending')));
		try {
			const ready = await one.loading;
			if (mine !== one) return;
			url.value = ready;
			look.value = 'ready';
		} catch {
			if (mine === one) look.value = 'failed';
		}
	}

	watch(
		[sha256, is_wanted],
		([wanted, now]) => {
			release();
			if (wanted && now) void show(wanted);
		},
		{ immediate: true },
	);
	onScopeDispose(release);

	return { url, look };
}

/* Hands the original to the browser as a file. */
export async function download_original(sha256: string): Promise<void> {
	const response = await send_to(`/v1/photos/${sha256}/original`);
	const blob = await response.blob();
	const link = document.createElement('a');
	link.href = URL.createObjectURL(blob);
	link.download = `${sha256.slice(0, 12)}.${blob.type === 'image/png' ? 'png' : 'jpg'}`;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
