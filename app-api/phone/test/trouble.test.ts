import { describe, expect, it } from 'vitest';
import Dexie from 'dexie';
import { PictureRefused } from '../src/capture/capture';
import { SheetIsClosed } from '../src/store/sheet';
import { trouble_of } from '../src/visit/usePhotos';

describe('what a person is told when something cannot be kept', () => {
	it('is that the storage is full, however the database wraps it', () => {
		expect(trouble_of(new DOMException('no room', 'QuotaExceededError'))).toBe('storage_full');
		expect(trouble_of(new Dexie.QuotaExceededError('no room'))).toBe('storage_full');
		expect(trouble_of(new Dexie.AbortError('aborted', new DOMException('no room', 'QuotaExceededError')))).toBe('storage_full');
	});

	it('is what is wrong with the picture, or that the sheet is closed', () => {
		expect(trouble_of(new PictureRefused('too_large'))).toBe('too_large');
		expect(trouble_of(new SheetIsClosed())).toBe('closed');
		expect(trouble_of(new Error('something else'))).toBe('broken');
	});
});
