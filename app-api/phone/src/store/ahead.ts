/* The list of visits, asked for before the program is there that shows it. */
import { answer, api, type Schemas } from '@shared/api';
import { has_session } from '@shared/tokens';
import { moment_of, type Moment } from '../capture/clock';
import type { Inspection } from './db';

export interface Listed {
	found: Inspection[];
	/* What was sent before then is in it. */
	asked_at: Moment;
}

async function ask_list(): Promise<Listed> {
	const asked_at = moment_of(Date.now());
	const found: Inspection[] = [];
	let after: string | null = null;
	do {
		const query = { mine: true, sort: 'due' as const, limit: 100, ...(after ? { after } : {}) };
		const page: Schemas['InspectionPage'] = await answer(api.GET('/v1/inspections', { params: { query } }));
		found.push(...page.items);
		after = page.next;
	} while (after && found.length < 1000);
	return { found, asked_at };
}

let ahead: Promise<Listed> | null = null;

/* The next refresh takes what came. */
export function look_ahead(): void {
	if (!has_session.value) return;
	ahead = ask_list();
	ahead.catch(() => undefined);
}

export function list_asked(): Promise<Listed> {
	const asked = ahead ?? ask_list();
	ahead = null;
	return asked;
}
