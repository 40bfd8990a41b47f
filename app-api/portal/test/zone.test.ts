import { describe, expect, it } from 'vitest';
import { local_of, moment_of } from '../src/ui/zone';

describe('a store’s clock', () => {
	it('shows a moment, and tells the moment of what it shows', () => {
		expect(local_of('2026-11-21T10:00:00Z', 'Asia/Shanghai')).toBe('2026-11-21T18:00');
		expect(moment_of('2026-11-21T18:00', 'Asia/Shanghai')).toBe('2026-11-21T10:00:00.000Z');
		expect(moment_of('2026-07-01T12:00', 'Europe/Berlin')).toBe('2026-07-01T10:00:00.000Z');
		expect(moment_of('2026-12-01T12:00', 'Europe/Berlin')).toBe('2026-12-01T11:00:00.000Z');
		expect(local_of(null, 'Asia/Shanghai')).toBe('');
	});

	it('moves a time that a clock change skips to the first valid moment after', () => {
		/* At 02:00 on this day the clocks of Berlin go to 03:00. */
		expect(moment_of('2026-03-29T02:30', 'Europe/Berlin')).toBe('2026-03-29T01:00:00.000Z');
		expect(local_of('2026-03-29T01:00:00Z', 'Europe/Berlin')).toBe('2026-03-29T03:00');
	});

	it('takes of a doubled time the first', () => {
		expect(moment_of('2026-10-25T02:30', 'Europe/Berlin')).toBe('2026-10-25T00:30:00.000Z');
	});

	it('goes there and back throughout a year, in zones with and without clock changes', () => {
		for (const zone of ['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu']) {
			for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 3_600_000 * 7) {
				const shown = local_of(new Date(at).toISOString(), zone);
				expect(local_of(moment_of(shown, zone), zone)).toBe(shown);
			}
		}
	});

	it('is empty of what is no moment', () => {
		expect([local_of('yesterday', null), local_of('', 'Asia/Shanghai'), local_of(null, null)]).toEqual(['', '', '']);
	});
});
