import { describe, expect, it } from 'vitest';
import { filled } from '../src/actions/action';
import { blanked, given, nulled } from '../src/organization/blank';

describe('forms', () => {
	it('show nothing where the server has null, and send null where something was emptied', () => {
		expect(blanked({ name: 'Bund', lat: null, tags: [] })).toEqual({ name: 'Bund', lat: '', tags: [] });
		expect(nulled({ name: ' Bund ', lat: '', radius_m: 0, tags: [] })).toEqual({ name: 'Bund', lat: null, radius_m: 0, tags: [] });
	});

	it('send of something new only what was filled in', () => {
		expect(given({ name: 'Bund', lat: '', radius_m: 0, tags: [], note: '  ' })).toEqual({ name: 'Bund', radius_m: 0 });
	});

	it('leave out of a step what is blank', () => {
		expect(filled({ done: 'Cleaned', note: ' ', photos: [], due_at: undefined })).toEqual({ done: 'Cleaned' });
	});
});
