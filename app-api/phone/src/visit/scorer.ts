/* The scorer, loaded once; its file is kept by the service worker. */
import wasm_url from '@shared/scoring/scoring.wasm?url';
import { loadScorer, type Scorer } from '@shared/scoring/scorer';

let loading: Promise<Scorer> | null = null;

export function scorer(): Promise<Scorer> {
	loading ??= loadScorer(fetch(wasm_url)).catch((thrown: unknown) => {
		loading = null;
		throw thrown;
	});
	return loading;
}
