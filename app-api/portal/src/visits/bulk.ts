/*
 * Many visits of one form: one body each, sent in portions that the server takes whole or not at all. The
 * ids stay, so that sending again after a lost answer makes nothing twice.
 */
import type { Schemas } from '@shared/api';
import { Problem, type Fault } from '@shared/problem';
import { moment_of } from '../ui/zone';
import type { Store } from './stores';

export type NewVisit = Schemas['NewInspection'];

export const portion = 1000;

export interface Form {
	checklist_id: string;
	start_at: string;
	due_at: string;
	miss_at: string;
	lead_id: string;
	team: { id: string }[];
	is_unannounced: boolean;
	needs_review: boolean;
	note: string;
}

export function visit_of(form: Form, store: Store, id: string): NewVisit {
	const visit: NewVisit = { id, unit_id: store.id, checklist_id: form.checklist_id };
	for (const key of ['start_at', 'due_at', 'miss_at'] as const) {
		if (form[key]) visit[key] = moment_of(form[key], store.time_zone);
	}
	if (form.lead_id) visit.lead_id = form.lead_id;
	if (form.team.length) visit.team = form.team.map((person) => person.id);
	if (form.is_unannounced) visit.is_unannounced = true;
	if (form.needs_review) visit.needs_review = true;
	if (form.note.trim()) visit.note = form.note.trim();
	return visit;
}

export interface StoreFault {
	store: Store;
	fault: Fault;
}

/*
 * The faults of a portion are those of the form, each once, where they hold for every store; else they are
 * told with their store.
 */
export function faults_by_store(problem: Problem, stores: Store[]): { problem: Problem; by_store: StoreFault[] } {
	const by_store: StoreFault[] = [];
	const seen = new Map<string, number>();
	const others: Fault[] = [];
	for (const fault of problem.faults) {
		const found = /^\/inspections\/(\d+)(\/.*)?$/.exec(fault.pointer);
		const store = found && stores[Number(found[1])];
		if (!found || !store) {
			others.push(fault);
			continue;
		}
		const own = { ...fault, pointer: found[2] ?? '' };
		const key = `${own.pointer} ${own.detail}`;
		seen.set(key, (seen.get(key) ?? 0) + 1);
		by_store.push({ store, fault: own });
	}
	const for_all = by_store.filter(({ fault }) => seen.get(`${fault.pointer} ${fault.detail}`) === stores.length);
	const of_form = [...new Map(for_all.map(({ fault }) => [`${fault.pointer} ${fault.detail}`, fault])).values()];
	return {
		problem: new Problem(problem.name, problem.status, { ...problem, faults: [...others, ...of_form] }),
		by_store: by_store.filter((one) => !for_all.includes(one)),
	};
}
