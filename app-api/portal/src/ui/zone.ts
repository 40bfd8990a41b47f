/*
 * Moments as a store's clock shows them, for date fields ("2026-11-21T18:00"), and back. Without a zone it
 * is this device's clock.
 */
const formats = new Map<string, Intl.DateTimeFormat>();

function format_of(zone: string): Intl.DateTimeFormat {
	let format = formats.get(zone);
	if (!format) {
		format = new Intl.DateTimeFormat('en-GB', {
			timeZone: zone,
			year: 'numeric',
			month: '2-digit',
			day: '2-digit',
			hour: '2-digit',
			minute: '2-digit',
			hourCycle: 'h23',
		});
		formats.set(zone, format);
	}
	return format;
}

const own_zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function local_of(at: string | null | undefined, zone: string | null): string {
	/* What somebody wrote into the address may be no moment at all. */
	if (!at || Number.isNaN(Date.parse(at))) return '';
	const parts = format_of(zone ?? own_zone()).formatToParts(new Date(at));
	const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
	return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/* How far the zone's clock is ahead of UTC at a moment. */
function offset_ms(at: number, zone: string): number {
	const shown = Date.parse(`${local_of(new Date(at).toISOString(), zone)}Z`);
	return shown - Math.floor(at / 60_000) * 60_000;
}

/*
 * The moment at which the clock shows it. A time that a clock change skips is the first valid one after; of
 * a doubled one it is the first.
 */
export function moment_of(local: string, zone: string | null): string {
	const where = zone ?? own_zone();
	const as_utc = Date.parse(`${local}Z`);
	const day = 86_400_000;
	const before = as_utc - offset_ms(as_utc - day, where);
	const after = as_utc - offset_ms(as_utc + day, where);
	const fits = [before, after].filter((at) => local_of(new Date(at).toISOString(), where) === local.slice(0, 16));
	if (fits.length) return new Date(Math.min(...fits)).toISOString();
	return new Date(first_after_gap(before, after, where)).toISOString();
}

/* The moment of the change lies between the two readings of a skipped time. */
function first_after_gap(one: number, other: number, zone: string): number {
	let low = Math.min(one, other);
	let high = Math.max(one, other);
	const was = offset_ms(low, zone);
	while (high - low > 60_000) {
		const middle = low + Math.floor((high - low) / 120_000) * 60_000;
		if (offset_ms(middle, zone) === was) low = middle;
		else high = middle;
	}
	return high;
}
