/* Where this device is, if the person lets us know. A fix is asked for when the camera opens, so that it is there with the picture. */
import type { CaptureRecord } from '../store/db';

export interface Fix {
	lat: number;
	lon: number;
	accuracy: number;
	at: number;
}

export type PlaceFault = 'denied' | 'unavailable' | 'timeout';

const fresh_ms = 120_000;
let last: Fix | null = null;
let asking: Promise<Fix> | null = null;

function faulty(error: GeolocationPositionError): PlaceFault {
	return error.code === error.PERMISSION_DENIED ? 'denied' : error.code === error.TIMEOUT ? 'timeout' : 'unavailable';
}

function ask(patience_ms: number): Promise<Fix> {
	return new Promise((done, fail) => {
		if (!('geolocation' in navigator)) return fail('unavailable' satisfies PlaceFault);
		navigator.geolocation.getCurrentPosition(
			({ coords }) => done({ lat: coords.latitude, lon: coords.longitude, accuracy: coords.accuracy, at: Date.now() }),
			(error) => fail(faulty(error)),
			{ enableHighAccuracy: true, maximumAge: 30_000, timeout: patience_ms },
		);
	});
}

/* Fails with a PlaceFault. */
export function place_now(patience_ms = 20_000): Promise<Fix> {
	asking ??= ask(patience_ms)
		.then((fix) => (last = fix))
		.finally(() => (asking = null));
	return asking;
}

/* What is known of the place without waiting. */
export function place_known(now = Date.now()): Fix | null {
	return last && now - last.at < fresh_ms ? last : null;
}

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));

export function record_place(fix: Fix | null): Pick<CaptureRecord, 'lat' | 'lon' | 'accuracy_m'> {
	if (!fix) return {};
	return { lat: rounded(fix.lat, 6), lon: rounded(fix.lon, 6), accuracy_m: rounded(Math.min(fix.accuracy, 1e8), 1) };
}

/* Metres, on a sphere. */
export function distance_m(a: { lat: number; lon: number }, b: { lat: number; lon: number }): number {
	const rad = Math.PI / 180;
	const h =
		Math.sin(((b.lat - a.lat) * rad) / 2) ** 2 +
		Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lon - a.lon) * rad) / 2) ** 2;
	return 2 * 6_371_000 * Math.asin(Math.min(1, Math.sqrt(h)));
}
