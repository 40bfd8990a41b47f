/* A phone's database with a visit in it, for tests. */
import 'fake-indexeddb/auto';
import Dexie from 'dexie';
import { afterEach } from 'vitest';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Checklist } from '@shared/scoring/checklist';
import { loadScorer, type Score } from '@shared/scoring/scorer';
import { PhoneDb, type Bundle, type PhotoRow } from '../src/store/db';

export const visit_id = '01989f0c-7d00-4a01-8000-0000000000a1';
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const open: PhoneDb[] = [];
let nr = 0;

afterEach(async () => {
	const names = new Set(open.map((db) => db.name));
	open.splice(0).forEach((db) => db.close());
	await Promise.all([...names].map((name) => Dexie.delete(name)));
});

export function database(name = `phone-test-${nr++}`): PhoneDb {
	const db = new PhoneDb(name);
	open.push(db);
	return db;
}

export const checklist: Checklist = {
	format: 'gemba.checklist/1',
	code: 'lobby',
	title: { en: 'Lobby' },
	kind: 'daily',
	scoring: { method: 'points' },
	sections: [
		{
			key: 'floor',
			title: { en: 'Floor' },
			questions: [
				{
					key: 'clean', text: { en: 'Clean' }, type: 'choice', required: true, severity: 'major', department: 'housekeeping',
					choices: [{ key: 'yes', label: { en: 'Yes' }, points: 5 }, { key: 'no', label: { en: 'No' }, fails: true }],
					photos: { min: 1, max: 3, when: 'failed' }, note: 'failed',
				},
				{ key: 'why', text: { en: 'Why' }, type: 'text', relevant: { question: 'clean', in: ['no'] } },
				{ key: 'lit', text: { en: 'Lit' }, type: 'check', points: 5, fails: false, severity: 'minor', department: 'engineering', required: true },
			],
		},
		{
			key: 'room',
			title: { en: 'Rooms' },
			repeats: { min: 2, max: 4, name: { en: 'Room' } },
			questions: [
				{ key: 'bed', text: { en: 'Bed made' }, type: 'check', points: 1, required: true },
				{ key: 'view', text: { en: 'View' }, type: 'photo', applies: { any_tag: ['sea'] } },
			],
		},
	],
};

export function bundle(change: Partial<Bundle> = {}): Bundle {
	return {
		inspection: { id: visit_id, kind: 'daily', started_at: null, unit: { name: 'Bund' }, checklist: { title: { en: 'Lobby' } } } as unknown as Bundle['inspection'],
		unit: { id: 'u', code: 'sh-001', name: 'Bund', time_zone: 'Asia/Shanghai', lat: null, lon: null, radius_m: null, address: null, tags: [] },
		departments: [],
		version: { id: 'v', number: 1, sha256: '', document: checklist },
		context: { id: '01989f0c-7d00-4a01-8000-0000000000c1', tags: [], history: {} },
		previous: [],
		sheet: null,
		returned: null,
		...change,
	};
}

export function photo(sha256: string, change: Partial<PhotoRow> = {}): PhotoRow {
	return {
		visit_id, sha256, type: 'image/jpeg', width: 1600, height: 1200, size: 3, record: { method: 'camera' }, doubts: [], taken_at: 1, sent_at: null,
		...change,
	};
}

export const bytes = (...values: number[]) => Uint8Array.from(values).buffer;

/* The server's own arithmetic, built as the client's build does it. */
export async function score_of(document: Checklist): Promise<Score> {
	const wasm = here('../../shared/src/scoring/scoring.wasm');
	execFileSync(here('../../../scripts/build-wasm'), [wasm]);
	return (await loadScorer(new Uint8Array(readFileSync(wasm)))).for(document);
}
